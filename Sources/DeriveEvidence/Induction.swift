import DeriveCore
import DeriveNumbers

/// A proof by induction that two terms are equal.
package struct InductionProof: Sendable {
  /// What it is over: a free index, a size or an integer name of the claim.
  package var counter: Term
  /// The value at which it begins.
  package var first: Term
  /// What was shown: the sides of the claim, or what they have under the same sum with the same factor.
  package var left: Term
  package var right: Term
  /// That factor, and the index that is summed over in the claim and free in what was shown.
  package var stripped: (factor: Term, index: Term)?
}

extension TermStore {
  /// How many ways to do it are tried.
  private static let greatestTries = 6

  /// Whether both terms are equal for all whole values of something that counts members of a recursion, factors of a power,
  /// or terms of a sum: at its first value, and at each next one if at the one before. Nil where no proof was found.
  ///
  /// A size is counted from 1, or from an index that goes up to it, to itself: what holds for all values up to the size
  /// holds for the size.
  package mutating func provesByInduction(_ left: Term, _ right: Term) throws(DeriveError) -> InductionProof? {
    if let proof = try inductionProof(left, right) { return proof }
    // Under a sum with one factor on both sides it is enough that the rest is equal.
    guard let (first, second, factor, index) = try stripped(left, right) else { return nil }
    guard var proof = try inductionProof(first, second) else { return nil }
    proof.stripped = (factor, index)
    return proof
  }

  private mutating func inductionProof(_ left: Term, _ right: Term) throws(DeriveError) -> InductionProof? {
    let claim = try fromZero(left, right)
    var form = NormalForm(.deciding)
    let normal = try normalTerm(subtract(claim.left, claim.right), &form)
    var tries = 0
    for counter in counters(normal) {
      for (first, last) in ranges(of: counter, normal) {
        tries += 1
        if tries > Self.greatestTries { return nil }
        guard try holds(claim.left, claim.right, over: counter, from: first, to: last) else { continue }
        let back = claim.back
        var change = Substitution()
        for (index, value) in back { change.replace(index, by: value) }
        return InductionProof(
          counter: substitute(counter, change), first: substitute(first, change), left: left, right: right)
      }
    }
    return nil
  }

  /// The term with free indices that begin later counted from 0: a member at `l`, with l from 1 on, is then one after
  /// another.
  private mutating func fromZero(
    _ left: Term, _ right: Term
  ) throws(DeriveError) -> (left: Term, right: Term, back: [(Term, Term)]) {
    var form = NormalForm(.deciding)
    let normal = try normalTerm(subtract(left, right), &form)
    var (first, second) = (left, right)
    var back: [(Term, Term)] = []
    for index in freeIndices(normal) {
      let (lower, upper) = range(ofIndex: index)
      guard let least = rational(lower)?.asInt, least > 0, isPlace(index, in: normal) else { continue }
      let shifted = freshIndex(.zero, upper == .infinity ? upper : subtract(upper, lower))
      let value = add(shifted, lower)
      first = instantiate([index], first, at: [value])
      second = instantiate([index], second, at: [value])
      back.append((shifted, subtract(index, lower)))
    }
    return (first, second, back)
  }

  /// Whether the index stands in the place of a member of a recursion, or in the exponent of a matrix, of a term in normal
  /// form.
  private func isPlace(_ index: Term, in term: Term) -> Bool {
    leaves(term) { $0 == .definition || $0 == .matrixFunction }.contains { node in
      kind(node) == .definition
        ? definitions[payload(node)].recursion != nil && contains(child(node, 0), index)
        : childCount(node) > 3 && contains(child(node, 3), index)
    }
  }

  /// What counts something in a term in normal form: those that count members of recursions first.
  private func counters(_ term: Term) -> [Term] {
    var found: [Term] = []
    func add(_ store: borrowing TermStore, _ place: Term) {
      for (coefficient, addend) in store.addends(place) where coefficient.isOne && !found.contains(addend) {
        switch store.kind(addend) {
        case .index, .size: found.append(addend)
        case .symbol where store.childCount(addend) == 0: found.append(addend)
        default: break
        }
      }
    }
    let nodes = leaves(term) {
      $0 == .definition || $0 == .matrixFunction || $0 == .bound || $0 == .function || $0 == .product
    }
    for node in nodes where kind(node) == .definition && definitions[payload(node)].recursion != nil {
      add(self, child(node, 0))
    }
    for node in nodes where kind(node) == .matrixFunction && childCount(node) > 3 { add(self, child(node, 3)) }
    for node in nodes {
      switch kind(node) {
      case .bound: add(self, child(node, 1))
      case .function where functionID(node) == .factorial || functionID(node) == .gamma: add(self, child(node, 0))
      case .product: for (_, exponent) in factors(node) where !isNumber(exponent) { add(self, exponent) }
      default: break
      }
    }
    return found
  }

