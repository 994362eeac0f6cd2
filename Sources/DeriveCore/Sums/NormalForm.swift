import DeriveNumbers

/// How far a normal form goes.
package struct NormalFormOptions: Hashable, Sendable {
  /// Defined names are replaced by what they stand for.
  package var unfoldsDefinitions: Bool
  /// Functions are written through few: exp and log, sine and cosine, abs, indicators.
  package var reducesFunctions: Bool

  package init(unfoldsDefinitions: Bool, reducesFunctions: Bool) {
    self.unfoldsDefinitions = unfoldsDefinitions
    self.reducesFunctions = reducesFunctions
  }

  /// For deciding whether two expressions are equal.
  package static let deciding = NormalFormOptions(unfoldsDefinitions: true, reducesFunctions: true)
  /// For showing: names and functions stay as they are.
  package static let reading = NormalFormOptions(unfoldsDefinitions: false, reducesFunctions: false)
}

/// The work of one normal form: its options and what is known already. Valid while assumptions stay the same.
package struct NormalForm {
  package let options: NormalFormOptions
  var memo: [Term: Fraction] = [:]
  /// Sums over indices in normal form, which are kernels.
  var kernels: Set<Term> = []
  /// Polynomials of denominators, by base.
  var denominators: [Term: Polynomial] = [:]
  var depth = 0
  /// Assumed equations of all entries, once they are needed.
  var equationRules: [EquationRule]?
  /// How often these were applied to products.
  var rewrites = 0
  /// What is taken to hold of members of recursions and of powers while the next is looked at.
  package var hypotheses: [InductionHypothesis] = []
  /// Sums are put into closed form and brought to like ranges.
  var usesClosedForms: Bool
  /// Ratios of geometric sums that may be 1 or not.
  var openRatios: [Term] = []
  /// Absolute values become distinctions of cases, for comparison with such.
  var absoluteAsCases = false
  /// Of a matrix of blocks the upper left one is the pivot where both are invertible.
  var prefersFirstBlock = false

  package init(_ options: NormalFormOptions) {
    self.options = options
    usesClosedForms = options.reducesFunctions
  }

  /// The most monomials that an expansion may have.
  static let greatestSize = 20_000
  static let greatestDepth = 400
}

extension TermStore {
  /// The form for deciding: an expanded polynomial over a product of powers. Deltas are contracted, sums over indices
  /// pushed down to connected components, functions reduced to few, facts of types and assumptions applied. It is
  /// zero only if the term is zero wherever it is defined.
  ///
  /// Three levels, sum, monomial, base, after Grégoire and Mahboubi, "Proving equalities in a commutative ring done
  /// right in Coq" (TPHOLs 2005); for sums of products over typed indices such a form is complete (SPORES: Wang et al.,
  /// VLDB 2020).
  package mutating func normalForm(_ term: Term, _ form: inout NormalForm) throws(DeriveError) -> Fraction {
    if let known = form.memo[term] { return known }
    if budget.isSpent { throw .tooMuchWork }
    form.depth += 1
    defer { form.depth -= 1 }
    if form.depth > NormalForm.greatestDepth { throw .tooMuchWork }
    let result = try computeNormalForm(term, &form)
    form.memo[term] = result
    return result
  }

