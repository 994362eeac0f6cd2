import DeriveCore
import DeriveLanguage

extension Lowering {
  // MARK: Derivatives

  /// `d(e, x, …)`: the indices are those of e, then those of each target, in order.
  mutating func derivative(
    _ operand: Node, _ targets: [Node.DerivativeTarget], at indices: [Term], _ store: inout TermStore
  ) throws(LoweringError) -> Term {
    try unassuming(&store) {
      (lowering: inout Lowering, store: inout TermStore) throws(LoweringError) -> Term in
      let rank = operand.shape.count
      var term = try lowering.component(operand, at: Array(indices.prefix(rank)), &store)
      var rest = indices.dropFirst(rank)
      for target in targets {
        for _ in 0..<target.order {
          let variable = try lowering.variable(target, at: Array(rest.prefix(target.shape.count)), &store)
          rest = rest.dropFirst(target.shape.count)
          if term != .zero { term = try lowering.derive(term, by: variable, &store) }
        }
      }
      return term
    }
  }

  /// What is derived is read under the facts of types alone. An assumption such as `x = 0` or `x >= 0` says nothing of
  /// the points nearby, so nothing may be simplified by it before it is derived: `abs(x)` has no derivative at 0.
  private mutating func unassuming(
    _ store: inout TermStore, _ body: (inout Lowering, inout TermStore) throws(LoweringError) -> Term
  ) throws(LoweringError) -> Term {
    let outer = enter()
    let saved = standAlone(&store)
    do {
      let term = try body(&self, &store)
      let inner = leave(outer)
      resume(saved, &store)
      require(inner, [], at: [], &store)
      return term
    } catch {
      _ = leave(outer)
      resume(saved, &store)
      throw error
    }
  }

  /// `grad(e, x)`, `jacobian(f, x)`: by one name, or by several stacked.
  mutating func jacobian(
    _ operand: Node, _ targets: [Node.DerivativeTarget], at indices: [Term], _ store: inout TermStore
  ) throws(LoweringError) -> Term {
    try unassuming(&store) {
      (lowering: inout Lowering, store: inout TermStore) throws(LoweringError) -> Term in
      let rank = operand.shape.count
      let term = try lowering.component(operand, at: Array(indices.prefix(rank)), &store)
      return try lowering.derive(term, by: targets, at: Array(indices.dropFirst(rank)), &store)
    }
  }

  /// `hessian(e, x)`: derived by the first half of the indices, then by the second.
  mutating func hessian(
    _ operand: Node, _ targets: [Node.DerivativeTarget], at indices: [Term], _ store: inout TermStore
  ) throws(LoweringError) -> Term {
    try unassuming(&store) {
      (lowering: inout Lowering, store: inout TermStore) throws(LoweringError) -> Term in
      let rank = operand.shape.count
      let term = try lowering.component(operand, at: Array(indices.prefix(rank)), &store)
      let rest = Array(indices.dropFirst(rank))
      let half = rest.count / 2
      let first = try lowering.derive(term, by: targets, at: Array(rest.prefix(half)), &store)
      return try lowering.derive(first, by: targets, at: Array(rest.dropFirst(half)), &store)
    }
  }

  /// The derivative by the component of what is varied: of a tuple, of the one vector in which it is stacked.
  private mutating func derive(
    _ term: Term, by targets: [Node.DerivativeTarget], at indices: [Term], _ store: inout TermStore
  ) throws(LoweringError) -> Term {
    if targets.count == 1 {
      return try derive(term, by: try variable(targets[0], at: indices, &store), &store)
    }
    guard indices.count == 1, targets.allSatisfy({ $0.shape.count <= 1 }) else {
      throw .unsupported("derivatives by a tuple with a matrix in it are not worked out yet")
    }
    if targets.allSatisfy({ $0.shape.isEmpty }) {
      return try deriveByScalars(term, targets, at: indices[0], &store)
    }
    return try stack(targets.map { $0.shape.first ?? Extent(1) }, at: indices[0], &store) {
      (lowering: inout Lowering, store: inout TermStore, number: Int, place: Term) throws(LoweringError) -> Term in
      let variable = try lowering.variable(targets[number], at: targets[number].shape.isEmpty ? [] : [place], &store)
      return try lowering.derive(term, by: variable, &store)
    }
  }

  /// By scalars only: each at its place by a delta, as in a matrix literal.
  private mutating func deriveByScalars(
    _ term: Term, _ targets: [Node.DerivativeTarget], at place: Term, _ store: inout TermStore
  ) throws(LoweringError) -> Term {
    var addends: [Term] = []
    for (position, target) in targets.enumerated() {
      let number = store.number(position + 1)
      let delta = store.delta(place, number)
      if delta == .zero { continue }
      let outer = enter()
      let value = try derive(term, by: try variable(target, at: [], &store), &store)
      let inner = leave(outer)
      require(inner, where: store.relation(.equal, place, number), &store)
      addends.append(store.multiply(delta, value))
    }
    return store.sum(addends)
  }

