/// A piece of a written formula that stays on one line, and whether a line may break before it.
protocol LayoutPiece: Sendable {
  var width: Int { get }
  /// Nil: no break before this piece. Otherwise how bad one is: 0 at a relation, 1 at a plus or minus, more inside
  /// brackets.
  var breakLevel: Int? { get set }
}

/// Splits pieces into lines no wider than a limit where that is possible.
///
/// A line that is too long breaks at its least bad place; among equally bad ones at the last. A place that would leave
/// a line mostly empty counts only if there is no other. Pieces wider than the limit run over.
func filledLines<Piece: LayoutPiece>(_ pieces: [Piece], first: Int, following: Int) -> [ArraySlice<Piece>] {
  var lines: [ArraySlice<Piece>] = []
  var rest = pieces[...]
  var limit = first
  while let end = firstOverflow(rest, limit: limit) {
    guard let place = bestBreak(rest, upTo: end, limit: limit) else { break }
    lines.append(rest[rest.startIndex..<place])
    rest = rest[place...]
    limit = following
  }
  lines.append(rest)
  return lines
}

private func firstOverflow<Piece: LayoutPiece>(_ pieces: ArraySlice<Piece>, limit: Int) -> Int? {
  var width = 0
  for index in pieces.indices {
    width += pieces[index].width
    if width > limit { return index }
  }
  return nil
}

private func bestBreak<Piece: LayoutPiece>(_ pieces: ArraySlice<Piece>, upTo end: Int, limit: Int) -> Int? {
  var best: (place: Int, level: Int)?
  var bestShort: (place: Int, level: Int)?
  var width = 0
  for index in pieces.indices {
    if index > pieces.startIndex, let level = pieces[index].breakLevel {
      if index > end {
        // Everything before overflows: the first place after it is the least harm.
        if best == nil, bestShort == nil { return index }
        break
      }
      if width * 3 >= limit {
        if level <= best?.level ?? .max { best = (index, level) }
      } else if level <= bestShort?.level ?? .max {
        bestShort = (index, level)
      }
    }
    width += pieces[index].width
  }
  return best?.place ?? bestShort?.place
}
