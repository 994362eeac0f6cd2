import DeriveLanguage

// Applied functions.

extension TextFormulaWriter {
  func callRun(_ name: String, _ arguments: [Formula], _ place: Place) -> TextRun {
    if let special = specialRun(name, arguments, place) { return special }
    if FunctionNames.bracketless.contains(name), arguments.count == 1, !place.isFollowed {
      switch arguments[0] {
      case .name, .component: return TextRun("\(name) \(text(arguments[0]))", strength: .product)
      default: break
      }
    }
    return application(head(name), arguments, place)
  }

  func primeRun(_ name: String, _ counts: [Int], _ arguments: [Formula], _ place: Place) -> TextRun {
    if let (subject, derivations) = Formula.partial(name, counts, arguments, latex: nil) {
      return derivativeRun(subject, derivations, place)
    }
    let mark: String
    if counts.count == 1 || arguments.count == 1 {
      let count = counts.first ?? 0
      mark = count <= 3 ? String(repeating: "'", count: max(0, count)) : Scripts.raised("(\(count))") ?? "^(\(count))"
    } else {
      mark = "'[\(counts.map(String.init).joined(separator: ", "))]"
    }
    return application(head(name) + mark, arguments, place)
  }

  private func head(_ name: String) -> String {
    switch name {
    case "sigmoid": notation.isFree("sigma") ? "σ" : name
    case "gamma": "Γ"
    default: FunctionNames.builtIn.contains(name) ? name : TextName(name).text
    }
  }

  func application(_ head: String, _ arguments: [Formula], _ place: Place) -> TextRun {
    var inner = TextRun(pieces: [], strength: .list)
    for (position, argument) in arguments.enumerated() {
      let part = run(argument, place.inside)
      let isLast = position == arguments.count - 1
      var pieces = isLast ? part.pieces : part.wrapped("", ", ", strength: .list).pieces
      if position > 0, pieces[0].breakLevel == nil { pieces[0].breakLevel = 2 }
      inner.pieces += pieces
    }
    if inner.pieces.isEmpty { return TextRun(head + "()") }
    return inner.enclosed("(", ")").wrapped(head, "", strength: .atom)
  }

