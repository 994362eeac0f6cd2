import DeriveCore
import DeriveLanguage
import DeriveNumbers

/// A function of the file in terms of symbols that stand for its parameters.
struct FunctionTemplate {
  struct Body {
    /// One a dimension of the result, then one a dimension of each argument it is derived by.
    var axes: [Term]
    var body: Term
    var needs: Needs
  }

  var symbols: [Int]
  var bodies: [[Int]: Body] = [:]
}

extension Lowering {
  // MARK: Abstract functions

  /// An abstract function applied: to scalars, elementwise to a shape, to whole vectors as families.
  mutating func abstract(
    _ id: DeriveLanguage.FunctionID, _ nodes: [Node], _ derivatives: [Int], at indices: [Term],
    _ store: inout TermStore
  ) throws(LoweringError) -> Term {
    let function = problem.functions[id.number]
    let number = abstractNumber(id, &store)
    guard nodes.count == function.parameters.count else {
      throw .unsupported("`\(function.name.text)` of \(nodes.count) arguments")
    }
    let isElementwise = isElementwise(nodes, function.parameters)
    var arguments: [Term] = []
    for (node, parameter) in zip(nodes, function.parameters) {
      if parameter.isEmpty {
        arguments.append(try broadcast(node, at: indices, &store))
      } else {
        let outer = enter()
        let value = try whole(node, &store)
        let inner = leave(outer)
        require(inner, over: value.axes, where: .yes, &store)
        arguments.append(store.family(value.axes, value.body))
      }
    }
    var rest = isElementwise ? [] : indices
    let resultIndices = Array(rest.prefix(function.result.count))
    rest = Array(rest.dropFirst(function.result.count))
    var marks: [(argument: Int, index: Term?)] = []
    for (argument, count) in derivatives.enumerated() where argument < nodes.count {
      let rank = function.parameters[argument].count
      if rank > 1, count > 0 {
        throw .unsupported("derivatives of `\(function.name.text)` by a matrix are not worked out yet")
      }
      for _ in 0..<count {
        if rank == 0 {
          marks.append((argument, nil))
        } else {
          guard let index = rest.first else { throw .unsupported("an index is missing") }
          marks.append((argument, index))
          rest.removeFirst()
        }
      }
    }
    return store.abstract(number, resultIndices: resultIndices, arguments: arguments, marks: marks)
  }

  /// A function of scalars is given a shape.
  private func isElementwise(_ nodes: [Node], _ parameters: [Shape]) -> Bool {
    zip(nodes, parameters).contains { $1.isEmpty && !$0.shape.isEmpty }
  }

  // MARK: Functions of the file

  /// A function defined in the file, applied: its body with the arguments in place of the parameters.
  mutating func apply(
    _ id: FunctionDefinitionID, _ nodes: [Node], _ derivatives: [Int], at indices: [Term], _ store: inout TermStore
  ) throws(LoweringError) -> Term {
    let function = problem.functionDefinitions[id.number]
    let template = try template(id, &store)
    let types = function.parameters.map { problem.variables[$0.number].type }
    guard nodes.count == types.count else {
      throw .unsupported("`\(function.name.text)` of \(nodes.count) arguments")
    }
    let body = try derived(id, template, derivatives, &store)
    var change = DeriveCore.Substitution()
    for ((node, type), symbol) in zip(zip(nodes, types), template.symbols) {
      let outer = enter()
      let value: TensorValue
      if type.shape.isEmpty {
        value = TensorValue(axes: [], body: try broadcast(node, at: indices, &store))
      } else {
        value = try whole(node, &store)
      }
      let inner = leave(outer)
      require(inner, over: value.axes, where: .yes, &store)
      try requireMember(value, of: type, written: node, &store)
      change.replace(symbol: symbol, parameters: value.axes, by: value.body)
    }
    if !isElementwise(nodes, types.map(\.shape)) {
      guard body.axes.count == indices.count else { throw .unsupported("an index is missing") }
      for (axis, index) in zip(body.axes, indices) { change.replace(axis, by: index) }
    }
    require(replaced(body.needs, &change, &store), &store)
    return store.substitute(body.body, &change)
  }

  /// The function's body, read once.
  private mutating func template(
    _ id: FunctionDefinitionID, _ store: inout TermStore
  ) throws(LoweringError) -> FunctionTemplate {
    if templates[id] == nil {
      let saved = standAlone(&store)
      defer { resume(saved, &store) }
      try enterTemplate(id, &store)
    }
    guard let template = templates[id] else {
      throw .unsupported("`\(problem.functionDefinitions[id.number].name.text)` is not defined")
    }
    return template
  }

  /// Reads the function's body; the caller sees to it that no more than the facts of types is assumed.
  mutating func enterTemplate(_ id: FunctionDefinitionID, _ store: inout TermStore) throws(LoweringError) {
    let function = problem.functionDefinitions[id.number]
    var symbols: [Int] = []
    for parameter in function.parameters { symbols.append(try variableSymbol(parameter, &store)) }
    let value = try lower(function.value, &store)
    var own = Needs()
    for condition in value.conditions { own.add(condition) }
    var template = FunctionTemplate(symbols: symbols)
    template.bodies[symbols.map { _ in 0 }] = FunctionTemplate.Body(
      axes: value.value.axes, body: value.value.body, needs: own)
    templates[id] = template
  }

  /// The body derived by its parameters so many times each.
  private mutating func derived(
    _ id: FunctionDefinitionID, _ template: FunctionTemplate, _ derivatives: [Int], _ store: inout TermStore
  ) throws(LoweringError) -> FunctionTemplate.Body {
    let counts = template.symbols.indices.map { $0 < derivatives.count ? derivatives[$0] : 0 }
    if let known = template.bodies[counts] { return known }
    guard var body = template.bodies[counts.map { _ in 0 }] else {
      throw .unsupported("`\(problem.functionDefinitions[id.number].name.text)` is not defined")
    }
    let saved = standAlone(&store)
    defer { resume(saved, &store) }
    let outer = enter()
    for (place, count) in counts.enumerated() {
      let shape = problem.variables[problem.functionDefinitions[id.number].parameters[place].number].type.shape
      for _ in 0..<count {
        let axes = freshAxes(shape, &store)
        let variable = store.component(template.symbols[place], axes)
        body.body = try derive(body.body, by: variable, &store)
        body.axes += axes
      }
    }
    let inner = leave(outer)
    for condition in inner.conditions { body.needs.add(condition) }
    for kink in inner.kinks { body.needs.add(kink, isKink: true) }
    templates[id]?.bodies[counts] = body
    return body
  }
}
