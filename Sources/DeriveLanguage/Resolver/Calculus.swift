import DeriveNumbers

/// The forms of the calculus.
extension Resolver {
  func resolveForm(_ name: String, _ id: SyntaxID, _ arguments: [SyntaxID]) throws(Stop) -> Node {
    let site = tree.site(id)
    switch name {
    case "sum": return try resolveBigOperator(id, isProduct: false, arguments)
    case "prod": return try resolveBigOperator(id, isProduct: true, arguments)
    case "delta": return try resolveDelta(arguments, site)
    case "indicator": return try resolveIndicator(arguments[0], site)
    case "d": return try resolveDerivative(arguments, site)
    case "grad", "jacobian", "hessian": return try resolveGradient(name, arguments, site)
    case "newton", "descent": return try resolveIterate(name, arguments, site)
    case "expect", "var", "cov": return try resolveExpectation(name, arguments, site)
    case "limit": return try resolveLimit(arguments, site)
    case "series": return try resolveSeries(arguments, site)
    case "solve": return try resolveSolve(arguments, site)
    case "O": return try resolveOrder(arguments[0], site)
    case "convex", "concave", "strictly_convex", "shape": throw misplacedClaim(name, site)
    default: return try resolveOptimization(name, arguments, site)
    }
  }

  private func resolveDelta(_ arguments: [SyntaxID], _ site: Site) throws(Stop) -> Node {
    let nodes = try all(arguments) { argument throws(Stop) in try resolveIndexValue(argument) }
    return try make(.delta(nodes[0], nodes[1]), [], site)
  }

  private func resolveIndicator(_ argument: SyntaxID, _ site: Site) throws(Stop) -> Node {
    try make(.indicator(try resolveScalarCondition(argument)), [], site)
  }

  private func resolveOrder(_ argument: SyntaxID, _ site: Site) throws(Stop) -> Node {
    guard isAnswer else {
      throw report(site, "`O(…)` stands only in a `#=` comment", hint: "the value of `series` is the polynomial alone")
    }
    let operand = try resolveScalar(argument, "what stands in `O`")
    return try make(.call("O", [operand], derivatives: 0), [], site)
  }

  private func misplacedClaim(_ name: String, _ site: Site) -> Stop {
    report(site, "`\(name)(…)` is a claim and no value", hint: "write it after `check`, `prove` or `refute`")
  }

  // MARK: Targets

  /// What a derivative is taken by: a name, or components of one.
  func resolveTarget(_ id: SyntaxID, isVaried: Bool = true) throws(Stop) -> Node.DerivativeTarget {
    let site = tree.site(id)
    switch tree.kind(id) {
    case .name: return try wholeTarget(id, isVaried: isVaried)
    case .index:
      let children = tree.children(id)
      guard tree.kind(children[0]) == .name else { break }
      if let recursion = recursion(children[0]) {
        let name = problem.recursions[recursion.number].name.text
        throw report(
          site, "deriving by a member of a recursion is not possible",
          hint: "define its components, `let z[l] = …` in terms of `\(name)`, and derive by those")
      }
      var target = try wholeTarget(children[0], isVaried: isVaried)
      let slots = try resolveSlots(Array(children.dropFirst()), target.shape, site, of: tree.site(children[0]))
      var shape: Shape = []
      for (slot, extent) in zip(slots, target.shape) {
        if case .all = slot { shape.append(extent) }
      }
      target.slots = slots
      target.shape = shape
      target.site = site
      return target
    case .integer, .decimal: throw report(site, "a derivative is by a name, and this is a number")
    case .prime where tree.kind(tree.children(id)[0]) == .name:
      let name = tree.name(tree.children(id)[0])
      throw report(
        site, "a derivative is by a name or a component of one",
        hint: "write it by `\(name)`; the gradient has the shape of `\(name)`, and can be transposed")
    default: break
    }
    throw report(
      site, "a derivative is by a name or a component of one", hint: "`let` gives an expression a name to derive by")
  }

