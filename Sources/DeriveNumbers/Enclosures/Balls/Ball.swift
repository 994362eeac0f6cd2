/// A closed interval given by its middle and its radius, which encloses every value a computation may have.
///
/// The middle is an integer of up to `precision` bits times a power of two, the radius a bound of 30 bits: all on our
/// exact integers, whatever the machine's floating point does. An infinite radius says nothing of the value: it is also
/// what becomes of numbers too large to write down. Source of the approach: F. Johansson, Arb: efficient
/// arbitrary-precision midpoint-radius interval arithmetic, IEEE Transactions on Computers 66 (2017).
package struct Ball: Hashable, Sendable {
  let middle: Dyadic
  let radius: Radius
  /// The bits of the middle: at least 2. Operations work to the greater precision of their operands.
  package let precision: Int
  /// Whether there is a value at all.
  package let definedness: Definedness

  /// Numbers of 2 to this and beyond are too large, their reciprocals count as zero with a radius.
  static let sizeLimit = 1 << 40

  init(_ middle: Dyadic, _ radius: Radius, precision: Int, definedness: Definedness = .certainly) {
    let (rounded, error) = middle.rounded(to: precision)
    let whole = radius + error
    if whole.isInfinite || rounded.top > Ball.sizeLimit {
      self.middle = .zero
      self.radius = .infinite
    } else if !rounded.isZero && rounded.top < -Ball.sizeLimit {
      self.middle = .zero
      self.radius = whole + Radius(powerOfTwo: rounded.top)
    } else {
      self.middle = rounded
      self.radius = whole
    }
    self.precision = precision
    self.definedness = definedness
  }

  /// An integer, exactly where its bits are within the precision.
  package init(_ value: Int, precision: Int) {
    self.init(Integer(value), precision: precision)
  }

  /// An integer, exactly where its bits are within the precision.
  package init(_ value: Integer, precision: Int) {
    self.init(Dyadic(value), .zero, precision: max(2, precision))
  }

  /// A rational, exactly where its denominator is a power of two and its bits are within the precision.
  package init(_ value: Rational, precision: Int) {
    let bits = max(2, precision)
    let denominator = value.denominator
    if denominator.trailingZeroBitCount == denominator.bitWidth - 1 {
      self.init(Dyadic(value.numerator, 1 - denominator.bitWidth), .zero, precision: bits)
    } else {
      let shift = bits + 2 + denominator.bitWidth - value.numerator.bitWidth
      let quotient =
        shift >= 0
        ? (value.numerator << shift).flooredDivision(by: denominator)
        : value.numerator.flooredDivision(by: denominator << -shift)
      self.init(Dyadic(quotient, -shift), Radius(powerOfTwo: -shift), precision: bits)
    }
  }

  /// A finite double, exactly; undefined for the others.
  package init(_ value: Double, precision: Int) {
    if value.isFinite {
      self.init(Dyadic(value), .zero, precision: max(2, precision))
    } else {
      self = .undefined(precision: precision)
    }
  }

  /// Every number.
  package static func whole(precision: Int, definedness: Definedness = .certainly) -> Ball {
    Ball(.zero, .infinite, precision: max(2, precision), definedness: definedness)
  }

  /// No number.
  package static func undefined(precision: Int) -> Ball {
    whole(precision: precision, definedness: .never)
  }

  static func zero(_ precision: Int) -> Ball { Ball(.zero, .zero, precision: precision) }

  /// The ball between two ends.
  init(from lower: Dyadic, to upper: Dyadic, precision: Int, definedness: Definedness = .certainly) {
    // The ends' exact sum could take any number of bits where their sizes are far apart.
    let (low, lowError) = lower.rounded(to: precision + 64)
    let (high, highError) = upper.rounded(to: precision + 64)
    if !low.isZero && !high.isZero && max(low.top, high.top) - min(low.top, high.top) > 2 * precision + 256 {
      let (large, small) = low.top > high.top ? (low, high) : (high, low)
      let (half, _) = (large.half, 0)
      self.init(
        half, Radius(above: half) + Radius(above: small) + lowError + highError, precision: precision,
        definedness: definedness)
      return
    }
    self.init(
      (low + high).half, Radius(above: (high - low).half) + lowError + highError, precision: precision,
      definedness: definedness)
  }

  /// The same ball to another precision: fewer bits round the middle, more leave it.
  package func with(precision other: Int) -> Ball {
    Ball(middle, radius, precision: max(2, other), definedness: definedness)
  }

  /// The same ball, defined at most so.
  func defined(_ limit: Definedness) -> Ball {
    if limit >= definedness { return self }
    return limit == .never
      ? .undefined(precision: precision) : Ball(middle, radius, precision: precision, definedness: limit)
  }

  /// The same ball with a greater radius.
  func widened(by error: Radius) -> Ball {
    Ball(middle, radius + error, precision: precision, definedness: definedness)
  }

  /// Whether the ball bounds the value; false where the radius is infinite.
  package var isBounded: Bool { !radius.isInfinite }

  /// Whether the value is known exactly.
  package var isExact: Bool { radius.isZero }

  /// Whether there is certainly a value.
  package var isDefined: Bool { definedness == .certainly }

  /// A lower bound of the magnitude as `(m, e)`, that is `m * 2^e`; nil where zero is inside.
  var leastMagnitude: (UInt64, Int)? {
    if middle.isZero || radius.isInfinite { return nil }
    let top = middle.top
    if !radius.isZero && radius.top > top + 1 { return nil }
    // The difference in units of 2^(top - 60), the middle rounded down and the radius up.
    let unit = top - 60
    guard let large = middle.magnitude.fixed(-unit).asInt else { return nil }
    var difference = large
    if !radius.isZero {
      let shift = radius.exponent - unit
      let small = shift >= 0 ? Int(radius.mantissa) << min(shift, 33) : (Int(radius.mantissa) >> min(-shift, 60)) + 1
      difference -= small
    }
    return difference > 0 ? (UInt64(difference), unit) : nil
  }

  /// An upper bound of the magnitude.
  var greatestMagnitude: Radius { Radius(above: middle) + radius }

  private func excludesZero(signum: Int) -> Bool {
    isDefined && middle.mantissa.signum == signum && leastMagnitude != nil
  }

  /// Whether there is certainly a value, and it is positive.
  package var isPositive: Bool { excludesZero(signum: 1) }
  /// Whether there is certainly a value, and it is negative.
  package var isNegative: Bool { excludesZero(signum: -1) }
  /// Whether there is certainly a value, and it is not zero.
  package var excludesZero: Bool { isPositive || isNegative }

  /// A lower bound of the ball, of some more bits than its precision. Requires a bounded ball.
  var lower: Dyadic { end(upwards: false) }
  /// An upper bound of the ball, of some more bits than its precision. Requires a bounded ball.
  var upper: Dyadic { end(upwards: true) }

  private func end(upwards: Bool) -> Dyadic {
    if radius.isZero { return middle }
    var distance = radius
    if !middle.isZero {
      let least = middle.top - precision - 64
      if radius.top < least { distance = Radius(powerOfTwo: least) }
      if radius.top > middle.top + 200 {
        distance = radius + Radius(above: middle)
        return upwards ? distance.asDyadic : -distance.asDyadic
      }
    }
    return upwards ? middle + distance.asDyadic : middle - distance.asDyadic
  }

  /// Whether the value may be this rational.
  package func contains(_ value: Rational) -> Bool {
    if definedness == .never { return false }
    if radius.isInfinite { return true }
    return lower.compare(value) <= 0 && upper.compare(value) >= 0
  }

  /// How the values of two balls lie to each other.
  package enum Comparison: Sendable {
    /// Every value of the first is below every value of the second.
    case below
    /// Every value of the first is above every value of the second.
    case above
    /// Both may have the same value.
    case overlapping
    /// One of them may have no value.
    case undefined
  }

  /// How the values lie to each other: below or above only where that is certain.
  package func compare(_ other: Ball) -> Comparison {
    if !isDefined || !other.isDefined { return .undefined }
    if radius.isInfinite || other.radius.isInfinite { return .overlapping }
    if upper.compare(other.lower) < 0 { return .below }
    if lower.compare(other.upper) > 0 { return .above }
    return .overlapping
  }

  /// Whether both may have the same value.
  package func intersects(_ other: Ball) -> Bool {
    if definedness == .never || other.definedness == .never { return false }
    if radius.isInfinite || other.radius.isInfinite { return true }
    return upper.compare(other.lower) >= 0 && lower.compare(other.upper) <= 0
  }

  /// A double near the middle.
  package var approximation: Double { middle.asDouble }

  /// The bits of the value that are known: about `-log2(radius / |middle|)`; 0 where none is, a large number where the
  /// ball is exact.
  package var accuracy: Int {
    if radius.isZero { return Int.max }
    if radius.isInfinite || middle.isZero { return 0 }
    return max(0, middle.top - radius.top)
  }

  /// The narrowest double enclosure of the ball.
  package var interval: Interval {
    if definedness == .never { return .undefined }
    if radius.isInfinite { return Interval(-.infinity, .infinity, definedness: definedness) }
    func bound(_ value: Dyadic, upwards: Bool) -> Double {
      let near = value.asDouble
      if near.isInfinite { return (near > 0) == upwards ? near : (upwards ? near.nextUp : near.nextDown) }
      let order = value.compare(Dyadic(near))
      return order == 0 ? near : upwards ? (order > 0 ? near.nextUp : near) : (order < 0 ? near.nextDown : near)
    }
    return Interval(bound(lower, upwards: false), bound(upper, upwards: true), definedness: definedness)
  }
}
