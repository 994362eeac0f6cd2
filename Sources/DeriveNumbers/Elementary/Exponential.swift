/// `2^52 * 3/2`: adding and subtracting it rounds a number below 2^51 to the nearest integer, whose lower bits are then
/// those of the sum.
@usableFromInline let roundingShift = 0x1.8p52

/// The upper 42 bits of log(2), so that its product with an exponent is exact, and the rest.
@usableFromInline let log2High = 0x1.62e42fefa3800p-1
@usableFromInline let log2Low = 0x1.ef35793c76730p-45

extension Elementary {
  /// e^x. Error below 0.7 ulp. 0 for minus infinity.
  package static func exp(_ x: Double) -> Double {
    guard x < 709.8 else { return x.isNaN ? x : .infinity }
    guard x > -745.2 else { return 0 }
    let (mantissa, exponent) = expParts(DoubleDouble(x))
    return scaled(mantissa.high, exponent)
  }

  /// e^x - 1, accurate also where that is small. Error below 1 ulp.
  package static func expm1(_ x: Double) -> Double {
    guard x < 709.8 else { return x.isNaN ? x : .infinity }
    guard x > -40 else { return -1 }
    if x.magnitude < 0x1p-54 { return x }
    if x.magnitude < 0.34 { return x + x * x * Kernel.expRemainder(x) }
    let (mantissa, exponent) = expParts(DoubleDouble(x))
    if exponent > 60 { return scaled(mantissa.high, exponent) }
    let power = scaled(1, exponent)
    let difference = DoubleDouble.sum(mantissa.high * power, -1)
    return difference.high + (difference.low + mantissa.low * power)
  }

  /// `e^x` as a number in [0.7, 1.42] with its tail, times a power of two. Requires `|x| < 2000`.
  static func expParts(_ x: DoubleDouble) -> (mantissa: DoubleDouble, exponent: Int) {
    let count = (x.high * 0x1.71547652b82fep0 + roundingShift) - roundingShift
    let first = x.high - count * log2High
    let second = count * log2Low
    let rest = DoubleDouble.sum(first, x.low - second)
    let low = rest.low
    let r = rest.high
    let sum = DoubleDouble.ordered(1, r)
    let tail = low + low * r + r * r * Kernel.expRemainder(r)
    return (DoubleDouble.ordered(sum.high, sum.low + tail), Int(count))
  }

  /// `value * 2^exponent`, rounded once. Requires a value near 1 and `|exponent| < 3000`.
  static func scaled(_ value: Double, _ exponent: Int) -> Double {
    if exponent > 1023 { return value * 0x1p1023 * powerOfTwo(min(exponent - 1023, 1023)) }
    if exponent < -1000 { return value * 0x1p-900 * powerOfTwo(max(exponent + 900, -1022)) }
    return value * powerOfTwo(exponent)
  }

  /// `2^exponent`. Requires an exponent from -1022 to 1023.
  static func powerOfTwo(_ exponent: Int) -> Double {
    Double(bitPattern: UInt64(exponent + 1023) << 52)
  }
}
