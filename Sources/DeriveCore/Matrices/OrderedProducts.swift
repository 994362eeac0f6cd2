import DeriveNumbers

/// A product of square matrices over an index, by what is free in it.
struct OrderedProduct: Hashable {
  /// Its factor and the first value of its index, closed over all that is free.
  var factor: Term
  var lower: Term
}

extension TermStore {
  /// An entry of `prod(k : lower..upper, M[k])` of square matrices in order, where `entry` is M[k] at `row`, `column`: a
  /// member of the recursion `P[lower - 1] = I`, `P[k] = P[k - 1]*M[k]` at `upper`.
  package mutating func orderedProduct(
    over index: Term, _ row: Term, _ column: Term, _ entry: Term, from lower: Term, to upper: Term, at i: Term,
    _ j: Term
  ) -> Term {
    // The index without its range, in whose ends others may stand.
    let least = bounds(lower).lower.map { self.number(Rational($0.floor())) } ?? lower
    let running = freshIndex(least, .infinity)
    let entry = instantiate([index], entry, at: [running])
    let index = running
    var free = freeIndices(entry).filter { $0 != index && $0 != row && $0 != column }
    for other in freeIndices(lower) where !free.contains(other) { free.append(other) }
    var outer: [Term] = []
    for old in free {
      let (low, high) = range(ofIndex: old)
      outer.append(
        freshIndex(
          instantiate(free, low, at: outer + free[outer.count...]),
          instantiate(free, high, at: outer + free[outer.count...])))
    }
    let key = OrderedProduct(
      factor: family(free + [index, row, column], entry), lower: free.isEmpty ? lower : family(free, lower))
    let number: Int
    if let known = orderedProducts[key] {
      number = known
    } else {
      let (low, high) = range(ofIndex: row)
      let first = instantiate(free, lower, at: outer)
      let own = instantiate(free, entry, at: outer)
      let before = subtract(first, .one)
      let place = freshIndex(before, .infinity)
      let (p, q, between) = (freshIndex(low, high), freshIndex(low, high), freshIndex(low, high))
      number = addRecursion("a product of matrices", first: before, [place, p, q] + outer)
      orderedProducts[key] = number
      let counter = definitions[number].recursion?.counter ?? place
      let factor = instantiate([index, row, column], own, at: [add(counter, .one), between, q])
      let earlier = defined(number, [counter, p, between] + outer)
      complete(recursion: number, initial: delta(p, q), step: sum(over: [between], multiply(earlier, factor)))
      setFacts(ofDefinition: number) {
        $0.orderedProduct = ProductOfMatrices(index: index, row: row, column: column, entry: own, lower: first)
      }
    }
    return defined(number, [upper, i, j] + free)
  }
}
