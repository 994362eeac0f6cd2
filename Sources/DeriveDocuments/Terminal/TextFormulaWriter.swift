import DeriveLanguage
import DeriveNumbers

/// Formulas in Unicode, for the terminal. Each is written once, as in `LaTeXFormulaWriter`.
struct TextFormulaWriter: Sendable {
  var notation: Notation

  /// Where a formula stands.
  struct Place: Sendable {
    /// Everything on one line: matrices as `[a, b; c, d]`.
    var isFlat = false
    /// Another factor follows on the right.
    var isFollowed = false

    var inside: Place { Place(isFlat: isFlat) }
    static let flat = Place(isFlat: true)
  }

  /// The formula on one line, however long.
  func text(_ formula: Formula) -> String { run(formula, .flat).text }

  func run(_ formula: Formula, _ place: Place = Place()) -> TextRun {
    switch formula {
    case .number(let number): numberRun(number)
    case .infinity: TextRun("∞")
    case .name(let name, let latex): TextRun(TextName(name, latex: latex).text)
    case .component(let base, let slots): componentRun(base, slots, place)
    case .sum, .negate: sumRun(formula.signedAddends, place)
    case .product(let factors): productRun(factors, place)
    case .hadamard(let factors): hadamardRun(factors, place)
    case .quotient(let top, let bottom): quotientRun(top, bottom, place)
    case .power(let base, let exponent): powerRun(base, exponent, place)
    case .elementwisePower(let base, let exponent):
      scripted(base, ".^" + operandText(exponent), place)
    case .transpose(let base): scripted(base, "ᵀ", place)
    case .call(let name, let arguments, _): callRun(name, arguments, place)
    case .prime(let name, let counts, let arguments, _): primeRun(name, counts, arguments, place)
    case .bigSum(let binders, let body): bigRun("Σ", binders, body, place)
    case .bigProduct(let binders, let body): bigRun("Π", binders, body, place)
    case .delta(let first, let second): TextRun("δ" + indexText([first, second], afterSubscript: false))
    case .matrix(let rows): matrixRun(rows, place)
    case .derivative(let subject, let derivations): derivativeRun(subject, derivations, place)
    case .cases(let cases, let otherwise): casesRun(cases, otherwise: otherwise, place)
    case .relation(let left, let relation, let right): relationRun(left, relation, right, place)
    case .predicate(let subject, let predicate):
      bracketed(subject, atLeast: .addition, place.inside)
        .wrapped("", " is " + (PredicateWords.words[predicate] ?? predicate), strength: .relation)
    case .and(let parts): joined(parts, " and ", .conjunction, place)
    case .or(let parts): joined(parts, " or ", .alternative, place)
    case .not(let inner): bracketed(inner, atLeast: .negation, place.inside).wrapped("not ", "", strength: .negation)
    case .membership(let element, let lower, let upper, let includesLower, let includesUpper, let isIntegerRange):
      bracketed(element, atLeast: .addition, place.inside)
        .wrapped(
          "",
          isIntegerRange
            ? " ∈ \(text(lower))..\(text(upper))"
            : " ∈ \(includesLower ? "[" : "(")\(text(lower)), \(text(upper))\(includesUpper ? "]" : ")")",
          strength: .relation)
    case .text(let text): TextRun(text)
    }
  }

  /// The formula, in brackets if it holds together less than `strength`.
  func bracketed(_ formula: Formula, atLeast strength: Strength, _ place: Place) -> TextRun {
    let plain = run(formula, place)
    return plain.strength >= strength ? plain : plain.enclosed("(", ")")
  }

  /// The formula on one line, in brackets unless it is one thing.
  func operandText(_ formula: Formula) -> String {
    let plain = run(formula, .flat)
    return plain.strength == .atom ? plain.text : "(\(plain.text))"
  }
}

// MARK: - Numbers, names, indices

extension TextFormulaWriter {
  private func numberRun(_ number: Rational) -> TextRun {
    let parts = NumberParts(number)
    let digits = parts.denominator.map { "\(parts.numerator)/\($0)" } ?? parts.numerator
    var result = TextRun((parts.isNegative ? "-" : "") + digits)
    if parts.denominator != nil { result.isQuotient = true }
    result.strength = parts.isNegative ? .sign : parts.denominator == nil ? .atom : .product
    return result
  }

