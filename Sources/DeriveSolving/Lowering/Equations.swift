import DeriveCore
import DeriveEvidence
import DeriveLanguage
import DeriveNumbers

/// Which multiplier of a constrained problem is meant.
struct Multiplier: Hashable, Sendable {
  var number: Int
  var count: Int
  var extents: [Term]
}

/// A minimum with or without equality constraints, by Lagrange's multipliers.
struct Optimum: Sendable {
  /// `e + lambda'*g`; the objective itself without constraints.
  var lagrangian: Term
  /// Names of the multipliers, one a constraint.
  var multiplierSymbols: [Int]
  /// The equations of a stationary point, those of the unknowns first.
  var stationarity: [TensorValue]
  /// The point, then the multipliers.
  var solution: SystemSolution
  var pointCount: Int
  var value: Term
  /// The Hessian by the unknowns, where they are one scalar or one vector.
  var hessian: TensorValue
  var isStrict: Bool
  var proof: DefinitenessProof?
}

extension Lowering {
  // MARK: Solving

  /// `solve(lhs = rhs, x)`: the one solution; conditions under which it is one are required.
  mutating func solve(
    _ equations: [Node.Equation], _ unknowns: [Node], at indices: [Term], _ store: inout TermStore
  ) throws(LoweringError) -> Term {
    let solution = try onlySolution(equations, unknowns, &store)
    for condition in solution.conditions { require(condition, &store) }
    return try stacked(solution.values, unknowns.map(\.shape), at: indices, &store)
  }

  /// The values below each other, as the unknowns stand in their tuple.
  private mutating func stacked(
    _ values: [TensorValue], _ shapes: [Shape], at indices: [Term], _ store: inout TermStore
  ) throws(LoweringError) -> Term {
    if values.count == 1 { return store.instantiate(values[0].axes, values[0].body, at: indices) }
    guard indices.count == 1, shapes.allSatisfy({ $0.count <= 1 }) else {
      throw .unsupported("solving for a tuple with a matrix in it")
    }
    return try stack(shapes.map { $0.first ?? Extent(1) }, at: indices[0], &store) {
      (_: inout Lowering, store: inout TermStore, number: Int, place: Term) throws(LoweringError) -> Term in
      store.instantiate(values[number].axes, values[number].body, at: values[number].axes.isEmpty ? [] : [place])
    }
  }

  /// - Throws: `.unsupported`, saying so, where there is not exactly one solution or none was found.
  mutating func onlySolution(
    _ equations: [Node.Equation], _ unknowns: [Node], _ store: inout TermStore
  ) throws(LoweringError) -> SystemSolution {
    let found = try solutions(equations, unknowns, &store)
    guard found.count == 1, let only = found.first else {
      throw .unsupported("the equation has \(found.count) solutions, so it has no single value")
    }
    return only
  }

  /// All solutions; at least one.
  mutating func solutions(
    _ equations: [Node.Equation], _ unknowns: [Node], _ store: inout TermStore
  ) throws(LoweringError) -> [SystemSolution] {
    var names: [Unknown] = []
    for unknown in unknowns { names.append(try self.unknown(unknown, &store)) }
    // What the equations need to be defined is needed of the solution, not of the name that is solved for.
    let outer = enter()
    var terms: [TensorValue] = []
    for equation in equations { terms.append(try difference(equation, &store)) }
    let inner = leave(outer)
    var found: [SystemSolution] = []
    for var candidate in try solutions(of: terms, names, &store) {
      let needed = try self.needed(inner.conditions + inner.kinks, at: candidate, names, &store)
      if needed.contains(.no) { continue }
      candidate.conditions += needed.filter { !candidate.conditions.contains($0) }
      found.append(candidate)
    }
    if found.isEmpty { throw .unsupported("the equation has no solution at which it is defined") }
    return found
  }

  /// Conditions with the solution put in; those that mention no unknown are required as they stand.
  private mutating func needed(
    _ conditions: [Term], at solution: SystemSolution, _ unknowns: [Unknown], _ store: inout TermStore
  ) throws(LoweringError) -> [Term] {
    var result: [Term] = []
    for condition in conditions {
      let value = try put(solution, unknowns, into: condition, &store)
      for part in store.kind(value) == .and ? store.children(value) : [value] where part != .yes {
        if !result.contains(part) { result.append(part) }
      }
    }
    return result
  }

