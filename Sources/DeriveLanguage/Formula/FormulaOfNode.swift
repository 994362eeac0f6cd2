import DeriveNumbers

/// What the file says, as it says it.
package func formula(of node: Node, in problem: Problem) -> Formula {
  NodeWriter(problem: problem).write(node)
}

package func formula(of condition: Condition, in problem: Problem) -> Formula {
  NodeWriter(problem: problem).write(condition)
}

/// A type as the language writes it: `real[N] in (0, 1)`.
package func formula(of type: ValueType, in problem: Problem) -> Formula {
  let writer = NodeWriter(problem: problem)
  var text = type.kind.rawValue + writer.shape(type.shape, of: type.kind)
  if let bounds = type.bounds { text += " in " + writer.text(of: bounds) }
  return .text(text)
}

package func formula(of distribution: Distribution, shape: Shape, in problem: Problem) -> Formula {
  let writer = NodeWriter(problem: problem)
  let parameters = distribution.parameters.map { FormulaText.text(writer.write($0)) }.joined(separator: ", ")
  var text = "\(distribution.family)(\(parameters))"
  if distribution.isIID { text += writer.shape(shape, of: .real) + " iid" }
  return .text(text)
}

package func formula(of function: AbstractFunction, in problem: Problem) -> Formula {
  let writer = NodeWriter(problem: problem)
  let parameters = function.parameters.map { "real" + writer.shape($0, of: .real) }.joined(separator: ", ")
  return .text("\(parameters) -> real\(writer.shape(function.result, of: .real))")
}

private struct NodeWriter {
  let problem: Problem

  func name(_ name: DeclaredName) -> Formula { .name(name.text, latex: name.latex) }

  func shape(_ shape: Shape, of kind: ValueKind) -> String {
    // Square matrices are declared with one size.
    var dimensions = shape
    switch kind {
    case .symmetric, .psd, .pd, .diagonal, .orthogonal, .invertible:
      dimensions = Array(shape.prefix(1))
    case .real, .integer, .positive, .nonnegative, .negative, .nonzero, .binary, .onehot, .simplex, .fullrank:
      break
    }
    return dimensions.isEmpty ? "" : "[\(dimensions.map { FormulaText.text(extent($0)) }.joined(separator: ", "))]"
  }

  func extent(_ extent: Extent) -> Formula {
    let parts = extent.monomials.sorted { $0.sizes.count > $1.sizes.count }.map { monomial -> Formula in
      var factors = monomial.sizes.map { name(problem.sizes[$0.number].name) }
      let magnitude = abs(monomial.coefficient)
      if magnitude != 1 || factors.isEmpty { factors.insert(.number(Rational(magnitude)), at: 0) }
      let product = factors.count == 1 ? factors[0] : Formula.product(factors)
      return monomial.coefficient < 0 ? .negate(product) : product
    }
    if parts.isEmpty { return .number(.zero) }
    return parts.count == 1 ? parts[0] : .sum(parts)
  }

  func text(of bounds: Bounds) -> String {
    let lower = FormulaText.text(write(bounds.lower))
    let upper = FormulaText.text(write(bounds.upper))
    if bounds.isIntegerRange { return "\(lower)..\(upper)" }
    return "\(bounds.includesLower ? "[" : "(")\(lower), \(upper)\(bounds.includesUpper ? "]" : ")")"
  }

  func letter(_ index: IndexID) -> Formula { .name(problem.indices[index.number].name, latex: nil) }

