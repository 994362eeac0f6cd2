/// `gamma(shape, scale)` with the density `x^(shape-1)*exp(-x/scale)/(scale^shape*gamma(shape))` for x > 0.
let gammaDistribution = DistributionEntry(
  name: "gamma",
  existence: { store, parameters in parameters.map { store.isPositive($0) } },
  support: { _, _ in SymbolFacts(bounds: .positive) },
  moment: { store, parameters, n in
    store.multiply(store.risingFactorial(parameters[0], n), store.power(parameters[1], n))
  },
  cumulant: { store, parameters, n in
    store.product([store.factorialTerm(n - 1), parameters[0], store.power(parameters[1], n)])
  },
  generating: { store, parameters, c in
    let rest = store.subtract(.one, store.multiply(c, parameters[1]))
    return GeneratingFunction(
      value: store.power(rest, store.negate(parameters[0])), condition: store.isPositive(rest))
  },
  tilted: { store, parameters, c in
    let rest = store.subtract(.one, store.multiply(c, parameters[1]))
    return [parameters[0], store.divide(parameters[1], rest)]
  })
