extension Ball: CustomStringConvertible {
  /// The value in decimal, to at most so many significant digits, all of them certain: every number of the ball rounds to
  /// what is printed. `-0.25`, `1.5e-30`. Nil where not even the first digit is certain, or the value may be undefined.
  package func decimal(digits: Int) -> String? {
    guard isDefined, isBounded, digits > 0 else { return nil }
    if isExact && middle.isZero { return "0" }
    guard isPositive || isNegative, middle.top.magnitude < 1 << 22 else { return nil }
    let first = middle.isNegative ? -upper : lower
    let last = middle.isNegative ? -lower : upper
    var count = Swift.min(digits, Swift.max(1, accuracy == Int.max ? digits : accuracy * 30103 / 100_000 + 2))
    while count > 0 {
      let low = Ball.rounded(first, digits: count)
      if low == Ball.rounded(last, digits: count) {
        return (middle.isNegative ? "-" : "") + Ball.written(low.digits, exponent: low.exponent)
      }
      count -= 1
    }
    return nil
  }

  /// All certain digits, or what is known instead.
  package var description: String {
    switch definedness {
    case .never: "undefined"
    case .possibly: "possibly undefined"
    case .certainly: decimal(digits: precision * 3 / 10) ?? (isBounded ? "about \(approximation)" : "unbounded")
    }
  }

  /// So many digits of a positive number, rounded to nearest, and the power of ten of the first.
  private static func rounded(_ value: Dyadic, digits: Int) -> (digits: String, exponent: Int) {
    // The exponent from the bits, at most some too small.
    var exponent = (value.top - 1) * 30103 / 100_000 - 2
    while true {
      let shift = digits - 1 - exponent
      var top = value.mantissa
      var bottom = Integer.one
      if shift >= 0 { top *= Integer(10).power(shift) } else { bottom *= Integer(10).power(-shift) }
      if value.exponent >= 0 { top = top << value.exponent } else { bottom = bottom << -value.exponent }
      let nearest = ((top << 1) + bottom).flooredDivision(by: bottom << 1)
      let text = nearest.description
      if text.utf8.count <= digits { return (text, exponent) }
      exponent += text.utf8.count - digits
    }
  }

  /// Digits as a decimal number, the first of them at a power of ten; without the zeros at the end of a fraction.
  private static func written(_ digits: String, exponent: Int) -> String {
    var digits = Array(digits)
    while digits.count > 1, digits.last == "0", exponent < digits.count - 1 || exponent > 20 || exponent < -5 {
      digits.removeLast()
    }
    if exponent < -5 || exponent > 20 || exponent >= digits.count {
      let fraction = digits.dropFirst()
      return String(digits[0]) + (fraction.isEmpty ? "" : "." + String(fraction)) + "e\(exponent)"
    }
    if exponent < 0 { return "0." + String(repeating: "0", count: -exponent - 1) + String(digits) }
    let whole = String(digits[...exponent])
    return exponent + 1 < digits.count ? whole + "." + String(digits[(exponent + 1)...]) : whole
  }
}
