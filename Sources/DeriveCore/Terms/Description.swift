extension TermStore {
  /// Plain text of a term for tests and debugging; people are shown formulas instead.
  package mutating func describe(_ term: Term) -> String {
    switch kind(term) {
    case .rational: return value(term).description
    case .infinity: return "inf"
    case .truth: return term == .yes ? "true" : "false"
    case .symbol, .size: return symbols[payload(term)].name + list(children(term))
    case .definition: return definitions[payload(term)].name + list(children(term))
    case .index: return "i\(payload(term))"
    case .bound: return "b\(payload(term) >> 8).\(payload(term) & 0xff)"
    case .sum:
      return "("
        + addends(term).map { "\($0.coefficient.isOne ? "" : "\($0.coefficient)*")\(describe($0.term))" }.sorted()
        .joined(separator: " + ") + ")"
    case .product:
      return factors(term).map { pair in
        pair.exponent == .one ? describe(pair.base) : "\(describe(pair.base))^\(describe(pair.exponent))"
      }.sorted().joined(separator: "*")
    case .function:
      return functionID(term).entry.name + "(" + children(term).map { describe($0) }.joined(separator: ", ") + ")"
    case .reduction:
      let opening = open(term)
      let condition = opening.condition == .yes ? "" : " where \(describe(opening.condition))"
      return
        "\(opening.operation)[\(opening.indices.map { describe($0) }.joined(separator: ","))\(condition)](\(describe(opening.body)))"
    case .family:
      let opening = open(term)
      return "{\(opening.indices.map { describe($0) }.joined(separator: ",")) -> \(describe(opening.body))}"
    case .delta: return "delta(\(describe(child(term, 0))), \(describe(child(term, 1))))"
    case .relation: return "\(describe(child(term, 0))) \(comparison(term)) \(describe(child(term, 1)))"
    case .and: return "(" + children(term).map { describe($0) }.joined(separator: " and ") + ")"
    case .or: return "(" + children(term).map { describe($0) }.joined(separator: " or ") + ")"
    case .not: return "not \(describe(child(term, 0)))"
    case .cases: return "cases" + list(children(term))
    case .abstract:
      let (indices, arguments, marks) = abstractParts(term)
      let primes = marks.map { mark in "d\(mark.argument)\(mark.index.map { describe($0) } ?? "")" }.joined()
      return abstractFunctions[payload(term)].name + primes + list(indices)
        + "(" + arguments.map { describe($0) }.joined(separator: ", ") + ")"
    case .expectation: return "E[\(describe(child(term, 0)))]"
    case .limit: return "limit" + list(children(term))
    case .matrixFunction: return "\(matrixFunction(term))" + list(children(term))
    }
  }

  private mutating func list(_ terms: [Term]) -> String {
    terms.isEmpty ? "" : "[" + terms.map { describe($0) }.joined(separator: ", ") + "]"
  }
}
