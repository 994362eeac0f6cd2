import DeriveNumbers

extension TermStore {
  /// The term with defined names in place of what they stand for: `sigmoid(z[n])` is `yhat[n]`, `exp(z[k])/S` is
  /// `yhat[k]` where the file says so. Only whole bodies are recognised: nodes, sub-products, whole sums up to a factor.
  package mutating func folded(_ term: Term, into names: [Int]) -> Term {
    if names.isEmpty { return term }
    let memo = acquireTable()
    defer { release(memo) }
    return fold(term, names, memo)
  }

  private mutating func fold(_ root: Term, _ names: [Int], _ memo: NodeTable) -> Term {
    if let known = memo[root] { return Term(number: known) }
    let seen = acquireTable()
    var order: [Term] = [root]
    var next = 0
    while next < order.count {
      let term = order[next]
      next += 1
      if kind(term) == .reduction || kind(term) == .family { continue }
      for position in 0..<childCount(term) {
        let child = child(term, position)
        if memo[child] == nil, seen.insert(child) { order.append(child) }
      }
    }
    release(seen)
    order.sort { $0.number < $1.number }
    for term in order {
      // To look for names is a courtesy: what is left when the work is spent stays as it is.
      budget.count(4 * names.count)
      if budget.isSpent { break }
      var result: Term
      if kind(term) == .reduction || kind(term) == .family {
        result = term
        if let name = folding(ofNode: term, names) {
          memo[term] = name.number
          continue
        }
        let opening = open(term, fresh: true)
        let condition = opening.condition
        let body = fold(opening.body, names, memo)
        if body != opening.body {
          result =
            kind(term) == .family
            ? family(opening.indices, body) : reduction(opening.operation, opening.indices, condition, body)
        }
      } else {
        result = rebuild(term) { child in memo[child].map { Term(number: $0) } ?? child }
      }
      // What was folded below may make a body higher up complete.
      for _ in 0..<8 {
        guard let next = folding(ofNode: result, names) ?? foldingOfPart(result, names), next != result else { break }
        result = next
      }
      memo[term] = result.number
    }
    return memo[root].map { Term(number: $0) } ?? root
  }

  /// The name whose body is exactly this node, or this sum up to a number.
  private mutating func folding(ofNode term: Term, _ names: [Int]) -> Term? {
    // Nearly every node is told apart by its kind and its number of children, before the definition is copied.
    func isAlike(_ body: Term) -> Bool {
      !isTrivial(body) && (term == body || kind(body) == kind(term) && childCount(body) == childCount(term))
    }
    for number in names {
      guard isAlike(definitions[number].body) || definitions[number].foldedBody.map(isAlike) ?? false else { continue }
      for definition in forms(ofDefinition: number) where isAlike(definition.body) {
        if let name = matched(definition, number, term) { return name }
        if kind(term) == .sum, kind(definition.body) == .sum, childCount(term) == childCount(definition.body) {
          // The same sum times a number.
          let mine = addends(term)
          let theirs = addends(definition.body)
          let ratio = mine[0].coefficient / theirs[0].coefficient
          for candidate in [ratio, Rational.minusOne] where !candidate.isOne {
            if let name = matched(definition, number, scale(term, by: candidate.reciprocal)) {
              return scale(name, by: candidate)
            }
          }
        }
      }
    }
    return nil
  }

  private func isPositivePower(_ exponent: Term) -> Bool { rational(exponent).map { $0.signum > 0 } ?? false }

  /// The definition as written, and by the names before it.
  func forms(ofDefinition number: Int) -> [Definition] {
    let definition = definitions[number]
    guard let folded = definition.foldedBody else { return [definition] }
    var other = definition
    other.body = folded
    return [definition, other]
  }

  /// A name whose body is a product that divides this product.
  private mutating func foldingOfPart(_ term: Term, _ names: [Int]) -> Term? {
    guard kind(term) == .product else { return nil }
    // A product, or a multiple of one.
    func isProduct(_ body: Term) -> Bool {
      kind(body) == .product || kind(body) == .sum && childCount(body) == 2
    }
    // Nearly all names are told apart by the factors of their bodies that hold no index: those must be there as they are.
    func mayDivide(_ whole: Term) -> Bool {
      guard isProduct(whole) else { return false }
      let body = kind(whole) == .sum ? child(whole, 1) : whole
      guard kind(body) == .product else { return false }
      if childCount(body) == 2 { return true }
      for place in stride(from: 0, to: childCount(body), by: 2) {
        let base = child(body, place)
        if indexMask(base) != 0 || !isNumber(child(body, place + 1)) { continue }
        let places = stride(from: 0, to: childCount(term), by: 2)
        if !places.contains(where: { child(term, $0) == base }) { return false }
      }
      return true
    }
    for number in names.reversed() {
      guard mayDivide(definitions[number].body) || definitions[number].foldedBody.map(mayDivide) ?? false else {
        continue
      }
      for definition in forms(ofDefinition: number) where isProduct(definition.body) {
        let (coefficient, body) = coefficientAndTerm(definition.body)
        guard kind(body) == .product else { continue }
        if let name = powerOfName(term, definition, number) { return name }
        if let name = foldingUnderSum(term, body, definition, number) {
          return scale(name, by: coefficient.power(-1))
        }
        // And the reciprocal: `S/exp(z[k])` is `1/p[k]`, which has no value for `S = 0`.
        if childCount(body) >= 4,
          factors(body).allSatisfy({ isPositivePower($0.exponent) || bounds($0.base).isNonZero })
        {
          let inverse = power(body, -1)
          if let (result, times) = matchedPart(of: term, inverse, definition, number, isInverse: true) {
            return scale(result, by: coefficient.power(times))
          }
          if let name = foldingUnderSum(term, inverse, definition, number, isInverse: true) {
            return scale(name, by: coefficient)
          }
        }
        if let name = matchedPart(of: term, body, definition, number) {
          // (c*body)^n = name^n
          let (result, times) = name
          return scale(result, by: coefficient.power(-times))
        }
      }
    }
    return nil
  }

