import DeriveNumbers

/// A matrix found to be semidefinite by closure rules: what it is made of, from the leaves up.
package struct MatrixFact: Sendable {
  /// A matrix on the way with what is known of it and why.
  package struct Step: Sendable {
    package var row: Term
    package var column: Term
    package var body: Term
    package var isDefinite: Bool
    package var isNegative: Bool
    package var reason: String
  }

  /// Definite, not only semidefinite.
  package var isDefinite: Bool
  /// Of the negative kind.
  package var isNegative: Bool
  /// The matrix itself last.
  package var steps: [Step]
}

extension TermStore {
  /// Whether a square matrix is known to be definite or semidefinite by what it is made of: the types of names, sums,
  /// multiples, inverses, congruences `B'*M*B`, diagonal matrices (Boyd and Vandenberghe, "Convex Optimization", 2004,
  /// app. A.5; Horn and Johnson, "Matrix Analysis", 2nd ed., obs. 7.1.3 and 7.1.8). Nil where no rule applies.
  package mutating func matrixFact(_ row: Term, _ column: Term, _ body: Term) -> MatrixFact? {
    if budget.isSpent { return nil }
    let matrix = SquareMatrix(row: row, column: column, body: body)
    let (coefficient, inner) = coefficientAndTerm(body)
    if !coefficient.isOne, inner != .one {
      guard let fact = matrixFact(row, column, inner) else { return nil }
      return extended(
        fact, matrix, isDefinite: fact.isDefinite, isNegative: fact.isNegative != coefficient.isNegative,
        coefficient.isNegative ? "the negative" : "a positive multiple", when: !coefficient.magnitude.isOne)
    }
    switch kind(inner) {
    case .symbol: return factOfSymbol(matrix)
    case .definition:
      guard !isOpaqueMember(body), var fact = matrixFact(row, column, unfolded(body)) else { return nil }
      fact.steps.append(step(matrix, fact, "by its definition"))
      return fact
    case .delta:
      return body == delta(row, column)
        ? factWithStep(matrix, isDefinite: true, "the identity matrix is positive definite") : nil
    case .sum: return factOfSum(matrix)
    case .product: return factOfProduct(matrix)
    case .reduction: return factOfReduction(matrix)
    case .matrixFunction: return factOfInverse(matrix)
    case .rational, .infinity, .truth, .size, .index, .bound, .function, .family, .relation, .and, .or, .not, .cases,
      .abstract, .expectation, .limit:
      return nil
    }
  }

  /// Whether the determinant of the matrix is certainly not 0, and its sign if that is known.
  mutating func boundsOfMatrixFunction(_ term: Term) -> Bounds {
    let (row, column, body) = openedMatrix(term)
    switch matrixFunction(term) {
    case .determinant:
      if kind(body) == .symbol, isWhole(body, row, column) {
        switch symbols[payload(body)].facts.structure {
        case .invertible, .orthogonal: return .nonZero
        case .none, .binary, .onehot, .simplex, .symmetric, .psd, .pd, .diagonal, .fullrank: break
        }
      }
      if kind(body) == .definition, !isOpaqueMember(body) {
        let inner = unfolded(body)
        return bounds(determinant(row, column, inner))
      }
      guard let fact = matrixFact(row, column, body), !fact.isNegative else {
        return isInvertible(row, column, body) ? .nonZero : .any
      }
      return fact.isDefinite ? .positive : .nonNegative
    case .inverse, .power:
      // On the diagonal of a definite matrix.
      guard child(term, 1) == child(term, 2), let fact = matrixFact(row, column, body) else { return .any }
      return fact.isNegative ? .negative : .positive
    }
  }

  /// Definite of either sign, or a product of what is invertible.
  private mutating func isInvertible(_ row: Term, _ column: Term, _ body: Term) -> Bool {
    matrixFact(row, column, body)?.isDefinite ?? false
  }

  /// The symbol's own matrix or its transpose, over its whole range.
  private func isWhole(_ term: Term, _ row: Term, _ column: Term) -> Bool {
    let indices = children(term)
    return indices == [row, column] || indices == [column, row]
  }

  // MARK: Rules

