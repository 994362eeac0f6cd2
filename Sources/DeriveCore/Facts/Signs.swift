import DeriveNumbers

extension TermStore {
  /// What is known of the value of a term, from types, ranges of indices, the function table and the assumptions, in one
  /// pass from the leaves up.
  package mutating func bounds(_ root: Term) -> Bounds {
    if let known = boundsMemo[root] { return known }
    switch kind(root) {
    case .rational: return .exactly(value(root))
    case .symbol where childCount(root) == 0 && assumptions.bounds.isEmpty:
      return symbols[payload(root)].facts.bounds
    case .symbol, .infinity, .truth, .size, .definition, .index, .bound, .sum, .product, .function, .reduction, .family,
      .delta, .relation, .and, .or, .not, .cases, .abstract, .expectation, .matrixFunction, .limit:
      break
    }
    // Deep terms are walked by ascending handles, not by recursion.
    var pending = [root]
    var order: [Term] = []
    let seen = acquireTable()
    while let term = pending.popLast() {
      order.append(term)
      switch kind(term) {
      case .sum, .product, .function, .cases, .reduction:
        for position in 0..<childCount(term) {
          let child = child(term, position)
          if kind(child) != .rational, seen[child] == nil, boundsMemo[child] == nil {
            seen[child] = 1
            pending.append(child)
          }
        }
      case .definition where childCount(term) == 0:
        // The body of a scalar definition is older than the node that names it.
        let body = definitions[payload(term)].body
        if definitions[payload(term)].recursion != nil { break }
        if kind(body) != .rational, seen[body] == nil, boundsMemo[body] == nil {
          seen[body] = 1
          pending.append(body)
        }
      case .rational, .infinity, .truth, .symbol, .size, .definition, .index, .bound, .family, .delta, .relation, .and,
        .or, .not, .abstract, .expectation, .matrixFunction, .limit:
        break
      }
    }
    release(seen)
    order.sort { $0.number < $1.number }
    budget.count(order.count)
    for term in order {
      var result = localBounds(term)
      if let assumed = assumptions.bounds[term] { result = result.intersection(assumed) }
      boundsMemo[term] = result
    }
    return boundsMemo[root] ?? .any
  }

  private mutating func known(_ term: Term) -> Bounds {
    if kind(term) == .rational { return .exactly(value(term)) }
    return boundsMemo[term] ?? bounds(term)
  }

  private mutating func localBounds(_ term: Term) -> Bounds {
    switch kind(term) {
    case .rational: return .exactly(value(term))
    case .infinity, .truth, .family, .relation, .and, .or, .not, .abstract, .limit: return .any
    case .symbol:
      var result = symbols[payload(term)].facts.bounds
      let structure = symbols[payload(term)].facts.structure
      if structure == .psd || structure == .pd || structure == .diagonal, childCount(term) == 2,
        child(term, 0) == child(term, 1)
      {
        if structure == .psd { result = result.intersection(.nonNegative) }
        if structure == .pd { result = result.intersection(.positive) }
      }
      return result
    case .size: return Bounds(lower: .one, excludesZero: true, isInteger: true)
    case .definition:
      // At plain indices the body says as much as its instance, and is worked out once.
      if definitions[payload(term)].recursion != nil { return definitions[payload(term)].bounds }
      let isGeneric = (0..<childCount(term)).allSatisfy { isIndex(child(term, $0)) }
      let body = isGeneric ? definitions[payload(term)].body : unfolded(term)
      return bounds(body).intersection(definitions[payload(term)].bounds)
    case .index, .bound:
      let lower = known(child(term, 0))
      let upper = child(term, 1) == .infinity ? Bounds.any : known(child(term, 1))
      return Bounds(
        lower: lower.lower, upper: upper.upper, excludesZero: lower.isPositive || upper.isNegative, isInteger: true)
    case .sum: return boundsOfSum(term)
    case .product:
      var result = Bounds.exactly(.one)
      for position in stride(from: 0, to: childCount(term), by: 2) {
        result = result * boundsOfPower(child(term, position), child(term, position + 1))
      }
      return result
    case .function:
      let arguments = (0..<childCount(term)).map { known(child(term, $0)) }
      return functionID(term).entry.range(arguments)
    case .reduction:
      return boundsOfReduction(term)
    case .delta: return Bounds(lower: .zero, upper: .one, isInteger: true)
    case .cases:
      var result = known(child(term, childCount(term) - 1))
      for position in stride(from: 1, to: childCount(term) - 1, by: 2) {
        result = result.union(known(child(term, position)))
      }
      return result
    case .expectation:
      let inner = bounds(child(term, 0))
      return Bounds(lower: inner.lower, upper: inner.upper)
    case .matrixFunction:
      return boundsOfMatrixFunction(term)
    }
  }

