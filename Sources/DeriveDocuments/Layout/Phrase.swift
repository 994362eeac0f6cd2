import DeriveLanguage
import DeriveSolving

/// A piece of running text.
enum Phrase: Sendable {
  case words(String)
  case formula(Formula)
  /// A formula of which only its LaTeX is known.
  case tex(String)
  /// What stands in the language, letter by letter.
  case code(String)

  static func latex(_ phrases: [Phrase], _ formulas: LaTeXFormulaWriter) -> String {
    phrases.map { phrase in
      switch phrase {
      case .words(let words): LaTeXText.escaped(words)
      case .formula(let formula): "$\(formulas.tex(formula))$"
      case .tex(let tex): "$\(tex)$"
      case .code(let code): "\\texttt{\(LaTeXText.escaped(code))}"
      }
    }.joined()
  }

  /// Formulas with commas between them.
  static func list(_ formulas: [Formula]) -> [Phrase] {
    formulas.enumerated().flatMap { position, formula in
      position == 0 ? [Phrase.formula(formula)] : [.words(", "), .formula(formula)]
    }
  }
}

extension Solution.Given {
  /// What the names stand for.
  var phrases: [Phrase] {
    guard role != .size else {
      return [.words(names.count == 1 ? "a size, a whole number " : "sizes, whole numbers "), .tex("\\geq 1")]
    }
    guard case .text(let type) = type, !type.isEmpty else {
      return role == .random
        ? [.words("random, "), .tex("\\sim"), .words(" "), .formula(self.type)] : [.formula(self.type)]
    }
    switch role {
    case .size, .given: return names.count == 1 ? LaTeXType(type).phrases : LaTeXType(type).plural
    case .random: return [.words("random, "), .tex("\\sim"), .words(" ")] + LaTeXType.distribution(type)
    case .function: return [.words("a smooth function, "), .tex(LaTeXType.signature(type))]
    }
  }
}