  private func factWithStep(_ matrix: SquareMatrix, isDefinite: Bool, _ reason: String) -> MatrixFact {
    let step = MatrixFact.Step(
      row: matrix.row, column: matrix.column, body: matrix.body, isDefinite: isDefinite, isNegative: false,
      reason: reason)
    return MatrixFact(isDefinite: isDefinite, isNegative: false, steps: [step])
  }

  private func step(_ matrix: SquareMatrix, _ fact: MatrixFact, _ reason: String) -> MatrixFact.Step {
    MatrixFact.Step(
      row: matrix.row, column: matrix.column, body: matrix.body, isDefinite: fact.isDefinite,
      isNegative: fact.isNegative, reason: reason)
  }

  private func extended(
    _ fact: MatrixFact, _ matrix: SquareMatrix, isDefinite: Bool, isNegative: Bool, _ reason: String,
    when isTold: Bool = true
  ) -> MatrixFact {
    var result = MatrixFact(isDefinite: isDefinite, isNegative: isNegative, steps: fact.steps)
    if isTold || isNegative != fact.isNegative { result.steps.append(step(matrix, result, reason)) }
    return result
  }

  private func factOfSymbol(_ matrix: SquareMatrix) -> MatrixFact? {
    guard isWhole(matrix.body, matrix.row, matrix.column) else { return nil }
    switch symbols[payload(matrix.body)].facts.structure {
    case .pd: return factWithStep(matrix, isDefinite: true, "by its type")
    case .psd: return factWithStep(matrix, isDefinite: false, "by its type")
    case .none, .binary, .onehot, .simplex, .symmetric, .diagonal, .orthogonal, .invertible, .fullrank: return nil
    }
  }

  private mutating func factOfSum(_ matrix: SquareMatrix) -> MatrixFact? {
    var steps: [MatrixFact.Step] = []
    var isDefinite = false
    var isNegative: Bool?
    for (coefficient, term) in addends(matrix.body) {
      guard let fact = matrixFact(matrix.row, matrix.column, scale(term, by: coefficient)),
        isNegative == nil || isNegative == fact.isNegative
      else { return nil }
      isNegative = fact.isNegative
      if fact.isDefinite { isDefinite = true }
      steps += fact.steps
    }
    let whole = MatrixFact(isDefinite: isDefinite, isNegative: isNegative ?? false, steps: steps)
    let reason =
      isDefinite ? "a sum of semidefinite matrices, one of them definite" : "a sum of semidefinite matrices"
    return extended(whole, matrix, isDefinite: isDefinite, isNegative: whole.isNegative, reason)
  }

  /// A diagonal matrix by the sign of its entries; a scalar of known sign times a matrix; `D*M*D`.
  private mutating func factOfProduct(_ matrix: SquareMatrix) -> MatrixFact? {
    let (row, column) = (matrix.row, matrix.column)
    let own = delta(row, column)
    var scalars: [Term] = []
    var rows: [Term] = []
    var columns: [Term] = []
    var both: [Term] = []
    for (base, exponent) in factors(matrix.body) where base != own {
      let factor = power(base, exponent)
      switch (contains(factor, row), contains(factor, column)) {
      case (false, false): scalars.append(factor)
      case (true, false): rows.append(factor)
      case (false, true): columns.append(factor)
      case (true, true): both.append(factor)
      }
    }
    if factors(matrix.body).contains(where: { $0.base == own }) {
      let entry = bounds(product(scalars + rows + columns + both))
      guard entry.isNonNegative || entry.isNonPositive else { return nil }
      let isNegative = !entry.isNonNegative
      let isDefinite = entry.isNonZero
      let words = isNegative ? (isDefinite ? "negative" : "not positive") : isDefinite ? "positive" : "not negative"
      var fact = factWithStep(matrix, isDefinite: isDefinite, "a diagonal matrix whose diagonal is \(words)")
      fact.isNegative = isNegative
      fact.steps[0].isNegative = isNegative
      return fact
    }
    if !scalars.isEmpty {
      let sign = bounds(product(scalars))
      guard sign.isNonNegative || sign.isNonPositive,
        let fact = matrixFact(row, column, product(rows + columns + both))
      else { return nil }
      let isNegative = !sign.isNonNegative
      return extended(
        fact, matrix, isDefinite: fact.isDefinite && sign.isNonZero, isNegative: fact.isNegative != isNegative,
        sign.isNonZero ? "a multiple by a factor of one sign" : "a multiple by a factor that does not change sign")
    }
    if rows.isEmpty, columns.isEmpty { return factOfHadamardProduct(matrix) }
    guard !rows.isEmpty, !columns.isEmpty else { return nil }
    let left = product(rows)
    guard instantiate([row], left, at: [column]) == product(columns) else { return nil }
    if both.isEmpty { return factWithStep(matrix, isDefinite: false, "an outer product of a vector with itself") }
    guard let fact = matrixFact(row, column, product(both)) else { return nil }
    return extended(
      fact, matrix, isDefinite: fact.isDefinite && bounds(left).isNonZero, isNegative: fact.isNegative,
      "a matrix between a diagonal matrix and itself")
  }

