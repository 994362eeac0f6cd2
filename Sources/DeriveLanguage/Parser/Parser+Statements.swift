/// Statements, one after the other, and how reading goes on after an error.
extension Parser {
  /// Reads the whole file. `allowsBare`: an expression alone is derived, a relation or predicate alone checked.
  mutating func parseFile(allowsBare: Bool) {
    while diagnostics.count < Self.errorLimit, let start = nextStatement() {
      lexer.move(to: start)
      lexer.answers.removeAll(keepingCapacity: true)
      openings.removeAll(keepingCapacity: true)
      pending.removeAll(keepingCapacity: true)
      nesting = 0
      allowsTrailingSign = false
      advance()
      let keyword = token.kind == .name ? words.keywords[token.payload] : nil
      do throws(Stop) {
        let kind = try parseStatement(keyword, allowsBare: allowsBare)
        let site = Site(offset: start, length: max(1, Int(previousEnd) - start))
        tree.statements.append(SyntaxStatement(kind: kind, site: site))
      } catch {
        let end = recover(from: start)
        if keyword?.declares ?? true {
          let names = declaredNames(from: start, to: end)
          tree.statements.append(
            SyntaxStatement(kind: .faulty(names: names), site: Site(offset: start, length: end - start)))
        }
        lexer.move(to: end)
      }
    }
    tree.names = lexer.names
    let superscripts = tree.texts
    tree.texts = lexer.texts
    if !superscripts.isEmpty {
      for index in tree.nodes.indices where tree.nodes[index].kind == .decimal && tree.nodes[index].payload < 0 {
        tree.nodes[index].payload = Int32(truncatingIfNeeded: tree.texts.count) - 1 - tree.nodes[index].payload
      }
      tree.texts += superscripts
    }
  }

  /// Where the next statement begins; reports indented lines that continue nothing.
  private mutating func nextStatement() -> Int? {
    var start = lexer.position
    // At the very beginning the position is that of a line; otherwise it is at a line's end or at a line.
    while start < lexer.limit {
      var first = start
      while first < lexer.limit, [0x20, 0x09, 0x0D].contains(lexer[first]) { first += 1 }
      guard first < lexer.limit else { return nil }
      switch lexer[first] {
      case 0x0A: start = first + 1
      case 0x23: start = lexer.endOfLine(from: first)
      default:
        if first > start, start == source.start || lexer[start - 1] == 0x0A {
          let end = lexer.endOfLine(from: first)
          diagnostics.append(
            Diagnostic(
              site: Site(offset: first, length: 1), message: "this line is indented, and continues nothing",
              hint: "a statement begins at the start of its line; no blank line stands inside one"))
          start = end
          continue
        }
        return first
      }
    }
    return nil
  }

  /// Where reading goes on after an error in the statement that began at `start`.
  ///
  /// That is the next line without indentation, inside brackets one that begins with a statement's first word.
  private mutating func recover(from start: Int) -> Int {
    if token.kind == .invalid, lexer.position >= lexer.limit { return lexer.limit }
    let isInside = !openings.isEmpty
    var line = lexer.endOfLine(from: isInside ? start : max(start, Int(token.offset)))
    if !isInside, let begin = lineStart(of: Int(token.offset)), begin > start, beginsStatement(at: begin) {
      return begin
    }
    while line < lexer.limit {
      line += 1
      guard line < lexer.limit else { break }
      switch lexer[line] {
      case 0x20, 0x09, 0x0A, 0x0D, 0x23: break
      default:
        if !isInside || beginsStatement(at: line) { return line }
      }
      line = lexer.endOfLine(from: line)
    }
    return lexer.limit
  }

  private func lineStart(of offset: Int) -> Int? {
    guard offset < lexer.limit else { return nil }
    return source.range(ofLine: source.line(at: offset)).lowerBound
  }

  /// Whether a line between two places begins with a statement's first word.
  func beginsStatement(between start: Int, and end: Int) -> Bool {
    var line = source.line(at: start) + 1
    let last = min(source.line(at: min(end, source.bytes.count)), source.lineCount)
    while line <= last {
      let begin = source.range(ofLine: line).lowerBound
      if begin < end, beginsStatement(at: begin) { return true }
      line += 1
    }
    return false
  }

  /// Whether a statement's first word stands at `offset`, and something that may follow it.
  private func beginsStatement(at offset: Int) -> Bool {
    var end = offset
    while end < lexer.limit, Lexer.isWordByte(lexer[end]) { end += 1 }
    guard end > offset, end - offset <= 8, end < lexer.limit, lexer[end] == 0x20 || lexer[end] == 0x09 else {
      return false
    }
    return Keyword(rawValue: source.text(in: offset..<end)) != nil
  }

