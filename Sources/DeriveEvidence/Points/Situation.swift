import DeriveCore
import DeriveNumbers

/// A claim at one choice of the sizes: written out, compiled, with the coordinates of its points. Shared by all points, and
/// therefore no value to be copied.
final class Situation {
  let sizes: [(symbol: Int, value: Int)]
  let integers: [Term: Int]
  let functions: [ConcreteFunction]
  let coordinates: Coordinates
  /// Components that follow from the others by the assumptions.
  let solved: [(component: Term, value: Term)]
  let assumption: Term
  let cases: [Case]
  let tape: Tape
  /// The coordinate of each variable of the tape.
  let inputs: [Int]
  /// The assumption alone, where it depends on the point: most points that fail it are told by little work.
  let premise: Premise?

  struct Premise {
    let tape: Tape
    let inputs: [Int]
  }

  init(
    sizes: [(symbol: Int, value: Int)], integers: [Term: Int], functions: [ConcreteFunction], coordinates: Coordinates,
    solved: [(component: Term, value: Term)], assumption: Term, cases: [Case], tape: Tape, inputs: [Int],
    premise: Premise?
  ) {
    self.sizes = sizes
    self.integers = integers
    self.functions = functions
    self.coordinates = coordinates
    self.solved = solved
    self.assumption = assumption
    self.cases = cases
    self.tape = tape
    self.inputs = inputs
    self.premise = premise
  }

  private lazy var premiseWorkspace = premise.map { TapeWorkspace<Interval>($0.tape) }

  /// Whether enclosures tell that the assumption fails at a point.
  func isExcluded(_ point: Point) -> Bool {
    guard let premise else { return false }
    premiseWorkspace?.run(premise.tape, premise.inputs.map { Interval(enclosing: point.values[$0]) })
    return premiseWorkspace?.slots[Int(premise.tape.roots[0])].truth == false
  }

  private lazy var residues = TapeWorkspace<Residue>(tape)

  /// Whether both sides have a value at a point, and the same modulo a prime: nothing that a proved equation could be
  /// refuted by. Much cheaper than their exact values.
  func agreesModuloPrime(_ item: Case, at point: Point) -> Bool {
    residues.run(tape, inputs.map { .number(point.values[$0], precision: 0) })
    let left = residues.slots[Int(tape.roots[item.firstRoot + 2])]
    return left.exists && left == residues.slots[Int(tape.roots[item.firstRoot + 3])]
  }

  private lazy var exact = TapeWorkspace<ExactNumber>(tape)

  /// The values of the tape's roots at a point, where every step to them is rational.
  func rationals(at point: Point) -> [Rational?] {
    exact.run(tape, inputs.map { ExactNumber(exactly: point.values[$0]) })
    return tape.roots.map { exact.slots[Int($0)].value }
  }

  /// The claim at one choice of its free indices.
  struct Case {
    var indices: [(index: Term, value: Int)]
    var leftCondition: Term
    var rightCondition: Term
    /// Left and right side; or the entries of the matrix, row by row.
    var terms: [Term]
    /// Rows of the matrix, or 0.
    var size: Int
    /// Where its roots begin among the tape's: both conditions, the terms, then the addends of a difference.
    var firstRoot: Int
    var addendCount: Int

    /// Both sides are one expression, under one condition.
    var sidesAreSame: Bool {
      size == 0 && terms.count == 2 && terms[0] == terms[1] && leftCondition == rightCondition
    }
  }
}

/// What became of a claim at one choice of the sizes.
enum Written {
  /// The sizes fit no type or contradict the assumptions.
  case impossible
  /// The sides of an equation are the same expression, under the same conditions: no point tells them apart.
  case same
  case situation(Situation)
}

/// Makes situations of one claim.
struct SituationMaker {
  let claim: PointClaim
  let options: PointOptions
  let dependencies: Dependencies
  let kept: KeptInstantiations

  init(_ claim: PointClaim, _ options: PointOptions, _ kept: KeptInstantiations, _ store: inout TermStore) {
    self.claim = claim
    self.options = options
    self.kept = kept
    dependencies = Dependencies(SituationMaker.roots(claim), store)
  }

