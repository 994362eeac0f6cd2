import DeriveCore
import DeriveLanguage
import DeriveNumbers

/// The walk from a name, or from an expression that mentions names, back to a variable.
struct Backward {
  let root: Term
  let variable: Term
  /// Stands for the number of the root's definition where the root is no name.
  private static let anonymous = Int.max
  var steps: [Solution.Step] = []
  var result: Term?
  /// The derivative of the root by a definition's component: indices standing for the definition's, and the value.
  private var adjoints: [Int: (indices: [Term], value: Term)] = [:]

  init(root: Term, variable: Term) {
    self.root = root
    self.variable = variable
  }

  mutating func run(_ solver: inout Solver, _ reading: inout Reading) throws {
    let following = solver.store.definitionsDepending(on: variable)
    let start = outermost(solver)
    if sameDefinition(root, variable, solver) { return }
    if start == Self.anonymous {
      // Without a name on the way there is nothing to tell that the rules do not say.
      guard !mentioned(in: root, following, solver).isEmpty else { return }
    } else if !following.contains(start) {
      return
    }
    // From later definitions to earlier ones: each is complete when its turn comes. What an earlier derivation has worked
    // out is where the walk begins.
    let needed = between(following, solver)
    var contributions: [Int: [Contribution]] = [:]
    var pending = needed.filter { $0 == start || known($0, solver) != nil }
    var final: [Contribution] = []
    while let number = pending.max() {
      pending.remove(number)
      let indices: [Term]
      let value: Term
      if number == start {
        indices = rootIndices(solver)
        value = .one
      } else if let earlier = known(number, solver) {
        (indices, value) = recall(number, earlier, &solver)
      } else {
        (indices, value) = try gather(number, contributions[number] ?? [], &solver, &reading)
      }
      adjoints[number] = (indices, value)
      // Nobody reads a story of so many names.
      if adjoints.count > 40 { return }
      let name = number == start ? root : solver.store.defined(number, indices)
      let body = start == Self.anonymous && number == start ? root : solver.store.unfolded(name)
      let names = mentioned(in: body, following, solver)
      let mentionsDirectly =
        isMentioned(in: body, solver) || names.contains { isVariable($0, solver) }
      let others = names.filter { !isVariable($0, solver) }
      if number != start, mentionsDirectly, !others.isEmpty {
        // It moves with the variable directly and through other names: its whole derivative is one factor.
        final.append(try total(of: name, number, indices, value, &solver, &reading))
        continue
      }
      // By the names it mentions.
      for inner in names where needed.contains(inner) || isVariable(inner, solver) {
        let isVariable = isVariable(inner, solver)
        let innerIndices =
          isVariable ? solver.store.children(variable) : freshIndices(ofDefinition: inner, &solver)
        let innerName = solver.store.defined(inner, innerIndices)
        let beyond = solver.store.definitionsDepending(on: innerName)
        let contribution = try local(
          of: name, body, by: innerName, innerIndices, outer: number, indices, value,
          isOnlyAShare: names.contains { $0 != inner && beyond.contains($0) }, &solver, &reading)
        guard let contribution else { continue }
        if sameDefinition(innerName, variable, solver) {
          final.append(contribution)
        } else if known(inner, solver) == nil {
          contributions[inner, default: []].append(contribution)
          pending.insert(inner)
        }
      }
      // By the variable itself.
      if isMentioned(in: body, solver) {
        if let contribution = try local(
          of: name, body, by: variable, solver.store.children(variable), outer: number, indices, value,
          isOnlyAShare: !others.isEmpty, &solver, &reading)
        {
          final.append(contribution)
        }
      }
    }
    if final.isEmpty { return }
    result = try combine(final, variable, &solver, &reading)
  }

  /// One share: `value` (the root by the outer name) times the local derivative, summed over the outer name's indices.
  private struct Contribution {
    /// The outer name's number and indices.
    var outer: Int
    var outerIndices: [Term]
    var outerValue: Term
    var local: Term
    /// The outer name at indices that are summed over, where they are.
    var summed: [Term]
    var innerIndices: [Term]
    /// The outer name depends on the inner one in other ways too, so this is not its derivative, and is not called so.
    var isOnlyAShare = false

    func renamed(to indices: [Term], _ store: inout TermStore) -> Contribution {
      var result = self
      var change = Substitution()
      for (old, new) in zip(innerIndices, indices) where old != new { change.replace(old, by: new) }
      result.local = store.substitute(local, change)
      result.outerValue = store.substitute(outerValue, change)
      result.outerIndices = outerIndices.map { store.substitute($0, change) }
      result.innerIndices = indices
      return result
    }
  }

