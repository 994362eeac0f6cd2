import DeriveCore
import DeriveLanguage
import DeriveNumbers

/// Limits and series, told: which rule took the limit, and what the coefficients came from.
extension Solver {
  // MARK: Limits

  /// The steps of a limit and its value.
  mutating func story(ofLimit parts: LimitParts, at axes: [Term], _ reading: inout Reading) throws -> Story? {
    let taken = try lowering.takeLimit(parts, at: axes, &store)
    guard case .finite(let value) = taken.value else { return nil }
    var story = Story(steps: try steps(of: taken, parts))
    let read = try store.readable(value, &reading)
    if read != value {
      story.steps.append(Solution.Step(rule: "simplified", before: shown(value), after: shown(read)))
    }
    story.result = read
    return story
  }

  mutating func steps(of taken: TakenLimit, _ parts: LimitParts) throws -> [Solution.Step] {
    let variable = formula(of: parts.variable, in: problem)
    let point = formula(of: parts.point, in: problem)
    var steps: [Solution.Step] = []
    let written = parts.operand.shape.isEmpty ? formula(of: parts.operand, in: problem) : nil
    let body = taken.steps.first?.before
    for step in taken.steps {
      func limit(_ body: Formula) -> Formula {
        .call("limit", [body, variable, point] + step.side.formula, latex: nil)
      }
      let after = shown(step.after)
      let shownStep = Solution.Step(
        rule: step.rule, before: limit(step.before == body ? written ?? shown(step.before) : shown(step.before)),
        after: step.isValue ? after : limit(after))
      if steps.last?.after != shownStep.after || steps.last?.rule != shownStep.rule { steps.append(shownStep) }
    }
    return steps
  }

  /// An infinite limit, which is no value but may be asked for.
  mutating func infiniteLimit(of subject: Node) -> (result: Formula, steps: [Solution.Step])? {
    guard let parts = LimitParts(subject), subject.shape.isEmpty,
      let taken = try? lowering.takeLimit(parts, at: [], &store), case .infinite(let isPositive) = taken.value
    else { return nil }
    return (isPositive ? .infinity : .negate(.infinity), (try? steps(of: taken, parts)) ?? [])
  }

  // MARK: Series

  /// The steps of a series and the polynomial.
  mutating func story(ofSeries parts: SeriesParts, _ subject: Node, at axes: [Term], _ reading: inout Reading) throws
    -> Story?
  {
    let (polynomial, shownPolynomial) = try readPolynomial(parts, at: axes, &reading)
    var story = Story()
    var start = formula(of: subject, in: problem)
    if !store.assumptions.equations.isEmpty, parts.order ?? 0 <= 4 {
      // Without what is assumed of values at the point, if that has a form.
      let saved = lowering.standAlone(&store)
      var plain = try? lowering.polynomial(parts, at: axes, &store)
      for place in plain?.coefficients.indices ?? 0..<0 {
        guard let coefficient = plain?.coefficients[place] else { break }
        var own = Reading(names: [])
        plain?.coefficients[place] = (try? store.readable(coefficient, &own)) ?? coefficient
      }
      lowering.resume(saved, &store)
      if let plain, plain.coefficients != polynomial.coefficients {
        let before = shown(plain, coefficients: plain.coefficients, parts)
        story.steps.append(Solution.Step(rule: "Taylor's theorem", before: start, after: before))
        start = before
      }
    }
    let rule = story.steps.isEmpty ? expansionRule(parts.operand, at: axes) : "what is assumed at the point put in"
    story.steps.append(Solution.Step(rule: rule, before: start, after: shownPolynomial))
    story.result = polynomial.value(&store)
    return story
  }

