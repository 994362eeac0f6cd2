import DeriveNumbers

/// What is known of a scalar's value: an interval that contains it, whether it can be zero, whether it is whole.
///
/// Sound, not complete: `any` is always right. An end that is `nil` is infinite.
package struct Bounds: Hashable, Sendable {
  package var lower: Rational?
  package var upper: Rational?
  /// The lower end itself is not taken.
  package var lowerIsOpen: Bool
  package var upperIsOpen: Bool
  package var excludesZero: Bool
  package var isInteger: Bool

  package init(
    lower: Rational? = nil, upper: Rational? = nil, lowerIsOpen: Bool = false, upperIsOpen: Bool = false,
    excludesZero: Bool = false, isInteger: Bool = false
  ) {
    self.lower = lower
    self.upper = upper
    self.lowerIsOpen = lowerIsOpen
    self.upperIsOpen = upperIsOpen
    self.excludesZero = excludesZero
    self.isInteger = isInteger
  }

  package static let any = Bounds()
  package static let positive = Bounds(lower: .zero, lowerIsOpen: true, excludesZero: true)
  package static let nonNegative = Bounds(lower: .zero)
  package static let negative = Bounds(upper: .zero, upperIsOpen: true, excludesZero: true)
  package static let nonPositive = Bounds(upper: .zero)
  package static let nonZero = Bounds(excludesZero: true)
  package static let unit = Bounds(lower: .zero, upper: .one)
  package static let openUnit = Bounds(lower: .zero, upper: .one, lowerIsOpen: true, upperIsOpen: true)

  package static func exactly(_ value: Rational) -> Bounds {
    Bounds(lower: value, upper: value, excludesZero: !value.isZero, isInteger: value.isInteger)
  }

  /// Certainly >= 0, > 0, <= 0, < 0, or not 0; false where unknown.
  package var isNonNegative: Bool { lower.map { $0.signum >= 0 } ?? false }
  package var isPositive: Bool {
    guard let lower else { return false }
    return lower.signum > 0 || lower.isZero && (lowerIsOpen || excludesZero)
  }
  package var isNonPositive: Bool { upper.map { $0.signum <= 0 } ?? false }
  package var isNegative: Bool {
    guard let upper else { return false }
    return upper.signum < 0 || upper.isZero && (upperIsOpen || excludesZero)
  }
  package var isNonZero: Bool { excludesZero || isPositive || isNegative }

  /// Certainly `self <= value`.
  package func isAtMost(_ value: Rational) -> Bool { upper.map { $0 <= value } ?? false }
  package func isAtLeast(_ value: Rational) -> Bool { lower.map { $0 >= value } ?? false }
  package func isBelow(_ value: Rational) -> Bool { upper.map { $0 < value || $0 == value && upperIsOpen } ?? false }
  package func isAbove(_ value: Rational) -> Bool { lower.map { $0 > value || $0 == value && lowerIsOpen } ?? false }

  /// Both facts hold.
  package func intersection(_ other: Bounds) -> Bounds {
    var result = self
    if let l = other.lower {
      if let mine = lower, mine > l {
      } else if lower == l {
        result.lowerIsOpen = lowerIsOpen || other.lowerIsOpen
      } else {
        result.lower = l
        result.lowerIsOpen = other.lowerIsOpen
      }
    }
    if let u = other.upper {
      if let mine = upper, mine < u {
      } else if upper == u {
        result.upperIsOpen = upperIsOpen || other.upperIsOpen
      } else {
        result.upper = u
        result.upperIsOpen = other.upperIsOpen
      }
    }
    result.excludesZero = excludesZero || other.excludesZero
    result.isInteger = isInteger || other.isInteger
    return result
  }

  /// Either fact holds.
  package func union(_ other: Bounds) -> Bounds {
    var result = Bounds()
    if let a = lower, let b = other.lower {
      result.lower = min(a, b)
      result.lowerIsOpen = a == b ? lowerIsOpen && other.lowerIsOpen : (a < b ? lowerIsOpen : other.lowerIsOpen)
    }
    if let a = upper, let b = other.upper {
      result.upper = max(a, b)
      result.upperIsOpen = a == b ? upperIsOpen && other.upperIsOpen : (a > b ? upperIsOpen : other.upperIsOpen)
    }
    result.excludesZero = isNonZero && other.isNonZero
    result.isInteger = isInteger && other.isInteger
    return result
  }

  package static func + (a: Bounds, b: Bounds) -> Bounds {
    var result = Bounds(isInteger: a.isInteger && b.isInteger)
    if let x = a.lower, let y = b.lower {
      result.lower = x + y
      result.lowerIsOpen = a.lowerIsOpen || b.lowerIsOpen
    }
    if let x = a.upper, let y = b.upper {
      result.upper = x + y
      result.upperIsOpen = a.upperIsOpen || b.upperIsOpen
    }
    // x >= 0 that is not 0 plus y >= 0 is positive.
    if a.isNonNegative, b.isNonNegative, a.isPositive || b.isPositive {
      result.excludesZero = true
    }
    if a.isNonPositive, b.isNonPositive, a.isNegative || b.isNegative {
      result.excludesZero = true
    }
    return result
  }

  package static prefix func - (a: Bounds) -> Bounds {
    Bounds(
      lower: a.upper.map { -$0 }, upper: a.lower.map { -$0 }, lowerIsOpen: a.upperIsOpen, upperIsOpen: a.lowerIsOpen,
      excludesZero: a.excludesZero, isInteger: a.isInteger)
  }

  package static func * (a: Bounds, b: Bounds) -> Bounds { plainProduct(a, b).shortened }

  private static func plainProduct(_ a: Bounds, _ b: Bounds) -> Bounds {
    // One factor is turned to be of one sign; two of unknown sign tell nothing but the product of finite ends.
    if a.isNonPositive, !a.isNonNegative { return -plainProduct(-a, b) }
    if b.isNonPositive, !b.isNonNegative { return -plainProduct(a, -b) }
    var result = Bounds(excludesZero: a.isNonZero && b.isNonZero, isInteger: a.isInteger && b.isInteger)
    // A multiple keeps what is open.
    for (factor, other) in [(a, b), (b, a)] {
      guard let scale = factor.lower, scale == factor.upper, scale.signum > 0 else { continue }
      (result.lower, result.upper) = (other.lower.map { $0 * scale }, other.upper.map { $0 * scale })
      (result.lowerIsOpen, result.upperIsOpen) = (other.lowerIsOpen, other.upperIsOpen)
      return result
    }
    if a.isNonNegative, b.isNonNegative, let al = a.lower, let bl = b.lower {
      result.lower = al * bl
      result.lowerIsOpen = a.isPositive && b.isPositive && (a.lowerIsOpen || b.lowerIsOpen)
      if let au = a.upper, let bu = b.upper {
        result.upper = au * bu
        result.upperIsOpen =
          a.upperIsOpen && b.isPositive || b.upperIsOpen && a.isPositive
          || a.upperIsOpen && b.upperIsOpen
      }
      return result
    }
    if let al = a.lower, let au = a.upper, let bl = b.lower, let bu = b.upper {
      let ends = [al * bl, al * bu, au * bl, au * bu]
      result.lower = ends.min()
      result.upper = ends.max()
    }
    return result
  }

  /// The most bits that an end keeps; beyond it only its sign, and that it is beyond 1, is known.
  private static let greatestEndBits = 2_048

  /// The same interval, or a greater one whose ends are no long numbers: a bound decides signs, and squaring it over and
  /// over would double its length each time.
  private var shortened: Bounds {
    var result = self
    if let l = lower, l.bitWidth > Self.greatestEndBits {
      result.lower = l >= .one ? .one : l.signum >= 0 ? .zero : l >= .minusOne ? .minusOne : nil
      result.lowerIsOpen = result.lower != nil
    }
    if let u = upper, u.bitWidth > Self.greatestEndBits {
      result.upper = u <= .minusOne ? .minusOne : u.signum <= 0 ? .zero : u <= .one ? .one : nil
      result.upperIsOpen = result.upper != nil
    }
    return result
  }

  /// The bounds of a whole power, or of any rational power of something not negative.
  package func power(_ exponent: Rational) -> Bounds { plainPower(exponent).shortened }

  private func plainPower(_ exponent: Rational) -> Bounds {
    if exponent.isZero { return .exactly(.one) }
    if exponent.signum < 0 {
      let positive = plainPower(-exponent)
      if positive.isPositive {
        var result = Bounds(lower: .zero, lowerIsOpen: true, excludesZero: true)
        if let u = positive.upper, u.signum > 0 {
          result.lower = u.reciprocal
          result.lowerIsOpen = positive.upperIsOpen
        }
        if let l = positive.lower, l.signum > 0 {
          result.upper = l.reciprocal
          result.upperIsOpen = positive.lowerIsOpen
        }
        return result
      }
      if positive.isNegative { return .negative }
      // Where it is defined it is not zero.
      if positive.isNonNegative { return .positive }
      if positive.isNonPositive { return .negative }
      return .nonZero
    }
    if let n = exponent.asInt {
      if n % 2 != 0, !isNonNegative {
        var result = Bounds(excludesZero: isNonZero, isInteger: isInteger)
        if n <= 64 {
          result.lower = lower.map { $0.power(n) }
          result.upper = upper.map { $0.power(n) }
          result.lowerIsOpen = lowerIsOpen
          result.upperIsOpen = upperIsOpen
        } else if isNonPositive {
          result.upper = .zero
        }
        return result
      }
      let base = isNonNegative ? self : magnitude
      var result = Bounds(lower: .zero, excludesZero: isNonZero, isInteger: isInteger)
      if n <= 64 {
        result.lower = base.lower.map { $0.power(n) } ?? .zero
        result.lowerIsOpen = base.lower != nil && base.lowerIsOpen
        result.upper = base.upper.map { $0.power(n) }
        result.upperIsOpen = base.upperIsOpen
        return result
      }
      // Too long to be written: from 1 on a power is not below its base, below 1 not above it.
      if let least = base.lower, least >= .one {
        result.lower = least
        result.lowerIsOpen = base.lowerIsOpen || least > .one
      }
      if let greatest = base.upper, greatest <= .one {
        result.upper = greatest
        result.upperIsOpen = base.upperIsOpen || greatest < .one && base.isPositive
      }
      return result
    }
    var result = Bounds(lower: .zero, excludesZero: isNonZero)
    if let u = upper, u <= .one {
      result.upper = .one
      result.upperIsOpen = u < .one || upperIsOpen
    }
    if let l = lower, l >= .one {
      result.lower = .one
      result.lowerIsOpen = l > .one || lowerIsOpen
    }
    return result
  }

  /// The bounds of a power whose exponent has these bounds: where the base is known not to be negative.
  package func power(_ exponent: Bounds) -> Bounds {
    let isWhole = isInteger && exponent.isInteger && exponent.isNonNegative
    guard isNonNegative else { return Bounds(excludesZero: isNonZero, isInteger: isWhole) }
    var result: Bounds = isPositive ? .positive : .nonNegative
    result.isInteger = isWhole
    // b^e against b^0 = 1 and b^1 = b, on both sides of 1.
    if let least = lower, least >= .one, exponent.isNonNegative {
      let isBeyond = exponent.isAtLeast(.one)
      result.lower = isBeyond ? least : .one
      result.lowerIsOpen = isBeyond ? lowerIsOpen : isAbove(.one) && exponent.isPositive
    }
    if isAtLeast(.one), exponent.isNonPositive {
      result.upper = .one
      result.upperIsOpen = isAbove(.one) && exponent.isNegative
    }
    if isAtMost(.one), exponent.isNonNegative {
      result.upper = .one
      result.upperIsOpen = isBelow(.one) && exponent.isPositive && isPositive
    }
    if isPositive, isAtMost(.one), exponent.isNonPositive {
      result.lower = .one
      result.lowerIsOpen = isBelow(.one) && exponent.isNegative
    }
    return result
  }

  /// The bounds of the absolute value.
  package var magnitude: Bounds {
    if isNonNegative { return self }
    if isNonPositive { return -self }
    var result = Bounds(lower: .zero, excludesZero: isNonZero, isInteger: isInteger)
    if let l = lower, let u = upper {
      let (a, b) = (-l, u)
      result.upper = max(a, b)
      result.upperIsOpen = a > b ? lowerIsOpen : a < b ? upperIsOpen : lowerIsOpen && upperIsOpen
    }
    return result
  }
}