  private mutating func computeNormalForm(_ term: Term, _ form: inout NormalForm) throws(DeriveError) -> Fraction {
    if let value = assumedValue(of: term), value != term {
      record(.assumptions, term, value)
      return try normalForm(value, &form)
    }
    switch kind(term) {
    case .rational:
      return Fraction(value(term))
    case .delta:
      // Under an assumption that was not there when it was built it may be known.
      let again = delta(child(term, 0), child(term, 1))
      return again == term ? Fraction(try tidy(term, &form)) : try normalForm(again, &form)
    case .symbol:
      if let value = try eliminatedComponent(term, &form) { return try normalForm(value, &form) }
      return Fraction(try tidy(term, &form))
    case .size, .index, .bound, .infinity:
      return Fraction(try tidy(term, &form))
    case .truth, .relation, .and, .or, .not, .family, .limit:
      return Fraction(Polynomial(monomial: term))
    case .sum:
      var result = Fraction(.zero)
      var polynomial = Polynomial()
      for (coefficient, inner) in addends(term) {
        let part = try normalForm(inner, &form)
        if part.denominator.isEmpty {
          polynomial.add(part.numerator, scaledBy: coefficient)
        } else {
          result = try add(result, Fraction(part.numerator.scaled(by: coefficient), part.denominator), &form)
        }
      }
      return try add(result, Fraction(polynomial), &form)
    case .product:
      var result = Fraction(.one)
      var sums = 0
      for (base, exponent) in factors(term) {
        let part = try normalPower(base, exponent, &form)
        if part.numerator.terms.count > 1 { sums += 1 }
        result = try multiply(result, part, &form)
      }
      if trace != nil { recordProduct(term, result, sums: sums) }
      return result
    case .function:
      return try normalFunction(term, &form)
    case .definition:
      if let value = hypothesis(about: term, form) { return try normalForm(value, &form) }
      if form.options.unfoldsDefinitions, !isOpaqueMember(term) {
        let body = unfolded(term)
        record(.definitions, term, body)
        return try normalForm(body, &form)
      }
      return Fraction(Polynomial(monomial: try normalMember(term, &form)))
    case .reduction:
      return try normalReduction(term, &form)
    case .cases:
      return try normalCases(term, &form)
    case .abstract:
      return try normalAbstract(term, &form)
    case .matrixFunction:
      return try normalMatrixFunction(term, &form)
    case .expectation:
      if form.options.reducesFunctions {
        do {
          note(.expectations)
          let value = try workOutExpectation(child(term, 0))
          return try normalForm(value, &form)
        } catch {
          // What cannot be worked out stays an expectation.
          if error == .tooMuchWork { throw error }
        }
      }
      let inner = try normalTerm(child(term, 0), &form)
      return Fraction(Polynomial(monomial: expectation(inner)))
    }
  }

  private mutating func recordProduct(_ product: Term, _ result: Fraction, sums: Int) {
    let factorCount = factors(product).count
    guard sums > 0, factorCount > 1 || result.numerator.terms.count > 1 else { return }
    if tracesRewrites {
      record(.products, product, term(result))
    } else {
      note(.products)
    }
  }

  /// The normal form as a term: the same term for everything with the same form.
  package mutating func normalTerm(_ term: Term, _ form: inout NormalForm) throws(DeriveError) -> Term {
    let fraction = try normalForm(term, &form)
    return self.term(fraction)
  }

  package mutating func term(_ fraction: Fraction) -> Term {
    var parts = [term(fraction.numerator)]
    for (base, exponent) in fraction.denominator { parts.append(power(base, -exponent)) }
    return product(parts)
  }

  package mutating func term(_ polynomial: Polynomial) -> Term {
    var parts: [Term] = []
    for (monomial, coefficient) in polynomial.terms { parts.append(scale(monomial, by: coefficient)) }
    return sum(parts)
  }

  // MARK: Arithmetic of fractions

  mutating func add(_ a: Fraction, _ b: Fraction, _ form: inout NormalForm) throws(DeriveError) -> Fraction {
    if a.isZero { return b }
    if b.isZero { return a }
    if a.denominator.isEmpty, b.denominator.isEmpty {
      var numerator = a.numerator
      numerator.add(b.numerator)
      return Fraction(numerator)
    }
    var common = a.denominator
    for (base, exponent) in b.denominator { common[base] = max(common[base] ?? 0, exponent) }
    var numerator = try extended(a, to: common, &form)
    numerator.add(try extended(b, to: common, &form))
    note(.fractions)
    return try cancelled(Fraction(numerator, common), &form)
  }

  /// The numerator over a greater denominator.
  private mutating func extended(
    _ fraction: Fraction, to denominator: [Term: Int], _ form: inout NormalForm
  ) throws(DeriveError) -> Polynomial {
    var result = fraction.numerator
    for (base, exponent) in denominator.sorted(by: { $0.key.number < $1.key.number }) {
      let missing = exponent - (fraction.denominator[base] ?? 0)
      for _ in 0..<missing { result = try multiply(result, polynomial(ofDenominator: base, &form), &form) }
    }
    return result
  }

  private mutating func polynomial(ofDenominator base: Term, _ form: inout NormalForm) -> Polynomial {
    if let known = form.denominators[base] { return known }
    var result = Polynomial()
    for (coefficient, monomial) in addends(base) { result.add(coefficient, monomial) }
    form.denominators[base] = result
    return result
  }

  /// Divides out the factors of the denominator that divide the numerator.
  mutating func cancelled(_ fraction: Fraction, _ form: inout NormalForm) throws(DeriveError) -> Fraction {
    if fraction.numerator.isZero { return Fraction(.zero) }
    var result = fraction
    for base in fraction.denominator.keys.sorted(by: { $0.number < $1.number }) {
      while let exponent = result.denominator[base], exponent > 0,
        let quotient = divideExactly(result.numerator, by: polynomial(ofDenominator: base, &form))
      {
        note(.cancellation)
        result.numerator = quotient
        result.denominator[base] = exponent == 1 ? nil : exponent - 1
      }
    }
    return result
  }

