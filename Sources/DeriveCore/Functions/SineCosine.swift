import DeriveNumbers

/// `sin(x)`.
let sine = FunctionEntry(
  name: "sin", latex: "\\sin", numpy: "np.sin",
  evaluate: { Elementary.sin($0[0]) },
  enclose: { $0[0].sin() },
  encloseBall: { x, _ in x[0].sin() },
  canonical: { store, arguments in
    if let c = store.multipleOfPi(arguments[0]), let value = store.sineOfPi(times: c) { return value }
    return store.argument(of: .asin, in: arguments[0]) ?? store.oddForm(.sin, arguments[0])
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
    return store.argument(of: .acos, in: arguments[0]) ?? store.evenForm(.cos, arguments[0])
  },
  derivative: { store, arguments, _ in store.negate(store.apply(.sin, arguments[0])) },
  range: { _ in Bounds(lower: .minusOne, upper: .one) })
