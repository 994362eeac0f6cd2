import DeriveNumbers

extension TermStore {
  /// The canonical product: nested products flattened, equal bases gathered into powers, numbers multiplied.
  ///
  /// Sums are opaque factors: nothing is distributed (`Sums/NormalForm.swift` does that on request), but a number
  /// times a single sum is taken into it. `a*a^-1` is 1: what makes it undefined is known where the expression was
  /// read (see `Conditions`), not here.
  package mutating func product(_ factors: [Term]) -> Term {
    let base = scratch.count
    var coefficient = Term.one
    for factor in factors { pushFactor(factor, .one, &coefficient) }
    return product(pairsFrom: base, coefficient)
  }

  /// The product of (base, exponent) pairs; no power is built on the way.
  ///
  /// Other targets call this one: not specialised for its sequence, the loop cost more than the product.
  package mutating func product(ofPowers pairs: [(base: Term, exponent: Term)]) -> Term { product(of: pairs) }

  mutating func product(of pairs: some Sequence<(base: Term, exponent: Term)>) -> Term {
    let base = scratch.count
    var coefficient = Term.one
    for (factor, exponent) in pairs where exponent != .zero { pushFactor(factor, exponent, &coefficient) }
    return product(pairsFrom: base, coefficient)
  }

  package mutating func multiply(_ a: Term, _ b: Term) -> Term {
    if a == .one { return b }
    if b == .one { return a }
    if a == .zero || b == .zero { return .zero }
    if kind(a) == .rational { return scale(b, by: a) }
    if kind(b) == .rational { return scale(a, by: b) }
    let base = scratch.count
    var coefficient = Term.one
    pushFactor(a, .one, &coefficient)
    pushFactor(b, .one, &coefficient)
    return product(pairsFrom: base, coefficient)
  }

  /// A product in which long products stay nested.
  ///
  /// Differentiation of a chain of depth n makes a product of n factors at depth n; flattening each anew would be
  /// quadratic. Such a product is equal to, but not always the same term as, the flat one.
  package mutating func multiplyNesting(_ a: Term, _ b: Term) -> Term {
    if a == .one { return b }
    if b == .one { return a }
    if a == .zero || b == .zero { return .zero }
    if kind(a) == .rational { return scale(b, by: a) }
    if kind(b) == .rational { return scale(a, by: b) }
    let base = scratch.count
    var coefficient = Term.one
    pushUnlessLong(a, &coefficient)
    pushUnlessLong(b, &coefficient)
    return product(pairsFrom: base, coefficient)
  }

  /// The product with one factor derived: `factor * exponent * base^(exponent - 1)` in place of `base^exponent`.
  ///
  /// All factors are gathered before they are sorted once: multiplied one by one each step would intern a product that
  /// nobody asks for, which was most of the work of a gradient.
  mutating func derived(product term: Term, at place: Int, times factor: Term) -> Term {
    let start = scratch.count
    let count = childCount(term)
    var coefficient = Term.one
    pushUnlessLong(factor, &coefficient)
    let base = child(term, 2 * place)
    let exponent = child(term, 2 * place + 1)
    for position in 0..<count where position >> 1 != place { scratch.append(child(term, position)) }
    if exponent != .one {
      pushFactor(base, subtract(exponent, .one), &coefficient)
      pushFactor(exponent, .one, &coefficient)
    }
    return product(pairsFrom: start, coefficient)
  }

  /// Whether `derived(product:at:times:)` gives what multiplying one by one gives: nothing is long enough to be nested.
  func derivesAtOnce(_ term: Term, times factor: Term) -> Bool {
    let (_, inner) = splitCoefficient(factor)
    return childCount(term) <= 16 && (kind(inner) != .product || childCount(inner) <= 14)
  }

  private mutating func pushUnlessLong(_ term: Term, _ coefficient: inout Term) {
    let (number, inner) = splitCoefficient(term)
    if kind(inner) == .product, childCount(inner) > 16 {
      coefficient = multiplyNumbers(coefficient, number)
      scratch.append(inner)
      scratch.append(.one)
    } else {
      pushFactor(term, .one, &coefficient)
    }
  }

  package mutating func divide(_ a: Term, _ b: Term) -> Term {
    multiply(a, power(b, .minusOne))
  }

  package mutating func power(_ base: Term, _ exponent: Int) -> Term {
    power(base, number(exponent))
  }

  /// `base^exponent`, with the rules of exponents that hold for all real values where both sides are defined:
  /// `x^0 = 1`, `(x*y)^n = x^n*y^n` and `(x^a)^n = x^(a*n)` for whole n, `(x^a)^b = x^(a*b)` for x > 0, and
  /// `(x^n)^b = abs(x)^(n*b)` for even n.
  package mutating func power(_ base: Term, _ exponent: Term) -> Term {
    if exponent == .one || base == .one { return base }
    if exponent == .zero { return .one }
    let start = scratch.count
    var coefficient = Term.one
    pushFactor(base, exponent, &coefficient)
    return product(pairsFrom: start, coefficient)
  }

