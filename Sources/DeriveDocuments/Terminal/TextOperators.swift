import DeriveLanguage

// Sums, products, derivatives, matrices, cases, relations.

extension TextFormulaWriter {
  func bigRun(_ sign: String, _ binders: [FormulaBinder], _ body: Formula, _ place: Place) -> TextRun {
    var own = place.inside
    own.isFollowed = place.isFollowed
    var inner = run(body, own)
    if inner.strength < .product || inner.startsWithMinus { inner = inner.enclosed("(", ")") }
    var result = inner.nested().wrapped(heads(sign, binders) + " ", "", strength: .product)
    result.isOpen = true
    return result
  }

  private func heads(_ sign: String, _ binders: [FormulaBinder]) -> String {
    if binders.allSatisfy({ $0.range == nil && $0.conditions.isEmpty }) {
      let names = binders.map { TextName($0.index).text }
      return sign + (Scripts.lowered(names.joined()) ?? "[\(names.joined(separator: ", "))]")
    }
    if binders.count == 1, let range = binders[0].range, binders[0].conditions.isEmpty {
      let index = TextName(binders[0].index).text
      let lower = text(range.lower)
      let upper = text(range.upper)
      if let low = Scripts.lowered("\(index)=\(lower)"), low.count <= 6, upper.count <= 4,
        let high = Scripts.raised(upper)
      {
        return sign + low + high
      }
      return "\(sign)[\(index) = \(lower)..\(upper)]"
    }
    let conditions = binders.flatMap(\.conditions).map { text($0) }
    if binders.allSatisfy({ $0.range == nil }) {
      if let named = binders.indicesToName {
        return "\(sign)[\((named.map { TextName($0).text } + conditions).joined(separator: ", "))]"
      }
      let all = binders.map { TextName($0.index).text }.joined(separator: ", ")
      return "\(sign)[\(all) : \(conditions.joined(separator: ", "))]"
    }
    let parts = binders.map { binder in
      let index = TextName(binder.index).text
      return binder.range.map { "\(index) = \(text($0.lower))..\(text($0.upper))" } ?? index
    }
    return "\(sign)[\((parts + conditions).joined(separator: ", "))]"
  }

  func derivativeRun(
    _ subject: Formula, _ derivations: [FormulaDerivation], _ place: Place, variableMark: String = ""
  ) -> TextRun {
    let order = derivations.reduce(0) { $0 + $1.order }
    let power = order == 1 ? "" : Scripts.raised(String(order)) ?? "^\(order)"
    var below = ""
    for derivation in derivations {
      below += "∂" + operandText(derivation.variable) + variableMark
      if derivation.order != 1 { below += Scripts.raised(String(derivation.order)) ?? "^\(derivation.order)" }
    }
    let top = run(subject, place.inside)
    var result: TextRun
    if top.strength == .atom, !top.isTall, top.width < 24 {
      result = top.wrapped("∂" + power, "/" + below, strength: .product)
    } else {
      result = top.enclosed("[", "]").wrapped("∂\(power)/\(below) ", "", strength: .product)
    }
    result.isQuotient = true
    result.isDerivative = true
    return result
  }

  func matrixRun(_ rows: [[Formula]], _ place: Place) -> TextRun {
    let columns = rows.map(\.count).max() ?? 0
    if rows.count == 1, columns > 1, !place.isFlat {
      var row = TextRun(pieces: [], strength: .list)
      for (position, cell) in rows[0].enumerated() {
        let text = text(cell) + (position < columns - 1 ? ", " : "")
        row.pieces.append(TextPiece(box: TextBox(text), breakLevel: position == 0 ? nil : 5))
      }
      return row.enclosed("[", "]")
    }
    if rows.count <= 1 || columns == 0 || place.isFlat {
      let lines = rows.map { row in row.map { text($0) }.joined(separator: ", ") }
      return TextRun("[\(lines.joined(separator: "; "))]")
    }
    let cells = rows.map { row in row.map { run($0, place.inside).box } }
    let widths = (0..<columns).map { column in
      cells.map { column < $0.count ? $0[column].width : 0 }.max() ?? 0
    }
    var lines: [String] = []
    for row in cells {
      var boxes: [TextBox] = []
      for (column, cell) in row.enumerated() {
        let before = (widths[column] - cell.width) / 2
        if column > 0 { boxes.append(TextBox("  ")) }
        boxes.append(TextBox(String(repeating: " ", count: before)))
        boxes.append(cell)
        boxes.append(TextBox(String(repeating: " ", count: widths[column] - cell.width - before)))
      }
      lines += TextBox.beside(boxes).rows
    }
    let box = TextBox(rows: lines, baseline: (lines.count - 1) / 2)
    return TextRun(box: box.enclosed("[", "]"))
  }

  func casesRun(_ cases: [FormulaCase], otherwise: Formula, _ place: Place) -> TextRun {
    if place.isFlat {
      let parts = cases.map { "if \(text($0.condition)) then \(text($0.value)) else " }
      return TextRun(parts.joined() + text(otherwise), strength: .list)
    }
    let values = cases.map { text($0.value) } + [text(otherwise)]
    let conditions = cases.map { "if \(text($0.condition))" } + ["otherwise"]
    let width = values.map(\.displayWidth).max() ?? 0
    let middle = (values.count - 1) / 2
    let rows = zip(values, conditions).enumerated().map { index, line in
      let sign =
        index == 0 ? "⎧" : index == values.count - 1 ? "⎩" : index == middle && values.count > 2 ? "⎨" : "⎪"
      return "\(sign) \(line.0)\(String(repeating: " ", count: width - line.0.displayWidth))  \(line.1)"
    }
    return TextRun(box: TextBox(rows: rows, baseline: middle), strength: .list)
  }

  static func sign(_ relation: Relation) -> String {
    switch relation {
    case .equal: "="
    case .notEqual: "≠"
    case .less: "<"
    case .lessOrEqual: "≤"
    case .greater: ">"
    case .greaterOrEqual: "≥"
    }
  }

  func relationRun(_ left: Formula, _ relation: Relation, _ right: Formula, _ place: Place) -> TextRun {
    let first = bracketed(left, atLeast: .relation, place.inside).wrapped("", " ", strength: .relation)
    var second = relationSide(right, place).wrapped(Self.sign(relation) + " ", "", strength: .relation)
    second.pieces[0].breakLevel = 0
    return TextRun(pieces: first.pieces + second.pieces, strength: .relation)
  }

  /// A case distinction needs no brackets as one side of a relation.
  func relationSide(_ formula: Formula, _ place: Place) -> TextRun {
    if case .cases = formula { return run(formula, place.inside) }
    return bracketed(formula, atLeast: .addition, place.inside)
  }

  func joined(_ parts: [Formula], _ word: String, _ strength: Strength, _ place: Place) -> TextRun {
    if parts.isEmpty { return TextRun("true") }
    var result = TextRun(pieces: [], strength: strength)
    for (position, part) in parts.enumerated() {
      let plain = run(part, place.inside)
      let inner = plain.strength > strength ? plain : plain.enclosed("(", ")")
      var pieces = position > 0 ? inner.wrapped(word, "", strength: strength).pieces : inner.pieces
      if position > 0 { pieces[0].breakLevel = 0 }
      result.pieces += pieces
    }
    return result
  }
}
