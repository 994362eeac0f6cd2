extension TermStore {
  /// A reduction over free indices in which an index that has one value only is that value, and an index over a direct
  /// sum of ranges (`i <= N` decides what stands there) falls into its parts: the sum over `1..N+D` of a block vector is
  /// a sum over `1..N` and one over `1..D`.
  package mutating func splitReduction(
    _ operation: ReductionOperation, _ indices: [Term], _ condition: Term, _ body: Term
  ) -> Term {
    for (place, index) in indices.enumerated() {
      let (lower, upper) = range(ofIndex: index)
      let others = indices.enumerated().filter { $0.offset != place }.map(\.element)
      if others.contains(where: { contains($0, index) }) { continue }
      if lower == upper {
        let rest = instantiate([index], body, at: [lower])
        let restCondition = instantiate([index], condition, at: [lower])
        return splitReduction(operation, others, restCondition, rest)
      }
      guard let end = cut(of: index, in: body) ?? cut(of: index, in: condition) else { continue }
      let low = freshIndex(lower, end)
      let high = freshIndex(.one, subtract(upper, end))
      var parts: [Term] = []
      for (fresh, value) in [(low, low), (high, add(high, end))] {
        let part = instantiate([index], body, at: [value])
        let partCondition = instantiate([index], condition, at: [value])
        parts.append(splitReduction(operation, others + [fresh], partCondition, part))
      }
      switch operation {
      case .sum: return sum(parts)
      case .product: return product(parts)
      case .maximum: return apply(.max, parts)
      case .minimum: return apply(.min, parts)
      case .all: return conjunction(parts)
      }
    }
    if indices.isEmpty {
      switch operation {
      case .sum: return sum(over: [], where: condition, body)
      case .product: return product(over: [], where: condition, body)
      case .maximum, .minimum: return body
      case .all: return disjunction([negation(condition), body])
      }
    }
    return reduction(operation, indices, condition, body)
  }

  /// The end P of a test `index <= P` in the term, between the ends of the index's range and made of sizes only.
  package mutating func cut(of index: Term, in term: Term) -> Term? {
    if !contains(term, index) { return nil }
    for test in leaves(term, where: { $0 == .relation }) {
      let end: Term
      switch comparison(test) {
      case .lessOrEqual where child(test, 0) == index: end = child(test, 1)
      // Its negation.
      case .less where child(test, 1) == index: end = child(test, 0)
      case .equal, .notEqual, .less, .lessOrEqual: continue
      }
      guard isMadeOfSizes(end) else { continue }
      let (lower, upper) = range(ofIndex: index)
      if relation(.lessOrEqual, lower, end) == .yes, relation(.less, end, upper) == .yes { return end }
    }
    return nil
  }

  private func isMadeOfSizes(_ term: Term) -> Bool {
    leaves(term) {
      switch $0 {
      case .rational, .size, .sum, .product: false
      case .infinity, .truth, .symbol, .definition, .index, .bound, .function, .reduction, .family, .delta, .relation,
        .and, .or, .not, .cases, .abstract, .expectation, .matrixFunction, .limit:
        true
      }
    }.isEmpty
  }
}
