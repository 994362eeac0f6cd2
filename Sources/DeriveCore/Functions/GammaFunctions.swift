import DeriveNumbers

/// The greatest whole argument whose factorial is worked out: about 9,000 digits.
let greatestFactorial = 3000

/// `gamma(x)`, for x other than 0, -1, -2, …
let gammaFunction = FunctionEntry(
  name: "gamma", latex: "\\Gamma", numpy: "scipy.special.gamma",
  evaluate: { isPole($0[0]) ? .nan : Elementary.gamma($0[0]) },
  enclose: { $0[0].gamma() },
  encloseBall: { x, _ in x[0].gamma() },
  canonical: { store, arguments in
    guard let x = store.rational(arguments[0]) else { return nil }
    if let n = x.asInt, n >= 1, n <= greatestFactorial + 1 {
      return store.number(Rational(Integer.factorial(n - 1)))
    }
    // gamma(n + 1/2) = gamma(1/2)*(1/2)*(3/2)*…, gamma(1/2) = sqrt(pi).
    guard let twice = (x * Rational(2)).asInt, twice % 2 != 0, abs(twice) < 200 else { return nil }
    var factor = Rational.one
    var position = x
    while position > .one {
      position -= .one
      factor *= position
    }
    while position.isNegative {
      factor /= position
      position += .one
    }
    return store.scale(store.squareRoot(store.apply(.pi)), by: factor)
  },
  derivative: { store, arguments, _ in
    let value = store.apply(.gamma, arguments)
    return store.multiply(value, store.apply(.digamma, arguments))
  },
  domain: { store, arguments in [store.isNoPole(arguments[0])] },
  range: { $0[0].isPositive ? aboveGammaMinimum : .nonZero },
  reduced: { store, arguments in
    guard let (rest, count) = store.shiftedArgument(arguments[0]) else { return nil }
    var factors = [store.apply(.gamma, rest)]
    for step in 0..<count { factors.append(store.add(rest, store.number(step))) }
    return store.product(factors)
  },
  // Bohr and Mollerup: the logarithm is convex above 0.
  shape: {
    $0[0].isPositive ? FunctionShape([.unknown], .convex, logarithmic: .convex) : FunctionShape([.unknown], .unknown)
  })

/// `lgamma(x) = log(abs(gamma(x)))`.
let logGamma = FunctionEntry(
  name: "lgamma", latex: "\\ln\\Gamma", numpy: "scipy.special.gammaln",
  evaluate: { isPole($0[0]) ? .nan : Elementary.lgamma($0[0]) },
  enclose: { $0[0].lgamma() },
  encloseBall: { x, _ in x[0].lgamma() },
  canonical: { _, arguments in arguments[0] == .one || arguments[0] == .two ? .zero : nil },
  derivative: { store, arguments, _ in store.apply(.digamma, arguments) },
  domain: { store, arguments in [store.isNoPole(arguments[0])] },
  range: { $0[0].isPositive ? Bounds(lower: Rational(-61, 500), lowerIsOpen: true) : .any },
  reduced: { store, arguments in
    let value = store.apply(.gamma, arguments)
    return store.apply(.log, store.apply(.abs, value))
  },
  shape: { FunctionShape([.unknown], $0[0].isPositive ? .convex : .unknown) })

/// `digamma(x)`, the logarithmic derivative of the gamma function.
let digammaFunction = FunctionEntry(
  name: "digamma", latex: "\\psi", numpy: "scipy.special.digamma",
  evaluate: { isPole($0[0]) ? .nan : Elementary.digamma($0[0]) },
  enclose: { $0[0].digamma() },
  encloseBall: { x, _ in x[0].digamma() },
  derivative: { store, arguments, _ in store.apply(.polygamma, .one, arguments[0]) },
  domain: { store, arguments in [store.isNoPole(arguments[0])] },
  reduced: { store, arguments in
    guard let (rest, count) = store.shiftedArgument(arguments[0]) else { return nil }
    var addends = [store.apply(.digamma, rest)]
    for step in 0..<count {
      let place = store.add(rest, store.number(step))
      addends.append(store.power(place, .minusOne))
    }
    return store.sum(addends)
  },
  shape: {
    $0[0].isPositive ? FunctionShape([.increasing], .concave) : FunctionShape([.unknown], .unknown)
  })

/// `polygamma(n, x)`: the n-th derivative of digamma, n a whole number. The language has no name for it; derivatives of
/// digamma need it.
let polygammaFunction = FunctionEntry(
  name: "polygamma", arity: 2, isWritable: false, latex: "\\psi", numpy: "scipy.special.polygamma",
  evaluate: { arguments in
    guard let order = polygammaOrder(arguments[0]), !isPole(arguments[1]) else { return .nan }
    return Elementary.polygamma(order, arguments[1])
  },
  enclose: { arguments in
    guard let order = arguments[0].singleInteger, order >= 0 else { return .undefined }
    return arguments[1].polygamma(order)
  },
  encloseBall: { arguments, precision in
    guard let order = arguments[0].singleInteger, order >= 0 else { return .undefined(precision: precision) }
    return arguments[1].polygamma(order)
  },
  canonical: { store, arguments in arguments[0] == .zero ? store.apply(.digamma, arguments[1]) : nil },
  derivative: { store, arguments, position in
    // By the order there is no derivative; the order is always a number, so this is never asked.
    if position == 0 { return .infinity }
    return store.apply(.polygamma, store.add(arguments[0], .one), arguments[1])
  },
  domain: { store, arguments in [store.isNoPole(arguments[1])] },
  range: { arguments in
    guard let order = arguments[0].lower, order == arguments[0].upper, let n = order.asInt, n > 0 else { return .any }
    // n!*sum(k, (-1)^(n+1)/(x + k)^(n+1)).
    if n % 2 == 1 { return .positive }
    return arguments[1].isPositive ? .negative : .any
  },
  reduced: { store, arguments in
    guard let (rest, count) = store.shiftedArgument(arguments[1]), let n = store.rational(arguments[0])?.asInt,
      n > 0, n < 100
    else { return nil }
    var addends = [store.apply(.polygamma, arguments[0], rest)]
    let factor = Rational(Integer.factorial(n)) * Rational(n % 2 == 0 ? 1 : -1)
    for step in 0..<count {
      let place = store.add(rest, store.number(step))
      addends.append(store.scale(store.power(place, -n - 1), by: factor))
    }
    return store.sum(addends)
  },
  monotonicity: [.unknown, .unknown])

/// 0, -1, -2, …, where the gamma function has no value.
func isPole(_ x: Double) -> Bool { x <= 0 && (x.flooredToInteger == x) }

let aboveGammaMinimum = Bounds(lower: Rational(22, 25), lowerIsOpen: true, excludesZero: true)

private func polygammaOrder(_ value: Double) -> Int? {
  guard value >= 0, value < 1000, value.flooredToInteger == value else { return nil }
  return Int(value)
}

extension TermStore {
  /// For `t + c` with a rational c outside [0, 1): the argument with c in [0, 1), and how much was taken off; `nil` if
  /// nothing is, if it is negative or too much.
  fileprivate mutating func shiftedArgument(_ x: Term) -> (rest: Term, count: Int)? {
    var constant = Rational.zero
    for (coefficient, term) in addends(x) where term == .one { constant = coefficient }
    guard let count = constant.floor().asInt, count >= 1, count <= 32 else { return nil }
    let rest = subtract(x, number(count))
    return rest == .zero ? nil : (rest, count)
  }
}