  private func isVariable(_ number: Int, _ solver: borrowing Solver) -> Bool {
    solver.store.kind(variable) == .definition && number == solver.store.payload(variable)
  }

  /// The definitions, the root among them, through which the variable reaches the root, as far up as those whose
  /// derivative is known.
  private func between(_ following: Set<Int>, _ solver: borrowing Solver) -> Set<Int> {
    let start = outermost(solver)
    var users: [Int: [Int]] = [:]
    var direct: [Int] = []
    var seen: Set<Int> = [start]
    var pending = [start]
    while let number = pending.popLast() {
      let body = number == Self.anonymous ? root : solver.store.definitions[number].body
      let names = mentioned(in: body, following, solver)
      if names.contains(where: { isVariable($0, solver) }) || isMentioned(in: body, solver) { direct.append(number) }
      for name in names where !isVariable(name, solver) {
        users[name, default: []].append(number)
        if seen.insert(name).inserted { pending.append(name) }
      }
    }
    var result: Set<Int> = []
    pending = direct
    while let number = pending.popLast() {
      guard result.insert(number).inserted, number == start || known(number, solver) == nil else { continue }
      pending += users[number] ?? []
    }
    return result
  }

  private func isMentioned(in body: Term, _ solver: borrowing Solver) -> Bool {
    solver.store.kind(variable) == .symbol && mentionsVariable(body, solver)
  }

  /// The derivative of the root by a name, if an earlier derivation has worked it out.
  private func known(_ number: Int, _ solver: borrowing Solver) -> Solver.KnownDerivative? {
    solver.knownDerivatives[Solver.DerivativeKey(root: root, name: number)]
  }

  private mutating func recall(
    _ number: Int, _ earlier: Solver.KnownDerivative, _ solver: inout Solver
  ) -> (indices: [Term], value: Term) {
    let indices = freshIndices(ofDefinition: number, &solver)
    let value = solver.store.instantiate(earlier.indices, earlier.value, at: indices)
    let name = solver.store.defined(number, indices)
    steps.append(
      Solution.Step(
        rule: "from above",
        before: .derivative(solver.shown(root), [FormulaDerivation(variable: solver.shown(name), order: 1)]),
        after: solver.shown(value)))
    return (indices, value)
  }

  /// The number of the root's definition.
  private func outermost(_ solver: borrowing Solver) -> Int {
    solver.store.kind(root) == .definition ? solver.store.payload(root) : Self.anonymous
  }

  private func rootIndices(_ solver: borrowing Solver) -> [Term] {
    solver.store.kind(root) == .definition ? solver.store.children(root) : []
  }

  private func sameDefinition(_ a: Term, _ b: Term, _ solver: borrowing Solver) -> Bool {
    solver.store.kind(a) == .definition && solver.store.kind(b) == .definition
      && solver.store.payload(a) == solver.store.payload(b)
  }

  /// The definitions mentioned that move with the variable, or are it.
  private func mentioned(in body: Term, _ following: Set<Int>, _ solver: borrowing Solver) -> [Int] {
    var found: Set<Int> = []
    for node in solver.store.leaves(body, where: { $0 == .definition }) {
      let number = solver.store.payload(node)
      if following.contains(number) || sameDefinition(node, variable, solver) { found.insert(number) }
    }
    return found.sorted(by: >)
  }

  private func mentionsVariable(_ body: Term, _ solver: borrowing Solver) -> Bool {
    !solver.store.leaves(body) { $0 == .symbol }.filter {
      solver.store.payload($0) == solver.store.payload(variable)
    }.isEmpty
  }

  /// Indices for a definition, each with a letter that neither the root nor the variable uses.
  private func freshIndices(ofDefinition number: Int, _ solver: inout Solver) -> [Term] {
    var indices: [Term] = []
    for parameter in solver.store.definitions[number].parameters {
      let (lower, upper) = solver.store.range(ofIndex: parameter)
      indices.append(solver.store.freshIndex(lower, upper))
    }
    giveLetters(indices, beside: [root, variable], &solver)
    return indices
  }

  private func giveLetters(_ indices: [Term], beside terms: [Term], _ solver: inout Solver) {
    for index in indices { solver.axisLetters[index] = nil }
    let letters = solver.letters(for: indices, beside: terms)
    for index in indices { solver.axisLetters[index] = letters[index] }
  }

