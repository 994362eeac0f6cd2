import DeriveNumbers

/// The absolute value `abs(x)`.
let absoluteValue = FunctionEntry(
  name: "abs", latex: "\\operatorname{abs}", numpy: "np.abs",
  evaluate: { Swift.abs($0[0]) },
  enclose: { $0[0].absolute },
  encloseBall: { x, _ in x[0].absolute },
  canonical: { store, arguments in
    let x = arguments[0]
    let bounds = store.bounds(x)
    if bounds.isNonNegative { return x }
    if bounds.isNonPositive { return store.negate(x) }
    let (coefficient, term) = store.coefficientAndTerm(x)
    if !coefficient.isOne {
      return store.scale(store.apply(.abs, term), by: coefficient.magnitude)
    }
    return nil
  },
  derivative: { store, arguments, _ in store.apply(.sign, arguments[0]) },
  smoothness: { store, arguments in [store.relation(.notEqual, arguments[0], .zero)] },
  range: { $0[0].magnitude },
  // Of a product, the product of the absolute values.
  reduced: { store, arguments in
    guard store.kind(arguments[0]) == .product else { return nil }
    let pairs = store.factors(arguments[0])
    guard pairs.allSatisfy({ store.isInteger($0.exponent) }) else { return nil }
    var parts: [Term] = []
    for (base, exponent) in pairs { parts.append(store.power(store.apply(.abs, base), exponent)) }
    return store.product(parts)
  },
  curvature: .convex, shape: { .even($0[0]) })