  /// A term with the solution put in for the unknowns, through the definitions that depend on them.
  private func put(
    _ solution: SystemSolution, _ unknowns: [Unknown], into term: Term, _ store: inout TermStore
  ) throws(LoweringError) -> Term {
    var change = DeriveCore.Substitution()
    var moving: Set<Int> = []
    for (unknown, value) in zip(unknowns, solution.values) {
      moving.formUnion(store.definitionsDepending(on: unknown.component(&store)))
      change.replace(symbol: unknown.symbol, parameters: value.axes, by: value.body)
    }
    var body = term
    for number in moving.sorted(by: >) {
      let definition = store.definitions[number]
      if definition.recursion != nil { continue }
      var unfolding = DeriveCore.Substitution()
      unfolding.replace(definition: number, parameters: definition.parameters, by: definition.body)
      body = store.substitute(body, unfolding)
    }
    if let name = store.recursion(among: moving, in: body) {
      throw .unsupported("a solution put into `\(name)` at a place that is no number")
    }
    return store.substitute(body, change)
  }

  /// Whether a term changes with an unknown.
  private func moves(_ term: Term, with unknowns: [Unknown], _ store: inout TermStore) -> Bool {
    for unknown in unknowns {
      let following = store.definitionsDepending(on: unknown.component(&store))
      let leaves = store.leaves(term) { $0 == .symbol || $0 == .definition }
      for leaf in leaves {
        let number = store.payload(leaf)
        if store.kind(leaf) == .symbol ? number == unknown.symbol : following.contains(number) { return true }
      }
    }
    return false
  }

  private mutating func solutions(
    of equations: [TensorValue], _ unknowns: [Unknown], isStationarity: Bool = false, _ store: inout TermStore
  ) throws(LoweringError) -> [SystemSolution] {
    var system = EquationSystem(equations: equations, unknowns: unknowns, reading: Reading(names: []))
    do {
      return try system.solve(&store)
    } catch {
      switch error {
      case .noSolution where isStationarity:
        throw .unsupported(
          "there is no stationary point, and so no minimum inside the domain: the objective may be unbounded")
      case .unsupported(let reason), .noSolution(let reason), .infinitelyMany(let reason):
        throw .unsupported(reason)
      case .several: throw .unsupported("the equation has several solutions")
      case .tooMuchWork: throw .tooMuchWork
      }
    }
  }

  /// Left side less right side, over fresh axes.
  private mutating func difference(
    _ equation: Node.Equation, _ store: inout TermStore
  ) throws(LoweringError) -> TensorValue {
    let axes = freshAxes(equation.left.shape.isEmpty ? equation.right.shape : equation.left.shape, &store)
    let left = try broadcast(equation.left, at: axes, &store)
    let right = try broadcast(equation.right, at: axes, &store)
    return TensorValue(axes: axes, body: store.subtract(left, right))
  }

  private mutating func unknown(_ node: Node, _ store: inout TermStore) throws(LoweringError) -> Unknown {
    guard case .variable(let id) = node.kind else {
      throw .unsupported(
        "an equation is solved for given names; `\(FormulaText.text(formula(of: node, in: problem)))` is none")
    }
    return Unknown(symbol: try variableSymbol(id, &store), axes: freshAxes(node.shape, &store))
  }

  // MARK: Minimising

  /// `argmin`, `minimum`, `multiplier`, and the point that `minimize` tells of.
  mutating func optimize(
    _ what: Node.Optimization, _ objective: Node, _ variable: Node, _ constraints: [Node.Equation],
    at indices: [Term], _ store: inout TermStore
  ) throws(LoweringError) -> Term {
    let optimum = try optimum(objective, variable, constraints, &store)
    for condition in optimum.solution.conditions { require(condition, &store) }
    switch what {
    case .argmin, .minimize:
      let shapes = parts(of: variable).map(\.shape)
      return try stacked(Array(optimum.solution.values.prefix(optimum.pointCount)), shapes, at: indices, &store)
    case .minimum:
      return optimum.value
    case .multiplier:
      let values = Array(optimum.solution.values.dropFirst(optimum.pointCount))
      return try stacked(values, constraints.map(\.left.shape), at: indices, &store)
    }
  }