  private func wholeTarget(_ id: SyntaxID, isVaried: Bool) throws(Stop) -> Node.DerivativeTarget {
    let node: Node
    let name = tree.nameNumber(id)
    if case .recursion? = entities[name]?.kind, index(named: name) == nil {
      throw report(tree.site(id), "`\(text(name))` is a recursion and cannot be derived by")
    }
    node = try resolveName(id)
    switch node.kind {
    case .variable(let variable):
      let kind = problem.variables[variable.number].type.kind
      if isVaried, isIntegerKind(kind) {
        throw report(
          node.site, "`\(text(name))` is \(kind.rawValue) and cannot be derived by", hint: "it takes only whole values")
      }
      return Node.DerivativeTarget(base: .variable(variable), slots: nil, order: 1, shape: node.shape, site: node.site)
    case .definition(let definition):
      return Node.DerivativeTarget(
        base: .definition(definition), slots: nil, order: 1, shape: node.shape, site: node.site)
    case .size: throw report(node.site, "`\(text(name))` is a size and cannot be derived by")
    case .index: throw report(node.site, "`\(text(name))` is an index and cannot be derived by")
    default: throw report(node.site, "`\(text(name))` is a number and cannot be derived by")
    }
  }

  /// One target, or a tuple of scalars and vectors.
  func resolveTargets(_ id: SyntaxID) throws(Stop) -> [Node.DerivativeTarget] {
    guard tree.kind(id) == .tuple else { return [try resolveTarget(id)] }
    let targets = try all(tree.children(id)) { part throws(Stop) in try resolveTarget(part) }
    for target in targets where target.shape.count > 1 {
      throw report(target.site, "a tuple stacks scalars and vectors; this is \(shapeText(target.shape))")
    }
    return targets
  }

  /// The shape of one target, or of the vector in which several are stacked.
  func stackedShape(_ targets: [Node.DerivativeTarget]) -> Shape {
    if targets.count == 1 { return targets[0].shape }
    var total = Extent(0)
    for target in targets { total = total.adding(target.shape.first ?? Extent(1)) ?? total }
    return [total]
  }

  /// The target as a value.
  func value(of target: Node.DerivativeTarget) -> Node {
    let base: Node
    switch target.base {
    case .variable(let id):
      base = Node(.variable(id), shape: problem.variables[id.number].type.shape, site: target.site)
    case .definition(let id):
      base = Node(.definition(id), shape: problem.definitions[id.number].shape, site: target.site)
    }
    guard let slots = target.slots else { return base }
    return Node(.component(base, slots), shape: target.shape, site: target.site)
  }

  /// The derivative of what does not mention a defined name is an error and not 0.
  func requireMention(_ node: Node, _ targets: [Node.DerivativeTarget]) throws(Stop) {
    for target in targets {
      guard case .definition(let id) = target.base, !Mentions.of(id, in: node, problem) else { continue }
      let name = problem.definitions[id.number].name.text
      throw report(
        target.site, "`\(shownText(node.site))` does not mention `\(name)`",
        hint: "a derivative by a defined name varies that name alone; here nothing depends on it")
    }
  }

  // MARK: Derivatives

  private func resolveDerivative(_ arguments: [SyntaxID], _ site: Site) throws(Stop) -> Node {
    try derivative(try resolve(arguments[0]), arguments, site)
  }

  private func derivative(_ operand: Node, _ arguments: [SyntaxID], _ site: Site) throws(Stop) -> Node {
    var targets: [Node.DerivativeTarget] = []
    for argument in arguments.dropFirst() {
      if tree.kind(argument) == .integer {
        let count = tree.payload(argument)
        guard !targets.isEmpty else {
          throw report(tree.site(argument), "a derivative is by a name, and this is a number")
        }
        guard count >= 1, count <= 10_000, targets[targets.count - 1].order == 1 else {
          throw report(tree.site(argument), "a variable is repeated 1 to 10,000 times, by one number")
        }
        targets[targets.count - 1].order = count
      } else {
        targets.append(try resolveTarget(argument))
      }
    }
    var shape = operand.shape
    for target in targets where !target.shape.isEmpty {
      for _ in 0..<min(target.order, 20) { shape += target.shape }
    }
    try requireMention(operand, targets)
    return try make(.derivative(operand, targets), shape, site)
  }

  private func resolveGradient(_ name: String, _ arguments: [SyntaxID], _ site: Site) throws(Stop) -> Node {
    try gradient(name, try resolve(arguments[0]), arguments, site)
  }

