/// The smallest eigenvalue of a symmetric matrix, given by rows, and a vector that belongs to it, by Jacobi's rotations.
/// Source: Golub and Van Loan, Matrix Computations, 4th edition, section 8.5. It only proposes; what it finds is
/// confirmed exactly.
func smallestEigenvector(_ matrix: [[Double]]) -> (value: Double, vector: [Double]) {
  let size = matrix.count
  var a = matrix
  var v = (0..<size).map { i in (0..<size).map { $0 == i ? 1.0 : 0.0 } }
  for _ in 0..<30 {
    var off = 0.0
    var total = 0.0
    for i in 0..<size {
      for j in 0..<size {
        total += a[i][j] * a[i][j]
        if i != j { off += a[i][j] * a[i][j] }
      }
    }
    if !(off > 1e-30 * total) { break }
    for p in 0..<size {
      for q in (p + 1)..<max(size, p + 1) where a[p][q] != 0 {
        let theta = (a[q][q] - a[p][p]) / (2 * a[p][q])
        let t = (theta < 0 ? -1 : 1) / (theta.magnitude + (theta * theta + 1).squareRoot())
        let c = 1 / (t * t + 1).squareRoot()
        let s = t * c
        for k in 0..<size {
          let (x, y) = (a[k][p], a[k][q])
          a[k][p] = c * x - s * y
          a[k][q] = s * x + c * y
        }
        for k in 0..<size {
          let (x, y) = (a[p][k], a[q][k])
          a[p][k] = c * x - s * y
          a[q][k] = s * x + c * y
        }
        for k in 0..<size {
          let (x, y) = (v[k][p], v[k][q])
          v[k][p] = c * x - s * y
          v[k][q] = s * x + c * y
        }
      }
    }
  }
  guard let best = (0..<size).min(by: { a[$0][$0] < a[$1][$1] }) else { return (0, []) }
  return (a[best][best], v.map { $0[best] })
}
