import DeriveNumbers

/// Statements, in their order: each sees the names of those above it.
extension Resolver {
  func resolveFile() {
    var hasTitle = false
    if declaresImplicitly { implicit = ImplicitShapes(tree) }
    for statement in tree.statements {
      guard diagnostics.count < Parser.errorLimit else { break }
      beginStatement()
      if case .problem(let title) = statement.kind {
        if hasTitle { _ = report(statement.site, "a file has one title") }
        hasTitle = true
        problem.title = title
        continue
      }
      do throws(Stop) {
        try resolve(statement)
      } catch {
        markFaulty(statement.kind)
      }
    }
    for recursion in problem.recursions where recursion.step == nil {
      let name = recursion.name.text
      _ = report(
        recursion.name.site, "the recursion `\(name)` has a first member and no step",
        hint: "write `let \(name)[t+1] = …`")
    }
  }

  private func beginStatement() {
    bracketNames = nil
    statementParts.removeAll(keepingCapacity: true)
    freeIndices.removeAll(keepingCapacity: true)
    freeOrder.removeAll(keepingCapacity: true)
    placeChecks.removeAll(keepingCapacity: true)
    indexScopes.removeAll(keepingCapacity: true)
    parameters.removeAll(keepingCapacity: true)
    reportedNames.removeAll(keepingCapacity: true)
    isInClaim = false
    isInSlot = false
    isAnswer = false
    openRecursion = nil
  }

  /// After an error in a declaration its names count as known.
  private func markFaulty(_ kind: SyntaxStatement.Kind) {
    switch kind {
    case .size(let names), .given(let names, _), .random(let names, _), .function(let names, _, _):
      for name in names where entities[name.name] == nil { faulty.insert(name.name) }
    case .define(let target, _): if entities[target.name.name] == nil { faulty.insert(target.name.name) }
    case .derive(let target, _, _):
      if let name = target?.name.name, entities[name] == nil { faulty.insert(name) }
    case .problem, .note, .assume, .claim, .faulty: break
    }
  }

  private func append(_ kind: Statement.Kind, _ site: Site) {
    problem.statements.append(
      Statement(kind: kind, line: line(site), site: site, freeIndices: freeOrder.compactMap { freeIndices[$0] }))
  }

  /// Settles the free indices of the statement and looks at all places.
  func finish(allowsFree: Bool, in what: String) throws(Stop) {
    var failure: Stop?
    for name in freeOrder {
      guard let id = freeIndices[name] else { continue }
      if !allowsFree {
        failure = report(
          indexStates[id.number].site, "the index `\(text(name))` is free on the right of \(what)",
          hint: "bind it on the left, `name[\(text(name))] = …`, or by a sum")
        continue
      }
      do {
        try settle(id)
      } catch {
        failure = Self.worse(failure, error)
      }
    }
    if let failure { throw failure }
    if !checkPlaces() { throw Stop.reported }
  }

  private func resolve(_ statement: SyntaxStatement) throws(Stop) {
    let site = statement.site
    switch statement.kind {
    case .problem: break
    case .note(let text): append(.note(text), site)
    case .faulty(let names): for name in names where entities[name] == nil { faulty.insert(name) }
    case .size(let names): try declareSizes(names, site)
    case .given(let names, let type): try declareGiven(names, type, site)
    case .random(let names, let distribution): try declareRandom(names, distribution, site)
    case .function(let names, let parameters, let result): try declareFunctions(names, parameters, result, site)
    case .assume(let facts, let under):
      statementParts = facts + under
      let assumptions = try resolveAssumptions(under)
      let conditions = try resolveAssumptions(facts)
      try finish(allowsFree: true, in: "")
      append(.assume(conditions, under: assumptions), site)
    case .define(let target, let value): try define(target, value, site)
    case .derive(let target, let value, let answer): try derive(target, value, answer, site)
    case .claim(let keyword, let claim): append(.claim(try resolveClaim(keyword, claim, site)), site)
    }
  }

  // MARK: Declarations

