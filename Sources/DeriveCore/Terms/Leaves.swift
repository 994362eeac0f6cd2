import DeriveNumbers

extension TermStore {
  /// A scalar symbol, or a component of a shaped one. Of a symmetric matrix both orders are one term; of a diagonal one
  /// entries off the diagonal are 0.
  package mutating func component(_ symbol: Int, _ indices: [Term] = []) -> Term {
    var indices = indices
    let info = symbols[symbol]
    if info.role == .size { return intern(.size, payload: symbol) }
    if info.hasExchangeableIndices, indices.count == 2 {
      if info.facts.structure == .diagonal {
        let delta = delta(indices[0], indices[1])
        if delta == .zero { return .zero }
        if indices[0] != indices[1] {
          let first = min(indices[0].number, indices[1].number)
          let entry = intern(.symbol, payload: symbol, children: [Term(number: first), Term(number: first)])
          return multiply(delta, entry)
        }
      }
      if indices[0].number > indices[1].number { indices.swapAt(0, 1) }
    }
    return intern(.symbol, payload: symbol, children: indices)
  }

  /// A defined name applied to its indices.
  package mutating func defined(_ definition: Int, _ indices: [Term] = []) -> Term {
    intern(.definition, payload: definition, children: indices)
  }

  /// The definition's body at these indices; a member of a recursion that has no other name is itself.
  package mutating func unfolded(_ term: Term) -> Term {
    let definition = definitions[payload(term)]
    if definition.recursion != nil { return unfoldedMember(term) ?? term }
    if definition.parameters.isEmpty { return definition.body }
    var change = Substitution()
    for (position, parameter) in definition.parameters.enumerated() {
      change.replace(parameter, by: child(term, position))
    }
    return substitute(definition.body, change)
  }

  /// Kronecker's delta.
  package mutating func delta(_ a: Term, _ b: Term) -> Term {
    if a == b { return .one }
    if isNumber(a), isNumber(b) { return .zero }
    let equality = relation(.equal, a, b)
    if equality == .yes { return .one }
    if equality == .no { return .zero }
    return a.number < b.number ? intern(.delta, payload: 0, a, b) : intern(.delta, payload: 0, b, a)
  }

  /// The inclusive ends of a free or bound index.
  package func range(ofIndex index: Term) -> (lower: Term, upper: Term) { (child(index, 0), child(index, 1)) }

  func isIndex(_ term: Term) -> Bool { kind(term) == .index || kind(term) == .bound }

  // MARK: Conditions

  /// A comparison; decided at once where the bounds of both sides decide it.
  package mutating func relation(_ comparison: Comparison, _ a: Term, _ b: Term) -> Term {
    switch comparison {
    case .equal, .notEqual:
      let positive = comparison == .equal
      if a == b { return positive ? .yes : .no }
      if a == .infinity || b == .infinity { return positive ? .no : .yes }
      let difference = subtract(a, b)
      if difference == .zero { return positive ? .yes : .no }
      let bounds = bounds(difference)
      if bounds.isNonZero { return positive ? .no : .yes }
      let (first, second) = a.number < b.number ? (a, b) : (b, a)
      let result = intern(.relation, payload: Int(comparison.rawValue), first, second)
      return assumptions.known(result) ?? result
    case .less, .lessOrEqual:
      let strict = comparison == .less
      if a == b { return strict ? .no : .yes }
      if b == .infinity { return .yes }
      if a == .infinity { return .no }
      let bounds = bounds(subtract(b, a))
      if strict ? bounds.isPositive : bounds.isNonNegative { return .yes }
      if strict ? bounds.isNonPositive : bounds.isNegative { return .no }
      let result = intern(.relation, payload: Int(comparison.rawValue), a, b)
      return assumptions.known(result) ?? result
    }
  }

  /// The condition that a value is not 0: of a product, that no factor is; of a product over indices, that no value of
  /// its body is.
  package mutating func nonZero(_ term: Term) -> Term {
    let (coefficient, inner) = coefficientAndTerm(term)
    if coefficient.isZero { return .no }
    switch kind(inner) {
    case .product:
      var conditions: [Term] = []
      for (base, exponent) in factors(inner) {
        let bounds = bounds(exponent)
        if bounds.isPositive {
          conditions.append(nonZero(base))
        } else if !bounds.isNegative {
          conditions.append(relation(.notEqual, power(base, exponent), .zero))
        }
      }
      return conjunction(conditions)
    case .reduction where operation(inner) == .product:
      let opening = open(inner, fresh: true)
      return all(over: opening.indices, where: opening.condition, nonZero(opening.body))
    case .reduction where operation(inner) == .sum && bounds(inner).isNonNegative:
      // One spelling of that a sum of squares does not vanish.
      return relation(.less, .zero, inner)
    case .rational, .infinity, .truth, .symbol, .size, .definition, .index, .bound, .sum, .function, .reduction,
      .family, .delta, .relation, .and, .or, .not, .cases, .abstract, .expectation, .matrixFunction, .limit:
      return relation(.notEqual, inner, .zero)
    }
  }

  package func comparison(_ term: Term) -> Comparison { Comparison(rawValue: UInt8(payload(term))) ?? .equal }

  package mutating func conjunction(_ conditions: [Term]) -> Term {
    connective(.and, conditions, neutral: .yes, absorbing: .no)
  }