  /// The component that is varied.
  mutating func variable(
    _ target: Node.DerivativeTarget, at indices: [Term], _ store: inout TermStore
  ) throws(LoweringError) -> Term {
    let name: String
    let shape: Shape
    switch target.base {
    case .variable(let id):
      name = problem.variables[id.number].name.text
      shape = problem.variables[id.number].type.shape
    case .definition(let id):
      name = problem.definitions[id.number].name.text
      shape = problem.definitions[id.number].shape
    }
    let places = try self.places(target.slots ?? shape.map { _ in .all }, shape, at: indices, &store)
    let variable: Term
    switch target.base {
    case .variable(let id): variable = store.component(try variableSymbol(id, &store), places)
    case .definition(let id): variable = store.defined(try definitionNumber(id, &store), places)
    }
    switch store.kind(variable) {
    case .symbol, .definition: return variable
    case .product where store.factors(variable).contains { store.kind($0.base) == .delta }:
      // An entry of a diagonal matrix: 0 off the diagonal.
      return variable
    default:
      throw .unsupported("a derivative by an entry of the diagonal matrix `\(name)` off its diagonal, which is 0")
    }
  }

  /// The derivative by a component, and where the term is smooth.
  mutating func derive(
    _ term: Term, by variable: Term, _ store: inout TermStore
  ) throws(LoweringError) -> Term {
    if store.kind(variable) == .product {
      // By an entry of a diagonal matrix: only on the diagonal is there a variable.
      var deltas: [Term] = []
      var entry = variable
      for (base, exponent) in store.factors(variable) {
        if store.kind(base) == .symbol { entry = base } else { deltas.append(store.power(base, exponent)) }
      }
      return store.multiply(store.product(deltas), try derive(term, by: entry, &store))
    }
    requireSmooth(term, by: variable, &store)
    do {
      return try store.derivative(of: term, by: variable)
    } catch {
      throw LoweringError(error)
    }
  }

  /// `descent(e, x, eta)`: the next iterate.
  mutating func descent(
    _ objective: Node, _ target: Node.DerivativeTarget, _ rate: Node, at indices: [Term], _ store: inout TermStore
  ) throws(LoweringError) -> Term {
    let variable = try variable(target, at: indices, &store)
    let gradient = try unassuming(&store) {
      (lowering: inout Lowering, store: inout TermStore) throws(LoweringError) -> Term in
      try lowering.derive(try lowering.component(objective, at: [], &store), by: variable, &store)
    }
    let rate = try broadcast(rate, at: indices, &store)
    return store.subtract(variable, store.multiply(rate, gradient))
  }

  // MARK: Expectations

  mutating func expectation(
    _ operand: Node, at indices: [Term], _ store: inout TermStore
  ) throws(LoweringError) -> Term {
    try expected(try average(operand, at: indices, &store), &store)
  }

  /// `cov(e, f)` is `expect(e*f) - expect(e)*expect(f)`, of every pair of components.
  mutating func covariance(
    _ left: Node, _ right: Node, at indices: [Term], _ store: inout TermStore
  ) throws(LoweringError) -> Term {
    let rank = left.shape.count
    let first = try average(left, at: Array(indices.prefix(rank)), &store)
    let second = try average(right, at: Array(indices.dropFirst(rank)), &store)
    let both = try expected(store.multiply(first, second), &store)
    let mean = try expected(first, &store)
    let other = first == second ? mean : try expected(second, &store)
    var difference = store.subtract(both, store.multiply(mean, other))
    // The means cancel where both are multiplied out: what is left is as small as a covariance should be. What an inverse
    // leaves behind may meet another one.
    for _ in 0..<3 {
      var form = NormalForm(.reading)
      guard let next = try? store.normalTerm(difference, &form), next != difference else { break }
      difference = next
    }
    return difference
  }

  /// What is averaged over; it must be defined whatever the random names are.
  private mutating func average(
    _ operand: Node, at indices: [Term], _ store: inout TermStore
  ) throws(LoweringError) -> Term {
    let outer = enter()
    let term = try component(operand, at: indices, &store)
    let inner = leave(outer)
    for condition in inner.conditions where store.isRandom(condition) {
      throw .unsupported("the expectation of what is not defined for every value of the random names")
    }
    require(inner, &store)
    return term
  }

  private mutating func expected(_ term: Term, _ store: inout TermStore) throws(LoweringError) -> Term {
    do {
      var conditions: [Term] = []
      let value = try store.workOutExpectation(term, &conditions)
      for condition in conditions { require(condition, &store) }
      return value
    } catch {
      throw LoweringError(error)
    }
  }
}
