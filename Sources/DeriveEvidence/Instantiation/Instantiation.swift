import DeriveCore
import DeriveNumbers

/// A term at concrete sizes: reductions written out, deltas and relations of numbers decided, definitions unfolded,
/// abstract functions replaced by polynomials. What is left is a scalar term over components with literal indices,
/// such as `x[2]`.
///
/// Plain nodes are worked through by ascending handles, without recursion; binders, definitions and case distinctions
/// recurse into their bodies, and remember what they found for each value of the indices that occur in them.
package struct Instantiation {
  /// The value of each size symbol.
  package let sizes: [Int: Int]
  /// Values of integer symbols that stand as indices or in ranges.
  package let integers: [Term: Int]
  package let functions: [Int: ConcreteFunction]
  /// The greatest number of nodes that may be visited.
  package private(set) var limit: Int

  private(set) var visited = 0
  private var depth = 0
  private var memory = InstantiationMemory()
  /// Of each matrix taken whole, by its entries.
  private var adjugates: [[[Term]]: Adjugate] = [:]

  package init(
    sizes: [Int: Int], integers: [Term: Int] = [:], functions: [Int: ConcreteFunction] = [:], limit: Int = 300_000
  ) {
    self.sizes = sizes
    self.integers = integers
    self.functions = functions
    self.limit = limit
  }

  /// The term with its free indices at these values.
  ///
  /// - Throws: `.tooMuchWork` past the limit; `.unsupported` for what has no value at a point, such as an expectation.
  package mutating func value(
    of root: Term, at environment: IndexValues = [:], in store: inout TermStore
  ) throws(DeriveError) -> Term {
    if let known = known(root, environment, &store) { return known }
    depth += 1
    defer { depth -= 1 }
    if depth > 1500 { throw .tooMuchWork }
    // What is not known yet, children first: children have smaller handles. A frame holds no table of the store's size,
    // for a thousand may be open at once.
    let seen = store.acquireTable()
    var order = [root]
    var next = 0
    while next < order.count {
      let term = order[next]
      next += 1
      switch store.kind(term) {
      case .rational, .infinity, .truth, .size, .index, .bound, .reduction, .family, .cases, .expectation,
        .limit:
        continue
      case .symbol, .definition, .sum, .product, .function, .delta, .relation, .and, .or, .not, .abstract,
        .matrixFunction:
        break
      }
      for position in 0..<store.childCount(term) {
        let child = store.child(term, position)
        if store.isNumber(child) || store.kind(child) == .family { continue }
        if seen.insert(child), known(child, environment, &store) == nil { order.append(child) }
      }
    }
    store.release(seen)
    visited += order.count
    if visited > limit { throw .tooMuchWork }
    order.sort { $0.number < $1.number }
    for term in order {
      memory.set(term, at: environment, to: try node(term, environment, &store), store)
    }
    return known(root, environment, &store) ?? root
  }

  /// Counts work towards the limit.
  mutating func visit(_ count: Int) throws(DeriveError) {
    visited += count
    if visited > limit { throw .tooMuchWork }
  }

  /// Starts the count of nodes again: what was found is kept.
  mutating func restart(limit: Int) {
    self.limit = limit
    visited = 0
  }

  /// What the term came to before, or comes to by itself.
  private mutating func known(_ term: Term, _ environment: IndexValues, _ store: inout TermStore) -> Term? {
    switch store.kind(term) {
    case .rational, .infinity, .truth: term
    case .size: sizes[store.payload(term)].map { store.number($0) }
    case .index, .bound: environment[term].map { store.number($0) }
    case .symbol, .definition, .sum, .product, .function, .reduction, .family, .delta, .relation, .and, .or, .not,
      .cases, .abstract, .expectation, .matrixFunction, .limit:
      memory.value(of: term, at: environment, store)
    }
  }

  // MARK: Nodes

  private mutating func node(
    _ term: Term, _ environment: IndexValues, _ store: inout TermStore
  ) throws(DeriveError) -> Term {
    func result(_ child: Term) -> Term { known(child, environment, &store) ?? child }
    let count = store.childCount(term)
    switch store.kind(term) {
    case .rational, .infinity, .truth:
      return term
    case .size:
      guard let value = sizes[store.payload(term)] else { throw .unsupported("a size without a value") }
      return store.number(value)
    case .symbol:
      if count == 0 { return integers[term].map { store.number($0) } ?? term }
      return store.component(store.payload(term), store.children(term).map(result))
    case .definition:
      let definition = store.definitions[store.payload(term)]
      var inner: IndexValues = [:]
      for (position, parameter) in definition.parameters.enumerated() {
        inner[parameter] = try Self.whole(result(store.child(term, position)), store)
      }
      return try value(of: definition.body, at: inner, in: &store)
    case .index, .bound:
      guard let value = environment[term] else { throw .unsupported("an index without a value") }
      return store.number(value)
    case .sum:
      let pairs = stride(from: 0, to: count, by: 2).map {
        (coefficient: store.child(term, $0), term: result(store.child(term, $0 + 1)))
      }
      return store.sum(ofMultiples: pairs)
    case .product:
      let pairs = stride(from: 0, to: count, by: 2).map {
        (base: result(store.child(term, $0)), exponent: result(store.child(term, $0 + 1)))
      }
      return store.product(ofPowers: pairs)
    case .function:
      return store.apply(store.functionID(term), store.children(term).map(result))
    case .reduction:
      return try reduction(term, environment, &store)
    case .family:
      throw .unsupported("a vector taken whole")
    case .delta:
      return store.delta(result(store.child(term, 0)), result(store.child(term, 1)))
    case .relation:
      return store.relation(store.comparison(term), result(store.child(term, 0)), result(store.child(term, 1)))
    case .and:
      return store.conjunction(store.children(term).map(result))
    case .or:
      return store.disjunction(store.children(term).map(result))
    case .not:
      return store.negation(result(store.child(term, 0)))
    case .cases:
      // A value whose condition fails is never touched.
      var list: [(condition: Term, value: Term)] = []
      for position in stride(from: 0, to: count - 1, by: 2) {
        let condition = try value(of: store.child(term, position), at: environment, in: &store)
        if condition == .no { continue }
        let inner = try value(of: store.child(term, position + 1), at: environment, in: &store)
        if condition == .yes { return store.cases(list, otherwise: inner) }
        list.append((condition, inner))
      }
      let last = try value(of: store.child(term, count - 1), at: environment, in: &store)
      return store.cases(list, otherwise: last)
    case .abstract:
      return try abstract(term, environment, &store)
    case .expectation:
      throw .unsupported("an expected value that was not worked out")
    case .limit:
      throw .unsupported("a limit that was not taken")
    case .matrixFunction:
      return try matrixFunction(term, environment, &store)
    }
  }

  /// The whole number that an index came to.
  private static func whole(_ term: Term, _ store: borrowing TermStore) throws(DeriveError) -> Int {
    guard let value = store.rational(term)?.asInt else { throw .unsupported("an index that is no number") }
    return value
  }

  // MARK: Binders

  private mutating func reduction(
    _ term: Term, _ environment: IndexValues, _ store: inout TermStore
  ) throws(DeriveError) -> Term {
    let opening = store.open(term)
    if let sum = try eliminated(opening, environment, &store) { return sum }
    let bodies = try instances(
      opening.indices, where: opening.condition, opening.body, environment, &store)
    switch opening.operation {
    case .sum:
      return store.sum(bodies.map { $0.condition == .yes ? $0.value : store.cases([$0], otherwise: .zero) })
    case .product:
      return store.product(bodies.map { $0.condition == .yes ? $0.value : store.cases([$0], otherwise: .one) })
    case .all:
      return store.conjunction(
        bodies.map { instance in
          if instance.condition == .yes { return instance.value }
          let excluded = store.negation(instance.condition)
          return store.disjunction([excluded, instance.value])
        })
    case .maximum, .minimum:
      guard bodies.allSatisfy({ $0.condition == .yes }) else {
        throw .unsupported("the greatest of values under a condition")
      }
      // Of nothing there is no greatest.
      guard var best = bodies.first?.value else { return store.power(.zero, .minusOne) }
      let function: FunctionID = opening.operation == .maximum ? .max : .min
      for instance in bodies.dropFirst() { best = store.apply(function, best, instance.value) }
      return best
    }
  }

  /// The bodies for all values of the indices whose condition does not fail.
  private mutating func instances(
    _ indices: [Term], where condition: Term, _ body: Term, _ environment: IndexValues, _ store: inout TermStore
  ) throws(DeriveError) -> [(condition: Term, value: Term)] {
    var found: [(condition: Term, value: Term)] = []
    var inner = environment
    // A counter over the ranges, which may depend on earlier indices.
    var uppers: [Int] = []
    func range(
      _ place: Int, _ instantiation: inout Instantiation, _ store: inout TermStore
    ) throws(DeriveError) -> (Int, Int) {
      let (lower, upper) = store.range(ofIndex: indices[place])
      let first = try instantiation.value(of: lower, at: inner, in: &store)
      let last = try instantiation.value(of: upper, at: inner, in: &store)
      if last == .infinity { throw .unsupported("a sum without an end") }
      return (try Instantiation.whole(first, store), try Instantiation.whole(last, store))
    }
    var place = 0
    var descending = true
    while place >= 0 {
      if place == indices.count {
        visited += 1
        if visited > limit { throw .tooMuchWork }
        let holds = condition == .yes ? .yes : try value(of: condition, at: inner, in: &store)
        if holds != .no { found.append((holds, try value(of: body, at: inner, in: &store))) }
        place -= 1
        descending = false
        continue
      }
      let index = indices[place]
      if descending {
        let (first, last) = try range(place, &self, &store)
        inner[index] = first
        uppers.append(last)
      } else {
        inner[index] = (inner[index] ?? 0) + 1
      }
      if inner[index] ?? 0 > uppers[place] {
        inner[index] = nil
        uppers.removeLast()
        place -= 1
        descending = false
      } else {
        place += 1
        descending = true
      }
    }
    return found
  }

  // MARK: Functions of a whole matrix

  private mutating func matrixFunction(
    _ term: Term, _ environment: IndexValues, _ store: inout TermStore
  ) throws(DeriveError) -> Term {
    let opening = store.open(store.child(term, 0))
    let entries = try instances(opening.indices, where: .yes, opening.body, environment, &store).map(\.value)
    var size = 0
    while size * size < entries.count { size += 1 }
    guard size * size == entries.count, size <= Adjugate.greatestSize else { throw .tooMuchWork }
    let rows = (0..<size).map { Array(entries[($0 * size)..<($0 * size + size)]) }
    if store.matrixFunction(term) == .power { return try power(of: rows, term, environment, &store) }
    visited += size * size * size * size
    if visited > limit { throw .tooMuchWork }
    let adjugate = adjugates[rows] ?? Adjugate(of: rows, in: &store)
    adjugates[rows] = adjugate
    switch store.matrixFunction(term) {
    case .determinant: return adjugate.determinant
    case .inverse, .power:
      let places = try places(of: term, in: rows, environment, &store)
      return store.divide(adjugate.entries[places[0]][places[1]], adjugate.determinant)
    }
  }

  /// The row and the column of the entry that is asked for, from 0.
  private mutating func places(
    of term: Term, in rows: [[Term]], _ environment: IndexValues, _ store: inout TermStore
  ) throws(DeriveError) -> [Int] {
    var places: [Int] = []
    for position in 1...2 {
      let child = store.child(term, position)
      places.append(try Self.whole(known(child, environment, &store) ?? child, store) - 1)
    }
    guard places.allSatisfy({ rows.indices.contains($0) }) else {
      throw .unsupported("an entry of a matrix out of range")
    }
    return places
  }

  /// An entry of a power, multiplied out.
  private mutating func power(
    of rows: [[Term]], _ term: Term, _ environment: IndexValues, _ store: inout TermStore
  ) throws(DeriveError) -> Term {
    let child = store.child(term, 3)
    let exponent = try Self.whole(known(child, environment, &store) ?? child, store)
    let places = try places(of: term, in: rows, environment, &store)
    guard abs(exponent) <= Self.greatestPower else { throw .tooMuchWork }
    try visit(rows.count * rows.count * (abs(exponent) + 1))
    var row: [Term] = rows.indices.map { $0 == places[0] ? .one : .zero }
    var factor = rows
    var divisor = Term.one
    if exponent < 0 {
      let adjugate = Adjugate(of: rows, in: &store)
      factor = adjugate.entries
      divisor = store.power(adjugate.determinant, exponent)
    }
    for _ in 0..<abs(exponent) {
      row = rows.indices.map { column in
        store.sum(rows.indices.map { store.multiply(row[$0], factor[$0][column]) })
      }
    }
    return store.multiply(row[places[1]], divisor)
  }

  /// The greatest power of a matrix that is multiplied out at a point.
  private static let greatestPower = 64

  // MARK: Abstract functions

  private mutating func abstract(
    _ term: Term, _ environment: IndexValues, _ store: inout TermStore
  ) throws(DeriveError) -> Term {
    func result(_ child: Term) -> Term { known(child, environment, &store) ?? child }
    guard let function = functions[store.payload(term)] else {
      throw .unsupported("an abstract function without a concrete one")
    }
    let (resultIndices, arguments, marks) = store.abstractParts(term)
    var variables: [Term] = []
    var starts: [Int] = []
    for argument in arguments {
      starts.append(variables.count)
      if store.kind(argument) == .family {
        let opening = store.open(argument)
        variables += try instances(opening.indices, where: .yes, opening.body, environment, &store).map(\.value)
      } else {
        variables.append(result(argument))
      }
    }
    var places: [Int] = []
    for mark in marks {
      var place = starts[mark.argument]
      if let index = mark.index { place += try Self.whole(result(index), store) - 1 }
      guard variables.indices.contains(place) else { throw .unsupported("a derivative by a component out of range") }
      places.append(place)
    }
    var component = 1
    for index in resultIndices { component = try Self.whole(result(index), store) }
    visited += variables.count
    return function.value(result: component, variables: variables, derivedBy: places, in: &store)
  }
}
