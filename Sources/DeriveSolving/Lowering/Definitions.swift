import DeriveCore
import DeriveLanguage
import DeriveNumbers

/// One member `u[3]` of a recursion.
package struct RecursionMember: Hashable, Sendable {
  package var recursion: RecursionID
  package var place: Int
}

/// A symbol that stands for an argument: how many indices it has, and which one of several it is.
struct Probe: Hashable {
  var rank: Int
  var place: Int
}

/// The symbols and definitions in a definition's body.
struct Mentions {
  var symbols: Set<Int>
  var definitions: Set<Int>
}

extension Lowering {
  // MARK: Definitions

  /// Enters a `let` into the store: a definition whose parameters are fresh free indices, one a dimension.
  package mutating func define(_ id: DefinitionID, _ store: inout TermStore) throws(LoweringError) {
    if definitionNumbers[id] != nil { return }
    let definition = problem.definitions[id.number]
    if definition.isDerived {
      throw .unsupported("`\(definition.name.text)` has no value, since it could not be worked out")
    }
    // What failed once is not tried again by everything that mentions it.
    if let error = failures[id] { throw error }
    do {
      openDefinitions.append(id)
      defer { openDefinitions.removeLast() }
      let value = try definitionValue(id, &store)
      if definitionNumbers[id] != nil { return }
      bind(id, value, &store)
    } catch {
      if error != .tooMuchWork { failures[id] = error }
      throw error
    }
  }

  /// The value that a definition's right side has, with one axis for each of its dimensions: its own indices first. Of a
  /// `derive name[i] = …` what is to be worked out.
  package mutating func definitionValue(
    _ id: DefinitionID, _ store: inout TermStore
  ) throws(LoweringError) -> Lowered {
    let definition = problem.definitions[id.number]
    let saved = needs
    needs = Needs()
    defer { needs = saved }
    var axes: [Term] = []
    var hidden: [Term?] = []
    for index in definition.indices {
      hidden.append(indexTerms[index])
      let axis = try freshIndex(index, &store)
      indexTerms[index] = axis
      axes.append(axis)
    }
    let rest = freshAxes(Array(definition.shape.dropFirst(axes.count)), &store)
    let body = try broadcast(definition.value, at: rest, &store)
    for (index, term) in zip(definition.indices, hidden) where term != nil { indexTerms[index] = term }
    return Lowered(
      value: TensorValue(axes: axes + rest, body: body), conditions: needs.conditions, kinks: needs.kinks)
  }

  /// Gives a name its value: for names bound by a `derive`, what the engine worked out.
  package mutating func bind(_ id: DefinitionID, _ value: Lowered, _ store: inout TermStore) {
    let name = problem.definitions[id.number].name.text
    definitionNumbers[id] = enter(name, value, &store)
  }

  /// The store's number of a defined name; entered if it was not.
  package mutating func definitionNumber(
    _ id: DefinitionID, _ store: inout TermStore
  ) throws(LoweringError) -> Int {
    if let known = definitionNumbers[id] { return known }
    let saved = standAlone(&store)
    defer { resume(saved, &store) }
    try define(id, &store)
    guard let number = definitionNumbers[id] else {
      throw .unsupported("`\(problem.definitions[id.number].name.text)` is not defined")
    }
    return number
  }

  private mutating func enter(_ name: String, _ value: Lowered, _ store: inout TermStore) -> Int {
    let number = store.addDefinition(
      DeriveCore.Definition(name: name, parameters: value.value.axes, body: value.value.body))
    var own = Needs()
    for condition in value.conditions { own.add(condition) }
    for kink in value.kinks { own.add(kink, isKink: true) }
    definitionNeeds[number] = own
    return number
  }

  /// The defined name at these indices; what it needs is carried.
  mutating func useDefinition(
    _ number: Int, at indices: [Term], _ store: inout TermStore
  ) throws(LoweringError) -> Term {
    if let own = definitionNeeds[number], !own.isEmpty {
      require(own, store.definitions[number].parameters, at: indices, &store)
    }
    return store.defined(number, indices)
  }

  // MARK: What definitions mention

