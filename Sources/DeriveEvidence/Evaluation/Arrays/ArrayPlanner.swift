import DeriveCore
import DeriveNumbers

extension TermStore {
  /// Plans the evaluation of terms on arrays, each over its own list of free indices, an axis of the result each.
  ///
  /// `sizes` gives the value of each size by its symbol, `integers` those of integer names that stand in ranges; no
  /// single array may have more than `limit` elements. Assumes what the store assumes at the time.
  package mutating func arrayPlan(
    of roots: [(term: Term, indices: [Term])], sizes: [Int: Int], integers: [Term: Int] = [:], limit: Int = 1 << 28
  ) throws(ArrayError) -> ArrayPlan {
    var planner = ArrayPlanner(sizes: sizes, integers: integers, limit: limit, &self)
    for (term, indices) in roots { try planner.addRoot(term, over: indices, &self) }
    return planner.plan
  }
}

/// Finds the steps of a plan. Terms are rewritten until only elementwise formulas are left: whatever needs a step of its
/// own (a sum, an extremum, a definition) becomes an array, and in the term the component of a new symbol that stands for
/// it.
struct ArrayPlanner {
  var plan = ArrayPlan()
  let limit: Int
  /// Sizes and integers replaced by their values.
  private var concrete = Substitution()
  private var values: [Term: Int] = [:]
  /// The array of each symbol that has one.
  private var arrayOfSymbol: [Int: Int] = [:]
  /// The symbol that stands for a term as a function of its axes, by that function.
  private var symbolOfFamily: [Term: Int] = [:]
  private var symbolOfMatrix: [MatrixKey: Int] = [:]
  private var symbolOfDefinition: [Int: Int] = [:]
  private var rewrites: [Term: Term] = [:]
  /// Logarithms of sums of exponentials, as components of arrays.
  var logarithms: [Term: Term] = [:]
  private var depth = 0

  private struct MatrixKey: Hashable {
    var function: ArrayPlan.MatrixStep.Function
    var matrix: Term
  }

  init(sizes: [Int: Int], integers: [Term: Int], limit: Int, _ store: inout TermStore) {
    self.limit = limit
    values = integers
    for (symbol, value) in sizes { values[store.component(symbol)] = value }
    for (term, value) in values.sorted(by: { $0.key.number < $1.key.number }) {
      concrete.replace(term, by: store.number(value))
    }
  }

  mutating func addRoot(_ term: Term, over indices: [Term], _ store: inout TermStore) throws(ArrayError) {
    let root = store.substitute(term, &concrete)
    var axes: [Term] = []
    for index in indices { axes.append(store.substitute(index, &concrete)) }
    for index in store.freeIndices(root) where !axes.contains(index) {
      throw .unsupported("an index that is no axis of the result")
    }
    let symbol = try array(of: root, over: axes, &store)
    plan.roots.append(try array(ofSymbol: symbol, store))
  }

  // MARK: Indices

  struct IndexRange {
    var first: Int
    var count: Int
  }

  /// The values of an index whose range is one of numbers.
  func range(_ index: Term, _ store: borrowing TermStore) throws(ArrayError) -> IndexRange {
    let (lower, upper) = store.range(ofIndex: index)
    for end in [lower, upper] where store.kind(end) == .size {
      throw .unboundSize(store.symbols[store.payload(end)].name)
    }
    guard let first = store.rational(lower)?.asInt, let last = store.rational(upper)?.asInt,
      max(first.magnitude, last.magnitude) < 1 << 48
    else { throw .unboundedRange }
    return IndexRange(first: first, count: max(0, last - first + 1))
  }

  /// How many elements an array over these indices has.
  func volume(_ indices: [Term], _ store: borrowing TermStore) throws(ArrayError) -> Int {
    var volume = 1
    for index in indices {
      let (product, overflow) = volume.multipliedReportingOverflow(by: try range(index, store).count)
      if overflow { throw .tooLarge(elements: Int.max) }
      volume = product
    }
    return volume
  }

  // MARK: Symbols and arrays

  /// A new array over these indices, and the symbol that stands for it.
  mutating func newArray(over indices: [Term], _ store: inout TermStore) throws(ArrayError) -> Int {
    let volume = try volume(indices, store)
    if volume > limit { throw .tooLarge(elements: volume) }
    var layout = ArrayPlan.Layout(shape: [], firsts: [])
    var uppers: [Term] = []
    for index in indices {
      let range = try range(index, store)
      layout.shape.append(range.count)
      layout.firsts.append(range.first)
      uppers.append(store.range(ofIndex: index).upper)
    }
    plan.layouts.append(layout)
    let name = "array \(plan.layouts.count)"
    let symbol = store.addSymbol(Symbol(name: name, role: .given, rank: indices.count, extents: uppers))
    arrayOfSymbol[symbol] = plan.layouts.count - 1
    return symbol
  }

