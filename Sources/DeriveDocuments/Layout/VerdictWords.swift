import DeriveLanguage
import DeriveSolving

extension Solution.ClaimOutcome {
  /// The verdict and what it means for this claim: "refuted, as asked", "holds on points, but not proved".
  package var verdictWords: String {
    switch (verdict, keyword, passed) {
    case (.refuted, .refute, true): return "refuted, as asked"
    case (.holdsOnPoints, .check, true): return "holds on points (\(evidenceWords))"
    case (.holdsOnPoints, .prove, false): return "not proved: holds on points (\(evidenceWords))"
    case (.proved, .refute, false): return "not refuted: proved"
    case (.holdsOnPoints, .refute, false): return "not refuted: holds on points (\(evidenceWords))"
    case (.holdsOnPoints, _, _): return "holds on points (\(evidenceWords))"
    default: return verdict.rawValue
    }
  }

  /// "200 points, sizes 1..5".
  package var evidenceWords: String {
    let count = points == 1 ? "1 point" : "\(points) points"
    return sizes.map { "\(count), sizes \($0.lowerBound)..\($0.upperBound)" } ?? count
  }

  /// A proof together with a confirmed counterexample: a fault of Derive itself.
  package var isContradiction: Bool { verdict == .proved && counterexample != nil }
}

extension Solution.Counterexample {
  /// What is wrong with the value of `form`: "although v ≠ 0", "< 0".
  package var outcomeWords: String? {
    guard form != nil, let remark else { return nil }
    for sign in [" although ", " < 0", " > 0"] {
      guard let range = remark.firstRange(of: sign) else { continue }
      return String(remark[range.lowerBound...].dropFirst()).replacing("!=", with: "≠")
    }
    return nil
  }
}

extension Solution.Derivation {
  /// Worked out, and in the form that the file asks for.
  package var succeeded: Bool { result != nil && mismatch == nil }

  /// What the answer is an answer to: the bound name with its indices, or what was asked.
  package var leftSide: Formula {
    guard let name else { return subject }
    let whole = Formula.name(name, latex: latex)
    return indices.isEmpty ? whole : .component(whole, indices.map { .name($0, latex: nil) })
  }
}