  /// Derives one definition by one name it mentions, and tells it.
  private mutating func local(
    of name: Term, _ body: Term, by inner: Term, _ innerIndices: [Term], outer: Int, _ indices: [Term], _ value: Term,
    isOnlyAShare: Bool, _ solver: inout Solver, _ reading: inout Reading
  ) throws -> Contribution? {
    solver.store.trace = solver.options.steps == .full ? Trace() : nil
    let raw = try solver.store.localDerivative(of: body, by: inner)
    let records = solver.store.trace?.records ?? []
    solver.store.trace = nil
    if raw == .zero { return nil }
    let isLast = outer == outermost(solver)
    let plain = try solver.store.readable(raw, &reading)
    // What is asked for is shown as it reads best; what will be multiplied on, as one fraction that can cancel.
    let isAsked = inner == variable || sameDefinition(inner, variable, solver)
    let factored = isAsked ? plain : try solver.store.singleFraction(raw, &reading)
    var contribution = Contribution(
      outer: outer, outerIndices: indices, outerValue: value, local: factored, summed: isLast ? [] : indices,
      innerIndices: innerIndices, isOnlyAShare: isOnlyAShare)
    // Where the derivative holds a delta of the two names' indices, both are told with one index.
    var toldName = name
    var toldLocal = factored
    var toldPlain = plain
    if let (renaming, rest) = elementwise(factored, indices, innerIndices, &solver) {
      contribution.summed = contribution.summed.filter { !renaming.contains($0) }
      var change = Substitution()
      for (old, new) in renaming.pairs { change.replace(old, by: new) }
      contribution.local = rest
      contribution.outerValue = solver.store.substitute(value, change)
      contribution.outerIndices = indices.map { solver.store.substitute($0, change) }
      toldName = solver.store.substitute(name, change)
      toldLocal = rest
      toldPlain = elementwise(plain, indices, innerIndices, &solver)?.rest ?? rest
    } else if !isAsked {
      // Both names are in one formula: their indices need letters of their own.
      giveLetters(innerIndices, beside: [root, variable, name], &solver)
    }
    if isOnlyAShare { return contribution }
    let subject = Formula.derivative(
      solver.shown(toldName), [FormulaDerivation(variable: solver.shown(inner), order: 1)])
    let substeps = records.map { solver.step(of: $0) }
    let rule = derivativeRule(toldName, inner, solver)
    let first = solver.shown(toldPlain)
    let second = solver.shown(toldLocal)
    if first != subject {
      steps.append(Solution.Step(rule: rule, before: subject, after: first, steps: substeps))
    }
    if second != first {
      steps.append(Solution.Step(rule: "over a common denominator", before: first, after: second))
    }
    return contribution
  }

  private func derivativeRule(_ outer: Term, _ inner: Term, _ solver: borrowing Solver) -> String {
    let outer = solver.store.nameText(outer)
    return (outer.isEmpty ? "derivative" : "derivative of `\(outer)`") + " by `\(solver.store.nameText(inner))`"
  }

  /// The whole derivative of a definition by the variable, as one factor of the chain.
  private mutating func total(
    of name: Term, _ number: Int, _ indices: [Term], _ value: Term, _ solver: inout Solver, _ reading: inout Reading
  ) throws -> Contribution {
    var local: Term
    if let story = try solver.quotientStory(of: name, by: variable, &reading), let result = story.result {
      steps += story.steps
      local = result
    } else {
      local = try solver.store.readable(try solver.store.derivative(of: name, by: variable), &reading)
      steps.append(
        Solution.Step(
          rule: derivativeRule(name, variable, solver),
          before: .derivative(solver.shown(name), [FormulaDerivation(variable: solver.shown(variable), order: 1)]),
          after: solver.shown(local)))
    }
    return Contribution(
      outer: number, outerIndices: indices, outerValue: value, local: local, summed: indices,
      innerIndices: solver.store.children(variable))
  }

  /// The renaming that makes the outer indices the inner ones, if every addend has such a delta.
  private func elementwise(
    _ local: Term, _ outer: [Term], _ inner: [Term], _ solver: inout Solver
  ) -> (renaming: Renaming, rest: Term)? {
    var renaming = Renaming()
    var rest = local
    let fixed = Set(rootIndices(solver))
    for index in outer where solver.store.kind(index) == .index && !fixed.contains(index) {
      for target in inner where solver.store.kind(target) == .index && target != index {
        let delta = solver.store.delta(index, target)
        let (coefficient, term) = solver.store.coefficientAndTerm(rest)
        guard solver.store.factors(term).contains(where: { $0.base == delta }) else { continue }
        let reduced = solver.store.scale(solver.store.divide(term, delta), by: coefficient)
        var change = Substitution()
        change.replace(index, by: target)
        rest = solver.store.substitute(reduced, change)
        renaming.pairs.append((index, target))
        break
      }
    }
    return renaming.pairs.isEmpty ? nil : (renaming, rest)
  }

