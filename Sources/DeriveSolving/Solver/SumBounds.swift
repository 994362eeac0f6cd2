import DeriveCore
import DeriveEvidence
import DeriveLanguage
import DeriveNumbers

/// Lower bounds from what a sum is made of: a function that rises, the greater of two, one term of many, a known
/// inequality, Cauchy and Schwarz.
extension Solver {
  /// An addend as weight and one factor.
  private struct Weighted {
    var weight: Term
    var base: Term
    var exponent: Term
    var addend: Term
  }

  /// The addends' factors of a kind, each with what it is multiplied by.
  private mutating func weighted(
    _ term: Term, where isWanted: (borrowing TermStore, Term) -> Bool
  ) -> [Weighted] {
    var result: [Weighted] = []
    for (coefficient, monomial) in store.addends(term) {
      let addend = store.scale(monomial, by: coefficient)
      for (base, exponent) in store.factors(monomial) where isWanted(store, base) {
        let weight = store.divide(addend, store.power(base, exponent))
        result.append(Weighted(weight: weight, base: base, exponent: exponent, addend: addend))
      }
    }
    return result
  }

  // MARK: Functions that rise or fall

  /// `f(u) - f(v)` has the sign of `u - v` where f rises; of powers, where both bases are positive.
  mutating func monotoneBounds(_ term: Term, isStrict: Bool) -> [LowerBound] {
    let addends = store.addends(term)
    guard addends.count == 2 else { return [] }
    var result: [LowerBound] = []
    let pairs = addends.map { store.factors($0.term) }
    for first in pairs[0] {
      for second in pairs[1] where first.exponent == second.exponent && first.base != second.base {
        let weight = store.divide(
          store.scale(addends[0].term, by: addends[0].coefficient), store.power(first.base, first.exponent))
        let other = store.divide(
          store.scale(addends[1].term, by: addends[1].coefficient), store.power(second.base, second.exponent))
        guard store.add(weight, other) == .zero else { continue }
        let sign = store.bounds(weight)
        guard sign.isPositive || sign.isNegative else { continue }
        // From here on the greater one stands first.
        let (above, below) = sign.isPositive ? (first.base, second.base) : (second.base, first.base)
        if let bound = monotoneBound(term, above, below, first.exponent, isStrict: isStrict) { result.append(bound) }
      }
    }
    return result
  }

  private mutating func monotoneBound(
    _ term: Term, _ above: Term, _ below: Term, _ exponent: Term, isStrict: Bool
  ) -> LowerBound? {
    if exponent == .one {
      guard store.kind(above) == .function, store.kind(below) == .function,
        store.functionID(above) == store.functionID(below), store.childCount(above) == 1
      else { return nil }
      let id = store.functionID(above)
      let (u, v) = (store.child(above, 0), store.child(below, 0))
      // On an interval that holds both arguments.
      let shape = id.entry.shape([store.bounds(u).union(store.bounds(v))])
      if isStrict {
        // A weak rise is not enough: the slope must not be 0 anywhere between the arguments.
        let between = store.bounds(u).union(store.bounds(v))
        let place = store.component(
          store.addSymbol(Symbol(name: "", role: .given, rank: 0, facts: SymbolFacts(bounds: between))))
        let isSmooth = id.entry.smoothness(&store, [place]).allSatisfy { $0 == .yes }
        guard isSmooth, id == .log || store.bounds(id.entry.derivative(&store, [place], 0)).isNonZero else {
          return nil
        }
      }
      switch shape.monotonicity[0] {
      case .increasing: return bound(term, goals: [store.subtract(u, v)], "`\(id.entry.name)` increases")
      case .decreasing: return bound(term, goals: [store.subtract(v, u)], "`\(id.entry.name)` decreases")
      case .unknown: return nil
      }
    }
    let power = store.bounds(exponent)
    if power.isPositive {
      return bound(
        term, goals: [store.subtract(above, below)] + (store.bounds(below).isNonNegative ? [] : [below]),
        "a positive power increases with a base that is not negative")
    }
    guard power.isNegative else { return nil }
    return bound(
      term, goals: [store.subtract(below, above)] + (store.bounds(above).isPositive ? [] : [above]),
      "a negative power decreases with a positive base",
      // That the base is positive must be known beforehand where goals are shown weakly.
      isPossible: isStrict || store.bounds(above).isPositive)
  }

  private mutating func bound(
    _ term: Term, goals: [Term], _ rule: String, isPossible: Bool = true
  ) -> LowerBound? {
    if !isPossible { return nil }
    let sides = goals.prefix(1).map { Formula.relation(shown($0), .greaterOrEqual, .number(.zero)) }
    return LowerBound(goals: goals, shown: sides.first ?? shown(term), rule: "\(rule), so it is enough that")
  }