  mutating func multiply(_ a: Fraction, _ b: Fraction, _ form: inout NormalForm) throws(DeriveError) -> Fraction {
    if a.isZero || b.isZero { return Fraction(.zero) }
    let numerator = try multiply(a.numerator, b.numerator, &form)
    var denominator = a.denominator
    for (base, exponent) in b.denominator { denominator[base, default: 0] += exponent }
    return denominator.isEmpty
      ? Fraction(numerator) : try cancelled(Fraction(numerator, denominator), &form)
  }

  mutating func multiply(
    _ a: Polynomial, _ b: Polynomial, _ form: inout NormalForm
  ) throws(DeriveError) -> Polynomial {
    if let value = a.constant { return b.scaled(by: value) }
    if let value = b.constant { return a.scaled(by: value) }
    if a.terms.count * b.terms.count > NormalForm.greatestSize { throw .tooMuchWork }
    budget.count(2 * a.terms.count * b.terms.count)
    if budget.isSpent { throw .tooMuchWork }
    var result = Polynomial()
    for (m, c) in a.terms {
      for (n, d) in b.terms {
        let product = multiply(m, n)
        let (coefficient, monomial) = coefficientAndTerm(product)
        if needsTidying(monomial) {
          result.add(try tidy(monomial, &form), scaledBy: c * d * coefficient)
        } else {
          result.add(c * d * coefficient, monomial)
        }
      }
    }
    return result
  }

  mutating func raise(
    _ polynomial: Polynomial, to exponent: Int, _ form: inout NormalForm
  ) throws(DeriveError) -> Polynomial {
    var result = Polynomial(.one)
    var square = polynomial
    var rest = exponent
    while rest > 0 {
      if rest & 1 == 1 { result = try multiply(result, square, &form) }
      rest >>= 1
      if rest > 0 { square = try multiply(square, square, &form) }
    }
    return result
  }

  // MARK: Powers

  /// The greatest whole power that is multiplied out.
  private static let greatestExpandedPower = 64

  private mutating func normalPower(
    _ base: Term, _ exponent: Term, _ form: inout NormalForm
  ) throws(DeriveError) -> Fraction {
    let inner = try normalForm(base, &form)
    if exponent == .one { return inner }
    if let e = rational(exponent) {
      if e.isInteger, let n = e.asInt, abs(n) <= Self.greatestExpandedPower || inner.numerator.terms.count <= 1 {
        return try normalPower(inner, n, &form)
      }
      return try brokenPower(inner, e, &form)
    }
    // A symbolic exponent: b^(t + c) keeps one exponent, in normal form.
    let exponentTerm = try normalTerm(exponent, &form)
    if isNumber(exponentTerm) { return try normalPower(base, exponentTerm, &form) }
    if inner.isZero, bounds(exponentTerm).isPositive { return Fraction(.zero) }
    return try symbolicPower(inner, exponentTerm, &form)
  }

  private mutating func normalPower(
    _ inner: Fraction, _ n: Int, _ form: inout NormalForm
  ) throws(DeriveError) -> Fraction {
    if n == 0 { return Fraction(.one) }
    if n > 0 {
      var denominator = inner.denominator
      for (base, exponent) in denominator {
        let (product, overflow) = exponent.multipliedReportingOverflow(by: n)
        if overflow { throw .tooMuchWork }
        denominator[base] = product
      }
      if inner.numerator.terms.count == 1, let (monomial, coefficient) = inner.numerator.terms.first {
        if coefficient.bitWidth.multipliedReportingOverflow(by: n).overflow || coefficient.bitWidth * n > 100_000 {
          throw .tooMuchWork
        }
        let raised = power(monomial, n)
        return Fraction(try tidy(raised, &form).scaled(by: coefficient.power(n)), denominator)
      }
      return Fraction(try raise(inner.numerator, to: n, &form), denominator)
    }
    // A reciprocal.
    if inner.numerator.isZero { return Fraction(Polynomial(monomial: power(.zero, n))) }
    let (content, monomial, base) = primitive(inner.numerator)
    if content.bitWidth.multipliedReportingOverflow(by: abs(n)).overflow || content.bitWidth * abs(n) > 100_000 {
      throw .tooMuchWork
    }
    // The root of a sum keeps an exponent in (0, 1): 1/sqrt(s) is sqrt(s)/s.
    var plain: [Term] = []
    var roots = Fraction(.one)
    for (factor, e) in factors(power(monomial, n)) {
      if isProperSum(factor), isNumber(e) {
        roots = try multiply(roots, try powerOfSum(factor, e, &form), &form)
      } else {
        plain.append(power(factor, e))
      }
    }
    let outside = try tidy(product(plain), &form)
    var result = try multiply(Fraction(outside.scaled(by: content.power(n))), roots, &form)
    if base != .one { result.denominator[base, default: 0] += -n }
    for (denominator, exponent) in inner.denominator {
      let factor = try raise(polynomial(ofDenominator: denominator, &form), to: exponent * -n, &form)
      result.numerator = try multiply(result.numerator, factor, &form)
    }
    return inner.denominator.isEmpty && roots.denominator.isEmpty ? result : try cancelled(result, &form)
  }