  /// Each kind has a function of its own, so that the stack stays small.
  func write(_ node: Node) -> Formula {
    switch node.kind {
    case .number(let value): return .number(value)
    case .pi: return .name("pi", latex: nil)
    case .infinity: return .infinity
    case .size(let id): return name(problem.sizes[id.number].name)
    case .index(let id): return letter(id)
    case .variable(let id): return name(problem.variables[id.number].name)
    case .definition(let id): return name(problem.definitions[id.number].name)
    case .member(let id, let place): return .component(name(problem.recursions[id.number].name), [write(place)])
    case .component(let base, let slots): return component(base, slots)
    case .negate(let inner): return .negate(write(inner))
    case .sum(let addends): return sum(addends)
    case .multiply(let factors): return multiply(factors)
    case .matrixProduct(let left, let right): return signFirst(.product(productFactors(left) + [write(right)]))
    case .divide(let left, let right): return divide(left, right)
    case .power(let base, let exponent): return power(base, exponent)
    case .matrixPower(let base, let exponent): return .power(write(base), write(exponent))
    case .transpose(let inner): return .transpose(write(inner))
    case .call(let function, let arguments, let derivatives): return call(function, arguments, derivatives)
    case .abstract(let id, let arguments, let derivatives):
      return applied(problem.functions[id.number].name, arguments, derivatives)
    case .apply(let id, let arguments, let derivatives):
      return applied(problem.functionDefinitions[id.number].name, arguments, derivatives)
    case .bigSum(let binders, let body): return .bigSum(self.binders(binders, body), write(body))
    case .bigProduct(let binders, let body): return .bigProduct(self.binders(binders, body), write(body))
    case .sumOfEntries(let inner): return call("sum", [inner])
    case .productOfEntries(let inner): return call("prod", [inner])
    case .delta(let a, let b): return .delta(write(a), write(b))
    case .matrix(let rows): return .matrix(rows.map { $0.map(write) })
    case .conditional(let condition, let first, let second): return conditional(condition, first, second)
    case .indicator(let condition): return .call("indicator", [write(condition)], latex: nil)
    case .derivative(let inner, let targets): return derivative(inner, targets)
    case .gradient(let inner, let targets): return .call("grad", [write(inner), tuple(targets)], latex: nil)
    case .jacobian(let inner, let targets): return .call("jacobian", [write(inner), tuple(targets)], latex: nil)
    case .hessian(let inner, let targets): return .call("hessian", [write(inner), tuple(targets)], latex: nil)
    case .expectation(let inner): return call("expect", [inner])
    case .variance(let inner): return call("var", [inner])
    case .covariance(let a, let b): return call("cov", [a, b])
    case .limit(let inner, let variable, let point, let direction): return limit(inner, variable, point, direction)
    case .series(let inner, let variable, let point, let order):
      return .call("series", [write(inner), write(variable), write(point), write(order)], latex: nil)
    case .solve(let equations, let unknowns): return solve(equations, unknowns)
    case .optimize(let what, let objective, let variable, let constraints):
      return optimize(what, objective, variable, constraints)
    case .descent(let objective, let variable, let rate):
      return .call("descent", [write(objective), target(variable), write(rate)], latex: nil)
    case .newton(let objective, let variable):
      return .call("newton", [write(objective), target(variable)], latex: nil)
    case .substitute(let inner, let substitutions): return substitute(inner, substitutions)
    }
  }

  private func component(_ base: Node, _ slots: [Node.Slot]) -> Formula {
    let written = written(slots)
    if case .member(let id, let place) = base.kind {
      return .component(name(problem.recursions[id.number].name), [write(place)] + written)
    }
    return .component(write(base), written)
  }

  private func sum(_ addends: [Node.Addend]) -> Formula {
    .sum(addends.map { $0.isNegative ? .negate(write($0.node)) : write($0.node) })
  }

  private func multiply(_ factors: [Node]) -> Formula {
    let shaped = factors.filter { !$0.shape.isEmpty }
    return signFirst(shaped.count > 1 ? .hadamard(factors.map(write)) : .product(factors.map(write)))
  }

  /// The sign of a first factor stands before the whole product: `-2*u`, and not `(-2)*u`.
  private func signFirst(_ product: Formula) -> Formula {
    switch product {
    case .product(let factors):
      guard case .negate(let first)? = factors.first else { return product }
      if case .negate = first { return product }
      return .negate(.product([first] + factors.dropFirst()))
    case .hadamard(let factors):
      guard let first = factors.first, case .negate(let positive) = signFirst(first) else { return product }
      return .negate(.hadamard([positive] + factors.dropFirst()))
    default:
      return product
    }
  }

  private func divide(_ left: Node, _ right: Node) -> Formula {
    right.shape.isEmpty ? .quotient(write(left), write(right)) : call("divide", [left, right])
  }

