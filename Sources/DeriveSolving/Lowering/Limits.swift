import DeriveCore
import DeriveLanguage
import DeriveNumbers

/// A limit with the account of how it was taken.
struct TakenLimit {
  var value: LimitValue
  var steps: [LimitStep]
}

/// One step: `before` as the variable tends to its point from this side is `after`.
struct LimitStep {
  var rule: String
  var side: LimitSide
  var before: Term
  /// What is left under the limit, or, without one, its value.
  var after: Term
  var isValue: Bool
}

/// What a limit's variable tends to.
private enum LimitPoint {
  case finite(Term)
  case infinity(isPositive: Bool)
}

/// What a limit varies.
private enum LimitVariable {
  case symbol(Int, place: [Term])
  case size(Term)
  case index(Term)
}

/// Why a limit has no value.
enum LimitError: Error {
  /// It is known to have none, for this reason.
  case absent(String)
  case lowering(LoweringError)
}

extension Lowering {
  /// `limit(e, x -> a)`. Where there is none, or it is infinite, the expression is defined nowhere, with the reason kept.
  mutating func limit(_ parts: LimitParts, at indices: [Term], _ store: inout TermStore) throws(LoweringError) -> Term {
    do {
      switch try takeLimit(parts, at: indices, &store).value {
      case .finite(let value): return value
      case .infinite(let isPositive):
        absence = "the limit is \(isPositive ? "" : "-")inf, and no real number"
      }
    } catch {
      switch error {
      case .absent(let reason): absence = "the limit does not exist: \(reason)"
      case .lowering(let error): throw error
      }
    }
    require(.no, &store)
    return .zero
  }

  /// The limit and how it was taken.
  mutating func takeLimit(
    _ parts: LimitParts, at indices: [Term], _ store: inout TermStore
  ) throws(LimitError) -> TakenLimit {
    do {
      return try limitValue(parts, at: indices, &store)
    } catch {
      switch error {
      case .taking(let failure): throw described(failure, &store)
      case .lowering(let error): throw .lowering(error)
      }
    }
  }

  private mutating func described(_ failure: LimitFailure, _ store: inout TermStore) -> LimitError {
    switch failure {
    case .doesNotExist(let reason): return .absent(reason)
    case .unknownSign(let term):
      openSign = term
      let builder = FormulaBuilder(naming: NamingContext(problem: problem, store: &store), letters: letters)
      let isOwn = store.leaves(term) { $0 == .symbol }.contains { limitSymbols.contains(store.payload($0)) }
      guard !isOwn, let formula = try? builder.formula(term, in: &store) else {
        return .lowering(.unsupported("the limit was not taken: it depends on a sign that is not known"))
      }
      return .lowering(
        .unsupported("the limit was not taken: it depends on the sign of `\(FormulaText.text(formula))`"))
    case .unknown(let reason): return .lowering(.unsupported("the limit was not taken: \(reason)"))
    case .tooShort: return .lowering(.unsupported("the limit was not taken: all terms that were tried cancel"))
    case .tooMuchWork: return .lowering(.tooMuchWork)
    }
  }

  private var letters: [Term: String] {
    var result: [Term: String] = [:]
    for (id, term) in indexTerms { result[term] = problem.indices[id.number].name }
    return result
  }

  // MARK: Taking it

  private enum Failure: Error {
    case taking(LimitFailure)
    case lowering(LoweringError)
  }

  private mutating func limitValue(
    _ parts: LimitParts, at indices: [Term], _ store: inout TermStore
  ) throws(Failure) -> TakenLimit {
    do {
      let variable = try limitVariable(parts.variable, &store)
      let point = try limitPoint(parts.point, &store)
      let (whole, all) = try approached(parts.operand, variable, at: indices, &store)
      // What is assumed of the terms of opened sums, and what is dropped, concerns this limit alone.
      let saved = store.assumptions
      defer { store.restore(saved) }
      let (body, needs) = withAssumedNumbers(whole, all, variable, &store)
      switch variable {
      case .symbol(let symbol, let place):
        if isSequence(symbol, place, point, store) { store.forget(store.component(symbol)) }
      case .size(let name), .index(let name): store.forget(name)
      }
      do {
        return try take(body, needs, variable, point, parts.direction, &store)
      } catch LimitFailure.unknown(let reason) {
        return try given(body, variable, point, parts.direction, .unknown(reason), &store)
      } catch LimitFailure.unknownSign(let term) {
        return try given(body, variable, point, parts.direction, .unknownSign(term), &store)
      }
    } catch let error as LoweringError {
      throw .lowering(error)
    } catch let error as LimitFailure {
      throw .taking(error)
    } catch {
      throw .lowering(.unsupported("the limit was not taken"))
    }
  }

