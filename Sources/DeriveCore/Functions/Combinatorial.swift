import DeriveNumbers

/// `factorial(x) = gamma(x + 1)`.
let factorialFunction = FunctionEntry(
  name: "factorial", latex: "\\operatorname{factorial}", numpy: "scipy.special.factorial",
  evaluate: { isPole($0[0] + 1) ? .nan : Elementary.gamma($0[0] + 1) },
  enclose: { ($0[0] + .exactly(.one, precision: 53)).gamma() },
  encloseBall: { x, precision in (x[0] + .exactly(.one, precision: precision)).gamma() },
  canonical: { store, arguments in
    guard let n = store.rational(arguments[0])?.asInt, n >= 0, n <= greatestFactorial else { return nil }
    return store.number(Rational(Integer.factorial(n)))
  },
  derivative: { store, arguments, _ in
    let shifted = store.onePlus(arguments[0])
    let value = store.apply(.factorial, arguments)
    return store.multiply(value, store.apply(.digamma, shifted))
  },
  domain: { store, arguments in
    let shifted = store.onePlus(arguments[0])
    return [store.isNoPole(shifted)]
  },
  range: { arguments in
    let x = arguments[0]
    if x.isInteger, x.isNonNegative { return Bounds(lower: .one, excludesZero: true, isInteger: true) }
    return x.isAbove(.minusOne) ? aboveGammaMinimum : .nonZero
  },
  reduced: { store, arguments in
    let shifted = store.onePlus(arguments[0])
    return store.apply(.gamma, shifted)
  })

/// `binomial(n, k) = gamma(n + 1)/(gamma(k + 1)*gamma(n - k + 1))`, where 1/gamma is 0 at gamma's poles; for a whole
/// k >= 0 that is `n*(n - 1)*…*(n - k + 1)/k!`, also for negative n.
let binomialCoefficient = FunctionEntry(
  name: "binomial", arity: 2, latex: "\\binom", numpy: "scipy.special.binom",
  evaluate: { binomialValue($0[0], $0[1]) },
  enclose: { encloseBinomial($0[0], $0[1], 53, wholeValue: $0[1].singleInteger) },
  encloseBall: { encloseBinomial($0[0], $0[1], $1, wholeValue: $0[1].singleInteger) },
  canonical: { store, arguments in
    let (n, k) = (arguments[0], arguments[1])
    if k == .zero { return .one }
    if k == .one { return n }
    guard let top = store.rational(n), let low = store.rational(k)?.asInt else { return nil }
    if low < 0 {
      return top.isNegative && top.isInteger ? nil : .zero
    }
    if let whole = top.asInteger {
      let other = (whole - Integer(low)).asInt ?? low
      let steps = whole.isNegative ? low : min(low, max(other, 0))
      if steps <= 1000, steps * (whole.bitWidth + 1) <= 100_000 {
        return store.number(Rational(Integer.binomial(whole, low)))
      }
      return nil
    }
    if low > 100 || top.bitWidth > 1000 { return nil }
    var value = Rational.one
    for step in 0..<low { value *= (top - Rational(step)) / Rational(step + 1) }
    return store.number(value)
  },
  derivative: { store, arguments, position in
    let (n, k) = (arguments[0], arguments[1])
    let rest = store.apply(.digamma, store.onePlus(store.subtract(n, k)))
    let value = store.apply(.binomial, arguments)
    if position == 0 {
      let top = store.apply(.digamma, store.onePlus(n))
      return store.multiply(value, store.subtract(top, rest))
    }
    let low = store.apply(.digamma, store.onePlus(k))
    return store.multiply(value, store.subtract(rest, low))
  },
  domain: { store, arguments in
    let (n, k) = (arguments[0], arguments[1])
    let isWhole = store.relation(.equal, k, store.apply(.floor, k))
    let isCount = store.conjunction([store.relation(.lessOrEqual, .zero, k), isWhole])
    let shifted = store.onePlus(n)
    return [store.disjunction([store.isNoPole(shifted), isCount])]
  },
  // Where n + 1, k + 1 and n - k + 1 are no poles; elsewhere the formula of the derivative has none.
  smoothness: { store, arguments in
    let (n, k) = (arguments[0], arguments[1])
    let (top, low) = (store.onePlus(n), store.onePlus(k))
    let rest = store.onePlus(store.subtract(n, k))
    return [store.isNoPole(top), store.isNoPole(low), store.isNoPole(rest)]
  },
  range: { arguments in
    let (n, k) = (arguments[0], arguments[1])
    if n.isInteger, k.isInteger {
      return Bounds(lower: n.isNonNegative ? .zero : nil, isInteger: true)
    }
    return .any
  },
  reduced: { store, arguments in
    let (n, k) = (arguments[0], arguments[1])
    if let count = store.rational(k)?.asInt, count >= 0, count <= 32 {
      var factors = [store.number(Rational(Integer.factorial(count)).reciprocal)]
      for step in 0..<count { factors.append(store.subtract(n, store.number(step))) }
      return store.product(factors)
    }
    let rest = store.subtract(n, k)
    guard store.bounds(k).isNonNegative, store.bounds(rest).isNonNegative else { return nil }
    let top = store.apply(.gamma, store.onePlus(n))
    let low = store.apply(.gamma, store.onePlus(k))
    let other = store.apply(.gamma, store.onePlus(rest))
    return store.divide(top, store.multiply(low, other))
  },
  monotonicity: [.unknown, .unknown])

