import DeriveCore
import DeriveLanguage
import DeriveNumbers

/// One fact that a condition of the file states: a condition of scalars, for all values of the free indices in it.
package struct AssumedFact: Hashable, Sendable {
  package var condition: Term
  /// Those of the free indices that the shapes of its sides brought in.
  package var axes: [Term]
}

/// What a condition states, and where what it mentions is defined.
package struct LoweredCondition: Sendable {
  package var facts: [AssumedFact]
  package var conditions: [Term]

  package init(facts: [AssumedFact], conditions: [Term]) {
    self.facts = facts
    self.conditions = conditions
  }
}

extension Lowering {
  /// The facts of an assumption: `and` falls apart, a relation of shapes keeps an index for each dimension.
  package mutating func lower(
    _ condition: Condition, _ store: inout TermStore
  ) throws(LoweringError) -> LoweredCondition {
    let saved = needs
    needs = Needs()
    keepsLimits = true
    defer {
      needs = saved
      keepsLimits = false
    }
    var facts: [AssumedFact] = []
    try gather(condition, &facts, &store)
    return LoweredCondition(facts: facts, conditions: needs.conditions)
  }

  private mutating func gather(
    _ condition: Condition, _ facts: inout [AssumedFact], _ store: inout TermStore
  ) throws(LoweringError) {
    switch condition {
    case .and(let parts):
      for part in parts { try gather(part, &facts, &store) }
    case .predicate(let node, let predicate):
      facts.append(AssumedFact(condition: try truth(of: predicate, try wholeMatrix(node, &store), &store), axes: []))
    case .relation(let left, let relation, let right):
      let axes = freshAxes(left.shape.isEmpty ? right.shape : left.shape, &store)
      let term = try compare(left, relation, right, at: axes, &store)
      facts.append(AssumedFact(condition: term, axes: axes))
    case .membership(let node, let bounds):
      let axes = freshAxes(node.shape, &store)
      facts.append(AssumedFact(condition: try isBetween(node, bounds, at: axes, &store), axes: axes))
    case .or, .not:
      facts.append(AssumedFact(condition: try truth(condition, &store), axes: []))
    }
  }

  /// A condition as one term: a relation of shapes holds for every component.
  mutating func truth(_ condition: Condition, _ store: inout TermStore) throws(LoweringError) -> Term {
    switch condition {
    case .relation(let left, let relation, let right):
      let axes = freshAxes(left.shape.isEmpty ? right.shape : left.shape, &store)
      let outer = enter()
      let term = try compare(left, relation, right, at: axes, &store)
      let inner = leave(outer)
      require(inner, over: axes, where: .yes, &store)
      return store.splitReduction(.all, axes, .yes, term)
    case .membership(let node, let bounds):
      let axes = freshAxes(node.shape, &store)
      let outer = enter()
      let term = try isBetween(node, bounds, at: axes, &store)
      let inner = leave(outer)
      require(inner, over: axes, where: .yes, &store)
      return store.splitReduction(.all, axes, .yes, term)
    case .predicate(let node, let predicate):
      return try truth(of: predicate, try wholeMatrix(node, &store), &store)
    case .and(let parts):
      var terms: [Term] = []
      for part in parts { terms.append(try truth(part, &store)) }
      return store.conjunction(terms)
    case .or(let parts):
      var terms: [Term] = []
      for part in parts { terms.append(try truth(part, &store)) }
      return store.disjunction(terms)
    case .not(let inner):
      return store.negation(try truth(inner, &store))
    }
  }

  private mutating func compare(
    _ left: Node, _ relation: Relation, _ right: Node, at axes: [Term], _ store: inout TermStore
  ) throws(LoweringError) -> Term {
    let first = try broadcast(left, at: axes, &store)
    let second = try broadcast(right, at: axes, &store)
    return self.relation(relation, first, second, &store)
  }

  /// A relation of the language between two scalars.
  package func relation(_ relation: Relation, _ left: Term, _ right: Term, _ store: inout TermStore) -> Term {
    switch relation {
    case .equal: store.relation(.equal, left, right)
    case .notEqual: store.relation(.notEqual, left, right)
    case .less: store.relation(.less, left, right)
    case .lessOrEqual: store.relation(.lessOrEqual, left, right)
    case .greater: store.relation(.less, right, left)
    case .greaterOrEqual: store.relation(.lessOrEqual, right, left)
    }
  }

  private mutating func isBetween(
    _ node: Node, _ bounds: DeriveLanguage.Bounds, at axes: [Term], _ store: inout TermStore
  ) throws(LoweringError) -> Term {
    let value = try broadcast(node, at: axes, &store)
    let lower = try component(bounds.lower, at: [], &store)
    let upper = try component(bounds.upper, at: [], &store)
    return store.conjunction(between(value, bounds, lower, upper, &store))
  }
}
