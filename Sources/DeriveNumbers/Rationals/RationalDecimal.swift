extension Rational {
  /// The largest magnitude of a decimal exponent that is read: a larger one would take memory out of proportion to
  /// what was written.
  package static let largestDecimalExponent = 20_000

  /// Reads a decimal number exactly: `12`, `0.01`, `.5`, `3.`, `1e-3`, `-3.5E+10`. Nil for anything else, and where
  /// the exponent's magnitude exceeds `largestDecimalExponent`.
  package init?(decimal text: some StringProtocol) {
    var rest = Array(text.utf8)[...]
    let isNegative = rest.first == UInt8(ascii: "-")
    if isNegative || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
    var exponent = 0
    if let mark = rest.firstIndex(where: { $0 | 0x20 == UInt8(ascii: "e") }) {
      guard let written = Rational.exponent(rest[(mark + 1)...]) else { return nil }
      exponent = written
      rest = rest[..<mark]
    }
    var digits = rest
    if let point = rest.firstIndex(of: UInt8(ascii: ".")) {
      digits = rest[..<point] + rest[(point + 1)...]
      exponent -= rest.endIndex - point - 1
    }
    guard let magnitude = Integer(digits: digits) else { return nil }
    let significand = isNegative ? -magnitude : magnitude
    if exponent >= 0 {
      self.init(significand * Integer(10).power(exponent))
    } else {
      self.init(significand, Integer(10).power(-exponent))
    }
  }

  private static func exponent(_ text: ArraySlice<UInt8>) -> Int? {
    let isNegative = text.first == UInt8(ascii: "-")
    let digits = isNegative || text.first == UInt8(ascii: "+") ? text.dropFirst() : text
    guard !digits.isEmpty else { return nil }
    var value = 0
    for digit in digits {
      guard digit >= 48 && digit <= 57 else { return nil }
      value = value * 10 + Int(digit - 48)
      if value > largestDecimalExponent { return nil }
    }
    return isNegative ? -value : value
  }
}
