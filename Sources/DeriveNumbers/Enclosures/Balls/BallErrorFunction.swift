extension Ball {
  /// The error function.
  package func erf() -> Ball {
    let one = Ball(1, precision: precision)
    return increasing(range: (-one, one), Ball.erf)
  }

  /// 1 - erf(x), accurate also where it is small.
  package func erfc() -> Ball {
    let bottom = Ball(-2, precision: precision)
    return -increasing(range: (bottom, Ball.zero(precision))) { -Ball.erfc($0, $1) }
  }

  /// `erf(x) = 2/sqrt(pi) e^(-x^2) sum(n, 2^n x^(2n + 1) / (1 * 3 * ... * (2n + 1)))`, whose terms are positive.
  ///
  /// Source: Abramowitz and Stegun, 7.1.6.
  private static func erf(_ x: Dyadic, _ precision: Int) -> Ball {
    if x.isZero { return zero(precision) }
    let top = x.top
    let bits = precision + 24
    let factor = Ball(2, precision: bits) / pi(precision: bits).squareRoot()
    if 2 * top < -(precision + 4) {
      // |erf(x) - 2 x / sqrt(pi)| <= |x|^3.
      return (factor * Ball(x, .zero, precision: bits)).widened(by: Radius(powerOfTwo: 3 * top)).with(
        precision: precision)
    }
    let square = x * x
    if square.compare(Dyadic(Integer(precision + 16))) > 0 {
      // 1 - |erf(x)| <= e^(-x^2) <= 2^(-x^2).
      let size = top > 18 ? 1 << 34 : square.fixed(0).asInt ?? 1 << 34
      return Ball(
        Dyadic(x.isNegative ? .minusOne : .one), Radius(powerOfTwo: -min(size, 1 << 34)), precision: precision)
    }
    let twice = Ball(Dyadic(square.mantissa, square.exponent + 1), .zero, precision: bits)
    let limit = twice.greatestMagnitude
    var term = Ball(x, .zero, precision: bits)
    var sum = term
    var odd = 1
    while true {
      odd += 2
      term = term * twice / Ball(odd, precision: bits)
      let bound = term.greatestMagnitude
      // From here on each term is less than half of the one before.
      let isFalling = Dyadic(Integer(odd)).compare((limit + limit).asDyadic) > 0
      if isFalling && (bound.isZero || bound.top < sum.middle.top - bits) {
        sum = sum.widened(by: bound + bound)
        break
      }
      sum = sum + term
    }
    return (factor * sum * exp(-square, bits)).with(precision: precision)
  }

  private static func erfc(_ x: Dyadic, _ precision: Int) -> Ball {
    let one = Ball(1, precision: precision + 8)
    if x.isNegative || x.top < 0 { return (one - erf(x, precision + 8)).with(precision: precision) }
    let square = x * x
    guard x.top < 8, let size = square.fixed(0).asInt, size < 8192 else {
      // 0 < erfc(x) <= e^(-x^2) <= 2^(-x^2).
      let exponent = x.top > 18 ? 1 << 34 : square.fixed(0).asInt ?? 1 << 34
      return Ball(.zero, Radius(powerOfTwo: -min(exponent, 1 << 34)), precision: precision)
    }
    // erfc(x) is about e^(-x^2): so many more bits than erf(x) are lost, and the value is exact to them.
    let bits = precision + 16 + size * 3 / 2 + 8
    return (Ball(1, precision: bits) - erf(x, bits)).with(precision: precision)
  }
}
