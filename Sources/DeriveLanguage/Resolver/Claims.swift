/// Claims: what they say, and where shapes that differ make them false.
extension Resolver {
  func resolveClaim(
    _ keyword: Statement.Keyword, _ syntax: SyntaxClaim, _ site: Site
  ) throws(Stop) -> Statement.Claim {
    statementParts = [syntax.subject] + syntax.assumptions
    for substitution in syntax.substitutions { statementParts += [substitution.target, substitution.value] }
    var assumptions: [Condition] = []
    var failure: Stop?
    do throws(Stop) {
      assumptions = try resolveAssumptions(syntax.assumptions)
    } catch {
      failure = error
    }
    isInClaim = true
    var subject: Statement.Subject
    do throws(Stop) {
      subject = try substituting(syntax.substitutions) { resolved, sizes throws(Stop) in
        try resolveSubject(syntax.subject, keyword) { node throws(Stop) in
          try self.substituted(node, resolved(), sizes, node.site)
        }
      }
    } catch {
      guard case .mismatch(let mismatch) = error else { throw error }
      subject = .nonconforming(mismatch)
      dropUnsettled()
    }
    isInClaim = false
    if let failure { throw failure }
    try finish(allowsFree: true, in: "")
    return Statement.Claim(
      keyword: keyword, text: claimText(site, keyword), subject: subject, assumptions: assumptions)
  }

  /// Of a claim that does not conform, indices whose places were not reached are left out.
  private func dropUnsettled() {
    freeOrder.removeAll { name in
      guard let id = freeIndices[name] else { return true }
      let state = indexStates[id.number]
      return !state.isSettled && state.places.isEmpty && state.firstMember == nil
    }
    placeChecks.removeAll()
  }

  private func claimText(_ site: Site, _ keyword: Statement.Keyword) -> String {
    let text = folded(source.text(of: site))
    let word = keyword.rawValue + " "
    return text.hasPrefix(word) ? String(text.dropFirst(word.count)) : text
  }

  private typealias Wrap = (Node) throws(Stop) -> Node

  private func resolveSubject(
    _ id: SyntaxID, _ keyword: Statement.Keyword, _ wrap: Wrap
  ) throws(Stop) -> Statement.Subject {
    switch tree.kind(id) {
    case .relation:
      let operands = tree.operands(id)
      if let shape = try resolveShapeClaim(operands, wrap) { return shape }
      if keyword == .refute, operands.count > 2 {
        throw report(
          tree.site(id), "`refute` is about one relation, not a chain", hint: "write one statement for each step")
      }
      return try resolveChain(operands, wrap)
    case .predicate:
      let predicate = self.predicate(id)
      let node = try wrap(try resolve(tree.children(id)[0]))
      if node.shape.isEmpty {
        guard let relation = scalarRelation(predicate) else {
          throw unfit(node, "`\(predicate.rawValue)` is about a matrix")
        }
        return .chain(first: node, steps: [Statement.ChainStep(relation: relation, right: number(0, tree.site(id)))])
      }
      try requireSubject(node, predicate)
      return .predicate(node, predicate)
    case .membership: return try resolveMembership(id, wrap)
    case .call:
      if let subject = try resolveCurvature(id, wrap) { return subject }
    default: break
    }
    throw report(
      tree.site(id), "a claim is a relation, a chain of them, or a predicate", hint: "such as `a = b` or `H psd`")
  }

