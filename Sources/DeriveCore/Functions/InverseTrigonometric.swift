import DeriveNumbers

/// `asin(x)` for x in [-1, 1], in [-pi/2, pi/2].
let arcsine = FunctionEntry(
  name: "asin", latex: "\\arcsin", numpy: "np.arcsin",
  evaluate: { Elementary.asin($0[0]) },
  enclose: { $0[0].asin() },
  encloseBall: { x, _ in x[0].asin() },
  canonical: { store, arguments in
    if let c = store.arcsineOverPi(arguments[0]) { return store.pi(times: c) }
    return store.oddForm(.asin, arguments[0])
  },
  derivative: { store, arguments, _ in inverseCircleRoot(&store, arguments[0]) },
  domain: { store, arguments in isInUnitInterval(&store, arguments[0], strict: false) },
  smoothness: { store, arguments in isInUnitInterval(&store, arguments[0], strict: true) },
  range: { .odd($0[0], within: .between(Rational(-11, 7), Rational(11, 7))) },
  monotonicity: [.increasing], shape: { .odd($0[0], risesFaster: true) })

/// `acos(x)` for x in [-1, 1], in [0, pi].
let arccosine = FunctionEntry(
  name: "acos", latex: "\\arccos", numpy: "np.arccos",
  evaluate: { Elementary.acos($0[0]) },
  enclose: { $0[0].acos() },
  encloseBall: { x, _ in x[0].acos() },
  canonical: { store, arguments in
    let x = arguments[0]
    if let c = store.arcsineOverPi(x) { return store.pi(times: Rational(1, 2) - c) }
    let negated = store.negate(x)
    if let c = store.arcsineOverPi(negated) { return store.pi(times: Rational(1, 2) + c) }
    return nil
  },
  derivative: { store, arguments, _ in
    let root = inverseCircleRoot(&store, arguments[0])
    return store.negate(root)
  },
  domain: { store, arguments in isInUnitInterval(&store, arguments[0], strict: false) },
  smoothness: { store, arguments in isInUnitInterval(&store, arguments[0], strict: true) },
  range: { _ in Bounds(lower: .zero, upper: Rational(22, 7), upperIsOpen: true) },
  reduced: { store, arguments in
    let sine = store.apply(.asin, arguments[0])
    return store.subtract(store.pi(times: Rational(1, 2)), sine)
  },
  monotonicity: [.decreasing])

/// `atan(x)`, in (-pi/2, pi/2).
let arctangent = FunctionEntry(
  name: "atan", latex: "\\arctan", numpy: "np.arctan",
  evaluate: { Elementary.atan($0[0]) },
  enclose: { $0[0].atan() },
  encloseBall: { x, _ in x[0].atan() },
  canonical: { store, arguments in
    let x = arguments[0]
    if x == .one { return store.pi(times: Rational(1, 4)) }
    let root = store.squareRoot(store.number(3))
    if x == root { return store.pi(times: Rational(1, 3)) }
    if x == store.power(root, .minusOne) { return store.pi(times: Rational(1, 6)) }
    return store.oddForm(.atan, x)
  },
  derivative: { store, arguments, _ in
    let square = store.power(arguments[0], .two)
    return store.power(store.onePlus(square), .minusOne)
  },
  range: { .odd($0[0], within: .between(Rational(-11, 7), Rational(11, 7))) },
  monotonicity: [.increasing], shape: { .odd($0[0], risesFaster: false) })

/// (1 - x^2)^(-1/2).
private func inverseCircleRoot(_ store: inout TermStore, _ x: Term) -> Term {
  let square = store.power(x, .two)
  return store.power(store.oneMinus(square), store.number(Rational(-1, 2)))
}

/// -1 <= x <= 1, or both strictly.
func isInUnitInterval(_ store: inout TermStore, _ x: Term, strict: Bool) -> [Term] {
  let comparison: Comparison = strict ? .less : .lessOrEqual
  return [store.relation(comparison, .minusOne, x), store.relation(comparison, x, .one)]
}
