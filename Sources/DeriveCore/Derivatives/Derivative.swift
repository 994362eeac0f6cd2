import DeriveNumbers

/// What a derivative is taken by, and what moves with it.
struct Differentiation {
  /// A `.symbol` or `.definition` node, a component with its indices.
  var variable: Term
  /// Definitions whose values follow the variable; empty where names are held fixed.
  var following: Set<Int>
  /// The symbol masks of everything that moves.
  var mask: UInt64
  /// Results so far, by node.
  let memo: NodeTable

  func known(_ term: Term) -> Term? { memo[term].map { Term(number: $0) } }
}

extension TermStore {
  /// The partial derivative of a scalar term by a component, through all definitions.
  ///
  /// By a symbol everything defined from it follows. By a defined name that name varies freely, the definitions that
  /// depend on it follow, and all it was defined from is held fixed. Forward accumulation on the shared graph
  /// (Griewank and Walther, "Evaluating Derivatives", 2nd ed., ch. 3): every node is derived once. Sums over indices are
  /// derived under the sum; a delta says which component is meant, and contracts.
  ///
  /// - Throws: `.unsupported` where there is no rule, never a silent 0.
  package mutating func derivative(of term: Term, by variable: Term) throws(DeriveError) -> Term {
    try derivative(of: term, by: variable, following: definitionsDepending(on: variable))
  }

  /// The derivative with every defined name held fixed, unless it is the variable itself: one factor of the chain rule.
  package mutating func localDerivative(of term: Term, by variable: Term) throws(DeriveError) -> Term {
    try derivative(of: term, by: variable, following: [])
  }

  mutating func derivative(
    of term: Term, by variable: Term, following: Set<Int>
  ) throws(DeriveError) -> Term {
    let table = acquireTable()
    defer { release(table) }
    var state = Differentiation(variable: variable, following: following, mask: 0, memo: table)
    state.mask = mask(of: state)
    // Long chains of scalar definitions are derived from the first on, and not by recursion from the last. What has no
    // derivative there is told when it is met in the term.
    for definition in scalarDefinitions(in: term, among: following) {
      _ = try? derive(definitions[definition].body, &state)
    }
    return try derive(term, &state)
  }

  /// The scalar ones of these definitions that the term depends on, earlier ones first.
  private func scalarDefinitions(in term: Term, among following: Set<Int>) -> [Int] {
    if following.isEmpty { return [] }
    var found: Set<Int> = []
    var pending = [term]
    let seen = acquireTable()
    defer { release(seen) }
    while let next = pending.popLast() {
      if kind(next) == .definition, following.contains(payload(next)), found.insert(payload(next)).inserted {
        let body = definitions[payload(next)].body
        if seen.insert(body) { pending.append(body) }
      }
      for position in 0..<childCount(next) {
        let child = child(next, position)
        if symbolMask(child) != 0, seen.insert(child) { pending.append(child) }
      }
    }
    return found.filter { definitions[$0].parameters.isEmpty }.sorted()
  }

  private func mask(of state: Differentiation) -> UInt64 {
    var mask =
      kind(state.variable) == .definition
      ? definitionBit(payload(state.variable)) : symbolBit(payload(state.variable))
    for definition in state.following { mask |= definitionBit(definition) }
    return mask
  }

  /// The definitions whose value changes with the name of `variable`, itself not among them.
  package func definitionsDepending(on variable: Term) -> Set<Int> {
    var result: Set<Int> = []
    let own = payload(variable)
    let isDefinition = kind(variable) == .definition
    // A recursion may mention definitions that come after it: from the first on until nothing is added.
    var count = -1
    while count != result.count {
      count = result.count
      addDependents(of: own, isDefinition: isDefinition, to: &result)
    }
    return result
  }

  private func addDependents(of own: Int, isDefinition: Bool, to result: inout Set<Int>) {
    for (number, definition) in definitions.enumerated()
    where !(isDefinition && number == own) && !result.contains(number) {
      let depends = mentionsAny(definition.body) { term in
        switch kind(term) {
        case .symbol: !isDefinition && payload(term) == own
        case .definition: isDefinition && payload(term) == own || result.contains(payload(term))
        case .rational, .infinity, .truth, .size, .index, .bound, .sum, .product, .function, .reduction, .family,
          .delta, .relation, .and, .or, .not, .cases, .abstract, .expectation, .matrixFunction, .limit:
          false
        }
      }
      if depends { result.insert(number) }
    }
  }

