import DeriveNumbers

/// A sum of monomials with rational coefficients: the first level of the form for deciding.
///
/// A monomial is a canonical product term whose bases are kernels (no sum to a whole positive power, no number as a
/// factor), `.one` for the constant. Exponents may be negative or broken. Zero coefficients are not kept, so the
/// polynomial is zero exactly if it has no terms.
package struct Polynomial {
  package private(set) var terms: [Term: Rational] = [:]

  package init() {}

  package init(_ value: Rational) {
    if !value.isZero { terms[.one] = value }
  }

  package init(monomial: Term, coefficient: Rational = .one) {
    if !coefficient.isZero { terms[monomial] = coefficient }
  }

  package var isZero: Bool { terms.isEmpty }

  /// The value, if it is a number.
  package var constant: Rational? {
    if terms.isEmpty { return .zero }
    return terms.count == 1 ? terms[.one] : nil
  }

  package mutating func add(_ coefficient: Rational, _ monomial: Term) {
    if coefficient.isZero { return }
    if let present = terms[monomial] {
      let sum = present + coefficient
      if sum.isZero { terms.removeValue(forKey: monomial) } else { terms[monomial] = sum }
    } else {
      terms[monomial] = coefficient
    }
  }

  package mutating func add(_ other: Polynomial, scaledBy factor: Rational = .one) {
    if terms.isEmpty, factor.isOne {
      self = other
      return
    }
    // Terms come in the order of their hashes, which must not fill a table that is too small.
    if other.terms.count > 16 { terms.reserveCapacity(terms.count + other.terms.count) }
    for (monomial, coefficient) in other.terms { add(coefficient * factor, monomial) }
  }

  package func scaled(by factor: Rational) -> Polynomial {
    if factor.isOne { return self }
    if factor.isZero { return Polynomial() }
    var result = self
    result.terms = terms.mapValues { $0 * factor }
    return result
  }
}

/// A polynomial over a product of powers of polynomials: `numerator / product of base^exponent`.
///
/// Each base of the denominator is a sum of at least two monomials, primitive (see `TermStore.primitive`); what is a
/// single monomial stands in the numerator with negative exponents.
package struct Fraction {
  package var numerator: Polynomial
  package var denominator: [Term: Int]

  package init(_ numerator: Polynomial, _ denominator: [Term: Int] = [:]) {
    self.numerator = numerator
    self.denominator = denominator
  }

  package init(_ value: Rational) { self.init(Polynomial(value)) }

  package var isZero: Bool { numerator.isZero }
}
