import DeriveNumbers

extension TermStore {
  /// The most values of a concrete range that are written out.
  private static let greatestConcreteRange = 40

  /// A sum over indices in normal form: pushed into its addends, contracted, each connected component a kernel. Products,
  /// extrema and "for all" are kernels with a normal body.
  mutating func normalReduction(_ term: Term, _ form: inout NormalForm) throws(DeriveError) -> Fraction {
    if form.kernels.contains(term) { return Fraction(Polynomial(monomial: term)) }
    let opening = open(term, fresh: true)
    if let written = try writtenOut(opening, &form) { return written }
    if form.usesClosedForms, let value = binomialSum(opening) { return try normalForm(value, &form) }
    switch opening.operation {
    case .sum:
      if opening.condition != .yes { return try conditionalSum(term, opening, &form) }
      return try normalSum(opening.indices, opening.body, &form)
    case .product:
      return try normalProduct(opening, &form)
    case .maximum, .minimum, .all:
      let body = try normalTerm(opening.body, &form)
      let result = reduction(opening.operation, opening.indices, opening.condition, body)
      if kind(result) == .reduction {
        form.kernels.insert(result)
        return Fraction(Polynomial(monomial: result))
      }
      return try normalForm(result, &form)
    }
  }

  /// A reduction over a short concrete range, written out.
  private mutating func writtenOut(_ opening: Opening, _ form: inout NormalForm) throws(DeriveError) -> Fraction? {
    guard opening.operation == .sum || opening.operation == .product, let index = opening.indices.first,
      opening.indices.allSatisfy({ other in other == index || !contains(index, other) })
    else { return nil }
    guard
      let place = opening.indices.firstIndex(where: { index in
        guard let lower = rational(child(index, 0)), let upper = rational(child(index, 1)) else { return false }
        return upper - lower < Rational(Self.greatestConcreteRange)
      }), let lower = rational(child(opening.indices[place], 0))?.asInt,
      let upper = rational(child(opening.indices[place], 1))?.asInt
    else { return nil }
    var rest = opening.indices
    let chosen = rest.remove(at: place)
    var result = Fraction(opening.operation == .sum ? .zero : .one)
    if lower > upper { return result }
    for value in lower...upper {
      var change = Substitution()
      change.replace(chosen, by: number(value))
      let condition = substitute(opening.condition, change)
      if condition == .no { continue }
      let body = substitute(opening.body, change)
      let part = reductionOrBody(opening.operation, rest, condition, body)
      let normal = try normalForm(part, &form)
      result =
        opening.operation == .sum ? try add(result, normal, &form) : try multiply(result, normal, &form)
    }
    return result
  }

  private mutating func reductionOrBody(
    _ operation: ReductionOperation, _ indices: [Term], _ condition: Term, _ body: Term
  ) -> Term {
    if !indices.isEmpty || condition != .yes {
      return operation == .sum
        ? sum(over: indices, where: condition, body) : product(over: indices, where: condition, body)
    }
    return body
  }

  /// The sum of a body over indices that are free in it.
  private mutating func normalSum(
    _ indices: [Term], _ body: Term, _ form: inout NormalForm
  ) throws(DeriveError) -> Fraction {
    let inner = try normalForm(body, &form)
    // A base of the denominator without an index comes out of the sum.
    var outer: [Term: Int] = [:]
    var divisors: [Term] = []
    for (base, exponent) in inner.denominator.sorted(by: { $0.key.number < $1.key.number }) {
      if indices.contains(where: { contains(base, $0) }) {
        divisors.append(power(base, -exponent))
      } else {
        outer[base] = exponent
      }
    }
    let divisor = product(divisors)
    var result = Fraction(.zero)
    for (monomial, coefficient) in inner.numerator.terms {
      let summed = try summedMonomial(indices, multiply(monomial, divisor), &form)
      result = try add(
        result, Fraction(summed.numerator.scaled(by: coefficient), summed.denominator), &form)
    }
    if outer.isEmpty || result.isZero { return result }
    for (base, exponent) in outer { result.denominator[base, default: 0] += exponent }
    return try cancelled(result, &form)
  }

  private mutating func summedMonomial(
    _ indices: [Term], _ monomial: Term, _ form: inout NormalForm
  ) throws(DeriveError) -> Fraction {
    var (indices, body) = try flattened(indices, monomial)
    // A one-hot or simplex factor that alone holds an index sums to 1 over it, a centred one to 0.
    while let (index, factor, total) = knownSum(indices, body) {
      if total == .zero {
        if trace != nil { record(.sumsToZero, of: factor, sum(over: [index], factor), .zero) }
        return Fraction(.zero)
      }
      indices.removeAll { $0 == index }
      body = divide(body, factor)
      if trace != nil { record(.sumsToOne, of: factor, sum(over: [index], factor), .one) }
    }
    if indices.isEmpty { return try normalForm(body, &form) }
    if let contracted = try contractedInverse(indices, body, &form) {
      if trace != nil { record(.inverses, sum(over: indices, body), contracted) }
      return try normalForm(contracted, &form)
    }
    if let rewritten = try rewrittenByEquations(indices, body, &form) { return try normalForm(rewritten, &form) }
    if hasOrthogonalNames || hasMatrixFunctions {
      // Entries that meet may stand in sums of their own.
      let (all, flat) = flattenedSums(indices, body)
      if hasOrthogonalNames, let contracted = contractedOrthogonal(all, flat) {
        return try normalForm(contracted, &form)
      }
      if hasMatrixFunctions, let gathered = gatheredPowers(all, flat) { return try normalForm(gathered, &form) }
    }
    let summed = sum(over: indices, body)
    return try kernelized(summed, Set(indices), &form)
  }

