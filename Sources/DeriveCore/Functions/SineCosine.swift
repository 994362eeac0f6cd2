import DeriveNumbers

/// `sin(x)`.
let sine = FunctionEntry(
  name: "sin", latex: "\\sin", numpy: "np.sin",
  evaluate: { Elementary.sin($0[0]) },
  enclose: { $0[0].sin() },
  encloseBall: { x, _ in x[0].sin() },
  canonical: { store, arguments in
    if arguments[0] == .zero { return .zero }
    // sin(-x) = -sin(x), for the sign of a single term.
    let (coefficient, term) = store.coefficientAndTerm(arguments[0])
    if coefficient.signum < 0 {
      return store.negate(store.apply(.sin, store.scale(term, by: -coefficient)))
    }
    return nil
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
    if arguments[0] == .zero { return .one }
    let (coefficient, term) = store.coefficientAndTerm(arguments[0])
    if coefficient.signum < 0 { return store.apply(.cos, store.scale(term, by: -coefficient)) }
    return nil
  },
  derivative: { store, arguments, _ in store.negate(store.apply(.sin, arguments[0])) },
  range: { _ in Bounds(lower: .minusOne, upper: .one) })
