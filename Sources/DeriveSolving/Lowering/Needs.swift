import DeriveCore
import DeriveLanguage

/// Where an expression is defined: conditions that must hold.
struct Needs {
  private(set) var conditions: [Term] = []
  /// Where its derivatives are stated: off the kinks. A point on one is left out; it makes no side undefined.
  private(set) var kinks: [Term] = []
  private var known: Set<Term> = []

  mutating func add(_ condition: Term, isKink: Bool = false) {
    if condition == .yes || !known.insert(condition).inserted { return }
    if isKink { kinks.append(condition) } else { conditions.append(condition) }
  }

  var isEmpty: Bool { conditions.isEmpty && kinks.isEmpty }
}

extension Lowering {
  /// The expression is defined only where this holds.
  mutating func require(_ condition: Term, _ store: inout TermStore) {
    if store.kind(condition) == .and {
      for part in store.children(condition) { needs.add(part, isKink: statesKinks) }
    } else {
      needs.add(condition, isKink: statesKinks)
    }
  }

  mutating func require(_ inner: Needs, _ store: inout TermStore) {
    for condition in inner.conditions { require(condition, &store) }
    statingKinks { lowering in
      for kink in inner.kinks { lowering.require(kink, &store) }
    }
  }

  /// What is required inside is where derivatives are stated.
  mutating func statingKinks(_ body: (inout Lowering) -> Void) {
    let outer = statesKinks
    statesKinks = true
    body(&self)
    statesKinks = outer
  }

  /// Starts to gather needs apart: what is returned goes back to `leave(_:)`.
  mutating func enter() -> Needs {
    let outer = needs
    needs = Needs()
    return outer
  }

  /// Ends it: what was gathered since `enter()`.
  mutating func leave(_ outer: Needs) -> Needs {
    let inner = needs
    needs = outer
    return inner
  }

  /// What was gathered must hold where the guard does.
  mutating func require(_ inner: Needs, where guarding: Term, _ store: inout TermStore) {
    if guarding == .no { return }
    if guarding == .yes || inner.conditions.isEmpty && inner.kinks.isEmpty { return require(inner, &store) }
    let negated = store.negation(guarding)
    for condition in undecided(inner.conditions, under: guarding, &store) {
      require(store.disjunction([negated, condition]), &store)
    }
    let kinks = undecided(inner.kinks, under: guarding, &store)
    statingKinks { lowering in
      for kink in kinks { lowering.require(store.disjunction([negated, kink]), &store) }
    }
  }

  /// What was gathered must hold for all values of the indices that meet the condition.
  mutating func require(
    _ inner: Needs, over indices: [Term], where condition: Term, _ store: inout TermStore
  ) {
    let open =
      condition == .yes ? inner.conditions : undecided(inner.conditions, under: condition, &store)
    for part in open { require(store.splitReduction(.all, indices, condition, part), &store) }
    let kinks = condition == .yes ? inner.kinks : undecided(inner.kinks, under: condition, &store)
    statingKinks { lowering in
      for kink in kinks { lowering.require(store.splitReduction(.all, indices, condition, kink), &store) }
    }
  }

  /// What was gathered earlier, with the parameters replaced by values and looked at under what is assumed now.
  mutating func require(
    _ inner: Needs, _ parameters: [Term], at values: [Term], _ store: inout TermStore
  ) {
    require(instantiate(inner, parameters, at: values, &store), &store)
  }

  func instantiate(
    _ inner: Needs, _ parameters: [Term], at values: [Term], _ store: inout TermStore
  ) -> Needs {
    var change = DeriveCore.Substitution()
    for (parameter, value) in zip(parameters, values) where parameter != value {
      change.replace(parameter, by: value)
    }
    return replaced(inner, &change, &store)
  }

  func replaced(
    _ inner: Needs, _ change: inout DeriveCore.Substitution, _ store: inout TermStore
  ) -> Needs {
    var result = Needs()
    for condition in inner.conditions { result.add(decided(store.substitute(condition, &change), &store)) }
    for kink in inner.kinks { result.add(decided(store.substitute(kink, &change), &store), isKink: true) }
    return result
  }

  /// Those of the conditions that do not follow from the one that is given.
  func undecided(_ conditions: [Term], under given: Term, _ store: inout TermStore) -> [Term] {
    if conditions.isEmpty { return [] }
    let saved = store.assumptions
    assumeTightly(given, &store)
    var open: [Term] = []
    for condition in conditions where decided(condition, &store) != .yes { open.append(condition) }
    store.restore(saved)
    return open
  }

  /// Assumes a condition, and what it says of whole numbers: `1 < i` is `2 <= i`, and `i != 1` is so too for an index
  /// from 1 on.
  private func assumeTightly(_ condition: Term, _ store: inout TermStore) {
    store.assume(condition)
    if store.kind(condition) == .and {
      for part in store.children(condition) { assumeTightly(part, &store) }
    }
    guard store.kind(condition) == .relation else { return }
    let (a, b) = (store.child(condition, 0), store.child(condition, 1))
    guard store.bounds(a).isInteger, store.bounds(b).isInteger else { return }
    switch store.comparison(condition) {
    case .less:
      store.assume(store.relation(.lessOrEqual, store.add(a, .one), b))
    case .notEqual:
      for (low, high) in [(a, b), (b, a)] where store.relation(.lessOrEqual, low, high) == .yes {
        store.assume(store.relation(.lessOrEqual, store.add(low, .one), high))
      }
    case .equal, .lessOrEqual:
      break
    }
  }

  /// The condition looked at anew under what is assumed now.
  private func decided(_ condition: Term, _ store: inout TermStore) -> Term {
    switch store.kind(condition) {
    case .relation:
      return store.relation(store.comparison(condition), store.child(condition, 0), store.child(condition, 1))
    case .and, .or:
      var parts: [Term] = []
      for part in store.children(condition) { parts.append(decided(part, &store)) }
      return store.kind(condition) == .and ? store.conjunction(parts) : store.disjunction(parts)
    case .reduction:
      let opening = store.open(condition, fresh: true)
      guard opening.operation == .all else { return condition }
      return store.all(over: opening.indices, where: opening.condition, decided(opening.body, &store))
    case .rational, .infinity, .truth, .symbol, .size, .definition, .index, .bound, .sum, .product, .function, .family,
      .delta, .not, .cases, .abstract, .expectation, .matrixFunction, .limit:
      return condition
    }
  }
}