  private func gradient(
    _ name: String, _ operand: Node, _ arguments: [SyntaxID], _ site: Site
  ) throws(Stop) -> Node {
    let targets = try resolveTargets(arguments[1])
    let shape = stackedShape(targets)
    try requireMention(operand, targets)
    if name == "jacobian" {
      guard operand.shape.count == 1 else {
        throw unfit(
          operand, "`jacobian` is of a vector",
          hint: operand.shape.isEmpty ? "write `grad(e, x)`" : operand.shape.count == 2 ? "write `d(e, x)`" : nil)
      }
      return try make(.jacobian(operand, targets), operand.shape + shape, site)
    }
    guard operand.shape.isEmpty else {
      let isVector = operand.shape.count == 1
      throw unfit(
        operand, "`\(name)` is of a scalar",
        hint: name == "hessian" ? "write it of a component" : isVector ? "write `jacobian(f, x)`" : "write `d(e, x)`")
    }
    if name == "grad" { return try make(.gradient(operand, targets), shape, site) }
    return try make(.hessian(operand, targets), shape + shape, site)
  }

  private func resolveIterate(_ name: String, _ arguments: [SyntaxID], _ site: Site) throws(Stop) -> Node {
    let operand = try resolveScalar(arguments[0], "what is minimised")
    let targets = try resolveTargets(arguments[1])
    let shape = stackedShape(targets)
    let rate = arguments.count == 3 ? try resolveScalar(arguments[2], "the rate") : nil
    try requireMention(operand, targets)
    if targets.count == 1 {
      if let rate { return try make(.descent(operand, targets[0], rate: rate), shape, site) }
      return try make(.newton(operand, targets[0]), shape, site)
    }
    let start = try stack(targets.map { [value(of: $0)] }, site)
    let gradient = try make(.gradient(operand, targets), shape, site)
    let step: Node
    if let rate {
      step = try make(.multiply([rate, gradient]), shape, site)
    } else {
      let hessian = try make(.hessian(operand, targets), shape + shape, site)
      let inverse = try make(.matrixPower(hessian, number(-1, site)), shape + shape, site)
      step = try make(.matrixProduct(inverse, gradient), shape, site)
    }
    let addends = [Node.Addend(isNegative: false, node: start), Node.Addend(isNegative: true, node: step)]
    return try make(.sum(addends), shape, site)
  }

  // MARK: Expectations

  private func resolveExpectation(_ name: String, _ arguments: [SyntaxID], _ site: Site) throws(Stop) -> Node {
    let nodes = try all(arguments) { argument throws(Stop) in try resolve(argument) }
    if name == "expect" { return try make(.expectation(nodes[0]), nodes[0].shape, site) }
    for node in nodes where node.shape.count > 1 {
      throw unfit(node, "`\(name)` is of scalars and vectors")
    }
    if name == "var" { return try make(.variance(nodes[0]), nodes[0].shape + nodes[0].shape, site) }
    guard nodes[0].shape.count == nodes[1].shape.count else {
      throw mismatch(site, "`cov` of a scalar and a vector", nodes[0], nodes[1])
    }
    return try make(.covariance(nodes[0], nodes[1]), nodes[0].shape + nodes[1].shape, site)
  }

  // MARK: Limits and series