  /// The array of a symbol; that of a name of the problem becomes an input when it is first met.
  mutating func array(ofSymbol number: Int, _ store: borrowing TermStore) throws(ArrayError) -> Int {
    if let known = arrayOfSymbol[number] { return known }
    let symbol = store.symbols[number]
    var layout = ArrayPlan.Layout(shape: [], firsts: Array(repeating: 1, count: symbol.rank))
    guard symbol.extents.count == symbol.rank else { throw .unknownShape(symbol.name) }
    for extent in symbol.extents {
      guard let size = whole(extent, store) else {
        for size in store.leaves(of: [extent], .size) where values[size] == nil {
          throw .unboundSize(store.symbols[store.payload(size)].name)
        }
        throw .unknownShape(symbol.name)
      }
      layout.shape.append(size)
    }
    plan.layouts.append(layout)
    arrayOfSymbol[number] = plan.layouts.count - 1
    plan.inputs.append((number, symbol.name, plan.layouts.count - 1))
    return plan.layouts.count - 1
  }

  /// The value of an extent, a polynomial in sizes.
  private func whole(_ term: Term, _ store: borrowing TermStore) -> Int? {
    if let known = values[term] { return known }
    switch store.kind(term) {
    case .rational: return store.rational(term)?.asInt
    case .sum:
      var total = Rational.zero
      for (coefficient, inner) in store.addends(term) {
        guard let value = inner == .one ? 1 : whole(inner, store) else { return nil }
        total = total + coefficient * Rational(value)
      }
      return total.asInt
    case .product:
      var total = 1
      for (base, exponent) in store.factors(term) {
        guard let value = whole(base, store), let power = store.rational(exponent)?.asInt, power >= 0, power < 64
        else { return nil }
        for _ in 0..<power {
          let (product, overflow) = total.multipliedReportingOverflow(by: value)
          if overflow { return nil }
          total = product
        }
      }
      return total
    case .infinity, .truth, .symbol, .size, .definition, .index, .bound, .function, .reduction, .family, .delta,
      .relation, .and, .or, .not, .cases, .abstract, .expectation, .matrixFunction, .limit:
      return nil
    }
  }

  /// Whether a term is the component of a symbol at just these indices, and the symbol's array runs over their ranges.
  private mutating func symbol(
    of term: Term, at axes: [Term], _ store: borrowing TermStore
  ) throws(ArrayError) -> Int? {
    guard store.kind(term) == .symbol, store.children(term) == axes else { return nil }
    let layout = plan.layouts[try array(ofSymbol: store.payload(term), store)]
    for (axis, index) in axes.enumerated() {
      let range = try range(index, store)
      if range.count != layout.shape[axis] || range.first != layout.firsts[axis] { return nil }
    }
    return store.payload(term)
  }

  /// The symbol of an array that holds the term over these axes.
  mutating func array(of term: Term, over axes: [Term], _ store: inout TermStore) throws(ArrayError) -> Int {
    if let known = try symbol(of: term, at: axes, store) { return known }
    let key = axes.isEmpty ? term : store.family(axes, term)
    if let known = symbolOfFamily[key] { return known }
    depth += 1
    defer { depth -= 1 }
    if depth > 200 { throw .unsupported("sums nested very deeply") }
    let before = self
    let result: Int
    do throws(ArrayError) {
      if store.kind(term) == .reduction, Set(store.freeIndices(term)) == Set(axes) {
        result = try reduction(term, over: axes, &store)
      } else {
        let value = try rewritten(term, &store)
        if let known = try symbol(of: value, at: axes, store) {
          result = known
        } else {
          result = try map(value, over: axes, &store)
        }
      }
    } catch {
      // Whatever has no plan is worked out point by point.
      self = before
      result = try loop(term, over: axes, because: error, &store)
    }
    symbolOfFamily[key] = result
    return result
  }

  // MARK: Rewriting

  /// The term over components of arrays, indices and numbers alone.
  mutating func rewritten(_ root: Term, _ store: inout TermStore) throws(ArrayError) -> Term {
    if let known = rewrites[root] { return known }
    var change = Substitution()
    var pending = [root]
    var seen: Set<Term> = [root]
    while let term = pending.popLast() {
      if let value = try replacement(term, &store) {
        if value != term { change.replace(term, by: value) }
        continue
      }
      for position in 0..<store.childCount(term) {
        let child = store.child(term, position)
        if !store.isNumber(child), seen.insert(child).inserted { pending.append(child) }
      }
    }
    let result = store.substitute(root, change)
    rewrites[root] = result
    rewrites[result] = result
    return result
  }

