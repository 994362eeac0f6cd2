/// What the same formula over one double and over eight needs.
@usableFromInline protocol Lanes {
  static func + (a: Self, b: Self) -> Self
  static func - (a: Self, b: Self) -> Self
  static func * (a: Self, b: Self) -> Self
  static func / (a: Self, b: Self) -> Self
  init(_ constant: Double)
}

extension Double: Lanes {}

extension SIMD8: Lanes where Scalar == Double {
  @inlinable @inline(__always) init(_ constant: Double) { self.init(repeating: constant) }
}
