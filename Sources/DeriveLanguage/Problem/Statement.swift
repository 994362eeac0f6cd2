/// One statement of the file, with the line it begins on (from 1).
package struct Statement: Sendable {
  package var kind: Kind
  package var line: Int
  package var site: Site
  /// Indices free in the statement: "for all".
  package var freeIndices: [IndexID]

  package init(kind: Kind, line: Int, site: Site, freeIndices: [IndexID] = []) {
    self.kind = kind
    self.line = line
    self.site = site
    self.freeIndices = freeIndices
  }

  package enum Kind: Sendable {
    case note(String)
    case size([SizeID])
    case given([VariableID])
    case random(VariableID)
    case function([FunctionID])
    case assume([Condition], under: [Condition])
    case define(DefinitionID)
    case defineFunction(FunctionDefinitionID)
    case defineRecursion(RecursionID)
    case derive(Derivation)
    case claim(Claim)
  }

  package struct Derivation: Sendable {
    /// What is to be worked out.
    package var subject: Node
    /// The bound name, if one is given.
    package var definition: DefinitionID?
    /// What a `#=` comment says must be printed.
    package var expected: Node?

    package init(subject: Node, definition: DefinitionID?, expected: Node?) {
      self.subject = subject
      self.definition = definition
      self.expected = expected
    }
  }

  package enum Keyword: String, Sendable { case check, prove, refute }

  package struct Claim: Sendable {
    package var keyword: Keyword
    /// The statement's text after its keyword, without a comment, spaces folded.
    package var text: String
    package var subject: Subject
    /// The conditions after `if`.
    package var assumptions: [Condition]
    /// The substitutions after `where`: already applied around every expression of `subject` as `.substitute`.
    package init(keyword: Keyword, text: String, subject: Subject, assumptions: [Condition]) {
      self.keyword = keyword
      self.text = text
      self.subject = subject
      self.assumptions = assumptions
    }
  }

  package enum Subject: Sendable {
    /// `first relation[0] next[0] …`: one claim a step. A step whose two sides' shapes differ has a mismatch.
    case chain(first: Node, steps: [ChainStep])
    /// A predicate about one expression.
    case predicate(Node, Predicate)
    /// `convex(e, x)`, `concave(e, x)`, `strictly_convex(e, x)`.
    case curvature(Curvature, Node, [Node.DerivativeTarget])
    /// `shape(e) = (N, D)`.
    case shape(Node, Shape)
    /// An expression inside the claim does not conform: refuted, with the reason.
    case nonconforming(ShapeMismatch)
  }

  package enum Curvature: String, Sendable {
    case convex, concave
    case strictlyConvex = "strictly_convex"
  }

  package struct ChainStep: Sendable {
    package var relation: Relation
    package var right: Node
    package var mismatch: ShapeMismatch?
    package init(relation: Relation, right: Node, mismatch: ShapeMismatch? = nil) {
      self.relation = relation
      self.right = right
      self.mismatch = mismatch
    }
  }

  /// Two shapes that should agree and do not, as text (`W2 is K by D`), and the operator or relation between them.
  package struct ShapeMismatch: Sendable {
    package var message: String
    package var left: String
    package var right: String
    package init(message: String, left: String, right: String) {
      self.message = message
      self.left = left
      self.right = right
    }
  }
}