  private mutating func limitVariable(_ node: Node, _ store: inout TermStore) throws(LoweringError) -> LimitVariable {
    switch node.kind {
    case .variable(let id): return .symbol(try variableSymbol(id, &store), place: [])
    case .size(let id): return .size(size(id, &store))
    case .index(let id): return .index(try openIndex(id, &store))
    case .component(let base, let slots):
      guard case .variable(let id) = base.kind else { break }
      let shape = problem.variables[id.number].type.shape
      return .symbol(try variableSymbol(id, &store), place: try places(slots, shape, at: [], &store))
    default: break
    }
    throw .unsupported("a limit over what is no name")
  }

  private mutating func limitPoint(_ node: Node, _ store: inout TermStore) throws(LoweringError) -> LimitPoint {
    let term = try component(node, at: [], &store)
    if term == .infinity { return .infinity(isPositive: true) }
    let (coefficient, inner) = store.coefficientAndTerm(term)
    if inner == .infinity { return .infinity(isPositive: coefficient.signum > 0) }
    return .finite(term)
  }

  /// The expression and where it is defined, read under the facts of types alone: an assumption such as `x > 0` speaks of
  /// the name outside, and not of what tends to the point.
  private mutating func approached(
    _ operand: Node, _ variable: LimitVariable, at indices: [Term], _ store: inout TermStore
  ) throws(LoweringError) -> (body: Term, needs: Needs) {
    let outer = enter()
    let saved = standAlone(&store)
    do {
      let body = try component(operand, at: indices, &store)
      let inner = leave(outer)
      resume(saved, &store)
      return (body, inner)
    } catch {
      _ = leave(outer)
      resume(saved, &store)
      throw error
    }
  }

  /// Whether a name runs through all whole numbers from some place on.
  private func isSequence(
    _ symbol: Int, _ place: [Term], _ point: LimitPoint, _ store: borrowing TermStore
  ) -> Bool {
    guard case .infinity(true) = point, place.isEmpty else { return false }
    let known = store.symbols[symbol]
    let isRanged = typeConditions.contains { condition in
      store.leaves(condition) { $0 == .symbol }.contains { store.payload($0) == symbol }
    }
    return known.rank == 0 && known.facts.bounds.isInteger && known.facts.bounds.upper == nil && !isRanged
  }

  /// The body and its conditions with the numbers that names are assumed to be, of those that stay.
  private mutating func withAssumedNumbers(
    _ body: Term, _ needs: Needs, _ variable: LimitVariable, _ store: inout TermStore
  ) -> (body: Term, needs: Needs) {
    var change = DeriveCore.Substitution()
    for (left, right) in store.assumptions.equations where store.kind(left) == .symbol && store.isNumber(right) {
      if case .symbol(let symbol, _) = variable, store.payload(left) == symbol { continue }
      change.replace(left, by: right)
    }
    if change.isEmpty { return (body, needs) }
    var moved = Needs()
    for condition in needs.conditions { moved.add(store.substitute(condition, change)) }
    for kink in needs.kinks { moved.add(store.substitute(kink, change), isKink: true) }
    return (store.substitute(body, change), moved)
  }

  private mutating func take(
    _ body: Term, _ needs: Needs, _ variable: LimitVariable, _ point: LimitPoint, _ direction: Node.Direction?,
    _ store: inout TermStore
  ) throws -> TakenLimit {
    let conditions = needs.conditions + needs.kinks
    switch variable {
    case .symbol(let symbol, let place) where isSequence(symbol, place, point, store):
      return try takeSequence(body, conditions, store.component(symbol), &store)
    case .symbol(let symbol, let place):
      var moving: [Term] = []
      for condition in conditions {
        if moves(condition, symbol, store) { moving.append(condition) } else { require(condition, &store) }
      }
      if moving.isEmpty, !moves(body, symbol, store) {
        return TakenLimit(
          value: .finite(body),
          steps: [
            LimitStep(rule: "it does not depend on the variable", side: .both, before: body, after: body, isValue: true)
          ])
      }
      let approach = Approach(symbol: symbol, place: place, variable: store.component(symbol, place))
      return try take(body, moving, approach, point, direction, &store)
    case .index(let index):
      guard case .infinity(true) = point else {
        throw LimitFailure.unknown("an index tends to nothing but infinity")
      }
      return try takeSequence(body, conditions, index, &store)
    case .size(let size):
      guard case .infinity(true) = point else {
        throw LimitFailure.unknown("a size tends to nothing but infinity")
      }
      return try takeSequence(body, conditions, size, &store)
    }
  }

