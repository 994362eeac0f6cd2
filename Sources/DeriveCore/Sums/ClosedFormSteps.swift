import DeriveNumbers

/// Sums and products over an index put into closed form, to be shown.
package struct ClosedForm: Sendable {
  package var rule: String
  package var before: Term
  package var after: Term
}

extension TermStore {
  /// The term with its sums and products over an index in closed form, where they have one, and what was done. Those
  /// inside another sum stay, and those of which the closed form has cases are told by cases.
  package mutating func withClosedForms(_ term: Term) throws(DeriveError) -> (term: Term, forms: [ClosedForm]) {
    var change = Substitution()
    var forms: [ClosedForm] = []
    for node in leaves(term, where: { $0 == .reduction }) where boundMask(node) == 0 {
      guard let form = try closedForm(of: node) else { continue }
      change.replace(node, by: form.after)
      forms.append(form)
    }
    if !forms.isEmpty { return (substitute(term, change), forms) }
    // Products that meet only as factors of one term.
    let products = leaves(term, where: { $0 == .reduction }).filter { operation($0) == .product }
    if products.count > 1, kind(term) == .product, let value = try withoutReductions(term) {
      return (value, [ClosedForm(rule: "telescoping product", before: term, after: value)])
    }
    return (term, [])
  }

  private mutating func closedForm(of term: Term) throws(DeriveError) -> ClosedForm? {
    let opening = open(term, fresh: true)
    guard opening.condition == .yes, opening.indices.count == 1, let index = opening.indices.first else { return nil }
    let (lower, upper) = range(ofIndex: index)
    guard upper != .infinity, !isNumber(upper) || !isNumber(lower) else { return nil }
    if let value = binomialSum(opening) { return ClosedForm(rule: "binomial theorem", before: term, after: value) }
    switch opening.operation {
    case .sum:
      if let value = geometricSum(opening.body, index) {
        return ClosedForm(rule: "geometric sum", before: term, after: value)
      }
      guard let value = try withoutReductions(term) else { return nil }
      let isOfPowers = addends(opening.body).allSatisfy { powerOfIndex($0.term, index)?.ratio == .one }
      let isOfIndex = addends(opening.body).allSatisfy { powerOfIndex($0.term, index) != nil }
      return ClosedForm(
        rule: isOfPowers ? "sums of powers" : isOfIndex ? "arithmetic and geometric sums" : "telescoping sum",
        before: term, after: factored(value, in: upper))
    case .product:
      guard let value = try withoutReductions(term) else { return nil }
      let isFactorial = !leaves(value) { $0 == .function }.isEmpty
      return ClosedForm(rule: isFactorial ? "factorial" : "telescoping product", before: term, after: value)
    case .maximum, .minimum, .all:
      return nil
    }
  }

  /// `(r^(b + 1) - r^a)/(r - 1)`, and the number of terms where r = 1.
  private mutating func geometricSum(_ body: Term, _ index: Term) -> Term? {
    let (lower, upper) = range(ofIndex: index)
    let length = sum([upper, negate(lower), .one])
    guard bounds(length).isNonNegative, let parts = powerOfIndex(body, index), parts.degree == 0, parts.ratio != .one
    else { return nil }
    let excess = subtract(parts.ratio, .one)
    let above = subtract(power(parts.ratio, add(upper, .one)), power(parts.ratio, lower))
    let value = cases(
      [(relation(.equal, parts.ratio, .one), length)], otherwise: divide(above, excess))
    return multiply(parts.outside, value)
  }

  /// The normal form, names and functions kept, if no sum or product is left in it.
  private mutating func withoutReductions(_ term: Term) throws(DeriveError) -> Term? {
    var form = NormalForm(NormalFormOptions(unfoldsDefinitions: false, reducesFunctions: false))
    form.usesClosedForms = true
    let value = try normalTerm(term, &form)
    return leaves(value) { $0 == .reduction }.isEmpty ? value : nil
  }

  /// A polynomial in one quantity as a product over its rational roots.
  private mutating func factored(_ term: Term, in variable: Term) -> Term {
    let base = addends(variable).first { $0.term != .one }?.term ?? variable
    var form = NormalForm(.reading)
    guard let fraction = try? normalForm(term, &form), fraction.denominator.isEmpty else { return term }
    let (content, monomial, rest) = primitive(fraction.numerator)
    var coefficients: [Rational] = []
    for (coefficient, inner) in addends(rest) {
      let pairs = factors(inner)
      guard pairs.isEmpty || pairs.count == 1 && pairs[0].base == base,
        let place = rational(pairs.first?.exponent ?? .zero)?.asInt, place >= 0, place < 40
      else { return term }
      while coefficients.count <= place { coefficients.append(.zero) }
      coefficients[place] = coefficient
    }
    var parts = [number(content), monomial]
    while coefficients.count > 2, let root = rationalRoot(coefficients) {
      parts.append(sum([scale(base, by: Rational(root.denominator)), number(Rational(-root.numerator))]))
      coefficients = divided(coefficients, by: root).map { $0 / Rational(root.denominator) }
    }
    var last: [Term] = []
    for (place, coefficient) in coefficients.enumerated() { last.append(scale(power(base, place), by: coefficient)) }
    parts.append(sum(last))
    return product(parts)
  }

  /// A root with a small numerator and denominator.
  private func rationalRoot(_ coefficients: [Rational]) -> Rational? {
    for denominator in 1...4 {
      for numerator in -12...12 {
        let value = Rational(numerator, denominator)
        if coefficients.reversed().reduce(Rational.zero, { $0 * value + $1 }).isZero { return value }
      }
    }
    return nil
  }

  /// The polynomial divided by `x - root` (Horner).
  private func divided(_ coefficients: [Rational], by root: Rational) -> [Rational] {
    var result: [Rational] = []
    var carry = Rational.zero
    for coefficient in coefficients.reversed().dropLast() {
      carry = carry * root + coefficient
      result.append(carry)
    }
    return result.reversed()
  }
}
