import DeriveCore
import DeriveLanguage
import DeriveNumbers

/// A Taylor polynomial: the coefficients of the powers of `step`, from order 0 on. By a vector the terms of each order
/// themselves, and `step` is nil.
struct TaylorPolynomial {
  var coefficients: [Term]
  /// The variable less the point.
  var step: Term?
  /// The variable less the point as the `O` shows it: of a vector its components over one axis.
  var distance: TensorValue

  /// The polynomial.
  func value(_ store: inout TermStore) -> Term {
    var addends: [Term] = []
    for (order, coefficient) in coefficients.enumerated() { addends.append(term(order, coefficient, &store)) }
    return store.sum(addends)
  }

  /// The term of this order with another form of its coefficient.
  func term(_ order: Int, _ coefficient: Term, _ store: inout TermStore) -> Term {
    guard let step else { return coefficient }
    return store.multiply(coefficient, store.power(step, order))
  }
}

extension Lowering {
  /// `series(e, x -> a, k)`: Taylor's polynomial.
  mutating func series(_ parts: SeriesParts, at indices: [Term], _ store: inout TermStore) throws(LoweringError) -> Term
  {
    try polynomial(parts, at: indices, &store).value(&store)
  }

  /// Taylor's polynomial to the order asked for. The expression must be defined and smooth at the point: that is required.
  ///
  /// It is read under the facts of types alone; what is assumed of values at the point (`f(xs) = 0`) is put into the
  /// coefficients, which are values there. By a vector x the expansion of `e(a + s*(x - a))` by powers of s is taken at
  /// s = 1.
  mutating func polynomial(
    _ parts: SeriesParts, at indices: [Term], _ store: inout TermStore
  ) throws(LoweringError) -> TaylorPolynomial {
    guard let order = parts.order else { throw .unsupported("a series to an order that is no whole number") }
    let (id, places) = try varied(parts.variable, &store)
    let symbol = try variableSymbol(id, &store)
    let axes = parts.variable.shape.isEmpty ? [] : freshAxes(parts.variable.shape, &store)
    let variable = store.component(symbol, places ?? axes)
    let point = try broadcast(parts.point, at: axes, &store)
    // What the name's type says was used while the expression was read.
    var type = problem.variables[id.number].type
    if places != nil { type = ValueType(kind: type.kind, shape: [], bounds: type.bounds) }
    try requireMember(TensorValue(axes: axes, body: point), of: type, written: parts.point, &store)
    if store.leaves(point, where: { $0 == .symbol }).contains(where: { store.payload($0) == symbol }) {
      throw .unsupported("a series around a point that moves with the variable")
    }
    let outer = enter()
    let saved = standAlone(&store)
    let operand: Term
    do {
      operand = try component(parts.operand, at: indices, &store)
      requireSmooth(operand, by: variable, &store)
    } catch {
      _ = leave(outer)
      resume(saved, &store)
      throw error
    }
    let inner = leave(outer)
    resume(saved, &store)
    let step = store.component(seriesSymbol(&store))
    let distance = store.subtract(variable, point)
    // The variable a little off the point.
    var moved = store.add(point, axes.isEmpty ? step : store.multiply(step, distance))
    var parameters = axes
    if let places, !places.isEmpty {
      parameters = try parametersOf(places, &store)
      var deltas: [Term] = []
      for (parameter, place) in zip(parameters, places) { deltas.append(store.delta(parameter, place)) }
      let own = store.component(symbol, parameters)
      moved = store.add(own, store.multiply(store.product(deltas), store.subtract(moved, variable)))
    }
    var change = DeriveCore.Substitution()
    change.replace(symbol: symbol, parameters: parameters, by: moved)
    try replaceDependents(
      in: [operand] + inner.conditions + inner.kinks, symbols: [symbol], definitions: [], &change, &store)
    let near = store.substitute(operand, &change)
    var there = DeriveCore.Substitution()
    there.replace(step, by: .zero)
    for condition in inner.conditions + inner.kinks {
      let moved = store.substitute(condition, &change)
      require(looked(at: store.substitute(moved, there), &store), &store)
    }
    let coefficients: [Term]
    do {
      coefficients = try store.taylorCoefficients(of: near, by: step, order: order)
    } catch {
      throw LoweringError(error)
    }
    return TaylorPolynomial(
      coefficients: coefficients, step: axes.isEmpty ? distance : nil, distance: TensorValue(axes: axes, body: distance)
    )
  }

  /// The condition as what is assumed now lets it be.
  private func looked(at condition: Term, _ store: inout TermStore) -> Term {
    guard store.kind(condition) == .relation else { return condition }
    return store.relation(store.comparison(condition), store.child(condition, 0), store.child(condition, 1))
  }

  private mutating func parametersOf(_ places: [Term], _ store: inout TermStore) throws(LoweringError) -> [Term] {
    var result: [Term] = []
    for place in places {
      guard store.kind(place) == .index else {
        result.append(store.freshIndex(.one, store.number(1_000_000)))
        continue
      }
      let (lower, upper) = store.range(ofIndex: place)
      result.append(store.freshIndex(lower, upper))
    }
    return result
  }

  /// The name that is varied, and its places where one component is; nil for a whole vector.
  private mutating func varied(
    _ node: Node, _ store: inout TermStore
  ) throws(LoweringError) -> (id: VariableID, places: [Term]?) {
    switch node.kind {
    case .variable(let id):
      guard node.shape.count <= 1 else { throw .unsupported("a series by a matrix is not worked out yet") }
      return (id, node.shape.isEmpty ? [] : nil)
    case .component(let base, let slots):
      guard case .variable(let id) = base.kind, node.shape.isEmpty else { break }
      let shape = problem.variables[id.number].type.shape
      return (id, try places(slots, shape, at: [], &store))
    default: break
    }
    throw .unsupported("a series by what is no given name")
  }

  private mutating func seriesSymbol(_ store: inout TermStore) -> Int {
    if let known = seriesStep { return known }
    let symbol = store.addSymbol(Symbol(name: "series step", role: .given, rank: 0))
    seriesStep = symbol
    return symbol
  }
}

extension Node {
  /// A sum with an `O(…)` in it, without, and that; nil for any other expression.
  var withoutOrder: (polynomial: Node, error: Node)? {
    func isOrder(_ node: Node) -> Bool {
      if case .call("O", _, _) = node.kind { return true }
      return false
    }
    guard case .sum(let addends) = kind, let error = addends.first(where: { isOrder($0.node) && !$0.isNegative }) else {
      return nil
    }
    let rest = addends.filter { !isOrder($0.node) }
    return (Node(.sum(rest), shape: shape, site: site), error.node)
  }
}

/// The parts of a `series` of the file.
struct SeriesParts {
  var operand: Node
  var variable: Node
  var point: Node
  var order: Int?

  init(operand: Node, variable: Node, point: Node, order: Node) {
    self.operand = operand
    self.variable = variable
    self.point = point
    if case .number(let value) = order.kind { self.order = value.asInt }
  }
}
