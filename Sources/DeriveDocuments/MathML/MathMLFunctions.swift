import DeriveLanguage

// Applied functions.

extension MathMLFormulaWriter {
  func callRun(_ name: String, _ arguments: [Formula], latex: String?, _ place: Place) -> MathMLRun {
    if latex == nil, let special = specialRun(name, arguments, place) { return special }
    let head = functionHead(name, latex: latex)
    return application(
      head.xml, width: head.width, arguments, place,
      isBracketless: latex == nil && FunctionNames.bracketless.contains(name))
  }

  /// `f′(x)`, `f″(x)`, `f⁽⁴⁾(x)`, `f⁽¹'²⁾(u, v)`.
  func primeRun(
    _ name: String, _ counts: [Int], _ arguments: [Formula], _ latex: String?, _ place: Place
  ) -> MathMLRun {
    if let (subject, derivations) = Formula.partial(name, counts, arguments, latex: latex) {
      return derivativeRun(subject, derivations, place)
    }
    var head = functionHead(name, latex: latex)
    if head.strength < .atom { head = enclosed(head, "(", ")", place) }
    let count = counts.first ?? 0
    let isSingle = counts.count == 1 || arguments.count == 1
    let mark: String
    if isSingle, count <= 3 {
      mark = MathML.sign(["", "′", "″", "‴"][max(0, count)], "lspace=\"0\" rspace=\"0\"")
    } else {
      let numbers = (isSingle ? [count] : counts).map { MathML.number(String($0)) }
      mark = MathML.row(
        MathML.sign("(", "stretchy=\"false\"") + numbers.joined(separator: MathML.sign(","))
          + MathML.sign(")", "stretchy=\"false\""))
    }
    let base =
      isSingle && count <= 0
      ? head.xml
      : head.scripted.map { XMLText.element("msubsup", "", $0.base + $0.index + mark) }
        ?? XMLText.element("msup", "", head.element + mark)
    return application(base, width: head.width + 4, arguments, place)
  }

  private func functionHead(_ name: String, latex: String?) -> MathMLRun {
    if latex != nil { return MathMLName(name, latex: latex).run() }
    if name == "sigmoid", notation.isFree("sigma") { return MathMLRun(MathML.name("σ"), width: 6) }
    if name == "gamma" { return MathMLRun(MathML.upright("Γ"), width: 7) }
    if name == "digamma" { return MathMLRun(MathML.name("ψ"), width: 7) }
    if FunctionNames.builtIn.contains(name), name.count > 1 {
      let upright = FunctionNames.upright[name] ?? name
      return MathMLRun(MathML.upright(upright), width: upright.count * 5)
    }
    return MathMLName(name, latex: nil).run()
  }

  /// `head(a, b)`, or `log x` where nothing can be misread.
  func application(
    _ head: String, width: Int, _ arguments: [Formula], _ place: Place, isBracketless: Bool = false
  ) -> MathMLRun {
    if isBracketless, arguments.count == 1, !place.isFollowed, !place.isScript {
      switch arguments[0] {
      case .name, .component:
        let inner = run(arguments[0], place.unbroken)
        if inner.strength == .atom {
          var result = inner.wrapped(
            head + MathML.application + MathML.thinSpace, "", addedWidth: width, strength: .product)
          result.isWord = true
          return result
        }
      default: break
      }
    }
    let inner = list(arguments, place.inside)
    let start = head.isEmpty ? "" : head + MathML.application
    var result = enclosed(inner, "(", ")", place).wrapped(start, "", addedWidth: width, strength: .atom)
    result.isTall = inner.isTall
    result.isElement = start.isEmpty && result.pieces.count == 1
    result.isWord = head.hasPrefix("<mi>") && !head.dropFirst(5).hasPrefix("<")
    return result
  }

  /// Formulas with commas.
  private func list(_ formulas: [Formula], _ place: Place) -> MathMLRun {
    var result = MathMLRun(pieces: [], strength: .list)
    for (position, formula) in formulas.enumerated() {
      result.append(
        run(formula, place), after: position == 0 ? "" : MathML.sign(","), width: position == 0 ? 0 : 5,
        breakLevel: position == 0 ? nil : 2)
    }
    if result.pieces.isEmpty { result.pieces = [MathMLPiece(xml: "", width: 0, breakLevel: nil)] }
    return result
  }

