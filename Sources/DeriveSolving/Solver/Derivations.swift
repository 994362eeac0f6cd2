import DeriveCore
import DeriveEvidence
import DeriveLanguage
import DeriveNumbers

extension Solver {
  /// Carries out a `derive`: the value, brought into its form for reading, with the steps that led there.
  mutating func derive(_ derivation: Statement.Derivation, _ statement: Statement) {
    let clock = Stopwatch()
    writesScalarsWithMatrices = options.form == .matrix || options.form == .auto && hasMatrixStyle(derivation.subject)
    defer { writesScalarsWithMatrices = false }
    var subject = formula(of: derivation.subject, in: problem)
    do {
      store.trace = Trace()
      let lowered: Lowered
      var letters: [Term: String] = [:]
      if let id = derivation.definition {
        lowered = try lowering.definitionValue(id, &store)
        for (axis, index) in zip(lowered.value.axes, problem.definitions[id.number].indices) {
          letters[axis] = problem.indices[index.number].name
        }
      } else {
        lowered = try lowering.lower(derivation.subject, &store)
      }
      if holdsNowhere(lowered.conditions) {
        store.trace = nil
        if derivation.definition == nil, let infinite = infiniteLimit(of: derivation.subject) {
          let expected = derivation.expected.map { formula(of: $0, in: problem) }
          items.append(
            .derivation(
              Solution.Derivation(
                line: statement.line, name: nil, indices: [], subject: subject, result: infinite.result, conditions: [],
                steps: options.steps == .none ? [] : infinite.steps, reason: nil,
                mismatch: expected.flatMap { $0 == infinite.result ? nil : "expected \(FormulaText.text($0))" },
                seconds: clock.seconds)))
          return
        }
        failure(statement, lowering.absence ?? "it is defined nowhere")
        return
      }
      let moments = (store.trace?.records ?? []).filter { $0.rule.hasPrefix("moment") }
      store.trace = nil
      var value = lowered.value
      axisLetters = letters
      defer { axisLetters = [:] }
      axisLetters = self.letters(for: value.axes, beside: [])
      var reading = takeReading()
      defer { keep(reading) }
      var steps: [Solution.Step] = []
      var told = false
      toldNow = [:]
      // The way through the file's names finds forms that one go does not, so it is taken also where it is not shown.
      if let story = try affordableStory(of: derivation.subject, at: value.axes, &reading) {
        steps = story.steps
        toldDerivatives.merge(toldNow) { earlier, _ in earlier }
        // The story's end is the result, once the decider has found it equal to what was worked out in one go.
        if let result = story.result, try store.provesZero(store.subtract(result, value.body)) {
          value.body = result
          told = true
        }
      }
      if options.steps != .none {
        for record in moments {
          steps.append(
            Solution.Step(
              rule: record.rule, before: shown(record.before, letters: letters),
              after: shown(record.after, letters: letters)))
        }
      }
      if try putInClosedForm(&value, &steps, letters) { told = true }
      if let entries = try entrywise(value, &reading) {
        value.body = entries
      } else {
        value.body = try result(of: value.body, &reading, &steps, letters, subject: subject, told: told)
      }
      var tensor = try shownTensor(value, letters)
      if let parts = SeriesParts(derivation.subject), told, value.axes.isEmpty {
        tensor.formula = try readPolynomial(parts, at: [], &reading).formula
      }
      if !tensor.isMatrix, derivation.definition == nil {
        subject = component(of: derivation.subject, subject, at: tensor.indices)
      }
      if let id = derivation.definition {
        let bound = Lowered(value: value, conditions: lowered.conditions, kinks: lowered.kinks)
        lowering.bind(id, try withoutAssumptions(bound, id), &store)
        let number = try lowering.definitionNumber(id, &store)
        noteFacts(ofDefinition: number, isDerived: true)
        try noteDerivative(derivation.subject, value, name: number)
      } else {
        try noteDerivative(derivation.subject, value, name: nil)
      }
      if options.steps != .none, steps.last?.after != tensor.formula {
        steps.append(
          Solution.Step(
            rule: tensor.isMatrix ? "in matrix form" : "result",
            before: tensor.isMatrix ? subject : steps.last.flatMap { $0.after.isStatement ? nil : $0.after } ?? subject,
            after: tensor.formula))
      }
      let expected = try mismatch(derivation.expected, value, tensor)
      let name = derivation.definition.map { problem.definitions[$0.number].name }
      var outcome = Solution.Derivation(
        line: statement.line, name: name?.text, latex: name?.latex, indices: tensor.indices, subject: subject,
        result: tensor.formula, conditions: try shownConditions(lowered.conditions + lowered.kinks),
        steps: options.steps == .none ? [] : steps, reason: nil, mismatch: expected, seconds: clock.seconds)
      if options.steps != .none, let layout = layout(of: derivation.subject), statedLayouts.insert(layout.kind).inserted
      {
        outcome.layout = layout.sentence
      }
      items.append(.derivation(outcome))
    } catch let error as LoweringError {
      if derivation.definition == nil, let several = alternatives(derivation.subject),
        let conditions = try? shownConditions(several.conditions)
      {
        items.append(
          .derivation(
            Solution.Derivation(
              line: statement.line, name: nil, indices: [], subject: subject, result: several.result,
              conditions: conditions, steps: [], reason: nil, mismatch: nil, seconds: clock.seconds)))
        return
      }
      failure(statement, reason(error))
    } catch let error as DeriveError {
      failure(statement, reason(error))
    } catch {
      failure(statement, "it could not be worked out")
    }
  }

