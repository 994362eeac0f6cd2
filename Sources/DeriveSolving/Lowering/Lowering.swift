import DeriveCore
import DeriveLanguage
import DeriveNumbers

/// From a resolved problem to terms: what the names of the file are in the store, and the way of its expressions there.
///
/// An expression of a shape becomes a scalar term with one free index a dimension. What stands where an operation of
/// linear algebra stood is written with indices: `X*w` at i is `sum(k, X[i,k]*w[k])`. While it is read, every condition
/// under which it is defined is gathered, because the store cancels: `x/x` is 1 there, and only here is it known that x
/// must not be 0.
///
/// The store is handed in with every call. Names are entered when their statement is reached (`declare(_:_:)`), or when
/// they are first needed.
package struct Lowering {
  package let problem: Problem

  /// The store's symbol of each size and variable.
  var sizeSymbols: [SizeID: Int] = [:]
  var variableSymbols: [VariableID: Int] = [:]
  /// The store's number of each abstract function, definition and member of a recursion.
  var abstractNumbers: [DeriveLanguage.FunctionID: Int] = [:]
  var definitionNumbers: [DefinitionID: Int] = [:]
  var failures: [DefinitionID: LoweringError] = [:]
  var memberNumbers: [RecursionMember: Int] = [:]
  /// Members that are being worked out, and names that are: a cycle is an error, not an endless loop.
  var openMembers: Set<RecursionMember> = []
  /// The store's number of each recursion that has a member at a place that is no number.
  var recursionNumbers: [RecursionID: Int] = [:]
  /// Those of which the step was not read yet, and those of which it is being read.
  var pendingRecursions: [RecursionID] = []
  var isCompleting: Set<RecursionID> = []
  var recursionNeeds: [RecursionID: RecursionNeeds] = [:]
  var openUses: [OpenUse] = []
  /// The definitions that are being read, the innermost last.
  var openDefinitions: [DefinitionID] = []
  /// What each definition of the store needs to be defined, in terms of its parameters.
  var definitionNeeds: [Int: Needs] = [:]
  var templates: [FunctionDefinitionID: FunctionTemplate] = [:]
  /// What definitions mention, found when first asked.
  var mentions: [Int: Mentions] = [:]
  /// Symbols that stand for an argument while a function is derived, by rank and place.
  var probes: [Probe: Int] = [:]
  /// What the file takes softmaxes of, in the order in which it was met.
  var softmaxes: [Softmax] = []

  /// Symbols of Lagrange's multipliers.
  var multipliers: [Multiplier: Int] = [:]

  /// Symbols that limits and series are worked out with: one that grows beyond all bounds, one near 0; places of indices
  /// whose range grows.
  var limitSymbols: [Int] = []
  var placeholders: [Term: Int] = [:]
  var seriesStep: Int?
  /// Why the last limit that has no value has none.
  var absence: String?
  /// The value on whose sign the last limit that was not taken depends.
  var openSign: Term?
  /// What members of recursions were proved to be, for every place: by the number of the recursion, the latest last.
  var provedMembers: [Int: [ProvedMember]] = [:]
  /// A limit that cannot be taken stays as it is: in an assumption, which may be about it.
  var keepsLimits = false

  /// Terms that may not be smooth somewhere, and functions, as far as it was asked.
  var roughness: [Term: Bool] = [:]
  var roughFunctions: [DeriveCore.FunctionID: Bool] = [:]

  /// The free index that stands for a letter of the file.
  package internal(set) var indexTerms: [IndexID: Term] = [:]
  /// Facts of types that the store's symbols cannot carry: symbolic ends of ranges, `N >= D` of a matrix of full rank,
  /// `N - 1 >= 1` of a size. They hold for the whole file and are assumed when they are declared.
  package internal(set) var typeConditions: [Term] = []

  /// What the expression being read needs to be defined.
  var needs = Needs()
  /// What is required now is where derivatives are stated.
  var statesKinks = false

  package init(_ problem: Problem) {
    self.problem = problem
  }
}

