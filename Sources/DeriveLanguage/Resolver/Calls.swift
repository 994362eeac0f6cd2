import DeriveNumbers

/// Functions applied: those of the language, and those of the file.
extension Resolver {
  /// The number of the name, if it is that of a function here.
  func functionName(_ id: SyntaxID) -> Int32? {
    guard tree.kind(id) == .name else { return nil }
    let name = tree.nameNumber(id)
    if index(named: name) != nil || parameters[name] != nil { return nil }
    switch entities[name]?.kind {
    case .function, .functionDefinition: return name
    case .size, .variable, .definition, .recursion: return nil
    case nil: return builtins[name] == nil || text(name) == "pi" ? nil : name
    }
  }

  func resolveCall(_ id: SyntaxID) throws(Stop) -> Node {
    let children = tree.children(id)
    let (function, primes) = try called(children[0])
    return try call(function, Array(children.dropFirst()), primes: primes, id)
  }

  /// The name that is called, and how it is derived before.
  private func called(_ function: SyntaxID) throws(Stop) -> (SyntaxID, Primes?) {
    switch tree.kind(function) {
    case .name: return (function, nil)
    case .prime:
      let inner = tree.children(function)[0]
      if tree.kind(inner) == .name { return (inner, .count(tree.payload(function))) }
    case .index:
      let parts = tree.children(function)
      guard tree.kind(parts[0]) == .prime, tree.payload(parts[0]) == 1, tree.kind(tree.children(parts[0])[0]) == .name
      else { break }
      let counts = try all(Array(parts.dropFirst())) { part throws(Stop) in
        guard tree.kind(part) == .integer else {
          throw report(tree.site(part), "how often a function is derived by each argument is a whole number")
        }
        return tree.payload(part)
      }
      return (tree.children(parts[0])[0], .each(counts))
    default: break
    }
    throw report(tree.site(function), "this is a value and cannot be called", hint: "write `*` for a product")
  }

  /// How a function is derived before it is applied.
  enum Primes {
    /// `f''`
    case count(Int)
    /// `f'[1, 2]`
    case each([Int])

    var total: Int {
      switch self {
      case .count(let count): count
      case .each(let counts): counts.reduce(0) { $0 &+ min($1, 1_000) }
      }
    }
  }

  /// How often a function may be derived by primes.
  private static let primeLimit = 100

  /// What a call turns out to be, before its arguments are read.
  private enum Plan {
    case abstract(FunctionID)
    case defined(FunctionDefinitionID)
    case form(Builtin)
    case builtin(Builtin)
  }

  private func call(_ function: SyntaxID, _ arguments: [SyntaxID], primes: Primes?, _ id: SyntaxID) throws(Stop) -> Node
  {
    let plan = try self.plan(function, arguments, primes, id)
    if case .form(let builtin) = plan {
      if builtin.rule == .special { return try resolveForm(builtin.name, id, arguments) }
      return try resolveFilled(builtin, arguments, tree.site(id))
    }
    let nodes = try resolveAll(arguments)
    return try applied(plan, tree.nameNumber(function), nodes, primes, tree.site(id))
  }

  private func applied(
    _ plan: Plan, _ name: Int32, _ nodes: [Node], _ primes: Primes?, _ site: Site
  ) throws(Stop) -> Node {
    switch plan {
    case .abstract(let function):
      let abstract = problem.functions[function.number]
      return try apply(
        site, text(name), nodes, abstract.parameters, abstract.result, primes,
        { .abstract(function, $0, derivatives: $1) })
    case .defined(let function):
      let definition = problem.functionDefinitions[function.number]
      return try apply(
        site, text(name), nodes, definition.parameters.map { problem.variables[$0.number].type.shape },
        definition.value.shape, primes, { .apply(function, $0, derivatives: $1) })
    case .builtin(let builtin), .form(let builtin): return try applied(builtin, nodes, primes, site)
    }
  }

