import DeriveLanguage

// Sums, products, derivatives, matrices, cases, relations.

extension LaTeXFormulaWriter {
  func bigRun(_ sign: String, _ binders: [FormulaBinder], _ body: Formula, _ place: Place) -> LaTeXRun {
    let heads = binderHeads(binders).map { head in
      "\(sign)_{\(head.below)}" + (head.above.map { "^{\($0)}" } ?? "")
    }
    var own = place
    own.isFollowed = place.isFollowed
    var inner = run(body, own)
    if inner.strength < .product && !inner.isFraction || inner.startsWithMinus {
      inner = brackets(inner, place)
    }
    let opening = heads.joined(separator: " ")
    var result = inner.wrapped(opening + " ", "", addedWidth: 20 * max(1, heads.count), strength: .product)
    result.isTall = true
    result.isOpen = true
    return result
  }

  /// What stands under and over the signs: one sign a range, one for all indices without one.
  private func binderHeads(_ binders: [FormulaBinder]) -> [(below: String, above: String?)] {
    var heads: [(below: String, above: String?)] = []
    var plain: [FormulaBinder] = []
    func flush() {
      if !plain.isEmpty { heads.append((plainHead(plain), nil)) }
      plain = []
    }
    for binder in binders {
      guard let range = binder.range else {
        plain.append(binder)
        continue
      }
      flush()
      let start = "\(indexTeX(binder.index))=\(run(range.lower, .script).tex)"
      let conditions = binder.conditions.map { run($0, .script).tex }
      let below =
        conditions.isEmpty ? start : "\\substack{\(([start] + conditions).joined(separator: " \\\\ "))}"
      heads.append((below, run(range.upper, .script).tex))
    }
    flush()
    return heads
  }

  /// `i, j`, `k \ne i`, `i < j`.
  private func plainHead(_ binders: [FormulaBinder]) -> String {
    let texts = binders.flatMap(\.conditions).map { run($0, .script).tex }
    if let named = binders.indicesToName { return (named.map(indexTeX) + texts).joined(separator: ", ") }
    return binders.map { indexTeX($0.index) }.joined(separator: ", ") + " \\colon " + texts.joined(separator: ", ")
  }

  private func indexTeX(_ index: String) -> String { LaTeXName(index, latex: nil).tex() }

  func derivativeRun(
    _ subject: Formula, _ derivations: [FormulaDerivation], _ place: Place, variableMark: String = ""
  ) -> LaTeXRun {
    let order = derivations.reduce(0) { $0 + $1.order }
    let power = order == 1 ? "" : "^{\(order)}"
    var below = ""
    for derivation in derivations {
      let variable = bracketed(derivation.variable, atLeast: .atom, place.unbroken).tex
      if !below.isEmpty { below += " \\, " }
      below += juxtaposed("\\partial", variable) + variableMark
      if derivation.order != 1 { below += "^{\(derivation.order)}" }
    }
    let width = 14 * derivations.count + 8
    let top = run(subject, place.inside)
    if top.strength == .atom, !top.isTall, top.width < 120 {
      let above = power.isEmpty ? juxtaposed("\\partial", top.tex) : "\\partial\(power) \(top.tex)"
      if place.isScript || place.fractionDepth > 1 {
        return LaTeXRun("\(above)/\(below)", width: top.width + width, strength: .sign)
      }
      var result = LaTeXRun("\\frac{\(above)}{\(below)}", width: max(top.width + 8, width), strength: .product)
      result.isTall = true
      result.isFraction = true
      return result
    }
    let sign =
      place.isScript || place.fractionDepth > 1
      ? "\\partial\(power)/\(below)" : "\\frac{\\partial\(power)}{\(below)}"
    var result = enclosed(top, "[", "]", place)
      .wrapped(sign + " ", "", addedWidth: width, strength: .product)
    result.isTall = true
    return result
  }

  func matrixRun(_ rows: [[Formula]], _ place: Place) -> LaTeXRun {
    let columns = rows.map(\.count).max() ?? 0
    if columns == 0 { return LaTeXRun("[\\,]", width: 10) }
    let cells = rows.map { row in row.map { run($0, place.unbroken) } }
    // Fractions in neighbouring rows must not touch.
    let isTall = !place.isScript && cells.contains { $0.contains(where: \.isTall) }
    let lines = cells.map { $0.map(\.tex).joined(separator: " & ") }
      .joined(separator: isTall ? " \\\\[0.5em] " : " \\\\ ")
    var width = 12
    for column in 0..<columns {
      width += (cells.map { column < $0.count ? $0[column].width : 0 }.max() ?? 0) + 10
    }
    let tex: String
    if place.isScript {
      tex = "\\left[\\begin{smallmatrix} \(lines) \\end{smallmatrix}\\right]"
    } else if columns > 10 {
      let format = String(repeating: "c", count: columns)
      tex = "\\left[\\begin{array}{\(format)} \(lines) \\end{array}\\right]"
    } else {
      tex = "\\begin{bmatrix} \(lines) \\end{bmatrix}"
    }
    var result = LaTeXRun(tex, width: width)
    result.isTall = true
    return result
  }

