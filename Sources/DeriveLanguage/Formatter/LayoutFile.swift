/// A file as the formatter sees it: statements of tokens, and between them what the parser skips.
struct LayoutFile {
  /// A line without code.
  enum Line: Equatable {
    case blank
    case comment(String, isIndented: Bool)
  }

  struct Token {
    var kind: DeriveLanguage.Token.Kind
    /// As it is written; a text between `"""` without the indentation that its lines share.
    var text: String
    /// Blanks or line breaks stand before it.
    var followsSpace: Bool
    /// It is the first of its line.
    var startsLine: Bool
    /// The lines without code right above its own line.
    var above: [Line] = []
    /// The comment behind it, on its line.
    var comment: String?
  }

  struct Statement {
    var tokens: [Token]
    /// What its `#=` comments say.
    var answers: [String]

    /// On one line, texts between `"""` apart.
    var isOneLine: Bool { tokens.dropFirst().allSatisfy { !$0.startsLine } && !tokens.contains { $0.kind == .text } }
  }

  private(set) var statements: [Statement] = []
  /// The lines below the last statement.
  private(set) var below: [Line] = []

  /// The source is one that can be read without an error.
  init(_ source: Source) {
    var lexer = Lexer(bytes: source.bytes, start: source.start)
    var end = source.start
    var position = source.start
    while let start = Self.nextStatement(lexer, from: position) {
      lexer.move(to: start)
      lexer.answers = []
      var tokens: [Token] = []
      while true {
        let token = lexer.next()
        if token.kind == .end { break }
        let gap = Gap(source.bytes[end..<Int(token.offset)], isAtStart: end == source.start)
        if let last = tokens.indices.last {
          tokens[last].comment = gap.comment
        } else if let last = statements.indices.last {
          statements[last].tokens[statements[last].tokens.count - 1].comment = gap.comment
        }
        var text = source.text(of: token.site)
        if token.kind == .text { text = Self.text(text, lexer.texts[Int(token.payload)]) }
        tokens.append(
          Token(
            kind: token.kind, text: text, followsSpace: token.followsSpace,
            startsLine: tokens.isEmpty || gap.breaksLine,
            above: gap.lines))
        end = Int(token.end)
      }
      let answers = lexer.answers.map { source.text(in: $0..<lexer.endOfLine(from: $0)).trimmingBlanks }
      if !tokens.isEmpty { statements.append(Statement(tokens: tokens, answers: answers)) }
      position = max(lexer.position, start + 1)
    }
    let gap = Gap(source.bytes[end...], isAtStart: end == source.start, isAtEnd: true)
    if let last = statements.indices.last {
      statements[last].tokens[statements[last].tokens.count - 1].comment = gap.comment
    }
    below = gap.lines
  }

  /// Where the next statement begins: the parser's way to find it, for a file without errors.
  private static func nextStatement(_ lexer: Lexer, from position: Int) -> Int? {
    var start = position
    while start < lexer.limit {
      switch lexer[start] {
      case 0x20, 0x09, 0x0D, 0x0A: start += 1
      case 0x23: start = lexer.endOfLine(from: start)
      default: return start
      }
    }
    return nil
  }

  /// A text between `"""`, laid out so that it reads as the same text.
  private static func text(_ raw: String, _ content: String) -> String {
    let lines = raw.utf8.dropFirst(3).dropLast(3).split(separator: 0x0A, omittingEmptySubsequences: false)
    let beginsOnOpeningLine = lines.first?.contains { $0 != 0x20 && $0 != 0x09 && $0 != 0x0D } ?? false
    let start = beginsOnOpeningLine ? content : "\n" + content
    let end = beginsOnOpeningLine && lines.count == 1 || content.isEmpty ? "" : "\n"
    let inside = start + end
    return unindented(Array(inside.utf8)[...]) == content ? "\"\"\"\(inside)\"\"\"" : raw
  }

  /// Whether the other file has the same statements, answers and comments: whether only the layout differs.
  func says(theSameAs other: LayoutFile) -> Bool {
    guard statements.count == other.statements.count, comments == other.comments else { return false }
    return zip(statements, other.statements).allSatisfy { a, b in
      a.answers == b.answers && a.tokens.count == b.tokens.count
        && zip(a.tokens, b.tokens).allSatisfy { $0.kind == $1.kind && $0.text == $1.text }
    }
  }

  /// All comments, in order.
  var comments: [String] {
    var comments: [String] = []
    func add(_ lines: [Line]) {
      for case .comment(let text, _) in lines { comments.append(text) }
    }
    for statement in statements {
      for token in statement.tokens {
        add(token.above)
        if let comment = token.comment { comments.append(comment) }
      }
    }
    add(below)
    return comments
  }
}

/// What stands between two tokens: blanks, line breaks, comments.
private struct Gap {
  /// Behind the token before it.
  var comment: String?
  var breaksLine = false
  var lines: [LayoutFile.Line] = []

  /// At the start of the file no token stands before it, at the end none behind it.
  init(_ bytes: ArraySlice<UInt8>, isAtStart: Bool, isAtEnd: Bool = false) {
    var rows = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)[...]
    if !isAtStart, let first = rows.popFirst() {
      if let sign = first.firstIndex(of: 0x23) {
        comment = String(decoding: first[sign...], as: UTF8.self).trimmingBlanks
      }
      breaksLine = !rows.isEmpty
    }
    // In the last row stands the token behind it.
    if !isAtEnd { rows = rows.dropLast() } else if rows.last?.contains(0x23) == false { rows = rows.dropLast() }
    for row in rows {
      let isIndented = row.first == 0x20 || row.first == 0x09
      if let sign = row.firstIndex(of: 0x23) {
        let text = String(decoding: row[sign...], as: UTF8.self).trimmingBlanks
        lines.append(.comment(text, isIndented: isIndented))
      } else if !isIndented || row.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) {
        // An indented row of other white space counts as a part of the statement, and says nothing.
        lines.append(.blank)
      }
    }
  }
}

extension String {
  /// Without the blanks, tabs and carriage returns at its end.
  fileprivate var trimmingBlanks: String {
    let end = utf8.lastIndex { $0 != 0x20 && $0 != 0x09 && $0 != 0x0D }
    return end.map { String(self[...$0]) } ?? ""
  }
}