  /// From where to where a counter goes.
  private mutating func ranges(of counter: Term, _ term: Term) -> [(first: Term, last: Term)] {
    switch kind(counter) {
    case .index:
      let (lower, upper) = range(ofIndex: counter)
      return [(lower, upper)]
    case .size:
      // From an index that ends there, or from 1.
      var result: [(Term, Term)] = []
      for index in freeIndices(term) {
        let gap = subtract(counter, range(ofIndex: index).upper)
        if isNumber(gap), bounds(index).isNonNegative { result.append((add(index, gap), counter)) }
      }
      return result + [(.one, counter)]
    default:
      let known = bounds(counter)
      guard known.isInteger, let lower = known.lower else { return [] }
      return [(number(Rational(lower.ceiling())), .infinity)]
    }
  }

  /// Whether the term is 0 at the first value of the counter, and after each value at which it is.
  private mutating func holds(
    _ left: Term, _ right: Term, over counter: Term, from first: Term, to last: Term
  ) throws(DeriveError) -> Bool {
    func difference(_ store: inout TermStore, at place: Term) -> Term {
      let one = store.instance(of: left, at: place, of: counter)
      let other = store.instance(of: right, at: place, of: counter)
      return store.subtract(one, other)
    }
    guard try provesZero(difference(&self, at: first)) else { return false }
    let current = freshIndex(first, last == .infinity ? last : subtract(last, .one))
    let now = (instance(of: left, at: current, of: counter), instance(of: right, at: current, of: counter))
    let next = difference(&self, at: add(current, .one))
    for hypothesis in try hypotheses(now.0, now.1, about: current) {
      var form = NormalForm(.deciding)
      form.hypotheses = [hypothesis]
      if try provesZero(next, &form) { return true }
    }
    return false
  }

  /// The term with a value for what is counted. Free indices keep their ranges, also those that end at a size that is
  /// counted.
  package mutating func instance(of term: Term, at place: Term, of counter: Term) -> Term {
    let kept = freeIndices(term).filter { $0 != counter && contains($0, counter) }
    let plain = kept.map { freshIndex(rational(child($0, 0)) == nil ? .one : child($0, 0), .infinity) }
    let moved = instantiate(kept, term, at: plain)
    var change = Substitution()
    change.replace(counter, by: place)
    let result = substitute(moved, change)
    return instantiate(plain, result, at: kept)
  }

  /// What the claim at one value of the counter says of the members, powers and sums there, each by the rest.
  private mutating func hypotheses(
    _ left: Term, _ right: Term, about counter: Term
  ) throws(DeriveError) -> [InductionHypothesis] {
    var form = NormalForm(.deciding)
    let (first, second) = (try normalForm(left, &form), try normalForm(right, &form))
    var found: [(rank: Int, hypothesis: InductionHypothesis)] = []
    var kernels: [(monomial: Term, value: Term)] = []
    // A side that is one kernel, or one of the difference, if that has no denominator.
    for (side, other) in [(first, second), (second, first)]
    where side.denominator.isEmpty && side.numerator.terms.count == 1 {
      guard let (monomial, coefficient) = side.numerator.terms.first else { continue }
      kernels.append((monomial, scale(self.term(other), by: coefficient.reciprocal)))
    }
    let whole = try normalForm(subtract(left, right), &form)
    for (monomial, coefficient) in whole.numerator.terms where whole.denominator.isEmpty {
      var rest = whole.numerator
      rest.add(-coefficient, monomial)
      kernels.append((monomial, scale(self.term(rest), by: Rational.minusOne / coefficient)))
    }
    for (monomial, value) in kernels where contains(monomial, counter) {
      guard let rank = rank(ofKernel: monomial), !contains(value, monomial) else { continue }
      // It is claimed of all components; of those that an assumption speaks of only as it stands.
      var parameters: [Term] = []
      for child in children(monomial) where kind(child) == .index && child != counter && kind(monomial) != .reduction {
        let isOther = children(monomial).contains { $0 != child && contains($0, child) }
        if !isOther, !parameters.contains(child), !assumptions.indices.contains(child), !contains(counter, child) {
          parameters.append(child)
        }
      }
      found.append((rank, InductionHypothesis(member: monomial, parameters: parameters, value: value)))
    }
    return found.sorted { ($0.rank, $0.hypothesis.member.number) < ($1.rank, $1.hypothesis.member.number) }
      .prefix(4).map(\.hypothesis)
  }