  /// Splits a polynomial into a number, a monomial and a primitive rest: a sum whose coefficients are whole and without
  /// a common factor, whose leading one (by structure) is positive, and whose monomials have no common factor.
  /// The rest is `.one` if the polynomial is a single monomial.
  package mutating func primitive(_ polynomial: Polynomial) -> (content: Rational, monomial: Term, rest: Term) {
    if polynomial.terms.count == 1, let (monomial, coefficient) = polynomial.terms.first {
      return (coefficient, monomial, .one)
    }
    let common = commonMonomial(Array(polynomial.terms.keys))
    let inverse = power(common, -1)
    var numerator = Integer(0)
    var denominator = Integer(1)
    var leading: (hash: UInt64, sign: Int)?
    var parts: [(Rational, Term)] = []
    for (monomial, coefficient) in polynomial.terms {
      numerator = Integer.gcd(numerator, coefficient.numerator)
      let shared = Integer.gcd(denominator, coefficient.denominator)
      denominator = denominator * coefficient.denominator.quotientAndRemainder(dividingBy: shared).quotient
      let reduced = common == .one ? monomial : multiply(monomial, inverse)
      parts.append((coefficient, reduced))
      // Structure decides the sign, not the order of creation; the constant leads where there is one.
      let hash = reduced == .one ? 0 : structuralHash(reduced)
      if leading == nil || hash < leading?.hash ?? 0 { leading = (hash, coefficient.signum) }
    }
    var content = Rational(numerator.magnitude, denominator)
    if leading?.sign == -1 { content = -content }
    let rest = sum(parts.map { scale($0.1, by: $0.0 / content) })
    return (content, common, rest)
  }

  /// The greatest monomial that divides all those given (with negative exponents where all have them).
  package mutating func commonMonomial(_ monomials: [Term]) -> Term {
    guard let first = monomials.first else { return .one }
    var common: [Term: Term] = [:]
    for (base, exponent) in factors(first) { common[base] = exponent }
    budget.count(monomials.count * (common.count + 1))
    // A base that some monomial lacks has exponent 0 there: negative exponents are common to all in that sense.
    for monomial in monomials.dropFirst() {
      var present: [Term: Term] = [:]
      for (base, exponent) in factors(monomial) { present[base] = exponent }
      for base in Set(common.keys).union(present.keys) {
        let a = common[base] ?? .zero
        let b = present[base] ?? .zero
        let difference = subtract(a, b)
        guard let gap = rational(difference) else {
          common[base] = nil
          continue
        }
        let least = gap.signum <= 0 ? a : b
        common[base] = least == .zero ? nil : least
      }
    }
    var parts: [Term] = []
    for (base, exponent) in common { parts.append(power(base, exponent)) }
    return product(parts)
  }

  /// `fraction^e` for a broken e: non-negative factors go apart; a sum to a broken power keeps an exponent in (0, 1).
  private mutating func brokenPower(
    _ inner: Fraction, _ e: Rational, _ form: inout NormalForm
  ) throws(DeriveError) -> Fraction {
    let whole = e.floor()
    guard let n = whole.asInt, abs(n) <= Self.greatestExpandedPower else {
      let base = term(inner)
      return Fraction(Polynomial(monomial: power(base, number(e))))
    }
    let fractional = e - Rational(whole)
    var result = try normalPower(inner, n, &form)
    if fractional.isZero { return result }
    let root = try rootMonomials(of: inner, exponent: number(fractional), &form)
    result = try multiply(result, root, &form)
    return result
  }