  /// What stands for a term as a whole; nil where its parts are to be looked at.
  private mutating func replacement(_ term: Term, _ store: inout TermStore) throws(ArrayError) -> Term? {
    switch store.kind(term) {
    case .rational, .truth, .index: return term
    case .symbol, .relation, .and, .or, .not, .cases: return nil
    case .sum:
      guard let merged = withSumsMerged(term, &store) else { return nil }
      return try rewritten(merged, &store)
    case .function:
      return try stableLogarithm(term, &store)
    case .product:
      if let masked = masked(term, &store) { return try rewritten(masked, &store) }
      return try stableQuotient(term, &store)
    case .delta:
      let equality = store.relation(.equal, store.child(term, 0), store.child(term, 1))
      return store.indicator(equality)
    case .reduction:
      return try component(term, &store)
    case .definition:
      return try definition(term, &store)
    case .matrixFunction:
      switch store.matrixFunction(term) {
      case .determinant: return try matrix(.determinant, term, &store)
      case .inverse: return try matrix(.inverse, term, &store)
      case .power: throw .unsupported("a power of a matrix whose exponent is no number")
      }
    case .size: throw .unboundSize(store.symbols[store.payload(term)].name)
    case .infinity: throw .unsupported("a term with an infinite end")
    case .bound, .family: throw .unsupported("a vector taken whole")
    case .abstract: throw .unsupported("an abstract function")
    case .expectation: throw .unsupported("an expected value that was not worked out")
    case .limit: throw .unsupported("a limit that was not taken")
    }
  }

  /// A component of the array of a term over its own free indices.
  mutating func component(_ term: Term, _ store: inout TermStore) throws(ArrayError) -> Term {
    let axes = store.freeIndices(term)
    let symbol = try array(of: term, over: axes, &store)
    return store.component(symbol, axes)
  }

  /// A product with deltas as a case distinction: where a delta is 0 the other factors need no value.
  private func masked(_ term: Term, _ store: inout TermStore) -> Term? {
    var conditions: [Term] = []
    var rest: [Term] = []
    for (base, exponent) in store.factors(term) {
      if store.kind(base) == .delta, exponent == .one {
        conditions.append(store.relation(.equal, store.child(base, 0), store.child(base, 1)))
      } else {
        rest.append(store.power(base, exponent))
      }
    }
    if conditions.isEmpty { return nil }
    return store.cases([(store.conjunction(conditions), store.product(rest))], otherwise: .zero)
  }

  /// A definition is worked out once at all values of its parameters.
  private mutating func definition(_ term: Term, _ store: inout TermStore) throws(ArrayError) -> Term {
    let number = store.payload(term)
    var arguments: [Term] = []
    for argument in store.children(term) { arguments.append(try rewritten(argument, &store)) }
    if let known = symbolOfDefinition[number] { return store.component(known, arguments) }
    let definition = store.definitions[number]
    if definition.recursion != nil { throw .unsupported("a member of a recursion") }
    var axes: [Term] = []
    for parameter in definition.parameters { axes.append(store.substitute(parameter, &concrete)) }
    let isTooLarge = try axes.isEmpty ? false : volume(axes, store) > limit
    if isTooLarge {
      let unfolded = store.unfolded(term)
      return try rewritten(store.substitute(unfolded, &concrete), &store)
    }
    let symbol = try array(of: store.substitute(definition.body, &concrete), over: axes, &store)
    symbolOfDefinition[number] = symbol
    return store.component(symbol, arguments)
  }

  /// The body of a definition at this application, at the plan's sizes.
  mutating func unfolded(_ term: Term, _ store: inout TermStore) -> Term {
    let body = store.unfolded(term)
    return store.substitute(body, &concrete)
  }

  // MARK: Steps

