extension StringProtocol {
  /// How many columns the text takes in a terminal: combining marks none, wide East Asian characters and pictures two.
  ///
  /// Finding characters and their categories was a third of the time of writing a solution to a terminal; nearly all
  /// text is of scalars that stand alone and take one column each.
  package var displayWidth: Int {
    var width = 0
    for scalar in unicodeScalars {
      guard let columns = scalar.columnsAlone else { return reduce(0) { $0 + $1.displayWidth } }
      width += columns
    }
    return width
  }
}

extension Unicode.Scalar {
  /// One column for printed ASCII and Latin, Greek, raised and lowered letters, dashes, arrows, operators, brackets, lines,
  /// and none for the marks of a style: no combining marks, no joiners, nothing wide. `nil` for all others.
  fileprivate var columnsAlone: Int? {
    switch value {
    case 0x20...0x7E, 0xA1...0xAC, 0xAE...0x2FF, 0x391...0x3C9, 0x1D00...0x1DBF, 0x2010...0x2027, 0x2070...0x209F,
      0x2190...0x22FF, 0x239B...0x23AE, 0x2500...0x257F, 0x2713...0x2717, 0x27E6...0x27EF, 0x2C60...0x2C7F:
      1
    case 0xE000...0xE003: 0
    default: nil
    }
  }
}

extension Character {
  fileprivate var displayWidth: Int {
    guard let first = unicodeScalars.first else { return 0 }
    let value = first.value
    if value < 0x300 { return 1 }
    if (0xE000...0xE003).contains(value) { return 0 }
    if first.properties.generalCategory == .nonspacingMark || first.properties.generalCategory == .format { return 0 }
    let isWide =
      (0x1100...0x115F).contains(value) || (0x2E80...0xA4CF).contains(value) || (0xAC00...0xD7A3).contains(value)
      || (0xF900...0xFAFF).contains(value) || (0xFE30...0xFE6F).contains(value) || (0xFF00...0xFF60).contains(value)
      || (0xFFE0...0xFFE6).contains(value) || (0x1F300...0x1FAFF).contains(value) || (0x20000...0x3FFFD).contains(value)
    return isWide ? 2 : 1
  }
}
