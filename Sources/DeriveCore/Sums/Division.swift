import DeriveNumbers

extension TermStore {
  /// Whether the term is not 0 because something that is known not to be 0 is a multiple of it, or because it is made of
  /// such factors: `x - 1` where `x^2 - 1` is not 0, and the other way round.
  package mutating func isNonZeroByFactors(_ term: Term, _ form: inout NormalForm) throws(DeriveError) -> Bool {
    let own = try normalForm(term, &form)
    guard own.denominator.isEmpty else { return false }
    var rest = own.numerator
    for known in assumptions.nonZeroTerms where !isNumber(known) {
      let other = try normalForm(known, &form)
      // One monomial divides everything, with negative exponents; what it says is known of its factors.
      guard other.denominator.isEmpty, other.numerator.terms.count > 1 else { continue }
      // The other factor must have a value wherever the product has.
      if let quotient = divideExactly(other.numerator, by: own.numerator),
        quotient.terms.keys.allSatisfy({ monomial in
          factors(monomial).allSatisfy { base, exponent in
            bounds(base).isNonZero || (rational(exponent).map { $0.isInteger && $0.signum > 0 } ?? false)
          }
        })
      {
        return true
      }
      while let quotient = divideExactly(rest, by: other.numerator) {
        rest = quotient
        if rest.terms.count == 1, let (monomial, _) = rest.terms.first {
          return factors(monomial).allSatisfy { bounds($0.base).isNonZero }
        }
      }
    }
    return false
  }

  /// The quotient of two polynomials if the division leaves nothing, by the algorithm for several variables (Cox,
  /// Little and O'Shea, "Ideals, Varieties, and Algorithms", ch. 2.3) in the lexicographic order of the kernels.
  mutating func divideExactly(_ dividend: Polynomial, by divisor: Polynomial) -> Polynomial? {
    if divisor.isZero { return nil }
    if dividend.isZero { return Polynomial() }
    if divisor.terms.count > dividend.terms.count * 64 { return nil }
    var variables: [Variable: Int] = [:]
    var names: [Variable] = []
    guard var rest = vectors(dividend, &variables, &names), var other = vectors(divisor, &variables, &names) else {
      return nil
    }
    let count = names.count
    pad(&rest, count)
    pad(&other, count)
    let shiftOfRest = shiftToOrigin(&rest, count)
    let shiftOfOther = shiftToOrigin(&other, count)
    // Every variable of the divisor must reach as far in the dividend.
    for place in 0..<count {
      let reach = rest.keys.map { $0[place] }.max() ?? .zero
      let needed = other.keys.map { $0[place] }.max() ?? .zero
      if needed > reach { return nil }
    }
    guard let leading = other.keys.max(by: isBefore), let leadingCoefficient = other[leading] else { return nil }
    var quotient: [[Rational]: Rational] = [:]
    var steps = 0
    while let top = rest.keys.max(by: isBefore), let coefficient = rest[top] {
      steps += 1
      budget.count(rest.count + other.count)
      if steps > 2_000 || budget.isSpent { return nil }
      let exponents = zip(top, leading).map { $0 - $1 }
      if exponents.contains(where: { $0.signum < 0 }) { return nil }
      let factor = coefficient / leadingCoefficient
      quotient[exponents] = factor
      for (monomial, c) in other {
        let key = zip(monomial, exponents).map { $0 + $1 }
        let value = (rest[key] ?? .zero) - c * factor
        rest[key] = value.isZero ? nil : value
      }
    }
    var result = Polynomial()
    // In an order that does not depend on hashes, and so not on the run.
    for (exponents, coefficient) in quotient.sorted(by: { isBefore($0.key, $1.key) }) {
      var parts: [Term] = []
      for (place, exponent) in exponents.enumerated() {
        let total = exponent + shiftOfRest[place] - shiftOfOther[place]
        if total.isZero { continue }
        parts.append(power(names[place].base, multiply(names[place].unit, number(total))))
      }
      let monomial = product(parts)
      let (extra, term) = coefficientAndTerm(monomial)
      result.add(coefficient * extra, term)
    }
    return result
  }

  /// A kernel with the symbolic part of its exponent (`.one` for a plain number).
  private struct Variable: Hashable {
    var base: Term
    var unit: Term
  }

  private mutating func vectors(
    _ polynomial: Polynomial, _ variables: inout [Variable: Int], _ names: inout [Variable]
  ) -> [[Rational]: Rational]? {
    var result: [[Rational]: Rational] = [:]
    for (monomial, coefficient) in polynomial.terms {
      var exponents = [Rational](repeating: .zero, count: names.count)
      for (base, exponent) in factors(monomial) {
        for (c, unit) in addends(exponent) {
          let variable = Variable(base: base, unit: unit)
          let place: Int
          if let known = variables[variable] {
            place = known
          } else {
            place = names.count
            variables[variable] = place
            names.append(variable)
          }
          while exponents.count <= place { exponents.append(.zero) }
          exponents[place] = exponents[place] + c
        }
      }
      if names.count > 64 { return nil }
      result[exponents] = coefficient
    }
    return result
  }

  private func pad(_ vectors: inout [[Rational]: Rational], _ count: Int) {
    var padded: [[Rational]: Rational] = [:]
    for (exponents, coefficient) in vectors {
      padded[exponents + [Rational](repeating: .zero, count: count - exponents.count)] = coefficient
    }
    vectors = padded
  }

  /// Makes the least exponent of every variable 0; returns what was taken off.
  private func shiftToOrigin(_ vectors: inout [[Rational]: Rational], _ count: Int) -> [Rational] {
    var least = [Rational](repeating: .zero, count: count)
    for place in 0..<count { least[place] = vectors.keys.map { $0[place] }.min() ?? .zero }
    var shifted: [[Rational]: Rational] = [:]
    for (exponents, coefficient) in vectors { shifted[zip(exponents, least).map { $0 - $1 }] = coefficient }
    vectors = shifted
    return least
  }
}

/// The lexicographic order of exponents.
private func isBefore(_ a: [Rational], _ b: [Rational]) -> Bool {
  for (x, y) in zip(a, b) where x != y { return x < y }
  return false
}