  private mutating func moves(_ term: Term, _ symbol: Int, _ store: borrowing TermStore) -> Bool {
    let following = dependents(symbols: [symbol], definitions: [], store)
    return store.leaves(term) { $0 == .symbol || $0 == .definition }.contains { leaf in
      store.kind(leaf) == .symbol ? store.payload(leaf) == symbol : following.contains(store.payload(leaf))
    }
  }

  /// What is assumed of a limit that could not be taken; as it stands, where it may.
  private func given(
    _ body: Term, _ variable: LimitVariable, _ point: LimitPoint, _ direction: Node.Direction?, _ failure: LimitFailure,
    _ store: inout TermStore
  ) throws(LimitFailure) -> TakenLimit {
    let name: Term
    switch variable {
    case .symbol(let symbol, let place): name = store.component(symbol, place)
    case .size(let size): name = size
    case .index(let index):
      // It stands as a limit over a place of its own: the index of the file is bound in it.
      guard keepsLimits else { throw failure }
      let (lower, upper) = store.range(ofIndex: index)
      let own = store.freshIndex(lower, upper)
      let moved = store.instantiate([index], body, at: [own])
      return TakenLimit(value: .finite(store.limit(of: moved, own, to: .infinity, from: .both)), steps: [])
    }
    let place: Term
    switch point {
    case .finite(let term): place = term
    case .infinity(let isPositive): place = isPositive ? .infinity : store.negate(.infinity)
    }
    let side: LimitSide = direction.map { $0 == .above ? .above : .below } ?? .both
    let whole = store.limit(of: body, name, to: place, from: side)
    if let known = store.assumedOrSame(whole) as Term?, known != whole {
      return TakenLimit(
        value: .finite(known),
        steps: [LimitStep(rule: "as assumed", side: side, before: body, after: known, isValue: true)])
    }
    guard keepsLimits else { throw failure }
    return TakenLimit(value: .finite(whole), steps: [])
  }

  // MARK: A name

  /// A scalar name, or a component, that tends to a point.
  private struct Approach {
    var symbol: Int
    var place: [Term]
    var variable: Term
  }

  /// The terms with a value in place of the name, through the definitions that follow it.
  private mutating func put(
    _ value: Term, for approach: Approach, in terms: [Term], _ store: inout TermStore
  ) throws(LoweringError) -> [Term] {
    var change = DeriveCore.Substitution()
    var parameters: [Term] = []
    for place in approach.place {
      let (lower, upper) =
        store.kind(place) == .index ? store.range(ofIndex: place) : (Term.one, store.number(1_000_000))
      parameters.append(store.freshIndex(lower, upper))
    }
    var body = value
    if !parameters.isEmpty {
      let own = store.component(approach.symbol, parameters)
      var deltas: [Term] = []
      for (parameter, place) in zip(parameters, approach.place) { deltas.append(store.delta(parameter, place)) }
      body = store.add(own, store.multiply(store.product(deltas), store.subtract(value, approach.variable)))
    }
    change.replace(symbol: approach.symbol, parameters: parameters, by: body)
    try replaceDependents(in: terms, symbols: [approach.symbol], definitions: [], &change, &store)
    return terms.map { store.substitute($0, &change) }
  }

  private mutating func take(
    _ body: Term, _ conditions: [Term], _ approach: Approach, _ point: LimitPoint, _ direction: Node.Direction?,
    _ store: inout TermStore
  ) throws -> TakenLimit {
    let sides = try sides(approach, point, direction, &store)
    let terms = [body] + conditions
    if case .finite(let place) = point, isInside(place, approach, &store), isContinuous(body, approach, store) {
      let strict = conditions.map { strictly($0, approach, &store) }
      let there = try put(place, for: approach, in: [body] + strict, &store)
      if there.dropFirst().allSatisfy({ holds($0, &store) }) {
        return TakenLimit(
          value: .finite(there[0]),
          steps: [
            LimitStep(
              rule: "continuous there: the point is put in",
              side: direction.map { $0 == .above ? .above : .below } ?? .both,
              before: body, after: there[0], isValue: true)
          ])
      }
    }
    let (large, small) = limitNames(&store)
    var found: [LimitValue] = []
    var accounts: [[LimitStep]] = []
    for side in sides {
      let (forward, back) = places(of: large, from: approach.variable, point, side, &store)
      let moved = try put(forward, for: approach, in: terms, &store)
      var asymptotics = Asymptotics(variable: large, small: small)
      for condition in moved.dropFirst() {
        guard try asymptotics.holds(condition, &store) else {
          throw LimitFailure.unknown(
            "the expression is not defined there\(sides.count > 1 ? " on both sides; write `+` or `-` after the point" : "")"
          )
        }
      }
      let shownSide: LimitSide = sides.count > 1 || direction != nil ? side : .both
      let value = try asymptotics.limit(moved[0], &store)
      found.append(value)
      accounts.append(
        account(of: body, moved[0], &asymptotics, value, shownSide, large: large, back: back, &store))
    }
    guard let first = found.first else { throw LimitFailure.unknown("the name cannot tend there") }
    if found.count == 2 { try requireSame(first, found[1], &store) }
    // What is the same from both sides is told once.
    if accounts.count == 2, zip(accounts[0], accounts[1]).allSatisfy({ $0.rule == $1.rule && $0.after == $1.after }) {
      accounts.removeLast()
      for place in accounts[0].indices { accounts[0][place].side = .both }
    }
    return TakenLimit(value: first, steps: accounts.flatMap { $0 })
  }

