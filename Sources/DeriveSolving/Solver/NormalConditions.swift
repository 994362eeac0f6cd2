import DeriveCore
import DeriveNumbers

/// Conditions in the form for deciding, in which the same condition looks the same however it was written:
/// `(C*x)'*(C*x) != 0` and `x'*C'*C*x != 0`.
extension Solver {
  /// Assumes what `a != b` or `a < b` says in normal form.
  mutating func assumeNormally(_ condition: Term) { store.assumeNormally(condition) }

  /// Whether `a != b` or `a < b` follows for the difference in normal form.
  mutating func holdsNormally(_ comparison: Comparison, _ a: Term, _ b: Term) throws(DeriveError) -> Bool {
    guard comparison == .notEqual || comparison == .less else { return false }
    var form = NormalForm(.deciding)
    let normal = try store.normalTerm(store.subtract(b, a), &form)
    if store.relation(comparison, .zero, normal) == .yes { return true }
    guard comparison == .notEqual else { return false }
    let (coefficient, rest) = store.coefficientAndTerm(normal)
    if coefficient.isZero { return false }
    if store.factors(rest).allSatisfy({ base, _ in store.bounds(base).isNonZero }) { return true }
    return try store.isNonZeroByFactors(normal, &form)
  }
}
