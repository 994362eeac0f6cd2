import DeriveNumbers

/// A square matrix cut into four blocks, its rows and its columns at the same place.
private struct BlockMatrix {
  /// The last row of the upper blocks.
  var end: Term
  /// How many rows the lower blocks have.
  var rest: Term
  /// Upper left, upper right, lower left, lower right.
  var a, b, c, d: SquareMatrix
}

/// Determinants and inverses of matrices of blocks by Schur complements (Petersen and Pedersen, "The Matrix Cookbook",
/// 2012, eqs. 397 to 402), and of what differs from an invertible matrix by outer products (eq. 24).
extension TermStore {
  private mutating func cutIntoBlocks(_ matrix: SquareMatrix) -> BlockMatrix? {
    let rowEnd = cut(of: matrix.row, in: matrix.body)
    let columnEnd = cut(of: matrix.column, in: matrix.body)
    guard let end = rowEnd ?? columnEnd, (rowEnd ?? end) == (columnEnd ?? end), range(ofIndex: matrix.row).lower == .one
    else { return nil }
    let rest = subtract(range(ofIndex: matrix.row).upper, end)
    func block(_ store: inout TermStore, isLow: Bool, isLeft: Bool) -> SquareMatrix {
      let row = store.freshIndex(.one, isLow ? rest : end)
      let column = store.freshIndex(.one, isLeft ? end : rest)
      let places = [isLow ? store.add(row, end) : row, isLeft ? column : store.add(column, end)]
      return SquareMatrix(
        row: row, column: column, body: store.instantiate([matrix.row, matrix.column], matrix.body, at: places))
    }
    return BlockMatrix(
      end: end, rest: rest, a: block(&self, isLow: false, isLeft: true), b: block(&self, isLow: false, isLeft: false),
      c: block(&self, isLow: true, isLeft: true), d: block(&self, isLow: true, isLeft: false))
  }

  /// The determinant of a matrix of blocks, or an entry of its inverse, wherever one of the blocks on the diagonal is
  /// known to be invertible or one beside it is 0; nil for other matrices.
  mutating func blockwise(
    _ function: MatrixFunction, _ matrix: SquareMatrix, at places: [Term], _ form: inout NormalForm
  ) throws(DeriveError) -> Term? {
    guard let blocks = cutIntoBlocks(matrix) else { return nil }
    let isTriangular =
      try normalForm(blocks.b.body, &form).isZero ? true : try normalForm(blocks.c.body, &form).isZero
    if function == .determinant, isTriangular { return multiply(determinant(blocks.a), determinant(blocks.d)) }
    let isFirst: Bool
    if isTriangular {
      isFirst = false
    } else if !form.prefersFirstBlock, isInvertible(blocks.d) {
      isFirst = false
    } else if isInvertible(blocks.a) {
      isFirst = true
    } else if isInvertible(blocks.d) {
      isFirst = false
    } else {
      return nil
    }
    // With the pivot p, the other block on the diagonal q, u beside q and v beside p.
    let (p, q, u, v) =
      isFirst ? (blocks.a, blocks.d, blocks.c, blocks.b) : (blocks.d, blocks.a, blocks.b, blocks.c)
    let complement = schurComplement(pivot: p, of: q, u, v)
    if function == .determinant { return multiply(determinant(p), determinant(complement)) }
    guard let row = locate(places[0], blocks), let column = locate(places[1], blocks) else { return nil }
    func isPivot(_ isLow: Bool) -> Bool { isLow != isFirst }
    switch (isPivot(row.isLow), isPivot(column.isLow)) {
    case (false, false):
      return inverse(complement, row.place, column.place)
    case (false, true):
      // -inv(q - u*inv(p)*v)*u*inv(p)
      let (i, j) = (fresh(like: q.row), fresh(like: p.row))
      let parts = [inverse(complement, row.place, i), entry(u, i, j), inverse(p, j, column.place)]
      return negate(sum(over: [i, j], product(parts)))
    case (true, false):
      let (i, j) = (fresh(like: p.row), fresh(like: q.row))
      let parts = [inverse(p, row.place, i), entry(v, i, j), inverse(complement, j, column.place)]
      return negate(sum(over: [i, j], product(parts)))
    case (true, true):
      let (i, j, k, l) = (fresh(like: p.row), fresh(like: q.row), fresh(like: q.row), fresh(like: p.row))
      let parts = [
        inverse(p, row.place, i), entry(v, i, j), inverse(complement, j, k), entry(u, k, l),
        inverse(p, l, column.place),
      ]
      return add(inverse(p, row.place, column.place), sum(over: [i, j, k, l], product(parts)))
    }
  }

