/// The eigenvalues and eigenvectors of a real symmetric matrix.
///
/// Householder's reduction to tridiagonal form, then the QL algorithm with implicit shifts. The error of each eigenvalue
/// is a small multiple of the unit roundoff times the norm of the matrix. Source: G. H. Golub and C. F. Van Loan, Matrix
/// computations, chapter 8.3; in the arrangement of Bowdler, Martin, Reinsch and Wilkinson, Handbook for automatic
/// computation, volume 2, II/2 and II/3 (tred2, tql2).
package struct SymmetricEigen: Sendable {
  /// Why there is no decomposition.
  package enum Failure: Error, Hashable, Sendable {
    /// The number of elements is not the square of the size.
    case wrongShape
    /// An element is infinite or NaN.
    case notFinite
    /// `a[i, j]` and `a[j, i]` differ by more than rounding.
    case notSymmetric
    /// The iteration did not converge, which no matrix is known to bring about.
    case noConvergence
  }

  /// The number of rows.
  package let size: Int
  /// In ascending order.
  package let values: [Double]
  /// Orthonormal; column `k`, at the indices `i * size + k`, belongs to `values[k]`.
  package let vectors: [Double]

  /// The component `i` of the eigenvector that belongs to `values[k]`.
  package func vector(_ k: Int) -> [Double] {
    (0..<size).map { vectors[$0 * size + k] }
  }

  /// Decomposes a matrix of so many rows, given row by row.
  package init(_ matrix: [Double], size: Int) throws(Failure) {
    guard size >= 0, size < 1 << 31, matrix.count == size * size else { throw .wrongShape }
    guard matrix.allSatisfy(\.isFinite) else { throw .notFinite }
    let greatest = matrix.reduce(0) { max($0, $1.magnitude) }
    for row in 0..<size {
      for column in 0..<row {
        let difference = matrix[row * size + column] * 0.5 - matrix[column * size + row] * 0.5
        if difference.magnitude > greatest * 0x1p-40 { throw .notSymmetric }
      }
    }
    self.size = size
    if size == 0 || greatest == 0 {
      values = [Double](repeating: 0, count: size)
      vectors = (0..<size * size).map { $0 / max(size, 1) == $0 % max(size, 1) ? 1 : 0 }
      return
    }
    // A power of two brings the elements near 1, so that squares neither overflow nor vanish.
    let exponent = greatest.isNormal ? Int(greatest.exponent) : -1022
    let down = Elementary.powerOfTwo(min(max(-exponent, -1022), 1022))
    var work = Reduction(matrix.map { $0 * down }, size)
    work.tridiagonalise()
    guard work.iterate() else { throw .noConvergence }
    let order = (0..<size).sorted { work.diagonal[$0] < work.diagonal[$1] }
    values = order.map { work.diagonal[$0] / down }
    var sorted = [Double](repeating: 0, count: size * size)
    for (target, source) in order.enumerated() {
      for row in 0..<size { sorted[row * size + target] = work.z[row * size + source] }
    }
    vectors = sorted
  }
}

/// The matrix on its way to diagonal form.
private struct Reduction {
  let n: Int
  /// The matrix, then the product of the transformations.
  var z: [Double]
  var diagonal: [Double]
  var offDiagonal: [Double]

  init(_ matrix: [Double], _ size: Int) {
    n = size
    z = matrix
    diagonal = [Double](repeating: 0, count: size)
    offDiagonal = [Double](repeating: 0, count: size)
  }

  subscript(_ row: Int, _ column: Int) -> Double {
    get { z[row * n + column] }
    set { z[row * n + column] = newValue }
  }

  /// Householder's reflections from the last row up; their product stays in `z`.
  mutating func tridiagonalise() {
    for i in stride(from: n - 1, to: 0, by: -1) {
      var h = 0.0
      let scale = (0..<i).reduce(0) { $0 + self[i, $1].magnitude }
      if i == 1 || scale == 0 {
        offDiagonal[i] = self[i, i - 1]
      } else {
        for k in 0..<i {
          self[i, k] /= scale
          h += self[i, k] * self[i, k]
        }
        let f = self[i, i - 1]
        let g = f >= 0 ? -h.squareRoot() : h.squareRoot()
        offDiagonal[i] = scale * g
        h -= f * g
        self[i, i - 1] = f - g
        reflect(i, h)
      }
      diagonal[i] = h
    }
    diagonal[0] = 0
    offDiagonal[0] = 0
    accumulate()
  }

