import DeriveNumbers

/// A binder with its indices made free.
package struct Opening {
  package var operation: ReductionOperation
  package var indices: [Term]
  package var condition: Term
  package var body: Term
}

struct OpeningKey: Hashable {
  var payload: Int
  var lower: Term
  var upper: Term
}

extension TermStore {
  // MARK: Opening

  /// The body of a reduction or family with free indices in place of the bound ones.
  ///
  /// The indices are the same each time, shared by all binders of one height, so that opening costs once; with `fresh`
  /// they occur nowhere else, as is needed where two binders are open side by side.
  package mutating func open(_ term: Term, fresh: Bool = false) -> Opening {
    if !fresh, let known = openings[term], known.stamp == assumptions.stamp { return known.opening }
    let count = payload(term) & 0xff
    let height = payload(term) >> 16
    let bodyPosition = kind(term) == .family ? count : count + 1
    let rawBody = child(term, bodyPosition)
    let rawCondition = kind(term) == .family ? Term.yes : child(term, count)
    var opening = Opening(
      operation: ReductionOperation(rawValue: UInt8(payload(term) >> 8 & 0xff)) ?? .sum, indices: [], condition: .yes,
      body: .zero)
    var change = Substitution()
    for position in 0..<count {
      let bound = child(term, position)
      let lower = substitute(child(bound, 0), change)
      let upper = substitute(child(bound, 1), change)
      var index: Term
      let key = OpeningKey(payload: height << 8 | position, lower: lower, upper: upper)
      if fresh {
        index = freshIndex(lower, upper)
      } else if let known = openingIndices[key] {
        index = known
        // A term with this index free cannot share it.
        if contains(rawBody, index) || contains(rawCondition, index) { index = freshIndex(lower, upper) }
      } else {
        index = freshIndex(lower, upper)
        openingIndices[key] = index
      }
      opening.indices.append(index)
      change.replace(bound, by: index)
    }
    opening.condition = substitute(rawCondition, &change)
    opening.body = substitute(rawBody, &change)
    if !fresh { openings[term] = (assumptions.stamp, opening) }
    return opening
  }

  /// Which operation a reduction carries out.
  package func operation(_ term: Term) -> ReductionOperation {
    ReductionOperation(rawValue: UInt8(payload(term) >> 8 & 0xff)) ?? .sum
  }

  // MARK: Closing

  /// `body` as a function of `indices`, without summing: what is handed to a function of a vector.
  package mutating func family(_ indices: [Term], _ body: Term) -> Term {
    close(.family, .sum, indices, .yes, body)
  }

  /// Sum, product, extremum or "for all" over free indices, in canonical form.
  package mutating func reduction(
    _ operation: ReductionOperation, _ indices: [Term], _ condition: Term, _ body: Term
  ) -> Term {
    switch operation {
    case .sum: return sum(over: indices, where: condition, body)
    case .product: return product(over: indices, where: condition, body)
    case .maximum, .minimum:
      if condition == .yes, !indices.contains(where: { contains(body, $0) }) { return body }
      return close(.reduction, operation, indices, condition, body)
    case .all:
      return all(over: indices, where: condition, body)
    }
  }

  /// The condition for all values of the indices.
  package mutating func all(over indices: [Term], where condition: Term = .yes, _ body: Term) -> Term {
    if body == .yes || condition == .no { return .yes }
    let used = indices.filter { contains(body, $0) || contains(condition, $0) }
    if used.isEmpty {
      // Over an empty range anything holds; a range that cannot be shown to be there stays.
      let missing = indices.filter { !hasValues($0) }
      if missing.isEmpty { return body }
      return close(.reduction, .all, missing, condition, body)
    }
    return close(.reduction, .all, used, condition, body)
  }

  /// Certainly at least one value.
  func hasValues(_ index: Term) -> Bool {
    let (lower, upper) = range(ofIndex: index)
    if let l = rational(lower), let u = rational(upper) { return l <= u }
    if lower == .one, kind(upper) == .size { return true }
    return false
  }

  /// The sum over free indices, in canonical form: what does not depend on an index comes out as a factor, an index that
  /// nothing mentions is a factor of its count, deltas contract, and a product falls into the connected components of
  /// its wiring graph, each a sum of its own.
  package mutating func sum(over indices: [Term], where condition: Term = .yes, _ body: Term) -> Term {
    if indices.isEmpty {
      return condition == .yes ? body : cases([(condition, body)], otherwise: .zero)
    }
    if body == .zero || condition == .no { return .zero }
    if condition != .yes { return conditionalSum(over: indices, condition, body) }
    if kind(body) == .sum, childCount(body) > 2 {
      if let split = splitSum(over: indices, body) { return split }
    }
    let (coefficient, term) = coefficientAndTerm(body)
    let result = sumOfProduct(over: indices, term)
    return scale(result, by: coefficient)
  }

