/// Derivatives of members of recursions: they are members of a recursion again, the recursion derived.
struct MemberDerivative: Hashable {
  /// The recursion that is derived.
  var recursion: Int
  /// The name that it is derived by, a symbol or a definition.
  var kind: TermKind
  var name: Int
}

extension TermStore {
  /// The derivative of a member that stays a name: of `u[t + 1] = e` it is the derivative of e, in which `u[t]` has the one
  /// before.
  mutating func deriveMember(_ term: Term, _ state: Differentiation) throws(DeriveError) -> Term {
    let variable = state.variable
    let number = payload(term)
    let key = MemberDerivative(recursion: number, kind: kind(variable), name: payload(variable))
    if let known = memberDerivatives[key] {
      return defined(known, children(term) + children(variable))
    }
    let definition = definitions[number]
    guard let recursion = definition.recursion, let step = recursion.step else {
      throw .unsupported("a derivative of `\(definition.name)`, whose step is not known yet")
    }
    // By a component at any place.
    var places: [Term] = []
    for position in 0..<childCount(variable) {
      let upper: Term
      if kind(variable) == .symbol {
        let extents = symbols[payload(variable)].extents
        guard position < extents.count else { throw .unsupported("a derivative by a name of unknown shape") }
        upper = extents[position]
      } else {
        upper = range(ofIndex: definitions[payload(variable)].parameters[position]).upper
      }
      places.append(freshIndex(.one, upper))
    }
    let general = intern(kind(variable), payload: payload(variable), children: places)
    let derived = addRecursion(
      "the derivative of \(definition.name)", first: recursion.first, definition.parameters + places)
    setFacts(ofDefinition: derived) { $0.derivativeOf = DerivedMember(recursion: number, variable: general) }
    memberDerivatives[key] = derived
    do {
      let initial = try derivative(of: recursion.initial, by: general, following: state.following)
      let next = try derivative(of: step, by: general, following: state.following)
      let own = definitions[derived].recursion?.counter ?? recursion.counter
      complete(recursion: derived, initial: initial, step: instantiate([recursion.counter], next, at: [own]))
    } catch {
      memberDerivatives[key] = nil
      throw error
    }
    return defined(derived, children(term) + children(variable))
  }

  /// The derivative of a name by one of its own members, as of `z[p]` by `z[l]` where `z[l] = W[l]*a[l - 1]` and `a[l]` is made
  /// of `z[l]`: that one member varies, and all that come of it follow.
  mutating func deriveMember(
    _ term: Term, _ slot: Int, _ state: inout Differentiation
  ) throws(DeriveError) -> Term {
    let isSame = relation(.equal, child(term, slot), child(state.variable, slot))
    var deltas: [Term] = []
    for position in 0..<childCount(term) where position != slot {
      deltas.append(delta(child(term, position), child(state.variable, position)))
    }
    let own = product(deltas)
    if isSame == .yes { return own }
    let other = try derive(unfolded(term), &state)
    if isSame == .no { return other }
    return cases([(isSame, own)], otherwise: other)
  }

  /// The place of a defined name that counts members of a recursion through which the name depends on itself; nil where it
  /// does not.
  mutating func memberSlot(ofDefinition number: Int) throws(DeriveError) -> Int? {
    if definitions[number].recursion != nil { return nil }
    var seen: Set<Int> = []
    var pending = [number]
    var members: [Term] = []
    var isCircular = false
    while let next = pending.popLast() {
      for leaf in leaves(definitions[next].body, where: { $0 == .definition }) {
        if next == number, definitions[payload(leaf)].recursion != nil { members.append(leaf) }
        if payload(leaf) == number { isCircular = true }
        if seen.insert(payload(leaf)).inserted { pending.append(payload(leaf)) }
      }
    }
    guard isCircular else { return nil }
    let parameters = definitions[number].parameters
    let slots = parameters.indices.filter { slot in members.contains { contains(child($0, 0), parameters[slot]) } }
    guard slots.count == 1 else {
      throw .unsupported("a derivative by `\(definitions[number].name)`, which depends on itself in more than one way")
    }
    return slots[0]
  }
}
