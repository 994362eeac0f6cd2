/// Writes a file in the standard layout, which `formatted` describes.
struct LayoutWriter {
  /// Where comments behind code begin: in the first column, unless more than one of the lines, and more than an eighth
  /// of them, leave room for it only in the second.
  private static let commentColumns = (near: 37, far: 60)
  /// A `let` whose left side is longer stays out of the column of the others.
  private static let longestTarget = 24
  private static let indentation = 4

  /// A line of the result, and the comment behind its code.
  private struct Row {
    var text: String
    var comment: String?
    /// The columns of its code, where that is on one line.
    var width: Int?
  }

  private var rows: [Row] = []

  static func text(of file: LayoutFile) -> String {
    var writer = LayoutWriter()
    let padding = Padding(file.statements)
    for (number, statement) in file.statements.enumerated() {
      writer.add(statement.tokens[0].above, follows: number > 0)
      writer.add(statement, padding, number)
    }
    writer.add(file.below, follows: !file.statements.isEmpty)
    while writer.rows.last?.text == "" { writer.rows.removeLast() }
    return writer.joined
  }

  // MARK: - Lines without code

  /// A comment is indented if it belongs to the statement above it: `#=` on a line of its own.
  private mutating func add(_ lines: [LayoutFile.Line], follows: Bool) {
    var belongs = follows
    for line in lines {
      switch line {
      case .blank:
        belongs = false
        addBlank()
      case .comment(let text, let isIndented):
        rows.append(Row(text: belongs && isIndented ? blanks(Self.indentation) + text : text))
      }
    }
  }

  private mutating func addBlank() {
    if let last = rows.last, !last.text.isEmpty { rows.append(Row(text: "")) }
  }

  // MARK: - Statements

  /// Brackets that are open: how far lines in them and the line of the closing one are indented.
  private struct Bracket {
    var inside: Int
    var closing: Int
  }

  private mutating func add(_ statement: LayoutFile.Statement, _ padding: Padding, _ number: Int) {
    let tokens = statement.tokens
    let hasBlank = LayoutSpacing.blanks(before: tokens)
    var row = Row(text: "", width: 0)
    var brackets: [Bracket] = []
    var lineIndent = 0
    var hasRelationLine = false
    for (index, token) in tokens.enumerated() {
      if index > 0, token.startsLine {
        row.comment = tokens[index - 1].comment
        rows.append(row)
        let indent: Int
        if let bracket = brackets.last {
          indent = token.kind == .close || token.kind == .closeBracket ? bracket.closing : bracket.inside
        } else {
          let begins = Self.beginsPart(token.kind)
          indent = hasRelationLine && !begins ? Self.indentation + 2 : Self.indentation
          hasRelationLine = hasRelationLine || begins
        }
        addInside(token.above, brackets.last?.inside)
        row = Row(text: blanks(indent), width: indent)
        lineIndent = indent
      } else if hasBlank[index] {
        append(" ", to: &row)
      }
      let pad = padding.before(index, of: number)
      if pad > 0 { append(blanks(pad), to: &row) }
      append(token.text, to: &row)
      switch token.kind {
      case .open, .openBracket:
        let isLast = index + 1 < tokens.count && tokens[index + 1].startsLine
        let column = row.width ?? 0
        brackets.append(
          isLast
            ? Bracket(inside: lineIndent + Self.indentation, closing: lineIndent)
            : Bracket(inside: column, closing: column - 1))
      case .close, .closeBracket: if !brackets.isEmpty { brackets.removeLast() }
      default: break
      }
    }
    row.comment = tokens[tokens.count - 1].comment
    rows.append(row)
  }

  /// Lines between those of a statement. A comment that is not indented may stand outside brackets; inside, where it
  /// stands makes no difference.
  private mutating func addInside(_ lines: [LayoutFile.Line], _ column: Int?) {
    for line in lines {
      switch line {
      case .blank: if column != nil { addBlank() }
      case .comment(let text, let isIndented):
        rows.append(Row(text: blanks(column ?? (isIndented ? Self.indentation : 0)) + text))
      }
    }
  }

