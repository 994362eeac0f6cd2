import DeriveCore
import DeriveLanguage
import DeriveNumbers

extension Lowering {
  /// Enters what a statement declares into the store. Statements are declared in the order of the file; notes,
  /// assumptions, derivations and claims declare nothing here.
  package mutating func declare(_ statement: Statement, _ store: inout TermStore) throws(LoweringError) {
    switch statement.kind {
    case .size(let sizes):
      for size in sizes { _ = sizeSymbol(size, &store) }
    case .given(let variables):
      for variable in variables { _ = try variableSymbol(variable, &store) }
    case .random(let variable):
      _ = try variableSymbol(variable, &store)
    case .function(let functions):
      for function in functions { _ = abstractNumber(function, &store) }
    case .define(let id):
      // Read under the facts of types alone, for it may be derived later; see `unassuming`.
      let saved = standAlone(&store)
      defer { resume(saved, &store) }
      try define(id, &store)
    case .defineFunction(let id):
      let saved = standAlone(&store)
      defer { resume(saved, &store) }
      try enterTemplate(id, &store)
    case .defineRecursion, .note, .assume, .derive, .claim:
      break
    }
  }

  /// The store's symbol of a size.
  package mutating func sizeSymbol(_ id: SizeID, _ store: inout TermStore) -> Int {
    if let known = sizeSymbols[id] { return known }
    let name = problem.sizes[id.number].name.text
    let symbol = store.addSymbol(
      Symbol(
        name: name, role: .size, rank: 0,
        facts: SymbolFacts(bounds: Bounds(lower: .one, excludesZero: true, isInteger: true))))
    sizeSymbols[id] = symbol
    return symbol
  }

  /// Whether a symbol of the store is a name of the file.
  func isDeclared(symbol: Int) -> Bool { variableSymbols.values.contains(symbol) }

  /// The store's symbol of a given or random name, or of a function's parameter.
  package mutating func variableSymbol(_ id: VariableID, _ store: inout TermStore) throws(LoweringError) -> Int {
    if let known = variableSymbols[id] { return known }
    let variable = problem.variables[id.number]
    let type = variable.type
    let outer = enter()
    var isLeft = false
    defer { if !isLeft { _ = leave(outer) } }
    var facts = SymbolFacts(bounds: type.kind.bounds, structure: type.kind.structure)
    var ends: (lower: Term, upper: Term) = (.infinity, .infinity)
    if let bounds = type.bounds {
      ends = (try component(bounds.lower, at: [], &store), try component(bounds.upper, at: [], &store))
      facts.bounds = facts.bounds.intersection(rationalBounds(bounds, ends.lower, ends.upper, &store))
    }
    let distribution = try variable.distribution.map { distribution throws(LoweringError) in
      try randomDistribution(distribution, &store)
    }
    let entry = variable.distribution.flatMap { distributionEntry(named: $0.family) }
    if let distribution, let entry {
      let support = entry.support(&store, distribution.parameters)
      facts.bounds = facts.bounds.intersection(support.bounds)
      if support.structure != .none { facts.structure = support.structure }
    }
    var extents: [Term] = []
    for dimension in type.shape { extents.append(extent(dimension, &store)) }
    let symbol = store.addSymbol(
      Symbol(
        name: variable.name.text, role: variable.distribution == nil ? .given : .random, rank: type.shape.count,
        facts: facts, extents: extents))
    variableSymbols[id] = symbol
    let inner = leave(outer)
    isLeft = true
    if let distribution, let entry {
      store.setDistribution(ofSymbol: symbol, distribution)
      // There is such a distribution: its parameters have values, and these are as it needs them.
      for condition in inner.conditions + entry.existence(&store, distribution.parameters)
      where condition != .no && !store.isRandom(condition) {
        assumeType(condition, &store)
      }
    }
    // What the symbol cannot carry.
    for end in extents { assumeType(store.relation(.lessOrEqual, .one, end), &store) }
    if type.kind == .fullrank, type.shape.count == 2 {
      assumeType(store.relation(.lessOrEqual, extents[1], extents[0]), &store)
    }
    if let bounds = type.bounds {
      let axes = freshAxes(type.shape, &store)
      let value = store.component(symbol, axes)
      let lower = between(value, bounds, ends.lower, ends.upper, &store)
      for condition in lower { assumeType(store.splitReduction(.all, axes, .yes, condition), &store) }
    }
    return symbol
  }

  private mutating func assumeType(_ condition: Term, _ store: inout TermStore) {
    if condition == .yes { return }
    typeConditions.append(condition)
    store.assume(condition)
  }