  package mutating func squareRoot(_ term: Term) -> Term { power(term, .half) }

  /// Factors as (base, exponent) pairs; a term that is no product is one pair, a number none.
  package func factors(_ term: Term) -> [(base: Term, exponent: Term)] {
    switch kind(term) {
    case .product:
      let count = childCount(term) / 2
      var pairs: [(base: Term, exponent: Term)] = []
      pairs.reserveCapacity(count)
      for place in 0..<count { pairs.append((child(term, 2 * place), child(term, 2 * place + 1))) }
      return pairs
    case .rational:
      return []
    case .sum where childCount(term) == 2:
      return factors(child(term, 1))
    case .sum, .infinity, .truth, .symbol, .size, .definition, .index, .bound, .function, .reduction, .family, .delta,
      .relation, .and, .or, .not, .cases, .abstract, .expectation, .matrixFunction, .limit:
      return [(term, .one)]
    }
  }

  private func splitCoefficient(_ term: Term) -> (Term, Term) {
    kind(term) == .sum && childCount(term) == 2 ? (child(term, 0), child(term, 1)) : (.one, term)
  }

  func isInteger(_ exponent: Term) -> Bool {
    kind(exponent) == .rational && (smallValue(exponent) != nil || value(exponent).isInteger)
  }

  /// Pushes `term^exponent` as pairs on `scratch`, numbers into `coefficient`.
  private mutating func pushFactor(_ term: Term, _ exponent: Term, _ coefficient: inout Term) {
    switch kind(term) {
    case .rational:
      pushNumber(term, exponent, &coefficient)
    case .sum where childCount(term) == 2:
      // (c*t)^e = c^e*t^e for whole e; otherwise for c > 0, and for c < 0 the sign stays with t.
      let number = child(term, 0)
      let inner = child(term, 1)
      if exponent == .one || isInteger(exponent) {
        pushNumber(number, exponent, &coefficient)
        pushFactor(inner, exponent, &coefficient)
      } else if value(number).signum > 0 {
        pushNumber(number, exponent, &coefficient)
        pushFactor(inner, exponent, &coefficient)
      } else if !value(number).isMinusOne {
        pushNumber(self.number(-value(number)), exponent, &coefficient)
        pushPair(negate(inner), exponent)
      } else {
        pushPair(term, exponent)
      }
    case .product:
      let count = childCount(term)
      if exponent == .one {
        for position in 0..<count { scratch.append(child(term, position)) }
      } else if isInteger(exponent) {
        var position = 0
        while position < count {
          let inner = multiply(child(term, position + 1), exponent)
          pushPair(child(term, position), inner)
          position += 2
        }
      } else {
        pushBrokenPower(ofProduct: term, exponent, &coefficient)
      }
    case .delta where kind(exponent) == .rational && value(exponent).signum > 0:
      pushPair(term, .one)
    case .function where functionID(term) == .exp && exponent != .one && kind(exponent) != .rational:
      pushPair(apply(.exp, multiply(child(term, 0), exponent)), .one)
    case .infinity, .truth, .symbol, .size, .definition, .index, .bound, .sum, .function, .reduction, .family, .delta,
      .relation, .and, .or, .not, .cases, .abstract, .expectation, .matrixFunction, .limit:
      pushPair(term, exponent)
    }
  }

  /// `(x^a*y^b*…)^exponent` for an exponent that is no whole number: non-negative factors are taken out, `x^2` as
  /// `abs(x)`, the rest stays together. Beside a rest that may be negative only positive factors are: `sqrt(x^2*y)` has a
  /// value at x = 0 whatever y is, `abs(x)*sqrt(y)` has not.
  private mutating func pushBrokenPower(ofProduct term: Term, _ exponent: Term, _ coefficient: inout Term) {
    var outside: [(base: Term, exponent: Term)] = []
    var kept: [Term] = []
    let pairs = factors(term)
    func isEven(_ exponent: Term) -> Bool {
      kind(exponent) == .rational && value(exponent).isInteger && !value(exponent).numerator.isOdd
    }
    var isAllNonNegative = true
    for (base, inner) in pairs where isAllNonNegative {
      isAllNonNegative = isEven(inner) || bounds(base).isNonNegative
    }
    for (base, inner) in pairs {
      let known = bounds(base)
      if known.isNonNegative, isAllNonNegative || known.isNonZero {
        outside.append((base, multiply(inner, exponent)))
      } else if isEven(inner), isAllNonNegative || known.isNonZero {
        outside.append((apply(.abs, base), multiply(inner, exponent)))
      } else {
        kept.append(power(base, inner))
      }
    }
    for (base, raised) in outside { pushFactor(base, raised, &coefficient) }
    if !kept.isEmpty { pushPair(product(kept), exponent) }
  }

  private mutating func pushPair(_ base: Term, _ exponent: Term) {
    scratch.append(base)
    scratch.append(exponent)
  }

  /// The greatest number of bits that a power of a number may have before it is left as it is written.
  private static let greatestPowerBits = 200_000

