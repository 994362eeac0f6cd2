/// Text and elements of XML, so that what is written is HTML and well-formed XML alike.
enum XMLText {
  /// Text as it is: characters that XML does not allow are left out.
  static func escaped(_ text: some StringProtocol) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "\t", "\n", "\r": result += " "
      default: if isAllowed(scalar) { result.unicodeScalars.append(scalar) }
      }
    }
    return result
  }

  /// The characters of XML 1.0 without controls.
  private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0, 0xFFFE, 0xFFFF: false
    default: true
    }
  }

  static func element(_ name: String, _ attributes: String = "", _ content: String) -> String {
    "<\(name)\(attributes.isEmpty ? "" : " " + attributes)>\(content)</\(name)>"
  }
}

/// The elements of MathML Core.
enum MathML {
  static func name(_ text: String) -> String { XMLText.element("mi", "", XMLText.escaped(text)) }
  /// One letter that is not slanted.
  static func upright(_ text: String) -> String {
    XMLText.element("mi", text.count == 1 ? "mathvariant=\"normal\"" : "", XMLText.escaped(text))
  }
  static func number(_ text: String) -> String { XMLText.element("mn", "", XMLText.escaped(text)) }
  static func sign(_ text: String, _ attributes: String = "") -> String {
    XMLText.element("mo", attributes, XMLText.escaped(text))
  }
  /// Words; a space at an end is kept.
  static func words(_ text: String) -> String {
    var inner = text[...]
    let start = inner.prefix { $0 == " " }
    inner = inner.dropFirst(start.count)
    let end = inner.reversed().prefix { $0 == " " }
    inner = inner.dropLast(end.count)
    let space = "\u{A0}"
    return XMLText.element(
      "mtext", "", (start.isEmpty ? "" : space) + XMLText.escaped(inner) + (end.isEmpty ? "" : space))
  }
  static func row(_ content: String) -> String { XMLText.element("mrow", "", content) }
  static func fraction(_ top: String, _ bottom: String, line: Bool = true) -> String {
    XMLText.element("mfrac", line ? "" : "linethickness=\"0\"", top + bottom)
  }
  static func table(_ rows: [[String]], isLeft: Bool = false, isDisplay: Bool = false) -> String {
    let style = isLeft ? "style=\"text-align: left\"" : ""
    return XMLText.element(
      "mtable", isDisplay ? "displaystyle=\"true\"" : "",
      rows.map { XMLText.element("mtr", "", $0.map { XMLText.element("mtd", style, $0) }.joined()) }.joined())
  }
  static func space(_ width: String) -> String { "<mspace width=\"\(width)\"></mspace>" }

  static let minus = sign("−", "form=\"prefix\"")
  static let thinSpace = space("0.167em")
  /// Signs that are heard but not seen.
  static let application = sign("\u{2061}")
  static let times = sign("\u{2062}")

  /// What a `math` element holds, with its source in LaTeX.
  static func formula(_ content: String, tex: String, isDisplay: Bool) -> String {
    let annotation = XMLText.element("annotation", "encoding=\"application/x-tex\"", XMLText.escaped(tex))
    return XMLText.element(
      "math", isDisplay ? "display=\"block\"" : "", XMLText.element("semantics", "", row(content) + annotation))
  }
}
