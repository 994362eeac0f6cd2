import DeriveNumbers

/// One spelling for sums and products over ranges that overlap: indices shifted so that the least place `a[i + c]` is
/// `a[i]`, and ranges that begin at 1 and end at an end without a number: what is over or missing stands beside.
///
/// A component outside its range, as `a[n + 1]` beside a sum to `n + 1`, is a variable like any other while this is done:
/// what holds for all sequences holds for those that end at n.
extension TermStore {
  /// The most terms that are split off at an end.
  private static let greatestSplit = 12

  /// A sum over indices in its one spelling; nil where it has it.
  mutating func spelled(sum term: Term, _ form: inout NormalForm) -> Term? {
    let opening = open(term, fresh: true)
    guard opening.condition == .yes else { return nil }
    for (place, index) in opening.indices.enumerated() {
      var others = opening.indices
      others.remove(at: place)
      if others.contains(where: { contains($0, index) || contains(index, $0) }) { continue }
      let (lower, upper) = range(ofIndex: index)
      if upper == .infinity { continue }
      if others.isEmpty, let value = closedOrBinomial(opening.body, index, lower, upper, &form) {
        return value
      }
      if let (outside, body) = withoutConstantPowers(opening.body, index) {
        return multiply(outside, sum(over: opening.indices, body))
      }
      if let parts = pieces(of: opening.body, index, lower, upper) {
        note(.ranges)
        return assembled(parts, index, others, opening.body)
      }
    }
    return nil
  }

  /// A product over one index in its one spelling; nil where it has it.
  mutating func spelled(product term: Term) -> Term? {
    let opening = open(term, fresh: true)
    guard opening.condition == .yes, opening.indices.count == 1, let index = opening.indices.first else { return nil }
    let (lower, upper) = range(ofIndex: index)
    if upper == .infinity { return nil }
    if opening.body == index, lower == .one, bounds(upper).isNonNegative {
      note(.closedForms)
      return apply(.factorial, upper)
    }
    let isNonZero = bounds(opening.body).isNonZero
    guard let parts = pieces(of: opening.body, index, lower, upper, mayDivide: isNonZero) else { return nil }
    note(.ranges)
    var factors: [Term] = []
    for part in parts {
      switch part {
      case .range(let low, let high, let shift, let sign):
        let fresh = freshIndex(low, high)
        let body = instantiate([index], opening.body, at: [subtract(fresh, shift)])
        factors.append(power(product(over: [fresh], body), sign))
      case .place(let value, let sign):
        factors.append(power(instantiate([index], opening.body, at: [value]), sign))
      }
    }
    return product(factors)
  }

  private mutating func closedOrBinomial(
    _ body: Term, _ index: Term, _ lower: Term, _ upper: Term, _ form: inout NormalForm
  ) -> Term? {
    guard isKnownRange(lower, upper) else { return nil }
    guard let value = closedSum(body, over: index, from: lower, to: upper, &form) else { return nil }
    note(.closedForms)
    return value
  }

  /// Whether the range is certainly no shorter than empty: `upper >= lower - 1`.
  private mutating func isKnownRange(_ lower: Term, _ upper: Term) -> Bool {
    bounds(sum([upper, negate(lower), .one])).isNonNegative
  }

  /// `r^(i + c)` is `r^c*r^i`: what does not mention the index comes out.
  private mutating func withoutConstantPowers(_ body: Term, _ index: Term) -> (outside: Term, body: Term)? {
    var outside: [Term] = []
    var inside: [Term] = []
    for (base, exponent) in factors(body) {
      guard !contains(base, index), contains(exponent, index) else {
        inside.append(power(base, exponent))
        continue
      }
      let (own, rest) = (
        addends(exponent).filter { contains($0.term, index) }, addends(exponent).filter { !contains($0.term, index) }
      )
      if rest.isEmpty {
        inside.append(power(base, exponent))
        continue
      }
      let isFine = bounds(exponent).isInteger || bounds(base).isPositive
      guard isFine else {
        inside.append(power(base, exponent))
        continue
      }
      outside.append(power(base, sum(rest.map { scale($0.term, by: $0.coefficient) })))
      inside.append(power(base, sum(own.map { scale($0.term, by: $0.coefficient) })))
    }
    return outside.isEmpty ? nil : (product(outside), product(inside))
  }

  private enum Piece {
    /// Over `lower...upper` of an index that is the old one plus `shift`, taken so often (1 or -1).
    case range(lower: Term, upper: Term, shift: Term, sign: Int)
    /// The body at one place of the old index.
    case place(Term, sign: Int)
  }

