/// `exponential(rate)` with the density `rate*exp(-rate*x)` for x > 0.
let exponentialDistribution = DistributionEntry(
  name: "exponential",
  existence: { store, parameters in [store.isPositive(parameters[0])] },
  support: { _, _ in SymbolFacts(bounds: .positive) },
  moment: { store, parameters, n in store.divide(store.factorialTerm(n), store.power(parameters[0], n)) },
  cumulant: { store, parameters, n in store.divide(store.factorialTerm(n - 1), store.power(parameters[0], n)) },
  generating: { store, parameters, c in
    let rest = store.subtract(parameters[0], c)
    return GeneratingFunction(
      value: store.divide(parameters[0], rest), condition: store.relation(.less, c, parameters[0]))
  },
  tilted: { store, parameters, c in [store.subtract(parameters[0], c)] })
