/// `sum` and `prod`: what they bind, over which ranges, under which conditions.
extension Resolver {
  func resolveBigOperator(_ id: SyntaxID, isProduct: Bool, _ arguments: [SyntaxID]) throws(Stop) -> Node {
    let site = tree.site(id)
    if arguments.count == 1 { return try resolveEntries(arguments[0], isProduct, site) }
    let last = arguments[arguments.count - 1]
    var names: [Int32] = []
    defer { for name in names { pop(name) } }
    var binders: [Node.Binder] = []
    for argument in arguments.dropLast() {
      try bind(argument, isProduct ? "prod" : "sum", &names, &binders)
    }
    try requireBody(last, isProduct)
    let body = try resolve(last)
    return try bigOperator(binders, body, isProduct, site)
  }

  private func requireBody(_ id: SyntaxID, _ isProduct: Bool) throws(Stop) {
    guard tree.kind(id) == .binder || tree.kind(id) == .relation else { return }
    throw report(
      tree.site(id),
      "the last argument of `\(isProduct ? "prod" : "sum")` is what is "
        + (isProduct ? "multiplied" : "added up"))
  }

  private func bigOperator(
    _ binders: [Node.Binder], _ body: Node, _ isProduct: Bool, _ site: Site
  ) throws(Stop) -> Node {
    for binder in binders { try settle(binder.index) }
    if isProduct, !body.shape.isEmpty {
      if body.shape.count != 2 || body.shape[0] != body.shape[1] {
        guard body.shape.count == 2 else {
          throw unfit(body, "`prod` multiplies scalars or square matrices")
        }
        try requireSquare(body, "`prod`")
      }
    }
    return try make(isProduct ? .bigProduct(binders, body) : .bigSum(binders, body), body.shape, site)
  }

  /// `sum(v)`: all entries.
  private func resolveEntries(_ argument: SyntaxID, _ isProduct: Bool, _ site: Site) throws(Stop) -> Node {
    let word = isProduct ? "prod" : "sum"
    if tree.kind(argument) == .binder {
      throw report(site, "`\(word)` binds an index and has nothing to \(isProduct ? "multiply" : "add up")")
    }
    let body = try resolve(argument)
    guard !body.shape.isEmpty else {
      throw report(
        site, "`\(word)` of one scalar", hint: "name its index: `\(word)(i, \(shownText(body.site)))`")
    }
    return try make(isProduct ? .productOfEntries(body) : .sumOfEntries(body), [], site)
  }

  /// One argument before the last: `i`, `i : range`, `i : condition`, or a condition on the index before.
  private func bind(
    _ argument: SyntaxID, _ word: String, _ names: inout [Int32], _ binders: inout [Node.Binder]
  ) throws(Stop) {
    switch tree.kind(argument) {
    case .name:
      binders.append(try bind(argument, range: nil, &names))
    case .binder:
      let parts = tree.children(argument)
      if tree.kind(parts[1]) == .range {
        binders.append(try bind(parts[0], range: try resolveRange(parts[1]), &names))
      } else {
        binders.append(try bind(parts[0], range: nil, &names))
        try add(parts[1], to: &binders)
      }
    case .relation, .membership, .predicate, .and, .or, .not:
      guard !binders.isEmpty else {
        throw report(tree.site(argument), "a condition stands after the index it is about")
      }
      try add(argument, to: &binders)
    default:
      throw report(
        tree.site(argument), "before the last argument of `\(word)` stand indices",
        hint: "`\(word)(i, e)`, `\(word)(i : 1..N, e)`, `\(word)(i, j : i < j, e)`")
    }
  }

  private func bind(
    _ id: SyntaxID, range: (lower: Node, upper: Node)?, _ names: inout [Int32]
  ) throws(Stop) -> Node.Binder {
    let name = tree.nameNumber(id)
    try requireBindable(name, tree.site(id))
    if names.contains(name) { throw report(tree.site(id), "the index `\(text(name))` is bound twice") }
    let index = newIndex(name, tree.site(id), range: range)
    push(name, index)
    names.append(name)
    return Node.Binder(index: index, conditions: [])
  }

  /// A condition of the last binder; `i in a..b` is its range.
  private func add(_ id: SyntaxID, to binders: inout [Node.Binder]) throws(Stop) {
    let last = binders.count - 1
    if let range = try writtenRange(id, of: binders[last].index) {
      settle(binders[last].index, range)
    } else {
      binders[last].conditions.append(try resolveScalarCondition(id))
    }
  }

  /// The range in `i in a..b`, if the condition is that, about an index without a range.
  func writtenRange(_ id: SyntaxID, of index: IndexID) throws(Stop) -> (lower: Node, upper: Node)? {
    guard tree.kind(id) == .membership, !indexStates[index.number].isSettled else { return nil }
    let parts = tree.children(id)
    guard tree.kind(parts[0]) == .name, tree.kind(parts[1]) == .range,
      self.index(named: tree.nameNumber(parts[0])) == index || freeIndices[tree.nameNumber(parts[0])] == index
    else { return nil }
    return try range(parts[1], of: index)
  }

  /// A written range, which must not depend on the index that has it.
  func range(_ id: SyntaxID, of index: IndexID) throws(Stop) -> (lower: Node, upper: Node) {
    let range = try resolveRange(id)
    guard !mentions(range.lower, index), !mentions(range.upper, index) else {
      throw report(tree.site(id), "the range of `\(problem.indices[index.number].name)` depends on itself")
    }
    return range
  }

  /// Whether an index stands in a node, or in the range of one that does.
  private func mentions(_ node: Node, _ index: IndexID) -> Bool {
    if case .index(let other) = node.kind {
      if other == index { return true }
      let range = problem.indices[other.number]
      if indexStates[other.number].isSettled, mentions(range.lower, index) || mentions(range.upper, index) {
        return true
      }
    }
    var found = false
    node.kind.forEachChild { found = found || mentions($0, index) }
    return found
  }
}