  private mutating func requireSame(
    _ above: LimitValue, _ below: LimitValue, _ store: inout TermStore
  ) throws {
    switch (above, below) {
    case (.infinite(let a), .infinite(let b)):
      if a == b { return }
    case (.finite(let a), .finite(let b)):
      if a == b { return }
      let difference = store.subtract(a, b)
      if try store.provesZero(difference) { return }
      var asymptotics = Asymptotics(variable: limitNames(&store).large, small: limitNames(&store).small)
      _ = try asymptotics.constantSign(difference, &store)
    default: break
    }
    func text(_ value: LimitValue, _ store: inout TermStore) -> String {
      switch value {
      case .infinite(let isPositive): return isPositive ? "inf" : "-inf"
      case .finite(let term):
        let builder = FormulaBuilder(naming: NamingContext(problem: problem, store: &store), letters: letters)
        return (try? builder.formula(term, in: &store)).map(FormulaText.text) ?? "another"
      }
    }
    throw LimitFailure.doesNotExist("from above it is \(text(above, &store)), from below \(text(below, &store))")
  }

  /// From which sides the name's type lets it tend to the point.
  private mutating func sides(
    _ approach: Approach, _ point: LimitPoint, _ direction: Node.Direction?, _ store: inout TermStore
  ) throws -> [LimitSide] {
    let facts = store.symbols[approach.symbol].facts
    let isRanged = typeConditions.contains { condition in
      store.leaves(condition) { $0 == .symbol }.contains { store.payload($0) == approach.symbol }
    }
    guard !isRanged, facts.structure == .none || approach.place.isEmpty else {
      throw LimitFailure.unknown("the type of the name says more of it than an interval of numbers")
    }
    let bounds = facts.bounds
    switch point {
    case .infinity(let isPositive):
      guard isPositive ? bounds.upper == nil : bounds.lower == nil else {
        throw LimitFailure.unknown("by its type the name is bounded")
      }
      if bounds.isInteger { throw LimitFailure.unknown("a limit over whole numbers that are no size") }
      return [.above]
    case .finite(let place):
      if bounds.isInteger { throw LimitFailure.unknown("whole numbers tend to no point") }
      let known = store.bounds(place)
      var sides: [LimitSide] = []
      // There must be values of the type on that side, as near as one likes.
      let hasAbove = bounds.upper.map { known.isBelow($0) } ?? true
      let reachesAbove = bounds.lower.map { known.isAtLeast($0) } ?? true
      let hasBelow = bounds.lower.map { known.isAbove($0) } ?? true
      let reachesBelow = bounds.upper.map { known.isAtMost($0) } ?? true
      if direction != .below, hasAbove, reachesAbove { sides.append(.above) }
      if direction != .above, hasBelow, reachesBelow { sides.append(.below) }
      if direction == nil, sides.count == 1 {
        // One side is enough only where the other certainly has no values of the type.
        let isEnd =
          sides[0] == .above
          ? bounds.lower.map { known.isAtMost($0) } ?? false : bounds.upper.map { known.isAtLeast($0) } ?? false
        if !isEnd { sides = [] }
      }
      if sides.isEmpty { throw LimitFailure.unknown("the name's type is not known to hold values near the point") }
      return sides
    }
  }