  /// What does not depend on an index stands before the sum over it: of `p[i] = exp(z[i])/S` the factor `1/S` is found
  /// there, and `1/S*sum(i, x[i]*exp(z[i]))` is `sum(i, x[i]*p[i])`.
  private mutating func foldingUnderSum(
    _ term: Term, _ body: Term, _ definition: Definition, _ number: Int, isInverse: Bool = false
  ) -> Term? {
    let whole = factors(body)
    let fixed = whole.filter { pair in !definition.parameters.contains { contains(pair.base, $0) } }
    guard !fixed.isEmpty, fixed.count < whole.count, childCount(term) >= 4 else { return nil }
    let present = factors(term)
    for pair in fixed {
      guard let wanted = rational(pair.exponent),
        present.contains(where: { other in
          other.base == pair.base
            && rational(other.exponent).map { $0.signum == wanted.signum && $0.magnitude >= wanted.magnitude } ?? false
        })
      else { return nil }
    }
    let outside = product(fixed.map { power($0.base, $0.exponent) })
    for (base, exponent) in present
    where kind(base) == .reduction && operation(base) == .sum && exponent == .one
      && !fixed.contains(where: { $0.base == base })
    {
      let opening = open(base, fresh: true)
      var parts: [Term] = []
      for (coefficient, addend) in addends(opening.body) {
        let part = multiply(addend, outside)
        guard
          let (named, times) = matchedPart(of: part, body, definition, number, isInverse: isInverse), times == 1
        else { break }
        parts.append(scale(named, by: coefficient))
      }
      guard parts.count == addends(opening.body).count else { continue }
      let summed = sum(over: opening.indices, where: opening.condition, sum(parts))
      return multiply(divide(divide(term, base), outside), summed)
    }
    return nil
  }

  /// Of a name for a root, `s = sqrt(v)`, the name's powers: `1/v` is `s^-2`, and `v^(-3/2)` is `s^-3`.
  private mutating func powerOfName(_ term: Term, _ definition: Definition, _ number: Int) -> Term? {
    guard kind(definition.body) == .product, childCount(definition.body) == 2,
      let root = rational(child(definition.body, 1)), !root.isInteger
    else { return nil }
    for (base, exponent) in factors(term) {
      guard let e = rational(exponent), let times = (e / root).asInt, times != 1 else { continue }
      // What is named has a value only where the root has.
      guard !e.isInteger || bounds(base).isNonNegative else { continue }
      let single = power(base, self.number(root))
      guard let name = matched(definition, number, single) else { continue }
      return multiply(divide(term, power(base, exponent)), power(name, times))
    }
    return nil
  }

  private func isTrivial(_ body: Term) -> Bool {
    switch kind(body) {
    case .rational, .infinity, .truth, .symbol, .size, .definition, .index, .bound, .delta: true
    case .sum, .product, .function, .reduction, .family, .relation, .and, .or, .not, .cases, .abstract, .expectation,
      .matrixFunction, .limit:
      false
    }
  }

  private mutating func matched(_ definition: Definition, _ number: Int, _ term: Term) -> Term? {
    if term == definition.body, definition.parameters.allSatisfy({ contains(term, $0) }) {
      return defined(number, definition.parameters)
    }
    // Nearly every node is told apart by its kind and its number of children.
    let body = definition.body
    if indexMask(body) == 0 || kind(body) != kind(term) || childCount(body) != childCount(term) {
      if !definition.parameters.contains(body) { return nil }
    }
    var bindings: [Term: Term] = [:]
    guard match(body, term, definition.parameters, &bindings) else { return nil }
    var indices: [Term] = []
    for parameter in definition.parameters {
      guard let value = bindings[parameter], isInside(value, rangeOf: parameter) == .yes else { return nil }
      indices.append(value)
    }
    return defined(number, indices)
  }

