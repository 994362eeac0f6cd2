import DeriveLanguage

// Applied functions.

extension LaTeXFormulaWriter {
  func callRun(_ name: String, _ arguments: [Formula], latex: String?, _ place: Place) -> LaTeXRun {
    if latex == nil, let special = specialRun(name, arguments, place) { return special }
    let head = functionHead(name, latex: latex)
    return application(head.tex, width: head.width, arguments, place, isBracketless: head.isBracketless && latex == nil)
  }

  /// `f'(x)`, `f''(x)`, `f^{(4)}(x)`, `f^{(1,2)}(u, v)`.
  func primeRun(
    _ name: String, _ counts: [Int], _ arguments: [Formula], _ latex: String?, _ place: Place
  ) -> LaTeXRun {
    if let (subject, derivations) = Formula.partial(name, counts, arguments, latex: latex) {
      return derivativeRun(subject, derivations, place)
    }
    let head = functionHead(name, latex: latex)
    let base = head.hasSuperscript ? "\\left(\(head.tex)\\right)" : head.tex
    let mark: String
    if counts.count == 1 || arguments.count == 1 {
      let count = counts.first ?? 0
      mark = count <= 3 ? String(repeating: "'", count: max(0, count)) : "^{(\(count))}"
    } else {
      mark = "^{(\(counts.map(String.init).joined(separator: ",")))}"
    }
    return application(base + mark, width: head.width + 4, arguments, place)
  }

  private func functionHead(
    _ name: String, latex: String?
  ) -> (tex: String, width: Int, hasSuperscript: Bool, isBracketless: Bool) {
    if let latex {
      let typeset = LaTeXName(name, latex: latex)
      return (typeset.tex(), typeset.width, typeset.hasSuperscript, false)
    }
    if FunctionNames.latexCommands.contains(name) {
      return ("\\\(name)", 16, false, FunctionNames.bracketless.contains(name))
    }
    if name == "sigmoid", notation.isFree("sigma") { return ("\\sigma", 6, false, false) }
    if name == "gamma" { return ("\\Gamma", 7, false, false) }
    if name == "digamma" { return ("\\psi", 7, false, false) }
    if FunctionNames.builtIn.contains(name), name.count > 1 {
      let upright = FunctionNames.upright[name] ?? name
      let tex = upright.replacing(" ", with: "\\,").replacing("_", with: "\\_")
      return ("\\operatorname{\(tex)}", upright.count * 5, false, false)
    }
    let parts = TypesetName(name)
    let typeset = LaTeXName(name, latex: nil)
    guard typeset.isWord, parts.accents.isEmpty else { return (typeset.tex(), typeset.width, false, false) }
    var word = typeset
    word.core = "\\operatorname{\(LaTeXText.escaped(parts.core))}"
    return (word.tex(), word.width, false, false)
  }

  /// `head(a, b)`, or `\log x` where nothing can be misread.
  func application(
    _ head: String, width: Int, _ arguments: [Formula], _ place: Place, isBracketless: Bool = false
  ) -> LaTeXRun {
    if isBracketless, arguments.count == 1, !place.isFollowed, !place.isScript {
      switch arguments[0] {
      case .name, .component:
        let inner = run(arguments[0], place.unbroken)
        if inner.strength == .atom {
          var result = inner.wrapped(head + " ", "", addedWidth: width, strength: .product)
          result.isWord = true
          return result
        }
      default: break
      }
    }
    var inner = run(arguments.first ?? .text(""), place.inside)
    for argument in arguments.dropFirst() {
      let next = run(argument, place.inside)
      var pieces = next.pieces
      pieces[0].tex = ", " + pieces[0].tex
      pieces[0].width += 5
      if pieces[0].breakLevel == nil { pieces[0].breakLevel = 2 }
      inner.pieces += pieces
      inner.isTall = inner.isTall || next.isTall
    }
    let tall = inner.isTall
    // `\left(` after a function's name would be set apart from it.
    var result = enclosed(inner, "(", ")", place)
    result = result.wrapped(tall ? head + "\\!" : head, "", addedWidth: width, strength: .atom)
    result.isTall = tall
    result.isWord = head.hasPrefix("\\operatorname") || head.hasPrefix("\\log")
    return result
  }

