/// Expressions: sums and products gathered whole, then signs, powers and what follows an operand.
extension Parser {
  /// `if … then … else …`, or arithmetic.
  mutating func parseValue() throws(Stop) -> SyntaxID {
    token.kind == .if ? try parseConditional() : try parseArithmetic()
  }

  /// A chain of `if … then … else if … then … else …`, one node.
  private mutating func parseConditional() throws(Stop) -> SyntaxID {
    let start = token.offset
    let base = pending.count
    let outer = nesting
    while token.kind == .if {
      try enter(token.offset)
      advance()
      let condition = try parseCondition()
      pending.append(condition.number)
      try expect(.then, "`then`")
      let value = try parseValue()
      pending.append(value.number)
      try expect(.else, "`else`")
    }
    let otherwise = try parseArithmetic()
    pending.append(otherwise.number)
    nesting = outer
    return try gather(.conditional, from: base, start: start)
  }

  /// Sums of products of factors.
  mutating func parseArithmetic() throws(Stop) -> SyntaxID {
    let sumBase = pending.count
    var sumOperator = SyntaxOperator.plus
    var sumOffset = token.offset
    while true {
      var term = try parseFactor(isExponent: false)
      if let next = productOperator {
        let productBase = pending.count
        let start = self.start(of: term)
        push(term, .times, start)
        var operation = next
        while true {
          let offset = token.offset
          advance()
          push(try parseFactor(isExponent: false), operation, offset)
          guard let next = productOperator else { break }
          operation = next
        }
        term = try gather(.product, from: productBase, start: start)
      }
      let isMinus = token.kind == .minus
      guard token.kind == .plus || isMinus, !isTrailingSign() else {
        if pending.count == sumBase { return term }
        push(term, sumOperator, sumOffset)
        return try gather(.sum, from: sumBase, start: tree.nodes[Int(pending[sumBase])].offset)
      }
      push(term, sumOperator, sumOffset)
      sumOperator = isMinus ? .minus : .plus
      sumOffset = token.offset
      advance()
    }
  }

  @inline(__always)
  private var productOperator: SyntaxOperator? {
    switch token.kind {
    case .times: .times
    case .divide: .divide
    case .dotTimes: .dotTimes
    case .dotDivide: .dotDivide
    default: nil
    }
  }

  @inline(__always)
  mutating func push(_ id: SyntaxID, _ operation: SyntaxOperator, _ offset: Int32) {
    pending.append(id.number)
    pending.append(offset << 4 | Int32(operation.rawValue))
  }

  /// Whether the sign at hand is the direction of a limit: `x -> 0+)`.
  private mutating func isTrailingSign() -> Bool {
    guard allowsTrailingSign else { return false }
    let mark = lexer.mark
    let next = lexer.next().kind
    lexer.restore(mark)
    return next == .close || next == .comma
  }

  /// `-a'^b`: a sign, an operand with what follows it, an exponent.
  private mutating func parseFactor(isExponent: Bool) throws(Stop) -> SyntaxID {
    let start = token.offset
    let isNegative = token.kind == .minus
    if isNegative {
      advance()
      if token.kind == .minus { throw stop(token.site, "two signs in a row", hint: "write brackets: `-(-x)`") }
    }
    var operand = try parsePrimary()
    operand = try parsePostfix(operand, isExponent: isExponent)
    operand = try parsePower(operand, start: self.start(of: operand))
    return isNegative ? try node(.negate, [operand], from: start) : operand
  }

  @inline(__always)
  private mutating func parsePower(_ base: SyntaxID, start: Int32) throws(Stop) -> SyntaxID {
    switch token.kind {
    case .power, .dotPower, .superscript: return try parseExponent(base, start: start)
    default: return base
    }
  }

  private mutating func parseExponent(_ base: SyntaxID, start: Int32) throws(Stop) -> SyntaxID {
    let isElementwise: Int32 = token.kind == .dotPower ? 1 : 0
    try enter(token.offset)
    let exponent: SyntaxID
    if token.kind == .superscript {
      exponent = try parseSuperscript()
    } else {
      advance()
      exponent = try parseFactor(isExponent: true)
    }
    leave()
    if token.kind == .prime {
      throw stop(
        token.site, "a prime after an exponent is ambiguous",
        hint: "write `(a^b)'` for the transpose of the power, `a^(b')` for a transposed exponent")
    }
    return try node(.power, [base, exponent], payload: isElementwise, from: start)
  }

