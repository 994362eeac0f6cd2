/// `bernoulli(p)`: 1 with probability p, else 0.
let bernoulliDistribution = DistributionEntry(
  name: "bernoulli",
  existence: { store, parameters in
    [store.relation(.lessOrEqual, .zero, parameters[0]), store.relation(.lessOrEqual, parameters[0], .one)]
  },
  support: { _, _ in
    SymbolFacts(bounds: Bounds(lower: .zero, upper: .one, isInteger: true), structure: .binary)
  },
  moment: { _, parameters, _ in parameters[0] },
  cumulant: { store, parameters, n in
    // The next one is p*(1 - p) times the derivative of the one before by p: polynomials in p by their coefficients.
    var coefficients = [0, 1]
    for _ in stride(from: 2, through: n, by: 1) {
      var next = [Int](repeating: 0, count: coefficients.count + 1)
      for k in 1..<coefficients.count {
        next[k] += k * coefficients[k]
        next[k + 1] -= k * coefficients[k]
      }
      coefficients = next
    }
    let p = parameters[0]
    if n == 1 { return p }
    // Divided by p*(1 - p), which is the variance.
    var quotient = [Term]()
    var carried = 0
    for k in 1..<(coefficients.count - 1) {
      carried += coefficients[k]
      quotient.append(store.multiply(store.number(carried), store.power(p, k - 1)))
    }
    return store.product([p, store.subtract(.one, p), store.sum(quotient)])
  },
  generating: { store, parameters, c in
    let p = parameters[0]
    return GeneratingFunction(
      value: store.sum([.one, store.negate(p), store.multiply(p, store.apply(.exp, c))]))
  },
  tilted: { store, parameters, c in
    let p = parameters[0]
    let weight = store.multiply(p, store.apply(.exp, c))
    return [store.divide(weight, store.sum([.one, store.negate(p), weight]))]
  },
  atoms: (.zero, .one))
