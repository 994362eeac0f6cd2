import DeriveNumbers

/// What is known about an index before its range is settled.
struct IndexState {
  var site: Site
  /// Its ends are in the problem's table.
  var isSettled = false
  /// It stands in a condition, so that not every value of its range occurs.
  var isConditioned = false
  /// The sizes of the plain places `x[n]` where it stands.
  var places: [(extent: Extent, site: Site)] = []
  /// The first member of a recursion that it counts.
  var firstMember: Int?
}

/// A place `x[n+1]` that must lie inside its dimension.
struct PlaceCheck {
  var slot: Node
  var extent: Extent
}

/// Indices: where they are bound, and what they run over.
extension Resolver {
  /// A new index; its range is settled later unless it is given.
  func newIndex(_ name: Int32, _ site: Site, range: (lower: Node, upper: Node)? = nil) -> IndexID {
    let id = IndexID(problem.indices.count)
    let one = number(1, site)
    problem.indices.append(Index(name: text(name), lower: range?.lower ?? one, upper: range?.upper ?? one))
    indexStates.append(IndexState(site: site, isSettled: range != nil))
    return id
  }

  func push(_ name: Int32, _ id: IndexID) { indexScopes[name, default: []].append(id) }

  func pop(_ name: Int32) { indexScopes[name]?.removeLast() }

  /// An error if the name cannot be bound: it is declared.
  func requireBindable(_ name: Int32, _ site: Site) throws(Stop) {
    let earlier = parameters[name].map { problem.variables[$0.number].name.site } ?? entities[name]?.site
    guard let earlier else { return }
    throw report(
      site, "`\(text(name))` is declared and cannot be an index", hint: "it is declared in line \(line(earlier))")
  }

  /// An index that the statement leaves free: it means "for all".
  func freeIndex(_ name: Int32, _ site: Site) throws(Stop) -> Node {
    if let id = freeIndices[name] { return Node(.index(id), shape: [], site: site) }
    if faulty.contains(name) { throw Stop.reported }
    let id = newIndex(name, site)
    freeIndices[name] = id
    freeOrder.append(name)
    return Node(.index(id), shape: [], site: site)
  }

  // MARK: Ranges

  /// A written range `a..b`.
  func resolveRange(_ id: SyntaxID) throws(Stop) -> (lower: Node, upper: Node) {
    let ends = try all(tree.children(id)) { end throws(Stop) in try resolve(end) }
    for end in ends { try requireInteger(end, "the end of a range") }
    return (ends[0], ends[1])
  }

  func settle(_ id: IndexID, _ range: (lower: Node, upper: Node)) {
    problem.indices[id.number].lower = range.lower
    problem.indices[id.number].upper = range.upper
    indexStates[id.number].isSettled = true
  }

  /// Gives the index the common size of its plain places, if no range is written.
  func settle(_ id: IndexID) throws(Stop) {
    let state = indexStates[id.number]
    if state.isSettled { return }
    indexStates[id.number].isSettled = true
    let name = problem.indices[id.number].name
    guard let first = state.places.first else {
      if let start = state.firstMember {
        problem.indices[id.number].lower = number(start, state.site)
        problem.indices[id.number].upper = Node(.infinity, shape: [], site: state.site)
        return
      }
      throw report(
        state.site, "the index `\(name)` has no range",
        hint: "write one, as in `sum(\(name) : 1..N, …)` or `… if \(name) in 1..N`, or use it in a place `x[\(name)]`")
    }
    for place in state.places where place.extent != first.extent {
      throw report(
        place.site, "the index `\(name)` runs over two sizes",
        hint: "over \(placeText(first)) and over \(placeText(place))")
    }
    problem.indices[id.number].upper = first.extent.node(site: state.site)
  }

  private func placeText(_ place: (extent: Extent, site: Site)) -> String {
    let size = place.extent.text(in: problem)
    return
      "\(size) in `\(shownText(place.site))` (line \(line(place.site)), column \(source.column(at: place.site.offset)))"
  }

  // MARK: Integers

