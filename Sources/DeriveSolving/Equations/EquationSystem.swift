import DeriveCore
import DeriveEvidence
import DeriveNumbers

/// A name that is solved for: a symbol with its free indices.
struct Unknown: Sendable {
  var symbol: Int
  var axes: [Term]

  /// Its component at the axes.
  func component(_ store: inout TermStore) -> Term { store.component(symbol, axes) }
}

/// A solution of a system of equations, with how it was found.
struct SystemSolution: Sendable {
  /// One move of the solution.
  struct Step: Sendable {
    var rule: String
    var before: TensorValue
    /// The name that the equation was solved for, at the axes; `nil` where it was only brought into another form.
    var name: Term?
    var after: TensorValue
  }

  /// Of each unknown, over its axes.
  var values: [TensorValue]
  /// What must hold for it to be one, and the only one.
  var conditions: [Term]
  var steps: [Step]
}

/// Why a system has no single solution in closed form.
enum SolvingError: Error {
  case unsupported(String)
  case noSolution(String)
  case infinitelyMany(String)
  case several([SystemSolution])
  case tooMuchWork

  init(_ error: DeriveError) {
    switch error {
    case .unsupported(let reason): self = .unsupported(reason)
    case .tooMuchWork: self = .tooMuchWork
    }
  }
}

/// Equations, each a term over its axes that is to be 0, in some unknowns.
///
/// Solved by elimination (Golub and Van Loan, "Matrix Computations", 4th ed., ch. 3): an equation that is linear in an
/// unknown whose coefficient is invertible gives that unknown, which is put into the others. A scalar unknown may also
/// stand in a polynomial of degree two or inside functions with inverses. Whole vectors and matrices are eliminated at
/// once, by the inverse of their coefficient. Every solution is put back into the equations and checked by the decider.
struct EquationSystem {
  var equations: [TensorValue]
  var unknowns: [Unknown]
  /// Results are folded into these names.
  var reading: Reading

  /// All solutions.
  mutating func solve(_ store: inout TermStore) throws(SolvingError) -> [SystemSolution] {
    for place in equations.indices { equations[place].body = try exposed(equations[place].body, &store) }
    var found: [SystemSolution] = []
    for candidate in try eliminate(equations, unknowns, &store) {
      if let general = try underOneCondition(candidate, &store) {
        found.append(general)
      } else if try isSolution(candidate, &store) {
        found.append(candidate)
      }
    }
    if found.isEmpty { throw .noSolution("the equation has no solution") }
    return found
  }

  // MARK: Linear systems in scalars

  /// The greatest number of equations whose determinant is written out.
  private static let greatestWrittenSystem = 4

  /// The solution of a linear system under the one condition that its determinant is not 0, where elimination asked for
  /// pivots too: what was found is then defined and a solution under that condition alone (Cramer).
  private mutating func underOneCondition(
    _ solution: SystemSolution, _ store: inout TermStore
  ) throws(SolvingError) -> SystemSolution? {
    guard solution.conditions.count > 1, equations.count == unknowns.count,
      equations.count <= Self.greatestWrittenSystem, equations.allSatisfy({ $0.axes.isEmpty }),
      unknowns.allSatisfy({ $0.axes.isEmpty })
    else { return nil }
    var rows: [[Term]] = []
    for equation in equations {
      var row: [Term] = []
      for unknown in unknowns {
        guard let slope = try? store.derivative(of: equation.body, by: unknown.component(&store)),
          let coefficient = try? store.readable(slope, &reading), !mentions(coefficient, unknowns, store)
        else { return nil }
        row.append(coefficient)
      }
      rows.append(row)
    }
    var result = solution
    let determinant: Term
    do {
      determinant = try store.readable(Self.determinant(of: rows, &store), &reading)
      result.conditions = [store.nonZero(determinant)]
      let saved = store.assumptions
      defer { store.restore(saved) }
      store.assume(store.relation(.notEqual, determinant, .zero))
      for place in result.values.indices {
        let value = try store.readable(result.values[place].body, &reading)
        guard store.isDefined(value, wherever: .one) else { return nil }
        result.values[place].body = value
      }
    } catch {
      throw SolvingError(error)
    }
    return try isSolution(result, &store) ? result : nil
  }

  /// By the first row.
  private static func determinant(of rows: [[Term]], _ store: inout TermStore) -> Term {
    guard let first = rows.first else { return .one }
    var addends: [Term] = []
    for (place, entry) in first.enumerated() where entry != .zero {
      let minor = rows.dropFirst().map { row in row.indices.filter { $0 != place }.map { row[$0] } }
      let part = store.multiply(entry, determinant(of: minor, &store))
      addends.append(place % 2 == 0 ? part : store.negate(part))
    }
    return store.sum(addends)
  }

