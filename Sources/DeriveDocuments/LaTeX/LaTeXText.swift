/// Words in LaTeX.
enum LaTeXText {
  /// Text as it is, with every character that LaTeX would take for itself escaped, and every one that it could not set
  /// written as its code point.
  static func escaped(_ text: some StringProtocol) -> String {
    var result = ""
    for character in text {
      if let replacement = special[character] {
        result += replacement
      } else if let greek = GreekLetter.written(character) {
        result += "\\ensuremath{\(greek.latex)}"
      } else if character.isASCII {
        if character.isNewline { result += " " } else if !character.isControl { result.append(character) }
      } else if plainLatin.contains(character) {
        result.append(character)
      } else if let command = MathCharacters.latex[character] {
        result += "\\ensuremath{\(command)}"
      } else {
        let points = character.unicodeScalars.map { "U+" + String($0.value, radix: 16, uppercase: true) }
        result += "[\(points.joined(separator: " "))]"
      }
    }
    return result
  }

  /// What the engine says in words, where signs of the language may stand: `>=` is set as one sign.
  static func remark(_ text: String) -> String {
    var result = escaped(text)
    let signs = [
      ("\\ensuremath{<}=", "\\leq"), ("\\ensuremath{>}=", "\\geq"), ("!=", "\\neq"), ("-\\ensuremath{>}", "\\to"),
    ]
    for (written, sign) in signs { result = result.replacing(written, with: "\\ensuremath{\(sign)}") }
    return result
  }

  /// Mathematics that somebody else wrote in LaTeX: only what pdfLaTeX has no idea of is translated.
  static func carriedMath(_ tex: some StringProtocol) -> String {
    var result = ""
    for character in tex {
      if character.isASCII {
        if character.isNewline { result += " " } else if !character.isControl { result.append(character) }
      } else if let greek = GreekLetter.written(character) {
        result += "{\(greek.latex)}"
      } else if let command = MathCharacters.latex[character] {
        result += "{\(command)}"
      } else {
        result += "\\text{\(escaped(String(character)))}"
      }
    }
    return result
  }

  /// Words inside a formula; a number in decimals is set as one.
  static func mathRun(_ text: String) -> LaTeXRun {
    if isDecimal(text) {
      return LaTeXRun(text, width: text.count * 5, strength: text.hasPrefix("-") ? .sign : .atom)
    }
    var result = LaTeXRun("\\text{\(escaped(text))}", width: text.count * 5)
    result.isWord = true
    return result
  }

  /// A number in decimals, or several in brackets.
  static func isDecimal(_ text: String) -> Bool {
    text.contains { $0.isASCII && $0.isNumber } && text.allSatisfy { "0123456789.-+[](),; ".contains($0) }
  }

  private static let special: [Character: String] = [
    "\\": "\\textbackslash{}", "{": "\\{", "}": "\\}", "#": "\\#", "$": "\\$", "%": "\\%", "&": "\\&", "_": "\\_",
    "^": "\\textasciicircum{}", "~": "\\textasciitilde{}", "<": "\\ensuremath{<}", ">": "\\ensuremath{>}",
    "|": "\\ensuremath{|}", "\"": "''", "\t": " ", "\u{A0}": "~", "“": "``", "”": "''", "„": "\\quotedblbase{}",
    "‘": "`",
    "’": "'", "–": "--", "—": "---", "…": "\\ldots{}", "§": "\\S{}", "©": "\\copyright{}", "«": "\\ensuremath{\\ll}",
    "»": "\\ensuremath{\\gg}", "€": "EUR", "\u{200B}": "", "\u{FEFF}": "", "\u{AD}": "\\-",
  ]

  /// Letters that pdfLaTeX sets in its first encoding.
  private static let plainLatin = Set<Character>(
    "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜÝßàáâãäåæçèéêëìíîïñòóôõöøùúûüýÿŒœŠšŽžČčŘřĚěŁłŃńŚśŹźŻżŮůĀāĒēĪīŌōŪū")
}

extension Character {
  /// A control character of ASCII other than a line break or a tab.
  var isControl: Bool {
    unicodeScalars.allSatisfy { $0.value < 0x20 || $0.value == 0x7F || (0x80..<0xA0).contains($0.value) }
  }
}