  /// `inner^exponent`, exponent in (0, 1) or symbolic: what is known not to be negative comes out of the root.
  private mutating func rootMonomials(
    of inner: Fraction, exponent: Term, _ form: inout NormalForm
  ) throws(DeriveError) -> Fraction {
    let (content, monomial, base) = primitive(inner.numerator)
    var outside: [Term] = []
    var inside: [Term] = []
    var sign = content
    // To a whole exponent everything comes out.
    let isWhole = bounds(exponent).isInteger
    if content.signum > 0 || isWhole && content.signum < 0 {
      outside.append(powerOfNumber(content.magnitude, exponent))
      if content.signum < 0, base == .one { outside.append(powerOfSign(exponent)) }
      sign = .one
    }
    for (factor, e) in factors(monomial) {
      let bounds = bounds(factor)
      if bounds.isNonNegative || isWhole {
        outside.append(power(factor, multiply(e, exponent)))
      } else if isInteger(e), !value(e).numerator.isOdd {
        outside.append(power(apply(.abs, factor), multiply(e, exponent)))
      } else {
        inside.append(power(factor, e))
      }
    }
    var denominators = Fraction(.one)
    if base != .one {
      if isWhole, content.signum < 0 {
        // The sign stays with the sum, but for the whole number in the exponent.
        let constant = addends(exponent).first { $0.term == .one }?.coefficient ?? .zero
        let whole = number(Rational(constant.floor()))
        outside.append(power(negate(base), subtract(exponent, whole)))
        outside.append(powerOfSign(whole))
        denominators = try powerOfSum(base, whole, &form)
      } else if isWhole || bounds(base).isPositive || sign.isOne && inside.isEmpty {
        denominators = try powerOfSum(base, exponent, &form)
      } else {
        inside.append(base)
      }
    }
    for (factor, e) in inner.denominator.sorted(by: { $0.key.number < $1.key.number }) {
      if isWhole || bounds(factor).isNonNegative {
        let total = multiply(number(-e), exponent)
        denominators = try multiply(denominators, try powerOfSum(factor, total, &form), &form)
      } else {
        inside.append(power(factor, -e))
      }
    }
    if !inside.isEmpty || !sign.isOne {
      inside.append(number(sign))
      outside.append(power(product(inside), exponent))
    }
    let root = product(outside)
    let (coefficient, rest) = coefficientAndTerm(root)
    let polynomial = try tidy(rest, &form).scaled(by: coefficient)
    return try multiply(Fraction(polynomial), denominators, &form)
  }

  /// `c^e` of a positive number by its prime factors, the whole number in the exponent apart: `4^(t + 1)` is `4*2^(2*t)`.
  private mutating func powerOfNumber(_ value: Rational, _ exponent: Term) -> Term {
    let constant = addends(exponent).first { $0.term == .one }?.coefficient ?? .zero
    let whole = constant.floor()
    guard !isNumber(exponent), let n = whole.asInt, abs(n) <= Self.greatestExpandedPower else {
      return power(number(value), exponent)
    }
    let rest = subtract(exponent, number(Rational(whole)))
    var parts = [number(value.power(n))]
    for (part, sign) in [(value.numerator, 1), (value.denominator, -1)] where !part.isOne {
      for (prime, multiplicity) in primeFactors(part) {
        parts.append(power(number(prime), scale(rest, by: Rational(multiplicity * sign))))
      }
    }
    return product(parts)
  }

  /// `(-1)^e` for a whole e: even addends of the exponent go.
  private mutating func powerOfSign(_ exponent: Term) -> Term {
    var parts: [Term] = []
    var isOdd = false
    for (coefficient, term) in addends(exponent) {
      guard coefficient.isInteger, bounds(term).isInteger else { return power(.minusOne, exponent) }
      guard coefficient.numerator.isOdd else { continue }
      if term == .one { isOdd.toggle() } else { parts.append(term) }
    }
    let result = power(.minusOne, sum(parts))
    return isOdd ? negate(result) : result
  }

  /// `base^e` of a primitive sum: a whole part in the denominator or multiplied out, a root in (0, 1).
  private mutating func powerOfSum(
    _ base: Term, _ exponent: Term, _ form: inout NormalForm
  ) throws(DeriveError) -> Fraction {
    // The whole part of the exponent's number goes apart, also beside a symbol: b^(t - 1) is b^t/b.
    let e = addends(exponent).first { $0.term == .one }?.coefficient ?? .zero
    let whole = e.floor()
    let rest = subtract(exponent, number(Rational(whole)))
    guard let n = whole.asInt, abs(n) <= Self.greatestExpandedPower else { throw .tooMuchWork }
    var result = Fraction(rest == .zero ? Polynomial(.one) : Polynomial(monomial: power(base, rest)))
    if n < 0 { result.denominator[base] = -n }
    if n > 0 {
      let factor = try raise(polynomial(ofDenominator: base, &form), to: n, &form)
      result.numerator = try multiply(result.numerator, factor, &form)
    }
    return result
  }

