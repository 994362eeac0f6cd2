extension Integer {
  /// The quotient rounded towards zero, and the remainder with the sign of `self`:
  /// `self == quotient * divisor + remainder` and `|remainder| < |divisor|`. Requires a nonzero divisor.
  package func quotientAndRemainder(dividingBy divisor: Integer) -> (quotient: Integer, remainder: Integer) {
    precondition(!divisor.isZero, "division by zero")
    if let a = asInt, let b = divisor.asInt {
      if b == -1 { return (-self, .zero) }
      let (quotient, remainder) = a.quotientAndRemainder(dividingBy: b)
      return (Integer(quotient), Integer(remainder))
    }
    if var words, let small = divisor.asInt {
      let remainder = Words.divide(&words, by: small.magnitude)
      return (
        Integer(isNegative: isNegative != divisor.isNegative, magnitude: words),
        Integer(isNegative: isNegative, magnitude: [remainder])
      )
    }
    let (quotient, remainder) = Words.quotientAndRemainder(magnitudeWords, divisor.magnitudeWords)
    return (
      Integer(isNegative: isNegative != divisor.isNegative, magnitude: quotient),
      Integer(isNegative: isNegative, magnitude: remainder)
    )
  }

  /// The quotient rounded towards minus infinity, and the remainder with the sign of the divisor. Requires a nonzero
  /// divisor.
  package func flooredQuotientAndRemainder(dividingBy divisor: Integer) -> (quotient: Integer, remainder: Integer) {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    if remainder.isZero || remainder.isNegative == divisor.isNegative { return (quotient, remainder) }
    return (quotient - .one, remainder + divisor)
  }

  /// `floor(self / divisor)`. Requires a nonzero divisor.
  package func flooredDivision(by divisor: Integer) -> Integer {
    flooredQuotientAndRemainder(dividingBy: divisor).quotient
  }

  /// `self / divisor`, where the division leaves no remainder; nil otherwise, and where the divisor is zero.
  package func exactQuotient(dividingBy divisor: Integer) -> Integer? {
    if divisor.isZero { return nil }
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder.isZero ? quotient : nil
  }

  /// Whether the divisor divides this integer; zero divides only zero.
  package func isDivisible(by divisor: Integer) -> Bool {
    divisor.isZero ? isZero : quotientAndRemainder(dividingBy: divisor).remainder.isZero
  }
}