  /// Powers of sums that mention an index become sums over more indices: `sum(k, sum(i, a[k,i])^2)` is one over k, i, j.
  private mutating func flattened(
    _ indices: [Term], _ monomial: Term
  ) throws(DeriveError) -> (indices: [Term], body: Term) {
    var all = indices
    var parts: [Term] = []
    for (base, exponent) in factors(monomial) {
      guard kind(base) == .reduction, operation(base) == .sum, child(base, payload(base) & 0xff) == .yes,
        let e = rational(exponent), e.isInteger, let n = e.asInt, n >= 2,
        indices.contains(where: { contains(base, $0) })
      else {
        parts.append(power(base, exponent))
        continue
      }
      if n > 8 { throw .tooMuchWork }
      for _ in 0..<n {
        let opening = open(base, fresh: true)
        all += opening.indices
        parts.append(opening.body)
      }
    }
    return (all, all.count == indices.count ? monomial : product(parts))
  }

  func nameOfLeaf(_ term: Term) -> String {
    kind(term) == .definition ? definitions[payload(term)].name : symbols[payload(term)].name
  }

  /// Reads the product of sums that `sum(over:)` made: its reductions are kernels, for their bodies are parts of a
  /// monomial in normal form already, unless a delta changed it.
  private mutating func kernelized(
    _ term: Term, _ indices: Set<Term>, _ form: inout NormalForm
  ) throws(DeriveError) -> Fraction {
    if kind(term) == .sum, childCount(term) > 2 { return try normalForm(term, &form) }
    let (coefficient, inner) = coefficientAndTerm(term)
    var result = Fraction(coefficient)
    for (base, exponent) in factors(inner) {
      if kind(base) == .reduction, operation(base) == .sum, exponent == .one || isNumber(exponent) {
        if let value = assumedValue(of: base) {
          let part = try normalForm(power(value, exponent), &form)
          result = try multiply(result, part, &form)
          continue
        }
        if let value = hypothesis(about: base, form) {
          let part = try normalForm(power(value, exponent), &form)
          result = try multiply(result, part, &form)
          continue
        }
        if form.usesClosedForms, let spelled = spelled(sum: base, &form) {
          let part = try normalForm(power(spelled, exponent), &form)
          result = try multiply(result, part, &form)
          continue
        }
        form.kernels.insert(base)
        form.memo[base] = Fraction(Polynomial(monomial: base))
        let part = Fraction(Polynomial(monomial: power(base, exponent)))
        result = try multiply(result, part, &form)
      } else {
        let part = try normalForm(power(base, exponent), &form)
        result = try multiply(result, part, &form)
      }
    }
    return result
  }

  /// An index that occurs only as the last index of one factor whose sum over its whole range is known.
  private mutating func knownSum(_ indices: [Term], _ body: Term) -> (index: Term, factor: Term, total: Term)? {
    let pairs = factors(body)
    for index in indices {
      let holders = pairs.filter { contains($0.base, index) || contains($0.exponent, index) }
      guard holders.count == 1, holders[0].exponent == .one else { continue }
      let factor = holders[0].base
      let rank = childCount(factor)
      guard rank > 0, child(factor, rank - 1) == index,
        (0..<(rank - 1)).allSatisfy({ !contains(child(factor, $0), index) }), child(index, 0) == .one,
        !indices.contains(where: { $0 != index && contains($0, index) })
      else { continue }
      switch kind(factor) {
      case .symbol:
        let symbol = symbols[payload(factor)]
        let structure = symbol.facts.structure
        if structure == .onehot || structure == .simplex, symbol.extents.last == child(index, 1) {
          return (index, factor, .one)
        }
      case .definition:
        let definition = definitions[payload(factor)]
        if definition.isSimplex || definition.isCentred, let last = definition.parameters.last,
          child(last, 1) == child(index, 1),
          child(last, 0) == .one
        {
          return (index, factor, definition.isCentred ? .zero : .one)
        }
      case .rational, .infinity, .truth, .size, .index, .bound, .sum, .product, .function, .reduction, .family, .delta,
        .relation, .and, .or, .not, .cases, .abstract, .expectation, .matrixFunction, .limit:
        break
      }
    }
    return nil
  }

