/// `beta(a, b)` on (0, 1) with a density proportional to `x^(a-1)*(1-x)^(b-1)`.
let betaDistribution = DistributionEntry(
  name: "beta",
  existence: { store, parameters in parameters.map { store.isPositive($0) } },
  support: { _, _ in SymbolFacts(bounds: .openUnit) },
  moment: { store, parameters, n in
    let total = store.add(parameters[0], parameters[1])
    return store.divide(store.risingFactorial(parameters[0], n), store.risingFactorial(total, n))
  })
