extension Integer: CustomStringConvertible {
  /// The largest power of ten in a word, and its exponent.
  private static let chunk: (digits: Int, power: UInt) = {
    var digits = 0
    var power: UInt = 1
    while power <= UInt.max / 10 {
      power *= 10
      digits += 1
    }
    return (digits, power)
  }()

  /// The decimal digits, after `-` where negative.
  @usableFromInline
  package var description: String {
    guard let words else { return String(small) }
    var rest = words
    var chunks: [UInt] = []
    while !rest.isEmpty { chunks.append(Words.divide(&rest, by: Integer.chunk.power)) }
    var text = isNegative ? "-" : ""
    for (index, chunk) in chunks.reversed().enumerated() {
      let digits = String(chunk)
      if index > 0 { text += String(repeating: "0", count: Integer.chunk.digits - digits.utf8.count) }
      text += digits
    }
    return text
  }

  /// Reads decimal digits after an optional sign; nil for anything else.
  package init?(_ text: some StringProtocol) {
    var digits = Array(text.utf8)[...]
    let isNegative = digits.first == UInt8(ascii: "-")
    if isNegative || digits.first == UInt8(ascii: "+") { digits = digits.dropFirst() }
    guard let magnitude = Integer(digits: digits) else { return nil }
    self = isNegative ? -magnitude : magnitude
  }

  /// Reads ASCII digits; nil where there is none or another character.
  init?(digits: ArraySlice<UInt8>) {
    guard !digits.isEmpty, digits.allSatisfy({ $0 >= 48 && $0 <= 57 }) else { return nil }
    // Chunks of a word each, least significant first, joined in pairs: products of equal size.
    var parts: [Integer] = []
    var end = digits.endIndex
    while end > digits.startIndex {
      let start = max(digits.startIndex, end - Integer.chunk.digits)
      parts.append(Integer(digits[start..<end].reduce(UInt(0)) { $0 * 10 + UInt($1 - 48) }))
      end = start
    }
    var base = Integer(Integer.chunk.power)
    while parts.count > 1 {
      var joined: [Integer] = []
      var index = 0
      while index < parts.count {
        joined.append(index + 1 < parts.count ? parts[index + 1] * base + parts[index] : parts[index])
        index += 2
      }
      parts = joined
      base *= base
    }
    self = parts[0]
  }
}
