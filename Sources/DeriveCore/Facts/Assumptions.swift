import DeriveNumbers

/// What the statement at hand may use: conditions taken as true, bounds of terms, and equations to rewrite with.
package struct Assumptions {
  private var truths: [Term: Term] = [:]
  private(set) var bounds: [Term: Bounds] = [:]
  /// Left sides with what they equal, applied by the normal form.
  package private(set) var equations: [(left: Term, right: Term)] = []

  /// Equations assumed of all entries: closed terms `all(i, j, left = right)`.
  private(set) var schemas: [Term] = []
  /// Relations other than equations, assumed of all entries: closed terms `all(i, a < b)`.
  private(set) var closedRelations: [Term] = []
  /// Matrices assumed to be symmetric or antisymmetric, by symbol.
  private(set) var transposes: [Int: AssumedTranspose] = [:]

  /// The free indices that some assumption speaks of.
  package fileprivate(set) var indices: Set<Term> = []

  /// Tells apart what was assumed at different times: terms opened under one stamp are not used under another.
  package fileprivate(set) var stamp = 0

  package init() {}

  package var isEmpty: Bool {
    truths.isEmpty && bounds.isEmpty && equations.isEmpty && schemas.isEmpty && transposes.isEmpty
  }

  /// Sums that are assumed not to be negative, as `b - a` is where `a <= b`; in the order in which they were made.
  package var nonNegativeTerms: [Term] {
    bounds.filter { $0.value.isNonNegative }.map(\.key).sorted { $0.number < $1.number }
  }

  /// Terms that are assumed not to be 0, in the order in which they were made.
  var nonZeroTerms: [Term] {
    bounds.filter { $0.value.isNonZero }.map(\.key).sorted { $0.number < $1.number }
  }

  /// `yes` or `no` if the condition is assumed or excluded.
  func known(_ condition: Term) -> Term? { truths[condition] }

  mutating func set(_ condition: Term, _ value: Term) { truths[condition] = value }

  mutating func add(_ bounds: Bounds, for term: Term) {
    self.bounds[term] = (self.bounds[term] ?? .any).intersection(bounds)
  }

  mutating func addEquation(_ left: Term, _ right: Term) { equations.append((left, right)) }

  mutating func addSchema(_ schema: Term) { schemas.append(schema) }

  mutating func addClosedRelation(_ relation: Term) { closedRelations.append(relation) }

  /// Only what passes the test; of a matrix that is assumed to be symmetric nothing is forgotten.
  func filtered(_ isKept: (Term) -> Bool) -> Assumptions {
    var result = self
    result.truths = truths.filter { isKept($0.key) }
    result.bounds = bounds.filter { isKept($0.key) }
    result.equations = equations.filter { isKept($0.left) && isKept($0.right) }
    result.schemas = schemas.filter(isKept)
    result.closedRelations = closedRelations.filter(isKept)
    return result
  }

  mutating func addTranspose(_ transpose: AssumedTranspose, of symbol: Int) { transposes[symbol] = transpose }
}

/// What is assumed of the transpose of a matrix: `A' = sign*A`.
struct AssumedTranspose {
  /// 1 or -1.
  var sign: Rational
  /// A matrix that may be anything, of which the assumed one is half the sum with its transpose times the sign; nil
  /// where the type of the name says more than that.
  var half: Int?
}

extension TermStore {
  /// Whether something is assumed of the term beyond an interval in which it lies: a relation to something else, or a
  /// point left out. What is shown under such an assumption need not hold between the value and another.
  package func assumesMore(of term: Term) -> Bool {
    for (known, bounds) in assumptions.bounds where contains(known, term) {
      let parts = addends(known).filter { $0.term != .one }
      guard parts.count == 1, parts[0].term == term else { return true }
      if bounds.excludesZero, !bounds.isPositive, !bounds.isNegative { return true }
    }
    return assumptions.equations.contains { contains($0.left, term) || contains($0.right, term) }
      || assumptions.schemas.contains { schema in
        leaves(schema, where: { $0 == kind(term) }).contains { payload($0) == payload(term) }
      }
  }

