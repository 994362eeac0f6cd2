import DeriveNumbers

/// A place in a source text: a half-open range of UTF-8 offsets.
package struct Site: Hashable, Sendable {
  package var offset: Int
  package var length: Int

  package init(offset: Int, length: Int) {
    self.offset = offset
    self.length = length
  }
}

/// A whole problem after resolution: every name is known, every expression has its shape, every index its range.
///
/// Identifiers (`sizes[0]`, `variables[3]`, …) are positions in the arrays below, wrapped in types of their own.
package struct Problem: Sendable {
  package var title: String?
  package var sizes: [Size] = []
  package var variables: [Variable] = []
  package var functions: [AbstractFunction] = []
  package var definitions: [Definition] = []
  package var functionDefinitions: [FunctionDefinition] = []
  package var recursions: [Recursion] = []
  package var indices: [Index] = []
  package var statements: [Statement] = []

  package init() {}
}

package struct SizeID: Hashable, Comparable, Sendable {
  package var number: Int
  package init(_ number: Int) { self.number = number }
  package static func < (a: Self, b: Self) -> Bool { a.number < b.number }
}

package struct VariableID: Hashable, Sendable {
  package var number: Int
  package init(_ number: Int) { self.number = number }
}

package struct FunctionID: Hashable, Sendable {
  package var number: Int
  package init(_ number: Int) { self.number = number }
}

package struct DefinitionID: Hashable, Sendable {
  package var number: Int
  package init(_ number: Int) { self.number = number }
}

package struct FunctionDefinitionID: Hashable, Sendable {
  package var number: Int
  package init(_ number: Int) { self.number = number }
}

package struct RecursionID: Hashable, Sendable {
  package var number: Int
  package init(_ number: Int) { self.number = number }
}

package struct IndexID: Hashable, Sendable {
  package var number: Int
  package init(_ number: Int) { self.number = number }
}

/// A declared name with the LaTeX that its `as` clause gives it, if any.
package struct DeclaredName: Hashable, Sendable {
  package var text: String
  package var latex: String?
  package var site: Site

  package init(text: String, latex: String? = nil, site: Site) {
    self.text = text
    self.latex = latex
    self.site = site
  }
}

/// A symbolic dimension, an integer of at least 1.
package struct Size: Sendable {
  package var name: DeclaredName
  package init(name: DeclaredName) { self.name = name }
}

/// A `given` or `random` name.
package struct Variable: Sendable {
  package var name: DeclaredName
  package var type: ValueType
  /// Non-nil for a `random` name.
  package var distribution: Distribution?

  package init(name: DeclaredName, type: ValueType, distribution: Distribution? = nil) {
    self.name = name
    self.type = type
    self.distribution = distribution
  }
}

/// What values a name may take.
package struct ValueType: Sendable {
  package var kind: ValueKind
  package var shape: Shape
  /// `in (0, 1)`, `in [0, inf)`, `in 0..n`; ends are resolved scalar expressions.
  package var bounds: Bounds?

  package init(kind: ValueKind, shape: Shape, bounds: Bounds? = nil) {
    self.kind = kind
    self.shape = shape
    self.bounds = bounds
  }
}

/// The scalar or structured kinds of `language.md`, "Types".
package enum ValueKind: String, Sendable, CaseIterable {
  case real, integer, positive, nonnegative, negative, nonzero, binary
  case onehot, simplex
  case symmetric, psd, pd, diagonal, orthogonal, invertible, fullrank
}

/// An interval of real numbers, or a range of integers (`closed` on both sides) when written `a..b`.
package struct Bounds: Sendable {
  package var lower: Node
  package var upper: Node
  package var includesLower: Bool
  package var includesUpper: Bool
  /// Written `a..b`: only integers.
  package var isIntegerRange: Bool

  package init(lower: Node, upper: Node, includesLower: Bool, includesUpper: Bool, isIntegerRange: Bool) {
    self.lower = lower
    self.upper = upper
    self.includesLower = includesLower
    self.includesUpper = includesUpper
    self.isIntegerRange = isIntegerRange
  }
}

/// `normal(mu, var)`, `bernoulli(p)`, …: the family's name and its resolved parameters.
package struct Distribution: Sendable {
  package var family: String
  package var parameters: [Node]
  /// Components are independent and identically distributed (`[n] iid`).
  package var isIID: Bool

  package init(family: String, parameters: [Node], isIID: Bool) {
    self.family = family
    self.parameters = parameters
    self.isIID = isIID
  }
}

/// `function f : real[n] -> real[m]`, an abstract smooth function.
package struct AbstractFunction: Sendable {
  package var name: DeclaredName
  package var parameters: [Shape]
  package var result: Shape

  package init(name: DeclaredName, parameters: [Shape], result: Shape) {
    self.name = name
    self.parameters = parameters
    self.result = result
  }
}

/// `let name = e`, `let name[i] = e`, or the name bound by a `derive`.
///
/// With indices, the value's component at `indices` is `value`; `shape` is the shape of the whole name.
package struct Definition: Sendable {
  package var name: DeclaredName
  package var indices: [IndexID]
  package var shape: Shape
  package var value: Node
  /// True for a name bound by `derive`: its value is what the engine works out.
  package var isDerived: Bool

  package init(name: DeclaredName, indices: [IndexID], shape: Shape, value: Node, isDerived: Bool) {
    self.name = name
    self.indices = indices
    self.shape = shape
    self.value = value
    self.isDerived = isDerived
  }
}

/// `let f(x, a) = e`.
package struct FunctionDefinition: Sendable {
  package var name: DeclaredName
  /// Parameters are variables of the problem that only `value` mentions.
  package var parameters: [VariableID]
  package var value: Node

  package init(name: DeclaredName, parameters: [VariableID], value: Node) {
    self.name = name
    self.parameters = parameters
    self.value = value
  }
}

/// `let u[0] = a` with `let u[t+1] = e`.
package struct Recursion: Sendable {
  package var name: DeclaredName
  package var first: Int
  package var initial: Node
  /// The `t` of the second line.
  package var index: IndexID
  package var step: Node?
  package var shape: Shape

  package init(name: DeclaredName, first: Int, initial: Node, index: IndexID, step: Node?, shape: Shape) {
    self.name = name
    self.first = first
    self.initial = initial
    self.index = index
    self.step = step
    self.shape = shape
  }
}

/// An index letter in one scope: bound by a sum, a definition, or free in a statement ("for all").
package struct Index: Sendable {
  package var name: String
  /// Inclusive ends, resolved integer scalars.
  package var lower: Node
  package var upper: Node

  package init(name: String, lower: Node, upper: Node) {
    self.name = name
    self.lower = lower
    self.upper = upper
  }
}
