import DeriveLanguage
import DeriveNumbers

/// Formulas in LaTeX (amsmath), with as few brackets as their meaning allows.
///
/// Each formula is written once: what is then found to need brackets gets them around what is written. Writing it again
/// for another place would double the work at every level of nesting.
struct LaTeXFormulaWriter: Sendable {
  var notation: Notation

  /// Where a formula stands.
  struct Place: Sendable {
    /// Lines may break inside, so brackets must not be tied to each other.
    var isBreakable = false
    /// In an exponent or an index.
    var isScript = false
    /// How many fractions it stands in.
    var fractionDepth = 0
    /// Another factor follows on the right.
    var isFollowed = false

    /// The place of something inside brackets.
    var inside: Place {
      var place = self
      place.isFollowed = false
      return place
    }

    /// The same place, on one line.
    var unbroken: Place {
      var place = inside
      place.isBreakable = false
      return place
    }

    static let script = Place(isScript: true)
  }

  /// What is wider than this is not set as one fraction where lines may break.
  static let widestUnit = 330

  func tex(_ formula: Formula) -> String { run(formula).tex }

  func run(_ formula: Formula, _ place: Place = Place()) -> LaTeXRun {
    switch formula {
    case .number(let number): numberRun(number, place)
    case .infinity: LaTeXRun("\\infty", width: 10)
    case .name(let name, let latex): nameRun(LaTeXName(name, latex: latex))
    case .component(let base, let slots): componentRun(base, slots, place)
    case .sum, .negate: sumRun(formula.signedAddends, place)
    case .product(let factors): productRun(factors, place)
    case .hadamard(let factors): hadamardRun(factors, place)
    case .quotient(let top, let bottom): quotientRun(top, bottom, place)
    case .power(let base, let exponent): powerRun(base, exponent, place)
    case .elementwisePower(let base, let exponent):
      scripted(base, superscript: "\\circ \(run(exponent, .script).tex)", width: 8, place)
    case .transpose(let base): scripted(base, superscript: "\\top", width: 5, place)
    case .call(let name, let arguments, let latex): callRun(name, arguments, latex: latex, place)
    case .prime(let name, let counts, let arguments, let latex): primeRun(name, counts, arguments, latex, place)
    case .bigSum(let binders, let body): bigRun("\\sum", binders, body, place)
    case .bigProduct(let binders, let body): bigRun("\\prod", binders, body, place)
    case .delta(let first, let second): LaTeXRun("\\delta_{\(slotList([first, second]))}", width: 16)
    case .matrix(let rows): matrixRun(rows, place)
    case .derivative(let subject, let derivations): derivativeRun(subject, derivations, place)
    case .cases(let cases, let otherwise): casesRun(cases, otherwise: otherwise, place)
    case .relation(let left, let relation, let right): relationRun(left, relation, right, place)
    case .predicate(let subject, let predicate): predicateRun(subject, predicate, place)
    case .and(let parts): joined(parts, "\\text{ and }", above: .conjunction, strength: .conjunction, place)
    case .or(let parts): joined(parts, "\\text{ or }", above: .alternative, strength: .alternative, place)
    case .not(let inner):
      bracketed(inner, atLeast: .negation, place.inside).wrapped(
        "\\text{not }", "", addedWidth: 18, strength: .negation)
    case .membership(let element, let lower, let upper, let includesLower, let includesUpper, let isIntegerRange):
      membershipRun(element, lower, upper, (includesLower, includesUpper), isIntegerRange, place)
    case .text(let text): LaTeXText.mathRun(text)
    }
  }

  /// The formula, in brackets if it holds together less than `strength`.
  func bracketed(_ formula: Formula, atLeast strength: Strength, _ place: Place) -> LaTeXRun {
    let plain = run(formula, place)
    return plain.strength >= strength ? plain : brackets(plain, place)
  }

  /// Round brackets, large enough for what is inside.
  func brackets(_ inner: LaTeXRun, _ place: Place) -> LaTeXRun {
    enclosed(inner, "(", ")", place)
  }

  func enclosed(_ inner: LaTeXRun, _ open: String, _ close: String, _ place: Place) -> LaTeXRun {
    if place.isBreakable, inner.width > Self.widestUnit / 2 {
      let pieces =
        [LaTeXPiece(tex: "\\Bigl\(open)", width: 8, breakLevel: nil)] + inner.nested()
        + [LaTeXPiece(tex: "\\Bigr\(close)", width: 8, breakLevel: nil)]
      var result = LaTeXRun(pieces: pieces, strength: .atom)
      result.isTall = true
      return result
    }
    var whole = LaTeXRun(inner.tex, width: inner.width)
    whole.isTall = inner.isTall
    if inner.isTall, !place.isScript {
      return whole.wrapped("\\left\(open)", "\\right\(close)", addedWidth: 13, strength: .atom)
    }
    return whole.wrapped(open, close, addedWidth: 8, strength: .atom)
  }
}

