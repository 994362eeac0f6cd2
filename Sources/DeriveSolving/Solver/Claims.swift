import DeriveCore
import DeriveEvidence
import DeriveLanguage
import DeriveNumbers

/// What came of trying to prove something.
struct ProofAttempt {
  /// Nil where no proof was found.
  var steps: [Solution.Step]?
  /// Conditions that the proof leaves open and that are printed with it.
  var conditions: [Formula] = []
  /// Why there is no proof, if there is something to say.
  var remark: String?
}

extension Solver {
  /// Decides a claim: each step of a chain, or the predicate.
  mutating func decide(_ claim: Statement.Claim, _ statement: Statement) {
    let first = items.count
    saysNothing = false
    decideSubject(claim, statement)
    if !saysNothing || standing.isEmpty && claim.assumptions.isEmpty { return }
    // Nothing satisfies the assumptions; a proof that uses none of them counts all the same.
    let vacuous = items[first...]
    items.removeSubrange(first...)
    let saved = lowering.standAlone(&store)
    isUnassuming = true
    decideSubject(claim, statement)
    isUnassuming = false
    lowering.resume(saved, &store)
    let retried = items[first...]
    items.removeSubrange(first...)
    items += zip(vacuous, retried).map { first, second in
      if case .claim(let outcome) = second, outcome.verdict == .proved { second } else { first }
    }
  }

  private mutating func decideSubject(_ claim: Statement.Claim, _ statement: Statement) {
    let saved = store.assumptions
    let place = items.count
    defer {
      store.restore(saved)
      let assumptions = claim.assumptions.map { formula(of: $0, in: problem) }
      for position in place..<items.count {
        guard case .claim(var outcome) = items[position] else { continue }
        outcome.assumptions = assumptions
        items[position] = .claim(outcome)
      }
    }
    switch claim.subject {
    case .nonconforming(let mismatch):
      refutedByShape(mismatch, claim, statement, .text(claim.text), step: 0, of: 1)
    case .shape(let node, let shape):
      decideShape(node, shape, claim, statement)
    case .chain(let first, let steps):
      decideChain(first, steps, claim, statement)
    case .predicate(let node, let predicate):
      decidePredicate(node, predicate, claim, statement)
    case .curvature(let curvature, let node, let targets):
      decideCurvature(curvature, node, targets, claim, statement)
    }
  }

  // MARK: Assumptions of a claim

  /// Lowers and assumes what stands after `if`. What mentions indices of the claim itself speaks of those; others are
  /// closed: "for all".
  mutating func assumeConditions(
    _ claim: Statement.Claim, subjectIndices: Set<Term>
  ) throws -> [Term] {
    claimIndices = subjectIndices
    if isUnassuming { return lowering.typeConditions }
    var result = lowering.typeConditions + standing
    for condition in claim.assumptions {
      for term in try conditions(condition, keeping: Array(subjectIndices)) {
        result.append(term)
        store.assume(term)
      }
    }
    for term in result[lowering.typeConditions.count...] { assumeNormally(term) }
    return result
  }

  /// The free indices of the statement that its subject mentions.
  mutating func subjectIndices(_ nodes: [Node]) throws -> Set<Term> {
    var result: Set<Term> = []
    lowering.keepsLimits = true
    defer { lowering.keepsLimits = false }
    for node in nodes {
      let lowered = try lowering.lower(node, &store)
      for index in store.freeIndices(lowered.value.body) where lowering.letter(of: index) != nil {
        result.insert(index)
      }
      for condition in lowered.conditions + lowered.kinks {
        for index in store.freeIndices(condition) where lowering.letter(of: index) != nil { result.insert(index) }
      }
    }
    return result
  }

  // MARK: Chains of relations

  private mutating func decideChain(
    _ first: Node, _ steps: [Statement.ChainStep], _ claim: Statement.Claim, _ statement: Statement
  ) {
    let assumptions: [Term]
    do {
      let indices = try subjectIndices([first] + steps.filter { $0.mismatch == nil }.map(\.right))
      assumptions = try assumeConditions(claim, subjectIndices: indices)
    } catch {
      undecided(claim, statement, reasonText(error))
      return
    }
    var left = first
    for (number, step) in steps.enumerated() {
      let clock = Stopwatch()
      let shownClaim = Formula.relation(
        formula(of: left, in: problem), step.relation, formula(of: step.right, in: problem))
      let right = step.right
      if let mismatch = step.mismatch {
        refutedByShape(mismatch, claim, statement, shownClaim, step: number, of: steps.count)
        left = right
        continue
      }
      var outcome = Solution.ClaimOutcome(
        line: statement.line, keyword: claim.keyword, text: claim.text, claim: shownClaim, step: number,
        stepCount: steps.count, verdict: .undecided, passed: false)
      decideStep(left, step.relation, right, assumptions, &outcome, splits: Self.greatestSplits)
      finish(&outcome, clock)
      left = right
    }
  }

