// Source of the reduced sums and products: Knuth, The Art of Computer Programming, volume 2, section 4.5.1: reducing
// before multiplying keeps the numbers small.

extension Rational {
  /// The sum.
  @inlinable package static func + (a: Rational, b: Rational) -> Rational {
    if a.bottom == 1 && b.bottom == 1 {
      let (sum, overflow) = a.top.addingReportingOverflow(b.top)
      if !overflow { return Rational(reduced: sum, 1) }
    } else if a.bottom != 0 && b.bottom != 0, let sum = sumSmall(a, b.top, b.bottom) {
      return sum
    }
    return sumLarge(a, b)
  }

  /// The difference.
  @inlinable package static func - (a: Rational, b: Rational) -> Rational {
    if a.bottom == 1 && b.bottom == 1 {
      let (difference, overflow) = a.top.subtractingReportingOverflow(b.top)
      if !overflow { return Rational(reduced: difference, 1) }
    } else if a.bottom != 0 && b.bottom != 0 && b.top != Int.min, let sum = sumSmall(a, -b.top, b.bottom) {
      return sum
    }
    return sumLarge(a, -b)
  }

  /// The product.
  @inlinable package static func * (a: Rational, b: Rational) -> Rational {
    if a.bottom == 1 && b.bottom == 1 {
      let (product, overflow) = a.top.multipliedReportingOverflow(by: b.top)
      if !overflow { return Rational(reduced: product, 1) }
    } else if a.bottom != 0 && b.bottom != 0, let product = productSmall(a, b.top, b.bottom) {
      return product
    }
    return productLarge(a, b)
  }

  /// Requires a nonzero divisor.
  @inlinable package static func / (a: Rational, b: Rational) -> Rational {
    a * b.reciprocal
  }

  /// The negative.
  @inlinable package static prefix func - (a: Rational) -> Rational {
    if a.bottom != 0 && a.top != Int.min { return Rational(reduced: -a.top, a.bottom) }
    return negatedLarge(a)
  }

  /// Adds in place.
  @inlinable package static func += (a: inout Rational, b: Rational) { a = a + b }
  @inlinable package static func -= (a: inout Rational, b: Rational) { a = a - b }
  @inlinable package static func *= (a: inout Rational, b: Rational) { a = a * b }
  /// Requires a nonzero divisor.
  @inlinable package static func /= (a: inout Rational, b: Rational) { a = a / b }

  /// The absolute value.
  @inlinable package var magnitude: Rational { isNegative ? -self : self }

  /// `1 / self`. Requires a nonzero value.
  @inlinable package var reciprocal: Rational {
    precondition(top != 0, "division by zero")
    if bottom != 0 && top != Int.min {
      return top > 0 ? Rational(reduced: bottom, top) : Rational(reduced: -bottom, -top)
    }
    return reciprocalLarge
  }

  @inlinable static func sumSmall(_ a: Rational, _ top: Int, _ bottom: Int) -> Rational? {
    let common = greatestCommonDivisor(a.bottom, positive: bottom)
    let first = common == 1 ? a.bottom : a.bottom / common
    let second = common == 1 ? bottom : bottom / common
    let (left, one) = a.top.multipliedReportingOverflow(by: second)
    let (right, two) = top.multipliedReportingOverflow(by: first)
    let (sum, three) = left.addingReportingOverflow(right)
    if one || two || three { return nil }
    let rest = common == 1 ? 1 : greatestCommonDivisor(sum, positive: common)
    let (denominator, four) = first.multipliedReportingOverflow(by: rest == 1 ? bottom : bottom / rest)
    if four { return nil }
    return Rational(reduced: rest == 1 ? sum : sum / rest, denominator)
  }

  @inlinable static func productSmall(_ a: Rational, _ top: Int, _ bottom: Int) -> Rational? {
    let first = bottom == 1 ? 1 : greatestCommonDivisor(a.top, positive: bottom)
    let second = a.bottom == 1 ? 1 : greatestCommonDivisor(top, positive: a.bottom)
    let (numerator, one) = (a.top / first).multipliedReportingOverflow(by: top / second)
    let (denominator, two) = (a.bottom / second).multipliedReportingOverflow(by: bottom / first)
    if one || two { return nil }
    return Rational(reduced: numerator, denominator)
  }

  @usableFromInline static func sumLarge(_ a: Rational, _ b: Rational) -> Rational {
    let common = Integer.gcd(a.denominator, b.denominator)
    if common.isOne {
      return Rational(
        reduced: a.numerator * b.denominator + b.numerator * a.denominator, a.denominator * b.denominator)
    }
    let first = a.denominator.quotientAndRemainder(dividingBy: common).quotient
    let second = b.denominator.quotientAndRemainder(dividingBy: common).quotient
    let sum = a.numerator * second + b.numerator * first
    let rest = Integer.gcd(sum, common)
    return Rational(
      reduced: sum.quotientAndRemainder(dividingBy: rest).quotient,
      first * b.denominator.quotientAndRemainder(dividingBy: rest).quotient)
  }

  @usableFromInline static func productLarge(_ a: Rational, _ b: Rational) -> Rational {
    let first = Integer.gcd(a.numerator, b.denominator)
    let second = Integer.gcd(b.numerator, a.denominator)
    return Rational(
      reduced: a.numerator.quotientAndRemainder(dividingBy: first).quotient
        * b.numerator.quotientAndRemainder(dividingBy: second).quotient,
      a.denominator.quotientAndRemainder(dividingBy: second).quotient
        * b.denominator.quotientAndRemainder(dividingBy: first).quotient)
  }

  @usableFromInline static func negatedLarge(_ a: Rational) -> Rational {
    Rational(reduced: -a.numerator, a.denominator)
  }

  @usableFromInline var reciprocalLarge: Rational {
    isNegative ? Rational(reduced: -denominator, -numerator) : Rational(reduced: denominator, numerator)
  }

  /// `self^exponent`; `0^0` is 1. Requires a nonzero value where the exponent is negative. The result has up to
  /// `|exponent| * bitWidth` bits: guard large exponents.
  package func power(_ exponent: Int) -> Rational {
    if exponent == 1 { return self }
    if exponent >= 0 { return Rational(reduced: numerator.power(exponent), denominator.power(exponent)) }
    if exponent == Int.min { return reciprocal.power(Int.max) * reciprocal }
    return reciprocal.power(-exponent)
  }

  /// The greatest integer that does not exceed the value.
  package func floor() -> Integer {
    isInteger ? numerator : numerator.flooredDivision(by: denominator)
  }

  /// The least integer that is not below the value.
  package func ceiling() -> Integer {
    -(-self).floor()
  }

  /// The rational whose power of this degree is `self`, where there is one. An even degree gives the root that is not
  /// negative, and nil for a negative number; nil where `degree < 1`.
  package func exactRoot(_ degree: Int) -> Rational? {
    guard let top = numerator.exactRoot(degree), let bottom = denominator.exactRoot(degree) else { return nil }
    return Rational(reduced: top, bottom)
  }
}
