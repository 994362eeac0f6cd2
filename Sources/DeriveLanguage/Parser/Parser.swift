/// Reads the statements of one file into a syntax tree, reporting every error it finds.
///
/// A statement with an error is given up at that error; reading goes on at the next statement. Recursion is bounded:
/// brackets, branches and exponents nest at most `nestingLimit` deep together, and no tree is higher than
/// `heightLimit`.
struct Parser {
  /// How deep brackets may nest.
  static let nestingLimit: Int32 = 500
  /// How high a syntax tree may be: chains of divisions, of calls, of branches count.
  static let heightLimit: Int32 = 1_500
  /// How large a file may be; offsets share a word with an operator.
  static let sizeLimit = 100_000_000
  /// After so many errors the rest is not worth reading.
  static let errorLimit = 1_000

  var lexer: Lexer
  var tree = SyntaxTree()
  var token: Token
  /// Where the token before `token` ended.
  var previousEnd: Int32 = 0
  /// Operands gathered for the nodes that are being built.
  var pending: [Int32] = []
  var diagnostics: [Diagnostic] = []
  /// How many brackets, branches and exponents are open.
  var nesting: Int32 = 0
  /// The brackets that are open, outermost first.
  var openings: [Int32] = []
  /// A `+` or `-` at the end of the point of a limit is its direction.
  var allowsTrailingSign = false
  let source: Source
  let words: Words

  /// A statement that cannot be read; the reason is recorded.
  struct Stop: Error {}

  /// The numbers of the words that mean something to the parser.
  struct Words {
    var keywords: [Int32: Keyword] = [:]
    var predicates: Set<Int32> = []
    var to: Int32

    init(_ names: inout NameTable) {
      for keyword in Keyword.allCases { keywords[names.intern(keyword.rawValue)] = keyword }
      for predicate in Predicate.allCases { predicates.insert(names.intern(predicate.rawValue)) }
      to = names.intern("to")
    }
  }

  /// A statement's first word.
  enum Keyword: String, CaseIterable {
    case problem, note, size, given, random, function, assume, `let`, derive, check, prove, refute

    /// Whether the statement gives meaning to names.
    var declares: Bool {
      switch self {
      case .size, .given, .random, .function, .let, .derive: true
      case .problem, .note, .assume, .check, .prove, .refute: false
      }
    }
  }

  init(_ source: Source) {
    self.source = source
    var lexer = Lexer(bytes: source.bytes, start: source.start)
    words = Words(&lexer.names)
    self.lexer = lexer
    token = Token(kind: .end, followsSpace: false, payload: 0, offset: 0, length: 0)
    let expected = source.bytes.count / 2
    tree.nodes.reserveCapacity(expected)
    tree.children.reserveCapacity(expected)
  }

  mutating func advance() {
    previousEnd = token.end
    token = lexer.next()
  }

  mutating func accept(_ kind: Token.Kind) -> Bool {
    guard token.kind == kind else { return false }
    advance()
    return true
  }

  // MARK: Errors

  mutating func stop(_ site: Site, _ message: String, hint: String? = nil) -> Stop {
    if let opening = openings.last, beginsStatement(between: Int(opening), and: site.offset + site.length) {
      return unclosed(opening)
    }
    diagnostics.append(Diagnostic(site: site, message: message, hint: hint))
    return Stop()
  }

  private mutating func unclosed(_ opening: Int32) -> Stop {
    let bracket = lexer[Int(opening)] == 0x28 ? "(" : "["
    let site = Site(offset: Int(opening), length: 1)
    diagnostics.append(Diagnostic(site: site, message: "this `\(bracket)` is never closed"))
    return Stop()
  }

  /// The token at hand cannot stand here.
  mutating func unexpected(expecting what: String) -> Stop {
    switch token.kind {
    case .invalid:
      let fault = lexer.faults[Int(token.payload)]
      return stop(token.site, fault.message, hint: fault.hint)
    case .end:
      if let opening = openings.last { return unclosed(opening) }
      return stop(
        Site(offset: Int(previousEnd), length: 1), "the statement ends where \(what) is expected",
        hint: "a line that goes on below is continued by an indented line")
    case .close, .closeBracket:
      if openings.isEmpty { return stop(token.site, "this `\(shown(token))` closes nothing") }
    default: break
    }
    return stop(token.site, "expected \(what), found `\(shown(token))`", hint: bracketHint())
  }

  private func bracketHint() -> String? {
    guard let opening = openings.last else { return nil }
    let bracket = lexer[Int(opening)] == 0x28 ? "(" : "["
    let line = source.line(at: Int(opening))
    return "`\(bracket)` is open since line \(line), column \(source.column(at: Int(opening)))"
  }

