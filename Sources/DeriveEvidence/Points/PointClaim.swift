import DeriveCore
import DeriveNumbers

/// A claim that is tried at points: for all sizes, all values of the types that satisfy the assumptions, all abstract
/// functions, and all values of its free indices.
package struct PointClaim: Sendable {
  package enum Kind: Sendable {
    case relation(left: Term, comparison: Comparison, right: Term)
    /// The matrix is symmetric and `v'*M*v >= 0` (`<= 0` if `negative`) for all v, never 0 for v != 0 if `strict`.
    case definite(MatrixTerm, strict: Bool, negative: Bool)
  }

  package var kind: Kind
  /// Where the left side, or the matrix, is defined.
  package var leftConditions: [Term]
  package var rightConditions: [Term]
  package var assumptions: [Term]
  /// Where one of these fails the point does not count: on a kink a derivative is stated for the rest.
  package var smoothness: [Term]
  /// Found in the sides where not given.
  package var freeIndices: [Term]

  package init(
    _ kind: Kind, leftConditions: [Term] = [], rightConditions: [Term] = [], assumptions: [Term] = [],
    smoothness: [Term] = [], freeIndices: [Term] = []
  ) {
    self.kind = kind
    self.leftConditions = leftConditions
    self.rightConditions = rightConditions
    self.assumptions = assumptions
    self.smoothness = smoothness
    self.freeIndices = freeIndices
  }
}

/// How much is tried.
package struct PointOptions: Sendable {
  package var seed: UInt64 = 1
  /// The claim is proved, and points are to show a fault of the program: doubles first, and enclosures where those leave a
  /// doubt.
  package var isProved = false
  /// Points over all sizes.
  package var points = 200
  /// The values that sizes take.
  package var sizes = 1...5
  /// How many different choices of the sizes are tried.
  package var sizeChoices = 12
  /// Steps of the search that pushes the claim towards failing, at each choice of the sizes.
  package var pushes = 40
  /// The greatest number of nodes a claim may have at concrete sizes.
  package var limit = 200_000

  package init() {}
}

/// What came of trying a claim at points.
package enum PointOutcome: Sendable {
  case counterexample(PointCounterexample)
  /// It held at so many points, at sizes in this range; at `skipped` further points nothing could be said, since the
  /// sides were not defined or could not be told apart. The eigenvalue is measured for positive definiteness only.
  case held(points: Int, sizes: ClosedRange<Int>?, skipped: Int, smallestEigenvalue: Double?)
  /// It is vacuous where no point was found at which it says anything.
  case nothingKnown(reason: String, isVacuous: Bool)
}

/// A point at which a claim fails, confirmed by exact arithmetic or by enclosures.
package struct PointCounterexample: Sendable {
  package var sizes: [(symbol: Int, value: Int)]
  package var indices: [(index: Term, value: Int)]
  /// Components with literal indices, symbol by symbol, row by row.
  package var values: [(component: Term, value: PointValue)]
  /// The polynomials in place of abstract functions; their coefficients are among the values.
  package var functions: [ConcreteFunction]
  /// For a definiteness claim: v with v'*M*v on the wrong side.
  package var vector: [Rational]?
  package var left: PointValue
  package var right: PointValue
  /// What the comparison shows where two sides alone do not.
  package var remark: Remark?

  package enum Remark: Sendable {
    /// `left` is the entry at this row and column, `right` the one with both exchanged.
    case notSymmetric(row: Int, column: Int)
    /// `left` is v'*M*v.
    case quadraticForm
  }
}

/// A side's value at a point.
package enum PointValue: Hashable, Sendable {
  case exact(Rational)
  /// Digits that an enclosure vouches for.
  case decimal(String)
  /// It has a value, of which no digits are known: it is too great, or too close to 0.
  case unwritten
  case undefined
}
