import DeriveNumbers

/// Sums under conditions on their indices, written without them where that can be done.
extension TermStore {
  /// The sum over the indices where the condition holds, with one of its conditions less; nil where none can go.
  ///
  /// `i != a` is the whole sum less the addend at a; `i < a` cuts the range; of `i < j` over one range the part of the body
  /// that is the same with i and j exchanged is half of what the whole square without its diagonal gives.
  mutating func relaxedSum(_ indices: [Term], _ condition: Term, _ body: Term) -> Term? {
    let conditions = kind(condition) == .and ? children(condition) : [condition]
    for (place, test) in conditions.enumerated() {
      guard kind(test) == .relation else { continue }
      var rest = conditions
      rest.remove(at: place)
      let others = conjunction(rest)
      let (a, b) = (child(test, 0), child(test, 1))
      switch comparison(test) {
      case .notEqual, .equal:
        for (index, other) in [(a, b), (b, a)] {
          guard indices.contains(index), !contains(other, index), isInside(other, rangeOf: index) == .yes,
            !indices.contains(where: { $0 != index && contains($0, index) })
          else { continue }
          let remaining = indices.filter { $0 != index }
          let part = sum(
            over: remaining, where: instantiate([index], others, at: [other]),
            instantiate([index], body, at: [other]))
          if comparison(test) == .equal { return part }
          guard isTotal(body) else { continue }
          return subtract(sum(over: indices, where: others, body), part)
        }
      case .less, .lessOrEqual:
        if let result = cutSum(indices, test, others, body) { return result }
      }
    }
    return nil
  }

  /// A sum under `i < a`, `i >= a`, or `i < j` for two of its indices.
  private mutating func cutSum(_ indices: [Term], _ test: Term, _ others: Term, _ body: Term) -> Term? {
    // For whole numbers `0 <= d` is `0 < d + 1`.
    let difference = subtract(child(test, 1), child(test, 0))
    let positive = comparison(test) == .less ? difference : add(difference, .one)
    let parts = addends(positive)
    guard parts.allSatisfy({ $0.coefficient.isInteger && bounds($0.term).isInteger }) else { return nil }
    let own = parts.filter { indices.contains($0.term) }
    guard own.allSatisfy({ $0.coefficient.magnitude.isOne }),
      !indices.contains(where: { index in parts.contains { $0.term != index && contains($0.term, index) } })
    else { return nil }
    let rest = subtract(positive, sum(own.map { scale($0.term, by: $0.coefficient) }))
    if own.count == 1, let index = own.first?.term {
      guard !indices.contains(where: { $0 != index && contains($0, index) }) else { return nil }
      let (lower, upper) = range(ofIndex: index)
      let fresh: Term
      if own[0].coefficient.signum < 0 {
        // i < rest
        let end = subtract(rest, .one)
        guard relation(.lessOrEqual, end, upper) == .yes else { return nil }
        fresh = freshIndex(lower, end)
      } else {
        // i > -rest
        let start = subtract(.one, rest)
        guard relation(.lessOrEqual, lower, start) == .yes else { return nil }
        fresh = freshIndex(start, upper)
      }
      return sum(
        over: indices.map { $0 == index ? fresh : $0 }, where: instantiate([index], others, at: [fresh]),
        instantiate([index], body, at: [fresh]))
    }
    guard own.count == 2, let first = own.first(where: { $0.coefficient.signum < 0 })?.term,
      let second = own.first(where: { $0.coefficient.signum > 0 })?.term,
      range(ofIndex: first) == range(ofIndex: second), !indices.contains(where: { contains($0, first) && $0 != first }),
      !indices.contains(where: { contains($0, second) && $0 != second })
    else { return nil }
    let remaining = indices.filter { $0 != second }
    func diagonal(_ store: inout TermStore) -> Term {
      let inner = store.instantiate([second], body, at: [first])
      let innerCondition = store.instantiate([second], others, at: [first])
      return store.sum(over: remaining, where: innerCondition, inner)
    }
    if rest == .one {
      // i <= j: those with i < j and those on the diagonal.
      let strict = conjunction([others, relation(.less, first, second)])
      let part = sum(over: indices, where: strict, body)
      return add(part, diagonal(&self))
    }
    guard rest == .zero, isTotal(body), isTotalCondition(others) else { return nil }
    let between = freshIndex(child(first, 0), child(first, 1))
    func exchanged(_ store: inout TermStore, _ term: Term) -> Term {
      let half = store.instantiate([first], term, at: [between])
      return store.instantiate([second, between], half, at: [first, second])
    }
    let mirrored = exchanged(&self, body)
    guard exchanged(&self, others) == others else { return nil }
    let square = sum(over: indices, where: others, body)
    let whole = subtract(square, diagonal(&self))
    if mirrored == body { return scale(whole, by: Rational(1, 2)) }
    // Of the body and its mirror image one is taken; what the other gives is the rest of the square.
    let condition = conjunction([others, relation(.less, first, second)])
    let direct = sum(over: indices, where: condition, body)
    let mirror = sum(over: indices, where: condition, mirrored)
    if structuralHash(mirror) < structuralHash(direct) { return subtract(whole, mirror) }
    return nil
  }

  private func isTotalCondition(_ condition: Term) -> Bool {
    condition == .yes || kind(condition) == .relation || kind(condition) == .and
  }

  /// Certainly defined for all values of what it is made of, places outside their ranges included: no division by what may
  /// be 0, no logarithm or root of what may be negative.
  mutating func isTotal(_ term: Term) -> Bool {
    var seen: Set<Term> = []
    return isTotal(term, &seen)
  }

  /// `seen` holds what was found to be total.
  private mutating func isTotal(_ term: Term, _ seen: inout Set<Term>) -> Bool {
    if seen.contains(term) { return true }
    budget.count(1)
    let isFine: Bool
    switch kind(term) {
    case .rational, .symbol, .size, .index, .bound, .delta: return true
    case .definition:
      isFine = isTotal(unfolded(term), &seen)
    case .abstract:
      isFine = areTotal(abstractParts(term).arguments.filter { kind($0) != .family }, &seen)
    case .sum:
      isFine = areTotal(addends(term).map(\.term), &seen)
    case .product:
      for (base, exponent) in factors(term) where !isTotalPower(base, exponent, &seen) { return false }
      isFine = true
    case .function:
      let arguments = children(term)
      isFine = areTotal(arguments, &seen) && functionID(term).entry.domain(&self, arguments).allSatisfy { $0 == .yes }
    case .reduction:
      let opening = open(term)
      isFine = (opening.operation == .sum || opening.operation == .product) && isTotal(opening.body, &seen)
    case .cases:
      isFine = areTotal(
        stride(from: 1, to: childCount(term), by: 2).map { child(term, $0) } + [child(term, childCount(term) - 1)],
        &seen)
    case .infinity, .truth, .family, .relation, .and, .or, .not, .expectation, .matrixFunction, .limit:
      return false
    }
    if isFine { seen.insert(term) }
    return isFine
  }

  private mutating func areTotal(_ terms: [Term], _ seen: inout Set<Term>) -> Bool {
    for term in terms where !isTotal(term, &seen) { return false }
    return true
  }

  private mutating func isTotalPower(_ base: Term, _ exponent: Term, _ seen: inout Set<Term>) -> Bool {
    guard isTotal(base, &seen), isTotal(exponent, &seen) else { return false }
    let (known, power) = (bounds(base), bounds(exponent))
    if !power.isInteger, !known.isNonNegative { return false }
    return power.isNonNegative || known.isNonZero
  }
}
