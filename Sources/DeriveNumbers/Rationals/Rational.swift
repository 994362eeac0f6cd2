/// An exact rational number, in lowest terms with a positive denominator.
///
/// Where numerator and denominator fit an `Int` they are held inline, without allocation; otherwise in a box. The
/// representation is canonical, so equality and hashing are structural. No operation overflows.
@frozen @usableFromInline
package struct Rational: Sendable {
  /// The numerator, or its sign where `large` holds the value.
  @usableFromInline var top: Int
  /// The denominator, or 0 where `large` holds the value.
  @usableFromInline var bottom: Int
  @usableFromInline var large: LargeRational?

  @inlinable init(top: Int, bottom: Int, large: LargeRational?) {
    self.top = top
    self.bottom = bottom
    self.large = large
  }

  /// Requires lowest terms and a positive denominator.
  @inlinable init(reduced top: Int, _ bottom: Int) {
    self.init(top: top, bottom: bottom, large: nil)
  }

  /// Requires lowest terms and a positive denominator.
  @usableFromInline init(reduced numerator: Integer, _ denominator: Integer) {
    if let top = numerator.asInt, let bottom = denominator.asInt {
      self.init(top: top, bottom: bottom, large: nil)
    } else {
      let box = LargeRational(numerator: numerator, denominator: denominator)
      self.init(top: numerator.signum, bottom: 0, large: box)
    }
  }

  /// An integer.
  @inlinable package init(_ value: Int) {
    self.init(reduced: value, 1)
  }

  /// An integer.
  package init(_ value: Integer) {
    self.init(reduced: value, .one)
  }

  /// `numerator / denominator`. Requires a nonzero denominator.
  @inlinable package init(_ numerator: Int, _ denominator: Int) {
    precondition(denominator != 0, "a rational with denominator zero")
    if denominator > 0 {
      let divisor = greatestCommonDivisor(numerator, positive: denominator)
      self.init(reduced: numerator / divisor, denominator / divisor)
    } else {
      self.init(Integer(numerator), Integer(denominator))
    }
  }

  /// `numerator / denominator`. Requires a nonzero denominator.
  @usableFromInline
  package init(_ numerator: Integer, _ denominator: Integer) {
    precondition(!denominator.isZero, "a rational with denominator zero")
    var divisor = Integer.gcd(numerator, denominator)
    if denominator.isNegative { divisor = -divisor }
    if divisor.isOne {
      self.init(reduced: numerator, denominator)
    } else {
      self.init(
        reduced: numerator.quotientAndRemainder(dividingBy: divisor).quotient,
        denominator.quotientAndRemainder(dividingBy: divisor).quotient)
    }
  }

  /// The number 0.
  @inlinable package static var zero: Rational { Rational(reduced: 0, 1) }
  @inlinable package static var one: Rational { Rational(reduced: 1, 1) }
  @inlinable package static var minusOne: Rational { Rational(reduced: -1, 1) }

  /// The numerator in lowest terms, with the sign.
  @inlinable package var numerator: Integer { bottom == 0 ? largeNumerator : Integer(top) }

  @usableFromInline var largeNumerator: Integer { large?.numerator ?? Integer(top) }

  /// Always positive.
  @inlinable package var denominator: Integer { bottom == 0 ? largeDenominator : Integer(bottom) }

  @usableFromInline var largeDenominator: Integer { large?.denominator ?? Integer(bottom) }

  /// Whether this is 0.
  @inlinable package var isZero: Bool { top == 0 }
  @inlinable package var isOne: Bool { top == 1 && bottom == 1 }
  @inlinable package var isMinusOne: Bool { top == -1 && bottom == 1 }
  @inlinable package var isNegative: Bool { top < 0 }
  @inlinable package var isPositive: Bool { top > 0 }
  @inlinable package var isInteger: Bool { bottom == 1 || bottom == 0 && largeDenominator.isOne }

  /// -1, 0 or 1.
  @inlinable package var signum: Int { top.signum() }

  /// The value as an `Int`, where it is one.
  @inlinable package var asInt: Int? { bottom == 1 ? top : nil }

  /// The value as an integer, where it is one.
  package var asInteger: Integer? { isInteger ? numerator : nil }

  /// Whether numerator and denominator fit an `Int` each.
  @inlinable package var fitsTwoWords: Bool { bottom != 0 }

  /// The bits of the numerator's magnitude plus those of the denominator: what the number weighs.
  package var bitWidth: Int { numerator.bitWidth + denominator.bitWidth }
}

/// The parts of a rational that does not fit two words.
@usableFromInline final class LargeRational: Sendable {
  let numerator: Integer
  let denominator: Integer

  init(numerator: Integer, denominator: Integer) {
    self.numerator = numerator
    self.denominator = denominator
  }
}

extension Rational: Hashable {
  /// Whether both are the same number.
  @inlinable package static func == (a: Rational, b: Rational) -> Bool {
    a.top == b.top && a.bottom == b.bottom && (a.bottom != 0 || equalLarge(a, b))
  }

  @usableFromInline static func equalLarge(_ a: Rational, _ b: Rational) -> Bool {
    a.large === b.large || a.numerator == b.numerator && a.denominator == b.denominator
  }

  /// Equal numbers hash alike.
  @inlinable package func hash(into hasher: inout Hasher) {
    if bottom == 0 { return hashLarge(into: &hasher) }
    hasher.combine(top)
    hasher.combine(bottom)
  }

  /// What sets and dictionaries hash by: a multiplication a word where the number fits two, in place of the keyed hash
  /// against hostile keys. A table of numbers is asked whenever two numbers are added.
  @inlinable package func _rawHashValue(seed: Int) -> Int {
    if bottom == 0 {
      var hasher = Hasher()
      hasher.combine(seed)
      hashLarge(into: &hasher)
      return hasher.finalize()
    }
    let start = UInt64(truncatingIfNeeded: top) ^ UInt64(truncatingIfNeeded: seed)
    let first = start &* 0x9e37_79b9_7f4a_7c15
    let second = (first ^ first >> 32 ^ UInt64(truncatingIfNeeded: bottom)) &* 0xd6e8_feb8_6659_fd93
    return Int(truncatingIfNeeded: second ^ second >> 32)
  }

  @usableFromInline func hashLarge(into hasher: inout Hasher) {
    hasher.combine(numerator)
    hasher.combine(denominator)
  }
}

extension Rational: Comparable {
  /// Whether the first is below the second.
  @inlinable package static func < (a: Rational, b: Rational) -> Bool {
    if a.bottom != 0 && b.bottom != 0 {
      if a.bottom == b.bottom { return a.top < b.top }
      let left = a.top.multipliedFullWidth(by: b.bottom)
      let right = b.top.multipliedFullWidth(by: a.bottom)
      return left.high == right.high ? left.low < right.low : left.high < right.high
    }
    return lessLarge(a, b)
  }

  @usableFromInline static func lessLarge(_ a: Rational, _ b: Rational) -> Bool {
    if a.signum != b.signum { return a.signum < b.signum }
    return a.numerator * b.denominator < b.numerator * a.denominator
  }
}

extension Rational: ExpressibleByIntegerLiteral {
  /// A literal that fits an `Int`.
  @inlinable package init(integerLiteral value: Int) {
    self.init(value)
  }
}

extension Rational: CustomStringConvertible {
  /// `3/4`, `-3/4`, `5`.
  @usableFromInline
  package var description: String {
    isInteger ? numerator.description : "\(numerator)/\(denominator)"
  }
}
