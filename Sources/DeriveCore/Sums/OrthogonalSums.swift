extension TermStore {
  /// A sum over indices of which one joins two rows (or two columns) of an orthogonal matrix: `sum(k, Q[k, i]*Q[k, j])` is
  /// `delta(i, j)`. Gives the sum without them; `nil` where there are none.
  mutating func contractedOrthogonal(_ indices: [Term], _ body: Term) -> Term? {
    let pairs = factors(body)
    let rows = pairs.indices.filter { isOrthogonalEntry(pairs[$0].base) }
    if rows.isEmpty { return nil }
    for index in indices {
      guard child(index, 0) == .one, !indices.contains(where: { $0 != index && contains($0, index) }) else { continue }
      let holders = pairs.indices.filter { contains(pairs[$0].base, index) || contains(pairs[$0].exponent, index) }
      guard let first = holders.first, let last = holders.last, rows.contains(first), rows.contains(last) else {
        continue
      }
      let (a, b) = (pairs[first], pairs[last])
      // Two entries, or the square of one.
      guard payload(a.base) == payload(b.base),
        first == last ? a.exponent == .two : holders.count == 2 && a.exponent == .one && b.exponent == .one,
        symbols[payload(a.base)].extents.first == child(index, 1)
      else { continue }
      // Of a matrix assumed to be symmetric or antisymmetric a row is a column, but for the sign.
      let sign = assumptions.transposes[payload(a.base)]?.sign
      for (slot, other) in [(0, 0), (1, 1), (0, 1), (1, 0)] where slot == other || sign != nil {
        let (x, y) = (child(a.base, 1 - slot), child(b.base, 1 - other))
        guard child(a.base, slot) == index, child(b.base, other) == index, x != index, y != index else { continue }
        let equal = delta(x, y)
        if trace != nil {
          record(
            .orthonormal, of: a.base, sum(over: [index], multiply(a.base, b.base)),
            slot == other ? equal : scale(equal, by: sign ?? .one))
        }
        let rest = product(ofPowers: pairs.indices.filter { !holders.contains($0) }.map { pairs[$0] })
        let contracted = sum(over: indices.filter { $0 != index }, multiply(equal, rest))
        return slot == other ? contracted : scale(contracted, by: sign ?? .one)
      }
    }
    return nil
  }

  private func isOrthogonalEntry(_ term: Term) -> Bool {
    kind(term) == .symbol && childCount(term) == 2 && symbols[payload(term)].facts.structure == .orthogonal
  }
}
