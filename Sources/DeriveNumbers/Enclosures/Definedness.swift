/// Whether an expression has a value at every point of the enclosed arguments.
@frozen @usableFromInline
package enum Definedness: Int, Comparable, Sendable {
  /// It has a value at none of them.
  case never
  /// It may lack a value at some of them; the enclosure holds the values it has.
  case possibly
  /// It has a value at all of them.
  case certainly

  /// Less defined.
  @inlinable package static func < (a: Definedness, b: Definedness) -> Bool { a.rawValue < b.rawValue }
}
