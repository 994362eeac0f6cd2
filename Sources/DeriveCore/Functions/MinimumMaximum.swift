import DeriveNumbers

/// The smaller of two numbers.
let minimumOfTwo = FunctionEntry(
  name: "min", arity: 2, latex: "\\min", numpy: "np.minimum",
  evaluate: { $0[0].isNaN || $0[1].isNaN ? .nan : Swift.min($0[0], $0[1]) },
  enclose: { $0[0].minimum($0[1]) },
  encloseBall: { x, _ in x[0].minimum(x[1]) },
  canonical: { store, arguments in
    let isFirst = store.relation(.lessOrEqual, arguments[0], arguments[1])
    return isFirst == .yes ? arguments[0] : isFirst == .no ? arguments[1] : nil
  },
  derivative: { store, arguments, position in
    store.cases(
      [(store.relation(.less, arguments[position], arguments[1 - position]), .one)], otherwise: .zero)
  },
  smoothness: { store, arguments in [store.relation(.notEqual, arguments[0], arguments[1])] },
  range: { -greater(-$0[0], -$0[1]) },
  reduced: { store, arguments in
    // (a + b - |a - b|)/2
    let gap = store.apply(.abs, store.subtract(arguments[0], arguments[1]))
    return store.scale(store.subtract(store.add(arguments[0], arguments[1]), gap), by: Term.half)
  },
  monotonicity: [.increasing, .increasing], curvature: .concave)

/// The greater of two numbers.
let maximumOfTwo = FunctionEntry(
  name: "max", arity: 2, latex: "\\max", numpy: "np.maximum",
  evaluate: { $0[0].isNaN || $0[1].isNaN ? .nan : Swift.max($0[0], $0[1]) },
  enclose: { $0[0].maximum($0[1]) },
  encloseBall: { x, _ in x[0].maximum(x[1]) },
  canonical: { store, arguments in
    let isFirst = store.relation(.lessOrEqual, arguments[1], arguments[0])
    return isFirst == .yes ? arguments[0] : isFirst == .no ? arguments[1] : nil
  },
  derivative: { store, arguments, position in
    store.cases(
      [(store.relation(.less, arguments[1 - position], arguments[position]), .one)], otherwise: .zero)
  },
  smoothness: { store, arguments in [store.relation(.notEqual, arguments[0], arguments[1])] },
  range: { greater($0[0], $0[1]) },
  reduced: { store, arguments in
    let gap = store.apply(.abs, store.subtract(arguments[0], arguments[1]))
    return store.scale(store.sum([arguments[0], arguments[1], gap]), by: Term.half)
  },
  monotonicity: [.increasing, .increasing], curvature: .convex)

/// The bounds of the greater of two numbers with these bounds.
private func greater(_ a: Bounds, _ b: Bounds) -> Bounds {
  var result = a.union(b)
  for side in [a, b] {
    guard let lower = side.lower else { continue }
    result = result.intersection(Bounds(lower: lower, lowerIsOpen: side.lowerIsOpen))
  }
  if a.isPositive || b.isPositive { result.excludesZero = true }
  return result
}
