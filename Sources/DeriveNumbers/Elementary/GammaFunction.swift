extension Elementary {
  /// The gamma function. Error below 1.5 ulp for positive arguments, 4 ulp for negative ones.
  ///
  /// Infinite at 0 with its sign, NaN at the negative integers and minus infinity.
  package static func gamma(_ x: Double) -> Double {
    if x.isNaN || x == .infinity { return x }
    if x == 0 { return x.sign == .minus ? -.infinity : .infinity }
    if x > 0 {
      if x > 171.7 { return .infinity }
      if x < 0x1p-60 { return 1 / x }
      let (mantissa, exponent) = gammaParts(x)
      return scaled(mantissa.asDouble, exponent)
    }
    if x.isInteger || x == -.infinity { return .nan }
    if x > -0x1p-60 { return 1 / x }
    if x < -185 { return Int(x) & 1 == 0 ? -0.0 : 0 }
    // gamma(x) gamma(-x) = -pi / (x sin(pi x)).
    let (mantissa, exponent) = gammaParts(-x)
    let bottom = mantissa * x * sineOfPi(x)
    let value = -(DoubleDouble.pi / bottom).asDouble
    return scaled(value, -exponent)
  }

  /// The logarithm of the gamma function's magnitude.
  ///
  /// Error below 4 ulp for positive arguments; for negative ones an absolute error below 4 ulp of the greater of 1, the
  /// result and `|x| log|x|` (the function has zeros there). Infinite at 0, the negative integers and the infinities.
  package static func lgamma(_ x: Double) -> Double {
    if x.isNaN { return x }
    if x.isInfinite { return .infinity }
    if x <= 0 {
      if x.isInteger { return .infinity }
      if x > -0x1p-60 { return -log(-x) }
      let sine = sineOfPi(x).magnitude
      let reflected = DoubleDouble.pi / (DoubleDouble(-x) * sine)
      return (logarithm(reflected) - positiveLogGamma(-x)).asDouble
    }
    return positiveLogGamma(x).asDouble
  }

  private static func positiveLogGamma(_ x: Double) -> DoubleDouble {
    if x < 0.5 {
      if x < 0x1p-60 { return -logarithm(x) }
      return logGammaNearTwo(x) - logarithm(x) - logarithm(onePlus: x)
    }
    if x < 1.5 { return logGammaNearTwo(x - 1) - logarithm(onePlus: x - 1) }
    if x < 2.5 { return logGammaNearTwo(x - 2) }
    if x > 0x1p990 { return DoubleDouble(x * (log(x) - 1)) }
    let (main, divisor) = stirling(x)
    return divisor.high == 1 ? main : main - logarithm(divisor)
  }

  /// lgamma(2 + z), for `z` within a half of zero.
  private static func logGammaNearTwo(_ z: Double) -> DoubleDouble {
    DoubleDouble.product(z, Kernel.logGammaAtTwo(z))
  }

  /// gamma(x) for positive x as a number near 1 times a power of two.
  static func gammaParts(_ x: Double) -> (mantissa: DoubleDouble, exponent: Int) {
    let (main, divisor) = stirling(x)
    let (mantissa, exponent) = expParts(main)
    return (mantissa / divisor, exponent)
  }

  /// lgamma(x + n) by Stirling's series, and the product `x (x + 1) ... (x + n - 1)`, where n is such that the series,
  /// cut after ten terms, is exact to 2^-70.
  private static func stirling(_ x: Double) -> (logarithm: DoubleDouble, divisor: DoubleDouble) {
    var argument = DoubleDouble(x)
    var divisor = DoubleDouble(1)
    while argument.high < 15 {
      divisor = divisor * argument
      argument = argument + 1
    }
    let y = argument.high
    let inverse = 1 / y
    let z = inverse * inverse
    var series = -0x1.6476701181f3ap0
    series = series * z + 0x1.6fe96381e0680p-3
    series = series * z - 0x1.e4286cb0f5398p-6
    series = series * z + 0x1.a41a41a41a41ap-8
    series = series * z - 0x1.f6ab0d9993c7dp-10
    series = series * z + 0x1.b951e2b18ff23p-11
    series = series * z - 0x1.3813813813814p-11
    series = series * z + 0x1.a01a01a01a01ap-11
    series = series * z - 0x1.6c16c16c16c17p-9
    series = series * z + 0x1.5555555555555p-4
    let half = DoubleDouble(0x1.d67f1c864beb5p-1, -0x1.65b5a1b7ff5dfp-55)
    let main = (argument + -0.5) * logarithm(argument) - argument + half
    return (main + series * inverse, divisor)
  }

  /// sin(pi x), for finite x.
  static func sineOfPi(_ x: Double) -> Double {
    let (angle, quadrant) = angleOfPi(x)
    return sine(angle, quadrant)
  }

  /// pi x as an angle within pi/4 of zero and a number of quadrants.
  static func angleOfPi(_ x: Double) -> (angle: DoubleDouble, quadrant: Int) {
    if x.magnitude >= 0x1p52 { return (DoubleDouble(0), x.isOddInteger ? 2 : 0) }
    let halves = x.magnitude < 0x1p50 ? (2 * x).roundedToInteger : 2 * x.flooredToInteger
    let rest = x - 0.5 * halves
    return (DoubleDouble.pi * rest, Int(halves) & 3)
  }
}