  private func power(_ base: Node, _ exponent: Node) -> Formula {
    base.shape.isEmpty && exponent.shape.isEmpty
      ? .power(write(base), write(exponent)) : .elementwisePower(write(base), write(exponent))
  }

  private func call(_ function: String, _ arguments: [Node], _ derivatives: Int = 0) -> Formula {
    if derivatives > 0 { return .prime(function, counts: [derivatives], arguments.map(write), latex: nil) }
    return .call(function, arguments.map(write), latex: nil)
  }

  private func binders(_ binders: [Node.Binder], _ body: Node) -> [FormulaBinder] {
    binders.map { binder($0, body) }
  }

  private func conditional(_ condition: Condition, _ first: Node, _ second: Node) -> Formula {
    let value = FormulaCase(condition: write(condition), value: write(first))
    let rest = write(second)
    if case .cases(let list, let otherwise) = rest { return .cases([value] + list, otherwise: otherwise) }
    return .cases([value], otherwise: rest)
  }

  private func derivative(_ inner: Node, _ targets: [Node.DerivativeTarget]) -> Formula {
    .derivative(write(inner), targets.map { FormulaDerivation(variable: target($0), order: $0.order) })
  }

  private func limit(_ inner: Node, _ variable: Node, _ point: Node, _ direction: Node.Direction?) -> Formula {
    let side: [Formula] =
      switch direction {
      case .above: [.text("+")]
      case .below: [.text("-")]
      case nil: []
      }
    return .call("limit", [write(inner), write(variable), write(point)] + side, latex: nil)
  }

  private func solve(_ equations: [Node.Equation], _ unknowns: [Node]) -> Formula {
    let relations = equations.map { Formula.relation(write($0.left), .equal, write($0.right)) }
    return .call("solve", [group(relations), group(unknowns.map(write))], latex: nil)
  }

  private func optimize(
    _ what: Node.Optimization, _ objective: Node, _ variable: Node, _ constraints: [Node.Equation]
  ) -> Formula {
    let relations = constraints.map { Formula.relation(write($0.left), .equal, write($0.right)) }
    return .call(what.rawValue, [write(objective), unknowns(variable)] + relations, latex: nil)
  }

  /// Several unknowns are held stacked, and written as a tuple.
  private func unknowns(_ variable: Node) -> Formula {
    guard case .matrix(let rows) = variable.kind else { return write(variable) }
    return group(rows.flatMap { $0.map(write) })
  }

  private func substitute(_ inner: Node, _ substitutions: [Node.Substitution]) -> Formula {
    let values = substitutions.map { Formula.relation(target($0.target), .equal, write($0.value)) }
    return .call("where", [write(inner)] + values, latex: nil)
  }

  private func productFactors(_ node: Node) -> [Formula] {
    if case .matrixProduct(let left, let right) = node.kind { return productFactors(left) + [write(right)] }
    switch write(node) {
    case .product(let factors): return factors
    case .negate(.product(let factors)): return [.negate(factors[0])] + factors.dropFirst()
    case let other: return [other]
    }
  }

  private func group(_ formulas: [Formula]) -> Formula { formulas.count == 1 ? formulas[0] : .tuple(formulas) }

  private func tuple(_ targets: [Node.DerivativeTarget]) -> Formula { group(targets.map(target)) }

  private func target(_ target: Node.DerivativeTarget) -> Formula {
    let base: Formula
    switch target.base {
    case .variable(let id): base = name(problem.variables[id.number].name)
    case .definition(let id): base = name(problem.definitions[id.number].name)
    }
    guard let slots = target.slots else { return base }
    return .component(base, written(slots))
  }

  /// Slots without the `:` at their end.
  private func written(_ slots: [Node.Slot]) -> [Formula?] {
    var written = slots.map { slot -> Formula? in
      switch slot {
      case .at(let node): write(node)
      case .all: nil
      }
    }
    while written.count > 1, written.last == .some(nil) { written.removeLast() }
    return written
  }

  private func target(_ target: Node.Substitution.Target) -> Formula {
    switch target {
    case .variable(let id): return name(problem.variables[id.number].name)
    case .definition(let id): return name(problem.definitions[id.number].name)
    case .size(let id): return name(problem.sizes[id.number].name)
    case .index(let id): return letter(id)
    case .component(let id, let places):
      return .component(name(problem.variables[id.number].name), places.map { write($0) })
    }
  }

