import DeriveNumbers

/// Factors beside the indicator of an equation: what the equation says holds wherever the product is not 0.
extension TermStore {
  /// p, of an indicator of `p = 0`.
  func zeroPolynomial(of indicator: Term) -> Term? {
    guard isIndicator(indicator) else { return nil }
    let condition = child(indicator, 0)
    guard kind(condition) == .relation, comparison(condition) == .equal else { return nil }
    if child(condition, 1) == .zero { return child(condition, 0) }
    return child(condition, 0) == .zero ? child(condition, 1) : nil
  }

  /// `x*indicator(x = 0)` is 0, and `x*indicator(x - y = 0)` is `y*indicator(x - y = 0)`: in a product with the indicator of
  /// a linear equation its first variable is eliminated. Which is the first is a matter of structure, whatever the free
  /// indices in it are. `nil` where there is nothing to do.
  mutating func eliminated(
    by indicator: Term, _ pairs: [(base: Term, exponent: Term)], _ place: Int, _ form: inout NormalForm
  ) throws(DeriveError) -> Polynomial? {
    guard let p = zeroPolynomial(of: indicator) else { return nil }
    func isFactor(_ base: Term) -> Bool {
      pairs.contains { $0.base == base && (rational($0.exponent).map { $0.signum > 0 } ?? false) }
    }
    if !isProperSum(p) {
      // One of the factors is 0; where all of them stand beside, so is the product.
      let roots = factors(p).filter { rational($0.exponent).map { $0.signum > 0 } ?? false }
      let isAll = !roots.isEmpty && roots.allSatisfy { isFactor($0.base) }
      return isAll && factors(p).allSatisfy { isNumber($0.exponent) } ? Polynomial() : nil
    }
    let parts = addends(p)
    guard parts.allSatisfy({ isVariable($0.term) || $0.term == .one }) else { return nil }
    // One with all indices of the equation: another would come out of a sum over the rest, away from the indicator.
    let indices = freeIndices(p)
    let variables = parts.filter { part in part.term != .one && indices.allSatisfy { contains(part.term, $0) } }
    guard
      let first = variables.min(by: { markedHash($0.term, .yes, [], nil) < markedHash($1.term, .yes, [], nil) }),
      let own = pairs.firstIndex(where: { $0.base == first.term }),
      let exponent = rational(pairs[own].exponent)?.asInt, exponent > 0
    else { return nil }
    // p = c*x + rest = 0, so x = -rest/c.
    let rest = subtract(p, scale(first.term, by: first.coefficient))
    let value = power(scale(rest, by: -first.coefficient.reciprocal), exponent)
    let others = product(pairs.indices.filter { $0 != own }.map { power(pairs[$0].base, pairs[$0].exponent) })
    if trace != nil { record(.equations, product(ofPowers: pairs), multiply(value, others)) }
    let normal = try normalForm(multiply(value, others), &form)
    return normal.denominator.isEmpty ? normal.numerator : nil
  }

  /// A single quantity, whatever it is made of: no product or sum.
  private func isVariable(_ term: Term) -> Bool {
    switch kind(term) {
    case .symbol, .definition, .function, .abstract, .size, .reduction: true
    case .rational, .infinity, .truth, .index, .bound, .sum, .product, .family, .delta, .relation, .and, .or, .not,
      .cases, .expectation, .matrixFunction, .limit:
      false
    }
  }
}