// MARK: - Numbers, names, indices

extension LaTeXFormulaWriter {
  private func numberRun(_ number: Rational, _ place: Place) -> LaTeXRun {
    let parts = NumberParts(number)
    let sign = parts.isNegative ? "-" : ""
    let digits = max(parts.numerator.count, parts.denominator?.count ?? 0)
    guard let denominator = parts.denominator else {
      return LaTeXRun(
        sign + parts.numerator, width: digits * 5 + (parts.isNegative ? 8 : 0),
        strength: parts.isNegative ? .sign : .atom)
    }
    if place.isScript || place.fractionDepth > 1 {
      return LaTeXRun("\(sign)\(parts.numerator)/\(denominator)", width: digits * 11 + 5, strength: .sign)
    }
    var result = LaTeXRun(
      "\(sign)\\frac{\(parts.numerator)}{\(denominator)}", width: digits * 5 + 3,
      strength: parts.isNegative ? .sign : .product)
    result.isTall = true
    result.isFraction = true
    return result
  }

  func nameRun(_ name: LaTeXName, indices: [String] = []) -> LaTeXRun {
    let tex = name.tex(indices: indices)
    let width = name.width + indices.reduce(0) { $0 + $1.count * 4 }
    var result = LaTeXRun(tex, width: width, strength: name.hasSuperscript ? .script : .atom)
    result.isWord = name.isWord
    return result
  }

  private func componentRun(_ base: Formula, _ slots: [Formula?], _ place: Place) -> LaTeXRun {
    switch base {
    case .name(let name, let latex):
      return nameRun(LaTeXName(name, latex: latex), indices: [slotList(slots)])
    case .component(.name(let name, let latex), let first) where !first.contains(nil):
      return nameRun(LaTeXName(name, latex: latex), indices: [slotList(first), slotList(slots)])
    case .call("eye", let arguments, nil) where arguments.count == 1 && slots.count == 1:
      return LaTeXRun("\\mathbf{e}_{\(slotList(slots))}", width: 12)
    default:
      let index = slotList(slots)
      var inner = run(base, place.unbroken)
      // `I_{N}` cannot have another subscript.
      if inner.strength < .atom || outerAttachments(inner.tex).hasSubscript && !inner.tex.hasSuffix(")") {
        inner = brackets(inner, place.unbroken)
      }
      return inner.wrapped("", "_{\(index)}", addedWidth: 4 * index.count, strength: .atom)
    }
  }

  /// `ij` for single letters and digits, otherwise with commas.
  func slotList(_ slots: [Formula?]) -> String {
    let texts = slots.map { slot in slot.map { run($0, .script).tex } ?? ":" }
    let areSimple = slots.allSatisfy { slot in
      switch slot {
      case .name(let name, nil): TypesetName.isLetter(name)
      case .number(let number): number.isInteger && !number.isNegative && number < 10
      default: false
      }
    }
    let onlyDigits = texts.allSatisfy { $0.allSatisfy(\.isNumber) }
    if areSimple, !onlyDigits || texts.count == 1 { return texts.reduce("", juxtaposed) }
    if areSimple { return texts.joined() }
    return texts.joined(separator: ", ")
  }
}

// MARK: - Arithmetic

extension LaTeXFormulaWriter {
  private func sumRun(_ addends: [SignedAddend], _ place: Place) -> LaTeXRun {
    if addends.isEmpty { return LaTeXRun("0", width: 5) }
    if addends.count == 1, !addends[0].isNegative, case .negate(let inner) = addends[0].formula {
      return bracketed(inner, atLeast: .product, place).wrapped("-", "", addedWidth: 8, strength: .sign)
    }
    var pieces: [LaTeXPiece] = []
    var isTall = false
    var isOpen = false
    for (position, addend) in addends.enumerated() {
      var part = run(addend.formula, place.inside)
      let needsBrackets =
        part.strength < .sign || part.startsWithMinus && (position > 0 || addend.isNegative)
      if needsBrackets { part = brackets(part, place.inside) }
      isTall = isTall || part.isTall
      isOpen = part.isOpen
      var own = part.pieces
      if position > 0 {
        own[0].tex = (addend.isNegative ? " - " : " + ") + own[0].tex
        own[0].width += 12
        own[0].breakLevel = 1
      } else if addend.isNegative {
        own[0].tex = "-" + own[0].tex
        own[0].width += 8
      }
      pieces += own
    }
    var result = LaTeXRun(pieces: pieces, strength: addends.count == 1 ? .sign : .addition)
    result.isTall = isTall
    result.isOpen = isOpen
    return result
  }