  /// How often a claim is split by the sign of a name that a limit depends on.
  private static let greatestSplits = 2

  /// One relation of a chain.
  private mutating func decideStep(
    _ left: Node, _ relation: Relation, _ right: Node, _ assumptions: [Term],
    _ outcome: inout Solution.ClaimOutcome, splits: Int
  ) {
    lowering.openSign = nil
    do {
      if Self.infinity(left) != nil || Self.infinity(right) != nil {
        try decideInfinity(left, relation, right, assumptions, &outcome)
        return
      }
      // An equation says by which laws it was found.
      if relation == .equal { startTrace() }
      var sides = try lowering.lowerSides(left, right, &store)
      let trace = takeTrace()
      // A vector or matrix is defined where all its entries are.
      sides.left.conditions = closedConditions(sides.left.conditions, sides.left.value.axes)
      sides.right.conditions = closedConditions(sides.right.conditions, sides.right.value.axes)
      try decideRelation(
        sides.left, relation, sides.right, assumptions, nodes: (left, right), trace: trace, &outcome)
    } catch {
      store.trace = nil
      var name: Term?
      if let open = lowering.openSign { name = nameOfSign(open) }
      lowering.openSign = nil
      outcome.reason = reasonText(error)
      if splits > 0, let name, decideBySign(of: name, left, relation, right, assumptions, &outcome, splits: splits) {
        return
      }
      _ = refuteByFunctions(left, relation, right, assumptions, &outcome)
    }
  }

  /// The given scalar on whose sign the sign of the term depends, if it is the only name in it.
  private func nameOfSign(_ term: Term) -> Term? {
    let names = store.leaves(term) { $0 == .symbol || $0 == .definition || $0 == .abstract || $0 == .size }
    guard names.count == 1, let name = names.first, store.kind(name) == .symbol,
      store.symbols[store.payload(name)].role == .given, store.freeIndices(name).isEmpty,
      !lowering.limitSymbols.contains(store.payload(name)), lowering.isDeclared(symbol: store.payload(name))
    else { return nil }
    return name
  }

  /// Decides a claim apart for the negative, the vanishing and the positive values of a name: it is proved where it is for
  /// all of them, refuted where it is for one.
  private mutating func decideBySign(
    of name: Term, _ left: Node, _ relation: Relation, _ right: Node, _ assumptions: [Term],
    _ outcome: inout Solution.ClaimOutcome, splits: Int
  ) -> Bool {
    let saved = store.assumptions
    let wasSilent = saysNothing
    defer { store.restore(saved) }
    var steps: [Solution.Step] = []
    var conditions: [Formula] = []
    for (comparison, first, second, shownRelation) in [
      (Comparison.less, name, Term.zero, Relation.less), (.equal, name, .zero, .equal),
      (.less, .zero, name, .greater),
    ] {
      store.restore(saved)
      let condition = store.relation(comparison, first, second)
      if condition == .no { continue }
      store.assume(condition)
      var part = outcome
      part.reason = nil
      saysNothing = false
      decideStep(left, relation, right, assumptions + [condition], &part, splits: splits - 1)
      let isVacuous = saysNothing
      saysNothing = wasSilent
      if isVacuous {
        // The sides are not defined there, or the assumptions exclude it: the claim is about the rest.
        guard let rest = try? shownConditions([store.negation(condition)]) else { return false }
        conditions += rest
        continue
      }
      switch part.verdict {
      case .refuted:
        outcome = part
        return true
      case .proved:
        let shownCondition = Formula.relation(shown(name), shownRelation, .number(.zero))
        steps.append(
          Solution.Step(
            rule: "if \(FormulaText.text(shownCondition))", before: outcome.claim, after: outcome.claim,
            steps: part.proof))
        for condition in part.conditions where !conditions.contains(condition) { conditions.append(condition) }
      case .holdsOnPoints, .undecided: return false
      }
    }
    guard !steps.isEmpty else { return false }
    outcome.verdict = .proved
    outcome.proof = options.steps == .none ? [] : steps
    outcome.conditions = conditions
    outcome.reason = nil
    return true
  }

