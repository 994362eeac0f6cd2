import DeriveCore
import DeriveEvidence
import DeriveLanguage
import DeriveNumbers

/// Something whose sign settles that of a term.
struct LowerBound {
  /// If all of these are not negative (positive), so is the term.
  var goals: [Term]
  /// What each goal may assume, where a case distinction gave it.
  var assuming: [Term] = []
  /// How the term lies to the bound, to be shown.
  var shown: Formula
  var rule: String
}

extension Solver {
  /// A sign proved through a lower bound that is simpler: a tangent in place of a convex function, what is left once a
  /// square is completed, or the squares of both sides of a root. `attempts` bounds the search.
  mutating func boundedSteps(
    _ term: Term, _ comparison: Comparison, depth: Int, _ attempts: inout Int
  ) throws(DeriveError) -> [Solution.Step]? {
    if depth == 0 || attempts <= 0 { return nil }
    let isStrict = comparison == .less
    for family in LowerBoundFamily.allCases {
      for bound in try bounds(of: family, term, isStrict: isStrict) {
        attempts -= 1
        if attempts < 0 { return nil }
        var steps = [Solution.Step(rule: bound.rule, before: shown(term), after: bound.shown)]
        var isProved = true
        for (place, goal) in bound.goals.enumerated() where isProved {
          let saved = store.assumptions
          defer { store.restore(saved) }
          if place < bound.assuming.count, bound.assuming[place] != .yes {
            store.assume(bound.assuming[place])
            assumeNormally(bound.assuming[place])
          }
          if let inner = try goalSteps(goal, comparison, depth: depth, &attempts) {
            steps += inner
          } else {
            isProved = false
          }
        }
        if isProved { return steps }
      }
    }
    return nil
  }

  /// The sign of a goal: no more steps where it is a number, for that says all in the line above.
  private mutating func goalSteps(
    _ goal: Term, _ comparison: Comparison, depth: Int, _ attempts: inout Int
  ) throws(DeriveError) -> [Solution.Step]? {
    if let number = store.rational(goal) {
      return (comparison == .less ? number.signum > 0 : number.signum >= 0) ? [] : nil
    }
    let bounds = store.bounds(goal)
    if comparison == .less ? bounds.isPositive : bounds.isNonNegative { return [signStep(goal, comparison)] }
    return try boundedSteps(goal, comparison, depth: depth - 1, &attempts)
  }

  /// The ways to a lower bound, in the order in which they are tried.
  private enum LowerBoundFamily: CaseIterable {
    case monotone, parts, cauchy, cleared, cases, tangents, squares, roots, assumed, logarithms, minimum, ends
  }

  private mutating func bounds(
    of family: LowerBoundFamily, _ term: Term, isStrict: Bool
  ) throws(DeriveError) -> [LowerBound] {
    switch family {
    case .tangents: try tangentBounds(term)
    case .squares: try squareBounds(term)
    case .roots: try rootBounds(term)
    case .monotone: monotoneBounds(term, isStrict: isStrict)
    case .cases: caseBounds(term)
    case .parts: partBounds(term, isStrict: isStrict)
    case .assumed: assumedBounds(term)
    case .cauchy: try cauchyBounds(term)
    case .cleared: clearedBounds(term)
    case .logarithms: try logarithmBounds(term, isStrict: isStrict)
    case .minimum: try minimumBounds(term)
    case .ends: try endBounds(term, isStrict: isStrict)
    }
  }

  private mutating func signStep(_ goal: Term, _ comparison: Comparison) -> Solution.Step {
    Solution.Step(
      rule: signReason(goal), before: shown(goal),
      after: .relation(shown(goal), comparison == .less ? .greater : .greaterOrEqual, .number(.zero)))
  }

  // MARK: Tangents

  /// `f(u) >= f(a) + f'(a)*(u - a)` for a convex function of the table, `<=` for a concave one, at the points where value
  /// and slope are rational numbers.
  private mutating func tangentBounds(_ term: Term) throws(DeriveError) -> [LowerBound] {
    var result: [LowerBound] = []
    for (coefficient, monomial) in store.addends(term) {
      for (base, exponent) in store.factors(monomial)
      where exponent == .one && store.kind(base) == .function && store.childCount(base) == 1 {
        let id = store.functionID(base)
        let isConvex: Bool
        switch id.entry.curvature {
        case .convex: isConvex = true
        case .concave: isConvex = false
        case .affine, .unknown: continue
        }
        let addend = store.scale(monomial, by: coefficient)
        let weight = store.divide(addend, base)
        let sign = store.bounds(weight)
        guard isConvex ? sign.isNonNegative : sign.isNonPositive else { continue }
        let argument = store.child(base, 0)
        for place in [0, 1, -1] {
          let point = store.number(place)
          guard let tangent = tangent(of: id, at: point, argument) else { continue }
          var form = NormalForm(.reading)
          let goal = try store.normalTerm(
            store.add(store.subtract(term, addend), store.multiply(weight, tangent)), &form)
          guard store.isDefined(goal, wherever: term) else { continue }
          result.append(
            LowerBound(
              goals: [goal], shown: .relation(shown(term), .greaterOrEqual, shown(goal)),
              rule: "since `\(FormulaText.text(shown(base)))` is \(isConvex ? "not below" : "not above") its tangent "
                + "`\(FormulaText.text(shown(tangent)))`, as \(isConvex ? "convex" : "concave") functions are"))
        }
      }
    }
    return result
  }

