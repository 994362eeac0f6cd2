/// What the statement at hand may use: conditions taken as true, bounds of terms, and equations to rewrite with.
package struct Assumptions {
  private var truths: [Term: Term] = [:]
  private(set) var bounds: [Term: Bounds] = [:]
  /// Left sides with what they equal, applied by the normal form.
  package private(set) var equations: [(left: Term, right: Term)] = []

  /// Tells apart what was assumed at different times: terms opened under one stamp are not used under another.
  package fileprivate(set) var stamp = 0

  package init() {}

  package var isEmpty: Bool { truths.isEmpty && bounds.isEmpty && equations.isEmpty }

  /// `yes` or `no` if the condition is assumed or excluded.
  func known(_ condition: Term) -> Term? { truths[condition] }

  mutating func set(_ condition: Term, _ value: Term) { truths[condition] = value }

  mutating func add(_ bounds: Bounds, for term: Term) {
    self.bounds[term] = (self.bounds[term] ?? .any).intersection(bounds)
  }

  mutating func addEquation(_ left: Term, _ right: Term) { equations.append((left, right)) }
}

extension TermStore {
  /// Takes a condition as true from now on, until `assumptions` is put back.
  package mutating func assume(_ condition: Term) {
    assumptionCount += 1
    assumptions.stamp = assumptionCount
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
        // A number is what something equals, never what is replaced.
        if isNumber(a) { assumptions.addEquation(b, a) } else { assumptions.addEquation(a, b) }
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
      }
    case .truth, .or, .not, .rational, .infinity, .symbol, .size, .definition, .index, .bound, .sum, .product,
      .function, .reduction, .family, .delta, .cases, .abstract, .expectation, .matrixFunction:
      assumptions.set(condition, .yes)
    }
    boundsMemo.removeAll(keepingCapacity: true)
  }

  /// Forgets all assumptions but those given.
  package mutating func restore(_ saved: Assumptions) {
    assumptions = saved
    boundsMemo.removeAll(keepingCapacity: true)
  }
}
