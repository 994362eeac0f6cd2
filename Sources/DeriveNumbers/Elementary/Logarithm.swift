extension Elementary {
  /// The natural logarithm. Error below 0.51 ulp. Minus infinity at 0, NaN below.
  package static func log(_ x: Double) -> Double {
    guard x > 0 else { return x == 0 ? -.infinity : .nan }
    if x == .infinity { return x }
    return logarithm(x).high
  }

  /// log(1 + x), accurate also for small x. Error below 0.6 ulp. Minus infinity at -1, NaN below.
  package static func log1p(_ x: Double) -> Double {
    guard x > -1 else { return x == -1 ? -.infinity : .nan }
    if x.magnitude < 0x1p-54 || x == .infinity { return x }
    return logarithm(onePlus: x).asDouble
  }

  static func logarithm(onePlus x: Double) -> DoubleDouble {
    let sum = DoubleDouble.sum(1, x)
    let main = logarithm(sum.high)
    return DoubleDouble.ordered(main.high, main.low + sum.low / sum.high)
  }

  /// log(x + tail) for a double-double argument.
  static func logarithm(_ x: DoubleDouble) -> DoubleDouble {
    let main = logarithm(x.high)
    return DoubleDouble.ordered(main.high, main.low + x.low / x.high)
  }

  /// log(x) for positive finite x, with a relative error below 2^-65.
  ///
  /// `log(2^k m) = k log(2) - log(c) + log(1 + r)` with `r = c m - 1` exactly, `c` from a table.
  static func logarithm(_ x: Double) -> DoubleDouble {
    var bits = x.bitPattern
    var exponent = 0
    if x < 0x1p-1022 {
      bits = (x * 0x1p54).bitPattern
      exponent = -54
    }
    exponent += Int(bits >> 52) - 1023
    let index = Int(bits >> 46 & 63)
    var m = Double(bitPattern: bits & 0x000f_ffff_ffff_ffff | 0x3ff0_0000_0000_0000)
    if index >= 27 {
      m *= 0.5
      exponent += 1
    }
    let row = LogarithmTable.rows[index]
    // The table's reciprocals have 10 bits, so both products are exact.
    let upper = Double(bitPattern: m.bitPattern & 0xffff_ffff_f800_0000)
    let r = DoubleDouble.ordered(upper * row.reciprocal - 1, (m - upper) * row.reciprocal)
    let count = Double(exponent)
    let base = count * log2High + row.high
    let square = DoubleDouble.product(r.high, r.high)
    let cube = square.high * r.high * Kernel.logarithmTail(r.high)
    let low = (count * log2Low + row.low) + (r.low - 0.5 * square.low - r.high * r.low)
    let first = DoubleDouble.sum(base, r.high)
    let second = DoubleDouble.sum(first.high, -0.5 * square.high)
    return DoubleDouble.ordered(second.high, second.low + first.low + (low + cube))
  }
}