  /// What a claim proves of every member of a recursion without assuming anything is kept for limits.
  private mutating func keepMember(_ left: Lowered, _ right: Lowered, _ assumptions: [Term]) {
    guard assumptions.count == lowering.typeConditions.count + standing.count else { return }
    let member = left.value.body
    guard store.kind(member) == .definition, store.definitions[store.payload(member)].recursion != nil else { return }
    let number = store.payload(member)
    let places = Array(store.children(member))
    let parameters = store.definitions[number].parameters
    guard Set(places).count == places.count, places.count == parameters.count,
      zip(places, parameters).allSatisfy({ place, parameter in
        store.kind(place) == .index && store.range(ofIndex: place) == store.range(ofIndex: parameter)
      }),
      !store.leaves(right.value.body, where: { $0 == .definition }).contains(where: {
        store.definitions[store.payload($0)].recursion != nil
      }),
      Set(store.freeIndices(right.value.body)).isSubset(of: places)
    else { return }
    lowering.provedMembers[number, default: []].append(ProvedMember(parameters: places, value: right.value.body))
  }

  private mutating func decideRelation(
    _ left: Lowered, _ relation: Relation, _ right: Lowered, _ assumptions: [Term],
    nodes: (left: Node, right: Node)? = nil, trace: Trace? = nil,
    _ outcome: inout Solution.ClaimOutcome
  ) throws {
    // Sides of an equation are shown as the file writes them.
    var written: WrittenSides?
    if relation == .equal, case .relation(let first, _, let second) = outcome.claim {
      written = WrittenSides(
        left: first, right: second, axes: left.value.axes, leftNode: nodes?.left, rightNode: nodes?.right)
    }
    // Everything is a comparison of the kinds that terms have.
    let (a, b, comparison): (Lowered, Lowered, Comparison)
    switch relation {
    case .equal: (a, b, comparison) = (left, right, .equal)
    case .notEqual: (a, b, comparison) = (left, right, .notEqual)
    case .less: (a, b, comparison) = (left, right, .less)
    case .lessOrEqual: (a, b, comparison) = (left, right, .lessOrEqual)
    case .greater: (a, b, comparison) = (right, left, .less)
    case .greaterOrEqual: (a, b, comparison) = (right, left, .lessOrEqual)
    }
    let attempt: ProofAttempt
    do {
      attempt = try proveRelation(a, comparison, b, trace, written: written)
    } catch {
      attempt = ProofAttempt(steps: nil, remark: reason(error))
    }
    let claim = PointClaim(
      .relation(left: a.value.body, comparison: comparison, right: b.value.body), leftConditions: a.conditions,
      rightConditions: b.conditions, assumptions: assumptions,
      smoothness: a.kinks + b.kinks)
    conclude(attempt, claim, exchanged: relation == .greater || relation == .greaterOrEqual, &outcome)
    if relation == .equal, outcome.verdict == .proved, outcome.counterexample == nil, outcome.conditions.isEmpty {
      keepMember(left, right, assumptions)
      keepMember(right, left, assumptions)
    }
  }

  private mutating func proveRelation(
    _ a: Lowered, _ comparison: Comparison, _ b: Lowered, _ trace: Trace?, written: WrittenSides?
  ) throws(DeriveError) -> ProofAttempt {
    let left = a.value.body
    let right = b.value.body
    var attempt = ProofAttempt()
    if holdsNowhere(a.conditions), comparison != .equal || holdsNowhere(b.conditions) {
      attempt.remark = comparison == .equal ? "both sides are defined nowhere" : "it is defined nowhere"
      return attempt
    }
    guard let conditions = try sharedConditions(a.conditions, b.conditions, kinks: a.kinks + b.kinks) else {
      attempt.remark = "the two sides are not known to be defined at the same points"
      return attempt
    }
    let difference = store.subtract(right, left)
    switch comparison {
    case .equal:
      store.trace = trace
      defer { store.trace = nil }
      var isEqual = left == right
      if !isEqual { isEqual = try store.provesZero(difference) }
      if isEqual {
        let account = takeAccount()
        attempt.steps = try equalitySteps(left, right, account, written: written)
      } else {
        store.trace = nil
        attempt.steps = try inductionSteps(left, right, axes: a.value.axes, conditions: conditions)
      }
    case .notEqual, .less, .lessOrEqual:
      attempt.steps = try signSteps(difference, comparison)
    }
    let kinks = try open(a.kinks + b.kinks)
    // A determinant is smooth where the matrix is singular too, though its derivative is not worked out there: what was
    // proved for the rest is not the whole claim.
    if kinks.contains(where: { isAboutDeterminant($0) }) {
      attempt.steps = nil
      attempt.remark =
        "the derivative of a determinant is worked out only where the matrix is invertible; say so with `if … invertible`"
    }
    attempt.conditions = try shownConditions(conditions + kinks)
    return attempt
  }

