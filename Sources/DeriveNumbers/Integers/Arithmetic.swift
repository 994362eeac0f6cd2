extension Integer {
  /// The sum.
  @inlinable package static func + (a: Integer, b: Integer) -> Integer {
    if a.words == nil && b.words == nil {
      let (sum, overflow) = a.small.addingReportingOverflow(b.small)
      if !overflow { return Integer(sum) }
    }
    return sumLarge(a, b, negatingSecond: false)
  }

  /// The difference.
  @inlinable package static func - (a: Integer, b: Integer) -> Integer {
    if a.words == nil && b.words == nil {
      let (difference, overflow) = a.small.subtractingReportingOverflow(b.small)
      if !overflow { return Integer(difference) }
    }
    return sumLarge(a, b, negatingSecond: true)
  }

  /// The product.
  @inlinable package static func * (a: Integer, b: Integer) -> Integer {
    if a.words == nil && b.words == nil {
      let (product, overflow) = a.small.multipliedReportingOverflow(by: b.small)
      if !overflow { return Integer(product) }
    }
    return productLarge(a, b)
  }

  /// The negative.
  @inlinable package static prefix func - (a: Integer) -> Integer {
    if a.words == nil && a.small != Int.min { return Integer(-a.small) }
    return negatedLarge(a)
  }

  /// Adds in place.
  @inlinable package static func += (a: inout Integer, b: Integer) { a = a + b }
  @inlinable package static func -= (a: inout Integer, b: Integer) { a = a - b }
  @inlinable package static func *= (a: inout Integer, b: Integer) { a = a * b }

  /// The absolute value.
  @inlinable package var magnitude: Integer { isNegative ? -self : self }

  @usableFromInline static func sumLarge(_ a: Integer, _ b: Integer, negatingSecond: Bool) -> Integer {
    if b.isZero { return a }
    let first = a.magnitudeWords
    let second = b.magnitudeWords
    let secondIsNegative = b.isNegative != negatingSecond
    if a.isZero || a.isNegative == secondIsNegative {
      return Integer(isNegative: secondIsNegative, magnitude: Words.sum(first, second))
    }
    switch Words.compare(first, second) {
    case 0: return .zero
    case 1: return Integer(isNegative: a.isNegative, magnitude: Words.difference(first, second))
    default: return Integer(isNegative: secondIsNegative, magnitude: Words.difference(second, first))
    }
  }

  @usableFromInline static func productLarge(_ a: Integer, _ b: Integer) -> Integer {
    let isNegative = a.isNegative != b.isNegative
    switch (a.words, b.words) {
    case (nil, nil):
      let (high, low) = a.small.magnitude.multipliedFullWidth(by: b.small.magnitude)
      return Integer(isNegative: isNegative, magnitude: [low, high])
    case (var words?, nil):
      Words.multiplyAdd(&words, by: b.small.magnitude, adding: 0)
      return Integer(isNegative: isNegative, magnitude: words)
    case (nil, var words?):
      Words.multiplyAdd(&words, by: a.small.magnitude, adding: 0)
      return Integer(isNegative: isNegative, magnitude: words)
    case (let first?, let second?):
      return Integer(isNegative: isNegative, magnitude: Words.product(first, second))
    }
  }

  @usableFromInline static func negatedLarge(_ a: Integer) -> Integer {
    Integer(isNegative: !a.isNegative, magnitude: a.magnitudeWords)
  }

  /// `a * 2^bits`; a negative count shifts right. The result needs that many bits of memory: guard large counts.
  package static func << (a: Integer, bits: Int) -> Integer {
    if bits < 0 { return a >> (bits == Int.min ? Int.max : -bits) }
    return Integer(isNegative: a.isNegative, magnitude: Words.shiftedLeft(a.magnitudeWords, by: bits))
  }

  /// `floor(a / 2^bits)`, as for `Int`; a negative count shifts left.
  package static func >> (a: Integer, bits: Int) -> Integer {
    if bits < 0 { return a << (bits == Int.min ? Int.max : -bits) }
    if let value = a.asInt { return Integer(value >> bits) }
    let shifted = Integer(isNegative: a.isNegative, magnitude: Words.shiftedRight(a.magnitudeWords, by: bits))
    return a.isNegative && a.trailingZeroBitCount < bits ? shifted - .one : shifted
  }
}