  /// A step that works a rewritten term out at every point; along `gathered` the values are combined.
  mutating func map(
    _ value: Term, where mask: Term = .yes, over axes: [Term], gathering gathered: [Term] = [],
    by operation: ReductionOperation? = nil, isUndefinedWhereEmpty: Bool = false, _ store: inout TermStore
  ) throws(ArrayError) -> Int {
    let roots = mask == .yes ? [value] : [value, mask]
    let variables = leaves(of: roots, store)
    let tape: Tape
    do throws(DeriveError) {
      tape = try store.tape(roots, variables: variables, tight: false)
    } catch {
      throw .unsupported("\(error)")
    }
    let indices = axes + gathered
    _ = try volume(indices, store)
    var sources: [ArrayPlan.Source] = []
    for variable in tape.variables { sources.append(try source(variable, over: indices, &store)) }
    let symbol = try newArray(over: axes, &store)
    let target = try array(ofSymbol: symbol, store)
    var extents: [Int] = []
    for index in indices { extents.append(try range(index, store).count) }
    let strides = plan.layouts[target].strides + Array(repeating: 0, count: gathered.count)
    var step = ArrayPlan.MapStep(
      tape: tape, sources: sources, extents: extents,
      target: ArrayPlan.View(array: target, offset: 0, strides: strides), reduction: operation,
      isUndefinedWhereEmpty: isUndefinedWhereEmpty)
    step.chooseOrder()
    plan.steps.append(.map(step))
    return symbol
  }

  /// What a tape over these terms takes as its variables: components and indices.
  private func leaves(of roots: [Term], _ store: borrowing TermStore) -> [Term] {
    var pending = roots
    var seen = Set(roots)
    var found: [Term] = []
    while let term = pending.popLast() {
      if store.kind(term) == .symbol || store.kind(term) == .index {
        found.append(term)
        continue
      }
      for position in 0..<store.childCount(term) {
        let child = store.child(term, position)
        if !store.isNumber(child), seen.insert(child).inserted { pending.append(child) }
      }
    }
    return found.sorted { $0.number < $1.number }
  }

  private mutating func source(
    _ term: Term, over indices: [Term], _ store: inout TermStore
  ) throws(ArrayError) -> ArrayPlan.Source {
    if store.kind(term) == .index {
      guard let axis = indices.firstIndex(of: term) else { throw .unsupported("an index that is no axis") }
      var strides = [Int](repeating: 0, count: indices.count)
      strides[axis] = 1
      return .index(first: try range(term, store).first, strides: strides)
    }
    if let view = try view(term, over: indices, store) { return .view(view) }
    let array = try array(ofSymbol: store.payload(term), store)
    let layout = plan.layouts[array]
    var places: [ArrayPlan.GatherIndex] = []
    for (axis, argument) in store.children(term).enumerated() {
      let value = try rewritten(argument, &store)
      let own = store.freeIndices(value)
      let symbol = try self.array(of: value, over: own, &store)
      guard let view = try view(store.component(symbol, own), over: indices, store) else {
        throw .unsupported("an index that depends on others in an unusual way")
      }
      places.append(
        ArrayPlan.GatherIndex(
          view: view, first: layout.firsts[axis], extent: layout.shape[axis], stride: layout.strides[axis]))
    }
    return .gather(array: array, indices: places)
  }

  /// A component whose indices are affine in those given and always inside the array.
  mutating func view(
    _ term: Term, over indices: [Term], _ store: borrowing TermStore
  ) throws(ArrayError) -> ArrayPlan.View? {
    guard store.kind(term) == .symbol else { return nil }
    let array = try array(ofSymbol: store.payload(term), store)
    let layout = plan.layouts[array]
    var view = ArrayPlan.View(array: array, offset: 0, strides: Array(repeating: 0, count: indices.count))
    for (axis, argument) in store.children(term).enumerated() {
      guard let form = linearForm(argument, store) else { return nil }
      let stride = layout.strides[axis]
      var least = form.constant
      var greatest = form.constant
      view.offset += (form.constant - layout.firsts[axis]) * stride
      for (index, coefficient) in form.coefficients {
        guard let place = indices.firstIndex(of: index) else { return nil }
        let range = try range(index, store)
        if range.count == 0 { continue }
        let ends = [coefficient * range.first, coefficient * (range.first + range.count - 1)]
        least += min(ends[0], ends[1])
        greatest += max(ends[0], ends[1])
        view.offset += ends[0] * stride
        view.strides[place] += coefficient * stride
      }
      if least < layout.firsts[axis] || greatest >= layout.firsts[axis] + layout.shape[axis] { return nil }
    }
    return view
  }

  /// Whole multiples of indices plus a whole number.
  func linearForm(
    _ term: Term, _ store: borrowing TermStore
  ) -> (constant: Int, coefficients: [(index: Term, coefficient: Int)])? {
    var constant = 0
    var coefficients: [(index: Term, coefficient: Int)] = []
    for (coefficient, inner) in store.addends(term) {
      guard let number = coefficient.asInt, number.magnitude < 1 << 20 else { return nil }
      if inner == .one {
        constant = number
      } else if store.kind(inner) == .index {
        coefficients.append((inner, number))
      } else {
        return nil
      }
    }
    return (constant, coefficients)
  }