  /// Elementwise products of semidefinite matrices are semidefinite, of definite ones definite (Schur's product theorem;
  /// Horn and Johnson, "Matrix Analysis", 2nd ed., thm. 7.5.3).
  private mutating func factOfHadamardProduct(_ matrix: SquareMatrix) -> MatrixFact? {
    var steps: [MatrixFact.Step] = []
    var isDefinite = true
    var isNegative = false
    var count = 0
    for (base, exponent) in factors(matrix.body) {
      guard let times = rational(exponent)?.asInt, times >= 1,
        let fact = matrixFact(matrix.row, matrix.column, base)
      else { return nil }
      steps += fact.steps
      count += times
      if !fact.isDefinite { isDefinite = false }
      if fact.isNegative, times % 2 == 1 { isNegative.toggle() }
    }
    guard count >= 2 else { return nil }
    let whole = MatrixFact(isDefinite: isDefinite, isNegative: isNegative, steps: steps)
    return extended(
      whole, matrix, isDefinite: isDefinite, isNegative: isNegative,
      "an elementwise product of \(isDefinite ? "" : "semi")definite matrices")
  }

  /// The inverse of what is semidefinite, where it exists, is definite.
  private mutating func factOfInverse(_ matrix: SquareMatrix) -> MatrixFact? {
    guard matrixFunction(matrix.body) == .inverse,
      Set(children(matrix.body).dropFirst()) == [matrix.row, matrix.column]
    else { return nil }
    let (row, column, body) = openedMatrix(matrix.body)
    guard !contains(body, matrix.row), !contains(body, matrix.column), let fact = matrixFact(row, column, body) else {
      return nil
    }
    return extended(
      fact, matrix, isDefinite: true, isNegative: fact.isNegative,
      "the inverse of a \(fact.isNegative ? "negative" : "positive") \(fact.isDefinite ? "" : "semi")definite matrix")
  }

  /// `B'*M*B` with M definite, over one index (M diagonal) or two; a sum of such over further indices.
  private mutating func factOfReduction(_ matrix: SquareMatrix) -> MatrixFact? {
    guard operation(matrix.body) == .sum else { return nil }
    let opening = open(matrix.body, fresh: true)
    guard opening.condition == .yes, !isProperSum(opening.body), opening.indices.count <= 8 else { return nil }
    var lines = opening.indices.map { [$0] }
    for first in opening.indices { lines += opening.indices.filter { $0 != first }.map { [first, $0] } }
    for line in lines {
      if let fact = congruence(matrix, opening, line) { return fact }
    }
    // A sum over an index of matrices of one kind.
    for index in opening.indices where opening.indices.count > 1 || lines.count == 1 {
      let rest = opening.indices.filter { $0 != index }
      if rest.contains(where: { contains($0, index) }) { continue }
      let inner = sum(over: rest, opening.body)
      guard let fact = matrixFact(matrix.row, matrix.column, inner) else { continue }
      return extended(
        fact, matrix, isDefinite: fact.isDefinite && hasValues(index), isNegative: fact.isNegative,
        "a sum of such matrices")
    }
    return nil
  }

