/// A short piece of the problem language that stands in a formula as words: `(w, b)`, `t -> inf`, `v'*H*v`.
///
/// Only names with indices, numbers, brackets and a few signs are understood; the rest stays words.
struct SimpleExpression: Sendable {
  indirect enum Token: Sendable {
    case name(String, [SimpleExpression])
    case number(String)
    /// A name that is applied to what follows in brackets, with its primes.
    case function(String)
    case elementwise
    /// `+`, `-`, `=`, `(`, `)`, `,`, `->`.
    case sign(String)
    case times
    case infinity
    case transpose
    case square
  }

  var tokens: [Token] = []

  init?(_ text: String) {
    guard text.utf8.count < 200 else { return nil }
    var rest = Substring(text)
    guard read(&rest, until: nil) else { return nil }
    // A sign alone is no expression, and a product sign would be written as nothing.
    let isOperator = tokens.allSatisfy { token in
      switch token {
      case .times, .sign: true
      default: false
      }
    }
    if isOperator { return nil }
  }

  private init() {}

  /// Reads to the end, or up to a closing bracket.
  private mutating func read(_ rest: inout Substring, until end: Character?) -> Bool {
    var depth = 0
    var follows = false
    while let character = rest.first {
      if character == end, depth == 0 {
        rest.removeFirst()
        return true
      }
      if character.isLetter, character.isASCII {
        if follows { return false }
        let word = String(rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") })
        rest = rest.dropFirst(word.count)
        let primes = rest.prefix { $0 == "'" }
        if rest.dropFirst(primes.count).first == "(" {
          rest = rest.dropFirst(primes.count)
          tokens.append(.function(word + primes))
          continue
        }
        var indices: [SimpleExpression] = []
        if rest.first == "[" {
          rest.removeFirst()
          var index = SimpleExpression()
          guard index.read(&rest, until: "]") else { return false }
          indices = index.split()
        }
        tokens.append(word == "inf" ? .infinity : .name(word, indices))
        follows = true
        continue
      }
      if character.isNumber, character.isASCII {
        if follows { return false }
        let digits = rest.prefix { $0.isASCII && $0.isNumber }
        rest = rest.dropFirst(digits.count)
        tokens.append(.number(String(digits)))
        follows = true
        continue
      }
      rest.removeFirst()
      switch character {
      case " ": continue
      case "(":
        if follows { return false }
        depth += 1
        tokens.append(.sign("("))
      case ")":
        depth -= 1
        if depth < 0 { return false }
        tokens.append(.sign(")"))
        follows = true
      case "-" where rest.first == ">":
        rest.removeFirst()
        tokens.append(.sign("->"))
        follows = false
      case "." where rest.first == "*":
        rest.removeFirst()
        tokens.append(.elementwise)
        follows = false
      case "+", "-", "=", ",":
        tokens.append(.sign(String(character)))
        follows = false
      case "*":
        tokens.append(.times)
        follows = false
      case "'", "^":
        // One script on a name, no more; a bracket may be transposed.
        switch tokens.last {
        case .name: break
        case .sign(")") where character == "'": break
        default: return false
        }
        if character == "^" {
          guard rest.first == "2", !(rest.dropFirst().first?.isNumber ?? false) else { return false }
          rest.removeFirst()
        }
        tokens.append(character == "'" ? .transpose : .square)
      default: return false
      }
    }
    return end == nil && depth == 0
  }

  /// The parts between commas.
  private func split() -> [SimpleExpression] {
    var parts = [SimpleExpression()]
    for token in tokens {
      if case .sign(",") = token {
        parts.append(SimpleExpression())
      } else {
        parts[parts.count - 1].tokens.append(token)
      }
    }
    return parts
  }

  // MARK: - Writing

  func latex(_ notation: Notation) -> String {
    var result = ""
    for token in tokens {
      switch token {
      case .name(let name, let indices):
        let typeset = LaTeXName(name, latex: notation.latex[name])
        let texts = indices.map { $0.latex(notation) }
        result = juxtaposed(result, texts.isEmpty ? typeset.tex() : typeset.tex(indices: [Self.list(texts)]))
      case .number(let digits): result += digits
      case .function(let name):
        let plain = name.prefix { $0 != "'" }
        let known = FunctionNames.builtIn.contains(String(plain)) ? "\\operatorname{\(plain)}" : nil
        let typeset = known ?? LaTeXName(String(plain), latex: notation.latex[String(plain)]).tex()
        result = juxtaposed(result, typeset + name.dropFirst(plain.count))
      case .elementwise: result += " \\odot "
      case .sign("->"): result += " \\to "
      case .sign(","): result += ", "
      case .sign(let sign): result += ["(", ")"].contains(sign) ? sign : " \(sign) "
      case .times: result += " "
      case .infinity: result += "\\infty "
      case .transpose: result += "^{\\top}"
      case .square: result += "^{2}"
      }
    }
    return result.split(separator: " ").joined(separator: " ")
  }

  private static func list(_ texts: [String]) -> String {
    texts.joined(separator: texts.allSatisfy { $0.count == 1 } ? "" : ", ")
  }

  func text(_ notation: Notation) -> String {
    var result = ""
    for (position, token) in tokens.enumerated() {
      switch token {
      case .name(let name, let indices):
        let typeset = TextName(name, latex: notation.latex[name])
        result += typeset.text
        if indices.isEmpty { continue }
        let texts = indices.map { $0.text(notation) }
        if !typeset.hasSubscript, let low = Scripts.lowered(texts.joined()), low.count <= 4,
          texts.allSatisfy({ $0.count == 1 }) || texts.count == 1
        {
          result += low
        } else {
          result += "[\(texts.joined(separator: ", "))]"
        }
      case .number(let digits): result += digits
      case .function(let name):
        let plain = String(name.prefix { $0 != "'" })
        let isBuiltIn = FunctionNames.builtIn.contains(plain)
        result += (isBuiltIn ? plain : TextName(plain, latex: notation.latex[plain]).text) + name.dropFirst(plain.count)
      case .elementwise: result += " ⊙ "
      case .sign("->"): result += " → "
      case .sign(","): result += ", "
      case .sign("-") where position == 0: result += "-"
      case .sign(let sign): result += ["(", ")"].contains(sign) ? sign : " \(sign) "
      case .times: result += " "
      case .infinity: result += "∞"
      case .transpose: result += "ᵀ"
      case .square: result += "²"
      }
    }
    return result.trimmingEnd
  }
}
