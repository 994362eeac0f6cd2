extension Elementary {
  /// The hyperbolic sine. Error below 2 ulp.
  package static func sinh(_ x: Double) -> Double {
    let a = x.magnitude
    if a < 0x1p-27 || x.isNaN { return x }
    let value: Double
    if a > 40 {
      value = halfExponential(a)
    } else {
      let e = expm1(a)
      value = a < 1 ? 0.5 * (2 * e - e * e / (e + 1)) : 0.5 * (e + e / (e + 1))
    }
    return x < 0 ? -value : value
  }

  /// The hyperbolic cosine. Error below 1.5 ulp.
  package static func cosh(_ x: Double) -> Double {
    let a = x.magnitude
    if a.isNaN { return x }
    if a > 40 { return halfExponential(a) }
    let e = exp(a)
    return 0.5 * e + 0.5 / e
  }

  /// e^a / 2 without overflowing before it must. Requires `a > 1`.
  private static func halfExponential(_ a: Double) -> Double {
    if a > 711 { return .infinity }
    let (mantissa, exponent) = expParts(DoubleDouble(a))
    return scaled(mantissa.high, exponent - 1)
  }

  /// The hyperbolic tangent. Error below 2 ulp.
  package static func tanh(_ x: Double) -> Double {
    let a = x.magnitude
    if a < 0x1p-27 || x.isNaN { return x }
    if a > 22 { return x < 0 ? -1 : 1 }
    let e = expm1(2 * a)
    let value = a < 0.5 ? e / (e + 2) : 1 - 2 / (e + 2)
    return x < 0 ? -value : value
  }

  /// The inverse hyperbolic sine. Error below 2 ulp.
  package static func asinh(_ x: Double) -> Double {
    let a = x.magnitude
    if a < 0x1p-27 || x.isNaN || x.isInfinite { return x }
    let value: Double
    if a > 0x1p28 {
      value = (logarithm(a) + DoubleDouble(0x1.62e42fefa39efp-1, 0x1.abc9e3b39803fp-56)).asDouble
    } else {
      let square = DoubleDouble.product(a, a)
      let root = squareRoot(square + 1)
      // a + a^2/(1 + sqrt(1 + a^2)), with its tail.
      value = logarithm(onePlus: square / (root + 1) + a)
    }
    return x < 0 ? -value : value
  }

  /// The inverse hyperbolic cosine. Error below 2 ulp. NaN below 1.
  package static func acosh(_ x: Double) -> Double {
    guard x >= 1 else { return .nan }
    if x == .infinity { return x }
    if x > 0x1p28 {
      return (logarithm(x) + DoubleDouble(0x1.62e42fefa39efp-1, 0x1.abc9e3b39803fp-56)).asDouble
    }
    let t = x - 1
    if t == 0 { return 0 }
    let root = squareRoot(DoubleDouble.product(t, t) + DoubleDouble(2 * t))
    return logarithm(onePlus: root + t)
  }

  /// The inverse hyperbolic tangent. Error below 2 ulp. Infinite at 1 and -1, NaN beyond.
  package static func atanh(_ x: Double) -> Double {
    let a = x.magnitude
    guard a < 1 else { return a == 1 ? (x < 0 ? -.infinity : .infinity) : .nan }
    if a < 0x1p-27 { return x }
    let value = 0.5 * logarithm(onePlus: DoubleDouble(2 * a) / DoubleDouble.sum(1, -a))
    return x < 0 ? -value : value
  }

  /// log(1 + x) for a double-double x > 0.
  private static func logarithm(onePlus x: DoubleDouble) -> Double {
    let sum = DoubleDouble.sum(1, x.high)
    return logarithm(DoubleDouble.ordered(sum.high, sum.low + x.low)).asDouble
  }

  static func squareRoot(_ x: DoubleDouble) -> DoubleDouble {
    let root = x.high.squareRoot()
    if root == 0 { return DoubleDouble(0) }
    let square = DoubleDouble.product(root, root)
    return DoubleDouble.ordered(root, ((x.high - square.high) - square.low + x.low) / (2 * root))
  }
}
