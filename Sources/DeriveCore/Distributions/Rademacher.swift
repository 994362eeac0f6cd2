import DeriveNumbers

/// `rademacher()`: 1 or -1, each with probability 1/2.
let rademacherDistribution = DistributionEntry(
  name: "rademacher",
  support: { _, _ in
    SymbolFacts(bounds: Bounds(lower: .minusOne, upper: .one, excludesZero: true, isInteger: true))
  },
  moment: { _, _, n in n % 2 == 0 ? .one : .zero },
  generating: { store, _, c in GeneratingFunction(value: store.apply(.cosh, c)) },
  atoms: (Rational(-1), .one))
