import DeriveNumbers

/// An assumed equation of all entries, `A*A = A`, `A*B = B*A`, `A*v = x`, as the form for deciding uses it.
struct EquationRule {
  enum Kind {
    /// Every component of the symbol is what the right side says: `x[i]` is `sum(k, A[i, k]*v[k])`.
    case component(symbol: Int)
    /// A product under a sum over `inner` is what the right side says: `sum(k, A[i, k]*A[k, j])` is `A[i, j]`.
    case product(factors: [Term], inner: [Term])
  }

  var kind: Kind
  /// The free indices of the equation; of a component in the order of its places.
  var parameters: [Term]
  var right: Term
}

extension TermStore {
  /// Assumed equations of all entries as rules from the left to the right: one that gives a symbol no other rule speaks
  /// of eliminates it; of any other the longest product is replaced.
  private mutating func equationRules(_ form: inout NormalForm) throws(DeriveError) -> [EquationRule] {
    if let known = form.equationRules { return known }
    form.equationRules = []
    if assumptions.schemas.isEmpty || !form.options.reducesFunctions { return [] }
    // The equations themselves are read without them.
    var own = NormalForm(form.options)
    own.equationRules = []
    var rules: [EquationRule] = []
    var eliminated: Set<Int> = []
    var mentioned: Set<Int> = []
    for schema in assumptions.schemas {
      let opening = open(schema, fresh: true)
      let difference = subtract(child(opening.body, 0), child(opening.body, 1))
      let fraction = try normalForm(difference, &own)
      guard fraction.denominator.isEmpty else { continue }
      if let rule = try elimination(opening.indices, fraction.numerator, eliminated, mentioned),
        case .component(let symbol) = rule.kind
      {
        eliminated.insert(symbol)
        mentioned.formUnion(symbolsIn(rule.right))
        rules.append(rule)
      } else if let rule = productRule(opening.indices, fraction.numerator) {
        rules.append(rule)
      }
    }
    form.equationRules = rules
    return rules
  }

  private func symbolsIn(_ term: Term) -> Set<Int> {
    Set(leaves(term) { $0 == .symbol }.map { payload($0) })
  }

  /// An addend that is a component of a symbol at exactly the free indices, over the whole of it.
  private mutating func elimination(
    _ indices: [Term], _ polynomial: Polynomial, _ eliminated: Set<Int>, _ mentioned: Set<Int>
  ) throws(DeriveError) -> EquationRule? {
    var best: (hash: UInt64, rule: EquationRule, symbol: Int)?
    for (monomial, coefficient) in polynomial.terms where kind(monomial) == .symbol {
      let symbol = payload(monomial)
      let facts = symbols[symbol].facts
      let places = children(monomial)
      guard places.count == indices.count, Set(places) == Set(indices), !mentioned.contains(symbol),
        symbols[symbol].role == .given, facts.structure == .none, facts.bounds == .any,
        zip(places, symbols[symbol].extents).allSatisfy({ range(ofIndex: $0) == (.one, $1) })
      else { continue }
      var rest = polynomial
      rest.add(-coefficient, monomial)
      let right = scale(term(rest), by: Rational.minusOne / coefficient)
      let others = symbolsIn(right)
      guard !others.contains(symbol), others.isDisjoint(with: eliminated),
        leaves(right, where: { $0 == .definition }).isEmpty
      else { continue }
      let hash = structuralHash(family(places, monomial))
      if let best, best.hash <= hash { continue }
      best = (hash, EquationRule(kind: .component(symbol: symbol), parameters: places, right: right), symbol)
    }
    return best?.rule
  }

  /// The longest monomial that is a sum over indices, on its own. Of several one without a symmetric matrix is taken: in
  /// `X'*S*X` with S symmetric `S*X` stands twice, and replacing the one or the other gives what does not look alike.
  private mutating func productRule(_ indices: [Term], _ polynomial: Polynomial) -> EquationRule? {
    var best: (length: Int, isPlain: Int, hash: UInt64, monomial: Term, coefficient: Rational)?
    for (monomial, coefficient) in polynomial.terms {
      let (all, flat) = flattenedSums(indices, monomial)
      let parts = expandedFactors(flat)
      guard parts.allSatisfy({ !isClosed($0) }) else { continue }
      // Without a sum a product is no more than its factors.
      let length = all.count > indices.count ? parts.count : 0
      let hash = structuralHash(family(indices, monomial))
      let isPlain = parts.contains { kind($0) == .symbol && symbols[payload($0)].hasExchangeableIndices } ? 0 : 1
      if let known = best, (known.length, known.isPlain, known.hash) >= (length, isPlain, hash) { continue }
      best = (length, isPlain, hash, monomial, coefficient)
    }
    guard let best, best.length >= 2 else { return nil }
    let (all, flat) = flattenedSums(indices, best.monomial)
    var rest = polynomial
    rest.add(-best.coefficient, best.monomial)
    let right = scale(term(rest), by: Rational.minusOne / best.coefficient)
    return EquationRule(
      kind: .product(factors: expandedFactors(flat), inner: Array(all.dropFirst(indices.count))), parameters: indices,
      right: right)
  }

