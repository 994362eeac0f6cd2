import DeriveCore
import DeriveNumbers

/// Conditions in the form for deciding, in which the same condition looks the same however it was written:
/// `(C*x)'*(C*x) != 0` and `x'*C'*C*x != 0`.
extension Solver {
  /// Assumes what `a != b` or `a < b` says in normal form: where a product is not 0, none of its factors is, and what
  /// stands under a root that is not 0 is positive.
  mutating func assumeNormally(_ condition: Term) {
    guard store.kind(condition) == .relation else { return }
    let comparison = store.comparison(condition)
    guard comparison == .notEqual || comparison == .less else { return }
    let difference = store.subtract(store.child(condition, 1), store.child(condition, 0))
    assumeRoots(of: difference)
    var form = NormalForm(.deciding)
    // What is too large to be brought into the form says nothing more.
    guard let normal = try? store.normalTerm(difference, &form), !store.isNumber(normal) else { return }
    if comparison == .less, normal != difference { store.assume(store.relation(.less, .zero, normal)) }
    for (base, exponent) in store.factors(store.coefficientAndTerm(normal).1) where store.bounds(exponent).isNonZero {
      if base != difference { store.assume(store.relation(.notEqual, base, .zero)) }
      if store.kind(base) == .function, store.functionID(base) == .abs {
        store.assume(store.relation(.notEqual, store.child(base, 0), .zero))
      }
    }
    assumeRoots(of: normal)
  }

  private mutating func assumeRoots(of term: Term) {
    for (base, exponent) in store.factors(store.coefficientAndTerm(term).1) {
      guard let power = store.rational(exponent), !power.isInteger else { continue }
      store.assume(store.relation(.less, .zero, base))
    }
  }

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
