import DeriveNumbers

/// Powers of square matrices to whole exponents that are no numbers.
extension TermStore {
  /// The greatest number that is multiplied out as an exponent.
  private static let greatestWrittenPower = 16

  /// An entry of the power of the matrix whose entry at the free indices `row`, `column` is `body`.
  ///
  /// Powers of diagonal matrices, of multiples and of `Q*M*Q'` with Q orthogonal are powers of what they are made of
  /// (Horn and Johnson, "Matrix Analysis", 2nd ed., sec. 1.1 and 2.5).
  package mutating func matrixPower(
    _ row: Term, _ column: Term, _ body: Term, to exponent: Term, at i: Term, _ j: Term
  ) -> Term {
    let matrix = SquareMatrix(row: row, column: column, body: body)
    if let number = rational(exponent)?.asInt, abs(number) <= Self.greatestWrittenPower {
      return writtenPower(matrix, number, from: i, to: j)
    }
    switch form(of: matrix) {
    case .single:
      return power(instantiate([row, column], body, at: [.one, .one]), exponent)
    case .diagonal(let entry):
      return multiply(delta(i, j), power(instantiate([row], entry, at: [i]), exponent))
    case .scaled(let scalar, let rest):
      return multiply(power(scalar, exponent), matrixPower(row, column, rest, to: exponent, at: i, j))
    case .weighted, .product, .inverse, .orthogonal, .plain:
      break
    }
    if let value = conjugatedPower(matrix, exponent, at: i, j) { return value }
    hasMatrixFunctions = true
    let own = family([row, column], body)
    if isSymmetric(matrix) {
      let (first, second) = i.number <= j.number ? (i, j) : (j, i)
      return intern(
        .matrixFunction, payload: Int(MatrixFunction.power.rawValue) | 0x100, own, first, second, exponent)
    }
    // Of a matrix and its transpose one is taken.
    let transposed = family([column, row], body)
    let payload = Int(MatrixFunction.power.rawValue)
    return own.number < transposed.number
      ? intern(.matrixFunction, payload: payload, own, i, j, exponent)
      : intern(.matrixFunction, payload: payload, transposed, j, i, exponent)
  }

  private mutating func writtenPower(_ matrix: SquareMatrix, _ exponent: Int, from i: Term, to j: Term) -> Term {
    if exponent == 0 { return delta(i, j) }
    let (lower, upper) = range(ofIndex: matrix.row)
    var between: [Term] = []
    var factors: [Term] = []
    var first = i
    for step in 1...abs(exponent) {
      let next = step == abs(exponent) ? j : freshIndex(lower, upper)
      if step < abs(exponent) { between.append(next) }
      factors.append(
        exponent > 0
          ? instantiate([matrix.row, matrix.column], matrix.body, at: [first, next])
          : inverse(matrix.row, matrix.column, matrix.body, at: first, next))
      first = next
    }
    return sum(over: between, product(factors))
  }

