/// The name of the list that was probably meant: the one with the fewest changed letters, if there are few.
package func nearestName(to word: String, in names: [String]) -> String? {
  let limit = max(1, word.count / 3)
  var best: (name: String, distance: Int)?
  for name in names {
    let distance = editDistance(word, name)
    if distance <= limit, distance < best?.distance ?? .max { best = (name, distance) }
  }
  if let best { return best.name }
  let longer = names.filter { word.count >= 3 && $0.hasPrefix(word) }
  return longer.count == 1 ? longer[0] : nil
}

/// Insertions, deletions, replacements and swaps of neighbours that make one word the other.
private func editDistance(_ a: String, _ b: String) -> Int {
  let first = Array(a.lowercased())
  let second = Array(b.lowercased())
  if abs(first.count - second.count) > 8 || first.count > 64 { return .max }
  var beforeLast: [Int] = []
  var last = Array(0...second.count)
  for i in 0..<first.count {
    var row = [i + 1]
    for j in 0..<second.count {
      var cost = min(last[j + 1] + 1, row[j] + 1, last[j] + (first[i] == second[j] ? 0 : 1))
      if i > 0, j > 0, first[i] == second[j - 1], first[i - 1] == second[j] { cost = min(cost, beforeLast[j - 1] + 1) }
      row.append(cost)
    }
    beforeLast = last
    last = row
  }
  return last[second.count]
}
