import DeriveNumbers

/// Inverses and determinants in the form for deciding.
extension TermStore {
  /// The greatest concrete size at which an inverse or a determinant is written out.
  private func greatestWrittenSize(_ function: MatrixFunction, _ body: Term) -> Int {
    let hasNames = !leaves(body) { $0 != .rational && $0 != .index && $0 != .delta && $0 != .sum && $0 != .product }
      .isEmpty
    return hasNames ? (function == .determinant ? 4 : 3) : 5
  }

  /// The function of a matrix whose entries are in normal form, a kernel; at small concrete sizes written out.
  mutating func normalMatrixFunction(_ term: Term, _ form: inout NormalForm) throws(DeriveError) -> Fraction {
    if form.kernels.contains(term) { return Fraction(Polynomial(monomial: term)) }
    if let value = hypothesis(about: term, form) { return try normalForm(value, &form) }
    let (row, column, body) = openedMatrix(term)
    let (lower, upper) = range(ofIndex: row)
    let function = matrixFunction(term)
    let places = Array(children(term).dropFirst())
    if function == .power {
      return try normalMatrixPower(term, SquareMatrix(row: row, column: column, body: body), &form)
    }
    if lower == .one, let size = rational(upper)?.asInt, size <= greatestWrittenSize(function, body) {
      return try normalForm(writtenOut(function, row, column, body, size, at: places), &form)
    }
    let whole = SquareMatrix(row: row, column: column, body: body)
    if let value = try blockwise(function, whole, at: places, &form) { return try normalForm(value, &form) }
    let inner = try normalForm(body, &form)
    if function == .determinant, let value = rankUpdatedDeterminant(row, column, inner) {
      return try normalForm(value, &form)
    }
    var parts: [Term] = []
    if inner.isZero {
      parts = [.zero]
    } else {
      let (content, monomial, rest) = primitive(inner.numerator)
      parts = [number(content), monomial, rest]
      for (base, exponent) in inner.denominator.sorted(by: { $0.key.number < $1.key.number }) {
        parts.append(power(base, -exponent))
      }
    }
    let matrix = SquareMatrix(row: row, column: column, body: product(parts))
    let result = matrixFunction(function, matrix, at: places)
    if kind(result) == .matrixFunction {
      form.kernels.insert(result)
      return Fraction(Polynomial(monomial: result))
    }
    if result == term { return Fraction(Polynomial(monomial: term)) }
    return try normalForm(result, &form)
  }

  /// By cofactors.
  package mutating func writtenOut(
    _ function: MatrixFunction, _ row: Term, _ column: Term, _ body: Term, _ size: Int, at places: [Term]
  ) -> Term {
    var entries: [[Term]] = []
    for i in 1...max(size, 1) {
      entries.append((1...max(size, 1)).map { instantiate([row, column], body, at: [number(i), number($0)]) })
    }
    let whole = minor(entries, Array(0..<size), Array(0..<size))
    switch function {
    case .determinant: return whole
    case .power:
      return matrixPower(row, column, body, to: places[2], at: places[0], places[1])
    case .inverse:
      var addends: [Term] = []
      for i in 0..<size {
        for j in 0..<size {
          let position = multiply(delta(places[0], number(i + 1)), delta(places[1], number(j + 1)))
          if position == .zero { continue }
          let cofactor = minor(
            entries, (0..<size).filter { $0 != j }, (0..<size).filter { $0 != i })
          addends.append(multiply(position, (i + j) % 2 == 0 ? cofactor : negate(cofactor)))
        }
      }
      return divide(sum(addends), whole)
    }
  }

  /// The determinant of the rows and columns chosen, by the first row.
  mutating func minor(_ entries: [[Term]], _ rows: [Int], _ columns: [Int]) -> Term {
    guard let first = rows.first else { return .one }
    var addends: [Term] = []
    for (place, column) in columns.enumerated() {
      let rest = minor(entries, Array(rows.dropFirst()), columns.filter { $0 != column })
      let part = multiply(entries[first][column], rest)
      addends.append(place % 2 == 0 ? part : negate(part))
    }
    return sum(addends)
  }

  // MARK: Contraction

