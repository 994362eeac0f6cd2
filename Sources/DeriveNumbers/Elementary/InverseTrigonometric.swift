extension Elementary {
  /// The arctangent, in [-pi/2, pi/2]. Error below 1 ulp.
  package static func atan(_ x: Double) -> Double {
    let a = x.magnitude
    if a < 0x1p-27 || x.isNaN { return x }
    let value: Double
    if a < 0.4375 {
      value = arctangent(a, 0, base: DoubleDouble(0))
    } else if a < 0.6875 {
      value = arctangent(2 * a - 1, over: 2 + a, base: DoubleDouble(0x1.dac670561bb4fp-2, 0x1.a2b7f222f65e2p-56))
    } else if a < 1.1875 {
      value = arctangent(a - 1, over: 1 + a, base: DoubleDouble(0x1.921fb54442d18p-1, 0x1.1a62633145c07p-55))
    } else if a < 2.4375 {
      value = arctangent(
        a - 1.5, over: 1 + 1.5 * a, base: DoubleDouble(0x1.f730bd281f69bp-1, 0x1.007887af0cbbdp-56))
    } else {
      value = arctangent(-1 / a, 0, base: DoubleDouble.halfPi)
    }
    return x < 0 ? -value : value
  }

  private static func arctangent(_ top: Double, over bottom: Double, base: DoubleDouble) -> Double {
    arctangent(top / bottom, 0, base: base)
  }

  private static func arctangent(_ t: Double, _ low: Double, base: DoubleDouble) -> Double {
    let z = t * t
    let main = DoubleDouble.sum(base.high, t)
    return main.high + (main.low + (base.low + t * z * Kernel.arctangentRemainder(z)))
  }

  /// The arcsine, in [-pi/2, pi/2]. Error below 1 ulp. NaN outside [-1, 1].
  package static func asin(_ x: Double) -> Double {
    let a = x.magnitude
    guard a <= 1 else { return .nan }
    if a < 0x1p-27 { return x }
    if a < 0.5 {
      let z = x * x
      return x + x * z * Kernel.arcsineRemainder(z)
    }
    let half = halfAngle(a)
    let difference = DoubleDouble.halfPi - DoubleDouble(2 * half.high, 2 * half.low)
    return x < 0 ? -difference.asDouble : difference.asDouble
  }

  /// The arccosine, in [0, pi]. Error below 1 ulp. NaN outside [-1, 1].
  package static func acos(_ x: Double) -> Double {
    let a = x.magnitude
    guard a <= 1 else { return .nan }
    if a < 0.5 {
      let z = x * x
      let main = DoubleDouble.sum(DoubleDouble.halfPi.high, -x)
      return main.high + (main.low + (DoubleDouble.halfPi.low - x * z * Kernel.arcsineRemainder(z)))
    }
    let half = halfAngle(a)
    let twice = DoubleDouble(2 * half.high, 2 * half.low)
    return x > 0 ? twice.asDouble : (DoubleDouble.pi - twice).asDouble
  }

  /// asin(sqrt((1 - a)/2)), which is half of acos(a), for `a` from 1/2 to 1.
  private static func halfAngle(_ a: Double) -> DoubleDouble {
    let z = (1 - a) * 0.5
    if z == 0 { return DoubleDouble(0) }
    let root = z.squareRoot()
    let square = DoubleDouble.product(root, root)
    let correction = ((z - square.high) - square.low) / (2 * root)
    return DoubleDouble.ordered(root, correction + root * z * Kernel.arcsineRemainder(z))
  }
}
