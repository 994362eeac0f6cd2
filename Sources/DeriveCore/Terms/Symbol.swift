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
  /// What the name is made of if it is a recursion; its first parameter then counts the members.
  package var recursion: RecursiveBody?
  /// What it is the derivative of, if it is that of a member of a recursion.
  package var derivativeOf: DerivedMember?
  /// The matrix and the first value of the index, if it is a product of matrices over an index.
  package var orderedProduct: ProductOfMatrices?

  package init(name: String, parameters: [Term], body: Term) {
    self.name = name
    self.parameters = parameters
    self.body = body
  }
}

/// What a recursion that is a derivative is the derivative of, and by which component.
package struct DerivedMember: Sendable {
  package var recursion: Int
  package var variable: Term
}

/// `prod(k : lower..upper, M[k])` of square matrices, the upper end counting the members of a recursion.
package struct ProductOfMatrices: Sendable {
  package var index: Term
  package var row: Term
  package var column: Term
  /// An entry, over the index, the row, the column and the parameters of the definition.
  package var entry: Term
  package var lower: Term
}

/// The first member of a recursion and the step to the next, over the parameters of its definition but the first.
package struct RecursiveBody: Sendable {
  /// Which member the first is, over the same parameters.
  package var first: Term
  package var initial: Term
  /// Stands for t in the step, which is the member t + 1.
  package var counter: Term
  /// Nil as long as it is not known: the members are then names and no more.
  package var step: Term?

  package init(first: Term, initial: Term, counter: Term, step: Term?) {
    self.first = first
    self.initial = initial
    self.counter = counter
    self.step = step
  }
}
