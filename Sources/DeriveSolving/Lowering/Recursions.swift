import DeriveCore
import DeriveLanguage

/// A place where a definition uses a recursion whose step was not read yet.
struct OpenUse {
  var definition: DefinitionID
  var recursion: RecursionID
  var place: Term
}

/// Members of recursions at places that are no numbers: one definition of the store for all of them.
extension Lowering {
  /// `u[t]`: defined where all steps before it are.
  mutating func symbolicMember(
    _ id: RecursionID, _ place: Term, at indices: [Term], _ store: inout TermStore
  ) throws(LoweringError) -> Term {
    let number = try recursionNumber(id, &store)
    let first = store.number(problem.recursions[id.number].first)
    require(store.relation(.lessOrEqual, first, place), &store)
    if openDefinitions.isEmpty { try completeRecursions(&store) }
    if pendingRecursions.contains(id) || isCompleting.contains(id) {
      if let definition = openDefinitions.last {
        openUses.append(OpenUse(definition: definition, recursion: id, place: place))
      }
    } else {
      requireMembers(id, before: place, &store)
    }
    return store.defined(number, [place] + indices)
  }

  /// The store's number of a recursion; entered if it was not, and then made of nothing yet.
  private mutating func recursionNumber(
    _ id: RecursionID, _ store: inout TermStore
  ) throws(LoweringError) -> Int {
    if let known = recursionNumbers[id] { return known }
    let recursion = problem.recursions[id.number]
    let first = store.number(recursion.first)
    let place = store.freshIndex(first, .infinity)
    let number = store.addRecursion(recursion.name.text, first: first, [place] + freshAxes(recursion.shape, &store))
    recursionNumbers[id] = number
    pendingRecursions.append(id)
    return number
  }

  /// Reads what the recursions that were met are made of: once nothing else is being read that they may use.
  mutating func completeRecursions(_ store: inout TermStore) throws(LoweringError) {
    while let id = pendingRecursions.first, isCompleting.isEmpty {
      isCompleting.insert(id)
      defer { isCompleting.remove(id) }
      try complete(id, &store)
      pendingRecursions.removeAll { $0 == id }
    }
  }

  private mutating func complete(_ id: RecursionID, _ store: inout TermStore) throws(LoweringError) {
    let recursion = problem.recursions[id.number]
    guard let number = recursionNumbers[id], let step = recursion.step,
      let counter = store.definitions[number].recursion?.counter
    else { throw .unsupported("`\(recursion.name.text)` has a first member only") }
    let saved = standAlone(&store)
    let savedNeeds = needs
    let hidden = indexTerms[recursion.index]
    defer {
      indexTerms[recursion.index] = hidden
      needs = savedNeeds
      resume(saved, &store)
    }
    let axes = Array(store.definitions[number].parameters.dropFirst())
    let initial = try lower(recursion.initial, at: axes, &store)
    indexTerms[recursion.index] = counter
    let next = try lower(step, at: axes, &store)
    store.complete(recursion: number, initial: initial.value.body, step: next.value.body)
    mentions = [:]
    // A member is there where all its entries are.
    let own = axes.filter { !store.isNumber($0) }
    var conditions = RecursionNeeds(counter: counter)
    for condition in initial.conditions + initial.kinks {
      conditions.initial.append(store.splitReduction(.all, own, .yes, condition))
    }
    for condition in next.conditions + next.kinks {
      conditions.step.append(store.splitReduction(.all, own, .yes, condition))
    }
    recursionNeeds[id] = conditions
    // Definitions that were read before the step was.
    for use in openUses where use.recursion == id {
      guard let definition = definitionNumbers[use.definition] else { continue }
      let outer = enter()
      requireMembers(id, before: use.place, &store)
      let inner = leave(outer)
      var known = definitionNeeds[definition] ?? Needs()
      for condition in inner.conditions { known.add(condition) }
      definitionNeeds[definition] = known
    }
    openUses.removeAll { $0.recursion == id }
  }

  /// The first member is defined, and each step before the place.
  private mutating func requireMembers(_ id: RecursionID, before place: Term, _ store: inout TermStore) {
    guard let own = recursionNeeds[id] else { return }
    for condition in own.initial { require(condition, &store) }
    let last = store.subtract(place, .one)
    let earlier = store.freshIndex(store.number(problem.recursions[id.number].first), last)
    for condition in own.step {
      let moved = store.instantiate([own.counter], condition, at: [earlier])
      require(store.splitReduction(.all, [earlier], .yes, moved), &store)
    }
  }
}

/// Under which conditions the first member of a recursion and its step are defined.
struct RecursionNeeds {
  var counter: Term
  var initial: [Term] = []
  var step: [Term] = []
}