  package mutating func disjunction(_ conditions: [Term]) -> Term {
    connective(.or, conditions, neutral: .no, absorbing: .yes)
  }

  private mutating func connective(_ kind: TermKind, _ conditions: [Term], neutral: Term, absorbing: Term) -> Term {
    var parts: Set<Term> = []
    for condition in conditions {
      if condition == absorbing { return absorbing }
      if condition == neutral { continue }
      if self.kind(condition) == kind { parts.formUnion(children(condition)) } else { parts.insert(condition) }
    }
    for part in parts where parts.contains(negation(part)) { return absorbing }
    if parts.isEmpty { return neutral }
    if parts.count == 1, let only = parts.first { return only }
    return intern(kind, payload: 0, children: parts.sorted { $0.number < $1.number })
  }

  package mutating func negation(_ condition: Term) -> Term {
    switch kind(condition) {
    case .truth: return condition == .yes ? .no : .yes
    case .not: return child(condition, 0)
    case .relation:
      let (a, b) = (child(condition, 0), child(condition, 1))
      switch comparison(condition) {
      case .equal: return relation(.notEqual, a, b)
      case .notEqual: return relation(.equal, a, b)
      case .less: return relation(.lessOrEqual, b, a)
      case .lessOrEqual: return relation(.less, b, a)
      }
    case .and: return disjunction(children(condition).map { negation($0) })
    case .or: return conjunction(children(condition).map { negation($0) })
    case .rational, .infinity, .symbol, .size, .definition, .index, .bound, .sum, .product, .function, .reduction,
      .family, .delta, .cases, .abstract, .expectation, .matrixFunction, .limit:
      return intern(.not, payload: 0, condition)
    }
  }

  /// A case distinction: the value of the first condition that holds.
  package mutating func cases(_ list: [(condition: Term, value: Term)], otherwise: Term) -> Term {
    var children: [Term] = []
    var last = otherwise
    for (condition, value) in list {
      if condition == .no { continue }
      if condition == .yes {
        last = value
        break
      }
      children.append(condition)
      children.append(value)
    }
    while children.count >= 2, children[children.count - 1] == last { children.removeLast(2) }
    if children.isEmpty { return last }
    children.append(last)
    if let common = commonDelta(children) {
      // A delta that every value has comes out, so that it can contract under a sum.
      let inner = stride(from: 0, to: children.count - 1, by: 2).map {
        (children[$0], withoutDelta(children[$0 + 1], common))
      }
      return multiply(common, cases(inner, otherwise: withoutDelta(last, common)))
    }
    return intern(.cases, payload: 0, children: children)
  }

  /// A delta that is a factor of every value that is not 0.
  private func commonDelta(_ children: [Term]) -> Term? {
    var values = stride(from: 1, to: children.count - 1, by: 2).map { children[$0] }
    values.append(children[children.count - 1])
    values.removeAll { $0 == .zero }
    guard let first = values.first else { return nil }
    return factors(first).map(\.base).first { base in
      kind(base) == .delta
        && values.allSatisfy { value in
          !isProperSum(value) && factors(value).contains { $0.base == base }
        }
    }
  }

  private mutating func withoutDelta(_ value: Term, _ delta: Term) -> Term {
    if value == .zero { return .zero }
    let (coefficient, inner) = coefficientAndTerm(value)
    let rest = factors(inner).filter { $0.base != delta }.map { power($0.base, $0.exponent) }
    return scale(product(rest), by: coefficient)
  }

  /// 1 where the condition holds, 0 elsewhere.
  package mutating func indicator(_ condition: Term) -> Term {
    cases([(condition, .one)], otherwise: .zero)
  }

  // MARK: Abstract functions

  /// An abstract function applied: `resultIndices` pick a component of its value, `arguments` are scalars and families,
  /// `marks` say by what it is derived: an argument's number with a component index, or with `nil` for a scalar
  /// argument. Partial derivatives commute, so marks have no order.
  package mutating func abstract(
    _ function: Int, resultIndices: [Term], arguments: [Term], marks: [(argument: Int, index: Term?)]
  ) -> Term {
    let base = scratch.count
    let numbers = marks.map { number($0.argument) }
    for index in resultIndices { scratch.append(index) }
    for argument in arguments { scratch.append(argument) }
    let pairs = zip(numbers, marks).map { ($0.number, ($1.index ?? .zero).number) }.sorted { $0 < $1 }
    for (argument, index) in pairs {
      scratch.append(Term(number: argument))
      scratch.append(Term(number: index))
    }
    return intern(.abstract, payload: function, scratchFrom: base)
  }

  /// The parts of an `.abstract` node.
  package func abstractParts(
    _ term: Term
  ) -> (resultIndices: [Term], arguments: [Term], marks: [(argument: Int, index: Term?)]) {
    let function = abstractFunctions[payload(term)]
    let children = children(term)
    let arguments = function.resultRank..<(function.resultRank + function.parameterRanks.count)
    let marks = stride(from: arguments.upperBound, to: children.count, by: 2).map {
      (argument: value(children[$0]).asInt ?? 0, index: children[$0 + 1] == .zero ? nil : children[$0 + 1])
    }
    return (Array(children[..<arguments.lowerBound]), Array(children[arguments]), marks)
  }

  /// The expected value over every random symbol.
  package mutating func expectation(_ term: Term) -> Term {
    intern(.expectation, payload: 0, term)
  }
}
