/// A name in MathML, with its accents and its own subscripts.
struct MathMLName {
  var core: String
  var subscripts: [String]
  /// True if it is a word rather than a letter.
  var isWord: Bool
  /// True if a superscript cannot be attached as it stands.
  var hasSuperscript: Bool
  var width: Int

  init(_ name: String, latex: String?) {
    // How wide a name is and what is attached to it does not depend on how it is written.
    let same = LaTeXName(name, latex: latex)
    (isWord, hasSuperscript, width) = (same.isWord, same.hasSuperscript, same.width)
    subscripts = []
    if let latex, let written = CarriedMath.mathML(latex) {
      core = MathML.row(written)
      return
    }
    let parts = TypesetName(name)
    core = Self.letter(parts.core)
    for accent in parts.accents { core = Self.accented(core, accent) }
    subscripts = parts.subscripts.map(Self.subscriptText)
  }

  /// With indices as one element, and its parts if it has any.
  func run(indices: [String] = []) -> MathMLRun {
    let all = subscripts + indices
    var result = MathMLRun(core, width: width, strength: hasSuperscript ? .script : .atom)
    result.isWord = isWord
    if all.isEmpty { return result }
    let index = MathML.row(all.joined(separator: MathML.sign(",")))
    result.pieces[0].xml = XMLText.element("msub", "", core + index)
    result.scripted = (core, index)
    return result
  }

  static func letter(_ word: String) -> String {
    if word == "ell" { return MathML.name("ℓ") }
    guard let greek = GreekLetter.named(word) else { return MathML.name(word) }
    return greek.character.isUppercase ? MathML.upright(String(greek.character)) : MathML.name(String(greek.character))
  }

  static func accented(_ base: String, _ accent: TypesetName.Accent) -> String {
    XMLText.element("mover", "accent=\"true\"", base + MathML.sign(marks[accent] ?? "^", "stretchy=\"false\""))
  }

  private static let marks: [TypesetName.Accent: String] = [
    .hat: "^", .bar: "¯", .tilde: "~", .dot: "˙", .ddot: "¨", .vec: "→", .check: "ˇ", .breve: "˘",
  ]

  private static func subscriptText(_ text: String) -> String {
    switch text {
    case "star", "opt": MathML.sign("⋆", "lspace=\"0\" rspace=\"0\"")
    case "plus": MathML.sign("+", "lspace=\"0\" rspace=\"0\"")
    case "minus": MathML.sign("−", "lspace=\"0\" rspace=\"0\"")
    case "inf": MathML.name("∞")
    default: text.allSatisfy { $0.isASCII && $0.isNumber } ? MathML.number(text) : letter(text)
    }
  }
}
