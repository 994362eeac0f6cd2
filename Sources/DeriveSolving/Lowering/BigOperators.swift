import DeriveCore
import DeriveLanguage

extension Lowering {
  /// Indices that binders bind while a body is read, and what they bound before.
  struct Bound {
    var indices: [Term] = []
    var condition: Term = .yes
    var hidden: [(IndexID, Term?)] = []
  }

  /// Binds fresh indices, each over its range, later ones in sight of earlier ones.
  private mutating func bind(_ binders: [Node.Binder], _ store: inout TermStore) throws(LoweringError) -> Bound {
    var bound = Bound()
    var conditions: [Term] = []
    for binder in binders {
      let index = try freshIndex(binder.index, &store)
      bound.hidden.append((binder.index, indexTerms[binder.index]))
      indexTerms[binder.index] = index
      bound.indices.append(index)
      for condition in binder.conditions { conditions.append(try truth(condition, &store)) }
    }
    bound.condition = store.conjunction(conditions)
    return bound
  }

  private mutating func unbind(_ bound: Bound) {
    for (id, term) in bound.hidden.reversed() { indexTerms[id] = term }
  }

  /// `sum(b, …, e)`, of a body of any shape.
  mutating func bigSum(
    _ binders: [Node.Binder], _ body: Node, at indices: [Term], _ store: inout TermStore
  ) throws(LoweringError) -> Term {
    try reduce(.sum, binders, body, at: indices, &store)
  }

  /// `prod(b, …, e)`; of matrices in order, over a range of known length.
  mutating func bigProduct(
    _ binders: [Node.Binder], _ body: Node, at indices: [Term], _ store: inout TermStore
  ) throws(LoweringError) -> Term {
    if body.shape.count == 2 { return try orderedProduct(binders, body, at: indices, &store) }
    return try reduce(.product, binders, body, at: indices, &store)
  }

  private mutating func reduce(
    _ operation: ReductionOperation, _ binders: [Node.Binder], _ body: Node, at indices: [Term],
    _ store: inout TermStore
  ) throws(LoweringError) -> Term {
    let outer = enter()
    let bound = try bind(binders, &store)
    let conditionNeeds = leave(outer)
    require(conditionNeeds, over: bound.indices, where: .yes, &store)
    let outside = enter()
    let term = try broadcast(body, at: indices, &store)
    let inner = leave(outside)
    unbind(bound)
    return total(operation, over: bound.indices, where: bound.condition, term, inner, &store)
  }

  /// The greatest number of factors of a product of matrices that is written out.
  private static let greatestProduct = 16

  private mutating func orderedProduct(
    _ binders: [Node.Binder], _ body: Node, at indices: [Term], _ store: inout TermStore
  ) throws(LoweringError) -> Term {
    let outer = enter()
    let bound = try bind(binders, &store)
    let conditionNeeds = leave(outer)
    defer { unbind(bound) }
    require(conditionNeeds, over: bound.indices, where: .yes, &store)
    guard binders.count == 1, let index = bound.indices.first, bound.condition == .yes else {
      throw .unsupported("products of matrices over several indices or with a condition are not worked out yet")
    }
    let (lower, upper) = store.range(ofIndex: index)
    guard let first = store.rational(lower)?.asInt, let last = store.rational(upper)?.asInt else {
      guard body.shape[0] == body.shape[1], upper != .infinity else {
        throw .unsupported("products over an index of matrices that are not square are not worked out yet")
      }
      let axes = body.shape.map { dimension in store.freshIndex(.one, extent(dimension, &store)) }
      let outside = enter()
      let entry = try component(body, at: axes, &store)
      let inner = leave(outside)
      require(inner, over: axes + [index], where: .yes, &store)
      return store.orderedProduct(
        over: index, axes[0], axes[1], entry, from: lower, to: upper, at: indices[0], indices[1])
    }
    if last < first { return store.delta(indices[0], indices[1]) }
    if last - first >= Self.greatestProduct {
      throw .unsupported("products of more than \(Self.greatestProduct) matrices are not worked out yet")
    }
    var factors: [Term] = []
    var between: [Term] = []
    var row = indices[0]
    let outside = enter()
    for place in first...last {
      indexTerms[binders[0].index] = store.number(place)
      let column = place == last ? indices[1] : contractionIndex(body.shape[1], &store)
      if place < last { between.append(column) }
      factors.append(try component(body, at: [row, column], &store))
      row = column
    }
    let inner = leave(outside)
    return total(.sum, over: between, store.product(factors), inner, &store)
  }

  /// `sum(v)`, `prod(v)`: over all entries.
  mutating func entries(
    _ operation: ReductionOperation, _ operand: Node, _ store: inout TermStore
  ) throws(LoweringError) -> Term {
    let outer = enter()
    let value = try whole(operand, &store)
    let inner = leave(outer)
    return total(operation, over: value.axes, value.body, inner, &store)
  }
}