  private func resolveLimit(_ arguments: [SyntaxID], _ site: Site) throws(Stop) -> Node {
    guard tree.kind(arguments[1]) == .arrow else {
      throw report(tree.site(arguments[1]), "a limit says where to", hint: "write `limit(e, x -> a)`")
    }
    let parts = tree.children(arguments[1])
    let point = try resolveSide(parts[1])
    guard point.shape.isEmpty else {
      throw unfit(point, "the point of a limit is a scalar")
    }
    var direction: Node.Direction?
    if tree.payload(arguments[1]) != 0 { direction = tree.payload(arguments[1]) == 1 ? .above : .below }
    if direction != nil, isInfinite(point) {
      throw report(tree.site(arguments[1]), "infinity is approached from one side only")
    }
    let name = tree.kind(parts[0]) == .name ? tree.nameNumber(parts[0]) : nil
    var own: IndexID?
    if let name, isUndeclared(name), usesInBrackets(name, arguments[0]) {
      let index = newIndex(name, tree.site(parts[0]))
      push(name, index)
      own = index
    }
    defer { if own != nil, let name { pop(name) } }
    let variable = try resolve(parts[0])
    let isName: Bool
    switch variable.kind {
    case .variable, .size, .index: isName = true
    case .component(let base, _):
      if case .variable = base.kind { isName = true } else { isName = false }
    default: isName = false
    }
    guard isName else {
      throw report(variable.site, "the variable of a limit is a given name, a size, or the index of a recursion")
    }
    guard variable.shape.isEmpty else {
      throw unfit(variable, "the variable of a limit is a scalar")
    }
    let operand = try resolve(arguments[0])
    if let own { try settle(own) }
    if case .size(let size) = variable.kind, operand.shape.contains(where: { $0.mentions(size) }) {
      throw report(
        operand.site, "the limit over a size of a value whose shape depends on it",
        hint: "\(describe(operand)); take the limit of a component")
    }
    return try make(
      .limit(operand, variable: variable, point: point, direction: direction), operand.shape, site)
  }

  func isUndeclared(_ name: Int32) -> Bool {
    entities[name] == nil && parameters[name] == nil && !faulty.contains(name)
  }

  /// Whether a name stands in brackets or in `delta` in an expression.
  private func usesInBrackets(_ name: Int32, _ id: SyntaxID, inSlot: Bool = false) -> Bool {
    switch tree.kind(id) {
    case .name: return inSlot && tree.nameNumber(id) == name
    case .index:
      return tree.children(id).enumerated().contains { usesInBrackets(name, $1, inSlot: inSlot || $0 > 0) }
    case .call:
      let isDelta = tree.kind(tree.children(id)[0]) == .name && tree.name(tree.children(id)[0]) == "delta"
      return tree.children(id).dropFirst().contains { usesInBrackets(name, $0, inSlot: inSlot || isDelta) }
    default: return tree.parts(id).contains { usesInBrackets(name, $0, inSlot: inSlot) }
    }
  }

  private func resolveSeries(_ arguments: [SyntaxID], _ site: Site) throws(Stop) -> Node {
    guard tree.kind(arguments[1]) == .arrow else {
      throw report(tree.site(arguments[1]), "a series says where it is taken", hint: "write `series(e, x -> a, k)`")
    }
    let parts = tree.children(arguments[1])
    if tree.payload(arguments[1]) != 0 {
      throw report(tree.site(arguments[1]), "a series has no direction")
    }
    let target = try resolveTarget(parts[0])
    guard case .variable = target.base else {
      throw report(target.site, "the variable of a series is a given name")
    }
    let variable = value(of: target)
    let point = conformingZero(variable, try resolve(parts[1])).1
    guard point.shape == variable.shape else {
      throw mismatch(
        tree.site(arguments[1]), "the point of a series has another shape than its variable", variable, point)
    }
    guard tree.kind(arguments[2]) == .integer, tree.payload(arguments[2]) <= 1_000 else {
      throw report(tree.site(arguments[2]), "the order of a series is a whole number up to 1,000")
    }
    let operand = try resolve(arguments[0])
    let order = number(tree.payload(arguments[2]), tree.site(arguments[2]))
    return try make(.series(operand, variable: variable, point: point, order: order), operand.shape, site)
  }

  // MARK: Equations

  /// `lhs = rhs`; a zero side has the shape of the other.
  private func resolveEquation(_ id: SyntaxID) throws(Stop) -> Node.Equation {
    let operands = tree.kind(id) == .relation ? tree.operands(id) : []
    guard operands.count == 2, operands[1].operation == .equal else {
      throw report(tree.site(id), "an equation `lhs = rhs` is expected")
    }
    let nodes = try all(operands) { operand throws(Stop) in try resolve(operand.node) }
    let (left, right) = conformingZero(nodes[0], nodes[1])
    guard left.shape == right.shape else {
      throw mismatch(Site(offset: operands[1].offset, length: 1), "`=` of different shapes", left, right)
    }
    return Node.Equation(left: left, right: right)
  }

