extension Ball {
  /// The sine; [-1, 1] for arguments too large to reduce.
  package func sin() -> Ball { wave { $0.sine } }

  /// The cosine; [-1, 1] for arguments too large to reduce.
  package func cos() -> Ball { wave { $0.cosine } }

  /// A function whose values lie between -1 and 1, with a derivative between them too.
  private func wave(_ part: ((sine: Ball, cosine: Ball)) -> Ball) -> Ball {
    if definedness == .never { return self }
    let everything = Ball(.zero, Radius(powerOfTwo: 0), precision: precision, definedness: definedness)
    if !isBounded || !radius.isZero && radius.top > 1 { return everything }
    return part(Ball.sineAndCosine(middle, precision)).widened(by: radius).defined(definedness)
  }

  /// The tangent; undefined at its poles.
  package func tan() -> Ball {
    if definedness == .never { return self }
    if !isBounded || !radius.isZero && radius.top > 0 { return .whole(precision: precision, definedness: .possibly) }
    let (sine, cosine) = Ball.sineAndCosine(middle, precision + 8)
    if isExact { return (sine / cosine).with(precision: precision).defined(definedness) }
    // tan(m + h) - tan(m) = tan(h) / (cos(m) (cos(m) - sin(m) tan(h))): the derivative bounded on the whole ball.
    let wide = cosine.widened(by: radius)
    let slope = (wide * wide).reciprocal
    if !slope.isBounded { return .whole(precision: precision, definedness: .possibly) }
    let error = slope.greatestMagnitude * radius
    return (sine / cosine).widened(by: error).with(precision: precision).defined(definedness)
  }

  /// Angles from 2 to this on are not reduced: that takes as many bits.
  private static let angleLimit = 6000

  /// Sine and cosine at an exact point, by their series after taking out multiples of pi/2.
  static func sineAndCosine(_ x: Dyadic, _ precision: Int) -> (sine: Ball, cosine: Ball) {
    if x.isZero { return (zero(precision), Ball(1, precision: precision)) }
    let top = x.top
    if top > angleLimit {
      let everything = Ball(.zero, Radius(powerOfTwo: 0), precision: precision)
      return (everything, everything)
    }
    if 2 * top < -(precision + 4) {
      // |sin(x) - x| <= |x|^3 and |cos(x) - 1| <= x^2.
      return (
        Ball(x, Radius(powerOfTwo: 3 * top), precision: precision),
        Ball(.one, Radius(powerOfTwo: 2 * top), precision: precision)
      )
    }
    var places = precision + 30 + max(0, -top)
    var attempt = 0
    while true {
      let (rest, quadrant) = reduced(x, places)
      // Next to a multiple of pi/2 the leading bits cancel.
      let missing = precision + 20 - rest.bitWidth
      if missing > 0 && attempt < 4 && !rest.isZero && quadrant != nil {
        places += missing + 10
        attempt += 1
        continue
      }
      let (sine, cosine) = seriesOfWaves(rest, places, precision)
      switch quadrant ?? 0 {
      case 0: return (sine, cosine)
      case 1: return (cosine, -sine)
      case 2: return (-sine, -cosine)
      default: return (-cosine, sine)
      }
    }
  }

  /// The angle less its multiples of pi/2, in units of 2^-places with an error below 3, and that multiple modulo 4; nil
  /// where nothing was taken off.
  private static func reduced(_ x: Dyadic, _ places: Int) -> (Integer, Int?) {
    let fixed = x.fixed(places)
    if x.top <= -1 { return (fixed, nil) }
    let reserve = max(0, x.top) + 3
    let halfPi = FixedConstant.pi(places + reserve - 1)
    let count = ((fixed << (reserve + 1)) + halfPi).flooredDivision(by: halfPi << 1)
    let rest = fixed - ((count * halfPi) >> reserve)
    let quadrant = (count - ((count >> 2) << 2)).asInt ?? 0
    return (rest, quadrant)
  }

