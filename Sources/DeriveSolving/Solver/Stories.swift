import DeriveCore
import DeriveLanguage
import DeriveNumbers

/// A derivation told through the problem's own names: the steps taken, and what they lead to.
struct Story {
  var steps: [Solution.Step] = []
  /// The component at the axes of the value; nil where the steps only lead up to it.
  var result: Term?
}

/// A first derivative whose steps stand further up.
struct ToldDerivative {
  /// What was derived by what: a term without free indices, by any component of a symbol or definition.
  struct Key: Hashable {
    var root: Term
    var kind: TermKind
    var number: Int

    /// Nil where the derivative depends on more than the component's place.
    init?(_ root: Term, by variable: Term, _ store: borrowing TermStore) {
      let places = store.children(variable)
      guard store.isClosed(root), Set(places).count == places.count, places.allSatisfy({ store.kind($0) == .index })
      else { return nil }
      self.root = root
      kind = store.kind(variable)
      number = store.payload(variable)
    }
  }

  var places: [Term]
  var value: Term
}

extension Solver {
  /// The steps to a value that is made of derivatives of a name. Nil where there is nothing to tell: then the value is
  /// shown as the rules give it, and simplified.
  mutating func story(of subject: Node, at axes: [Term], _ reading: inout Reading) throws -> Story? {
    switch subject.kind {
    case .derivative(let operand, let targets):
      let rank = operand.shape.count
      var rest = axes.dropFirst(rank)
      var variables: [Term] = []
      for target in targets {
        for _ in 0..<target.order {
          variables.append(try lowering.variable(target, at: Array(rest.prefix(target.shape.count)), &store))
          rest = rest.dropFirst(target.shape.count)
        }
      }
      return try story(of: operand, at: Array(axes.prefix(rank)), by: variables)
    case .gradient(let operand, let targets), .jacobian(let operand, let targets):
      let rank = operand.shape.count
      let place = Array(axes.dropFirst(rank))
      if targets.count == 1 {
        let variable = try lowering.variable(targets[0], at: place, &store)
        return try story(of: operand, at: Array(axes.prefix(rank)), by: [variable])
      }
      return try stackedStory(of: operand, targets, &reading)
    case .hessian(let operand, let targets) where operand.shape.isEmpty:
      if targets.count == 1 {
        let half = axes.count / 2
        let first = try lowering.variable(targets[0], at: Array(axes.prefix(half)), &store)
        let second = try lowering.variable(targets[0], at: Array(axes.dropFirst(half)), &store)
        return try story(of: operand, at: [], by: [first, second])
      }
      return try stackedHessianStory(of: operand, targets, &reading)
    case .descent(let objective, let target, let rate):
      let variable = try lowering.variable(target, at: axes, &store)
      guard var story = try story(of: objective, at: [], by: [variable]), let gradient = story.result else {
        return nil
      }
      let step = try lowering.lower(rate, at: axes, &store).value.body
      let value = store.subtract(variable, store.multiply(step, gradient))
      let read = try store.readable(value, &reading)
      let inserted = Formula.sum([shown(variable), .negate(.product([shown(step), shown(gradient)]))])
      story.steps.append(
        Solution.Step(
          rule: "a step against the gradient", before: formula(of: subject, in: problem), after: inserted))
      let last = shown(read)
      if last != inserted { story.steps.append(Solution.Step(rule: "simplified", before: inserted, after: last)) }
      story.result = read
      return story
    case .expectation(let operand):
      // What stands inside is told first.
      guard let inner = try story(of: operand, at: axes, &reading), let value = inner.result else { return nil }
      var story = Story(steps: inner.steps)
      story.steps.append(
        Solution.Step(
          rule: "its expectation", before: formula(of: subject, in: problem),
          after: .call("expect", [shown(value)], latex: nil)))
      return story
    case .limit:
      guard let parts = LimitParts(subject) else { return nil }
      return try story(ofLimit: parts, at: axes, &reading)
    case .series:
      guard let parts = SeriesParts(subject) else { return nil }
      return try story(ofSeries: parts, subject, at: axes, &reading)
    case .solve(let equations, let unknowns):
      return try story(ofSolving: equations, unknowns, subject, at: axes)
    case .optimize(_, let objective, let variable, let constraints):
      return try story(ofMinimizing: objective, variable, constraints, subject, at: axes)
    case .number, .pi, .infinity, .size, .index, .variable, .definition, .member, .component, .negate, .sum, .multiply,
      .matrixProduct, .divide, .power, .matrixPower, .transpose, .call, .abstract, .apply, .bigSum, .bigProduct,
      .sumOfEntries, .productOfEntries, .delta, .matrix, .conditional, .indicator, .hessian, .variance, .covariance,
      .newton, .substitute:
      return nil
    }
  }