  /// The names that a statement that could not be read would have declared.
  private mutating func declaredNames(from start: Int, to end: Int) -> [Int32] {
    lexer.move(to: start)
    var names: [Int32] = []
    _ = lexer.next()
    while names.count < 1_000 {
      let token = lexer.next()
      guard Int(token.offset) < end else { break }
      switch token.kind {
      case .name: if lexer.depth == 0 { names.append(token.payload) }
      case .end, .equal, .colon: return names
      default: break
      }
    }
    return names
  }

  // MARK: Statements

  private mutating func parseStatement(_ keyword: Keyword?, allowsBare: Bool) throws(Stop) -> SyntaxStatement.Kind {
    guard let keyword else {
      if allowsBare { return try parseBare() }
      throw unknownStatement()
    }
    advance()
    switch keyword {
    case .problem: return .problem(try parseTitle())
    case .note: return .note(try parseNote())
    case .size:
      let names = try parseNames()
      try expectEnd()
      return .size(names)
    case .given:
      let names = try parseNames()
      try expect(.colon, "`:` and a type")
      let type = try parseType()
      if token.kind == .comma { throw stop(token.site, "one type a statement", hint: "write another `given`") }
      try expectEnd()
      return .given(names, type)
    case .random: return try parseRandom()
    case .function: return try parseFunction()
    case .assume:
      let facts = try parseConditions()
      let under = try parseAssumptions()
      try expectEnd()
      return .assume(facts, under: under)
    case .let: return try parseLet()
    case .derive: return try parseDerive()
    case .check: return .claim(.check, try parseClaim())
    case .prove: return .claim(.prove, try parseClaim())
    case .refute: return .claim(.refute, try parseClaim())
    }
  }

  private mutating func unknownStatement() -> Stop {
    guard token.kind == .name else {
      if token.kind == .invalid { return unexpected(expecting: "a statement") }
      return stop(token.site, "a statement begins with a word such as `let`, `derive` or `prove`")
    }
    let word = shown(token)
    let site = token.site
    let hint = nearest(to: word, among: Keyword.allCases.map(\.rawValue)).map { "did you mean `\($0)`?" }
    let mark = lexer.mark
    let isDefinition = lexer.next().kind == .equal
    lexer.restore(mark)
    return stop(
      site, "`\(word)` begins no statement", hint: isDefinition && hint == nil ? "write `let \(word) = …`" : hint)
  }

  private mutating func parseTitle() throws(Stop) -> String {
    guard token.kind == .string else { throw unexpected(expecting: "the title between `\"`") }
    let title = lexer.texts[Int(token.payload)]
    advance()
    try expectEnd()
    return title
  }

  private mutating func parseNote() throws(Stop) -> String {
    guard token.kind == .text || token.kind == .string else { throw unexpected(expecting: "a text between `\"\"\"`") }
    let text = lexer.texts[Int(token.payload)]
    advance()
    try expectEnd()
    return text
  }

  /// Names with their `as`, separated by commas.
  private mutating func parseNames() throws(Stop) -> [SyntaxName] {
    var names: [SyntaxName] = []
    repeat {
      var name = try expectName("a name")
      name.latex = try parseLatex()
      names.append(name)
    } while accept(.comma)
    return names
  }

  private mutating func parseLatex() throws(Stop) -> String? {
    guard accept(.as) else { return nil }
    guard token.kind == .string else { throw unexpected(expecting: "LaTeX between `\"`") }
    let latex = lexer.texts[Int(token.payload)]
    advance()
    return latex
  }

  mutating func parseType() throws(Stop) -> SyntaxType {
    let name = try expectName("a type")
    let sizes = try parseSizes()
    var bounds: SyntaxID?
    if accept(.in) { bounds = try parseBounds() }
    let length = Int(previousEnd) - name.site.offset
    return SyntaxType(
      name: name.name, nameSite: name.site, sizes: sizes, bounds: bounds,
      site: Site(offset: name.site.offset, length: length))
  }

  private mutating func parseSizes() throws(Stop) -> [SyntaxID] {
    guard token.kind == .openBracket else { return [] }
    var sizes: [SyntaxID] = []
    let allowed = try open()
    repeat { sizes.append(try parseArithmetic()) } while accept(.comma)
    try close(.closeBracket, allowing: allowed, "`,` or `]`")
    if token.kind == .openBracket {
      throw stop(token.site, "all sizes stand in one pair of brackets", hint: "write `[N, M]` for a matrix")
    }
    return sizes
  }

