import DeriveNumbers

/// A resolved expression: its kind, its shape, and where it stands in the source.
///
/// Depth is bounded by the parser (brackets nest at most 500 deep; sums and products are n-ary or bounded too),
/// so recursion over nodes is safe.
package final class Node: Sendable {
  package let kind: Kind
  package let shape: Shape
  package let site: Site
  /// How many levels of nodes it holds, its own counted.
  package let depth: Int

  package init(_ kind: Kind, shape: Shape, site: Site) {
    self.kind = kind
    self.shape = shape
    self.site = site
    var deepest = 0
    kind.forEachChild { deepest = max(deepest, $0.depth) }
    depth = deepest + 1
  }

  package enum Kind: Sendable {
    case number(Rational)
    /// `pi`.
    case pi
    /// `inf`, only where a bound or a limit point may stand.
    case infinity
    /// A size used as an integer scalar.
    case size(SizeID)
    /// An index used as an integer scalar.
    case index(IndexID)
    /// A whole given or random name.
    case variable(VariableID)
    /// A whole defined name.
    case definition(DefinitionID)
    /// `u[t]` of a recursion.
    case member(RecursionID, Node)

    /// `base[slots]`; always one slot a dimension of `base` (missing trailing slots are filled in as `.all`).
    case component(Node, [Slot])

    case negate(Node)
    /// Addends with their signs. A scalar addend is taken with every component when another one is a vector.
    case sum([Addend])
    /// Elementwise product (scalars, a scalar with any shape, `.*` of equal shapes), from left to right.
    case multiply([Node])
    /// The product of linear algebra of two operands, neither a scalar: ranks 2×2, 2×1 (matrix times vector),
    /// 1×2 (vector times a 1-row matrix, an outer product). Shape `[]` where it comes out 1 by 1 from a row and a
    /// column.
    case matrixProduct(Node, Node)
    /// Elementwise quotient; either may be a scalar.
    case divide(Node, Node)
    /// Elementwise power (scalars, `.^`).
    case power(Node, Node)
    /// A square matrix to an integer power; `A^-1` is the inverse.
    case matrixPower(Node, Node)
    /// `A'`; of a vector of N components a 1 by N matrix; of a scalar the scalar.
    case transpose(Node)

    /// A built-in function by its name in the language (`exp`, `softmax`, `norm`, `diag`, `eye`, …). Scalar functions of
    /// shaped arguments act elementwise (one shape; scalars broadcast). `min` and `max` of one vector reduce.
    /// `derivatives` counts the primes (`leakyrelu'(x, a)`), by the first argument.
    case call(String, [Node], derivatives: Int)
    /// An abstract function. `derivatives[a]` says how often it is derived by argument `a` (`f'`, `f''`, `f'[1, 2]`).
    /// A derivative by a vector argument adds that argument's dimension to the shape, after the result's own.
    case abstract(FunctionID, [Node], derivatives: [Int])
    /// A function defined in the file, applied; `derivatives` likewise. A scalar function of a shape acts elementwise.
    case apply(FunctionDefinitionID, [Node], derivatives: [Int])

    /// `sum(b, …, e)`; the body may have a shape.
    case bigSum([Binder], Node)
    /// `prod(b, …, e)`; of matrices, in order.
    case bigProduct([Binder], Node)
    /// `sum(v)`: all entries.
    case sumOfEntries(Node)
    /// `prod(v)`: all entries.
    case productOfEntries(Node)
    /// Kronecker's delta of two integer scalars.
    case delta(Node, Node)
    /// `[a, b; c, d]`, rows of blocks; a literal that is a vector has shape of rank 1. Each block keeps its own shape.
    case matrix([[Node]])
    case conditional(Condition, then: Node, else: Node)
    case indicator(Condition)

    /// `d(e, x, …)` of a scalar or shaped `e`, each target with its order. The shape is that of `e` followed by the
    /// targets' shapes (a scalar by a vector: the vector's shape).
    case derivative(Node, [DerivativeTarget])
    /// `grad(e, x)`, `jacobian(f, x)`, `hessian(e, x)`; a tuple target stacks its parts.
    case gradient(Node, [DerivativeTarget])
    case jacobian(Node, [DerivativeTarget])
    case hessian(Node, [DerivativeTarget])

    case expectation(Node)
    case variance(Node)
    case covariance(Node, Node)

    /// `limit(e, x -> a)`; `variable` is a name, size or index; `direction` is nil, `+` or `-`.
    case limit(Node, variable: Node, point: Node, direction: Direction?)
    case series(Node, variable: Node, point: Node, order: Node)
    case solve([Equation], unknowns: [Node])
    /// `argmin`, `minimum`, `multiplier`, `minimize`, with their name.
    case optimize(Optimization, objective: Node, variable: Node, constraints: [Equation])
    /// `descent(e, x, eta)`: `x - eta*grad(e, x)`.
    case descent(Node, DerivativeTarget, rate: Node)
    case newton(Node, DerivativeTarget)

    /// `(e where a = v, …)`: all at once, after `e` is worked out and through definitions.
    case substitute(Node, [Substitution])
  }

  package enum Slot: Sendable {
    case at(Node)
    case all
  }

  package struct Addend: Sendable {
    package var isNegative: Bool
    package var node: Node
    package init(isNegative: Bool, node: Node) {
      self.isNegative = isNegative
      self.node = node
    }
  }

  package enum Direction: Sendable { case above, below }

  package enum Optimization: String, Sendable { case argmin, minimum, multiplier, minimize }

  package struct Equation: Sendable {
    package var left: Node
    package var right: Node
    package init(left: Node, right: Node) {
      self.left = left
      self.right = right
    }
  }

  /// What a substitution replaces: a given name, a size, or an index.
  package struct Substitution: Sendable {
    package enum Target: Sendable {
      case variable(VariableID)
      case definition(DefinitionID)
      case size(SizeID)
      case index(IndexID)
      /// One component of a given name, `x[2] = 0`.
      case component(VariableID, [Node])
    }
    package var target: Target
    package var value: Node
    package init(target: Target, value: Node) {
      self.target = target
      self.value = value
    }
  }

  /// What a derivative is taken by: a whole name, or one component of it; how often.
  package struct DerivativeTarget: Sendable {
    package enum Base: Sendable {
      case variable(VariableID)
      case definition(DefinitionID)
    }
    package var base: Base
    /// Nil: the whole name. Otherwise one slot a dimension.
    package var slots: [Slot]?
    package var order: Int
    /// The shape of what is varied: the name's, or what the slots leave of it.
    package var shape: Shape
    package var site: Site

    package init(base: Base, slots: [Slot]?, order: Int, shape: Shape, site: Site) {
      self.base = base
      self.slots = slots
      self.order = order
      self.shape = shape
      self.site = site
    }
  }

  /// `i : range, condition` of a sum or product. The index's range is in the problem's table.
  package struct Binder: Sendable {
    package var index: IndexID
    package var conditions: [Condition]
    package init(index: IndexID, conditions: [Condition]) {
      self.index = index
      self.conditions = conditions
    }
  }
}

package enum Relation: String, Sendable {
  case equal = "="
  case notEqual = "!="
  case less = "<"
  case lessOrEqual = "<="
  case greater = ">"
  case greaterOrEqual = ">="
}

package enum Predicate: String, Sendable, CaseIterable {
  case psd, pd, nsd, nd, symmetric, idempotent, orthogonal, diagonal, invertible, fullrank
}

/// A condition on values or indices.
package indirect enum Condition: Sendable {
  case relation(Node, Relation, Node)
  /// `i in a..b`, or `x in (a, b)`.
  case membership(Node, Bounds)
  case predicate(Node, Predicate)
  case and([Condition])
  case or([Condition])
  case not(Condition)
}
