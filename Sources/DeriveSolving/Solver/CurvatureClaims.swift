import DeriveCore
import DeriveEvidence
import DeriveLanguage
import DeriveNumbers

/// A claim about how an expression bends, lowered.
private struct CurvatureQuestion {
  var curvature: Statement.Curvature
  var node: Node
  var targets: [Node.DerivativeTarget]
  /// Where the expression is defined and what else is needed for the claim to speak of it.
  var subject: Lowered
  /// The components of the variables, over all their indices; nil where a target is no whole given name.
  var variables: [Term]?
  var assumptions: [Term]
  /// By the variables, and where that is so; nil where it cannot be worked out.
  var hessian: (matrix: MatrixTerm, conditions: [Term])?
  /// The expression is twice differentiable on all of its domain.
  var isSmooth = false

  /// `convex` for `strictly_convex`, too.
  func holds(_ fact: CurvatureFact) -> Bool { curvature == .concave ? fact.isConcave : fact.isConvex }

  var predicate: Predicate {
    switch curvature {
    case .convex: .psd
    case .strictlyConvex: .pd
    case .concave: .nsd
    }
  }

  var rule: String {
    switch curvature {
    case .convex: "a function is convex where its Hessian is positive semidefinite"
    case .strictlyConvex: "a function is strictly convex where its Hessian is positive definite"
    case .concave: "a function is concave where its Hessian is negative semidefinite"
    }
  }
}

extension Solver {
  /// `convex(e, x)` and the like: by the rules of composition where they suffice, by the Hessian where it exists, by both
  /// where each settles a part of a sum. Refuted by the Hessian at a point or, where there is none, by a chord.
  mutating func decideCurvature(
    _ curvature: Statement.Curvature, _ node: Node, _ targets: [Node.DerivativeTarget], _ claim: Statement.Claim,
    _ statement: Statement
  ) {
    let clock = Stopwatch()
    var outcome = Solution.ClaimOutcome(
      line: statement.line, keyword: claim.keyword, text: claim.text, claim: .text(claim.text), step: 0, stepCount: 1,
      verdict: .undecided, passed: false)
    let second = formula(of: hessianNode(node, targets), in: problem)
    if case .call(_, let arguments, _) = second { outcome.claim = .call(curvature.rawValue, arguments, latex: nil) }
    do {
      let given = try assumeConditions(claim, subjectIndices: try subjectIndices([node]))
      var inner = given
      let domain = try convexDomain(of: targets, &inner)
      if domain == .unknown {
        throw LoweringError.unsupported("the variables are not known to range over a convex set")
      }
      var question = CurvatureQuestion(
        curvature: curvature, node: node, targets: targets, subject: try lowering.lower(node, &store),
        variables: try wholeVariables(targets), assumptions: given)
      if let hessian = try? hessian(of: node, targets) {
        let axes = hessian.value.axes
        let conditions = closedConditions(hessian.conditions + hessian.kinks, axes)
        question.hessian = (MatrixTerm(row: axes[0], column: axes[1], entry: hessian.value.body), conditions)
        question.isSmooth = try open(conditions).isEmpty
      }
      let attempt: ProofAttempt
      do {
        attempt = try proveCurvature(question, second)
      } catch let error as DeriveError {
        attempt = ProofAttempt(steps: nil, remark: reason(error))
      }
      try concludeCurvature(question, attempt, domain, inner, second, &outcome)
    } catch {
      outcome.reason = reasonText(error)
    }
    finish(&outcome, clock)
  }

  // MARK: Proofs

  private mutating func proveCurvature(
    _ question: CurvatureQuestion, _ second: Formula
  ) throws -> ProofAttempt {
    // Defined on the whole domain, or the rules say nothing.
    guard try open(question.subject.conditions + question.subject.kinks).isEmpty else {
      return ProofAttempt(steps: nil, remark: "the expression is not known to be defined on the whole domain")
    }
    if let variables = question.variables, question.curvature != .strictlyConvex {
      var composition = Composition(variables: variables, store)
      let body = question.subject.value.body
      if question.holds(composition.fact(body, &store)) {
        return ProofAttempt(steps: compositionSteps(composition, body, whole: question.node))
      }
    }
    if question.isSmooth, let hessian = question.hessian,
      let steps = try hessianSteps(question, hessian.matrix, second)
    {
      return ProofAttempt(steps: steps)
    }
    if let steps = try partwiseSteps(question) { return ProofAttempt(steps: steps) }
    return ProofAttempt(
      steps: nil,
      remark: question.isSmooth
        ? nil : "no rule of composition applies, and there is no Hessian on the whole domain to decide it")
  }

