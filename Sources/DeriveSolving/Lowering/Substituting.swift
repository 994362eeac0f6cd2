import DeriveCore
import DeriveLanguage
import DeriveNumbers

extension Lowering {
  /// `(e where a = v, …)`: e is worked out first; then the names in it, in the definitions that depend on them, and in
  /// its conditions are replaced all at once. That each value is of its name's type becomes a condition.
  mutating func substitute(
    _ operand: Node, _ substitutions: [Node.Substitution], at indices: [Term], _ store: inout TermStore
  ) throws(LoweringError) -> Term {
    var change = DeriveCore.Substitution()
    var symbols: Set<Int> = []
    var wholes: [Int: TensorValue] = [:]
    var definitions: Set<Int> = []
    var letters: [(id: IndexID, value: Term)] = []
    var entries: [(variable: VariableID, places: [Term], value: Term)] = []
    // The values stand outside: they are read before the index letters are bound.
    for substitution in substitutions {
      switch substitution.target {
      case .variable(let id):
        let symbol = try variableSymbol(id, &store)
        let type = problem.variables[id.number].type
        let value = try value(substitution.value, shape: type.shape, &store)
        try requireMember(value, of: type, written: substitution.value, &store)
        change.replace(symbol: symbol, parameters: value.axes, by: value.body)
        symbols.insert(symbol)
        wholes[symbol] = value
      case .definition(let id):
        let number = try definitionNumber(id, &store)
        let value = try value(substitution.value, shape: problem.definitions[id.number].shape, &store)
        change.replace(definition: number, parameters: value.axes, by: value.body)
        definitions.insert(number)
      case .size(let id):
        let value = try component(substitution.value, at: [], &store)
        requireSize(value, &store)
        change.replace(size(id, &store), by: value)
        symbols.insert(sizeSymbol(id, &store))
      case .index(let id):
        letters.append((id, try component(substitution.value, at: [], &store)))
      case .component(let id, let nodes):
        var places: [Term] = []
        for node in nodes { places.append(try component(node, at: [], &store)) }
        let type = problem.variables[id.number].type
        let value = try component(substitution.value, at: [], &store)
        let entryType = ValueType(kind: type.kind, shape: [], bounds: type.bounds)
        try requireMember(
          TensorValue(axes: [], body: value), of: entryType, written: substitution.value, &store)
        entries.append((id, places, value))
      }
    }
    for symbol in try replaceEntries(entries, wholes, &change, &store) { symbols.insert(symbol) }
    // A letter that is replaced is bound here.
    var hidden: [(IndexID, Term?)] = []
    for (id, value) in letters {
      hidden.append((id, indexTerms[id]))
      let index = try freshIndex(id, &store)
      indexTerms[id] = index
      change.replace(index, by: value)
      require(store.isInside(value, rangeOf: index), &store)
    }
    let outer = enter()
    let value = try whole(operand, &store)
    let inner = leave(outer)
    for (id, term) in hidden { indexTerms[id] = term }
    try replaceDependents(
      in: [value.body] + inner.conditions, symbols: symbols, definitions: definitions, &change, &store)
    // The sizes in an axis's range are replaced too, which makes it another index.
    var axes: [Term] = []
    for axis in value.axes { axes.append(store.substitute(axis, &change)) }
    let body = store.substitute(value.body, &change)
    require(replaced(inner, &change, &store), axes, at: indices, &store)
    guard axes.count == indices.count else {
      throw .unsupported("a substitution that changes the number of dimensions")
    }
    return store.instantiate(axes, body, at: indices)
  }

  /// The value over fresh indices of the shape of what it replaces; what it needs is needed at every place.
  private mutating func value(
    _ node: Node, shape: Shape, _ store: inout TermStore
  ) throws(LoweringError) -> TensorValue {
    let axes = freshAxes(node.shape.isEmpty ? shape : node.shape, &store)
    let outer = enter()
    let body = try broadcast(node, at: axes, &store)
    let inner = leave(outer)
    require(inner, over: axes, where: .yes, &store)
    return TensorValue(axes: axes, body: body)
  }

  /// A size is a whole number of at least 1.
  private mutating func requireSize(_ value: Term, _ store: inout TermStore) {
    if !store.bounds(value).isInteger {
      require(store.relation(.equal, value, store.apply(.floor, value)), &store)
    }
    require(store.relation(.lessOrEqual, .one, value), &store)
  }

  /// Single components: the name becomes a case distinction on its indices.
  private mutating func replaceEntries(
    _ entries: [(variable: VariableID, places: [Term], value: Term)], _ wholes: [Int: TensorValue],
    _ change: inout DeriveCore.Substitution, _ store: inout TermStore
  ) throws(LoweringError) -> [Int] {
    var symbols: [Int] = []
    for (id, _, _) in entries {
      let symbol = try variableSymbol(id, &store)
      if symbols.contains(symbol) { continue }
      symbols.append(symbol)
      let type = problem.variables[id.number].type
      let axes = freshAxes(type.shape, &store)
      var list: [(condition: Term, value: Term)] = []
      for (other, places, value) in entries where other == id {
        guard places.count == axes.count else { throw .unsupported("an index is missing") }
        list.append((isAt(places, axes, &store), value))
        if store.symbols[symbol].facts.structure.isSymmetric, places.count == 2 {
          list.append((isAt([places[1], places[0]], axes, &store), value))
        }
      }
      var rest = store.component(symbol, axes)
      if let whole = wholes[symbol] { rest = store.instantiate(whole.axes, whole.body, at: axes) }
      change.replace(symbol: symbol, parameters: axes, by: store.cases(list, otherwise: rest))
    }
    return symbols
  }

  private func isAt(_ places: [Term], _ axes: [Term], _ store: inout TermStore) -> Term {
    var parts: [Term] = []
    for (place, axis) in zip(places, axes) { parts.append(store.relation(.equal, axis, place)) }
    return store.conjunction(parts)
  }

  /// The terms with symbols replaced, in the definitions that depend on them too.
  mutating func replaced(
    _ terms: [Term], symbols: Set<Int>, _ change: inout DeriveCore.Substitution, _ store: inout TermStore
  ) throws(LoweringError) -> [Term] {
    try replaceDependents(in: terms, symbols: symbols, definitions: [], &change, &store)
    var result: [Term] = []
    for term in terms { result.append(store.substitute(term, &change)) }
    return result
  }

  /// The definitions that the terms mention and that depend on what is replaced: each stands for its body, with what is
  /// replaced in it, earlier ones first.
  mutating func replaceDependents(
    in terms: [Term], symbols: Set<Int>, definitions: Set<Int>, _ change: inout DeriveCore.Substitution,
    _ store: inout TermStore
  ) throws(LoweringError) {
    let dependents = dependents(symbols: symbols, definitions: definitions, store)
    if dependents.isEmpty { return }
    var reached: Set<Int> = []
    var pending: [Int] = []
    for term in terms {
      for leaf in store.leaves(term, where: { $0 == .definition }) { pending.append(store.payload(leaf)) }
    }
    while let number = pending.popLast() {
      if dependents.contains(number), reached.insert(number).inserted {
        pending.append(contentsOf: mentions(ofDefinition: number, store).definitions)
      }
    }
    for number in reached.sorted() {
      let definition = store.definitions[number]
      if definition.recursion != nil {
        throw .unsupported("nothing is put into members of a recursion at places that are no numbers")
      }
      let body = store.substitute(definition.body, &change)
      var parameters: [Term] = []
      for parameter in definition.parameters { parameters.append(store.substitute(parameter, &change)) }
      change.replace(definition: number, parameters: parameters, by: body)
    }
  }
}
