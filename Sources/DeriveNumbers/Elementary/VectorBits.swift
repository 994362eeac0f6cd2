// Comparisons of `SIMD8<Double>` compile to a loop over the lanes on baseline x86-64, and 64-bit integers have none at
// all there. So choices are made by sign bits: the sign of a difference, spread over the lane, masks the bits.

extension SIMD8<Double> {
  /// The bits of each lane.
  @inlinable @inline(__always) var bits: SIMD8<Int64> { unsafeBitCast(self, to: SIMD8<Int64>.self) }

  @inlinable @inline(__always) init(bits: SIMD8<Int64>) { self = unsafeBitCast(bits, to: SIMD8<Double>.self) }

  /// The absolute values.
  @inlinable @inline(__always) var absolute: SIMD8<Double> {
    SIMD8<Double>(bits: bits & SIMD8<Int64>(repeating: Int64.max))
  }

  /// These magnitudes with the signs of `other`. Requires lanes that are not negative.
  @inlinable @inline(__always) func withSign(of other: SIMD8<Double>) -> SIMD8<Double> {
    SIMD8<Double>(bits: bits | other.bits & SIMD8<Int64>(repeating: Int64.min))
  }

  /// All bits where the sign bit is set. The difference of a number and a positive NaN is a positive NaN: not set.
  @inlinable @inline(__always) var signMask: SIMD8<Int64> { bits &>> SIMD8<Int64>(repeating: 63) }

  /// `other` in the lanes whose bits in the mask are set.
  @inlinable @inline(__always) func choosing(_ other: SIMD8<Double>, where mask: SIMD8<Int64>) -> SIMD8<Double> {
    SIMD8<Double>(bits: (bits & ~mask) | (other.bits & mask))
  }

  /// `2^n` for a lane that holds `n + 2^52 * 3/2`, n from -1022 to 1023: the lower bits of the pattern are n's.
  @inlinable @inline(__always) static func powerOfTwo(shifted: SIMD8<Double>) -> SIMD8<Double> {
    SIMD8<Double>(bits: (shifted.bits &+ SIMD8<Int64>(repeating: 1023)) &<< SIMD8<Int64>(repeating: 52))
  }
}

extension SIMD8<Int64> {
  /// Whether a lane is negative.
  @inlinable @inline(__always) var hasNegativeLane: Bool {
    let four = lowHalf | highHalf
    let two = four.lowHalf | four.highHalf
    return (two[0] | two[1]) < 0
  }
}
