import DeriveNumbers

/// The smaller of two numbers.
let minimumOfTwo = FunctionEntry(
  name: "min", arity: 2, latex: "\\min", numpy: "np.minimum",
  evaluate: { Swift.min($0[0], $0[1]) },
  enclose: { $0[0].minimum($0[1]) },
  encloseBall: { x, _ in x[0].minimum(x[1]) },
  canonical: { store, arguments in
    if arguments[0] == arguments[1] { return arguments[0] }
    return nil
  },
  derivative: { store, arguments, position in
    store.cases(
      [(store.relation(.less, arguments[position], arguments[1 - position]), .one)], otherwise: .zero)
  },
  smoothness: { store, arguments in [store.relation(.notEqual, arguments[0], arguments[1])] },
  reduced: { store, arguments in
    // (a + b - |a - b|)/2
    let gap = store.apply(.abs, store.subtract(arguments[0], arguments[1]))
    return store.scale(store.subtract(store.add(arguments[0], arguments[1]), gap), by: Term.half)
  },
  monotonicity: [.increasing, .increasing], curvature: .concave)

/// The greater of two numbers.
let maximumOfTwo = FunctionEntry(
  name: "max", arity: 2, latex: "\\max", numpy: "np.maximum",
  evaluate: { Swift.max($0[0], $0[1]) },
  enclose: { $0[0].maximum($0[1]) },
  encloseBall: { x, _ in x[0].maximum(x[1]) },
  canonical: { store, arguments in
    if arguments[0] == arguments[1] { return arguments[0] }
    return nil
  },
  derivative: { store, arguments, position in
    store.cases(
      [(store.relation(.less, arguments[1 - position], arguments[position]), .one)], otherwise: .zero)
  },
  smoothness: { store, arguments in [store.relation(.notEqual, arguments[0], arguments[1])] },
  reduced: { store, arguments in
    let gap = store.apply(.abs, store.subtract(arguments[0], arguments[1]))
    return store.scale(store.sum([arguments[0], arguments[1], gap]), by: Term.half)
  },
  monotonicity: [.increasing, .increasing], curvature: .convex)
