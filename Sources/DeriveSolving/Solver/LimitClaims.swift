import DeriveCore
import DeriveEvidence
import DeriveLanguage
import DeriveNumbers

/// Claims about limits that are no relations of real numbers: that one is infinite, and those about limits of which
/// nothing is known but what the abstract functions in them would make of them.
extension Solver {
  /// Whether a side is `inf` or `-inf`; nil where it is neither.
  static func infinity(_ node: Node) -> Bool? {
    switch node.kind {
    case .infinity: return true
    case .negate(let inner):
      if case .infinity = inner.kind { return false }
      return nil
    default: return nil
    }
  }

  /// `limit(…) = inf`.
  mutating func decideInfinity(
    _ left: Node, _ relation: Relation, _ right: Node, _ assumptions: [Term],
    _ outcome: inout Solution.ClaimOutcome
  ) throws {
    let isLeft = Self.infinity(right) != nil
    guard relation == .equal, let wanted = Self.infinity(isLeft ? right : left),
      let parts = LimitParts(isLeft ? left : right), parts.operand.shape.isEmpty
    else { throw LoweringError.unsupported("only a limit is compared with `inf`, and by `=`") }
    let saved = lowering.needs
    lowering.needs = Needs()
    defer { lowering.needs = saved }
    var found: Formula
    var attempt = ProofAttempt()
    do {
      let taken = try lowering.takeLimit(parts, at: [], &store)
      switch taken.value {
      case .finite(let value): found = shown(value)
      case .infinite(let isPositive):
        found = isPositive ? .infinity : .negate(.infinity)
        if isPositive == wanted { attempt.steps = try steps(of: taken, parts) }
      }
    } catch LimitError.absent {
      found = .text("undefined")
    } catch LimitError.lowering(let error) {
      throw error
    }
    let conditions = lowering.needs.conditions
    if attempt.steps != nil {
      let open = try open(conditions)
      // Where the expression is not defined there is no limit, and the claim is false.
      guard open.isEmpty else {
        throw LoweringError.unsupported("the expression is not known to be defined for all values of the names")
      }
    }
    // Where there is a point that the assumptions allow, the claim is as true there as it is anywhere.
    let claim = PointClaim(
      .relation(left: .zero, comparison: .equal, right: attempt.steps == nil ? .one : .zero),
      leftConditions: conditions, rightConditions: conditions, assumptions: assumptions, smoothness: [])
    conclude(attempt, claim, exchanged: false, &outcome)
    if let written = Self.infinity(isLeft ? right : left) {
      let side: Formula = written ? .infinity : .negate(.infinity)
      outcome.counterexample?.left = isLeft ? found : side
      outcome.counterexample?.right = isLeft ? side : found
    }
  }

  /// A relation between limits that could not be taken is false if it is so for one choice of the abstract functions in
  /// them, for which they can be.
  ///
  /// - Returns: whether it was decided.
  mutating func refuteByFunctions(
    _ left: Node, _ relation: Relation, _ right: Node, _ assumptions: [Term],
    _ outcome: inout Solution.ClaimOutcome
  ) -> Bool {
    guard relation == .equal else { return false }
    lowering.keepsLimits = true
    defer { lowering.keepsLimits = false }
    guard let sides = try? lowering.lowerSides(left, right, &store) else { return false }
    lowering.keepsLimits = false
    let conditions = sides.left.conditions + sides.right.conditions
    let terms = [sides.left.value.body, sides.right.value.body] + conditions + assumptions
    let functions = Set(
      store.leaves(terms) { $0 == .limit }.flatMap { limit in
        store.leaves(limit) { $0 == .abstract }.map { store.payload($0) }
      })
    if functions.isEmpty || functions.contains(where: { store.abstractFunctions[$0].resultRank > 0 }) { return false }
    for trial in TrialFunction.allCases {
      var change = DeriveCore.Substitution()
      for function in functions {
        change.replace(abstractFunction: function) { store, _, arguments, marks in
          trial.value(arguments, marks, &store)
        }
      }
      var worked: [Term] = []
      for term in terms {
        guard let value = lowering.limitsTaken(in: store.substitute(term, change), &store) else { break }
        worked.append(value)
      }
      guard worked.count == terms.count else { continue }
      let needed = Array(worked[2..<(2 + conditions.count)])
      let claim = PointClaim(
        .relation(left: worked[0], comparison: .equal, right: worked[1]), leftConditions: needed,
        rightConditions: needed, assumptions: Array(worked.dropFirst(2 + conditions.count)), smoothness: [])
      conclude(ProofAttempt(), claim, exchanged: false, &outcome)
      if outcome.verdict == .refuted {
        for function in functions.sorted() {
          let info = store.abstractFunctions[function]
          outcome.counterexample?.values.append(trial.assignment(info.name, info.parameterRanks))
        }
        return true
      }
      outcome.verdict = .undecided
      outcome.points = 0
      outcome.sizes = nil
    }
    return false
  }
}

/// Simple functions of vectors of any size, for an abstract function to be tried as.
private enum TrialFunction: CaseIterable {
  /// The sum of all components.
  case linear
  /// The sum of all their squares.
  case quadratic

  /// The value, or the derivative by the marks, at the arguments: scalars and families.
  func value(_ arguments: [Term], _ marks: [(argument: Int, index: Term?)], _ store: inout TermStore) -> Term {
    switch (self, marks.count) {
    case (.linear, 0), (.quadratic, 0):
      var addends: [Term] = []
      for argument in arguments {
        let opening = store.kind(argument) == .family ? store.open(argument, fresh: true) : nil
        let body = opening?.body ?? argument
        let term = self == .linear ? body : store.power(body, 2)
        addends.append(opening.map { store.sum(over: $0.indices, term) } ?? term)
      }
      return store.sum(addends)
    case (.linear, 1): return .one
    case (.quadratic, 1):
      let argument = arguments[marks[0].argument]
      guard store.kind(argument) == .family, let index = marks[0].index else {
        return store.scale(argument, by: Term.two)
      }
      let opening = store.open(argument, fresh: true)
      return store.scale(store.instantiate(opening.indices, opening.body, at: [index]), by: Term.two)
    case (.quadratic, 2):
      guard marks[0].argument == marks[1].argument else { return .zero }
      guard let first = marks[0].index, let second = marks[1].index else { return .two }
      return store.scale(store.delta(first, second), by: Term.two)
    default: return .zero
    }
  }

  /// How it is told with a counterexample.
  func assignment(_ name: String, _ ranks: [Int]) -> Solution.Counterexample.Assignment {
    let letters = ["u", "v", "w", "s", "t"]
    var arguments: [Formula] = []
    var addends: [Formula] = []
    for (place, rank) in ranks.enumerated() {
      let letter = Formula.name(letters[place % letters.count], latex: nil)
      arguments.append(letter)
      let part: Formula = rank == 0 ? letter : .component(letter, [.name("j", latex: nil)])
      let term: Formula = self == .linear ? part : .power(part, .number(2))
      addends.append(rank == 0 ? term : .bigSum([FormulaBinder(index: "j")], term))
    }
    return Solution.Counterexample.Assignment(
      name: .call(name, arguments, latex: nil), value: addends.count == 1 ? addends[0] : .sum(addends))
  }
}