  /// `sum(q, inv(A)[p, q]*A[q, r])` is `delta(p, r)`: where a product under a sum holds an inverse beside the leading
  /// monomial of its matrix, that monomial is replaced by what the equation says, `delta` less the other monomials. The
  /// leading monomial is the longest, so the number of factors goes down; which way round an overlap is resolved makes
  /// no difference, as `inv(A)*A = A*inv(A) = I`.
  ///
  /// Nil where nothing contracts.
  mutating func contractedInverse(
    _ indices: [Term], _ body: Term, _ form: inout NormalForm
  ) throws(DeriveError) -> Term? {
    guard hasMatrixFunctions, mentionsInverse(body) else { return nil }
    let (all, flat) = flattenedSums(indices, body)
    let pairs = factors(flat)
    for (place, pair) in pairs.enumerated()
    where pair.exponent == .one && kind(pair.base) == .matrixFunction && matrixFunction(pair.base) == .inverse {
      guard let relation = try inverseRelation(of: pair.base, &form) else { continue }
      for slot in 1...2 {
        let contracted = child(pair.base, slot)
        guard all.contains(contracted) else { continue }
        if let result = contracted1(all, pairs, place, slot, relation) { return result }
      }
    }
    return nil
  }

  private func mentionsInverse(_ term: Term) -> Bool {
    factors(term).contains { base, _ in
      switch kind(base) {
      case .matrixFunction: matrixFunction(base) == .inverse
      case .reduction: !leaves(base) { $0 == .matrixFunction }.isEmpty
      case .rational, .infinity, .truth, .symbol, .size, .definition, .index, .bound, .sum, .product, .function,
        .family, .delta, .relation, .and, .or, .not, .cases, .abstract, .expectation, .limit:
        false
      }
    }
  }

  /// Sums among the factors that mention an index become part of the sum over it.
  mutating func flattenedSums(_ indices: [Term], _ body: Term) -> (indices: [Term], body: Term) {
    var all = indices
    var flat = body
    var hasChanged = true
    while hasChanged {
      hasChanged = false
      for (base, exponent) in factors(flat)
      where exponent == .one && kind(base) == .reduction && operation(base) == .sum
        && all.contains(where: { contains(base, $0) })
      {
        let opening = open(base, fresh: true)
        guard opening.condition == .yes, !isProperSum(opening.body) else { continue }
        flat = multiply(divide(flat, base), opening.body)
        all += opening.indices
        hasChanged = true
        break
      }
    }
    return (all, flat)
  }

  /// A matrix as monomials over a row and a column, the leading one apart.
  private struct InverseRelation {
    var row: Term
    var column: Term
    var coefficient: Term
    /// The factors of the leading monomial, and the indices that are summed in it.
    var leading: [Term]
    var indices: [Term]
    /// All but the leading monomial.
    var rest: Term
  }

  private mutating func inverseRelation(
    of inverse: Term, _ form: inout NormalForm
  ) throws(DeriveError) -> InverseRelation? {
    let (row, column, body) = openedMatrix(inverse)
    let fraction = try normalForm(body, &form)
    guard fraction.denominator.isEmpty else { return nil }
    var best: (length: Int, hash: UInt64, monomial: Term, coefficient: Rational)?
    for (monomial, coefficient) in fraction.numerator.terms {
      let (_, flat) = flattenedSums([row, column], monomial)
      let parts = factors(flat)
      let scalars = parts.filter { isClosed($0.base) }
      guard scalars.allSatisfy({ bounds($0.base).isNonZero }) else { continue }
      let length = parts.count - scalars.count
      let hash = structuralHash(family([row, column], monomial))
      if let known = best, (known.length, known.hash) >= (length, hash) { continue }
      best = (length, hash, monomial, coefficient)
    }
    guard let best else { return nil }
    let (indices, flat) = flattenedSums([row, column], best.monomial)
    let inner = Array(indices.dropFirst(2))
    var leading: [Term] = []
    var scalars = [number(best.coefficient)]
    for (base, exponent) in factors(flat) {
      let factor = power(base, exponent)
      if ([row, column] + inner).contains(where: { contains(factor, $0) }) {
        leading.append(factor)
      } else {
        scalars.append(factor)
      }
    }
    let whole = term(fraction)
    return InverseRelation(
      row: row, column: column, coefficient: product(scalars), leading: leading, indices: inner,
      rest: subtract(whole, scale(best.monomial, by: best.coefficient)))
  }