  private mutating func symbolicPower(
    _ inner: Fraction, _ exponent: Term, _ form: inout NormalForm
  ) throws(DeriveError) -> Fraction {
    // exp(u)^t is exp(t*u).
    if inner.denominator.isEmpty, inner.numerator.terms.count == 1,
      let (monomial, coefficient) = inner.numerator.terms.first,
      coefficient.isOne
    {
      let pairs = factors(monomial)
      if pairs.count == 1, kind(pairs[0].base) == .function, functionID(pairs[0].base) == .exp {
        let argument = product([child(pairs[0].base, 0), pairs[0].exponent, exponent])
        return try normalForm(apply(.exp, argument), &form)
      }
    }
    return try rootMonomials(of: inner, exponent: exponent, &form)
  }

  // MARK: Functions

  private mutating func normalFunction(_ term: Term, _ form: inout NormalForm) throws(DeriveError) -> Fraction {
    let id = functionID(term)
    let arguments = children(term)
    if id == .sin || id == .cos || id == .abs { return try normalPlainFunction(id, term, &form) }
    if form.options.reducesFunctions, let reduced = id.entry.reduced(&self, arguments), reduced != term {
      record(.functions, of: term, term, reduced)
      return try normalForm(reduced, &form)
    }
    if id == .exp { return try normalExponential(arguments[0], &form) }
    if id == .log { return try normalLogarithm(arguments[0], term, &form) }
    var normal: [Term] = []
    for argument in arguments { normal.append(try normalTerm(argument, &form)) }
    let result = apply(id, normal)
    if result == term || kind(result) == .function && functionID(result) == id {
      return Fraction(try tidy(result, &form))
    }
    return try normalForm(result, &form)
  }

  /// Functions to which others are reduced: of an argument in normal form, an angle taken apart, an absolute value of
  /// either sign of its argument the same.
  private mutating func normalPlainFunction(
    _ id: FunctionID, _ term: Term, _ form: inout NormalForm
  ) throws(DeriveError) -> Fraction {
    let argument = try normalTerm(child(term, 0), &form)
    if id == .abs, isOrthogonalDeterminant(argument) { return Fraction(.one) }
    // A common factor stands outside, and the leading sign does not count.
    if id == .abs, isProperSum(argument) {
      let inner = try normalForm(argument, &form)
      if inner.denominator.isEmpty {
        let (content, monomial, rest) = primitive(inner.numerator)
        if rest != argument {
          let outside = scale(apply(.abs, monomial), by: content.magnitude)
          return try normalForm(multiply(outside, apply(.abs, rest)), &form)
        }
      }
    }
    let plain = apply(id, argument)
    if form.options.reducesFunctions, kind(plain) == .function,
      let reduced = functionID(plain).entry.reduced(&self, children(plain)), reduced != plain
    {
      record(.functions, of: term, term, reduced)
      return try normalForm(reduced, &form)
    }
    if form.absoluteAsCases, id == .abs, kind(plain) == .function {
      let isPositive = relation(.less, .zero, argument)
      return try normalForm(cases([(isPositive, argument)], otherwise: negate(argument)), &form)
    }
    if plain == term || kind(plain) == .function && functionID(plain) == id {
      return Fraction(try tidy(plain, &form))
    }
    return try normalForm(plain, &form)
  }

  /// `exp` of a sum is a product of powers of `exp` of monomials, with rational exponents.
  private mutating func normalExponential(
    _ argument: Term, _ form: inout NormalForm
  ) throws(DeriveError) -> Fraction {
    let inner = try normalForm(argument, &form)
    if inner.numerator.terms.count > 1 { note(.exponentials) }
    var denominator: [Term] = []
    for (base, exponent) in inner.denominator { denominator.append(power(base, -exponent)) }
    let divisor = product(denominator)
    var result = Fraction(.one)
    for (monomial, coefficient) in inner.numerator.terms {
      let exponent = number(coefficient)
      let whole = multiply(monomial, divisor)
      let pairs = factors(whole)
      // exp(c*t*log(b)) is b^(c*t): the logarithm is there, so b > 0.
      if let place = pairs.firstIndex(where: {
        $0.exponent == .one && kind($0.base) == .function && functionID($0.base) == .log
      }) {
        let base = child(pairs[place].base, 0)
        let rest = product(pairs.indices.filter { $0 != place }.map { power(pairs[$0].base, pairs[$0].exponent) })
        let part = try normalForm(power(base, multiply(exponent, rest)), &form)
        result = try multiply(result, part, &form)
        continue
      }
      let kernel = apply(.exp, whole)
      let part = Fraction(try tidy(power(kernel, exponent), &form))
      result = try multiply(result, part, &form)
    }
    return result
  }

