import DeriveNumbers

/// What a square matrix, a scalar term over a row and a column index, is made of at the top.
enum MatrixForm {
  /// `delta(i, j)*entry`, the entry over the row.
  case diagonal(entry: Term)
  /// A scalar times the matrix of this body.
  case scaled(Term, body: Term)
  /// `diag(rows)*M*diag(columns)` with M of this body; `rows` is over the row index, `columns` over the column index.
  case weighted(rows: Term, columns: Term, body: Term)
  /// The product of two square matrices: the left over the row and `middle`, the right over `middle` and the column.
  case product(middle: Term, left: Term, right: Term)
  /// The inverse of a matrix, a family, or of its transpose.
  case inverse(of: Term, isTransposed: Bool)
  /// An orthogonal matrix with the name given; its inverse is its transpose.
  case orthogonal
  /// One by one.
  case single
  case plain
}

/// A square matrix: a scalar term over a row index and a column index.
struct SquareMatrix {
  var row: Term
  var column: Term
  var body: Term
}

extension TermStore {
  // MARK: Constructors

  /// An entry of the inverse of the matrix whose entry at the free indices `row`, `column` is `body`; undefined where
  /// the matrix is singular.
  ///
  /// What holds wherever both sides are defined is applied at once: the inverse of a diagonal matrix, of a product of
  /// square matrices, of a multiple, of an inverse, of an orthogonal matrix (Petersen and Pedersen, "The Matrix
  /// Cookbook", 2012, eqs. 1 to 3 and 409).
  package mutating func inverse(_ row: Term, _ column: Term, _ body: Term, at i: Term, _ j: Term) -> Term {
    let matrix = SquareMatrix(row: row, column: column, body: body)
    switch form(of: matrix) {
    case .single:
      return power(instantiate([row, column], body, at: [.one, .one]), .minusOne)
    case .diagonal(let entry):
      return multiply(delta(i, j), power(instantiate([row], entry, at: [i]), .minusOne))
    case .scaled(let scalar, let rest):
      return divide(inverse(row, column, rest, at: i, j), scalar)
    case .weighted(let rows, let columns, let rest):
      // (D M E)^-1 = E^-1 M^-1 D^-1
      let weight = multiply(instantiate([column], columns, at: [i]), instantiate([row], rows, at: [j]))
      return divide(inverse(row, column, rest, at: i, j), weight)
    case .product(let middle, let left, let right):
      let (lower, upper) = range(ofIndex: row)
      let between = freshIndex(lower, upper)
      let first = inverse(middle, column, right, at: i, between)
      let second = inverse(row, middle, left, at: between, j)
      return sum(over: [between], multiply(first, second))
    case .inverse(let family, let isTransposed):
      let inner = open(family, fresh: true)
      return instantiate(inner.indices, inner.body, at: isTransposed ? [j, i] : [i, j])
    case .orthogonal:
      return instantiate([row, column], body, at: [j, i])
    case .plain:
      hasMatrixFunctions = true
      let own = family([row, column], body)
      let transposed = family([column, row], body)
      if isSymmetric(matrix) {
        return intern(
          .matrixFunction, payload: Int(MatrixFunction.inverse.rawValue) | 0x100, own,
          i.number <= j.number ? i : j, i.number <= j.number ? j : i)
      }
      // Of a matrix and its transpose one is taken.
      return own.number < transposed.number
        ? intern(.matrixFunction, payload: Int(MatrixFunction.inverse.rawValue), own, i, j)
        : intern(.matrixFunction, payload: Int(MatrixFunction.inverse.rawValue), transposed, j, i)
    }
  }

  /// The determinant of the matrix whose entry at the free indices `row`, `column` is `body` (The Matrix Cookbook,
  /// eqs. 18 to 24).
  package mutating func determinant(_ row: Term, _ column: Term, _ body: Term) -> Term {
    let (lower, upper) = range(ofIndex: row)
    let matrix = SquareMatrix(row: row, column: column, body: body)
    switch form(of: matrix) {
    case .single:
      return instantiate([row, column], body, at: [.one, .one])
    case .diagonal(let entry):
      return product(over: [row], entry)
    case .scaled(let scalar, let rest):
      return multiply(power(scalar, add(subtract(upper, lower), .one)), determinant(row, column, rest))
    case .weighted(let rows, let columns, let rest):
      return self.product([
        product(over: [row], rows), product(over: [column], columns), determinant(row, column, rest),
      ])
    case .product(let middle, let left, let right):
      return multiply(determinant(row, middle, left), determinant(middle, column, right))
    case .inverse(let inner, _):
      let opening = open(inner, fresh: true)
      return power(determinant(opening.indices[0], opening.indices[1], opening.body), .minusOne)
    case .orthogonal, .plain:
      hasMatrixFunctions = true
      let own = family([row, column], body)
      let transposed = family([column, row], body)
      return intern(
        .matrixFunction, payload: Int(MatrixFunction.determinant.rawValue),
        own.number < transposed.number ? own : transposed)
    }
  }

