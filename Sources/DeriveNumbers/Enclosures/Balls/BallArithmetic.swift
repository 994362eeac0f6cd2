extension Ball {
  /// The sum.
  package static func + (a: Ball, b: Ball) -> Ball {
    let precision = max(a.precision, b.precision)
    let limit = min(a.definedness, b.definedness)
    if limit == .never { return .undefined(precision: precision) }
    let radius = a.radius + b.radius
    // A summand below the other's last bits only widens it.
    for (large, small) in [(a.middle, b.middle), (b.middle, a.middle)] where !large.isZero && !small.isZero {
      if large.top - small.top > precision + large.mantissa.bitWidth + 8 {
        return Ball(large, radius + Radius(above: small), precision: precision, definedness: limit)
      }
    }
    return Ball(a.middle + b.middle, radius, precision: precision, definedness: limit)
  }

  /// The negative, exactly.
  package static prefix func - (a: Ball) -> Ball {
    Ball(-a.middle, a.radius, precision: a.precision, definedness: a.definedness)
  }

  /// The difference.
  package static func - (a: Ball, b: Ball) -> Ball { a + -b }

  /// The product; 0 times an unbounded ball is 0, since that stands for finite values.
  package static func * (a: Ball, b: Ball) -> Ball {
    let precision = max(a.precision, b.precision)
    let limit = min(a.definedness, b.definedness)
    if limit == .never { return .undefined(precision: precision) }
    var radius = a.radius * b.radius
    if !a.radius.isZero { radius = radius + a.radius * Radius(above: b.middle) }
    if !b.radius.isZero { radius = radius + b.radius * Radius(above: a.middle) }
    return Ball(a.middle * b.middle, radius, precision: precision, definedness: limit)
  }

  /// The quotient; possibly undefined where zero is inside the divisor, and undefined where the divisor is zero.
  package static func / (a: Ball, b: Ball) -> Ball {
    let precision = max(a.precision, b.precision)
    let limit = min(a.definedness, b.definedness)
    if limit == .never || b.middle.isZero && b.radius.isZero { return .undefined(precision: precision) }
    guard let (divisor, exponent) = b.leastMagnitude else {
      return .whole(precision: precision, definedness: .possibly)
    }
    if a.radius.isInfinite { return .whole(precision: precision, definedness: limit) }
    let (quotient, error) = quotient(a.middle, b.middle, precision)
    // |a/b - m/n| <= (|m/n| s + r) / (|n| - s), with m, n the middles and r, s the radii.
    let slack = (Radius(above: quotient) + error) * b.radius + a.radius
    let (mantissa, place) = truncated(divisor, exponent)
    return Ball(quotient, slack.over(mantissa, exponent: place) + error, precision: precision, definedness: limit)
  }

  /// The 30 leading bits of a lower bound.
  private static func truncated(_ value: UInt64, _ exponent: Int) -> (UInt64, Int) {
    let drop = max(0, 34 - value.leadingZeroBitCount)
    return (value >> UInt64(drop), exponent + drop)
  }

  private static func quotient(_ a: Dyadic, _ b: Dyadic, _ precision: Int) -> (Dyadic, Radius) {
    if a.isZero { return (.zero, .zero) }
    let shift = max(0, precision + 2 + b.mantissa.bitWidth - a.mantissa.bitWidth)
    let (quotient, remainder) = (a.mantissa << shift).flooredQuotientAndRemainder(dividingBy: b.mantissa)
    let exponent = a.exponent - b.exponent - shift
    return (Dyadic(quotient, exponent), remainder.isZero ? .zero : Radius(powerOfTwo: exponent))
  }

  /// `1 / self`, as the quotient.
  package var reciprocal: Ball { Ball(1, precision: precision) / self }

  /// `self * 2^exponent`, exactly.
  func scaled(by exponent: Int) -> Ball {
    if !isBounded { return self }
    let wider = radius.isZero ? radius : Radius(above: radius.mantissa, exponent: radius.exponent + exponent)
    return Ball(
      Dyadic(middle.mantissa, middle.exponent + exponent), wider, precision: precision, definedness: definedness)
  }

  /// The absolute value.
  package var absolute: Ball {
    if !isBounded || leastMagnitude != nil || isExact { return middle.isNegative ? -self : self }
    return Ball(from: .zero, to: greatestMagnitude.asDyadic, precision: precision, definedness: definedness)
  }

  /// The lesser of two values.
  package func minimum(_ other: Ball) -> Ball { -((-self).maximum(-other)) }

  /// The greater of two values.
  package func maximum(_ other: Ball) -> Ball {
    let bits = max(precision, other.precision)
    let limit = min(definedness, other.definedness)
    if limit == .never { return .undefined(precision: bits) }
    if !isBounded || !other.isBounded { return .whole(precision: bits, definedness: limit) }
    if lower.compare(other.upper) >= 0 { return with(precision: bits).defined(limit) }
    if other.lower.compare(upper) >= 0 { return other.with(precision: bits).defined(limit) }
    let low = lower.compare(other.lower) >= 0 ? lower : other.lower
    let high = upper.compare(other.upper) >= 0 ? upper : other.upper
    return Ball(from: low, to: high, precision: bits, definedness: limit)
  }

  /// The greatest integer that does not exceed the value; numbers of too many bits stay as they are.
  package func floor() -> Ball {
    if definedness == .never || !isBounded { return self }
    if greatestMagnitude.isZero || greatestMagnitude.top > 4 * precision + 4096 { return self.floorOfHuge }
    let low = lower.fixed(0)
    let high = upper.fixed(0)
    return Ball(from: Dyadic(low), to: Dyadic(high), precision: precision, definedness: definedness)
  }

  private var floorOfHuge: Ball {
    isExact && middle.exponent >= 0 ? self : widened(by: Radius(powerOfTwo: 0))
  }

  /// `self^exponent`; `x^0` is 1. Undefined at zero where the exponent is negative.
  package func power(_ exponent: Int) -> Ball {
    if definedness == .never { return self }
    if exponent == 0 { return Ball(1, precision: precision).defined(definedness) }
    if exponent < 0 {
      return exponent == Int.min ? (power(Int.max) * self).reciprocal : power(-exponent).reciprocal
    }
    // An even power of a ball around zero is a power of its magnitude.
    let base = exponent & 1 == 0 && !isExact && leastMagnitude == nil ? absolute : self
    // Each squaring may double the relative error of rounding.
    var result = base.with(precision: precision + Int.bitWidth - exponent.leadingZeroBitCount + 4)
    let start = result
    var bit = Int.bitWidth - 2 - exponent.leadingZeroBitCount
    while bit >= 0 && result.isBounded {
      result = result * result
      if exponent >> bit & 1 == 1 { result = result * start }
      bit -= 1
    }
    return result.with(precision: precision)
  }

  /// The image under an increasing function, from its images of exact points.
  ///
  /// - Parameters:
  ///   - domain: The ends of the function's domain, both nil for every number. Arguments beyond are undefined.
  ///   - isOpen: Whether the ends of the domain are undefined too.
  ///   - range: Bounds of the function, for unbounded arguments.
  ///   - function: The function at an exact point of the domain, to a precision.
  func increasing(
    domain: (least: Dyadic?, greatest: Dyadic?) = (nil, nil), isOpen: Bool = false,
    range: (least: Ball, greatest: Ball)? = nil, _ function: (Dyadic, Int) -> Ball
  ) -> Ball {
    if definedness == .never { return self }
    let isLimited = domain.least != nil || domain.greatest != nil
    if !isBounded {
      let limit = isLimited ? .possibly : definedness
      guard let range else { return .whole(precision: precision, definedness: limit) }
      return Ball(from: range.least.lower, to: range.greatest.upper, precision: precision, definedness: limit)
    }
    var low = lower
    var high = upper
    var limit = definedness
    if let least = domain.least {
      let order = high.compare(least)
      if order < 0 || order == 0 && isOpen { return .undefined(precision: precision) }
      let start = low.compare(least)
      if start < 0 || start == 0 && isOpen { limit = .possibly }
      if start < 0 { low = least }
    }
    if let greatest = domain.greatest {
      let order = low.compare(greatest)
      if order > 0 || order == 0 && isOpen { return .undefined(precision: precision) }
      let end = high.compare(greatest)
      if end > 0 || end == 0 && isOpen { limit = .possibly }
      if end > 0 { high = greatest }
    }
    if limit == .possibly && isOpen && range == nil { return .whole(precision: precision, definedness: limit) }
    let first = function(low, precision + 8)
    if low == high { return first.with(precision: precision).defined(limit) }
    let last = function(high, precision + 8)
    if !first.isBounded || !last.isBounded { return .whole(precision: precision, definedness: limit) }
    return Ball(from: first.lower, to: last.upper, precision: precision, definedness: limit)
  }

  /// The square root; undefined below zero.
  package func squareRoot() -> Ball {
    increasing(domain: (.zero, nil), Ball.squareRoot)
  }

  static func squareRoot(_ x: Dyadic, _ precision: Int) -> Ball {
    if x.isZero { return zero(precision) }
    var shift = max(0, 2 * precision + 4 - x.mantissa.bitWidth)
    if (x.exponent - shift) & 1 != 0 { shift += 1 }
    let radicand = x.mantissa << shift
    let root = radicand.squareRoot()
    let exponent = (x.exponent - shift) / 2
    let error = root * root == radicand ? Radius.zero : Radius(powerOfTwo: exponent)
    return Ball(Dyadic(root, exponent), error, precision: precision)
  }
}
