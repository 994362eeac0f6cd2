/// Mathematics that somebody wrote in LaTeX, in MathML: notes, `as` clauses, types.
struct CarriedMath {
  /// Nil if there is something in it that is not understood.
  static func mathML(_ tex: String) -> String? {
    var reader = CarriedMath(rest: tex[...])
    guard let items = reader.items(until: nil), reader.rest.isEmpty, !items.isEmpty else { return nil }
    return items.joined()
  }

  private var rest: Substring
  /// Groups in groups are followed only so far.
  private var depth = 0
  private static let deepest = 60

  private init(rest: Substring) { self.rest = rest }

  private mutating func skipSpace() { rest = rest.drop { $0.isWhitespace } }

  /// Elements up to a closing mark, which is taken.
  private mutating func items(until end: String?) -> [String]? {
    depth += 1
    defer { depth -= 1 }
    if depth > Self.deepest { return nil }
    var result: [String] = []
    // Its name, which is applied once its scripts are on it.
    var isFunction = false
    while true {
      skipSpace()
      if let end, rest.hasPrefix(end) {
        rest = rest.dropFirst(end.count)
        return result
      }
      guard let character = rest.first else { return end == nil ? result : nil }
      switch character {
      case "}", "&": return nil
      case "_", "^", "'":
        guard let script = scripts(on: result.popLast() ?? MathML.row("")) else { return nil }
        result.append(script)
      default:
        guard let next = element() else { return nil }
        result.append(next)
        isFunction = Self.functions.contains { next == MathML.name($0) }
      }
      skipSpace()
      let isScripted = rest.first == "_" || rest.first == "^" || rest.first == "'"
      if isFunction, !isScripted {
        result.append(MathML.application)
        if let next = rest.first, next.isLetter || next == "\\" { result.append(MathML.thinSpace) }
        isFunction = false
      }
    }
  }

  /// A base with all scripts that follow it.
  private mutating func scripts(on base: String) -> String? {
    var below: String?
    var above: [String] = []
    while true {
      skipSpace()
      if rest.hasPrefix("'") {
        let primes = rest.prefix { $0 == "'" }
        rest = rest.dropFirst(primes.count)
        above.append(
          MathML.sign(String(repeating: "′", count: min(primes.count, 8)), "lspace=\"0\" rspace=\"0\""))
      } else if rest.hasPrefix("_"), below == nil {
        rest.removeFirst()
        guard let inner = argument() else { return nil }
        below = inner
      } else if rest.hasPrefix("^") {
        rest.removeFirst()
        guard let inner = argument() else { return nil }
        above.append(inner)
      } else {
        break
      }
    }
    // LaTeX has no second index either.
    if rest.hasPrefix("_") { return nil }
    let isLarge = Self.large.values.contains { base == MathML.sign($0) }
    let top = above.count == 1 ? above[0] : MathML.row(above.joined())
    switch (below, above.isEmpty) {
    case (let below?, true): return XMLText.element(isLarge ? "munder" : "msub", "", base + below)
    case (let below?, false): return XMLText.element(isLarge ? "munderover" : "msubsup", "", base + below + top)
    case (nil, false): return XMLText.element(isLarge ? "mover" : "msup", "", base + top)
    case (nil, true): return base
    }
  }

  /// A group as one element, or the next element.
  private mutating func argument() -> String? {
    skipSpace()
    // `\frac12`: without braces a digit by itself.
    if let digit = rest.first, digit.isASCII, digit.isNumber {
      rest.removeFirst()
      return MathML.number(String(digit))
    }
    guard rest.hasPrefix("{") else { return element() }
    rest.removeFirst()
    return items(until: "}").map { $0.count == 1 ? $0[0] : MathML.row($0.joined()) }
  }

  private mutating func element() -> String? {
    guard let character = rest.first else { return nil }
    if character == "{" { return argument() }
    if character.isNumber, character.isASCII {
      let digits = rest.prefix { $0.isASCII && $0.isNumber || $0 == "." }
      rest = rest.dropFirst(digits.count)
      return MathML.number(String(digits))
    }
    rest.removeFirst()
    if character == "\\" { return command() }
    if character.isLetter { return MathML.name(String(character)) }
    switch character {
    case "#", "%", "$", "}", "&": return nil
    case "-": return MathML.sign("−")
    case "*": return MathML.sign("∗")
    case "~": return MathML.space("0.33em")
    case "(", "[": return MathML.sign(String(character), "form=\"prefix\" stretchy=\"false\"")
    case ")", "]": return MathML.sign(String(character), "form=\"postfix\" stretchy=\"false\"")
    case "|": return MathML.sign("|", "stretchy=\"false\"")
    default: return MathML.sign(String(character))
    }
  }

