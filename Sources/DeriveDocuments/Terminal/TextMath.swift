/// LaTeX of notes in Unicode, where it is simple enough to be read so.
struct TextMath {
  /// A note's line with its `$…$` in Unicode; what cannot be written so stays as it is.
  static func line(_ text: String) -> String {
    var result = ""
    var rest = Substring(text.replacing("**", with: ""))
    while let start = rest.firstIndex(of: "$") {
      result += rest[..<start]
      let inner = rest[rest.index(after: start)...]
      guard let end = inner.firstIndex(of: "$"), end > inner.startIndex else {
        result += rest[start...]
        return result
      }
      var math = TextMath(rest: inner[..<end])
      result += math.whole() ?? "$\(inner[..<end])$"
      rest = inner[inner.index(after: end)...]
    }
    return result + rest
  }

  /// A formula in Unicode, if it is simple enough.
  static func formula(_ latex: String) -> String? {
    var math = TextMath(rest: latex[...])
    return math.whole().flatMap { $0.isEmpty ? nil : $0 }
  }

  private var rest: Substring

  private mutating func whole() -> String? {
    var result = ""
    while !rest.isEmpty {
      guard let next = element() else { return nil }
      result += next
    }
    return result.split(separator: " ").joined(separator: " ")
  }

  /// The next letter, command or group with its accents and scripts; nil if it has no simple form.
  private mutating func element() -> String? {
    guard let character = rest.popFirst() else { return nil }
    switch character {
    case "_", "^":
      guard let inner = argument() else { return nil }
      if character == "^", inner == "⊤" || inner == "T" { return "ᵀ" }
      if let small = character == "_" ? Scripts.lowered(inner) : Scripts.raised(inner) { return small }
      if inner.isEmpty { return nil }
      return "\(character)" + (inner.count == 1 ? inner : character == "_" ? "{\(inner)}" : "(\(inner))")
    case "{":
      rest = "{" + rest
      return argument()
    case "}", "&", "#", "%": return nil
    case "\\": return command()
    default: return String(character)
    }
  }

  /// A group's content or the next element.
  private mutating func argument() -> String? {
    while rest.first == " " { rest.removeFirst() }
    guard rest.first == "{" else { return element() }
    rest.removeFirst()
    var result = ""
    while let next = rest.first {
      if next == "}" {
        rest.removeFirst()
        return result
      }
      guard let part = element() else { return nil }
      result += part
    }
    return nil
  }

  private mutating func command() -> String? {
    let name = String(rest.prefix { $0.isASCII && $0.isLetter })
    rest = rest.dropFirst(name.count)
    if name.isEmpty {
      guard let symbol = rest.popFirst() else { return nil }
      return [",": " ", ";": " ", " ": " ", "!": "", "{": "{", "}": "}", "|": "‖"][symbol]
    }
    if let greek = GreekLetter.named(name) { return String(greek.character) }
    if let symbol = Self.symbols[name] { return symbol }
    if TypesetName.Accent(rawValue: name) != nil {
      guard let inner = argument(), inner.count == 1 else { return nil }
      return TextName(inner + name).text
    }
    switch name {
    case "mathrm", "text", "operatorname", "mathbf": return argument()
    case "mathbb": return argument().flatMap { ["R": "ℝ", "N": "ℕ", "Z": "ℤ", "E": "𝔼"][$0] }
    case "frac", "tfrac":
      guard let top = argument(), let bottom = argument() else { return nil }
      return Self.fractions["\(top)/\(bottom)"] ?? Self.operand(top) + "/" + Self.operand(bottom)
    case "sqrt": return argument().map { "√" + Self.operand($0) }
    default: return nil
    }
  }

  private static let fractions = ["1/2": "½", "1/3": "⅓", "2/3": "⅔", "1/4": "¼", "3/4": "¾"]

  private static func operand(_ text: String) -> String {
    text.contains(" ") || text.contains("+") || text.contains("-") ? "(\(text))" : text
  }

  private static let symbols: [String: String] = [
    "sum": "Σ", "prod": "Π", "partial": "∂", "nabla": "∇", "infty": "∞", "cdot": "·", "odot": "⊙", "times": "×",
    "le": "≤", "leq": "≤", "ge": "≥", "geq": "≥", "ne": "≠", "neq": "≠", "in": "∈", "to": "→", "top": "⊤",
    "varepsilon": "ε", "ell": "ℓ", "log": "log ", "ln": "ln ", "exp": "exp", "sin": "sin ", "cos": "cos ", "pm": "±",
    "lVert": "‖", "rVert": "‖", "left": "", "right": "", "ldots": "…", "dots": "…", "quad": "  ", "succeq": "⪰",
    "succ": "≻", "prec": "≺", "preceq": "⪯", "sim": "~", "mid": "|", "det": "det ", "min": "min ", "max": "max ",
    "tanh": "tanh ", "cdots": "⋯", "neg": "¬", "colon": ":", "langle": "⟨", "rangle": "⟩", "qquad": "  ", "big": "",
    "Big": "", "bigl": "", "bigr": "", "Bigl": "", "Bigr": "", "subset": "⊂", "forall": "∀", "exists": "∃",
    "mapsto": "↦", "Rightarrow": "⇒", "iff": "⇔", "circ": "∘", "propto": "∝", "ll": "≪", "gg": "≫", "otimes": "⊗",
    "oplus": "⊕", "prime": "′", "approx": "≈", "lambda": "λ", "star": "⋆",
  ]
}
