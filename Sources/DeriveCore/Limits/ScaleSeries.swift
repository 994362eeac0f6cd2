import DeriveNumbers

/// The beginning of an expansion in a scale w that tends to 0: terms `coefficient*w^exponent` by ascending exponents, and
/// the exponent of what was left off. Exponents do not change with the limit's variable; coefficients may, slower than any
/// power of w.
struct ScaleSeries {
  var terms: [(exponent: Term, coefficient: Term)] = []
  /// What is left off is `O(w^error)`; nil where nothing is.
  var error: Term?

  /// A term that does not change with w.
  init(constant: Term) {
    if constant != .zero { terms = [(.zero, constant)] }
  }

  init(terms: [(exponent: Term, coefficient: Term)] = [], error: Term? = nil) {
    self.terms = terms
    self.error = error
  }
}

extension Asymptotics {
  // MARK: Arithmetic

  /// Whether the first exponent is greater (1), smaller (-1) or the same (0).
  mutating func order(_ a: Term, _ b: Term, _ store: inout TermStore) throws(LimitFailure) -> Int {
    if a == b { return 0 }
    if let x = store.rational(a), let y = store.rational(b) { return x < y ? -1 : 1 }
    return try constantSign(store.subtract(a, b), &store)
  }

  /// The sum, by ascending exponents, without what the error hides.
  mutating func sum(_ parts: [ScaleSeries], _ store: inout TermStore) throws(LimitFailure) -> ScaleSeries {
    var error: Term?
    for part in parts { error = try smaller(error, part.error, &store) }
    var result = ScaleSeries(error: error)
    for part in parts {
      for term in part.terms { try insert(term.exponent, term.coefficient, &result, &store) }
    }
    return result
  }

  private mutating func smaller(
    _ a: Term?, _ b: Term?, _ store: inout TermStore
  ) throws(LimitFailure) -> Term? {
    guard let a else { return b }
    guard let b else { return a }
    return try order(a, b, &store) <= 0 ? a : b
  }

  private mutating func insert(
    _ exponent: Term, _ coefficient: Term, _ series: inout ScaleSeries, _ store: inout TermStore
  ) throws(LimitFailure) {
    if coefficient == .zero { return }
    if let error = series.error, try order(exponent, error, &store) >= 0 { return }
    var place = series.terms.count
    while place > 0 {
      let comparison = try order(series.terms[place - 1].exponent, exponent, &store)
      if comparison < 0 { break }
      if comparison == 0 {
        let total = store.add(series.terms[place - 1].coefficient, coefficient)
        if total == .zero {
          series.terms.remove(at: place - 1)
        } else {
          series.terms[place - 1].coefficient = total
        }
        return
      }
      place -= 1
    }
    series.terms.insert((exponent, coefficient), at: place)
  }

  mutating func multiply(
    _ a: ScaleSeries, _ b: ScaleSeries, _ store: inout TermStore
  ) throws(LimitFailure) -> ScaleSeries {
    var error: Term?
    if let own = a.error, let lowest = b.terms.first?.exponent ?? b.error { error = store.add(own, lowest) }
    if let own = b.error, let lowest = a.terms.first?.exponent ?? a.error {
      error = try smaller(error, store.add(own, lowest), &store)
    }
    var result = ScaleSeries(error: error)
    for first in a.terms {
      for second in b.terms {
        try insert(
          store.add(first.exponent, second.exponent), store.multiply(first.coefficient, second.coefficient), &result,
          &store)
      }
    }
    if store.budget.isSpent { throw .tooMuchWork }
    return result
  }

  /// The series times `coefficient*w^exponent`.
  func shifted(
    _ series: ScaleSeries, by exponent: Term, times coefficient: Term, _ store: inout TermStore
  ) -> ScaleSeries {
    var result = ScaleSeries(error: series.error.map { store.add($0, exponent) })
    for term in series.terms {
      result.terms.append((store.add(term.exponent, exponent), store.multiply(term.coefficient, coefficient)))
    }
    return result
  }

  /// The first term whose coefficient is not known to be 0; nil for the series that is 0. Terms before it are dropped.
  mutating func leading(
    _ series: inout ScaleSeries, _ store: inout TermStore
  ) throws(LimitFailure) -> (exponent: Term, coefficient: Term)? {
    while let first = series.terms.first {
      if try !isZero(first.coefficient, &store) { return first }
      series.terms.removeFirst()
    }
    if series.error != nil { throw .tooShort }
    return nil
  }

  /// `sum(m, coefficients[m]*u^m)` of a series u without a term that does not tend to 0.
  mutating func compose(
    _ coefficients: [Term], _ u: ScaleSeries, isExact: Bool = false, _ store: inout TermStore
  ) throws(LimitFailure) -> ScaleSeries {
    guard let lowest = u.terms.first?.exponent ?? u.error else {
      return ScaleSeries(constant: coefficients.first ?? .zero)
    }
    var addends = [ScaleSeries(constant: coefficients.first ?? .zero)]
    var power = ScaleSeries(constant: .one)
    for coefficient in coefficients.dropFirst() {
      power = try multiply(power, u, &store)
      if coefficient != .zero { addends.append(shifted(power, by: .zero, times: coefficient, &store)) }
    }
    if !isExact {
      addends.append(ScaleSeries(error: store.scale(lowest, by: Rational(coefficients.count))))
    }
    return try sum(addends, &store)
  }

