/// Markdown with mathematics, as LaTeX.
enum LaTeXProse {
  /// A whole note: paragraphs, headings, lists, code.
  static func document(_ markdown: String) -> String {
    let lines = Markdown.blocks(markdown).map { block in
      switch block {
      case .paragraph(let content): text(content)
      case .blank: ""
      case .heading(let content): "\\paragraph{\(text(content))}"
      case .listBegin(let isOrdered): "\\begin{\(isOrdered ? "enumerate" : "itemize")}"
      case .item(let content): "\\item " + text(content)
      case .listEnd(let isOrdered): "\\end{\(isOrdered ? "enumerate" : "itemize")}"
      case .code(let lines): verbatim(lines)
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// One paragraph.
  static func inline(_ markdown: String) -> String { text(Markdown.inline(markdown)) }

  private static func text(_ parts: [Markdown.Inline]) -> String {
    parts.map { part in
      switch part {
      case .text(let words): LaTeXText.escaped(words)
      case .math(let tex, isDisplay: true): "\\[\(LaTeXText.carriedMath(tex))\\]"
      case .math(let tex, isDisplay: false): "$\(LaTeXText.carriedMath(tex))$"
      case .code(let code): "\\texttt{\(LaTeXText.escaped(code))}"
      case .strong(let inner): "\\textbf{\(text(inner))}"
      case .emphasis(let inner): "\\emph{\(text(inner))}"
      case .link(let label, let address): "\(text(label)) (\\texttt{\(LaTeXText.escaped(address))})"
      }
    }.joined()
  }

  private static func verbatim(_ lines: [String]) -> String {
    let rows = lines.map { "\\texttt{\(LaTeXText.escaped($0).replacing(" ", with: "~"))}" }
    return "\\begin{quote}\n\(rows.joined(separator: "\\\\\n"))\n\\end{quote}"
  }
}
