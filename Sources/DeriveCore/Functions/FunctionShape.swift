import DeriveNumbers

/// How a function moves and bends where its arguments lie within known bounds.
package struct FunctionShape: Sendable {
  /// By each argument.
  package var monotonicity: [FunctionEntry.Monotonicity]
  package var curvature: FunctionEntry.Curvature
  /// The curvature of the logarithm of the value, which is positive there; `unknown` where it may not be.
  package var logarithmic: FunctionEntry.Curvature
  /// The curvature is one in all arguments together, not only in one while the others stand still.
  package var isJoint: Bool

  package init(
    _ monotonicity: [FunctionEntry.Monotonicity], _ curvature: FunctionEntry.Curvature,
    logarithmic: FunctionEntry.Curvature = .unknown, isJoint: Bool = true
  ) {
    self.monotonicity = monotonicity
    self.curvature = curvature
    self.logarithmic = logarithmic
    self.isJoint = isJoint
  }

  /// Of an increasing odd function that is convex above 0 and concave below (`risesFaster`), or the other way round.
  static func odd(_ argument: Bounds, risesFaster: Bool) -> FunctionShape {
    let above: FunctionEntry.Curvature = risesFaster ? .convex : .concave
    let below: FunctionEntry.Curvature = risesFaster ? .concave : .convex
    return FunctionShape(
      [.increasing], argument.isNonNegative ? above : argument.isNonPositive ? below : .unknown)
  }

  /// Of a convex even function: it falls below 0 and rises above.
  static func even(_ argument: Bounds) -> FunctionShape {
    FunctionShape(
      [argument.isNonNegative ? .increasing : argument.isNonPositive ? .decreasing : .unknown], .convex)
  }

  /// Of `x` above 0 and a function of slope a at most below it, convex for a in [0, 1].
  static func rectifier(slope: Bounds) -> FunctionShape {
    let isFlatter = slope.isNonNegative && slope.isAtMost(.one)
    return FunctionShape(
      [slope.isNonNegative ? .increasing : .unknown, .unknown], isFlatter ? .convex : .unknown, isJoint: false)
  }
}