  /// Whether a node for which `test` holds is in the term.
  func mentionsAny(_ term: Term, _ test: (Term) -> Bool) -> Bool {
    var pending = [term]
    let seen = acquireTable()
    defer { release(seen) }
    while let next = pending.popLast() {
      if test(next) { return true }
      for position in 0..<childCount(next) {
        let child = child(next, position)
        if symbolMask(child) != 0, seen.insert(child) { pending.append(child) }
      }
    }
    return false
  }

  mutating func derive(_ root: Term, _ state: inout Differentiation) throws(DeriveError) -> Term {
    if symbolMask(root) & state.mask == 0 { return .zero }
    if let known = state.known(root) { return known }
    note(.derivatives)
    for term in dependents(of: root, state) {
      let result = try deriveNode(term, &state)
      state.memo[term] = result.number
      if tracesRewrites, let rule = ruleName(of: term, state) {
        trace?.add(RewriteRecord(rule: rule, before: term, variable: state.variable, after: result))
      }
      if budget.isSpent { throw .tooMuchWork }
    }
    return known(root, state)
  }

  /// The nodes to derive, children before parents: deep terms are walked by ascending handles, not by recursion.
  private mutating func dependents(of root: Term, _ state: Differentiation) -> [Term] {
    let seen = acquireTable()
    defer { release(seen) }
    var pending = [root]
    seen[root] = 1
    var order: [Term] = []
    while let term = pending.popLast() {
      order.append(term)
      switch kind(term) {
      case .sum, .product, .function, .cases:
        for position in 0..<childCount(term) {
          let child = child(term, position)
          if symbolMask(child) & state.mask != 0, seen[child] == nil, state.known(child) == nil {
            seen[child] = 1
            pending.append(child)
          }
        }
      case .rational, .infinity, .truth, .symbol, .size, .definition, .index, .bound, .reduction, .family, .delta,
        .relation, .and, .or, .not, .abstract, .expectation, .matrixFunction, .limit:
        break
      }
    }
    order.sort { $0.number < $1.number }
    return order
  }

  /// What the step at a node is called, where a reader is told of it.
  private func ruleName(of term: Term, _ state: Differentiation) -> String? {
    switch kind(term) {
    case .function:
      return "derivative of \(functionID(term).entry.name)"
    case .product:
      let moving = factors(term).filter {
        symbolMask($0.base) & state.mask != 0 || symbolMask($0.exponent) & state.mask != 0
      }
      let quotient = moving.contains { rational($0.exponent).map { $0.signum < 0 } ?? false }
      if quotient { return moving.count > 1 ? "quotient rule" : "derivative of a reciprocal" }
      if moving.count > 1 { return "product rule" }
      return moving.first?.exponent == .one ? nil : "power rule"
    case .reduction:
      return operation(term) == .sum ? "derivative under the sum" : "derivative of a product over an index"
    case .definition:
      return state.following.contains(payload(term)) ? "through `\(definitions[payload(term)].name)`" : nil
    case .cases:
      return "case by case"
    case .abstract:
      return "chain rule for \(abstractFunctions[payload(term)].name)"
    case .expectation:
      return "derivative inside the expectation"
    case .matrixFunction:
      switch matrixFunction(term) {
      case .inverse: return "derivative of an inverse"
      case .determinant: return "Jacobi's formula"
      case .power: return "derivative of a power of a matrix"
      }
    case .limit, .rational, .infinity, .truth, .symbol, .size, .index, .bound, .sum, .family, .delta, .relation, .and,
      .or,
      .not:
      return nil
    }
  }

  private func known(_ term: Term, _ state: Differentiation) -> Term { state.known(term) ?? .zero }