  /// The factors one by one, `x^2` as two.
  private mutating func expandedFactors(_ term: Term) -> [Term] {
    factors(term).flatMap { base, exponent in
      if let count = rational(exponent)?.asInt, count >= 1, count <= 8 { return Array(repeating: base, count: count) }
      return [power(base, exponent)]
    }
  }

  /// What an assumed equation says a component is: an entry of a matrix assumed to be antisymmetric is half the
  /// difference of two entries of any matrix.
  mutating func eliminatedComponent(_ term: Term, _ form: inout NormalForm) throws(DeriveError) -> Term? {
    if assumptions.schemas.isEmpty && assumptions.transposes.isEmpty { return nil }
    guard form.options.reducesFunctions else { return nil }
    if let transpose = assumptions.transposes[payload(term)], let half = transpose.half {
      let (i, j) = (child(term, 0), child(term, 1))
      let other = scale(component(half, [j, i]), by: transpose.sign)
      return scale(add(component(half, [i, j]), other), by: Rational(1, 2))
    }
    for rule in try equationRules(&form) {
      guard case .component(payload(term)) = rule.kind else { continue }
      return instantiate(rule.parameters, rule.right, at: children(term))
    }
    return nil
  }

  /// The greatest number of times that one normal form applies assumed equations of products.
  private static let greatestRewrites = 200

  /// A sum over indices of a product in which an assumed equation replaces some factors; nil where none does.
  mutating func rewrittenByEquations(
    _ indices: [Term], _ body: Term, _ form: inout NormalForm
  ) throws(DeriveError) -> Term? {
    if assumptions.schemas.isEmpty { return nil }
    let rules = try equationRules(&form)
    if rules.isEmpty || form.rewrites >= Self.greatestRewrites { return nil }
    let (all, flat) = flattenedSums(indices, body)
    let parts = expandedFactors(flat)
    for rule in rules {
      guard case .product(let pattern, let inner) = rule.kind, pattern.count <= parts.count else { continue }
      func search(
        _ store: borrowing TermStore, _ number: Int, _ used: [Int], _ bindings: [Term: Term]
      ) -> (used: [Int], bindings: [Term: Term])? {
        if number == pattern.count {
          return store.isSumOfItsOwn(used, bindings, all, parts, rule.parameters, inner) ? (used, bindings) : nil
        }
        for target in parts.indices where !used.contains(target) {
          var next = bindings
          guard store.match(pattern[number], parts[target], rule.parameters + inner, &next) else { continue }
          if let found = search(store, number + 1, used + [target], next) { return found }
        }
        return nil
      }
      guard let (used, bindings) = search(self, 0, [], [:]) else { continue }
      form.rewrites += 1
      let gone = Set(inner.compactMap { bindings[$0] })
      let values = rule.parameters.compactMap { bindings[$0] }
      guard values.count == rule.parameters.count else { continue }
      let rest = product(parts.indices.filter { !used.contains($0) }.map { parts[$0] })
      let replaced = instantiate(rule.parameters, rule.right, at: values)
      let outer = all.filter { !gone.contains($0) }
      var addends: [Term] = []
      for (coefficient, addend) in self.addends(replaced) {
        addends.append(sum(over: outer, scale(multiply(rest, addend), by: coefficient)))
      }
      return sum(addends)
    }
    return nil
  }

  /// The inner indices of the pattern are summed, over their whole range, and occur in nothing else; the free ones lie in
  /// the ranges for which the equation was assumed.
  private func isSumOfItsOwn(
    _ used: [Int], _ bindings: [Term: Term], _ all: [Term], _ parts: [Term], _ parameters: [Term], _ inner: [Term]
  ) -> Bool {
    var seen: Set<Term> = []
    for index in inner {
      guard let value = bindings[index], all.contains(value), seen.insert(value).inserted,
        range(ofIndex: value) == range(ofIndex: index)
      else { return false }
      for (number, part) in parts.enumerated() where !used.contains(number) && contains(part, value) { return false }
      if all.contains(where: { $0 != value && contains($0, value) }) { return false }
    }
    for parameter in parameters {
      guard let value = bindings[parameter] else { return false }
      if inner.contains(where: { bindings[$0].map { contains(value, $0) } ?? true }) { return false }
      guard kind(value) == .index, range(ofIndex: value) == range(ofIndex: parameter) else { return false }
    }
    return true
  }
}
