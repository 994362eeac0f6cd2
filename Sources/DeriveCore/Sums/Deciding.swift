import DeriveNumbers

extension TermStore {
  /// Whether the term is certainly 0 wherever it is defined. `false` means only that no proof was found.
  package mutating func provesZero(_ term: Term, _ form: inout NormalForm) throws(DeriveError) -> Bool {
    if term == .zero { return true }
    // Block by block, before all blocks are multiplied with each other.
    if hasMatrixFunctions, let result = try vanishesBlockwise(term, &form) { return result }
    let fraction = try normalForm(term, &form)
    if fraction.isZero { return true }
    if try mergedSumsVanish(fraction.numerator, &form) { return true }
    if try vanishesWhenCleared(term, &form) { return true }
    if hasMatrixFunctions, !form.prefersFirstBlock, hasBlocks(term) {
      var other = NormalForm(form.options)
      other.prefersFirstBlock = true
      if try normalForm(term, &other).isZero { return true }
      if try vanishesWhenCleared(term, &other) { return true }
    }
    if try vanishesEntrywise(term, &form) { return true }
    if !form.absoluteAsCases, hasAbsolutesAndCases(fraction.numerator) {
      var other = NormalForm(form.options)
      other.absoluteAsCases = true
      if try normalForm(term, &other).isZero { return true }
    }
    return try vanishesByRatio(term, form)
  }

  /// The same may stand once as an absolute value and once as a distinction of cases.
  private func hasAbsolutesAndCases(_ polynomial: Polynomial) -> Bool {
    let nodes = leaves(Array(polynomial.terms.keys)) { $0 == .function || $0 == .cases }
    return nodes.contains { kind($0) == .cases }
      && nodes.contains { kind($0) == .function && functionID($0) == .abs }
  }

  /// Whether the term is 0 both where the ratio of a geometric sum is 1 and where it is not.
  private mutating func vanishesByRatio(_ term: Term, _ form: NormalForm) throws(DeriveError) -> Bool {
    guard let ratio = form.openRatios.first, form.openRatios.count <= 2, !isNumber(ratio) else { return false }
    let saved = assumptions
    defer { restore(saved) }
    for condition in [relation(.equal, ratio, .one), relation(.notEqual, ratio, .one)] {
      // What is known already is not asked.
      if condition == .no { continue }
      if condition == .yes { return false }
      restore(saved)
      assume(condition)
      var inner = NormalForm(form.options)
      inner.hypotheses = form.hypotheses
      guard try provesZero(term, &inner) else { return false }
    }
    return true
  }

  /// Whether a term holds a determinant or an inverse of a matrix of blocks.
  private mutating func hasBlocks(_ term: Term) -> Bool {
    for node in leaves(term, where: { $0 == .matrixFunction }) where boundMask(child(node, 0)) == 0 {
      let (row, column, body) = openedMatrix(node)
      if cut(of: row, in: body) ?? cut(of: column, in: body) != nil { return true }
    }
    return false
  }

  /// Whether the term is 0 on both parts of a direct sum of ranges over which a free index runs; nil where none does.
  private mutating func vanishesBlockwise(_ term: Term, _ form: inout NormalForm) throws(DeriveError) -> Bool? {
    for index in freeIndices(term) {
      guard let end = blockEnd(of: index, in: term) else { continue }
      let (lower, upper) = range(ofIndex: index)
      let low = freshIndex(lower, end)
      let high = freshIndex(.one, subtract(upper, end))
      for place in [low, add(high, end)] {
        guard try provesZero(instantiate([index], term, at: [place]), &form) else { return false }
      }
      return true
    }
    return nil
  }

  /// The most values of a free index that are tried one by one.
  private static let greatestEntrywiseRange = 4

  /// Whether the term is 0 for each value of a free index over a short concrete range, where some part of it is told
  /// apart by that index: an entry of a 2 by 2 inverse.
  private mutating func vanishesEntrywise(_ term: Term, _ form: inout NormalForm) throws(DeriveError) -> Bool {
    for index in freeIndices(term) {
      let (lower, upper) = range(ofIndex: index)
      guard let first = rational(lower)?.asInt, let last = rational(upper)?.asInt, first <= last,
        last - first < Self.greatestEntrywiseRange
      else { continue }
      for value in first...last {
        var change = Substitution()
        change.replace(index, by: number(value))
        guard try provesZero(substitute(term, change), &form) else { return false }
      }
      return true
    }
    return false
  }

  package mutating func provesZero(_ term: Term) throws(DeriveError) -> Bool {
    var form = NormalForm(.deciding)
    return try provesZero(term, &form)
  }

  /// Sums over the same indices with the same factor outside are put under one sum, whose body may vanish where the
  /// parts, each over its own denominator, did not look alike.
  private mutating func mergedSumsVanish(
    _ polynomial: Polynomial, _ form: inout NormalForm
  ) throws(DeriveError) -> Bool {
    struct Key: Hashable {
      var outside: Term
      var ranges: [Term]
    }
    var groups: [Key: [(coefficient: Rational, sum: Term)]] = [:]
    var keys: [Key] = []
    for (monomial, coefficient) in polynomial.terms {
      let sums = factors(monomial).filter {
        kind($0.base) == .reduction && operation($0.base) == .sum && $0.exponent == .one
          && child($0.base, payload($0.base) & 0xff) == .yes
      }
      guard sums.count == 1, let only = sums.first?.base else { return false }
      let outside = divide(monomial, only)
      let ranges = (0..<(payload(only) & 0xff)).flatMap { position -> [Term] in
        let bound = child(only, position)
        return [child(bound, 0), child(bound, 1)]
      }
      let key = Key(outside: outside, ranges: ranges)
      if groups[key] == nil { keys.append(key) }
      groups[key, default: []].append((coefficient, only))
    }
    for key in keys {
      guard let members = groups[key], members.count >= 2 else { return false }
      let first = open(members[0].sum, fresh: true)
      var bodies: [Term] = []
      for (coefficient, member) in members {
        let opening = open(member)
        let body = instantiate(opening.indices, opening.body, at: first.indices)
        bodies.append(scale(body, by: coefficient))
      }
      let inner = try normalForm(sum(bodies), &form)
      if !inner.isZero { return false }
    }
    return true
  }
}