  /// Sums and products over an index in closed form, where they have one, each a step.
  private mutating func putInClosedForm(
    _ value: inout TensorValue, _ steps: inout [Solution.Step], _ letters: [Term: String]
  ) throws -> Bool {
    let (term, forms) = try store.withClosedForms(value.body)
    guard try !forms.isEmpty && store.provesZero(store.subtract(term, value.body)) else { return false }
    value.body = term
    for form in forms where options.steps != .none {
      steps.append(
        Solution.Step(
          rule: form.rule, before: shown(form.before, letters: letters), after: shown(form.after, letters: letters)))
    }
    return true
  }

  /// How the entries of a derivative are laid out, where it is not the one way that there is.
  private func layout(of subject: Node) -> (kind: StatedLayout, sentence: String)? {
    switch subject.kind {
    case .gradient(let operand, let targets), .jacobian(let operand, let targets),
      .derivative(let operand, let targets):
      if targets.count > 1, case .derivative = subject.kind { return nil }
      if targets.count > 1 { return (.stacked, "the derivatives by each name are stacked in this order") }
      let rank = targets[0].shape.count
      if operand.shape.count == 1, rank == 1 {
        return (.jacobian, "a row for each component that is derived, a column for each that it is derived by")
      }
      if rank == 2, let structured = structuredLayout(of: targets[0]) { return structured }
      return operand.shape.isEmpty && rank == 2
        ? (.matrixGradient, "in the shape of the matrix: each entry is the derivative by that entry") : nil
    case .hessian(_, let targets):
      if targets.count > 1 { return (.stackedHessian, "blocks for each pair of names, in this order") }
      return targets[0].shape.count == 2
        ? (.matrixHessian, "derived by the entry of the first two indices, then by that of the last two") : nil
    default:
      return nil
    }
  }

  /// How the entries of a matrix go together by its type (Petersen and Pedersen, "The Matrix Cookbook", 2012, sec. 2.8).
  private func structuredLayout(of target: Node.DerivativeTarget) -> (kind: StatedLayout, sentence: String)? {
    guard case .variable(let id) = target.base else { return nil }
    let variable = problem.variables[id.number]
    switch variable.type.kind {
    case .symmetric, .psd, .pd:
      return (
        .symmetricGradient,
        "`\(variable.name.text)` is symmetric: its entries at (i, j) and (j, i) are one variable, and move together"
      )
    case .diagonal:
      return (.diagonalGradient, "`\(variable.name.text)` is diagonal: only the entries on its diagonal are varied")
    default: return nil
    }
  }

  /// Keeps the derivative of a scalar by a name, under the name that it was given if there is one.
  private mutating func noteDerivative(_ subject: Node, _ value: TensorValue, name: Int?) throws {
    let operand: Node
    let target: Node.DerivativeTarget
    switch subject.kind {
    case .gradient(let inner, let targets), .derivative(let inner, let targets):
      guard inner.shape.isEmpty, targets.count == 1, targets[0].order == 1 else { return }
      (operand, target) = (inner, targets[0])
    default: return
    }
    guard case .definition(let id) = target.base else { return }
    let number = try lowering.definitionNumber(id, &store)
    let variable = try lowering.variable(target, at: value.axes, &store)
    let indices = store.children(variable)
    // At free indices, each another one: it is then known at all of them.
    guard indices.allSatisfy({ store.kind($0) == .index }), Set(indices).count == indices.count else { return }
    let root = try lowering.lower(operand, at: [], &store).value.body
    guard store.freeIndices(root).isEmpty else { return }
    let result = name.map { store.defined($0, value.axes) } ?? value.body
    guard store.freeIndices(result).allSatisfy({ indices.contains($0) }) else { return }
    knownDerivatives[DerivativeKey(root: root, name: number)] = KnownDerivative(indices: indices, value: result)
  }