  private mutating func deriveNode(_ term: Term, _ state: inout Differentiation) throws(DeriveError) -> Term {
    switch kind(term) {
    case .rational, .infinity, .truth, .size, .index, .bound, .delta:
      return .zero
    case .symbol, .definition:
      return try deriveLeaf(term, &state)
    case .sum:
      let pairs = stride(from: 0, to: childCount(term), by: 2).map {
        (coefficient: child(term, $0), term: known(child(term, $0 + 1), state))
      }
      return sum(ofMultiples: pairs)
    case .product:
      return deriveProduct(term, state)
    case .function:
      var parts: [Term] = []
      let arguments = children(term)
      for (position, argument) in arguments.enumerated() {
        let inner = known(argument, state)
        if inner == .zero { continue }
        let outer = functionID(term).entry.derivative(&self, arguments, position)
        parts.append(multiplyNesting(outer, inner))
      }
      return sum(parts)
    case .cases:
      var list: [(condition: Term, value: Term)] = []
      let last = childCount(term) - 1
      for position in stride(from: 0, to: last, by: 2) {
        list.append((child(term, position), known(child(term, position + 1), state)))
      }
      return cases(list, otherwise: known(child(term, last), state))
    case .reduction:
      return try deriveReduction(term, &state)
    case .abstract:
      return try deriveAbstract(term, &state)
    case .expectation:
      let inner = try derive(child(term, 0), &state)
      return inner == .zero ? .zero : expectation(inner)
    case .matrixFunction:
      return try deriveMatrixFunction(term, &state)
    case .family:
      throw .unsupported("a derivative of a vector taken whole")
    case .limit:
      let variable = state.variable
      let following = state.following
      let isMoving = leaves(term, where: { $0 == .symbol || $0 == .definition }).contains {
        kind($0) == kind(variable) && payload($0) == payload(variable)
          || kind($0) == .definition && following.contains(payload($0))
      }
      if isMoving { throw .unsupported("a derivative of a limit that was not taken") }
      return .zero
    case .relation, .and, .or, .not:
      return .zero
    }
  }

  /// `d inv(A) = -inv(A)*dA*inv(A)` and Jacobi's formula `d det(A) = det(A)*tr(inv(A)*dA)`, which holds where A is
  /// invertible (Petersen and Pedersen, "The Matrix Cookbook", 2012, eqs. 59 and 41).
  private mutating func deriveMatrixFunction(
    _ term: Term, _ state: inout Differentiation
  ) throws(DeriveError) -> Term {
    let (row, column, body) = openedMatrix(term)
    let inner = try derive(body, &state)
    if inner == .zero {
      guard matrixFunction(term) == .power, symbolMask(child(term, 3)) & state.mask != 0 else { return .zero }
      throw .unsupported("a derivative by what stands in the exponent of a matrix")
    }
    switch matrixFunction(term) {
    case .inverse:
      let left = inverse(row, column, body, at: child(term, 1), row)
      let (lower, upper) = range(ofIndex: row)
      let (i, j) = (freshIndex(lower, upper), freshIndex(lower, upper))
      let right = inverse(row, column, body, at: j, child(term, 2))
      let moved = instantiate([row, column], inner, at: [i, j])
      let first = instantiate([row], left, at: [i])
      return negate(sum(over: [i, j], product([first, moved, right])))
    case .power:
      throw .unsupported("a derivative of a power of a matrix whose exponent is no number")
    case .determinant:
      let inverse = inverse(row, column, body, at: column, row)
      return multiply(term, sum(over: [row, column], multiply(inverse, inner)))
    }
  }

  private mutating func deriveLeaf(_ term: Term, _ state: inout Differentiation) throws(DeriveError) -> Term {
    let variable = state.variable
    if kind(term) == kind(variable), payload(term) == payload(variable) {
      var deltas: [Term] = []
      if kind(term) == .definition, let slot = try memberSlot(ofDefinition: payload(term)) {
        return try deriveMember(term, slot, &state)
      }
      if kind(term) == .symbol, symbols[payload(term)].facts.structure != .none, childCount(term) == 2 {
        return try deriveStructured(term, variable)
      }
      for position in 0..<childCount(term) {
        deltas.append(delta(child(term, position), child(variable, position)))
      }
      return product(deltas)
    }
    if kind(term) == .definition, state.following.contains(payload(term)) {
      if isOpaqueMember(term) { return try deriveMember(term, state) }
      return try derive(unfolded(term), &state)
    }
    return .zero
  }

  /// The derivative by an entry of a matrix whose type says how its entries go together: of a symmetric matrix those at
  /// (p, q) and (q, p) are one variable, of a diagonal one only those on the diagonal are (Petersen and Pedersen, "The
  /// Matrix Cookbook", 2012, sec. 2.8, eqs. 134 to 140).
  private mutating func deriveStructured(_ term: Term, _ variable: Term) throws(DeriveError) -> Term {
    let (i, j) = (child(term, 0), child(term, 1))
    let (p, q) = (child(variable, 0), child(variable, 1))
    switch symbols[payload(term)].facts.structure {
    case .none, .binary, .onehot, .simplex, .invertible, .fullrank:
      return multiply(delta(i, p), delta(j, q))
    case .symmetric, .psd, .pd:
      let direct = multiply(delta(i, p), delta(j, q))
      let exchanged = multiply(delta(i, q), delta(j, p))
      return sum([direct, exchanged, negate(multiply(direct, delta(p, q)))])
    case .diagonal:
      return product([delta(i, p), delta(j, p), delta(p, q)])
    case .orthogonal:
      throw .unsupported(
        "a derivative by an entry of the orthogonal matrix \(symbols[payload(term)].name), whose entries are not free")
    }
  }

