/// A piece of MathML that stays on one line: one element or several neighbours. Its width is an estimate in points at
/// 10 pt, as `LaTeXPiece` has it.
struct MathMLPiece: LayoutPiece {
  var xml: String
  var width: Int
  var breakLevel: Int?
}

/// A formula in MathML with what its surroundings have to know to place it.
struct MathMLRun: Sendable {
  var pieces: [MathMLPiece]
  var strength: Strength
  /// Higher than a line: brackets around it grow.
  var isTall = false
  /// Ends with a sum or the like, that would take in what follows.
  var isOpen = false
  /// A fraction: it needs no brackets next to another factor.
  var isFraction = false
  /// Set in upright words: a thin space keeps it from its neighbours.
  var isWord = false
  /// What is written is one element.
  var isElement = false
  /// A letter with an index, in its parts: a power stands above the index.
  var scripted: (base: String, index: String)?

  init(_ xml: String, width: Int, strength: Strength = .atom, isElement: Bool = true) {
    pieces = [MathMLPiece(xml: xml, width: width, breakLevel: nil)]
    self.strength = strength
    self.isElement = isElement
  }

  init(pieces: [MathMLPiece], strength: Strength) {
    self.pieces = pieces
    self.strength = strength
  }

  var xml: String { pieces.map(\.xml).joined() }
  /// As one element.
  var element: String { isElement ? xml : MathML.row(xml) }
  var width: Int { pieces.reduce(0) { $0 + $1.width } }
  var startsWithMinus: Bool { pieces.first?.xml.hasPrefix(MathML.minus) ?? false }
  var startsWithDigit: Bool {
    guard var start = pieces.first?.xml[...] else { return false }
    while let wrapper = Self.wrappers.first(where: { start.hasPrefix($0) }) { start = start.dropFirst(wrapper.count) }
    return start.hasPrefix("<mn>")
  }

  private static let wrappers = ["<mrow>", "<msup>", "<msub>", "<msubsup>"]

  /// The same between other elements, which join the first and the last piece.
  func wrapped(_ before: String, _ after: String, addedWidth: Int, strength: Strength) -> MathMLRun {
    var result = MathMLRun(pieces: pieces, strength: strength)
    if result.pieces.isEmpty { result.pieces = [MathMLPiece(xml: "", width: 0, breakLevel: nil)] }
    result.pieces[0].xml = before + result.pieces[0].xml
    result.pieces[result.pieces.count - 1].xml += after
    result.pieces[0].width += addedWidth
    result.isTall = isTall
    return result
  }

  /// Its pieces, as they stand inside brackets.
  func nested() -> [MathMLPiece] {
    pieces.map { piece in
      var piece = piece
      piece.breakLevel = piece.breakLevel.map { $0 + 1 }
      return piece
    }
  }

  /// More pieces after a sign, before which a line may break.
  mutating func append(_ part: MathMLRun, after sign: String, width: Int, breakLevel: Int?) {
    var own = part.pieces
    own[0].xml = sign + own[0].xml
    own[0].width += width
    if breakLevel != nil { own[0].breakLevel = own[0].breakLevel.map { min($0, breakLevel ?? $0) } ?? breakLevel }
    pieces += own
    isTall = isTall || part.isTall
  }
}
