/// Markdown with mathematics, as HTML.
enum HTMLProse {
  static func blocks(_ markdown: String, _ math: HTMLMath) -> String {
    Markdown.blocks(markdown).map { block in
      switch block {
      case .paragraph(let content): "<p class=\"wide\">\(text(content, math))</p>\n"
      case .blank: ""
      case .heading(let content): "<h2>\(text(content, math))</h2>\n"
      case .listBegin(let isOrdered): isOrdered ? "<ol>\n" : "<ul>\n"
      case .item(let content): "<li>\(text(content, math))</li>\n"
      case .listEnd(let isOrdered): isOrdered ? "</ol>\n" : "</ul>\n"
      case .code(let lines): "<pre><code>\(lines.map { XMLText.escaped($0) }.joined(separator: "\n"))</code></pre>\n"
      }
    }.joined()
  }

  private static func text(_ parts: [Markdown.Inline], _ math: HTMLMath) -> String {
    parts.map { part in
      switch part {
      case .text(let words): XMLText.escaped(words)
      case .math(let tex, let isDisplay): math.carried(tex, isDisplay: isDisplay)
      case .code(let code): "<code>\(XMLText.escaped(code))</code>"
      case .strong(let inner): "<strong>\(text(inner, math))</strong>"
      case .emphasis(let inner): "<em>\(text(inner, math))</em>"
      case .link(let label, let address):
        isHarmless(address)
          ? "<a href=\"\(XMLText.escaped(address))\">\(text(label, math))</a>"
          : "\(text(label, math)) (\(XMLText.escaped(address)))"
      }
    }.joined()
  }

  /// A page, a place in this one, or a letter: never a script.
  private static func isHarmless(_ address: String) -> Bool {
    let scheme = address.prefix { $0 != ":" && $0 != "/" && $0 != "#" && $0 != "?" }
    let hasScheme = address.dropFirst(scheme.count).first == ":"
    return !hasScheme || ["http", "https", "mailto"].contains(scheme.lowercased())
  }
}