  /// The name in terms of a great variable, and back.
  private func places(
    of large: Term, from variable: Term, _ point: LimitPoint, _ side: LimitSide, _ store: inout TermStore
  ) -> (forward: Term, back: DeriveCore.Substitution) {
    var back = DeriveCore.Substitution()
    switch point {
    case .infinity(let isPositive):
      back.replace(large, by: isPositive ? variable : store.negate(variable))
      return (isPositive ? large : store.negate(large), back)
    case .finite(let place):
      let step = store.power(large, .minusOne)
      let distance = side == .below ? store.subtract(place, variable) : store.subtract(variable, place)
      back.replace(large, by: store.power(distance, .minusOne))
      back.replace(store.apply(.log, large), by: store.negate(store.apply(.log, distance)))
      return (side == .below ? store.subtract(place, step) : store.add(place, step), back)
    }
  }

  /// Symbols for a variable that grows beyond all bounds and one that tends to 0.
  private mutating func limitNames(_ store: inout TermStore) -> (large: Term, small: Term) {
    if limitSymbols.isEmpty {
      let facts = SymbolFacts(bounds: Bounds(lower: .one, lowerIsOpen: true))
      limitSymbols = [
        store.addSymbol(Symbol(name: "great x", role: .given, rank: 0, facts: facts)),
        store.addSymbol(Symbol(name: "small x", role: .given, rank: 0)),
      ]
    }
    return (store.component(limitSymbols[0]), store.component(limitSymbols[1]))
  }

  /// Whether what moves is made of continuous functions: then the limit at a point around which it is defined is the value
  /// there.
  private mutating func isContinuous(_ body: Term, _ approach: Approach, _ store: borrowing TermStore) -> Bool {
    let following = dependents(symbols: [approach.symbol], definitions: [], store)
    var pending = [body]
    var seen: Set<Term> = [body]
    while let term = pending.popLast() {
      switch store.kind(term) {
      case .function:
        let function = store.functionID(term)
        if function == .sign || function == .floor { return false }
      case .cases, .relation, .and, .or, .not, .expectation, .limit, .delta:
        if moves(term, approach.symbol, store) { return false }
      case .definition:
        if following.contains(store.payload(term)), seen.insert(store.definitions[store.payload(term)].body).inserted {
          pending.append(store.definitions[store.payload(term)].body)
        }
      case .rational, .infinity, .truth, .symbol, .size, .index, .bound, .sum, .product, .reduction, .family, .abstract,
        .matrixFunction:
        break
      }
      for child in store.children(term) where seen.insert(child).inserted { pending.append(child) }
    }
    return true
  }

  /// Whether the point and all values near it are of the name's type: what is known by it holds there.
  private func isInside(_ place: Term, _ approach: Approach, _ store: inout TermStore) -> Bool {
    let bounds = store.symbols[approach.symbol].facts.bounds
    let known = store.bounds(place)
    return !bounds.isInteger && (!bounds.excludesZero || known.isNonZero)
      && bounds.lower.map { known.isAbove($0) } ?? true && bounds.upper.map { known.isBelow($0) } ?? true
  }

  /// A condition that holds in a neighbourhood of a point where it holds.
  private mutating func strictly(_ condition: Term, _ approach: Approach, _ store: inout TermStore) -> Term {
    if !moves(condition, approach.symbol, store) { return condition }
    switch store.kind(condition) {
    case .relation:
      let (a, b) = (store.child(condition, 0), store.child(condition, 1))
      switch store.comparison(condition) {
      case .equal: return .no
      case .notEqual, .less: return condition
      case .lessOrEqual: return store.relation(.less, a, b)
      }
    case .and, .or:
      var parts: [Term] = []
      for part in store.children(condition) { parts.append(strictly(part, approach, &store)) }
      return store.kind(condition) == .and ? store.conjunction(parts) : store.disjunction(parts)
    case .reduction:
      let opening = store.open(condition, fresh: true)
      guard opening.operation == .all, !moves(opening.condition, approach.symbol, store) else { return .no }
      let body = strictly(opening.body, approach, &store)
      return store.all(over: opening.indices, where: opening.condition, body)
    case .truth, .rational, .infinity, .symbol, .size, .definition, .index, .bound, .sum, .product, .function, .family,
      .delta, .not, .cases, .abstract, .expectation, .matrixFunction, .limit:
      return .no
    }
  }

  /// Whether a condition at the point is known to hold.
  private func holds(_ condition: Term, _ store: inout TermStore) -> Bool {
    switch store.kind(condition) {
    case .truth: return condition == .yes
    case .relation:
      return store.relation(store.comparison(condition), store.child(condition, 0), store.child(condition, 1)) == .yes
    case .and: return store.children(condition).allSatisfy { holds($0, &store) }
    case .or: return store.children(condition).contains { holds($0, &store) }
    case .reduction:
      let opening = store.open(condition, fresh: true)
      return opening.operation == .all && holds(opening.body, &store)
    case .rational, .infinity, .symbol, .size, .definition, .index, .bound, .sum, .product, .function, .family, .delta,
      .not, .cases, .abstract, .expectation, .matrixFunction, .limit:
      return false
    }
  }

