import DeriveLanguage
import DeriveNumbers

/// Formulas in MathML Core, with as few brackets as their meaning allows. Each is written once, as in
/// `LaTeXFormulaWriter`, whose places and widths it shares.
struct MathMLFormulaWriter: Sendable {
  typealias Place = LaTeXFormulaWriter.Place

  var notation: Notation

  func xml(_ formula: Formula) -> String { run(formula).xml }

  func run(_ formula: Formula, _ place: Place = Place()) -> MathMLRun {
    switch formula {
    case .number(let number): numberRun(number, place)
    case .infinity: MathMLRun(MathML.name("∞"), width: 10)
    case .name(let name, let latex): MathMLName(name, latex: latex).run()
    case .component(let base, let slots): componentRun(base, slots, place)
    case .sum, .negate: sumRun(formula.signedAddends, place)
    case .product(let factors): productRun(factors, place)
    case .hadamard(let factors): hadamardRun(factors, place)
    case .quotient(let top, let bottom): quotientRun(top, bottom, place)
    case .power(let base, let exponent): powerRun(base, exponent, place)
    case .elementwisePower(let base, let exponent):
      scripted(
        base, superscript: MathML.row(MathML.sign("∘", "lspace=\"0\" rspace=\"0\"") + run(exponent, .script).xml),
        width: 8, place)
    case .transpose(let base):
      scripted(base, superscript: MathML.sign("⊤", "lspace=\"0\" rspace=\"0\""), width: 5, place)
    case .call(let name, let arguments, let latex): callRun(name, arguments, latex: latex, place)
    case .prime(let name, let counts, let arguments, let latex): primeRun(name, counts, arguments, latex, place)
    case .bigSum(let binders, let body): bigRun("∑", binders, body, place)
    case .bigProduct(let binders, let body): bigRun("∏", binders, body, place)
    case .delta(let first, let second): deltaRun([first, second])
    case .matrix(let rows): matrixRun(rows, place)
    case .derivative(let subject, let derivations): derivativeRun(subject, derivations, place)
    case .cases(let cases, let otherwise): casesRun(cases, otherwise: otherwise, place)
    case .relation(let left, let relation, let right): relationRun(left, relation, right, place)
    case .predicate(let subject, let predicate): predicateRun(subject, predicate, place)
    case .and(let parts): joined(parts, " and ", .conjunction, place)
    case .or(let parts): joined(parts, " or ", .alternative, place)
    case .not(let inner):
      bracketed(inner, atLeast: .negation, place.inside).wrapped(
        MathML.words("not "), "", addedWidth: 18, strength: .negation)
    case .membership(let element, let lower, let upper, let includesLower, let includesUpper, let isIntegerRange):
      membershipRun(element, lower, upper, (includesLower, includesUpper), isIntegerRange, place)
    case .text(let text): textRun(text)
    }
  }

  /// The formula, in brackets if it holds together less than `strength`.
  func bracketed(_ formula: Formula, atLeast strength: Strength, _ place: Place) -> MathMLRun {
    let plain = run(formula, place)
    return plain.strength >= strength ? plain : enclosed(plain, "(", ")", place)
  }

  /// Between brackets or bars, which grow only around what is tall.
  func enclosed(_ inner: MathMLRun, _ open: String, _ close: String, _ place: Place) -> MathMLRun {
    let isBroken = place.isBreakable && inner.width > LaTeXFormulaWriter.widestUnit / 2
    let size = inner.isTall && !isBroken ? "" : " stretchy=\"false\""
    let start = MathML.sign(open, "fence=\"true\" form=\"prefix\"" + size)
    let end = MathML.sign(close, "fence=\"true\" form=\"postfix\"" + size)
    if isBroken {
      var result = MathMLRun(
        pieces: [MathMLPiece(xml: start, width: 8)] + inner.nested() + [MathMLPiece(xml: end, width: 8)],
        strength: .atom)
      result.isTall = true
      return result
    }
    var result = MathMLRun(MathML.row(start + inner.xml + end), width: inner.width + 10)
    result.isTall = inner.isTall
    return result
  }

  private func textRun(_ text: String) -> MathMLRun {
    if LaTeXText.isDecimal(text) {
      let isNegative = text.hasPrefix("-")
      return MathMLRun(
        (isNegative ? MathML.minus : "") + MathML.number(isNegative ? String(text.dropFirst()) : text),
        width: text.count * 5, strength: isNegative ? .sign : .atom, isElement: !isNegative)
    }
    var result = MathMLRun(MathML.words(text), width: text.count * 5)
    result.isWord = true
    return result
  }
}

// MARK: - Numbers, names, indices