  /// The story, if it takes no more than half of the statement's work: a result without one is better than none.
  mutating func affordableStory(
    of subject: Node, at axes: [Term], _ reading: inout Reading
  ) throws -> Story? {
    // A recursion has no chain of names that could be told.
    if store.definitions.contains(where: { $0.recursion != nil }), try mentionsRecursion(subject, at: axes) {
      return nil
    }
    let saved = store.budget
    store.budget.restart(limit: max((saved.limit - saved.spent) / 2, 0))
    do {
      let found = try story(of: subject, at: axes, &reading)
      let spent = store.budget.spent
      store.budget = saved
      store.budget.count(spent)
      return found
    } catch {
      guard store.budget.isSpent else {
        store.budget = saved
        throw error
      }
      store.budget = saved
      reading = Reading(names: names, addendNames: derivedNames)
      return nil
    }
  }

  /// Whether a member of a recursion at a place that is no number stands in what is derived, through definitions.
  private mutating func mentionsRecursion(_ subject: Node, at axes: [Term]) throws -> Bool {
    var pending = [try lowering.lower(subject, at: axes, &store).value.body]
    var seen: Set<Int> = []
    if case .gradient(let operand, _) = subject.kind {
      pending.append(try lowering.lower(operand, &store).value.body)
    } else if case .derivative(let operand, _) = subject.kind {
      pending.append(try lowering.lower(operand, &store).value.body)
    }
    while let next = pending.popLast() {
      for node in store.leaves(next, where: { $0 == .definition }) {
        let definition = store.definitions[store.payload(node)]
        if definition.recursion != nil { return true }
        if seen.insert(store.payload(node)).inserted { pending.append(definition.body) }
      }
    }
    return false
  }

  /// What a derived name stands for. A form that was found by the assumptions holds only where they do; the name may
  /// still be derived, so it stands for the value as it was asked for.
  private mutating func withoutAssumptions(_ value: Lowered, _ id: DefinitionID) throws -> Lowered {
    if standing.isEmpty { return value }
    let saved = lowering.standAlone(&store)
    defer { lowering.resume(saved, &store) }
    let plain = try lowering.definitionValue(id, &store)
    let other = store.instantiate(plain.value.axes, plain.value.body, at: value.value.axes)
    return try store.provesZero(store.subtract(other, value.value.body)) ? value : plain
  }

  /// Brings the value into its form for reading.
  private mutating func result(
    of body: Term, _ reading: inout Reading, _ steps: inout [Solution.Step], _ letters: [Term: String],
    subject: Formula, told: Bool
  ) throws(DeriveError) -> Term {
    let read: Term
    do {
      read = try store.readable(body, &reading)
      // The form for reading is found by rules of thumb; that it is equal is checked.
      let isEqual = try store.provesZero(store.subtract(read, body))
      if !isEqual { return body }
    } catch {
      // What is too long to be brought into a form for reading is shown as it came out.
      guard error == .tooMuchWork else { throw error }
      return body
    }
    if !told, body != read, options.steps != .none {
      let (first, second) = (shown(body, letters: letters), shown(read, letters: letters))
      steps.append(Solution.Step(rule: "by the rules, term by term", before: subject, after: first))
      if first != second { steps.append(Solution.Step(rule: "simplified", before: first, after: second)) }
    }
    return read
  }

  /// A vector or matrix of few entries, each brought into its form for reading.
  private mutating func entrywise(_ value: TensorValue, _ reading: inout Reading) throws(DeriveError) -> Term? {
    guard let places = entryPlaces(value) else { return nil }
    var parts: [Term] = []
    for numbers in places {
      let entry = store.instantiate(value.axes, value.body, at: numbers)
      var read = try store.readable(entry, &reading)
      let isEqual = try store.provesZero(store.subtract(read, entry))
      if !isEqual { read = entry }
      var factors = [read]
      for (axis, number) in zip(value.axes, numbers) { factors.append(store.delta(axis, number)) }
      parts.append(store.product(factors))
    }
    return store.sum(parts)
  }

  /// The result as a formula: a matrix form where it has one, else the component with its index letters.
  mutating func shownTensor(
    _ value: TensorValue, _ letters: [Term: String]
  ) throws(DeriveError) -> (formula: Formula, indices: [String], isMatrix: Bool) {
    if value.axes.isEmpty { return (shownWhole(value.body), freeLetters(of: value.body), false) }
    var builder = builder(letters: letters)
    builder.writesScalarsWithMatrices = writesScalarsWithMatrices
    do {
      if options.form == .index || !letters.isEmpty {
        return (try builder.formula(value.body, in: &store), value.axes.compactMap { letters[$0] }, false)
      }
      switch try builder.tensor(axes: value.axes, body: value.body, in: &store) {
      case .matrix(let formula): return (formula, [], true)
      case .component(let formula, let indices): return (formula, indices, false)
      }
    } catch {
      return (.text("an expression too large to be shown"), [], false)
    }
  }