  static func roots(_ claim: PointClaim) -> [Term] {
    var roots = claim.leftConditions + claim.rightConditions + claim.assumptions + claim.smoothness
    roots += claim.freeIndices
    switch claim.kind {
    case .relation(let left, _, let right): roots += [left, right]
    case .definite(let matrix, _, _): roots += [matrix.row, matrix.column, matrix.entry]
    }
    return roots
  }

  /// The free indices of the claim itself; those of assumptions alone mean "for all" within them.
  private func claimIndices(_ store: borrowing TermStore) -> [Term] {
    var found: Set<Term> = Set(claim.freeIndices)
    switch claim.kind {
    case .relation(let left, _, let right):
      found.formUnion(store.freeIndices(left))
      found.formUnion(store.freeIndices(right))
    case .definite(let matrix, _, _):
      found.formUnion(store.freeIndices(matrix.entry))
      found.subtract([matrix.row, matrix.column])
    }
    return found.sorted { $0.number < $1.number }
  }

  /// - Parameter asksWhereSame: whether points are asked for where the sides are the same: there is something to be found
  ///   out at least of where they are defined.
  func situation(
    sizes: [(symbol: Int, value: Int)], integers: [Term: Int], functions: [ConcreteFunction], takesOther: Bool,
    asksWhereSame: Bool, _ store: inout TermStore
  ) throws(DeriveError) -> Written {
    var instantiation = kept.take(sizes: sizes, integers: integers, functions: functions, limit: options.limit)
    defer { kept.put(instantiation) }
    let indices = claimIndices(store)
    var assumptions: [Term] = []
    var conditional: [Term] = []
    for assumption in claim.assumptions {
      let free = store.freeIndices(assumption)
      if free.contains(where: indices.contains) {
        conditional.append(store.all(over: free.filter { !indices.contains($0) }, assumption))
      } else {
        let closed = store.all(over: free, assumption)
        let value = try instantiation.value(of: closed, in: &store)
        if value == .no { return .impossible }
        if value != .yes { assumptions.append(value) }
      }
    }
    let solved = try kept.solved(assumptions, takesOther: takesOther, &store)
    if solved.conditions.contains(.no) { return .impossible }
    var change = Substitution()
    for (component, value) in solved.values { change.replace(component, by: value) }

    var cases: [Situation.Case] = []
    for environment in try environments(indices, &instantiation, &store) {
      var conditions: [Term] = []
      for condition in conditional + claim.smoothness {
        let free = store.freeIndices(condition).filter { !indices.contains($0) && !isMatrixIndex($0) }
        let closed = store.all(over: free, condition)
        conditions += try everywhere(closed, environment, &instantiation, &store)
      }
      // A further assumption at these indices: where it fails, the claim says nothing here.
      let premise = store.substitute(store.conjunction(conditions), &change)
      if premise == .no { continue }
      func holds(
        _ list: [Term], _ instantiation: inout Instantiation, _ change: inout Substitution, _ store: inout TermStore
      ) throws(DeriveError) -> Term {
        var parts: [Term] = []
        for condition in list { parts += try everywhere(condition, environment, &instantiation, &store) }
        return store.substitute(store.conjunction(parts), &change)
      }
      let left = try holds(claim.leftConditions, &instantiation, &change, &store)
      let right = try holds(claim.rightConditions, &instantiation, &change, &store)
      var terms: [Term] = []
      var size = 0
      switch claim.kind {
      case .relation(let leftSide, _, let rightSide):
        for side in [leftSide, rightSide] {
          terms.append(try instantiation.value(of: side, at: environment, in: &store))
        }
      case .definite(let matrix, _, _):
        let (first, last) = try range(matrix.row, environment, &instantiation, &store)
        size = max(0, last - first + 1)
        for row in 0..<size {
          for column in 0..<size {
            var inner = environment
            inner[matrix.row] = first + row
            inner[matrix.column] = first + column
            terms.append(try instantiation.value(of: matrix.entry, at: inner, in: &store))
          }
        }
      }
      terms = terms.map { store.substitute($0, &change) }
      // A premise that depends on the point makes both sides undefined where it fails.
      cases.append(
        Situation.Case(
          indices: indices.map { ($0, environment[$0] ?? 0) }, leftCondition: store.conjunction([left, premise]),
          rightCondition: store.conjunction([right, premise]), terms: terms, size: size, firstRoot: 0, addendCount: 0))
    }
    if cases.isEmpty { return .impossible }
    if !asksWhereSame, cases.allSatisfy(\.sidesAreSame) { return .same }
    let assumption = store.conjunction(solved.conditions)
    var roots = [assumption]
    for place in cases.indices {
      cases[place].firstRoot = roots.count
      let item = cases[place]
      roots += [item.leftCondition, item.rightCondition] + item.terms
      if case .relation = claim.kind {
        let addends =
          store.isProperSum(item.terms[0]) || store.isProperSum(item.terms[1])
          ? item.terms.flatMap { side in store.addends(side).map { store.scale($0.term, by: $0.coefficient) } } : []
        cases[place].addendCount = addends.count
        roots += addends
      }
    }
    store.budget.count(4 * instantiation.visited)
    if store.budget.isSpent { throw .tooMuchWork }
    let tape = try store.tape(roots, tight: true)
    let everything = roots + solved.values.map(\.value)
    guard
      var coordinates = try store.coordinates(
        of: everything, except: Set(solved.values.map(\.component)), &instantiation)
    else { return .impossible }
    for condition in solved.conditions { coordinates.narrow(by: condition, store) }
    func inputs(_ tape: Tape) -> [Int] { tape.variables.map { coordinates.place(of: $0) ?? 0 } }
    var premise: Situation.Premise?
    if assumption != .yes {
      let alone = try store.tape([assumption], tight: true)
      premise = Situation.Premise(tape: alone, inputs: inputs(alone))
    }
    return .situation(
      Situation(
        sizes: sizes, integers: integers, functions: functions, coordinates: coordinates, solved: solved.values,
        assumption: assumption, cases: cases, tape: tape, inputs: inputs(tape), premise: premise))
  }

