import DeriveNumbers

/// `relu(x) = max(x, 0)`.
let rectifier = FunctionEntry(
  name: "relu", latex: "\\operatorname{relu}", numpy: "relu",
  evaluate: { $0[0].isNaN ? $0[0] : Swift.max($0[0], 0) },
  enclose: { $0[0].maximum(.exactly(.zero, precision: 53)) },
  encloseBall: { x, precision in x[0].maximum(.exactly(.zero, precision: precision)) },
  canonical: { store, arguments in
    let bounds = store.bounds(arguments[0])
    if bounds.isNonNegative { return arguments[0] }
    if bounds.isNonPositive { return .zero }
    let (coefficient, term) = store.coefficientAndTerm(arguments[0])
    // relu(c*x) = c*relu(x) for c > 0.
    if coefficient.signum > 0, !coefficient.isOne {
      return store.scale(store.apply(.relu, term), by: coefficient)
    }
    return nil
  },
  derivative: { store, arguments, _ in store.indicator(store.relation(.less, .zero, arguments[0])) },
  smoothness: { store, arguments in [store.relation(.notEqual, arguments[0], .zero)] },
  range: { arguments in
    var result = Bounds.nonNegative
    if arguments[0].isNonNegative { return arguments[0] }
    if let upper = arguments[0].upper {
      result.upper = Swift.max(upper, .zero)
      result.upperIsOpen = arguments[0].upperIsOpen && upper.signum > 0
    }
    result.isInteger = arguments[0].isInteger
    return result
  },
  reduced: { store, arguments in
    store.cases([(store.relation(.less, .zero, arguments[0]), arguments[0])], otherwise: .zero)
  },
  monotonicity: [.increasing], curvature: .convex)

/// `leakyrelu(x, a)`: x for x > 0, a*x elsewhere.
let leakyRectifier = FunctionEntry(
  name: "leakyrelu", arity: 2, latex: "\\operatorname{leakyrelu}", numpy: "leakyrelu",
  evaluate: { $0[0] > 0 ? $0[0] : $0[1] * $0[0] },
  enclose: { encloseLeaky($0[0], $0[1], 53) },
  encloseBall: { encloseLeaky($0[0], $0[1], $1) },
  canonical: { store, arguments in
    let (x, a) = (arguments[0], arguments[1])
    if a == .one { return x }
    if a == .zero { return store.apply(.relu, x) }
    let bounds = store.bounds(x)
    if bounds.isNonNegative { return x }
    if bounds.isNonPositive { return store.multiply(a, x) }
    return nil
  },
  derivative: { store, arguments, position in
    let isPositive = store.relation(.less, .zero, arguments[0])
    return position == 0
      ? store.cases([(isPositive, .one)], otherwise: arguments[1])
      : store.cases([(isPositive, .zero)], otherwise: arguments[0])
  },
  smoothness: { store, arguments in [isOffKink(&store, arguments)] },
  range: { arguments in
    if arguments[0].isNonNegative { return arguments[0] }
    return arguments[0].union(arguments[1] * arguments[0])
  },
  reduced: { store, arguments in
    let product = store.multiply(arguments[1], arguments[0])
    return store.cases([(store.relation(.less, .zero, arguments[0]), arguments[0])], otherwise: product)
  },
  monotonicity: [.unknown, .decreasing], shape: { .rectifier(slope: $0[1]) })

/// `elu(x, a)`: x for x > 0, a*(exp(x) - 1) elsewhere.
let exponentialLinearUnit = FunctionEntry(
  name: "elu", arity: 2, latex: "\\operatorname{elu}", numpy: "elu",
  evaluate: { $0[0] > 0 ? $0[0] : $0[1] * Elementary.expm1($0[0]) },
  enclose: { encloseExponentialLinear($0[0], $0[1], 53) },
  encloseBall: { encloseExponentialLinear($0[0], $0[1], $1) },
  canonical: { store, arguments in
    let (x, a) = (arguments[0], arguments[1])
    if a == .zero { return store.apply(.relu, x) }
    let bounds = store.bounds(x)
    if bounds.isNonNegative { return x }
    if bounds.isNonPositive { return store.multiply(a, store.subtract(store.apply(.exp, x), .one)) }
    return nil
  },
  derivative: { store, arguments, position in
    let isPositive = store.relation(.less, .zero, arguments[0])
    let exponential = store.apply(.exp, arguments[0])
    return position == 0
      ? store.cases([(isPositive, .one)], otherwise: store.multiply(arguments[1], exponential))
      : store.cases([(isPositive, .zero)], otherwise: store.subtract(exponential, .one))
  },
  smoothness: { store, arguments in [isOffKink(&store, arguments)] },
  range: { arguments in
    if arguments[0].isNonNegative { return arguments[0] }
    // exp(x) - 1 lies in (-1, 0] there.
    return arguments[0].union(arguments[1] * Bounds(lower: .minusOne, upper: .zero, lowerIsOpen: true))
      .union(.exactly(.zero))
  },
  reduced: { store, arguments in
    let left = store.multiply(arguments[1], store.subtract(store.apply(.exp, arguments[0]), .one))
    return store.cases([(store.relation(.less, .zero, arguments[0]), arguments[0])], otherwise: left)
  },
  monotonicity: [.unknown, .decreasing], shape: { .rectifier(slope: $0[1]) })

/// Both pieces meet with one slope only where a = 1.
private func isOffKink(_ store: inout TermStore, _ arguments: [Term]) -> Term {
  store.disjunction([
    store.relation(.notEqual, arguments[0], .zero), store.relation(.equal, arguments[1], .one),
  ])
}

private func encloseLeaky<E: Enclosing>(_ x: E, _ a: E, _ precision: Int) -> E {
  let zero = E.exactly(.zero, precision: precision)
  return x.maximum(zero) + a * x.minimum(zero)
}

private func encloseExponentialLinear<E: Enclosing>(_ x: E, _ a: E, _ precision: Int) -> E {
  let zero = E.exactly(.zero, precision: precision)
  return x.maximum(zero) + a * x.minimum(zero).exponentialLessOne(precision: precision)
}
