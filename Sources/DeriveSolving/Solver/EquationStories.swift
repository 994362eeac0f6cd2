import DeriveCore
import DeriveEvidence
import DeriveLanguage
import DeriveNumbers

/// Equations and minima, told: the equation, what it is solved for, and why the point is a minimum.
extension Solver {
  /// The solution of one equation or system, when there is exactly one.
  mutating func story(
    ofSolving equations: [Node.Equation], _ unknowns: [Node], _ subject: Node, at axes: [Term]
  ) throws -> Story? {
    let solution = try lowering.onlySolution(equations, unknowns, &store)
    var story = Story(steps: try steps(of: solution))
    story.result = try lowering.lower(subject, at: axes, &store).value.body
    return story
  }

  /// Each equation as it came to stand, and what it was solved for.
  private mutating func steps(of solution: SystemSolution) throws(DeriveError) -> [Solution.Step] {
    var steps: [Solution.Step] = []
    for step in solution.steps {
      var name: Formula?
      if let component = step.name { name = try whole(component, step.after.axes) }
      let after = try shownTensor(step.after, [:]).formula
      if step.rule == "inserted", let name {
        steps.append(Solution.Step(rule: step.rule, before: name, after: .relation(name, .equal, after)))
        continue
      }
      let before = try shownTensor(step.before, [:]).formula
      let equation = Formula.relation(before, .equal, .number(.zero))
      steps.append(Solution.Step(rule: "the equation", before: before, after: equation))
      if let name {
        steps.append(Solution.Step(rule: step.rule, before: equation, after: .relation(name, .equal, after)))
      }
    }
    return steps
  }

  /// A component at these axes as the name it is of, where that has a form.
  private mutating func whole(_ component: Term, _ axes: [Term]) throws(DeriveError) -> Formula {
    try shownTensor(TensorValue(axes: axes, body: component), [:]).formula
  }

  /// Lagrangian, stationary point, multipliers, value, and whether it is a minimum.
  mutating func story(
    ofMinimizing objective: Node, _ variable: Node, _ constraints: [Node.Equation], _ subject: Node, at axes: [Term]
  ) throws -> Story? {
    let optimum = try lowering.optimum(objective, variable, constraints, &store)
    let goal = formula(of: objective, in: problem)
    var steps: [Solution.Step] = []
    if !constraints.isEmpty {
      let name = Formula.name("Lagrangian", latex: "\\mathcal{L}")
      steps.append(
        Solution.Step(
          rule: "the Lagrangian", before: name, after: .relation(name, .equal, shown(optimum.lagrangian))))
    }
    for equation in optimum.stationarity {
      var reading = takeReading()
      let body = try store.readable(equation.body, &reading)
      keep(reading)
      let left = try shownTensor(TensorValue(axes: equation.axes, body: body), [:]).formula
      steps.append(
        Solution.Step(
          rule: constraints.isEmpty ? "its gradient vanishes" : "stationary",
          before: left, after: .relation(left, .equal, .number(.zero))))
    }
    for step in try self.steps(of: optimum.solution) where !steps.contains(step) && step.rule != "the equation" {
      steps.append(step)
    }
    let hessian = try shownTensor(optimum.hessian, [:]).formula
    let conclusion =
      optimum.isStrict
      ? "strictly convex: the stationary point is the only minimum" : "convex: the stationary point is a minimum"
    if let proof = optimum.proof {
      steps += try self.steps(of: proof, negative: false, shown: hessian)
      let predicate: Predicate = optimum.isStrict ? .pd : .psd
      steps.append(
        Solution.Step(rule: conclusion, before: hessian, after: .predicate(hessian, predicate.rawValue)))
    } else {
      steps.append(
        Solution.Step(
          rule: conclusion, before: hessian,
          after: .relation(hessian, optimum.isStrict ? .greater : .greaterOrEqual, .number(.zero))))
    }
    if case .optimize(.minimize, _, _, _) = subject.kind {
      steps.append(
        Solution.Step(
          rule: "the value there", before: .call("minimum", [goal, formula(of: variable, in: problem)], latex: nil),
          after: shown(optimum.value)))
    }
    return Story(steps: steps, result: try lowering.lower(subject, at: axes, &store).value.body)
  }

  /// All solutions of an equation that has several, as alternatives; nil where it has one or none was found.
  mutating func alternatives(_ subject: Node) -> (result: Formula, conditions: [Term])? {
    guard case .solve(let equations, let unknowns) = subject.kind,
      let found = try? lowering.solutions(equations, unknowns, &store), found.count > 1
    else { return nil }
    var alternatives: [Formula] = []
    var conditions: [Term] = []
    for solution in found {
      var parts: [Formula] = []
      for (unknown, value) in zip(unknowns, solution.values) {
        guard let tensor = try? shownTensor(value, [:]) else { return nil }
        parts.append(.relation(formula(of: unknown, in: problem), .equal, tensor.formula))
      }
      alternatives.append(parts.count == 1 ? parts[0] : .and(parts))
      conditions += solution.conditions.filter { !conditions.contains($0) }
    }
    return (.or(alternatives), conditions)
  }
}
