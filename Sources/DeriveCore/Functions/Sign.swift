import DeriveNumbers

/// The sign: -1, 0 or 1.
let signum = FunctionEntry(
  name: "sign", latex: "\\operatorname{sign}", numpy: "np.sign",
  evaluate: { $0[0] > 0 ? 1 : $0[0] < 0 ? -1 : $0[0].isNaN ? $0[0] : 0 },
  enclose: { $0[0].sign() },
  encloseBall: { x, _ in x[0].sign() },
  canonical: { store, arguments in
    let bounds = store.bounds(arguments[0])
    if bounds.isPositive { return .one }
    if bounds.isNegative { return .minusOne }
    if arguments[0] == .zero { return .zero }
    let (coefficient, term) = store.coefficientAndTerm(arguments[0])
    if !coefficient.isOne { return store.scale(store.apply(.sign, term), by: Rational(coefficient.signum)) }
    return nil
  },
  derivative: { _, _, _ in .zero },
  smoothness: { store, arguments in [store.relation(.notEqual, arguments[0], .zero)] },
  range: { arguments in
    var result = Bounds(
      lower: .minusOne, upper: .one, excludesZero: arguments[0].isNonZero, isInteger: true)
    if arguments[0].isNonNegative { result.lower = .zero }
    if arguments[0].isNonPositive { result.upper = .zero }
    return result
  },
  monotonicity: [.increasing])
