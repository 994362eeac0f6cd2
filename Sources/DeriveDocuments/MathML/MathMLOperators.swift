import DeriveLanguage

// Sums, products, derivatives, matrices, cases, relations.

extension MathMLFormulaWriter {
  private static let partial = MathML.sign("∂", "lspace=\"0\" rspace=\"0\"")

  func bigRun(_ sign: String, _ binders: [FormulaBinder], _ body: Formula, _ place: Place) -> MathMLRun {
    let operation = MathML.sign(sign)
    let heads = binderHeads(binders).map { head in
      head.above.map { XMLText.element("munderover", "", operation + head.below + $0) }
        ?? XMLText.element("munder", "", operation + head.below)
    }
    var inner = run(body, place)
    if inner.strength < .product && !inner.isFraction || inner.startsWithMinus {
      inner = enclosed(inner, "(", ")", place)
    }
    return opened(inner, heads.joined(), width: 20 * max(1, heads.count))
  }

  /// A sign in front of what it takes in, up to the end.
  private func opened(_ inner: MathMLRun, _ head: String, width: Int) -> MathMLRun {
    var result = inner.wrapped(head, "", addedWidth: width, strength: .product)
    result.isTall = true
    result.isOpen = true
    return result
  }

  /// What stands under and over the signs: one sign a range, one for all indices without one.
  private func binderHeads(_ binders: [FormulaBinder]) -> [(below: String, above: String?)] {
    var heads: [(below: String, above: String?)] = []
    var plain: [FormulaBinder] = []
    func flush() {
      if !plain.isEmpty { heads.append((MathML.row(plainHead(plain)), nil)) }
      plain = []
    }
    for binder in binders {
      guard let range = binder.range else {
        plain.append(binder)
        continue
      }
      flush()
      let start = index(binder.index) + MathML.sign("=") + run(range.lower, .script).xml
      let conditions = binder.conditions.map { run($0, .script).xml }
      let below = conditions.isEmpty ? MathML.row(start) : MathML.table(([start] + conditions).map { [$0] })
      heads.append((below, run(range.upper, .script).element))
    }
    flush()
    return heads
  }

  /// `i, j`, `k ≠ i`, `i < j`.
  private func plainHead(_ binders: [FormulaBinder]) -> String {
    let comma = MathML.sign(",")
    let texts = binders.flatMap(\.conditions).map { run($0, .script).xml }
    if let named = binders.indicesToName { return (named.map(index) + texts).joined(separator: comma) }
    return binders.map { index($0.index) }.joined(separator: comma) + MathML.sign(":") + texts.joined(separator: comma)
  }

  private func index(_ letter: String) -> String { MathMLName(letter, latex: nil).run().xml }

  func derivativeRun(
    _ subject: Formula, _ derivations: [FormulaDerivation], _ place: Place, variableMark: String? = nil
  ) -> MathMLRun {
    let order = derivations.reduce(0) { $0 + $1.order }
    let power = MathML.number(String(order))
    let sign = order == 1 ? Self.partial : XMLText.element("msup", "", Self.partial + power)
    let below = derivations.map { derivation in
      var variable = bracketed(derivation.variable, atLeast: .atom, place.unbroken).element
      if let variableMark { variable = XMLText.element("msup", "", variable + variableMark) }
      if derivation.order != 1 {
        variable = XMLText.element("msup", "", variable + MathML.number(String(derivation.order)))
      }
      return Self.partial + variable
    }.joined(separator: MathML.thinSpace)
    let width = 14 * derivations.count + 8
    let top = run(subject, place.inside)
    let isFlat = place.isScript || place.fractionDepth > 1
    if top.strength == .atom, !top.isTall, top.width < 120 {
      if isFlat {
        return MathMLRun(
          sign + top.xml + MathML.sign("/") + below, width: top.width + width, strength: .sign, isElement: false)
      }
      return fractionRun(MathML.row(sign + top.xml), MathML.row(below), width: max(top.width + 8, width))
    }
    let head = isFlat ? sign + MathML.sign("/") + below : MathML.fraction(sign, MathML.row(below))
    var result = enclosed(top, "[", "]", place).wrapped(head, "", addedWidth: width, strength: .product)
    result.isTall = true
    return result
  }

