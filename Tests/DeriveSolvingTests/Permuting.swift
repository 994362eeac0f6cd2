import DeriveLanguage
import DeriveNumbers

/// Reorders what may be reordered in a problem: addends, factors that commute, the sides of relations.
struct Permuting {
  /// Nil: everything the other way round.
  var random: RandomSource?

  private mutating func reordered<Element>(_ list: [Element]) -> [Element] {
    if random == nil { return Array(list.reversed()) }
    return random!.shuffled(list)
  }

  private mutating func exchanges() -> Bool {
    if random == nil { return true }
    return random!.next() & 1 == 1
  }

  mutating func applied(to problem: Problem) -> Problem {
    var problem = problem
    for number in problem.definitions.indices {
      problem.definitions[number].value = node(problem.definitions[number].value)
    }
    for number in problem.functionDefinitions.indices {
      problem.functionDefinitions[number].value = node(problem.functionDefinitions[number].value)
    }
    for number in problem.statements.indices {
      problem.statements[number].kind = kind(problem.statements[number].kind)
    }
    return problem
  }

  private mutating func kind(_ kind: Statement.Kind) -> Statement.Kind {
    switch kind {
    case .assume(let conditions, let under):
      return .assume(reordered(conditions.map { condition($0) }), under: under.map { condition($0) })
    case .derive(var derivation):
      derivation.subject = node(derivation.subject)
      derivation.expected = derivation.expected.map { node($0) }
      return .derive(derivation)
    case .claim(var claim):
      claim.assumptions = reordered(claim.assumptions.map { condition($0) })
      switch claim.subject {
      case .chain(let first, let steps):
        let nodes = [node(first)] + steps.map { node($0.right) }
        let mismatches = steps.contains { $0.mismatch != nil }
        if !mismatches, exchanges() {
          let relations = steps.map { Self.turned($0.relation) }
          var turned: [Statement.ChainStep] = []
          for place in steps.indices.reversed() {
            turned.append(Statement.ChainStep(relation: relations[place], right: nodes[place]))
          }
          claim.subject = .chain(first: nodes[nodes.count - 1], steps: turned)
        } else {
          claim.subject = .chain(
            first: nodes[0],
            steps: zip(steps, nodes.dropFirst()).map {
              Statement.ChainStep(relation: $0.relation, right: $1, mismatch: $0.mismatch)
            })
        }
      case .predicate(let subject, let predicate): claim.subject = .predicate(node(subject), predicate)
      case .curvature(let curvature, let subject, let targets):
        claim.subject = .curvature(curvature, node(subject), targets)
      case .shape, .nonconforming: break
      }
      return .claim(claim)
    case .note, .size, .given, .random, .function, .define, .defineFunction, .defineRecursion: return kind
    }
  }

  private static func turned(_ relation: Relation) -> Relation {
    switch relation {
    case .equal, .notEqual: relation
    case .less: .greater
    case .lessOrEqual: .greaterOrEqual
    case .greater: .less
    case .greaterOrEqual: .lessOrEqual
    }
  }

  private mutating func condition(_ condition: Condition) -> Condition {
    switch condition {
    case .relation(let left, let relation, let right):
      let (left, right) = (node(left), node(right))
      return exchanges() ? .relation(right, Self.turned(relation), left) : .relation(left, relation, right)
    case .membership(let inner, let bounds): return .membership(node(inner), bounds)
    case .predicate(let inner, let predicate): return .predicate(node(inner), predicate)
    case .and(let parts): return .and(reordered(parts.map { self.condition($0) }))
    case .or(let parts): return .or(reordered(parts.map { self.condition($0) }))
    case .not(let inner): return .not(self.condition(inner))
    }
  }

  mutating func node(_ old: Node) -> Node {
    Node(kind(old.kind), shape: old.shape, site: old.site)
  }

  private mutating func kind(_ kind: Node.Kind) -> Node.Kind {
    switch kind {
    case .number, .pi, .infinity, .size, .index, .variable, .definition, .member, .component: return kind
    case .negate(let inner): return .negate(node(inner))
    case .sum(let addends):
      return .sum(reordered(addends.map { Node.Addend(isNegative: $0.isNegative, node: node($0.node)) }))
    case .multiply(let factors): return .multiply(reordered(factors.map { node($0) }))
    case .matrixProduct(let a, let b): return .matrixProduct(node(a), node(b))
    case .divide(let a, let b): return .divide(node(a), node(b))
    case .power(let a, let b): return .power(node(a), node(b))
    case .matrixPower(let a, let b): return .matrixPower(node(a), node(b))
    case .transpose(let inner): return .transpose(node(inner))
    case .call(let function, let arguments, let derivatives):
      return .call(function, arguments.map { node($0) }, derivatives: derivatives)
    case .abstract(let function, let arguments, let derivatives):
      return .abstract(function, arguments.map { node($0) }, derivatives: derivatives)
    case .apply(let function, let arguments, let derivatives):
      return .apply(function, arguments.map { node($0) }, derivatives: derivatives)
    case .bigSum(let binders, let body): return .bigSum(reorderedBinders(binders), node(body))
    case .bigProduct(let binders, let body): return .bigProduct(binders, node(body))
    case .sumOfEntries(let inner): return .sumOfEntries(node(inner))
    case .productOfEntries(let inner): return .productOfEntries(node(inner))
    case .delta(let a, let b): return exchanges() ? .delta(b, a) : .delta(a, b)
    case .matrix(let rows): return .matrix(rows.map { $0.map { node($0) } })
    case .conditional(let condition, let a, let b):
      return .conditional(self.condition(condition), then: node(a), else: node(b))
    case .indicator(let condition): return .indicator(self.condition(condition))
    case .derivative(let inner, let targets): return .derivative(node(inner), reordered(targets, of: inner))
    case .gradient(let inner, let targets): return .gradient(node(inner), targets)
    case .jacobian(let inner, let targets): return .jacobian(node(inner), targets)
    case .hessian(let inner, let targets): return .hessian(node(inner), targets)
    case .expectation(let inner): return .expectation(node(inner))
    case .variance(let inner): return .variance(node(inner))
    case .covariance(let a, let b):
      let (first, second) = (node(a), node(b))
      return a.shape.isEmpty && exchanges() ? .covariance(second, first) : .covariance(first, second)
    case .limit, .series, .solve, .optimize: return kind
    case .descent(let inner, let target, let rate): return .descent(node(inner), target, rate: node(rate))
    case .newton(let inner, let target): return .newton(node(inner), target)
    case .substitute(let inner, let list): return .substitute(node(inner), list)
    }
  }

  /// Indices in another order; a condition may speak of earlier ones only, so all conditions go to the last.
  private mutating func reorderedBinders(_ binders: [Node.Binder]) -> [Node.Binder] {
    var result = reordered(binders).map { Node.Binder(index: $0.index, conditions: []) }
    guard let last = result.indices.last else { return [] }
    result[last].conditions = binders.flatMap(\.conditions)
    return result
  }

  /// Partial derivatives commute; those by vectors give the order of the axes.
  private mutating func reordered(
    _ targets: [Node.DerivativeTarget], of node: Node
  ) -> [Node.DerivativeTarget] {
    let areScalar = targets.allSatisfy { target in
      target.slots?.allSatisfy { if case .at = $0 { true } else { false } } ?? target.shape.isEmpty
    }
    return areScalar ? reordered(targets) : targets
  }
}
