import DeriveNumbers

/// `softplus(x) = log(1 + exp(x))`.
let softplusFunction = FunctionEntry(
  name: "softplus", latex: "\\operatorname{softplus}", numpy: "softplus",
  evaluate: { Elementary.softplus($0[0]) },
  enclose: { $0[0].softplus() },
  encloseBall: { x, _ in x[0].softplus() },
  canonical: { store, arguments in
    arguments[0] == .zero ? store.apply(.log, .two) : nil
  },
  derivative: { store, arguments, _ in store.apply(.sigmoid, arguments) },
  range: { arguments in
    arguments[0].isNonNegative ? Bounds(lower: Rational(69, 100), lowerIsOpen: true, excludesZero: true) : .positive
  },
  reduced: { store, arguments in
    let exponential = store.apply(.exp, arguments[0])
    return store.apply(.log, store.onePlus(exponential))
  },
  monotonicity: [.increasing], curvature: .convex)