  func casesRun(_ cases: [FormulaCase], otherwise: Formula, _ place: Place) -> LaTeXRun {
    var lines: [String] = []
    var width = 0
    for item in cases {
      let value = run(item.value, place.unbroken)
      let condition = run(item.condition, place.unbroken)
      lines.append("\(value.tex) & \\text{if } \(condition.tex)")
      width = max(width, value.width + condition.width + 30)
    }
    let last = run(otherwise, place.unbroken)
    lines.append("\(last.tex) & \\text{otherwise}")
    width = max(width, last.width + 60)
    var result = LaTeXRun(
      "\\begin{cases} \(lines.joined(separator: " \\\\ ")) \\end{cases}", width: width + 10, strength: .list)
    result.isTall = true
    return result
  }
}

// MARK: - Relations and conditions

extension LaTeXFormulaWriter {
  static func sign(_ relation: Relation) -> String {
    switch relation {
    case .equal: "="
    case .notEqual: "\\neq"
    case .less: "<"
    case .lessOrEqual: "\\leq"
    case .greater: ">"
    case .greaterOrEqual: "\\geq"
    }
  }

  func relationRun(_ left: Formula, _ relation: Relation, _ right: Formula, _ place: Place) -> LaTeXRun {
    var first = run(left, place.inside)
    if first.strength < .relation { first = brackets(first, place) }
    let second = relationSide(right, place)
    var rest = second.pieces
    rest[0].tex = " \(Self.sign(relation)) " + rest[0].tex
    rest[0].width += 16
    rest[0].breakLevel = 0
    var result = LaTeXRun(pieces: first.pieces + rest, strength: .relation)
    result.isTall = first.isTall || second.isTall
    return result
  }

  /// A case distinction needs no brackets as one side of a relation.
  func relationSide(_ formula: Formula, _ place: Place) -> LaTeXRun {
    if case .cases = formula { return run(formula, place.inside) }
    return bracketed(formula, atLeast: .addition, place.inside)
  }

  func predicateRun(_ subject: Formula, _ predicate: String, _ place: Place) -> LaTeXRun {
    let inner = bracketed(subject, atLeast: .addition, place.inside)
    let words: String
    switch predicate {
    case "psd": words = " \\succeq 0"
    case "pd": words = " \\succ 0"
    case "nsd": words = " \\preceq 0"
    case "nd": words = " \\prec 0"
    default: words = "\\text{ is \(LaTeXText.escaped(PredicateWords.words[predicate] ?? predicate))}"
    }
    let tall = inner.isTall
    var result = inner.wrapped("", words, addedWidth: 24, strength: .relation)
    result.isTall = tall
    return result
  }

  func joined(
    _ parts: [Formula], _ word: String, above strength: Strength, strength own: Strength, _ place: Place
  ) -> LaTeXRun {
    if parts.isEmpty { return LaTeXRun("\\text{true}", width: 20) }
    var result = LaTeXRun(pieces: [], strength: own)
    for (position, part) in parts.enumerated() {
      let plain = run(part, place.inside)
      let inner = plain.strength > strength ? plain : brackets(plain, place)
      var pieces = inner.pieces
      if position > 0 {
        pieces[0].tex = "\(word) " + pieces[0].tex
        pieces[0].width += 20
        pieces[0].breakLevel = 0
      }
      result.pieces += pieces
      result.isTall = result.isTall || inner.isTall
    }
    return result
  }

  func membershipRun(
    _ element: Formula, _ lower: Formula, _ upper: Formula, _ includes: (lower: Bool, upper: Bool),
    _ isIntegerRange: Bool, _ place: Place
  ) -> LaTeXRun {
    let inner = bracketed(element, atLeast: .addition, place.inside)
    let low = run(lower, place.unbroken).tex
    let high = run(upper, place.unbroken).tex
    let set =
      isIntegerRange
      ? "\\{\(low), \\ldots, \(high)\\}" : "\(includes.lower ? "[" : "(")\(low), \(high)\(includes.upper ? "]" : ")")"
    return inner.wrapped("", " \\in \(set)", addedWidth: 16 + 5 * (low.count + high.count), strength: .relation)
  }
}
