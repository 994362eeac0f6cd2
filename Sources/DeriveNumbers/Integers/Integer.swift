/// An exact signed integer of any size.
///
/// A value that fits an `Int` is held inline; a larger one as a sign and an array of words. The representation is
/// canonical, so equality and hashing are structural. No operation overflows.
@frozen @usableFromInline
package struct Integer: Sendable {
  /// The value, or its sign (1 or -1) where `words` holds the magnitude.
  @usableFromInline var small: Int
  /// The magnitude, least significant word first and without leading zeros, where the value does not fit an `Int`.
  @usableFromInline var words: [UInt]?

  @inlinable init(small: Int, words: [UInt]?) {
    self.small = small
    self.words = words
  }

  /// An integer of one word.
  @inlinable package init(_ value: Int) {
    self.init(small: value, words: nil)
  }

  /// An integer of one word.
  package init(_ value: UInt) {
    self.init(isNegative: false, magnitude: [value])
  }

  /// The canonical integer with a sign and a magnitude, which may have leading zeros.
  @usableFromInline init(isNegative: Bool, magnitude: [UInt]) {
    var magnitude = magnitude
    Words.trim(&magnitude)
    guard let first = magnitude.first else {
      self.init(small: 0, words: nil)
      return
    }
    if magnitude.count == 1 {
      if first <= UInt(Int.max) {
        self.init(small: isNegative ? -Int(first) : Int(first), words: nil)
        return
      }
      if isNegative && first == Int.min.magnitude {
        self.init(small: Int.min, words: nil)
        return
      }
    }
    self.init(small: isNegative ? -1 : 1, words: magnitude)
  }

  /// The integer 0.
  @inlinable package static var zero: Integer { Integer(0) }
  /// The integer 1.
  @inlinable package static var one: Integer { Integer(1) }
  /// The integer -1.
  @inlinable package static var minusOne: Integer { Integer(-1) }

  /// The value as an `Int`, where it fits.
  @inlinable package var asInt: Int? { words == nil ? small : nil }

  /// Whether this is 0.
  @inlinable package var isZero: Bool { small == 0 }

  /// Whether this is 1.
  @inlinable package var isOne: Bool { small == 1 && words == nil }

  /// Whether this is below 0.
  @inlinable package var isNegative: Bool { small < 0 }

  /// -1, 0 or 1.
  @inlinable package var signum: Int { small.signum() }

  /// Whether this is odd.
  package var isOdd: Bool {
    if let words { return words[0] & 1 == 1 }
    return small & 1 == 1
  }

  /// The number of bits of the magnitude: 0 for 0, 1 for 1 and -1, 2 for 2 and 3.
  package var bitWidth: Int {
    if let words { return Words.bitWidth(words) }
    return UInt.bitWidth - small.magnitude.leadingZeroBitCount
  }

  /// The number of zero bits below the lowest set bit; 0 for 0.
  package var trailingZeroBitCount: Int {
    if let words { return Words.trailingZeroBitCount(words) }
    return small == 0 ? 0 : small.trailingZeroBitCount
  }

  /// The magnitude's words, least significant first; none for 0.
  var magnitudeWords: [UInt] {
    if let words { return words }
    return small == 0 ? [] : [small.magnitude]
  }
}

extension Integer: Hashable {
  /// Whether both are the same integer.
  @inlinable package static func == (a: Integer, b: Integer) -> Bool {
    a.small == b.small && (a.words == nil && b.words == nil || a.words == b.words)
  }

  /// Equal integers hash alike.
  @inlinable package func hash(into hasher: inout Hasher) {
    hasher.combine(small)
    if let words { hasher.combine(words) }
  }

  /// A hash that is the same on every run and machine, unlike `hashValue`.
  package var stableHash: Int {
    guard let words else { return small }
    var hash = UInt(bitPattern: small)
    for word in words { hash = (hash ^ word) &* 0x9e37_79b9_7f4a_7c15 ^ hash >> 29 }
    return Int(bitPattern: hash)
  }
}

extension Integer: Comparable {
  /// Whether the first is below the second.
  @inlinable package static func < (a: Integer, b: Integer) -> Bool {
    if a.words == nil && b.words == nil { return a.small < b.small }
    return compareLarge(a, b) < 0
  }

  @usableFromInline static func compareLarge(_ a: Integer, _ b: Integer) -> Int {
    if a.signum != b.signum { return a.signum < b.signum ? -1 : 1 }
    return a.signum * Words.compare(a.magnitudeWords, b.magnitudeWords)
  }
}

extension Integer: ExpressibleByIntegerLiteral {
  /// A literal that fits an `Int`.
  @inlinable package init(integerLiteral value: Int) {
    self.init(value)
  }
}
