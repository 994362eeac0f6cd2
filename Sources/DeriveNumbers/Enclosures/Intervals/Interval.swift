/// A closed interval between two doubles that encloses every value a computation may have.
///
/// Each operation rounds outwards: `+ - * /` and the square root are correctly rounded by the machine, so one step down
/// and one step up encloses them (and none where the result is exact); functions are widened by at least twice their
/// tested error. An infinite end means that there is no bound on that side, or that the bound overflowed.
@frozen @usableFromInline
package struct Interval: Hashable, Sendable {
  /// The least value; minus infinity for no bound. Never NaN.
  @usableFromInline package let lower: Double
  /// The greatest value; infinity for no bound. Never NaN, nor below `lower`.
  @usableFromInline package let upper: Double
  /// Whether there is a value at all.
  @usableFromInline package let definedness: Definedness

  /// The interval with these ends; an end that is NaN counts as unbounded. Requires `lower <= upper`.
  package init(_ lower: Double, _ upper: Double, definedness: Definedness = .certainly) {
    self.lower = lower.isNaN ? -.infinity : lower
    self.upper = upper.isNaN ? .infinity : upper
    self.definedness = definedness
  }

  /// A single number; undefined where it is not finite.
  package init(_ value: Double) {
    if value.isFinite {
      self.init(value, value)
    } else {
      self.init(-.infinity, .infinity, definedness: .never)
    }
  }

  /// The narrowest interval around a rational: one number where that is a double, else two neighbours.
  package init(enclosing value: Rational) {
    let nearest = value.asDouble
    guard let exact = Rational(exactly: nearest) else {
      self = value.isNegative ? Interval(-.infinity, nearest.nextUp) : Interval(nearest.nextDown, .infinity)
      return
    }
    if exact == value {
      self.init(nearest, nearest)
    } else if exact < value {
      self.init(nearest, nearest.nextUp)
    } else {
      self.init(nearest.nextDown, nearest)
    }
  }

  /// The number 0.
  package static let zero = Interval(0, 0)
  /// The number 1.
  package static let one = Interval(1, 1)
  /// Every number.
  package static let whole = Interval(-.infinity, .infinity)
  /// No number.
  package static let undefined = Interval(-.infinity, .infinity, definedness: .never)

  /// Whether there is certainly a value.
  @inlinable package var isDefined: Bool { definedness == .certainly }

  /// Whether there is certainly a value, and it is positive.
  @inlinable package var isPositive: Bool { isDefined && lower > 0 }
  /// Whether there is certainly a value, and it is negative.
  @inlinable package var isNegative: Bool { isDefined && upper < 0 }
  /// Whether there is certainly a value, and it is not zero.
  @inlinable package var excludesZero: Bool { isDefined && (lower > 0 || upper < 0) }

  /// Whether both ends are the same.
  @inlinable package var isPoint: Bool { lower == upper }

  /// Whether the value may be this number.
  package func contains(_ value: Double) -> Bool {
    definedness != .never && lower <= value && value <= upper
  }

  /// Whether the value may be this number, exactly compared.
  package func contains(_ value: Rational) -> Bool {
    guard definedness != .never else { return false }
    if let end = Rational(exactly: lower), value < end { return false }
    if let end = Rational(exactly: upper), value > end { return false }
    return true
  }

  /// Whether every number of the other interval is in this one.
  package func contains(_ other: Interval) -> Bool {
    definedness != .never && lower <= other.lower && other.upper <= upper
  }

  /// Whether both may have the same value.
  package func intersects(_ other: Interval) -> Bool {
    definedness != .never && other.definedness != .never && lower <= other.upper && other.lower <= upper
  }

  /// The distance of the ends, rounded up; infinite where unbounded.
  package var width: Double {
    if isPoint { return 0 }
    return lower.isInfinite || upper.isInfinite ? .infinity : Interval.up(upper - lower, isExact: false)
  }

  /// The width over the greater magnitude of the ends: 0 for a single number, at most 2, infinite where unbounded.
  package var relativeWidth: Double {
    let scale = magnitude
    if isPoint { return 0 }
    return scale.isInfinite ? .infinity : width / scale
  }

  /// The greatest absolute value.
  package var magnitude: Double { max(-lower, upper) }

  /// A number inside; 0 for the whole line.
  package var middle: Double {
    if isPoint { return lower }
    if lower.isInfinite && upper.isInfinite { return 0 }
    if lower.isInfinite { return min(upper, -Double.greatestFiniteMagnitude) }
    if upper.isInfinite { return max(lower, Double.greatestFiniteMagnitude) }
    return min(max(0.5 * lower + 0.5 * upper, lower), upper)
  }

  /// The narrowest interval that holds both, defined as far as both are.
  package func hull(_ other: Interval) -> Interval {
    Interval(
      min(lower, other.lower), max(upper, other.upper), definedness: min(definedness, other.definedness))
  }

  /// The same ends, defined at most so.
  func defined(_ limit: Definedness) -> Interval {
    if limit == .never { return .undefined }
    return limit < definedness ? Interval(lower, upper, definedness: limit) : self
  }
}

extension Interval: CustomStringConvertible {
  /// The ends, and whether there may be no value.
  @usableFromInline package var description: String {
    switch definedness {
    case .never: "undefined"
    case .possibly: "[\(lower), \(upper)] where defined"
    case .certainly: "[\(lower), \(upper)]"
    }
  }
}