  // MARK: Case distinctions

  /// `max`, `min`, `abs` and distinctions of cases: with a weight of one sign either every case must do, or one is enough.
  mutating func caseBounds(_ term: Term) -> [LowerBound] {
    var result: [LowerBound] = []
    let found = weighted(term) { store, base in
      switch store.kind(base) {
      case .function:
        let id = store.functionID(base)
        return id == .abs || id == .max || id == .min || id == .relu || id == .leakyrelu || id == .elu
      case .cases: return true
      case .reduction: return store.operation(base) == .maximum || store.operation(base) == .minimum
      default: return false
      }
    }
    for part in found where part.exponent == .one {
      let rest = store.subtract(term, part.addend)
      switch store.kind(part.base) {
      case .cases: result.append(eachCase(term, part.base, part.weight, rest))
      case .reduction: result += extremum(term, part, rest)
      default:
        let arguments = store.children(part.base)
        switch store.functionID(part.base) {
        case .max: result += greatest(term, part, rest, arguments, isGreatest: true)
        case .min: result += greatest(term, part, rest, arguments, isGreatest: false)
        case .abs:
          result += greatest(term, part, rest, [arguments[0], store.negate(arguments[0])], isGreatest: true)
        case let id:
          if let reduced = id.entry.reduced(&store, arguments), store.kind(reduced) == .cases {
            result.append(eachCase(term, reduced, part.weight, rest))
          }
        }
      }
    }
    // Where every case must do, nothing is given away: those first.
    return result.filter { $0.goals.count > 1 } + result.filter { $0.goals.count == 1 }
  }

  /// The term in each branch, under what leads there.
  private mutating func eachCase(_ term: Term, _ cases: Term, _ weight: Term, _ rest: Term) -> LowerBound {
    let parts = store.children(cases)
    var goals: [Term] = []
    var conditions: [Term] = []
    var earlier: [Term] = []
    for place in stride(from: 0, to: parts.count, by: 2) {
      let isLast = place == parts.count - 1
      let value = isLast ? parts[place] : parts[place + 1]
      goals.append(store.add(rest, store.multiply(weight, value)))
      conditions.append(store.conjunction(isLast ? earlier : earlier + [parts[place]]))
      if !isLast { earlier.append(store.negation(parts[place])) }
    }
    return LowerBound(goals: goals, assuming: conditions, shown: shown(term), rule: "in each of the cases")
  }

  private mutating func greatest(
    _ term: Term, _ part: Weighted, _ rest: Term, _ values: [Term], isGreatest: Bool
  ) -> [LowerBound] {
    let sign = store.bounds(part.weight)
    var goals: [Term] = []
    for value in values { goals.append(store.add(rest, store.multiply(part.weight, value))) }
    let name = FormulaText.text(shown(part.base))
    if isGreatest ? sign.isNonNegative : sign.isNonPositive {
      // One of them is enough.
      return goals.map { goal in
        LowerBound(
          goals: [goal], shown: .relation(shown(term), .greaterOrEqual, shown(goal)),
          rule: "`\(name)` is not \(isGreatest ? "below" : "above") either of its values")
      }
    }
    if isGreatest ? sign.isNonPositive : sign.isNonNegative {
      return [LowerBound(goals: goals, shown: shown(term), rule: "`\(name)` is one of two values")]
    }
    return []
  }

  /// The extremum over an index: of its terms at an index at hand, or at all.
  private mutating func extremum(_ term: Term, _ part: Weighted, _ rest: Term) -> [LowerBound] {
    let opening = store.open(part.base, fresh: true)
    guard opening.condition == .yes else { return [] }
    let sign = store.bounds(part.weight)
    let isGreatest = opening.operation == .maximum
    let name = FormulaText.text(shown(part.base))
    if isGreatest ? sign.isNonPositive : sign.isNonNegative {
      let goal = store.add(rest, store.multiply(part.weight, opening.body))
      return [LowerBound(goals: [goal], shown: shown(goal), rule: "`\(name)` is one of its values")]
    }
    guard isGreatest ? sign.isNonNegative : sign.isNonPositive else { return [] }
    return instances(of: opening, in: rest).map { value in
      let goal = store.add(rest, store.multiply(part.weight, value))
      return LowerBound(
        goals: [goal], shown: .relation(shown(term), .greaterOrEqual, shown(goal)),
        rule: "`\(name)` is not \(isGreatest ? "below" : "above") any of its values")
    }
  }

