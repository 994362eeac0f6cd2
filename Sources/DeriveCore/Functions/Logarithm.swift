import DeriveNumbers

/// The natural logarithm `log(x)`, for x > 0.
let logarithm = FunctionEntry(
  name: "log", latex: "\\ln", numpy: "np.log",
  evaluate: { Elementary.log($0[0]) },
  enclose: { $0[0].log() },
  encloseBall: { x, _ in x[0].log() },
  canonical: { store, arguments in
    let x = arguments[0]
    if x == .one { return .zero }
    if store.kind(x) == .function, store.functionID(x) == .exp { return store.child(x, 0) }
    return nil
  },
  derivative: { store, arguments, _ in store.power(arguments[0], .minusOne) },
  domain: { store, arguments in [store.relation(.less, .zero, arguments[0])] },
  range: { arguments in
    if arguments[0].isAtLeast(.one) {
      return Bounds(lower: .zero, lowerIsOpen: arguments[0].isAbove(.one))
    }
    if arguments[0].isAtMost(.one) {
      return Bounds(upper: .zero, upperIsOpen: arguments[0].isBelow(.one))
    }
    return .any
  },
  monotonicity: [.increasing], curvature: .concave)