  /// Functions with a notation of their own.
  private func specialRun(_ name: String, _ arguments: [Formula], _ place: Place) -> MathMLRun? {
    switch (name, arguments.count) {
    case ("", _): return application("", width: 0, arguments, place)
    case ("where", 2...): return substitutionRun(arguments, place)
    case ("series", 4):
      let parts = arguments.map { run($0, place.unbroken) }
      let inside = parts[0].xml + MathML.sign(",") + parts[1].xml + MathML.sign("→") + parts[2].xml
      let whole = MathMLRun(inside + MathML.sign(",") + parts[3].xml, width: parts[0].width + 40, isElement: false)
      return enclosed(whole, "(", ")", place.unbroken)
        .wrapped(MathML.name("series") + MathML.application, "", addedWidth: 30, strength: .atom)
    case ("exp", 1): return exponentialRun(arguments[0], place)
    case ("sqrt", 1):
      let inner = run(arguments[0], place.unbroken)
      var result = MathMLRun(XMLText.element("msqrt", "", inner.xml), width: inner.width + 10)
      result.isTall = inner.isTall
      return result
    case ("abs", 1): return delimited(arguments, "|", "|", place)
    case ("norm", 1): return delimited(arguments, "‖", "‖", place)
    case ("norm1", 1):
      let norm = delimited(arguments, "‖", "‖", place.unbroken)
      return indexed(norm.element, MathML.number("1"), width: norm.width + 4)
    case ("floor", 1): return delimited(arguments, "⌊", "⌋", place)
    case ("dot", 2): return delimited(arguments, "⟨", "⟩", place)
    case ("factorial", 1):
      return bracketed(arguments[0], atLeast: .atom, place.unbroken)
        .wrapped("", MathML.sign("!", "lspace=\"0\" rspace=\"0\""), addedWidth: 4, strength: .script)
    case ("binomial", 2):
      let parts = arguments.map { run($0, place.unbroken) }
      var inner = MathMLRun(
        MathML.fraction(parts[0].element, parts[1].element, line: false), width: (parts.map(\.width).max() ?? 0) + 2)
      inner.isTall = true
      return enclosed(inner, "(", ")", place.unbroken)
    case ("inv", 1):
      return scripted(arguments[0], superscript: MathML.row(MathML.minus + MathML.number("1")), width: 10, place)
    case ("outer", 2): return run(.product([arguments[0], .transpose(arguments[1])]), place)
    case ("logdet", 1): return application(head("log", MathML.name("det")), width: 30, arguments, place)
    case ("lgamma", 1): return application(head("log", MathML.upright("Γ")), width: 24, arguments, place)
    case ("eye", 1):
      return indexed(
        notation.isFree("I") ? MathML.name("I") : MathML.upright("𝐈"), slotList(arguments), width: 12)
    case ("ones", 1), ("ones", 2): return constantRun("𝟏", arguments)
    case ("zeros", 1), ("zeros", 2): return constantRun("𝟎", arguments)
    case ("indicator", 1): return delimited(arguments, "{", "}", place, before: MathML.upright("𝟏"))
    case ("expect", 1): return delimited(arguments, "[", "]", place, before: MathML.upright("𝔼"))
    case ("var", 1): return delimited(arguments, "[", "]", place, before: MathML.name("Var"))
    case ("cov", 2): return delimited(arguments, "[", "]", place, before: MathML.name("Cov"))
    case ("grad", 2...): return nablaRun(Self.nabla, order: 1, arguments, place)
    case ("hessian", 2...): return nablaRun(Self.nabla, order: 2, arguments, place)
    case ("jacobian", 2):
      if arguments[1].isTuple { return nablaRun(MathML.upright("J"), order: 1, arguments, place) }
      let variable = FormulaDerivation(variable: arguments[1], order: 1)
      return derivativeRun(
        arguments[0], [variable], place, variableMark: MathML.sign("⊤", "lspace=\"0\" rspace=\"0\""))
    case ("limit", 2...): return limitRun(arguments, place)
    case ("argmin", 2...): return optimumRun("arg min", arguments, place)
    case ("minimum", 2...): return optimumRun("min", arguments, place)
    case ("divide", 2):
      let parts = arguments.map { bracketed($0, atLeast: .script, place.unbroken) }
      return parts[0].wrapped("", MathML.sign("⊘") + parts[1].xml, addedWidth: 12 + parts[1].width, strength: .sign)
    case ("convex", 2...), ("concave", 2...), ("strictly_convex", 2...):
      let words = MathML.words(" is \(PredicateWords.words[name] ?? name) in ")
      return bracketed(arguments[0], atLeast: .addition, place.inside)
        .wrapped("", words + variables(arguments.dropFirst(), place), addedWidth: 90, strength: .relation)
    default: return nil
    }
  }

  private static let nabla = MathML.sign("∇", "lspace=\"0\" rspace=\"0\"")

  private func head(_ first: String, _ second: String) -> String {
    MathML.name(first) + MathML.application + MathML.thinSpace + second
  }