  /// The names that are varied: one, or those of a stack.
  private func parts(of variable: Node) -> [Node] {
    if case .matrix(let rows) = variable.kind { return rows.flatMap { $0 } }
    return [variable]
  }

  /// The minimising point, found as the only stationary point of the Lagrangian, and proved to be a minimum: constraints
  /// are affine and the objective is convex (Boyd and Vandenberghe, "Convex Optimization", 2004, sec. 5.5.3).
  mutating func optimum(
    _ objective: Node, _ variable: Node, _ constraints: [Node.Equation], _ store: inout TermStore
  ) throws(LoweringError) -> Optimum {
    var unknowns: [Unknown] = []
    for part in parts(of: variable) { unknowns.append(try unknown(part, &store)) }
    let pointCount = unknowns.count
    let outer = enter()
    let goal = try component(objective, at: [], &store)
    var lagrangian = [goal]
    var conditions: [TensorValue] = []
    var multipliers: [Int] = []
    for (number, constraint) in constraints.enumerated() {
      let value = try difference(constraint, &store)
      conditions.append(value)
      let symbol = multiplier(number, of: constraints.count, over: value.axes, &store)
      multipliers.append(symbol)
      let axes = value.axes.map { store.freshIndex(store.child($0, 0), store.child($0, 1)) }
      unknowns.append(Unknown(symbol: symbol, axes: axes))
      let product = store.multiply(store.component(symbol, value.axes), value.body)
      lagrangian.append(value.axes.isEmpty ? product : store.sum(over: value.axes, product))
    }
    let whole = store.sum(lagrangian)
    var equations: [TensorValue] = []
    for unknown in unknowns.prefix(pointCount) {
      let axes = unknown.axes.map { store.freshIndex(store.child($0, 0), store.child($0, 1)) }
      let gradient = try derive(whole, by: store.component(unknown.symbol, axes), &store)
      equations.append(TensorValue(axes: axes, body: gradient))
    }
    let stationarity = equations
    let inner = leave(outer)
    try requireConvexDomain(inner, Array(unknowns.prefix(pointCount)), &store)
    let found = try solutions(of: equations + conditions, unknowns, isStationarity: true, &store)
    guard found.count == 1, var solution = found.first else {
      throw .unsupported("there are \(found.count) stationary points, and which one is the minimum is not decided")
    }
    let needed = try self.needed(inner.conditions, at: solution, unknowns, &store)
    if needed.contains(.no) { throw .unsupported("the stationary point lies where the objective is not defined") }
    solution.conditions += needed.filter { !solution.conditions.contains($0) }
    try requireAffine(conditions, Array(unknowns.prefix(pointCount)), &store)
    let stacked = pointCount > 1 ? try stackedHessian(objective, parts(of: variable), &store) : nil
    let (hessian, isStrict, proof) = try convexity(goal, Array(unknowns.prefix(pointCount)), stacked, &store)
    return Optimum(
      lagrangian: whole, multiplierSymbols: multipliers, stationarity: stationarity + conditions,
      solution: solution, pointCount: pointCount,
      value: try value(of: goal, at: solution, unknowns, &store), hessian: hessian, isStrict: isStrict, proof: proof)
  }

  /// The multiplier of a constraint over these axes; the same for every problem that has such a constraint, as it does not
  /// outlive the solution.
  private mutating func multiplier(
    _ number: Int, of count: Int, over axes: [Term], _ store: inout TermStore
  ) -> Int {
    let key = Multiplier(number: number, count: count, extents: axes.map { store.range(ofIndex: $0).upper })
    if let known = multipliers[key] { return known }
    let symbol = store.addSymbol(
      Symbol(
        name: multiplierName(number, of: count, store), role: .given, rank: axes.count, extents: key.extents))
    multipliers[key] = symbol
    return symbol
  }

  /// `lambda`, or with a number where there are several or the file uses the name.
  private func multiplierName(_ number: Int, of count: Int, _ store: borrowing TermStore) -> String {
    let taken = Set(store.symbols.map(\.name) + store.definitions.map(\.name))
    var candidates = count == 1 ? ["lambda", "mu", "nu"] : ["lambda\(number + 1)", "mu\(number + 1)"]
    candidates += (1...).lazy.prefix(1_000).map { "lambda\(number + 1)_\($0)" }
    return candidates.first { !taken.contains($0) } ?? "lambda"
  }

