package struct Ball: Sendable {
  package init() {}
  package static func pi(precision: Int) -> Self { Ball() }
  package func sign() -> Self { self }
  package func floor() -> Self { self }
  package var absolute: Self { self }
  package func minimum(_ a: Self) -> Self { self }
  package func maximum(_ a: Self) -> Self { self }
  package static func + (a: Self, b: Self) -> Self { a }
  package static func - (a: Self, b: Self) -> Self { a }
  package static func * (a: Self, b: Self) -> Self { a }
  package static func / (a: Self, b: Self) -> Self { a }
  package static prefix func - (a: Self) -> Self { a }
  package func exp() -> Self { self }
  package func log() -> Self { self }
  package func sin() -> Self { self }
  package func cos() -> Self { self }
  package func tan() -> Self { self }
  package func asin() -> Self { self }
  package func acos() -> Self { self }
  package func atan() -> Self { self }
  package func sinh() -> Self { self }
  package func cosh() -> Self { self }
  package func tanh() -> Self { self }
  package func asinh() -> Self { self }
  package func acosh() -> Self { self }
  package func atanh() -> Self { self }
  package func sigmoid() -> Self { self }
  package func softplus() -> Self { self }
  package func erf() -> Self { self }
  package func erfc() -> Self { self }
  package func squareRoot() -> Self { self }
  package func gamma() -> Self { self }
  package func lgamma() -> Self { self }
  package func digamma() -> Self { self }
  package func polygamma(_ n: Int) -> Self { self }
  package func power(_ n: Int) -> Self { self }
  package func power(_ n: Rational) -> Self { self }
  package static func power(_ a: Self, _ b: Self) -> Self { a }
}
