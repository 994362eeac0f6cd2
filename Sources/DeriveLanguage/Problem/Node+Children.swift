extension Node.Kind {
  /// Calls `body` with each expression directly inside, conditions and slots included, in the order they are written.
  package func forEachChild(_ body: (Node) -> Void) {
    switch self {
    case .number, .pi, .infinity, .size, .index, .variable, .definition: break
    case .member(_, let place): body(place)
    case .component(let base, let slots):
      body(base)
      slots.forEachChild(body)
    case .negate(let node), .transpose(let node), .sumOfEntries(let node), .productOfEntries(let node),
      .expectation(let node), .variance(let node):
      body(node)
    case .sum(let addends): for addend in addends { body(addend.node) }
    case .multiply(let factors): factors.forEach(body)
    case .matrixProduct(let a, let b), .divide(let a, let b), .power(let a, let b), .matrixPower(let a, let b),
      .delta(let a, let b), .covariance(let a, let b):
      body(a)
      body(b)
    case .call(_, let arguments, _), .abstract(_, let arguments, _), .apply(_, let arguments, _):
      arguments.forEach(body)
    case .bigSum(let binders, let node), .bigProduct(let binders, let node):
      for binder in binders {
        for condition in binder.conditions { condition.forEachNode(body) }
      }
      body(node)
    case .matrix(let rows): for row in rows { row.forEach(body) }
    case .conditional(let condition, let a, let b):
      condition.forEachNode(body)
      body(a)
      body(b)
    case .indicator(let condition): condition.forEachNode(body)
    case .derivative(let node, let targets), .gradient(let node, let targets), .jacobian(let node, let targets),
      .hessian(let node, let targets):
      body(node)
      for target in targets { target.slots?.forEachChild(body) }
    case .limit(let node, let variable, let point, _):
      body(node)
      body(variable)
      body(point)
    case .series(let node, let variable, let point, let order):
      body(node)
      body(variable)
      body(point)
      body(order)
    case .solve(let equations, let unknowns):
      equations.forEachChild(body)
      unknowns.forEach(body)
    case .optimize(_, let objective, let variable, let constraints):
      body(objective)
      body(variable)
      constraints.forEachChild(body)
    case .descent(let node, let target, let rate):
      body(node)
      target.slots?.forEachChild(body)
      body(rate)
    case .newton(let node, let target):
      body(node)
      target.slots?.forEachChild(body)
    case .substitute(let node, let substitutions):
      body(node)
      for substitution in substitutions {
        if case .component(_, let places) = substitution.target { places.forEach(body) }
        body(substitution.value)
      }
    }
  }
}

extension [Node.Slot] {
  fileprivate func forEachChild(_ body: (Node) -> Void) {
    for case .at(let node) in self { body(node) }
  }
}

extension [Node.Equation] {
  fileprivate func forEachChild(_ body: (Node) -> Void) {
    for equation in self {
      body(equation.left)
      body(equation.right)
    }
  }
}

extension Condition {
  /// Calls `body` with each expression in the condition.
  package func forEachNode(_ body: (Node) -> Void) {
    switch self {
    case .relation(let left, _, let right):
      body(left)
      body(right)
    case .membership(let node, let bounds):
      body(node)
      body(bounds.lower)
      body(bounds.upper)
    case .predicate(let node, _): body(node)
    case .and(let conditions), .or(let conditions): for condition in conditions { condition.forEachNode(body) }
    case .not(let condition): condition.forEachNode(body)
    }
  }
}
