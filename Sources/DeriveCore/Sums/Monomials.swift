import DeriveNumbers

extension TermStore {
  /// Whether a rule below may apply to the monomial; a quick look at its factors.
  func needsTidying(_ monomial: Term) -> Bool {
    switch kind(monomial) {
    case .product:
      var indicators = 0
      var hasCases = false
      var hasFunction = false
      var onehots = 0
      for position in stride(from: 0, to: childCount(monomial), by: 2) {
        let base = child(monomial, position)
        let exponent = child(monomial, position + 1)
        switch kind(base) {
        case .delta: return true
        case .sum, .product: return true
        case .symbol:
          switch symbols[payload(base)].facts.structure {
          case .binary: if exponent != .one { return true }
          case .onehot:
            onehots += 1
            if exponent != .one || onehots > 1 { return true }
          case .none, .simplex, .symmetric, .psd, .pd, .diagonal, .orthogonal, .invertible, .fullrank: break
          }
        case .function:
          let id = functionID(base)
          hasFunction = true
          if exponent != .one, id == .sin || id == .abs || id == .sign { return true }
          if id == .abs || id == .sign { indicators += 1 }
          if id == .sign, factors(monomial).contains(where: { $0.base == child(base, 0) }) { return true }
        case .cases:
          if exponent != .one { return true }
          if childCount(monomial) > 2, zeroPolynomial(of: base) != nil { return true }
          indicators += 1
          hasCases = true
        case .matrixFunction:
          if matrixFunction(base) == .determinant, exponent != .one || childCount(monomial) > 2 { return true }
        case .rational, .infinity, .truth, .size, .definition, .index, .bound, .reduction, .family, .relation, .and,
          .or, .not, .abstract, .expectation, .limit:
          break
        }
        if !assumptions.equations.isEmpty { return true }
      }
      return indicators > 1 || hasCases && hasFunction
    case .sum, .rational, .delta:
      return true
    case .infinity, .truth, .symbol, .size, .definition, .index, .bound, .function, .reduction, .family, .relation,
      .and, .or, .not, .cases, .abstract, .expectation, .matrixFunction, .limit:
      return false
    }
  }

  /// A product of kernels with the facts applied that hold for it: deltas rename, powers of binary, one-hot, absolute
  /// and indicator factors go down, `sin^2` is `1 - cos^2`, sums to whole powers are multiplied out.
  mutating func tidy(_ term: Term, _ form: inout NormalForm) throws(DeriveError) -> Polynomial {
    let (coefficient, monomial) = coefficientAndTerm(term)
    if isProperSum(monomial) { return try normalPolynomial(monomial, &form).scaled(by: coefficient) }
    if !needsTidying(monomial) { return Polynomial(monomial: monomial, coefficient: coefficient) }
    if budget.isSpent { throw .tooMuchWork }
    let pairs = factors(monomial)
    for (place, pair) in pairs.enumerated() {
      let (base, exponent) = pair
      switch kind(base) {
      case .delta:
        if let result = try renamed(by: base, pairs, place, &form) { return result.scaled(by: coefficient) }
      case .sum:
        if let e = rational(exponent), e >= .one, let n = e.floor().asInt {
          // What is broken of the exponent stays.
          let root = power(base, number(e - Rational(n)))
          let rest = multiply(without(pairs, place), root)
          let power = try raise(try normalPolynomial(base, &form), to: n, &form)
          note(.products)
          return try multiply(try tidy(rest, &form), power, &form).scaled(by: coefficient)
        }
      case .product:
        if let e = rational(exponent), e.isInteger {
          return try tidy(multiply(without(pairs, place), power(base, exponent)), &form).scaled(by: coefficient)
        }
      case .symbol:
        let structure = symbols[payload(base)].facts.structure
        if structure == .binary || structure == .onehot, exponent != .one, let e = rational(exponent), e.signum > 0 {
          if trace != nil { record(.binary, of: base, power(base, exponent), base) }
          return try tidy(multiply(without(pairs, place), base), &form).scaled(by: coefficient)
        }
        if structure == .onehot, exponent == .one, let result = try onehotPair(pairs, place, &form) {
          return result.scaled(by: coefficient)
        }
      case .function:
        if let result = try functionPower(pairs, place, &form) { return result.scaled(by: coefficient) }
      case .cases:
        if isIndicator(base), exponent != .one, let e = rational(exponent), e.signum > 0 {
          return try tidy(multiply(without(pairs, place), base), &form).scaled(by: coefficient)
        }
        if isIndicator(base), let result = exclusive(pairs, place) { return result }
        if let result = try eliminated(by: base, pairs, place, &form) { return result.scaled(by: coefficient) }
        if isIndicator(base), exponent == .one, isImplied(child(base, 0), by: pairs) {
          return try tidy(without(pairs, place), &form).scaled(by: coefficient)
        }
      case .matrixFunction:
        if let result = try tidiedDeterminant(pairs, place, &form) { return result.scaled(by: coefficient) }
      case .rational, .infinity, .truth, .size, .definition, .index, .bound, .reduction, .family, .relation, .and, .or,
        .not, .abstract, .expectation, .limit:
        break
      }
    }
    return Polynomial(monomial: monomial, coefficient: coefficient)
  }