  /// What decided it: the leading term of the expansion, in the name's own terms.
  private mutating func account(
    of body: Term, _ moved: Term, _ asymptotics: inout Asymptotics, _ value: LimitValue, _ side: LimitSide, large: Term,
    back: DeriveCore.Substitution, _ store: inout TermStore
  ) -> [LimitStep] {
    let result: Term
    switch value {
    case .finite(let term): result = term
    case .infinite(let isPositive): result = isPositive ? .infinity : store.negate(.infinity)
    }
    if asymptotics.isGeometric {
      return [
        LimitStep(
          rule: "powers of what lies between -1 and 1 tend to 0", side: side, before: body, after: result, isValue: true
        )
      ]
    }
    guard let leading = try? asymptotics.leadingExpression(moved, &store) else {
      return [LimitStep(rule: "worked out", side: side, before: body, after: result, isValue: true)]
    }
    let shown = store.substitute(leading.term, back)
    if shown == result {
      return [LimitStep(rule: "expanded: the first term", side: side, before: body, after: result, isValue: true)]
    }
    let rule =
      switch value {
      case _ where leading.swings: "squeezed: what swings stays within bounds"
      case .finite(.zero): "what varies fastest in it tends to 0"
      case .infinite: "what varies fastest in it grows beyond all bounds"
      case .finite: "its limit"
      }
    if shown == body { return [LimitStep(rule: rule, side: side, before: body, after: result, isValue: true)] }
    return [
      LimitStep(rule: "the leading term decides", side: side, before: body, after: shown, isValue: false),
      LimitStep(rule: rule, side: side, before: shown, after: result, isValue: true),
    ]
  }

  // MARK: Sequences

  /// A sequence over a size or an index, n = 1, 2, …: limits of real functions of n, addend by addend; what is data over
  /// a range that grows is known only by assumption, or where bounds squeeze it.
  private mutating func takeSequence(
    _ body: Term, _ conditions: [Term], _ variable: Term, _ store: inout TermStore
  ) throws -> TakenLimit {
    var steps: [LimitStep] = []
    for condition in conditions {
      if isFixed(condition, variable, store) { require(condition, &store) }
    }
    let (large, small) = limitNames(&store)
    var asymptotics = Asymptotics(variable: large, small: small)
    asymptotics.isSequence = true
    for condition in conditions where !isFixed(condition, variable, store) {
      if let real = realized(condition, variable, large, &store) {
        guard try asymptotics.holds(real, &store) else {
          throw LimitFailure.unknown("the expression is not defined for great values")
        }
      } else if store.conjunction([condition]) != .yes {
        throw LimitFailure.unknown("where the expression is defined")
      }
    }
    if let known = assumedLimit(of: body, variable, &store) {
      return TakenLimit(
        value: .finite(known),
        steps: [LimitStep(rule: "as assumed", side: .both, before: body, after: known, isValue: true)])
    }
    var body = body
    for closed in closedSequence(body, variable, &store) {
      steps.append(LimitStep(rule: closed.rule, side: .both, before: body, after: closed.term, isValue: false))
      body = closed.term
    }
    var form = NormalForm(.reading)
    let normal = try store.normalTerm(body, &form)
    if normal != body, store.size(of: normal, limit: 400) < 400 {
      steps.append(LimitStep(rule: "multiplied out", side: .both, before: body, after: normal, isValue: false))
    }
    var smooth: [Term] = []
    var values: [Term] = []
    var left: [Term] = []
    var assumed: [Term] = []
    for (coefficient, addend) in store.addends(normal) {
      let whole = store.scale(addend, by: coefficient)
      if let real = realized(whole, variable, large, &store) {
        smooth.append(real)
        continue
      }
      let (fixed, moving, plain, rough) = split(whole, variable, large, &store)
      if let known = assumedLimit(of: moving, variable, &store) {
        steps.append(LimitStep(rule: "as assumed", side: .both, before: moving, after: known, isValue: true))
        values.append(store.multiply(fixed, known))
        if moving != whole {
          assumed.append(store.multiply(fixed, store.limit(of: moving, variable, to: .infinity, from: .both)))
        }
        continue
      }
      let bounds = store.bounds(rough)
      if bounds.lower != nil, bounds.upper != nil, let plain,
        case .finite(.zero) = try asymptotics.limit(plain, &store)
      {
        steps.append(
          LimitStep(
            rule: "squeezed: one factor stays within bounds, the other tends to 0", side: .both, before: moving,
            after: .zero, isValue: true))
        continue
      }
      left.append(whole)
    }
    if !smooth.isEmpty {
      let real = store.sum(smooth)
      let value = try asymptotics.limit(real, &store)
      guard case .finite(let finite) = value else {
        if left.isEmpty { return TakenLimit(value: value, steps: steps) }
        throw LimitFailure.unknown("a part of it grows beyond all bounds, and of another nothing is known")
      }
      var change = DeriveCore.Substitution()
      change.replace(large, by: variable)
      if !store.contains(real, large) {
        values.append(real)
      } else {
        steps += account(
          of: store.substitute(real, change), real, &asymptotics, value, .both, large: large, back: change, &store)
        values.append(finite)
      }
    }
    if !left.isEmpty {
      // A name may stand for what there are rules for.
      let inserted = inserted(body, variable, &store)
      if inserted != body, let taken = try? takeSequence(inserted, [], variable, &store) {
        let step = LimitStep(
          rule: "definitions inserted", side: .both, before: body, after: inserted, isValue: false)
        return TakenLimit(value: taken.value, steps: [step] + taken.steps)
      }
      guard keepsLimits else {
        throw LimitFailure.unknown("nothing is known of a part of it, whose values are given for each size")
      }
      values.append(untaken(left, variable, &store))
    }
    let result = store.sum(values)
    if assumed.count == store.addends(normal).count {
      steps.insert(
        LimitStep(
          rule: "addend by addend, what does not move taken out", side: .both, before: normal,
          after: store.sum(assumed),
          isValue: true), at: steps.firstIndex(where: \.isValue) ?? steps.endIndex)
    }
    if steps.filter(\.isValue).count > 1 || steps.last.map({ $0.after != result }) ?? true {
      steps.append(LimitStep(rule: "together", side: .both, before: normal, after: result, isValue: true))
    }
    return TakenLimit(value: .finite(result), steps: steps)
  }

