import DeriveNumbers

extension TermStore {
  /// How much there is to read: the measure by which one of several equal forms is chosen. Roughly the symbols on paper;
  /// a sum over a product of denominators costs more than the sum of the fractions it came from.
  package mutating func readingCost(_ term: Term, _ memo: inout [Term: Double]) -> Double {
    if let known = memo[term] { return known }
    budget.count(1)
    let cost: Double
    switch kind(term) {
    case .rational:
      cost = value(term).isInteger ? 1 : 2
    case .infinity, .truth, .size, .index, .bound:
      cost = 1
    case .symbol, .definition:
      cost = 1 + 0.25 * Double(childCount(term))
    case .sum:
      var total = Double(childCount(term) / 2 - 1)
      var allNegative = true
      for (coefficient, inner) in addends(term) {
        if coefficient.signum > 0 { allNegative = false }
        let magnitude = coefficient.magnitude
        if inner == .one {
          total += coefficient.isInteger ? 1 : 2
        } else {
          if !magnitude.isOne { total += (magnitude.isInteger ? 1 : 1.5) + 0.5 }
          total += readingCost(inner, &memo)
        }
      }
      cost = total + (allNegative ? 1 : 0)
    case .product:
      cost = costOfProduct(term, &memo)
    case .abstract:
      // Indices are small print.
      let (results, arguments, marks) = abstractParts(term)
      cost = 1 + 0.25 * Double(results.count + marks.count) + arguments.reduce(0) { $0 + readingCost($1, &memo) }
    case .function, .expectation, .matrixFunction, .limit:
      cost = 1 + (0..<childCount(term)).reduce(0) { $0 + readingCost(child(term, $1), &memo) }
    case .reduction:
      let count = payload(term) & 0xff
      let condition = child(term, count)
      cost =
        costOfWaiting(term) + 2 + 0.5 * Double(count) + readingCost(child(term, count + 1), &memo)
        + (condition == .yes ? 0 : 1 + readingCost(condition, &memo))
    case .family:
      cost = readingCost(child(term, childCount(term) - 1), &memo)
    case .delta:
      cost = 1.5
    case .relation, .and, .or, .not, .cases:
      cost = 1 + (0..<childCount(term)).reduce(0) { $0 + 0.5 + readingCost(child(term, $1), &memo) }
    }
    memo[term] = cost
    return cost
  }

  /// What is left to be done in a sum over indices: a delta of one of them could be contracted, and of a bracket such as
  /// `a[i]*x[j] + 1` the addends could each have a sum of their own, the same for all `i`.
  private func costOfWaiting(_ term: Term) -> Double {
    guard operation(term) == .sum else { return 0 }
    let count = payload(term) & 0xff
    let body = child(term, count + 1)
    let own = (0..<count).map { child(term, $0) }
    func isOwn(_ term: Term) -> Bool { own.contains { contains(term, $0) } }
    var cost = 0.0
    if leaves(body, where: { $0 == .delta }).contains(where: { isOwn($0) }) { cost += 8 }
    for (base, exponent) in factors(body) where exponent == .one && isProperSum(base) {
      let separable = addends(base).filter { addend in
        let parts = factors(addend.term)
        return parts.contains { isOwn($0.base) }
          && parts.contains { !isOwn($0.base) && (indexMask($0.base) != 0 || boundMask($0.base) != 0) }
      }
      if !separable.isEmpty, separable.count < addends(base).count { cost += 4 }
    }
    return cost
  }

  private mutating func costOfProduct(_ term: Term, _ memo: inout [Term: Double]) -> Double {
    var total = 0.0
    var above = 0
    var below = 0
    var hasSumAbove = false
    for (base, exponent) in factors(term) {
      var factor = readingCost(base, &memo)
      let e = rational(exponent)
      let isBelow = e.map { $0.signum < 0 } ?? false
      if isBelow { below += 1 } else { above += 1 }
      if isProperSum(base) {
        // A factor such as 1 - p with p in (0, 1) tells its sign.
        factor += bounds(base).isNonNegative ? 0 : 0.5
        if !isBelow { hasSumAbove = true }
      }
      if let magnitude = e?.magnitude {
        if !magnitude.isOne { factor += isProperSum(base) ? 1 : 1.75 }
      } else {
        factor += readingCost(exponent, &memo)
      }
      total += factor
    }
    total += 0.5 * Double(max(above - 1, 0)) + 0.5 * Double(max(below - 1, 0))
    if below > 0 { total += 1 }
    if below > 1, hasSumAbove { total += 5 }
    return total
  }
}