  /// What was asked for at the indices of a result that is told by its components: `d(E, W[i, j])` for `grad(E, W)`.
  private func component(of node: Node, _ subject: Formula, at letters: [String]) -> Formula {
    let slots = letters.map { Formula?.some(.name($0, latex: nil)) }
    guard !slots.isEmpty, slots.count == node.shape.count else { return subject }
    if case .gradient(let operand, let targets) = node.kind, targets.count == 1, operand.shape.isEmpty,
      targets[0].slots == nil
    {
      let variable: DeclaredName
      switch targets[0].base {
      case .variable(let id): variable = problem.variables[id.number].name
      case .definition(let id): variable = problem.definitions[id.number].name
      }
      return .derivative(
        formula(of: operand, in: problem),
        [FormulaDerivation(variable: .component(name(variable), slots), order: 1)])
    }
    return .component(subject, slots)
  }

  private func freeLetters(of term: Term) -> [String] {
    store.freeIndices(term).compactMap { index in
      lowering.letter(of: index).map { problem.indices[$0.number].name }
    }
  }

  /// The conditions that say something: none that follows from the givens or from the others.
  mutating func shownConditions(_ conditions: [Term]) throws(DeriveError) -> [Formula] {
    var kept: [Term] = []
    for condition in conditions where condition != .yes && !kept.contains(condition) { kept.append(condition) }
    // The first written are the weakest as a rule; a later one may imply them.
    for condition in kept where kept.count <= 12 {
      let others = kept.filter { $0 != condition }
      if try follows([condition], from: others) { kept = others }
    }
    var result: [Formula] = []
    for condition in kept {
      let formula = shownWhole(condition)
      if !result.contains(formula) { result.append(formula) }
    }
    return result
  }

  /// Why the value does not have the form that a `#=` comment asks for; `nil` if it has, up to the order of terms.
  ///
  /// Equal terms have it. So has what is equal in value and no longer to read: `-(a - b)` for `b - a`.
  private mutating func mismatch(
    _ expected: Node?, _ value: TensorValue, _ shown: (formula: Formula, indices: [String], isMatrix: Bool)
  ) throws -> String? {
    guard var expected else { return nil }
    if let (polynomial, error) = expected.withoutOrder {
      let wanted = formula(of: error, in: problem)
      guard case .sum(let addends) = shown.formula, addends.last?.isSameUpToOrder(as: wanted) == true else {
        return "expected \(FormulaText.text(wanted))"
      }
      expected = polynomial
    }
    let other = try lowering.lower(expected, at: value.axes, &store).value.body
    let wanted = formula(of: expected, in: problem)
    if other == value.body || shown.formula.isSameUpToOrder(as: wanted) { return nil }
    let text = FormulaText.text(wanted)
    guard try store.provesZero(store.subtract(other, value.body)) else { return "expected \(text)" }
    if shown.isMatrix, !expected.shape.isEmpty, entryPlaces(value) == nil {
      return shown.formula.symbolCount <= wanted.symbolCount ? nil : "equal to, but not in the form of, \(text)"
    }
    var mine = 0.0
    var theirs = 0.0
    var costs: [Term: Double] = [:]
    for numbers in entryPlaces(value) ?? [[]] {
      let axes = Array(value.axes.prefix(numbers.count))
      mine += store.readingCost(store.instantiate(axes, value.body, at: numbers), &costs)
      theirs += store.readingCost(store.instantiate(axes, other, at: numbers), &costs)
    }
    return mine <= theirs + 1 ? nil : "equal to, but not in the form of, \(text)"
  }

  /// The places of a vector or matrix of few entries; `nil` where a size is symbolic or great.
  private mutating func entryPlaces(_ value: TensorValue) -> [[Term]]? {
    if value.axes.isEmpty { return nil }
    var places: [[Term]] = [[]]
    for axis in value.axes {
      let (lower, upper) = store.range(ofIndex: axis)
      guard lower == .one, let size = store.rational(upper)?.asInt, size >= 1, places.count * size <= 64 else {
        return nil
      }
      let numbers = (1...size).map { store.number($0) }
      places = places.flatMap { place in numbers.map { place + [$0] } }
    }
    return places
  }
}