  /// The term with every limit in it taken; nil where one cannot be.
  mutating func limitsTaken(in term: Term, _ store: inout TermStore) -> Term? {
    var change = DeriveCore.Substitution()
    for node in store.leaves(term, where: { $0 == .limit }) {
      // Another limit inside would have to be taken first.
      guard store.leaves(node, where: { $0 == .limit }) == [node],
        let taken = try? takeSequence(store.child(node, 2), [], store.child(node, 0), &store),
        case .finite(let value) = taken.value
      else { return nil }
      change.replace(node, by: value)
    }
    return change.isEmpty ? term : store.substitute(term, change)
  }

  /// The term with the names in it that move replaced by what they stand for, but for those that only stand in arguments
  /// of abstract functions.
  private func inserted(_ term: Term, _ variable: Term, _ store: inout TermStore) -> Term {
    var change = DeriveCore.Substitution()
    var pending = [term]
    var seen: Set<Term> = [term]
    while let next = pending.popLast() {
      switch store.kind(next) {
      case .abstract: continue
      case .definition where store.definitions[store.payload(next)].recursion != nil:
        // Its body mentions the member before, and so on without end.
        continue
      case .definition where !isFixed(next, variable, store):
        let definition = store.definitions[store.payload(next)]
        change.replace(definition: store.payload(next), parameters: definition.parameters, by: definition.body)
      default: break
      }
      pending += store.children(next).filter { seen.insert($0).inserted }
    }
    return change.isEmpty ? term : store.substitute(term, change)
  }

  /// The limit of addends of which nothing is known. A factor that is not 0 comes out.
  private mutating func untaken(_ addends: [Term], _ variable: Term, _ store: inout TermStore) -> Term {
    let whole = store.sum(addends)
    if addends.count == 1 {
      let (fixed, moving, _, _) = split(whole, variable, limitNames(&store).large, &store)
      if store.bounds(fixed).isNonZero {
        return store.multiply(fixed, store.limit(of: moving, variable, to: .infinity, from: .both))
      }
    }
    return store.limit(of: whole, variable, to: .infinity, from: .both)
  }