  private func resolveChain(_ operands: [SyntaxOperand], _ wrap: Wrap) throws(Stop) -> Statement.Subject {
    var nodes = try all(operands) { operand throws(Stop) in try wrap(try resolveSide(operand.node)) }
    // A zero has the shape of its neighbours.
    for position in nodes.indices.dropFirst() {
      (nodes[position - 1], nodes[position]) = conformingZero(nodes[position - 1], nodes[position])
    }
    for position in nodes.indices.dropFirst().reversed() {
      (nodes[position - 1], nodes[position]) = conformingZero(nodes[position - 1], nodes[position])
    }
    var steps: [Statement.ChainStep] = []
    for position in nodes.indices.dropFirst() {
      let (left, right) = (nodes[position - 1], nodes[position])
      let relation = self.relation(operands[position].operation)
      var step = Statement.ChainStep(relation: relation, right: right)
      if left.shape != right.shape {
        step.mismatch = Statement.ShapeMismatch(
          message: "`\(relation.rawValue)` of different shapes", left: describe(left), right: describe(right))
      }
      steps.append(step)
    }
    return .chain(first: nodes[0], steps: steps)
  }

  /// `e in (a, b)` is the chain `a < e < b`.
  private func resolveMembership(_ id: SyntaxID, _ wrap: Wrap) throws(Stop) -> Statement.Subject {
    let children = tree.children(id)
    let bounds = try resolveBounds(children[1])
    guard !bounds.isIntegerRange else {
      throw report(tree.site(id), "a claim is a relation, a chain of them, or a predicate", hint: "write `a <= x <= b`")
    }
    let node = try wrap(try resolve(children[0]))
    let lower = conformingZero(bounds.lower, node).0
    let upper = conformingZero(bounds.upper, node).0
    for end in [lower, upper] where !isInfinite(end) && end.shape != node.shape {
      throw mismatch(tree.site(id), "`in` of different shapes", node, end)
    }
    let below = bounds.includesUpper ? Relation.lessOrEqual : .less
    if isInfinite(lower) {
      if isInfinite(upper) { throw report(tree.site(children[1]), "this interval holds every number") }
      return .chain(first: node, steps: [Statement.ChainStep(relation: below, right: upper)])
    }
    var steps = [Statement.ChainStep(relation: bounds.includesLower ? .lessOrEqual : .less, right: node)]
    if !isInfinite(upper) { steps.append(Statement.ChainStep(relation: below, right: upper)) }
    return .chain(first: lower, steps: steps)
  }

  /// `convex(e, x)` and its like.
  private func resolveCurvature(_ id: SyntaxID, _ wrap: Wrap) throws(Stop) -> Statement.Subject? {
    let children = tree.children(id)
    guard tree.kind(children[0]) == .name, let curvature = Statement.Curvature(rawValue: tree.name(children[0])),
      entities[tree.nameNumber(children[0])] == nil
    else { return nil }
    guard children.count == 3 else {
      throw report(
        tree.site(id),
        "`\(curvature.rawValue)` takes two arguments; here \(children.count == 2 ? "is 1" : "are \(children.count - 1)")",
        hint: "write `\(curvature.rawValue)(e, x)`")
    }
    let operand = try resolve(children[1])
    guard operand.shape.isEmpty else {
      throw unfit(operand, "`\(curvature.rawValue)` is about a scalar")
    }
    let targets = try resolveTargets(children[2])
    try requireMention(operand, targets)
    return .curvature(curvature, try wrap(operand), targets)
  }

  /// `shape(e) = (N, D)`.
  private func resolveShapeClaim(_ operands: [SyntaxOperand], _ wrap: Wrap) throws(Stop) -> Statement.Subject? {
    let left = operands[0].node
    guard operands.count == 2, tree.kind(left) == .call else { return nil }
    let children = tree.children(left)
    guard tree.kind(children[0]) == .name, tree.name(children[0]) == "shape", children.count == 2,
      entities[tree.nameNumber(children[0])] == nil
    else { return nil }
    guard operands[1].operation == .equal else {
      throw report(tree.site(left), "a claim about a shape is `shape(e) = (N, D)`")
    }
    let right = operands[1].node
    let sizes = try all(tree.kind(right) == .tuple ? tree.children(right) : [right]) { part throws(Stop) in
      try resolveSize(part)
    }
    let node = try wrap(try resolve(children[1]))
    return .shape(node, sizes)
  }
}
