import DeriveNumbers

/// What an assumed relation says beside itself.
extension TermStore {
  /// Assumes what `a != b` or `a < b` says in normal form: where a product is not 0, none of its factors is, and what
  /// stands under a root that is not 0 is positive; where a product is positive and all factors but one are known to be,
  /// that one is too.
  package mutating func assumeNormally(_ condition: Term) {
    guard kind(condition) == .relation else { return }
    let comparison = comparison(condition)
    guard comparison == .notEqual || comparison == .less else { return }
    let difference = subtract(child(condition, 1), child(condition, 0))
    assumeRoots(of: difference)
    var form = NormalForm(.deciding)
    // What is too large to be brought into the form says nothing more.
    guard let normal = try? normalTerm(difference, &form), !isNumber(normal) else { return }
    if comparison == .less, normal != difference { assume(relation(.less, .zero, normal)) }
    let (coefficient, inner) = coefficientAndTerm(normal)
    let pairs = factors(inner)
    for (base, exponent) in pairs where bounds(exponent).isNonZero {
      if base != difference { assume(relation(.notEqual, base, .zero)) }
      if kind(base) == .function, functionID(base) == .abs {
        assume(relation(.notEqual, child(base, 0), .zero))
      }
    }
    if comparison == .less, coefficient.signum > 0, pairs.count > 1 {
      let open = pairs.filter { !bounds(power($0.base, $0.exponent)).isPositive }
      if open.count == 1, open[0].exponent == .one, open[0].base != difference {
        assume(relation(.less, .zero, open[0].base))
      }
    }
    if comparison == .less { assumeCleared(normal, &form) }
    assumeRoots(of: normal)
  }

  /// What is positive stays so times a positive divisor of some addend: `2 - b*x` where `2/b - x` is.
  private mutating func assumeCleared(_ positive: Term, _ form: inout NormalForm) {
    guard isProperSum(positive) else { return }
    var divisors: [Term] = []
    for (_, addend) in addends(positive) {
      for (base, exponent) in factors(addend) where bounds(base).isPositive {
        guard let power = rational(exponent), power.signum < 0 else { continue }
        let divisor = self.power(base, negate(exponent))
        if !divisors.contains(divisor) { divisors.append(divisor) }
      }
    }
    if divisors.isEmpty { return }
    guard let cleared = try? normalTerm(multiply(product(divisors), positive), &form), !isNumber(cleared),
      cleared != positive
    else { return }
    assume(relation(.less, .zero, cleared))
  }

  private mutating func assumeRoots(of term: Term) {
    for (base, exponent) in factors(coefficientAndTerm(term).1) {
      guard let power = rational(exponent), !power.isInteger else { continue }
      assume(relation(.less, .zero, base))
    }
  }
}