  /// The lines of a proof by composition, the whole as the file writes it.
  private mutating func compositionSteps(
    _ composition: Composition, _ body: Term, whole: Node
  ) -> [Solution.Step] {
    composition.steps(for: body, store).compactMap { step -> Solution.Step? in
      guard let word = step.fact.word else { return nil }
      let line = step.term == body ? formula(of: whole, in: problem) : shown(step.term)
      return Solution.Step(rule: step.reason, before: line, after: .predicate(line, word))
    }
  }

  private mutating func hessianSteps(
    _ question: CurvatureQuestion, _ matrix: MatrixTerm, _ second: Formula
  ) throws -> [Solution.Step]? {
    var reading = takeReading()
    defer { keep(reading) }
    let isNegative = question.curvature == .concave
    guard
      let proof = try store.proveDefinite(
        matrix, strict: question.curvature == .strictlyConvex, negative: isNegative, &reading)
    else { return nil }
    let claim = formula(of: question.node, in: problem)
    let first = Solution.Step(
      rule: question.rule, before: claim, after: .predicate(second, question.predicate.rawValue))
    return [first] + (try steps(of: proof, negative: isNegative, shown: second))
  }

  /// A sum of which some terms are settled by composition and the rest together by their Hessian.
  private mutating func partwiseSteps(_ question: CurvatureQuestion) throws -> [Solution.Step]? {
    guard let variables = question.variables else { return nil }
    let addends = addends(of: question.node)
    guard addends.count > 1 else { return nil }
    var composition = Composition(variables: variables, store)
    var told: [Solution.Step] = []
    var rest: [Node.Addend] = []
    for addend in addends {
      let part = Node(.sum([addend]), shape: [], site: addend.node.site)
      let value = try lowering.lower(part, &store).value.body
      let fact = composition.fact(value, &store)
      // A smooth term may be what makes a sum strictly convex.
      let isSettled = question.holds(fact) && (question.curvature != .strictlyConvex || !isSmooth(addend, question))
      if isSettled {
        if !fact.isConstant { told += compositionSteps(composition, value, whole: part).filter { !told.contains($0) } }
      } else {
        rest.append(addend)
      }
    }
    if rest.isEmpty || rest.count == addends.count { return nil }
    let part = Node(.sum(rest), shape: [], site: question.node.site)
    guard let hessian = try? hessian(of: part, question.targets) else { return nil }
    let axes = hessian.value.axes
    guard try open(closedConditions(hessian.conditions + hessian.kinks, axes)).isEmpty else { return nil }
    var inner = question
    inner.node = part
    let second = formula(of: hessianNode(part, question.targets), in: problem)
    let matrix = MatrixTerm(row: axes[0], column: axes[1], entry: hessian.value.body)
    guard let steps = try hessianSteps(inner, matrix, second) else { return nil }
    let whole = formula(of: question.node, in: problem)
    let word =
      switch question.curvature {
      case .convex: "convex"
      case .strictlyConvex: "strictly_convex"
      case .concave: "concave"
      }
    let last = Solution.Step(
      rule: question.curvature == .strictlyConvex
        ? "a strictly convex term and a convex one" : "a sum of \(word) terms",
      before: whole, after: .predicate(whole, word))
    return told + steps + [last]
  }

  private mutating func isSmooth(_ addend: Node.Addend, _ question: CurvatureQuestion) -> Bool {
    let part = Node(.sum([addend]), shape: [], site: addend.node.site)
    guard let hessian = try? hessian(of: part, question.targets) else { return false }
    return (try? open(closedConditions(hessian.conditions + hessian.kinks, hessian.value.axes)).isEmpty) ?? false
  }

  /// The terms of a sum as the file writes them, through a name that stands for one.
  private func addends(of node: Node) -> [Node.Addend] {
    switch node.kind {
    case .sum(let addends): return addends
    case .definition(let id) where problem.definitions[id.number].indices.isEmpty:
      return addends(of: problem.definitions[id.number].value)
    default: return [Node.Addend(isNegative: false, node: node)]
    }
  }

  // MARK: Points

