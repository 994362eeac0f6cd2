/// Relations, memberships, predicates, and what joins them.
///
/// A value alone is read here too: which of both may stand where is the resolver's business.
extension Parser {
  /// Conditions joined by `or` and `and`, or a value.
  mutating func parseCondition() throws(Stop) -> SyntaxID {
    let orBase = pending.count
    let start = token.offset
    while true {
      let andBase = pending.count
      let andStart = token.offset
      var operand: SyntaxID
      while true {
        let notStart = token.offset
        if accept(.not) {
          operand = try parseRelation()
          operand = try node(.not, [operand], from: notStart)
        } else {
          operand = try parseRelation()
        }
        guard token.kind == .and else { break }
        pending.append(operand.number)
        advance()
      }
      if pending.count > andBase {
        pending.append(operand.number)
        operand = try gather(.and, from: andBase, start: andStart)
      }
      guard token.kind == .or else {
        if pending.count == orBase { return operand }
        pending.append(operand.number)
        return try gather(.or, from: orBase, start: start)
      }
      pending.append(operand.number)
      advance()
    }
  }

  /// A chain of relations, `e in range`, `e psd`, `a..b`, or a value.
  mutating func parseRelation() throws(Stop) -> SyntaxID {
    let start = token.offset
    let first = try parseValue()
    switch token.kind {
    case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual:
      let base = pending.count
      push(first, .equal, start)
      while let relation = relationOperator {
        let offset = token.offset
        advance()
        push(try parseValue(), relation, offset)
      }
      return try gather(.relation, from: base, start: start)
    case .in:
      advance()
      let bounds = try parseBounds()
      return try node(.membership, [first, bounds], from: start)
    case .range:
      advance()
      let upper = try parseArithmetic()
      return try node(.range, [first, upper], from: start)
    case .name where words.predicates.contains(token.payload):
      let predicate = token.payload
      advance()
      return try node(.predicate, [first], payload: predicate, from: start)
    default: return first
    }
  }

  private var relationOperator: SyntaxOperator? {
    switch token.kind {
    case .equal: .equal
    case .notEqual: .notEqual
    case .less: .less
    case .lessOrEqual: .lessOrEqual
    case .greater: .greater
    case .greaterOrEqual: .greaterOrEqual
    default: nil
    }
  }

  /// `(a, b)`, `[a, b)`, …, or `a..b`.
  mutating func parseBounds() throws(Stop) -> SyntaxID {
    let start = token.offset
    guard token.kind == .openBracket || token.kind == .open && isInterval() else {
      let lower = try parseArithmetic()
      try expect(.range, "`..`")
      let upper = try parseArithmetic()
      return try node(.range, [lower, upper], from: start)
    }
    var ends: Int32 = token.kind == .openBracket ? 1 : 0
    let allowed = try open()
    let lower = try parseArithmetic()
    try expect(.comma, "`,` between the ends of an interval")
    let upper = try parseArithmetic()
    if token.kind == .closeBracket {
      ends |= 2
      try close(.closeBracket, allowing: allowed, "`]`")
    } else {
      try close(.close, allowing: allowed, "`)` or `]`")
    }
    return try node(.interval, [lower, upper], payload: ends, from: start)
  }

  /// Whether a comma stands in the bracket that opens here.
  private mutating func isInterval() -> Bool {
    let mark = lexer.mark
    defer { lexer.restore(mark) }
    var depth = 1
    while depth > 0 {
      switch lexer.next().kind {
      case .open, .openBracket: depth += 1
      case .close, .closeBracket: depth -= 1
      case .comma where depth == 1: return true
      case .end, .invalid: return false
      default: break
      }
    }
    return false
  }
}
