import DeriveCore
import DeriveNumbers

/// The order in which people write addends and factors. It depends on structure, names and letters only, never on
/// handles.
extension FormulaBuilder {
  /// Negative, zero or positive as `a` comes before, with or after `b`.
  func compare(_ a: Term, _ b: Term, _ store: borrowing TermStore) -> Int {
    if a == b { return 0 }
    let (first, second) = (kindRank(store.kind(a)), kindRank(store.kind(b)))
    if first != second { return first - second }
    switch store.kind(a) {
    case .symbol, .size, .definition:
      let (p, q) = (position(a, store), position(b, store))
      if p != q { return p < q ? -1 : 1 }
      return compare(indices(a, store), indices(b, store), store)
    case .index:
      if let p = letters[a], let q = letters[b], p != q { return p < q ? -1 : 1 }
      if let p = places[a], let q = places[b] { return p - q }
      if letters[a] != nil, places[b] != nil { return -1 }
      if places[a] != nil, letters[b] != nil { return 1 }
      return store.payload(a) - store.payload(b)
    case .bound:
      return store.payload(a) - store.payload(b)
    case .rational:
      guard let p = store.rational(a), let q = store.rational(b) else { return 0 }
      return p < q ? -1 : p == q ? 0 : 1
    case .sum, .product:
      return compareMonomialLists(a, b, store)
    case .function:
      let (p, q) = (store.functionID(a).entry.name, store.functionID(b).entry.name)
      if p != q { return p < q ? -1 : 1 }
      return compare(store.children(a), store.children(b), store)
    case .relation:
      if store.comparison(a) != store.comparison(b) { return store.payload(a) - store.payload(b) }
      return compare(sides(a, store), sides(b, store), store)
    case .delta, .and, .or:
      return compare(sorted(store.children(a), store), sorted(store.children(b), store), store)
    case .reduction, .family:
      if store.payload(a) != store.payload(b) { return store.payload(a) - store.payload(b) }
      return compare(store.children(a), store.children(b), store)
    case .abstract:
      if store.payload(a) != store.payload(b) { return store.payload(a) - store.payload(b) }
      let (p, q) = (store.abstractParts(a), store.abstractParts(b))
      let plain = compare(p.resultIndices + p.arguments, q.resultIndices + q.arguments, store)
      if plain != 0 { return plain }
      return compareMarks(p.marks, q.marks, store)
    case .infinity, .truth, .not, .cases, .expectation, .matrixFunction, .limit:
      if store.payload(a) != store.payload(b) { return store.payload(a) - store.payload(b) }
      return compare(store.children(a), store.children(b), store)
    }
  }

  private func compare(_ a: [Term], _ b: [Term], _ store: borrowing TermStore) -> Int {
    for (p, q) in zip(a, b) {
      let order = compare(p, q, store)
      if order != 0 { return order }
    }
    return a.count - b.count
  }

  private func kindRank(_ kind: TermKind) -> Int {
    switch kind {
    case .symbol, .size, .definition: 0
    case .index: 1
    case .bound: 2
    case .delta: 3
    case .function: 4
    case .abstract: 5
    case .expectation, .matrixFunction, .limit: 6
    case .cases: 7
    case .product: 8
    case .sum: 9
    case .reduction: 10
    case .family: 11
    case .rational: 12
    case .infinity: 13
    case .relation: 14
    case .not: 15
    case .and: 16
    case .or: 17
    case .truth: 18
    }
  }

  /// The place of a name's declaration.
  private func position(_ term: Term, _ store: borrowing TermStore) -> Int {
    if let known = naming.positions[name(term, store)] { return known }
    // Sizes and given names in the order of the store, then definitions.
    return (store.kind(term) == .definition ? 1 << 40 : 1 << 30) + store.payload(term)
  }

  /// The name of a symbol, size or definition.
  func name(_ term: Term, _ store: borrowing TermStore) -> String {
    store.kind(term) == .definition
      ? store.definitions[store.payload(term)].name : store.symbols[store.payload(term)].name
  }

  /// The indices of a component; the exchangeable ones of a symmetric matrix in reading order.
  func indices(_ term: Term, _ store: borrowing TermStore) -> [Term] {
    let children = store.children(term)
    if children.count == 2, store.kind(term) == .symbol, store.symbols[store.payload(term)].facts.structure.isSymmetric
    {
      return sorted(children, store)
    }
    return children
  }

  /// The two sides of a relation; those that may be exchanged in reading order.
  func sides(_ relation: Term, _ store: borrowing TermStore) -> [Term] {
    switch store.comparison(relation) {
    case .equal, .notEqual: sorted(store.children(relation), store)
    case .less, .lessOrEqual: store.children(relation)
    }
  }

  func sorted(_ terms: [Term], _ store: borrowing TermStore) -> [Term] {
    terms.sorted { compare($0, $1, store) < 0 }
  }

  private func compareMarks(
    _ a: [(argument: Int, index: Term?)], _ b: [(argument: Int, index: Term?)], _ store: borrowing TermStore
  ) -> Int {
    let (p, q) = (sortedMarks(a, store), sortedMarks(b, store))
    for (m, n) in zip(p, q) {
      let order = compareMark(m, n, store)
      if order != 0 { return order }
    }
    return p.count - q.count
  }

