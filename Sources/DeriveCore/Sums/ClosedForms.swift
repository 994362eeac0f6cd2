import DeriveNumbers

/// Sums over an index of a polynomial in it times a power with it in the exponent: they have closed forms.
extension TermStore {
  /// The greatest power of an index whose sum is worked out.
  private static let greatestIndexPower = 24
  /// The most addends of a term that is looked at for a difference of neighbours.
  private static let greatestTelescope = 4

  /// What a body is made of beside an index: `coefficient * index^degree * ratio^index`.
  struct PowerOfIndex {
    var degree: Int
    /// `.one` where the index stands in no exponent.
    var ratio: Term
    /// What does not mention the index.
    var outside: Term
  }

  /// The body taken apart; nil where the index stands anywhere else.
  mutating func powerOfIndex(_ body: Term, _ index: Term) -> PowerOfIndex? {
    var result = PowerOfIndex(degree: 0, ratio: .one, outside: .one)
    let (coefficient, inner) = coefficientAndTerm(body)
    var outside = [number(coefficient)]
    for (base, exponent) in factors(inner) {
      if base == index {
        guard let power = rational(exponent)?.asInt, power > 0, power <= Self.greatestIndexPower else { return nil }
        result.degree = power
        continue
      }
      if contains(base, index) {
        // exp(c*i) is exp(c)^i.
        guard kind(base) == .function, functionID(base) == .exp, !contains(exponent, index),
          let (slope, rest) = linear(child(base, 0), in: index)
        else { return nil }
        result.ratio = multiply(result.ratio, apply(.exp, multiply(slope, exponent)))
        outside.append(apply(.exp, multiply(rest, exponent)))
        continue
      }
      if !contains(exponent, index) {
        outside.append(power(base, exponent))
        continue
      }
      guard let (slope, rest) = linear(exponent, in: index) else { return nil }
      let step = power(base, slope)
      result.ratio = multiply(result.ratio, step)
      outside.append(power(base, rest))
    }
    if contains(result.ratio, index) { return nil }
    result.outside = product(outside)
    return result
  }

  /// `slope*index + rest`, neither with the index in it; nil where the term is no such sum or the slope is 0.
  mutating func linear(_ term: Term, in index: Term) -> (slope: Term, rest: Term)? {
    var slope: [Term] = []
    var rest: [Term] = []
    for (coefficient, addend) in addends(term) {
      if !contains(addend, index) {
        rest.append(scale(addend, by: coefficient))
        continue
      }
      let others = divide(addend, index)
      if contains(others, index) { return nil }
      slope.append(scale(others, by: coefficient))
    }
    let total = sum(slope)
    return total == .zero ? nil : (total, sum(rest))
  }

  /// The sum of the body over all whole values of the index from `lower` to `upper`, where `upper >= lower - 1`; nil where
  /// it has no closed form, or where the ratio of a geometric sum may be 1: then it is noted in the form.
  mutating func closedSum(
    _ body: Term, over index: Term, from lower: Term, to upper: Term, _ form: inout NormalForm
  ) -> Term? {
    guard let parts = powerOfIndex(body, index) else { return nil }
    if parts.ratio == .one {
      if parts.degree == 0 { return nil }
      let above = powerSum(parts.degree, to: upper)
      let below = powerSum(parts.degree, to: subtract(lower, .one))
      return multiply(parts.outside, subtract(above, below))
    }
    let excess = subtract(parts.ratio, .one)
    guard bounds(excess).isNonZero else {
      if !form.openRatios.contains(parts.ratio) { form.openRatios.append(parts.ratio) }
      return nil
    }
    let last = add(upper, .one)
    let above = multiply(power(parts.ratio, last), antidifference(parts.degree, parts.ratio, at: last))
    let below = multiply(power(parts.ratio, lower), antidifference(parts.degree, parts.ratio, at: lower))
    return multiply(parts.outside, subtract(above, below))
  }

  /// The term with the sums over ranges that mention a variable, and whose terms are differences `g(i) - g(i + 1)` as they
  /// stand, replaced by what telescoping leaves of them.
  package mutating func telescoped(_ term: Term, over variable: Term) -> Term {
    var change = Substitution()
    for node in leaves(term, where: { $0 == .reduction }) where operation(node) == .sum && contains(node, variable) {
      if let value = telescopedSum(node, over: variable) { change.replace(node, by: value) }
    }
    return change.isEmpty ? term : substitute(term, change)
  }

