import DeriveNumbers

/// Conditions on values and indices.
extension Resolver {
  /// A condition on scalars, as `if`, binders and `indicator` take it.
  func resolveScalarCondition(_ id: SyntaxID) throws(Stop) -> Condition {
    let condition = try resolveCondition(id)
    var shaped: Node?
    condition.forEachSide { if !$0.shape.isEmpty { shaped = shaped ?? $0 } }
    if let shaped {
      let text = bracketed(shaped)
      let slots = shaped.shape.count == 1 ? "i" : shaped.shape.count == 2 ? "i, j" : "…"
      throw unfit(shaped, "a condition here is on scalars", hint: "write it of a component, `\(text)[\(slots)]`")
    }
    return condition
  }

  func resolveCondition(_ id: SyntaxID) throws(Stop) -> Condition {
    let condition: Condition
    switch tree.kind(id) {
    case .relation: condition = try resolveRelations(id)
    case .membership:
      let children = tree.children(id)
      let node = try resolve(children[0])
      condition = .membership(node, try resolveBounds(children[1]))
    case .predicate: condition = try resolvePredicate(id)
    case .and:
      condition = .and(try all(tree.children(id)) { part throws(Stop) in try resolveCondition(part) })
    case .or: condition = .or(try all(tree.children(id)) { part throws(Stop) in try resolveCondition(part) })
    case .not: condition = .not(try resolveCondition(tree.children(id)[0]))
    default:
      throw report(
        tree.site(id), "a condition is a relation, a predicate or `x in range`", hint: "such as `x > 0` or `H psd`")
    }
    condition.forEachNode { markConditioned($0) }
    return condition
  }

  private func markConditioned(_ node: Node) {
    if case .index(let id) = node.kind { indexStates[id.number].isConditioned = true }
    node.kind.forEachChild { markConditioned($0) }
  }

  private func resolveRelations(_ id: SyntaxID) throws(Stop) -> Condition {
    let operands = tree.operands(id)
    let nodes = try all(operands) { operand throws(Stop) in try resolveSide(operand.node) }
    var conditions: [Condition] = []
    for position in 1..<max(1, nodes.count) {
      let (left, right) = conformingZero(nodes[position - 1], nodes[position])
      let relation = self.relation(operands[position].operation)
      if left.shape != right.shape {
        let sign = Site(offset: operands[position].offset, length: relation.rawValue.utf8.count)
        throw mismatch(
          sign, "`\(relation.rawValue)` of different shapes", left, right,
          hint: left.shape.isEmpty || right.shape.isEmpty ? "write the relation for each component, `x[i]`" : nil)
      }
      conditions.append(.relation(left, relation, right))
    }
    return conditions.count == 1 ? conditions[0] : .and(conditions)
  }

  func relation(_ operation: SyntaxOperator) -> Relation {
    switch operation {
    case .notEqual: .notEqual
    case .less: .less
    case .lessOrEqual: .lessOrEqual
    case .greater: .greater
    case .greaterOrEqual: .greaterOrEqual
    case .equal, .plus, .minus, .times, .divide, .dotTimes, .dotDivide: .equal
    }
  }

  /// `0` on one side of a relation has the shape of the other side.
  func conformingZero(_ left: Node, _ right: Node) -> (Node, Node) {
    func isZero(_ node: Node) -> Bool {
      if case .number(let value) = node.kind { node.shape.isEmpty && value.isZero } else { false }
    }
    if isZero(left), !right.shape.isEmpty {
      return (Node(.number(.zero), shape: right.shape, site: left.site), right)
    }
    if isZero(right), !left.shape.isEmpty {
      return (left, Node(.number(.zero), shape: left.shape, site: right.site))
    }
    return (left, right)
  }

  private func resolvePredicate(_ id: SyntaxID) throws(Stop) -> Condition {
    let node = try resolve(tree.children(id)[0])
    let predicate = self.predicate(id)
    if node.shape.isEmpty { return try scalarPredicate(node, predicate, tree.site(id)) }
    try requireSubject(node, predicate)
    return .predicate(node, predicate)
  }

  func predicate(_ id: SyntaxID) -> Predicate {
    Predicate(rawValue: tree.names.text(Int32(truncatingIfNeeded: tree.payload(id)))) ?? .psd
  }

  /// What a predicate says of a 1 by 1 matrix, which is a scalar.
  func scalarPredicate(_ node: Node, _ predicate: Predicate, _ site: Site) throws(Stop) -> Condition {
    guard let relation = scalarRelation(predicate) else {
      throw unfit(node, "`\(predicate.rawValue)` is about a matrix")
    }
    return .relation(node, relation, number(0, site))
  }

  func scalarRelation(_ predicate: Predicate) -> Relation? {
    switch predicate {
    case .psd: .greaterOrEqual
    case .pd: .greater
    case .nsd: .lessOrEqual
    case .nd: .less
    case .invertible: .notEqual
    case .symmetric, .idempotent, .orthogonal, .diagonal, .fullrank: nil
    }
  }

  func requireSubject(_ node: Node, _ predicate: Predicate) throws(Stop) {
    if predicate == .fullrank {
      guard node.shape.count == 2 else {
        throw unfit(node, "`fullrank` is about a matrix")
      }
      return
    }
    try requireSquare(node, "`\(predicate.rawValue)`")
  }

  /// An interval or a range; an end may be infinite.
  func resolveBounds(_ id: SyntaxID) throws(Stop) -> Bounds {
    let ends = try all(tree.children(id)) { end throws(Stop) in
      let node = try resolveSide(end)
      guard node.shape.isEmpty else { throw unfit(node, "a bound is a scalar") }
      return node
    }
    let isRange = tree.kind(id) == .range
    if isRange {
      for end in ends where !isInfinite(end) { try requireInteger(end, "the end of a range") }
    }
    let payload = tree.payload(id)
    return Bounds(
      lower: ends[0], upper: ends[1], includesLower: isRange || payload & 1 != 0,
      includesUpper: isRange || payload & 2 != 0, isIntegerRange: isRange)
  }

  func isInfinite(_ node: Node) -> Bool {
    switch node.kind {
    case .infinity: return true
    case .negate(let operand): return isInfinite(operand)
    default: return false
    }
  }
}

extension Condition {
  /// Calls `body` with what is compared; a predicate's matrix is not.
  fileprivate func forEachSide(_ body: (Node) -> Void) {
    switch self {
    case .relation(let left, _, let right):
      body(left)
      body(right)
    case .membership(let node, _): body(node)
    case .predicate: break
    case .and(let conditions), .or(let conditions): for condition in conditions { condition.forEachSide(body) }
    case .not(let condition): condition.forEachSide(body)
    }
  }
}
