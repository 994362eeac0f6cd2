extension Elementary {
  /// The logarithmic derivative of the gamma function.
  ///
  /// Error below 2 ulp for positive arguments; for negative ones an absolute error below 4 ulp of the greater of the
  /// result, `pi cot(pi x)` and `log|x|`. NaN at 0, the negative integers and minus infinity.
  package static func digamma(_ x: Double) -> Double {
    if x.isNaN || x == .infinity { return x }
    if x > 0 { return positiveDigamma(x).asDouble }
    if x.isInteger || x == -.infinity { return .nan }
    if x > -0x1p-60 { return -1 / x }
    // digamma(x) = digamma(-x) - 1/x - pi cot(pi x).
    let (angle, quadrant) = angleOfPi(x)
    let cotangent = DoubleDouble(sine(angle, quadrant + 1)) / DoubleDouble(sine(angle, quadrant))
    let reflected = positiveDigamma(-x) - DoubleDouble(1) / DoubleDouble(x)
    return (reflected - DoubleDouble.pi * cotangent).asDouble
  }

  private static func positiveDigamma(_ x: Double) -> DoubleDouble {
    if x < 0x1p-60 { return DoubleDouble(-1 / x) }
    if x > 0x1p60 { return logarithm(x) }
    let root = DoubleDouble(0x1.762d86356be3fp0, 0x1.b86a722197829p-54)
    if (x - root.high).magnitude < 0x1p-6 {
      let z = DoubleDouble.sum(x, -root.high)
      let offset = z + -root.low
      return DoubleDouble.product(offset.high, Kernel.digammaAtRoot(offset.high))
    }
    var argument = DoubleDouble(x)
    var terms = DoubleDouble(0)
    while argument.high < 16 {
      terms = terms + DoubleDouble(1) / argument
      argument = argument + 1
    }
    let inverse = 1 / argument.high
    let z = inverse * inverse
    var series = 0x1.86e7f9b9fe6e8p1
    series = series * z - 0x1.c5e5e5e5e5e5ep-2
    series = series * z + 0x1.5555555555555p-4
    series = series * z - 0x1.5995995995996p-6
    series = series * z + 0x1.f07c1f07c1f08p-8
    series = series * z - 0x1.1111111111111p-8
    series = series * z + 0x1.0410410410410p-8
    series = series * z - 0x1.1111111111111p-7
    series = series * z + 0x1.5555555555555p-4
    let half = DoubleDouble(0.5) / argument
    return logarithm(argument) - half + -(series * z) - terms
  }

  /// The derivative of the digamma function. Error below 4 ulp for positive arguments. Infinite at 0 and the negative
  /// integers.
  package static func trigamma(_ x: Double) -> Double { polygamma(1, x) }

  /// The derivative of this order of the digamma function, which itself is order 0.
  ///
  /// Error below `order + 4` ulp for positive arguments; for negative ones relative to the greatest term of the
  /// reflection. NaN for a negative order. At 0 and the negative integers infinite for an odd order, NaN for an even one.
  package static func polygamma(_ order: Int, _ x: Double) -> Double {
    if order < 0 || x.isNaN { return .nan }
    if order == 0 { return digamma(x) }
    if x == .infinity { return order & 1 == 1 ? 0 : -0.0 }
    if x == -.infinity { return .nan }
    let sign: Double = order & 1 == 1 ? 1 : -1
    if x <= 0 && x.isInteger { return order & 1 == 1 ? .infinity : .nan }
    if x > 0 { return sign * hurwitz(order, x) }
    // The sum of 1/(x + k)^(order + 1) over all integers k, less that over the negative ones. With the distance to the
    // nearest integer for x, every term but one of the whole sum is regular.
    let rest = x - (x.magnitude < 0x1p50 ? x.roundedToInteger : x.flooredToInteger)
    let centre = gamma(Double(order) + 1) * pow(rest, -Double(order + 1))
    let whole = centre + (hurwitz(order, 1 + rest) + sign * hurwitz(order, 1 - rest))
    return sign * (whole - sign * hurwitz(order, 1 - x))
  }

  /// `order! * sum(k >= 0, 1/(x + k)^(order + 1))` for positive x, by the Euler-Maclaurin formula.
  private static func hurwitz(_ order: Int, _ x: Double) -> Double {
    let power = Double(order)
    let factorial = gamma(power + 1)
    // The terms up to an argument from which on twelve terms of the series are exact to 2^-57.
    let limit = 15 + power
    var argument = x
    var terms: [Double] = []
    while argument < limit {
      terms.append(pow(argument, -(power + 1)))
      argument += 1
    }
    // (order-1)!/y^order * (1 + order/(2 y) + sum(k, B[2k] order (order + 1) ... (order + 2k - 1) / ((2k)! y^2k)).
    let inverse = 1 / argument
    let bernoulli: [Double] = [
      0x1.5555555555555p-3, -0x1.1111111111111p-5, 0x1.8618618618618p-6, -0x1.1111111111111p-5, 0x1.364d9364d9365p-4,
      -0x1.0330330330330p-2, 0x1.2aaaaaaaaaaabp0, -0x1.c5e5e5e5e5e5ep2, 0x1.b7c4f8f13e3c5p5, -0x1.088fe72cfe72dp9,
      0x1.8301f89467e25p12, -0x1.523440cc0cc0dp16,
    ]
    var factor = 1.0
    var series = 0.0
    for (index, number) in bernoulli.enumerated() {
      let k = Double(2 * (index + 1))
      factor *= (power + k - 2) / (k - 1) * inverse * ((power + k - 1) / k * inverse)
      series += number * factor
    }
    var sum = (1 + (0.5 * power * inverse + series)) * pow(argument, -power) / power
    for term in terms.reversed() { sum += term }
    return factorial * sum
  }
}