  private mutating func parseRandom() throws(Stop) -> SyntaxStatement.Kind {
    var names = try parseNames()
    try expect(.colon, "`:` and a distribution")
    let family = try expectName("a distribution")
    guard token.kind == .open else { throw unexpected(expecting: "the parameters between `(` and `)`") }
    let allowed = try open()
    var parameters: [SyntaxID] = []
    if token.kind != .close {
      repeat { parameters.append(try parseValue()) } while accept(.comma)
    }
    try close(.close, allowing: allowed, "`,` or `)`")
    let sizes = try parseSizes()
    let end = previousEnd
    let isIID = accept(.iid)
    if !sizes.isEmpty, !isIID {
      throw stop(
        Site(offset: Int(end), length: 1), "a distribution with a shape is `iid`",
        hint: "write `iid` after the shape: its components are independent")
    }
    let length = Int(previousEnd) - family.site.offset
    let distribution = SyntaxDistribution(
      name: family.name, nameSite: family.site, parameters: parameters, sizes: sizes, isIID: isIID,
      site: Site(offset: family.site.offset, length: length))
    if token.kind == .as { try giveLatex(to: &names) }
    try expectEnd()
    return .random(names, distribution)
  }

  private mutating func parseFunction() throws(Stop) -> SyntaxStatement.Kind {
    var names = try parseNames()
    try expect(.colon, "`:` and the function's types")
    var parameters: [SyntaxType] = []
    repeat { parameters.append(try parseType()) } while accept(.comma)
    try expect(.arrow, "`->` and the type of the value")
    let result = try parseType()
    if token.kind == .as { try giveLatex(to: &names) }
    try expectEnd()
    return .function(names, parameters: parameters, result: result)
  }

  /// `as "…"` at the end of a line, which is about its one name.
  private mutating func giveLatex(to names: inout [SyntaxName]) throws(Stop) {
    guard names.count == 1, names[0].latex == nil else {
      throw stop(token.site, "`as` at the end of the line is about one name", hint: "write it after each name")
    }
    names[0].latex = try parseLatex()
  }

  private mutating func parseConditions() throws(Stop) -> [SyntaxID] {
    var conditions: [SyntaxID] = []
    repeat { conditions.append(try parseCondition()) } while accept(.comma)
    return conditions
  }

  private mutating func parseAssumptions() throws(Stop) -> [SyntaxID] {
    accept(.if) ? try parseConditions() : []
  }

  private mutating func parseLet() throws(Stop) -> SyntaxStatement.Kind {
    var target = try parseTarget()
    guard token.kind == .equal else {
      if token.kind == .colon {
        throw stop(token.site, "`let` defines; a name with a type is `given`", hint: "write `given name : type`")
      }
      throw unexpected(expecting: "`=`")
    }
    advance()
    var value = try parseValue()
    if token.kind == .where { value = try parseWhere(value) }
    target.name.latex = try parseLatex()
    try expectEnd()
    return .define(target, value)
  }

  private mutating func parseDerive() throws(Stop) -> SyntaxStatement.Kind {
    var target = beginsTarget() ? try parseTarget() : nil
    if target != nil { try expect(.equal, "`=`") }
    var value = try parseValue()
    if token.kind == .equal {
      throw stop(
        token.site, "left of `=` in a `derive` stands a new name", hint: "to claim an equation write `check` or `prove`"
      )
    }
    if token.kind == .where { value = try parseWhere(value) }
    let site = token.site
    if let latex = try parseLatex() {
      guard target != nil else { throw stop(site, "`as` is about a name, and this `derive` has none") }
      target?.name.latex = latex
    }
    try expectEnd()
    return .derive(target, value, answer: try parseAnswer())
  }

  /// Whether `name =` or `name[…] =` stands here.
  private mutating func beginsTarget() -> Bool {
    guard token.kind == .name else { return false }
    let mark = lexer.mark
    defer { lexer.restore(mark) }
    var next = lexer.next()
    guard next.kind == .openBracket || next.kind == .open else { return next.kind == .equal }
    let isCall = next.kind == .open
    var depth = 1
    while depth > 0 {
      next = lexer.next()
      switch next.kind {
      case .open, .openBracket: depth += 1
      case .close, .closeBracket: depth -= 1
      case .end, .invalid: return false
      default: break
      }
    }
    return !isCall && lexer.next().kind == .equal
  }

