import DeriveNumbers

extension TermStore {
  /// The expected value of a polynomial in random names, worked out: linear in its addends, sums over indices and what is
  /// not random taken outside, moments with deltas for coinciding indices.
  ///
  /// Conditions under which the value is finite are added to `conditions`.
  ///
  /// - Throws: `.unsupported` for what is no such polynomial, also times exponentials of linear forms.
  package mutating func workOutExpectation(
    _ term: Term, _ conditions: inout [Term]
  ) throws(DeriveError) -> Term {
    let inner = try unfoldRandom(term)
    if !isRandom(inner) { return inner }
    let (hidden, shown) = hidingDivisors(inner)
    var form = NormalForm(.reading)
    let fraction = try normalForm(hidden, &form)
    var divisors: [Term] = []
    var randomDivisors: [Term] = []
    for (base, exponent) in fraction.denominator.sorted(by: { $0.key.number < $1.key.number }) {
      let factor = power(base, -exponent)
      if isRandom(base) { randomDivisors.append(factor) } else { divisors.append(factor) }
    }
    let divisor = product(divisors)
    var parts: [Term] = []
    var needed: [Term] = []
    for (monomial, coefficient) in fraction.numerator.terms.sorted(by: { $0.key.number < $1.key.number }) {
      let value = try expectedMonomial(product([monomial] + randomDivisors), &needed)
      parts.append(multiply(scale(value, by: coefficient), divisor))
    }
    conditions += needed.map { substitute($0, shown) }
    let result = substitute(sum(parts), shown)
    record("expectation is linear", expectation(term), result)
    return result
  }

  /// Likewise, of what has an expectation without further conditions.
  package mutating func workOutExpectation(_ term: Term) throws(DeriveError) -> Term {
    var conditions: [Term] = []
    let value = try workOutExpectation(term, &conditions)
    if !conditions.isEmpty { throw .unsupported("an expectation that is finite only under conditions") }
    return value
  }

  /// Sums that are divided by, and are not random, as single names, so that nothing is put over a common denominator
  /// that hides what belongs together; and how to put them back.
  private mutating func hidingDivisors(_ term: Term) -> (hidden: Term, shown: Substitution) {
    var hiding = Substitution()
    var shown = Substitution()
    var seen: Set<Term> = []
    for node in leaves(term, where: { $0 == .product }) {
      for (base, exponent) in factors(node) {
        guard isProperSum(base), boundMask(base) == 0, let e = rational(exponent), e.isNegative,
          seen.insert(base).inserted,
          !isRandom(base)
        else { continue }
        let symbol =
          divisorSymbols[base]
          ?? addSymbol(
            Symbol(name: "divisor", role: .given, rank: 0, facts: SymbolFacts(bounds: .nonZero)))
        divisorSymbols[base] = symbol
        hiding.replace(base, by: component(symbol))
        shown.replace(component(symbol), by: base)
      }
    }
    return seen.isEmpty ? (term, shown) : (substitute(term, hiding), shown)
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
    var seen: Set<Int> = []
    return isRandom(term, &seen)
  }