  private mutating func concludeCurvature(
    _ question: CurvatureQuestion, _ attempt: ProofAttempt, _ domain: Domain, _ inner: [Term], _ second: Formula,
    _ outcome: inout Solution.ClaimOutcome
  ) throws {
    let isConcave = question.curvature == .concave
    if let hessian = question.hessian, question.isSmooth, domain == .open {
      // A Hessian refutes at inner points only.
      let claim = PointClaim(
        .definite(hessian.matrix, strict: false, negative: isConcave),
        leftConditions: hessian.conditions, rightConditions: hessian.conditions, assumptions: inner)
      conclude(attempt, claim, exchanged: false, &outcome)
      tellForm(of: second, strict: false, negative: isConcave, &outcome)
      guard question.curvature == .strictlyConvex, outcome.verdict == .holdsOnPoints else { return }
    }
    guard let chord = try chordClaim(question) else {
      if outcome.verdict == .undecided { outcome.reason = attempt.remark }
      if let steps = attempt.steps {
        outcome.verdict = .proved
        outcome.proof = options.steps == .none ? [] : steps
      }
      return
    }
    conclude(attempt, chord.claim, exchanged: isConcave, &outcome)
    if outcome.counterexample != nil {
      let (middle, chord) = ("the value in the middle between \(chord.ends)", "the middle of the chord")
      outcome.counterexample?.remark =
        "left: \(middle); right: \(chord)"
    }
  }

  /// `f((p + q)/2) <= (f(p) + f(q))/2` for two points of the domain: what convexity says of the middle of a chord. Midpoint
  /// convexity is convexity for continuous functions (Hardy, Littlewood and Pólya, "Inequalities", sec. 3.18), and what
  /// breaks it is not convex in any case.
  private mutating func chordClaim(
    _ question: CurvatureQuestion
  ) throws -> (claim: PointClaim, ends: String)? {
    guard let variables = question.variables else { return nil }
    var middle = DeriveCore.Substitution()
    var ends = (first: DeriveCore.Substitution(), second: DeriveCore.Substitution())
    var replaced: Set<Int> = []
    var difference: [Term] = []
    var names: [String] = []
    for variable in variables {
      let number = store.payload(variable)
      let places = store.children(variable)
      let symbols = endSymbols(of: number)
      let first = store.component(symbols.first, places)
      let second = store.component(symbols.second, places)
      let mean = store.scale(store.add(first, second), by: Term.half)
      middle.replace(symbol: number, parameters: places, by: mean)
      ends.first.replace(symbol: number, parameters: places, by: first)
      ends.second.replace(symbol: number, parameters: places, by: second)
      replaced.insert(number)
      difference.append(store.sum(over: places, store.power(store.subtract(first, second), 2)))
      names += [store.symbols[store.payload(first)].name, store.symbols[store.payload(second)].name]
    }
    let subject = [question.subject.value.body] + question.subject.conditions + question.subject.kinks
    let between = try lowering.replaced(subject, symbols: replaced, &middle, &store)
    let left = try lowering.replaced(subject + question.assumptions, symbols: replaced, &ends.first, &store)
    let right = try lowering.replaced(subject + question.assumptions, symbols: replaced, &ends.second, &store)
    let chord = store.scale(store.add(left[0], right[0]), by: Term.half)
    var assumptions = Array(left.dropFirst(subject.count)) + Array(right.dropFirst(subject.count))
    let comparison: Comparison = question.curvature == .strictlyConvex ? .less : .lessOrEqual
    if comparison == .less {
      assumptions.append(store.relation(.notEqual, store.sum(difference), .zero))
    }
    let conditions = Array(left[1..<subject.count]) + Array(right[1..<subject.count])
    let sides =
      question.curvature == .concave ? (left: chord, right: between[0]) : (left: between[0], right: chord)
    let claim = PointClaim(
      .relation(left: sides.left, comparison: comparison, right: sides.right),
      leftConditions: Array(between.dropFirst()), rightConditions: conditions, assumptions: assumptions)
    let pairs = names.count == 2 ? "`\(names[0])` and `\(names[1])`" : "the points with 1 and with 2"
    return (claim, pairs)
  }

  /// The ends of chords: two names of the same type as the variable.
  private mutating func endSymbols(of number: Int) -> (first: Int, second: Int) {
    if let known = chordEnds[number] { return known }
    let taken = Set(store.symbols.map(\.name) + store.definitions.map(\.name))
    func name(_ suffixes: (String, String)) -> String {
      let base = store.symbols[number].name
      var name = base + (base.last?.isNumber ?? false ? suffixes.1 : suffixes.0)
      while taken.contains(name) { name += suffixes.1 }
      return name
    }
    var (first, second) = (store.symbols[number], store.symbols[number])
    (first.name, second.name) = (name(("1", "a")), name(("2", "b")))
    let result = (store.addSymbol(first), store.addSymbol(second))
    chordEnds[number] = result
    return result
  }

  // MARK: The domain