  /// Leaves only what types say assumed, for what is read when it is first needed and then kept: a claim's own
  /// assumptions must not go into it. What is returned goes back to `resume(_:_:)`.
  mutating func standAlone(_ store: inout TermStore) -> (assumptions: Assumptions, known: Int) {
    let saved = store.assumptions
    store.restore(Assumptions())
    for condition in typeConditions { store.assume(condition) }
    return (saved, typeConditions.count)
  }

  mutating func resume(_ saved: (assumptions: Assumptions, known: Int), _ store: inout TermStore) {
    store.restore(saved.assumptions)
    for condition in typeConditions[saved.known...] { store.assume(condition) }
  }

  /// What rational ends say; of a symbolic end, what its own bounds say.
  private func rationalBounds(
    _ bounds: DeriveLanguage.Bounds, _ lower: Term, _ upper: Term, _ store: inout TermStore
  ) -> DeriveCore.Bounds {
    var result = DeriveCore.Bounds(isInteger: bounds.isIntegerRange)
    if !isInfinite(lower, store) {
      let end = store.bounds(lower)
      result.lower = end.lower
      result.lowerIsOpen = end.lower != nil && (end.lowerIsOpen || !bounds.includesLower)
    }
    if !isInfinite(upper, store) {
      let end = store.bounds(upper)
      result.upper = end.upper
      result.upperIsOpen = end.upper != nil && (end.upperIsOpen || !bounds.includesUpper)
    }
    return result
  }

  /// `inf` or `-inf`.
  func isInfinite(_ term: Term, _ store: borrowing TermStore) -> Bool {
    store.coefficientAndTerm(term).1 == .infinity
  }

  /// The conditions that a value lies between two ends; infinite ones ask nothing.
  func between(
    _ value: Term, _ bounds: DeriveLanguage.Bounds, _ lower: Term, _ upper: Term, _ store: inout TermStore
  ) -> [Term] {
    var conditions: [Term] = []
    if bounds.isIntegerRange, !store.bounds(value).isInteger {
      conditions.append(store.relation(.equal, value, store.apply(.floor, value)))
    }
    if !isInfinite(lower, store) {
      conditions.append(store.relation(bounds.includesLower ? .lessOrEqual : .less, lower, value))
    }
    if !isInfinite(upper, store) {
      conditions.append(store.relation(bounds.includesUpper ? .lessOrEqual : .less, value, upper))
    }
    return conditions.filter { $0 != .yes }
  }

  // MARK: Distributions

  /// Scalar parameters as terms, vectors and matrices as families.
  private mutating func randomDistribution(
    _ distribution: Distribution, _ store: inout TermStore
  ) throws(LoweringError) -> RandomDistribution {
    var parameters: [Term] = []
    for parameter in distribution.parameters {
      let value = try whole(parameter, &store)
      parameters.append(value.axes.isEmpty ? value.body : store.family(value.axes, value.body))
    }
    return RandomDistribution(family: distribution.family, parameters: parameters, isIID: distribution.isIID)
  }

  // MARK: Abstract functions

  /// The store's number of an abstract function.
  package mutating func abstractNumber(_ id: DeriveLanguage.FunctionID, _ store: inout TermStore) -> Int {
    if let known = abstractNumbers[id] { return known }
    let function = problem.functions[id.number]
    let number = store.addAbstractFunction(
      AbstractSymbol(
        name: function.name.text, resultRank: function.result.count, parameterRanks: function.parameters.map(\.count)))
    abstractNumbers[id] = number
    return number
  }
}

extension ValueKind {
  /// What the kind says of every component.
  var bounds: DeriveCore.Bounds {
    switch self {
    case .real, .symmetric, .psd, .pd, .diagonal, .invertible, .fullrank: .any
    case .orthogonal: Bounds(lower: .minusOne, upper: .one)
    case .integer: Bounds(isInteger: true)
    case .positive: .positive
    case .nonnegative: .nonNegative
    case .negative: .negative
    case .nonzero: .nonZero
    case .binary, .onehot: Bounds(lower: .zero, upper: .one, isInteger: true)
    case .simplex: .unit
    }
  }

  /// What the kind says of the whole.
  var structure: SymbolFacts.Structure {
    switch self {
    case .real, .integer, .positive, .nonnegative, .negative, .nonzero: .none
    case .binary: .binary
    case .onehot: .onehot
    case .simplex: .simplex
    case .symmetric: .symmetric
    case .psd: .psd
    case .pd: .pd
    case .diagonal: .diagonal
    case .orthogonal: .orthogonal
    case .invertible: .invertible
    case .fullrank: .fullrank
    }
  }
}