  /// Whether every value of it is a whole number.
  func isInteger(_ node: Node) -> Bool {
    switch node.kind {
    case .number(let value): return value.isInteger
    case .size, .index, .delta, .indicator: return true
    case .variable(let id): return isIntegerKind(problem.variables[id.number].type.kind)
    case .definition(let id): return integerDefinitions.contains(id)
    case .component(let base, _): return isInteger(base)
    case .negate(let operand), .sumOfEntries(let operand), .productOfEntries(let operand), .transpose(let operand):
      return isInteger(operand)
    case .sum(let addends): return addends.allSatisfy { isInteger($0.node) }
    case .multiply(let factors): return factors.allSatisfy(isInteger)
    case .matrixProduct(let a, let b): return isInteger(a) && isInteger(b)
    case .power(let base, let exponent):
      guard case .number(let value) = exponent.kind else { return false }
      return isInteger(base) && value.isInteger && !value.isNegative
    case .call(let name, let arguments, let derivatives):
      guard derivatives == 0 else { return false }
      switch name {
      case "floor", "sign", "factorial", "binomial": return true
      case "min", "max", "abs": return arguments.allSatisfy(isInteger)
      default: return false
      }
    case .bigSum(_, let body), .bigProduct(_, let body): return isInteger(body)
    case .conditional(_, let a, let b): return isInteger(a) && isInteger(b)
    case .pi, .infinity, .member, .divide, .matrixPower, .abstract, .apply, .matrix, .derivative, .gradient, .jacobian,
      .hessian, .expectation, .variance, .covariance, .limit, .series, .solve, .optimize, .descent, .newton,
      .substitute:
      return false
    }
  }

  func isIntegerKind(_ kind: ValueKind) -> Bool {
    switch kind {
    case .integer, .binary, .onehot: true
    case .real, .positive, .nonnegative, .negative, .nonzero, .simplex, .symmetric, .psd, .pd, .diagonal, .orthogonal,
      .invertible, .fullrank:
      false
    }
  }

  func requireInteger(_ node: Node, _ what: String) throws(Stop) {
    guard node.shape.isEmpty else { throw unfit(node, "\(what) is an integer") }
    guard isInteger(node) else { throw report(node.site, "\(what) is an integer, and this may be none") }
  }

  // MARK: Components

  /// `base[slots]`, `u[t]`, or the primes of a function with counts.
  func resolveIndexed(_ id: SyntaxID) throws(Stop) -> Node {
    let children = tree.children(id)
    let slots = Array(children.dropFirst())
    if let recursion = recursion(children[0]) { return try member(of: recursion, slots, tree.site(id)) }
    if tree.kind(children[0]) == .prime, let function = functionName(tree.children(children[0])[0]) {
      throw report(tree.site(id), "the function `\(text(function))` needs its arguments")
    }
    let base = try resolve(children[0])
    return try component(base, slots, tree.site(id))
  }

  func component(_ base: Node, _ syntax: [SyntaxID], _ site: Site) throws(Stop) -> Node {
    let slots = try resolveSlots(syntax, base.shape, site, of: base.site)
    var shape: Shape = []
    for (slot, extent) in zip(slots, base.shape) {
      if case .all = slot { shape.append(extent) }
    }
    return try make(.component(base, slots), shape, site)
  }

  /// The slots of a value of a shape, missing ones filled in.
  func resolveSlots(_ syntax: [SyntaxID], _ shape: Shape, _ site: Site, of base: Site) throws(Stop) -> [Node.Slot] {
    guard !shape.isEmpty else {
      throw report(site, "`\(shownText(base))` is a scalar and has no components")
    }
    guard syntax.count <= shape.count else {
      throw report(
        site,
        "\(syntax.count) indices for `\(shownText(base))`, which has \(shape.count == 1 ? "one" : "\(shape.count)")",
        hint: "`\(shownText(base))` is \(shapeText(shape))")
    }
    var slots = try all(Array(zip(syntax, shape))) { pair throws(Stop) in
      try resolveSlot(pair.0, pair.1, site)
    }
    while slots.count < shape.count { slots.append(.all) }
    return slots
  }

  private func resolveSlot(_ id: SyntaxID, _ extent: Extent, _ place: Site) throws(Stop) -> Node.Slot {
    if tree.kind(id) == .colon { return .all }
    if tree.kind(id) == .range {
      throw report(tree.site(id), "a range cannot stand as an index", hint: "`:` keeps the whole dimension")
    }
    let node = try resolveIndexValue(id)
    if tree.kind(id) == .name, case .index(let index) = node.kind {
      notePlace(index, extent, place)
    } else {
      placeChecks.append(PlaceCheck(slot: node, extent: extent))
    }
    return .at(node)
  }