  /// The derivative of a name by names, one after the other: the first by the chain rule, told in full, each further one
  /// of what came out.
  private mutating func story(
    of operand: Node, at axes: [Term], by variables: [Term]
  ) throws -> Story? {
    let root = try lowering.lower(operand, at: axes, &store).value.body
    guard let first = variables.first else { return nil }
    let isName = store.kind(root) == .definition
    let key = ToldDerivative.Key(root, by: first, store)
    var reading = takeReading()
    defer { keep(reading) }
    var story: Story
    if let key, let earlier = toldDerivatives[key] {
      let value = store.instantiate(earlier.places, earlier.value, at: store.children(first))
      let subject = derivative(of: shown(root), by: first)
      story = Story(
        steps: [Solution.Step(rule: "as derived above", before: subject, after: shown(value))], result: value)
    } else if isName, let quotient = try quotientStory(of: root, by: first, &reading) {
      story = quotient
    } else {
      var walk = Backward(root: root, variable: first)
      try walk.run(&self, &reading)
      story = Story(steps: walk.steps, result: walk.result)
    }
    if let key, let value = story.result, story.steps.count > 1 {
      toldNow[key] = ToldDerivative(places: store.children(first), value: value)
    }
    for variable in variables.dropFirst() {
      guard let value = story.result else { return nil }
      let derived = try store.readable(try store.derivative(of: value, by: variable), &reading)
      story.steps.append(
        Solution.Step(
          rule: "derived once more", before: derivative(of: shown(value), by: variable), after: shown(derived)))
      story.result = derived
    }
    guard let result = story.result else { return nil }
    guard isName else {
      // What mentions no name as it stands may be shorter derived in one go.
      var derived = root
      for variable in variables { derived = try store.derivative(of: derived, by: variable) }
      let direct = try store.readable(derived, &reading)
      shorten(&story, from: result, to: direct)
      return story
    }
    // In terms of what is derived only where that is shorter: of a softmax, but not of a loss.
    let definition = store.definitions[store.payload(root)]
    var change = DeriveCore.Substitution()
    change.replace(definition: store.payload(root), parameters: definition.parameters, by: definition.body)
    let unfolded = store.substitute(result, change)
    if unfolded != result {
      var nameless = reading.lend(without: store.payload(root))
      defer { reading.takeBack(&nameless) }
      let other = try store.readable(unfolded, &nameless)
      shorten(&story, from: result, to: other)
    }
    return story
  }

  /// Another form of the result in its place, if there is less of it to read.
  private mutating func shorten(_ story: inout Story, from result: Term, to other: Term) {
    var costs: [Term: Double] = [:]
    if store.readingCost(other, &costs) < store.readingCost(result, &costs) {
      story.steps.append(Solution.Step(rule: "simplified", before: shown(result), after: shown(other)))
      story.result = other
    }
  }

  private mutating func derivative(of formula: Formula, by variable: Term) -> Formula {
    .derivative(formula, [FormulaDerivation(variable: shown(variable), order: 1)])
  }

  /// The derivatives by each of several names; together they are the stacked vector.
  private mutating func stackedStory(
    of operand: Node, _ targets: [Node.DerivativeTarget], _ reading: inout Reading
  ) throws -> Story? {
    guard operand.shape.isEmpty, targets.allSatisfy({ $0.shape.isEmpty }) else { return nil }
    var story = Story()
    for target in targets {
      let variable = try lowering.variable(target, at: [], &store)
      guard let part = try self.story(of: operand, at: [], by: [variable]) else { return nil }
      // What two derivatives have in common is told once.
      story.steps += part.steps.filter { step in !story.steps.contains { $0 == step } }
    }
    return story
  }

