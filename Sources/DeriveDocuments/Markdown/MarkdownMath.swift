/// LaTeX as it survives a Markdown reader, GitHub's first of all: some take backslashes before punctuation away, take
/// underscores for emphasis, and none knows every command.
enum MarkdownMath {
  static func safe(_ tex: String) -> String {
    var result = ""
    var rest = Substring(tex)
    while let character = rest.popFirst() {
      switch character {
      case "\\":
        let name = rest.prefix { $0.isASCII && $0.isLetter }
        if name.isEmpty {
          guard let symbol = rest.popFirst() else { continue }
          // `\\[0.5em]`: the space between rows is not worth the risk.
          if symbol == "\\", rest.hasPrefix("["), let end = rest.firstIndex(of: "]") {
            rest = rest[rest.index(after: end)...]
          }
          result += commands[symbol] ?? "\\\(symbol)"
        } else if name == "operatorname" {
          // GitHub does not allow it.
          rest = rest.dropFirst(name.count)
          let isStarred = rest.hasPrefix("*")
          if isStarred { rest.removeFirst() }
          guard rest.hasPrefix("{"), let end = rest.firstIndex(of: "}") else { continue }
          let word = rest[rest.index(after: rest.startIndex)..<end]
          rest = rest[rest.index(after: end)...]
          result += "\\mathop{\\mathrm{\(safe(String(word)))}}\\\(isStarred ? "limits" : "nolimits")"
          if rest.first?.isLetter == true { result += " " }
        } else {
          rest = rest.dropFirst(name.count)
          result += "\\" + name
        }
      // A space after it keeps an underscore from opening emphasis.
      case "_": result += rest.first == " " ? "_" : "_ "
      case "*": result += "\\ast "
      case "<": result += "\\lt "
      case ">": result += "\\gt "
      case "|": result += "\\vert "
      case "\n": result += " "
      default: result.append(character)
      }
    }
    return result.split(separator: " ", omittingEmptySubsequences: true).joined(separator: " ")
  }

  private static let commands: [Character: String] = [
    "\\": "\\cr ", "{": "\\lbrace ", "}": "\\rbrace ", ",": "\\thinspace ", "!": "\\negthinspace ", ";": "\\enspace ",
    "%": "\\% ", "|": "\\Vert ",
  ]

  /// Words that stand as they are.
  static func escaped(_ text: some StringProtocol) -> String {
    var result = ""
    for character in text {
      switch character {
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "&": result += "&amp;"
      case "\\", "`", "*", "_", "[", "]", "#", "|", "$", "~": result += "\\\(character)"
      default: result += character.isNewline ? " " : String(character)
      }
    }
    return result
  }
}