  /// The expression in the `#=` comment of the statement that was just read.
  private mutating func parseAnswer() throws(Stop) -> SyntaxID? {
    guard let begin = lexer.answers.first else { return nil }
    if lexer.answers.count > 1 {
      throw stop(Site(offset: lexer.answers[1] - 2, length: 2), "a statement has one `#=` comment")
    }
    let mark = lexer.mark
    let old = (token, previousEnd)
    let limit = lexer.limit(to: lexer.endOfLine(from: begin))
    lexer.move(to: begin)
    advance()
    defer {
      _ = lexer.limit(to: limit)
      lexer.restore(mark)
      (token, previousEnd) = old
    }
    let answer = try parseValue()
    try expectEnd()
    return answer
  }

  private mutating func parseClaim() throws(Stop) -> SyntaxClaim {
    let subject = try parseRelation()
    return try parseRest(ofClaim: subject)
  }

  private mutating func parseRest(ofClaim subject: SyntaxID) throws(Stop) -> SyntaxClaim {
    let substitutions = token.kind == .where ? try parseSubstitutions() : []
    let assumptions = try parseAssumptions()
    if token.kind == .and || token.kind == .or || token.kind == .comma {
      throw stop(token.site, "a claim is one relation, chain or predicate", hint: "write one statement for each")
    }
    try expectEnd()
    return SyntaxClaim(subject: subject, substitutions: substitutions, assumptions: assumptions)
  }

  /// An expression is derived, a relation or predicate checked.
  private mutating func parseBare() throws(Stop) -> SyntaxStatement.Kind {
    let subject = try parseRelation()
    switch tree.kind(subject) {
    case .relation, .predicate, .membership: return .claim(.check, try parseRest(ofClaim: subject))
    case .call where isClaimWord(subject): return .claim(.check, try parseRest(ofClaim: subject))
    default: break
    }
    if token.kind == .if { return .claim(.check, try parseRest(ofClaim: subject)) }
    var value = subject
    if token.kind == .where {
      value = try parseWhere(value)
    }
    try expectEnd()
    return .derive(nil, value, answer: try parseAnswer())
  }

  private func isClaimWord(_ call: SyntaxID) -> Bool {
    let function = tree.children(call)[0]
    guard tree.kind(function) == .name else { return false }
    return Statement.Curvature(rawValue: source.text(of: tree.site(function))) != nil
  }

  // MARK: Targets

  private mutating func parseTarget() throws(Stop) -> SyntaxTarget {
    let name = try expectName("the name to define")
    var form = SyntaxTarget.Form.value
    if token.kind == .openBracket {
      form = try parseComponentTarget()
    } else if token.kind == .open {
      form = try parseFunctionTarget()
    }
    let length = Int(previousEnd) - name.site.offset
    return SyntaxTarget(name: name, form: form, site: Site(offset: name.site.offset, length: length))
  }

  private mutating func parseComponentTarget() throws(Stop) -> SyntaxTarget.Form {
    let allowed = try open()
    if token.kind == .integer {
      let first = Int(token.payload)
      advance()
      try close(.closeBracket, allowing: allowed, "`]`")
      return .start(first)
    }
    var binders: [SyntaxBinder] = []
    repeat {
      let name = try expectName("an index")
      if binders.isEmpty, token.kind == .plus {
        advance()
        guard token.kind == .integer, token.payload == 1 else { throw unexpected(expecting: "`1`, as in `u[t+1]`") }
        advance()
        try close(.closeBracket, allowing: allowed, "`]`")
        return .next(name)
      }
      var range: SyntaxID?
      if accept(.colon) {
        let start = token.offset
        let lower = try parseArithmetic()
        try expect(.range, "`..`")
        let upper = try parseArithmetic()
        range = try node(.range, [lower, upper], from: start)
      }
      binders.append(SyntaxBinder(name: name, range: range))
    } while accept(.comma)
    try close(.closeBracket, allowing: allowed, "`,` or `]`")
    return .components(binders)
  }

  private mutating func parseFunctionTarget() throws(Stop) -> SyntaxTarget.Form {
    let allowed = try open()
    var parameters: [SyntaxParameter] = []
    repeat {
      let name = try expectName("a parameter")
      parameters.append(SyntaxParameter(name: name, type: accept(.colon) ? try parseType() : nil))
    } while accept(.comma)
    try close(.close, allowing: allowed, "`,` or `)`")
    return .function(parameters)
  }
}
