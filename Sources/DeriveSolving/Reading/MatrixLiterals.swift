import DeriveCore
import DeriveLanguage
import DeriveNumbers

/// Small vectors and matrices of known size, entry by entry.
extension FormulaBuilder {
  /// The greatest number of entries that are written out.
  private static let greatestEntryCount = 36

  /// One entry as a number times factors times the body of a sum, if it is one.
  private struct Entry {
    var coefficient = Rational.zero
    /// Factors outside the sum.
    var outer: [(base: Term, exponent: Term)] = []
    /// Factors under the sum; empty and `isSum` false if there is none.
    var inner: [(base: Term, exponent: Term)] = []
    var isSum = false
    var isZero: Bool { coefficient.isZero }
  }

  /// The matrix of entries, common factors and a common sum in front: `sum(n, p[n]*[x[n]^2, x[n]; x[n], 1])`. `nil` if
  /// a size is not known or too large.
  func literal(_ axes: [Term], _ body: Term, _ store: inout TermStore) throws(FormulaError) -> Formula? {
    guard axes.count == 1 || axes.count == 2, let rows = values(of: axes[0], store),
      let columns = axes.count == 2 ? values(of: axes[1], store) : [1],
      rows.count * columns.count <= Self.greatestEntryCount
    else { return nil }
    var terms: [[Term]] = []
    for row in rows {
      var line: [Term] = []
      for column in columns {
        var change = DeriveCore.Substitution()
        change.replace(axes[0], by: store.number(row))
        if axes.count == 2 { change.replace(axes[1], by: store.number(column)) }
        line.append(store.substitute(body, change))
      }
      terms.append(line)
    }
    // Entries are scalars on their own.
    var builder = self
    builder.prefersMatrices = writesScalarsWithMatrices
    if let factored = try builder.factored(terms, &store) { return factored }
    return .matrix(try builder.matrix(terms, &store))
  }

  private func matrix(_ terms: [[Term]], _ store: inout TermStore) throws(FormulaError) -> [[Formula]] {
    var result: [[Formula]] = []
    for row in terms { result.append(try write(row, &store)) }
    return result
  }

  private func values(of axis: Term, _ store: borrowing TermStore) -> [Int]? {
    let (lower, upper) = store.range(ofIndex: axis)
    guard let first = store.rational(lower)?.asInt, let last = store.rational(upper)?.asInt, first <= last,
      last - first < Self.greatestEntryCount
    else { return nil }
    return Array(first...last)
  }

  /// Common factors before the matrix; `nil` if there are none.
  private func factored(_ terms: [[Term]], _ store: inout TermStore) throws(FormulaError) -> Formula? {
    if terms.count * (terms.first?.count ?? 0) < 2 { return nil }
    var index: Term?
    var reference: Entry?
    var entries: [[Entry]] = []
    for row in terms {
      var line: [Entry] = []
      for term in row {
        let other = entry(term, &index, &store)
        line.append(reference.map { aligned(other, with: $0, &store) } ?? other)
        if reference == nil, !other.isZero { reference = other }
      }
      entries.append(line)
    }
    let present = entries.joined().filter { !$0.isZero }
    guard present.count > 1, let first = present.first else { return nil }
    var outer = first.outer
    var inner = first.inner
    for entry in present.dropFirst() {
      outer = common(outer, entry.outer, store)
      inner = common(inner, entry.inner, store)
    }
    // Under one sum only if there is a sum in every entry, nothing else beside it, and a common factor.
    let isOneSum =
      present.allSatisfy { $0.isSum && without(outer, in: $0.outer, &store).isEmpty } && !inner.isEmpty
    guard isOneSum || !outer.isEmpty else { return nil }
    let coefficient =
      present.allSatisfy { $0.coefficient == first.coefficient } && !first.coefficient.isNegative
      ? first.coefficient : .one
    var builder = self
    if isOneSum, let index { builder.letters = lettered([index], store) }
    var matrix: [[Formula]] = []
    for row in entries {
      var line: [Formula] = []
      for entry in row {
        var rest = [store.number(entry.isZero ? .zero : entry.coefficient / coefficient)]
        rest += without(outer, in: entry.outer, &store)
        let body = without(isOneSum ? inner : [], in: entry.inner, &store)
        if isOneSum {
          rest += body
        } else if entry.isSum, let index {
          rest.append(store.reduction(.sum, [index], .yes, store.product(body)))
        }
        line.append(try builder.write(store.product(rest), &store))
      }
      matrix.append(line)
    }
    let front = try product(coefficient, product(of: outer, &store), &store)
    let factors: [Formula] = front == .number(.one) ? [] : [front]
    guard isOneSum, let index else { return joined(factors + [.matrix(matrix)]) }
    let weight = try builder.product(.one, product(of: inner, &store), &store)
    let body = joined([weight, .matrix(matrix)]) ?? weight
    let binders = try builder.binders([index], .yes, body, &store)
    return joined(factors + [.bigSum(binders, body)])
  }