  private func applied(_ function: DeclaredName, _ arguments: [Node], _ derivatives: [Int]) -> Formula {
    if derivatives.allSatisfy({ $0 == 0 }) {
      return .call(function.text, arguments.map(write), latex: function.latex)
    }
    return .prime(function.text, counts: derivatives, arguments.map(write), latex: function.latex)
  }

  /// A range is written where a reader could not infer it from the body.
  private func binder(_ binder: Node.Binder, _ body: Node) -> FormulaBinder {
    let index = problem.indices[binder.index.number]
    let range = FormulaRange(lower: write(index.lower), upper: write(index.upper))
    let isShown = range.lower == .number(.one) && infers(range.upper, for: binder.index, from: body)
    return FormulaBinder(
      index: index.name, range: isShown ? nil : range, conditions: binder.conditions.map(write))
  }

  /// Whether the index stands in a plain place `x[n]` of the body, and in all such places over this size.
  private func infers(_ size: Formula, for index: IndexID, from body: Node) -> Bool {
    var isFound = false
    var isSame = true
    func look(_ slots: [Node.Slot], _ shape: Shape) {
      for (slot, dimension) in zip(slots, shape) {
        guard case .at(let place) = slot, case .index(let id) = place.kind, id == index else { continue }
        isFound = true
        if extent(dimension) != size { isSame = false }
      }
    }
    func visit(_ node: Node) {
      switch node.kind {
      case .component(let base, let slots): look(slots, base.shape)
      case .derivative(_, let targets), .gradient(_, let targets), .jacobian(_, let targets), .hessian(_, let targets):
        for target in targets { look(target.slots ?? [], shape(of: target)) }
      case .descent(_, let target, _), .newton(_, let target): look(target.slots ?? [], shape(of: target))
      default: break
      }
      node.kind.forEachChild(visit)
    }
    visit(body)
    return isFound && isSame
  }

  /// The shape of the whole name that is varied.
  private func shape(of target: Node.DerivativeTarget) -> Shape {
    switch target.base {
    case .variable(let id): problem.variables[id.number].type.shape
    case .definition(let id): problem.definitions[id.number].shape
    }
  }

  func write(_ condition: Condition) -> Formula {
    switch condition {
    case .relation(let a, let relation, let b): return .relation(write(a), relation, write(b))
    case .membership(let node, let bounds):
      return .membership(
        write(node), lower: write(bounds.lower), upper: write(bounds.upper), includesLower: bounds.includesLower,
        includesUpper: bounds.includesUpper, isIntegerRange: bounds.isIntegerRange)
    case .predicate(let node, let predicate): return .predicate(write(node), predicate.rawValue)
    case .and(let parts): return .and(parts.map(write))
    case .or(let parts): return .or(parts.map(write))
    case .not(let inner): return .not(write(inner))
    }
  }
}

extension Formula {
  /// The formulas directly inside.
  package var children: [Formula] {
    switch self {
    case .number, .infinity, .name, .text: []
    case .component(let base, let slots): [base] + slots.compactMap { $0 }
    case .sum(let parts), .product(let parts), .hadamard(let parts), .and(let parts), .or(let parts): parts
    case .negate(let inner), .transpose(let inner), .not(let inner), .predicate(let inner, _): [inner]
    case .quotient(let a, let b), .power(let a, let b), .elementwisePower(let a, let b), .delta(let a, let b): [a, b]
    case .call(_, let arguments, _), .prime(_, _, let arguments, _): arguments
    case .bigSum(let binders, let body), .bigProduct(let binders, let body):
      binders.flatMap { ($0.range.map { [$0.lower, $0.upper] } ?? []) + $0.conditions } + [body]
    case .matrix(let rows): rows.flatMap { $0 }
    case .derivative(let inner, let variables): [inner] + variables.map(\.variable)
    case .cases(let list, let otherwise): list.flatMap { [$0.condition, $0.value] } + [otherwise]
    case .relation(let a, _, let b): [a, b]
    case .membership(let inner, let lower, let upper, _, _, _): [inner, lower, upper]
    }
  }
}