/// A value of some shape: a scalar term with one free index a dimension, each with its range.
package struct TensorValue: Hashable, Sendable {
  package var axes: [Term]
  package var body: Term

  package init(axes: [Term], body: Term) {
    self.axes = axes
    self.body = body
  }
}

/// An expression in the store: its value, and where it is defined.
package struct Lowered: Sendable {
  package var value: TensorValue
  /// Each must hold; they may mention the axes of the value, and speak of that component then. None is `yes`; a `no`
  /// among them says that it is defined nowhere.
  package var conditions: [Term]
  /// Where the derivatives in it are stated: off the kinks of `relu`, `abs` and the like. A point on one is left out.
  package var kinks: [Term]

  package init(value: TensorValue, conditions: [Term], kinks: [Term] = []) {
    self.value = value
    self.conditions = conditions
    self.kinks = kinks
  }
}

/// Why an expression has no term. Never answered by a wrong or an empty one.
package enum LoweringError: Error, Hashable, Sendable {
  /// The text says what is not there yet.
  case unsupported(String)
  case tooMuchWork

  init(_ error: DeriveError) {
    switch error {
    case .unsupported(let reason): self = .unsupported(reason)
    case .tooMuchWork: self = .tooMuchWork
    }
  }

  /// Of what a block throws that both works on terms and lowers.
  init(any error: any Error) {
    switch error {
    case let error as LoweringError: self = error
    case let error as DeriveError: self.init(error)
    default: self = .unsupported("it could not be worked out")
    }
  }
}

extension Lowering {
  // MARK: Entry points

  /// The expression in the store, with a fresh index for each dimension.
  package mutating func lower(_ node: Node, _ store: inout TermStore) throws(LoweringError) -> Lowered {
    let axes = freshAxes(node.shape, &store)
    return try lower(node, at: axes, &store)
  }

  /// The component of the expression at these indices; a scalar stands for every component. For both sides of a
  /// relation the same indices are handed in.
  package mutating func lower(
    _ node: Node, at axes: [Term], _ store: inout TermStore
  ) throws(LoweringError) -> Lowered {
    let saved = needs
    needs = Needs()
    defer { needs = saved }
    let body = try broadcast(node, at: axes, &store)
    return Lowered(
      value: TensorValue(axes: axes, body: body), conditions: needs.conditions, kinks: needs.kinks)
  }

  /// Both sides of a relation over the same fresh indices.
  package mutating func lowerSides(
    _ left: Node, _ right: Node, _ store: inout TermStore
  ) throws(LoweringError) -> (left: Lowered, right: Lowered) {
    let axes = freshAxes(left.shape.isEmpty ? right.shape : left.shape, &store)
    return (try lower(left, at: axes, &store), try lower(right, at: axes, &store))
  }

  /// Opens the indices that are free in a statement: one fresh index each, found again in `indexTerms`.
  package mutating func open(_ statement: Statement, _ store: inout TermStore) throws(LoweringError) {
    for index in statement.freeIndices { indexTerms[index] = nil }
    for index in statement.freeIndices { _ = try openIndex(index, &store) }
  }

  /// The letter of the file that a free index stands for.
  package func letter(of index: Term) -> IndexID? {
    indexTerms.first { $0.value == index }?.key
  }

  // MARK: Sizes and indices

  /// An extent as a term.
  package mutating func extent(_ extent: Extent, _ store: inout TermStore) -> Term {
    var addends: [Term] = []
    for monomial in extent.monomials {
      var factors = [store.number(monomial.coefficient)]
      for size in monomial.sizes { factors.append(self.size(size, &store)) }
      addends.append(store.product(factors))
    }
    return store.sum(addends)
  }

  package mutating func size(_ id: SizeID, _ store: inout TermStore) -> Term {
    store.component(sizeSymbol(id, &store))
  }

