import DeriveNumbers

/// `sinh(x)`.
let hyperbolicSine = FunctionEntry(
  name: "sinh", latex: "\\sinh", numpy: "np.sinh",
  evaluate: { Elementary.sinh($0[0]) },
  enclose: { $0[0].sinh() },
  encloseBall: { x, _ in x[0].sinh() },
  canonical: { store, arguments in
    store.argument(of: .asinh, in: arguments[0]) ?? store.oddForm(.sinh, arguments[0])
  },
  derivative: { store, arguments, _ in store.apply(.cosh, arguments) },
  range: { .odd($0[0]) },
  reduced: { store, arguments in
    let (up, down) = exponentials(&store, arguments[0])
    return store.scale(store.subtract(up, down), by: Term.half)
  },
  monotonicity: [.increasing], shape: { .odd($0[0], risesFaster: true) })

/// `cosh(x)`.
let hyperbolicCosine = FunctionEntry(
  name: "cosh", latex: "\\cosh", numpy: "np.cosh",
  evaluate: { Elementary.cosh($0[0]) },
  enclose: { $0[0].cosh() },
  encloseBall: { x, _ in x[0].cosh() },
  canonical: { store, arguments in
    if arguments[0] == .zero { return .one }
    return store.argument(of: .acosh, in: arguments[0]) ?? store.evenForm(.cosh, arguments[0])
  },
  derivative: { store, arguments, _ in store.apply(.sinh, arguments) },
  range: { Bounds(lower: .one, lowerIsOpen: $0[0].isNonZero) },
  reduced: { store, arguments in
    let (up, down) = exponentials(&store, arguments[0])
    return store.scale(store.add(up, down), by: Term.half)
  },
  curvature: .convex, shape: { .even($0[0]) })

/// `tanh(x)`.
let hyperbolicTangent = FunctionEntry(
  name: "tanh", latex: "\\tanh", numpy: "np.tanh",
  evaluate: { Elementary.tanh($0[0]) },
  enclose: { $0[0].tanh() },
  encloseBall: { x, _ in x[0].tanh() },
  canonical: { store, arguments in
    store.argument(of: .atanh, in: arguments[0]) ?? store.oddForm(.tanh, arguments[0])
  },
  derivative: { store, arguments, _ in
    let value = store.apply(.tanh, arguments)
    return store.oneMinus(store.power(value, .two))
  },
  range: { .odd($0[0], within: .between(.minusOne, .one)) },
  // Over the same denominator as sigmoid(2*x).
  reduced: { store, arguments in
    let sigmoid = reducedSigmoid(&store, store.scale(arguments[0], by: Term.two))
    return store.subtract(store.scale(sigmoid, by: Term.two), .one)
  },
  monotonicity: [.increasing], shape: { .odd($0[0], risesFaster: false) })

/// `asinh(x)`.
let inverseHyperbolicSine = FunctionEntry(
  name: "asinh", latex: "\\operatorname{arsinh}", numpy: "np.arcsinh",
  evaluate: { Elementary.asinh($0[0]) },
  enclose: { $0[0].asinh() },
  encloseBall: { x, _ in x[0].asinh() },
  canonical: { store, arguments in
    store.argument(of: .sinh, in: arguments[0]) ?? store.oddForm(.asinh, arguments[0])
  },
  derivative: { store, arguments, _ in
    let square = store.power(arguments[0], .two)
    return store.power(store.onePlus(square), store.number(Rational(-1, 2)))
  },
  range: { .odd($0[0]) },
  reduced: { store, arguments in
    let square = store.power(arguments[0], .two)
    let root = store.squareRoot(store.onePlus(square))
    return store.apply(.log, store.add(arguments[0], root))
  },
  monotonicity: [.increasing], shape: { .odd($0[0], risesFaster: false) })

/// `acosh(x)` for x >= 1.
let inverseHyperbolicCosine = FunctionEntry(
  name: "acosh", latex: "\\operatorname{arcosh}", numpy: "np.arccosh",
  evaluate: { Elementary.acosh($0[0]) },
  enclose: { $0[0].acosh() },
  encloseBall: { x, _ in x[0].acosh() },
  canonical: { store, arguments in
    if arguments[0] == .one { return .zero }
    if let inner = store.argument(of: .cosh, in: arguments[0]) { return store.apply(.abs, inner) }
    return nil
  },
  // Both roots apart: where x >= 1 they are defined, and at x < -1 they are not.
  derivative: { store, arguments, _ in
    let exponent = store.number(Rational(-1, 2))
    let low = store.power(store.subtract(arguments[0], .one), exponent)
    return store.multiply(low, store.power(store.onePlus(arguments[0]), exponent))
  },
  domain: { store, arguments in [store.relation(.lessOrEqual, .one, arguments[0])] },
  smoothness: { store, arguments in [store.relation(.less, .one, arguments[0])] },
  range: { arguments in
    let isAbove = arguments[0].isAbove(.one)
    return Bounds(lower: .zero, lowerIsOpen: isAbove, excludesZero: isAbove)
  },
  reduced: { store, arguments in
    let square = store.power(arguments[0], .two)
    let root = store.squareRoot(store.subtract(square, .one))
    return store.apply(.log, store.add(arguments[0], root))
  },
  monotonicity: [.increasing], curvature: .concave)

/// `atanh(x)` for x in (-1, 1).
let inverseHyperbolicTangent = FunctionEntry(
  name: "atanh", latex: "\\operatorname{artanh}", numpy: "np.arctanh",
  evaluate: { Elementary.atanh($0[0]) },
  enclose: { $0[0].atanh() },
  encloseBall: { x, _ in x[0].atanh() },
  canonical: { store, arguments in
    store.argument(of: .tanh, in: arguments[0]) ?? store.oddForm(.atanh, arguments[0])
  },
  derivative: { store, arguments, _ in
    let square = store.power(arguments[0], .two)
    return store.power(store.oneMinus(square), .minusOne)
  },
  domain: { store, arguments in isInUnitInterval(&store, arguments[0], strict: true) },
  range: { .odd($0[0]) },
  reduced: { store, arguments in
    let up = store.apply(.log, store.onePlus(arguments[0]))
    let down = store.apply(.log, store.oneMinus(arguments[0]))
    return store.scale(store.subtract(up, down), by: Term.half)
  },
  monotonicity: [.increasing], shape: { .odd($0[0], risesFaster: true) })

/// exp(x) and exp(-x).
private func exponentials(_ store: inout TermStore, _ x: Term) -> (Term, Term) {
  let up = store.apply(.exp, x)
  return (up, store.apply(.exp, store.negate(x)))
}
