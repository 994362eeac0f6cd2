import DeriveCore
import DeriveNumbers

/// Where in a term a condition was found: under which binders and in which branch.
private struct SmoothnessContext {
  var parent: Int?
  var indices: [Term]
  /// The binder's condition, or that of the branch.
  var condition: Term
}

private struct SmoothnessVisit: Hashable {
  var term: Term
  var context: Int
}

extension Lowering {
  /// A derivative by the variable is stated only where every function it passes through is smooth: off the kinks of
  /// `relu` and `abs`, the ends of roots, the boundaries of case distinctions that move with the variable, and ties of
  /// extrema. Definitions that follow the variable are looked into.
  mutating func requireSmooth(_ root: Term, by variable: Term, _ store: inout TermStore) {
    if !mayBeRough(root, &store) { return }
    let following = store.definitionsDepending(on: variable)
    var moving: [Term: Bool] = [:]
    var contexts = [SmoothnessContext(parent: nil, indices: [], condition: .yes)]
    var contextNumbers: [SmoothnessVisit: Int] = [:]
    var pending = [SmoothnessVisit(term: root, context: 0)]
    var seen: Set<SmoothnessVisit> = Set(pending)
    func visit(_ term: Term, _ context: Int) {
      let next = SmoothnessVisit(term: term, context: context)
      if seen.insert(next).inserted { pending.append(next) }
    }
    func context(_ owner: Term, _ parent: Int, _ indices: [Term], _ condition: Term) -> Int {
      if condition == .yes, indices.isEmpty { return parent }
      // Branches of one node differ in their conditions, binders in their nodes.
      let key = SmoothnessVisit(term: indices.isEmpty ? condition : owner, context: parent)
      if let known = contextNumbers[key] { return known }
      contexts.append(SmoothnessContext(parent: parent, indices: indices, condition: condition))
      contextNumbers[key] = contexts.count - 1
      return contexts.count - 1
    }
    while let next = pending.popLast() {
      let (term, place) = (next.term, next.context)
      if !isMoving(term, variable, following, &moving, store) { continue }
      var found: [Term] = []
      switch store.kind(term) {
      case .sum:
        for position in stride(from: 1, to: store.childCount(term), by: 2) { visit(store.child(term, position), place) }
      case .product:
        for (base, exponent) in store.factors(term) {
          visit(base, place)
          visit(exponent, place)
          let baseMoves = isMoving(base, variable, following, &moving, store)
          let exponentMoves = isMoving(exponent, variable, following, &moving, store)
          if baseMoves || exponentMoves {
            found += smoothPower(base, exponent, exponentMoves: exponentMoves, &store)
          }
        }
      case .function:
        let arguments = store.children(term)
        found += store.functionID(term).entry.smoothness(&store, arguments)
        for argument in arguments { visit(argument, place) }
      case .cases:
        var earlier: [Term] = []
        let last = store.childCount(term) - 1
        for position in stride(from: 0, to: last, by: 2) {
          let condition = store.child(term, position)
          let branch = store.conjunction(earlier + [condition])
          visit(store.child(term, position + 1), context(term, place, [], branch))
          for relation in store.leaves(condition, where: { $0 == .relation })
          where isMoving(relation, variable, following, &moving, store) {
            found.append(store.relation(.notEqual, store.child(relation, 0), store.child(relation, 1)))
          }
          earlier.append(store.negation(condition))
        }
        visit(store.child(term, last), context(term, place, [], store.conjunction(earlier)))
      case .reduction:
        let opening = store.open(term)
        let inner = context(term, place, opening.indices, opening.condition)
        switch opening.operation {
        case .sum, .product: visit(opening.body, inner)
        case .maximum, .minimum:
          visit(opening.body, inner)
          found.append(withoutTies(opening, &store))
        case .all: break
        }
      case .family:
        let opening = store.open(term)
        visit(opening.body, context(term, place, opening.indices, .yes))
      case .abstract:
        for argument in store.abstractParts(term).arguments { visit(argument, place) }
      case .definition:
        // The variable itself is a leaf.
        if following.contains(store.payload(term)), !store.isOpaqueMember(term) { visit(store.unfolded(term), place) }
      case .matrixFunction:
        let (row, column, body) = store.openedMatrix(term)
        visit(body, context(term, place, [row, column], .yes))
        switch store.matrixFunction(term) {
        case .inverse, .power: break
        case .determinant:
          // Jacobi's formula is stated with the inverse.
          found.append(store.relation(.notEqual, term, .zero))
        }
      case .rational, .infinity, .truth, .symbol, .size, .index, .bound, .delta, .relation, .and, .or, .not,
        .expectation, .limit:
        // An expectation is worked out before it is derived, so a kink under it has no weight.
        break
      }
      for condition in found where condition != .yes {
        let kink = closed(condition, place, contexts, &store)
        statingKinks { $0.require(kink, &store) }
      }
    }
  }

