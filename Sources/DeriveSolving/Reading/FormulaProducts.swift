import DeriveCore
import DeriveLanguage
import DeriveNumbers

/// A factor `base^exponent` of a product with its place in reading order.
struct ReadingFactor {
  var base: Term
  var exponent: Term
  var group: Group

  /// Numbers and scalars, then defined names, brackets, given data, functions, sums.
  enum Group: Int {
    case scalar, definition, bracket, data, dataBracket, powerOfBracket, function, functionBracket, sum
  }
}

extension FormulaBuilder {
  /// `coefficient*term` for a coefficient >= 0; `besideOthers` if more factors follow.
  func product(
    _ coefficient: Rational, _ term: Term, besideOthers: Bool = false, _ store: inout TermStore
  ) throws(FormulaError) -> Formula {
    if term == .one { return .number(coefficient) }
    if store.kind(term) != .product {
      let plain = try write(term, &store)
      let formula = besideOthers ? asFactor(plain, term, store) : plain
      return joined(coefficient.isOne ? [formula] : [.number(coefficient), formula]) ?? formula
    }
    let (content, above, below) = readingFactors(term, &store)
    return try fraction(coefficient * content, above, below, besideOthers: besideOthers, &store)
      ?? .number(coefficient * content)
  }

  /// The factors above and below the fraction line, in reading order, and the numbers taken out of brackets.
  func readingFactors(
    _ term: Term, _ store: inout TermStore
  ) -> (content: Rational, above: [ReadingFactor], below: [ReadingFactor]) {
    var content = Rational.one
    var above: [(base: Term, exponent: Term)] = []
    var below: [(base: Term, exponent: Term)] = []
    var pending = [term]
    while let next = pending.popLast() {
      for (factor, exponent) in store.kind(next) == .product ? store.factors(next) : [(next, .one)] {
        var base = factor
        if let power = store.rational(exponent)?.asInt, abs(power) <= 8, let number = self.content(of: base, store) {
          content = content * number.power(power)
          base = store.scale(base, by: Rational.one / number)
        }
        if exponent == .one, store.kind(base) == .product {
          // A long product that was left nested.
          pending.append(base)
        } else if store.coefficientAndTerm(exponent).0.isNegative {
          below.append((base, store.negate(exponent)))
        } else {
          above.append((base, exponent))
        }
      }
    }
    return (content, ordered(above, store), ordered(below, store))
  }

  /// The number that a bracket has in common, `2` of `2*a - 2*b`; `nil` if there is none.
  private func content(of term: Term, _ store: borrowing TermStore) -> Rational? {
    guard store.isProperSum(term) else { return nil }
    let coefficients = store.addends(term).map(\.coefficient)
    guard let first = coefficients.first, coefficients.allSatisfy({ $0.denominator == first.denominator }) else {
      return nil
    }
    var divisor = first.numerator
    for coefficient in coefficients { divisor = Integer.gcd(divisor, coefficient.numerator) }
    let content = Rational(divisor, first.denominator).magnitude
    return content.isOne || content.isZero ? nil : content
  }

  /// Factors in reading order.
  private func ordered(_ factors: [(base: Term, exponent: Term)], _ store: borrowing TermStore) -> [ReadingFactor] {
    var result: [ReadingFactor] = []
    for (base, exponent) in factors {
      result.append(
        ReadingFactor(base: base, exponent: exponent, group: group(base, exponent, among: factors, store)))
    }
    return result.sorted { a, b in
      if a.group != b.group { return a.group.rawValue < b.group.rawValue }
      let order = compare(a.base, b.base, store)
      return order != 0 ? order < 0 : compare(a.exponent, b.exponent, store) < 0
    }
  }

  private func group(
    _ base: Term, _ exponent: Term, among factors: [(base: Term, exponent: Term)], _ store: borrowing TermStore
  ) -> ReadingFactor.Group {
    switch store.kind(base) {
    case .rational, .infinity, .truth, .size, .index, .bound:
      return .scalar
    case .symbol:
      return store.childCount(base) == 0 ? .scalar : .data
    case .definition:
      return .definition
    case .function:
      return store.functionID(base).entry.arity == 0 ? .scalar : .function
    case .sum, .product:
      if exponent != .one { return .powerOfBracket }
      // `x*(1 - x)`, `exp(x)*(1 - exp(x))`: a bracket about a factor follows it.
      for (_, addend) in store.addends(base) {
        for (factor, _) in factors {
          switch store.kind(addend) {
          case .symbol:
            if store.kind(factor) == .symbol, store.payload(factor) == store.payload(addend) { return .dataBracket }
          case .function, .abstract, .expectation, .matrixFunction, .limit:
            if factor == addend { return .functionBracket }
          case .rational, .infinity, .truth, .size, .definition, .index, .bound, .sum, .product, .reduction, .family,
            .delta, .relation, .and, .or, .not, .cases:
            break
          }
        }
      }
      return .bracket
    case .delta, .abstract, .cases, .expectation, .matrixFunction, .limit, .relation, .and, .or, .not, .family:
      return .function
    case .reduction:
      return .sum
    }
  }

