extension Rational {
  /// The rational that a double is: every finite double is an integer times a power of two. Nil for the others.
  package init?(exactly value: Double) {
    guard value.isFinite else { return nil }
    if let small = value.asExactInt {
      self.init(small)
      return
    }
    // A subnormal has no implicit bit, and the exponent of the smallest normal number.
    let isSubnormal = value.isSubnormal
    let bits = Int(value.significandBitPattern) | (isSubnormal ? 0 : 1 << 52)
    let exponent = (isSubnormal ? -1022 : Int(value.exponent)) - 52
    let significand = Integer(value < 0 ? -bits : bits)
    if exponent >= 0 {
      self.init(significand << exponent)
    } else {
      let twos = min(significand.trailingZeroBitCount, -exponent)
      self.init(reduced: significand >> twos, Integer.one << (-exponent - twos))
    }
  }

  /// The nearest double, ties to even, subnormal where it must be; infinite beyond the range of doubles.
  package var asDouble: Double {
    let exact = 1 << 53
    if bottom != 0 && top.magnitude <= exact && bottom <= exact { return Double(top) / Double(bottom) }
    let numerator = numerator.magnitude
    let denominator = denominator
    let estimate = numerator.bitWidth - denominator.bitWidth
    if estimate > 1025 { return isNegative ? -.infinity : .infinity }
    if estimate < -1080 { return isNegative ? -0.0 : 0.0 }
    // `2^(estimate - 1) < value < 2^(estimate + 1)`: find the exponent, and from it the place of the last bit.
    let atLeast =
      estimate >= 0 ? numerator >= denominator << estimate : numerator << -estimate >= denominator
    let exponent = atLeast ? estimate : estimate - 1
    let unit = max(exponent - 52, -1074)
    let scaled =
      unit >= 0
      ? numerator.quotientAndRemainder(dividingBy: denominator << unit)
      : (numerator << -unit).quotientAndRemainder(dividingBy: denominator)
    var quotient = scaled.quotient
    let divisor = unit >= 0 ? denominator << unit : denominator
    let twice = scaled.remainder << 1
    if twice > divisor || twice == divisor && quotient.isOdd { quotient += .one }
    let value = Double(sign: .plus, exponent: unit, significand: quotient.asDouble)
    return isNegative ? -value : value
  }
}

extension Double {
  /// The double nearest to a rational, ties to even; infinite beyond the range of doubles.
  package init(_ value: Rational) {
    self = value.asDouble
  }
}
