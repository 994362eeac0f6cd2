import DeriveNumbers

/// Small matrices of rationals, as rows.
package enum RationalMatrix {
  package static func identity(_ size: Int) -> [[Rational]] {
    (0..<size).map { i in (0..<size).map { $0 == i ? .one : .zero } }
  }

  package static func scaled(_ matrix: [[Rational]], _ factor: Rational) -> [[Rational]] {
    matrix.map { $0.map { $0 * factor } }
  }

  package static func product(_ a: [[Rational]], _ b: [[Rational]]) -> [[Rational]] {
    let columns = b.first?.count ?? 0
    return a.map { row in
      (0..<columns).map { column in
        var total = Rational.zero
        for (place, value) in row.enumerated() { total += value * b[place][column] }
        return total
      }
    }
  }

  /// Row echelon form with leading ones, and the columns of these.
  package static func echelon(_ matrix: [[Rational]]) -> (rows: [[Rational]], pivots: [Int]) {
    var rows = matrix
    var pivots: [Int] = []
    let columns = rows.first?.count ?? 0
    for column in 0..<columns {
      let next = pivots.count
      guard let found = rows.indices.first(where: { $0 >= next && !rows[$0][column].isZero }) else { continue }
      rows.swapAt(next, found)
      let pivot = rows[next][column]
      rows[next] = rows[next].map { $0 / pivot }
      for row in rows.indices where row != next && !rows[row][column].isZero {
        let factor = rows[row][column]
        for place in 0..<columns { rows[row][place] -= factor * rows[next][place] }
      }
      pivots.append(column)
    }
    return (rows, pivots)
  }

  package static func rank(_ matrix: [[Rational]]) -> Int { echelon(matrix).pivots.count }

  /// Vectors that span what the matrix takes to zero.
  package static func nullVectors(_ matrix: [[Rational]]) -> [[Rational]] {
    let (rows, pivots) = echelon(matrix)
    let columns = matrix.first?.count ?? 0
    return (0..<columns).filter { !pivots.contains($0) }.map { free in
      var vector = [Rational](repeating: .zero, count: columns)
      vector[free] = .one
      for (row, pivot) in pivots.enumerated() { vector[pivot] = -rows[row][free] }
      return vector
    }
  }
}