  private struct Renaming {
    var pairs: [(Term, Term)] = []
    func contains(_ index: Term) -> Bool { pairs.contains { $0.0 == index } }
  }

  /// The derivative of the root by a definition from its shares, told.
  private mutating func gather(
    _ number: Int, _ contributions: [Contribution], _ solver: inout Solver, _ reading: inout Reading
  ) throws -> (indices: [Term], value: Term) {
    let indices = freshIndices(ofDefinition: number, &solver)
    let renamed = contributions.map { $0.renamed(to: indices, &solver.store) }
    let name = solver.store.defined(number, indices)
    let value = try combine(renamed, name, &solver, &reading)
    return (indices, value)
  }

  /// Sum of the shares, told as chain rule, insertion and simplification.
  private mutating func combine(
    _ contributions: [Contribution], _ inner: Term, _ solver: inout Solver, _ reading: inout Reading
  ) throws -> Term {
    var parts: [Term] = []
    var rule: [Formula] = []
    var inserted: [Formula] = []
    let rootFormula = solver.shown(root)
    let innerFormula = solver.shown(inner)
    for share in contributions {
      let product = solver.store.multiply(share.outerValue, share.local)
      parts.append(solver.store.sum(over: share.summed, product))
      let isRoot = share.outer == outermost(solver)
      let outerName = isRoot ? root : solver.store.defined(share.outer, share.outerIndices)
      var factors: [Formula] = []
      var values: [Formula] = []
      let letters = solver.letters(for: share.summed, beside: [inner, root])
      if !isRoot {
        factors.append(
          .derivative(
            rootFormula,
            [FormulaDerivation(variable: solver.shown(outerName, letters: letters), order: 1)]))
        values.append(solver.shown(share.outerValue, letters: letters))
      }
      factors.append(
        share.isOnlyAShare
          ? solver.shown(share.local, letters: letters)
          : .derivative(
            solver.shown(outerName, letters: letters), [FormulaDerivation(variable: innerFormula, order: 1)]))
      values.append(solver.shown(share.local, letters: letters))
      if values.count > 1 { values.removeAll { $0 == .number(.one) } }
      if values.isEmpty { values = [.number(.one)] }
      let binders = share.summed.map { index in FormulaBinder(index: letters[index] ?? "k") }
      rule.append(bound(binders, .product(factors)))
      inserted.append(bound(binders, values.count == 1 ? values[0] : .product(values)))
    }
    let total = solver.store.sum(parts)
    let value = try solver.store.readable(total, &reading)
    let subject = Formula.derivative(rootFormula, [FormulaDerivation(variable: innerFormula, order: 1)])
    let ruleFormula = rule.count == 1 ? rule[0] : Formula.sum(rule)
    let insertedFormula = inserted.count == 1 ? inserted[0] : Formula.sum(inserted)
    let valueFormula = solver.shown(value)
    if contributions.count == 1, case .derivative = rule[0] {
      // Straight from the root: told when it was derived, maybe with other steps after it.
      if total != value {
        steps.append(Solution.Step(rule: "simplified", before: insertedFormula, after: valueFormula))
      }
      return value
    }
    steps.append(Solution.Step(rule: "chain rule", before: subject, after: ruleFormula))
    // The same factors in another order are no step.
    if insertedFormula.isSameUpToOrder(as: valueFormula) {
      steps.append(Solution.Step(rule: "inserted", before: ruleFormula, after: valueFormula))
      return value
    }
    steps.append(Solution.Step(rule: "inserted", before: ruleFormula, after: insertedFormula))
    steps.append(Solution.Step(rule: "simplified", before: insertedFormula, after: valueFormula))
    return value
  }

  private func bound(_ binders: [FormulaBinder], _ body: Formula) -> Formula {
    let plain: Formula
    if case .product(let factors) = body, factors.count == 1 { plain = factors[0] } else { plain = body }
    return binders.isEmpty ? plain : .bigSum(binders, plain)
  }
}

extension TermStore {
  /// A name without its indices, for sentences.
  func nameText(_ term: Term) -> String {
    switch kind(term) {
    case .definition: definitions[payload(term)].name
    case .symbol, .size: symbols[payload(term)].name
    case .rational, .infinity, .truth, .index, .bound, .sum, .product, .function, .reduction, .family, .delta,
      .relation,
      .and, .or, .not, .cases, .abstract, .expectation, .matrixFunction, .limit:
      ""
    }
  }
}