  mutating func freshAxes(_ shape: Shape, _ store: inout TermStore) -> [Term] {
    var axes: [Term] = []
    for dimension in shape { axes.append(freshAxis(dimension, &store)) }
    return axes
  }

  mutating func freshAxis(_ dimension: Extent, _ store: inout TermStore) -> Term {
    store.freshIndex(.one, extent(dimension, &store))
  }

  /// The index to contract a dimension over: the number 1 where it has but one place.
  mutating func contractionIndex(_ dimension: Extent, _ store: inout TermStore) -> Term {
    dimension.constant == 1 ? .one : freshAxis(dimension, &store)
  }

  /// The term of an index, opened if it was not.
  mutating func openIndex(_ id: IndexID, _ store: inout TermStore) throws(LoweringError) -> Term {
    if let known = indexTerms[id] { return known }
    let term = try freshIndex(id, &store)
    indexTerms[id] = term
    return term
  }

  /// A fresh index over the range of a letter.
  mutating func freshIndex(_ id: IndexID, _ store: inout TermStore) throws(LoweringError) -> Term {
    let index = problem.indices[id.number]
    let lower = try component(index.lower, at: [], &store)
    let upper = try component(index.upper, at: [], &store)
    return store.freshIndex(lower, upper)
  }

  // MARK: Components

  /// The expression at these indices; a scalar stands for every component.
  mutating func broadcast(_ node: Node, at indices: [Term], _ store: inout TermStore) throws(LoweringError) -> Term {
    try component(node, at: node.shape.isEmpty ? [] : indices, &store)
  }

  /// The expression with fresh indices, for what is needed at several places.
  mutating func whole(_ node: Node, _ store: inout TermStore) throws(LoweringError) -> TensorValue {
    let axes = freshAxes(node.shape, &store)
    return TensorValue(axes: axes, body: try component(node, at: axes, &store))
  }

  /// The component of an expression at one index a dimension. Everything passes through here, and deep expressions
  /// often: what is rare is in functions of its own, so that little stack is used.
  mutating func component(_ node: Node, at indices: [Term], _ store: inout TermStore) throws(LoweringError) -> Term {
    if store.budget.isSpent { throw .tooMuchWork }
    guard indices.count == node.shape.count else {
      throw .unsupported("a value of \(node.shape.count) dimensions stands where one of \(indices.count) is needed")
    }
    switch node.kind {
    case .negate(let operand): return store.negate(try component(operand, at: indices, &store))
    case .sum(let addends): return try sum(addends, at: indices, &store)
    case .multiply(let factors): return try multiply(factors, at: indices, &store)
    case .divide(let left, let right): return try divide(left, right, at: indices, &store)
    case .power(let base, let exponent): return try power(base, exponent, at: indices, &store)
    case .matrixProduct(let left, let right): return try matrixProduct(left, right, at: indices, &store)
    case .call(let name, let arguments, let derivatives):
      return try call(name, arguments, derivatives, at: indices, &store)
    case .number, .pi, .infinity, .size, .index, .variable, .definition, .member, .component, .matrixPower, .transpose,
      .abstract, .apply, .bigSum, .bigProduct, .sumOfEntries, .productOfEntries, .delta, .matrix, .conditional,
      .indicator:
      return try construct(node, at: indices, &store)
    case .derivative, .gradient, .jacobian, .hessian, .expectation, .variance, .covariance, .limit, .series, .solve,
      .optimize, .descent, .newton, .substitute:
      return try calculus(node, at: indices, &store)
    }
  }

