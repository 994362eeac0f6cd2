import DeriveNumbers

/// `normal(mu, var)` of a scalar, `normal(mu, Sigma)` of a vector: all cumulants beyond the second are 0, which is the
/// theorem of Isserlis (Biometrika 12, 1918).
let normalDistribution = DistributionEntry(
  name: "normal",
  isOfVectors: isVectorWithCovariance,
  existence: isCovariance,
  moment: { store, parameters, n in
    // sum over k of binomial(n, 2*k)*(2*k-1)!!*mu^(n-2*k)*var^k
    let (mean, variance) = (parameters[0], parameters[1])
    var addends: [Term] = []
    var coefficient = Integer(1)
    for k in 0...(n / 2) {
      if k > 0 {
        let j = 2 * k
        coefficient =
          (coefficient * Integer((n - j + 2) * (n - j + 1))).quotientAndRemainder(
            dividingBy: Integer(j)
          ).quotient
      }
      let powers = store.multiply(store.power(mean, n - 2 * k), store.power(variance, k))
      addends.append(store.scale(powers, by: Rational(coefficient, Integer(1))))
    }
    return store.sum(addends)
  },
  cumulant: { _, parameters, n in n == 1 ? parameters[0] : n == 2 ? parameters[1] : .zero },
  greatestCumulant: 2,
  ofVectors: .cumulants { store, parameters, places in
    switch places.count {
    case 1: store.entry(of: parameters[0], at: places)
    case 2: store.entry(of: parameters[1], at: places)
    default: .zero
    }
  },
  generating: { store, parameters, c in
    let quadratic = store.scale(store.multiply(store.power(c, 2), parameters[1]), by: Rational(1, 2))
    return GeneratingFunction(value: store.apply(.exp, store.add(store.multiply(c, parameters[0]), quadratic)))
  },
  tilted: { store, parameters, c in
    [store.add(parameters[0], store.multiply(c, parameters[1])), parameters[1]]
  })

/// The second parameter is a matrix.
@Sendable func isVectorWithCovariance(_ store: borrowing TermStore, _ parameters: [Term]) -> Bool {
  parameters.count == 2 && store.kind(parameters[1]) == .family
}

/// A variance is not negative; a covariance matrix is symmetric and positive semidefinite, which must be known by what
/// it is made of.
@Sendable func isCovariance(_ store: inout TermStore, _ parameters: [Term]) -> [Term] {
  guard isVectorWithCovariance(store, parameters) else { return [store.relation(.lessOrEqual, .zero, parameters[1])] }
  let opening = store.open(parameters[1], fresh: true)
  let fact = store.matrixFact(opening.indices[0], opening.indices[1], opening.body)
  return fact.map { !$0.isNegative } == true ? [] : [.no]
}

extension TermStore {
  /// The entry of a vector or matrix parameter.
  mutating func entry(of parameter: Term, at places: [Term]) -> Term {
    guard kind(parameter) == .family else { return parameter }
    let opening = open(parameter, fresh: true)
    return instantiate(opening.indices, opening.body, at: places)
  }
}