extension MathMLFormulaWriter {
  private func numberRun(_ number: Rational, _ place: Place) -> MathMLRun {
    let parts = NumberParts(number)
    let sign = parts.isNegative ? MathML.minus : ""
    let digits = max(parts.numerator.count, parts.denominator?.count ?? 0)
    let numerator = MathML.number(parts.numerator)
    guard let denominator = parts.denominator.map(MathML.number) else {
      return MathMLRun(
        sign + numerator, width: digits * 5 + (parts.isNegative ? 8 : 0), strength: parts.isNegative ? .sign : .atom,
        isElement: !parts.isNegative)
    }
    if place.isScript || place.fractionDepth > 1 {
      return MathMLRun(
        sign + numerator + MathML.sign("/") + denominator, width: digits * 11 + 5, strength: .sign, isElement: false)
    }
    var result = MathMLRun(
      sign + MathML.fraction(numerator, denominator), width: digits * 5 + 3,
      strength: parts.isNegative ? .sign : .product, isElement: !parts.isNegative)
    result.isTall = true
    result.isFraction = true
    return result
  }

  private func componentRun(_ base: Formula, _ slots: [Formula?], _ place: Place) -> MathMLRun {
    switch base {
    case .name(let name, let latex): return MathMLName(name, latex: latex).run(indices: [slotList(slots)])
    case .component(.name(let name, let latex), let first) where !first.contains(nil):
      return MathMLName(name, latex: latex).run(indices: [slotList(first), slotList(slots)])
    case .call("eye", let arguments, nil) where arguments.count == 1 && slots.count == 1:
      return indexed(MathML.upright("𝐞"), slotList(slots), width: 12)
    default:
      var inner = bracketed(base, atLeast: .atom, place.unbroken)
      if inner.scripted != nil { inner = enclosed(inner, "(", ")", place.unbroken) }
      var result = indexed(inner.element, slotList(slots), width: inner.width + 8 * slots.count)
      result.isTall = inner.isTall
      return result
    }
  }

  /// One element with an index under it.
  func indexed(_ base: String, _ index: String, width: Int) -> MathMLRun {
    let index = MathML.row(index)
    var result = MathMLRun(XMLText.element("msub", "", base + index), width: width)
    result.scripted = (base, index)
    return result
  }

  func deltaRun(_ slots: [Formula]) -> MathMLRun { indexed(MathML.name("δ"), slotList(slots), width: 16) }

  /// Single letters stand side by side, the rest with commas.
  func slotList(_ slots: [Formula?]) -> String {
    var onlyDigits = true
    let areSimple = slots.allSatisfy { slot in
      switch slot {
      case .name(let name, nil):
        onlyDigits = false
        return TypesetName.isLetter(name)
      case .number(let number): return number.isInteger && !number.isNegative && number < 10
      default: return false
      }
    }
    let texts = slots.map { slot in slot.map { run($0, .script).xml } ?? MathML.sign(":", "lspace=\"0\" rspace=\"0\"") }
    // Digits side by side would be one number.
    let isOne = areSimple && (!onlyDigits || slots.count == 1)
    return texts.joined(separator: isOne ? MathML.sign("\u{2063}") : MathML.sign(","))
  }
}

// MARK: - Arithmetic

extension MathMLFormulaWriter {
  private func sumRun(_ addends: [SignedAddend], _ place: Place) -> MathMLRun {
    if addends.isEmpty { return MathMLRun(MathML.number("0"), width: 5) }
    if addends.count == 1, !addends[0].isNegative, case .negate(let inner) = addends[0].formula {
      return bracketed(inner, atLeast: .product, place).wrapped(MathML.minus, "", addedWidth: 8, strength: .sign)
    }
    var result = MathMLRun(pieces: [], strength: addends.count == 1 ? .sign : .addition)
    for (position, addend) in addends.enumerated() {
      var part = run(addend.formula, place.inside)
      if part.strength < .sign || part.startsWithMinus && (position > 0 || addend.isNegative) {
        part = enclosed(part, "(", ")", place.inside)
      }
      result.isOpen = part.isOpen
      if position > 0 {
        let sign = MathML.sign(addend.isNegative ? "−" : "+", "form=\"infix\"")
        result.append(part, after: sign, width: 12, breakLevel: 1)
      } else {
        result.append(
          part, after: addend.isNegative ? MathML.minus : "", width: addend.isNegative ? 8 : 0, breakLevel: nil)
      }
    }
    return result
  }