  private func declareSizes(_ names: [SyntaxName], _ site: Site) throws(Stop) {
    let ids = try all(names) { name throws(Stop) in
      let id = SizeID(problem.sizes.count)
      try declare(name, .size(id))
      problem.sizes.append(Size(name: declared(name)))
      return id
    }
    append(.size(ids), site)
  }

  private func declareGiven(_ names: [SyntaxName], _ syntax: SyntaxType, _ site: Site) throws(Stop) {
    let type = try resolveType(syntax)
    let ids = try all(names) { name throws(Stop) in
      let id = VariableID(problem.variables.count)
      try declare(name, .variable(id))
      problem.variables.append(Variable(name: declared(name), type: type))
      return id
    }
    append(.given(ids), site)
  }

  private func declareRandom(_ names: [SyntaxName], _ syntax: SyntaxDistribution, _ site: Site) throws(Stop) {
    let (distribution, type) = try resolveDistribution(syntax)
    for name in names {
      let id = VariableID(problem.variables.count)
      try declare(name, .variable(id))
      problem.variables.append(Variable(name: declared(name), type: type, distribution: distribution))
      append(.random(id), site)
    }
  }

  private func declareFunctions(
    _ names: [SyntaxName], _ parameters: [SyntaxType], _ result: SyntaxType, _ site: Site
  ) throws(Stop) {
    let types = try all(parameters + [result]) { syntax throws(Stop) in
      let type = try resolveType(syntax)
      guard type.kind == .real, type.bounds == nil else {
        throw report(syntax.site, "a function is of real values and has real values", hint: "write `real`")
      }
      return type.shape
    }
    let ids = try all(names) { name throws(Stop) in
      try requireNew(name, isFunction: true)
      let id = FunctionID(problem.functions.count)
      try declare(name, .function(id))
      problem.functions.append(
        AbstractFunction(name: declared(name), parameters: Array(types.dropLast()), result: types[types.count - 1]))
      return id
    }
    append(.function(ids), site)
  }

  /// The conditions after `assume` and `if`; `i in a..b` gives a free index its range.
  func resolveAssumptions(_ list: [SyntaxID]) throws(Stop) -> [Condition] {
    for part in list where tree.kind(part) == .membership {
      let parts = tree.children(part)
      guard tree.kind(parts[0]) == .name, tree.kind(parts[1]) == .range else { continue }
      let name = tree.nameNumber(parts[0])
      guard isUndeclared(name), isFreeInBrackets(name) else { continue }
      let node = try freeIndex(name, tree.site(parts[0]))
      if case .index(let id) = node.kind, !indexStates[id.number].isSettled {
        settle(id, try range(parts[1], of: id))
      }
    }
    return try all(list) { part throws(Stop) in try resolveAssumption(part) }
  }

  private func resolveAssumption(_ id: SyntaxID) throws(Stop) -> Condition {
    // A range of an index is no condition on it: all its values occur.
    if tree.kind(id) == .membership {
      let parts = tree.children(id)
      if tree.kind(parts[0]) == .name, let index = freeIndices[tree.nameNumber(parts[0])] {
        let outer = indexStates[index.number].isConditioned
        let condition = try resolveCondition(id)
        indexStates[index.number].isConditioned = outer
        return condition
      }
    }
    return try resolveCondition(id)
  }

  // MARK: Definitions

  private func define(_ target: SyntaxTarget, _ value: SyntaxID, _ site: Site) throws(Stop) {
    statementParts = [value]
    switch target.form {
    case .value:
      try requireNew(target.name)
      let node = try resolve(value)
      try finish(allowsFree: false, in: "`let`")
      let id = try declare(target.name, indices: [], shape: node.shape, node, isDerived: false)
      append(.define(id), site)
    case .components(let binders):
      try requireNew(target.name)
      let (indices, node, shape) = try components(binders, value, "`let`")
      let id = try declare(target.name, indices: indices, shape: shape, node, isDerived: false)
      append(.define(id), site)
    case .function(let list): try defineFunction(target, list, value, site)
    case .start(let first): try defineStart(target, first, value, site)
    case .next(let index): try defineStep(target, index, value, site)
    }
  }

