import DeriveCore
import DeriveNumbers

/// Compiles a term to a program of plain loops.
struct LoopCompiler {
  var program = LoopProgram()
  private var nodeOf: [Term: Int] = [:]
  private var slotOf: [Term: Int] = [:]
  private var bodies: [Int: (slots: [Int], body: Int)] = [:]
  private var depth = 0

  mutating func slot(of index: Term) -> Int {
    if let known = slotOf[index] { return known }
    slotOf[index] = program.slotCount
    program.slotCount += 1
    return program.slotCount - 1
  }

  private mutating func add(_ node: LoopProgram.Node) -> Int {
    program.nodes.append(node)
    return program.nodes.count - 1
  }

  /// The node of the term; nil where there is no way to work it out.
  mutating func compile(
    _ term: Term, _ planner: inout ArrayPlanner, _ store: inout TermStore
  ) throws(ArrayError) -> Int? {
    if let known = nodeOf[term] { return known }
    depth += 1
    defer { depth -= 1 }
    if depth > 1000 { return nil }
    let node = try compileNode(term, &planner, &store)
    nodeOf[term] = node
    return node
  }

  private mutating func compile(
    all terms: [Term], _ planner: inout ArrayPlanner, _ store: inout TermStore
  ) throws(ArrayError) -> [Int]? {
    var nodes: [Int] = []
    for term in terms {
      guard let node = try compile(term, &planner, &store) else { return nil }
      nodes.append(node)
    }
    return nodes
  }

  private mutating func compileNode(
    _ term: Term, _ planner: inout ArrayPlanner, _ store: inout TermStore
  ) throws(ArrayError) -> Int? {
    switch store.kind(term) {
    case .rational: return add(.number((store.rational(term) ?? .zero).asDouble))
    case .truth: return add(.number(term == .yes ? 1 : 0))
    case .infinity: return add(.number(.infinity))
    case .index: return add(.index(slot(of: term)))
    case .symbol:
      let array = try planner.array(ofSymbol: store.payload(term), store)
      program.arrays.insert(array)
      return try compile(all: store.children(term), &planner, &store).map { add(.element(array: array, indices: $0)) }
    case .sum:
      let addends = store.addends(term)
      return try compile(all: addends.map(\.term), &planner, &store).map { nodes in
        add(.sum(zip(addends, nodes).map { ($0.coefficient.asDouble, $1) }))
      }
    case .product: return try product(term, &planner, &store)
    case .function:
      let function = store.functionID(term)
      return try compile(all: store.children(term), &planner, &store).map { add(.function(function, $0)) }
    case .delta:
      return try compile(all: store.children(term), &planner, &store).map { add(.relation(.equal, $0[0], $0[1])) }
    case .relation:
      let comparison = store.comparison(term)
      return try compile(all: store.children(term), &planner, &store).map { add(.relation(comparison, $0[0], $0[1])) }
    case .and: return try compile(all: store.children(term), &planner, &store).map { add(.and($0)) }
    case .or: return try compile(all: store.children(term), &planner, &store).map { add(.or($0)) }
    case .not: return try compile(all: store.children(term), &planner, &store).map { add(.not($0[0])) }
    case .cases: return try compile(all: store.children(term), &planner, &store).map { add(.cases($0)) }
    case .reduction: return try reduction(term, &planner, &store)
    case .definition: return try definition(term, &planner, &store)
    case .size, .bound, .family, .abstract, .expectation, .matrixFunction, .limit: return nil
    }
  }

  /// Where a delta is 0 the other factors are not asked for.
  private mutating func product(
    _ term: Term, _ planner: inout ArrayPlanner, _ store: inout TermStore
  ) throws(ArrayError) -> Int? {
    var deltas: [Term] = []
    var bases: [Term] = []
    var exponents: [Term] = []
    for (base, exponent) in store.factors(term) {
      if store.kind(base) == .delta {
        deltas.append(base)
      } else {
        bases.append(base)
        exponents.append(exponent)
      }
    }
    guard let conditions = try compile(all: deltas, &planner, &store),
      let baseNodes = try compile(all: bases, &planner, &store),
      let exponentNodes = try compile(all: exponents, &planner, &store)
    else { return nil }
    let rest = add(.product(zip(baseNodes, exponentNodes).map { ($0, $1) }))
    if conditions.isEmpty { return rest }
    let condition = add(.and(conditions))
    let zero = add(.number(0))
    return add(.cases([condition, rest, zero]))
  }

  private mutating func reduction(
    _ term: Term, _ planner: inout ArrayPlanner, _ store: inout TermStore
  ) throws(ArrayError) -> Int? {
    let opening = store.open(term, fresh: true)
    var ranges: [LoopProgram.Range] = []
    for index in opening.indices {
      let (lower, upper) = store.range(ofIndex: index)
      guard let ends = try compile(all: [lower, upper], &planner, &store) else { return nil }
      ranges.append(LoopProgram.Range(slot: slot(of: index), lower: ends[0], upper: ends[1]))
    }
    return try compile(all: [opening.condition, opening.body], &planner, &store).map {
      add(.reduction(opening.operation, ranges, condition: $0[0], body: $0[1]))
    }
  }

  private mutating func definition(
    _ term: Term, _ planner: inout ArrayPlanner, _ store: inout TermStore
  ) throws(ArrayError) -> Int? {
    let number = store.payload(term)
    guard let arguments = try compile(all: store.children(term), &planner, &store) else { return nil }
    if bodies[number] == nil {
      let definition = store.definitions[number]
      var slots: [Int] = []
      for parameter in definition.parameters { slots.append(slot(of: planner.atSizes(parameter, &store))) }
      guard let body = try compile(planner.atSizes(definition.body, &store), &planner, &store) else { return nil }
      bodies[number] = (slots, body)
    }
    return bodies[number].map { add(.call(slots: $0.slots, arguments: arguments, body: $0.body)) }
  }
}
