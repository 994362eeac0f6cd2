/// What the engine says in words, where pieces of the language stand in backquotes: "derivative of `yhat` by `z`".
enum RichWords {
  enum Part: Sendable {
    case words(Substring)
    case code(Substring)
  }

  static func parts(_ text: String) -> [Part] {
    let pieces = text.split(separator: "`", omittingEmptySubsequences: false)
    // A backquote without its fellow is one.
    if pieces.count % 2 == 0 { return [.words(text[...])] }
    return pieces.enumerated().filter { !$0.element.isEmpty }.map {
      $0.offset % 2 == 0 ? .words($0.element) : .code($0.element)
    }
  }

  /// Running text, the language's signs in it as people write them.
  static func phrases(_ text: String, _ notation: Notation) -> [Phrase] {
    parts(text).map { part in
      switch part {
      case .words(let words):
        var result = String(words)
        for (written, sign) in [(">=", "≥"), ("<=", "≤"), ("!=", "≠"), ("->", "→")] {
          result = result.replacing(written, with: sign)
        }
        return .words(result)
      case .code(let code):
        return SimpleExpression(String(code)).map { .tex($0.latex(notation)) } ?? .code(String(code))
      }
    }
  }

  /// In Unicode.
  static func text(_ text: String, _ notation: Notation) -> String {
    parts(text).map { part in
      switch part {
      case .words(let words): return String(words)
      case .code(let code): return SimpleExpression(String(code))?.text(notation) ?? String(code)
      }
    }.joined()
  }

  /// In LaTeX.
  static func latex(_ text: String, _ notation: Notation) -> String {
    parts(text).map { part in
      switch part {
      case .words(let words): return LaTeXText.remark(String(words))
      case .code(let code):
        return SimpleExpression(String(code)).map { "$\($0.latex(notation))$" }
          ?? "\\texttt{\(LaTeXText.escaped(code))}"
      }
    }.joined()
  }
}
