import DeriveNumbers

/// What the enclosures of both grades can do: formulas over them are written once.
package protocol Enclosing: Sendable {
  /// An enclosure of the number; for the double grade the precision does not matter.
  static func exactly(_ value: Rational, precision: Int) -> Self
  /// No value here.
  static var undefined: Self { get }
  /// The whole number that is all it holds, if it is one.
  var singleInteger: Int? { get }

  static func + (a: Self, b: Self) -> Self
  static func - (a: Self, b: Self) -> Self
  static func * (a: Self, b: Self) -> Self
  static func / (a: Self, b: Self) -> Self
  static prefix func - (a: Self) -> Self
  var magnitude: Self { get }
  func minimum(_ other: Self) -> Self
  func maximum(_ other: Self) -> Self
  func squareRoot() -> Self
  func exp() -> Self
  func expm1() -> Self
  func log() -> Self
  func log1p() -> Self
  func erfc() -> Self
  func gamma() -> Self
}

extension Interval: Enclosing {
  package static func exactly(_ value: Rational, precision: Int) -> Interval { Interval() }
  package static var undefined: Interval { Interval() }
  package var singleInteger: Int? { nil }
}

extension Ball: Enclosing {
  package static func exactly(_ value: Rational, precision: Int) -> Ball { Ball() }
  package static var undefined: Ball { Ball() }
  package var singleInteger: Int? { nil }
}