  private mutating func command() -> String? {
    let name = String(rest.prefix { $0.isASCII && $0.isLetter })
    rest = rest.dropFirst(name.count)
    if name.isEmpty {
      guard let symbol = rest.popFirst() else { return nil }
      switch symbol {
      case ",", ":", ";", " ": return MathML.space(symbol == "," ? "0.167em" : "0.278em")
      case "!": return MathML.row("")
      case "{", "}", "#", "%", "&", "$", "_":
        return MathML.sign(String(symbol), symbol == "{" || symbol == "}" ? "stretchy=\"false\"" : "")
      case "|": return MathML.sign("‖", "stretchy=\"false\"")
      default: return nil
      }
    }
    if name == "epsilon" { return MathML.name("ϵ") }
    if GreekLetter.named(name) != nil || name == "ell" { return MathMLName.letter(name) }
    if let sign = Self.large[name] ?? Self.signs[name] { return MathML.sign(sign) }
    if let letter = Self.letters[name] { return MathML.name(letter) }
    if let width = Self.spaces[name] { return MathML.space(width) }
    if let bracket = Self.brackets[name] { return MathML.sign(bracket, "stretchy=\"false\"") }
    if Self.functions.contains(name) { return MathML.name(name) }
    if let accent = Self.accents[name] { return argument().map { MathMLName.accented($0, accent) } }
    switch name {
    case "mathrm", "operatorname", "mathit", "mathsf", "mathtt":
      if rest.hasPrefix("*") { rest.removeFirst() }
      return plainGroup().map { MathML.upright(Self.spaced($0)) }
    case "text", "textrm", "mbox", "textit", "textbf": return plainGroup().map { MathML.words(Self.spaced($0)) }
    case "substack": return plainGroup().flatMap { environment("matrix", $0[...]) }
    case "mathbf", "boldsymbol", "bm":
      return plainGroup().flatMap { $0.contains("\\") ? nil : MathML.upright(String($0.map(Self.bold))) }
    case "mathbb": return plainGroup().flatMap { Self.doubled[$0] }.map(MathML.upright)
    case "mathcal": return plainGroup().map { MathML.name($0 == "N" ? "𝒩" : $0 == "U" ? "𝒰" : $0) }
    case "frac", "tfrac", "dfrac", "binom":
      guard let top = argument(), let bottom = argument() else { return nil }
      if name != "binom" { return MathML.fraction(top, bottom) }
      return MathML.row(MathML.sign("(") + MathML.fraction(top, bottom, line: false) + MathML.sign(")"))
    case "sqrt": return argument().map { XMLText.element("msqrt", "", $0) }
    case "overline": return argument().map { MathMLName.accented($0, .bar) }
    case "left": return between()
    case "begin": return environment()
    case "displaystyle", "textstyle", "big", "Big", "bigl", "bigr", "Bigl", "Bigr", "limits", "nolimits":
      return MathML.row("")
    default: return nil
    }
  }

  /// A group of plain characters.
  private mutating func plainGroup() -> String? {
    skipSpace()
    guard rest.first == "{" else {
      return rest.first?.isLetter == true || rest.first?.isNumber == true ? String(rest.removeFirst()) : nil
    }
    guard let end = rest.firstIndex(of: "}") else { return nil }
    let inner = rest[rest.index(after: rest.startIndex)..<end]
    if inner.contains("{") || inner.contains("$") { return nil }
    rest = rest[rest.index(after: end)...]
    return String(inner)
  }

  /// Words without the backslashes before what is no letter.
  private static func spaced(_ text: String) -> String { text.replacing("\\,", with: " ").filter { $0 != "\\" } }

  /// `\left( … \right)`.
  private mutating func between() -> String? {
    guard let open = delimiter(), let inner = items(until: "\\right"), let close = delimiter() else { return nil }
    func fence(_ text: String, _ form: String) -> String {
      text.isEmpty ? "" : MathML.sign(text, "fence=\"true\" form=\"\(form)\" stretchy=\"true\"")
    }
    return MathML.row(fence(open, "prefix") + inner.joined() + fence(close, "postfix"))
  }

  private mutating func delimiter() -> String? {
    skipSpace()
    guard let first = rest.popFirst() else { return nil }
    if first == "." { return "" }
    guard first == "\\" else { return "()[]|/".contains(first) ? String(first) : nil }
    if let next = rest.first, "{}|".contains(next) {
      rest.removeFirst()
      return next == "|" ? "‖" : String(next)
    }
    let name = String(rest.prefix { $0.isASCII && $0.isLetter })
    rest = rest.dropFirst(name.count)
    return Self.brackets[name]
  }

  /// Matrices, cases and aligned lines.
  private mutating func environment() -> String? {
    guard let name = plainGroup(), let end = rest.firstRange(of: "\\end{\(name)}") else { return nil }
    let body = rest[..<end.lowerBound]
    rest = rest[end.upperBound...]
    return environment(name, body)
  }

