extension Elementary {
  /// x^y, error below 0.8 ulp.
  ///
  /// Edge cases as in IEEE 754 (pow): `x^0` and `1^y` are 1, even for NaN; a negative x needs an integral y; at zero and
  /// infinity the limits, with their signs; `(-1)^±infinity` is 1.
  package static func pow(_ x: Double, _ y: Double) -> Double {
    if y == 0 || x == 1 { return 1 }
    if x.isNaN || y.isNaN { return .nan }
    let isOdd = y.isOddInteger
    if x == 0 || x.isInfinite {
      let isLarge = (x == 0) == (y < 0)
      let magnitude: Double = isLarge ? .infinity : 0
      return x.sign == .minus && isOdd ? -magnitude : magnitude
    }
    if y.isInfinite {
      if x.magnitude == 1 { return 1 }
      return (x.magnitude > 1) == (y > 0) ? .infinity : 0
    }
    if x < 0 && !y.isInteger { return .nan }
    let sign: Double = x < 0 && isOdd ? -1 : 1
    let logarithm = logarithm(x.magnitude)
    let rough = logarithm.high * y
    if rough > 800 { return sign * .infinity }
    if rough < -800 { return sign * 0 }
    if y.magnitude < 0x1p-900 { return sign }
    let (mantissa, exponent) = expParts(logarithm * y)
    return sign * scaled(mantissa.high, exponent)
  }
}

extension Double {
  /// Whether the value is an integer; false for infinities and NaN.
  @usableFromInline var isInteger: Bool {
    if magnitude >= 0x1p52 { return isFinite }
    return magnitude.roundedToInteger == magnitude
  }

  /// Whether the value is an odd integer.
  var isOddInteger: Bool {
    magnitude < 0x1p53 && isInteger && Int(self) & 1 != 0
  }

  /// The nearest integer, ties to even. Requires `|self| < 2^51`.
  var roundedToInteger: Double { (self + roundingShift) - roundingShift }

  /// The greatest integer that does not exceed the value. (`rounded(.down)` would call the C library's mathematics.)
  package var flooredToInteger: Double {
    guard magnitude < 0x1p52 else { return self }
    let truncated = Double(Int(self))
    let result = truncated > self ? truncated - 1 : truncated
    return result == 0 ? self < 0 || sign == .minus ? -0.0 : 0 : result
  }
}
