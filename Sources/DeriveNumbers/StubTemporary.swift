package enum Elementary {
  package static func exp(_ x: Double) -> Double { x }
  package static func log(_ x: Double) -> Double { x }
  package static func sin(_ x: Double) -> Double { x }
  package static func cos(_ x: Double) -> Double { x }
}
package struct Interval: Sendable {
  package static let pi = Interval()
  package func exp() -> Self { self }
  package func log() -> Self { self }
  package func sin() -> Self { self }
  package func cos() -> Self { self }
  package func sign() -> Self { self }
  package func floor() -> Self { self }
  package var magnitude: Self { self }
  package func minimum(_ a: Self) -> Self { self }
  package func maximum(_ a: Self) -> Self { self }
}
package struct Ball: Sendable {
  package static func pi(precision: Int) -> Self { Ball() }
  package func exp() -> Self { self }
  package func log() -> Self { self }
  package func sin() -> Self { self }
  package func cos() -> Self { self }
  package func sign() -> Self { self }
  package func floor() -> Self { self }
  package var magnitude: Self { self }
  package func minimum(_ a: Self) -> Self { self }
  package func maximum(_ a: Self) -> Self { self }
}
