extension Elementary {
  /// The sine. Error below 0.8 ulp for every finite argument; NaN for infinities.
  package static func sin(_ x: Double) -> Double {
    guard x.isFinite else { return .nan }
    if x.magnitude < 0x1p-27 { return x }
    let (rest, quadrant) = ArgumentReduction.reduce(x)
    return sine(rest, quadrant)
  }

  /// The cosine. Error below 0.8 ulp for every finite argument; NaN for infinities.
  package static func cos(_ x: Double) -> Double {
    guard x.isFinite else { return .nan }
    let (rest, quadrant) = ArgumentReduction.reduce(x)
    return sine(rest, quadrant + 1)
  }

  /// The tangent. Error below 2 ulp for every finite argument; NaN for infinities.
  package static func tan(_ x: Double) -> Double {
    guard x.isFinite else { return .nan }
    if x.magnitude < 0x1p-27 { return x }
    let (rest, quadrant) = ArgumentReduction.reduce(x)
    let sine = sineKernel(rest)
    let cosine = cosineKernel(rest)
    return quadrant & 1 == 0 ? sine / cosine : -cosine / sine
  }

  /// sin(angle + quadrant pi/2) for an angle within pi/4 of zero.
  static func sine(_ angle: DoubleDouble, _ quadrant: Int) -> Double {
    let value = quadrant & 1 == 0 ? sineKernel(angle) : cosineKernel(angle)
    return quadrant & 2 == 0 ? value : -value
  }

  static func sineKernel(_ angle: DoubleDouble) -> Double {
    let r = angle.high
    let z = r * r
    return r + (r * z * Kernel.sineRemainder(z) + angle.low * (1 - 0.5 * z))
  }

  static func cosineKernel(_ angle: DoubleDouble) -> Double {
    let r = angle.high
    let z = r * r
    let half = 0.5 * z
    let main = 1 - half
    return main + (((1 - main) - half) + (z * z * Kernel.cosineRemainder(z) - r * angle.low))
  }
}