  private func plan(
    _ function: SyntaxID, _ arguments: [SyntaxID], _ primes: Primes?, _ id: SyntaxID
  ) throws(Stop) -> Plan {
    let name = tree.nameNumber(function)
    let site = tree.site(id)
    if let primes, primes.total > Self.primeLimit {
      throw report(tree.site(function), "a function is derived at most \(Self.primeLimit) times by primes")
    }
    if let entity = entities[name] ?? (parameters[name].map { Entity(kind: .variable($0), site: site) }) {
      switch entity.kind {
      case .function(let function):
        try requireCount(problem.functions[function.number].parameters.count, arguments, name, site)
        return .abstract(function)
      case .functionDefinition(let function):
        try requireCount(problem.functionDefinitions[function.number].parameters.count, arguments, name, site)
        return .defined(function)
      case .size, .variable, .definition, .recursion: break
      }
      guard let builtin = builtins[name], arguments.count >= 2 || builtin.rule == .special else {
        let word = text(name)
        let shown = arguments.first.map { shownText(tree.site($0)) } ?? "…"
        let also = builtins[name] == nil ? "" : "; the function of that name is hidden by it"
        throw report(
          tree.site(function), "`\(word)` is no function but a name of line \(line(entity.site))",
          hint: "for a product write `\(word)*(\(shown))`\(also)")
      }
    }
    guard let builtin = builtins[name] else {
      if faulty.contains(name) { throw Stop.reported }
      if index(named: name) != nil || isFreeInBrackets(name) {
        throw report(
          tree.site(function), "`\(text(name))` is an index and no function", hint: "write `*` for a product")
      }
      throw unknownFunction(name, tree.site(function))
    }
    guard builtin.count.contains(arguments.count) else {
      throw report(
        site,
        "`\(builtin.name)` takes \(builtin.countText); here \(arguments.count == 1 ? "is 1" : "are \(arguments.count)")",
        hint: "write `\(builtin.name)(\(builtin.form))`")
    }
    switch builtin.rule {
    case .special, .eye, .filled:
      if primes != nil { throw report(site, "a prime on `\(builtin.name)`, which is no function of numbers") }
      return .form(builtin)
    case .elementwise, .extremum, .softmax, .logsumexp, .dot, .outer, .norm, .norm1, .determinant, .inverse, .diag:
      return .builtin(builtin)
    }
  }

  private func requireCount(_ count: Int, _ arguments: [SyntaxID], _ name: Int32, _ site: Site) throws(Stop) {
    guard arguments.count != count else { return }
    throw report(
      site,
      "`\(text(name))` takes \(count) argument\(count == 1 ? "" : "s"); here "
        + (arguments.count == 1 ? "is 1" : "are \(arguments.count)"))
  }

  // MARK: Functions of the language

  private func applied(_ builtin: Builtin, _ nodes: [Node], _ primes: Primes?, _ site: Site) throws(Stop) -> Node {
    let count = try primeCount(builtin, primes, site)
    func call(_ shape: Shape) throws(Stop) -> Node {
      try make(.call(builtin.name, nodes, derivatives: count), shape, site)
    }
    /// A derivative by the vector adds its dimension.
    func vectorCall(_ shape: Shape) throws(Stop) -> Node {
      if count > 0, nodes[0].shape.count != 1 {
        throw report(site, "`\(builtin.name)'` is of a vector; this is \(shapeText(nodes[0].shape))")
      }
      return try call(shape + (0..<count).flatMap { _ in nodes[0].shape })
    }
    func requireVector(_ node: Node) throws(Stop) {
      guard node.shape.count == 1 else {
        throw unfit(node, "`\(builtin.name)` is of a vector", hint: hintForVectors(builtin, nodes))
      }
    }
    switch builtin.rule {
    case .elementwise: return try call(try commonShape(nodes, "`\(builtin.name)`"))
    case .extremum:
      if nodes.count > 1 { return try call(try commonShape(nodes, "`\(builtin.name)`")) }
      guard nodes[0].shape.count == 1 else {
        throw report(
          site, "`\(builtin.name)` of one value is of a vector; this is \(shapeText(nodes[0].shape))",
          hint: "write `\(builtin.name)(x, y)` of several values")
      }
      return try call([])
    case .softmax, .logsumexp:
      guard (1...2).contains(nodes[0].shape.count) else {
        throw unfit(nodes[0], "`\(builtin.name)` is of a vector")
      }
      return try vectorCall(builtin.rule == .softmax ? nodes[0].shape : nodes[0].shape.dropLast())
    case .norm:
      guard (1...2).contains(nodes[0].shape.count) else {
        throw unfit(
          nodes[0], "`norm` is of a vector or matrix",
          hint: nodes[0].shape.isEmpty ? "write `abs(\(shownText(nodes[0].site)))`" : nil)
      }
      return try vectorCall([])
    case .norm1:
      try requireVector(nodes[0])
      return try vectorCall([])
    case .dot:
      for node in nodes { try requireVector(node) }
      guard nodes[0].shape == nodes[1].shape else {
        throw mismatch(site, "`dot` of different shapes", nodes[0], nodes[1])
      }
      return try call([])
    case .outer:
      for node in nodes { try requireVector(node) }
      return try call(nodes[0].shape + nodes[1].shape)
    case .determinant, .inverse:
      if nodes[0].shape.isEmpty { return try ofScalar(builtin.name, nodes[0], site) }
      try requireSquare(nodes[0], "`\(builtin.name)`")
      return try call(builtin.rule == .inverse ? nodes[0].shape : [])
    case .diag:
      if nodes[0].shape.count == 1 { return try call(nodes[0].shape + nodes[0].shape) }
      guard nodes[0].shape.count == 2 else {
        throw unfit(nodes[0], "`diag` is of a vector or a square matrix")
      }
      try requireSquare(nodes[0], "`diag`")
      return try call([nodes[0].shape[0]])
    case .eye, .filled, .special: return try call([])
    }
  }