  /// `det(Q)^2` is 1 for an orthogonal Q, and `(-1)^N*det(A)` is `det(A') = det(A)` for an antisymmetric A.
  private mutating func tidiedDeterminant(
    _ pairs: [(base: Term, exponent: Term)], _ place: Int, _ form: inout NormalForm
  ) throws(DeriveError) -> Polynomial? {
    let (base, exponent) = pairs[place]
    guard matrixFunction(base) == .determinant, boundMask(base) == 0 else { return nil }
    if let e = rational(exponent), e.isInteger, e != .one, isOrthogonalDeterminant(base) {
      let rest = e.numerator.isOdd ? multiply(without(pairs, place), base) : without(pairs, place)
      return try tidy(rest, &form)
    }
    guard exponent == .one, let sign = pairs.firstIndex(where: { $0.base == .minusOne }) else { return nil }
    let (row, column, body) = openedMatrix(base)
    guard range(ofIndex: row) == (.one, pairs[sign].exponent),
      negate(instantiate([row, column], body, at: [column, row])) == body
    else { return nil }
    return try tidy(without(pairs, sign), &form)
  }

  /// Whether the term is the determinant of an orthogonal matrix: 1 or -1.
  mutating func isOrthogonalDeterminant(_ term: Term) -> Bool {
    guard kind(term) == .matrixFunction, matrixFunction(term) == .determinant, boundMask(term) == 0 else {
      return false
    }
    let (row, column, body) = openedMatrix(term)
    return kind(body) == .symbol && symbols[payload(body)].facts.structure == .orthogonal
      && Set(children(body)) == [row, column]
  }

  /// The normal form of something whose denominators are known to be gone.
  private mutating func normalPolynomial(_ term: Term, _ form: inout NormalForm) throws(DeriveError) -> Polynomial {
    let fraction = try normalForm(term, &form)
    if fraction.denominator.isEmpty { return fraction.numerator }
    return Polynomial(monomial: self.term(fraction))
  }

  private mutating func without(_ pairs: [(base: Term, exponent: Term)], _ place: Int) -> Term {
    product(pairs.indices.filter { $0 != place }.map { power(pairs[$0].base, pairs[$0].exponent) })
  }

