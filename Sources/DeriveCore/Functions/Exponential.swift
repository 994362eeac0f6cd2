import DeriveNumbers

/// `exp(x)`.
let exponential = FunctionEntry(
  name: "exp", latex: "\\exp", numpy: "np.exp",
  evaluate: { Elementary.exp($0[0]) },
  enclose: { $0[0].exp() },
  encloseBall: { x, _ in x[0].exp() },
  canonical: { store, arguments in
    let x = arguments[0]
    if x == .zero { return .one }
    // exp(c*log(u)) = u^c: the logarithm is there, so u > 0.
    let (coefficient, term) = store.coefficientAndTerm(x)
    if store.kind(term) == .function, store.functionID(term) == .log {
      return store.power(store.child(term, 0), store.number(coefficient))
    }
    return nil
  },
  derivative: { store, arguments, _ in store.apply(.exp, arguments[0]) },
  range: { arguments in
    var result = Bounds.positive
    if arguments[0].isNonNegative { result = Bounds(lower: .one, lowerIsOpen: arguments[0].isPositive) }
    if arguments[0].isNonPositive {
      result.upper = .one
      result.upperIsOpen = arguments[0].isNegative
    }
    return result
  },
  monotonicity: [.increasing], curvature: .convex,
  shape: { _ in FunctionShape([.increasing], .convex, logarithmic: .affine) })