  private func compareMark(
    _ a: (argument: Int, index: Term?), _ b: (argument: Int, index: Term?), _ store: borrowing TermStore
  ) -> Int {
    if a.argument != b.argument { return a.argument - b.argument }
    guard let p = a.index, let q = b.index else { return 0 }
    return compare(p, q, store)
  }

  func sortedMarks(
    _ marks: [(argument: Int, index: Term?)], _ store: borrowing TermStore
  ) -> [(argument: Int, index: Term?)] {
    marks.sorted { compareMark($0, $1, store) < 0 }
  }

  // MARK: Addends

  /// An addend of a sum.
  struct Addend {
    var coefficient: Rational
    var term: Term
  }

  /// Addends in reading order: a defined name that occurs once first, those with a big sum last, then by descending
  /// degree, then by declaration of their names; numbers last. If that begins with a minus, the positive ones come
  /// first.
  func ordered(_ addends: [Addend], _ axes: [Term], _ store: borrowing TermStore) -> [Addend] {
    var uses: [Int: Int] = [:]
    for addend in addends where addend.term != .one {
      for (base, _) in store.factors(addend.term) where store.kind(base) == .definition {
        uses[store.payload(base), default: 0] += 1
      }
    }
    var keyed = addends.map { addend in
      let isName = store.kind(addend.term) == .definition && uses[store.payload(addend.term)] == 1
      return (key: AddendKey(self, addend.term, isName: isName, axes, store), addend: addend)
    }
    keyed = keyed.sorted { isBefore($0.key, $1.key, store) }
    let result = keyed.map(\.addend)
    guard let first = result.first, first.coefficient.isNegative else { return result }
    return result.filter { !$0.coefficient.isNegative } + result.filter(\.coefficient.isNegative)
  }

  private struct AddendKey {
    var isName: Bool
    var isLong: Bool
    var isMatrixProduct: Bool
    var degree: Rational
    var factors: [(base: Term, exponent: Term)]

    init(_ builder: FormulaBuilder, _ term: Term, isName: Bool, _ axes: [Term], _ store: borrowing TermStore) {
      let factors = term == .one ? [] : store.factors(term)
      self.isName = isName
      isLong = factors.contains { store.kind($0.base) == .reduction }
      isMatrixProduct = factors.contains {
        store.kind($0.base) == .reduction && !builder.touched($0.base, axes, store).isEmpty
      }
      degree = builder.degree(term, store)
      self.factors = factors.sorted { builder.compare($0.base, $1.base, store) < 0 }
    }
  }

  private func isBefore(_ a: AddendKey, _ b: AddendKey, _ store: borrowing TermStore) -> Bool {
    if a.isName != b.isName { return a.isName }
    if a.isMatrixProduct != b.isMatrixProduct { return a.isMatrixProduct }
    if a.isLong != b.isLong { return b.isLong }
    if a.degree != b.degree { return a.degree > b.degree }
    return compareFactors(a.factors, b.factors, store) < 0
  }

  /// Lexicographic: the earlier base first, of equal bases the higher power; numbers, which have no factors, last.
  private func compareFactors(
    _ a: [(base: Term, exponent: Term)], _ b: [(base: Term, exponent: Term)], _ store: borrowing TermStore
  ) -> Int {
    for (p, q) in zip(a, b) {
      let order = compare(p.base, q.base, store)
      if order != 0 { return order }
      if p.exponent != q.exponent { return -compare(p.exponent, q.exponent, store) }
    }
    return b.count - a.count
  }

  private func compareMonomialLists(_ a: Term, _ b: Term, _ store: borrowing TermStore) -> Int {
    func list(_ term: Term) -> [Addend] {
      ordered(store.addends(term).map { Addend(coefficient: $0.coefficient, term: $0.term) }, [], store)
    }
    if store.kind(a) == .product {
      let (p, q) = (store.factors(a), store.factors(b))
      return compareFactors(
        p.sorted { compare($0.base, $1.base, store) < 0 },
        q.sorted { compare($0.base, $1.base, store) < 0 }, store)
    }
    let (p, q) = (list(a), list(b))
    for (m, n) in zip(p, q) {
      let order = compare(m.term, n.term, store)
      if order != 0 { return order }
      if m.coefficient != n.coefficient { return m.coefficient < n.coefficient ? -1 : 1 }
    }
    return p.count - q.count
  }

  /// The total degree, every name and every call counted as of degree 1.
  private func degree(_ term: Term, _ store: borrowing TermStore) -> Rational {
    switch store.kind(term) {
    case .rational, .infinity, .truth:
      return .zero
    case .symbol, .size, .definition, .index, .bound, .function, .delta, .relation, .and, .or, .not, .cases, .abstract,
      .expectation, .matrixFunction, .limit:
      return .one
    case .sum:
      return store.addends(term).map { degree($0.term, store) }.max() ?? .zero
    case .product:
      var total = Rational.zero
      for (base, exponent) in store.factors(term) {
        total = total + degree(base, store) * (store.rational(exponent) ?? Rational(2))
      }
      return total
    case .reduction, .family:
      return degree(store.child(term, store.childCount(term) - 1), store)
    }
  }
}