  /// Takes an entry apart. All sums over one index of the same range are opened with the same `index`.
  private func entry(_ term: Term, _ index: inout Term?, _ store: inout TermStore) -> Entry {
    let (coefficient, inner) = store.coefficientAndTerm(term)
    var result = Entry(coefficient: coefficient)
    if coefficient.isZero || inner == .one { return result }
    for (base, exponent) in store.factors(inner) {
      if !result.isSum, exponent == .one, store.kind(base) == .reduction, store.operation(base) == .sum,
        let body = openedBody(base, &index, &store)
      {
        let (number, body) = store.coefficientAndTerm(body)
        result.isSum = true
        result.coefficient = result.coefficient * number
        result.inner = body == .one ? [] : factorsOfSum(body, &store)
      } else {
        result.outer.append((base, exponent))
      }
    }
    return result
  }

  /// The entry with brackets turned round that are the opposite of one in the reference: `p - 1` where that has `1 - p`.
  private func aligned(_ entry: Entry, with reference: Entry, _ store: inout TermStore) -> Entry {
    var result = entry
    func align(
      _ list: [(base: Term, exponent: Term)], _ known: [(base: Term, exponent: Term)], _ store: inout TermStore
    )
      -> [(base: Term, exponent: Term)]
    {
      var aligned: [(base: Term, exponent: Term)] = []
      for (base, exponent) in list {
        let opposite = store.isProperSum(base) ? store.negate(base) : base
        if opposite != base, known.contains(where: { $0.base == opposite }), let power = store.rational(exponent),
          power.isInteger
        {
          aligned.append((opposite, exponent))
          if power.numerator.isOdd { result.coefficient = -result.coefficient }
        } else {
          aligned.append((base, exponent))
        }
      }
      return aligned
    }
    result.outer = align(entry.outer, reference.outer, &store)
    result.inner = align(entry.inner, reference.inner, &store)
    return result
  }

  /// The factors of a product, or of a sum whose addends share some: `p*(1 - p)` of `p - p^2`.
  private func factorsOfSum(_ term: Term, _ store: inout TermStore) -> [(base: Term, exponent: Term)] {
    guard store.isProperSum(term) else { return store.factors(term) }
    let addends = store.addends(term)
    var shared = addends[0].term == .one ? [] : store.factors(addends[0].term)
    for addend in addends.dropFirst() { shared = common(shared, store.factors(addend.term), store) }
    if shared.isEmpty { return store.factors(term) }
    var rest: [Term] = []
    for (coefficient, inner) in addends {
      let left = store.product(without(shared, in: store.factors(inner), &store))
      rest.append(store.scale(left, by: coefficient))
    }
    return shared + [(store.sum(rest), .one)]
  }

  /// The body of a sum over one index, in terms of `index`; `nil` if that has another range.
  private func openedBody(_ sum: Term, _ index: inout Term?, _ store: inout TermStore) -> Term? {
    let opening = store.open(sum, fresh: true)
    guard opening.indices.count == 1, opening.condition == .yes else { return nil }
    guard let known = index else {
      index = opening.indices[0]
      return opening.body
    }
    guard store.range(ofIndex: known) == store.range(ofIndex: opening.indices[0]) else { return nil }
    return store.instantiate(opening.indices, opening.body, at: [known])
  }

  /// Factors of both, each with the smaller of its whole exponents of one sign.
  private func common(
    _ a: [(base: Term, exponent: Term)], _ b: [(base: Term, exponent: Term)], _ store: borrowing TermStore
  ) -> [(base: Term, exponent: Term)] {
    var result: [(base: Term, exponent: Term)] = []
    for (base, exponent) in a {
      guard let other = b.first(where: { $0.base == base })?.exponent else { continue }
      if exponent == other {
        result.append((base, exponent))
      } else if let p = store.rational(exponent), let q = store.rational(other), p.signum == q.signum {
        result.append((base, p.magnitude < q.magnitude ? exponent : other))
      }
    }
    return result
  }

  private func without(
    _ taken: [(base: Term, exponent: Term)], in factors: [(base: Term, exponent: Term)], _ store: inout TermStore
  ) -> [Term] {
    var result: [Term] = []
    for (base, exponent) in factors {
      let other = taken.first { $0.base == base }?.exponent ?? .zero
      let rest = store.power(base, store.subtract(exponent, other))
      if rest != .one { result.append(rest) }
    }
    return result
  }

  private func product(of factors: [(base: Term, exponent: Term)], _ store: inout TermStore) -> Term {
    store.product(factors.map { store.power($0.base, $0.exponent) })
  }
}