  private mutating func telescopedSum(_ node: Term, over variable: Term) -> Term? {
    let opening = open(node, fresh: true)
    guard opening.condition == .yes, opening.indices.count == 1, let index = opening.indices.first,
      contains(index, variable)
    else { return nil }
    let (lower, upper) = range(ofIndex: index)
    let pairs = addends(opening.body)
    guard upper != .infinity, pairs.count >= 2, pairs.count <= Self.greatestTelescope,
      bounds(sum([upper, negate(lower), .one])).isNonNegative
    else { return nil }
    let after = add(upper, .one)
    for (coefficient, inner) in pairs where contains(inner, index) {
      // The first of one term stays, and the last of the other.
      let own = scale(inner, by: coefficient)
      let next = instantiate([index], own, at: [add(index, .one)])
      guard (try? provesZero(subtract(opening.body, subtract(own, next)))) == true else { continue }
      return subtract(instantiate([index], own, at: [lower]), instantiate([index], own, at: [after]))
    }
    return nil
  }

  /// The binomial theorem, `sum(i : 0..m, binomial(m, i)*r^i) = (1 + r)^m`, for whole m >= 0; nil where the sum is no such.
  mutating func binomialSum(_ opening: Opening) -> Term? {
    guard opening.operation == .sum, opening.condition == .yes, opening.indices.count == 1,
      let index = opening.indices.first
    else { return nil }
    let (lower, upper) = range(ofIndex: index)
    guard lower == .zero, upper != .infinity, bounds(upper).isNonNegative else { return nil }
    let (coefficient, inner) = coefficientAndTerm(opening.body)
    let pairs = factors(inner)
    let other = subtract(upper, index)
    guard
      let place = pairs.firstIndex(where: { base, exponent in
        exponent == .one && kind(base) == .function && functionID(base) == .binomial && child(base, 0) == upper
          && (child(base, 1) == index || child(base, 1) == other)
      })
    else { return nil }
    let rest = product(ofPowers: pairs.indices.filter { $0 != place }.map { pairs[$0] })
    var parts = PowerOfIndex(degree: 0, ratio: .one, outside: rest)
    if contains(rest, index) {
      guard let found = powerOfIndex(rest, index), found.degree == 0 else { return nil }
      parts = found
    }
    note(.closedForms)
    return scale(multiply(parts.outside, power(add(.one, parts.ratio), upper)), by: coefficient)
  }

  /// `sum(i : 1..m, i^k)` as a polynomial in m, by `(k + 1)*S_k = (m + 1)^(k + 1) - 1 - sum(j : 0..k-1, binomial(k + 1, j)*S_j)`
  /// (Graham, Knuth and Patashnik, "Concrete Mathematics", 2nd ed., ch. 2.5, method 3). It holds for m = 0, and, as a
  /// difference of two of its values, over any range of whole numbers.
  private mutating func powerSum(_ degree: Int, to m: Term) -> Term {
    var sums: [[Rational]] = []
    for k in 0...degree {
      var total = (0...(k + 1)).map { Rational(Integer.binomial(Integer(k + 1), $0)) }
      total[0] = .zero
      for (j, known) in sums.enumerated() {
        let weight = Rational(Integer.binomial(Integer(k + 1), j))
        for (place, value) in known.enumerated() { total[place] -= weight * value }
      }
      sums.append(total.map { $0 / Rational(k + 1) })
    }
    var addends: [Term] = []
    for (power, coefficient) in sums[degree].enumerated() where !coefficient.isZero {
      addends.append(scale(self.power(m, power), by: coefficient))
    }
    return sum(addends)
  }

  /// P(i) with `r*P(i + 1) - P(i) = i^k`, so that `r^i*P(i)` has the difference `i^k*r^i`: its coefficients from the
  /// highest down (undetermined coefficients, as in Gosper's algorithm; PNAS 75, 1978).
  private mutating func antidifference(_ degree: Int, _ ratio: Term, at place: Term) -> Term {
    let divisor = power(subtract(ratio, .one), -1)
    var coefficients = [Term](repeating: .zero, count: degree + 1)
    for j in stride(from: degree, through: 0, by: -1) {
      var parts: [Term] = j == degree ? [.one] : []
      for m in stride(from: j + 1, through: degree, by: 1) {
        let weight = Rational(Integer.binomial(Integer(m), j))
        parts.append(scale(multiply(ratio, coefficients[m]), by: -weight))
      }
      coefficients[j] = multiply(sum(parts), divisor)
    }
    var addends: [Term] = []
    for (power, coefficient) in coefficients.enumerated() {
      addends.append(multiply(coefficient, self.power(place, power)))
    }
    return sum(addends)
  }
}