  package func matrixFunction(_ term: Term) -> MatrixFunction {
    MatrixFunction(rawValue: UInt8(payload(term) & 0xff)) ?? .inverse
  }

  /// Whether the value of the matrix function is a symmetric matrix, so that its row and column may be exchanged.
  package func isSymmetricValue(_ term: Term) -> Bool { payload(term) & 0x100 != 0 }

  /// The matrix function over another matrix and at another place, in canonical form.
  mutating func rebuiltMatrixFunction(_ term: Term, _ children: [Term]) -> Term {
    let matrix = children[0]
    // While a binder closes, its bound indices dangle: nothing is looked into then.
    if kind(matrix) != .family || children.contains(where: { boundMask($0) != 0 }) {
      var children = children
      if isSymmetricValue(term), children.count >= 3, children[1].number > children[2].number {
        children.swapAt(1, 2)
      }
      return intern(.matrixFunction, payload: payload(term), children: children)
    }
    let opening = open(matrix, fresh: true)
    return matrixFunction(
      matrixFunction(term), SquareMatrix(row: opening.indices[0], column: opening.indices[1], body: opening.body),
      at: Array(children.dropFirst()))
  }

  /// The function of the matrix, at a row and a column if its value is a matrix.
  mutating func matrixFunction(_ function: MatrixFunction, _ matrix: SquareMatrix, at places: [Term]) -> Term {
    switch function {
    case .inverse: inverse(matrix.row, matrix.column, matrix.body, at: places[0], places[1])
    case .power: matrixPower(matrix.row, matrix.column, matrix.body, to: places[2], at: places[0], places[1])
    case .determinant: determinant(matrix.row, matrix.column, matrix.body)
    }
  }

  /// The matrix of a matrix function, over fresh indices.
  package mutating func openedMatrix(_ term: Term) -> (row: Term, column: Term, body: Term) {
    let opening = open(child(term, 0), fresh: true)
    return (opening.indices[0], opening.indices[1], opening.body)
  }

  /// Whether the entries at exchanged places are the same term, through a definition where the matrix is one.
  mutating func isSymmetric(_ matrix: SquareMatrix) -> Bool {
    let between = freshIndex(child(matrix.row, 0), child(matrix.row, 1))
    let half = instantiate([matrix.row], matrix.body, at: [between])
    let exchanged = instantiate([matrix.column, between], half, at: [matrix.row, matrix.column])
    if exchanged == matrix.body { return true }
    guard kind(matrix.body) == .definition, !isOpaqueMember(matrix.body) else { return false }
    return isSymmetric(SquareMatrix(row: matrix.row, column: matrix.column, body: unfolded(matrix.body)))
  }

  // MARK: Dissection

  /// What the matrix is made of. A rule is used only where what it gives is defined exactly where the matrix function is.
  mutating func form(of matrix: SquareMatrix) -> MatrixForm {
    let (row, column) = (matrix.row, matrix.column)
    let (lower, upper) = range(ofIndex: row)
    if lower == .one, upper == .one { return .single }
    let (coefficient, inner) = coefficientAndTerm(matrix.body)
    if !coefficient.isOne, inner != .one { return .scaled(number(coefficient), body: inner) }
    switch kind(inner) {
    case .symbol where childCount(inner) == 2:
      let indices = [child(inner, 0), child(inner, 1)]
      let isWhole = indices == [row, column] || indices == [column, row]
      return isWhole && symbols[payload(inner)].facts.structure == .orthogonal ? .orthogonal : .plain
    case .matrixFunction where matrixFunction(inner) == .inverse:
      if contains(child(inner, 0), row) || contains(child(inner, 0), column) { return .plain }
      let indices = [child(inner, 1), child(inner, 2)]
      if indices == [row, column] { return .inverse(of: child(inner, 0), isTransposed: false) }
      if indices == [column, row] { return .inverse(of: child(inner, 0), isTransposed: true) }
      return .plain
    case .delta:
      return isDelta(inner, row, column) ? .diagonal(entry: .one) : .plain
    case .product:
      return formOfProduct(inner, row, column)
    case .reduction:
      return formOfReduction(inner, row, column)
    case .sum:
      let content = content(of: inner)
      return content.isOne
        ? .plain : .scaled(number(content), body: scale(inner, by: content.reciprocal))
    case .rational, .infinity, .truth, .symbol, .size, .definition, .index, .bound, .function, .family, .relation, .and,
      .or, .not, .cases, .abstract, .expectation, .matrixFunction, .limit:
      return .plain
    }
  }

