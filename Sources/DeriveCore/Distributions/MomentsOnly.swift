/// `moments(mu, var)` and `moments(mu, Sigma)`: mean and covariance are known, and nothing else.
let momentsOnly = DistributionEntry(
  name: "moments",
  isOfVectors: isVectorWithCovariance,
  existence: isCovariance,
  moment: { store, parameters, n in
    switch n {
    case 1: return parameters[0]
    case 2: return store.add(store.power(parameters[0], 2), parameters[1])
    default: return nil
    }
  },
  ofVectors: .cumulants { store, parameters, places in
    switch places.count {
    case 1: return store.entry(of: parameters[0], at: places)
    case 2: return store.entry(of: parameters[1], at: places)
    default: return nil
    }
  })