  /// Pushes `number^exponent`: whole powers into the coefficient, roots by the prime factors of the numerator and
  /// denominator, each to an exponent in (0, 1).
  private mutating func pushNumber(_ number: Term, _ exponent: Term, _ coefficient: inout Term) {
    if number == .one { return }
    if exponent == .one {
      coefficient = multiplyNumbers(coefficient, number)
      return
    }
    guard kind(exponent) == .rational else {
      pushPair(number, exponent)
      return
    }
    let base = value(number)
    let e = value(exponent)
    if e.isInteger {
      if let n = e.asInt, !(base.isZero && n < 0),
        base.isMinusOne || base.isOne || base.isZero
          || base.bitWidth.multipliedReportingOverflow(by: n == Int.min ? Int.max : abs(n)).overflow == false
            && base.bitWidth * abs(n) <= Self.greatestPowerBits
      {
        coefficient = multiplyNumbers(coefficient, self.number(base.power(n)))
      } else {
        pushPair(number, exponent)
      }
      return
    }
    if base.isZero {
      if e.signum > 0 { coefficient = .zero } else { pushPair(number, exponent) }
      return
    }
    guard base.signum > 0, let numerator = base.numerator.asInt, let denominator = base.denominator.asInt,
      e.floor().asInt != nil
    else {
      pushPair(number, exponent)
      return
    }
    for (part, sign) in [(numerator, 1), (denominator, -1)] {
      for (prime, multiplicity) in primePowers(part) {
        let total = e * Rational(multiplicity * sign)
        let whole = total.floor()
        let rest = total - Rational(whole)
        if let n = whole.asInt, abs(n) < 10_000 {
          coefficient = multiplyNumbers(coefficient, self.number(Rational(prime).power(n)))
        } else {
          pushPair(self.number(prime), self.number(Rational(whole)))
        }
        if !rest.isZero { pushPair(self.number(prime), self.number(rest)) }
      }
    }
  }

  /// Prime factors below 1,000 with their multiplicities; what remains counts as one factor.
  private func primePowers(_ n: Int) -> [(Int, Int)] {
    var rest = n
    var result: [(Int, Int)] = []
    var candidate = 2
    while candidate < 1000, candidate * candidate <= rest {
      var multiplicity = 0
      while rest % candidate == 0 {
        rest /= candidate
        multiplicity += 1
      }
      if multiplicity > 0 { result.append((candidate, multiplicity)) }
      candidate += candidate == 2 ? 1 : 2
    }
    if rest > 1 { result.append((rest, 1)) }
    return result
  }

  /// Builds the product of the (base, exponent) pairs on `scratch` from `base` on.
  private mutating func product(pairsFrom base: Int, _ initial: Term) -> Term {
    var coefficient = initial
    if coefficient == .zero {
      scratch.truncate(to: base)
      return .zero
    }
    sortPairs(from: base, keyOffset: 0)
    var read = base
    var write = base
    while read < scratch.count {
      let factor = scratch[read]
      var exponent = scratch[read + 1]
      var gathered = false
      read += 2
      while read < scratch.count, scratch[read] == factor {
        // A delta's positive powers are itself.
        if kind(factor) != .delta || !isNumber(exponent) || !isNumber(scratch[read + 1]) {
          exponent = add(exponent, scratch[read + 1])
        }
        gathered = true
        read += 2
      }
      if exponent == .zero { continue }
      if gathered, kind(factor) == .rational {
        // 2^(1/2)*2^(1/2): the exponents' sum may be whole now.
        let pending = scratch.count
        pushNumber(factor, exponent, &coefficient)
        if scratch.count == pending { continue }
        if scratch.count == pending + 2 {
          exponent = scratch[pending + 1]
          let base = scratch[pending]
          scratch.truncate(to: pending)
          scratch[write] = base
          scratch[write + 1] = exponent
          write += 2
          continue
        }
        scratch.truncate(to: pending)
      }
      if gathered, kind(factor) == .product, isInteger(exponent) {
        // (x*y)^(1/2) gathered to a whole power comes apart again: build the rest with its factors.
        let whole = power(factor, exponent)
        var rest: [Term] = [coefficient, whole]
        var position = base
        while position < write {
          rest.append(self.power(scratch[position], scratch[position + 1]))
          position += 2
        }
        while read < scratch.count {
          rest.append(self.power(scratch[read], scratch[read + 1]))
          read += 2
        }
        scratch.truncate(to: base)
        return product(rest)
      }
      scratch[write] = factor
      scratch[write + 1] = exponent
      write += 2
    }
    scratch.truncate(to: write)
    if coefficient == .zero || write == base {
      scratch.truncate(to: base)
      return coefficient
    }
    if write == base + 2, scratch[base + 1] == .one {
      let factor = scratch[base]
      scratch.truncate(to: base)
      return scale(factor, by: coefficient)
    }
    let result = intern(.product, payload: 0, scratchFrom: base)
    return coefficient == .one ? result : intern(.sum, payload: 0, coefficient, result)
  }
}