  /// Whether a line that begins so begins a side of a relation or what follows a claim.
  private static func beginsPart(_ kind: Token.Kind) -> Bool {
    switch kind {
    case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .in, .if, .where, .as, .iid: true
    default: false
    }
  }

  private func append(_ text: String, to row: inout Row) {
    row.text += text
    if text.utf8.contains(0x0A) { row.width = nil }
    row.width = row.width.map { $0 + text.unicodeScalars.count }
  }

  // MARK: - Comments behind code

  private var joined: String {
    let widths = rows.compactMap { $0.comment == nil ? nil : $0.width }
    let wide = widths.count { $0 + 2 > Self.commentColumns.near && $0 + 2 <= Self.commentColumns.far }
    let column = wide <= max(1, widths.count / 8) ? Self.commentColumns.near : Self.commentColumns.far
    var text = ""
    for row in rows {
      text += row.text
      if let comment = row.comment { text += blanks(max(2, column - (row.width ?? column))) + comment }
      text += "\n"
    }
    return text
  }

  // MARK: - Columns of statements

  /// Blanks that put the same parts of adjacent statements below each other.
  private struct Padding {
    /// Of each statement, the token before which they stand, and how many.
    private var entries: [(index: Int, count: Int)]

    func before(_ index: Int, of statement: Int) -> Int {
      entries[statement].index == index ? entries[statement].count : 0
    }

    init(_ statements: [LayoutFile.Statement]) {
      entries = Array(repeating: (-1, 0), count: statements.count)
      for run in Self.runs(statements, ["let"]) { alignDefinitions(statements, run) }
      for run in Self.runs(statements, ["size", "given"]) {
        guard run.contains(where: { Self.keyword(statements[$0]) == "given" }) else { continue }
        for number in run where Self.keyword(statements[number]) == "size" { entries[number] = (1, 1) }
      }
    }

    private static func keyword(_ statement: LayoutFile.Statement) -> String { statement.tokens[0].text }

    /// Statements with these first words on adjacent lines. One that goes on below its first line ends its run.
    private static func runs(_ statements: [LayoutFile.Statement], _ keywords: Set<String>) -> [Range<Int>] {
      var runs: [Range<Int>] = []
      var start = 0
      for number in statements.indices {
        guard keywords.contains(keyword(statements[number])) else {
          start = number + 1
          continue
        }
        let isAdjacent = statements[number].tokens[0].above.isEmpty
        if start == number || !isAdjacent || !statements[number - 1].isOneLine { start = number }
        if let last = runs.last, last.lowerBound == start { runs.removeLast() }
        runs.append(start..<number + 1)
      }
      return runs.filter { $0.count > 1 }
    }

    private mutating func alignDefinitions(_ statements: [LayoutFile.Statement], _ run: Range<Int>) {
      var places: [(number: Int, index: Int, width: Int)] = []
      for number in run {
        guard let (index, width) = Self.target(statements[number]), width <= LayoutWriter.longestTarget else {
          continue
        }
        places.append((number, index, width))
      }
      let column = places.map(\.width).max() ?? 0
      for place in places { entries[place.number] = (place.index, column - place.width) }
    }

    /// The `=` of a definition, and the width of what stands before it, if that is on one line.
    private static func target(_ statement: LayoutFile.Statement) -> (index: Int, width: Int)? {
      let hasBlank = LayoutSpacing.blanks(before: statement.tokens)
      var depth = 0
      var width = 0
      for (index, token) in statement.tokens.enumerated() {
        if index > 0, token.startsLine { return nil }
        switch token.kind {
        case .open, .openBracket: depth += 1
        case .close, .closeBracket: depth -= 1
        case .equal where depth == 0: return (index, width)
        default: break
        }
        width += token.text.unicodeScalars.count + (hasBlank[index] ? 1 : 0)
      }
      return nil
    }
  }
}

private func blanks(_ count: Int) -> String { String(repeating: " ", count: max(0, count)) }