  /// An equation as the file writes it, over these axes.
  private struct WrittenSides {
    var left: Formula
    var right: Formula
    var axes: [Term]
    /// What was lowered, if it is an expression of the file.
    var leftNode: Node?
    var rightNode: Node?
  }

  /// A side in its form for reading: a derivative as the way through the file's names gives it.
  private mutating func workedOut(
    _ side: Term, _ node: Node?, _ axes: [Term], _ reading: inout Reading
  ) throws(DeriveError) -> Term {
    let read = try store.readable(side, &reading)
    guard options.steps != .none, let node else { return read }
    switch node.kind {
    case .gradient, .derivative, .jacobian, .hessian: break
    default: return read
    }
    guard let story = try? affordableStory(of: node, at: axes, &reading), let result = story.result else { return read }
    var costs: [Term: Double] = [:]
    guard store.readingCost(result, &costs) < store.readingCost(read, &costs),
      try store.provesZero(store.subtract(result, side))
    else { return read }
    return result
  }

  /// The steps of a limit or a series that stands as a side.
  private mutating func told(
    _ node: Node?, _ axes: [Term], _ reading: inout Reading
  ) throws(DeriveError) -> [Solution.Step] {
    guard options.steps != .none, let node else { return [] }
    switch node.kind {
    case .limit, .series: return (try? affordableStory(of: node, at: axes, &reading))?.steps ?? []
    default: return []
    }
  }

  /// How two terms were found equal: from the left side to its form for reading, from there to that of the right side,
  /// their difference being 0 in normal form, and to the right side. What differs in order only is not a step.
  private mutating func equalitySteps(
    _ left: Term, _ right: Term, _ account: EqualityAccount, written: WrittenSides?
  ) throws(DeriveError) -> [Solution.Step] {
    var reading = takeReading()
    defer { keep(reading) }
    let read = try workedOut(left, written?.leftNode, written?.axes ?? [], &reading)
    let other = try workedOut(right, written?.rightNode, written?.axes ?? [], &reading)
    var start = (left: shown(left), right: shown(right))
    var (first, second) = (shown(read), shown(other))
    if let written, written.axes.isEmpty {
      start = (written.left, written.right)
    } else if let written {
      // In matrices, if both sides have such a form; otherwise component by component.
      let firstTensor = try shownTensor(TensorValue(axes: written.axes, body: read), [:])
      let secondTensor = try shownTensor(TensorValue(axes: written.axes, body: other), [:])
      if firstTensor.isMatrix, secondTensor.isMatrix {
        start = (written.left, written.right)
        (first, second) = (firstTensor.formula, secondTensor.formula)
      }
    }
    if first.isSameUpToOrder(as: start.left) { first = start.left }
    if second.isSameUpToOrder(as: start.right) || other == .zero && start.right == .number(.zero) {
      second = start.right
    }
    var steps = try told(written?.leftNode, written?.axes ?? [], &reading)
    if let last = steps.last {
      let polynomial = last.after.withoutOrder
      if let polynomial {
        second = start.right
        first = polynomial.isSameUpToOrder(as: second) ? second : polynomial
      }
      if first != last.after, first != start.left {
        steps.append(
          Solution.Step(rule: polynomial == nil ? "simplified" : "the polynomial", before: last.after, after: first))
      }
    }
    let isSame = first.isSameUpToOrder(as: second)
    if !steps.isEmpty {
    } else if first != start.left {
      let isAll = isSame && second == start.right
      steps.append(
        Solution.Step(
          rule: isAll ? account.rule("worked out", or: "working out the left side gives the right side") : "left side",
          before: start.left, after: isAll ? second : first, steps: isAll ? account.steps : []))
    }
    if !isSame || first == start.left && second == start.right {
      let rule =
        isSame
        ? "both sides are the same" : account.rule("the difference is 0", or: "the difference is 0 in normal form")
      steps.append(Solution.Step(rule: rule, before: first, after: second, steps: isSame ? [] : account.steps))
    }
    if second != start.right {
      let isAll = steps.isEmpty
      steps.append(
        Solution.Step(
          rule: isAll
            ? account.rule("worked out", or: "working out the right side gives the left side") : "right side",
          before: steps.last?.after ?? start.left,
          after: start.right, steps: isAll ? account.steps : []))
    }
    return steps
  }