  func matrixRun(_ rows: [[Formula]], _ place: Place) -> MathMLRun {
    let cells = rows.map { row in row.map { run($0, place.unbroken) } }
    var width = 12
    for column in 0..<(cells.map(\.count).max() ?? 0) {
      width += (cells.map { column < $0.count ? $0[column].width : 0 }.max() ?? 0) + 10
    }
    var inner = MathMLRun(MathML.table(cells.map { $0.map(\.xml) }), width: width)
    inner.isTall = true
    return enclosed(inner, "[", "]", place.unbroken)
  }

  func casesRun(_ cases: [FormulaCase], otherwise: Formula, _ place: Place) -> MathMLRun {
    var lines: [[String]] = []
    var width = 60
    for item in cases {
      let value = run(item.value, place.unbroken)
      let condition = run(item.condition, place.unbroken)
      lines.append([value.xml, MathML.words("if ") + condition.xml])
      width = max(width, value.width + condition.width + 30)
    }
    let last = run(otherwise, place.unbroken)
    lines.append([last.xml, MathML.words("otherwise")])
    let brace = MathML.sign("{", "fence=\"true\" form=\"prefix\"")
    var result = MathMLRun(
      MathML.row(brace + MathML.table(lines, isLeft: true)), width: max(width, last.width + 60) + 10, strength: .list)
    result.isTall = true
    return result
  }
}

// MARK: - Relations and conditions

extension MathMLFormulaWriter {
  static func sign(_ relation: Relation) -> String { MathML.sign(TextFormulaWriter.sign(relation)) }

  func relationRun(_ left: Formula, _ relation: Relation, _ right: Formula, _ place: Place) -> MathMLRun {
    var result = run(left, place.inside)
    if result.strength < .relation { result = enclosed(result, "(", ")", place) }
    result = result.asSeveral
    result.strength = .relation
    result.append(relationSide(right, place), after: Self.sign(relation), width: 16, breakLevel: 0)
    return result
  }

  /// A case distinction needs no brackets as one side of a relation.
  func relationSide(_ formula: Formula, _ place: Place) -> MathMLRun {
    if case .cases = formula { return run(formula, place.inside) }
    return bracketed(formula, atLeast: .addition, place.inside)
  }

  func predicateRun(_ subject: Formula, _ predicate: String, _ place: Place) -> MathMLRun {
    let inner = bracketed(subject, atLeast: .addition, place.inside)
    let signs = ["psd": "⪰", "pd": "≻", "nsd": "⪯", "nd": "≺"]
    let words =
      signs[predicate].map { MathML.sign($0) + MathML.number("0") }
      ?? MathML.words(" is \(PredicateWords.words[predicate] ?? predicate)")
    return inner.wrapped("", words, addedWidth: 24, strength: .relation)
  }

  /// `own` is how tightly the whole holds together; its parts have to hold together more.
  func joined(_ parts: [Formula], _ word: String, _ own: Strength, _ place: Place) -> MathMLRun {
    if parts.isEmpty { return MathMLRun(MathML.words("true"), width: 20) }
    var result = MathMLRun(pieces: [], strength: own)
    for (position, part) in parts.enumerated() {
      let plain = run(part, place.inside)
      let inner = plain.strength > own ? plain : enclosed(plain, "(", ")", place)
      result.append(
        inner, after: position == 0 ? "" : MathML.words(word), width: position == 0 ? 0 : 20,
        breakLevel: position == 0 ? nil : 0)
    }
    return result
  }

  func membershipRun(
    _ element: Formula, _ lower: Formula, _ upper: Formula, _ includes: (lower: Bool, upper: Bool),
    _ isIntegerRange: Bool, _ place: Place
  ) -> MathMLRun {
    let low = run(lower, place.unbroken)
    let high = run(upper, place.unbroken)
    let comma = MathML.sign(",")
    let middle = isIntegerRange ? comma + MathML.sign("…") + comma : comma
    let inside = MathMLRun(low.xml + middle + high.xml, width: low.width + high.width + 20, isElement: false)
    let set = enclosed(
      inside, isIntegerRange ? "{" : includes.lower ? "[" : "(", isIntegerRange ? "}" : includes.upper ? "]" : ")",
      place.unbroken)
    return bracketed(element, atLeast: .addition, place.inside)
      .wrapped("", MathML.sign("∈") + set.xml, addedWidth: 16 + set.width, strength: .relation)
  }
}
