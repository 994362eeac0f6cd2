import DeriveCore
import DeriveLanguage

extension Lowering {
  /// A component of `[a, b; c, d]`.
  mutating func literal(
    _ rows: [[Node]], at indices: [Term], _ store: inout TermStore
  ) throws(LoweringError) -> Term {
    let isScalar = rows.allSatisfy { $0.allSatisfy { $0.shape.isEmpty } }
    switch indices.count {
    case 1 where isScalar: return try entries([rows.flatMap { $0 }], at: [.one, indices[0]], &store)
    case 2 where isScalar: return try entries(rows, at: indices, &store)
    case 1: return try stacked(rows.flatMap { $0 }, at: indices[0], &store)
    case 2: return try blocks(rows, at: indices, &store)
    case 0 where rows.count == 1 && rows[0].count == 1: return try component(rows[0][0], at: [], &store)
    case let rank: throw .unsupported("a matrix literal of \(rank) dimensions")
    }
  }

  /// Scalars: the sum of the entries, each at its place by a delta, so that a contraction comes out written out.
  private mutating func entries(
    _ rows: [[Node]], at indices: [Term], _ store: inout TermStore
  ) throws(LoweringError) -> Term {
    var addends: [Term] = []
    for (row, entries) in rows.enumerated() {
      let rowDelta = store.delta(indices[0], store.number(row + 1))
      if rowDelta == .zero { continue }
      for (column, entry) in entries.enumerated() {
        let columnDelta = store.delta(indices[1], store.number(column + 1))
        if columnDelta == .zero { continue }
        let guarding = store.conjunction([
          store.relation(.equal, indices[0], store.number(row + 1)),
          store.relation(.equal, indices[1], store.number(column + 1)),
        ])
        let outer = enter()
        let value = try component(entry, at: [], &store)
        let inner = leave(outer)
        require(inner, where: guarding, &store)
        addends.append(store.product([rowDelta, columnDelta, value]))
      }
    }
    return store.sum(addends)
  }

  /// Vectors and scalars below each other.
  private mutating func stacked(
    _ blocks: [Node], at place: Term, _ store: inout TermStore
  ) throws(LoweringError) -> Term {
    try stack(blocks.map { $0.shape.first ?? Extent(1) }, at: place, &store) {
      (lowering: inout Lowering, store: inout TermStore, number: Int, place: Term) throws(LoweringError) -> Term in
      try lowering.broadcast(blocks[number], at: blocks[number].shape.count == 2 ? [place, .one] : [place], &store)
    }
  }

  /// Matrices, columns and scalars in rows of blocks.
  private mutating func blocks(
    _ rows: [[Node]], at indices: [Term], _ store: inout TermStore
  ) throws(LoweringError) -> Term {
    let heights = rows.map { $0.first?.shape.first ?? Extent(1) }
    let column = indices[1]
    return try stack(heights, at: indices[0], &store) {
      (lowering: inout Lowering, store: inout TermStore, number: Int, row: Term) throws(LoweringError) -> Term in
      let blocks = rows[number]
      let widths = blocks.map { $0.shape.count == 2 ? $0.shape[1] : Extent(1) }
      return try lowering.stack(widths, at: column, &store) {
        (lowering: inout Lowering, store: inout TermStore, number: Int, column: Term) throws(LoweringError) -> Term in
        let rank = blocks[number].shape.count
        return try lowering.component(
          blocks[number], at: rank == 2 ? [row, column] : rank == 1 ? [row] : [], &store)
      }
    }
  }

  typealias Piece = (inout Lowering, inout TermStore, _ number: Int, _ place: Term) throws(LoweringError) -> Term

  /// What stands at a place of a direct sum of ranges: up to the first one's end the first piece, after it the next one
  /// at the place less that end, and so on. What a piece needs is needed at its own places.
  mutating func stack(
    _ extents: [Extent], at place: Term, _ store: inout TermStore, _ piece: Piece
  ) throws(LoweringError) -> Term {
    if extents.count == 1 { return try piece(&self, &store, 0, place) }
    var list: [(condition: Term, value: Term)] = []
    var start = Term.zero
    for (number, dimension) in extents.enumerated() {
      let size = extent(dimension, &store)
      let end = store.add(start, size)
      let isInside =
        number == extents.count - 1 ? Term.yes : store.relation(.lessOrEqual, place, end)
      let isAfter = start == .zero ? Term.yes : store.relation(.less, start, place)
      if isInside != .no {
        let index = contractionIndex(dimension, &store)
        let outer = enter()
        let value = try piece(&self, &store, number, index)
        let inner = leave(outer)
        let local = store.subtract(place, start)
        let guarding = store.conjunction([isAfter, isInside])
        if store.isNumber(index) {
          require(inner, where: guarding, &store)
          list.append((isInside, value))
        } else {
          require(instantiate(inner, [index], at: [local], &store), where: guarding, &store)
          list.append((isInside, store.instantiate([index], value, at: [local])))
        }
        if isInside == .yes { break }
      }
      start = end
    }
    return store.cases(list, otherwise: .zero)
  }
}