  /// The conditions under which both sides are defined, if they are the same for both: each one side's either follows
  /// from the givens or from the other side's. Nil where one side may be defined where the other is not. A point on a
  /// kink does not count, and is stated with the verdict.
  private mutating func sharedConditions(
    _ left: [Term], _ right: [Term], kinks: [Term]
  ) throws(DeriveError) -> [Term]? {
    let first = try open(left)
    let second = try open(right)
    if first.contains(.no) && second.contains(.no) { return nil }
    guard try follows(first, from: second + kinks), try follows(second, from: first + kinks) else { return nil }
    var shared: [Term] = []
    for condition in first + second where !shared.contains(condition) { shared.append(condition) }
    return shared
  }

  /// Whether one of the conditions is certainly broken everywhere.
  mutating func holdsNowhere(_ conditions: [Term]) -> Bool {
    store.conjunction(conditions) == .no
  }

  private func isAboutDeterminant(_ condition: Term) -> Bool {
    store.leaves(condition) { $0 == .matrixFunction }.contains { store.matrixFunction($0) == .determinant }
  }

  /// The conditions that do not follow from the givens.
  mutating func open(_ conditions: [Term]) throws(DeriveError) -> [Term] {
    var result: [Term] = []
    for condition in conditions where condition != .yes {
      if try !holds(condition) { result.append(condition) }
    }
    return result
  }

  /// Whether a condition follows from types and assumptions.
  private mutating func holds(_ condition: Term) throws(DeriveError) -> Bool {
    if condition == .yes { return true }
    switch store.kind(condition) {
    case .relation:
      let (a, b) = (store.child(condition, 0), store.child(condition, 1))
      let comparison = store.comparison(condition)
      if store.relation(comparison, a, b) == .yes { return true }
      if comparison == .equal { return try store.provesZero(store.subtract(a, b)) }
      if try holdsNormally(comparison, a, b) { return true }
      let difference = store.subtract(b, a)
      if try signSteps(difference, comparison) != nil { return true }
      // Not 0 because of one sign.
      guard comparison == .notEqual, !store.assumptions.isEmpty else { return false }
      if try signSteps(difference, .less) != nil { return true }
      return try signSteps(store.negate(difference), .less) != nil
    case .and:
      for part in store.children(condition) where try !holds(part) { return false }
      return true
    case .or:
      for part in store.children(condition) where try holds(part) { return true }
      return false
    case .reduction:
      guard store.operation(condition) == .all else { return false }
      let opening = store.open(condition, fresh: true)
      let saved = store.assumptions
      defer { store.restore(saved) }
      if opening.condition != .yes { store.assume(opening.condition) }
      return try holds(opening.body)
    case .rational, .infinity, .truth, .symbol, .size, .definition, .index, .bound, .sum, .product, .function, .family,
      .delta, .not, .cases, .abstract, .expectation, .matrixFunction, .limit:
      return false
    }
  }

  mutating func follows(_ conditions: [Term], from others: [Term]) throws(DeriveError) -> Bool {
    let missing = conditions.filter { !others.contains($0) }
    if missing.isEmpty { return true }
    let saved = store.assumptions
    defer { store.restore(saved) }
    for other in others {
      store.assume(other)
      assumeNormally(other)
    }
    for condition in missing where try !holds(condition) { return false }
    return true
  }

  // MARK: Predicates

  private mutating func decidePredicate(
    _ node: Node, _ predicate: Predicate, _ claim: Statement.Claim, _ statement: Statement
  ) {
    let clock = Stopwatch()
    var outcome = Solution.ClaimOutcome(
      line: statement.line, keyword: claim.keyword, text: claim.text,
      claim: .predicate(formula(of: node, in: problem), predicate.rawValue), step: 0, stepCount: 1, verdict: .undecided,
      passed: false)
    do {
      let indices = try subjectIndices([node])
      let assumptions = try assumeConditions(claim, subjectIndices: indices)
      let lowered = try lowering.lower(node, &store)
      guard lowered.value.axes.count == 2 else {
        throw LoweringError.unsupported("`\(predicate.rawValue)` is about matrices, and this is none")
      }
      try decideMatrix(lowered, predicate, assumptions, &outcome)
    } catch {
      outcome.reason = reasonText(error)
    }
    finish(&outcome, clock)
  }