  /// The body at the free indices of another term that run over the same range.
  private mutating func instances(of opening: Opening, in term: Term) -> [Term] {
    guard opening.indices.count == 1, let own = opening.indices.first else { return [] }
    var result: [Term] = []
    for index in store.freeIndices(term)
    where store.range(ofIndex: index) == store.range(ofIndex: own) && result.count < 4 {
      result.append(store.instantiate(opening.indices, opening.body, at: [index]))
    }
    return result
  }

  // MARK: Parts of sums

  /// A sum of terms that are not negative is not below one of them, nor is what rises with it; and it is not negative
  /// where none of its terms is.
  mutating func partBounds(_ term: Term, isStrict: Bool) -> [LowerBound] {
    var result: [LowerBound] = []
    let sums = weighted(term) { store, base in
      store.kind(base) == .reduction && store.operation(base) == .sum
    }
    for part in sums where part.exponent == .one {
      let opening = store.open(part.base, fresh: true)
      guard opening.condition == .yes else { continue }
      let rest = store.subtract(term, part.addend)
      let isNeverEmpty = opening.indices.allSatisfy { index in
        let (lower, upper) = store.range(ofIndex: index)
        return store.bounds(store.subtract(upper, lower)).isNonNegative
      }
      if rest == .zero, store.bounds(part.weight).isPositive, isNeverEmpty || !isStrict {
        let goal = opening.body
        result.append(
          LowerBound(
            goals: [goal], assuming: [], shown: shown(goal), rule: "it is enough that this holds for every term"))
      }
      guard store.bounds(part.weight).isNonNegative, store.bounds(opening.body).isNonNegative else { continue }
      for value in instances(of: opening, in: rest) {
        let goal = store.add(rest, store.multiply(part.weight, value))
        result.append(
          LowerBound(
            goals: [goal], shown: .relation(shown(term), .greaterOrEqual, shown(goal)),
            rule: "a sum of terms that are not negative is not below one of them"))
      }
    }
    let functions = weighted(term) { store, base in
      store.kind(base) == .function && store.childCount(base) == 1 && store.kind(store.child(base, 0)) == .reduction
        && store.operation(store.child(base, 0)) == .sum
    }
    for part in functions where part.exponent == .one && store.bounds(part.weight).isNonNegative {
      let id = store.functionID(part.base)
      let opening = store.open(store.child(part.base, 0), fresh: true)
      let inner = store.bounds(opening.body)
      guard opening.condition == .yes, inner.isPositive || id != .log && inner.isNonNegative,
        id.entry.shape([inner.isPositive ? .positive : .nonNegative]).monotonicity[0] == .increasing
      else { continue }
      let rest = store.subtract(term, part.addend)
      for value in instances(of: opening, in: rest) {
        let goal = store.add(rest, store.multiply(part.weight, store.apply(id, [value])))
        result.append(
          LowerBound(
            goals: [goal], shown: .relation(shown(term), .greaterOrEqual, shown(goal)),
            rule: "`\(id.entry.name)` increases, and a sum of terms that are not negative is not below one of them"))
      }
    }
    return result
  }

  // MARK: Known inequalities

  /// `t = p + (t - p)` for what is assumed or typed not to be negative.
  mutating func assumedBounds(_ term: Term) -> [LowerBound] {
    let own = Set(store.addends(term).map(\.term))
    var result: [LowerBound] = []
    for known in store.assumptions.nonNegativeTerms
    where known != term && store.addends(known).contains(where: { own.contains($0.term) }) {
      for (coefficient, part) in store.addends(known) where own.contains(part) && part != .one {
        guard let mine = store.addends(term).first(where: { $0.term == part })?.coefficient,
          mine.isNegative == coefficient.isNegative
        else { continue }
        let multiple = store.scale(known, by: mine / coefficient)
        let goal = store.subtract(term, multiple)
        if store.addends(goal).count >= store.addends(term).count + 1 { continue }
        result.append(
          LowerBound(
            goals: [goal], shown: .relation(shown(term), .greaterOrEqual, shown(goal)),
            rule: "since `\(FormulaText.text(shown(multiple)))` is not negative"))
      }
    }
    return Array(result.prefix(6))
  }

  // MARK: Cauchy and Schwarz