  private static func seriesOfWaves(_ r: Integer, _ places: Int, _ precision: Int) -> (sine: Ball, cosine: Ball) {
    var term = Integer.one << places
    var sine = Integer.zero
    var cosine = term
    var n = 0
    while term.magnitude > .one {
      n += 1
      term = ((term * r) >> places).quotientAndRemainder(dividingBy: Integer(n)).quotient
      switch n & 3 {
      case 0: cosine += term
      case 1: sine += term
      case 2: cosine -= term
      default: sine -= term
      }
    }
    let error = Radius(above: UInt64(2 * n + 10), exponent: -places)
    return (
      Ball(Dyadic(sine, -places), error, precision: precision),
      Ball(Dyadic(cosine, -places), error, precision: precision)
    )
  }

  /// The arctangent, in [-pi/2, pi/2].
  package func atan() -> Ball {
    let quarter = Ball.pi(precision: precision + 8).scaled(by: -1)
    return increasing(range: (-quarter, quarter), Ball.atan)
  }

  /// atan(x) at an exact point: atan(y) = y exactly for the angle y of a double near it, and the rest by the series.
  static func atan(_ x: Dyadic, _ precision: Int) -> Ball {
    if x.isZero { return zero(precision) }
    let top = x.top
    if 2 * top < -(precision + 4) { return Ball(x, Radius(powerOfTwo: 3 * top), precision: precision) }
    if top > precision + 8 {
      let quarter = pi(precision: precision + 8).scaled(by: -1).widened(by: Radius(powerOfTwo: 1 - top))
      return (x.isNegative ? -quarter : quarter).with(precision: precision)
    }
    let bits = precision + 30
    let guess = Dyadic(Elementary.atan(x.asDouble))
    let (sine, cosine) = sineAndCosine(guess, bits)
    let exact = Ball(x, .zero, precision: bits)
    // tan(atan(x) - y) = (x - tan(y)) / (1 + x tan(y)).
    let ratio = (exact * cosine - sine) / (cosine + exact * sine)
    let rest = arctangentSeries(ratio, alternating: true)
    return (Ball(guess, .zero, precision: bits) + rest).with(precision: precision)
  }

  /// The arcsine; undefined outside [-1, 1].
  package func asin() -> Ball {
    increasing(domain: (-Dyadic.one, Dyadic.one), range: Ball.arcRange(precision), Ball.asin)
  }

  /// The arccosine; undefined outside [-1, 1].
  package func acos() -> Ball {
    let (_, quarter) = Ball.arcRange(precision)
    let bottom = -quarter.scaled(by: 1)
    return -increasing(domain: (-Dyadic.one, Dyadic.one), range: (bottom, Ball.zero(precision))) { -Ball.acos($0, $1) }
  }

  private static func arcRange(_ precision: Int) -> (least: Ball, greatest: Ball) {
    let quarter = pi(precision: precision + 8).scaled(by: -1)
    return (-quarter, quarter)
  }

  private static func asin(_ x: Dyadic, _ precision: Int) -> Ball {
    let bits = precision + 16
    if x.magnitude.compare(Dyadic.one) >= 0 {
      let quarter = pi(precision: precision).scaled(by: -1)
      return x.isNegative ? -quarter : quarter
    }
    let below = Ball(.one - x, .zero, precision: bits)
    let above = Ball(.one + x, .zero, precision: bits)
    return (Ball(x, .zero, precision: bits) / (below * above).squareRoot()).atan().with(precision: precision)
  }

  /// acos(x) = 2 atan(sqrt((1 - x)/(1 + x))).
  private static func acos(_ x: Dyadic, _ precision: Int) -> Ball {
    if x.compare(-Dyadic.one) <= 0 { return pi(precision: precision) }
    if x.compare(Dyadic.one) >= 0 { return zero(precision) }
    let bits = precision + 16
    let ratio = Ball(.one - x, .zero, precision: bits) / Ball(.one + x, .zero, precision: bits)
    return ratio.squareRoot().atan().scaled(by: 1).with(precision: precision)
  }
}
