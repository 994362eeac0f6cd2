import DeriveNumbers

/// `uniform(a, b)` on the interval from a to b, a < b.
let uniformDistribution = DistributionEntry(
  name: "uniform",
  existence: { store, parameters in [store.relation(.less, parameters[0], parameters[1])] },
  support: { store, parameters in
    SymbolFacts(bounds: Bounds(lower: store.bounds(parameters[0]).lower, upper: store.bounds(parameters[1]).upper))
  },
  moment: { store, parameters, n in
    // (b^(n+1) - a^(n+1))/((n+1)*(b-a)), divided out.
    var addends: [Term] = []
    for k in 0...n {
      addends.append(store.multiply(store.power(parameters[0], k), store.power(parameters[1], n - k)))
    }
    return store.scale(store.sum(addends), by: Rational(1, n + 1))
  },
  generating: { store, parameters, c in
    let (a, b) = (parameters[0], parameters[1])
    let ends = store.subtract(
      store.apply(.exp, store.multiply(c, b)), store.apply(.exp, store.multiply(c, a)))
    let value = store.divide(ends, store.multiply(c, store.subtract(b, a)))
    return GeneratingFunction(
      value: store.cases([(store.relation(.equal, c, .zero), .one)], otherwise: value))
  })