  /// Applies the reflection of row i to the rows before it.
  private mutating func reflect(_ i: Int, _ h: Double) {
    var total = 0.0
    for j in 0..<i {
      self[j, i] = self[i, j] / h
      var g = 0.0
      for k in 0...j { g += self[j, k] * self[i, k] }
      if j + 1 < i {
        for k in (j + 1)..<i { g += self[k, j] * self[i, k] }
      }
      offDiagonal[j] = g / h
      total += offDiagonal[j] * self[i, j]
    }
    let factor = total / (h + h)
    for j in 0..<i {
      let f = self[i, j]
      let g = offDiagonal[j] - factor * f
      offDiagonal[j] = g
      for k in 0...j { self[j, k] -= f * offDiagonal[k] + g * self[i, k] }
    }
  }

  /// The product of the reflections.
  private mutating func accumulate() {
    for i in 0..<n {
      if diagonal[i] != 0 {
        for j in 0..<i {
          var g = 0.0
          for k in 0..<i { g += self[i, k] * self[k, j] }
          for k in 0..<i { self[k, j] -= g * self[k, i] }
        }
      }
      diagonal[i] = self[i, i]
      self[i, i] = 1
      for j in 0..<i {
        self[j, i] = 0
        self[i, j] = 0
      }
    }
  }

  /// The QL algorithm with implicit shifts; false where it does not converge.
  mutating func iterate() -> Bool {
    if n < 2 { return true }
    for i in 1..<n { offDiagonal[i - 1] = offDiagonal[i] }
    offDiagonal[n - 1] = 0
    for l in 0..<n {
      var rounds = 0
      while true {
        var m = l
        while m < n - 1 {
          let size = diagonal[m].magnitude + diagonal[m + 1].magnitude
          if offDiagonal[m].magnitude <= size * 0x1p-53 || offDiagonal[m].magnitude < 0x1p-1000 { break }
          m += 1
        }
        if m == l { break }
        rounds += 1
        if rounds > 60 { return false }
        sweep(from: l, to: m)
      }
    }
    return true
  }

  /// One step of QL on the unreduced block from l to m.
  private mutating func sweep(from l: Int, to m: Int) {
    var g = (diagonal[l + 1] - diagonal[l]) / (2 * offDiagonal[l])
    var r = hypotenuse(g, 1)
    g = diagonal[m] - diagonal[l] + offDiagonal[l] / (g + (g < 0 ? -r : r))
    var sine = 1.0
    var cosine = 1.0
    var p = 0.0
    for i in stride(from: m - 1, through: l, by: -1) {
      let f = sine * offDiagonal[i]
      let b = cosine * offDiagonal[i]
      r = hypotenuse(f, g)
      offDiagonal[i + 1] = r
      if r == 0 {
        // The block has split.
        diagonal[i + 1] -= p
        offDiagonal[m] = 0
        return
      }
      sine = f / r
      cosine = g / r
      g = diagonal[i + 1] - p
      r = (diagonal[i] - g) * sine + 2 * cosine * b
      p = sine * r
      diagonal[i + 1] = g + p
      g = cosine * r - b
      for k in 0..<n {
        let f = self[k, i + 1]
        self[k, i + 1] = sine * self[k, i] + cosine * f
        self[k, i] = cosine * self[k, i] - sine * f
      }
    }
    diagonal[l] -= p
    offDiagonal[l] = g
    offDiagonal[m] = 0
  }

  private func hypotenuse(_ a: Double, _ b: Double) -> Double {
    let (large, small) = a.magnitude > b.magnitude ? (a.magnitude, b.magnitude) : (b.magnitude, a.magnitude)
    if large == 0 { return 0 }
    let ratio = small / large
    return large * (1 + ratio * ratio).squareRoot()
  }
}