  /// `base^exponent`, for an exponent that does not change with the variable.
  mutating func power(
    _ base: ScaleSeries, _ exponent: Term, _ store: inout TermStore
  ) throws(LimitFailure) -> ScaleSeries {
    if exponent == .one { return base }
    var base = base
    if let count = store.rational(exponent)?.asInt, count >= 2, count <= 6 {
      var result = base
      for _ in 1..<count { result = try multiply(result, base, &store) }
      return result
    }
    guard let first = try leading(&base, &store) else {
      if try constantSign(exponent, &store) > 0 { return ScaleSeries() }
      throw .unknown("a divisor that is 0 near the point")
    }
    let isDefined =
      store.bounds(exponent).isInteger
      ? try isAwayFromZero(first.coefficient, &store) : try signAwayFromZero(first.coefficient, &store) > 0
    if !isDefined { throw .unknown("a power that is not defined near the point") }
    let lead = (
      exponent: store.multiply(first.exponent, exponent), coefficient: store.power(first.coefficient, exponent)
    )
    let rest = relativeRest(base, &store)
    if rest.terms.isEmpty, rest.error == nil {
      return ScaleSeries(terms: [(lead.exponent, lead.coefficient)])
    }
    // The binomial series.
    var coefficients = [Term.one]
    for m in 1...length {
      let factor = store.scale(store.subtract(exponent, store.number(m - 1)), by: Rational(1, m))
      coefficients.append(store.multiply(coefficients[m - 1], factor))
    }
    return shifted(
      try compose(coefficients, rest, &store), by: lead.exponent, times: lead.coefficient, &store)
  }

  /// `series/lead - 1`, for a series whose first term is its leading one.
  func relativeRest(_ series: ScaleSeries, _ store: inout TermStore) -> ScaleSeries {
    guard let first = series.terms.first else { return series }
    var rest = series
    rest.terms.removeFirst()
    return shifted(
      rest, by: store.negate(first.exponent), times: store.power(first.coefficient, .minusOne), &store)
  }

  /// Splits off the term that does not change with w. Nothing before it is left.
  mutating func constantAndRest(
    _ series: ScaleSeries, _ store: inout TermStore
  ) throws(LimitFailure) -> (constant: Term, rest: ScaleSeries) {
    var rest = series
    while let first = rest.terms.first {
      let sign = try order(first.exponent, .zero, &store)
      if sign > 0 { break }
      rest.terms.removeFirst()
      if sign == 0 {
        guard try rest.error.map({ (error) throws(LimitFailure) in try order(error, .zero, &store) > 0 }) ?? true else {
          throw .tooShort
        }
        return (first.coefficient, rest)
      }
      if try !isZero(first.coefficient, &store) {
        throw .unknown("a function of an argument that grows beyond all bounds")
      }
    }
    if let error = rest.error, try order(error, .zero, &store) <= 0 { throw .tooShort }
    return (.zero, rest)
  }

  // MARK: Expansions

  /// The expansion of a prepared expression in the scale.
  mutating func expand(
    _ term: Term, _ scale: Scale, _ store: inout TermStore
  ) throws(LimitFailure) -> ScaleSeries {
    if term == variable, scale.isVariable { return ScaleSeries(terms: [(.minusOne, .one)]) }
    if !isMoving(term, store) || isSlow(term, scale, store) { return ScaleSeries(constant: term) }
    if let known = expansions[term] { return known }
    depth += 1
    defer { depth -= 1 }
    if depth > Self.greatestDepth || store.budget.isSpent { throw .tooMuchWork }
    let result = try workOut(term, scale, &store)
    expansions[term] = result
    return result
  }

  /// Whether the term changes slower than any power of the scale.
  private func isSlow(_ term: Term, _ scale: Scale, _ store: borrowing TermStore) -> Bool {
    if scale.isVariable {
      return store.kind(term) == .function && store.functionID(term) == .log && store.child(term, 0) == variable
    }
    return !scale.members.contains { store.contains(term, $0) }
  }

  private mutating func workOut(
    _ term: Term, _ scale: Scale, _ store: inout TermStore
  ) throws(LimitFailure) -> ScaleSeries {
    switch store.kind(term) {
    case .sum:
      var parts: [ScaleSeries] = []
      for (coefficient, inner) in store.addends(term) {
        let part = try expand(inner, scale, &store)
        parts.append(shifted(part, by: .zero, times: store.number(coefficient), &store))
      }
      return try sum(parts, &store)
    case .product:
      var result = ScaleSeries(constant: .one)
      for (base, exponent) in store.factors(term) {
        let part = try power(try expand(base, scale, &store), exponent, &store)
        result = try multiply(result, part, &store)
      }
      return result
    case .function:
      return try expandFunction(term, scale, &store)
    case .abstract:
      return try expandAbstract(term, scale, &store)
    case .reduction where store.operation(term) == .sum:
      return try expandSum(term, scale, &store)
    case .definition, .reduction, .cases, .expectation, .matrixFunction, .rational, .infinity, .truth, .symbol, .size,
      .index, .bound, .family, .delta, .relation, .and, .or, .not, .limit:
      throw .unknown("an expression of this kind")
    }
  }