  /// The factors as a formula, what is below as a denominator; `nil` for the number 1.
  ///
  /// A long factor stands beside the fraction: `1/N*sum(i, x[i])`, `sigma^2/2*sum(k, x[k]^2)`.
  func fraction(
    _ coefficient: Rational, _ above: [ReadingFactor], _ below: [ReadingFactor], besideOthers: Bool = false,
    _ store: inout TermStore
  ) throws(FormulaError) -> Formula? {
    let isPlain = below.isEmpty && coefficient.isInteger
    let long = above.filter { isLong($0, below: !below.isEmpty, store) }
    let front = above.filter { !isLong($0, below: !below.isEmpty, store) }
    let standsBeside =
      !isPlain && !long.isEmpty && !below.contains { store.kind($0.base) == .reduction }
      && (!below.isEmpty || !front.isEmpty && front.allSatisfy { $0.group == .scalar })
    if isPlain || below.isEmpty && !standsBeside {
      var factors: [Formula] = coefficient.isOne ? [] : [.number(coefficient)]
      factors += try powers(above, besideOthers: besideOthers, &store)
      return joined(factors)
    }
    let numerator = Rational(coefficient.numerator)
    let denominator = Rational(coefficient.denominator)
    func withNumber(_ value: Rational, _ factors: [Formula]) -> Formula {
      joined((value.isOne ? [] : [.number(value)]) + factors) ?? .number(.one)
    }
    let under = withNumber(denominator, try powers(below, &store))
    if standsBeside {
      let fraction = Formula.quotient(withNumber(numerator, try powers(front, &store)), under)
      return joined([fraction] + (try powers(long, &store)))
    }
    return .quotient(withNumber(numerator, try powers(above, &store)), under)
  }

  /// Too long to stand above a fraction line: a big sum, or beside a denominator also a bracket about one.
  private func isLong(_ factor: ReadingFactor, below: Bool, _ store: borrowing TermStore) -> Bool {
    if store.kind(factor.base) == .reduction { return !prefersMatrices }
    return below && store.kind(factor.base) == .sum
      && store.addends(factor.base).contains { addend in
        store.kind(addend.term) == .reduction
          || store.kind(addend.term) == .product
            && store.factors(addend.term).contains { store.kind($0.base) == .reduction }
      }
  }

  private func powers(
    _ factors: [ReadingFactor], besideOthers: Bool = false, _ store: inout TermStore
  ) throws(FormulaError) -> [Formula] {
    var result: [Formula] = []
    for factor in factors {
      let formula = try power(factor.base, factor.exponent, &store)
      let standsApart = factor.exponent == .one && (besideOthers || factors.count > 1)
      result.append(standsApart ? asFactor(formula, factor.base, store) : formula)
    }
    return result
  }

  /// An inner product beside other factors is written so that it stays apart from them: `dot(a, x)*b`.
  func asFactor(_ formula: Formula, _ term: Term, _ store: borrowing TermStore) -> Formula {
    guard store.kind(term) == .reduction, case .product(let factors) = formula, factors.count >= 2 else {
      return formula
    }
    let rest = Array(factors.dropFirst())
    return .call("dot", [transposed(factors[0]), rest.count == 1 ? rest[0] : .product(rest)], latex: nil)
  }

  /// `base^exponent`; a square root by its name.
  private func power(_ base: Term, _ exponent: Term, _ store: inout TermStore) throws(FormulaError) -> Formula {
    let formula = try write(base, &store)
    if exponent == .one { return formula }
    if case .power(.call("norm", let inner, let latex), .number(2)) = formula, let e = store.rational(exponent) {
      // A norm is not negative, so the root of its square is the norm.
      let norm = Formula.call("norm", inner, latex: latex)
      return e == Rational(1, 2) ? norm : .power(norm, number(e * Rational(2)))
    }
    if exponent == .half { return .call("sqrt", [formula], latex: nil) }
    return .power(formula, try write(exponent, &store))
  }

  /// A product of factors, nested ones flattened; `nil` for none.
  func joined(_ factors: [Formula]) -> Formula? {
    var result: [Formula] = []
    for factor in factors {
      if case .product(let inner) = factor { result += inner } else { result.append(factor) }
    }
    return result.count < 2 ? result.first : .product(result)
  }
}
