import DeriveCore
import DeriveNumbers

/// Convexity by composition: how an expression bends follows from its parts by a few rules, from the leaves up, with signs
/// from the facts of types and monotonicity from the function table.
///
/// The rules are those of disciplined convex programming (Grant, Boyd and Ye, "Disciplined Convex Programming", 2006) and
/// of log-convexity (Boyd and Vandenberghe, "Convex Optimization", 2004, sec. 3.2 and 3.5): sums, multiples, maxima, affine
/// arguments, composition with what rises or falls, norms, quotients such as `x^2/y`, relative entropy, geometric means,
/// functions of positive definite matrices. They speak of points of the domain only: that the domain is convex and the
/// expression defined on all of it is the caller's to know.
package struct Composition {
  private struct Reason {
    var words: String
    var parts: [Term]
    /// Goes without saying: a multiple, an affine sum.
    var isMinor: Bool
  }

  private let symbols: Set<Int>
  private let definitions: Set<Int>
  private var facts: [Term: CurvatureFact] = [:]
  private var reasons: [Term: Reason] = [:]
  private var moving: [Term: Bool] = [:]

  /// The variables are the symbols; a definition that depends on one of them is looked into.
  package init(variables: [Term], _ store: borrowing TermStore) {
    symbols = Set(variables.map { store.payload($0) })
    definitions = variables.reduce(into: []) { $0.formUnion(store.definitionsDepending(on: $1)) }
  }

  /// The lines of the proof that the term bends as far as is known, from its parts up; what is constant or a variable
  /// itself is not told.
  package func steps(for root: Term, _ store: borrowing TermStore) -> [CurvatureStep] {
    var result: [CurvatureStep] = []
    var seen: Set<Term> = []
    func visit(_ term: Term) {
      guard seen.insert(term).inserted, let reason = reasons[term], let fact = facts[term] else { return }
      if !fact.isAffine { for part in reason.parts { visit(part) } }
      if reason.isMinor, term != root { return }
      result.append(CurvatureStep(term: term, fact: fact, reason: reason.words))
    }
    visit(root)
    return result
  }

  /// How the term bends in the variables.
  package mutating func fact(_ term: Term, _ store: inout TermStore) -> CurvatureFact {
    if let known = facts[term] { return known }
    if store.budget.isSpent { return .unknown }
    store.budget.count(1)
    var result: CurvatureFact
    if !moves(term, store) {
      let isPositive = store.bounds(term).isPositive
      result = CurvatureFact(
        isConstant: true, isConvex: true, isConcave: true, isLogConvex: isPositive, isLogConcave: isPositive)
    } else {
      result = movingFact(term, &store)
      if result.isLogConvex { result.isConvex = true }
      // What is positive and concave has a concave logarithm.
      if result.isConcave, store.bounds(term).isPositive { result.isLogConcave = true }
    }
    facts[term] = result
    return result
  }

  private mutating func movingFact(_ term: Term, _ store: inout TermStore) -> CurvatureFact {
    switch store.kind(term) {
    case .symbol: return .affine
    case .definition:
      if store.isOpaqueMember(term) { return .unknown }
      let body = store.unfolded(term)
      let inner = fact(body, &store)
      // Told as its definition is, in one line.
      reasons[term] = reasons[body].map { Reason(words: $0.words, parts: $0.parts, isMinor: false) }
      return inner
    case .sum: return sumFact(term, &store)
    case .product: return productFact(term, &store)
    case .function: return functionFact(term, &store)
    case .reduction: return reductionFact(term, &store)
    case .cases: return casesFact(term, &store)
    case .matrixFunction: return matrixFact(term, &store)
    case .rational, .infinity, .truth, .size, .index, .bound, .family, .delta, .relation, .and, .or, .not, .abstract,
      .expectation, .limit:
      return .unknown
    }
  }

  /// Whether a variable occurs in the term.
  private mutating func moves(_ term: Term, _ store: borrowing TermStore) -> Bool {
    if let known = moving[term] { return known }
    let result = !store.leaves(term) { $0 == .symbol || $0 == .definition }.allSatisfy { leaf in
      store.kind(leaf) == .symbol
        ? !symbols.contains(store.payload(leaf)) : !definitions.contains(store.payload(leaf))
    }
    moving[term] = result
    return result
  }

  private mutating func tell(
    _ term: Term, _ fact: CurvatureFact, _ reason: String, _ parts: [Term], isMinor: Bool = false
  ) -> CurvatureFact {
    if !fact.isUnknown { reasons[term] = Reason(words: reason, parts: parts, isMinor: isMinor || fact.isAffine) }
    return fact
  }

  // MARK: Sums

  private mutating func sumFact(_ term: Term, _ store: inout TermStore) -> CurvatureFact {
    let addends = store.addends(term)
    // 1 - sigmoid(u) is sigmoid(-u).
    if addends.count == 2, let sigmoid = addends.first(where: { $0.coefficient == Rational(-1) }),
      addends.contains(where: { $0.term == .one && $0.coefficient.isOne })
    {
      var value = sigmoid.term
      while store.kind(value) == .definition, !store.isOpaqueMember(value) { value = store.unfolded(value) }
      if store.kind(value) == .function, store.functionID(value) == .sigmoid {
        let mirrored = store.apply(.sigmoid, store.negate(store.child(value, 0)))
        return tell(term, fact(mirrored, &store), "it is the sigmoid of the negative argument", [mirrored])
      }
    }
    var result = CurvatureFact(
      isConstant: true, isConvex: true, isConcave: true, isLogConvex: true, isLogConcave: false)
    var parts: [Term] = []
    for (coefficient, addend) in addends {
      let inner = fact(addend, &store)
      var own = coefficient.isNegative ? inner.negated : inner
      own.isLogConvex = inner.isLogConvex && !coefficient.isNegative
      if inner.isConstant, store.bounds(store.scale(addend, by: coefficient)).isNonNegative { own.isLogConvex = true }
      own.isConstant = inner.isConstant
      result = result.intersection(own)
      if !inner.isConstant { parts.append(addend) }
    }
    if !result.isUnknown {
      if addends.count == 1, !result.isAffine {
        let word = facts[addends[0].term]?.word ?? ""
        return tell(
          term, result,
          addends[0].coefficient.isNegative ? "the negative of \(Self.term(word))" : "a multiple of \(Self.term(word))",
          parts, isMinor: true)
      }
      return tell(term, result, reason(ofSum: result), parts)
    }
    // Logarithms with one factor belong together: p*log(p) - p*log(q) is p*log(p/q).
    if let joined = joinedLogarithms(addends, &store), joined != term {
      return tell(term, fact(joined, &store), "the logarithms put together", [joined])
    }
    return result
  }

  private func reason(ofSum fact: CurvatureFact) -> String {
    fact.isAffine ? "affine in the variables" : "a sum of \(fact.word ?? "such") terms"
  }

  private mutating func joinedLogarithms(
    _ addends: [(coefficient: Rational, term: Term)], _ store: inout TermStore
  ) -> Term? {
    struct Key: Hashable {
      var factors: Term
      var magnitude: Rational
    }
    var groups: [Key: [(isNegative: Bool, argument: Term)]] = [:]
    var order: [Key] = []
    var others: [Term] = []
    for (coefficient, addend) in addends {
      let factors = store.factors(addend)
      let logarithms = factors.filter { isLogarithm($0.base, store) && $0.exponent == .one }
      if logarithms.count == 1, factors.count > 1 {
        let argument = store.child(logarithms[0].base, 0)
        let rest = store.divide(addend, logarithms[0].base)
        if moves(rest, store), store.bounds(argument).isPositive {
          let key = Key(factors: rest, magnitude: coefficient.magnitude)
          if groups[key] == nil { order.append(key) }
          groups[key, default: []].append((coefficient.isNegative, argument))
          continue
        }
      }
      others.append(store.scale(addend, by: coefficient))
    }
    guard groups.values.contains(where: { $0.count > 1 }) else { return nil }
    for key in order {
      guard let group = groups[key], let first = group.first else { continue }
      // The sign of the first stands before the logarithm.
      let argument = store.product(
        group.map { store.power($0.argument, $0.isNegative == first.isNegative ? 1 : -1) })
      let joined = store.multiply(key.factors, store.apply(.log, argument))
      others.append(store.scale(joined, by: first.isNegative ? -key.magnitude : key.magnitude))
    }
    return store.sum(others)
  }

  /// "an affine term", "a convex term".
  private static func term(_ word: String) -> String { "\(word.hasPrefix("a") ? "an" : "a") \(word) term" }

  private func isLogarithm(_ term: Term, _ store: borrowing TermStore) -> Bool {
    store.kind(term) == .function && store.functionID(term) == .log
  }

  // MARK: Products and powers

  /// The factors that stand still, and those that move with the variables.
  private mutating func parted(
    _ term: Term, _ store: inout TermStore
  ) -> (constants: [Term], factors: [(base: Term, exponent: Term)]) {
    var constants: [Term] = []
    var factors: [(base: Term, exponent: Term)] = []
    for (base, exponent) in store.factors(term) {
      if moves(base, store) || moves(exponent, store) {
        factors.append((base, exponent))
      } else {
        constants.append(store.power(base, exponent))
      }
    }
    return (constants, factors)
  }

  private mutating func productFact(_ term: Term, _ store: inout TermStore) -> CurvatureFact {
    let (constants, factors) = parted(term, &store)
    if constants.isEmpty { return properProductFact(term, factors, &store) }
    let inner = store.product(ofPowers: factors)
    let innerFact = fact(inner, &store)
    let sign = store.bounds(store.product(constants))
    var result = CurvatureFact.unknown
    if innerFact.isAffine { result = .affine }
    if sign.isNonNegative { result = CurvatureFact(isConvex: innerFact.isConvex, isConcave: innerFact.isConcave) }
    if sign.isNonPositive { result = innerFact.negated }
    if sign.isPositive { (result.isLogConvex, result.isLogConcave) = (innerFact.isLogConvex, innerFact.isLogConcave) }
    if result.isAffine { return tell(term, result, "affine in the variables", [inner]) }
    let factor =
      sign.isPositive ? "a positive multiple" : sign.isNonNegative ? "a non-negative multiple" : "a negative multiple"
    return tell(term, result, "\(factor) of \(Self.term(innerFact.word ?? ""))", [inner], isMinor: true)
  }

  private mutating func properProductFact(
    _ term: Term, _ factors: [(base: Term, exponent: Term)], _ store: inout TermStore
  ) -> CurvatureFact {
    if factors.count == 1 {
      return powerFact(term, factors[0].base, factors[0].exponent, &store)
    }
    if let result = entropyFact(term, factors, &store) { return result }
    if let result = quotientFact(term, factors, &store) { return result }
    if let result = geometricMeanFact(term, factors, &store) { return result }
    // Logarithms of products are sums.
    var result = CurvatureFact(isLogConvex: true, isLogConcave: true)
    let powers = factors.map { store.power($0.base, $0.exponent) }
    for power in powers {
      let own = fact(power, &store)
      if !own.isLogConvex { result.isLogConvex = false }
      if !own.isLogConcave { result.isLogConcave = false }
    }
    return tell(term, result, "a product of \(result.word ?? "") factors", powers)
  }

  private mutating func powerFact(
    _ term: Term, _ base: Term, _ exponent: Term, _ store: inout TermStore
  ) -> CurvatureFact {
    if exponent == .one { return fact(base, &store) }
    if moves(exponent, store) { return exponentialFact(term, base, exponent, &store) }
    let inner = fact(base, &store)
    let values = store.bounds(base)
    let size = store.bounds(exponent)
    let number = store.rational(exponent)?.asInt
    let isEven = number.map { $0 % 2 == 0 } ?? false
    let isOdd = number.map { $0 % 2 != 0 } ?? false
    var result = CurvatureFact.unknown
    if size.isNonNegative { (result.isLogConvex, result.isLogConcave) = (inner.isLogConvex, inner.isLogConcave) }
    if size.isNonPositive { result = inner.inverseLogarithmic }
    var reason = "a power of \(Self.term(inner.word ?? ""))"
    func rule(_ words: String) { reason = words }
    if size.isAtLeast(.one) {
      if isEven, inner.isAffine {
        result.isConvex = true
        rule("an even power of an affine term")
      } else if inner.isConvex, values.isNonNegative {
        result.isConvex = true
        rule("a power of a convex term that is not negative")
      } else if isEven, inner.isConcave, values.isNonPositive {
        result.isConvex = true
        rule("an even power of a concave term that is not positive")
      } else if isOdd, inner.isConcave, values.isNonPositive {
        result.isConcave = true
        rule("an odd power of a concave term that is not positive")
      }
    }
    if size.isAtMost(.one), size.isNonNegative, inner.isConcave, values.isNonNegative {
      result.isConcave = true
      rule("a power below 1 of a concave term that is not negative")
    }
    if size.isNegative {
      if inner.isConcave, values.isPositive {
        result.isConvex = true
        rule("a negative power of a positive concave term")
      } else if inner.isConvex, values.isNegative, isOdd || isEven {
        if isEven { result.isConvex = true } else { result.isConcave = true }
        rule("a negative power of a negative convex term")
      }
    }
    if !result.isConvex, size.isAtLeast(Rational(1, 2)), isSquareOfNorm(base, &store) {
      result.isConvex = true
      reason = exponent == .half ? "a norm of affine terms" : "a power of a norm of affine terms"
    }
    if !result.isConcave, let mean = meanFact(base, exponent, &store) {
      result = result.union(mean)
      reason = "a geometric mean of concave terms"
    }
    return tell(term, result, reason, inner.isUnknown ? [] : [base])
  }

  private func text(_ exponent: Rational) -> String {
    exponent.isInteger && !exponent.isNegative ? exponent.description : "(\(exponent))"
  }

  /// `a^u` with a constant positive base.
  private mutating func exponentialFact(
    _ term: Term, _ base: Term, _ exponent: Term, _ store: inout TermStore
  ) -> CurvatureFact {
    guard !moves(base, store), store.bounds(base).isPositive else { return .unknown }
    let inner = fact(exponent, &store)
    let logarithm = store.bounds(store.apply(.log, base))
    var result = CurvatureFact(
      isLogConvex: logarithm.isNonNegative ? inner.isConvex : logarithm.isNonPositive && inner.isConcave,
      isLogConcave: logarithm.isNonNegative ? inner.isConcave : logarithm.isNonPositive && inner.isConvex)
    if inner.isAffine { result = CurvatureFact(isLogConvex: true, isLogConcave: true) }
    return tell(term, result, "an exponential of \(Self.term(inner.word ?? ""))", [exponent])
  }

  /// `f*log(f/g)` with f affine and g concave: relative entropy, the perspective of `-log`.
  private mutating func entropyFact(
    _ term: Term, _ factors: [(base: Term, exponent: Term)], _ store: inout TermStore
  ) -> CurvatureFact? {
    guard factors.count == 2, factors.allSatisfy({ $0.exponent == .one }),
      let logarithm = factors.first(where: { isLogarithm($0.base, store) })?.base,
      let factor = factors.first(where: { $0.base != logarithm })?.base
    else { return nil }
    let quotient = store.divide(factor, store.child(logarithm, 0))
    guard fact(factor, &store).isAffine, store.bounds(factor).isNonNegative, store.bounds(quotient).isPositive,
      fact(quotient, &store).isConcave
    else { return nil }
    return tell(
      term, .convex,
      moves(quotient, store)
        ? "`x*log(x/y)` is convex in `x` and `y` together, and decreasing in `y`" : "`x*log(x)` is convex",
      [factor, quotient])
  }

  /// `f^p/g^q` with f affine or convex and not negative, g concave and positive, `p >= q + 1` (Boyd and Vandenberghe,
  /// sec. 3.2.6: a perspective of a power).
  private mutating func quotientFact(
    _ term: Term, _ factors: [(base: Term, exponent: Term)], _ store: inout TermStore
  ) -> CurvatureFact? {
    guard factors.count == 2, let first = store.rational(factors[0].exponent),
      let second = store.rational(factors[1].exponent), first.isNegative != second.isNegative
    else { return nil }
    let (above, below) = first.isNegative ? (factors[1], factors[0]) : (factors[0], factors[1])
    var power = first.isNegative ? second : first
    let divisor = first.isNegative ? -first : -second
    guard fact(below.base, &store).isConcave, store.bounds(below.base).isPositive else { return nil }
    let inner = fact(above.base, &store)
    var isNorm = false
    if inner.isAffine, power.asInt.map({ $0 % 2 == 0 }) ?? false {
    } else if inner.isConvex, store.bounds(above.base).isNonNegative, power >= divisor + .one {
    } else if isSquareOfNorm(above.base, &store) {
      power = power * Rational(2)
      isNorm = true
    } else {
      return nil
    }
    guard power >= divisor + .one else { return nil }
    let (top, bottom) = (power.isOne ? "x" : "x^\(text(power))", divisor.isOne ? "y" : "y^\(text(divisor))")
    return tell(
      term, .convex,
      "`\(top)/\(bottom)` is convex for positive `y` and decreasing in `y`"
        + (isNorm ? ", and `x` stands for a norm of affine terms" : ""),
      isNorm ? [below.base] : [above.base, below.base])
  }

  /// Powers of concave terms that are not negative, with exponents in (0, 1) that add up to at most 1.
  private mutating func geometricMeanFact(
    _ term: Term, _ factors: [(base: Term, exponent: Term)], _ store: inout TermStore
  ) -> CurvatureFact? {
    var total = Rational.zero
    for (base, exponent) in factors {
      guard let e = store.rational(exponent), e.signum > 0, fact(base, &store).isConcave,
        store.bounds(base).isNonNegative
      else { return nil }
      total = total + e
    }
    guard total <= .one else { return nil }
    return tell(term, .concave, "a geometric mean of concave terms", factors.map(\.base))
  }

  /// `prod(i : 1..n, f)^(1/n)` with f concave and not negative.
  private mutating func meanFact(_ base: Term, _ exponent: Term, _ store: inout TermStore) -> CurvatureFact? {
    if store.kind(base) == .product, let e = store.rational(exponent), e.signum > 0 {
      let inner = store.factors(base)
      guard inner.allSatisfy({ store.rational($0.exponent) != nil }) else { return nil }
      let scaled = inner.map { (base: $0.base, exponent: store.multiply($0.exponent, exponent)) }
      return geometricMeanFact(store.power(base, exponent), scaled, &store)
    }
    guard store.kind(base) == .reduction, store.operation(base) == .product else { return nil }
    let opening = store.open(base, fresh: true)
    guard opening.condition == .yes, opening.indices.count == 1, let index = opening.indices.first else { return nil }
    let (lower, upper) = store.range(ofIndex: index)
    guard lower == .one, store.multiply(exponent, upper) == .one, fact(opening.body, &store).isConcave,
      store.bounds(opening.body).isNonNegative
    else { return nil }
    return .concave
  }

  // MARK: Norms and quadratic forms

  /// The term is the square of a norm of affine terms, or of terms that are convex and not negative: its root is convex.
  private mutating func isSquareOfNorm(_ term: Term, _ store: inout TermStore) -> Bool {
    if !moves(term, store) { return store.bounds(term).isNonNegative }
    switch store.kind(term) {
    case .definition: return !store.isOpaqueMember(term) && isSquareOfNorm(store.unfolded(term), &store)
    case .sum:
      for (coefficient, addend) in store.addends(term) {
        if addend == .one {
          if coefficient.isNegative { return false }
        } else if coefficient.isNegative || !isSquareOfNorm(addend, &store) {
          return false
        }
      }
      return true
    case .product:
      let (constants, factors) = parted(term, &store)
      guard store.bounds(store.product(constants)).isNonNegative, factors.count == 1,
        let exponent = store.rational(factors[0].exponent)
      else { return false }
      if exponent.isOne { return isSquareOfNorm(factors[0].base, &store) }
      guard exponent == Rational(2) else { return false }
      let inner = fact(factors[0].base, &store)
      return inner.isAffine || inner.isConvex && store.bounds(factors[0].base).isNonNegative
    case .reduction:
      guard store.operation(term) == .sum else { return false }
      let opening = store.open(term, fresh: true)
      if moves(opening.condition, store) { return false }
      return isSquareOfNorm(opening.body, &store) || quadraticForm(opening, &store) == .byType
    case .rational, .infinity, .truth, .symbol, .size, .index, .bound, .function, .family, .delta, .relation, .and, .or,
      .not, .cases, .abstract, .expectation, .matrixFunction, .limit:
      return false
    }
  }

  private enum QuadraticForm { case byType, byInverse }

  /// `sum(i, j, M[i, j]*a[i]*a[j])` with a affine and M positive semidefinite by what it is made of, or the inverse of a
  /// positive definite matrix that is affine in the variables (the matrix fractional function; Boyd and Vandenberghe,
  /// example 3.4).
  private mutating func quadraticForm(_ opening: Opening, _ store: inout TermStore) -> QuadraticForm? {
    guard opening.operation == .sum, opening.condition == .yes, opening.indices.count >= 2, opening.indices.count <= 6
    else { return nil }
    var constants: [Term] = []
    var affine: [Term] = []
    var inverse: Term?
    for (base, exponent) in store.factors(opening.body) {
      if !moves(base, store), !moves(exponent, store) {
        constants.append(store.power(base, exponent))
      } else if store.kind(base) == .matrixFunction, exponent == .one, inverse == nil {
        inverse = base
      } else if let times = store.rational(exponent)?.asInt, times == 1 {
        affine.append(base)
      } else {
        return nil
      }
    }
    if affine.count != 2 && !(affine.isEmpty && inverse != nil) { return nil }
    for row in opening.indices {
      for column in opening.indices where row != column {
        let others = opening.indices.filter { $0 != row && $0 != column }
        if affine.count == 2 {
          guard store.contains(affine[0], row), !store.contains(affine[0], column),
            store.instantiate([row], affine[0], at: [column]) == affine[1], fact(affine[0], &store).isAffine,
            others.allSatisfy({ !store.contains(affine[0], $0) })
          else { continue }
        }
        guard store.range(ofIndex: row) == store.range(ofIndex: column) else { continue }
        if let inverse {
          guard !others.contains(where: { store.contains(inverse, $0) }),
            isInverseOfDefinite(inverse, row, column, &store)
          else { continue }
          if affine.count == 2 {
            if constants.isEmpty, others.isEmpty { return .byInverse }
            continue
          }
        }
        let matrix = store.sum(over: others, store.product(constants))
        if let known = store.matrixFact(row, column, matrix), !known.isNegative {
          return inverse == nil ? .byType : .byInverse
        }
      }
    }
    return nil
  }

  /// The entry at these places of the inverse of a matrix that is positive definite and affine in the variables.
  private mutating func isInverseOfDefinite(
    _ term: Term, _ row: Term, _ column: Term, _ store: inout TermStore
  ) -> Bool {
    guard store.kind(term) == .matrixFunction, store.matrixFunction(term) == .inverse,
      Set(store.children(term).dropFirst()) == [row, column]
    else { return false }
    let (inner, other, body) = store.openedMatrix(term)
    guard let known = store.matrixFact(inner, other, body), known.isDefinite, !known.isNegative else { return false }
    return fact(body, &store).isAffine
  }

  // MARK: Functions

  private mutating func functionFact(_ term: Term, _ store: inout TermStore) -> CurvatureFact {
    let id = store.functionID(term)
    let arguments = store.children(term)
    let inner = arguments.map { fact($0, &store) }
    let shape = id.entry.shape(arguments.map { store.bounds($0) })
    let movingPlaces = arguments.indices.filter { moves(arguments[$0], store) }
    var result = CurvatureFact.unknown
    if movingPlaces.count == 1 || shape.isJoint {
      func composes(_ bendsUp: Bool) -> Bool {
        movingPlaces.allSatisfy { place in
          switch shape.monotonicity[place] {
          case .increasing: bendsUp ? inner[place].isConvex : inner[place].isConcave
          case .decreasing: bendsUp ? inner[place].isConcave : inner[place].isConvex
          case .unknown: inner[place].isAffine
          }
        }
      }
      switch shape.curvature {
      case .affine: (result.isConvex, result.isConcave) = (composes(true), composes(false))
      case .convex: result.isConvex = composes(true)
      case .concave: result.isConcave = composes(false)
      case .unknown: break
      }
      switch shape.logarithmic {
      case .affine: (result.isLogConvex, result.isLogConcave) = (composes(true), composes(false))
      case .convex: result.isLogConvex = composes(true)
      case .concave: result.isLogConcave = composes(false)
      case .unknown: break
      }
    }
    let name = "`\(id.entry.name)`"
    if id == .log {
      if inner[0].isLogConvex { result.isConvex = true }
      if inner[0].isLogConcave { result.isConcave = true }
      return tell(term, result, "the logarithm of \(Self.term(logarithmicWord(inner[0])))", arguments)
    }
    if id == .exp { return tell(term, result, "the exponential of \(Self.term(logarithmicWord(inner[0])))", arguments) }
    if id == .max || id == .min {
      return tell(term, result, "the \(id == .max ? "greatest of convex" : "least of concave") terms", arguments)
    }
    let direction =
      switch shape.monotonicity[movingPlaces.first ?? 0] {
      case .increasing: " and increasing"
      case .decreasing: " and decreasing"
      case .unknown: ""
      }
    var bends = result.word ?? ""
    if result.isConvex, shape.curvature == .convex { bends = "convex" }
    let word = inner[movingPlaces.first ?? 0].word ?? "constant"
    return tell(
      term, result, "\(name) is \(bends)\(direction), and its argument is \(word)",
      movingPlaces.map { arguments[$0] })
  }

  private func logarithmicWord(_ fact: CurvatureFact) -> String {
    if fact.isLogConvex && fact.isLogConcave { return "log-affine" }
    return fact.isLogConvex ? "log-convex" : fact.isLogConcave && !fact.isConcave ? "log-concave" : fact.word ?? ""
  }

  // MARK: Reductions, cases, matrices

  private mutating func reductionFact(_ term: Term, _ store: inout TermStore) -> CurvatureFact {
    let opening = store.open(term, fresh: true)
    if moves(opening.condition, store) { return .unknown }
    let body = opening.body
    let inner = fact(body, &store)
    switch opening.operation {
    case .sum:
      var result = CurvatureFact(isConvex: inner.isConvex, isConcave: inner.isConcave)
      // An empty sum is 0, which has no logarithm.
      result.isLogConvex = inner.isLogConvex && store.bounds(term).isPositive
      if !result.isUnknown {
        // The sum inside and the sum over an index are one thought.
        let parts = store.kind(body) == .sum ? reasons[body]?.parts ?? [] : [body]
        return tell(term, result, reason(ofSum: result), parts)
      }
      switch quadraticForm(opening, &store) {
      case .byType: return tell(term, .convex, "a quadratic form of a positive semidefinite matrix", [])
      case .byInverse:
        return tell(term, .convex, "`x'*inv(M)*x` is convex in `x` and positive definite `M` together", [])
      case nil: return .unknown
      }
    case .product:
      let result = CurvatureFact(isLogConvex: inner.isLogConvex, isLogConcave: inner.isLogConcave)
      return tell(term, result, "a product of \(result.word ?? "") factors", [body])
    case .maximum:
      var result = CurvatureFact(isConvex: inner.isConvex)
      result.isLogConvex = inner.isLogConvex
      return tell(term, result, "the greatest of convex terms", [body])
    case .minimum:
      return tell(term, CurvatureFact(isConcave: inner.isConcave), "the least of concave terms", [body])
    case .all: return .unknown
    }
  }

  /// Branches that the variables do not choose between.
  private mutating func casesFact(_ term: Term, _ store: inout TermStore) -> CurvatureFact {
    let parts = store.children(term)
    var result = CurvatureFact(isConvex: true, isConcave: true)
    var values: [Term] = []
    for (place, part) in parts.enumerated() {
      if place % 2 == 0, place < parts.count - 1 {
        if moves(part, store) { return .unknown }
      } else {
        result = result.intersection(fact(part, &store))
        values.append(part)
      }
    }
    return tell(term, result, "so is every branch", values)
  }

  /// `det` of a positive definite matrix is log-concave; the diagonal of its inverse is convex.
  private mutating func matrixFact(_ term: Term, _ store: inout TermStore) -> CurvatureFact {
    if store.matrixFunction(term) == .power { return .unknown }
    let (row, column, body) = store.openedMatrix(term)
    guard let known = store.matrixFact(row, column, body), known.isDefinite, !known.isNegative,
      fact(body, &store).isAffine
    else { return .unknown }
    switch store.matrixFunction(term) {
    case .power: return .unknown
    case .determinant:
      return tell(
        term, CurvatureFact(isLogConcave: true), "the determinant of a positive definite matrix is log-concave", [])
    case .inverse:
      guard store.child(term, 1) == store.child(term, 2) else { return .unknown }
      return tell(term, .convex, "the diagonal of the inverse of a positive definite matrix is convex", [])
    }
  }
}