  private mutating func decideMatrix(
    _ lowered: Lowered, _ predicate: Predicate, _ assumptions: [Term], _ outcome: inout Solution.ClaimOutcome
  ) throws {
    let axes = lowered.value.axes
    let matrix = MatrixTerm(row: axes[0], column: axes[1], entry: lowered.value.body)
    let conditions = closedConditions(lowered.conditions + lowered.kinks, axes)
    switch predicate {
    case .psd, .pd, .nsd, .nd:
      var subject = outcome.claim
      if case .predicate(let matrix, _) = subject { subject = matrix }
      try decideDefiniteness(matrix, predicate, conditions, assumptions, &outcome, shown: subject)
    case .symmetric:
      let (row, column) = (axes[0], axes[1])
      guard store.range(ofIndex: row) == store.range(ofIndex: column) else {
        throw LoweringError.unsupported("the matrix is not known to be square")
      }
      let transposed = exchanged(matrix)
      try decideEntries(matrix.entry, transposed, conditions, assumptions, &outcome)
    case .diagonal:
      let off = store.subtract(.one, store.delta(axes[0], axes[1]))
      try decideEntries(store.multiply(off, matrix.entry), .zero, conditions, assumptions, &outcome)
    case .idempotent:
      let middle = middleIndex(of: matrix)
      let left = store.instantiate([matrix.column], matrix.entry, at: [middle])
      let right = store.instantiate([matrix.row], matrix.entry, at: [middle])
      let square = store.sum(over: [middle], store.multiply(left, right))
      try decideEntries(square, matrix.entry, conditions, assumptions, &outcome)
    case .orthogonal:
      let middle = middleIndex(of: matrix)
      let left = store.instantiate([matrix.row, matrix.column], matrix.entry, at: [middle, matrix.row])
      let right = store.instantiate([matrix.row], matrix.entry, at: [middle])
      let product = store.sum(over: [middle], store.multiply(left, right))
      try decideEntries(product, store.delta(matrix.row, matrix.column), conditions, assumptions, &outcome)
    case .invertible, .fullrank:
      let determinant = lowering.rankDeterminant(predicate, lowered.value, &store)
      let left = Lowered(value: TensorValue(axes: [], body: determinant), conditions: conditions)
      let right = Lowered(value: TensorValue(axes: [], body: .zero), conditions: conditions)
      try decideRelation(left, .notEqual, right, assumptions, &outcome)
    }
  }

  private mutating func middleIndex(of matrix: MatrixTerm) -> Term {
    let (lower, upper) = store.range(ofIndex: matrix.row)
    return store.freshIndex(lower, upper)
  }

  private mutating func exchanged(_ matrix: MatrixTerm) -> Term {
    var change = Substitution()
    change.replace(matrix.row, by: matrix.column)
    change.replace(matrix.column, by: matrix.row)
    return store.substitute(matrix.entry, change)
  }

  /// Conditions that speak of a component hold for all.
  mutating func closedConditions(_ conditions: [Term], _ axes: [Term]) -> [Term] {
    conditions.map { condition in
      let free = axes.filter { store.contains(condition, $0) }
      return free.isEmpty ? condition : store.all(over: free, condition)
    }
  }

  private mutating func decideEntries(
    _ left: Term, _ right: Term, _ conditions: [Term], _ assumptions: [Term], _ outcome: inout Solution.ClaimOutcome
  ) throws {
    var attempt = ProofAttempt()
    do {
      startTrace()
      defer { store.trace = nil }
      let isEqual = try store.provesZero(store.subtract(left, right))
      if isEqual {
        attempt.steps = try equalitySteps(left, right, takeAccount(), written: nil)
        attempt.conditions = try shownConditions(try open(conditions))
      }
    } catch {
      attempt.remark = reason(error)
    }
    let claim = PointClaim(
      .relation(left: left, comparison: .equal, right: right), leftConditions: conditions, rightConditions: conditions,
      assumptions: assumptions)
    conclude(attempt, claim, exchanged: false, &outcome)
  }

  mutating func decideDefiniteness(
    _ matrix: MatrixTerm, _ predicate: Predicate, _ conditions: [Term], _ assumptions: [Term],
    _ outcome: inout Solution.ClaimOutcome, shown: Formula
  ) throws {
    let strict = predicate == .pd || predicate == .nd
    let negative = predicate == .nsd || predicate == .nd
    var attempt = ProofAttempt()
    do {
      var reading = takeReading()
      defer { keep(reading) }
      let open = try open(conditions)
      if let proof = try store.proveDefinite(matrix, strict: strict, negative: negative, &reading) {
        attempt.steps = try steps(of: proof, negative: negative, shown: shown)
        attempt.conditions = try shownConditions(open)
      }
    } catch {
      attempt.remark = reason(error)
    }
    let claim = PointClaim(
      .definite(matrix, strict: strict, negative: negative),
      leftConditions: conditions, rightConditions: conditions, assumptions: assumptions)
    conclude(attempt, claim, exchanged: false, &outcome)
    tellForm(of: shown, strict: strict, negative: negative, &outcome)
  }