  /// `log` of a product of positive factors is a sum of logarithms.
  private mutating func normalLogarithm(
    _ argument: Term, _ original: Term, _ form: inout NormalForm
  ) throws(DeriveError) -> Fraction {
    let inner = try normalForm(argument, &form)
    if inner.isZero { return Fraction(Polynomial(monomial: apply(.log, .zero))) }
    let (content, monomial, base) = primitive(inner.numerator)
    var result = Polynomial()
    var inside: [Term] = []
    var number = content
    if content.signum > 0 {
      let (top, bottom) = (content.numerator, content.denominator)
      for (part, sign) in [(top, 1), (bottom, -1)] where !part.isOne {
        for (prime, multiplicity) in primeFactors(part) {
          result.add(Rational(multiplicity * sign), apply(.log, self.number(prime)))
        }
      }
      number = .one
    }
    for (factor, exponent) in factors(monomial) {
      let bounds = bounds(factor)
      if let logarithm = logarithm(ofProduct: factor) {
        let part = try normalForm(multiply(exponent, logarithm), &form)
        if part.denominator.isEmpty {
          result.add(part.numerator)
          continue
        }
      }
      if bounds.isPositive {
        if kind(factor) == .function, functionID(factor) == .exp {
          let part = try normalForm(multiply(exponent, child(factor, 0)), &form)
          guard part.denominator.isEmpty else {
            inside.append(power(factor, exponent))
            continue
          }
          result.add(part.numerator)
        } else {
          let logarithm = apply(.log, factor)
          let part = try normalForm(multiply(exponent, .one), &form)
          guard part.denominator.isEmpty else {
            inside.append(power(factor, exponent))
            continue
          }
          let kernel = kind(logarithm) == .function && child(logarithm, 0) == factor
          let value = kernel ? Polynomial(monomial: logarithm) : try normalForm(logarithm, &form).numerator
          result.add(try multiply(part.numerator, value, &form))
        }
      } else if let e = rational(exponent), e.isInteger, !e.numerator.isOdd {
        // log(x^2) is 2*log(abs(x)).
        result.add(e, apply(.log, apply(.abs, factor)))
      } else {
        inside.append(power(factor, exponent))
      }
    }
    for (factor, exponent) in inner.denominator {
      if bounds(factor).isPositive {
        result.add(Rational(-exponent), apply(.log, factor))
      } else {
        inside.append(power(factor, -exponent))
      }
    }
    if base != .one { inside.append(base) }
    if !number.isOne { inside.append(self.number(number)) }
    if !inside.isEmpty { result.add(.one, apply(.log, product(inside))) }
    if result.terms.count > 1 { note(.logarithms) }
    return Fraction(result)
  }

  /// The logarithm of a product over indices is the sum of the logarithms, where all factors are positive.
  private mutating func logarithm(ofProduct term: Term) -> Term? {
    guard kind(term) == .reduction, operation(term) == .product else { return nil }
    let opening = open(term, fresh: true)
    guard bounds(opening.body).isPositive else { return nil }
    return sum(over: opening.indices, where: opening.condition, apply(.log, opening.body))
  }

  private func primeFactors(_ value: Integer) -> [(Rational, Int)] {
    guard var rest = value.asInt else { return [(Rational(value), 1)] }
    var result: [(Rational, Int)] = []
    var candidate = 2
    while candidate < 1000, candidate * candidate <= rest {
      var multiplicity = 0
      while rest % candidate == 0 {
        rest /= candidate
        multiplicity += 1
      }
      if multiplicity > 0 { result.append((Rational(candidate), multiplicity)) }
      candidate += 1
    }
    if rest > 1 { result.append((Rational(rest), 1)) }
    return result
  }

  // MARK: Cases, abstract functions

  /// A case distinction as a sum of indicators times values.
  private mutating func normalCases(_ term: Term, _ form: inout NormalForm) throws(DeriveError) -> Fraction {
    let last = childCount(term) - 1
    note(.cases)
    var result = Fraction(.zero)
    var rest = Fraction(.one)
    for position in stride(from: 0, to: last, by: 2) {
      let indicator = try normalIndicator(child(term, position), &form)
      let value = try normalForm(child(term, position + 1), &form)
      let share = try multiply(rest, indicator, &form)
      result = try add(result, try multiply(share, value, &form), &form)
      var complement = Fraction(Polynomial(.one))
      complement.numerator.add(indicator.numerator, scaledBy: .minusOne)
      rest = try multiply(rest, complement, &form)
    }
    let value = try normalForm(child(term, last), &form)
    return try add(result, try multiply(rest, value, &form), &form)
  }

