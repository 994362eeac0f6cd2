extension Ball {
  /// e^x. Where that is too large to write down, the ball is unbounded.
  package func exp() -> Ball { increasing(Ball.exp) }

  /// The natural logarithm; undefined from zero down.
  package func log() -> Ball { increasing(domain: (.zero, nil), isOpen: true, Ball.log) }

  /// Arguments from 2 to this on have an exponential that is not written down.
  private static let exponentialLimit = 36

  /// A ball around 1 or 0 that holds what differs from it by a power of two less than any that is written down.
  static func near(_ value: Int, _ precision: Int) -> Ball {
    Ball(Dyadic(Integer(value)), Radius(powerOfTwo: -(1 << 34)), precision: precision)
  }

  /// e^x at an exact point, by the series after taking out multiples of log(2).
  static func exp(_ x: Dyadic, _ precision: Int) -> Ball {
    if x.isZero { return Ball(1, precision: precision) }
    let top = x.top
    if top > exponentialLimit { return x.isNegative ? near(0, precision) : whole(precision: precision) }
    // |e^x - 1| <= 2 |x| for |x| <= 1.
    if top < -(precision + 4) { return Ball(.one, Radius(powerOfTwo: top + 1), precision: precision) }
    let places = precision + 30
    let reserve = max(0, top) + 3
    let fixed = x.fixed(places)
    let log2 = FixedConstant.log2(places + reserve)
    let count = ((fixed << (reserve + 1)) + log2).flooredDivision(by: log2 << 1)
    // Error below 3 units of 2^-places: of x, of the product, of its last shift.
    let rest = fixed - ((count * log2) >> reserve)
    // |rest| < 0.36 * 2^places, so that the errors of the terms stay below 2 units each.
    let (sum, n) = Words.exponentialSeries(
      rest.magnitudeWords, isNegative: rest.isNegative, places: places)
    let error = UInt64(2 * n + 10)
    let shift = count.asInt ?? 0
    return Ball(
      Dyadic(sum, shift - places), Radius(above: error, exponent: shift - places), precision: precision)
  }

  /// log(x) at an exact point, -infinity to be left to the caller: unbounded at zero.
  static func log(_ x: Dyadic, _ precision: Int) -> Ball {
    if x.isZero { return whole(precision: precision) }
    let bits = precision + 30
    let difference = x - .one
    if x.top >= 0 && x.top <= 2 && difference.top < -8 {
      // log(x) = 2 atanh((x - 1)/(x + 1)), which keeps its relative precision next to 1.
      let ratio = Ball(difference, .zero, precision: bits) / Ball(x + .one, .zero, precision: bits)
      return arctangentSeries(ratio, alternating: false).scaled(by: 1).with(precision: precision)
    }
    // x = 2^e m with m near 1, and log(m) = y + log(m e^-y) for any y: a double near log(m) makes the rest tiny.
    var exponent = x.top
    var near = Dyadic(x.mantissa, x.exponent - exponent).asDouble
    if near < 0.71 {
      near *= 2
      exponent -= 1
    }
    let guess = Dyadic(Elementary.log(near))
    let scaled = Ball(Dyadic(x.mantissa, x.exponent - exponent), .zero, precision: bits)
    let quotient = scaled * exp(-guess, bits)
    let one = Ball(1, precision: bits)
    let rest = arctangentSeries((quotient - one) / (quotient + one), alternating: false).scaled(by: 1)
    let whole = Ball(guess, .zero, precision: bits) + rest
    return (whole + Ball(exponent, precision: bits) * log2(precision: bits)).with(precision: precision)
  }

  /// atan(t) or atanh(t) by its series, for |t| well below 1; unbounded otherwise.
  static func arctangentSeries(_ t: Ball, alternating: Bool) -> Ball {
    if t.middle.isZero && t.radius.isZero { return t }
    let size = t.greatestMagnitude
    if size.isInfinite || size.top > -3 { return whole(precision: t.precision, definedness: t.definedness) }
    let square = t * t
    var power = t
    var sum = t
    var odd = 1
    while true {
      odd += 2
      power = power * square
      // The terms from here on add up to less than twice the first of them.
      let bound = power.greatestMagnitude
      if bound.isZero || bound.top < size.top - t.precision - 8 { return sum.widened(by: bound + bound) }
      let term = power / Ball(odd, precision: t.precision)
      sum = alternating && odd & 2 != 0 ? sum - term : sum + term
    }
  }

  /// log(1 + x), accurate also for small x; undefined from -1 down.
  func logOnePlus() -> Ball {
    if !isBounded || definedness == .never { return (self + Ball(1, precision: precision)).log() }
    // As many more bits as x has zeros before its first.
    let zeros = middle.isZero ? 0 : max(0, -middle.top)
    if zeros > 4 * precision { return self.widened(by: greatestMagnitude * greatestMagnitude) }
    let wide = with(precision: precision + zeros + 8)
    return (wide + Ball(1, precision: wide.precision)).log().with(precision: precision)
  }

  /// 1/(1 + e^-x).
  package func sigmoid() -> Ball {
    increasing(range: (Ball(0, precision: precision), Ball(1, precision: precision))) { x, bits in
      if x.top > Ball.exponentialLimit { return Ball.near(x.isNegative ? 0 : 1, bits) }
      return (Ball(1, precision: bits + 8) + Ball.exp(-x, bits + 8)).reciprocal.with(precision: bits)
    }
  }

  /// log(1 + e^x).
  package func softplus() -> Ball {
    increasing { x, bits in
      if x.isNegative { return Ball.exp(x, bits + 8).logOnePlus().with(precision: bits) }
      return (Ball(x, .zero, precision: bits + 8) + Ball.exp(-x, bits + 8).logOnePlus()).with(precision: bits)
    }
  }

  /// `base^exponent` for a positive base, and 0 for base 0 and a positive exponent; undefined elsewhere.
  package static func power(_ base: Ball, _ exponent: Ball) -> Ball {
    let precision = max(base.precision, exponent.precision)
    if base.isExact && base.middle.isZero && base.isDefined {
      if exponent.isPositive { return zero(precision) }
      return exponent.isBounded && exponent.upper.compare(Dyadic.zero) <= 0
        ? .undefined(precision: precision) : .whole(precision: precision, definedness: .possibly)
    }
    if exponent.isExact && exponent.isDefined && base.isPositive && exponent.middle.exponent >= 0,
      exponent.middle.top < 40, let integer = exponent.middle.fixed(0).asInt
    {
      return base.with(precision: precision).power(integer)
    }
    // Bits before the point of the exponent of e are lost after it.
    let bits = precision + 48
    let product = base.with(precision: bits).log() * exponent.with(precision: bits)
    return product.exp().with(precision: precision)
  }

  /// `self^exponent` for a rational exponent. Undefined for negative numbers unless the exponent is an integer, and at
  /// zero where it is negative.
  package func power(_ exponent: Rational) -> Ball {
    if let integer = exponent.asInt { return power(integer) }
    if exponent == Rational(1, 2) { return squareRoot() }
    if exponent.isPositive {
      return increasing(domain: (.zero, nil)) { x, bits in
        Ball.power(Ball(x, .zero, precision: bits), Ball(exponent, precision: bits + 48)).with(precision: bits)
      }
    }
    return power(-exponent).reciprocal
  }
}