  /// Whether anything below, through definitions, may not be smooth somewhere. Most terms are settled by this, once.
  private mutating func mayBeRough(_ root: Term, _ store: inout TermStore) -> Bool {
    if let known = roughness[root] { return known }
    var pending = [root]
    var order: [Term] = []
    var seen: Set<Term> = [root]
    while let term = pending.popLast() {
      order.append(term)
      for position in 0..<store.childCount(term) {
        let child = store.child(term, position)
        if roughness[child] == nil, seen.insert(child).inserted { pending.append(child) }
      }
      if store.kind(term) == .definition {
        let body = store.definitions[store.payload(term)].body
        if roughness[body] == nil, seen.insert(body).inserted { pending.append(body) }
      }
    }
    // A definition's body is older than the nodes that name it, so it comes first.
    order.sort { $0.number < $1.number }
    for term in order {
      var isRough = (0..<store.childCount(term)).contains { roughness[store.child(term, $0)] ?? true }
      switch store.kind(term) {
      case .product:
        if !isRough {
          isRough = store.factors(term).contains { !(store.rational($0.exponent)?.isInteger ?? false) }
        }
      case .function:
        if !isRough { isRough = mayBeRough(store.functionID(term), &store) }
      case .definition:
        isRough = isRough || roughness[store.definitions[store.payload(term)].body] ?? true
      case .cases: isRough = true
      case .reduction:
        switch store.operation(term) {
        case .maximum, .minimum: isRough = true
        case .sum, .product, .all: break
        }
      case .matrixFunction:
        switch store.matrixFunction(term) {
        case .inverse, .power: break
        case .determinant: isRough = isRough || !store.bounds(term).isNonZero
        }
      case .rational, .infinity, .truth, .symbol, .size, .index, .bound, .sum, .family, .delta, .relation, .and, .or,
        .not, .abstract, .expectation, .limit:
        break
      }
      roughness[term] = isRough
    }
    return roughness[root] ?? true
  }

  /// Whether a function of the table has kinks for some real arguments.
  private mutating func mayBeRough(_ function: DeriveCore.FunctionID, _ store: inout TermStore) -> Bool {
    if let known = roughFunctions[function] { return known }
    var arguments: [Term] = []
    for place in 0..<function.entry.arity { arguments.append(store.component(probe(rank: 0, place: place, &store))) }
    let conditions = function.entry.smoothness(&store, arguments)
    let isRough = conditions.contains { $0 != .yes }
    roughFunctions[function] = isRough
    return isRough
  }

  /// Where a power is smooth: a broken exponent needs a positive base, and so does one that moves; a symbolic whole one
  /// a base that is not 0, unless it is at least 1.
  private func smoothPower(
    _ base: Term, _ exponent: Term, exponentMoves: Bool, _ store: inout TermStore
  ) -> [Term] {
    let bounds = store.bounds(exponent)
    if exponentMoves || !bounds.isInteger { return [store.relation(.less, .zero, base)] }
    if store.isNumber(exponent) { return [] }
    return [
      store.disjunction([
        store.relation(.notEqual, base, .zero), store.relation(.lessOrEqual, .one, exponent),
      ])
    ]
  }

  /// No two components of what an extremum is taken over are equal.
  private func withoutTies(_ opening: Opening, _ store: inout TermStore) -> Term {
    var others: [Term] = []
    for index in opening.indices {
      let (lower, upper) = store.range(ofIndex: index)
      others.append(store.freshIndex(lower, upper))
    }
    let other = store.instantiate(opening.indices, opening.body, at: others)
    let otherCondition = store.instantiate(opening.indices, opening.condition, at: others)
    var differs: [Term] = []
    for (index, other) in zip(opening.indices, others) { differs.append(store.relation(.notEqual, index, other)) }
    return store.all(
      over: opening.indices + others,
      where: store.conjunction([opening.condition, otherCondition, store.disjunction(differs)]),
      store.relation(.notEqual, opening.body, other))
  }

  /// The condition as one outside all binders and branches.
  private func closed(
    _ condition: Term, _ place: Int, _ contexts: [SmoothnessContext], _ store: inout TermStore
  ) -> Term {
    var result = condition
    var next: Int? = place
    while let number = next {
      let context = contexts[number]
      if context.condition != .yes, undecided([result], under: context.condition, &store).isEmpty { return .yes }
      if context.indices.isEmpty {
        result = store.disjunction([store.negation(context.condition), result])
      } else {
        result = store.splitReduction(.all, context.indices, context.condition, result)
      }
      if result == .yes { return .yes }
      next = context.parent
    }
    return result
  }

  /// Whether the value of a term moves with the variable.
  private func isMoving(
    _ root: Term, _ variable: Term, _ following: Set<Int>, _ memo: inout [Term: Bool], _ store: borrowing TermStore
  ) -> Bool {
    if let known = memo[root] { return known }
    var pending = [root]
    var order: [Term] = []
    var seen: Set<Term> = [root]
    while let term = pending.popLast() {
      order.append(term)
      for position in 0..<store.childCount(term) {
        let child = store.child(term, position)
        if memo[child] == nil, seen.insert(child).inserted { pending.append(child) }
      }
    }
    order.sort { $0.number < $1.number }
    for term in order {
      let kind = store.kind(term)
      let isLeaf =
        kind == store.kind(variable) && store.payload(term) == store.payload(variable)
        || kind == .definition && following.contains(store.payload(term))
      memo[term] = isLeaf || (0..<store.childCount(term)).contains { memo[store.child(term, $0)] ?? false }
    }
    return memo[root] ?? false
  }
}