  /// An integer in which unknown names are indices.
  func resolveIndexValue(_ id: SyntaxID) throws(Stop) -> Node {
    let outer = isInSlot
    isInSlot = true
    defer { isInSlot = outer }
    let node = try resolve(id)
    try requireInteger(node, "an index")
    return node
  }

  func notePlace(_ index: IndexID, _ extent: Extent, _ site: Site) {
    if indexStates[index.number].isSettled {
      let node = Node(.index(index), shape: [], site: site)
      placeChecks.append(PlaceCheck(slot: node, extent: extent))
    } else if !indexStates[index.number].places.contains(where: { $0.extent == extent }) {
      indexStates[index.number].places.append((extent, site))
    }
  }

  /// Every place that surely lies outside its dimension is an error; all ranges are known here.
  func checkPlaces() -> Bool {
    var isFine = true
    for check in placeChecks {
      let bounds = self.bounds(check.slot)
      let dimension = check.extent.text(in: problem)
      if let upper = bounds.upper, upper.subtracting(check.extent)?.isSurelyPositive ?? false {
        _ = report(
          check.slot.site, "the index `\(shownText(check.slot.site))` lies outside 1..\(dimension)",
          hint: "it may be \(upper.text(in: problem))")
        isFine = false
      } else if let lower = bounds.lower, lower.isSurelyTooSmall {
        _ = report(
          check.slot.site, "the index `\(shownText(check.slot.site))` lies outside 1..\(dimension)",
          hint: "it may be \(lower.text(in: problem)); components are counted from 1")
        isFine = false
      }
    }
    return isFine
  }

  /// The least and greatest value of an integer, where they are polynomials in the sizes.
  func bounds(_ node: Node, _ level: Int = 0) -> (lower: Extent?, upper: Extent?) {
    guard level < 20 else { return (nil, nil) }
    switch node.kind {
    case .index(let id):
      if indexStates[id.number].isConditioned || !indexStates[id.number].isSettled { return (nil, nil) }
      let index = problem.indices[id.number]
      return (bounds(index.lower, level + 1).lower, bounds(index.upper, level + 1).upper)
    case .negate(let operand):
      let inner = bounds(operand, level + 1)
      return (inner.upper?.negated, inner.lower?.negated)
    case .sum(let addends):
      var total: (lower: Extent?, upper: Extent?) = (Extent(0), Extent(0))
      for addend in addends {
        var next = bounds(addend.node, level + 1)
        if addend.isNegative { next = (next.upper?.negated, next.lower?.negated) }
        total.lower = total.lower.flatMap { total in next.lower.flatMap(total.adding) }
        total.upper = total.upper.flatMap { total in next.upper.flatMap(total.adding) }
      }
      return total
    default:
      let extent = self.extent(of: node)
      return (extent, extent)
    }
  }

  /// The polynomial in the sizes that an expression is, if it is one.
  func extent(of node: Node) -> Extent? {
    switch node.kind {
    case .number(let value): return value.asInt.map { Extent($0) }
    case .size(let id): return Extent(id)
    case .negate(let operand): return extent(of: operand)?.negated
    case .sum(let addends):
      var total = Extent(0)
      for addend in addends {
        guard let next = extent(of: addend.node),
          let sum = addend.isNegative ? total.subtracting(next) : total.adding(next)
        else { return nil }
        total = sum
      }
      return total
    case .multiply(let factors):
      var total = Extent(1)
      for factor in factors {
        guard let next = extent(of: factor), let product = total.multiplied(by: next) else { return nil }
        total = product
      }
      return total
    case .power(let base, let exponent):
      guard case .number(let value) = exponent.kind, let count = value.asInt, (0...20).contains(count),
        let factor = extent(of: base)
      else { return nil }
      var total = Extent(1)
      for _ in 0..<count {
        guard let product = total.multiplied(by: factor) else { return nil }
        total = product
      }
      return total
    default: return nil
    }
  }

  // MARK: Recursions

  /// The recursion that a name stands for.
  func recursion(_ id: SyntaxID) -> RecursionID? {
    guard tree.kind(id) == .name, index(named: tree.nameNumber(id)) == nil,
      case .recursion(let recursion)? = entities[tree.nameNumber(id)]?.kind
    else { return nil }
    return recursion
  }