  /// An operand is complete, and the token at hand neither continues nor ends what it is in.
  mutating func unexpectedAfterOperand(expecting what: String) -> Stop {
    switch token.kind {
    case .name, .integer, .decimal, .string:
      if token.kind == .name, let near = nearestPredicate(to: shown(token)) {
        return stop(token.site, "`\(shown(token))` is no predicate", hint: "did you mean `\(near)`?")
      }
      let start = startOfWord(before: previousEnd)
      let left = source.text(in: start..<Int(previousEnd))
      if token.kind == .name, words.keywords[token.payload] != nil, isFirstOfLine(token) {
        return stop(
          token.site, "expected \(what), found `\(shown(token))`",
          hint: "an indented line continues the one above it; a statement begins at the start of its line")
      }
      let isNear = source.line(at: start) == source.line(at: Int(token.offset)) && !left.isEmpty
      let site = isNear ? Site(offset: start, length: Int(token.end) - start) : token.site
      let isProduct = isNear && token.kind != .string
      return stop(
        site, isProduct ? "two operands without an operator between them" : "expected \(what), found `\(shown(token))`",
        hint: isProduct ? "write `\(left)*\(shown(token))`" : bracketHint())
    case .if:
      return stop(token.site, "`if` begins a value or ends a claim", hint: "write brackets around `if … then … else …`")
    case .where:
      return stop(
        token.site, "`where` stands at the end of a statement or of a bracket",
        hint: "write `(e where n = 1)` around the expression it is about")
    default: return unexpected(expecting: what)
    }
  }

  private func isFirstOfLine(_ token: Token) -> Bool {
    var offset = Int(token.offset)
    while offset > 0, lexer[offset - 1] == 0x20 || lexer[offset - 1] == 0x09 { offset -= 1 }
    return offset == 0 || lexer[offset - 1] == 0x0A
  }

  private func nearestPredicate(to word: String) -> String? {
    let candidates = Predicate.allCases.map(\.rawValue)
    return nearest(to: word, among: candidates)
  }

  private func startOfWord(before end: Int32) -> Int {
    var start = Int(end)
    while start > 0, lexer[start - 1] == 0x27 { start -= 1 }
    while start > 0, Lexer.isWordByte(lexer[start - 1]) || lexer[start - 1] >= 0x80 || lexer[start - 1] == 0x2E {
      start -= 1
    }
    return start
  }

  func shown(_ token: Token) -> String {
    let text = source.text(of: token.site)
    return text.utf8.count > 40 ? String(text.prefix(40)) + "…" : text
  }

  mutating func expect(_ kind: Token.Kind, _ what: String) throws(Stop) {
    guard accept(kind) else { throw unexpected(expecting: what) }
  }

  mutating func expectName(_ what: String) throws(Stop) -> SyntaxName {
    guard token.kind == .name else {
      if token.kind.rawValue >= Token.Kind.if.rawValue, token.kind != .invalid {
        throw stop(token.site, "`\(shown(token))` is a reserved word and cannot be \(what)")
      }
      throw unexpected(expecting: what)
    }
    let name = SyntaxName(name: token.payload, site: token.site, latex: nil)
    advance()
    return name
  }

  mutating func expectEnd() throws(Stop) {
    guard token.kind == .end else { throw unexpectedAfterOperand(expecting: "the end of the statement") }
  }

  // MARK: Nesting

  mutating func enter(_ offset: Int32) throws(Stop) {
    nesting += 1
    guard nesting <= Self.nestingLimit else {
      diagnostics.append(
        Diagnostic(
          site: Site(offset: Int(offset), length: 1),
          message: "brackets, branches and powers nest more than \(Self.nestingLimit) deep"))
      throw Stop()
    }
  }

  mutating func leave() { nesting -= 1 }

  // MARK: Building

  @inline(__always)
  mutating func leaf(_ kind: SyntaxKind, payload: Int32) -> SyntaxID {
    tree.nodes.append(
      SyntaxNode(
        kind: kind, payload: payload, first: 0, count: 0, offset: token.offset, length: token.length, height: 1))
    return SyntaxID(Int32(truncatingIfNeeded: tree.nodes.count - 1))
  }

  /// A node whose children are given, from `start` to the end of the last token.
  mutating func node(
    _ kind: SyntaxKind, _ children: [SyntaxID], payload: Int32 = 0, from start: Int32
  ) throws(Stop) -> SyntaxID {
    let base = pending.count
    for child in children { pending.append(child.number) }
    return try gather(kind, from: base, payload: payload, start: start)
  }

  /// A node whose children are what is pending from `base`.
  mutating func gather(
    _ kind: SyntaxKind, from base: Int, payload: Int32 = 0, start: Int32
  ) throws(Stop) -> SyntaxID {
    let first = tree.children.count
    let hasOperators = kind == .sum || kind == .product || kind == .relation
    var height: Int32 = 0
    var levels: Int32 = kind == .conditional ? Int32(truncatingIfNeeded: pending.count - base) / 2 : 1
    var entry = base
    while entry < pending.count {
      height = max(height, tree.nodes[Int(pending[entry])].height)
      tree.children.append(pending[entry])
      entry += 1
      guard hasOperators else { continue }
      let packed = pending[entry]
      if kind == .product, packed & 1 == SyntaxOperator.divide.rawValue & 1 { levels += 1 }
      tree.children.append(packed)
      entry += 1
    }
    let count = pending.count - base
    pending.removeLast(count)
    height += levels
    guard height <= Self.heightLimit else {
      diagnostics.append(
        Diagnostic(
          site: Site(offset: Int(start), length: 1),
          message: "this expression is more than \(Self.heightLimit) levels high",
          hint: "name parts of it with `let`"))
      throw Stop()
    }
    tree.nodes.append(
      SyntaxNode(
        kind: kind, payload: payload, first: Int32(truncatingIfNeeded: first),
        count: Int32(truncatingIfNeeded: count), offset: start, length: previousEnd - start, height: height))
    return SyntaxID(Int32(truncatingIfNeeded: tree.nodes.count - 1))
  }

  func start(of id: SyntaxID) -> Int32 { tree.nodes[Int(id.number)].offset }
}
