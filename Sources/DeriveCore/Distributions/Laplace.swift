import DeriveNumbers

/// `laplace(mean, scale)` with the density `exp(-abs(x - mean)/scale)/(2*scale)`.
let laplaceDistribution = DistributionEntry(
  name: "laplace",
  existence: { store, parameters in [store.isPositive(parameters[1])] },
  moment: { store, parameters, n in
    // sum over even k of n!/(n-k)!*mean^(n-k)*scale^k
    var addends: [Term] = []
    var falling = Integer(1)
    for k in 0...n {
      if k > 0 { falling = falling * Integer(n - k + 1) }
      if k % 2 == 1 { continue }
      let powers = store.multiply(store.power(parameters[0], n - k), store.power(parameters[1], k))
      addends.append(store.scale(powers, by: Rational(falling, Integer(1))))
    }
    return store.sum(addends)
  },
  cumulant: { store, parameters, n in
    if n == 1 { return parameters[0] }
    if n % 2 == 1 { return .zero }
    return store.product([.two, store.factorialTerm(n - 1), store.power(parameters[1], n)])
  },
  generating: { store, parameters, c in
    let rest = store.subtract(.one, store.power(store.multiply(c, parameters[1]), 2))
    return GeneratingFunction(
      value: store.divide(store.apply(.exp, store.multiply(c, parameters[0])), rest),
      condition: store.isPositive(rest))
  })