  private func productRun(_ factors: [Formula], _ place: Place) -> MathMLRun {
    if factors.isEmpty { return MathMLRun(MathML.number("1"), width: 5) }
    if factors.count == 1 {
      let only = bracketed(factors[0], atLeast: .sign, place)
      return only.isOpen && place.isFollowed ? enclosed(only, "(", ")", place.inside) : only
    }
    var result = MathMLRun(pieces: [], strength: .product)
    var previous: MathMLRun?
    for (position, factor) in factors.enumerated() {
      var own = place
      own.isFollowed = place.isFollowed || position < factors.count - 1
      var part = bracketed(factor, atLeast: .product, own)
      if part.isOpen, own.isFollowed { part = enclosed(part, "(", ")", place.inside) }
      result.isOpen = part.isOpen
      if let previous {
        let separator = Self.separator(previous, part)
        result.append(part, after: separator.sign, width: separator.width, breakLevel: place.isScript ? nil : 8)
      } else {
        result.append(part, after: "", width: 0, breakLevel: nil)
      }
      previous = part
    }
    return result
  }

  private static func separator(_ first: MathMLRun, _ second: MathMLRun) -> (sign: String, width: Int) {
    if second.startsWithDigit { return (MathML.sign("⋅"), 8) }
    let isApart = first.isWord || second.isWord || first.isFraction && second.isFraction
    return isApart ? (MathML.times + MathML.thinSpace, 4) : (MathML.times, 1)
  }

  private func hadamardRun(_ factors: [Formula], _ place: Place) -> MathMLRun {
    if factors.isEmpty { return MathMLRun(MathML.number("1"), width: 5) }
    var result = MathMLRun(pieces: [], strength: .sign)
    for (position, factor) in factors.enumerated() {
      var part = run(factor, place.inside)
      if part.isOpen || part.strength < .script && !part.isFraction { part = enclosed(part, "(", ")", place) }
      if factors.count == 1 { return part }
      result.append(
        part, after: position == 0 ? "" : MathML.sign("⊙"), width: position == 0 ? 0 : 12,
        breakLevel: position == 0 ? nil : 7)
    }
    return result
  }

  private func quotientRun(_ top: Formula, _ bottom: Formula, _ place: Place) -> MathMLRun {
    if !place.isScript, place.fractionDepth < 2 {
      var inner = place.unbroken
      inner.fractionDepth += 1
      let numerator = run(top, inner)
      let denominator = run(bottom, inner)
      let width = max(numerator.width, denominator.width) + 3
      if !place.isBreakable || width <= LaTeXFormulaWriter.widestUnit {
        return fractionRun(numerator.element, denominator.element, width: width)
      }
    }
    var result = operand(top, .product, place)
    result.append(operand(bottom, .script, place), after: MathML.sign("/"), width: 6, breakLevel: nil)
    result.strength = .sign
    return result.asSeveral
  }

  func fractionRun(_ top: String, _ bottom: String, width: Int) -> MathMLRun {
    var result = MathMLRun(MathML.fraction(top, bottom), width: width, strength: .product)
    result.isTall = true
    result.isFraction = true
    return result
  }

  /// An operand of `/`: never one that would take in what follows.
  private func operand(_ formula: Formula, _ strength: Strength, _ place: Place) -> MathMLRun {
    var own = place
    own.isFollowed = true
    let part = run(formula, own)
    return part.strength >= strength && !part.isOpen && !part.startsWithMinus
      ? part : enclosed(part, "(", ")", place)
  }

  private func powerRun(_ base: Formula, _ exponent: Formula, _ place: Place) -> MathMLRun {
    let script = run(exponent, .script)
    if case .call(let name, let arguments, nil) = base, FunctionNames.squaredOnName.contains(name),
      arguments.count == 1, case .number(let number) = exponent, number.isInteger, number > 1
    {
      let head = XMLText.element("msup", "", MathML.name(name) + script.element)
      return application(head, width: 22, arguments, place)
    }
    return scripted(base, superscript: script.element, width: script.width * 7 / 10, place)
  }

  func scripted(_ base: Formula, superscript: String, width: Int, _ place: Place) -> MathMLRun {
    var own = place.unbroken
    own.isFollowed = true
    let inner = bracketed(base, atLeast: .atom, own)
    let xml =
      inner.scripted.map { XMLText.element("msubsup", "", $0.base + $0.index + superscript) }
      ?? XMLText.element("msup", "", inner.element + superscript)
    var result = MathMLRun(xml, width: inner.width + width, strength: .script)
    result.isTall = inner.isTall
    return result
  }
}

extension MathMLRun {
  /// The same without what only holds of a single element.
  var asSeveral: MathMLRun {
    var result = MathMLRun(pieces: pieces, strength: strength)
    result.isTall = isTall
    return result
  }
}