  /// `delta(i, j)*f(j)` is `delta(i, j)*f(i)`: the later index is renamed to the earlier, an index to what is none.
  private mutating func renamed(
    by delta: Term, _ pairs: [(base: Term, exponent: Term)], _ place: Int, _ form: inout NormalForm
  ) throws(DeriveError) -> Polynomial? {
    let (a, b) = (child(delta, 0), child(delta, 1))
    let kept: Term
    let replaced: Term
    switch (kind(a) == .index, kind(b) == .index) {
    case (true, true): (kept, replaced) = payload(a) < payload(b) ? (a, b) : (b, a)
    case (true, false) where !contains(b, a): (kept, replaced) = (b, a)
    case (false, true) where !contains(a, b): (kept, replaced) = (a, b)
    case (true, false), (false, true), (false, false): return nil
    }
    let rest = without(pairs, place)
    if !contains(rest, replaced) { return nil }
    var change = Substitution()
    change.replace(replaced, by: kept)
    note(.deltas)
    let value = try normalForm(substitute(rest, change), &form)
    let polynomial = value.denominator.isEmpty ? value.numerator : Polynomial(monomial: term(value))
    var result = Polynomial()
    for (monomial, coefficient) in polynomial.terms {
      let product = multiply(delta, monomial)
      if needsTidying(product), product != multiply(delta, rest) {
        result.add(try tidy(product, &form), scaledBy: coefficient)
      } else {
        result.add(coefficient, product)
      }
    }
    return result
  }

  /// Two components of one one-hot vector: `y[i]*y[j]` is `delta(i, j)*y[i]`.
  private mutating func onehotPair(
    _ pairs: [(base: Term, exponent: Term)], _ place: Int, _ form: inout NormalForm
  ) throws(DeriveError) -> Polynomial? {
    let base = pairs[place].base
    let rank = childCount(base)
    if rank == 0 { return nil }
    for other in pairs.indices where other > place {
      let second = pairs[other].base
      guard kind(second) == .symbol, payload(second) == payload(base), pairs[other].exponent == .one,
        (0..<(rank - 1)).allSatisfy({ child(base, $0) == child(second, $0) })
      else { continue }
      let equal = delta(child(base, rank - 1), child(second, rank - 1))
      if trace != nil { record(.onehot, of: base, multiply(base, second), multiply(equal, base)) }
      let rest = product(
        pairs.indices.filter { $0 != place && $0 != other }.map { power(pairs[$0].base, pairs[$0].exponent) })
      return try tidy(product([rest, base, equal]), &form)
    }
    return nil
  }

  private mutating func functionPower(
    _ pairs: [(base: Term, exponent: Term)], _ place: Int, _ form: inout NormalForm
  ) throws(DeriveError) -> Polynomial? {
    let (base, exponent) = pairs[place]
    guard let e = rational(exponent), e.isInteger, let n = e.asInt else { return nil }
    let id = functionID(base)
    if id == .sin, n >= 2 {
      var square = Polynomial(.one)
      square.add(.minusOne, power(apply(.cos, child(base, 0)), 2))
      if trace != nil { record(.circle, power(base, 2), term(square)) }
      let rest = multiply(without(pairs, place), power(base, n % 2))
      return try multiply(try tidy(rest, &form), try raise(square, to: n / 2, &form), &form)
    }
    if id == .abs, n >= 2 || n <= -2 {
      let even = n - n % 2
      let argument = try normalForm(power(child(base, 0), even), &form)
      if trace != nil { record(.absolutes, power(base, even), power(child(base, 0), even)) }
      guard argument.denominator.isEmpty else { return nil }
      let rest = multiply(without(pairs, place), power(base, n % 2))
      return try multiply(try tidy(rest, &form), argument.numerator, &form)
    }
    if id == .abs, n == -1, !isProperSum(child(base, 0)) {
      // Where abs(x) stands below, x is not 0: x/abs(x) is sign(x), and sign(x)/abs(x) is 1/x.
      let argument = child(base, 0)
      let others = pairs.indices.filter { $0 != place }
      if let sign = others.first(where: {
        kind(pairs[$0].base) == .function && functionID(pairs[$0].base) == .sign && child(pairs[$0].base, 0) == argument
          && pairs[$0].exponent == .one
      }) {
        let rest = product(others.filter { $0 != sign }.map { power(pairs[$0].base, pairs[$0].exponent) })
        return try tidy(multiply(rest, power(argument, -1)), &form)
      }
      if let own = others.first(where: {
        pairs[$0].base == argument && (rational(pairs[$0].exponent).map { $0.isInteger && $0.signum > 0 } ?? false)
      }) {
        var parts = others.filter { $0 != own }.map { power(pairs[$0].base, pairs[$0].exponent) }
        parts += [power(argument, subtract(pairs[own].exponent, .one)), apply(.sign, argument)]
        return try tidy(product(parts), &form)
      }
    }
    if id == .sign, n >= 3 {
      return try tidy(multiply(without(pairs, place), power(base, n % 2 == 0 ? 2 : 1)), &form)
    }
    if id == .sign, n > 0, let own = pairs.firstIndex(where: { $0.base == child(base, 0) }),
      let power = rational(pairs[own].exponent), power.isInteger, power.signum > 0
    {
      // sign(x)*x is abs(x).
      var parts = pairs.indices.filter { $0 != place && $0 != own }.map {
        self.power(pairs[$0].base, pairs[$0].exponent)
      }
      parts += [
        self.power(base, n - 1), self.power(pairs[own].base, number(power - .one)), apply(.abs, child(base, 0)),
      ]
      return try tidy(product(parts), &form)
    }
    if id == .sign, n == 2, bounds(child(base, 0)).isNonZero { return try tidy(without(pairs, place), &form) }
    if id == .sign,
      let other = pairs.firstIndex(where: {
        kind($0.base) == .function && functionID($0.base) == .abs && child($0.base, 0) == child(base, 0)
          && $0.exponent == .one
      }), n == 1
    {
      // sign(x)*abs(x) is x.
      let rest = product(
        pairs.indices.filter { $0 != place && $0 != other }.map { power(pairs[$0].base, pairs[$0].exponent) })
      let value = try normalForm(child(base, 0), &form)
      guard value.denominator.isEmpty else { return nil }
      return try multiply(try tidy(rest, &form), value.numerator, &form)
    }
    return nil
  }

