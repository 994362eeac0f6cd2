import DeriveNumbers

/// What a limit is.
package enum LimitValue: Hashable, Sendable {
  case finite(Term)
  case infinite(isPositive: Bool)
}

/// Why there is no limit, or none was found.
package enum LimitFailure: Error, Hashable, Sendable {
  /// It is known not to exist: the text says why.
  case doesNotExist(String)
  /// It depends on a sign that the givens do not tell.
  case unknownSign(Term)
  /// There is no rule: the text says for what.
  case unknown(String)
  case tooMuchWork
  /// More terms of an expansion are needed.
  case tooShort

  init(_ error: DeriveError) {
    switch error {
    case .unsupported(let reason): self = .unknown(reason)
    case .tooMuchWork: self = .tooMuchWork
    }
  }
}

/// Limits of one expression as one variable grows beyond all bounds, by its most rapidly varying parts (Gruntz, "On
/// Computing Limits in a Symbolic Manipulation System", diss. ETH 11432, 1996): of all exponentials in it, and the
/// variable, those that grow fastest are powers of one scale w that tends to 0, up to slower factors; the first term of
/// the expansion by powers of w decides, and its coefficient, which changes slower, is looked at in turn.
///
/// A sign is never guessed: of a constant it follows from the givens, or there is no answer. A coefficient that may be 0
/// is harmless where the next term is smaller, and where it is divided by or its sign decides it is known not to be.
package struct Asymptotics {
  /// Grows beyond all bounds: a symbol greater than 1.
  let variable: Term
  /// A symbol to expand by, near 0.
  let small: Term
  /// Terms that stand for values that swing within bounds, such as `sin(x)` for great x: what they stand for.
  private(set) var bounded: [Term: Term] = [:]
  private var boundedNames: [Term: Term] = [:]
  /// Those of them that take every value between their bounds again and again.
  private var endless: Set<Term> = []
  /// The indices of sums that were opened: what is said with them is said of each term.
  private var openedIndices: Set<Term> = []
  /// What no power that was taken for one of a number between -1 and 1 falls slower than: a name in (0, 1).
  private var rate: Term?

  var expansions: [Term: ScaleSeries] = [:]
  private var limits: [Term: Result<LimitValue, LimitFailure>] = [:]
  private var leadingTerms: [Term: Result<Leading?, LimitFailure>] = [:]
  private var preparations: [Term: Term] = [:]
  private var openings: [Term: Opening] = [:]
  /// How many terms an infinite expansion has.
  var length = 4
  var depth = 0
  static let greatestDepth = 200

  package init(variable: Term, small: Term) {
    self.variable = variable
    self.small = small
  }

  /// The parts that grow fastest: their scale is `exp(logarithm)`, which tends to 0.
  struct Scale {
    var members: [Term]
    var logarithm: Term
    var isVariable: Bool
  }

  func isMoving(_ term: Term, _ store: borrowing TermStore) -> Bool { store.contains(term, variable) }

  func opened(_ term: Term, _ store: inout TermStore) -> Opening { openings[term] ?? store.open(term, fresh: true) }

  // MARK: Limits

  /// The limit as the variable grows beyond all bounds.
  package mutating func limit(_ term: Term, _ store: inout TermStore) throws(LimitFailure) -> LimitValue {
    if let known = limits[term] { return try known.get() }
    depth += 1
    defer { depth -= 1 }
    if depth > Self.greatestDepth || store.budget.isSpent { throw .tooMuchWork }
    do {
      let value = try workOutLimit(term, &store)
      limits[term] = .success(value)
      return value
    } catch {
      if let value = try? limitOfAddends(term, error, &store) {
        limits[term] = .success(value)
        return value
      }
      limits[term] = .failure(error)
      throw error
    }
  }

  /// The limit of a sum whose addends, of which it is not known which grows fastest, all have finite limits.
  private mutating func limitOfAddends(
    _ term: Term, _ failure: LimitFailure, _ store: inout TermStore
  ) throws(LimitFailure) -> LimitValue {
    switch failure {
    case .doesNotExist, .tooMuchWork, .tooShort: throw failure
    case .unknown, .unknownSign: break
    }
    guard store.isProperSum(term) else { throw failure }
    var values: [Term] = []
    for (coefficient, addend) in store.addends(term) {
      guard case .finite(let value) = try limit(addend, &store) else { throw failure }
      values.append(store.scale(value, by: coefficient))
    }
    return .finite(store.sum(values))
  }

  private mutating func workOutLimit(_ term: Term, _ store: inout TermStore) throws(LimitFailure) -> LimitValue {
    guard let first = try leadingTerm(term, &store) else { return .finite(.zero) }
    switch try constantSign(first.exponent, &store) {
    case 1: return .finite(.zero)
    case -1:
      let sign = try signAwayFromZero(first.coefficient, &store)
      if sign == 0 { throw .unknownSign(first.coefficient) }
      return .infinite(isPositive: sign > 0)
    default:
      if isMoving(first.coefficient, store) { return try limit(first.coefficient, &store) }
      if let rate, store.contains(first.coefficient, rate) { throw .unknown("powers of different numbers") }
      if let moving = swinging(first.coefficient, store) {
        try requireNoSwing(first.coefficient, moving, &store)
      }
      return .finite(first.coefficient)
    }
  }

  /// The names of swinging values in the term.
  func swinging(_ term: Term, _ store: borrowing TermStore) -> [Term]? {
    if bounded.isEmpty { return nil }
    // Of a name with indices one entry stands for all.
    let symbols = Set(store.leaves(term) { $0 == .symbol }.map { store.payload($0) })
    let found = bounded.keys.filter { symbols.contains(store.payload($0)) }
    return found.isEmpty ? nil : found.sorted { $0.number < $1.number }
  }

  /// - Throws: always; that there is no limit where it swings for certain.
  private mutating func requireNoSwing(
    _ value: Term, _ names: [Term], _ store: inout TermStore
  ) throws(LimitFailure) {
    if names.count == 1, let stands = bounded[names[0]], endless.contains(names[0]), store.freeIndices(stands).isEmpty,
      let slope = try? store.derivative(of: value, by: names[0]), !store.contains(slope, names[0]),
      let sign = try? constantSign(slope, &store), sign != 0, !isSequence
    {
      throw .doesNotExist("it swings without end")
    }
    throw .unknown("the limit of what swings")
  }

  /// Only whole numbers are reached: a function may swing between them.
  package var isSequence = false

  /// The leading term of an expansion: `coefficient*w^exponent`.
  struct Leading {
    var exponent: Term
    /// With the variable for its logarithm, where it stood only in that.
    var coefficient: Term
    /// The whole term as it stands.
    var term: Term
  }

  /// The leading term of the expansion; nil where it is 0.
  mutating func leadingTerm(_ term: Term, _ store: inout TermStore) throws(LimitFailure) -> Leading? {
    if let known = leadingTerms[term] { return try known.get() }
    depth += 1
    defer { depth -= 1 }
    store.budget.count(200)
    if depth > Self.greatestDepth || store.budget.isSpent { throw .tooMuchWork }
    do {
      let result = try workOutLeadingTerm(term, &store)
      leadingTerms[term] = .success(result)
      return result
    } catch {
      leadingTerms[term] = .failure(error)
      throw error
    }
  }

  private mutating func workOutLeadingTerm(
    _ term: Term, _ store: inout TermStore
  ) throws(LimitFailure) -> Leading? {
    let prepared = try prepared(try simplified(term, &store), &store)
    if !isMoving(prepared, store) {
      return try isZero(prepared, &store) ? nil : Leading(exponent: .zero, coefficient: prepared, term: prepared)
    }
    if try isZero(prepared, &store) { return nil }
    let scale = try scale(of: try fastest(prepared, &store), &store)
    let outer = (length, expansions)
    defer { (length, expansions) = outer }
    for count in [4, 8, 16] {
      length = count
      expansions = [:]
      do {
        var series = try expand(prepared, scale, &store)
        guard let first = try leading(&series, &store) else { return nil }
        if let error = series.error, try order(first.exponent, error, &store) >= 0 { continue }
        let power =
          scale.isVariable
          ? store.power(variable, store.negate(first.exponent))
          : store.apply(.exp, store.multiply(first.exponent, scale.logarithm))
        return Leading(
          exponent: first.exponent,
          coefficient: scale.isVariable ? try slowed(first.coefficient, &store) : first.coefficient,
          term: store.multiply(first.coefficient, power))
      } catch {
        guard error == .tooShort else { throw error }
      }
    }
    throw .unknown("an expansion of which sixteen terms cancel")
  }

  /// The leading term as it stands, with what swings written out; nil for 0.
  package mutating func leadingExpression(
    _ term: Term, _ store: inout TermStore
  ) throws(LimitFailure) -> (term: Term, swings: Bool)? {
    guard let leading = try leadingTerm(term, &store)?.term else { return nil }
    var change = Substitution()
    let names = swinging(leading, store) ?? []
    for name in names {
      let indices = Array(store.children(name))
      change.replace(symbol: store.payload(name), parameters: indices, by: bounded[name] ?? name)
    }
    let swings = names.contains { bounded[$0] != .one }
    return (change.isEmpty ? leading : store.substitute(leading, change), swings)
  }

  /// Whether powers of numbers between -1 and 1 were bounded by those of one number between 0 and 1.
  package var isGeometric: Bool { rate != nil }

  /// The coefficient with the variable for its logarithm: both grow beyond all bounds.
  private func slowed(_ coefficient: Term, _ store: inout TermStore) throws(LimitFailure) -> Term {
    if !isMoving(coefficient, store) { return coefficient }
    var change = Substitution()
    change.replace(store.apply(.log, variable), by: small)
    let without = store.substitute(coefficient, change)
    if isMoving(without, store) { throw .unknown("an expansion whose coefficients move") }
    var back = Substitution()
    back.replace(small, by: variable)
    return store.substitute(without, back)
  }

  // MARK: Signs

  /// Whether the value is certainly 0.
  mutating func isZero(_ term: Term, _ store: inout TermStore) throws(LimitFailure) -> Bool {
    if term == .zero { return true }
    if store.isNumber(term) { return false }
    if store.bounds(term).isNonZero { return false }
    return affordable(&store) { (store: inout TermStore) throws(DeriveError) in try store.provesZero(term) } ?? false
  }

  /// What takes little work; nil where it takes more or there is no rule.
  private func affordable<Value>(
    _ store: inout TermStore, _ work: (inout TermStore) throws(DeriveError) -> Value
  ) -> Value? {
    let saved = store.budget
    store.budget.restart(limit: min(100_000, max(saved.limit - saved.spent, 0)))
    let value = try? work(&store)
    let spent = store.budget.spent
    store.budget = saved
    store.budget.count(spent)
    return value
  }

  /// The sign of what does not move, by what is known of it.
  package mutating func constantSign(_ term: Term, _ store: inout TermStore) throws(LimitFailure) -> Int {
    if let value = store.rational(term) { return value.signum }
    if let sign = Self.sign(store.bounds(term)) { return sign }
    if try isZero(term, &store) { return 0 }
    if let sign = store.signOfNumber(term) { return sign }
    let found = affordable(&store) { (store: inout TermStore) throws(DeriveError) -> Int? in
      var form = NormalForm(.deciding)
      let normal = try store.normalTerm(term, &form)
      if let sign = Self.sign(store.bounds(normal)) { return sign }
      var reading = Reading(names: [])
      let read = try store.factored(term, &reading)
      return Self.sign(store.bounds(read))
    }
    if let found, let sign = found { return sign }
    throw .unknownSign(term)
  }

  private static func sign(_ bounds: Bounds) -> Int? {
    if bounds.isPositive { return 1 }
    if bounds.isNegative { return -1 }
    return nil
  }

  /// The sign for all great values of the variable, 0 only where the value is 0 there. Of what swings it is known only
  /// where it stays away from 0.
  mutating func signAwayFromZero(_ term: Term, _ store: inout TermStore) throws(LimitFailure) -> Int {
    if isMoving(term, store) {
      guard let first = try leadingTerm(term, &store) else { return 0 }
      return try signAwayFromZero(first.coefficient, &store)
    }
    if swinging(term, store) == nil { return try constantSign(term, &store) }
    for candidate in [term, try simplified(term, &store)] {
      let bounds = store.bounds(candidate)
      if let lower = bounds.lower, lower.signum > 0 { return 1 }
      if let upper = bounds.upper, upper.signum < 0 { return -1 }
    }
    throw .unknown("the sign of what swings")
  }

  /// Whether the value is not 0 for all great values of the variable, or is 0 for all of them.
  mutating func isAwayFromZero(_ term: Term, _ store: inout TermStore) throws(LimitFailure) -> Bool {
    if isMoving(term, store) {
      guard let first = try leadingTerm(term, &store) else { return false }
      return try isAwayFromZero(first.coefficient, &store)
    }
    if swinging(term, store) == nil, store.bounds(term).isNonZero { return true }
    return try signAwayFromZero(term, &store) != 0
  }

  /// The sign for all great values of the variable.
  mutating func eventualSign(_ term: Term, _ store: inout TermStore) throws(LimitFailure) -> Int {
    if let sign = Self.sign(store.bounds(term)) { return sign }
    if !isMoving(term, store) { return try constantSign(term, &store) }
    return try signAwayFromZero(term, &store)
  }

  /// Whether a condition holds for all great values of the variable, or for none.
  package mutating func holds(_ condition: Term, _ store: inout TermStore) throws(LimitFailure) -> Bool {
    switch store.kind(condition) {
    case .truth: return condition == .yes
    case .relation:
      let (a, b) = (store.child(condition, 0), store.child(condition, 1))
      let comparison = store.comparison(condition)
      let known = store.relation(comparison, a, b)
      if store.kind(known) == .truth { return known == .yes }
      let difference = store.subtract(b, a)
      if comparison == .equal || comparison == .notEqual {
        return try isAwayFromZero(difference, &store) == (comparison == .notEqual)
      }
      let sign = try eventualSign(difference, &store)
      switch comparison {
      case .equal, .notEqual: return false
      case .less: return sign > 0
      case .lessOrEqual: return sign >= 0
      }
    case .and:
      var failure: LimitFailure?
      for part in store.children(condition) {
        do {
          if try !holds(part, &store) { return false }
        } catch { failure = error }
      }
      if let failure { throw failure }
      return true
    case .or:
      var failure: LimitFailure?
      for part in store.children(condition) {
        do {
          if try holds(part, &store) { return true }
        } catch { failure = error }
      }
      if let failure { throw failure }
      return false
    case .not: return try !holds(store.child(condition, 0), &store)
    case .reduction where store.operation(condition) == .all:
      let opening = store.open(condition, fresh: true)
      guard opening.condition == .yes, try holds(opening.body, &store) else {
        throw .unknown("a condition on every component")
      }
      return true
    case .rational, .infinity, .symbol, .size, .definition, .index, .bound, .sum, .product, .function, .reduction,
      .family, .delta, .cases, .abstract, .expectation, .matrixFunction, .limit:
      throw .unknown("a condition of this kind")
    }
  }

  /// Whether the values stay within bounds for all great values of the variable; whether they settle is another matter.
  mutating func isBounded(_ term: Term, _ store: inout TermStore) throws(LimitFailure) -> Bool {
    if !isMoving(term, store) { return true }
    guard let first = try leadingTerm(term, &store) else { return true }
    switch try constantSign(first.exponent, &store) {
    case 1: return true
    case -1:
      // What grows does so, but for a factor of 0.
      if try signAwayFromZero(first.coefficient, &store) == 0 { throw .unknownSign(first.coefficient) }
      return false
    default: return try isBounded(first.coefficient, &store)
    }
  }

  // MARK: What grows fastest

  /// The exponentials that grow or fall fastest, or the variable, in a prepared expression.
  private mutating func fastest(_ term: Term, _ store: inout TermStore) throws(LimitFailure) -> [Term] {
    if !isMoving(term, store) { return [] }
    if term == variable { return [term] }
    switch store.kind(term) {
    case .sum, .product, .abstract:
      var result: [Term] = []
      for child in store.children(term) where isMoving(child, store) {
        result = try faster(result, try fastest(child, &store), &store)
      }
      return result
    case .function:
      var result: [Term] = []
      for child in store.children(term) { result = try faster(result, try fastest(child, &store), &store) }
      if store.functionID(term) == .exp, try !isBounded(store.child(term, 0), &store) {
        guard case .infinite = try limit(store.child(term, 0), &store) else {
          throw .unknown("an exponential that swings without bounds")
        }
        return try faster([term], result, &store)
      }
      return result
    case .reduction:
      let opening = opened(term, &store)
      return try fastest(opening.body, &store)
    case .rational, .infinity, .truth, .symbol, .size, .definition, .index, .bound, .family, .delta, .relation, .and,
      .or, .not, .cases, .expectation, .matrixFunction, .limit:
      throw .unknown("an expression of this kind")
    }
  }

  private func logarithm(_ member: Term, _ store: inout TermStore) -> Term {
    member == variable ? store.apply(.log, variable) : store.child(member, 0)
  }

  private mutating func faster(
    _ a: [Term], _ b: [Term], _ store: inout TermStore
  ) throws(LimitFailure) -> [Term] {
    guard let first = a.first else { return b }
    guard let second = b.first else { return a }
    if first == second { return a + b.filter { !a.contains($0) } }
    let ratio = try limit(store.divide(logarithm(first, &store), logarithm(second, &store)), &store)
    switch ratio {
    case .infinite: return a
    case .finite(let value): return try constantSign(value, &store) == 0 ? b : a + b.filter { !a.contains($0) }
    }
  }

  private mutating func scale(of members: [Term], _ store: inout TermStore) throws(LimitFailure) -> Scale {
    if members.contains(variable) {
      // Exponentials of this growth are powers of the variable, but for slower factors.
      let logarithm = store.negate(store.apply(.log, variable))
      return Scale(members: members, logarithm: logarithm, isVariable: true)
    }
    // A scale belongs to all terms of a sum.
    if members.contains(where: { member in openedIndices.contains { store.contains(member, $0) } }) {
      throw .unknown("a sum whose terms grow differently")
    }
    guard let first = members.min(by: { store.size(of: $0, limit: 1_000) < store.size(of: $1, limit: 1_000) }) else {
      throw .unknown("an expression of this kind")
    }
    let exponent = store.child(first, 0)
    guard case .infinite(let isPositive) = try limit(exponent, &store) else {
      throw .unknown("an expression of this kind")
    }
    return Scale(members: members, logarithm: isPositive ? store.negate(exponent) : exponent, isVariable: false)
  }

  // MARK: Preparing

  /// The same value, with what cancels at first sight cancelled.
  mutating func simplified(_ term: Term, _ store: inout TermStore) throws(LimitFailure) -> Term {
    if store.budget.isSpent { throw .tooMuchWork }
    return affordable(&store) { (store: inout TermStore) throws(DeriveError) -> Term in
      var form = NormalForm(.reading)
      return try store.normalTerm(term, &form)
    } ?? term
  }

  /// The same value for all great values of the variable, written with exponentials, logarithms, constant powers and
  /// functions that are analytic where their argument tends to.
  mutating func prepared(_ term: Term, _ store: inout TermStore) throws(LimitFailure) -> Term {
    if !isMoving(term, store) || term == variable { return term }
    if let known = preparations[term] { return known }
    depth += 1
    defer { depth -= 1 }
    if depth > Self.greatestDepth || store.budget.isSpent { throw .tooMuchWork }
    let result = try prepare(term, &store)
    preparations[term] = result
    preparations[result] = result
    return result
  }

  private mutating func prepare(_ term: Term, _ store: inout TermStore) throws(LimitFailure) -> Term {
    switch store.kind(term) {
    case .sum:
      var pairs: [(coefficient: Term, term: Term)] = []
      for position in stride(from: 0, to: store.childCount(term), by: 2) {
        pairs.append((store.child(term, position), try prepared(store.child(term, position + 1), &store)))
      }
      return store.sum(ofMultiples: pairs)
    case .product:
      var factors: [Term] = []
      for (base, exponent) in store.factors(term) {
        let inner = try prepared(base, &store)
        if !isMoving(exponent, store) {
          factors.append(store.power(inner, exponent))
          continue
        }
        if let falling = try signedPower(inner, exponent, &store) {
          factors.append(falling)
          continue
        }
        guard try eventualSign(inner, &store) > 0 else {
          throw .unknown("a moving power of what is not positive")
        }
        let logarithm = store.apply(.log, inner)
        factors.append(try prepared(store.apply(.exp, store.multiply(exponent, logarithm)), &store))
      }
      return joined(store.product(factors), &store)
    case .function:
      var arguments: [Term] = []
      for argument in store.children(term) { arguments.append(try prepared(argument, &store)) }
      return try prepare(store.functionID(term), arguments, &store)
    case .abstract:
      let (indices, arguments, marks) = store.abstractParts(term)
      var values: [Term] = []
      for argument in arguments { values.append(try prepared(argument, &store)) }
      return store.abstract(store.payload(term), resultIndices: indices, arguments: values, marks: marks)
    case .definition:
      if store.isOpaqueMember(term) { throw .unknown("a member of a recursion at a place that is no number") }
      return try prepared(store.unfolded(term), &store)
    case .cases:
      let last = store.childCount(term) - 1
      for position in stride(from: 0, to: last, by: 2) {
        if try holds(store.child(term, position), &store) {
          return try prepared(store.child(term, position + 1), &store)
        }
      }
      return try prepared(store.child(term, last), &store)
    case .reduction:
      let opening = store.open(term, fresh: true)
      guard opening.operation == .sum, !isMoving(opening.condition, store),
        !opening.indices.contains(where: { isMoving($0, store) })
      else {
        throw .unknown(
          opening.operation == .sum ? "a sum over a range that moves" : "a product or extremum over an index")
      }
      openedIndices.formUnion(opening.indices)
      for index in opening.indices { store.assumeInstances(at: index) }
      let body = try prepared(opening.body, &store)
      let result = store.sum(over: opening.indices, where: opening.condition, body)
      if store.kind(result) == .reduction, openings[result] == nil {
        openings[result] = store.open(result, fresh: true)
      }
      return result
    case .family: throw .unknown("a function of a vector that moves")
    case .expectation: throw .unknown("the limit of an expectation")
    case .matrixFunction: throw .unknown("the limit of an inverse or a determinant")
    case .rational, .infinity, .truth, .symbol, .size, .index, .bound, .delta, .relation, .and, .or, .not, .limit:
      throw .unknown("an expression of this kind")
    }
  }

  /// A power to a whole number that grows of what lies between -1 and 1, whatever its sign: `base^e` is `s*rate^e` with
  /// `-1 <= s <= 1` for e >= 0, where the rate is the greatest of 1/2 and all such absolute values; nil where it is none.
  private mutating func signedPower(
    _ base: Term, _ exponent: Term, _ store: inout TermStore
  ) throws(LimitFailure) -> Term? {
    guard isSequence, !isMoving(base, store), swinging(base, store) == nil,
      let (slope, rest) = store.linear(exponent, in: variable), let step = store.rational(slope), step.isInteger,
      step.signum > 0, store.bounds(rest).isInteger
    else { return nil }
    // Of one positive base the growth is known exactly.
    let isOpened = openedIndices.contains { store.contains(base, $0) }
    if !isOpened, store.bounds(base).isPositive { return nil }
    guard let above = try? constantSign(store.subtract(.one, base), &store), above >= 0,
      let below = try? constantSign(store.add(.one, base), &store), below >= 0
    else { return nil }
    let sign = swing(store.power(base, exponent), .between(.minusOne, .one), &store)
    if above == 0 || below == 0 { return sign }
    let common: Term
    if let rate {
      common = rate
    } else {
      let symbol = store.addSymbol(
        Symbol(name: "rate", role: .given, rank: 0, facts: SymbolFacts(bounds: .openUnit)))
      common = store.component(symbol)
      rate = common
    }
    return store.multiply(
      sign, try prepared(store.apply(.exp, store.multiply(exponent, store.apply(.log, common))), &store))
  }

  /// The product with its moving exponentials as one: what their exponents have in common cancels.
  private func joined(_ product: Term, _ store: inout TermStore) -> Term {
    let (coefficient, inner) = store.coefficientAndTerm(product)
    var exponents: [Term] = []
    var others = [store.number(coefficient)]
    for (base, exponent) in store.factors(inner) {
      if store.kind(base) == .function, store.functionID(base) == .exp, isMoving(base, store) {
        exponents.append(store.multiply(exponent, store.child(base, 0)))
      } else {
        others.append(store.power(base, exponent))
      }
    }
    if exponents.count < 2 { return product }
    others.append(store.apply(.exp, store.sum(exponents)))
    return store.product(others)
  }

  /// A function with prepared arguments.
  private mutating func prepare(
    _ function: FunctionID, _ arguments: [Term], _ store: inout TermStore
  ) throws(LimitFailure) -> Term {
    let plain = store.apply(function, arguments)
    guard store.kind(plain) == .function, store.functionID(plain) == function, isMoving(plain, store) else {
      return try prepared(plain, &store)
    }
    let x = store.child(plain, 0)
    switch function {
    case .exp, .log: return plain
    case .abs:
      let sign = try eventualSign(x, &store)
      return sign == 0 ? .zero : sign > 0 ? x : store.negate(x)
    case .sign: return store.number(try eventualSign(x, &store))
    case .min, .max:
      let y = store.child(plain, 1)
      let isGreater = try eventualSign(store.subtract(x, y), &store) > 0
      return isGreater == (function == .max) ? x : y
    default: break
    }
    if store.childCount(plain) == 1 {
      let found: LimitValue?
      do {
        found = try limit(x, &store)
      } catch {
        if error == .tooMuchWork { throw error }
        found = nil
      }
      switch found {
      case .finite(let value) where function == .floor:
        if let whole = try floorNear(x, value, &store) { return whole }
      case .finite(let value):
        if isAnalytic(function, at: value, &store) { return plain }
      case .infinite(let isPositive):
        if let far = try farOut(function, x, isPositive: isPositive, &store) { return far }
      case nil:
        if function == .sin || function == .cos { return swing(plain, .between(.minusOne, .one), &store) }
        if try isBounded(x, &store), isAnalytic(function, at: x, &store) { return plain }
      }
    }
    if let reduced = function.entry.reduced(&store, store.children(plain)), reduced != plain {
      return try prepared(reduced, &store)
    }
    throw .unknown("there is no rule for `\(function.entry.name)` where its argument tends to")
  }

  /// The floor of what tends to a number, from the side from which it comes; nil where that number is not known.
  private mutating func floorNear(
    _ x: Term, _ value: Term, _ store: inout TermStore
  ) throws(LimitFailure) -> Term? {
    guard let number = store.rational(value) else { return nil }
    guard number.isInteger else { return store.number(Rational(number.floor())) }
    return try eventualSign(store.subtract(x, value), &store) < 0 ? store.number(number - .one) : value
  }

  /// Stirling's formula: `lgamma(x) = (x - 1/2)*log(x) - x + log(2*pi)/2 + b/(12*x)`, with b between 12*x/(12*x + 1) and 1
  /// (Robbins, "A remark on Stirling's formula", 1955).
  private mutating func stirling(_ x: Term, _ store: inout TermStore) throws(LimitFailure) -> Term {
    let logarithm = store.apply(.log, x)
    let factor = swing(store.apply(.lgamma, x), as: .one, Bounds(lower: Rational(1, 2), upper: .one), &store)
    let circle = store.apply(.log, store.scale(store.apply(.pi), by: Rational(2)))
    return store.sum([
      store.multiply(store.subtract(x, .half), logarithm), store.negate(x), store.scale(circle, by: Rational(1, 2)),
      store.scale(store.divide(factor, x), by: Rational(1, 12)),
    ])
  }

  /// A bounded name in place of a value that does not settle.
  private mutating func swing(
    _ value: Term, as shown: Term? = nil, _ bounds: Bounds, _ store: inout TermStore
  ) -> Term {
    if let known = boundedNames[value] { return known }
    var bounds = bounds
    bounds.lowerIsOpen = false
    bounds.upperIsOpen = false
    // Each term of a sum swings by itself.
    let indices = store.freeIndices(value).filter { openedIndices.contains($0) }
    let extents = indices.map { store.range(ofIndex: $0).upper }
    let symbol = store.addSymbol(
      Symbol(
        name: "swing", role: .given, rank: indices.count, facts: SymbolFacts(bounds: bounds), extents: extents))
    let name = store.component(symbol, indices)
    bounded[name] = shown ?? value
    boundedNames[value] = name
    return name
  }

  private func isAnalytic(_ function: FunctionID, at value: Term, _ store: inout TermStore) -> Bool {
    if function == .floor { return false }
    let entry = function.entry
    let conditions = entry.domain(&store, [value]) + entry.smoothness(&store, [value])
    for condition in conditions where condition != .yes {
      // A closed end of the domain is none of a neighbourhood.
      return false
    }
    for condition in entry.domain(&store, [small]) where store.kind(condition) == .relation {
      guard store.comparison(condition) == .lessOrEqual else { continue }
      let strict = entry.smoothness(&store, [small])
      if strict.isEmpty { return false }
    }
    return true
  }

  /// A function whose argument grows beyond all bounds; nil where it is to be reduced to others.
  private mutating func farOut(
    _ function: FunctionID, _ x: Term, isPositive: Bool, _ store: inout TermStore
  ) throws(LimitFailure) -> Term? {
    let sign = isPositive ? Term.one : Term.minusOne
    switch function {
    case .sin, .cos:
      let name = swing(store.apply(function, x), .between(.minusOne, .one), &store)
      endless.insert(name)
      return name
    case .atan:
      // atan(x) = sign*pi/2 - atan(1/x).
      let inner = store.apply(.atan, store.power(x, .minusOne))
      let right = store.scale(store.apply(.pi), by: store.rational(sign) ?? .one)
      return store.subtract(store.scale(right, by: Rational(1, 2)), inner)
    case .erf:
      // 1 - erf(x) = exp(-x^2)/(x*sqrt(pi))*b with b between 1 - 1/(2*x^2) and 1 (Abramowitz and Stegun, 7.1.23).
      let size = isPositive ? x : store.negate(x)
      let factor = swing(store.apply(.erf, size), as: .one, Bounds(lower: Rational(1, 2), upper: .one), &store)
      let bell = try prepared(store.apply(.exp, store.negate(store.power(size, 2))), &store)
      let rest = store.divide(store.multiply(bell, factor), store.multiply(size, store.squareRoot(store.apply(.pi))))
      return store.multiply(sign, store.subtract(.one, rest))
    case .lgamma where isPositive: return try stirling(x, &store)
    case .gamma where isPositive: return try prepared(store.apply(.exp, try stirling(x, &store)), &store)
    case .digamma where isPositive:
      // log(x) - 1/(2*x) - b/(12*x^2) with b between 0 and 1 (Abramowitz and Stegun, 6.3.18).
      let inverse = store.power(x, .minusOne)
      let factor = swing(store.apply(.digamma, x), as: .one, .unit, &store)
      return store.sum([
        store.apply(.log, x), store.scale(inverse, by: Rational(-1, 2)),
        store.scale(store.multiply(factor, store.power(inverse, 2)), by: Rational(-1, 12)),
      ])
    case .floor:
      // x - 1 < floor(x) <= x.
      let whole = store.apply(.floor, x)
      return store.subtract(x, swing(whole, as: store.subtract(x, whole), .unit, &store))
    default: return nil
    }
  }
}