  private func isMatrixIndex(_ index: Term) -> Bool {
    guard case .definite(let matrix, _, _) = claim.kind else { return false }
    return index == matrix.row || index == matrix.column
  }

  /// A condition at these indices; where it mentions row or column of the matrix, for all of them.
  private func everywhere(
    _ condition: Term, _ environment: IndexValues, _ instantiation: inout Instantiation, _ store: inout TermStore
  ) throws(DeriveError) -> [Term] {
    let free = store.freeIndices(condition).filter { isMatrixIndex($0) }
    let closed = free.isEmpty ? condition : store.all(over: free, condition)
    return [try instantiation.value(of: closed, at: environment, in: &store)]
  }

  /// How far beyond its first value an index without an end is tried.
  private static let greatestWithoutEnd = 4

  private func range(
    _ index: Term, _ environment: IndexValues, _ instantiation: inout Instantiation, _ store: inout TermStore
  ) throws(DeriveError) -> (Int, Int) {
    let (lower, upper) = store.range(ofIndex: index)
    let first = try instantiation.value(of: lower, at: environment, in: &store)
    var last = try instantiation.value(of: upper, at: environment, in: &store)
    if last == .infinity { last = store.add(first, store.number(Self.greatestWithoutEnd)) }
    guard let low = store.rational(first)?.asInt, let high = store.rational(last)?.asInt else {
      throw .unsupported("an index without a finite range")
    }
    return (low, high)
  }

  /// All values of the free indices; of many, the first ones.
  private func environments(
    _ indices: [Term], _ instantiation: inout Instantiation, _ store: inout TermStore
  ) throws(DeriveError) -> [IndexValues] {
    var result: [IndexValues] = [[:]]
    for index in indices {
      var longer: [IndexValues] = []
      for environment in result {
        let (first, last) = try range(index, environment, &instantiation, &store)
        for value in stride(from: first, through: min(last, first + 63), by: 1) {
          var extended = environment
          extended[index] = value
          longer.append(extended)
          if longer.count >= 64 { break }
        }
        if longer.count >= 64 { break }
      }
      result = longer
    }
    return result
  }
}