  // MARK: Checks

  /// The term with the definitions that depend on an unknown written out.
  private func exposed(_ term: Term, _ store: inout TermStore) throws(SolvingError) -> Term {
    var result = term
    var moving: Set<Int> = []
    for unknown in unknowns { moving.formUnion(store.definitionsDepending(on: unknown.component(&store))) }
    if moving.isEmpty { return term }
    // Later definitions first: their bodies mention earlier ones.
    for number in moving.sorted(by: >) {
      let definition = store.definitions[number]
      if definition.recursion != nil { continue }
      var change = DeriveCore.Substitution()
      change.replace(definition: number, parameters: definition.parameters, by: definition.body)
      result = store.substitute(result, change)
    }
    if let name = store.recursion(among: moving, in: result) {
      throw .unsupported("an equation in which `\(name)` at a place that is no number depends on the unknown")
    }
    return result
  }

  /// Whether every equation holds with the values put in.
  private func isSolution(_ solution: SystemSolution, _ store: inout TermStore) throws(SolvingError) -> Bool {
    var change = DeriveCore.Substitution()
    for (unknown, value) in zip(unknowns, solution.values) {
      change.replace(symbol: unknown.symbol, parameters: value.axes, by: value.body)
    }
    let saved = store.assumptions
    defer { store.restore(saved) }
    for condition in solution.conditions where condition != .no { store.assume(condition) }
    for equation in equations {
      let rest = store.substitute(equation.body, change)
      do {
        guard try store.provesZero(rest) else { return false }
      } catch {
        throw SolvingError(error)
      }
    }
    return true
  }

  private func mentions(_ term: Term, _ unknowns: [Unknown], _ store: borrowing TermStore) -> Bool {
    store.leaves(term) { $0 == .symbol }.contains { leaf in
      unknowns.contains { $0.symbol == store.payload(leaf) }
    }
  }

  // MARK: Elimination

  /// The solutions of the equations for the unknowns, by putting one isolated unknown after the other into the rest.
  private mutating func eliminate(
    _ equations: [TensorValue], _ unknowns: [Unknown], _ store: inout TermStore
  ) throws(SolvingError) -> [SystemSolution] {
    guard unknowns.first != nil else {
      for equation in equations where equation.body != .zero {
        let isZero: Bool
        do {
          isZero = try store.provesZero(equation.body)
        } catch {
          throw SolvingError(error)
        }
        if isZero { continue }
        if store.isNumber(equation.body) { throw .noSolution("the equations contradict each other") }
        throw .unsupported("there are more equations than unknowns, and they are not known to agree")
      }
      return [SystemSolution(values: [], conditions: [], steps: [])]
    }
    guard !equations.isEmpty else {
      throw .infinitelyMany("there are fewer equations than unknowns: infinitely many solutions")
    }
    // An equation whose coefficient is known to be invertible comes first, then any.
    var failure: SolvingError?
    var fallback: (equation: Int, unknown: Int, branches: [Branch])?
    for (unknownPlace, unknown) in unknowns.enumerated() {
      for (equationPlace, equation) in equations.enumerated() where mentions(equation.body, [unknown], store) {
        do {
          let others = unknowns.enumerated().filter { $0.offset != unknownPlace }.map(\.element)
          let branches = try isolate(unknown, in: equation, others, &store)
          if branches.allSatisfy({ $0.conditions.allSatisfy { $0 == .yes } }) {
            return try back(branches, equations, equationPlace, unknowns, unknownPlace, &store)
          }
          if fallback == nil { fallback = (equationPlace, unknownPlace, branches) }
        } catch {
          failure = error
        }
      }
    }
    if let fallback {
      return try back(fallback.branches, equations, fallback.equation, unknowns, fallback.unknown, &store)
    }
    for equation in equations where !mentions(equation.body, unknowns, store) {
      do {
        if try store.provesZero(equation.body) { continue }
      } catch {
        throw SolvingError(error)
      }
      throw .noSolution(
        store.isNumber(equation.body)
          ? "the equations contradict each other: there is no solution"
          : "the unknown drops out, and what is left is not 0 for all values")
    }
    if let failure { throw failure }
    let name = store.symbols[unknowns[0].symbol].name
    throw .infinitelyMany("there are infinitely many solutions: any value of `\(name)` will do")
  }

  /// One value of an unknown, in terms of the others.
  struct Branch {
    var value: TensorValue
    var conditions: [Term]
    var steps: [SystemSolution.Step]
  }