  private func declare(
    _ name: SyntaxName, indices: [IndexID], shape: Shape, _ value: Node, isDerived: Bool
  ) throws(Stop) -> DefinitionID {
    let id = DefinitionID(problem.definitions.count)
    try declare(name, .definition(id))
    if !isDerived, isInteger(value) { integerDefinitions.insert(id) }
    noteReach(of: id, indices, value)
    problem.definitions.append(
      Definition(name: declared(name), indices: indices, shape: shape, value: value, isDerived: isDerived))
    return id
  }

  /// A value with its indices bound: their ranges begin at 1 and are the first dimensions of the whole.
  private func components(
    _ binders: [SyntaxBinder], _ value: SyntaxID, _ what: String, _ also: (Node) throws(Stop) -> Void = { _ in }
  ) throws(Stop) -> ([IndexID], Node, Shape) {
    var indices: [IndexID] = []
    for (position, binder) in binders.enumerated() {
      try requireBindable(binder.name.name, binder.name.site)
      if binders[..<position].contains(where: { $0.name.name == binder.name.name }) {
        throw report(binder.name.site, "the index `\(text(binder.name.name))` is bound twice")
      }
      let range = try binder.range.map { range throws(Stop) in try resolveRange(range) }
      let index = newIndex(binder.name.name, binder.name.site, range: range)
      push(binder.name.name, index)
      indices.append(index)
    }
    let node = try resolve(value)
    try also(node)
    var shape: Shape = []
    for (index, binder) in zip(indices, binders) {
      try settle(index)
      let range = problem.indices[index.number]
      guard case .number(let lower) = range.lower.kind, lower == Rational(1) else {
        throw report(binder.name.site, "the components of a definition are counted from 1", hint: "write `1..N`")
      }
      guard let extent = extent(of: range.upper) else {
        throw report(
          range.upper.site,
          "the range of a component ends with a whole number, a declared size, or a sum, difference "
            + "or product of these")
      }
      if extent.isSurelyTooSmall { throw report(range.upper.site, "a size is at least 1") }
      shape.append(extent)
    }
    shape += node.shape
    guard shape.count <= Self.rankLimit else {
      throw report(node.site, "this value has \(shape.count) dimensions; at most \(Self.rankLimit) are possible")
    }
    try finish(allowsFree: false, in: what)
    return (indices, node, shape)
  }

  private func defineFunction(
    _ target: SyntaxTarget, _ list: [SyntaxParameter], _ value: SyntaxID, _ site: Site
  ) throws(Stop) {
    try requireNew(target.name, isFunction: true)
    var ids: [VariableID] = []
    var seen: Set<Int32> = []
    let types = try all(list) { parameter throws(Stop) in
      guard seen.insert(parameter.name.name).inserted else {
        throw report(parameter.name.site, "the parameter `\(text(parameter.name.name))` is declared twice")
      }
      return try parameter.type.map { type throws(Stop) in try resolveType(type) } ?? ValueType(kind: .real, shape: [])
    }
    for (parameter, type) in zip(list, types) {
      let id = VariableID(problem.variables.count)
      problem.variables.append(Variable(name: declared(parameter.name), type: type))
      parameters[parameter.name.name] = id
      ids.append(id)
    }
    let node = try resolve(value)
    try finish(allowsFree: false, in: "a function's definition")
    let id = FunctionDefinitionID(problem.functionDefinitions.count)
    try declare(target.name, .functionDefinition(id))
    problem.functionDefinitions.append(
      FunctionDefinition(name: declared(target.name), parameters: ids, value: node))
    append(.defineFunction(id), site)
  }

  private func defineStart(_ target: SyntaxTarget, _ first: Int, _ value: SyntaxID, _ site: Site) throws(Stop) {
    try requireNew(target.name)
    let node = try resolve(value)
    try finish(allowsFree: false, in: "`let`")
    let id = RecursionID(problem.recursions.count)
    try declare(target.name, .recursion(id))
    problem.recursions.append(
      Recursion(
        name: declared(target.name), first: first, initial: node, index: IndexID(0), step: nil, shape: node.shape))
    let index = newIndex(
      target.name.name, target.name.site,
      range: (number(first, target.site), Node(.infinity, shape: [], site: target.site)))
    problem.recursions[id.number].index = index
    openRecursions.insert(id)
    append(.defineRecursion(id), site)
  }

