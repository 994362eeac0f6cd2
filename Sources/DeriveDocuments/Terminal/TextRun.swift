/// A piece of a formula that stays on one line of the terminal.
struct TextPiece: LayoutPiece {
  var box: TextBox
  var breakLevel: Int?

  var width: Int { box.width }
}

/// A formula as text, with what its surroundings have to know to place it.
struct TextRun: Sendable {
  var pieces: [TextPiece]
  var strength: Strength
  /// Ends with a sum or the like, that would take in what follows.
  var isOpen = false
  /// Written with a slash: as a factor that others follow it needs brackets.
  var isQuotient = false
  /// A quotient of partials: a dot keeps it from its neighbours.
  var isDerivative = false

  init(_ text: String, strength: Strength = .atom) {
    pieces = [TextPiece(box: TextBox(text), breakLevel: nil)]
    self.strength = strength
  }

  init(box: TextBox, strength: Strength = .atom) {
    pieces = [TextPiece(box: box, breakLevel: nil)]
    self.strength = strength
  }

  init(pieces: [TextPiece], strength: Strength) {
    self.pieces = pieces
    self.strength = strength
  }

  var isTall: Bool { pieces.contains { $0.box.isTall } }
  var width: Int { pieces.reduce(0) { $0 + $1.width } }
  var box: TextBox { .beside(pieces.map(\.box)) }

  /// On one line: rows of a tall box are lost, so ask `isTall` first.
  var text: String { pieces.map { $0.box.rows[$0.box.baseline] }.joined() }
  var startsWithMinus: Bool { pieces.first.map { $0.box.rows[$0.box.baseline].hasPrefix("-") } ?? false }
  var startsWithDigit: Bool {
    guard let piece = pieces.first, let first = piece.box.rows[piece.box.baseline].first else { return false }
    return first.isNumber
  }
  var startsWithLetter: Bool {
    guard let piece = pieces.first, let first = piece.box.rows[piece.box.baseline].first else { return false }
    return first.isLetter
  }

  /// The same with text before its first and after its last piece.
  func wrapped(_ before: String, _ after: String, strength: Strength) -> TextRun {
    var result = TextRun(pieces: pieces, strength: strength)
    if result.pieces.isEmpty { result.pieces = [TextPiece(box: TextBox(""), breakLevel: nil)] }
    if !before.isEmpty { result.pieces[0].box = .beside([TextBox(before), result.pieces[0].box]) }
    let last = result.pieces.count - 1
    if !after.isEmpty { result.pieces[last].box = .beside([result.pieces[last].box, TextBox(after)]) }
    return result
  }

  /// In brackets as high as what they hold.
  func enclosed(_ open: Character, _ close: Character, strength: Strength = .atom) -> TextRun {
    if isTall { return TextRun(box: box.enclosed(open, close), strength: strength) }
    return nested().wrapped(String(open), String(close), strength: strength)
  }

  /// Breaks inside are worse than outside.
  func nested() -> TextRun {
    var result = self
    for index in result.pieces.indices {
      result.pieces[index].breakLevel = result.pieces[index].breakLevel.map { $0 + 1 }
    }
    return result
  }
}
