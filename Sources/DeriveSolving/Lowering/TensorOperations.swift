import DeriveCore
import DeriveLanguage
import DeriveNumbers

extension Lowering {
  // MARK: Components

  /// `base[slots]`: the places asked for, and the indices handed in where a dimension is kept.
  mutating func place(
    _ base: Node, _ slots: [Node.Slot], at indices: [Term], _ store: inout TermStore
  ) throws(LoweringError) -> Term {
    guard slots.count == base.shape.count else {
      throw .unsupported("\(slots.count) indices stand at a value of \(base.shape.count) dimensions")
    }
    return try component(base, at: try places(slots, base.shape, at: indices, &store), &store)
  }

  /// The indices that slots stand for; each must lie in its dimension.
  mutating func places(
    _ slots: [Node.Slot], _ shape: Shape, at indices: [Term], _ store: inout TermStore
  ) throws(LoweringError) -> [Term] {
    var result: [Term] = []
    var kept = indices.makeIterator()
    for (slot, dimension) in zip(slots, shape) {
      switch slot {
      case .all:
        guard let next = kept.next() else { throw .unsupported("an index is missing") }
        result.append(next)
      case .at(let node):
        let place = try component(node, at: [], &store)
        require(store.relation(.lessOrEqual, .one, place), &store)
        require(store.relation(.lessOrEqual, place, extent(dimension, &store)), &store)
        result.append(place)
      }
    }
    return result
  }

  // MARK: Elementwise

  mutating func sum(
    _ addends: [Node.Addend], at indices: [Term], _ store: inout TermStore
  ) throws(LoweringError) -> Term {
    var terms: [Term] = []
    for addend in addends {
      let term = try broadcast(addend.node, at: indices, &store)
      terms.append(addend.isNegative ? store.negate(term) : term)
    }
    return store.sum(terms)
  }

  mutating func multiply(
    _ factors: [Node], at indices: [Term], _ store: inout TermStore
  ) throws(LoweringError) -> Term {
    var terms: [Term] = []
    for factor in factors { terms.append(try broadcast(factor, at: indices, &store)) }
    return store.product(terms)
  }

  mutating func divide(
    _ left: Node, _ right: Node, at indices: [Term], _ store: inout TermStore
  ) throws(LoweringError) -> Term {
    let numerator = try broadcast(left, at: indices, &store)
    let denominator = try broadcast(right, at: indices, &store)
    require(store.nonZero(denominator), &store)
    return store.divide(numerator, denominator)
  }

  mutating func power(
    _ base: Node, _ exponent: Node, at indices: [Term], _ store: inout TermStore
  ) throws(LoweringError) -> Term {
    let base = try broadcast(base, at: indices, &store)
    let exponent = try broadcast(exponent, at: indices, &store)
    requirePower(base, exponent, &store)
    return store.power(base, exponent)
  }

  /// Where a power is defined: of a negative base only for whole exponents, of 0 only for those that are not negative.
  mutating func requirePower(_ base: Term, _ exponent: Term, _ store: inout TermStore) {
    let bounds = store.bounds(exponent)
    if !bounds.isInteger { require(store.relation(.lessOrEqual, .zero, base), &store) }
    if bounds.isNonNegative { return }
    let nonzero = store.relation(.notEqual, base, .zero)
    require(store.disjunction([nonzero, store.relation(.lessOrEqual, .zero, exponent)]), &store)
  }

  // MARK: Linear algebra

  mutating func matrixProduct(
    _ left: Node, _ right: Node, at indices: [Term], _ store: inout TermStore
  ) throws(LoweringError) -> Term {
    // A product that comes out 1 by 1 is a scalar: its only row and column are the first.
    let row = indices.first ?? .one
    let column = indices.count == 2 ? indices[1] : Term.one
    switch (left.shape.count, right.shape.count) {
    case (1, 2):
      return store.multiply(
        try component(left, at: [row], &store), try component(right, at: [.one, column], &store))
    case (2, 1), (2, 2):
      let index = contractionIndex(left.shape[1], &store)
      let outer = enter()
      let first = try component(left, at: [row, index], &store)
      let second = try component(right, at: right.shape.count == 2 ? [index, column] : [index], &store)
      let inner = leave(outer)
      return total(.sum, over: [index], store.multiply(first, second), inner, &store)
    case (1, 1):
      return store.multiply(try component(left, at: [row], &store), try component(right, at: [column], &store))
    case (let a, let b):
      throw .unsupported("a product of values of \(a) and \(b) dimensions")
    }
  }

