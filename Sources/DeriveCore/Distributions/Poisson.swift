/// `poisson(rate)`: n with probability `rate^n*exp(-rate)/n!`; every cumulant is the rate.
let poissonDistribution = DistributionEntry(
  name: "poisson",
  existence: { store, parameters in [store.relation(.lessOrEqual, .zero, parameters[0])] },
  support: { _, _ in SymbolFacts(bounds: Bounds(lower: .zero, isInteger: true)) },
  moment: { store, parameters, n in
    // Touchard's polynomial: Stirling's numbers of the second kind times powers of the rate.
    var stirling = [1]
    for m in 1...n {
      var next = [Int](repeating: 0, count: m + 1)
      for k in 1...m { next[k] = (k < m ? k * stirling[k] : 0) + stirling[k - 1] }
      stirling = next
    }
    var addends: [Term] = []
    for k in 1...n { addends.append(store.multiply(store.number(stirling[k]), store.power(parameters[0], k))) }
    return store.sum(addends)
  },
  cumulant: { _, parameters, _ in parameters[0] },
  generating: { store, parameters, c in
    let exponent = store.multiply(parameters[0], store.subtract(store.apply(.exp, c), .one))
    return GeneratingFunction(value: store.apply(.exp, exponent))
  },
  tilted: { store, parameters, c in [store.multiply(parameters[0], store.apply(.exp, c))] })