  /// What was assumed of a limit, or of it times a factor that stays and is not 0.
  private mutating func assumedLimit(of body: Term, _ variable: Term, _ store: inout TermStore) -> Term? {
    let atom = store.limit(of: body, variable, to: .infinity, from: .both)
    for (left, value) in store.assumptions.equations where store.kind(left) == .limit {
      if left == atom { return value }
      guard store.child(left, 0) == variable, store.child(left, 1) == .infinity else { continue }
      let (fixed, moving, _, _) = split(store.child(left, 2), variable, limitNames(&store).large, &store)
      if moving == body, store.bounds(fixed).isNonZero { return store.divide(value, fixed) }
    }
    return nil
  }

  /// The term with a real variable in place of the size or index; nil where it runs over a range that grows with it.
  private mutating func realized(
    _ term: Term, _ variable: Term, _ large: Term, _ store: inout TermStore
  ) -> Term? {
    // The ranges of indices that are free are no part of the value.
    var change = DeriveCore.Substitution()
    var back = DeriveCore.Substitution()
    for index in store.freeIndices(term) where index != variable {
      if !store.contains(index, variable) { continue }
      let placeholder = placeholder(of: index, &store)
      change.replace(index, by: placeholder)
      back.replace(placeholder, by: index)
    }
    let closed = store.substitute(term, change)
    for leaf in store.leaves(
      closed, where: { $0 == .symbol || $0 == .definition || $0 == .index || $0 == .bound || $0 == .limit })
    {
      if leaf == variable { continue }
      switch store.kind(leaf) {
      case .symbol:
        if store.symbols[store.payload(leaf)].extents.contains(where: { store.contains($0, variable) }) { return nil }
      case .definition:
        if !isFixed(leaf, variable, store), store.isOpaqueMember(leaf) { return nil }
        return isFixed(leaf, variable, store) ? leaf : realized(store.unfolded(leaf), variable, large, &store)
      default:
        if store.contains(leaf, variable) { return nil }
      }
    }
    var replacing = DeriveCore.Substitution()
    replacing.replace(variable, by: large)
    return store.substitute(store.substitute(closed, replacing), back)
  }

  /// A whole number that does not change while the size does.
  private mutating func placeholder(of index: Term, _ store: inout TermStore) -> Term {
    if let known = placeholders[index] { return store.component(known) }
    let facts = SymbolFacts(bounds: Bounds(lower: store.bounds(index).lower, isInteger: true))
    let symbol = store.addSymbol(Symbol(name: "place \(placeholders.count)", role: .given, rank: 0, facts: facts))
    placeholders[index] = symbol
    return store.component(symbol)
  }

  /// Whether a term does not change with a size or index.
  private func isFixed(_ term: Term, _ variable: Term, _ store: borrowing TermStore) -> Bool {
    var pending = [term]
    var seen: Set<Term> = [term]
    while let next = pending.popLast() {
      if next == variable { return false }
      switch store.kind(next) {
      case .index:
        // A place of its own, whatever its range.
        continue
      case .symbol:
        if store.symbols[store.payload(next)].extents.contains(where: { store.contains($0, variable) }) { return false }
      case .definition:
        let body = store.definitions[store.payload(next)].body
        if seen.insert(body).inserted { pending.append(body) }
      case .abstract, .rational, .infinity, .truth, .size, .bound, .sum, .product, .function, .reduction, .family,
        .delta,
        .relation, .and, .or, .not, .cases, .expectation, .matrixFunction, .limit:
        break
      }
      for child in store.children(next) where seen.insert(child).inserted { pending.append(child) }
    }
    return true
  }

  /// A product as factors that stay, all that move, and of these the plain functions of the variable and the rest.
  private mutating func split(
    _ term: Term, _ variable: Term, _ large: Term, _ store: inout TermStore
  ) -> (fixed: Term, moving: Term, plain: Term?, rough: Term) {
    let (coefficient, inner) = store.coefficientAndTerm(term)
    var fixed = [store.number(coefficient)]
    var moving: [Term] = []
    var plain: [Term] = []
    var rough: [Term] = []
    for (base, exponent) in store.factors(inner) {
      let factor = store.power(base, exponent)
      if isFixed(factor, variable, store) {
        fixed.append(factor)
        continue
      }
      moving.append(factor)
      if let real = realized(factor, variable, large, &store) { plain.append(real) } else { rough.append(factor) }
    }
    return (
      store.product(fixed), store.product(moving), plain.isEmpty ? nil : store.product(plain), store.product(rough)
    )
  }
}

extension LimitSide {
  /// How the side is written after the point; nothing for both.
  var formula: [Formula] {
    switch self {
    case .both: []
    case .above: [.text("+")]
    case .below: [.text("-")]
    }
  }
}

/// The parts of a `limit` of the file.
struct LimitParts {
  var operand: Node
  var variable: Node
  var point: Node
  var direction: Node.Direction?
}