  private mutating func conditionalSum(over indices: [Term], _ condition: Term, _ body: Term) -> Term {
    // Factors that mention no index come out; everything else stays under the condition.
    let (coefficient, term) = coefficientAndTerm(body)
    var outside: [Term] = [number(coefficient)]
    var inside: [Term] = []
    for (base, exponent) in factors(term) {
      let factor = power(base, exponent)
      if indices.contains(where: { contains(factor, $0) }) { inside.append(factor) } else { outside.append(factor) }
    }
    let inner = close(.reduction, .sum, indices, condition, product(inside))
    outside.append(inner)
    return product(outside)
  }

  /// Splits off the addends that come out simpler alone: those in which a delta contracts, and those that do not
  /// mention the indices. `nil` if there are none.
  private mutating func splitSum(over indices: [Term], _ body: Term) -> Term? {
    var together: [Term] = []
    var alone: [Term] = []
    for (coefficient, term) in addends(body) {
      let addend = scale(term, by: coefficient)
      if !indices.contains(where: { contains(term, $0) }) || hasContractingDelta(term, indices) {
        alone.append(addend)
      } else {
        together.append(addend)
      }
    }
    if alone.isEmpty { return nil }
    var parts = alone.map { sum(over: indices, $0) }
    if !together.isEmpty { parts.append(sum(over: indices, sum(together))) }
    return sum(parts)
  }

  private func hasContractingDelta(_ term: Term, _ indices: [Term]) -> Bool {
    factors(term).contains { base, _ in
      kind(base) == .delta && indices.contains { child(base, 0) == $0 || child(base, 1) == $0 }
    }
  }

  private mutating func sumOfProduct(over allIndices: [Term], _ body: Term) -> Term {
    var indices = allIndices
    var term = body
    // A factor that is a sum with a contracting delta is multiplied out; without this the delta could not contract.
    for (base, exponent) in factors(term) where exponent == .one && isProperSum(base) {
      let touches = addends(base).contains { hasContractingDelta($0.term, indices) }
      if touches {
        let rest = divide(term, base)
        let expanded = sum(addends(base).map { multiply(scale($0.term, by: $0.coefficient), rest) })
        return sum(over: indices, expanded)
      }
    }
    // Contract deltas.
    var outside: [Term] = []
    contracting: while true {
      for (base, _) in factors(term) where kind(base) == .delta {
        for side in 0..<2 {
          let index = child(base, side)
          let other = child(base, 1 - side)
          guard let position = indices.firstIndex(of: index), !contains(other, index) else { continue }
          indices.remove(at: position)
          note(.deltas)
          let inside = indicator(isInside(other, rangeOf: index))
          var change = Substitution()
          change.replace(index, by: other)
          let rest = product(factors(term).filter { $0.base != base }.map { power($0.base, $0.exponent) })
          term = substitute(rest, change)
          // Whether the other index is in the range of this one is asked at each of its values.
          if indices.contains(where: { contains(inside, $0) }) {
            term = multiply(inside, term)
          } else {
            outside.append(inside)
          }
          let (coefficient, inner) = coefficientAndTerm(term)
          if !coefficient.isOne { outside.append(number(coefficient)) }
          term = inner
          if term == .zero { return .zero }
          if isProperSum(term) {
            return multiply(product(outside), sum(over: indices, term))
          }
          continue contracting
        }
      }
      break
    }
    if indices.isEmpty { return multiply(product(outside), term) }
    // Nested sums that mention an index are one sum over more indices.
    for (base, exponent) in factors(term)
    where exponent == .one && kind(base) == .reduction && operation(base) == .sum
      && indices.contains(where: { contains(base, $0) })
    {
      let inner = open(base, fresh: true)
      guard inner.condition == .yes,
        !inner.indices.contains(where: { index in
          indices.contains { contains(child(index, 0), $0) || contains(child(index, 1), $0) }
        })
      else { continue }
      let rest = product(factors(term).filter { $0.base != base }.map { power($0.base, $0.exponent) })
      let merged = multiply(rest, inner.body)
      return multiply(product(outside), sum(over: indices + inner.indices, merged))
    }
    // Connected components of the wiring graph.
    let parts = factors(term).map { power($0.base, $0.exponent) }
    var component = Array(0..<indices.count)
    func root(_ i: Int) -> Int {
      var i = i
      while component[i] != i { i = component[i] }
      return i
    }
    var uses: [[Int]] = []
    for part in parts {
      let used = indices.indices.filter { contains(part, indices[$0]) }
      uses.append(used)
      if let first = used.first {
        for other in used.dropFirst() { component[root(other)] = root(first) }
      }
    }
    // A range that depends on another index of the sum belongs to it.
    for i in indices.indices {
      for j in indices.indices where i != j && contains(indices[i], indices[j]) { component[root(i)] = root(j) }
    }
    for (part, used) in zip(parts, uses) where used.isEmpty { outside.append(part) }
    for leader in indices.indices where root(leader) == leader {
      let members = indices.indices.filter { root($0) == leader }
      let group = members.map { indices[$0] }
      let own = zip(parts, uses).filter { !$0.1.isEmpty && root($0.1[0]) == leader }.map(\.0)
      if own.isEmpty, group.count == 1 {
        outside.append(count(ofRangeOf: group[0]))
      } else {
        outside.append(close(.reduction, .sum, group, .yes, product(own)))
      }
    }
    return product(outside)
  }