  /// Functions with a notation of their own.
  private func specialRun(_ name: String, _ arguments: [Formula], _ place: Place) -> LaTeXRun? {
    switch (name, arguments.count) {
    case ("", _): return application("", width: 0, arguments, place)
    case ("where", 2...):
      let inner = run(arguments[0], place.unbroken)
      let values = arguments.dropFirst().map { run($0, .script).tex }.joined(separator: ",\\ ")
      return around(inner, "\\left. ", " \\right|_{\(values)}", width: 10 + 4 * values.count)
    case ("series", 4):
      let parts = arguments.map { run($0, place.unbroken).tex }
      return LaTeXRun(
        "\\operatorname{series}(\(parts[0]), \(parts[1]) \\to \(parts[2]), \(parts[3]))",
        width: 60 + run(arguments[0], place.unbroken).width)
    case ("exp", 1): return exponentialRun(arguments[0], place)
    case ("sqrt", 1):
      let inner = run(arguments[0], place.unbroken)
      return around(inner, "\\sqrt{", "}", width: 10)
    case ("abs", 1): return delimited(arguments, "\\lvert ", " \\rvert", place)
    case ("norm", 1): return delimited(arguments, "\\lVert ", " \\rVert", place)
    case ("norm1", 1): return delimited(arguments, "\\lVert ", " \\rVert", place, after: "_{1}")
    case ("floor", 1): return delimited(arguments, "\\lfloor ", " \\rfloor", place)
    case ("dot", 2): return delimited(arguments, "\\langle ", " \\rangle", place)
    case ("factorial", 1):
      return bracketed(arguments[0], atLeast: .atom, place.unbroken)
        .wrapped("", "!", addedWidth: 4, strength: .script)
    case ("binomial", 2):
      let parts = arguments.map { run($0, place.unbroken) }
      var result = LaTeXRun(
        "\\binom{\(parts[0].tex)}{\(parts[1].tex)}", width: (parts.map(\.width).max() ?? 0) + 12)
      result.isTall = true
      return result
    case ("inv", 1): return scripted(arguments[0], superscript: "-1", width: 10, place)
    case ("outer", 2):
      return run(.product([arguments[0], .transpose(arguments[1])]), place)
    case ("logdet", 1): return application("\\log \\det", width: 30, arguments, place)
    case ("lgamma", 1): return application("\\log \\Gamma", width: 24, arguments, place)
    case ("eye", 1):
      return LaTeXRun("\(notation.isFree("I") ? "I" : "\\mathbf{I}")_{\(slotList(arguments))}", width: 12)
    case ("ones", 1), ("ones", 2): return constantRun("1", arguments)
    case ("zeros", 1), ("zeros", 2): return constantRun("0", arguments)
    case ("indicator", 1): return delimited(arguments, "\\{", "\\}", place, before: "\\mathbf{1}")
    case ("expect", 1): return delimited(arguments, "[", "]", place, before: "\\mathbb{E}")
    case ("var", 1): return delimited(arguments, "[", "]", place, before: "\\operatorname{Var}")
    case ("cov", 2): return delimited(arguments, "[", "]", place, before: "\\operatorname{Cov}")
    case ("grad", 2...): return nablaRun("\\nabla_{%}", arguments, place)
    case ("hessian", 2...): return nablaRun("\\nabla_{%}^{2}", arguments, place)
    case ("jacobian", 2):
      if arguments[1].isTuple { return nablaRun("\\operatorname{J}_{%}", arguments, place) }
      let variable = FormulaDerivation(variable: arguments[1], order: 1)
      return derivativeRun(arguments[0], [variable], place, variableMark: "^{\\top}")
    case ("limit", 2...): return limitRun(arguments, place)
    case ("argmin", 2...): return optimumRun("\\operatorname*{arg\\,min}", arguments, place)
    case ("minimum", 2...): return optimumRun("\\min", arguments, place)
    case ("divide", 2):
      let parts = arguments.map { bracketed($0, atLeast: .script, place.unbroken) }
      return parts[0].wrapped("", " \\oslash \(parts[1].tex)", addedWidth: 12 + parts[1].width, strength: .sign)
    case ("convex", 2...), ("concave", 2...), ("strictly_convex", 2...):
      let subject = bracketed(arguments[0], atLeast: .addition, place.inside)
      let words = PredicateWords.words[name] ?? name
      return subject.wrapped(
        "", "\\text{ is \(words) in } \(variables(arguments.dropFirst(), place))", addedWidth: 90,
        strength: .relation)
    default: return nil
    }
  }

  private func exponentialRun(_ argument: Formula, _ place: Place) -> LaTeXRun {
    if place.isScript || !notation.isFree("e") { return application("\\exp", width: 18, [argument], place) }
    let exponent = run(argument, .script)
    if exponent.isTall || exponent.width > 90 { return application("\\exp", width: 18, [argument], place) }
    return LaTeXRun("e^{\(exponent.tex)}", width: 6 + exponent.width * 7 / 10, strength: .script)
  }

