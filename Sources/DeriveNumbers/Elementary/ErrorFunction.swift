extension Elementary {
  /// The error function `2/sqrt(pi) * integral of e^(-t^2) from 0 to x`. Error below 1.5 ulp.
  package static func erf(_ x: Double) -> Double {
    let a = x.magnitude
    if x.isNaN { return x }
    if a < 0.75 {
      // 2/sqrt(pi) as a double-double for the leading term, so that small arguments round well.
      let z = x * x
      let lead = DoubleDouble.product(a < 0x1p-500 ? x * 0x1p600 : x, 0x1.20dd750429b6dp0)
      if a < 0x1p-500 { return lead.high * 0x1p-600 }
      let rest = Kernel.errorFunctionCentre(z) - 0x1.20dd750429b6dp0
      return lead.high + (lead.low + x * (rest + 0x1.1ae3a914fed80p-56))
    }
    let value = a > 6 ? 1 : 1 - complement(a)
    return x < 0 ? -value : value
  }

  /// The complement `1 - erf(x)`, accurate also where it is small. Error below 3 ulp.
  package static func erfc(_ x: Double) -> Double {
    if x.isNaN { return x }
    if x < -6 { return 2 }
    if x < -0.75 { return 2 - complement(-x) }
    if x < 0.25 { return 1 - erf(x) }
    if x < 0.75 {
      let difference = DoubleDouble.sum(0.5, -erf(x))
      return difference.high + 0.5 + difference.low
    }
    return x > 27.5 ? 0 : complement(x)
  }

  /// erfc(x) for x from 3/4 to 28: a smooth factor times e^(-x^2), the square with its tail.
  private static func complement(_ x: Double) -> Double {
    let factor: Double
    if x < 1.5 {
      factor = Kernel.scaledComplementLow(x - 1.125)
    } else if x < 2.5 {
      factor = Kernel.scaledComplementMiddle(x - 2)
    } else if x < 4.5 {
      factor = Kernel.scaledComplementHigh(x - 3.5)
    } else {
      factor = Kernel.scaledComplementFar(1 / (x * x)) / x
    }
    let square = DoubleDouble.product(x, x)
    let (mantissa, exponent) = expParts(-square)
    return scaled((mantissa.high + mantissa.low) * factor, exponent)
  }
}