  private func environment(_ name: String, _ body: Substring) -> String? {
    // One in another is not taken apart.
    guard let (open, close) = Self.tables[name], !body.contains("\\begin") else { return nil }
    var rows: [[String]] = []
    for line in body.replacing("\\\\", with: "\u{1E}").split(separator: "\u{1E}") {
      var line = line
      if line.hasPrefix("["), let end = line.firstIndex(of: "]") { line = line[line.index(after: end)...] }
      if line.allSatisfy(\.isWhitespace) { continue }
      var cells: [String] = []
      for cell in line.split(separator: "&", omittingEmptySubsequences: false) {
        var reader = CarriedMath(rest: cell)
        reader.depth = depth
        guard let inner = reader.items(until: nil) else { return nil }
        cells.append(inner.joined())
      }
      rows.append(cells)
    }
    let table = MathML.table(rows, isLeft: open != "[" && open != "(" || name == "cases")
    return MathML.row(
      (open.isEmpty ? "" : MathML.sign(open, "fence=\"true\" form=\"prefix\"")) + table
        + (close.isEmpty ? "" : MathML.sign(close, "fence=\"true\" form=\"postfix\"")))
  }

  private static let tables: [String: (String, String)] = [
    "bmatrix": ("[", "]"), "pmatrix": ("(", ")"), "matrix": ("", ""), "vmatrix": ("|", "|"), "cases": ("{", ""),
    "aligned": ("", ""), "smallmatrix": ("", ""),
  ]

  private static func bold(_ character: Character) -> Character {
    guard character.isASCII, let value = character.unicodeScalars.first?.value else { return character }
    let code: UInt32
    switch character {
    case "A"..."Z": code = 0x1D400 + value - 0x41
    case "a"..."z": code = 0x1D41A + value - 0x61
    case "0"..."9": code = 0x1D7CE + value - 0x30
    default: return character
    }
    return Unicode.Scalar(code).map { Character($0) } ?? character
  }

  private static let doubled = ["R": "ℝ", "N": "ℕ", "Z": "ℤ", "Q": "ℚ", "C": "ℂ", "E": "𝔼", "P": "ℙ", "1": "𝟙"]

  private static let large = ["sum": "∑", "prod": "∏", "int": "∫", "bigcup": "⋃", "bigcap": "⋂"]

  private static let functions: Set<String> = [
    "log", "ln", "exp", "sin", "cos", "tan", "sinh", "cosh", "tanh", "min", "max", "det", "lim", "arg", "sup", "inf",
    "dim", "ker", "Pr", "arcsin", "arccos", "arctan",
  ]

  private static let accents: [String: TypesetName.Accent] = [
    "hat": .hat, "widehat": .hat, "bar": .bar, "tilde": .tilde, "widetilde": .tilde, "dot": .dot, "ddot": .ddot,
    "vec": .vec, "check": .check, "breve": .breve,
  ]

  private static let spaces = [
    "quad": "1em", "qquad": "2em", "thinspace": "0.167em", "medspace": "0.222em", "thickspace": "0.278em",
    "enspace": "0.5em",
  ]

  private static let brackets = [
    "lvert": "|", "rvert": "|", "lVert": "‖", "rVert": "‖", "langle": "⟨", "rangle": "⟩", "lfloor": "⌊",
    "rfloor": "⌋", "lceil": "⌈", "rceil": "⌉", "lbrace": "{", "rbrace": "}", "Vert": "‖", "vert": "|", "lbrack": "[",
    "rbrack": "]",
  ]

  private static let letters = [
    "infty": "∞", "varepsilon": "ε", "vartheta": "ϑ", "varphi": "φ", "emptyset": "∅", "varnothing": "∅", "hbar": "ℏ",
    "aleph": "ℵ", "Re": "ℜ", "Im": "ℑ",
  ]

  /// The other way round of what prose is given in LaTeX, and more.
  private static let signs: [String: String] = {
    var result = [
      "le": "≤", "ge": "≥", "ne": "≠", "lt": "<", "gt": ">", "ast": "∗", "star": "⋆", "ldots": "…", "dots": "…",
      "cdots": "⋯", "vdots": "⋮", "ddots": "⋱", "mid": "∣", "colon": ":", "sim": "∼", "simeq": "≃", "iff": "⇔",
      "implies": "⇒", "land": "∧", "lor": "∨", "lnot": "¬", "setminus": "∖", "prime": "′", "succcurlyeq": "≽",
      "preccurlyeq": "≼", "gets": "←", "longrightarrow": "⟶", "uparrow": "↑", "downarrow": "↓", "oslash": "⊘",
      "because": "∵", "therefore": "∴", "top": "⊤", "geqslant": "⩾", "leqslant": "⩽", "succeq": "⪰", "preceq": "⪯",
      "cdot": "⋅",
    ]
    for (character, command) in MathCharacters.latex where command.first == "\\" && !command.contains("{") {
      let name = String(command.dropFirst())
      if result[name] == nil, letters[name] == nil, brackets[name] == nil { result[name] = String(character) }
    }
    return result
  }()
}
