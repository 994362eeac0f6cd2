/// Unicode's small raised and lowered characters.
enum Scripts {
  /// The text lowered, if every character exists so.
  static func lowered(_ text: some StringProtocol) -> String? { translated(text, by: low) }

  /// The text raised, if every character exists so.
  static func raised(_ text: some StringProtocol) -> String? { translated(text, by: high) }

  private static func translated(_ text: some StringProtocol, by table: [Character: Character]) -> String? {
    var result = ""
    for character in text where character != " " {
      guard let other = table[character] else { return nil }
      result.append(other)
    }
    return result.isEmpty ? nil : result
  }

  private static let low = table(
    "0123456789+-=()aehijklmnoprstuvxβγρφχ", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ")
  private static let high = table(
    "0123456789+-=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVW",
    "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂ")

  private static func table(_ from: String, _ to: String) -> [Character: Character] {
    Dictionary(zip(from, to).map { ($0, $1) }, uniquingKeysWith: { first, _ in first })
  }
}