  private mutating func congruence(_ matrix: SquareMatrix, _ opening: Opening, _ line: [Term]) -> MatrixFact? {
    let (row, column) = (matrix.row, matrix.column)
    let parts = factors(opening.body).map { power($0.base, $0.exponent) }
    let others = opening.indices.filter { !line.contains($0) }
    func side(of start: Term, _ store: borrowing TermStore) -> Set<Term> {
      var side: Set<Term> = [start]
      var grown = true
      while grown {
        grown = false
        for part in parts where side.contains(where: { store.contains(part, $0) }) {
          for index in others + [row, column] where store.contains(part, index) && side.insert(index).inserted {
            grown = true
          }
        }
      }
      return side
    }
    let leftSide = side(of: row, self)
    if leftSide.contains(column) { return nil }
    let rightSide = side(of: column, self)
    let left = parts.filter { part in leftSide.contains { contains(part, $0) } }
    let right = parts.filter { part in rightSide.contains { contains(part, $0) } }
    let middle = parts.filter { !left.contains($0) && !right.contains($0) }
    guard others.allSatisfy({ leftSide.contains($0) || rightSide.contains($0) }) else { return nil }
    let leftSum = sum(over: others.filter { leftSide.contains($0) }, product(left))
    let rightSum = sum(over: others.filter { rightSide.contains($0) }, product(right))
    let (first, second) = (line[0], line[line.count - 1])
    guard contains(leftSum, first), contains(rightSum, second) else { return nil }
    guard instantiate([row, first], leftSum, at: [column, second]) == rightSum else { return nil }
    let isFull = hasFullColumnRank(leftSum, first, row)
    if line.count == 1 {
      let weight = bounds(product(middle))
      guard weight.isNonNegative || weight.isNonPositive else { return nil }
      let isDefinite = isFull && weight.isNonZero
      var fact = factWithStep(
        matrix, isDefinite: isDefinite,
        isDefinite ? "a Gram matrix of what has full column rank" : "a Gram matrix")
      fact.isNegative = !weight.isNonNegative
      fact.steps[0].isNegative = fact.isNegative
      return fact
    }
    guard !contains(leftSum, second), !contains(rightSum, first),
      range(ofIndex: first) == range(ofIndex: second),
      let fact = matrixFact(first, second, product(middle))
    else { return nil }
    return extended(
      fact, matrix, isDefinite: fact.isDefinite && isFull, isNegative: fact.isNegative,
      fact.isDefinite && isFull
        ? "such a matrix between one of full column rank and its transpose"
        : "such a matrix between a matrix and its transpose")
  }

  /// Whether the matrix with these rows and columns certainly has full column rank.
  mutating func hasFullColumnRank(_ body: Term, _ row: Term, _ column: Term) -> Bool {
    switch kind(body) {
    case .symbol:
      guard childCount(body) == 2 else { return false }
      switch symbols[payload(body)].facts.structure {
      case .fullrank: return children(body) == [row, column]
      case .pd, .orthogonal, .invertible: return isWhole(body, row, column)
      case .none, .binary, .onehot, .simplex, .symmetric, .psd, .diagonal: return false
      }
    case .definition:
      return !isOpaqueMember(body) && hasFullColumnRank(unfolded(body), row, column)
    case .matrixFunction:
      return matrixFunction(body) == .inverse && Set(children(body).dropFirst()) == [row, column]
        && !contains(child(body, 0), row) && !contains(child(body, 0), column)
    case .delta:
      return body == delta(row, column)
    case .product:
      // diag(d)*B with d nowhere 0, and multiples.
      var rest: [Term] = []
      for (base, exponent) in factors(body) {
        let factor = power(base, exponent)
        if contains(factor, row), contains(factor, column) {
          rest.append(factor)
        } else if !bounds(factor).isNonZero {
          return false
        }
      }
      return rest.count == 1 && hasFullColumnRank(rest[0], row, column)
    case .reduction:
      // A product of such matrices.
      guard operation(body) == .sum else { return false }
      let opening = open(body, fresh: true)
      guard opening.condition == .yes, opening.indices.count == 1, let middle = opening.indices.first else {
        return false
      }
      let parts = factors(opening.body).map { power($0.base, $0.exponent) }
      let left = product(parts.filter { contains($0, row) })
      let right = product(parts.filter { !contains($0, row) })
      return !contains(left, column) && contains(left, middle) && contains(right, middle)
        && hasFullColumnRank(left, row, middle) && hasFullColumnRank(right, middle, column)
    case .rational, .infinity, .truth, .size, .index, .bound, .sum, .function, .family, .relation, .and, .or, .not,
      .cases, .abstract, .expectation, .limit:
      return false
    }
  }
}