  /// `sum(g)*sum(h) >= sum(f)^2` where `f^2 = g*h` and g and h are not negative (Steele, "The Cauchy-Schwarz Master
  /// Class", 2004, ch. 1).
  mutating func cauchyBounds(_ term: Term) throws(DeriveError) -> [LowerBound] {
    func isSum(_ term: Term, _ store: borrowing TermStore) -> Bool {
      store.kind(term) == .reduction && store.operation(term) == .sum
    }
    var result: [LowerBound] = []
    let addends = store.addends(term)
    for (negative, square) in addends where negative.isNegative {
      for (inner, exponent) in store.factors(square) where exponent == .two && isSum(inner, store) {
        let outside = store.scale(store.divide(square, store.power(inner, 2)), by: -negative)
        for (positive, product) in addends where !positive.isNegative {
          let sums = store.factors(product).flatMap { pair -> [Term] in
            guard isSum(pair.base, store), let times = store.rational(pair.exponent)?.asInt, times > 0, times <= 2
            else {
              return []
            }
            return Array(repeating: pair.base, count: times)
          }
          guard sums.count == 2 else { continue }
          let weight = store.scale(
            store.divide(product, store.multiply(sums[0], sums[1])), by: positive)
          guard store.bounds(weight).isNonNegative, weight == outside,
            try isCauchy(inner, sums[0], sums[1])
          else { continue }
          let goal = store.sum([
            term, store.negate(store.scale(product, by: positive)), store.multiply(weight, store.power(inner, 2)),
          ])
          result.append(
            LowerBound(
              goals: [goal],
              shown: .relation(
                shown(store.multiply(sums[0], sums[1])), .greaterOrEqual, shown(store.power(inner, 2))),
              rule: "by Cauchy and Schwarz"))
        }
      }
    }
    return result
  }

  private mutating func isCauchy(_ inner: Term, _ first: Term, _ second: Term) throws(DeriveError) -> Bool {
    let f = store.open(inner, fresh: true)
    var bodies: [Term] = []
    for sum in [first, second] {
      let opening = store.open(sum, fresh: true)
      guard opening.condition == .yes, f.condition == .yes, opening.indices.count == f.indices.count,
        zip(opening.indices, f.indices).allSatisfy({ store.range(ofIndex: $0) == store.range(ofIndex: $1) })
      else { return false }
      bodies.append(store.instantiate(opening.indices, opening.body, at: f.indices))
    }
    guard bodies.allSatisfy({ store.bounds($0).isNonNegative }) else { return false }
    return try store.provesZero(
      store.subtract(store.power(f.body, 2), store.multiply(bodies[0], bodies[1])))
  }

  // MARK: Logarithms

  /// `log(u) + r` has the sign of `u - exp(-r)`.
  mutating func logarithmBounds(_ term: Term, isStrict: Bool) throws(DeriveError) -> [LowerBound] {
    var result: [LowerBound] = []
    for (coefficient, base) in store.addends(term) where coefficient.magnitude.isOne {
      guard store.kind(base) == .function else { continue }
      let id = store.functionID(base)
      var logarithm = base
      if id == .softplus, let reduced = id.entry.reduced(&store, store.children(base)) { logarithm = reduced }
      guard store.kind(logarithm) == .function, store.functionID(logarithm) == .log else { continue }
      let rest = store.subtract(term, store.scale(base, by: coefficient))
      let argument = store.child(logarithm, 0)
      let power = store.apply(.exp, coefficient.isNegative ? rest : store.negate(rest))
      var form = NormalForm(.reading)
      let gap = coefficient.isNegative ? store.subtract(power, argument) : store.subtract(argument, power)
      let goal = try store.normalTerm(gap, &form)
      guard store.isDefined(goal, wherever: term) else { continue }
      result.append(
        LowerBound(
          goals: [goal],
          shown: .relation(
            shown(coefficient.isNegative ? power : argument), isStrict ? .greater : .greaterOrEqual,
            shown(coefficient.isNegative ? argument : power)),
          rule: "the exponential of both sides, so it is enough that"))
    }
    return result
  }

  // MARK: Denominators

  /// A fraction over what is positive has the sign of its numerator.
  mutating func clearedBounds(_ term: Term) -> [LowerBound] {
    var powers: [Term: Rational] = [:]
    for (_, monomial) in store.addends(term) {
      for (base, exponent) in store.factors(monomial) {
        guard let power = store.rational(exponent), power.isNegative else { continue }
        powers[base] = max(powers[base] ?? .zero, -power)
      }
    }
    guard !powers.isEmpty, powers.count <= 4, powers.keys.allSatisfy({ store.bounds($0).isPositive }) else { return [] }
    var below: [Term] = []
    for (base, power) in powers.sorted(by: { $0.key.number < $1.key.number }) {
      below.append(store.power(base, store.number(power)))
    }
    let divisor = store.product(below)
    var products: [Term] = []
    for (coefficient, monomial) in store.addends(term) {
      products.append(store.scale(store.multiply(monomial, divisor), by: coefficient))
    }
    let goal = store.sum(products)
    guard goal != term, store.isDefined(goal, wherever: term) else { return [] }
    return [
      LowerBound(
        goals: [goal], shown: shown(goal),
        rule: "multiplied by `\(FormulaText.text(shown(divisor)))`, which is positive")
    ]
  }
}
