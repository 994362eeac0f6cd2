/// The candidate that `word` is most likely a misspelling of: the one at the least edit distance, if that is small.
///
/// A swap of neighbours counts one, as do a letter too many, too few, or another; words of up to 2 letters have no
/// neighbours but those that differ in case. Of several the first in alphabetical order is taken.
func nearest(to word: String, among candidates: some Sequence<String>) -> String? {
  let limit = word.utf8.count <= 2 ? 0 : word.utf8.count <= 4 ? 1 : word.utf8.count <= 8 ? 2 : 3
  let letters = Array(word.utf8)
  var best: (distance: Int, word: String)?
  for candidate in candidates where candidate != word {
    let bound = best?.distance ?? limit
    var distance = candidate.lowercased() == word.lowercased() ? 0 : bound + 1
    if distance > 0, abs(candidate.utf8.count - letters.count) <= bound {
      distance = max(1, editDistance(letters, Array(candidate.utf8)))
    }
    guard distance <= limit else { continue }
    if let best, (best.distance, best.word) <= (distance, candidate) { continue }
    best = (distance, candidate)
  }
  return best?.word
}

/// How many letters must be changed, added, left out or swapped with a neighbour.
func editDistance(_ a: [UInt8], _ b: [UInt8]) -> Int {
  guard a.count <= 64, b.count <= 64 else { return a == b ? 0 : Int.max }
  var before: [Int] = []
  var last = Array(0...b.count)
  for i in a.indices {
    var row = [i + 1]
    for j in b.indices {
      var cost = min(last[j] + (a[i] == b[j] ? 0 : 1), last[j + 1] + 1, row[j] + 1)
      if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { cost = min(cost, before[j - 1] + 1) }
      row.append(cost)
    }
    (before, last) = (last, row)
  }
  return last[b.count]
}
