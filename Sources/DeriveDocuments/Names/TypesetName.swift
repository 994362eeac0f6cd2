/// A name of the language taken apart as a reader would: `yhat` is y with a hat, `W1` is W with the index 1,
/// `x_star` is x with a star.
struct TypesetName: Hashable, Sendable {
  enum Accent: String, CaseIterable, Sendable {
    case hat, bar, tilde, ddot, dot, vec, check, breve
  }

  /// What the accents stand on: a letter, the name of a Greek letter, or a word.
  var core: String
  /// From the innermost to the outermost.
  var accents: [Accent] = []
  var subscripts: [String] = []

  init(_ name: String) {
    var parts = name.split(separator: "_", omittingEmptySubsequences: true).map(String.init)
    guard !parts.isEmpty else {
      core = name
      return
    }
    core = parts.removeFirst()
    var digits = Self.removeTrailingDigits(&core)
    if let (inner, accents) = Self.splitAccents(core) {
      core = inner
      self.accents = accents
      // `x1hat`: the digit stands inside.
      if digits.isEmpty { digits = Self.removeTrailingDigits(&core) }
    }
    if !digits.isEmpty { subscripts.append(digits) }
    for part in parts {
      if let accent = Accent(rawValue: part), isLetter {
        accents.append(accent)
      } else {
        subscripts.append(part)
      }
    }
  }

  /// True if the core is one letter, Latin or Greek.
  var isLetter: Bool { Self.isLetter(core) }

  static func isLetter(_ text: String) -> Bool {
    text.utf8.count == 1 || text.count == 1 || GreekLetter.named(text) != nil || text == "ell"
  }

  /// `muhat` is mu with a hat; `lossbar` stays the word that it is.
  private static func splitAccents(_ word: String) -> (String, [Accent])? {
    for accent in Accent.allCases where word.hasSuffix(accent.rawValue) && word.count > accent.rawValue.count {
      var inner = String(word.dropLast(accent.rawValue.count))
      if isLetter(inner) { return (inner, [accent]) }
      let whole = inner
      if !removeTrailingDigits(&inner).isEmpty, isLetter(inner) { return (whole, [accent]) }
      if let (core, accents) = splitAccents(whole) { return (core, accents + [accent]) }
    }
    return nil
  }

  private static func removeTrailingDigits(_ word: inout String) -> String {
    guard let last = word.utf8.last, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(last) else { return "" }
    let digits = String(word.reversed().prefix { $0.isASCII && $0.isNumber }.reversed())
    guard digits.count < word.count else { return "" }
    word.removeLast(digits.count)
    return digits
  }
}