  /// A component of each variable over all its indices; nil where a target is a part of a name or a defined one.
  private mutating func wholeVariables(_ targets: [Node.DerivativeTarget]) throws -> [Term]? {
    var result: [Term] = []
    for target in targets {
      guard case .variable(let id) = target.base, target.slots == nil else { return nil }
      var places: [Term] = []
      for dimension in problem.variables[id.number].type.shape {
        places.append(store.freshIndex(.one, lowering.extent(dimension, &store)))
      }
      result.append(store.component(try lowering.variableSymbol(id, &store), places))
    }
    return result
  }

  private enum Domain { case unknown, open, flat }

  /// What is known of the set over which the variables vary. It is convex where types give intervals and the assumptions
  /// are affine in the variables; weak ones become strict, for a Hessian refutes only at inner points.
  private mutating func convexDomain(
    of targets: [Node.DerivativeTarget], _ assumptions: inout [Term]
  ) throws -> Domain {
    var variables: [Term] = []
    var isFlat = false
    for target in targets {
      guard case .variable(let id) = target.base else { continue }
      var places: [Term] = []
      for dimension in problem.variables[id.number].type.shape {
        places.append(store.freshIndex(.one, lowering.extent(dimension, &store)))
      }
      let component = store.component(try lowering.variableSymbol(id, &store), places)
      let facts = store.symbols[store.payload(component)].facts
      if facts.bounds.excludesZero, !facts.bounds.isPositive, !facts.bounds.isNegative { return .unknown }
      if facts.bounds.isInteger { return .unknown }
      switch facts.structure {
      case .none, .symmetric, .psd, .pd, .diagonal: break
      case .simplex: isFlat = true
      case .binary, .onehot, .orthogonal, .invertible, .fullrank: return .unknown
      }
      variables.append(component)
    }
    for place in assumptions.indices {
      guard let strict = try affine(assumptions[place], in: variables, &isFlat) else { return .unknown }
      assumptions[place] = strict
    }
    return isFlat ? .flat : .open
  }

  /// The condition with `<` for `<=`, if it is one that only cuts a convex set out of the variables' space.
  private mutating func affine(_ condition: Term, in variables: [Term], _ isFlat: inout Bool) throws -> Term? {
    func moves(_ term: Term, _ store: borrowing TermStore) -> Bool {
      variables.contains { variable in
        let following = store.definitionsDepending(on: variable)
        return !store.leaves(term) {
          $0 == .symbol || $0 == .definition
        }.allSatisfy { leaf in
          store.kind(leaf) == .symbol
            ? store.payload(leaf) != store.payload(variable) : !following.contains(store.payload(leaf))
        }
      }
    }
    if !moves(condition, store) { return condition }
    switch store.kind(condition) {
    case .and:
      var parts: [Term] = []
      for part in store.children(condition) {
        guard let strict = try affine(part, in: variables, &isFlat) else { return nil }
        parts.append(strict)
      }
      return store.conjunction(parts)
    case .reduction:
      let opening = store.open(condition, fresh: true)
      guard opening.operation == .all, !moves(opening.condition, store),
        let strict = try affine(opening.body, in: variables, &isFlat)
      else { return nil }
      return store.all(over: opening.indices, where: opening.condition, strict)
    case .relation:
      let (a, b) = (store.child(condition, 0), store.child(condition, 1))
      let difference = store.subtract(b, a)
      for variable in variables {
        let slope = try store.derivative(of: difference, by: variable)
        if moves(slope, store) { return nil }
      }
      switch store.comparison(condition) {
      case .equal: isFlat = true
      case .notEqual: return nil
      case .less: break
      case .lessOrEqual: return store.relation(.less, a, b)
      }
      return condition
    case .rational, .infinity, .truth, .symbol, .size, .definition, .index, .bound, .sum, .product, .function, .family,
      .delta, .or, .not, .cases, .abstract, .expectation, .matrixFunction, .limit:
      return nil
    }
  }

  // MARK: Hessians

  private mutating func hessian(of node: Node, _ targets: [Node.DerivativeTarget]) throws -> Lowered {
    var extents = Extent(0)
    for target in targets {
      let size = target.shape.first ?? Extent(1)
      guard target.shape.count <= 1, let sum = Extent(summing: extents.monomials + size.monomials) else {
        throw LoweringError.unsupported("convexity in a matrix variable is not decided yet")
      }
      extents = sum
    }
    let subject = Node(.hessian(node, targets), shape: [extents, extents], site: node.site)
    return try lowering.lower(subject, &store)
  }

  /// The Hessian, to be written.
  private func hessianNode(_ node: Node, _ targets: [Node.DerivativeTarget]) -> Node {
    Node(.hessian(node, targets), shape: [], site: node.site)
  }
}
