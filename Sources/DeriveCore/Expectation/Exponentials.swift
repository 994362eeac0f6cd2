import DeriveNumbers

/// Expectations of exponentials of linear forms, by moment generating functions.
extension TermStore {
  /// A random component with its coefficient in an exponent, summed over indices.
  private struct Linear {
    var component: Term
    var coefficient: Term
    var indices: [Term]
  }

  /// E of a product of components and exponentials of linear forms in random names, which are independent from name to
  /// name: `E[exp(L)] = exp(E[L] + Var[L]/2)` for normals, jointly and with any indices, and a weight `exp(L)` moves
  /// their means by the covariance with L; of other distributions by what is registered, for each component alone.
  mutating func expectedExponential(
    _ parts: RandomMonomial, _ conditions: inout [Term]
  ) throws(DeriveError) -> Term {
    var (items, rest) = try linearForm(sum(parts.exponents))
    var result = parts.fixed
    result.append(apply(.exp, rest))
    var random = parts.random
    for symbol in Set((items.map(\.component) + random).map { payload($0) }) where isConditional(symbol) {
      throw .unsupported("the expectation of an exponential where a distribution depends on random names")
    }
    // Only normals have finitely many cumulants that are not 0 (Marcinkiewicz, 1939).
    var normals: [Int: Bool] = [:]
    for symbol in Set((items.map(\.component) + random).map { payload($0) }) {
      normals[symbol] = try knownDistribution(ofSymbol: symbol).entry.greatestCumulant == 2
    }
    let normal = items.filter { normals[payload($0.component)] == true }
    items.removeAll { normals[payload($0.component)] == true }
    var polynomial: [Term] = []
    if !normal.isEmpty {
      let form = sum(normal.map { sum(over: $0.indices, multiply($0.coefficient, $0.component)) })
      let mean = try workOutExpectation(form)
      let variance = try readable(subtract(try workOutExpectation(power(form, 2)), power(mean, 2)))
      let value = apply(.exp, add(mean, scale(variance, by: Rational(1, 2))))
      record("`E[exp(L)] = exp(E[L] + Var[L]/2)` for a normal L", expectation(apply(.exp, form)), value)
      result.append(value)
      for component in random where normals[payload(component)] == true {
        let moved = subtract(
          try workOutExpectation(multiply(component, form)), multiply(try workOutExpectation(component), mean))
        polynomial.append(add(component, try readable(moved)))
      }
      random.removeAll { normals[payload($0)] == true }
    }
    for symbol in Set(items.map { payload($0.component) }).sorted() {
      let own = items.filter { payload($0.component) == symbol }
      let factors = random.filter { payload($0) == symbol }
      random.removeAll { payload($0) == symbol }
      result.append(try exponential(own, factors, symbol, &conditions))
    }
    polynomial += random
    result.append(try workOutExpectation(product(polynomial)))
    for condition in conditions where condition == .no {
      throw .unsupported("an expectation that is infinite")
    }
    return product(result)
  }

  /// The random components of a linear form, and what is not random in it.
  private mutating func linearForm(_ exponent: Term) throws(DeriveError) -> (items: [Linear], rest: Term) {
    var form = NormalForm(.reading)
    let fraction = try normalForm(exponent, &form)
    var divisors: [Term] = []
    for (base, power) in fraction.denominator {
      if isRandom(base) { throw .unsupported("the expectation of a quotient with a random denominator") }
      divisors.append(self.power(base, -power))
    }
    var items: [Linear] = []
    var rest: [Term] = []
    for (monomial, coefficient) in fraction.numerator.terms.sorted(by: { $0.key.number < $1.key.number }) {
      let outside = scale(product(divisors), by: coefficient)
      if !isRandom(monomial) {
        rest.append(multiply(outside, monomial))
        continue
      }
      var parts = RandomMonomial()
      try collect(monomial, &parts)
      guard parts.random.count == 1, parts.exponents.isEmpty, let component = parts.random.first else {
        throw .unsupported("the expectation of the exponential of what is not linear in the random names")
      }
      items.append(
        Linear(component: component, coefficient: product(parts.fixed + [outside]), indices: parts.indices))
    }
    return (items, sum(rest))
  }

  /// E of the exponential of a form in one name times components of it, each draw apart.
  private mutating func exponential(
    _ items: [Linear], _ factors: [Term], _ symbol: Int, _ conditions: inout [Term]
  ) throws(DeriveError) -> Term {
    let (entry, parameters) = try knownDistribution(ofSymbol: symbol)
    let name = symbols[symbol].name
    guard let generating = entry.generating, !entry.isOfVectors(self, parameters) else {
      throw .unsupported("the expectation of an exponential of `\(name)`, \(entry.name)")
    }
    let rule = "moment generating function of `\(name)`, \(entry.name)"
    if items.count == 1, factors.isEmpty, let item = items.first, !item.indices.isEmpty {
      // Each value of the indices is a draw of its own.
      let places = children(item.component)
      let isEveryDraw = item.indices.allSatisfy { index in
        places.contains(index) && places.allSatisfy { $0 == index || !contains($0, index) }
      }
      guard isEveryDraw else {
        throw .unsupported("the expectation of an exponential of a sum in which a component of `\(name)` may recur")
      }
      let value = generating(&self, parameters, item.coefficient)
      conditions.append(all(over: item.indices, value.condition))
      let whole = product(over: item.indices, value.value)
      let form = sum(over: item.indices, multiply(item.coefficient, item.component))
      record(rule, expectation(apply(.exp, form)), whole)
      return whole
    }
    if items.contains(where: { !$0.indices.isEmpty }) {
      throw .unsupported("the expectation of an exponential of a sum in which a component of `\(name)` may recur")
    }
    var draws: [(component: Term, coefficient: Term, power: Int)] = []
    for (component, coefficient, power) in items.map({ ($0.component, $0.coefficient, 0) })
      + factors.map({ ($0, .zero, 1) })
    {
      if let place = draws.firstIndex(where: { $0.component == component }) {
        draws[place].coefficient = add(draws[place].coefficient, coefficient)
        draws[place].power += power
      } else {
        for other in draws where isOneDraw(children(other.component), children(component)) != .zero {
          throw .unsupported("the expectation of an exponential of components of `\(name)` that may coincide")
        }
        draws.append((component, coefficient, power))
      }
    }
    var result: [Term] = []
    for draw in draws {
      if draw.coefficient == .zero {
        result.append(try moment(of: [Term](repeating: draw.component, count: draw.power), symbol))
        continue
      }
      let value = generating(&self, parameters, draw.coefficient)
      if value.condition != .yes { conditions.append(value.condition) }
      record(rule, expectation(apply(.exp, multiply(draw.coefficient, draw.component))), value.value)
      result.append(value.value)
      if draw.power == 0 { continue }
      guard let tilted = entry.tilted else {
        throw .unsupported("the expectation of a power times an exponential of `\(name)`, \(entry.name)")
      }
      guard let moment = entry.moment(&self, tilted(&self, parameters, draw.coefficient), draw.power) else {
        throw .unsupported("a moment of `\(name)`")
      }
      result.append(moment)
    }
    return product(result)
  }

  /// Multiplied out and cancelled, with names as they are.
  private mutating func readable(_ term: Term) throws(DeriveError) -> Term {
    var form = NormalForm(.reading)
    return try normalTerm(term, &form)
  }
}