  /// The definitions that mention one of these symbols or definitions, directly or through others, by number.
  mutating func dependents(
    symbols: Set<Int>, definitions: Set<Int> = [], _ store: borrowing TermStore
  ) -> Set<Int> {
    var result: Set<Int> = []
    // A recursion may mention definitions that come after it: from the first on until nothing is added.
    var count = -1
    while count != result.count {
      count = result.count
      addDependents(symbols, definitions, to: &result, store)
    }
    return result
  }

  private mutating func addDependents(
    _ symbols: Set<Int>, _ definitions: Set<Int>, to result: inout Set<Int>, _ store: borrowing TermStore
  ) {
    for number in store.definitions.indices where !definitions.contains(number) && !result.contains(number) {
      let own = mentions(ofDefinition: number, store)
      if !own.symbols.isDisjoint(with: symbols) || !own.definitions.isDisjoint(with: definitions)
        || own.definitions.contains(where: { result.contains($0) })
      {
        result.insert(number)
      }
    }
  }

  mutating func mentions(ofDefinition number: Int, _ store: borrowing TermStore) -> Mentions {
    if let known = mentions[number] { return known }
    var result = Mentions(symbols: [], definitions: [])
    for leaf in store.leaves(
      store.definitions[number].body, where: { $0 == .symbol || $0 == .size || $0 == .definition })
    {
      if store.kind(leaf) == .definition {
        result.definitions.insert(store.payload(leaf))
      } else {
        result.symbols.insert(store.payload(leaf))
      }
    }
    // What a recursion is made of comes later than its name.
    if store.definitions[number].recursion.map({ $0.step != nil }) ?? true { mentions[number] = result }
    return result
  }

  // MARK: Recursions

  /// The greatest distance from the first member to one that is asked for.
  private static let greatestMember = 1000

  /// `u[3]`: a definition of its own in the store, by the members before it.
  mutating func member(
    _ id: RecursionID, _ place: Node, at indices: [Term], _ store: inout TermStore
  ) throws(LoweringError) -> Term {
    let recursion = problem.recursions[id.number]
    let value = try component(place, at: [], &store)
    guard let number = store.rational(value) else { return try symbolicMember(id, value, at: indices, &store) }
    guard let last = number.asInt, last >= recursion.first else {
      throw .unsupported("the recursion `\(recursion.name.text)` begins at \(recursion.first)")
    }
    if last - recursion.first > Self.greatestMember { throw .tooMuchWork }
    for place in recursion.first...last {
      let member = RecursionMember(recursion: id, place: place)
      if memberNumbers[member] == nil { try define(member, recursion, &store) }
    }
    guard let definition = memberNumbers[RecursionMember(recursion: id, place: last)] else {
      throw .unsupported("`\(recursion.name.text)` is not defined at \(last)")
    }
    return try useDefinition(definition, at: indices, &store)
  }

  private mutating func define(
    _ member: RecursionMember, _ recursion: Recursion, _ store: inout TermStore
  ) throws(LoweringError) {
    let name = "\(recursion.name.text)[\(member.place)]"
    guard openMembers.insert(member).inserted else {
      throw .unsupported("`\(name)` is defined by itself")
    }
    let saved = standAlone(&store)
    defer {
      resume(saved, &store)
      openMembers.remove(member)
    }
    let value: Lowered
    if member.place == recursion.first {
      value = try lowerValue(recursion.initial, recursion.shape, &store)
    } else {
      guard let step = recursion.step else {
        throw .unsupported("`\(recursion.name.text)` has a first member only")
      }
      let hidden = indexTerms[recursion.index]
      indexTerms[recursion.index] = store.number(member.place - 1)
      defer { indexTerms[recursion.index] = hidden }
      value = try lowerValue(step, recursion.shape, &store)
    }
    memberNumbers[member] = enter(name, value, &store)
  }

  private mutating func lowerValue(
    _ node: Node, _ shape: Shape, _ store: inout TermStore
  ) throws(LoweringError) -> Lowered {
    let axes = freshAxes(shape, &store)
    return try lower(node, at: axes, &store)
  }

  /// The member of a recursion that a definition of the store is, if it is one.
  package func member(ofDefinition number: Int) -> RecursionMember? {
    memberNumbers.first { $0.value == number }?.key
  }
}
