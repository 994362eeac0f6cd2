import DeriveCore
import DeriveLanguage

extension Lowering {
  /// By a defined name that the expression does not mention, there is no derivative: 0 would hide a slip.
  mutating func requireMention(
    _ operand: Node, of targets: [Node.DerivativeTarget]
  ) throws(LoweringError) {
    for target in targets {
      guard case .definition(let id) = target.base else { continue }
      let following = followers(of: id)
      if !namedDefinitions(in: operand).contains(where: { $0 == id || following.contains($0) }) {
        let name = problem.definitions[id.number].name.text
        throw .unsupported("the expression does not mention `\(name)`, by which it is to be derived")
      }
    }
  }

  /// The definitions of the file that are written in terms of one, directly or through others.
  private mutating func followers(of id: DefinitionID) -> Set<DefinitionID> {
    if let known = definitionFollowers[id] { return known }
    var result: Set<DefinitionID> = [id]
    for number in problem.definitions.indices where number != id.number {
      let direct: Set<DefinitionID>
      if let known = directNames[DefinitionID(number)] {
        direct = known
      } else {
        direct = namedDefinitions(in: problem.definitions[number].value)
        directNames[DefinitionID(number)] = direct
      }
      if !direct.isDisjoint(with: result) { result.insert(DefinitionID(number)) }
    }
    definitionFollowers[id] = result
    return result
  }

  /// The definitions that an expression names, also in the functions and recursions that it uses.
  private func namedDefinitions(in root: Node) -> Set<DefinitionID> {
    var result: Set<DefinitionID> = []
    var functions: Set<FunctionDefinitionID> = []
    var recursions: Set<RecursionID> = []
    var pending = [root]
    while let node = pending.popLast() {
      switch node.kind {
      case .definition(let id): result.insert(id)
      case .apply(let id, let arguments, derivatives: _):
        pending += arguments
        if functions.insert(id).inserted { pending.append(problem.functionDefinitions[id.number].value) }
      case .member(let id, let place):
        pending.append(place)
        if recursions.insert(id).inserted {
          let recursion = problem.recursions[id.number]
          pending.append(recursion.initial)
          if let step = recursion.step { pending.append(step) }
        }
      case .number, .pi, .infinity, .size, .index, .variable, .component, .negate, .sum, .multiply, .matrixProduct,
        .divide, .power, .matrixPower, .transpose, .call, .abstract, .bigSum, .bigProduct, .sumOfEntries,
        .productOfEntries, .delta, .matrix, .conditional, .indicator, .derivative, .gradient, .jacobian, .hessian,
        .expectation, .variance, .covariance, .limit, .series, .solve, .optimize, .descent, .newton, .substitute:
        pending += node.parts
      }
    }
    return result
  }
}

extension Node {
  /// The expressions directly below.
  var parts: [Node] {
    switch kind {
    case .number, .pi, .infinity, .size, .index, .variable, .definition: []
    case .member(_, let place): [place]
    case .component(let base, let slots): [base] + slots.flatMap(\.parts)
    case .negate(let operand), .transpose(let operand), .sumOfEntries(let operand), .productOfEntries(let operand),
      .expectation(let operand), .variance(let operand):
      [operand]
    case .sum(let addends): addends.map(\.node)
    case .multiply(let factors): factors
    case .matrixProduct(let left, let right), .divide(let left, let right), .power(let left, let right),
      .matrixPower(let left, let right), .delta(let left, let right), .covariance(let left, let right):
      [left, right]
    case .call(_, let arguments, derivatives: _), .abstract(_, let arguments, derivatives: _),
      .apply(_, let arguments, derivatives: _):
      arguments
    case .bigSum(let binders, let body), .bigProduct(let binders, let body):
      binders.flatMap { $0.conditions.flatMap(\.parts) } + [body]
    case .matrix(let rows): rows.flatMap { $0 }
    case .conditional(let condition, let first, let second): condition.parts + [first, second]
    case .indicator(let condition): condition.parts
    case .derivative(let operand, let targets), .gradient(let operand, let targets),
      .jacobian(let operand, let targets), .hessian(let operand, let targets):
      [operand] + targets.flatMap { ($0.slots ?? []).flatMap(\.parts) }
    case .limit(let operand, let variable, let point, direction: _): [operand, variable, point]
    case .series(let operand, let variable, let point, let order): [operand, variable, point, order]
    case .solve(let equations, let unknowns): equations.flatMap { [$0.left, $0.right] } + unknowns
    case .optimize(_, let objective, let variable, let constraints):
      [objective, variable] + constraints.flatMap { [$0.left, $0.right] }
    case .descent(let operand, let target, let rate): [operand, rate] + (target.slots ?? []).flatMap(\.parts)
    case .newton(let operand, let target): [operand] + (target.slots ?? []).flatMap(\.parts)
    case .substitute(let operand, let substitutions): [operand] + substitutions.map(\.value)
    }
  }
}

extension Node.Slot {
  fileprivate var parts: [Node] {
    switch self {
    case .at(let node): [node]
    case .all: []
    }
  }
}

extension Condition {
  /// The expressions directly below.
  fileprivate var parts: [Node] {
    switch self {
    case .relation(let left, _, let right): [left, right]
    case .membership(let node, let bounds): [node, bounds.lower, bounds.upper]
    case .predicate(let node, _): [node]
    case .and(let conditions), .or(let conditions): conditions.flatMap(\.parts)
    case .not(let condition): condition.parts
    }
  }
}