  /// 1 or 0 by a condition, as a polynomial in indicators of `0 < p` and `p = 0` for primitive p.
  private mutating func normalIndicator(_ condition: Term, _ form: inout NormalForm) throws(DeriveError) -> Fraction {
    switch kind(condition) {
    case .truth: return Fraction(condition == .yes ? .one : .zero)
    case .not:
      var result = Fraction(Polynomial(.one))
      result.numerator.add(try normalIndicator(child(condition, 0), &form).numerator, scaledBy: .minusOne)
      return result
    case .and:
      var result = Fraction(.one)
      for part in children(condition) { result = try multiply(result, try normalIndicator(part, &form), &form) }
      return result
    case .or:
      var rest = Fraction(.one)
      for part in children(condition) {
        var complement = Fraction(Polynomial(.one))
        complement.numerator.add(try normalIndicator(part, &form).numerator, scaledBy: .minusOne)
        rest = try multiply(rest, complement, &form)
      }
      var result = Fraction(Polynomial(.one))
      result.numerator.add(rest.numerator, scaledBy: .minusOne)
      return result
    case .relation:
      return try normalRelation(condition, &form)
    case .rational, .infinity, .symbol, .size, .definition, .index, .bound, .sum, .product, .function, .reduction,
      .family, .delta, .cases, .abstract, .expectation, .matrixFunction, .limit:
      return Fraction(Polynomial(monomial: indicator(condition)))
    }
  }

  private mutating func normalRelation(_ condition: Term, _ form: inout NormalForm) throws(DeriveError) -> Fraction {
    let difference = subtract(child(condition, 1), child(condition, 0))
    let normal = try normalForm(difference, &form)
    let value = normal.denominator.isEmpty ? normal.numerator : Polynomial(monomial: term(normal))
    func one(minus polynomial: Polynomial) -> Fraction {
      var result = Polynomial(.one)
      result.add(polynomial, scaledBy: .minusOne)
      return Fraction(result)
    }
    // Indices compared for equality are deltas.
    let comparison = comparison(condition)
    if comparison == .equal || comparison == .notEqual {
      if isIndex(child(condition, 0)) || isIndex(child(condition, 1)) {
        let delta = delta(child(condition, 0), child(condition, 1))
        let polynomial = try normalForm(delta, &form).numerator
        return comparison == .equal ? Fraction(polynomial) : one(minus: polynomial)
      }
    }
    if let number = value.constant {
      let holds: Bool =
        switch comparison {
        case .equal: number.isZero
        case .notEqual: !number.isZero
        case .less: number.signum > 0
        case .lessOrEqual: number.signum >= 0
        }
      return Fraction(holds ? .one : .zero)
    }
    let (content, monomial, rest) = primitive(value)
    let positive = multiply(monomial, rest)
    func indicatorTerm(_ store: inout TermStore, _ condition: Term) -> Polynomial {
      let term = store.indicator(condition)
      if let number = store.rational(term) { return Polynomial(number) }
      return Polynomial(monomial: term)
    }
    let isZero = indicatorTerm(&self, relation(.equal, positive, .zero))
    let isPositive = indicatorTerm(&self, relation(.less, .zero, positive))
    switch comparison {
    case .equal: return Fraction(isZero)
    case .notEqual: return one(minus: isZero)
    case .less, .lessOrEqual:
      // The content's sign says which side of zero is meant.
      var result = Polynomial()
      if content.signum > 0 {
        result = isPositive
      } else {
        result = one(minus: isPositive).numerator
        result.add(isZero, scaledBy: .minusOne)
      }
      if comparison == .lessOrEqual { result.add(isZero) }
      return Fraction(result)
    }
  }

  private mutating func normalAbstract(_ term: Term, _ form: inout NormalForm) throws(DeriveError) -> Fraction {
    let (indices, arguments, marks) = abstractParts(term)
    var normal: [Term] = []
    for argument in arguments {
      if kind(argument) == .family {
        let opening = open(argument)
        let body = try normalTerm(opening.body, &form)
        normal.append(family(opening.indices, body))
      } else {
        normal.append(try normalTerm(argument, &form))
      }
    }
    return Fraction(
      Polynomial(
        monomial: abstract(payload(term), resultIndices: indices, arguments: normal, marks: marks)))
  }
}
