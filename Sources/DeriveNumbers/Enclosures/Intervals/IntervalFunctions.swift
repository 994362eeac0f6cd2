extension Interval {
  /// The image under an increasing function, whose values at the ends are widened by some steps and kept in its range;
  /// `exact` is an argument at which the function's double is its value.
  private func increasing(
    _ steps: Int, from least: Double = -.infinity, to greatest: Double = .infinity, exact: Double = .nan,
    _ function: (Double) -> Double
  ) -> Interval {
    if definedness == .never { return .undefined }
    let low = function(lower)
    let high = function(upper)
    return Interval(
      min(greatest, max(least, lower == exact ? low : Interval.down(low, steps: steps))),
      max(least, min(greatest, upper == exact ? high : Interval.up(high, steps: steps))),
      definedness: definedness)
  }

  /// The part within a function's domain, whose ends count as undefined unless `closed`; nil where there is none.
  private func restricted(to domain: ClosedRange<Double>, closed: Bool) -> Interval? {
    if definedness == .never || upper < domain.lowerBound || lower > domain.upperBound { return nil }
    if !closed && (upper == domain.lowerBound || lower == domain.upperBound) { return nil }
    let isInside =
      closed
      ? lower >= domain.lowerBound && upper <= domain.upperBound
      : lower > domain.lowerBound && upper < domain.upperBound
    return Interval(
      max(lower, domain.lowerBound), min(upper, domain.upperBound),
      definedness: isInside ? definedness : .possibly)
  }

  /// e^x.
  package func exp() -> Interval { increasing(2, from: 0, exact: 0, Elementary.exp) }

  /// The natural logarithm; undefined from zero down.
  package func log() -> Interval {
    if definedness == .never || upper <= 0 { return .undefined }
    let part = Interval(max(lower, 0), upper, definedness: lower > 0 ? definedness : .possibly)
    return part.increasing(2, exact: 1, Elementary.log)
  }

  /// The hyperbolic sine.
  package func sinh() -> Interval { increasing(4, exact: 0, Elementary.sinh) }

  /// The hyperbolic cosine.
  package func cosh() -> Interval { absolute.increasing(3, from: 1, exact: 0, Elementary.cosh) }

  /// The hyperbolic tangent.
  package func tanh() -> Interval { increasing(4, from: -1, to: 1, exact: 0, Elementary.tanh) }

  /// The inverse hyperbolic sine.
  package func asinh() -> Interval { increasing(2, exact: 0, Elementary.asinh) }

  /// The inverse hyperbolic cosine; undefined below 1.
  package func acosh() -> Interval {
    guard let part = restricted(to: 1...Double.infinity, closed: true) else { return .undefined }
    return part.increasing(2, from: 0, exact: 1, Elementary.acosh)
  }

  /// The inverse hyperbolic tangent; undefined from 1 and -1 outwards.
  package func atanh() -> Interval {
    guard let part = restricted(to: -1...1, closed: false) else { return .undefined }
    return part.increasing(2, exact: 0, Elementary.atanh)
  }

  /// The arctangent, in [-pi/2, pi/2].
  package func atan() -> Interval {
    increasing(2, from: -Interval.halfPi.upper, to: Interval.halfPi.upper, exact: 0, Elementary.atan)
  }

  /// The arcsine; undefined outside [-1, 1].
  package func asin() -> Interval {
    guard let part = restricted(to: -1...1, closed: true) else { return .undefined }
    return part.increasing(2, from: -Interval.halfPi.upper, to: Interval.halfPi.upper, exact: 0, Elementary.asin)
  }

  /// The arccosine; undefined outside [-1, 1].
  package func acos() -> Interval {
    guard let part = restricted(to: -1...1, closed: true) else { return .undefined }
    return -part.increasing(2, from: -Interval.pi.upper, to: 0, exact: 1) { -Elementary.acos($0) }
  }

  /// 1/(1 + e^-x).
  package func sigmoid() -> Interval { increasing(5, from: 0, to: 1, exact: 0, Elementary.sigmoid) }

  /// log(1 + e^x).
  package func softplus() -> Interval { increasing(4, from: 0, Elementary.softplus) }

  /// The error function.
  package func erf() -> Interval { increasing(3, from: -1, to: 1, exact: 0, Elementary.erf) }

  /// 1 - erf(x).
  package func erfc() -> Interval { -increasing(6, from: -2, to: 0, exact: 0) { -Elementary.erfc($0) } }

  /// Bounds of pi.
  package static let pi = Interval(0x1.921fb54442d18p1, 0x1.921fb54442d19p1)
  /// Bounds of pi/2.
  static let halfPi = Interval(0x1.921fb54442d18p0, 0x1.921fb54442d19p0)

  /// Beyond this magnitude an interval that is no single number counts as holding whole turns.
  private static let angleLimit = 0x1p40

  private static let half = Interval(0.5, 0.5)

  /// The sine; [-1, 1] on wide intervals and beyond 2^40.
  package func sin() -> Interval { wave(Interval.half, Elementary.sin) }

  /// The cosine; [-1, 1] on wide intervals and beyond 2^40.
  package func cos() -> Interval { wave(.zero, Elementary.cos) }

  /// A function that is 1 at `offset + 2 k pi` and -1 half a turn later.
  private func wave(_ offset: Interval, _ function: (Double) -> Double) -> Interval {
    if definedness == .never { return .undefined }
    let everything = Interval(-1, 1, definedness: definedness)
    if lower.isInfinite || upper.isInfinite { return everything }
    var least = 1.0
    var greatest = -1.0
    for end in isPoint ? [lower] : [lower, upper] {
      let value = function(end)
      least = min(least, end == 0 ? value : Interval.down(value, steps: 2))
      greatest = max(greatest, end == 0 ? value : Interval.up(value, steps: 2))
    }
    if !isPoint {
      if magnitude > Interval.angleLimit { return everything }
      let counts = self / Interval.pi - offset
      let first = -(-counts.lower).flooredToInteger
      let last = counts.upper.flooredToInteger
      if last - first >= 1 { return everything }
      if first == last {
        if Int(first) & 1 == 0 { greatest = 1 } else { least = -1 }
      }
    }
    return Interval(max(-1, least), min(1, greatest), definedness: definedness)
  }

  /// The tangent; undefined at its poles.
  package func tan() -> Interval {
    if definedness == .never { return .undefined }
    let everything = Interval(-.infinity, .infinity, definedness: .possibly)
    if lower.isInfinite || upper.isInfinite { return everything }
    if !isPoint {
      if magnitude > Interval.angleLimit { return everything }
      let counts = self / Interval.pi - Interval.half
      if -(-counts.lower).flooredToInteger <= counts.upper.flooredToInteger { return everything }
    }
    return increasing(4, exact: 0, Elementary.tan)
  }

  /// Where the gamma function is least among positive numbers, and bounds of its value there.
  private static let gammaBottom = Interval(0x1.762d86356be3fp0, 0x1.762d86356be40p0)
  private static let gammaLeast = 0x1.c56dc82a74aefp-1
  private static let lgammaLeast = -0x1.f19b9bcc38a42p-4

  /// The image of an interval of positive numbers under a function that falls to `bottom` and rises from there.
  private func valley(_ steps: Int, least: Double, _ function: (Double) -> Double) -> Interval {
    let atLower = lower == 0 ? .infinity : function(lower)
    let atUpper = function(upper)
    let high = Interval.up(max(atLower, atUpper), steps: steps)
    let holdsBottom = lower <= Interval.gammaBottom.upper && upper >= Interval.gammaBottom.lower
    let low =
      holdsBottom ? Interval.down(least, steps: 2) : Interval.down(min(atLower, atUpper), steps: steps)
    return Interval(low, high, definedness: lower == 0 ? .possibly : definedness)
  }

  /// Whether a zero or a negative integer may be inside.
  private var mayHoldPole: Bool { lower <= 0 && upper.flooredToInteger >= lower }

  /// For the gamma function and its relatives: nil for positive arguments; else no bounds, and undefined where there
  /// may be a pole.
  private var beyondPositive: Interval? {
    if definedness == .never { return .undefined }
    if lower > 0 || lower == 0 && upper > 0 { return nil }
    if isPoint && lower.isInteger { return .undefined }
    return Interval(-.infinity, .infinity, definedness: mayHoldPole ? .possibly : definedness)
  }

  /// The gamma function, bounded for positive arguments; undefined at zero and the negative integers.
  package func gamma() -> Interval { beyondPositive ?? valley(4, least: Interval.gammaLeast, Elementary.gamma) }

  /// The logarithm of the gamma function's magnitude, bounded for positive arguments; undefined at zero and the negative
  /// integers.
  package func lgamma() -> Interval { beyondPositive ?? valley(8, least: Interval.lgammaLeast, Elementary.lgamma) }

  /// The logarithmic derivative of the gamma function, bounded for positive arguments; undefined at zero and the
  /// negative integers.
  package func digamma() -> Interval {
    if let other = beyondPositive { return other }
    let image = increasing(4, Elementary.digamma)
    return lower == 0 ? Interval(-.infinity, image.upper, definedness: .possibly) : image
  }

  /// The derivative of the digamma function, bounded for positive arguments; undefined at zero and the negative
  /// integers.
  package func trigamma() -> Interval {
    if let other = beyondPositive { return other }
    let image = -increasing(8) { $0 == 0 ? -.infinity : -Elementary.trigamma($0) }
    return Interval(max(0, image.lower), image.upper, definedness: lower == 0 ? .possibly : definedness)
  }

  /// `base^exponent` for a positive base, and 0 for base 0 and a positive exponent; undefined elsewhere.
  package static func power(_ base: Interval, _ exponent: Interval) -> Interval {
    let limit = min(base.definedness, exponent.definedness)
    if limit == .never || base.upper < 0 { return .undefined }
    if base.upper == 0 && exponent.upper <= 0 { return .undefined }
    let isInside = base.lower > 0 || base.lower == 0 && exponent.lower > 0
    let part = Interval(max(base.lower, 0), base.upper)
    var lower = Double.infinity
    var upper = 0.0
    for x in [part.lower, part.upper] {
      for y in [exponent.lower, exponent.upper] {
        // An infinite end stands for finite numbers: 1^infinity and infinity^0 are limits of anything.
        if x.isInfinite && y == 0 || x == 0 && y == 0 {
          lower = min(lower, 1)
          upper = max(upper, 1)
          continue
        }
        let value = Elementary.pow(x, y)
        let isExact = x == 1 || y == 1 || y == 0 || x == 0
        lower = min(lower, isExact ? value : Interval.down(value, steps: 2))
        upper = max(upper, isExact ? value : Interval.up(value, steps: 2))
      }
    }
    return Interval(max(0, lower), upper, definedness: isInside ? limit : .possibly)
  }

  /// `self^exponent` for a rational exponent. Undefined for negative numbers unless the exponent is an integer, and at
  /// zero where it is negative.
  package func power(_ exponent: Rational) -> Interval {
    if let integer = exponent.asInt { return power(integer) }
    if exponent == Rational(1, 2) { return squareRoot() }
    return Interval.power(self, Interval(enclosing: exponent))
  }
}