  /// `term` with as many powers as possible of the product `body` replaced by the name.
  private mutating func matchedPart(
    of term: Term, _ body: Term, _ definition: Definition, _ number: Int, isInverse: Bool = false
  ) -> (Term, times: Int)? {
    let wanted = factors(body)
    let present = factors(term)
    // Match the pairs one by one; each must be there with an exponent that is a whole multiple.
    func search(
      _ store: inout TermStore, _ place: Int, _ bindings: [Term: Term], _ used: [(Term, Rational)]
    ) -> ([Term: Term], [(Term, Rational)])? {
      if place == wanted.count { return (bindings, used) }
      let (base, exponent) = wanted[place]
      guard let e = store.rational(exponent) else {
        // 2^a[k] inside 2^(a[k] + a[l]).
        for (candidate, other) in present where !used.contains(where: { $0.0 == candidate }) {
          var next = bindings
          guard store.match(base, candidate, definition.parameters, &next) else { continue }
          for (coefficient, addend) in store.addends(other) where coefficient.isOne {
            var bound = next
            if store.match(exponent, addend, definition.parameters, &bound),
              let found = search(&store, place + 1, bound, used + [(candidate, .one)])
            {
              return found
            }
          }
        }
        return nil
      }
      for (candidate, other) in present {
        guard let f = store.rational(other), f.signum == e.signum, f.magnitude >= e.magnitude,
          !used.contains(where: { $0.0 == candidate })
        else { continue }
        var next = bindings
        if store.match(base, candidate, definition.parameters, &next),
          let found = search(&store, place + 1, next, used + [(candidate, f / e)])
        {
          return found
        }
      }
      return nil
    }
    guard let (bindings, used) = search(&self, 0, [:], []) else { return nil }
    guard let times = used.map({ Rational($0.1.floor()) }).min()?.asInt, times >= 1 else { return nil }
    var indices: [Term] = []
    for parameter in definition.parameters {
      guard let value = bindings[parameter], isInside(value, rangeOf: parameter) == .yes else { return nil }
      indices.append(value)
    }
    let name = defined(number, indices)
    let instance = instantiate(definition.parameters, body, at: indices)
    let result = multiply(multiply(term, power(instance, -times)), power(name, isInverse ? -times : times))
    return (result, times)
  }

  /// Whether the pattern, with values for its parameters, is the term. Sums and products match in any order.
  func match(
    _ pattern: Term, _ term: Term, _ parameters: [Term], _ bindings: inout [Term: Term]
  ) -> Bool {
    if parameters.contains(pattern) {
      if let bound = bindings[pattern] { return bound == term }
      switch kind(term) {
      case .index, .bound, .rational, .size, .sum, .symbol: break
      case .infinity, .truth, .definition, .product, .function, .reduction, .family, .delta, .relation, .and, .or,
        .not, .cases, .abstract, .expectation, .matrixFunction, .limit:
        return false
      }
      bindings[pattern] = term
      return true
    }
    guard kind(pattern) == kind(term), payload(pattern) == payload(term), childCount(pattern) == childCount(term) else {
      return false
    }
    if indexMask(pattern) == 0 || !parameters.contains(where: { contains(pattern, $0) }) { return pattern == term }
    switch kind(pattern) {
    case .sum, .product:
      return matchPairs(pattern, term, 0, [], parameters, &bindings)
    case .delta:
      var other = bindings
      if match(child(pattern, 0), child(term, 0), parameters, &other),
        match(child(pattern, 1), child(term, 1), parameters, &other)
      {
        bindings = other
        return true
      }
      return match(child(pattern, 0), child(term, 1), parameters, &bindings)
        && match(child(pattern, 1), child(term, 0), parameters, &bindings)
    case .symbol where childCount(pattern) == 2 && symbols[payload(pattern)].hasExchangeableIndices,
      .matrixFunction where isSymmetricValue(pattern):
      // The last two children may be exchanged.
      let last = childCount(pattern) - 1
      for position in 0..<(last - 1)
      where !match(child(pattern, position), child(term, position), parameters, &bindings) { return false }
      for (first, second) in [(last - 1, last), (last, last - 1)] {
        var other = bindings
        if match(child(pattern, last - 1), child(term, first), parameters, &other),
          match(child(pattern, last), child(term, second), parameters, &other)
        {
          bindings = other
          return true
        }
      }
      return false
    case .rational, .infinity, .truth, .symbol, .size, .definition, .index, .bound, .function, .reduction, .family,
      .relation, .and, .or, .not, .cases, .abstract, .expectation, .matrixFunction, .limit:
      for position in 0..<childCount(pattern) {
        if !match(child(pattern, position), child(term, position), parameters, &bindings) { return false }
      }
      return true
    }
  }

  private func matchPairs(
    _ pattern: Term, _ term: Term, _ place: Int, _ used: [Int], _ parameters: [Term], _ bindings: inout [Term: Term]
  ) -> Bool {
    let count = childCount(pattern) / 2
    if place == count { return true }
    if count > 8 { return pattern == term }
    for candidate in 0..<count where !used.contains(candidate) {
      var next = bindings
      if match(child(pattern, 2 * place), child(term, 2 * candidate), parameters, &next),
        match(child(pattern, 2 * place + 1), child(term, 2 * candidate + 1), parameters, &next),
        matchPairs(pattern, term, place + 1, used + [candidate], parameters, &next)
      {
        bindings = next
        return true
      }
    }
    return false
  }
}
