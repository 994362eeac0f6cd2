/// Markdown with mathematics, for the terminal: styles are marks of no width that the page turns into codes, or drops.
enum TextProse {
  /// Marks in a text: from here on bold, slanted, or no longer.
  enum Mark {
    static let strong: Character = "\u{E000}"
    static let strongEnd: Character = "\u{E001}"
    static let emphasis: Character = "\u{E002}"
    static let emphasisEnd: Character = "\u{E003}"
    /// A space at which no line breaks.
    static let space: Character = "\u{A0}"

    static let styles: Set<Character> = [strong, strongEnd, emphasis, emphasisEnd]
  }

  /// Formulas up to this width stay on one line.
  private static let widestUnbroken = 36

  static func text(_ parts: [Markdown.Inline]) -> String {
    parts.map { part in
      switch part {
      case .text(let words): hasMarks(words) ? words.filter { !Mark.styles.contains($0) } : words
      case .math(let tex, _): unbroken(TextMath.formula(tex) ?? "$\(tex)$")
      case .code(let code): unbroken(code)
      case .strong(let inner): "\(Mark.strong)\(text(inner))\(Mark.strongEnd)"
      case .emphasis(let inner): "\(Mark.emphasis)\(text(inner))\(Mark.emphasisEnd)"
      case .link(let label, let address): "\(text(label)) (\(address))"
      }
    }.joined()
  }

  /// Whether one of the marks of a style may be in the text.
  private static func hasMarks(_ text: String) -> Bool {
    text.unicodeScalars.contains { (0xE000...0xE003).contains($0.value) }
  }

  private static func unbroken(_ text: String) -> String {
    text.displayWidth <= widestUnbroken ? text.replacing(" ", with: String(Mark.space)) : text
  }

  /// Rows with their marks as codes of the terminal, each row for itself; without colour the marks go.
  static func styled(_ rows: [String], color: Bool) -> [String] {
    var isStrong = false
    var isEmphasis = false
    return rows.map { row in
      var result = color ? (isStrong ? "\u{1B}[1m" : "") + (isEmphasis ? "\u{1B}[3m" : "") : ""
      if !row.unicodeScalars.contains(where: { $0 == "\u{A0}" }), !hasMarks(row) {
        result += row
        if color, isStrong || isEmphasis { result += "\u{1B}[0m" }
        return result
      }
      for character in row {
        switch character {
        case Mark.strong: isStrong = true
        case Mark.strongEnd: isStrong = false
        case Mark.emphasis: isEmphasis = true
        case Mark.emphasisEnd: isEmphasis = false
        case Mark.space:
          result += " "
          continue
        default:
          result.append(character)
          continue
        }
        if color { result += codes[character] ?? "" }
      }
      if color, isStrong || isEmphasis { result += "\u{1B}[0m" }
      return result
    }
  }

  private static let codes: [Character: String] = [
    Mark.strong: "\u{1B}[1m", Mark.strongEnd: "\u{1B}[22m", Mark.emphasis: "\u{1B}[3m", Mark.emphasisEnd: "\u{1B}[23m",
  ]
}