  private mutating func boundsOfPower(_ base: Term, _ exponent: Term) -> Bounds {
    let inner = known(base)
    if let e = rational(exponent) {
      if !e.isInteger, !inner.isNonNegative {
        // Where it is defined, the base is not negative.
        return inner.intersection(.nonNegative).power(e)
      }
      return inner.power(e)
    }
    return inner.power(known(exponent))
  }

  private mutating func boundsOfSum(_ term: Term) -> Bounds {
    if childCount(term) == 2 { return known(child(term, 1)) * .exactly(value(child(term, 0))) }
    var result = Bounds.exactly(.zero)
    var hasIndex = false
    for position in stride(from: 0, to: childCount(term), by: 2) {
      let inner = child(term, position + 1)
      if isIndex(inner) { hasIndex = true }
      result = result + known(inner) * .exactly(value(child(term, position)))
    }
    // An index against the end of its own range: N - i >= 0.
    if hasIndex {
      if let lowest = withIndicesAtEnds(term, upper: false), lowest != term {
        let ends = bounds(lowest)
        result = result.intersection(
          Bounds(lower: ends.lower, lowerIsOpen: ends.lowerIsOpen, excludesZero: ends.isPositive))
      }
      if let highest = withIndicesAtEnds(term, upper: true), highest != term {
        let ends = bounds(highest)
        result = result.intersection(
          Bounds(upper: ends.upper, upperIsOpen: ends.upperIsOpen, excludesZero: ends.isNegative))
      }
    }
    return result
  }

  /// The sum with every linear index at the end of its range that makes it smallest (or greatest).
  /// Those that go up to another index go first: `l - k` with k from l + 1 on.
  private mutating func withIndicesAtEnds(_ term: Term, upper: Bool) -> Term? {
    var parts: [Term] = []
    let all = addends(term)
    func end(_ index: Term, _ coefficient: Rational) -> Term {
      child(index, (coefficient.signum > 0) == upper ? 1 : 0)
    }
    let indices = all.filter { isIndex($0.term) }
    let inner = indices.filter { one in indices.contains { contains(end(one.term, one.coefficient), $0.term) } }
    let first = Set((inner.isEmpty ? indices : inner).map(\.term))
    for (coefficient, inner) in all {
      if first.contains(inner) {
        let end = end(inner, coefficient)
        if end == .infinity { return nil }
        parts.append(scale(end, by: coefficient))
      } else {
        parts.append(scale(inner, by: coefficient))
      }
    }
    return sum(parts)
  }

  private mutating func boundsOfReduction(_ term: Term) -> Bounds {
    let count = payload(term) & 0xff
    let body = known(child(term, count + 1))
    let certainlyThere =
      child(term, count) == .yes && (0..<count).allSatisfy { hasValues(child(term, $0)) }
    switch operation(term) {
    case .sum:
      var result = Bounds(isInteger: body.isInteger)
      if body.isNonNegative {
        result.lower = .zero
        if certainlyThere, body.isPositive {
          result.excludesZero = true
          result.lowerIsOpen = true
        }
      }
      if body.isNonPositive {
        result.upper = .zero
        if certainlyThere, body.isNegative {
          result.excludesZero = true
          result.upperIsOpen = true
        }
      }
      if !body.isNonNegative, !body.isNonPositive, let sign = boundsOfQuadraticForm(term) {
        return result.intersection(sign)
      }
      return result
    case .product:
      var result = Bounds(excludesZero: body.isNonZero)
      if body.isPositive { return .positive }
      if body.isNonNegative { result.lower = .zero }
      return result
    case .maximum, .minimum:
      return Bounds(
        lower: body.lower, upper: body.upper, lowerIsOpen: body.lowerIsOpen, upperIsOpen: body.upperIsOpen,
        excludesZero: body.isPositive || body.isNegative, isInteger: body.isInteger)
    case .all:
      return .any
    }
  }
}