  /// How many values an index has: upper - lower + 1, or that many cases where the range may be empty.
  private mutating func count(ofRangeOf index: Term) -> Term {
    let (lower, upper) = range(ofIndex: index)
    let length = sum([upper, negate(lower), .one])
    if bounds(length).isNonNegative { return length }
    return cases([(relation(.less, .zero, length), length)], otherwise: .zero)
  }

  /// The condition that a value lies in the range of an index.
  package mutating func isInside(_ value: Term, rangeOf index: Term) -> Term {
    let (lower, upper) = range(ofIndex: index)
    if isIndex(value), range(ofIndex: value) == (lower, upper) { return .yes }
    return conjunction([relation(.lessOrEqual, lower, value), relation(.lessOrEqual, value, upper)])
  }

  /// The product over free indices, in canonical form: factors of the body go apart, what mentions no index is a power.
  package mutating func product(over indices: [Term], where condition: Term = .yes, _ body: Term) -> Term {
    if body == .one || condition == .no { return .one }
    if indices.isEmpty { return condition == .yes ? body : cases([(condition, body)], otherwise: .one) }
    if condition == .yes, indices.count == 1 {
      let index = indices[0]
      if !contains(body, index) { return power(body, count(ofRangeOf: index)) }
      let (coefficient, term) = coefficientAndTerm(body)
      let parts = factors(term)
      if parts.count > 1 || !coefficient.isOne {
        var result = [power(number(coefficient), count(ofRangeOf: index))]
        for (base, exponent) in parts { result.append(product(over: indices, power(base, exponent))) }
        return product(result)
      }
    }
    return close(.reduction, .product, indices, condition, body)
  }

  /// Binds the indices with canonical numbers and interns the node.
  private mutating func close(
    _ kind: TermKind, _ operation: ReductionOperation, _ indices: [Term], _ condition: Term, _ body: Term
  ) -> Term {
    let ordered = kind == .family ? indices : canonicalOrder(indices, condition, body)
    var level = max(height(body), height(condition))
    for index in ordered { level = max(level, height(index)) }
    level += 1
    var change = Substitution()
    var children: [Term] = []
    for (position, index) in ordered.enumerated() {
      let (lower, upper) = range(ofIndex: index)
      let bound = intern(
        .bound, payload: level << 8 | position, substitute(lower, change), substitute(upper, change))
      change.replace(index, by: bound)
      children.append(bound)
    }
    let closedCondition = substitute(condition, &change)
    let closedBody = substitute(body, &change)
    if kind != .family { children.append(closedCondition) }
    children.append(closedBody)
    return intern(
      kind, payload: level << 16 | Int(operation.rawValue) << 8 | ordered.count, children: children)
  }

  // MARK: Canonical order of several indices

