/// A name's LaTeX, with indices joined to the ones that the name has itself.
struct LaTeXName {
  /// The letter or word with its accents.
  var core: String
  /// The name's own subscripts.
  var subscripts: [String]
  /// True if it is a word rather than a letter.
  var isWord: Bool
  /// True if a superscript cannot be attached as it stands.
  var hasSuperscript: Bool
  var width: Int

  init(_ name: String, latex: String?) {
    if let latex {
      let attachments = outerAttachments(latex)
      // Another index or power on it needs a group of its own, or LaTeX stops at a double script.
      core = attachments.hasSubscript ? "{\(latex)}" : latex
      subscripts = []
      isWord = false
      hasSuperscript = attachments.hasSuperscript
      width = max(6, latex.filter { $0.isLetter || $0.isNumber }.count * 4)
      return
    }
    let parts = TypesetName(name)
    isWord = !parts.isLetter
    hasSuperscript = false
    core = Self.word(parts.core)
    // Capital letters of matrices are half as wide again as small ones.
    width = isWord ? parts.core.count * 5 : parts.core.first?.isUppercase == true ? 9 : 6
    for accent in parts.accents { core = "\\\(accent.rawValue){\(core)}" }
    subscripts = parts.subscripts.map(Self.subscriptText)
    width += parts.subscripts.reduce(0) { $0 + $1.count * 4 }
  }

  /// With indices: `\hat{y}_{n}`, `W_{1,ij}`.
  func tex(indices: [String] = []) -> String {
    let all = subscripts + indices
    if all.isEmpty { return core }
    return "\(core)_{\(all.joined(separator: ","))}"
  }

  private static func word(_ text: String) -> String {
    if let greek = GreekLetter.named(text) { return greek.latex }
    if text == "ell" { return "\\ell" }
    if text.count == 1, text.allSatisfy({ $0.isASCII }) { return LaTeXText.escaped(text) }
    return text.allSatisfy { $0.isASCII }
      ? "\\mathrm{\(LaTeXText.escaped(text))}" : "\\text{\(LaTeXText.escaped(text))}"
  }

  private static func subscriptText(_ text: String) -> String {
    switch text {
    case "star", "opt": "\\star"
    case "plus": "+"
    case "minus": "-"
    case "inf": "\\infty"
    default: text.allSatisfy { $0.isASCII && $0.isNumber } ? text : word(text)
    }
  }
}

/// Whether a `_` or a `^` stands outside all braces.
func outerAttachments(_ tex: String) -> (hasSubscript: Bool, hasSuperscript: Bool) {
  var depth = 0
  var hasSubscript = false
  var hasSuperscript = false
  var isEscaped = false
  for character in tex {
    if isEscaped {
      isEscaped = false
      continue
    }
    switch character {
    case "\\": isEscaped = true
    case "{": depth += 1
    case "}": depth -= 1
    case "_" where depth == 0: hasSubscript = true
    case "^" where depth == 0, "'" where depth == 0: hasSuperscript = true
    default: break
    }
  }
  return (hasSubscript, hasSuperscript)
}