  private mutating func assembled(_ parts: [Piece], _ index: Term, _ others: [Term], _ body: Term) -> Term {
    var addends: [Term] = []
    for part in parts {
      switch part {
      case .range(let low, let high, let shift, let sign):
        let fresh = freshIndex(low, high)
        let inner = instantiate([index], body, at: [subtract(fresh, shift)])
        addends.append(scale(sum(over: others + [fresh], inner), by: Rational(sign)))
      case .place(let value, let sign):
        let inner = instantiate([index], body, at: [value])
        addends.append(scale(sum(over: others, inner), by: Rational(sign)))
      }
    }
    return sum(addends)
  }

  /// What the range falls into; nil where it stays as it is.
  private mutating func pieces(
    of body: Term, _ index: Term, _ lower: Term, _ upper: Term, mayDivide: Bool = true
  ) -> [Piece]? {
    let offset = leastOffset(of: index, in: body)
    let shift = number(offset)
    var low = add(lower, shift)
    var high = add(upper, shift)
    var parts: [Piece] = []
    // At a place that is split off or taken in the body must have a value of its own.
    func isTotal(_ store: inout TermStore, from first: Term, to last: Term) -> Bool {
      let wider = store.freshIndex(store.subtract(first, shift), store.subtract(last, shift))
      return store.isTotal(store.instantiate([index], body, at: [wider]))
    }
    if isKnownRange(low, high) {
      if let value = number(in: high), let gap = value.rest.asInt, gap != 0, abs(gap) <= Self.greatestSplit {
        // To the end without its number; what lies between stands beside.
        if gap < 0, mayDivide, isTotal(&self, from: low, to: value.base) {
          for step in stride(from: gap + 1, through: 0, by: 1) {
            parts.append(.place(subtract(add(value.base, number(step)), shift), sign: -1))
          }
          high = value.base
        } else if gap > 0, isKnownRange(low, value.base) {
          for step in 1...gap { parts.append(.place(subtract(add(value.base, number(step)), shift), sign: 1)) }
          high = value.base
        }
      }
      if let first = rational(low)?.asInt, first != 1, abs(first) <= Self.greatestSplit {
        if first > 1, mayDivide, isTotal(&self, from: .one, to: high) {
          for step in 1..<first { parts.append(.place(subtract(number(step), shift), sign: -1)) }
          low = .one
        } else if first < 1, bounds(high).isNonNegative {
          for step in first...0 { parts.append(.place(subtract(number(step), shift), sign: 1)) }
          low = .one
        }
      } else if rational(low) == nil, mayDivide {
        // From 1 on, less what lies before.
        let before = subtract(low, .one)
        if bounds(before).isNonNegative, isTotal(&self, from: .one, to: high) {
          parts.append(.range(lower: .one, upper: before, shift: shift, sign: -1))
          low = .one
        }
      }
    }
    if parts.isEmpty, offset == 0 { return nil }
    parts.append(.range(lower: low, upper: high, shift: shift, sign: 1))
    return parts
  }

  /// An end as a base without a number and the number; nil where it is a number alone.
  private mutating func number(in end: Term) -> (base: Term, rest: Rational)? {
    guard let constant = addends(end).first(where: { $0.term == .one })?.coefficient, !isNumber(end) else { return nil }
    return (subtract(end, number(constant)), constant)
  }

  /// The least c of places `x[i + c]`, or, without any such place, of sums `i + c` in divisors and arguments; 0 where the
  /// index stands in none of them.
  private mutating func leastOffset(of index: Term, in body: Term) -> Int {
    var least: Int?
    func note(_ store: borrowing TermStore, _ place: Term) {
      if place == index { least = min(least ?? 0, 0) }
      guard store.isProperSum(place) else { return }
      let parts = store.addends(place)
      guard parts.count == 2, let own = parts.first(where: { $0.term == index }), own.coefficient.isOne,
        let constant = parts.first(where: { $0.term == .one })?.coefficient.asInt
      else { return }
      least = min(least ?? constant, constant)
    }
    for node in leaves(
      body,
      where: {
        $0 == .symbol || $0 == .definition || $0 == .delta || $0 == .abstract || $0 == .matrixFunction
      })
    {
      for position in 0..<childCount(node) where contains(child(node, position), index) {
        note(self, child(node, position))
      }
    }
    if let least { return least }
    for (base, exponent) in factors(body) where contains(base, index) {
      if base == index, rational(exponent).map({ $0.signum > 0 }) ?? false { continue }
      note(self, base)
      for node in leaves(base, where: { $0 == .sum || $0 == .index }) where node == index || kind(node) == .sum {
        note(self, node)
      }
    }
    return least ?? 0
  }
}
