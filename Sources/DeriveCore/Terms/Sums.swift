import DeriveNumbers

extension TermStore {
  /// The canonical sum: nested sums flattened, equal terms gathered, numbers added, ordered by handle.
  ///
  /// All addends are gathered before they are sorted once, so a sum of n terms costs n log n.
  package mutating func sum(_ addends: [Term]) -> Term {
    let base = scratch.count
    for addend in addends { pushAddend(.one, addend) }
    return sum(pairsFrom: base)
  }

  /// The sum of (number, term) pairs; no multiple is built on the way.
  ///
  /// Other targets call this one: not specialised for its sequence, the loop cost more than the sum.
  package mutating func sum(ofMultiples pairs: [(coefficient: Term, term: Term)]) -> Term { sum(of: pairs) }

  mutating func sum(of pairs: some Sequence<(coefficient: Term, term: Term)>) -> Term {
    let base = scratch.count
    for (coefficient, term) in pairs where coefficient != .zero { pushAddend(coefficient, term) }
    return sum(pairsFrom: base)
  }

  package mutating func add(_ a: Term, _ b: Term) -> Term {
    if a == .zero { return b }
    if b == .zero { return a }
    if kind(a) == .rational, kind(b) == .rational { return addNumbers(a, b) }
    let base = scratch.count
    pushAddend(.one, a)
    pushAddend(.one, b)
    return sum(pairsFrom: base)
  }

  package mutating func subtract(_ a: Term, _ b: Term) -> Term {
    if b == .zero { return a }
    if a == b { return .zero }
    if kind(a) == .rational, kind(b) == .rational { return addNumbers(a, multiplyNumbers(.minusOne, b)) }
    let base = scratch.count
    pushAddend(.one, a)
    pushAddend(.minusOne, b)
    return sum(pairsFrom: base)
  }

  package mutating func negate(_ a: Term) -> Term { scale(a, by: Term.minusOne) }

  /// A rational multiple; of a sum, the multiple of every addend, so that `-(a - b)` is `b - a`.
  package mutating func scale(_ term: Term, by coefficient: Term) -> Term {
    if coefficient == .one { return term }
    if coefficient == .zero { return .zero }
    let base = scratch.count
    pushAddend(coefficient, term)
    return sum(pairsFrom: base)
  }

  package mutating func scale(_ term: Term, by coefficient: Rational) -> Term {
    scale(term, by: number(coefficient))
  }

  /// Addends as (coefficient, term) pairs; a term that is no sum is one pair.
  package func addends(_ term: Term) -> [(coefficient: Rational, term: Term)] {
    switch kind(term) {
    case .sum:
      return stride(from: 0, to: childCount(term), by: 2).map { (value(child(term, $0)), child(term, $0 + 1)) }
    case .rational:
      return term == .zero ? [] : [(value(term), .one)]
    case .infinity, .truth, .symbol, .size, .definition, .index, .bound, .product, .function, .reduction, .family,
      .delta, .relation, .and, .or, .not, .cases, .abstract, .expectation, .matrixFunction, .limit:
      return [(.one, term)]
    }
  }

  /// Splits `c*t` into c and t; of a sum with several addends c is 1.
  package func coefficientAndTerm(_ term: Term) -> (Rational, Term) {
    if kind(term) == .sum, childCount(term) == 2 { return (value(child(term, 0)), child(term, 1)) }
    if kind(term) == .rational { return (value(term), .one) }
    return (.one, term)
  }

  /// True for a sum with at least two addends.
  package func isProperSum(_ term: Term) -> Bool { kind(term) == .sum && childCount(term) > 2 }

  private mutating func pushAddend(_ coefficient: Term, _ term: Term) {
    switch kind(term) {
    case .rational:
      if term != .zero {
        scratch.append(multiplyNumbers(coefficient, term))
        scratch.append(.one)
      }
    case .sum:
      let count = childCount(term)
      var position = 0
      while position < count {
        let inner = child(term, position)
        scratch.append(coefficient == .one ? inner : multiplyNumbers(coefficient, inner))
        scratch.append(child(term, position + 1))
        position += 2
      }
    case .infinity, .truth, .symbol, .size, .definition, .index, .bound, .product, .function, .reduction, .family,
      .delta, .relation, .and, .or, .not, .cases, .abstract, .expectation, .matrixFunction, .limit:
      scratch.append(coefficient)
      scratch.append(term)
    }
  }

  /// Builds the sum of the (coefficient, term) pairs on `scratch` from `base` on.
  private mutating func sum(pairsFrom base: Int) -> Term {
    sortPairs(from: base, keyOffset: 1)
    var read = base
    var write = base
    while read < scratch.count {
      var coefficient = scratch[read]
      let term = scratch[read + 1]
      read += 2
      while read < scratch.count, scratch[read + 1] == term {
        coefficient = addNumbers(coefficient, scratch[read])
        read += 2
      }
      if coefficient != .zero {
        scratch[write] = coefficient
        scratch[write + 1] = term
        write += 2
      }
    }
    scratch.truncate(to: write)
    if write == base { return .zero }
    if write == base + 2 {
      let coefficient = scratch[base]
      let term = scratch[base + 1]
      if term == .one || coefficient == .one {
        scratch.truncate(to: base)
        return term == .one ? coefficient : term
      }
    }
    return intern(.sum, payload: 0, scratchFrom: base)
  }

  /// Sorts the pairs on `scratch` from `base` on by their first or second term's handle.
  mutating func sortPairs(from base: Int, keyOffset: Int) {
    let count = (scratch.count - base) / 2
    if count <= 12 {
      var position = 1
      while position < count {
        let first = scratch[base + 2 * position]
        let second = scratch[base + 2 * position + 1]
        let key = (keyOffset == 0 ? first : second).number
        var hole = position
        while hole > 0, scratch[base + 2 * (hole - 1) + keyOffset].number > key {
          scratch[base + 2 * hole] = scratch[base + 2 * hole - 2]
          scratch[base + 2 * hole + 1] = scratch[base + 2 * hole - 1]
          hole -= 1
        }
        scratch[base + 2 * hole] = first
        scratch[base + 2 * hole + 1] = second
        position += 1
      }
      return
    }
    var keys = [UInt64](unsafeUninitializedCapacity: count) { buffer, initialized in
      for position in 0..<count {
        let key = UInt64(scratch[base + 2 * position + keyOffset].number)
        let other = UInt64(scratch[base + 2 * position + 1 - keyOffset].number)
        buffer[position] = key << 32 | other
      }
      initialized = count
    }
    keys.sort()
    for position in 0..<count {
      scratch[base + 2 * position + keyOffset] = Term(number: UInt32(keys[position] >> 32))
      scratch[base + 2 * position + 1 - keyOffset] = Term(number: UInt32(truncatingIfNeeded: keys[position]))
    }
  }

  mutating func addNumbers(_ a: Term, _ b: Term) -> Term {
    if a == .zero { return b }
    if b == .zero { return a }
    if let x = smallValue(a), let y = smallValue(b) { return number(x + y) }
    return number(value(a) + value(b))
  }

  mutating func multiplyNumbers(_ a: Term, _ b: Term) -> Term {
    if a == .one { return b }
    if b == .one { return a }
    if let x = smallValue(a), let y = smallValue(b) { return number(x * y) }
    return number(value(a) * value(b))
  }
}