  /// The branches put into the other equations, these solved, and their solutions put back.
  private mutating func back(
    _ branches: [Branch], _ equations: [TensorValue], _ used: Int, _ unknowns: [Unknown], _ place: Int,
    _ store: inout TermStore
  ) throws(SolvingError) -> [SystemSolution] {
    var result: [SystemSolution] = []
    var rest = unknowns
    let unknown = rest.remove(at: place)
    for branch in branches {
      var change = DeriveCore.Substitution()
      change.replace(symbol: unknown.symbol, parameters: branch.value.axes, by: branch.value.body)
      var inner: [TensorValue] = []
      for (number, equation) in equations.enumerated() where number != used {
        let body = store.substitute(equation.body, change)
        do {
          inner.append(TensorValue(axes: equation.axes, body: try store.readable(body, &reading)))
        } catch {
          throw SolvingError(error)
        }
      }
      for solution in try eliminate(inner, rest, &store) {
        var values = solution.values
        var outer = DeriveCore.Substitution()
        for (other, value) in zip(rest, solution.values) {
          outer.replace(symbol: other.symbol, parameters: value.axes, by: value.body)
        }
        let isAlone = rest.isEmpty
        let own = isAlone ? branch.value.body : store.substitute(branch.value.body, outer)
        let value: Term
        do {
          value = isAlone ? own : try store.readable(own, &reading)
        } catch {
          throw SolvingError(error)
        }
        values.insert(TensorValue(axes: branch.value.axes, body: value), at: place)
        var conditions = branch.conditions.map { store.substitute($0, outer) }
        conditions += solution.conditions
        var steps = branch.steps + solution.steps
        if value != branch.value.body {
          steps.append(
            SystemSolution.Step(
              rule: "inserted", before: branch.value,
              name: store.component(unknown.symbol, branch.value.axes),
              after: TensorValue(axes: branch.value.axes, body: value)))
        }
        result.append(SystemSolution(values: values, conditions: conditions.filter { $0 != .yes }, steps: steps))
      }
    }
    return result
  }

  // MARK: One equation

  /// The values that an equation gives an unknown; other unknowns may be in them.
  private mutating func isolate(
    _ unknown: Unknown, in equation: TensorValue, _ others: [Unknown], _ store: inout TermStore
  ) throws(SolvingError) -> [Branch] {
    switch (equation.axes.count, unknown.axes.count) {
    case (0, 0): return try isolateScalar(unknown, in: equation, &store)
    case (1, 1): return [try isolateVector(unknown, in: equation, others, &store)]
    case (2, 2): return [try isolateMatrix(unknown, in: equation, others, &store)]
    case (let rank, _) where rank > unknown.axes.count:
      throw .unsupported("an equation with more components than the unknown")
    default: throw .infinitelyMany("an equation with fewer components than the unknown has infinitely many solutions")
    }
  }

  /// The equation's coefficient of the unknown, in a form to read, and what is left at 0; both without the unknown.
  private mutating func linearParts(
    _ unknown: Unknown, _ axes: [Term], in equation: TensorValue, _ others: [Unknown], _ store: inout TermStore
  ) throws(SolvingError) -> (coefficient: Term, rest: Term) {
    do {
      let variable = store.component(unknown.symbol, axes)
      let slope = try store.derivative(of: equation.body, by: variable)
      let coefficient = try store.readable(slope, &reading)
      if mentions(coefficient, [unknown] + others, store) {
        throw SolvingError.unsupported("an equation that is not linear in the unknown")
      }
      var change = DeriveCore.Substitution()
      change.replace(symbol: unknown.symbol, parameters: unknown.axes, by: .zero)
      let rest = try store.readable(store.substitute(equation.body, change), &reading)
      return (coefficient, rest)
    } catch let error as DeriveError {
      throw SolvingError(error)
    } catch let error as SolvingError {
      throw error
    } catch {
      throw .unsupported("it could not be worked out")
    }
  }

  /// `A*x + b = 0` gives `x = -inv(A)*b` where A is invertible.
  private mutating func isolateVector(
    _ unknown: Unknown, in equation: TensorValue, _ others: [Unknown], _ store: inout TermStore
  ) throws(SolvingError) -> Branch {
    let (lower, upper) = store.range(ofIndex: unknown.axes[0])
    guard store.range(ofIndex: equation.axes[0]) == (lower, upper) else {
      throw .unsupported("a linear system whose matrix is not square")
    }
    let column = store.freshIndex(lower, upper)
    let (matrix, rest) = try linearParts(unknown, [column], in: equation, others, &store)
    if matrix == .zero { throw .infinitelyMany("the unknown drops out of the equation") }
    let row = equation.axes[0]
    let condition = store.nonZero(store.determinant(row, column, matrix))
    let place = store.freshIndex(lower, upper)
    let inverse = store.inverse(row, column, matrix, at: place, row)
    let body = try simplified(store.negate(store.sum(over: [row], store.multiply(inverse, rest))), &store)
    let value = TensorValue(axes: [place], body: body)
    return Branch(value: value, conditions: [condition], steps: [step(unknown, equation, value, &store)])
  }

