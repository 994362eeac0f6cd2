/// A type of the language in a reader's words: `real[N, D]` is "real matrix, N × D".
struct LaTeXType {
  let phrases: [Phrase]

  init(_ type: String) {
    guard let parsed = Self.parse(type) else {
      phrases = [.words(type.replacing("->", with: "→"))]
      return
    }
    let kind = Self.kinds[parsed.kind] ?? (parsed.kind, parsed.kind)
    let sizes = parsed.sizes.map(Self.math)
    let product = Phrase.tex(sizes.joined(separator: " \\times "))
    var text: [Phrase]
    switch sizes.count {
    case 0: text = [.words(kind.scalar)]
    case 1 where Self.squareKinds.contains(parsed.kind):
      text = [.words("\(kind.shaped) matrix, "), .tex("\(sizes[0]) \\times \(sizes[0])")]
    case 1: text = [.words("\(kind.shaped) vector of length "), .tex(sizes[0])]
    case 2: text = [.words("\(kind.shaped) matrix, "), product]
    default: text = [.words("\(kind.shaped) tensor, "), product]
    }
    if parsed.kind == "onehot" || parsed.kind == "simplex", sizes.count == 2 {
      text = [.words("\(kind.shaped) rows, "), product]
    }
    if let bounds = parsed.bounds { text += [.words(", in "), .tex(Self.interval(bounds))] }
    phrases = text
  }

  /// In LaTeX.
  var words: String { Self.latex(phrases) }

  /// The same of several names.
  var plural: [Phrase] {
    guard case .words(let words)? = phrases.first else { return phrases }
    for (one, many) in [(" number", " numbers"), (" vector ", " vectors "), (" matrix,", " matrices,")] {
      if let range = words.firstRange(of: one) {
        return [.words(words[..<range.lowerBound] + many + words[range.upperBound...])] + phrases.dropFirst()
      }
    }
    return phrases
  }

  static func latex(_ phrases: [Phrase]) -> String {
    Phrase.latex(phrases, LaTeXFormulaWriter(notation: Notation()))
  }

  /// What a function takes and gives, `real, real[N] -> real`, as sets.
  static func signature(_ text: String) -> String {
    var result = ""
    var rest = Substring(text.replacing("->", with: "→"))
    while let character = rest.first {
      if rest.hasPrefix("real") {
        rest = rest.dropFirst(4)
        result += "\\mathbb{R}"
        if rest.first == "[", let end = rest.firstIndex(of: "]") {
          let sizes = rest[rest.index(after: rest.startIndex)..<end].split(separator: ",")
          result += "^{\(sizes.map { math(String($0)) }.joined(separator: " \\times "))}"
          rest = rest[rest.index(after: end)...]
        }
        continue
      }
      rest = rest.dropFirst()
      switch character {
      case ",": result += " \\times"
      case "→": result += "\\to"
      default: result += LaTeXText.escaped(String(character))
      }
    }
    return result
  }

  private static let kinds: [String: (scalar: String, shaped: String)] = [
    "real": ("real number", "real"), "integer": ("integer", "integer"), "positive": ("positive number", "positive"),
    "nonnegative": ("non-negative number", "non-negative"), "negative": ("negative number", "negative"),
    "nonzero": ("number other than 0", "non-zero"), "binary": ("0 or 1", "binary"), "onehot": ("one-hot", "one-hot"),
    "simplex": ("probability", "probability"), "symmetric": ("symmetric", "symmetric"),
    "psd": ("positive semidefinite", "positive semidefinite"), "pd": ("positive definite", "positive definite"),
    "diagonal": ("diagonal", "diagonal"), "orthogonal": ("orthogonal", "orthogonal"),
    "invertible": ("invertible", "invertible"), "fullrank": ("of full column rank", "full column rank"),
  ]

  private static let squareKinds: Set<String> = ["symmetric", "psd", "pd", "diagonal", "orthogonal", "invertible"]

  /// `kind[size, …] in bounds`.
  private static func parse(_ type: String) -> (kind: String, sizes: [String], bounds: String?)? {
    let kind = type.prefix { $0.isASCII && $0.isLetter }
    guard kinds[String(kind)] != nil else { return nil }
    var rest = type.dropFirst(kind.count)
    var sizes: [String] = []
    if rest.first == "[" {
      guard let end = rest.firstIndex(of: "]") else { return nil }
      sizes = rest[rest.index(after: rest.startIndex)..<end].split(separator: ",").map(String.init)
      rest = rest[rest.index(after: end)...]
    }
    if rest.isEmpty { return (String(kind), sizes, nil) }
    guard rest.hasPrefix(" in ") else { return nil }
    return (String(kind), sizes, String(rest.dropFirst(4)))
  }

  /// A size or a bound: names, whole numbers and operators.
  private static func math(_ text: String) -> String {
    var result = ""
    var word = ""
    func flush() {
      if word == "inf" {
        result += "\\infty "
      } else if word.first?.isLetter == true {
        result += LaTeXName(word, latex: nil).tex() + " "
      } else {
        result += word
      }
      word = ""
    }
    for character in text {
      if character.isLetter || character.isNumber || character == "_" {
        word.append(character)
      } else {
        flush()
        if character == "*" { result += " " } else { result += LaTeXText.carriedMath(String(character)) }
      }
    }
    flush()
    return result.split(separator: " ").joined(separator: " ")
  }

  /// A distribution in the language's words, `normal(1, sigma^2)[n] iid`.
  static func distribution(_ text: String) -> [Phrase] {
    let name = text.prefix { $0.isASCII && $0.isLetter }
    let rest = text.dropFirst(name.count)
    guard let head = families[String(name)], rest.first == "(", let end = rest.lastIndex(of: ")"),
      let inner = parameters(rest[rest.index(after: rest.startIndex)..<end])
    else {
      return [.words(text)]
    }
    var phrases: [Phrase] = [.tex("\(head)(\(inner))")]
    let after = rest[rest.index(after: end)...].split(separator: " ")
    for part in after {
      if part.first == "[", part.last == "]" {
        phrases += [.words(", "), .tex(math(String(part.dropFirst().dropLast()))), .words(" components")]
      } else {
        phrases.append(.words(part == "iid" ? ", independent and identically distributed" : " " + part))
      }
    }
    return phrases
  }

  private static let families: [String: String] = [
    "normal": "\\mathcal{N}", "bernoulli": "\\operatorname{Bernoulli}", "uniform": "\\mathcal{U}",
    "poisson": "\\operatorname{Poisson}", "exponential": "\\operatorname{Exp}", "gamma": "\\operatorname{Gamma}",
    "beta": "\\operatorname{Beta}", "laplace": "\\operatorname{Laplace}", "rademacher": "\\operatorname{Rademacher}",
    "categorical": "\\operatorname{Categorical}", "moments": "\\operatorname{Moments}",
  ]

  /// Parameters simple enough to be set as they are written.
  private static func parameters(_ text: Substring) -> String? {
    var previous: Character = " "
    for character in text {
      let isKnown = character.isASCII && (character.isLetter || character.isNumber) || " ,*+-/.()_^".contains(character)
      if !isKnown || previous == "^" && !character.isNumber { return nil }
      previous = character
    }
    return math(String(text))
  }

  private static func interval(_ text: String) -> String {
    let parts = text.ranges(of: "..")
    if parts.count == 1 {
      let lower = math(String(text[..<parts[0].lowerBound]))
      let upper = math(String(text[parts[0].upperBound...]))
      return "\\{\(lower), \\ldots, \(upper)\\}"
    }
    return math(text)
  }
}