  /// Which kernels a hypothesis may speak of, the best first.
  private func rank(ofKernel term: Term) -> Int? {
    switch kind(term) {
    case .definition: definitions[payload(term)].recursion == nil ? nil : 0
    case .matrixFunction: childCount(term) > 3 ? 1 : nil
    case .reduction: 2
    default: nil
    }
  }

  // MARK: Sums with a factor in common

  /// What both sides have under a sum with one factor, at the index that the factor is summed over, made free.
  private mutating func stripped(
    _ left: Term, _ right: Term
  ) throws(DeriveError) -> (Term, Term, Term, Term)? {
    var form = NormalForm(.deciding)
    let first = try normalForm(left, &form)
    let second = try normalForm(right, &form)
    guard first.denominator.isEmpty, second.denominator.isEmpty else { return nil }
    for candidate in candidates(first.numerator) {
      guard let one = without(candidate, first.numerator), let other = without(candidate, second.numerator) else {
        continue
      }
      return (one, other, candidate.factor, candidate.index)
    }
    return nil
  }

  private struct CommonFactor {
    /// Over the index alone.
    var factor: Term
    var index: Term
  }

  /// Factors with one summed index in the first monomial, that index made free.
  private mutating func candidates(_ polynomial: Polynomial) -> [CommonFactor] {
    guard let monomial = polynomial.terms.keys.min(by: { $0.number < $1.number }) else { return [] }
    var found: [CommonFactor] = []
    for (base, exponent) in factors(monomial)
    where kind(base) == .reduction && operation(base) == .sum && exponent == .one {
      let opening = open(base, fresh: true)
      guard opening.condition == .yes else { continue }
      for (factor, power) in factors(opening.body) where power == .one {
        let used = opening.indices.filter { contains(factor, $0) }
        guard used.count == 1, let index = used.first, kind(factor) == .abstract || kind(factor) == .symbol,
          !opening.indices.contains(where: { $0 != index && (contains($0, index) || contains(index, $0)) })
        else { continue }
        found.append(CommonFactor(factor: factor, index: index))
      }
    }
    return found.sorted { kind($0.factor) == .abstract && kind($1.factor) != .abstract }
  }

  /// Every monomial without the factor and the sum over its index; nil where one does not have it.
  private mutating func without(_ common: CommonFactor, _ polynomial: Polynomial) -> Term? {
    var addends: [Term] = []
    for (monomial, coefficient) in polynomial.terms.sorted(by: { $0.key.number < $1.key.number }) {
      guard let part = without(common, monomial) else { return nil }
      addends.append(scale(part, by: coefficient))
    }
    return sum(addends)
  }

  private mutating func without(_ common: CommonFactor, _ monomial: Term) -> Term? {
    for (base, exponent) in factors(monomial)
    where kind(base) == .reduction && operation(base) == .sum && exponent == .one {
      let opening = open(base, fresh: true)
      guard opening.condition == .yes else { continue }
      for index in opening.indices where range(ofIndex: index) == range(ofIndex: common.index) {
        if opening.indices.contains(where: { $0 != index && (contains($0, index) || contains(index, $0)) }) { continue }
        let body = instantiate([index], opening.body, at: [common.index])
        guard factors(body).contains(where: { $0.base == common.factor && $0.exponent == .one }) else { continue }
        let rest = divide(body, common.factor)
        let others = opening.indices.filter { $0 != index }
        return multiply(divide(monomial, base), sum(over: others, rest))
      }
    }
    return nil
  }
}