  private mutating func contracted1(
    _ all: [Term], _ pairs: [(base: Term, exponent: Term)], _ place: Int, _ slot: Int, _ relation: InverseRelation
  ) -> Term? {
    let inverse = pairs[place].base
    let contracted = child(inverse, slot)
    let kept = child(inverse, 3 - slot)
    if contains(kept, contracted) { return nil }
    // inv(A)[p, q]*A[q, r] for the column slot, A[r, p]*inv(A)[p, q] for the row slot.
    let (near, far) = slot == 2 ? (relation.row, relation.column) : (relation.column, relation.row)
    let pattern = relation.leading.map { instantiate([near], $0, at: [contracted]) }
    let parameters = relation.indices + [far]
    let targets = pairs.indices.filter { $0 != place }
    func search(
      _ store: inout TermStore, _ number: Int, _ used: [Int], _ bindings: [Term: Term]
    ) -> ([Int], [Term: Term])? {
      if number == pattern.count {
        return store.isContraction(used, bindings, all, pairs, place, contracted, relation, far)
          ? (used, bindings) : nil
      }
      let wanted = store.factors(pattern[number])
      guard wanted.count == 1, let (base, exponent) = wanted.first else { return nil }
      for target in targets where !used.contains(target) && pairs[target].exponent == exponent {
        var next = bindings
        guard store.match(base, pairs[target].base, parameters, &next) else { continue }
        if let found = search(&store, number + 1, used + [target], next) { return found }
      }
      return nil
    }
    guard let (used, bindings) = search(&self, 0, [], [:]), let end = bindings[far] else { return nil }
    let rest = product(targets.filter { !used.contains($0) }.map { power(pairs[$0].base, pairs[$0].exponent) })
    let gone = Set(relation.indices.compactMap { bindings[$0] })
    let outer = all.filter { !gone.contains($0) }
    let outside = divide(rest, relation.coefficient)
    let identity = sum(over: outer.filter { $0 != contracted }, multiply(delta(kept, end), outside))
    let others = instantiate([near, far], relation.rest, at: [contracted, end])
    if others == .zero { return identity }
    var addends = [identity]
    for (coefficient, monomial) in self.addends(others) {
      let part = scale(product([inverse, monomial, outside]), by: -coefficient)
      addends.append(sum(over: outer, part))
    }
    return sum(addends)
  }

  /// What was matched is a sum of its own: its indices occur in nothing else.
  private func isContraction(
    _ used: [Int], _ bindings: [Term: Term], _ all: [Term], _ pairs: [(base: Term, exponent: Term)], _ place: Int,
    _ contracted: Term, _ relation: InverseRelation, _ far: Term
  ) -> Bool {
    guard let end = bindings[far], !contains(end, contracted) else { return false }
    var inner: [Term] = []
    for index in relation.indices {
      guard let value = bindings[index], all.contains(value), value != contracted, !inner.contains(value),
        range(ofIndex: value) == range(ofIndex: index), !contains(end, value)
      else { return false }
      inner.append(value)
    }
    for (number, pair) in pairs.enumerated() where number != place && !used.contains(number) {
      for index in inner + [contracted] where contains(pair.base, index) || contains(pair.exponent, index) {
        return false
      }
    }
    return !inner.contains { contains(pairs[place].base, $0) }
      && !all.contains { other in other != contracted && contains(other, contracted) }
  }

  // MARK: Clearing

  /// Whether a term with an inverse at a free index vanishes once the matrix is multiplied on: `inv(A)` has a value only
  /// where A is invertible, and there `A*e = 0` says `e = 0`.
  mutating func vanishesWhenCleared(
    _ term: Term, _ form: inout NormalForm, rounds: Int = 3
  ) throws(DeriveError) -> Bool {
    guard hasMatrixFunctions, rounds > 0 else { return false }
    let fraction = try normalForm(term, &form)
    let whole = self.term(fraction.numerator)
    var tried = 0
    for index in freeIndices(whole) {
      var seen: Set<Term> = []
      for node in leaves(whole, where: { $0 == .matrixFunction }) where matrixFunction(node) == .inverse {
        let matrix = child(node, 0)
        guard boundMask(matrix) == 0, !contains(matrix, index) else { continue }
        for slot in 1...2 where child(node, slot) == index && seen.insert(matrix).inserted {
          let (row, column, body) = openedMatrix(node)
          guard range(ofIndex: row) == range(ofIndex: index), tried < 6 else { continue }
          tried += 1
          let other = freshIndex(child(index, 0), child(index, 1))
          // A*e for the row slot, e*A for the column slot.
          let factor = instantiate(
            [row, column], body, at: slot == 1 ? [other, index] : [index, other])
          var cleared: [Term] = []
          for (coefficient, addend) in addends(whole) {
            cleared.append(sum(over: [index], scale(multiply(factor, addend), by: coefficient)))
          }
          let next = sum(cleared)
          if try normalForm(next, &form).isZero { return true }
          if try vanishesWhenCleared(next, &form, rounds: rounds - 1) { return true }
        }
      }
    }
    return false
  }
}