  /// `A*X*B + C = 0` gives `X = -inv(A)*C*inv(B)`.
  private mutating func isolateMatrix(
    _ unknown: Unknown, in equation: TensorValue, _ others: [Unknown], _ store: inout TermStore
  ) throws(SolvingError) -> Branch {
    let (i, j) = (equation.axes[0], equation.axes[1])
    let p = store.freshIndex(store.child(unknown.axes[0], 0), store.child(unknown.axes[0], 1))
    let q = store.freshIndex(store.child(unknown.axes[1], 0), store.child(unknown.axes[1], 1))
    let (coefficient, rest) = try linearParts(unknown, [p, q], in: equation, others, &store)
    // Every addend is a left factor over (i, p) times a right factor over (q, j); one of the two is shared by all.
    var sides: [(left: Term, right: Term)] = []
    for (number, term) in store.addends(expandedOverDeltas(coefficient, &store)) {
      var left: [Term] = [store.number(number)]
      var right: [Term] = []
      for (base, exponent) in store.factors(term) {
        let factor = store.power(base, exponent)
        let isLeft = store.contains(factor, i) || store.contains(factor, p)
        let isRight = store.contains(factor, j) || store.contains(factor, q)
        if isLeft && isRight { throw .unsupported("a matrix equation that is no product with the unknown") }
        if isRight { right.append(factor) } else { left.append(factor) }
      }
      sides.append((store.product(left), store.product(right)))
    }
    guard let first = sides.first else { throw .infinitelyMany("the unknown drops out of the equation") }
    let left: Term
    let right: Term
    if sides.allSatisfy({ $0.right == first.right }) {
      (left, right) = (store.sum(sides.map(\.left)), first.right)
    } else if sides.allSatisfy({ $0.left == first.left }) {
      (left, right) = (first.left, store.sum(sides.map(\.right)))
    } else {
      throw .unsupported("a matrix equation with the unknown between different factors (Sylvester's)")
    }
    guard store.range(ofIndex: i) == store.range(ofIndex: p), store.range(ofIndex: j) == store.range(ofIndex: q) else {
      throw .unsupported("a linear system whose matrix is not square")
    }
    let conditions = [
      store.nonZero(store.determinant(i, p, left)), store.nonZero(store.determinant(q, j, right)),
    ]
    let row = store.freshIndex(store.child(p, 0), store.child(p, 1))
    let column = store.freshIndex(store.child(q, 0), store.child(q, 1))
    let before = store.inverse(i, p, left, at: row, i)
    let after = store.inverse(q, j, right, at: j, column)
    let body = try simplified(
      store.negate(store.sum(over: [i, j], store.product([before, rest, after]))), &store)
    let value = TensorValue(axes: [row, column], body: body)
    return Branch(value: value, conditions: conditions, steps: [step(unknown, equation, value, &store)])
  }

  /// Products multiplied out where a factor is a sum with deltas in it.
  private func expandedOverDeltas(_ term: Term, _ store: inout TermStore) -> Term {
    var parts: [Term] = []
    for (coefficient, inner) in store.addends(term) {
      if let pair = store.factors(inner).first(where: { $0.exponent == .one && store.isProperSum($0.base) }) {
        let rest = store.divide(inner, pair.base)
        for (number, addend) in store.addends(pair.base) {
          parts.append(store.scale(store.multiply(addend, rest), by: coefficient * number))
        }
      } else {
        parts.append(store.scale(inner, by: coefficient))
      }
    }
    return store.sum(parts)
  }

  private mutating func simplified(_ term: Term, _ store: inout TermStore) throws(SolvingError) -> Term {
    do {
      return try store.readable(term, &reading)
    } catch {
      throw SolvingError(error)
    }
  }

  private func step(
    _ unknown: Unknown, _ equation: TensorValue, _ value: TensorValue, _ store: inout TermStore
  ) -> SystemSolution.Step {
    SystemSolution.Step(
      rule: "solved for it", before: equation, name: store.component(unknown.symbol, value.axes), after: value)
  }
}