  /// `(Q*M*Q')^t` is `Q*M^t*Q'` for an orthogonal Q.
  private mutating func conjugatedPower(_ matrix: SquareMatrix, _ exponent: Term, at i: Term, _ j: Term) -> Term? {
    guard kind(matrix.body) == .reduction, operation(matrix.body) == .sum else { return nil }
    let opening = open(matrix.body, fresh: true)
    guard opening.condition == .yes, !isProperSum(opening.body) else { return nil }
    let pairs = factors(opening.body)
    let (lower, upper) = range(ofIndex: matrix.row)
    for (first, left) in pairs.enumerated() where isEntry(ofOrthogonal: left) && contains(left.base, matrix.row) {
      for (second, right) in pairs.enumerated()
      where second != first && isEntry(ofOrthogonal: right) && payload(right.base) == payload(left.base)
        && contains(right.base, matrix.column)
      {
        guard let slot = (0..<2).first(where: { child(left.base, $0) == matrix.row }),
          child(right.base, slot) == matrix.column
        else { continue }
        let (a, b) = (child(left.base, 1 - slot), child(right.base, 1 - slot))
        guard opening.indices.contains(a), opening.indices.contains(b) else { continue }
        let rest = product(ofPowers: pairs.indices.filter { $0 != first && $0 != second }.map { pairs[$0] })
        guard !contains(rest, matrix.row), !contains(rest, matrix.column) else { continue }
        let others = opening.indices.filter { $0 != a && $0 != b }
        guard !others.contains(where: { contains($0, a) || contains($0, b) }), range(ofIndex: a) == (lower, upper),
          range(ofIndex: b) == (lower, upper)
        else { continue }
        let inner = sum(over: others, rest)
        let (p, q) = (freshIndex(lower, upper), freshIndex(lower, upper))
        let far = a == b ? freshIndex(lower, upper) : b
        let core = a == b ? multiply(delta(a, far), inner) : inner
        let power = matrixPower(a, far, core, to: exponent, at: p, q)
        let entries = [(i, p), (j, q)].map { outer, between in
          component(payload(left.base), slot == 0 ? [outer, between] : [between, outer])
        }
        return sum(over: [p, q], product(entries + [power]))
      }
    }
    return nil
  }

  private func isEntry(ofOrthogonal pair: (base: Term, exponent: Term)) -> Bool {
    kind(pair.base) == .symbol && childCount(pair.base) == 2 && pair.exponent == .one
      && symbols[payload(pair.base)].facts.structure == .orthogonal
  }

  // MARK: In the form for deciding

  /// A power in the form for deciding: its matrix is in that form, and `A^(t + c)` is `A*…*A*A^t` where t >= 0 is known.
  mutating func normalMatrixPower(
    _ term: Term, _ matrix: SquareMatrix, _ form: inout NormalForm
  ) throws(DeriveError) -> Fraction {
    let exponent = try normalTerm(child(term, 3), &form)
    let constant = addends(exponent).first { $0.term == .one }?.coefficient.asInt ?? 0
    let (i, j) = (child(term, 1), child(term, 2))
    let (lower, upper) = range(ofIndex: matrix.row)
    if constant > 0, constant <= Self.greatestWrittenPower, !isNumber(exponent) {
      let rest = subtract(exponent, number(constant))
      if bounds(rest).isNonNegative {
        let between = freshIndex(lower, upper)
        let left = writtenPower(matrix, constant, from: i, to: between)
        let right = matrixPower(matrix.row, matrix.column, matrix.body, to: rest, at: between, j)
        return try normalForm(sum(over: [between], multiply(left, right)), &form)
      }
    }
    let body = try normalTerm(matrix.body, &form)
    let inner = try normalForm(body, &form)
    if inner.denominator.isEmpty, let entry = diagonalEntry(inner.numerator, matrix) {
      return try normalForm(multiply(delta(i, j), power(instantiate([matrix.row], entry, at: [i]), exponent)), &form)
    }
    var parts: [Term] = [.zero]
    if !inner.isZero {
      let (content, monomial, rest) = primitive(inner.numerator)
      parts = [number(content), monomial, rest]
      for (base, power) in inner.denominator.sorted(by: { $0.key.number < $1.key.number }) {
        parts.append(self.power(base, -power))
      }
    }
    let result = matrixPower(matrix.row, matrix.column, product(parts), to: exponent, at: i, j)
    if kind(result) == .matrixFunction {
      form.kernels.insert(result)
      return Fraction(Polynomial(monomial: result))
    }
    return try normalForm(result, &form)
  }

  /// What stands on the diagonal, over the row, of a matrix whose monomials all have the delta of its row and column.
  private mutating func diagonalEntry(_ polynomial: Polynomial, _ matrix: SquareMatrix) -> Term? {
    let own = delta(matrix.row, matrix.column)
    var addends: [Term] = []
    for (monomial, coefficient) in polynomial.terms {
      let pairs = factors(monomial)
      guard pairs.contains(where: { $0.base == own }) else { return nil }
      let rest = product(ofPowers: pairs.filter { $0.base != own })
      addends.append(scale(instantiate([matrix.column], rest, at: [matrix.row]), by: coefficient))
    }
    return sum(addends)
  }

