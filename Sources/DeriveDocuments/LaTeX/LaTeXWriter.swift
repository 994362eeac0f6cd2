import DeriveLanguage
import DeriveSolving

/// A solution as a LaTeX document that compiles as it is, or without its frame.
struct LaTeXWriter {
  private let solution: Solution
  private let options: DocumentOptions
  private let formulas: LaTeXFormulaWriter
  private let display: LaTeXLines

  static func text(_ solution: Solution, options: DocumentOptions) -> String {
    let writer = LaTeXWriter(solution, options: options)
    return options.fragment ? writer.body : writer.document
  }

  private init(_ solution: Solution, options: DocumentOptions) {
    self.solution = solution
    self.options = options
    formulas = LaTeXFormulaWriter(notation: Notation(for: solution))
    display = LaTeXLines(formulas: formulas)
  }

  /// What the body uses beyond amsmath; with `--fragment` the surrounding document provides it.
  static let definitions = #"""
    % Reasons too long for one line, and displays too wide for the page.
    \newcommand{\reason}[1]{\parbox[t]{4.8cm}{\raggedright\small #1}}
    \newcommand{\fitted}[2]{\resizebox{#1\linewidth}{!}{$\displaystyle #2$}}
    """#

  private var document: String {
    let title = solution.title.map { LaTeXText.escaped($0) } ?? "Solution"
    return #"""
      \documentclass[11pt,a4paper]{article}
      \usepackage[utf8]{inputenc}
      \usepackage[margin=2.4cm]{geometry}
      \usepackage{amsmath,amssymb,graphicx}
      \allowdisplaybreaks
      \setlength{\parindent}{0pt}
      \setlength{\parskip}{0.6em}
      \renewcommand{\labelitemi}{$\bullet$}
      \AtBeginDocument{%
        \setlength{\abovedisplayskip}{0.4em}\setlength{\belowdisplayskip}{0.4em}%
        \setlength{\jot}{0.5em}\setlength{\abovedisplayshortskip}{0.2em}\setlength{\belowdisplayshortskip}{0.4em}}

      """# + Self.definitions + "\n\\begin{document}\n\\begin{center}{\\LARGE \(title)}\\end{center}\n\n" + body
        + "\\end{document}\n"
  }

  private var body: String {
    var parts: [String] = []
    if options.fragment { parts.append(Self.fragmentDefinitions) }
    for group in ItemGroup.groups(of: solution) { parts.append(text(group)) }
    return parts.joined(separator: "\n")
  }

  /// A fragment brings its own commands where the document has none.
  private static let fragmentDefinitions = #"""
    % Needs amsmath, amssymb and graphicx.
    \providecommand{\reason}[1]{\parbox[t]{4.8cm}{\raggedright\small #1}}
    \providecommand{\fitted}[2]{\resizebox{#1\linewidth}{!}{$\displaystyle #2$}}

    """#

  private func text(_ group: ItemGroup) -> String {
    switch group {
    case .note(let note): LaTeXProse.document(note)
    case .givens(let givens): text(givens)
    case .assumptions(let facts): "\\textbf{Assumed.}\n" + facts.map { display.display(display.lines(of: $0)) }.joined()
    case .definitions(let definitions): text(definitions)
    case .derivation(let derivation): text(derivation)
    case .claim(let steps): text(steps)
    }
  }

  // MARK: - What is given

  private func text(_ givens: [Solution.Given]) -> String {
    let rows = givens.map { given -> String in
      let names = given.names.map { "$\(formulas.tex($0))$" }.joined(separator: ", ")
      return "  \(names) & \(Phrase.latex(given.phrases, formulas)) \\\\"
    }
    return """
      \\textbf{Given.}\\nopagebreak

      \\begin{tabular}{@{\\quad}ll}
      \(rows.joined(separator: "\n"))
      \\end{tabular}

      """
  }

  private func text(_ definitions: [(left: Formula, right: Formula)]) -> String {
    let lines = display.lines(
      of: definitions.map { Account.Chain(start: $0.left, links: [.init(formula: $0.right, reason: "")]) })
    return "\\textbf{Defined.}\n" + display.display(lines)
  }

  // MARK: - Derivations

  private func text(_ derivation: Solution.Derivation) -> String {
    let subject = derivation.leftSide
    // Fractions in a line of text are hard to read.
    let asked = "$\(formulas.run(derivation.subject, .script).tex)$"
    let named = derivation.name == nil ? asked : "$\(formulas.tex(subject))$, that is \(asked)"
    var text = "\\textbf{Derivation} of \(named).\n"
    guard let result = derivation.result else {
      return text + "Not done: \(RichWords.latex(derivation.reason ?? "no reason given", formulas.notation)).\n"
    }
    let chains = Account(derivation, subject: subject, detail: options.steps).chains
    if chains.isEmpty {
      text += display.display(display.lines(of: result))
    }
    text += self.text(chains)
    if let layout = derivation.layout { text += sentence("Layout: \(layout)") + "\n" }
    if !derivation.conditions.isEmpty { text += conditions(derivation.conditions) }
    if let mismatch = derivation.mismatch {
      text += "\\textbf{Not as expected:} \(RichWords.latex(mismatch, formulas.notation))\n"
    }
    return text
  }

  /// Chains in one display, so that they are aligned; what a step is made of follows it.
  private func text(_ chains: [Account.Chain]) -> String {
    var text = ""
    var waiting: [Account.Chain] = []
    for chain in chains {
      waiting.append(chain)
      let details = chain.details + chain.links.flatMap(\.details)
      if !details.isEmpty {
        text += display.displays(of: waiting)
        text += "\\begin{quote}\\small In detail:\n" + self.text(details) + "\\end{quote}\n"
        waiting = []
      }
    }
    return text + display.displays(of: waiting)
  }

  private func conditions(_ list: [Formula]) -> String {
    let all = list.map { "$\(formulas.tex($0))$" }.joined(separator: ", ")
    return list.count == 1 ? "Condition: \(all).\n" : "Conditions: \(all).\n"
  }

  // MARK: - Claims

  private func text(_ steps: [Solution.ClaimOutcome]) -> String {
    guard let first = steps.first else { return "" }
    var text = "\\textbf{\(heading(steps))}\n"
    if steps.count == 1 {
      var lines = display.lines(of: first.claim)
      if !first.assumptions.isEmpty {
        let all = first.assumptions.map { "$\(formulas.tex($0))$" }.joined(separator: ", ")
        // Beside a short claim, below a long one.
        let width = (first.assumptions + [first.claim]).reduce(0) { $0 + formulas.run($1).width }
        if lines.count == 1, width < LaTeXLines.textWidth * 2 / 3 {
          lines[0].right += " \\quad \\text{if \(all)}"
        } else {
          lines.append(LaTeXLines.Line(right: "\\quad \\text{if \(all)}"))
        }
      }
      text += display.display(lines) + grounds(first)
      return text
    }
    var chains: [Account.Chain] = []
    for step in steps {
      guard case .relation(let left, let relation, let right) = step.claim else { continue }
      let link = Account.Link(relation: relation, formula: right, reason: step.verdictWords)
      if let last = chains.last, last.end == left {
        chains[chains.count - 1].links.append(link)
      } else {
        chains.append(Account.Chain(start: left, links: [link]))
      }
    }
    text += display.displays(of: chains)
    if !first.assumptions.isEmpty {
      text += "if \(first.assumptions.map { "$\(formulas.tex($0))$" }.joined(separator: ", ")).\n"
    }
    for (index, step) in steps.enumerated() {
      let grounds = grounds(step, isStep: true)
      if !grounds.isEmpty { text += "Step \(index + 1). \(grounds)" }
    }
    return text
  }

  private func heading(_ steps: [Solution.ClaimOutcome]) -> String {
    guard steps.count == 1, let claim = steps.first else {
      return steps.allSatisfy(\.passed) ? "Claim." : "Claim, not established."
    }
    switch (claim.verdict, claim.passed) {
    case (.proved, true): return "Proposition."
    case (.holdsOnPoints, true): return "Claim, checked on points."
    case (.refuted, true): return "A false claim."
    case (.refuted, false): return "Refuted."
    case (.undecided, _): return "Undecided."
    default: return "Not established."
    }
  }

  private func grounds(_ claim: Solution.ClaimOutcome, isStep: Bool = false) -> String {
    var text = ""
    if !claim.conditions.isEmpty { text += conditions(claim.conditions) }
    let proof = Account(proofOf: claim, detail: options.steps).chains
    let remarks = proof.filter(\.isRemark).map { sentence($0.reason) }.joined()
    switch claim.verdict {
    case .proved:
      if !proof.isEmpty {
        text += "\\emph{Proof.}\n" + remarks + ended(self.text(proof.filter { !$0.isRemark }))
      } else if !isStep {
        text += "\(claim.keyword == .refute ? "Not refuted, but proved" : "Proved").\n"
      }
    case .holdsOnPoints:
      if !isStep || !claim.passed { text += "It \(claim.verdictWords.replacing("not proved: ", with: "")).\n" }
      if !claim.passed, claim.keyword == .prove { text += "A proof was asked for.\n" }
    case .refuted, .undecided: break
    }
    if let counterexample = claim.counterexample { text += self.text(counterexample) }
    if let reason = claim.reason { text += sentence(reason) }
    if options.steps == .full || claim.verdict != .proved {
      for measurement in claim.measurements { text += sentence(measurement) }
    }
    return text
  }

  /// With the sign that ends a proof, on its last line.
  private func ended(_ proof: String) -> String {
    for end in ["\n\\end{align*}\n", "\n\\end{alignat*}\n"] where proof.hasSuffix(end) {
      return proof.dropLast(end.count) + " \\tag*{$\\square$}" + end
    }
    return proof + "\\hfill$\\square$\n\n"
  }

  private func sentence(_ words: String) -> String {
    let text = RichWords.latex(words, formulas.notation)
    let isWord = words.prefix { $0.isLetter }.count > 1
    return (isWord ? text.prefix(1).uppercased() + text.dropFirst() : text) + (text.last == "." ? "\n" : ".\n")
  }

  /// A column is written as a row in running text.
  private func inlineValue(_ value: Formula) -> String {
    guard case .matrix(let rows) = value, rows.count > 1, rows.allSatisfy({ $0.count == 1 }) else {
      return formulas.tex(value)
    }
    return "(\(rows.map { formulas.tex($0[0]) }.joined(separator: ", ")))^{\\top}"
  }

  private func text(_ counterexample: Solution.Counterexample) -> String {
    let assignments = counterexample.sizes + counterexample.values
    let point = assignments.map { "$\(formulas.tex($0.name)) = \(inlineValue($0.value))$" }
    var text = "\\emph{Counterexample.} "
    let everywhere = counterexample.remark.map { sentence($0).dropLast(2) + ":" } ?? "Everywhere"
    text += point.isEmpty ? everywhere : "At " + point.joined(separator: ", ")
    if let form = counterexample.form, let value = counterexample.left, !point.isEmpty {
      let start = text + ": $\(formulas.tex(form)) = \(formulas.tex(value))"
      guard let words = counterexample.outcomeWords else { return start + "$.\n" }
      let although = "although "
      return words.hasPrefix(although)
        ? "\(start)$ although $\(LaTeXText.carriedMath(words.dropFirst(although.count).replacing("≠", with: "\\neq")))$.\n"
        : "\(start) \(LaTeXText.carriedMath(words))$.\n"
    }
    switch (counterexample.left, counterexample.right) {
    case (.text(let left)?, .text(let right)?):
      text += " on the left, \(RichWords.latex(left, formulas.notation)); on the right, "
      text += "\(RichWords.latex(right, formulas.notation))."
    case (let left?, let right?):
      text += " the left side is $\(formulas.tex(left))$, the right side $\(formulas.tex(right))$."
    case (let value?, nil), (nil, let value?): text += " the value is $\(formulas.tex(value))$."
    case (nil, nil): text += "."
    }
    if let remark = counterexample.remark, !point.isEmpty { text += " " + sentence(remark).dropLast() }
    return text + "\n"
  }
}