  private func member(of id: RecursionID, _ syntax: [SyntaxID], _ site: Site) throws(Stop) -> Node {
    let recursion = problem.recursions[id.number]
    guard tree.kind(syntax[0]) != .colon else {
      throw report(
        tree.site(syntax[0]), "a recursion has no end", hint: "write which member: `\(recursion.name.text)[t]`")
    }
    let place = try resolveIndexValue(syntax[0])
    if let (index, offset) = countedIndex(place) {
      // Of `u[t + 1]` the first member is what is counted from, as in the step itself; `u[t - 1]` begins later.
      let first = recursion.first + max(0, -offset)
      indexStates[index.number].firstMember = max(indexStates[index.number].firstMember ?? 0, first)
    }
    if case .number(let value) = place.kind, value < Rational(recursion.first) {
      throw report(place.site, "the recursion `\(recursion.name.text)` begins at \(recursion.first)")
    }
    if let open = openRecursion, open.id == id {
      guard case .index(let index) = place.kind, index == open.index else {
        throw report(
          place.site,
          "a step uses the member before it, `\(recursion.name.text)[\(problem.indices[open.index.number].name)]`")
      }
    }
    let whole = try make(.member(id, place), recursion.shape, site)
    return syntax.count == 1 ? whole : try component(whole, Array(syntax.dropFirst()), site)
  }

  /// `t` and c of a place `t + c`.
  private func countedIndex(_ place: Node) -> (IndexID, Int)? {
    if case .index(let index) = place.kind { return (index, 0) }
    guard case .sum(let addends) = place.kind, addends.count == 2, case .index(let index) = addends[0].node.kind,
      !addends[0].isNegative, case .number(let value) = addends[1].node.kind, let offset = value.asInt,
      abs(offset) < 1_000_000
    else { return nil }
    return (index, addends[1].isNegative ? -offset : offset)
  }

  // MARK: Names in brackets

  /// Whether the statement uses this undeclared name, unbound, in brackets or in `delta`.
  func isFreeInBrackets(_ name: Int32) -> Bool {
    if let known = bracketNames { return known.contains(name) }
    var collector = BracketNames(resolver: self)
    for part in statementParts { collector.visit(part, inSlot: false) }
    bracketNames = collector.names
    return collector.names.contains(name)
  }
}

/// Gathers the names in slots that nothing around them binds.
private struct BracketNames {
  let resolver: Resolver
  var names: Set<Int32> = []
  private var bound: [Int32: Int] = [:]

  init(resolver: Resolver) { self.resolver = resolver }

  mutating func visit(_ id: SyntaxID, inSlot: Bool) {
    let tree = resolver.tree
    switch tree.kind(id) {
    case .name:
      let name = tree.nameNumber(id)
      if inSlot, bound[name, default: 0] == 0, resolver.entities[name] == nil { names.insert(name) }
    case .index:
      for (position, child) in tree.children(id).enumerated() { visit(child, inSlot: inSlot || position > 0) }
    case .call:
      let children = tree.children(id)
      let function = tree.kind(children[0]) == .name ? tree.name(children[0]) : ""
      let arguments = children.dropFirst()
      let binders = boundNames(function, Array(arguments))
      for name in binders { bound[name, default: 0] += 1 }
      if tree.kind(children[0]) != .name { visit(children[0], inSlot: inSlot) }
      for argument in arguments { visit(argument, inSlot: inSlot || function == "delta") }
      for name in binders { bound[name, default: 0] -= 1 }
    case .where:
      let children = tree.children(id)
      var binders: [Int32] = []
      for position in stride(from: 1, to: children.count, by: 2) where tree.kind(children[position]) == .name {
        binders.append(tree.nameNumber(children[position]))
      }
      for position in stride(from: 2, to: children.count, by: 2) { visit(children[position], inSlot: inSlot) }
      for name in binders { bound[name, default: 0] += 1 }
      visit(children[0], inSlot: inSlot)
      for name in binders { bound[name, default: 0] -= 1 }
    default:
      for part in tree.parts(id) { visit(part, inSlot: inSlot) }
    }
  }

  private func boundNames(_ function: String, _ arguments: [SyntaxID]) -> [Int32] {
    let tree = resolver.tree
    switch function {
    case "sum", "prod":
      return arguments.dropLast().compactMap { argument in
        switch tree.kind(argument) {
        case .name: tree.nameNumber(argument)
        case .binder: tree.nameNumber(tree.children(argument)[0])
        default: nil
        }
      }
    case "limit":
      return arguments.compactMap { argument in
        guard tree.kind(argument) == .arrow, tree.kind(tree.children(argument)[0]) == .name else { return nil }
        return tree.nameNumber(tree.children(argument)[0])
      }
    default: return []
    }
  }
}
