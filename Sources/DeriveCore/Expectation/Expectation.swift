import DeriveNumbers

extension TermStore {
  /// The expected value of a polynomial in independent normal variables, worked out: linear in its addends, sums over
  /// indices and what is not random taken outside, moments by the theorem of Isserlis (Biometrika 12, 1918) with deltas
  /// for coinciding indices.
  ///
  /// - Throws: `.unsupported` for what is no such polynomial.
  package mutating func workOutExpectation(_ term: Term) throws(DeriveError) -> Term {
    let inner = try unfoldRandom(term)
    if !isRandom(inner) { return inner }
    var form = NormalForm(.reading)
    let fraction = try normalForm(inner, &form)
    for base in fraction.denominator.keys where isRandom(base) {
      throw .unsupported("the expectation of a quotient with a random denominator")
    }
    var parts: [Term] = []
    for (monomial, coefficient) in fraction.numerator.terms.sorted(by: { $0.key.number < $1.key.number }) {
      parts.append(scale(try expectedMonomial(monomial), by: coefficient))
    }
    for (base, exponent) in fraction.denominator {
      let divisor = power(base, -exponent)
      parts = parts.map { multiply($0, divisor) }
    }
    let result = sum(parts)
    record("expectation is linear", expectation(term), result)
    return result
  }

  /// The term with every expectation in it worked out.
  package mutating func workOutExpectations(in term: Term) throws(DeriveError) -> Term {
    let nodes = leaves(term) { $0 == .expectation }
    if nodes.isEmpty { return term }
    var change = Substitution()
    for node in nodes where boundMask(node) == 0 {
      let value = try workOutExpectation(child(node, 0))
      change.replace(node, by: value)
    }
    return substitute(term, change)
  }

  /// Whether a random symbol occurs, through definitions too.
  package func isRandom(_ term: Term) -> Bool {
    mentionsAny(term) { node in
      switch kind(node) {
      case .symbol: return symbols[payload(node)].role == .random
      case .definition: return isRandom(definitions[payload(node)].body)
      case .rational, .infinity, .truth, .size, .index, .bound, .sum, .product, .function, .reduction, .family, .delta,
        .relation, .and, .or, .not, .cases, .abstract, .expectation, .matrixFunction:
        return false
      }
    }
  }

  /// Definitions that depend on a random name are replaced by what they stand for.
  private mutating func unfoldRandom(_ term: Term) throws(DeriveError) -> Term {
    var result = term
    for _ in 0...definitions.count {
      let names = leaves(result) { $0 == .definition }.filter { isRandom(definitions[payload($0)].body) }
      if names.isEmpty { return result }
      var change = Substitution()
      for number in Set(names.map { payload($0) }) {
        change.replace(definition: number, parameters: definitions[number].parameters, by: definitions[number].body)
      }
      result = substitute(result, change)
    }
    return result
  }

  private mutating func expectedMonomial(_ monomial: Term) throws(DeriveError) -> Term {
    var fixed: [Term] = []
    var indices: [Term] = []
    var random: [Term] = []
    try collect(monomial, &fixed, &indices, &random)
    if random.isEmpty { return monomial }
    if random.count > Self.greatestMoment { throw .tooMuchWork }
    var groups: [Int: [Term]] = [:]
    for component in random { groups[payload(component), default: []].append(component) }
    // A name whose distribution depends on other random names is averaged over first, given those. Names are declared
    // above their use, so nothing depends on the last such name.
    if let last = groups.keys.filter({ isConditional($0) }).max(), let components = groups[last] {
      let others = groups.filter { $0.key != last }.flatMap(\.value)
      let given = try moment(of: components, last)
      return try workOutExpectation(sum(over: indices, product(fixed + others + [given])))
    }
    var result = product(fixed)
    for symbol in groups.keys.sorted() {
      guard let components = groups[symbol] else { continue }
      let moment = try moment(of: components, symbol)
      record("moment of `\(symbols[symbol].name)`", expectation(product(components)), moment)
      result = multiply(result, moment)
    }
    return sum(over: indices, result)
  }

  /// The name's distribution depends on other random names.
  private func isConditional(_ symbol: Int) -> Bool {
    symbols[symbol].distribution?.parameters.contains { isRandom($0) } ?? false
  }

  /// The greatest number of random factors in a monomial.
  private static let greatestMoment = 12

  /// Splits a monomial into what is not random, the indices summed over, and random components.
  private mutating func collect(
    _ monomial: Term, _ fixed: inout [Term], _ indices: inout [Term], _ random: inout [Term]
  ) throws(DeriveError) {
    let (coefficient, inner) = coefficientAndTerm(monomial)
    if !coefficient.isOne { fixed.append(number(coefficient)) }
    for (base, exponent) in factors(inner) {
      let factor = power(base, exponent)
      if !isRandom(factor) {
        fixed.append(factor)
        continue
      }
      guard let e = rational(exponent), e.isInteger, let n = e.asInt, n > 0 else {
        throw .unsupported("the expectation of a power that is no whole positive number")
      }
      if n > Self.greatestMoment { throw .tooMuchWork }
      switch kind(base) {
      case .symbol:
        random.append(contentsOf: [Term](repeating: base, count: n))
      case .reduction where operation(base) == .sum && child(base, payload(base) & 0xff) == .yes:
        for _ in 0..<n {
          let opening = open(base, fresh: true)
          indices.append(contentsOf: opening.indices)
          if isProperSum(opening.body) {
            throw .unsupported("the expectation of a power of a sum that is not multiplied out")
          }
          try collect(opening.body, &fixed, &indices, &random)
        }
      case .rational, .infinity, .truth, .size, .definition, .index, .bound, .sum, .product, .function, .reduction,
        .family, .delta, .relation, .and, .or, .not, .cases, .abstract, .expectation, .matrixFunction:
        throw .unsupported("the expectation of what is no polynomial in the random names")
      }
    }
  }

  /// E of a product of components of one random name.
  private mutating func moment(of components: [Term], _ symbol: Int) throws(DeriveError) -> Term {
    let name = symbols[symbol].name
    guard let distribution = symbols[symbol].distribution else {
      throw .unsupported("the distribution of \(name) is not known")
    }
    guard distribution.family == "normal", distribution.parameters.count == 2 else {
      throw .unsupported("moments of the distribution \(distribution.family) are not worked out yet")
    }
    if symbols[symbol].rank > 0, !distribution.isIID {
      throw .unsupported("moments of a normal vector with a covariance matrix are not worked out yet")
    }
    let mean = distribution.parameters[0]
    let variance = distribution.parameters[1]
    return isserlis(components, mean: mean, variance: variance)
  }

  /// Over all ways to pair some of the components: variance and deltas for each pair, the mean for each one left.
  private mutating func isserlis(_ components: [Term], mean: Term, variance: Term) -> Term {
    guard let first = components.first else { return .one }
    let rest = Array(components.dropFirst())
    var parts: [Term] = []
    if mean != .zero { parts.append(multiply(mean, isserlis(rest, mean: mean, variance: variance))) }
    for place in rest.indices {
      var equal: [Term] = [variance]
      for axis in 0..<childCount(first) { equal.append(delta(child(first, axis), child(rest[place], axis))) }
      let pair = product(equal)
      if pair == .zero { continue }
      var others = rest
      others.remove(at: place)
      let remaining = isserlis(others, mean: mean, variance: variance)
      for (coefficient, addend) in addends(remaining) {
        parts.append(multiply(pair, scale(addend, by: coefficient)))
      }
    }
    return sum(parts)
  }
}