  /// A term that is 1 where a condition holds and 0 elsewhere.
  package func isIndicator(_ term: Term) -> Bool {
    kind(term) == .cases && childCount(term) == 3 && child(term, 1) == .one && child(term, 2) == .zero
  }

  /// A factor that is 0 where the condition does not hold makes its indicator idle: `relu(x)*indicator(x > 0)`.
  private mutating func isImplied(_ condition: Term, by pairs: [(base: Term, exponent: Term)]) -> Bool {
    for (base, exponent) in pairs where kind(base) == .function {
      guard let e = rational(exponent), e.signum > 0,
        let reduced = functionID(base).entry.reduced(&self, children(base)), kind(reduced) == .cases,
        childCount(reduced) == 3, child(reduced, 2) == .zero
      else { continue }
      if child(reduced, 0) == condition { return true }
      // Compared through the same normal indicator: 0 < x against x > 0 in another form.
      let (a, b) = (child(reduced, 0), condition)
      if kind(a) == .relation, kind(b) == .relation, comparison(a) == comparison(b),
        subtract(child(a, 1), child(a, 0)) == subtract(child(b, 1), child(b, 0))
      {
        return true
      }
    }
    return false
  }

  /// Conditions that cannot both hold make the product 0.
  private mutating func exclusive(_ pairs: [(base: Term, exponent: Term)], _ place: Int) -> Polynomial? {
    let condition = child(pairs[place].base, 0)
    for other in pairs.indices where other > place && isIndicator(pairs[other].base) {
      if conjunction([condition, child(pairs[other].base, 0)]) == .no { return Polynomial() }
      if excludes(condition, child(pairs[other].base, 0)) || excludes(child(pairs[other].base, 0), condition) {
        return Polynomial()
      }
    }
    return nil
  }

  /// `p = 0` against `0 < p`.
  private func excludes(_ a: Term, _ b: Term) -> Bool {
    guard kind(a) == .relation, kind(b) == .relation, comparison(a) == .equal, comparison(b) == .less else {
      return false
    }
    return Set(children(a)) == Set(children(b))
  }

  /// What an assumed equation or a fact of a type says a term is.
  mutating func assumedValue(of term: Term) -> Term? {
    if assumptions.equations.isEmpty { return nil }
    for (left, right) in assumptions.equations where left == term { return right }
    return nil
  }
}