  private func resolveSolve(_ arguments: [SyntaxID], _ site: Site) throws(Stop) -> Node {
    let isSystem = tree.kind(arguments[0]) == .tuple
    let equations = try all(isSystem ? tree.children(arguments[0]) : [arguments[0]]) { part throws(Stop) in
      try resolveEquation(part)
    }
    let targets = try resolveTargets(arguments[1])
    let unknowns = targets.map { value(of: $0) }
    return try make(.solve(equations, unknowns: unknowns), stackedShape(targets), site)
  }

  private func resolveOptimization(_ name: String, _ arguments: [SyntaxID], _ site: Site) throws(Stop) -> Node {
    guard let kind = Node.Optimization(rawValue: name) else { throw report(site, "`\(name)` cannot stand here") }
    let objective = try resolveScalar(arguments[0], "what is minimised")
    let targets = try resolveTargets(arguments[1])
    try requireMention(objective, targets)
    var constraints: [Node.Equation] = []
    if arguments.count > 2 {
      guard tree.kind(arguments[2]) == .subject else {
        throw report(
          tree.site(arguments[2]), "after the variable stand the constraints", hint: "write `subject to g = 0`")
      }
      constraints = try all(tree.children(arguments[2])) { part throws(Stop) in try resolveEquation(part) }
    }
    let variable = targets.count == 1 ? value(of: targets[0]) : try stack(targets.map { [value(of: $0)] }, site)
    let shape: Shape
    switch kind {
    case .argmin, .minimize: shape = stackedShape(targets)
    case .minimum: shape = []
    case .multiplier:
      guard !constraints.isEmpty else {
        throw report(site, "`multiplier` of a problem without constraints", hint: "write `subject to g = 0`")
      }
      shape = constraints.count == 1 ? constraints[0].left.shape : try stack(constraints.map { [$0.left] }, site).shape
    }
    return try make(
      .optimize(kind, objective: objective, variable: variable, constraints: constraints), shape, site)
  }

  // MARK: Substitutions

  /// `(e where n = 1, sigma = 0)`.
  func resolveWhere(_ id: SyntaxID) throws(Stop) -> Node {
    let children = tree.children(id)
    var substitutions: [SyntaxSubstitution] = []
    for position in stride(from: 1, to: children.count - 1, by: 2) {
      substitutions.append(SyntaxSubstitution(target: children[position], value: children[position + 1]))
    }
    let site = tree.site(id)
    return try substituting(substitutions) { resolved, sizes throws(Stop) in
      let operand = try resolve(children[0])
      return try substituted(operand, resolved(), sizes, site)
    }
  }

  /// One expression with resolved substitutions around it.
  func substituted(
    _ operand: Node, _ substitutions: [Node.Substitution], _ sizes: [SizeID: Extent], _ site: Site
  ) throws(Stop) -> Node {
    if substitutions.isEmpty { return operand }
    if case .number = operand.kind, operand.shape.isEmpty { return operand }
    var shape: Shape = []
    for extent in operand.shape {
      guard let new = extent.substituting(sizes) else { throw report(site, "this shape is too large") }
      shape.append(new)
    }
    return try make(.substitute(operand, substitutions), shape, site)
  }

  /// Reads substitutions, whose values stand outside, and runs `body` with the index letters among the targets bound.
  /// The list is complete only when `body` has read its expression, in which component targets find their ranges.
  func substituting<R>(
    _ list: [SyntaxSubstitution],
    _ body: (() -> [Node.Substitution], [SizeID: Extent]) throws(Stop) -> R
  ) throws(Stop) -> R {
    var letters: [(name: Int32, index: IndexID)] = []
    var resolved: [Node.Substitution] = []
    var sizes: [SizeID: Extent] = [:]
    let values = try all(list) { item throws(Stop) in try resolve(item.value) }
    // Sizes first: other values may have the new shape.
    for (item, value) in zip(list, values) where tree.kind(item.target) == .name {
      guard case .size(let size)? = entities[tree.nameNumber(item.target)]?.kind else { continue }
      guard value.shape.isEmpty, let extent = extent(of: value), !extent.isSurelyTooSmall else {
        throw report(
          value.site,
          "the value of a size is a whole number of at least 1, a size, or a sum, difference or product of these")
      }
      sizes[size] = extent
    }
    for (item, value) in zip(list, values) {
      resolved.append(try substitution(item, value, sizes, &letters))
    }
    for (name, index) in letters { push(name, index) }
    defer { for (name, _) in letters { pop(name) } }
    let result = try body({ resolved }, sizes)
    for (_, index) in letters { try settle(index) }
    return result
  }

