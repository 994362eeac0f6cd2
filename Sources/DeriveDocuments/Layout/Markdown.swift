/// A note taken apart: Markdown with mathematics.
enum Markdown {
  enum Block: Sendable {
    case paragraph([Inline])
    case blank
    case heading([Inline])
    case listBegin(isOrdered: Bool)
    case item([Inline])
    case listEnd(isOrdered: Bool)
    case code([String])
  }

  indirect enum Inline: Sendable {
    case text(String)
    /// LaTeX between `$` or, on a line of its own, `$$`; what it holds cannot end early.
    case math(String, isDisplay: Bool)
    case code(String)
    case strong([Inline])
    case emphasis([Inline])
    case link([Inline], address: String)
  }

  static func blocks(_ markdown: String) -> [Block] {
    var output: [Block] = []
    /// The lines of the paragraph or of the list's item that is being read.
    var pending: [Substring] = []
    var isItem = false
    var list: Bool?
    var code: [String]?

    func close() {
      if !pending.isEmpty {
        let content = inline(pending.joined(separator: " "))
        output.append(isItem ? .item(content) : .paragraph(content))
      }
      pending = []
      isItem = false
    }
    func closeList() {
      close()
      if let list { output.append(.listEnd(isOrdered: list)) }
      list = nil
    }

    for line in markdown.split(separator: "\n", omittingEmptySubsequences: false) {
      let trimmed = line.trimmed
      if trimmed.hasPrefix("```") {
        if let lines = code {
          output.append(.code(lines))
          code = nil
        } else {
          closeList()
          code = []
        }
      } else if code != nil {
        code?.append(String(line))
      } else if trimmed.isEmpty {
        close()
        output.append(.blank)
      } else if let title = heading(trimmed) {
        closeList()
        output.append(.heading(inline(title)))
      } else if let (isOrdered, content) = listItem(trimmed) {
        close()
        if list != isOrdered {
          closeList()
          output.append(.listBegin(isOrdered: isOrdered))
          list = isOrdered
        }
        isItem = true
        pending = [content[...]]
      } else if list != nil, !line.hasPrefix(" "), case .blank? = output.last, pending.isEmpty {
        closeList()
        pending.append(trimmed)
      } else {
        pending.append(trimmed)
      }
    }
    if let code { output.append(.code(code)) }
    closeList()
    return output
  }

  /// `# Title`.
  private static func heading(_ line: Substring) -> String? {
    let marks = line.prefix { $0 == "#" }
    guard !marks.isEmpty, marks.count <= 6, line.dropFirst(marks.count).first == " " else { return nil }
    return String(line.dropFirst(marks.count).trimmed)
  }

  private static func listItem(_ line: Substring) -> (isOrdered: Bool, content: String)? {
    if line.hasPrefix("- ") || line.hasPrefix("* ") || line.hasPrefix("+ ") {
      return (false, String(line.dropFirst(2).trimmed))
    }
    let digits = line.prefix { $0.isASCII && $0.isNumber }
    let rest = line.dropFirst(digits.count)
    guard !digits.isEmpty, digits.count < 4, rest.hasPrefix(". ") || rest.hasPrefix(") ") else { return nil }
    return (true, String(rest.dropFirst(2).trimmed))
  }

  /// One paragraph: `$…$`, `` `code` ``, `*emphasis*`, `**strong**`, `[text](address)`; the rest is text.
  static func inline(_ text: String) -> [Inline] {
    var rest = Substring(text)
    var result: [Inline] = []
    var plain = ""
    var previous: Character = " "
    func add(_ part: Inline) {
      if !plain.isEmpty { result.append(.text(plain)) }
      plain = ""
      result.append(part)
    }
    while let character = rest.first {
      // Most of a text holds no mark: it is taken in one piece.
      let words = rest[..<(rest.utf8.firstIndex { marks.contains($0) } ?? rest.endIndex)]
      if let last = words.last {
        plain += words
        rest = rest[words.endIndex...]
        previous = last
        continue
      }
      if character == "\\", let next = rest.dropFirst().first, "*_`$\\[]#".contains(next) {
        plain.append(next)
        rest = rest.dropFirst(2)
      } else if let (content, after) = enclosed(rest, by: "$$"), isSafeMath(content) {
        add(.math(String(content), isDisplay: true))
        rest = after
      } else if let (content, after) = enclosed(rest, by: "$"), isSafeMath(content) {
        add(.math(String(content), isDisplay: false))
        rest = after
      } else if let (content, after) = enclosed(rest, by: "`") {
        add(.code(String(content)))
        rest = after
      } else if let (content, after) = enclosed(rest, by: "**") ?? enclosed(rest, by: "__"), isEmphasis(content) {
        add(.strong(inline(String(content))))
        rest = after
      } else if character == "*" || character == "_" && !previous.isLetter && !previous.isNumber,
        let (content, after) = enclosed(rest, by: character), isEmphasis(content),
        character == "*" || !(after.first?.isLetter ?? false)
      {
        add(.emphasis(inline(String(content))))
        rest = after
      } else if character == "[", let (label, address, after) = link(rest) {
        add(.link(inline(label), address: address))
        rest = after
      } else {
        plain.append(character)
        rest = rest.dropFirst()
      }
      previous = character
    }
    if !plain.isEmpty { result.append(.text(plain)) }
    return result
  }

  /// What begins anything but text.
  private static let marks = "\\$`*_[".utf8

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
    if !tex.utf8.contains(UInt8(ascii: "\\")) { return depth == 0 }
    let lefts = occurrences(of: "\\left", in: tex) - occurrences(of: "\\leftarrow", in: tex)
    let rights = occurrences(of: "\\right", in: tex) - occurrences(of: "\\rightarrow", in: tex)
    return depth == 0 && !isEscaped && lefts == rights
  }

  /// How often a command's beginning stands in the text.
  private static func occurrences(of command: String, in text: Substring) -> Int {
    var count = 0
    var rest = text.utf8
    while let start = rest.firstIndex(of: UInt8(ascii: "\\")) {
      rest = rest[start...]
      if rest.starts(with: command.utf8) { count += 1 }
      rest = rest.dropFirst()
    }
    return count
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
