extension Elementary {
  /// The natural logarithm in each lane. Error below 1 ulp; zero, negative lanes, infinities, NaN and subnormal numbers
  /// as for one double.
  ///
  /// `log(2^k m) = k log(2) + log(1 + f)`, `f = m - 1`, `m` from sqrt(1/2) to sqrt(2), by the series in
  /// `s = f/(2 + f)`. Source of the order of the sums: FDLIBM's e_log.c (Sun Microsystems, 1993).
  @inlinable package static func log(_ x: SIMD8<Double>) -> SIMD8<Double> {
    // Zero, subnormal, negative and infinite lanes, and NaN.
    let above = x.bits &- SIMD8<Int64>(repeating: 0x0010_0000_0000_0000)
    let below = SIMD8<Int64>(repeating: 0x7fef_ffff_ffff_ffff) &- x.bits
    if (above | below | x.bits).hasNegativeLane { return logEachLane(x) }
    // Adding the distance of sqrt(1/2)'s bits from those of 1 makes the exponent that of x / sqrt(1/2).
    let offset = SIMD8<Int64>(repeating: 0x3ff0_0000_0000_0000 - 0x3fe6_a09e_667f_3bcd)
    let moved = x.bits &+ offset
    // The exponent as a double: its bits as the low bits of 2^52, which is then subtracted.
    let exponentBits = SIMD8<Int64>(
      truncatingIfNeeded: SIMD8<UInt64>(truncatingIfNeeded: moved) &>> SIMD8<UInt64>(repeating: 52))
    let biased = SIMD8<Double>(bits: exponentBits | SIMD8<Int64>(repeating: 0x4330_0000_0000_0000))
    let count = biased - SIMD8(0x1p52 + 1023)
    let mantissaBits = moved & SIMD8<Int64>(repeating: 0x000f_ffff_ffff_ffff)
    let m = SIMD8<Double>(bits: mantissaBits &+ SIMD8<Int64>(repeating: 0x3fe6_a09e_667f_3bcd))
    let f = m - SIMD8(1)
    let s = f / (SIMD8(2) + f)
    let z = s * s
    let half = SIMD8(0.5) * f * f
    let series = z * Kernel.logarithmRemainder(z)
    let low = s * (half + series) + count * SIMD8(log2Low)
    return count * SIMD8(log2High) - ((half - low) - f)
  }

  /// Lane by lane, where not all of them are positive normal numbers.
  @usableFromInline static func logEachLane(_ x: SIMD8<Double>) -> SIMD8<Double> {
    var result = x
    for lane in 0..<8 { result[lane] = log(x[lane]) }
    return result
  }
}