  /// `f(a) + f'(a)*(u - a)`; nil where f is not smooth at a or one of the numbers is not rational.
  private mutating func tangent(of id: DeriveCore.FunctionID, at point: Term, _ argument: Term) -> Term? {
    let conditions = id.entry.domain(&store, [point]) + id.entry.smoothness(&store, [point])
    guard conditions.allSatisfy({ $0 == .yes }) else { return nil }
    let value = store.apply(id, [point])
    let slope = id.entry.derivative(&store, [point], 0)
    guard store.isNumber(value), store.isNumber(slope) else { return nil }
    return store.add(value, store.multiply(slope, store.subtract(argument, point)))
  }

  // MARK: Squares

  /// `c*x^2 + b*x + r = c*(x + b/(2*c))^2 + r - b^2/(4*c)` for c > 0.
  private mutating func squareBounds(_ term: Term) throws(DeriveError) -> [LowerBound] {
    var form = NormalForm(.reading)
    let fraction = try store.normalForm(term, &form)
    guard fraction.denominator.isEmpty, fraction.numerator.terms.count <= 40 else { return [] }
    var result: [LowerBound] = []
    for x in squaredVariables(fraction.numerator) {
      var square: [Term] = []
      var linear: [Term] = []
      var rest: [Term] = []
      for (monomial, coefficient) in fraction.numerator.terms {
        let addend = store.scale(monomial, by: coefficient)
        switch store.factors(monomial).first(where: { $0.base == x })?.exponent {
        case nil: rest.append(addend)
        case Term.one?: linear.append(store.divide(addend, x))
        default: square.append(store.divide(addend, store.power(x, 2)))
        }
      }
      let c = store.sum(square)
      guard store.bounds(c).isPositive else { continue }
      let half = store.divide(store.scale(store.sum(linear), by: Term.half), c)
      let completed = store.multiply(c, store.power(store.add(x, half), 2))
      var goal = store.subtract(store.sum(rest), store.multiply(c, store.power(half, 2)))
      goal = try store.normalTerm(goal, &form)
      let whole = store.add(completed, goal)
      guard try store.provesZero(store.subtract(term, whole)), store.isDefined(whole, wherever: term) else { continue }
      result.append(
        LowerBound(goals: [goal], shown: shown(whole), rule: "completing the square of `\(FormulaText.text(shown(x)))`")
      )
    }
    return result
  }

  /// What stands in a polynomial squared, and in no higher or other power and nowhere inside, in the order of structure.
  private func squaredVariables(_ polynomial: Polynomial) -> [Term] {
    var exponents: [Term: Set<Term>] = [:]
    for monomial in polynomial.terms.keys {
      for (base, exponent) in store.factors(monomial) { exponents[base, default: []].insert(exponent) }
    }
    let found = exponents.filter { $0.value.contains(.two) && $0.value.isSubset(of: [.one, .two]) }.keys.filter { x in
      !exponents.contains { base, powers in
        base != x && store.contains(base, x) || powers.contains { store.contains($0, x) }
      }
    }
    return found.sorted { store.structuralHash($0) < store.structuralHash($1) }
  }

  // MARK: Roots

  /// `r + w*sqrt(q)` has a sign if the squares of its parts tell which of them is greater.
  private mutating func rootBounds(_ term: Term) throws(DeriveError) -> [LowerBound] {
    var result: [LowerBound] = []
    for (coefficient, monomial) in store.addends(term) {
      for (base, exponent) in store.factors(monomial) where exponent == .half {
        let addend = store.scale(monomial, by: coefficient)
        let rest = store.subtract(term, addend)
        let sign = store.bounds(addend)
        var form = NormalForm(.reading)
        let gap = try store.normalTerm(
          store.subtract(store.power(addend, 2), store.power(rest, 2)), &form)
        guard store.isDefined(gap, wherever: term) else { continue }
        let root = FormulaText.text(shown(store.power(base, .half)))
        if sign.isNonNegative {
          result.append(
            LowerBound(
              goals: [gap],
              shown: .relation(shown(store.power(addend, 2)), .greaterOrEqual, shown(store.power(rest, 2))),
              rule: "the part with `\(root)` is not negative and outweighs the rest, by their squares"))
        } else if sign.isNonPositive {
          result.append(
            LowerBound(
              goals: [rest, store.negate(gap)],
              shown: .relation(shown(store.power(addend, 2)), .lessOrEqual, shown(store.power(rest, 2))),
              rule: "the part with `\(root)` is not positive and is outweighed by the rest, by their squares"))
        }
      }
    }
    return result
  }
}
