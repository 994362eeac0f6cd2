/// A Greek letter: its name in the language, the character, and the LaTeX command.
struct GreekLetter: Sendable {
  var name: String
  var character: Character
  var latex: String

  /// The letter with that name, `alpha` or `Sigma`, if there is one.
  static func named(_ name: some StringProtocol) -> GreekLetter? { byName[String(name)] }

  /// The letter that the character is, if it is one.
  static func written(_ character: Character) -> GreekLetter? { byCharacter[character] }

  private static let all: [GreekLetter] = {
    let small: [(String, Character)] = [
      ("alpha", "α"), ("beta", "β"), ("gamma", "γ"), ("delta", "δ"), ("epsilon", "ε"), ("zeta", "ζ"), ("eta", "η"),
      ("theta", "θ"), ("iota", "ι"), ("kappa", "κ"), ("lambda", "λ"), ("mu", "μ"), ("nu", "ν"), ("xi", "ξ"),
      ("pi", "π"), ("rho", "ρ"), ("sigma", "σ"), ("tau", "τ"), ("upsilon", "υ"), ("phi", "φ"), ("chi", "χ"),
      ("psi", "ψ"), ("omega", "ω"),
    ]
    let capital: [(String, Character)] = [
      ("Gamma", "Γ"), ("Delta", "Δ"), ("Theta", "Θ"), ("Lambda", "Λ"), ("Xi", "Ξ"), ("Pi", "Π"), ("Sigma", "Σ"),
      ("Upsilon", "Υ"), ("Phi", "Φ"), ("Psi", "Ψ"), ("Omega", "Ω"),
    ]
    // These look like Latin letters, and LaTeX has no commands for them.
    let latinLike: [(String, Character, String)] = [
      ("omicron", "ο", "o"), ("Alpha", "Α", "A"), ("Beta", "Β", "B"), ("Epsilon", "Ε", "E"), ("Zeta", "Ζ", "Z"),
      ("Eta", "Η", "H"), ("Iota", "Ι", "I"), ("Kappa", "Κ", "K"), ("Mu", "Μ", "M"), ("Nu", "Ν", "N"),
      ("Omicron", "Ο", "O"), ("Rho", "Ρ", "P"), ("Tau", "Τ", "T"), ("Chi", "Χ", "X"),
    ]
    return (small + capital).map { GreekLetter(name: $0.0, character: $0.1, latex: "\\" + $0.0) }
      .map { letter in
        // `\omicron` and the like do not exist; `\epsilon` in print is `\varepsilon` for most people.
        letter.name == "epsilon" ? GreekLetter(name: "epsilon", character: "ε", latex: "\\varepsilon") : letter
      }
      + latinLike.map { GreekLetter(name: $0.0, character: $0.1, latex: "\\mathrm{\($0.2)}") }
  }()

  private static let byName = Dictionary(all.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
  private static let byCharacter = Dictionary(all.map { ($0.character, $0) }, uniquingKeysWith: { first, _ in first })
}