  /// `q - u*inv(p)*v`.
  private mutating func schurComplement(
    pivot p: SquareMatrix, of q: SquareMatrix, _ u: SquareMatrix, _ v: SquareMatrix
  ) -> SquareMatrix {
    let (i, j) = (fresh(like: p.row), fresh(like: p.row))
    let between = product([entry(u, q.row, i), inverse(p, i, j), entry(v, j, q.column)])
    return SquareMatrix(row: q.row, column: q.column, body: subtract(q.body, sum(over: [i, j], between)))
  }

  /// In which blocks a row or a column lies, and where there.
  private mutating func locate(_ place: Term, _ blocks: BlockMatrix) -> (isLow: Bool, place: Term)? {
    if isIndex(place), range(ofIndex: place) == (.one, blocks.end) { return (false, place) }
    let local = subtract(place, blocks.end)
    if isIndex(local), range(ofIndex: local) == (.one, blocks.rest) { return (true, local) }
    if relation(.lessOrEqual, place, blocks.end) == .yes { return (false, place) }
    return relation(.less, blocks.end, place) == .yes ? (true, local) : nil
  }

  private mutating func fresh(like index: Term) -> Term {
    let (lower, upper) = range(ofIndex: index)
    return freshIndex(lower, upper)
  }

  private mutating func entry(_ matrix: SquareMatrix, _ row: Term, _ column: Term) -> Term {
    instantiate([matrix.row, matrix.column], matrix.body, at: [row, column])
  }

  private mutating func determinant(_ matrix: SquareMatrix) -> Term {
    determinant(matrix.row, matrix.column, matrix.body)
  }

  private mutating func inverse(_ matrix: SquareMatrix, _ row: Term, _ column: Term) -> Term {
    inverse(matrix.row, matrix.column, matrix.body, at: row, column)
  }

  private mutating func isInvertible(_ matrix: SquareMatrix) -> Bool {
    bounds(determinant(matrix)).isNonZero
  }

  /// The end of a direct sum of ranges that a free index runs over: one that the term tests, or the cut of a matrix of
  /// blocks at whose inverse it stands.
  mutating func blockEnd(of index: Term, in term: Term) -> Term? {
    if let end = cut(of: index, in: term) { return end }
    guard hasMatrixFunctions else { return nil }
    for node in leaves(term, where: { $0 == .matrixFunction })
    where matrixFunction(node) == .inverse && boundMask(child(node, 0)) == 0
      && (child(node, 1) == index || child(node, 2) == index)
    {
      let (row, column, body) = openedMatrix(node)
      guard range(ofIndex: row) == range(ofIndex: index) else { continue }
      if let end = cut(of: row, in: body) ?? cut(of: column, in: body) { return end }
    }
    return nil
  }

  // MARK: Updates of low rank

  /// The most outer products that are taken apart.
  private static let greatestRank = 3

  /// `det(A + u*v')` is `det(A)*(1 + v'*inv(A)*u)` for an invertible A, and likewise with several outer products, whose
  /// number is the size of a determinant then (the matrix determinant lemma; Petersen and Pedersen, eq. 24). Nil for
  /// other sums.
  mutating func rankUpdatedDeterminant(_ row: Term, _ column: Term, _ fraction: Fraction) -> Term? {
    guard fraction.denominator.isEmpty, fraction.numerator.terms.count >= 2 else { return nil }
    var base = Polynomial()
    var outer: [(left: Term, right: Term)] = []
    for (monomial, coefficient) in fraction.numerator.terms {
      let parts = factors(monomial).map { power($0.base, $0.exponent) }
      let rows = parts.filter { contains($0, row) }
      let columns = parts.filter { contains($0, column) }
      if rows.isEmpty || columns.isEmpty || rows.contains(where: { contains($0, column) }) {
        base.add(coefficient, monomial)
      } else {
        let others = parts.filter { !contains($0, row) && !contains($0, column) }
        outer.append((scale(product(rows + others), by: coefficient), product(columns)))
      }
    }
    guard !outer.isEmpty, outer.count <= Self.greatestRank, !base.isZero else { return nil }
    let matrix = SquareMatrix(row: row, column: column, body: term(base))
    guard isInvertible(matrix) else { return nil }
    var entries: [[Term]] = []
    for (number, first) in outer.enumerated() {
      var line: [Term] = []
      for (other, second) in outer.enumerated() {
        let (i, j) = (fresh(like: row), fresh(like: row))
        let right = instantiate([column], first.right, at: [i])
        let left = instantiate([row], second.left, at: [j])
        let form = sum(over: [i, j], product([right, inverse(matrix, i, j), left]))
        line.append(number == other ? add(.one, form) : form)
      }
      entries.append(line)
    }
    let all = Array(outer.indices)
    return multiply(determinant(matrix), minor(entries, all, all))
  }
}