  /// The second derivatives by every pair of several scalar names.
  private mutating func stackedHessianStory(
    of operand: Node, _ targets: [Node.DerivativeTarget], _ reading: inout Reading
  ) throws -> Story? {
    guard var story = try stackedStory(of: operand, targets, &reading) else { return nil }
    let value = try lowering.lower(operand, &store).value.body
    let name = shown(value)
    let variables = try targets.map { try lowering.variable($0, at: [], &store) }
    for (place, first) in variables.enumerated() {
      let gradient = try store.readable(try store.derivative(of: value, by: first), &reading)
      for second in variables[place...] {
        let entry = try store.readable(try store.derivative(of: gradient, by: second), &reading)
        let by =
          first == second
          ? [FormulaDerivation(variable: shown(first), order: 2)]
          : [
            FormulaDerivation(variable: shown(first), order: 1), FormulaDerivation(variable: shown(second), order: 1),
          ]
        story.steps.append(
          Solution.Step(rule: "derived once more", before: .derivative(name, by), after: shown(entry)))
      }
    }
    return story
  }

  // MARK: Quotients

  /// The quotient rule for a name that is a quotient whose numerator and denominator both move with the variable.
  mutating func quotientStory(
    of root: Term, by variable: Term, _ reading: inout Reading
  ) throws -> Story? {
    let body = store.unfolded(root)
    let (coefficient, inner) = store.coefficientAndTerm(body)
    var above = [store.number(coefficient)]
    var below: [Term] = []
    for (base, exponent) in store.factors(inner) {
      if let e = store.rational(exponent), e.signum < 0 {
        below.append(store.power(base, store.number(-e)))
      } else {
        above.append(store.power(base, exponent))
      }
    }
    let (top, bottom) = (store.product(above), store.product(below))
    let topDerivative = try store.readable(try store.derivative(of: top, by: variable), &reading)
    let bottomDerivative = try store.readable(try store.derivative(of: bottom, by: variable), &reading)
    if topDerivative == .zero || bottomDerivative == .zero { return nil }
    var story = Story()
    // A sum without a name of its own gets one for the steps.
    var denominator = shown(bottom)
    if store.kind(bottom) == .reduction, let letter = freeLetter(["S", "T", "R", "Q"]) {
      let name = Formula.name(letter, latex: nil)
      story.steps.append(Solution.Step(rule: "the denominator, called `\(letter)`", before: name, after: denominator))
      denominator = name
    }
    let numerator = shown(top)
    func rule(_ first: Formula, _ second: Formula) -> Formula {
      .quotient(
        .sum([.product([first, denominator]), .negate(.product([numerator, second]))]),
        .power(denominator, .number(2)))
    }
    let subject = derivative(of: shown(root), by: variable)
    let (topSubject, bottomSubject) = (
      derivative(of: numerator, by: variable), derivative(of: denominator, by: variable)
    )
    let (topValue, bottomValue) = (shown(topDerivative), shown(bottomDerivative))
    story.steps.append(
      Solution.Step(rule: "derivative of the numerator", before: topSubject, after: topValue))
    story.steps.append(
      Solution.Step(rule: "derivative of the denominator", before: bottomSubject, after: bottomValue))
    story.steps.append(
      Solution.Step(rule: "quotient rule", before: subject, after: rule(topSubject, bottomSubject)))
    story.steps.append(
      Solution.Step(
        rule: "inserted", before: rule(topSubject, bottomSubject), after: rule(topValue, bottomValue)))
    let whole = store.divide(
      store.subtract(store.multiply(topDerivative, bottom), store.multiply(top, bottomDerivative)),
      store.power(bottom, 2))
    let result = try store.readable(whole, &reading)
    let value = shown(result)
    if value != rule(topValue, bottomValue) {
      story.steps.append(
        Solution.Step(rule: "simplified", before: rule(topValue, bottomValue), after: value))
    }
    story.result = result
    return story
  }

  /// The first of the letters that the file does not use.
  private mutating func freeLetter(_ wishes: [String]) -> String? {
    let taken = builder().naming.taken
    return wishes.first { !taken.contains($0) }
  }
}