  /// Takes a condition as true from now on, until `assumptions` is put back.
  package mutating func assume(_ condition: Term) {
    assumptionCount += 1
    assumptions.stamp = assumptionCount
    assumptions.indices.formUnion(freeIndices(condition))
    boundsMemo.removeAll(keepingCapacity: true)
    switch kind(condition) {
    case .and:
      for part in children(condition) { assume(part) }
    case .relation:
      let (a, b) = (child(condition, 0), child(condition, 1))
      let negated = negation(condition)
      assumptions.set(condition, .yes)
      assumptions.set(negated, .no)
      switch comparison(condition) {
      case .equal:
        // A number is what something equals, never what is replaced; a limit that was not taken always is.
        if kind(a) == .limit {
          assumptions.addEquation(a, b)
        } else if kind(b) == .limit {
          assumptions.addEquation(b, a)
        } else if isNumber(a) {
          assumptions.addEquation(b, a)
        } else {
          assumptions.addEquation(a, b)
        }
        if let (limit, value) = limitWithFactor(a, b) { assumptions.addEquation(limit, value) }
        if isNumber(b) { assumptions.add(.exactly(value(b)), for: a) }
        if isNumber(a) { assumptions.add(.exactly(value(a)), for: b) }
      case .notEqual:
        let difference = subtract(a, b)
        assumptions.add(.nonZero, for: difference)
        assumptions.add(.nonZero, for: negate(difference))
      case .less, .lessOrEqual:
        let strict = comparison(condition) == .less
        // A weak relation follows from a strict one.
        if strict {
          assumptions.set(intern(.relation, payload: Int(Comparison.lessOrEqual.rawValue), a, b), .yes)
          let (first, second) = a.number < b.number ? (a, b) : (b, a)
          assumptions.set(intern(.relation, payload: Int(Comparison.notEqual.rawValue), first, second), .yes)
          assumptions.set(intern(.relation, payload: Int(Comparison.equal.rawValue), first, second), .no)
        }
        let difference = subtract(b, a)
        assumptions.add(strict ? .positive : .nonNegative, for: difference)
        assumptions.add(strict ? .negative : .nonPositive, for: negate(difference))
        if let value = rational(b) {
          assumptions.add(Bounds(upper: value, upperIsOpen: strict), for: a)
        }
        if let value = rational(a) {
          assumptions.add(Bounds(lower: value, lowerIsOpen: strict), for: b)
        }
        // abs(x) < b is -b < x < b.
        if kind(a) == .function, functionID(a) == .abs {
          let inner = child(a, 0)
          for bounded in [relation(comparison(condition), inner, b), relation(comparison(condition), negate(b), inner)]
          where kind(bounded) == .relation { assume(bounded) }
        }
      }
    case .reduction:
      assumptions.set(condition, .yes)
      assumeEquations(condition)
      assumeRelations(condition)
    case .truth, .or, .not, .rational, .infinity, .symbol, .size, .definition, .index, .bound, .sum, .product,
      .function, .family, .delta, .cases, .abstract, .expectation, .matrixFunction, .limit:
      assumptions.set(condition, .yes)
    }
    boundsMemo.removeAll(keepingCapacity: true)
  }

  /// Keeps a relation that is assumed of all entries, for entries that are looked at later.
  private mutating func assumeRelations(_ condition: Term) {
    guard operation(condition) == .all else { return }
    let opening = open(condition, fresh: true)
    guard opening.condition == .yes, opening.indices.count == 1, kind(opening.body) == .relation,
      comparison(opening.body) != .equal
    else { return }
    assumptions.addClosedRelation(condition)
  }

  /// Takes what is assumed of all entries as true of the entry at a free index over the same range.
  package mutating func assumeInstances(at index: Term) {
    for closed in assumptions.closedRelations {
      let opening = open(closed, fresh: true)
      guard let own = opening.indices.first, range(ofIndex: own) == range(ofIndex: index) else { continue }
      let instance = instantiate([own], opening.body, at: [index])
      guard kind(instance) == .relation else { continue }
      assume(instance)
      assumeNormally(instance)
    }
  }

  /// Drops what is assumed of a size or an index that is about to vary; assumed limits over it stay.
  package mutating func forget(_ variable: Term) {
    let kept = assumptions.filtered { term in
      !contains(term, variable) || !leaves(term, where: { $0 == .limit }).isEmpty
    }
    restore(kept)
  }

  /// A limit that was not taken and its value, where one side is that limit times a factor that is not 0.
  private mutating func limitWithFactor(_ a: Term, _ b: Term) -> (limit: Term, value: Term)? {
    for (side, other) in [(a, b), (b, a)] {
      let (coefficient, inner) = coefficientAndTerm(side)
      let limits = factors(inner).filter { kind($0.base) == .limit && $0.exponent == .one }
      guard limits.count == 1, let limit = limits.first?.base, limit != side else { continue }
      let factor = divide(scale(inner, by: coefficient), limit)
      if bounds(factor).isNonZero { return (limit, divide(other, factor)) }
    }
    return nil
  }

  /// An equation of all entries, if the condition is one.
  private mutating func assumeEquations(_ condition: Term) {
    guard operation(condition) == .all else { return }
    let opening = open(condition, fresh: true)
    guard opening.condition == .yes, kind(opening.body) == .relation, comparison(opening.body) == .equal else { return }
    let addends = addends(subtract(child(opening.body, 0), child(opening.body, 1)))
    guard addends.count == 2, kind(addends[0].term) == .symbol, kind(addends[1].term) == .symbol,
      payload(addends[0].term) == payload(addends[1].term), opening.indices.count == 2,
      Set(children(addends[0].term)) == Set(opening.indices), children(addends[0].term).count == 2,
      children(addends[0].term) == children(addends[1].term).reversed()
    else {
      assumptions.addSchema(condition)
      return
    }
    let ratio = -addends[1].coefficient / addends[0].coefficient
    guard ratio.magnitude.isOne else {
      assumptions.addSchema(condition)
      return
    }
    // Over the whole of the matrix.
    let symbol = payload(addends[0].term)
    guard opening.indices.allSatisfy({ range(ofIndex: $0) == (.one, symbols[symbol].extents[0]) }) else { return }
    let facts = symbols[symbol].facts
    var half: Int?
    if facts.structure == .none, facts.bounds == .any, symbols[symbol].role == .given {
      half = transposeHalves[symbol]
      if half == nil {
        let own = addSymbol(symbols[symbol])
        transposeHalves[symbol] = own
        half = own
      }
    }
    assumptions.addTranspose(AssumedTranspose(sign: ratio, half: half), of: symbol)
  }

  /// Forgets all assumptions but those given.
  package mutating func restore(_ saved: Assumptions) {
    assumptions = saved
    boundsMemo.removeAll(keepingCapacity: true)
  }
}
