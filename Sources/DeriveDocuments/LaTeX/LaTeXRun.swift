/// A piece of LaTeX mathematics that stays on one line. Its width is an estimate in points at 10 pt.
struct LaTeXPiece: LayoutPiece {
  var tex: String
  var width: Int
  var breakLevel: Int?
}

/// A formula in LaTeX with what its surroundings have to know to place it.
struct LaTeXRun: Sendable {
  var pieces: [LaTeXPiece]
  var strength: Strength
  /// Higher than a line: brackets around it grow.
  var isTall = false
  /// Ends with a sum or the like, that would take in what follows.
  var isOpen = false
  /// A fraction: it needs no brackets next to another factor.
  var isFraction = false
  /// Set in upright words: a thin space keeps it from its neighbours.
  var isWord = false

  init(_ tex: String, width: Int, strength: Strength = .atom) {
    pieces = [LaTeXPiece(tex: tex, width: width, breakLevel: nil)]
    self.strength = strength
  }

  init(pieces: [LaTeXPiece], strength: Strength) {
    self.pieces = pieces
    self.strength = strength
  }

  var tex: String { pieces.map(\.tex).joined() }
  var width: Int { pieces.reduce(0) { $0 + $1.width } }
  var startsWithMinus: Bool { pieces.first?.tex.hasPrefix("-") ?? false }
  var startsWithDigit: Bool {
    guard let first = pieces.first?.tex.first else { return false }
    return first.isASCII && first.isNumber
  }

  /// The same with its text put into another: `before` and `after` join the first and the last piece.
  func wrapped(_ before: String, _ after: String, addedWidth: Int, strength: Strength) -> LaTeXRun {
    var result = self
    result.strength = strength
    if result.pieces.isEmpty { result.pieces = [LaTeXPiece(tex: "", width: 0, breakLevel: nil)] }
    result.pieces[0].tex = before + result.pieces[0].tex
    result.pieces[result.pieces.count - 1].tex += after
    result.pieces[0].width += addedWidth
    result.isOpen = false
    result.isFraction = false
    result.isWord = false
    return result
  }

  /// Its pieces, as they stand inside brackets.
  func nested() -> [LaTeXPiece] {
    pieces.map { piece in
      var piece = piece
      piece.breakLevel = piece.breakLevel.map { $0 + 1 }
      return piece
    }
  }
}

/// A command like `\alpha` must not swallow the letter after it.
func juxtaposed(_ first: String, _ second: String) -> String {
  guard let next = second.first, next.isLetter, first.last?.isLetter == true else { return first + second }
  let word = first.reversed().prefix { $0.isLetter }
  let isCommand = first.dropLast(word.count).last == "\\"
  return isCommand ? first + " " + second : first + second
}
