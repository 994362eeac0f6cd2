/// A name in Unicode: `ŷ`, `W₁`, `σ`, `x⋆`.
struct TextName {
  var text: String
  /// It ends with a subscript: more indices go into brackets.
  var hasSubscript = false

  /// The name as its `as` clause has it, where Unicode can write that.
  init(_ name: String, latex: String?) {
    guard let latex, let written = TextMath.formula(latex), written.displayWidth <= 12 else {
      self.init(name)
      return
    }
    self.init(text: written, hasSubscript: outerAttachments(latex).hasSubscript)
  }

  private init(text: String, hasSubscript: Bool) {
    self.text = text
    self.hasSubscript = hasSubscript
  }

  init(_ name: String) {
    // Most names are one letter, which stands for itself.
    if name.utf8.count == 1 {
      text = name
      return
    }
    let parts = TypesetName(name)
    text = Self.letter(parts.core)
    for accent in parts.accents { text = Self.accented(text, accent) }
    for part in parts.subscripts {
      hasSubscript = true
      if part == "star" || part == "opt" {
        text += "⋆"
      } else if let low = Scripts.lowered(Self.letter(part)), part.count == 1 || part.allSatisfy(\.isNumber) {
        text += low
      } else {
        text += "_" + Self.letter(part)
      }
    }
  }

  private static func letter(_ word: String) -> String {
    word == "ell" ? "ℓ" : GreekLetter.named(word).map { String($0.character) } ?? word
  }

  private static func accented(_ text: String, _ accent: TypesetName.Accent) -> String {
    guard let last = text.last else { return text }
    if let single = composed[accent]?[last] { return text.dropLast() + String(single) }
    return text + (marks[accent] ?? "")
  }

  private static let marks: [TypesetName.Accent: String] = [
    .hat: "\u{302}", .bar: "\u{304}", .tilde: "\u{303}", .dot: "\u{307}", .ddot: "\u{308}", .vec: "\u{20D7}",
    .check: "\u{30C}", .breve: "\u{306}",
  ]

  /// Letters that exist with their accent: most fonts draw them better.
  private static let composed: [TypesetName.Accent: [Character: Character]] = [
    .hat: table("aceghijosuwyzACEGHIJOSUWYZ", "âĉêĝĥîĵôŝûŵŷẑÂĈÊĜĤÎĴÔŜÛŴŶẐ"),
    .bar: table("aeiouyAEIOUY", "āēīōūȳĀĒĪŌŪȲ"),
    .tilde: table("aeinouvyAEINOUVY", "ãẽĩñõũṽỹÃẼĨÑÕŨṼỸ"),
    .dot: table("abcdefghmnoprstwxyzABCDEFGHMNOPRSTWXYZ", "ȧḃċḋėḟġḣṁṅȯṗṙṡṫẇẋẏżȦḂĊḊĖḞĠḢṀṄȮṖṘṠṪẆẊẎŻ"),
    .ddot: table("aehiotuwxyAEHIOUWXY", "äëḧïöẗüẅẍÿÄËḦÏÖÜẄẌŸ"),
  ]

  private static func table(_ from: String, _ to: String) -> [Character: Character] {
    Dictionary(zip(from, to).map { ($0, $1) }, uniquingKeysWith: { first, _ in first })
  }
}
