import DeriveCore
import DeriveNumbers

/// What the terms of a claim depend on, through definitions and the shapes of names.
struct Dependencies {
  var sizes: Set<Int> = []
  /// Integer names that stand as indices or in ranges.
  var indexNames: Set<Term> = []
  /// Abstract functions, with the greatest number of derivatives taken of each.
  var functions: [Int: Int] = [:]
  var freeIndices: Set<Term> = []

  init(_ roots: [Term], _ store: borrowing TermStore) {
    var pending = roots
    let seen = store.acquireTable()
    defer { store.release(seen) }
    for root in roots { seen[root] = 1 }
    var definitions: Set<Int> = []
    var shapes: Set<Int> = []
    func visit(_ term: Term) {
      if seen.insert(term) { pending.append(term) }
    }
    for root in roots { freeIndices.formUnion(store.freeIndices(root)) }
    while let term = pending.popLast() {
      for position in 0..<store.childCount(term) { visit(store.child(term, position)) }
      switch store.kind(term) {
      case .size:
        sizes.insert(store.payload(term))
      case .symbol:
        if shapes.insert(store.payload(term)).inserted {
          for extent in store.symbols[store.payload(term)].extents { visit(extent) }
        }
        addIndexNames(term, store)
      case .definition:
        if definitions.insert(store.payload(term)).inserted {
          visit(store.definitions[store.payload(term)].body)
        }
        addIndexNames(term, store)
      case .index, .bound, .delta:
        addIndexNames(term, store)
      case .abstract:
        let marks = store.abstractParts(term).marks.count
        functions[store.payload(term)] = max(functions[store.payload(term)] ?? 0, marks)
      case .rational, .infinity, .truth, .sum, .product, .function, .reduction, .family, .relation, .and, .or, .not,
        .cases, .expectation, .limit:
        break
      case .matrixFunction:
        // The exponent of a power.
        if store.childCount(term) > 3 { addIndexNames(term, store) }
      }
    }
  }

  private mutating func addIndexNames(_ term: Term, _ store: borrowing TermStore) {
    for position in 0..<store.childCount(term) {
      for leaf in store.leaves(store.child(term, position), where: { $0 == .symbol })
      where store.childCount(leaf) == 0 {
        indexNames.insert(leaf)
      }
    }
  }
}