  private func isDelta(_ term: Term, _ row: Term, _ column: Term) -> Bool {
    kind(term) == .delta
      && (child(term, 0) == row && child(term, 1) == column || child(term, 0) == column && child(term, 1) == row)
  }

  /// The positive number that all addends share.
  private func content(of sum: Term) -> Rational {
    var numerator = Integer(0)
    var denominator = Integer(1)
    for (coefficient, _) in addends(sum) {
      numerator = Integer.gcd(numerator, coefficient.numerator)
      let shared = Integer.gcd(denominator, coefficient.denominator)
      denominator = denominator * coefficient.denominator.quotientAndRemainder(dividingBy: shared).quotient
    }
    return numerator.isZero ? .one : Rational(numerator, denominator)
  }

  /// Scalars and what touches only one of the indices come out of a product.
  private mutating func formOfProduct(_ term: Term, _ row: Term, _ column: Term) -> MatrixForm {
    var scalars: [Term] = []
    var rows: [Term] = []
    var columns: [Term] = []
    var both: [Term] = []
    var isDiagonal = false
    for (base, exponent) in factors(term) {
      let factor = power(base, exponent)
      if isDelta(base, row, column) {
        isDiagonal = true
        continue
      }
      switch (contains(factor, row), contains(factor, column)) {
      case (false, false): scalars.append(factor)
      case (true, false): rows.append(factor)
      case (false, true): columns.append(factor)
      case (true, true): both.append(factor)
      }
    }
    if isDiagonal {
      let entry = product(scalars + rows + columns + both)
      return .diagonal(entry: instantiate([column], entry, at: [row]))
    }
    if both.isEmpty { return .plain }
    if !scalars.isEmpty { return .scaled(product(scalars), body: product(rows + columns + both)) }
    if !rows.isEmpty || !columns.isEmpty {
      return .weighted(rows: product(rows), columns: product(columns), body: product(both))
    }
    return .plain
  }

  /// A sum over an index that, cut, leaves the row and the column apart, of the same range as theirs, is a product of
  /// square matrices.
  private mutating func formOfReduction(_ term: Term, _ row: Term, _ column: Term) -> MatrixForm {
    guard operation(term) == .sum else { return .plain }
    let opening = open(term, fresh: true)
    guard opening.condition == .yes else { return .plain }
    let parts = factors(opening.body).map { power($0.base, $0.exponent) }
    if isProperSum(opening.body) { return .plain }
    for middle in opening.indices where range(ofIndex: middle) == range(ofIndex: row) {
      let others = opening.indices.filter { $0 != middle }
      // What is wired to the row without passing through the middle.
      var side: Set<Term> = [row]
      var grown = true
      while grown {
        grown = false
        for part in parts where side.contains(where: { contains(part, $0) }) {
          for index in others + [column] where contains(part, index) && side.insert(index).inserted { grown = true }
        }
      }
      if side.contains(column) { continue }
      let left = parts.filter { part in side.contains { contains(part, $0) } }
      let right = parts.filter { part in !side.contains { contains(part, $0) } }
      guard left.contains(where: { contains($0, middle) }), right.contains(where: { contains($0, middle) }) else {
        continue
      }
      let leftSum = sum(over: others.filter { side.contains($0) }, product(left))
      let rightSum = sum(over: others.filter { !side.contains($0) }, product(right))
      return .product(middle: middle, left: leftSum, right: rightSum)
    }
    return .plain
  }
}