  /// The objective with the point put in.
  private mutating func value(
    of goal: Term, at solution: SystemSolution, _ unknowns: [Unknown], _ store: inout TermStore
  ) throws(LoweringError) -> Term {
    let body = try put(solution, unknowns, into: goal, &store)
    var reading = Reading(names: [])
    do {
      var form = NormalForm(.reading)
      let normal = try store.normalTerm(body, &form)
      return try store.readable(normal, &reading)
    } catch {
      throw LoweringError(error)
    }
  }

  /// A convex function decides by its stationary point only where it is smooth on the whole of a convex set: types give
  /// intervals, and conditions on the unknowns are affine inequalities.
  private mutating func requireConvexDomain(
    _ needs: Needs, _ unknowns: [Unknown], _ store: inout TermStore
  ) throws(LoweringError) {
    let refusal = LoweringError.unsupported(
      "the objective is not smooth on the whole of a convex domain, so its stationary point does not decide")
    for unknown in unknowns {
      let facts = store.symbols[unknown.symbol].facts
      if facts.bounds.excludesZero, !facts.bounds.isPositive, !facts.bounds.isNegative { throw refusal }
      if facts.bounds.isInteger || facts.structure != .none { throw refusal }
    }
    for kink in needs.kinks where moves(kink, with: unknowns, &store) { throw refusal }
    for condition in needs.conditions where moves(condition, with: unknowns, &store) {
      guard try isAffine(condition, in: unknowns, &store) else { throw refusal }
    }
  }

  private mutating func isAffine(
    _ condition: Term, in unknowns: [Unknown], _ store: inout TermStore
  ) throws(LoweringError) -> Bool {
    if !moves(condition, with: unknowns, &store) { return true }
    switch store.kind(condition) {
    case .and:
      for part in store.children(condition) where try !isAffine(part, in: unknowns, &store) { return false }
      return true
    case .reduction:
      let opening = store.open(condition, fresh: true)
      guard opening.operation == .all, !moves(opening.condition, with: unknowns, &store) else { return false }
      return try isAffine(opening.body, in: unknowns, &store)
    case .relation:
      let comparison = store.comparison(condition)
      guard comparison == .less || comparison == .lessOrEqual else { return false }
      let difference = store.subtract(store.child(condition, 1), store.child(condition, 0))
      for unknown in unknowns {
        do {
          let slope = try store.derivative(of: difference, by: unknown.component(&store))
          if moves(slope, with: unknowns, &store) { return false }
        } catch {
          throw LoweringError(error)
        }
      }
      return true
    case .rational, .infinity, .truth, .symbol, .size, .definition, .index, .bound, .sum, .product, .function, .family,
      .delta, .or, .not, .cases, .abstract, .expectation, .matrixFunction, .limit:
      return false
    }
  }

  private mutating func requireAffine(
    _ constraints: [TensorValue], _ unknowns: [Unknown], _ store: inout TermStore
  ) throws(LoweringError) {
    for constraint in constraints {
      for unknown in unknowns {
        let slope = try derive(constraint.body, by: unknown.component(&store), &store)
        for other in unknowns {
          let axes = other.axes.map { store.freshIndex(store.child($0, 0), store.child($0, 1)) }
          let second = try derive(slope, by: store.component(other.symbol, axes), &store)
          do {
            if try store.provesZero(second) { continue }
          } catch {
            throw LoweringError(error)
          }
          throw .unsupported("a constraint that is not affine: the stationary point was not proved to be a minimum")
        }
      }
    }
  }

  /// The Hessian by several scalars and vectors, stacked.
  private mutating func stackedHessian(
    _ objective: Node, _ parts: [Node], _ store: inout TermStore
  ) throws(LoweringError) -> TensorValue {
    var targets: [Node.DerivativeTarget] = []
    var extent = Extent(0)
    for part in parts {
      guard case .variable(let id) = part.kind, part.shape.count <= 1,
        let sum = Extent(summing: extent.monomials + (part.shape.first ?? Extent(1)).monomials)
      else { throw .unsupported("a minimum by a matrix is not proved yet") }
      targets.append(
        Node.DerivativeTarget(base: .variable(id), slots: nil, order: 1, shape: part.shape, site: part.site))
      extent = sum
    }
    let hessian = Node(.hessian(objective, targets), shape: [extent, extent], site: objective.site)
    return try lower(hessian, &store).value
  }