  /// `½`, where there is such a character.
  static func vulgarFraction(_ number: Rational) -> String? {
    let parts = NumberParts(number)
    guard !parts.isNegative, let denominator = parts.denominator else { return nil }
    return vulgar["\(parts.numerator)/\(denominator)"]
  }

  private static let vulgar: [String: String] = [
    "1/2": "½", "1/3": "⅓", "2/3": "⅔", "1/4": "¼", "3/4": "¾", "1/5": "⅕", "2/5": "⅖", "3/5": "⅗", "4/5": "⅘",
    "1/6": "⅙", "5/6": "⅚", "1/8": "⅛", "3/8": "⅜", "5/8": "⅝", "7/8": "⅞",
  ]

  private func componentRun(_ base: Formula, _ slots: [Formula?], _ place: Place) -> TextRun {
    switch base {
    case .name(let name, let latex):
      let typeset = TextName(name, latex: latex)
      return TextRun(typeset.text + indexText(slots, afterSubscript: typeset.hasSubscript))
    case .component(.name(let name, let latex), let first) where !first.contains(nil):
      return TextRun(TextName(name, latex: latex).text + indexText(first + slots, afterSubscript: true))
    case .call("eye", let arguments, nil) where arguments.count == 1 && slots.count == 1 && notation.isFree("e"):
      return TextRun("e" + indexText(slots, afterSubscript: false))
    default:
      let inner = bracketed(base, atLeast: .atom, place.inside)
      return inner.wrapped("", indexText(slots, afterSubscript: true), strength: .atom)
    }
  }

  /// `ₙ`, `ᵢⱼ`, `ₙ₊₁` where Unicode has it, otherwise `[n, d]`.
  func indexText(_ slots: [Formula?], afterSubscript: Bool) -> String {
    let texts = slots.map { slot in slot.map { text($0) } ?? ":" }
    let areSimple = slots.allSatisfy { slot in
      switch slot {
      case .name(let name, nil): TypesetName.isLetter(name)
      case .number(let number): number.isInteger && !number.isNegative && number < 10
      default: false
      }
    }
    if !afterSubscript, areSimple || slots.count == 1, let low = Scripts.lowered(texts.joined()), low.count <= 4 {
      return low
    }
    return "[\(texts.joined(separator: ", "))]"
  }
}

// MARK: - Arithmetic

extension TextFormulaWriter {
  private func sumRun(_ addends: [SignedAddend], _ place: Place) -> TextRun {
    if addends.isEmpty { return TextRun("0") }
    if addends.count == 1, !addends[0].isNegative, case .negate(let inner) = addends[0].formula {
      return bracketed(inner, atLeast: .product, place).wrapped("-", "", strength: .sign)
    }
    var result = TextRun(pieces: [], strength: addends.count == 1 ? .sign : .addition)
    for (position, addend) in addends.enumerated() {
      var part = run(addend.formula, place.inside)
      if part.strength < .sign || part.startsWithMinus && (position > 0 || addend.isNegative) {
        part = part.enclosed("(", ")")
      }
      result.isOpen = part.isOpen
      if position > 0 {
        var pieces = part.wrapped(addend.isNegative ? "- " : "+ ", "", strength: .addition).pieces
        // The space before the sign belongs to the line that ends here.
        result.appendSpace()
        pieces[0].breakLevel = 1
        result.pieces += pieces
      } else {
        result.pieces += addend.isNegative ? part.wrapped("-", "", strength: .sign).pieces : part.pieces
      }
    }
    return result
  }

  private func productRun(_ factors: [Formula], _ place: Place) -> TextRun {
    if factors.isEmpty { return TextRun("1") }
    var result = TextRun(pieces: [], strength: .product)
    var previous: TextRun?
    var previousIsNumber = false
    for (position, factor) in factors.enumerated() {
      let isLast = position == factors.count - 1
      var own = place
      own.isFollowed = place.isFollowed || !isLast
      var part: TextRun
      var isNumber = false
      if let number = factor.plainNumber, !number.isNegative {
        isNumber = number.isInteger
        if factors.count > 1, let single = Self.vulgarFraction(number) {
          part = TextRun(single)
          isNumber = true
        } else {
          part = run(.number(number))
        }
      } else {
        part = bracketed(factor, atLeast: factors.count == 1 ? .sign : .product, own)
      }
      if part.isOpen && own.isFollowed || part.isQuotient && own.isFollowed && !part.isDerivative {
        part = part.enclosed("(", ")")
      }
      result.isOpen = part.isOpen
      result.isQuotient = part.isQuotient && isLast
      if let previous {
        let dotted = part.isDerivative || previous.isDerivative || part.startsWithDigit
        let tight = previousIsNumber && part.startsWithLetter && factor.isWrittenAsLetter
        var pieces = part.pieces
        if dotted {
          pieces = part.wrapped("· ", "", strength: .product).pieces
          result.appendSpace()
        } else if !tight {
          result.appendSpace()
        }
        if pieces[0].breakLevel == nil, !tight { pieces[0].breakLevel = 8 }
        result.pieces += pieces
      } else {
        result.pieces += part.pieces
      }
      previous = part
      previousIsNumber = isNumber
    }
    if factors.count == 1, let previous { result = previous }
    return result
  }

