import DeriveNumbers

/// A size, or a given or random name, scalar or shaped. A component of it is a `.symbol` node with index children.
package struct Symbol: Sendable {
  package enum Role: Sendable { case size, given, random }

  package var name: String
  package var role: Role
  package var rank: Int
  /// The upper ends of its indices, which begin at 1; empty where not told.
  package var extents: [Term] = []
  package var facts: SymbolFacts
  package var distribution: RandomDistribution?

  package init(name: String, role: Role, rank: Int, facts: SymbolFacts = SymbolFacts(), extents: [Term] = []) {
    self.name = name
    self.role = role
    self.rank = rank
    self.facts = facts
    self.extents = extents
  }

  /// The matrix equals its transpose.
  var hasExchangeableIndices: Bool {
    rank == 2 && facts.structure.isSymmetric
  }
}

/// What the type of a name says of every component.
package struct SymbolFacts: Sendable {
  package var bounds: Bounds
  package var structure: Structure

  package init(bounds: Bounds = .any, structure: Structure = .none) {
    self.bounds = bounds
    self.structure = structure
  }

  /// What the type of a shaped name says of it as a whole.
  package enum Structure: Sendable {
    case none
    /// Every component is 0 or 1.
    case binary
    /// In the last index exactly one component is 1, the others 0.
    case onehot
    /// In the last index components are not negative and sum to 1.
    case simplex
    case symmetric, psd, pd, diagonal, orthogonal, invertible, fullrank

    package var isSymmetric: Bool {
      switch self {
      case .symmetric, .psd, .pd, .diagonal: true
      case .none, .binary, .onehot, .simplex, .orthogonal, .invertible, .fullrank: false
      }
    }
  }
}

/// A random name's distribution by its family's name; parameters are scalar terms.
package struct RandomDistribution: Sendable {
  package var family: String
  package var parameters: [Term]
  package var isIID: Bool

  package init(family: String, parameters: [Term], isIID: Bool) {
    self.family = family
    self.parameters = parameters
    self.isIID = isIID
  }
}

/// An abstract smooth function: how many indices its result has, and each parameter.
package struct AbstractSymbol: Sendable {
  package var name: String
  /// 0 for a scalar result, 1 for a vector.
  package var resultRank: Int
  package var parameterRanks: [Int]

  package init(name: String, resultRank: Int, parameterRanks: [Int]) {
    self.name = name
    self.resultRank = resultRank
    self.parameterRanks = parameterRanks
  }
}

/// A defined name: `body` in terms of the free indices `parameters`.
package struct Definition: Sendable {
  package var name: String
  package var parameters: [Term]
  package var body: Term
  /// In the last index the components are not negative and sum to 1; found out, not declared.
  package var isSimplex = false
  /// In the last index the components sum to 0, as deviations from a mean do; found out, not declared.
  package var isCentred = false
  /// What was found out of every component beyond what its body shows at once.
  package var bounds = Bounds.any
  /// The body by names that were defined before, where it is written without them: `c[i]/s` for `(x[i] - m)/s` after
  /// `c[i] = x[i] - m`.
  package var foldedBody: Term?

  package init(name: String, parameters: [Term], body: Term) {
    self.name = name
    self.parameters = parameters
    self.body = body
  }
}
