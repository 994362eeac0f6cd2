extension Elementary {
  /// The sine in each lane. Error below 1 ulp for every finite argument; NaN for infinities.
  @inlinable package static func sin(_ x: SIMD8<Double>) -> SIMD8<Double> {
    if (SIMD8(ArgumentReduction.directLimit) - x.absolute).bits.hasNegativeLane { return eachLane(x, turns: 0) }
    return sine(x, turns: 0)
  }

  /// The cosine in each lane. Error below 1 ulp for every finite argument; NaN for infinities.
  @inlinable package static func cos(_ x: SIMD8<Double>) -> SIMD8<Double> {
    if (SIMD8(ArgumentReduction.directLimit) - x.absolute).bits.hasNegativeLane { return eachLane(x, turns: 1) }
    return sine(x, turns: 1)
  }

  /// Sine and cosine in each lane, as `sin` and `cos` give them: the reduction and both polynomials are shared.
  @inlinable package static func sinCos(_ x: SIMD8<Double>) -> (sine: SIMD8<Double>, cosine: SIMD8<Double>) {
    if (SIMD8(ArgumentReduction.directLimit) - x.absolute).bits.hasNegativeLane {
      return (eachLane(x, turns: 0), eachLane(x, turns: 1))
    }
    let (sine, cosine, count) = quarters(x)
    return (turned(sine, cosine, count), turned(sine, cosine, count &+ SIMD8<Int64>(repeating: 1)))
  }

  /// Lane by lane, for arguments that the direct reduction does not reach.
  @usableFromInline static func eachLane(_ x: SIMD8<Double>, turns: Int) -> SIMD8<Double> {
    var result = x
    for lane in 0..<8 { result[lane] = turns == 0 ? sin(x[lane]) : cos(x[lane]) }
    return result
  }

  /// sin(x + turns pi/2), for arguments within the direct reduction's limit.
  @inlinable @inline(__always) static func sine(_ x: SIMD8<Double>, turns: Int64) -> SIMD8<Double> {
    let (sine, cosine, count) = quarters(x)
    return turned(sine, cosine, count &+ SIMD8<Int64>(repeating: turns))
  }

  /// Sine and cosine of what is left of the argument after quarter turns, and their number in the last two bits.
  @inlinable @inline(__always) static func quarters(
    _ x: SIMD8<Double>
  ) -> (sine: SIMD8<Double>, cosine: SIMD8<Double>, count: SIMD8<Int64>) {
    let shifted = x * SIMD8(ArgumentReduction.twoOverPi) + SIMD8(roundingShift)
    let count = shifted - SIMD8(roundingShift)
    // Two exact products; see ArgumentReduction.reduce, of which this is the same with fewer corrections.
    let first = x - count * SIMD8(ArgumentReduction.first)
    let second = count * SIMD8(ArgumentReduction.second)
    let difference = first - second
    let part = difference - first
    let lost = (first - (difference - part)) - (second + part)
    let tail = lost - count * SIMD8(ArgumentReduction.third)
    let r = difference + tail
    let low = (difference - r) + tail
    let z = r * r
    let half = SIMD8(0.5) * z
    let sine = r + (r * z * Kernel.sineRemainder(z) + low * (SIMD8(1) - half))
    let main = SIMD8(1) - half
    let cosine = main + (((SIMD8(1) - main) - half) + (z * z * Kernel.cosineRemainder(z) - r * low))
    return (sine, cosine, shifted.bits)
  }

  /// The sine after so many quarter turns.
  @inlinable @inline(__always) static func turned(
    _ sine: SIMD8<Double>, _ cosine: SIMD8<Double>, _ quadrant: SIMD8<Int64>
  ) -> SIMD8<Double> {
    let isOdd = SIMD8<Int64>(repeating: 0) &- (quadrant & SIMD8<Int64>(repeating: 1))
    let value = sine.choosing(cosine, where: isOdd).bits
    let sign = (quadrant & SIMD8<Int64>(repeating: 2)) &<< SIMD8<Int64>(repeating: 62)
    return SIMD8<Double>(bits: value ^ sign)
  }
}