  /// A component of an inverse, a determinant or its logarithm, worked out for every value of the free indices of the
  /// matrix.
  mutating func matrix(
    _ function: ArrayPlan.MatrixStep.Function, _ term: Term, _ store: inout TermStore
  ) throws(ArrayError) -> Term {
    let (row, column, body) = store.openedMatrix(term)
    let axes = store.freeIndices(body).filter { $0 != row && $0 != column }
    var places: [Term] = []
    for place in store.children(term).dropFirst() { places.append(try rewritten(place, &store)) }
    let key = MatrixKey(function: function, matrix: store.family(axes + [row, column], body))
    if let known = symbolOfMatrix[key] { return store.component(known, axes + places) }
    let source = try array(of: body, over: axes + [row, column], &store)
    let size = try range(row, store)
    guard try range(column, store).count == size.count else { throw .unsupported("a function of a rectangle") }
    let symbol = try newArray(over: function == .inverse ? axes + [row, column] : axes, &store)
    plan.steps.append(
      .matrix(
        ArrayPlan.MatrixStep(
          function: function, source: try array(ofSymbol: source, store), target: try array(ofSymbol: symbol, store),
          count: try volume(axes, store), size: size.count)))
    symbolOfMatrix[key] = symbol
    return store.component(symbol, axes + places)
  }

  private mutating func loop(
    _ term: Term, over axes: [Term], because reason: ArrayError, _ store: inout TermStore
  ) throws(ArrayError) -> Int {
    var compiler = LoopCompiler()
    var firsts: [Int] = []
    var extents: [Int] = []
    var slots: [Int] = []
    for index in axes {
      let range = try range(index, store)
      firsts.append(range.first)
      extents.append(range.count)
      slots.append(compiler.slot(of: index))
    }
    guard let root = try compiler.compile(term, &self, &store) else { throw reason }
    let symbol = try newArray(over: axes, &store)
    let target = try array(ofSymbol: symbol, store)
    let step = ArrayPlan.LoopStep(
      program: compiler.program, root: root, slots: slots, firsts: firsts, extents: extents, target: target)
    plan.steps.append(.loop(step))
    return symbol
  }

  /// A term at the plan's sizes.
  mutating func atSizes(_ term: Term, _ store: inout TermStore) -> Term { store.substitute(term, &concrete) }
}

extension ArrayPlan.MapStep {
  /// Puts the axis along which most arrays lie side by side innermost, and makes one axis of neighbours that every array
  /// runs through alike.
  mutating func chooseOrder() {
    guard extents.count > 1 else { return }
    func strides(_ axis: Int) -> [Int] {
      var result = [target.strides[axis]]
      for source in sources {
        switch source {
        case .view(let view): result.append(view.strides[axis])
        case .index(_, let strides): result.append(strides[axis])
        case .gather(_, let indices): result += indices.map { $0.view.strides[axis] }
        }
      }
      return result
    }
    func merit(_ axis: Int) -> Int {
      // Short runs are not worth much, however they lie.
      if extents[axis] < 8 { return -1 }
      return strides(axis).reduce(0) { $0 + ($1 == 1 ? 4 : $1 == 0 ? 3 : 0) }
    }
    var best = extents.count - 1
    for axis in extents.indices.reversed() where merit(axis) > merit(best) { best = axis }
    var order = Array(extents.indices)
    order.append(order.remove(at: best))
    // Neighbours that are one axis.
    var groups: [[Int]] = []
    for axis in order {
      if let last = groups.last?.last,
        zip(strides(last), strides(axis)).allSatisfy({ $0 == $1 * extents[axis] })
      {
        groups[groups.count - 1].append(axis)
      } else {
        groups.append([axis])
      }
    }
    func merged(_ old: [Int]) -> [Int] { groups.map { old[$0[$0.count - 1]] } }
    for place in sources.indices {
      switch sources[place] {
      case .view(var view):
        view.strides = merged(view.strides)
        sources[place] = .view(view)
      case .index(let first, let strides):
        sources[place] = .index(first: first, strides: merged(strides))
      case .gather(let array, var indices):
        for index in indices.indices { indices[index].view.strides = merged(indices[index].view.strides) }
        sources[place] = .gather(array: array, indices: indices)
      }
    }
    target.strides = merged(target.strides)
    extents = groups.map { group in group.reduce(1) { $0 * extents[$1] } }
  }
}