  /// A sum under a condition: without it, or with less of it, where that can be.
  private mutating func conditionalSum(
    _ term: Term, _ opening: Opening, _ form: inout NormalForm
  ) throws(DeriveError) -> Fraction {
    if let relaxed = relaxedSum(opening.indices, opening.condition, opening.body) {
      return try normalForm(relaxed, &form)
    }
    let inner = try normalForm(opening.body, &form)
    // Addends apart: one may be the same with two indices exchanged, or cancel.
    if inner.denominator.isEmpty, inner.numerator.terms.count > 1 {
      var result = Fraction(.zero)
      for (monomial, coefficient) in inner.numerator.terms {
        let part = try normalForm(sum(over: opening.indices, where: opening.condition, monomial), &form)
        result = try add(result, Fraction(part.numerator.scaled(by: coefficient), part.denominator), &form)
      }
      return result
    }
    let body = self.term(inner)
    if body != opening.body, let relaxed = relaxedSum(opening.indices, opening.condition, body) {
      return try normalForm(relaxed, &form)
    }
    let result = sum(over: opening.indices, where: opening.condition, body)
    return try kernelized(result, Set(opening.indices), &form)
  }

  /// A product over indices: of powers and of exp it is a sum in the exponent.
  private mutating func normalProduct(_ opening: Opening, _ form: inout NormalForm) throws(DeriveError) -> Fraction {
    if let relaxed = relaxedProduct(opening) { return try normalForm(relaxed, &form) }
    let inner = try normalForm(opening.body, &form)
    guard opening.condition == .yes else {
      return kernel(product(over: opening.indices, where: opening.condition, term(inner)), &form)
    }
    var result = Fraction(.one)
    for (base, exponent) in normalFactors(inner) {
      result = try multiply(result, try productOfPowers(opening.indices, base, exponent, &form), &form)
    }
    return result
  }

  /// `k != a` is the whole product divided by the factor at a, if that is not 0.
  private mutating func relaxedProduct(_ opening: Opening) -> Term? {
    guard opening.indices.count == 1, let index = opening.indices.first, kind(opening.condition) == .relation,
      comparison(opening.condition) == .notEqual, isTotal(opening.body)
    else { return nil }
    let (a, b) = (child(opening.condition, 0), child(opening.condition, 1))
    for (own, other) in [(a, b), (b, a)]
    where own == index && !contains(other, index) && isInside(other, rangeOf: index) == .yes {
      let part = instantiate([index], opening.body, at: [other])
      guard bounds(part).isNonZero else { return nil }
      return divide(product(over: [index], opening.body), part)
    }
    return nil
  }

  /// The factors of a fraction: numbers, kernels, and sums with several addends whole.
  private mutating func normalFactors(_ fraction: Fraction) -> [(base: Term, exponent: Term)] {
    if fraction.isZero { return [(.zero, .one)] }
    let (content, monomial, rest) = primitive(fraction.numerator)
    var result = factors(monomial)
    if !content.isOne { result.append((number(content), .one)) }
    if rest != .one { result.append((rest, .one)) }
    for (base, exponent) in fraction.denominator.sorted(by: { $0.key.number < $1.key.number }) {
      result.append((base, number(-exponent)))
    }
    return result
  }

  /// The product of `base^exponent` over indices: an exponent that all have comes out, exponents of one base are added.
  private mutating func productOfPowers(
    _ indices: [Term], _ base: Term, _ exponent: Term, _ form: inout NormalForm
  ) throws(DeriveError) -> Fraction {
    func mentions(_ store: borrowing TermStore, _ term: Term) -> Bool {
      indices.contains { store.contains(term, $0) }
    }
    let isCommon = bounds(exponent).isInteger || bounds(base).isPositive
    if kind(base) == .function, functionID(base) == .exp {
      let total = sum(over: indices, multiply(child(base, 0), exponent))
      return try normalForm(apply(.exp, total), &form)
    }
    if isCommon, !mentions(self, base), base != .zero {
      return try normalForm(power(base, sum(over: indices, exponent)), &form)
    }
    if isCommon, exponent != .one, !mentions(self, exponent) {
      let inner = try productOfPowers(indices, base, .one, &form)
      return try normalForm(power(term(inner), exponent), &form)
    }
    // A condition on all indices but one would be needed for what is not independent.
    if indices.count > 1,
      let last = indices.indices.last(where: { place in
        !indices.contains { $0 != indices[place] && contains($0, indices[place]) }
      })
    {
      var outer = indices
      let index = outer.remove(at: last)
      let inner = product(over: [index], power(base, exponent))
      if !outer.contains(where: { contains(inner, $0) }) || kind(inner) != .reduction {
        return try normalForm(product(over: outer, inner), &form)
      }
    }
    let result = product(over: indices, power(base, exponent))
    guard kind(result) == .reduction else { return try normalForm(result, &form) }
    if form.usesClosedForms, let spelled = spelled(product: result) { return try normalForm(spelled, &form) }
    return kernel(result, &form)
  }

  private mutating func kernel(_ term: Term, _ form: inout NormalForm) -> Fraction {
    if kind(term) == .reduction {
      form.kernels.insert(term)
      form.memo[term] = Fraction(Polynomial(monomial: term))
    }
    return Fraction(Polynomial(monomial: term))
  }
}