  /// Names, components, literals, and what binds.
  private mutating func construct(
    _ node: Node, at indices: [Term], _ store: inout TermStore
  ) throws(LoweringError) -> Term {
    switch node.kind {
    case .number(let value): return store.number(value)
    case .pi: return store.apply(.pi)
    case .infinity: return .infinity
    case .size(let id): return size(id, &store)
    case .index(let id): return try openIndex(id, &store)
    case .variable(let id): return store.component(try variableSymbol(id, &store), indices)
    case .definition(let id): return try useDefinition(try definitionNumber(id, &store), at: indices, &store)
    case .member(let id, let place): return try member(id, place, at: indices, &store)
    case .component(let base, let slots): return try place(base, slots, at: indices, &store)
    case .matrixPower(let base, let exponent): return try matrixPower(base, exponent, at: indices, &store)
    case .transpose(let operand): return try transpose(operand, at: indices, &store)
    case .abstract(let function, let arguments, let derivatives):
      return try abstract(function, arguments, derivatives, at: indices, &store)
    case .apply(let function, let arguments, let derivatives):
      return try apply(function, arguments, derivatives, at: indices, &store)
    case .bigSum(let binders, let body): return try bigSum(binders, body, at: indices, &store)
    case .bigProduct(let binders, let body): return try bigProduct(binders, body, at: indices, &store)
    case .sumOfEntries(let operand): return try entries(.sum, operand, &store)
    case .productOfEntries(let operand): return try entries(.product, operand, &store)
    case .delta(let left, let right): return try delta(left, right, &store)
    case .matrix(let rows): return try literal(rows, at: indices, &store)
    case .conditional(let condition, let first, let second):
      return try conditional(condition, first, second, at: indices, &store)
    case .indicator(let condition): return store.indicator(try truth(condition, &store))
    case .negate, .sum, .multiply, .divide, .power, .matrixProduct, .call, .derivative, .gradient, .jacobian, .hessian,
      .expectation, .variance, .covariance, .limit, .series, .solve, .optimize, .descent, .newton, .substitute:
      throw .unsupported("an expression stands where a name or literal is read")
    }
  }

  /// Derivatives, expectations, substitutions, and what is not there yet.
  private mutating func calculus(
    _ node: Node, at indices: [Term], _ store: inout TermStore
  ) throws(LoweringError) -> Term {
    switch node.kind {
    case .derivative(let operand, let targets): return try derivative(operand, targets, at: indices, &store)
    case .gradient(let operand, let targets), .jacobian(let operand, let targets):
      return try jacobian(operand, targets, at: indices, &store)
    case .hessian(let operand, let targets): return try hessian(operand, targets, at: indices, &store)
    case .expectation(let operand): return try expectation(operand, at: indices, &store)
    case .variance(let operand): return try covariance(operand, operand, at: indices, &store)
    case .covariance(let left, let right): return try covariance(left, right, at: indices, &store)
    case .descent(let objective, let target, let rate):
      return try descent(objective, target, rate, at: indices, &store)
    case .substitute(let operand, let substitutions):
      return try substitute(operand, substitutions, at: indices, &store)
    case .limit(let operand, let variable, let point, let direction):
      let parts = LimitParts(operand: operand, variable: variable, point: point, direction: direction)
      return try limit(parts, at: indices, &store)
    case .series(let operand, let variable, let point, let order):
      let parts = SeriesParts(operand: operand, variable: variable, point: point, order: order)
      return try series(parts, at: indices, &store)
    case .solve(let equations, let unknowns): return try solve(equations, unknowns, at: indices, &store)
    case .optimize(let what, let objective, let variable, let constraints):
      return try optimize(what, objective, variable, constraints, at: indices, &store)
    case .newton(let objective, let target): return try newton(objective, target, at: indices, &store)
    case .number, .pi, .infinity, .size, .index, .variable, .definition, .member, .component, .negate, .sum, .multiply,
      .matrixProduct, .divide, .power, .matrixPower, .transpose, .call, .abstract, .apply, .bigSum, .bigProduct,
      .sumOfEntries, .productOfEntries, .delta, .matrix, .conditional, .indicator:
      throw .unsupported("an expression stands where a derivative is read")
    }
  }
}