  /// Which expansions are put into each other, or that of any function.
  private mutating func expansionRule(_ operand: Node, at axes: [Term]) -> String {
    guard let body = try? lowering.lower(operand, at: axes, &store).value.body else { return "Taylor's theorem" }
    var names: [String] = []
    var pending = [body]
    var seen: Set<Term> = [body]
    while let next = pending.popLast() {
      switch store.kind(next) {
      case .abstract: return "Taylor's theorem"
      case .function:
        let entry = store.functionID(next).entry
        if entry.arity > 0, !names.contains(entry.name) { names.append(entry.name) }
      case .definition: pending.append(store.unfolded(next))
      default: break
      }
      pending += store.children(next).filter { seen.insert($0).inserted }
    }
    names.sort()
    guard let last = names.popLast() else { return "Taylor's theorem" }
    let list = names.isEmpty ? "`\(last)`" : names.map { "`\($0)`" }.joined(separator: ", ") + " and `\(last)`"
    return names.isEmpty ? "the expansion of \(list)" : "the expansions of \(list)"
  }

  /// The polynomial with its coefficients in their form for reading, and as it is shown: by ascending orders, with its O.
  mutating func readPolynomial(
    _ parts: SeriesParts, at axes: [Term], _ reading: inout Reading
  ) throws -> (polynomial: TaylorPolynomial, formula: Formula) {
    var polynomial = try lowering.polynomial(parts, at: axes, &store)
    for place in polynomial.coefficients.indices {
      let coefficient = polynomial.coefficients[place]
      if try store.provesZero(coefficient) {
        polynomial.coefficients[place] = .zero
        continue
      }
      let read = try store.readable(coefficient, &reading)
      if try store.provesZero(store.subtract(read, coefficient)) { polynomial.coefficients[place] = read }
    }
    return (polynomial, shown(polynomial, coefficients: polynomial.coefficients, parts))
  }

  private mutating func shown(
    _ polynomial: TaylorPolynomial, coefficients: [Term], _ parts: SeriesParts
  ) -> Formula {
    // By a vector the terms are linear and quadratic forms.
    let writesMatrices = writesScalarsWithMatrices
    writesScalarsWithMatrices = writesMatrices || polynomial.step == nil && options.form != .index
    defer { writesScalarsWithMatrices = writesMatrices }
    var addends: [Formula] = []
    for (order, coefficient) in coefficients.enumerated() where coefficient != .zero {
      let (sign, inner) = store.coefficientAndTerm(coefficient)
      let isNegative = sign.signum < 0 && !store.isProperSum(inner)
      let term = polynomial.term(order, isNegative ? store.negate(coefficient) : coefficient, &store)
      addends.append(isNegative ? .negate(shownWhole(term)) : shownWhole(term))
    }
    addends.append(.call("O", [distance(polynomial, coefficients.count, parts)], latex: nil))
    return addends.count == 1 ? addends[0] : .sum(addends)
  }

  /// What the error is of the order of.
  private mutating func distance(_ polynomial: TaylorPolynomial, _ order: Int, _ parts: SeriesParts) -> Formula {
    var base: Formula
    if let step = polynomial.step {
      base = shown(step)
    } else {
      let variable = formula(of: parts.variable, in: problem)
      let point = formula(of: parts.point, in: problem)
      let isZero =
        polynomial.distance.body == store.component(store.payload(polynomial.distance.body), polynomial.distance.axes)
      base = .call("norm", [isZero ? variable : .sum([variable, .negate(point)])], latex: nil)
    }
    return order == 1 ? base : .power(base, .number(Rational(order)))
  }
}

extension LimitParts {
  /// The parts of a `limit` node.
  init?(_ node: Node) {
    guard case .limit(let operand, let variable, let point, let direction) = node.kind else { return nil }
    self.init(operand: operand, variable: variable, point: point, direction: direction)
  }
}

extension SeriesParts {
  /// The parts of a `series` node.
  init?(_ node: Node) {
    guard case .series(let operand, let variable, let point, let order) = node.kind else { return nil }
    self.init(operand: operand, variable: variable, point: point, order: order)
  }
}
