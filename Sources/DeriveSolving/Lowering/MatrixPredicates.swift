import DeriveCore
import DeriveLanguage

extension Lowering {
  /// A property of a matrix as a condition of scalars.
  ///
  /// - Throws: `.unsupported` for definiteness, which is a condition on all vectors, and for what is no matrix.
  package mutating func truth(
    of predicate: Predicate, _ matrix: TensorValue, _ store: inout TermStore
  ) throws(LoweringError) -> Term {
    guard matrix.axes.count == 2 else { throw .unsupported("`\(predicate.rawValue)` of what is no matrix") }
    let (row, column) = (matrix.axes[0], matrix.axes[1])
    switch predicate {
    case .symmetric:
      return forAllEntries(matrix, store.relation(.equal, matrix.body, entry(matrix, column, row, &store)), &store)
    case .diagonal:
      let off = store.relation(.notEqual, row, column)
      return store.splitReduction(.all, matrix.axes, off, store.relation(.equal, matrix.body, .zero))
    case .orthogonal:
      let product = contraction(matrix, isTransposed: true, &store)
      return forAllEntries(matrix, store.relation(.equal, product, store.delta(row, column)), &store)
    case .idempotent:
      let product = contraction(matrix, isTransposed: false, &store)
      return forAllEntries(matrix, store.relation(.equal, product, matrix.body), &store)
    case .invertible, .fullrank:
      return store.nonZero(rankDeterminant(predicate, matrix, &store))
    case .psd, .pd, .nsd, .nd:
      throw .unsupported(
        "`\(predicate.rawValue)` as a condition is not worked out yet; declare the type, as in `given A : pd[N]`")
    }
  }

  /// A property assumed of a given matrix as a whole is from then on its type: `assume H pd`. False where the matrix is
  /// no name of its own, or its type says something else that the property does not imply.
  mutating func assumeType(
    _ predicate: Predicate, of node: Node, _ store: inout TermStore
  ) throws(LoweringError) -> Bool {
    guard case .variable(let id) = node.kind, node.shape.count == 2 else { return false }
    let symbol = try variableSymbol(id, &store)
    var facts = store.symbols[symbol].facts
    let structure: SymbolFacts.Structure
    switch predicate {
    case .psd: structure = .psd
    case .pd: structure = .pd
    case .symmetric: structure = .symmetric
    case .orthogonal: structure = .orthogonal
    case .diagonal: structure = .diagonal
    case .invertible: structure = .invertible
    case .fullrank: structure = .fullrank
    case .nsd, .nd, .idempotent: return false
    }
    switch (facts.structure, structure) {
    case (.none, _), (.symmetric, .psd), (.symmetric, .pd), (.symmetric, .diagonal), (.psd, .pd),
      (.fullrank, .invertible):
      facts.structure = structure
      store.setFacts(ofSymbol: symbol, facts)
      return true
    case (let known, let asked):
      return known == asked || known == .pd && (asked == .psd || asked == .symmetric || asked == .invertible)
        || (known == .psd || known == .diagonal) && asked == .symmetric || known == .orthogonal && asked == .invertible
    }
  }

  /// What must not be 0 for the matrix to be invertible, or of full column rank: `det(A)`, `det(X'*X)`.
  package mutating func rankDeterminant(
    _ predicate: Predicate, _ matrix: TensorValue, _ store: inout TermStore
  ) -> Term {
    let (row, column) = (matrix.axes[0], matrix.axes[1])
    if predicate == .invertible { return store.determinant(row, column, matrix.body) }
    let (lower, upper) = store.range(ofIndex: column)
    let other = store.freshIndex(lower, upper)
    let gram = store.splitReduction(
      .sum, [row], .yes, store.multiply(entry(matrix, row, other, &store), matrix.body))
    return store.determinant(other, column, gram)
  }

  private func entry(_ matrix: TensorValue, _ row: Term, _ column: Term, _ store: inout TermStore) -> Term {
    store.instantiate(matrix.axes, matrix.body, at: [row, column])
  }

  /// An entry of `A*A`, or of `A'*A`.
  private func contraction(_ matrix: TensorValue, isTransposed: Bool, _ store: inout TermStore) -> Term {
    let (row, column) = (matrix.axes[0], matrix.axes[1])
    let (lower, upper) = store.range(ofIndex: row)
    let middle = store.freshIndex(lower, upper)
    let left = isTransposed ? entry(matrix, middle, row, &store) : entry(matrix, row, middle, &store)
    let right = entry(matrix, middle, column, &store)
    return store.splitReduction(.sum, [middle], .yes, store.multiply(left, right))
  }

  private func forAllEntries(_ matrix: TensorValue, _ condition: Term, _ store: inout TermStore) -> Term {
    store.splitReduction(.all, matrix.axes, .yes, condition)
  }
}