  private func substitutionRun(_ arguments: [Formula], _ place: Place) -> MathMLRun {
    let inner = run(arguments[0], place.unbroken)
    let values = arguments.dropFirst().map { run($0, .script).xml }.joined(separator: MathML.sign(","))
    let bar = MathML.sign("|", "fence=\"true\" form=\"postfix\" stretchy=\"true\"")
    var result = indexed(MathML.row(inner.xml + bar), values, width: inner.width + 10 + 20 * arguments.count)
    result.scripted = nil
    result.isTall = true
    return result
  }

  private func exponentialRun(_ argument: Formula, _ place: Place) -> MathMLRun {
    let exponent = run(argument, .script)
    if place.isScript || !notation.isFree("e") || exponent.isTall || exponent.width > 90 {
      return application(MathML.name("exp"), width: 18, [argument], place)
    }
    return MathMLRun(
      XMLText.element("msup", "", MathML.name("e") + exponent.element), width: 6 + exponent.width * 7 / 10,
      strength: .script)
  }

  /// Arguments between other delimiters than round brackets.
  private func delimited(
    _ arguments: [Formula], _ open: String, _ close: String, _ place: Place, before: String = ""
  ) -> MathMLRun {
    let inner = list(arguments, open == "[" ? place.inside : place.unbroken)
    let whole = enclosed(inner, open, close, open == "[" ? place : place.unbroken)
    if before.isEmpty { return whole }
    return whole.wrapped(before + MathML.application, "", addedWidth: 10, strength: .atom)
  }

  private func constantRun(_ digit: String, _ sizes: [Formula]) -> MathMLRun {
    indexed(
      MathML.upright(digit), sizes.map { run($0, .script).xml }.joined(separator: MathML.sign("×")),
      width: 8 + 6 * sizes.count)
  }

  /// One variable, or several as a tuple.
  private func variables(_ list: ArraySlice<Formula>, _ place: Place) -> String {
    let texts = list.map { words($0, place.unbroken) }
    if texts.count == 1 { return texts[0] }
    return MathML.sign("(", "stretchy=\"false\"") + texts.joined(separator: MathML.sign(","))
      + MathML.sign(")", "stretchy=\"false\"")
  }

  /// What the language's words for a tuple, an arrow or a constraint mean; any other formula as it is.
  private func words(_ formula: Formula, _ place: Place) -> String {
    guard case .text(let text) = formula else { return run(formula, place).xml }
    let constraint = text.hasPrefix("subject to ") ? String(text.dropFirst("subject to ".count)) : text
    return SimpleExpression(constraint).flatMap { CarriedMath.mathML($0.latex(notation)) } ?? run(formula, place).xml
  }

  private func nablaRun(_ sign: String, order: Int, _ arguments: [Formula], _ place: Place) -> MathMLRun {
    let by = MathML.row(variables(arguments.dropFirst(), .script))
    var own = place
    own.isFollowed = true
    let head =
      order == 1
      ? XMLText.element("msub", "", sign + by)
      : XMLText.element("msubsup", "", sign + by + MathML.number(String(order)))
    var result = bracketed(arguments[0], atLeast: .atom, own)
      .wrapped(head + MathML.application, "", addedWidth: 20 * arguments.count, strength: .product)
    result.isOpen = true
    return result
  }

  /// The arguments are the expression, the variable, the point, and a direction if there is one; or the expression and
  /// the rest in words.
  private func limitRun(_ arguments: [Formula], _ place: Place) -> MathMLRun {
    var parts = arguments.dropFirst().prefix(2).map { words($0, .script) }
    if arguments.count > 3, case .text(let direction) = arguments[3], let point = parts.popLast() {
      parts.append(
        XMLText.element("msup", "", MathML.row(point) + MathML.sign(direction, "lspace=\"0\" rspace=\"0\"")))
    }
    return underRun("lim", parts.joined(separator: MathML.sign("→")), width: 24, arguments[0], place)
  }

  private func optimumRun(_ sign: String, _ arguments: [Formula], _ place: Place) -> MathMLRun {
    var below = words(arguments[1], .script)
    let constraints = arguments.dropFirst(2).map { words($0, .script) }
    if !constraints.isEmpty { below += MathML.sign(":") + constraints.joined(separator: MathML.sign(",")) }
    return underRun(sign, below, width: 40, arguments[0], place)
  }

  private func underRun(_ head: String, _ below: String, width: Int, _ body: Formula, _ place: Place) -> MathMLRun {
    var inner = run(body, place)
    if inner.strength < .product || inner.startsWithMinus { inner = enclosed(inner, "(", ")", place) }
    let sign = MathML.sign(head, "movablelimits=\"true\" lspace=\"0\" rspace=\"0.167em\"")
    var result = inner.wrapped(
      XMLText.element("munder", "", sign + MathML.row(below)), "", addedWidth: width, strength: .product)
    result.isTall = true
    result.isOpen = true
    return result
  }
}