  /// A sum over indices of a product in which a power stands beside its own matrix: `A^t*A` is `A*A^t`, and `A^s*A^t` is
  /// `A^(s + t)`; nil where there is none.
  mutating func gatheredPowers(_ indices: [Term], _ body: Term) -> Term? {
    let pairs = factors(body)
    for (place, pair) in pairs.enumerated() where isPower(pair) {
      for slot in 1...2 {
        let index = child(pair.base, slot)
        guard indices.contains(index), !indices.contains(where: { $0 != index && contains($0, index) }) else {
          continue
        }
        let holders = pairs.indices.filter { contains(pairs[$0].base, index) || contains(pairs[$0].exponent, index) }
        guard holders.count == 2, let other = holders.first(where: { $0 != place }), pairs[other].exponent == .one
        else {
          continue
        }
        let isSymmetric = isSymmetricValue(pair.base)
        let second = pairs[other].base
        let rest = product(ofPowers: pairs.indices.filter { $0 != place && $0 != other }.map { pairs[$0] })
        let outer = indices.filter { $0 != index }
        let near = child(pair.base, 3 - slot)
        if isPower(pairs[other]), child(second, 0) == child(pair.base, 0) {
          // Row against column, or either way round for a symmetric matrix.
          guard let own = (1...2).first(where: { child(second, $0) == index && (isSymmetric || $0 != slot) }) else {
            continue
          }
          let far = child(second, 3 - own)
          let (row, column, matrix) = openedMatrix(pair.base)
          let ends = slot == 2 ? (near, far) : (far, near)
          let total = matrixPower(
            row, column, matrix, to: add(child(pair.base, 3), child(second, 3)), at: ends.0, ends.1)
          return sum(over: outer, multiply(total, rest))
        }
        // The matrix itself on the right goes to the left.
        guard slot == 2 || isSymmetric else { continue }
        let (row, column, matrix) = openedMatrix(pair.base)
        guard let core = commutingPart(matrix, row, column) else { continue }
        var bindings: [Term: Term] = [:]
        guard match(core, second, [row, column], &bindings), let a = bindings[row], let b = bindings[column] else {
          continue
        }
        let matrixIsSymmetric = isSymmetric
        guard a == index || matrixIsSymmetric && b == index else { continue }
        let far = a == index ? b : a
        if isSymmetric, near.number <= far.number { continue }
        if far == index || near == index { continue }
        let moved = instantiate([row, column], core, at: [near, index])
        let power = intern(
          .matrixFunction, payload: payload(pair.base),
          children: isSymmetric && index.number > far.number
            ? [child(pair.base, 0), far, index, child(pair.base, 3)]
            : [child(pair.base, 0), index, far, child(pair.base, 3)])
        return sum(over: indices, product([moved, power, rest]))
      }
    }
    return nil
  }

  private func isPower(_ pair: (base: Term, exponent: Term)) -> Bool {
    kind(pair.base) == .matrixFunction && matrixFunction(pair.base) == .power && pair.exponent == .one
  }

  /// What of a matrix is no multiple of the identity, without its factor, if that is one name; it commutes with all powers.
  private mutating func commutingPart(_ matrix: Term, _ row: Term, _ column: Term) -> Term? {
    var rest: [Term] = []
    for (_, addend) in addends(matrix) {
      let pairs = factors(addend)
      if pairs.contains(where: { kind($0.base) == .delta && contains($0.base, row) && contains($0.base, column) }),
        pairs.allSatisfy({ kind($0.base) == .delta || !contains($0.base, row) && !contains($0.base, column) })
      {
        continue
      }
      rest.append(addend)
    }
    guard rest.count == 1 else { return nil }
    let own = factors(rest[0]).filter { contains($0.base, row) || contains($0.base, column) }
    guard own.count == 1, own[0].exponent == .one, kind(own[0].base) == .symbol else { return nil }
    return own[0].base
  }
}