  private func substitution(
    _ item: SyntaxSubstitution, _ value: Node, _ sizes: [SizeID: Extent],
    _ letters: inout [(name: Int32, index: IndexID)]
  ) throws(Stop) -> Node.Substitution {
    let site = tree.site(item.target)
    if tree.kind(item.target) == .name, isUndeclared(tree.nameNumber(item.target)) {
      let name = tree.nameNumber(item.target)
      if !declaresImplicitly || isFreeInBrackets(name) || index(named: name) != nil {
        guard usedAsIndex(name) else { throw unknown(name, site) }
        try requireInteger(value, "the value of an index")
        let id = newIndex(name, site)
        letters.append((name, id))
        return Node.Substitution(target: .index(id), value: value)
      }
    }
    if tree.kind(item.target) == .name, case .size(let size)? = entities[tree.nameNumber(item.target)]?.kind {
      return Node.Substitution(target: .size(size), value: value)
    }
    let target = try resolveTarget(item.target, isVaried: false)
    let shape = try all(target.shape) { extent throws(Stop) in
      guard let new = extent.substituting(sizes) else { throw report(site, "this shape is too large") }
      return new
    }
    let fitting = conformingZero(self.value(of: target), value).1
    guard fitting.shape == target.shape || fitting.shape == shape else {
      throw mismatch(span(site, value.site), "a value of another shape than the name's", self.value(of: target), value)
    }
    guard let slots = target.slots else {
      switch target.base {
      case .variable(let id): return Node.Substitution(target: .variable(id), value: fitting)
      case .definition(let id): return Node.Substitution(target: .definition(id), value: fitting)
      }
    }
    guard case .variable(let id) = target.base else {
      throw report(site, "a component of a defined name cannot be substituted", hint: "substitute the whole name")
    }
    let places = try all(slots) { slot throws(Stop) -> Node in
      guard case .at(let node) = slot else {
        throw report(
          site, "a row or column cannot be substituted", hint: "substitute the whole name, or single components")
      }
      return node
    }
    return Node.Substitution(target: .component(id, places), value: fitting)
  }

  /// Whether an undeclared name stands in brackets anywhere in the statement, bound or not.
  private func usedAsIndex(_ name: Int32) -> Bool {
    statementParts.contains { usesInBrackets(name, $0) }
  }
}

/// Which definitions an expression depends on.
enum Mentions {
  /// Whether the expression mentions the definition, directly or through other definitions.
  static func of(_ id: DefinitionID, in node: Node, _ problem: Problem) -> Bool {
    var search = Search(target: id, problem: problem)
    return search.run(node)
  }

  private struct Search {
    let target: DefinitionID
    let problem: Problem
    var definitions: Set<DefinitionID> = []
    var recursions: Set<RecursionID> = []
    var functions: Set<FunctionDefinitionID> = []
    /// Values still to be looked at: chains of definitions may be long.
    var pending: [Node] = []

    mutating func run(_ node: Node) -> Bool {
      pending = [node]
      while let next = pending.popLast() {
        if visit(next) { return true }
      }
      return false
    }

    private mutating func visit(_ node: Node) -> Bool {
      switch node.kind {
      case .definition(let id):
        if id == target { return true }
        if definitions.insert(id).inserted { pending.append(problem.definitions[id.number].value) }
      case .member(let id, _):
        if recursions.insert(id).inserted {
          let recursion = problem.recursions[id.number]
          pending.append(recursion.initial)
          if let step = recursion.step { pending.append(step) }
        }
      case .apply(let id, _, _):
        if functions.insert(id).inserted { pending.append(problem.functionDefinitions[id.number].value) }
      default: break
      }
      var found = false
      node.kind.forEachChild { child in
        if !found { found = visit(child) }
      }
      return found
    }
  }
}
