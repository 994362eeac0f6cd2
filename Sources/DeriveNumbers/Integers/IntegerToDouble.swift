extension Integer {
  /// The integer that a double is, exactly; nil where the double is not finite or has a fraction.
  package init?(exactly value: Double) {
    if let small = value.asExactInt {
      self.init(small)
      return
    }
    guard value.isFinite, value.magnitude >= 0x1p63 else { return nil }
    let significand = Integer(Int(value.significandBitPattern | 1 << 52))
    let shifted = significand << (Int(value.exponent) - 52)
    self = value < 0 ? -shifted : shifted
  }

  /// The nearest double, ties to even; infinite beyond the range of doubles.
  package var asDouble: Double {
    guard let words else { return Double(small) }
    let width = Words.bitWidth(words)
    if width > 1024 { return isNegative ? -.infinity : .infinity }
    // 64 leading bits, the last of them set where any bit below is: rounding them rounds the whole.
    let dropped = width - 64
    var top = UInt64(truncatingIfNeeded: Words.shiftedRight(words, by: dropped).first ?? 0)
    if Words.trailingZeroBitCount(words) < dropped { top |= 1 }
    let value = Double(sign: .plus, exponent: dropped, significand: Double(top))
    return isNegative ? -value : value
  }
}

extension Double {
  /// The value as an `Int`, where it is one. (`Int(exactly:)` and `rounded` would call the C library's mathematics.)
  @inlinable var asExactInt: Int? {
    guard magnitude < 0x1p63 else { return nil }
    let truncated = Int(self)
    return Double(truncated) == self ? truncated : nil
  }

  /// The double nearest to an integer, ties to even; infinite beyond the range of doubles.
  package init(_ value: Integer) {
    self = value.asDouble
  }
}