  /// `v'*H*v` for the vector of that name.
  private func quadraticForm(_ matrix: Formula, _ vector: String) -> Formula {
    let letter = Formula.name(vector, latex: nil)
    var factors = [matrix]
    if case .product(let own) = matrix { factors = own }
    return .product([.transpose(letter)] + factors + [letter])
  }

  /// What the counterexample to a definiteness claim shows, with the claim's own matrix.
  func tellForm(of matrix: Formula, strict: Bool, negative: Bool, _ outcome: inout Solution.ClaimOutcome) {
    guard var found = outcome.counterexample, found.remark == Self.formRemark, let value = found.left,
      case .name(let letter, _)? = found.values.last?.name
    else { return }
    let form = quadraticForm(matrix, letter)
    found.form = form
    let isZero = value == .number(.zero)
    found.remark =
      "\(FormulaText.text(form)) = \(FormulaText.text(value))"
      + (isZero ? " although \(letter) != 0" : negative ? " > 0" : " < 0")
    outcome.counterexample = found
  }

  /// The sum of squares, told.
  mutating func steps(
    of proof: DefinitenessProof, negative: Bool, shown matrix: Formula
  ) throws(DeriveError) -> [Solution.Step] {
    if !proof.closure.isEmpty { return try steps(ofClosure: proof.closure, matrix) }
    let form = quadraticForm(matrix, store.symbols[proof.vector].name)
    let step = Solution.Step(
      rule: "the quadratic form", before: negative ? .negate(form) : form, after: shown(proof.quadratic))
    return [step] + squareSteps(of: proof)
  }

  /// From the form to a sum of squares, and why their factors are not negative.
  mutating func squareSteps(of proof: DefinitenessProof) -> [Solution.Step] {
    let quadratic = shown(proof.quadratic)
    var steps: [Solution.Step] = []
    if proof.squares != proof.quadratic {
      steps.append(Solution.Step(rule: "a sum of squares", before: quadratic, after: shown(proof.squares)))
    }
    var matrices: [String] = []
    var areDefinite = true
    for core in proof.cores {
      let symbol = store.symbols[store.payload(core)]
      if symbol.facts.structure != .pd { areDefinite = false }
      if !matrices.contains("`\(symbol.name)`") { matrices.append("`\(symbol.name)`") }
    }
    if !matrices.isEmpty {
      let kind = areDefinite ? "positive definite" : "positive semidefinite"
      let reason =
        matrices.count == 1
        ? "a quadratic form of \(matrices[0]), which is \(kind) by its type"
        : "quadratic forms of \(matrices.joined(separator: " and ")), which are \(kind) by their types"
      steps.append(
        Solution.Step(
          rule: reason, before: shown(proof.squares),
          after: .relation(shown(proof.squares), .greaterOrEqual, .number(.zero))))
    }
    for weight in proof.weights where !store.isNumber(weight) {
      let bounds = store.bounds(weight)
      steps.append(
        Solution.Step(
          rule: signReason(weight), before: shown(weight),
          after: .relation(shown(weight), bounds.isPositive ? .greater : .greaterOrEqual, .number(.zero))))
    }
    return steps
  }

  /// What the matrix is made of, each part with its reason; the claim's own matrix as the file writes it.
  private mutating func steps(
    ofClosure closure: [MatrixFact.Step], _ matrix: Formula
  ) throws(DeriveError) -> [Solution.Step] {
    var steps: [Solution.Step] = []
    for (number, part) in closure.enumerated() {
      let isLast = number == closure.count - 1
      let value = TensorValue(axes: [part.row, part.column], body: part.body)
      let formula = isLast ? matrix : try shownTensor(value, [:]).formula
      let predicate: Predicate =
        part.isNegative ? (part.isDefinite ? .nd : .nsd) : part.isDefinite ? .pd : .psd
      let step = Solution.Step(
        rule: part.reason, before: formula, after: .predicate(formula, predicate.rawValue))
      if !steps.contains(step) { steps.append(step) }
    }
    return steps
  }

  /// Why a term has the sign that it has, as far as a few words can tell: the ranges of the names in it.
  mutating func signReason(_ term: Term) -> String {
    let general = "by the types, ranges and functions of its parts"
    if store.kind(term) == .matrixFunction, store.matrixFunction(term) == .determinant {
      return store.bounds(term).isPositive
        ? "the determinant of a positive definite matrix" : "the determinant of an invertible matrix"
    }
    let names = namedParts(term)
    if names == [term] {
      guard store.kind(term) == .definition, !store.isOpaqueMember(term) else { return "by its type" }
      // What it is by its definition.
      let body = store.unfolded(term)
      let isPositive = store.bounds(term).isPositive
      switch store.kind(body) {
      case .function: return "as every value of \(store.functionID(body).entry.name) is"
      case .product: return isPositive ? "a product of positive factors" : "no factor of it is negative"
      case .sum, .reduction: return isPositive ? "a sum of positive terms" : "no term of it is negative"
      default: return "by its definition"
      }
    }
    var reasons: [String] = []
    for name in names {
      guard let words = rangeWords(store.bounds(name)) else { return general }
      let text = "`\(FormulaText.text(shown(name)))` \(words)"
      if !reasons.contains(text) { reasons.append(text) }
    }
    if reasons.isEmpty || reasons.count > 3 { return general }
    return "since " + reasons.joined(separator: " and ")
  }

