import DeriveNumbers

/// `sqrt(x)` for x >= 0. It is written as the power `x^(1/2)` and never makes a node of its own.
let squareRootFunction = FunctionEntry(
  name: "sqrt", latex: "\\sqrt", numpy: "np.sqrt",
  evaluate: { $0[0].squareRoot() },
  enclose: { $0[0].squareRoot() },
  encloseBall: { x, _ in x[0].squareRoot() },
  canonical: { store, arguments in store.power(arguments[0], .half) },
  derivative: { store, arguments, _ in
    store.scale(store.power(arguments[0], store.number(Rational(-1, 2))), by: Term.half)
  },
  domain: { store, arguments in [store.relation(.lessOrEqual, .zero, arguments[0])] },
  smoothness: { store, arguments in [store.relation(.less, .zero, arguments[0])] },
  range: { $0[0].intersection(.nonNegative).power(Rational(1, 2)) },
  reduced: { store, arguments in store.power(arguments[0], .half) },
  monotonicity: [.increasing], curvature: .concave)