  /// The indices in an order that depends on the structure of the body only, not on which index is which: colours are
  /// refined on the wiring graph, ties broken by trying (McKay, "Practical graph isomorphism", 1981). Past a bound of
  /// tries the order may depend on names; then two equal sums may be different terms, which weakens a verdict and
  /// breaks nothing.
  private mutating func canonicalOrder(_ indices: [Term], _ condition: Term, _ body: Term) -> [Term] {
    if indices.count < 2 { return indices }
    // An index whose range mentions another comes after it.
    if indices.contains(where: { a in indices.contains { $0 != a && contains(a, $0) } }) {
      return indices.sorted { a, b in contains(b, a) && a != b }
    }
    var tries = 0
    // Steps of hashing, roughly; the order of very many indices is not worth more.
    var work = 0
    var best: (hash: UInt64, second: UInt64?, order: [Term])?
    func search(_ store: borrowing TermStore, _ chosen: [Term], _ rest: [Term]) {
      if tries > 200 || work > 500_000 { return }
      if rest.isEmpty {
        tries += 1
        let hash = store.markedHash(body, condition, chosen, nil)
        guard let known = best, hash >= known.hash else {
          best = (hash, nil, chosen)
          return
        }
        if hash > known.hash { return }
        // Orders that only the indices free in the body tell apart: `sum(k, l, A[k, i]*M[k, l]*A[l, j])`, M symmetric.
        let old = known.second ?? store.markedHash(body, condition, known.order, nil, tellsFreeIndices: true)
        let new = store.markedHash(body, condition, chosen, nil, tellsFreeIndices: true)
        best = new < old ? (hash, new, chosen) : (hash, old, known.order)
        return
      }
      // Indices over one range stay together, so that sums with other bodies are in the same order.
      let ranges = rest.map { store.rangeHash($0) }
      guard let first = ranges.min() else { return }
      let group = zip(rest, ranges).filter { $0.1 == first }.map(\.0)
      work += group.count * (indices.count + 16)
      let colours = group.map { store.markedHash(body, condition, chosen, $0) }
      // The colour that fewest have: ends of a chain are unlike all others, and then so are their neighbours, so that
      // hardly anything is left to try.
      var counts: [UInt64: Int] = [:]
      for colour in colours { counts[colour, default: 0] += 1 }
      guard let rarest = counts.min(by: { ($0.value, $0.key) < ($1.value, $1.key) })?.key else { return }
      for (index, colour) in zip(group, colours) where colour == rarest {
        search(store, chosen + [index], rest.filter { $0 != index })
      }
    }
    search(self, [], indices)
    budget.count(work)
    return best?.order ?? indices
  }

  private func rangeHash(_ index: Term) -> UInt64 {
    let (lower, upper) = range(ofIndex: index)
    return mix(structuralHash(lower), structuralHash(upper))
  }

  private func hasExchangeableSlots(_ term: Term) -> Bool {
    switch kind(term) {
    case .delta: true
    case .symbol: childCount(term) == 2 && symbols[payload(term)].hasExchangeableIndices
    case .relation: comparison(term) == .equal || comparison(term) == .notEqual
    case .rational, .infinity, .truth, .size, .definition, .index, .bound, .sum, .product, .function, .reduction,
      .family,
      .and, .or, .not, .cases, .abstract, .expectation, .matrixFunction, .limit:
      false
    }
  }

  /// The structural hash of body and condition with the chosen indices told apart by their places, the candidate marked,
  /// and all other indices alike, unless those that are free in both are to be told apart.
  func markedHash(
    _ body: Term, _ condition: Term, _ chosen: [Term], _ candidate: Term?, tellsFreeIndices: Bool = false
  ) -> UInt64 {
    var marks: [Term: UInt64] = [:]
    for (position, index) in chosen.enumerated() { marks[index] = mix(0xabc, UInt64(position + 1)) }
    if let candidate { marks[candidate] = mix(0xdef, 7) }
    var memo: [Term: UInt64] = [:]
    func hash(_ term: Term) -> UInt64 {
      if kind(term) == .index {
        let (lower, upper) = range(ofIndex: term)
        let unmarked = tellsFreeIndices ? mix(0x1111, UInt64(term.number)) : 0x1111
        return mix(marks[term] ?? unmarked, mix(structuralHash(lower), structuralHash(upper)))
      }
      if indexMask(term) == 0 { return structuralHash(term) }
      if let known = memo[term] { return known }
      var hashes = (0..<childCount(term)).map { hash(child(term, $0)) }
      // Two slots that may be exchanged stand in the order of handles, which is no part of the structure.
      if hasExchangeableSlots(term), hashes[0] > hashes[1] { hashes.swapAt(0, 1) }
      let value = combinedHash(kind(term), payload: payload(term), count: hashes.count) { hashes[$0] }
      memo[term] = value
      return value
    }
    return mix(hash(body), hash(condition))
  }
}
