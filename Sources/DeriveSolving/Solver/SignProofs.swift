import DeriveCore
import DeriveEvidence
import DeriveLanguage
import DeriveNumbers

/// The forms of a difference from which its sign may be read off.
private enum SignForm: CaseIterable {
  case asWritten
  /// Folded into names.
  case readable
  /// Over a common denominator, in factors.
  case factored
  /// Through the definitions: 1 - p with p = exp(z)/(1 + exp(z)) is 1/(1 + exp(z)).
  case deciding
}

extension Solver {
  /// A sign proved from types, ranges and the function table, on the first form of the difference that shows it.
  mutating func signSteps(_ difference: Term, _ comparison: Comparison) throws(DeriveError) -> [Solution.Step]? {
    if let steps = try directSignSteps(difference, comparison) { return steps }
    guard comparison == .less || comparison == .lessOrEqual else { return nil }
    if comparison == .lessOrEqual, let steps = try quadraticFormSteps(difference) { return steps }
    // Short proofs first.
    for depth in 1...3 {
      var attempts = 24
      if let steps = try boundedSteps(difference, comparison, depth: depth, &attempts) { return steps }
    }
    return nil
  }

  private mutating func directSignSteps(
    _ difference: Term, _ comparison: Comparison
  ) throws(DeriveError) -> [Solution.Step]? {
    var reading = takeReading()
    defer { keep(reading) }
    var tried: Set<Term> = []
    for form in SignForm.allCases {
      let candidate: Term
      switch form {
      case .asWritten: candidate = difference
      case .readable: candidate = try store.readable(difference, &reading)
      case .factored: candidate = try store.factored(difference, &reading)
      case .deciding:
        var normal = NormalForm(.deciding)
        candidate = try store.normalTerm(difference, &normal)
      }
      if tried.insert(candidate).inserted, let steps = try signSteps(of: candidate, for: difference, comparison) {
        return steps
      }
    }
    return nil
  }

  /// The sign of a difference, read off from one of its forms.
  private mutating func signSteps(
    of candidate: Term, for difference: Term, _ comparison: Comparison
  ) throws(DeriveError) -> [Solution.Step]? {
    let bounds = store.bounds(candidate)
    let holds: Bool
    let sign: Relation
    switch comparison {
    case .notEqual: (holds, sign) = (bounds.isNonZero, .notEqual)
    case .less: (holds, sign) = (bounds.isPositive, .greater)
    case .lessOrEqual: (holds, sign) = (bounds.isNonNegative, .greaterOrEqual)
    case .equal: return nil
    }
    guard holds else { return nil }
    var steps: [Solution.Step] = []
    if candidate != difference {
      guard try store.provesZero(store.subtract(candidate, difference)),
        store.isDefined(candidate, wherever: difference)
      else { return nil }
      steps.append(
        Solution.Step(rule: "difference of the sides, simplified", before: shown(difference), after: shown(candidate)))
    }
    steps.append(
      Solution.Step(
        rule: signReason(candidate), before: shown(candidate),
        after: .relation(shown(candidate), sign, .number(.zero))))
    return steps
  }

  /// A quadratic form in the components of a vector, proved not negative as a sum of squares.
  private mutating func quadraticFormSteps(_ difference: Term) throws(DeriveError) -> [Solution.Step]? {
    let components = store.leaves(difference) { $0 == .symbol }.filter { store.childCount($0) == 1 }
    for vector in Set(components.map { store.payload($0) }).sorted().prefix(3) {
      var reading = takeReading()
      defer { keep(reading) }
      guard let proof = try store.proveNonNegative(difference, in: vector, &reading) else { continue }
      var steps: [Solution.Step] = []
      if proof.quadratic != difference {
        steps.append(
          Solution.Step(
            rule: "difference of the sides, simplified", before: shown(difference), after: shown(proof.quadratic)))
      }
      return steps + squareSteps(of: proof)
    }
    return nil
  }
}