  private func defineStep(
    _ target: SyntaxTarget, _ name: SyntaxName, _ value: SyntaxID, _ site: Site
  ) throws(Stop) {
    let word = text(target.name.name)
    guard case .recursion(let id)? = entities[target.name.name]?.kind else {
      if faulty.contains(target.name.name) { throw Stop.reported }
      if entities[target.name.name] != nil { try requireNew(target.name) }
      throw report(target.site, "the recursion `\(word)` has no first member", hint: "write `let \(word)[0] = …` above")
    }
    let recursion = problem.recursions[id.number]
    guard recursion.step == nil else { throw report(target.site, "the recursion `\(word)` has its step already") }
    // After an error in the step there is one all the same.
    problem.recursions[id.number].step = recursion.initial
    try requireBindable(name.name, name.site)
    let index = newIndex(
      name.name, name.site, range: (number(recursion.first, name.site), Node(.infinity, shape: [], site: name.site)))
    push(name.name, index)
    openRecursion = (id, index)
    let node = try resolve(value)
    try finish(allowsFree: false, in: "`let`")
    guard node.shape == recursion.shape else {
      throw report(
        node.site, "a member of the recursion `\(word)` has another shape than the first",
        hint: "\(describe(node)); `\(word)[\(recursion.first)]` is \(shapeText(recursion.shape)) "
          + "(line \(line(recursion.name.site)))")
    }
    try requireEarlierMembers(node, index)
    openRecursions.remove(id)
    problem.recursions[id.number].step = node
    problem.recursions[id.number].index = index
    if let latex = target.name.latex { problem.recursions[id.number].name.latex = latex }
  }

  // MARK: Derivations

  private func derive(_ target: SyntaxTarget?, _ value: SyntaxID, _ answer: SyntaxID?, _ site: Site) throws(Stop) {
    statementParts = [value] + (answer.map { [$0] } ?? [])
    guard let target else {
      let subject = try resolveSubject(value)
      let expected = try resolveAnswer(answer, to: subject.shape)
      try finish(allowsFree: true, in: "")
      append(.derive(Statement.Derivation(subject: subject, definition: nil, expected: expected)), site)
      return
    }
    try requireNew(target.name)
    var expected: Node?
    switch target.form {
    case .value:
      let subject = try resolveSubject(value)
      expected = try resolveAnswer(answer, to: subject.shape)
      try finish(allowsFree: false, in: "a named `derive`")
      let id = try declare(target.name, indices: [], shape: subject.shape, subject, isDerived: true)
      append(.derive(Statement.Derivation(subject: subject, definition: id, expected: expected)), site)
    case .components(let binders):
      let (indices, subject, shape) = try components(binders, value, "a named `derive`") { subject throws(Stop) in
        expected = try self.resolveAnswer(answer, to: subject.shape)
      }
      let id = try declare(target.name, indices: indices, shape: shape, subject, isDerived: true)
      append(.derive(Statement.Derivation(subject: subject, definition: id, expected: expected)), site)
    case .function, .start, .next:
      throw report(
        target.site, "a `derive` binds a name or components", hint: "`derive name = e`, `derive name[i] = e`")
    }
  }

  private func resolveSubject(_ id: SyntaxID) throws(Stop) -> Node { try resolve(id) }

  /// The expression of a `#=` comment; it has the shape of what it is the answer to.
  private func resolveAnswer(_ id: SyntaxID?, to shape: Shape) throws(Stop) -> Node? {
    guard let id else { return nil }
    isAnswer = true
    defer { isAnswer = false }
    let node = try resolveSide(id)
    if case .number(let value) = node.kind, value.isZero, !shape.isEmpty {
      return Node(.number(.zero), shape: shape, site: node.site)
    }
    guard node.shape == shape else {
      throw report(
        node.site, "the answer has another shape than what is derived",
        hint: "\(describe(node)); what is derived is \(shapeText(shape))")
    }
    return node
  }
}