extension TermStore {
  /// The sign of a number written with functions and no names, by an enclosure in double precision.
  func signOfNumber(_ term: Term) -> Int? {
    guard let value = enclosure(ofNumber: term, depth: 0) else { return nil }
    if value.isPositive { return 1 }
    if value.isNegative { return -1 }
    return nil
  }

  private func enclosure(ofNumber term: Term, depth: Int) -> Interval? {
    if depth > 60 { return nil }
    switch kind(term) {
    case .rational: return value(term).magnitude.bitWidth < 400 ? Interval(enclosing: value(term)) : nil
    case .sum:
      var result = Interval(enclosing: .zero)
      for (coefficient, inner) in addends(term) {
        guard let part = enclosure(ofNumber: inner, depth: depth + 1) else { return nil }
        result = result + Interval(enclosing: coefficient) * part
      }
      return result
    case .product:
      var result = Interval(enclosing: .one)
      for (base, exponent) in factors(term) {
        guard let inner = enclosure(ofNumber: base, depth: depth + 1), let e = rational(exponent) else { return nil }
        if let whole = e.asInt, abs(whole) <= 16 {
          var power = Interval(enclosing: .one)
          for _ in 0..<abs(whole) { power = power * inner }
          result = whole >= 0 ? result * power : result / power
        } else {
          guard inner.isPositive else { return nil }
          result = result * (inner.log() * Interval(enclosing: e)).exp()
        }
      }
      return result
    case .function:
      var arguments: [Interval] = []
      for child in children(term) {
        guard let part = enclosure(ofNumber: child, depth: depth + 1) else { return nil }
        arguments.append(part)
      }
      return functionID(term).entry.enclose(arguments)
    case .definition:
      return nil
    case .infinity, .truth, .symbol, .size, .index, .bound, .reduction, .family, .delta, .relation, .and, .or, .not,
      .cases, .abstract, .expectation, .matrixFunction, .limit:
      return nil
    }
  }
}