  private mutating func expandFunction(
    _ term: Term, _ scale: Scale, _ store: inout TermStore
  ) throws(LimitFailure) -> ScaleSeries {
    let function = store.functionID(term)
    guard store.childCount(term) == 1 else { throw .unknown("a function of several arguments") }
    let argument = store.child(term, 0)
    if function == .exp {
      if scale.members.contains(term) {
        // exp(h) = exp(h - c*g)*w^c with w = exp(g).
        guard case .finite(let ratio) = try limit(store.divide(argument, scale.logarithm), &store) else {
          throw .unknown("exponentials of different growth")
        }
        let rest = try prepared(
          try simplified(store.subtract(argument, store.multiply(ratio, scale.logarithm)), &store), &store)
        return shifted(try exponential(of: try expand(rest, scale, &store), &store), by: ratio, times: .one, &store)
      }
      return try exponential(of: try expand(argument, scale, &store), &store)
    }
    var inner = try expand(argument, scale, &store)
    if function == .log {
      guard let first = try leading(&inner, &store), try signAwayFromZero(first.coefficient, &store) > 0 else {
        throw .unknown("the logarithm of what is not positive near the point")
      }
      var constant = store.apply(.log, first.coefficient)
      constant = store.add(constant, store.multiply(first.exponent, scale.logarithm))
      let rest = relativeRest(inner, &store)
      if rest.terms.isEmpty, rest.error == nil { return ScaleSeries(constant: constant) }
      var coefficients = [Term.zero]
      for m in 1...length { coefficients.append(store.number(Rational(m % 2 == 0 ? -1 : 1, m))) }
      return try sum([ScaleSeries(constant: constant), try compose(coefficients, rest, &store)], &store)
    }
    return try taylor(inner, &store) { store, argument in store.apply(function, argument) }
  }

  private mutating func exponential(
    of series: ScaleSeries, _ store: inout TermStore
  ) throws(LimitFailure) -> ScaleSeries {
    let (constant, rest) = try constantAndRest(series, &store)
    var coefficients = [Term.one]
    for m in 1...length { coefficients.append(store.scale(coefficients[m - 1], by: Rational(1, m))) }
    let expanded = try compose(coefficients, rest, isExact: rest.terms.isEmpty && rest.error == nil, &store)
    return shifted(expanded, by: .zero, times: store.apply(.exp, constant), &store)
  }

  /// A function that is analytic where its argument tends to, by Taylor's theorem.
  private mutating func taylor(
    _ inner: ScaleSeries, _ store: inout TermStore, _ apply: (inout TermStore, Term) -> Term
  ) throws(LimitFailure) -> ScaleSeries {
    let (constant, rest) = try constantAndRest(inner, &store)
    guard try isBounded(constant, &store) else {
      throw .unknown("a function of an argument that grows beyond all bounds")
    }
    if rest.terms.isEmpty, rest.error == nil { return ScaleSeries(constant: apply(&store, constant)) }
    do {
      let coefficients = try store.taylorCoefficients(
        of: apply(&store, store.add(constant, small)), by: small, order: length)
      return try compose(coefficients, rest, &store)
    } catch let error as DeriveError {
      throw LimitFailure(error)
    } catch let error as LimitFailure {
      throw error
    } catch {
      throw .tooMuchWork
    }
  }

  private mutating func expandAbstract(
    _ term: Term, _ scale: Scale, _ store: inout TermStore
  ) throws(LimitFailure) -> ScaleSeries {
    let (indices, arguments, marks) = store.abstractParts(term)
    let moving = arguments.indices.filter { isMoving(arguments[$0], store) }
    guard moving.count == 1, let place = moving.first, store.kind(arguments[place]) != .family else {
      throw .unknown("an abstract function of several things that move")
    }
    let number = store.payload(term)
    return try taylor(try expand(arguments[place], scale, &store), &store) { store, argument in
      var values = arguments
      values[place] = argument
      return store.abstract(number, resultIndices: indices, arguments: values, marks: marks)
    }
  }

  /// A sum over a range that does not move: each coefficient under the sum.
  private mutating func expandSum(
    _ term: Term, _ scale: Scale, _ store: inout TermStore
  ) throws(LimitFailure) -> ScaleSeries {
    let opening = opened(term, &store)
    let body = try expand(opening.body, scale, &store)
    var result = ScaleSeries(error: body.error)
    for part in body.terms {
      if opening.indices.contains(where: { store.contains(part.exponent, $0) }) {
        throw .unknown("a sum whose terms grow differently")
      }
      let total = store.sum(over: opening.indices, where: opening.condition, part.coefficient)
      if total != .zero { result.terms.append((part.exponent, total)) }
    }
    if let error = body.error, opening.indices.contains(where: { store.contains(error, $0) }) {
      throw .unknown("a sum whose terms grow differently")
    }
    return result
  }
}