  private func productRun(_ factors: [Formula], _ place: Place) -> LaTeXRun {
    if factors.isEmpty { return LaTeXRun("1", width: 5) }
    var pieces: [LaTeXPiece] = []
    var result = LaTeXRun(pieces: [], strength: .product)
    var previous: LaTeXRun?
    for (position, factor) in factors.enumerated() {
      var own = place
      own.isFollowed = place.isFollowed || position < factors.count - 1
      var part = bracketed(factor, atLeast: factors.count == 1 ? .sign : .product, own)
      if part.isOpen, own.isFollowed { part = brackets(part, place.inside) }
      result.isTall = result.isTall || part.isTall
      result.isOpen = part.isOpen
      var partPieces = part.pieces
      if let previous {
        let separator = Self.separator(previous, part)
        partPieces[0].tex = separator + partPieces[0].tex
        partPieces[0].width += separator == " " ? 1 : 4
        if partPieces[0].breakLevel == nil, !place.isScript { partPieces[0].breakLevel = 8 }
      }
      pieces += partPieces
      previous = part
    }
    result.pieces = pieces
    if factors.count == 1, let previous {
      result.strength = previous.strength
      result.isFraction = previous.isFraction
    }
    return result
  }

  private static func separator(_ first: LaTeXRun, _ second: LaTeXRun) -> String {
    if second.startsWithDigit { return " \\cdot " }
    if first.isWord || second.isWord { return " \\, " }
    if first.isFraction, second.isFraction { return " \\, " }
    return " "
  }

  private func hadamardRun(_ factors: [Formula], _ place: Place) -> LaTeXRun {
    if factors.isEmpty { return LaTeXRun("1", width: 5) }
    let parts = factors.map { factor -> LaTeXRun in
      let part = run(factor, place.inside)
      if part.strength >= .script || part.isFraction, !part.isOpen { return part }
      return brackets(part, place)
    }
    var result = LaTeXRun(pieces: [], strength: parts.count == 1 ? parts[0].strength : .sign)
    for (position, part) in parts.enumerated() {
      var pieces = part.pieces
      if position > 0 {
        pieces[0].tex = " \\odot " + pieces[0].tex
        pieces[0].width += 12
        if pieces[0].breakLevel == nil { pieces[0].breakLevel = 7 }
      }
      result.pieces += pieces
      result.isTall = result.isTall || part.isTall
    }
    return result
  }

  private func quotientRun(_ top: Formula, _ bottom: Formula, _ place: Place) -> LaTeXRun {
    if !place.isScript, place.fractionDepth < 2 {
      var inner = place.unbroken
      inner.fractionDepth += 1
      let numerator = run(top, inner)
      let denominator = run(bottom, inner)
      let width = max(numerator.width, denominator.width) + 3
      if !place.isBreakable || width <= Self.widestUnit {
        var result = LaTeXRun("\\frac{\(numerator.tex)}{\(denominator.tex)}", width: width, strength: .product)
        result.isTall = true
        result.isFraction = true
        return result
      }
    }
    let numerator = bracketedOperand(top, .product, place)
    let denominator = bracketedOperand(bottom, .script, place)
    var result = LaTeXRun(pieces: numerator.pieces, strength: .sign)
    var rest = denominator.pieces
    rest[0].tex = (place.isBreakable ? " \\big/ " : "/") + rest[0].tex
    rest[0].width += 6
    result.pieces += rest
    result.isTall = numerator.isTall || denominator.isTall
    return result
  }

  /// An operand of `/`: never one that would take in what follows.
  private func bracketedOperand(_ formula: Formula, _ strength: Strength, _ place: Place) -> LaTeXRun {
    var own = place
    own.isFollowed = true
    let part = run(formula, own)
    return part.strength >= strength && !part.isOpen && !part.startsWithMinus
      ? part : brackets(part, place)
  }

  private func powerRun(_ base: Formula, _ exponent: Formula, _ place: Place) -> LaTeXRun {
    let script = run(exponent, .script)
    if case .call(let name, let arguments, nil) = base, FunctionNames.squaredOnName.contains(name),
      arguments.count == 1, case .number(let number) = exponent, number.isInteger, number > 1
    {
      return application("\\\(name)^{\(script.tex)}", width: 22, arguments, place)
    }
    return scripted(base, superscript: script.tex, width: script.width * 7 / 10, place)
  }

  func scripted(_ base: Formula, superscript: String, width: Int, _ place: Place) -> LaTeXRun {
    var own = place.unbroken
    own.isFollowed = true
    let inner = bracketed(base, atLeast: .atom, own)
    let tall = inner.isTall
    var result = inner.wrapped("", "^{\(superscript)}", addedWidth: width, strength: .script)
    result.isTall = tall
    return result
  }
}