  /// A reduction over indices that were made for it; numbers among them have one place only. What the body needs is
  /// needed at each.
  mutating func total(
    _ operation: ReductionOperation, over indices: [Term], where condition: Term = .yes, _ body: Term, _ inner: Needs,
    _ store: inout TermStore
  ) -> Term {
    let free = indices.filter { !store.isNumber($0) }
    require(inner, over: free, where: condition, &store)
    return store.splitReduction(operation, free, condition, body)
  }

  mutating func transpose(
    _ operand: Node, at indices: [Term], _ store: inout TermStore
  ) throws(LoweringError) -> Term {
    switch (operand.shape.count, indices.count) {
    case (0, _): return try component(operand, at: [], &store)
    case (1, 2): return try component(operand, at: [indices[1]], &store)
    case (2, 2): return try component(operand, at: [indices[1], indices[0]], &store)
    // The transpose of a row that is a vector again.
    case (2, 1): return try component(operand, at: [.one, indices[0]], &store)
    case (2, 0): return try component(operand, at: [.one, .one], &store)
    case (let rank, _): throw .unsupported("the transpose of a value of \(rank) dimensions")
    }
  }

  /// The greatest power that is multiplied out.
  private static let greatestMatrixPower = 16

  mutating func matrixPower(
    _ base: Node, _ exponent: Node, at indices: [Term], _ store: inout TermStore
  ) throws(LoweringError) -> Term {
    let power = try component(exponent, at: [], &store)
    guard let value = store.rational(power) else {
      return try symbolicMatrixPower(base, power, at: indices, &store)
    }
    guard let count = value.magnitude.asInt, base.shape.count == 2, indices.count == 2 else {
      throw .unsupported("a power of a matrix has a whole exponent")
    }
    if count > Self.greatestMatrixPower {
      throw .unsupported("powers of a matrix above \(Self.greatestMatrixPower) are not worked out yet")
    }
    if count == 0 { return store.delta(indices[0], indices[1]) }
    if count == 1, !value.isNegative { return try component(base, at: indices, &store) }
    var matrix = try wholeMatrix(base, &store)
    if value.isNegative {
      if count == 1 { return inverse(matrix, at: indices, &store) }
      let axes = freshAxes(base.shape, &store)
      matrix = TensorValue(axes: axes, body: inverse(matrix, at: axes, &store))
    }
    return chain(matrix, count, from: indices[0], to: indices[1], base.shape[0], &store)
  }

  /// `A^t` for a whole t: where t may be negative A must be invertible.
  private mutating func symbolicMatrixPower(
    _ base: Node, _ exponent: Term, at indices: [Term], _ store: inout TermStore
  ) throws(LoweringError) -> Term {
    let bounds = store.bounds(exponent)
    guard bounds.isInteger, base.shape.count == 2, indices.count == 2 else {
      throw .unsupported("a power of a matrix has a whole exponent")
    }
    let matrix = try wholeMatrix(base, &store)
    if !bounds.isNonNegative {
      let determinant = store.determinant(matrix.axes[0], matrix.axes[1], matrix.body)
      let nonzero = store.nonZero(determinant)
      require(store.disjunction([nonzero, store.relation(.lessOrEqual, .zero, exponent)]), &store)
    }
    return store.matrixPower(
      matrix.axes[0], matrix.axes[1], matrix.body, to: exponent, at: indices[0], indices[1])
  }

  /// `count` factors of a square matrix from one index to another.
  private mutating func chain(
    _ matrix: TensorValue, _ count: Int, from first: Term, to last: Term, _ dimension: Extent,
    _ store: inout TermStore
  ) -> Term {
    var factors: [Term] = []
    var between: [Term] = []
    var row = first
    for step in 1...count {
      let column = step == count ? last : contractionIndex(dimension, &store)
      if step < count, !store.isNumber(column) { between.append(column) }
      factors.append(store.instantiate(matrix.axes, matrix.body, at: [row, column]))
      row = column
    }
    return store.splitReduction(.sum, between, .yes, store.product(factors))
  }

  mutating func delta(_ left: Node, _ right: Node, _ store: inout TermStore) throws(LoweringError) -> Term {
    store.delta(try component(left, at: [], &store), try component(right, at: [], &store))
  }

  // MARK: Cases

  mutating func conditional(
    _ condition: Condition, _ first: Node, _ second: Node, at indices: [Term], _ store: inout TermStore
  ) throws(LoweringError) -> Term {
    let test = try truth(condition, &store)
    var values: [Term] = []
    for (node, guarding) in [(first, test), (second, store.negation(test))] {
      if guarding == .no {
        values.append(.zero)
        continue
      }
      let outer = enter()
      values.append(try broadcast(node, at: indices, &store))
      let inner = leave(outer)
      require(inner, where: guarding, &store)
    }
    return store.cases([(test, values[0])], otherwise: values[1])
  }
}