  private static let isMaximum = LoweringError.unsupported(
    "the objective is strictly concave: its stationary point is the maximum, and there is no minimum inside the domain")

  /// The Hessian by one scalar or vector, proved positive semidefinite on the whole domain.
  private mutating func convexity(
    _ goal: Term, _ unknowns: [Unknown], _ stacked: TensorValue?, _ store: inout TermStore
  ) throws(LoweringError) -> (hessian: TensorValue, isStrict: Bool, proof: DefinitenessProof?) {
    if let stacked { return try convexity(stacked, entry: stacked.body, &store) }
    guard unknowns.count == 1, let unknown = unknowns.first, unknown.axes.count <= 1 else {
      throw .unsupported("a minimum by a matrix is not proved yet")
    }
    let axes = unknown.axes.map { store.freshIndex(store.child($0, 0), store.child($0, 1)) }
    let first = try derive(goal, by: unknown.component(&store), &store)
    let second = try derive(first, by: store.component(unknown.symbol, axes), &store)
    var reading = Reading(names: [])
    do {
      guard let row = unknown.axes.first, let column = axes.first else {
        var form = NormalForm(.deciding)
        let forms = [
          second, try store.readable(second, &reading), try store.factored(second, &reading),
          try store.normalTerm(second, &form),
        ]
        for candidate in forms where store.isDefined(candidate, wherever: second) {
          let bounds = store.bounds(candidate)
          if bounds.isNonNegative {
            return (TensorValue(axes: [], body: forms[1]), bounds.isPositive, nil)
          }
          if bounds.isNegative { throw Self.isMaximum }
        }
        throw LoweringError.unsupported("the stationary point was not proved to be a minimum")
      }
      let value = TensorValue(axes: [row, column], body: try store.readable(second, &reading))
      return try convexity(value, entry: second, &store)
    } catch let error as DeriveError {
      throw LoweringError(error)
    } catch let error as LoweringError {
      throw error
    } catch {
      throw .unsupported("it could not be worked out")
    }
  }

  /// The Hessian as one matrix, likewise.
  private func convexity(
    _ value: TensorValue, entry: Term, _ store: inout TermStore
  ) throws(LoweringError) -> (hessian: TensorValue, isStrict: Bool, proof: DefinitenessProof?) {
    let matrix = MatrixTerm(row: value.axes[0], column: value.axes[1], entry: entry)
    var reading = Reading(names: [])
    do {
      if let proof = try store.proveDefinite(matrix, strict: true, negative: false, &reading) {
        return (value, true, proof)
      }
      if let proof = try store.proveDefinite(matrix, strict: false, negative: false, &reading) {
        return (value, false, proof)
      }
      if try store.proveDefinite(matrix, strict: true, negative: true, &reading) != nil { throw Self.isMaximum }
    } catch let error as DeriveError {
      throw LoweringError(error)
    } catch let error as LoweringError {
      throw error
    } catch {
      throw .unsupported("it could not be worked out")
    }
    throw .unsupported("the stationary point was not proved to be a minimum")
  }

  // MARK: Newton's method

  /// `newton(e, x)`: the next iterate `x - inv(H)*g` with the Hessian and the gradient of e.
  mutating func newton(
    _ objective: Node, _ target: Node.DerivativeTarget, at indices: [Term], _ store: inout TermStore
  ) throws(LoweringError) -> Term {
    let goal = try component(objective, at: [], &store)
    guard target.shape.count <= 1 else { throw .unsupported("Newton's method by a matrix is not worked out yet") }
    let here = try variable(target, at: indices, &store)
    guard let dimension = target.shape.first else {
      let slope = try derive(goal, by: here, &store)
      let curvature = try derive(slope, by: here, &store)
      require(store.nonZero(curvature), &store)
      return store.subtract(here, store.divide(slope, curvature))
    }
    let (row, column) = (freshAxis(dimension, &store), freshAxis(dimension, &store))
    let gradient = try derive(goal, by: try variable(target, at: [row], &store), &store)
    let hessian = try derive(gradient, by: try variable(target, at: [column], &store), &store)
    let value = TensorValue(axes: [row, column], body: hessian)
    let inverse = inverse(value, at: [indices[0], row], &store)
    return store.subtract(here, store.sum(over: [row], store.multiply(inverse, gradient)))
  }
}
