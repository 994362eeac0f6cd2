/// Bringing an angle to within pi/4 of zero.
@usableFromInline enum ArgumentReduction {
  /// Up to this magnitude three parts of pi/2 suffice.
  @usableFromInline static let directLimit = 12_800.0

  // pi/2 as a sum; the first two parts have 40 bits, so that their products with a count up to 2^13 are exact.
  @usableFromInline static let first = 0x1.921fb54442000p0
  @usableFromInline static let second = 0x1.a308d31318000p-41
  @usableFromInline static let third = 0x1.8a2e03707344ap-81
  @usableFromInline static let twoOverPi = 0x1.45f306dc9c883p-1

  /// `x - q pi/2` with its tail, and `q` modulo 4, where `|x - q pi/2|` is at most pi/4, up to rounding. Requires
  /// finite x.
  static func reduce(_ x: Double) -> (rest: DoubleDouble, quadrant: Int) {
    if x.magnitude <= 0.785 { return (DoubleDouble(x), 0) }
    if x.magnitude > directLimit { return reduceLarge(x) }
    let count = (x * twoOverPi + roundingShift) - roundingShift
    let a = DoubleDouble.sum(x - count * first, -(count * second))
    let b = DoubleDouble.sum(a.high, -(count * third))
    return (DoubleDouble.ordered(b.high, b.low + a.low), Int(count) & 3)
  }

  /// The bits of 2/pi after the point, behind a word of zeros.
  private static let twoOverPiBits: [UInt64] = [
    0,
    0xa2f9_836e_4e44_1529, 0xfc27_57d1_f534_ddc0, 0xdb62_9599_3c43_9041, 0xfe51_63ab_debb_c561,
    0xb724_6e3a_424d_d2e0, 0x0649_2eea_09d1_921c, 0xfe1d_eb1c_b129_a73e, 0xe882_35f5_2ebb_4484,
    0xe99c_7026_b45f_7e41, 0x3991_d639_8353_39f4, 0x9c84_5f8b_bdf9_283b, 0x1ff8_97ff_de05_980f,
    0xef2f_118b_5a0a_6d1f, 0x6d36_7ecf_27cb_09b7, 0x4f46_3f66_9e5f_ea2d, 0x7527_bac7_ebe5_f17b,
    0x3d07_39f7_8a52_92ea, 0x6bfb_5fb1_1f8d_5d08, 0x5603_3046_fc7b_6bab, 0xf0cf_bc20_9af4_361d,
    0xa9e3_9161_5ee6_1b08, 0x6599_855f_14a0_6840, 0x8dff_d880_4d73_2731, 0x0606_1556_ca73_a8c9,
  ]

  /// The product of the significand with those bits of 2/pi that matter modulo 4, exactly.
  ///
  /// Source: M. H. Payne and R. N. Hanek, Radian reduction for trigonometric functions, SIGNUM Newsletter 18 (1983).
  private static func reduceLarge(_ x: Double) -> (rest: DoubleDouble, quadrant: Int) {
    let significand = UInt64(x.significandBitPattern | 1 << 52)
    // x = significand * 2^exponent. Bits of 2/pi above weight 2^(1 - exponent) give multiples of 4.
    let exponent = Int(x.exponentBitPattern) - 1023 - 52
    let start = exponent + 62
    let word = start / 64
    let shift = UInt64(start % 64)
    var window = SIMD4<UInt64>()
    for index in 0..<4 {
      let upper = twoOverPiBits[word + index] << shift
      window[index] = shift == 0 ? upper : upper | twoOverPiBits[word + index + 1] >> (64 - shift)
    }
    // window[0] is the most significant. The product modulo 2^256, of which one unit is 4 quadrants.
    var product = SIMD4<UInt64>()
    var carry: UInt64 = 0
    for index in (0..<4).reversed() {
      let (high, low) = window[index].multipliedFullWidth(by: significand)
      let (sum, overflow) = low.addingReportingOverflow(carry)
      product[index] = sum
      carry = high &+ (overflow ? 1 : 0)
    }
    var quadrant = Int(product[0] >> 62)
    var fraction = (
      product[0] << 2 | product[1] >> 62, product[1] << 2 | product[2] >> 62, product[2] << 2 | product[3] >> 62
    )
    let isNegative = fraction.0 >> 63 == 1
    if isNegative {
      // One quadrant more, less the complement.
      quadrant += 1
      fraction = (~fraction.0, ~fraction.1, ~fraction.2)
    }
    var scale = 1.0
    if fraction.0 == 0 {
      fraction = (fraction.1, fraction.2, 0)
      scale = 0x1p-64
    }
    let zeros = UInt64(fraction.0.leadingZeroBitCount)
    if zeros > 0 && zeros < 64 {
      fraction.0 = fraction.0 << zeros | fraction.1 >> (64 - zeros)
      fraction.1 = fraction.1 << zeros | fraction.2 >> (64 - zeros)
      scale *= Double(bitPattern: (1023 - zeros) << 52)
    }
    let high = Double(fraction.0 >> 11) * 0x1p-53
    let low = Double((fraction.0 & 0x7ff) << 53 | fraction.1 >> 11) * 0x1p-117
    let angle = DoubleDouble.ordered(high, low) * DoubleDouble.halfPi
    let signed = isNegative != (x < 0) ? -scale : scale
    let turns = x < 0 ? -quadrant : quadrant
    return (DoubleDouble(angle.high * signed, angle.low * signed), turns & 3)
  }
}
