/// An upper bound of a distance: 30 bits times a power of two, every operation rounded up.
struct Radius: Hashable, Sendable {
  /// From 2^29 to 2^30 - 1, or 0.
  let mantissa: UInt64
  let exponent: Int

  private init(mantissa: UInt64, exponent: Int) {
    self.mantissa = mantissa
    self.exponent = exponent
  }

  static let zero = Radius(mantissa: 0, exponent: 0)
  static let infinite = Radius(mantissa: 1 << 29, exponent: Int.max)

  /// Exponents beyond this magnitude become infinite, or this.
  static let exponentLimit = 1 << 45

  /// A bound of `value * 2^exponent`.
  init(above value: UInt64, exponent: Int) {
    guard value != 0 else {
      self = .zero
      return
    }
    var mantissa = value
    var place = exponent
    let excess = 34 - value.leadingZeroBitCount
    if excess > 0 {
      mantissa = value >> UInt64(excess)
      if mantissa << UInt64(excess) != value { mantissa += 1 }
      if mantissa == 1 << 30 {
        mantissa = 1 << 29
        place += 1
      }
    } else {
      mantissa = value << UInt64(-excess)
    }
    place += excess
    if place > Radius.exponentLimit {
      self = .infinite
    } else {
      self.init(mantissa: mantissa, exponent: max(place, -Radius.exponentLimit))
    }
  }

  /// A bound of a dyadic number's magnitude.
  init(above value: Dyadic) {
    let width = value.mantissa.bitWidth
    if width == 0 {
      self = .zero
    } else if width <= 62, let small = value.mantissa.magnitude.asInt {
      self.init(above: UInt64(small), exponent: value.exponent)
    } else {
      let drop = width - 40
      let top = (value.mantissa.magnitude >> drop).asInt ?? 0
      self.init(above: UInt64(top) + 1, exponent: value.exponent + drop)
    }
  }

  /// 2^exponent.
  init(powerOfTwo exponent: Int) {
    self.init(above: 1, exponent: exponent)
  }

  var isZero: Bool { mantissa == 0 }
  var isInfinite: Bool { exponent == Int.max }

  /// The value as a dyadic number. Requires a finite radius.
  var asDyadic: Dyadic { Dyadic(Integer(UInt(mantissa)), exponent) }

  /// The least exponent `e` with `self < 2^e`. Requires a nonzero radius.
  var top: Int { exponent + 30 }

  static func + (a: Radius, b: Radius) -> Radius {
    if a.isInfinite || b.isInfinite { return .infinite }
    if a.isZero { return b }
    if b.isZero { return a }
    let (large, small) = a.exponent >= b.exponent ? (a, b) : (b, a)
    let gap = large.exponent - small.exponent
    if gap > 30 { return Radius(above: large.mantissa + 1, exponent: large.exponent) }
    let sum = large.mantissa << UInt64(gap) + small.mantissa
    return Radius(above: sum, exponent: small.exponent)
  }

  static func * (a: Radius, b: Radius) -> Radius {
    if a.isZero || b.isZero { return .zero }
    if a.isInfinite || b.isInfinite { return .infinite }
    return Radius(above: a.mantissa * b.mantissa, exponent: a.exponent + b.exponent)
  }

  /// A bound of `self` over a divisor that is at least `divisor * 2^exponent`, which is positive.
  func over(_ divisor: UInt64, exponent other: Int) -> Radius {
    if isZero || isInfinite { return self }
    return Radius(above: (mantissa << 33) / divisor + 1, exponent: exponent - 33 - other)
  }
}
