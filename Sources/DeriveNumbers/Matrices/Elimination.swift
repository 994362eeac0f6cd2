/// A square matrix in double precision brought into triangular form, `P*A = L*U`: Gaussian elimination with partial
/// pivoting (Golub and Van Loan, "Matrix computations", chapter 3.4).
package struct Elimination: Sendable {
  package let size: Int
  /// L below the diagonal, with ones on it that are not stored, and U, row by row.
  private var entries: [Double]
  /// Row i of `P*A` is row `order[i]` of A.
  private var order: [Int]
  private var isOdd = false

  /// Takes the matrix row by row.
  package init(_ matrix: [Double], size: Int) {
    precondition(matrix.count == size * size)
    self.size = size
    entries = matrix
    order = Array(0..<size)
    for step in 0..<size {
      var pivot = step
      for row in step..<size where self[row, step].magnitude > self[pivot, step].magnitude { pivot = row }
      if pivot != step {
        for column in 0..<size { entries.swapAt(pivot * size + column, step * size + column) }
        order.swapAt(pivot, step)
        isOdd.toggle()
      }
      if self[step, step] == 0 { continue }
      for row in (step + 1)..<max(size, step + 1) {
        let factor = self[row, step] / self[step, step]
        entries[row * size + step] = factor
        subtract(factor, timesRow: step, fromRow: row, after: step)
      }
    }
  }

  private subscript(row: Int, column: Int) -> Double { entries[row * size + column] }

  private mutating func subtract(_ factor: Double, timesRow source: Int, fromRow target: Int, after column: Int) {
    let size = size
    entries.withUnsafeMutableBufferPointer { entries in
      for place in (column + 1)..<max(size, column + 1) {
        entries[target * size + place] -= factor * entries[source * size + place]
      }
    }
  }

  /// The determinant, as a product: it may leave the range of doubles where its logarithm does not.
  package var determinant: Double {
    (0..<size).reduce(isOdd ? -1 : 1) { $0 * self[$1, $1] }
  }

  /// The logarithm of the determinant: minus infinity where it is 0, NaN where it is negative.
  package var logDeterminant: Double {
    var isNegative = isOdd
    var sum = 0.0
    for place in 0..<size {
      sum += Elementary.log(self[place, place].magnitude)
      if self[place, place] < 0 { isNegative.toggle() }
    }
    return isNegative && sum > -.infinity ? .nan : sum
  }

  /// The inverse, row by row; NaN where the matrix is singular.
  package var inverse: [Double] {
    let size = size
    if (0..<size).contains(where: { self[$0, $0] == 0 }) {
      return Array(repeating: .nan, count: size * size)
    }
    // All columns of L*U*X = P at once, so that the inner loops run along rows.
    var result = [Double](repeating: 0, count: size * size)
    for row in 0..<size { result[row * size + order[row]] = 1 }
    result.withUnsafeMutableBufferPointer { result in
      for row in 0..<size {
        for source in 0..<row {
          let factor = self[row, source]
          if factor == 0 { continue }
          for column in 0..<size { result[row * size + column] -= factor * result[source * size + column] }
        }
      }
      for row in (0..<size).reversed() {
        for source in (row + 1)..<max(size, row + 1) {
          let factor = self[row, source]
          if factor == 0 { continue }
          for column in 0..<size { result[row * size + column] -= factor * result[source * size + column] }
        }
        let pivot = self[row, row]
        for column in 0..<size { result[row * size + column] /= pivot }
      }
    }
    return result
  }
}
