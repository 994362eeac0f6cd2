import DeriveCore
import DeriveLanguage

struct PointClaim {
  enum Kind {
    case relation(Term, Comparison, Term)
    case definite(row: Term, column: Term, entry: Term, strict: Bool, negative: Bool)
  }
  var kind: Kind
  var leftConditions: [Term]
  var rightConditions: [Term]
  var assumptions: [Term]
}
extension Solver {
  mutating func conclude(
    _ attempt: ProofAttempt, _ claim: PointClaim, exchanged: Bool, _ outcome: inout Solution.ClaimOutcome
  ) {
    if let steps = attempt.steps {
      outcome.verdict = .proved
      outcome.proof = steps
      outcome.conditions = attempt.conditions
    } else {
      outcome.reason = attempt.remark
    }
  }
}
