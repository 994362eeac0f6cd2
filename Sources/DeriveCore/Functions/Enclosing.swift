import DeriveNumbers

/// What the enclosures of both grades can do: formulas over them are written once.
package protocol Enclosing: Sendable {
  /// An enclosure of the number; for the double grade the precision does not matter.
  static func exactly(_ value: Rational, precision: Int) -> Self
  /// No value here.
  static func nothing(precision: Int) -> Self
  /// A value of which nothing is known.
  static func anything(precision: Int, definedness: Definedness) -> Self
  /// Certainly has a value.
  var isCertain: Bool { get }
  /// The whole number that is all it holds, if it is one.
  var singleInteger: Int? { get }

  static func + (a: Self, b: Self) -> Self
  static func - (a: Self, b: Self) -> Self
  static func * (a: Self, b: Self) -> Self
  static func / (a: Self, b: Self) -> Self
  static prefix func - (a: Self) -> Self
  func minimum(_ other: Self) -> Self
  func maximum(_ other: Self) -> Self
  func squareRoot() -> Self
  func exponentialLessOne(precision: Int) -> Self
  func sigmoid() -> Self
  func erfc() -> Self
  func gamma() -> Self
}

extension Interval: Enclosing {
  package static func exactly(_ value: Rational, precision: Int) -> Interval { Interval(enclosing: value) }

  package static func nothing(precision: Int) -> Interval { .undefined }

  package static func anything(precision: Int, definedness: Definedness) -> Interval {
    Interval(-.infinity, .infinity, definedness: definedness)
  }

  package var isCertain: Bool { isDefined }

  package var singleInteger: Int? {
    guard isDefined, isPoint, lower.magnitude < 0x1p53, lower.flooredToInteger == lower else { return nil }
    return Int(lower)
  }

  /// exp(x) - 1, by the double function widened by more than twice its error.
  package func exponentialLessOne(precision: Int) -> Interval {
    if definedness == .never { return .undefined }
    return Interval(
      Swift.max(-1, widened(Elementary.expm1(lower), up: false, steps: 4)),
      widened(Elementary.expm1(upper), up: true, steps: 4), definedness: definedness)
  }

  /// The derivative of this order of digamma; for positive arguments it is of one sign, and falls in magnitude.
  package func polygamma(_ order: Int) -> Interval {
    if order == 0 { return digamma() }
    if order == 1 { return trigamma() }
    if definedness == .never || isPoint && lower <= 0 && lower.flooredToInteger == lower { return .undefined }
    if lower <= 0 { return Interval(-.infinity, .infinity, definedness: .possibly) }
    let atLower = Elementary.polygamma(order, lower)
    let atUpper = Elementary.polygamma(order, upper)
    let steps = 2 * (order + 4)
    return Interval(
      widened(Swift.min(atLower, atUpper), up: false, steps: steps),
      widened(Swift.max(atLower, atUpper), up: true, steps: steps), definedness: definedness)
  }

  /// -1, 0 or 1, or what lies between where the sign is not known.
  package func sign() -> Interval {
    if definedness == .never { return .undefined }
    let low: Double = lower > 0 ? 1 : lower == 0 ? 0 : -1
    let high: Double = upper > 0 ? 1 : upper == 0 ? 0 : -1
    return Interval(low, high, definedness: definedness)
  }

  private func widened(_ value: Double, up: Bool, steps: Int) -> Double {
    var value = value
    for _ in 0..<steps { value = up ? value.nextUp : value.nextDown }
    return value
  }
}

extension Ball: Enclosing {
  package static func exactly(_ value: Rational, precision: Int) -> Ball { Ball(value, precision: precision) }
  package static func nothing(precision: Int) -> Ball { .undefined(precision: precision) }

  package static func anything(precision: Int, definedness: Definedness) -> Ball {
    .whole(precision: precision, definedness: definedness)
  }

  package var isCertain: Bool { isDefined }

  package var singleInteger: Int? {
    let near = approximation
    guard isDefined, isExact, near.magnitude < 0x1p53, near.flooredToInteger == near else { return nil }
    let whole = Int(near)
    return contains(Rational(whole)) ? whole : nil
  }

  package func exponentialLessOne(precision: Int) -> Ball { self.exp() - .exactly(.one, precision: precision) }

  /// -1, 0 or 1, or what lies between where the sign is not known.
  package func sign() -> Ball {
    if definedness == .never { return self }
    if isPositive { return Ball(1, precision: precision) }
    if isNegative { return Ball(-1, precision: precision) }
    if isDefined, isExact { return Ball(0, precision: precision) }
    return .whole(precision: precision, definedness: definedness)
  }

  /// The derivative of this order of digamma; beyond the first nothing is known.
  package func polygamma(_ order: Int) -> Ball {
    switch order {
    case 0: digamma()
    case 1: trigamma()
    default: .whole(precision: precision, definedness: .possibly)
    }
  }
}