  private mutating func deriveProduct(_ term: Term, _ state: Differentiation) -> Term {
    let pairs = factors(term)
    var parts: [Term] = []
    for (position, pair) in pairs.enumerated() {
      let (base, exponent) = pair
      let inner = known(base, state)
      let exponentInner = known(exponent, state)
      if inner == .zero, exponentInner == .zero { continue }
      if exponentInner == .zero, kind(inner) != .rational, derivesAtOnce(term, times: inner) {
        parts.append(derived(product: term, at: position, times: inner))
        continue
      }
      var rest = Term.one
      for (other, pair) in pairs.enumerated() where other != position {
        rest = multiplyNesting(rest, power(pair.base, pair.exponent))
      }
      if inner != .zero {
        // The exponent comes last: a number times a single sum would be taken into the sum.
        let outer = power(base, subtract(exponent, .one))
        parts.append(multiplyNesting(multiplyNesting(multiplyNesting(outer, inner), rest), exponent))
      }
      if exponentInner != .zero {
        let outer = multiply(power(base, exponent), apply(.log, base))
        parts.append(multiplyNesting(multiplyNesting(outer, exponentInner), rest))
      }
    }
    return sum(parts)
  }

  private mutating func deriveReduction(_ term: Term, _ state: inout Differentiation) throws(DeriveError) -> Term {
    var opening = open(term)
    if opening.indices.contains(where: { contains(state.variable, $0) }) { opening = open(term, fresh: true) }
    switch opening.operation {
    case .sum:
      let inner = try derive(opening.body, &state)
      return sum(over: opening.indices, where: opening.condition, inner)
    case .product:
      // The derivative of a product over k is the sum over k of the derived factor times the others.
      guard opening.indices.count == 1 else { throw .unsupported("a derivative of a product over several indices") }
      let inner = try derive(opening.body, &state)
      let index = opening.indices[0]
      let (lower, upper) = range(ofIndex: index)
      let other = freshIndex(lower, upper)
      let rest = product(
        over: [other],
        where: conjunction([
          instantiate([index], opening.condition, at: [other]), relation(.notEqual, other, index),
        ]), instantiate([index], opening.body, at: [other]))
      return sum(over: [index], where: opening.condition, multiply(inner, rest))
    case .maximum, .minimum:
      // That of the component that is greatest (or smallest); where two are, there is none.
      let inner = try derive(opening.body, &state)
      let wins = relation(.equal, opening.body, term)
      return sum(over: opening.indices, where: opening.condition, multiply(indicator(wins), inner))
    case .all:
      return .zero
    }
  }

  private mutating func deriveAbstract(_ term: Term, _ state: inout Differentiation) throws(DeriveError) -> Term {
    let (indices, arguments, marks) = abstractParts(term)
    var parts: [Term] = []
    for (position, argument) in arguments.enumerated() {
      if symbolMask(argument) & state.mask == 0 { continue }
      if kind(argument) == .family {
        var opening = open(argument)
        if opening.indices.contains(where: { contains(state.variable, $0) || contains(term, $0) }) {
          opening = open(argument, fresh: true)
        }
        guard opening.indices.count == 1 else {
          throw .unsupported("a derivative of an abstract function of a matrix")
        }
        let inner = try derive(opening.body, &state)
        if inner == .zero { continue }
        let outer = abstract(
          payload(term), resultIndices: indices, arguments: arguments,
          marks: marks + [(argument: position, index: opening.indices[0])])
        parts.append(sum(over: opening.indices, multiply(outer, inner)))
      } else {
        let inner = try derive(argument, &state)
        if inner == .zero { continue }
        let outer = abstract(
          payload(term), resultIndices: indices, arguments: arguments, marks: marks + [(argument: position, index: nil)]
        )
        parts.append(multiply(outer, inner))
      }
    }
    return sum(parts)
  }
}