  private func isRandom(_ term: Term, _ seen: inout Set<Int>) -> Bool {
    mentionsAny(term) { node in
      switch kind(node) {
      case .symbol: return symbols[payload(node)].role == .random
      case .definition:
        return seen.insert(payload(node)).inserted && isRandom(definitions[payload(node)].body, &seen)
      case .rational, .infinity, .truth, .size, .index, .bound, .sum, .product, .function, .reduction, .family, .delta,
        .relation, .and, .or, .not, .cases, .abstract, .expectation, .matrixFunction, .limit:
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
      for name in names where isOpaqueMember(name) {
        throw .unsupported("the expected value of a member of a recursion at a place that is no number")
      }
      var change = Substitution()
      for number in Set(names.map { payload($0) }) {
        change.replace(definition: number, parameters: definitions[number].parameters, by: definitions[number].body)
      }
      result = substitute(result, change)
    }
    return result
  }

  /// A monomial taken apart.
  struct RandomMonomial {
    /// Factors that are not random.
    var fixed: [Term] = []
    /// The indices summed over.
    var indices: [Term] = []
    /// Components of random names, one for each power.
    var random: [Term] = []
    /// The arguments of exponentials of what is random.
    var exponents: [Term] = []
    /// Other functions of what is random.
    var functions: [Term] = []
  }

  private mutating func expectedMonomial(
    _ monomial: Term, _ conditions: inout [Term]
  ) throws(DeriveError) -> Term {
    var parts = RandomMonomial()
    try collect(monomial, &parts)
    if let function = parts.functions.first { return try expectedAtoms(function, parts, &conditions) }
    if parts.random.isEmpty, parts.exponents.isEmpty { return monomial }
    if parts.random.count > Self.greatestMoment { throw .tooMuchWork }
    var needed: [Term] = []
    let value =
      parts.exponents.isEmpty ? try expectedProduct(parts, &needed) : try expectedExponential(parts, &needed)
    for condition in needed { conditions.append(all(over: parts.indices, condition)) }
    return sum(over: parts.indices, value)
  }

  /// With a function of a random name that takes two values: it is the line through its two values there,
  /// `f(g) = f(a)*(g - b)/(a - b) + f(b)*(g - a)/(b - a)`.
  private mutating func expectedAtoms(
    _ function: Term, _ parts: RandomMonomial, _ conditions: inout [Term]
  ) throws(DeriveError) -> Term {
    let components = leaves(function) { $0 == .symbol }.filter { symbols[payload($0)].role == .random }
    guard components.count == 1, let component = components.first, boundMask(component) == 0 else {
      throw unknownExpectation(of: function)
    }
    let family = try distributionFamily(ofSymbol: payload(component))
    guard let (a, b) = family.entry.atoms, !family.entry.isOfVectors(self, family.parameters) else {
      throw unknownExpectation(of: function)
    }
    var lines: [Term] = []
    for (value, other) in [(a, b), (b, a)] {
      var change = Substitution()
      change.replace(component, by: number(value))
      let line = scale(subtract(component, number(other)), by: (value - other).reciprocal)
      lines.append(multiply(substitute(function, change), line))
    }
    let exponentials = parts.exponents.map { apply(.exp, $0) }
    let rest = product(parts.fixed + parts.random + exponentials + parts.functions.dropFirst())
    var needed: [Term] = []
    let value = try workOutExpectation(multiply(rest, sum(lines)), &needed)
    for condition in needed { conditions.append(all(over: parts.indices, condition)) }
    record("two values of `\(symbols[payload(component)].name)`", function, sum(lines))
    return sum(over: parts.indices, value)
  }

  private func unknownExpectation(of function: Term) -> DeriveError {
    let base = factors(function).first?.base ?? function
    return kind(base) == .function
      ? .unsupported("the expectation of `\(functionID(base).entry.name)` of what is random")
      : kind(base) == .cases
        ? .unsupported("the expectation of what is no polynomial in the random names")
        : .unsupported("the expectation of a quotient with a random denominator or of a broken power")
  }

  /// E of a product of components times what is not random.
  private mutating func expectedProduct(
    _ parts: RandomMonomial, _ conditions: inout [Term]
  ) throws(DeriveError) -> Term {
    var groups: [Int: [Term]] = [:]
    for component in parts.random { groups[payload(component), default: []].append(component) }
    // A name whose distribution depends on other random names is averaged over first, given those. Names are declared
    // above their use, so nothing depends on the last such name.
    if let last = groups.keys.filter({ isConditional($0) }).max(), let components = groups[last] {
      let others = groups.filter { $0.key != last }.sorted { $0.key < $1.key }.flatMap(\.value)
      let given = try moment(of: components, last)
      return try workOutExpectation(product(parts.fixed + others + [given]), &conditions)
    }
    // What is fixed stands with each addend of a moment, where it may cancel.
    var result = [product(parts.fixed)]
    for symbol in groups.keys.sorted() {
      guard let components = groups[symbol] else { continue }
      let moment = try moment(of: components, symbol)
      record(momentRule(symbol), expectation(product(components)), moment)
      var next: [Term] = []
      for left in result {
        for (coefficient, right) in addends(moment) { next.append(multiply(left, scale(right, by: coefficient))) }
      }
      budget.count(next.count)
      if budget.isSpent { throw .tooMuchWork }
      result = next
    }
    return sum(result)
  }

  private func momentRule(_ symbol: Int) -> String {
    "moment of `\(symbols[symbol].name)`, \(symbols[symbol].distribution?.family ?? "")"
  }

  /// The name's distribution depends on other random names.
  func isConditional(_ symbol: Int) -> Bool {
    symbols[symbol].distribution?.parameters.contains { isRandom($0) } ?? false
  }

  /// The greatest number of random factors in a monomial.
  private static let greatestMoment = 12

  /// Splits a monomial into what is not random, the indices summed over, random components and exponentials.
  mutating func collect(_ monomial: Term, _ parts: inout RandomMonomial) throws(DeriveError) {
    let (coefficient, inner) = coefficientAndTerm(monomial)
    if !coefficient.isOne { parts.fixed.append(number(coefficient)) }
    for (base, exponent) in factors(inner) {
      let factor = power(base, exponent)
      if !isRandom(factor) {
        parts.fixed.append(factor)
        continue
      }
      if kind(base) == .function, functionID(base) == .exp, !isRandom(exponent) {
        parts.exponents.append(multiply(child(base, 0), exponent))
        continue
      }
      guard let e = rational(exponent), e.isInteger, let n = e.asInt, n > 0 else {
        parts.functions.append(factor)
        continue
      }
      if n > Self.greatestMoment { throw .tooMuchWork }
      switch kind(base) {
      case .symbol:
        parts.random.append(contentsOf: [Term](repeating: base, count: n))
      case .reduction where operation(base) == .sum && child(base, payload(base) & 0xff) == .yes:
        for _ in 0..<n {
          let opening = open(base, fresh: true)
          parts.indices.append(contentsOf: opening.indices)
          if isProperSum(opening.body) {
            throw .unsupported("the expectation of a power of a sum that is not multiplied out")
          }
          try collect(opening.body, &parts)
        }
      case .function, .cases:
        parts.functions.append(factor)
      case .rational, .infinity, .truth, .size, .definition, .index, .bound, .sum, .product, .reduction,
        .family, .delta, .relation, .and, .or, .not, .abstract, .expectation, .matrixFunction, .limit:
        throw .unsupported("the expectation of what is no polynomial in the random names")
      }
    }
  }
}