  private mutating func parseSuperscript() throws(Stop) -> SyntaxID {
    let start = token.offset
    let spelling = lexer.texts[Int(token.payload)]
    let isNegative = spelling.utf8.first == 0x2D
    let digits = isNegative ? String(spelling.dropFirst()) : spelling
    var exponent: SyntaxID
    if digits.utf8.count <= 9, let value = Int32(digits) {
      exponent = leaf(.integer, payload: value)
    } else {
      tree.texts.append(digits)
      // Spellings of superscripts are numbered after those of the lexer, downwards from -1.
      exponent = leaf(.decimal, payload: -Int32(truncatingIfNeeded: tree.texts.count))
    }
    advance()
    exponent = try parsePower(exponent, start: start)
    return isNegative ? try node(.negate, [exponent], from: start) : exponent
  }

  /// Calls, indices and primes after an operand.
  @inline(__always)
  private mutating func parsePostfix(_ operand: SyntaxID, isExponent: Bool) throws(Stop) -> SyntaxID {
    switch token.kind {
    case .open, .openBracket, .prime: return try parseSuffixes(operand, isExponent: isExponent)
    default: return operand
    }
  }

  private mutating func parseSuffixes(_ first: SyntaxID, isExponent: Bool) throws(Stop) -> SyntaxID {
    var operand = first
    let start = self.start(of: operand)
    while true {
      switch token.kind {
      case .prime:
        if token.followsSpace { throw stop(token.site, "a prime follows its operand without a space") }
        let site = token.site
        var count: Int32 = 0
        while token.kind == .prime, !token.followsSpace {
          count += 1
          advance()
        }
        operand = try node(.prime, [operand], payload: count, from: start)
        if isExponent, token.kind != .open, token.kind != .openBracket {
          throw stop(
            site, "a prime after an exponent is ambiguous",
            hint: "write `(a^b)'` for the transpose of the power, `a^(b')` for a transposed exponent")
        }
      case .open: operand = try parseCall(operand, start: start)
      case .openBracket: operand = try parseIndex(operand, start: start)
      default: return operand
      }
    }
  }

  private mutating func parsePrimary() throws(Stop) -> SyntaxID {
    switch token.kind {
    case .name:
      let id = leaf(.name, payload: token.payload)
      advance()
      return id
    case .integer:
      let id = leaf(.integer, payload: token.payload)
      advance()
      return id
    case .decimal:
      let id = leaf(.decimal, payload: token.payload)
      advance()
      return id
    case .infinity:
      let id = leaf(.infinity, payload: 0)
      advance()
      return id
    case .open: return try parseBrackets()
    case .openBracket: return try parseMatrix()
    case .if:
      throw stop(token.site, "`if` begins a whole value", hint: "write brackets around `if … then … else …`")
    case .not:
      throw stop(token.site, "`not` stands only in conditions", hint: "write `indicator(not …)` for its value")
    case .plus: throw stop(token.site, "a sign before an operand is only `-`")
    case .then, .else, .where, .in, .and, .or, .subject, .as, .iid:
      throw stop(token.site, "expected a value, found the reserved word `\(shown(token))`")
    default: throw unexpected(expecting: "a value")
    }
  }

  // MARK: Brackets

  /// Opens a bracket: nothing that was allowed outside is inside.
  mutating func open() throws(Stop) -> Bool {
    try enter(token.offset)
    openings.append(token.offset)
    advance()
    let allowed = allowsTrailingSign
    allowsTrailingSign = false
    return allowed
  }

  /// Closes the innermost bracket.
  mutating func close(_ kind: Token.Kind, allowing allowed: Bool, _ what: String) throws(Stop) {
    guard token.kind == kind else {
      let isOther = token.kind == .close || token.kind == .closeBracket
      throw isOther ? unexpected(expecting: what) : unexpectedAfterOperand(expecting: what)
    }
    openings.removeLast()
    advance()
    allowsTrailingSign = allowed
    leave()
  }

  /// `(e)`, `(e where …)`, `(a, b)`.
  private mutating func parseBrackets() throws(Stop) -> SyntaxID {
    let start = token.offset
    let allowed = try open()
    var content = try parseCondition()
    if token.kind == .comma {
      let base = pending.count
      pending.append(content.number)
      while accept(.comma) {
        let entry = try parseCondition()
        pending.append(entry.number)
      }
      try close(.close, allowing: allowed, "`,` or `)`")
      return try gather(.tuple, from: base, start: start)
    }
    if token.kind == .where { content = try parseWhere(content) }
    try close(.close, allowing: allowed, "`)`")
    // The brackets belong to the place.
    tree.nodes[Int(content.number)].offset = start
    tree.nodes[Int(content.number)].length = previousEnd - start
    return content
  }

