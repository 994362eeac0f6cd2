import DeriveLanguage
import DeriveSolving

/// A solution in Markdown as GitHub shows it: formulas between dollar signs.
struct MarkdownWriter {
  private let solution: Solution
  private let outline: Outline
  private let formulas: LaTeXFormulaWriter

  static func text(_ solution: Solution, options: DocumentOptions) -> String {
    let writer = MarkdownWriter(solution, options: options)
    return (options.fragment ? writer.sections : writer.frame + writer.sections).joined(separator: "\n\n") + "\n"
  }

  private init(_ solution: Solution, options: DocumentOptions) {
    self.solution = solution
    outline = Outline(solution, options: options)
    formulas = LaTeXFormulaWriter(notation: Notation(for: solution))
  }

  /// The title, and the verdicts at a glance.
  private var frame: [String] {
    var parts = ["# " + MarkdownMath.escaped(solution.title ?? "Solution")]
    let judged = outline.judged
    if judged.isEmpty { return parts }
    parts.append(MarkdownMath.escaped(Tally(solution).words))
    let rows = judged.map { section in
      let link = "[\(section.title)](#\(section.title.lowercased().replacing(" ", with: "-")))"
      let subject = section.subject.first.map { inline($0) } ?? ""
      let more = section.subject.count > 1 ? ", in \(section.subject.count) steps" : ""
      return "| \(link) | \(subject)\(more) | \(verdict(section)) |"
    }
    parts.append((["| Statement | What it says | Verdict |", "| --- | --- | --- |"] + rows).joined(separator: "\n"))
    return parts
  }

  private func verdict(_ section: Outline.Section) -> String {
    section.verdict.map { ($0.mood == .bad ? "✗ " : "✓ ") + MarkdownMath.escaped($0.words) } ?? ""
  }

  private var sections: [String] {
    outline.sections.flatMap { section -> [String] in
      let body = section.blocks.flatMap(text)
      if section.kind == .note { return body }
      let isJudged = section.kind == .claim || section.verdict?.mood == .bad
      return ["## " + section.title] + (isJudged ? ["**\(verdict(section))**"] : []) + body
    }
  }

  private func inline(_ formula: Formula) -> String { "$\(MarkdownMath.safe(formulas.tex(formula)))$" }

  private func text(_ phrases: [Phrase]) -> String {
    phrases.map { phrase in
      switch phrase {
      case .words(let words): MarkdownMath.escaped(words)
      case .formula(let formula): inline(formula)
      case .tex(let tex): "$\(MarkdownMath.safe(tex))$"
      case .code(let code): "`\(code)`"
      }
    }.joined()
  }

  private func text(_ block: Outline.Block) -> [String] {
    switch block {
    case .note(let markdown): return [markdown]
    case .givens(let givens):
      return [
        givens.map { given in
          "- \(given.names.map { inline($0) }.joined(separator: ", ")): \(text(given.phrases))"
        }.joined(separator: "\n")
      ]
    case .statement(let formula, let assumptions):
      let condition = assumptions.isEmpty ? [] : ["if " + text(Phrase.list(assumptions))]
      return [display([LaTeXLines.Line(right: formulas.tex(formula))])] + condition
    case .chains(let chains, _): return text(chains)
    case .sentence(let phrases): return [text(phrases)]
    case .folded(let title, let blocks): return ["**\(title).**"] + blocks.flatMap(text)
    }
  }

  // MARK: - Chains

  /// Chains in one display, so that they are aligned; what a step is made of follows it.
  private func text(_ chains: [Account.Chain]) -> [String] {
    var parts: [String] = []
    var lines: [LaTeXLines.Line] = []
    func flush() {
      if !lines.isEmpty { parts.append(display(lines)) }
      lines = []
    }
    for chain in chains {
      if chain.links.isEmpty {
        lines.append(LaTeXLines.Line(left: formulas.tex(chain.start), right: "", reason: reason(chain.reason, [])))
      }
      for (index, link) in chain.links.enumerated() {
        let side = formulas.relationSide(link.formula, .init()).tex
        lines.append(
          LaTeXLines.Line(
            left: index == 0 ? formulas.relationSide(chain.start, .init()).tex : "",
            right: "\(LaTeXFormulaWriter.sign(link.relation)) \(side)", reason: reason(link.reason, link.conditions)))
      }
      let details = chain.details + chain.links.flatMap(\.details)
      if details.isEmpty { continue }
      flush()
      parts += ["<details><summary>In detail</summary>"] + text(details) + ["</details>"]
    }
    flush()
    return parts
  }

  /// A reason as it stands inside a formula.
  private func reason(_ words: String, _ conditions: [Formula]) -> String {
    var phrases = RichWords.phrases(words, formulas.notation)
    if !conditions.isEmpty { phrases += [.words(words.isEmpty ? "if " : ", if ")] + Phrase.list(conditions) }
    return phrases.map { phrase in
      switch phrase {
      case .words(let words): "\\text{\(Self.inFormula(words))}"
      case .formula(let formula): formulas.tex(formula)
      case .tex(let tex): tex
      case .code(let code): "\\text{\(Self.inFormula(code))}"
      }
    }.joined(separator: " ")
  }

  /// Words between braces: what would end them, or the formula, is said otherwise.
  private static func inFormula(_ words: String) -> String {
    String(words.map { "\\{}$#%&_^~".contains($0) ? "·" : $0 })
  }

  private func display(_ lines: [LaTeXLines.Line]) -> String {
    let hasReasons = lines.contains { !$0.reason.isEmpty }
    if lines.count == 1, lines[0].left.isEmpty, !hasReasons {
      return "$$\n\(Self.guarded(MarkdownMath.safe(lines[0].right)))\n$$"
    }
    let rows = lines.map { line in
      let reason = line.reason.isEmpty ? "" : " && \(MarkdownMath.safe(line.reason))"
      return Self.guarded("\(MarkdownMath.safe(line.left)) & \(MarkdownMath.safe(line.right))\(reason)")
    }
    return "$$\n\\begin{aligned}\n\(rows.joined(separator: " \\cr\n"))\n\\end{aligned}\n$$"
  }

  /// A line that a Markdown reader would take for an item of a list, a heading or a rule begins with nothing.
  private static func guarded(_ line: String) -> String {
    guard let first = line.first, !first.isLetter, first != "\\" else { return line }
    return "{} " + line
  }
}
