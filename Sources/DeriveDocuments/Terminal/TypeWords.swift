/// A type or distribution in the language's words, its names and signs as formulas have them:
/// `normal(1, sigma^2)[K] iid` is "normal(1, σ²)[K] iid".
enum TypeWords {
  static func text(_ type: String, _ notation: Notation) -> String {
    var result = ""
    var rest = Substring(type.replacing("->", with: "→"))
    while let character = rest.first {
      if character.isASCII, character.isLetter {
        let word = rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
        rest = rest.dropFirst(word.count)
        let name = String(word)
        if name == "inf" {
          result += "∞"
        } else if notation.declared.contains(name) {
          result += TextName(name, latex: notation.latex[name]).text
        } else {
          result += name
        }
      } else if character == "^" {
        let digits = rest.dropFirst().prefix { $0.isASCII && $0.isNumber }
        result += Scripts.raised(digits) ?? "^"
        rest = rest.dropFirst(1 + digits.count)
      } else {
        result.append(character)
        rest = rest.dropFirst()
      }
    }
    return result
  }
}