  /// The substitutions after an expression, at `where`.
  mutating func parseWhere(_ expression: SyntaxID) throws(Stop) -> SyntaxID {
    let start = self.start(of: expression)
    let base = pending.count
    pending.append(expression.number)
    for substitution in try parseSubstitutions() {
      pending.append(substitution.target.number)
      pending.append(substitution.value.number)
    }
    return try gather(.where, from: base, start: start)
  }

  mutating func parseSubstitutions() throws(Stop) -> [SyntaxSubstitution] {
    var substitutions: [SyntaxSubstitution] = []
    repeat {
      advance()
      let target = try parseArithmetic()
      try expect(.equal, "`=`")
      substitutions.append(SyntaxSubstitution(target: target, value: try parseValue()))
    } while token.kind == .comma
    return substitutions
  }

  /// `[a, b; c, d]`.
  private mutating func parseMatrix() throws(Stop) -> SyntaxID {
    let start = token.offset
    let allowed = try open()
    let base = pending.count
    repeat {
      let rowBase = pending.count
      let rowStart = token.offset
      repeat {
        let entry = try parseValue()
        pending.append(entry.number)
      } while accept(.comma)
      let row = try gather(.row, from: rowBase, start: rowStart)
      pending.append(row.number)
    } while accept(.semicolon)
    try close(.closeBracket, allowing: allowed, "`,`, `;` or `]`")
    return try gather(.matrix, from: base, start: start)
  }

  /// `e[i, :, j+1]`.
  private mutating func parseIndex(_ operand: SyntaxID, start: Int32) throws(Stop) -> SyntaxID {
    switch tree.kind(operand) {
    case .integer, .decimal, .infinity: throw stop(token.site, "a number has no components")
    default: break
    }
    let allowed = try open()
    let base = pending.count
    pending.append(operand.number)
    repeat {
      if token.kind == .colon {
        let colon = leaf(.colon, payload: 0)
        pending.append(colon.number)
        advance()
      } else {
        let slot = try parseValue()
        pending.append(slot.number)
      }
    } while accept(.comma)
    if token.kind == .colon || token.kind == .range {
      throw stop(
        token.site, "a part of a dimension cannot be taken",
        hint: "`:` alone keeps a whole dimension, as in `X[:, d]`; a sum over a part is `sum(i : 1..2, x[i])`")
    }
    try close(.closeBracket, allowing: allowed, "`,` or `]`")
    return try gather(.index, from: base, start: start)
  }

  // MARK: Calls

  private mutating func parseCall(_ function: SyntaxID, start: Int32) throws(Stop) -> SyntaxID {
    let isBracketed = lexer[Int(self.start(of: function))] == 0x28
    switch tree.kind(function) {
    case .name where !isBracketed, .prime where !isBracketed, .index where !isBracketed: break
    default:
      let text = source.text(of: tree.site(function))
      let shown = text.utf8.count > 30 ? "…" : text
      throw stop(
        token.site, "a product is written with `*`",
        hint: tree.kind(function) == .integer || tree.kind(function) == .decimal
          ? "write `\(shown)*(…)`" : "write `*` before `(`")
    }
    let allowed = try open()
    let base = pending.count
    pending.append(function.number)
    if token.kind != .close {
      repeat {
        let argument = try parseArgument()
        pending.append(argument.number)
      } while accept(.comma)
    }
    try close(.close, allowing: allowed, "`,` or `)`")
    return try gather(.call, from: base, start: start)
  }

  private mutating func parseArgument() throws(Stop) -> SyntaxID {
    if token.kind == .subject { return try parseSubject() }
    let argument = try parseCondition()
    switch token.kind {
    case .colon:
      guard tree.kind(argument) == .name else {
        throw stop(token.site, "before `:` stands the name of an index")
      }
      advance()
      let domain = try parseCondition()
      return try node(.binder, [argument, domain], from: start(of: argument))
    case .arrow:
      advance()
      allowsTrailingSign = true
      let point = try parseArithmetic()
      allowsTrailingSign = false
      var direction: Int32 = 0
      if token.kind == .plus || token.kind == .minus {
        direction = token.kind == .plus ? 1 : 2
        advance()
      }
      return try node(.arrow, [argument, point], payload: direction, from: start(of: argument))
    default: return argument
    }
  }

  /// `subject to g = 0, h = 0`, to the end of the arguments.
  private mutating func parseSubject() throws(Stop) -> SyntaxID {
    let start = token.offset
    advance()
    guard token.kind == .name, token.payload == words.to else { throw unexpected(expecting: "`to` after `subject`") }
    let base = pending.count
    repeat {
      advance()
      let constraint = try parseRelation()
      pending.append(constraint.number)
    } while token.kind == .comma
    return try gather(.subject, from: base, start: start)
  }
}
