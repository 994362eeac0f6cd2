import DeriveCore
import DeriveLanguage
import DeriveNumbers

extension Lowering {
  /// `inv`, `det` and `logdet` of a square matrix, each with the condition under which it is defined.
  mutating func matrixFunction(
    _ name: String, _ node: Node, at indices: [Term], _ store: inout TermStore
  ) throws(LoweringError) -> Term {
    let matrix = try wholeMatrix(node, &store)
    switch name {
    case "inv":
      guard indices.count == 2 else { throw .unsupported("an inverse stands where no matrix can") }
      return inverse(matrix, at: indices, &store)
    case "logdet":
      let determinant = determinant(matrix, &store)
      require(store.relation(.less, .zero, determinant), &store)
      return store.apply(.log, determinant)
    default:
      return determinant(matrix, &store)
    }
  }

  /// A square matrix over fresh indices; all its entries must be defined.
  mutating func wholeMatrix(_ node: Node, _ store: inout TermStore) throws(LoweringError) -> TensorValue {
    guard node.shape.count == 2 else { throw .unsupported("a matrix function of what is no matrix") }
    let outer = enter()
    let axes = node.shape.map { dimension in store.freshIndex(.one, extent(dimension, &store)) }
    let matrix = TensorValue(axes: axes, body: try component(node, at: axes, &store))
    let inner = leave(outer)
    require(inner, over: matrix.axes, where: .yes, &store)
    return matrix
  }

  /// An entry of the inverse, which is there where the determinant is not 0.
  mutating func inverse(_ matrix: TensorValue, at indices: [Term], _ store: inout TermStore) -> Term {
    require(store.nonZero(determinant(matrix, &store)), &store)
    let (row, column) = (matrix.axes[0], matrix.axes[1])
    if let size = writtenSize(matrix, store) {
      return store.writtenOut(.inverse, row, column, matrix.body, size, at: indices)
    }
    return store.inverse(row, column, matrix.body, at: indices[0], indices[1])
  }

  private func determinant(_ matrix: TensorValue, _ store: inout TermStore) -> Term {
    let (row, column) = (matrix.axes[0], matrix.axes[1])
    if let size = writtenSize(matrix, store) {
      return store.writtenOut(.determinant, row, column, matrix.body, size, at: [])
    }
    return store.determinant(row, column, matrix.body)
  }

  /// The size of a small matrix that the file writes out entry by entry; its inverse is written out too.
  private func writtenSize(_ matrix: TensorValue, _ store: borrowing TermStore) -> Int? {
    guard let size = store.rational(store.range(ofIndex: matrix.axes[0]).upper)?.asInt, size <= 3 else { return nil }
    let isWritten = store.leaves(matrix.body) { $0 == .delta }.contains { delta in
      store.children(delta).contains { store.isNumber($0) }
    }
    return isWritten ? size : nil
  }
}