  private func around(_ inner: LaTeXRun, _ before: String, _ after: String, width: Int) -> LaTeXRun {
    var result = LaTeXRun(before + inner.tex + after, width: inner.width + width)
    result.isTall = inner.isTall
    return result
  }

  /// Arguments between other delimiters than round brackets.
  private func delimited(
    _ arguments: [Formula], _ open: String, _ close: String, _ place: Place, before: String = "", after: String = ""
  ) -> LaTeXRun {
    if place.isBreakable, open == "[" {
      var inner = run(arguments[0], place.inside)
      if arguments.count == 1, inner.width > Self.widestUnit / 2 {
        inner = enclosed(inner, "[", "]", place)
        return inner.wrapped(before, after, addedWidth: 10, strength: .atom)
      }
    }
    let parts = arguments.map { run($0, place.unbroken) }
    let isTall = parts.contains(where: \.isTall) && !place.isScript
    let inner = parts.map(\.tex).joined(separator: ", ")
    let tex =
      isTall
      ? "\(before)\\left\(open)\(inner)\\right\(close.trimmingLeadingSpace)\(after)"
      : "\(before)\(open)\(inner)\(close)\(after)"
    var result = LaTeXRun(tex, width: parts.reduce(0) { $0 + $1.width } + 14 + before.count)
    result.isTall = isTall
    return result
  }

  private func constantRun(_ digit: String, _ sizes: [Formula]) -> LaTeXRun {
    let index = sizes.map { run($0, .script).tex }.joined(separator: " \\times ")
    return LaTeXRun("\\mathbf{\(digit)}_{\(index)}", width: 8 + 6 * sizes.count)
  }

  /// One variable, or several as a tuple.
  private func variables(_ list: ArraySlice<Formula>, _ place: Place) -> String {
    let texts = list.map { words($0, place.unbroken) }
    return texts.count == 1 ? texts[0] : "(\(texts.joined(separator: ", ")))"
  }

  /// What the language's words for a tuple, an arrow or a constraint mean; any other formula as it is.
  private func words(_ formula: Formula, _ place: Place) -> String {
    guard case .text(let text) = formula else { return run(formula, place).tex }
    let constraint = text.hasPrefix("subject to ") ? String(text.dropFirst("subject to ".count)) : text
    return SimpleExpression(constraint)?.latex(notation) ?? run(formula, place).tex
  }

  private func nablaRun(_ sign: String, _ arguments: [Formula], _ place: Place) -> LaTeXRun {
    let by = variables(arguments.dropFirst(), .script)
    var own = place
    own.isFollowed = true
    let subject = bracketed(arguments[0], atLeast: .atom, own)
    let head = sign.replacing("%", with: by)
    let isTall = subject.isTall
    var result = subject.wrapped(head + " ", "", addedWidth: 10 + 4 * by.count, strength: .product)
    result.isTall = isTall
    result.isOpen = true
    return result
  }

  /// The arguments are the expression, the variable, the point, and a direction if there is one; or the expression and
  /// the rest in words.
  private func limitRun(_ arguments: [Formula], _ place: Place) -> LaTeXRun {
    var below = arguments.dropFirst().prefix(2).map { words($0, .script) }.joined(separator: " \\to ")
    if arguments.count > 3, case .text(let direction) = arguments[3] { below += "^{\(direction)}" }
    return underRun("\\lim_{\(below)}", width: 24, arguments[0], place)
  }

  private func optimumRun(_ sign: String, _ arguments: [Formula], _ place: Place) -> LaTeXRun {
    let variable = words(arguments[1], .script)
    let constraints = arguments.dropFirst(2).map { words($0, .script) }
    let below = ([variable] + (constraints.isEmpty ? [] : [constraints.joined(separator: ",\\ ")]))
    let text = below.count == 1 ? below[0] : "\(below[0]) \\colon \(below[1])"
    return underRun("\(sign)_{\(text)}", width: 40, arguments[0], place)
  }

  private func underRun(_ head: String, width: Int, _ body: Formula, _ place: Place) -> LaTeXRun {
    var inner = run(body, place)
    if inner.strength < .product || inner.startsWithMinus { inner = brackets(inner, place) }
    var result = inner.wrapped(head + " ", "", addedWidth: width, strength: .product)
    result.isTall = true
    result.isOpen = true
    return result
  }
}

extension String {
  fileprivate var trimmingLeadingSpace: String { hasPrefix(" ") ? String(dropFirst()) : self }
}
