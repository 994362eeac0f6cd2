import DeriveNumbers

/// `sin(x)`.
let sine = FunctionEntry(
  name: "sin", latex: "\\sin", numpy: "np.sin",
  evaluate: { Elementary.sin($0[0]) },
  enclose: { $0[0].sin() },
  encloseBall: { x, _ in x[0].sin() },
  canonical: { store, arguments in
    if let c = store.multipleOfPi(arguments[0]), let value = store.sineOfPi(times: c) { return value }
    if let x = store.argument(of: .asin, in: arguments[0]) { return x }
    if let x = store.argument(of: .acos, in: arguments[0]) { return circleRoot(&store, x) }
    // The legs of a right triangle whose angle has this tangent.
    if let x = store.argument(of: .atan, in: arguments[0]) {
      return store.multiply(x, inverseHypotenuse(&store, x))
    }
    return store.oddForm(.sin, arguments[0])
  },
  derivative: { store, arguments, _ in store.apply(.cos, arguments[0]) },
  range: { _ in Bounds(lower: .minusOne, upper: .one) })

/// `cos(x)`.
let cosine = FunctionEntry(
  name: "cos", latex: "\\cos", numpy: "np.cos",
  evaluate: { Elementary.cos($0[0]) },
  enclose: { $0[0].cos() },
  encloseBall: { x, _ in x[0].cos() },
  canonical: { store, arguments in
    if let c = store.multipleOfPi(arguments[0]), let value = store.sineOfPi(times: c + Rational(1, 2)) {
      return value
    }
    if let x = store.argument(of: .acos, in: arguments[0]) { return x }
    if let x = store.argument(of: .asin, in: arguments[0]) { return circleRoot(&store, x) }
    if let x = store.argument(of: .atan, in: arguments[0]) { return inverseHypotenuse(&store, x) }
    return store.evenForm(.cos, arguments[0])
  },
  derivative: { store, arguments, _ in store.negate(store.apply(.sin, arguments[0])) },
  range: { _ in Bounds(lower: .minusOne, upper: .one) })

/// sqrt(1 - x^2), not negative as sines of angles in [0, pi] and cosines of those in [-pi/2, pi/2] are.
private func circleRoot(_ store: inout TermStore, _ x: Term) -> Term {
  store.squareRoot(store.oneMinus(store.power(x, .two)))
}

/// (1 + x^2)^(-1/2).
private func inverseHypotenuse(_ store: inout TermStore, _ x: Term) -> Term {
  store.power(store.onePlus(store.power(x, .two)), store.number(Rational(-1, 2)))
}
