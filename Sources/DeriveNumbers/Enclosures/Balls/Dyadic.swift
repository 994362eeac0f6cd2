/// An integer times a power of two, exactly.
struct Dyadic: Hashable, Sendable {
  let mantissa: Integer
  let exponent: Int

  init(_ mantissa: Integer, _ exponent: Int = 0) {
    self.mantissa = mantissa
    self.exponent = mantissa.isZero ? 0 : exponent
  }

  /// A finite double; 0 for the others.
  init(_ value: Double) {
    guard let exact = Rational(exactly: value) else {
      self.init(.zero)
      return
    }
    self.init(exact.numerator, 1 - exact.denominator.bitWidth)
  }

  static let zero = Dyadic(.zero)
  static let one = Dyadic(.one)

  var isZero: Bool { mantissa.isZero }
  var isNegative: Bool { mantissa.isNegative }

  /// The exponent `e` with `2^(e - 1) <= |self| < 2^e`; for zero less than any other.
  var top: Int { isZero ? Int.min / 2 : mantissa.bitWidth + exponent }

  static prefix func - (a: Dyadic) -> Dyadic { Dyadic(-a.mantissa, a.exponent) }

  /// The exact sum, which takes as many bits as the exponents differ.
  static func + (a: Dyadic, b: Dyadic) -> Dyadic {
    if a.isZero { return b }
    if b.isZero { return a }
    if a.exponent >= b.exponent {
      return Dyadic((a.mantissa << (a.exponent - b.exponent)) + b.mantissa, b.exponent)
    }
    return Dyadic(a.mantissa + (b.mantissa << (b.exponent - a.exponent)), a.exponent)
  }

  static func - (a: Dyadic, b: Dyadic) -> Dyadic { a + -b }

  static func * (a: Dyadic, b: Dyadic) -> Dyadic { Dyadic(a.mantissa * b.mantissa, a.exponent + b.exponent) }

  var magnitude: Dyadic { isNegative ? -self : self }

  var half: Dyadic { Dyadic(mantissa, exponent - 1) }

  /// The first bits, rounded down, and a bound of the rest.
  func rounded(to precision: Int) -> (Dyadic, Radius) {
    let excess = mantissa.bitWidth - precision
    if excess <= 0 { return (self, .zero) }
    let error = mantissa.trailingZeroBitCount >= excess ? Radius.zero : Radius(powerOfTwo: exponent + excess)
    return (Dyadic(mantissa >> excess, exponent + excess), error)
  }

  /// `floor(self * 2^places)`.
  func fixed(_ places: Int) -> Integer {
    let shift = exponent + places
    if shift < 0 && -shift > mantissa.bitWidth { return isNegative ? .minusOne : .zero }
    return mantissa << shift
  }

  /// -1, 0 or 1 as this is below, equal to or above the other.
  func compare(_ other: Dyadic) -> Int {
    let sign = mantissa.signum
    if sign != other.mantissa.signum { return sign < other.mantissa.signum ? -1 : 1 }
    if top != other.top { return (top < other.top) == (sign > 0) ? -1 : 1 }
    return (self - other).mantissa.signum
  }

  /// Whether this is below, equal to or above a rational.
  func compare(_ other: Rational) -> Int {
    let sign = mantissa.signum
    if sign != other.signum { return sign < other.signum ? -1 : 1 }
    if sign == 0 { return 0 }
    // Compare the sizes first: the exponent may be out of all proportion.
    let size = other.numerator.bitWidth - other.denominator.bitWidth
    if top < size - 1 { return sign > 0 ? -1 : 1 }
    if top > size + 2 { return sign > 0 ? 1 : -1 }
    let left = mantissa * other.denominator
    let right = other.numerator
    let difference = exponent >= 0 ? (left << exponent) - right : left - (right << -exponent)
    return difference.signum
  }

  /// A double near this, infinite beyond the range of doubles.
  var asDouble: Double {
    if isZero { return 0 }
    if top > 1024 { return isNegative ? -.infinity : .infinity }
    if top < -1080 { return 0 }
    let drop = max(0, mantissa.bitWidth - 62)
    return Double(sign: .plus, exponent: exponent + drop, significand: (mantissa >> drop).asDouble)
  }
}
