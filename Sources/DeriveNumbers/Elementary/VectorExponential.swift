extension Elementary {
  /// e^x in each lane. Error below 1 ulp; infinities, NaN and subnormal results as for one double.
  @inlinable package static func exp(_ x: SIMD8<Double>) -> SIMD8<Double> {
    if (SIMD8(708) - x.absolute).bits.hasNegativeLane { return expFullRange(x) }
    let (mantissa, shifted) = expParts(x)
    return mantissa * SIMD8<Double>.powerOfTwo(shifted: shifted)
  }

  /// e^x without its power of two, and that power's exponent plus 2^52 * 3/2.
  @inlinable @inline(__always)
  static func expParts(_ x: SIMD8<Double>) -> (mantissa: SIMD8<Double>, shifted: SIMD8<Double>) {
    let shifted = x * SIMD8(0x1.71547652b82fep0) + SIMD8(roundingShift)
    let count = shifted - SIMD8(roundingShift)
    let r = (x - count * SIMD8(log2High)) - count * SIMD8(log2Low)
    return (SIMD8(1) + (r + r * r * Kernel.expRemainder(r)), shifted)
  }

  @usableFromInline static func expFullRange(_ x: SIMD8<Double>) -> SIMD8<Double> {
    // Beyond these ends the result is infinite or 0 anyway. NaN stays.
    let end = SIMD8<Double>(repeating: 746)
    let (mantissa, shifted) = expParts(x.choosing(end.withSign(of: x), where: (end - x.absolute).signMask))
    // Two factors, since the power may be too large or too small for a double; only the last product rounds.
    let count = shifted - SIMD8(roundingShift)
    let half = count * SIMD8(0.5) + SIMD8(roundingShift)
    let other = (count - (half - SIMD8(roundingShift))) + SIMD8(roundingShift)
    return mantissa * SIMD8<Double>.powerOfTwo(shifted: half) * SIMD8<Double>.powerOfTwo(shifted: other)
  }

  /// 1/(1 + e^-x) in each lane. Error below 2.5 ulp on all doubles.
  @inlinable package static func sigmoid(_ x: SIMD8<Double>) -> SIMD8<Double> {
    let e = exp(SIMD8(0) - x.absolute)
    let top = SIMD8<Double>(repeating: 1).choosing(e, where: x.signMask)
    return top / (SIMD8(1) + e)
  }

  /// The hyperbolic tangent in each lane. Error below 2.5 ulp on all doubles.
  @inlinable package static func tanh(_ x: SIMD8<Double>) -> SIMD8<Double> {
    // With e = e^(2|x|) - 1 = (2^k - 1) + 2^k (e^r - 1) the tangent is e/(e + 2); it is 1 from 20 on.
    let end = SIMD8<Double>(repeating: 20)
    let a = x.absolute.choosing(end, where: (end - x.absolute).signMask)
    let twice = a + a
    let shifted = twice * SIMD8(0x1.71547652b82fep0) + SIMD8(roundingShift)
    let count = shifted - SIMD8(roundingShift)
    let r = (twice - count * SIMD8(log2High)) - count * SIMD8(log2Low)
    let less = r + r * r * Kernel.expRemainder(r)
    let power = SIMD8<Double>.powerOfTwo(shifted: shifted)
    let e = (power - SIMD8(1)) + power * less
    return (e / (e + SIMD8(2))).withSign(of: x)
  }
}
