import DeriveLanguage
import DeriveNumbers
import Foundation

/// A concrete array of numbers, row by row.
package struct Array2 {
  package var shape: [Int]
  package var data: [Jet]

  package init(_ shape: [Int], _ data: [Jet]) {
    self.shape = shape
    self.data = data
  }

  package init(_ scalar: Jet) { self.init([], [scalar]) }

  package var scalar: Jet { data.count == 1 ? data[0] : .undefined }

  func offset(_ places: [Int]) -> Int { zip(places, shape).reduce(0) { $0 * $1.1 + $1.0 } }

  subscript(_ places: Int...) -> Jet { data[offset(places)] }

  /// All places in the order of the data.
  static func places(_ shape: [Int]) -> [[Int]] {
    shape.reduce([[]]) { list, count in list.flatMap { place in (0..<count).map { place + [$0] } } }
  }
}

package struct Unsupported: Error {
  package var what: String
}

/// Evaluates resolved expressions at concrete sizes and values, by the rules of the language and by nothing of the
/// engine: arrays, loops, jets. What is undefined is not a number.
package struct Evaluator {
  let problem: Problem
  package var sizes: [Int: Int] = [:]
  package var variables: [Int: Array2] = [:]
  package var indices: [Int: Int] = [:]
  /// Names that vary freely in place of their definitions.
  private var free: [Int: Array2] = [:]
  /// Members of names that depend on themselves through a recursion, by their first indices, in place of what they are.
  private var freeRows: [Int: [[Int]: Array2]] = [:]
  private var units = 0
  /// Coefficients of the functions in place of abstract ones.
  package var seed: UInt64 = 1
  /// A derivative was taken on a kink: the point does not count.
  package var hitKink = false

  package init(_ problem: Problem) { self.problem = problem }

  // MARK: Sizes

  package func extent(_ extent: Extent) -> Int {
    extent.monomials.reduce(0) { $0 + $1.coefficient * $1.sizes.reduce(1) { $0 * (sizes[$1.number] ?? 1) } }
  }

  package func shape(_ shape: Shape) -> [Int] { shape.map { extent($0) } }

  package mutating func integer(_ node: Node) throws -> Int {
    let value = try evaluate(node).scalar.value
    guard value.isFinite, abs(value) < 1e6, value == value.rounded() else { throw Unsupported(what: "no integer") }
    return Int(value)
  }

  // MARK: Expressions

  package mutating func evaluate(_ node: Node) throws -> Array2 {
    let shape = shape(node.shape)
    switch node.kind {
    case .number(let value): return Array2(Jet(value.asDouble))
    case .pi: return Array2(Jet(.pi))
    case .infinity: throw Unsupported(what: "infinity")
    case .size(let id): return Array2(Jet(Double(sizes[id.number] ?? 1)))
    case .index(let id):
      guard let value = indices[id.number] else { throw Unsupported(what: "an index without value") }
      return Array2(Jet(Double(value)))
    case .variable(let id):
      guard let value = variables[id.number] else { throw Unsupported(what: "a name without value") }
      return value
    case .definition(let id): return try definition(id)
    case .member(let id, let place): return try member(id, try integer(place))
    case .component(let base, let slots):
      if case .definition(let id) = base.kind, let row = try row(id, slots, shape) { return row }
      return try component(try evaluate(base), slots, shape)
    case .negate(let operand): return map(try evaluate(operand)) { -$0 }
    case .sum(let addends):
      var total: Array2?
      for addend in addends {
        var value = try evaluate(addend.node)
        if addend.isNegative { value = map(value) { -$0 } }
        total = try total.map { try zip($0, value, +) } ?? value
      }
      return total ?? Array2(Jet(0))
    case .multiply(let factors):
      var total: Array2?
      for factor in factors {
        let value = try evaluate(factor)
        total = try total.map { try zip($0, value, *) } ?? value
      }
      return total ?? Array2(Jet(1))
    case .divide(let a, let b): return try zip(try evaluate(a), try evaluate(b), /)
    case .power(let a, let b): return try zip(try evaluate(a), try evaluate(b)) { $0.power($1) }
    case .matrixProduct(let a, let b): return try product(try evaluate(a), try evaluate(b), shape)
    case .matrixPower(let a, let b):
      let count = try integer(b)
      var base = try evaluate(a)
      if count < 0 { base = try inverse(base) }
      var result = identity(base.shape[0])
      for _ in 0..<abs(count) { result = try product(result, base, base.shape) }
      return result
    case .transpose(let operand):
      let value = try evaluate(operand)
      return value.shape.count == 2
        ? Array2(shape, Array2.places([value.shape[1], value.shape[0]]).map { value[$0[1], $0[0]] })
        : Array2(shape, value.data)
    case .call(let name, let arguments, let derivatives):
      return try call(name, try arguments.map { try evaluate($0) }, derivatives, shape)
    case .abstract(let id, let arguments, let derivatives):
      let function = problem.functions[id.number]
      return try applied(
        try arguments.map { try evaluate($0) }, derivatives, parameters: function.parameters.map(\.count), shape
      ) { evaluator, values in try evaluator.concrete(id, function, values) }
    case .apply(let id, let arguments, let derivatives):
      let function = problem.functionDefinitions[id.number]
      let ranks = function.parameters.map { problem.variables[$0.number].type.shape.count }
      return try applied(
        try arguments.map { try evaluate($0) }, derivatives, parameters: ranks, shape
      ) { evaluator, values in
        var inner = evaluator
        for (parameter, value) in Swift.zip(function.parameters, values) { inner.variables[parameter.number] = value }
        let result = try inner.evaluate(function.value)
        evaluator.hitKink = inner.hitKink
        return result
      }
    case .bigSum(let binders, let body):
      var total = Array2(shape, Array2.places(shape).map { _ in Jet(0) })
      try loop(binders) { evaluator in
        total = try evaluator.zip(total, try evaluator.evaluate(body), +)
      }
      return total
    case .bigProduct(let binders, let body):
      var total = shape.count == 2 ? identity(shape[0]) : Array2(shape, Array2.places(shape).map { _ in Jet(1) })
      try loop(binders) { evaluator in
        let value = try evaluator.evaluate(body)
        total = shape.count == 2 ? try evaluator.product(total, value, shape) : try evaluator.zip(total, value, *)
      }
      return total
    case .sumOfEntries(let operand): return Array2(try evaluate(operand).data.reduce(Jet(0), +))
    case .productOfEntries(let operand): return Array2(try evaluate(operand).data.reduce(Jet(1), *))
    case .delta(let a, let b): return Array2(Jet(try integer(a) == (try integer(b)) ? 1 : 0))
    case .matrix(let rows): return try literal(rows, shape)
    case .conditional(let condition, let first, let second):
      return broadcast(try evaluate(try holds(condition) ? first : second), shape)
    case .indicator(let condition): return Array2(Jet(try holds(condition) ? 1 : 0))
    case .derivative(let operand, let targets):
      return try derivative(operand, targets.flatMap { Array(repeating: [$0], count: $0.order) })
    case .gradient(let operand, let targets), .jacobian(let operand, let targets):
      return try derivative(operand, [targets])
    case .hessian(let operand, let targets): return try derivative(operand, [targets, targets])
    case .expectation(let operand): return try expectation { try $0.evaluate(operand) }
    case .variance(let operand): return try covariance(operand, operand, shape)
    case .covariance(let a, let b): return try covariance(a, b, shape)
    case .descent(let objective, let target, let rate):
      let gradient = try derivative(objective, [[target]])
      let start = try value(of: target)
      return try zip(start, try zip(try evaluate(rate), gradient, *), -)
    case .substitute(let operand, let substitutions): return try substituted(operand, substitutions)
    case .limit, .series, .solve, .optimize, .newton: throw Unsupported(what: "limits, solutions")
    }
  }

  private func map(_ value: Array2, _ body: (Jet) -> Jet) -> Array2 { Array2(value.shape, value.data.map(body)) }

  private func broadcast(_ value: Array2, _ shape: [Int]) -> Array2 {
    value.shape.isEmpty && !shape.isEmpty ? Array2(shape, Array2.places(shape).map { _ in value.data[0] }) : value
  }

  func zip(_ a: Array2, _ b: Array2, _ body: (Jet, Jet) -> Jet) throws -> Array2 {
    let (x, y) = (broadcast(a, b.shape), broadcast(b, a.shape))
    guard x.data.count == y.data.count else { throw Unsupported(what: "shapes differ") }
    return Array2(x.shape, Swift.zip(x.data, y.data).map(body))
  }

  func identity(_ size: Int) -> Array2 {
    Array2([size, size], Array2.places([size, size]).map { Jet($0[0] == $0[1] ? 1 : 0) })
  }

  func product(_ a: Array2, _ b: Array2, _ shape: [Int]) throws -> Array2 {
    let left = a.shape.count == 1 ? Array2([a.shape[0], 1], a.data) : a
    let right = b.shape.count == 1 ? Array2([b.shape[0], 1], b.data) : b
    guard left.shape[1] == right.shape[0] else { throw Unsupported(what: "shapes differ") }
    let entries = Array2.places([left.shape[0], right.shape[1]]).map { place in
      (0..<left.shape[1]).reduce(Jet(0)) { $0 + left[place[0], $1] * right[$1, place[1]] }
    }
    return Array2(shape, entries)
  }

  func inverse(_ matrix: Array2) throws -> Array2 {
    let size = matrix.shape[0]
    var rows = (0..<size).map { i in
      (0..<size).map { matrix[i, $0] } + (0..<size).map { Jet(i == $0 ? 1 : 0) }
    }
    for column in 0..<size {
      let pivot = (column..<size).max { abs(rows[$0][column].value) < abs(rows[$1][column].value) } ?? column
      rows.swapAt(column, pivot)
      if abs(rows[column][column].value) < 1e-12 { return map(matrix) { _ in .undefined } }
      let head = rows[column][column]
      rows[column] = rows[column].map { $0 / head }
      for row in 0..<size where row != column {
        let factor = rows[row][column]
        for place in 0..<(2 * size) { rows[row][place] = rows[row][place] - factor * rows[column][place] }
      }
    }
    return Array2([size, size], rows.flatMap { Array($0[size...]) })
  }

  private mutating func component(_ base: Array2, _ slots: [Node.Slot], _ shape: [Int]) throws -> Array2 {
    var fixed: [Int?] = []
    for (slot, count) in Swift.zip(slots, base.shape) {
      switch slot {
      case .all: fixed.append(nil)
      case .at(let node):
        let place = try integer(node)
        // A place outside has no value.
        if place < 1 || place > count { return Array2(shape, Array2.places(shape).map { _ in .undefined }) }
        fixed.append(place - 1)
      }
    }
    let entries = Array2.places(Swift.zip(fixed, base.shape).filter { $0.0 == nil }.map(\.1)).map { kept in
      var kept = kept.makeIterator()
      return base.data[base.offset(fixed.map { $0 ?? kept.next() ?? 0 })]
    }
    return Array2(shape, entries)
  }

  private mutating func literal(_ rows: [[Node]], _ shape: [Int]) throws -> Array2 {
    var lines: [[Jet]] = []
    for row in rows {
      var blocks: [Array2] = []
      for node in row {
        let value = try evaluate(node)
        switch value.shape.count {
        case 0: blocks.append(Array2([1, 1], value.data))
        case 1: blocks.append(Array2([value.shape[0], 1], value.data))
        default: blocks.append(value)
        }
      }
      if shape.count == 1, rows.count == 1 {
        for block in blocks { lines += block.data.map { [$0] } }
        continue
      }
      for line in 0..<(blocks.first?.shape[0] ?? 0) {
        lines.append(blocks.flatMap { block in (0..<block.shape[1]).map { block[line, $0] } })
      }
    }
    return Array2(shape, lines.flatMap { $0 })
  }

  // MARK: Names

  private mutating func definition(_ id: DefinitionID) throws -> Array2 {
    if let value = free[id.number] { return value }
    let definition = problem.definitions[id.number]
    let shape = shape(definition.shape)
    if definition.indices.isEmpty { return broadcast(try evaluate(definition.value), shape) }
    let saved = indices
    defer { indices = saved }
    var data: [Jet] = []
    for place in Array2.places(Array(shape.prefix(definition.indices.count))) {
      for (index, value) in Swift.zip(definition.indices, place) { indices[index.number] = value + 1 }
      let rest = Array(shape.dropFirst(definition.indices.count))
      data += broadcast(try evaluate(definition.value), rest).data
    }
    return Array2(shape, data)
  }

  /// One component of a definition by its own indices, without the others: those may be made of it. Nil where a slot keeps
  /// one of these dimensions.
  private mutating func row(_ id: DefinitionID, _ slots: [Node.Slot], _ shape: [Int]) throws -> Array2? {
    let definition = problem.definitions[id.number]
    let count = definition.indices.count
    guard count > 0, free[id.number] == nil, slots.count >= count else { return nil }
    var places: [Int] = []
    for slot in slots.prefix(count) {
      guard case .at(let node) = slot else { return nil }
      places.append(try integer(node))
    }
    for (place, extent) in Swift.zip(places, self.shape(definition.shape)) where place < 1 || place > extent {
      return Array2(shape, Array2.places(shape).map { _ in .undefined })
    }
    return try component(try row(id, places), Array(slots.dropFirst(count)), shape)
  }

  private mutating func row(_ id: DefinitionID, _ places: [Int]) throws -> Array2 {
    if let value = freeRows[id.number]?[places] { return value }
    let definition = problem.definitions[id.number]
    let saved = indices
    defer { indices = saved }
    for (index, value) in Swift.zip(definition.indices, places) { indices[index.number] = value }
    let rest = Array(shape(definition.shape).dropFirst(places.count))
    return broadcast(try evaluate(definition.value), rest)
  }

  /// Whether a definition depends on itself, which it can only through a recursion.
  private func isCircular(_ id: DefinitionID) -> Bool {
    var found = false
    var definitions: Set<Int> = []
    var recursions: Set<Int> = []
    func visit(_ node: Node) {
      switch node.kind {
      case .definition(let other):
        if other == id { found = true }
        if definitions.insert(other.number).inserted { visit(problem.definitions[other.number].value) }
      case .member(let other, _):
        if recursions.insert(other.number).inserted {
          visit(problem.recursions[other.number].initial)
          if let step = problem.recursions[other.number].step { visit(step) }
        }
      default: break
      }
      node.kind.forEachChild(visit)
    }
    visit(problem.definitions[id.number].value)
    return found
  }

  private mutating func member(_ id: RecursionID, _ place: Int) throws -> Array2 {
    let recursion = problem.recursions[id.number]
    if place < recursion.first || place > recursion.first + 20 { throw Unsupported(what: "a member") }
    if place == recursion.first { return broadcast(try evaluate(recursion.initial), shape(recursion.shape)) }
    guard let step = recursion.step else { throw Unsupported(what: "a member") }
    let saved = indices
    defer { indices = saved }
    indices[recursion.index.number] = place - 1
    return broadcast(try evaluate(step), shape(recursion.shape))
  }

  private mutating func substituted(_ operand: Node, _ substitutions: [Node.Substitution]) throws -> Array2 {
    var inner = self
    for substitution in substitutions {
      let value = try evaluate(substitution.value)
      switch substitution.target {
      case .variable(let id):
        inner.variables[id.number] = broadcast(value, shape(problem.variables[id.number].type.shape))
      // The expression is worked out first, through definitions; here it would be worked out last.
      case .definition: throw Unsupported(what: "a definition replaced")
      case .size: throw Unsupported(what: "another size")
      case .index(let id): inner.indices[id.number] = try integer(substitution.value)
      case .component(let id, let places):
        guard var whole = inner.variables[id.number] else { throw Unsupported(what: "a name without value") }
        let place = try places.map { try integer($0) - 1 }
        whole.data[whole.offset(place)] = value.scalar
        inner.variables[id.number] = whole
      }
    }
    let result = try inner.evaluate(operand)
    hitKink = inner.hitKink
    return result
  }

  // MARK: Binders

  private mutating func loop(_ binders: [Node.Binder], _ body: (inout Evaluator) throws -> Void) throws {
    guard let binder = binders.first else { return try body(&self) }
    let saved = indices[binder.index.number]
    defer { indices[binder.index.number] = saved }
    let index = problem.indices[binder.index.number]
    let (lower, upper) = (try integer(index.lower), try integer(index.upper))
    if lower > upper { return }
    for value in lower...upper {
      indices[binder.index.number] = value
      var isIn = true
      for condition in binder.conditions where isIn { isIn = try holds(condition) }
      if isIn { try loop(Array(binders.dropFirst()), body) }
    }
  }

  // MARK: Conditions

  package mutating func holds(_ condition: Condition) throws -> Bool {
    switch condition {
    case .relation(let a, let relation, let b):
      let (x, y) = (try evaluate(a), try evaluate(b))
      let pairs = try zip(x, y) { left, right in
        if left.value.isNaN || right.value.isNaN { return .undefined }
        return Jet(compare(left.value, relation, right.value) ? 1 : 0)
      }
      if pairs.data.contains(where: { $0.value.isNaN }) { throw Unsupported(what: "a condition without value") }
      return pairs.data.allSatisfy { $0.value == 1 }
    case .membership(let node, let bounds):
      let value = try evaluate(node)
      for entry in value.data where try !contains(bounds, entry.value) { return false }
      return true
    case .predicate(let node, let predicate): return try predicateHolds(try evaluate(node), predicate) == true
    case .and(let parts):
      for part in parts where try !holds(part) { return false }
      return true
    case .or(let parts):
      for part in parts where try holds(part) { return true }
      return false
    case .not(let inner): return try !holds(inner)
    }
  }

  package mutating func contains(_ bounds: DeriveLanguage.Bounds, _ value: Double) throws -> Bool {
    if bounds.isIntegerRange, value != value.rounded() { return false }
    if let lower = try end(bounds.lower), bounds.includesLower ? value < lower : value <= lower { return false }
    if let upper = try end(bounds.upper), bounds.includesUpper ? value > upper : value >= upper { return false }
    return true
  }

  /// `nil` for an infinite end.
  package mutating func end(_ node: Node) throws -> Double? {
    switch node.kind {
    case .infinity: return nil
    case .negate(let inner):
      if case .infinity = inner.kind { return nil }
      return try evaluate(node).scalar.value
    default: return try evaluate(node).scalar.value
    }
  }

  private func compare(_ a: Double, _ relation: Relation, _ b: Double) -> Bool {
    switch relation {
    case .equal: a == b
    case .notEqual: a != b
    case .less: a < b
    case .lessOrEqual: a <= b
    case .greater: a > b
    case .greaterOrEqual: a >= b
    }
  }

  // MARK: Derivatives

  package mutating func value(of target: Node.DerivativeTarget) throws -> Array2 {
    let whole: Array2
    switch target.base {
    case .variable(let id): whole = variables[id.number] ?? Array2(.undefined)
    case .definition(let id): whole = try definition(id)
    }
    guard let slots = target.slots else { return whole }
    return try component(whole, slots, shape(target.shape))
  }

  /// One derivative for each list of targets, the targets of a list stacked; axes are appended in order.
  private mutating func derivative(_ operand: Node, _ lists: [[Node.DerivativeTarget]]) throws -> Array2 {
    guard let targets = lists.last else { return try evaluate(operand) }
    // The last list's axes come last: it is derived by outside of the others.
    return try derivative(by: targets) { try $0.derivative(operand, Array(lists.dropLast())) }
  }

  private mutating func derivative(
    by targets: [Node.DerivativeTarget], _ body: (inout Evaluator) throws -> Array2
  ) throws -> Array2 {
    var columns: [Array2] = []
    var axes: [Int] = []
    for target in targets {
      // Entries of a structured matrix are no variables of their own.
      if case .variable(let id) = target.base {
        switch problem.variables[id.number].type.kind {
        case .symmetric, .psd, .pd, .diagonal, .orthogonal:
          throw Unsupported(what: "derivatives by structured matrices")
        default: break
        }
      }
      let shape = shape(target.shape)
      if targets.count == 1 { axes = shape }
      for place in Array2.places(shape) {
        var inner = self
        let unit = units
        inner.units += 1
        try inner.seed(target, place, unit)
        let value = try body(&inner)
        hitKink = hitKink || inner.hitKink
        columns.append(map(value) { $0.value.isNaN ? .undefined : $0.coefficient(ofUnit: unit) })
      }
    }
    if targets.count > 1 { axes = [columns.count] }
    guard let first = columns.first else { throw Unsupported(what: "nothing to derive by") }
    var data: [Jet] = []
    for row in first.data.indices { data += columns.map { $0.data[row] } }
    return Array2(first.shape + axes, data)
  }

  private mutating func seed(_ target: Node.DerivativeTarget, _ place: [Int], _ unit: Int) throws {
    if case .definition(let id) = target.base, isCircular(id) { return try seedRow(id, target, place, unit) }
    var whole: Array2
    switch target.base {
    case .variable(let id): whole = variables[id.number] ?? Array2(.undefined)
    case .definition(let id): whole = try definition(id)
    }
    var kept = place.makeIterator()
    var places: [Int] = []
    for (axis, count) in whole.shape.enumerated() {
      if let slots = target.slots, case .at(let node) = slots[axis] {
        let value = try integer(node)
        if value < 1 || value > count { throw Unsupported(what: "a place outside") }
        places.append(value - 1)
      } else {
        places.append(kept.next() ?? 0)
      }
    }
    let offset = whole.offset(places)
    whole.data[offset] = whole.data[offset].plusUnit(unit)
    switch target.base {
    case .variable(let id): variables[id.number] = whole
    case .definition(let id): free[id.number] = whole
    }
  }

  /// Of a name that depends on itself one member varies, and all that come of it follow.
  private mutating func seedRow(
    _ id: DefinitionID, _ target: Node.DerivativeTarget, _ place: [Int], _ unit: Int
  ) throws {
    let count = problem.definitions[id.number].indices.count
    guard let slots = target.slots, slots.count >= count else { throw Unsupported(what: "all members varied") }
    var places: [Int] = []
    for slot in slots.prefix(count) {
      guard case .at(let node) = slot else { throw Unsupported(what: "all members varied") }
      places.append(try integer(node))
    }
    var value = try row(id, places)
    var kept = place.makeIterator()
    var rest: [Int] = []
    for slot in slots.dropFirst(count) {
      if case .at(let node) = slot { rest.append(try integer(node) - 1) } else { rest.append(kept.next() ?? 0) }
    }
    let offset = value.offset(rest)
    value.data[offset] = value.data[offset].plusUnit(unit)
    freeRows[id.number, default: [:]][places] = value
  }

  /// A function of arguments, elementwise where a scalar parameter is given a shape, derived by its arguments.
  private mutating func applied(
    _ arguments: [Array2], _ derivatives: [Int], parameters: [Int], _ shape: [Int],
    _ body: (inout Evaluator, [Array2]) throws -> Array2
  ) throws -> Array2 {
    let shaped = Swift.zip(arguments, parameters).first { $1 == 0 && !$0.shape.isEmpty }?.0
    if let shaped {
      let data = try shaped.data.indices.map { place in
        let scalars = Swift.zip(arguments, parameters).map { argument, rank in
          rank == 0 && !argument.shape.isEmpty ? Array2(argument.data[place]) : argument
        }
        return try applied(scalars, derivatives, parameters: parameters, [], body).scalar
      }
      return Array2(shaped.shape, data)
    }
    guard let argument = derivatives.lastIndex(where: { $0 > 0 }) else { return try body(&self, arguments) }
    var fewer = derivatives
    fewer[argument] -= 1
    var columns: [Array2] = []
    for place in arguments[argument].data.indices {
      let unit = units
      units += 1
      var moved = arguments
      moved[argument].data[place] = moved[argument].data[place].plusUnit(unit)
      let value = try applied(moved, fewer, parameters: parameters, [], body)
      units -= 1
      columns.append(map(value) { $0.coefficient(ofUnit: unit) })
    }
    var data: [Jet] = []
    for row in columns[0].data.indices { data += columns.map { $0.data[row] } }
    return Array2(columns[0].shape + arguments[argument].shape, data)
  }

  /// A smooth function in place of an abstract one: a polynomial of degree 3 plus a sine, by the seed.
  private func concrete(
    _ id: DeriveLanguage.FunctionID, _ function: AbstractFunction, _ arguments: [Array2]
  ) throws -> Array2 {
    let variables = arguments.flatMap(\.data)
    let shape = shape(function.result)
    var random = RandomSource(seed: seed &+ UInt64(id.number) &* 7919)
    func coefficient() -> Jet { Jet(Double(random.integer(in: -4...4)) / 4) }
    let data = Array2.places(shape).map { _ -> Jet in
      var total = coefficient()
      var linear = coefficient()
      for x in variables {
        total = total + coefficient() * x
        linear = linear + coefficient() * x
        for y in variables { total = total + coefficient() * x * y }
        total = total + coefficient() * x * x * x
      }
      return total + linear.sin()
    }
    return Array2(shape, data)
  }

  // MARK: Expectations

  private mutating func covariance(_ a: Node, _ b: Node, _ shape: [Int]) throws -> Array2 {
    func outer(_ x: Array2, _ y: Array2) -> Array2 {
      Array2(shape, x.data.flatMap { left in y.data.map { left * $0 } })
    }
    let both = try expectation { outer(try $0.evaluate(a), try $0.evaluate(b)) }
    let (first, second) = (try expectation { try $0.evaluate(a) }, try expectation { try $0.evaluate(b) })
    return try zip(both, outer(first, second), -)
  }

  /// Gauss and Hermite's nodes and weights for the standard normal distribution, exact to degree 9.
  private static let nodes: [(point: Double, weight: Double)] = {
    let (a, b) = ((5 - 10.0.squareRoot()).squareRoot(), (5 + 10.0.squareRoot()).squareRoot())
    let (u, v) = ((7 + 2 * 10.0.squareRoot()) / 60, (7 - 2 * 10.0.squareRoot()) / 60)
    return [(0, 8.0 / 15), (a, u), (-a, u), (b, v), (-b, v)]
  }()

  private mutating func expectation(_ body: (inout Evaluator) throws -> Array2) throws -> Array2 {
    let random = problem.variables.indices.filter { problem.variables[$0].distribution != nil }
    var total: Array2?
    func average(_ evaluator: Evaluator, _ left: ArraySlice<Int>, _ place: Int, _ weight: Double) throws {
      guard let variable = left.first else {
        var evaluator = evaluator
        let value = evaluator.map(try body(&evaluator)) { $0 * Jet(weight) }
        total = try total.map { try evaluator.zip($0, value, +) } ?? value
        return
      }
      var evaluator = evaluator
      let info = problem.variables[variable]
      guard let distribution = info.distribution, distribution.family == "normal", distribution.parameters.count == 2,
        info.type.shape.isEmpty || distribution.isIID
      else { throw Unsupported(what: "a distribution") }
      let shape = evaluator.shape(info.type.shape)
      let count = shape.reduce(1, *)
      if place == count { return try average(evaluator, left.dropFirst(), 0, weight) }
      let mean = try evaluator.evaluate(distribution.parameters[0]).scalar
      let variance = try evaluator.evaluate(distribution.parameters[1]).scalar
      for node in Self.nodes {
        var next = evaluator
        var whole = next.variables[variable] ?? Array2(shape, Array2.places(shape).map { _ in Jet(0) })
        whole.data[place] = mean + (variance.value == 0 ? Jet(0) : variance.power(0.5)) * Jet(node.point)
        next.variables[variable] = whole
        try average(next, left, place + 1, weight * node.weight)
      }
    }
    let points = random.reduce(0) { $0 + shape(problem.variables[$1].type.shape).reduce(1, *) }
    if points > 5 { throw Unsupported(what: "too many random numbers") }
    try average(self, random[...], 0, 1)
    guard let total else { throw Unsupported(what: "nothing to average") }
    return total
  }
}