  /// What is meant where a function of vectors is given other shapes.
  private func hintForVectors(_ builtin: Builtin, _ nodes: [Node]) -> String? {
    let texts = nodes.map { bracketed($0) }
    let shapes = nodes.map(\.shape)
    switch builtin.rule {
    case .dot where shapes[0] == shapes[1]:
      if shapes[0].isEmpty { return "write `\(texts[0])*\(texts[1])`" }
      return shapes[0].count == 2 ? "write `tr(\(transposeText(nodes[0]))*\(texts[1]))`" : nil
    case .outer where shapes.contains([]): return "write `\(texts[0])*\(texts[1])`"
    case .norm1 where shapes[0].isEmpty: return "write `abs(\(shownText(nodes[0].site)))`"
    case .norm1 where shapes[0].count == 2:
      return "the sum of all magnitudes is `sum(abs(\(shownText(nodes[0].site))))`"
    default: return nil
    }
  }

  private func primeCount(_ builtin: Builtin, _ primes: Primes?, _ site: Site) throws(Stop) -> Int {
    guard let primes else { return 0 }
    switch (builtin.rule, primes) {
    case (.elementwise, .count(let count)), (.softmax, .count(let count)), (.logsumexp, .count(let count)),
      (.norm, .count(let count)), (.norm1, .count(let count)):
      return count
    case (.elementwise, .each(let counts)) where counts.count == 1 && builtin.count.upperBound == 1: return counts[0]
    default: break
    }
    throw report(
      site, "`\(builtin.name)` cannot be derived by a prime here", hint: "write `d(\(builtin.name)(…), x)`")
  }

  /// What a matrix function makes of a 1 by 1 matrix, which is a scalar.
  private func ofScalar(_ name: String, _ node: Node, _ site: Site) throws(Stop) -> Node {
    switch name {
    case "inv": return try make(.power(node, number(-1, site)), [], site)
    case "logdet": return try make(.call("log", [node], derivatives: 0), [], site)
    default: return node
    }
  }

  /// The one shape that several values have, scalars aside.
  private func commonShape(_ nodes: [Node], _ what: String) throws(Stop) -> Shape {
    guard let shaped = nodes.first(where: { !$0.shape.isEmpty }) else { return [] }
    for node in nodes where !node.shape.isEmpty && node.shape != shaped.shape {
      throw mismatch(node.site, "\(what) of different shapes", shaped, node)
    }
    return shaped.shape
  }

  /// `eye(N)`, `ones(N)`, `zeros(N, M)`.
  private func resolveFilled(_ builtin: Builtin, _ arguments: [SyntaxID], _ site: Site) throws(Stop) -> Node {
    let sizes = try all(arguments) { argument throws(Stop) in try resolveSize(argument) }
    let nodes = zip(arguments, sizes).map { $1.node(site: tree.site($0)) }
    let shape = builtin.rule == .eye ? [sizes[0], sizes[0]] : sizes
    return try make(.call(builtin.name, nodes, derivatives: 0), shape, site)
  }

  // MARK: Functions of the file

  private func apply(
    _ site: Site, _ name: String, _ nodes: [Node], _ parameters: [Shape], _ result: Shape, _ primes: Primes?,
    _ kind: ([Node], [Int]) -> Node.Kind
  ) throws(Stop) -> Node {
    var counts = parameters.map { _ in 0 }
    switch primes {
    case nil: break
    case .count(let count)?:
      guard parameters.count == 1 else {
        let form = (["1"] + parameters.dropFirst().map { _ in "0" }).joined(separator: ", ")
        throw report(
          site, "a prime on a function of \(parameters.count) arguments",
          hint: "say how often by which: `\(name)'[\(form)](…)`")
      }
      counts[0] = count
    case .each(let list)?:
      guard list.count == parameters.count else {
        throw report(site, "`\(name)` has \(parameters.count) arguments, and \(list.count) counts of primes")
      }
      counts = list
    }
    let shapes = nodes.map(\.shape)
    let added = zip(parameters, counts).flatMap { shape, count in (0..<count).flatMap { _ in shape } }
    if shapes == parameters { return try make(kind(nodes, counts), result + added, site) }
    if result.isEmpty, parameters.allSatisfy(\.isEmpty) {
      return try make(kind(nodes, counts), try commonShape(nodes, "`\(name)`"), site)
    }
    for (node, shape) in zip(nodes, parameters) where node.shape != shape {
      throw mismatch(
        node.site, "an argument of `\(name)` has another shape", describe(node), "`\(name)` takes \(shapeText(shape))")
    }
    return try make(kind(nodes, counts), result + added, site)
  }
}