private func binomialValue(_ n: Double, _ k: Double) -> Double {
  let isWhole = k.flooredToInteger == k
  if isWhole, k >= 0 {
    // The shorter of both products, where there are two.
    let isWholeTop = n >= 0 && n.flooredToInteger == n
    let count = isWholeTop ? Swift.min(k, Swift.max(n - k, n < k ? k : 0)) : k
    if isWholeTop, k > n { return 0 }
    if count <= 1000 {
      var value = 1.0
      var step = 0.0
      while step < count {
        value = value * (n - step) / (step + 1)
        step += 1
      }
      return value
    }
  }
  if isPole(n + 1) { return .nan }
  if isPole(k + 1) || isPole(n - k + 1) { return 0 }
  let direct = Elementary.gamma(n + 1) / (Elementary.gamma(k + 1) * Elementary.gamma(n - k + 1))
  if direct.isFinite, direct != 0 { return direct }
  let logarithm = Elementary.lgamma(n + 1) - Elementary.lgamma(k + 1) - Elementary.lgamma(n - k + 1)
  let sign = gammaSign(n + 1) * gammaSign(k + 1) * gammaSign(n - k + 1)
  return sign * Elementary.exp(logarithm)
}

private func gammaSign(_ x: Double) -> Double {
  if x > 0 { return 1 }
  let floor = x.flooredToInteger
  return (floor / 2).flooredToInteger * 2 == floor ? 1 : -1
}

private func encloseBinomial<E: Enclosing>(_ n: E, _ k: E, _ precision: Int, wholeValue: Int?) -> E {
  let one = E.exactly(.one, precision: precision)
  if let count = wholeValue, count >= 0, count <= 1000 {
    var value = one
    for step in 0..<count {
      let number = E.exactly(Rational(step), precision: precision)
      value = value * (n - number) / E.exactly(Rational(step + 1), precision: precision)
    }
    return value
  }
  let top = (n + one).gamma()
  // Near a negative whole n the value depends on whether k is whole.
  if !top.isCertain { return .anything(precision: precision, definedness: .possibly) }
  return top * reciprocalGamma(k + one, precision) * reciprocalGamma(n - k + one, precision)
}

/// 1/gamma, which has a value everywhere: 0 at the poles.
private func reciprocalGamma<E: Enclosing>(_ x: E, _ precision: Int) -> E {
  if let place = x.singleInteger, place <= 0 { return .exactly(.zero, precision: precision) }
  let value = x.gamma()
  return value.isCertain
    ? .exactly(.one, precision: precision) / value : .anything(precision: precision, definedness: .certainly)
}
