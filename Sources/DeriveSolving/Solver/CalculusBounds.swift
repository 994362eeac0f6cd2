import DeriveCore
import DeriveEvidence
import DeriveLanguage
import DeriveNumbers

/// Lower bounds by calculus in one variable, the others standing still: the value at a stationary point of what is
/// convex, the value at an end of the range of what rises or falls.
extension Solver {
  /// A convex function is nowhere below its value at a stationary point (Boyd and Vandenberghe, "Convex Optimization",
  /// 2004, sec. 4.2.3). Points are tried that are simple numbers or other names in the term.
  mutating func minimumBounds(_ term: Term) throws(DeriveError) -> [LowerBound] {
    var result: [LowerBound] = []
    for x in singleVariables(term) where isSmoothEverywhere(term) {
      var composition = Composition(variables: [x], store)
      guard composition.fact(term, &store).isConvex else { continue }
      let slope = try store.derivative(of: term, by: x)
      for point in candidates(for: x, in: term) {
        guard try store.provesZero(value(of: slope, x, at: point)) else { continue }
        var form = NormalForm(.deciding)
        let goal = try store.normalTerm(value(of: term, x, at: point), &form)
        result.append(
          LowerBound(
            goals: [goal], shown: .relation(shown(term), .greaterOrEqual, shown(goal)),
            rule: "convex in `\(FormulaText.text(shown(x)))`, with slope 0 at `\(FormulaText.text(shown(point)))`"))
      }
    }
    return result
  }

  /// What rises from its value at the lower end of the range is not below it, nor what falls to that at the upper end.
  mutating func endBounds(_ term: Term, isStrict: Bool) throws(DeriveError) -> [LowerBound] {
    var result: [LowerBound] = []
    for x in singleVariables(term) where isSmoothEverywhere(term) {
      let range = store.bounds(x)
      for (end, isOpen, rises) in [(range.lower, range.lowerIsOpen, true), (range.upper, range.upperIsOpen, false)] {
        guard let end else { continue }
        let point = store.number(end)
        let first = value(of: term, x, at: point)
        // Defined and continuous at the end itself.
        guard isSmoothEverywhere(first) else { continue }
        var form = NormalForm(.deciding)
        let start = try store.normalTerm(first, &form)
        let slope = try store.derivative(of: term, by: x)
        var reading = NormalForm(.reading)
        let steep = try store.normalTerm(rises ? slope : store.negate(slope), &reading)
        guard store.isDefined(steep, wherever: slope) else { continue }
        // Above an end that is not reached a positive slope is enough for more than the value there.
        let atEnd = store.bounds(start)
        var goals = [steep]
        if isStrict {
          guard isOpen && atEnd.isNonNegative || atEnd.isPositive else { continue }
        } else if !atEnd.isNonNegative {
          goals.append(start)
        }
        let name = FormulaText.text(shown(x))
        result.append(
          LowerBound(
            goals: goals, shown: shown(steep),
            rule: "it is `\(FormulaText.text(shown(start)))` at `\(name) = \(FormulaText.text(shown(point)))`, and "
              + (rises ? "its slope from there on is" : "the negative of its slope up to there is")))
      }
    }
    return result
  }

  private mutating func value(of term: Term, _ x: Term, at point: Term) -> Term {
    var change = DeriveCore.Substitution()
    change.replace(x, by: point)
    return store.substitute(term, change)
  }

  /// Given names, or components of them at one place only, that vary over an interval by themselves: a scalar, or an
  /// entry of an array without structure.
  private mutating func singleVariables(_ term: Term) -> [Term] {
    var places: [Int: Set<Term>] = [:]
    for leaf in store.leaves(term, where: { $0 == .symbol }) { places[store.payload(leaf), default: []].insert(leaf) }
    // Through a definition a name may come in unseen.
    guard store.leaves(term, where: { $0 == .definition || $0 == .matrixFunction || $0 == .abstract }).isEmpty else {
      return []
    }
    var result: [Term] = []
    for (number, leaves) in places.sorted(by: { $0.key < $1.key }) {
      guard leaves.count == 1, let leaf = leaves.first else { continue }
      let symbol = store.symbols[number]
      guard symbol.role == .given, symbol.facts.structure == .none, !symbol.facts.bounds.isInteger,
        store.freeIndices(leaf).count == store.childCount(leaf)
          || store.children(leaf).allSatisfy({ store.isNumber($0) }),
        !store.bounds(leaf).excludesZero || store.bounds(leaf).isPositive || store.bounds(leaf).isNegative,
        !store.assumesMore(of: leaf)
      else { continue }
      result.append(leaf)
    }
    return Array(result.prefix(3))
  }

  /// Numbers and other names within the range of the variable.
  private mutating func candidates(for x: Term, in term: Term) -> [Term] {
    let range = store.bounds(x)
    var result: [Term] = []
    for value in [Rational.zero, .one, Rational(-1), Rational(1, 2), Rational(2)] {
      if range.intersection(.exactly(value)) == .exactly(value), !isAtOpenEnd(value, range) {
        result.append(store.number(value))
      }
    }
    for other in store.leaves(term, where: { $0 == .symbol }) where other != x {
      if isInside(store.bounds(other), range) { result.append(other) }
    }
    return result
  }

  /// Whatever lies within the first bounds lies within the second.
  private func isInside(_ inner: DeriveCore.Bounds, _ outer: DeriveCore.Bounds) -> Bool {
    if let lower = outer.lower, !(outer.lowerIsOpen ? inner.isAbove(lower) : inner.isAtLeast(lower)) { return false }
    if let upper = outer.upper, !(outer.upperIsOpen ? inner.isBelow(upper) : inner.isAtMost(upper)) { return false }
    return inner.isNonZero || !outer.isNonZero
  }

  private func isAtOpenEnd(_ value: Rational, _ range: DeriveCore.Bounds) -> Bool {
    range.lower == value && range.lowerIsOpen || range.upper == value && range.upperIsOpen
      || value.isZero && range.excludesZero
  }

  /// Defined, continuous and with a derivative for all values of the types.
  private mutating func isSmoothEverywhere(_ term: Term) -> Bool {
    for node in store.leaves(term, where: { $0 == .function || $0 == .cases || $0 == .reduction || $0 == .expectation })
    {
      switch store.kind(node) {
      case .function:
        let entry = store.functionID(node).entry
        guard store.functionID(node) != .floor, store.functionID(node) != .sign else { return false }
        let conditions = entry.domain(&store, store.children(node)) + entry.smoothness(&store, store.children(node))
        guard conditions.allSatisfy({ $0 == .yes }) else { return false }
      case .reduction:
        guard store.operation(node) == .sum || store.operation(node) == .product else { return false }
      default: return false
      }
    }
    return store.isDefined(term, wherever: .one)
  }
}