  /// Functions with a notation of their own.
  private func specialRun(_ name: String, _ arguments: [Formula], _ place: Place) -> TextRun? {
    switch (name, arguments.count) {
    case ("", _): return delimited(arguments, "(", ")", place)
    case ("where", 2...):
      let values = arguments.dropFirst().map { text($0) }.joined(separator: ", ")
      return bracketed(arguments[0], atLeast: .addition, place.inside)
        .wrapped("(", " at \(values))", strength: .atom)
    case ("series", 4):
      let parts = arguments.map { text($0) }
      return TextRun("series(\(parts[0]), \(parts[1]) → \(parts[2]), \(parts[3]))")
    case ("sqrt", 1):
      return bracketed(arguments[0], atLeast: .atom, place.inside).wrapped("√", "", strength: .script)
    case ("abs", 1): return delimited(arguments, "|", "|", place)
    case ("norm", 1): return delimited(arguments, "‖", "‖", place)
    case ("norm1", 1): return delimited(arguments, "‖", "‖", place).wrapped("", "₁", strength: .atom)
    case ("floor", 1): return TextRun("⌊\(text(arguments[0]))⌋")
    case ("dot", 2): return TextRun("⟨\(text(arguments[0])), \(text(arguments[1]))⟩")
    case ("factorial", 1): return scripted(arguments[0], "!", place)
    case ("inv", 1): return scripted(arguments[0], "⁻¹", place)
    case ("outer", 2): return run(.product([arguments[0], .transpose(arguments[1])]), place)
    case ("logdet", 1): return application("log det", arguments, place)
    case ("lgamma", 1): return application("log Γ", arguments, place)
    case ("eye", 1) where notation.isFree("I"): return TextRun("I")
    case ("indicator", 1): return delimited(arguments, "[", "]", place).wrapped("𝟏", "", strength: .atom)
    case ("expect", 1):
      return delimited(arguments, "[", "]", place).wrapped(notation.isFree("E") ? "E" : "𝔼", "", strength: .atom)
    case ("var", 1): return delimited(arguments, "[", "]", place).wrapped("Var", "", strength: .atom)
    case ("cov", 2): return delimited(arguments, "[", "]", place).wrapped("Cov", "", strength: .atom)
    case ("grad", 2...): return nablaRun("∇", arguments, place)
    case ("hessian", 2...): return nablaRun("∇²", arguments, place)
    case ("jacobian", 2):
      if arguments[1].isTuple { return nablaRun("J", arguments, place) }
      let variable = FormulaDerivation(variable: arguments[1], order: 1)
      return derivativeRun(arguments[0], [variable], place, variableMark: "ᵀ")
    case ("limit", 2...):
      var below = arguments.dropFirst().prefix(2).map { words($0) }.joined(separator: " → ")
      if arguments.count > 3 { below += text(arguments[3]) }
      return underRun("lim[\(below)]", arguments[0], place)
    case ("argmin", 2...), ("minimum", 2...):
      let constraints = arguments.dropFirst(2).map { words($0) }.joined(separator: ", ")
      let below = words(arguments[1]) + (constraints.isEmpty ? "" : " : \(constraints)")
      return underRun("\(name == "argmin" ? "argmin" : "min")[\(below)]", arguments[0], place)
    case ("divide", 2):
      let bottom = bracketed(arguments[1], atLeast: .script, place.inside)
      var result = bracketed(arguments[0], atLeast: .script, place.inside)
      result.pieces += bottom.wrapped(" ./ ", "", strength: .sign).pieces
      result.strength = .sign
      return result
    case ("convex", 2...), ("concave", 2...), ("strictly_convex", 2...):
      return bracketed(arguments[0], atLeast: .addition, place.inside)
        .wrapped(
          "", " is \(PredicateWords.words[name] ?? name) in \(variables(arguments.dropFirst()))", strength: .relation)
    default: return nil
    }
  }

  private func delimited(_ arguments: [Formula], _ open: Character, _ close: Character, _ place: Place) -> TextRun {
    var inner = TextRun(pieces: [], strength: .list)
    for (position, argument) in arguments.enumerated() {
      let part = run(argument, place.inside)
      inner.pieces += position < arguments.count - 1 ? part.wrapped("", ", ", strength: .list).pieces : part.pieces
    }
    return inner.enclosed(open, close)
  }

  /// One variable, or several as a tuple.
  private func variables(_ list: ArraySlice<Formula>) -> String {
    let texts = list.map { words($0) }
    return texts.count == 1 ? texts[0] : "(\(texts.joined(separator: ", ")))"
  }

  /// What the language's words for a tuple, an arrow or a constraint mean; any other formula as it is.
  private func words(_ formula: Formula) -> String {
    guard case .text(let text) = formula else { return self.text(formula) }
    let constraint = text.hasPrefix("subject to ") ? String(text.dropFirst("subject to ".count)) : text
    return SimpleExpression(constraint)?.text(notation) ?? text.replacing("->", with: "→")
  }

  private func nablaRun(_ sign: String, _ arguments: [Formula], _ place: Place) -> TextRun {
    let by = variables(arguments.dropFirst())
    var own = place.inside
    own.isFollowed = true
    let head = Scripts.lowered(by).map { sign + $0 } ?? "\(sign)_\(by)"
    var result = bracketed(arguments[0], atLeast: .atom, own).wrapped(head + " ", "", strength: .product)
    result.isOpen = true
    return result
  }

  private func underRun(_ head: String, _ body: Formula, _ place: Place) -> TextRun {
    var inner = run(body, place)
    if inner.strength < .product || inner.startsWithMinus { inner = inner.enclosed("(", ")") }
    var result = inner.nested().wrapped(head + " ", "", strength: .product)
    result.isOpen = true
    return result
  }
}
