/// Markdown with mathematics, as LaTeX.
enum LaTeXProse {
  /// A whole note: paragraphs, headings, lists, code.
  static func document(_ markdown: String) -> String {
    var output: [String] = []
    var paragraph: [Substring] = []
    var list: String?
    var code: [Substring]?

    func closeParagraph() {
      if !paragraph.isEmpty { output.append(inline(paragraph.joined(separator: " "))) }
      paragraph = []
    }
    func closeList() {
      closeParagraph()
      if let list { output.append("\\end{\(list)}") }
      list = nil
    }

    for line in markdown.split(separator: "\n", omittingEmptySubsequences: false) {
      let trimmed = line.trimmed
      if trimmed.hasPrefix("```") {
        if let lines = code {
          output.append(verbatim(lines))
          code = nil
        } else {
          closeList()
          code = []
        }
      } else if code != nil {
        code?.append(line)
      } else if trimmed.isEmpty {
        closeParagraph()
        output.append("")
      } else if let title = heading(trimmed) {
        closeList()
        output.append("\\paragraph{\(inline(title))}")
      } else if let (environment, content) = listItem(trimmed) {
        closeParagraph()
        if list != environment {
          closeList()
          output.append("\\begin{\(environment)}")
          list = environment
        }
        output.append("\\item " + inline(content))
      } else if list != nil, !line.hasPrefix(" "), output.last == "" {
        closeList()
        paragraph.append(trimmed)
      } else {
        paragraph.append(trimmed)
      }
    }
    if let code { output.append(verbatim(code)) }
    closeList()
    return output.joined(separator: "\n") + "\n"
  }

  /// `# Title`.
  private static func heading(_ line: Substring) -> String? {
    let marks = line.prefix { $0 == "#" }
    guard !marks.isEmpty, marks.count <= 6, line.dropFirst(marks.count).first == " " else { return nil }
    return String(line.dropFirst(marks.count).trimmed)
  }

  private static func listItem(_ line: Substring) -> (String, String)? {
    if line.hasPrefix("- ") || line.hasPrefix("* ") || line.hasPrefix("+ ") {
      return ("itemize", String(line.dropFirst(2).trimmed))
    }
    let digits = line.prefix { $0.isASCII && $0.isNumber }
    let rest = line.dropFirst(digits.count)
    guard !digits.isEmpty, digits.count < 4, rest.hasPrefix(". ") || rest.hasPrefix(") ") else { return nil }
    return ("enumerate", String(rest.dropFirst(2).trimmed))
  }

  private static func verbatim(_ lines: [Substring]) -> String {
    let rows = lines.map { "\\texttt{\(LaTeXText.escaped(String($0)).replacing(" ", with: "~"))}" }
    return "\\begin{quote}\n\(rows.joined(separator: "\\\\\n"))\n\\end{quote}"
  }

  /// One paragraph: `$…$`, `` `code` ``, `*emphasis*`, `**strong**`, `[text](address)`; the rest is escaped.
  static func inline(_ text: String) -> String {
    var rest = Substring(text)
    var result = ""
    var previous: Character = " "
    while let character = rest.first {
      if character == "\\", let next = rest.dropFirst().first, "*_`$\\[]#".contains(next) {
        result += LaTeXText.escaped(String(next))
        rest = rest.dropFirst(2)
      } else if let (content, after) = enclosed(rest, by: "$$"), isSafeMath(content) {
        result += "\\[\(LaTeXText.carriedMath(content))\\]"
        rest = after
      } else if let (content, after) = enclosed(rest, by: "$"), isSafeMath(content) {
        result += "$\(LaTeXText.carriedMath(content))$"
        rest = after
      } else if let (content, after) = enclosed(rest, by: "`") {
        result += "\\texttt{\(LaTeXText.escaped(content))}"
        rest = after
      } else if let (content, after) = enclosed(rest, by: "**") ?? enclosed(rest, by: "__"), isEmphasis(content) {
        result += "\\textbf{\(inline(String(content)))}"
        rest = after
      } else if character == "*" || character == "_" && !previous.isLetter && !previous.isNumber,
        let (content, after) = enclosed(rest, by: character), isEmphasis(content),
        character == "*" || !(after.first?.isLetter ?? false)
      {
        result += "\\emph{\(inline(String(content)))}"
        rest = after
      } else if character == "[", let (label, address, after) = link(rest) {
        result += "\(inline(label)) (\\texttt{\(LaTeXText.escaped(address))})"
        rest = after
      } else {
        result += LaTeXText.escaped(String(character))
        rest = rest.dropFirst()
      }
      previous = character
    }
    return result
  }

  /// What stands between two marks, if it is something, and what follows.
  private static func enclosed(_ text: Substring, by mark: Character) -> (Substring, Substring)? {
    enclosed(text, by: String(mark))
  }

  private static func enclosed(_ text: Substring, by mark: String) -> (Substring, Substring)? {
    guard text.hasPrefix(mark) else { return nil }
    let inner = text.dropFirst(mark.count)
    guard let end = inner.firstRange(of: mark), end.lowerBound > inner.startIndex else { return nil }
    return (inner[..<end.lowerBound], inner[end.upperBound...])
  }

  private static func isEmphasis(_ text: Substring) -> Bool {
    guard let first = text.first, let last = text.last else { return false }
    return !first.isWhitespace && !last.isWhitespace
  }

  private static func link(_ text: Substring) -> (String, String, Substring)? {
    guard let close = text.firstIndex(of: "]") else { return nil }
    let label = text[text.index(after: text.startIndex)..<close]
    let rest = text[text.index(after: close)...]
    guard rest.first == "(", let end = rest.firstIndex(of: ")") else { return nil }
    return (String(label), String(rest[rest.index(after: rest.startIndex)..<end]), rest[rest.index(after: end)...])
  }

  /// Mathematics that cannot end early: braces are balanced, nothing stands in it that only a document may have.
  private static func isSafeMath(_ tex: Substring) -> Bool {
    guard let first = tex.first, let last = tex.last, !first.isWhitespace, !last.isWhitespace else { return false }
    var depth = 0
    var isEscaped = false
    for character in tex {
      if isEscaped {
        isEscaped = false
        continue
      }
      switch character {
      case "\\": isEscaped = true
      case "{": depth += 1
      case "}":
        depth -= 1
        if depth < 0 { return false }
      case "#", "%", "&": return false
      default: break
      }
    }
    let lefts = tex.ranges(of: "\\left").count - tex.ranges(of: "\\leftarrow").count
    let rights = tex.ranges(of: "\\right").count - tex.ranges(of: "\\rightarrow").count
    return depth == 0 && !isEscaped && lefts == rights
  }
}

extension Substring {
  fileprivate var trimmed: Substring {
    var text = self
    while let first = text.first, first.isWhitespace { text.removeFirst() }
    while let last = text.last, last.isWhitespace { text.removeLast() }
    return text
  }
}