  private func hadamardRun(_ factors: [Formula], _ place: Place) -> TextRun {
    if factors.isEmpty { return TextRun("1") }
    var result = TextRun(pieces: [], strength: factors.count > 1 ? .sign : .product)
    for (position, factor) in factors.enumerated() {
      let plain = run(factor, place.inside)
      let part = plain.strength >= .script && !plain.isOpen ? plain : plain.enclosed("(", ")")
      if position > 0 {
        result.appendSpace()
        var pieces = part.wrapped("⊙ ", "", strength: .sign).pieces
        if pieces[0].breakLevel == nil { pieces[0].breakLevel = 7 }
        result.pieces += pieces
      } else {
        result.pieces += part.pieces
      }
    }
    return result
  }

  private func quotientRun(_ top: Formula, _ bottom: Formula, _ place: Place) -> TextRun {
    var own = place.inside
    own.isFollowed = true
    let numerator = operand(top, .product, own)
    let denominator = operand(bottom, .script, own)
    var result = TextRun(
      pieces: numerator.pieces + denominator.wrapped("/", "", strength: .product).pieces, strength: .product)
    result.isQuotient = true
    return result
  }

  /// An operand of `/`: one that would take in what follows, or has a slash itself, stands in brackets.
  private func operand(_ formula: Formula, _ strength: Strength, _ place: Place) -> TextRun {
    let plain = run(formula, place)
    if plain.strength >= strength, !plain.isOpen, !plain.startsWithMinus, !plain.isQuotient { return plain }
    return plain.enclosed("(", ")")
  }

  private func powerRun(_ base: Formula, _ exponent: Formula, _ place: Place) -> TextRun {
    let small = run(exponent, .flat)
    let mark: String
    if small.text.count <= 4, !small.isQuotient, let raised = Scripts.raised(small.text) {
      mark = raised
    } else {
      mark = "^" + (small.strength == .atom ? small.text : "(\(small.text))")
    }
    if case .call(let name, let arguments, nil) = base, FunctionNames.squaredOnName.contains(name),
      arguments.count == 1, case .number(let number) = exponent, number.isInteger, number > 1, mark.first != "^"
    {
      return application(name + mark, arguments, place)
    }
    return scripted(base, mark, place)
  }

  func scripted(_ base: Formula, _ mark: String, _ place: Place) -> TextRun {
    var own = place.inside
    own.isFollowed = true
    let inner = bracketed(base, atLeast: .atom, own)
    if inner.isTall { return TextRun(box: inner.box.withSuperscript(mark), strength: .script) }
    return inner.wrapped("", mark, strength: .script)
  }
}

extension TextRun {
  /// A space that belongs to the last piece.
  fileprivate mutating func appendSpace() {
    guard !pieces.isEmpty else { return }
    pieces[pieces.count - 1].box = .beside([pieces[pieces.count - 1].box, TextBox(" ")])
  }
}

extension Formula {
  /// A number, be it a fraction of two.
  fileprivate var plainNumber: Rational? {
    switch self {
    case .number(let number): return number
    case .quotient(.number(let top), .number(let bottom)) where top.isInteger && bottom.isInteger && !bottom.isZero:
      return top / bottom
    default: return nil
    }
  }

  /// A letter with its indices and powers: a number stands close to it.
  fileprivate var isWrittenAsLetter: Bool {
    switch self {
    case .name(let name, _): TypesetName(name).isLetter
    case .component(let base, _), .power(let base, _): base.isWrittenAsLetter
    default: false
    }
  }
}