  /// The names in a term with their indices, from left to right.
  private mutating func namedParts(_ term: Term) -> [Term] {
    var pending = [term]
    var seen: Set<Term> = [term]
    var result: [Term] = []
    while let next = pending.popLast() {
      switch store.kind(next) {
      case .definition, .symbol: result.append(next)
      case .rational, .infinity, .truth, .size, .index, .bound, .delta: break
      case .reduction:
        let opening = store.open(next, fresh: true)
        if seen.insert(opening.body).inserted { pending.append(opening.body) }
      case .sum, .product, .function, .family, .relation, .and, .or, .not, .cases, .abstract, .expectation,
        .matrixFunction, .limit:
        pending += store.children(next).reversed().filter { seen.insert($0).inserted }
      }
    }
    return result
  }

  /// "is positive", "lies in (0, 1)"; nil where nothing is known.
  private func rangeWords(_ bounds: DeriveCore.Bounds) -> String? {
    if let lower = bounds.lower, let upper = bounds.upper {
      return "lies in \(bounds.lowerIsOpen ? "(" : "[")\(lower), \(upper)\(bounds.upperIsOpen ? ")" : "]")"
    }
    if bounds.isPositive { return "is positive" }
    if bounds.isNonNegative { return "is not negative" }
    if let upper = bounds.upper, upper.isZero { return bounds.upperIsOpen ? "is negative" : "is not positive" }
    return nil
  }

  // MARK: Shapes

  private mutating func decideShape(
    _ node: Node, _ shape: Shape, _ claim: Statement.Claim, _ statement: Statement
  ) {
    let clock = Stopwatch()
    var outcome = Solution.ClaimOutcome(
      line: statement.line, keyword: claim.keyword, text: claim.text, claim: .text(claim.text), step: 0, stepCount: 1,
      verdict: node.shape == shape ? .proved : .refuted, passed: false)
    if node.shape == shape {
      outcome.proof = [
        Solution.Step(
          rule: "shapes are known before anything is derived", before: formula(of: node, in: problem),
          after: .text(claim.text))
      ]
    } else {
      outcome.reason = "shapes differ"
    }
    finish(&outcome, clock)
  }

  mutating func refutedByShape(
    _ mismatch: Statement.ShapeMismatch, _ claim: Statement.Claim, _ statement: Statement, _ shown: Formula, step: Int,
    of count: Int
  ) {
    var outcome = Solution.ClaimOutcome(
      line: statement.line, keyword: claim.keyword, text: claim.text, claim: shown, step: step, stepCount: count,
      verdict: .refuted, passed: false, reason: "shapes differ: \(mismatch.message)")
    outcome.counterexample = Solution.Counterexample(
      sizes: [], values: [], left: .text(mismatch.left), right: .text(mismatch.right), remark: "shapes differ")
    finish(&outcome, Stopwatch())
  }

  // MARK: Conclusions

  mutating func undecided(_ claim: Statement.Claim, _ statement: Statement, _ reason: String) {
    var outcome = Solution.ClaimOutcome(
      line: statement.line, keyword: claim.keyword, text: claim.text, claim: .text(claim.text), step: 0, stepCount: 1,
      verdict: .undecided, passed: false, reason: reason)
    finish(&outcome, Stopwatch())
  }

  mutating func finish(_ outcome: inout Solution.ClaimOutcome, _ clock: Stopwatch) {
    switch outcome.keyword {
    case .check: outcome.passed = outcome.verdict == .proved || outcome.verdict == .holdsOnPoints
    case .prove: outcome.passed = outcome.verdict == .proved
    case .refute: outcome.passed = outcome.verdict == .refuted
    }
    outcome.seconds = clock.seconds
    items.append(.claim(outcome))
  }

  func reasonText(_ error: any Error) -> String {
    switch error {
    case let error as LoweringError: reason(error)
    case let error as DeriveError: reason(error)
    default: "it could not be worked out"
    }
  }
}
