import DeriveCore

/// What is known of how an expression bends in its variables, over the whole of a convex domain.
///
/// Sound, not complete: a flag that is not set says nothing.
package struct CurvatureFact: Hashable, Sendable {
  /// None of the variables occurs.
  package var isConstant = false
  package var isConvex = false
  package var isConcave = false
  /// Positive, and its logarithm is convex (concave). What is log-convex is convex.
  package var isLogConvex = false
  package var isLogConcave = false

  package static let unknown = CurvatureFact()
  package static let affine = CurvatureFact(isConvex: true, isConcave: true)
  package static let convex = CurvatureFact(isConvex: true)
  package static let concave = CurvatureFact(isConcave: true)

  package var isAffine: Bool { isConvex && isConcave }
  package var isUnknown: Bool { !isConvex && !isConcave && !isLogConvex && !isLogConcave }

  /// Of the negative.
  var negated: CurvatureFact { CurvatureFact(isConvex: isConcave, isConcave: isConvex) }

  /// Of the reciprocal of what is positive.
  var inverseLogarithmic: CurvatureFact {
    CurvatureFact(isConvex: isLogConcave, isLogConvex: isLogConcave, isLogConcave: isLogConvex)
  }

  /// What holds of both.
  func intersection(_ other: CurvatureFact) -> CurvatureFact {
    CurvatureFact(
      isConstant: isConstant && other.isConstant, isConvex: isConvex && other.isConvex,
      isConcave: isConcave && other.isConcave, isLogConvex: isLogConvex && other.isLogConvex,
      isLogConcave: isLogConcave && other.isLogConcave)
  }

  /// What is known from either.
  func union(_ other: CurvatureFact) -> CurvatureFact {
    CurvatureFact(
      isConstant: isConstant || other.isConstant, isConvex: isConvex || other.isConvex,
      isConcave: isConcave || other.isConcave, isLogConvex: isLogConvex || other.isLogConvex,
      isLogConcave: isLogConcave || other.isLogConcave)
  }

  /// The word a reader is told: the strongest that holds.
  package var word: String? {
    if isConstant { return nil }
    if isAffine { return "affine" }
    if isLogConvex && isLogConcave { return "log-affine" }
    if isLogConvex { return "log-convex" }
    if isConvex { return "convex" }
    if isConcave { return "concave" }
    return isLogConcave ? "log-concave" : nil
  }
}

/// A line of a proof by composition: an expression, how it bends, and why.
package struct CurvatureStep: Sendable {
  package var term: Term
  package var fact: CurvatureFact
  package var reason: String
}
