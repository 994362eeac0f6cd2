import DeriveLanguage
import DeriveSolving

/// A solution as text in Unicode: on the terminal, in a pipe, in a `.txt` file.
struct TerminalWriter {
  private let solution: Solution
  private let options: DocumentOptions
  private let formulas: TextFormulaWriter
  private var page: TextPage

  /// The column in which everything but labels stands.
  private static let margin = 8

  static func text(_ solution: Solution, options: DocumentOptions) -> String {
    var writer = TerminalWriter(solution, options: options)
    writer.write()
    return writer.page.text
  }

  private init(_ solution: Solution, options: DocumentOptions) {
    self.solution = solution
    self.options = options
    formulas = TextFormulaWriter(notation: Notation(for: solution))
    page = TextPage(width: max(40, options.width), color: options.color)
  }

  private mutating func write() {
    if let title = solution.title {
      let width = min(title.displayWidth, page.width)
      page.prose(title, lead: "", style: .strong)
      page.line(String(repeating: "═", count: width), style: .dim)
      page.blank()
    }
    var statements = 0
    var closesCompactly = false
    for group in ItemGroup.groups(of: solution) {
      switch group {
      case .derivation, .claim: statements += 1
      default: if options.steps == .none { continue }
      }
      if !(options.steps == .none && closesCompactly) { page.blank() }
      closesCompactly = true
      write(group)
    }
    if statements > 1 {
      page.blank()
      page.prose(Tally(solution).words, lead: "", style: .dim)
    }
  }

  private mutating func write(_ group: ItemGroup) {
    switch group {
    case .note(let text): write(note: text)
    case .givens(let givens): write(givens)
    case .assumptions(let facts):
      for (index, fact) in facts.enumerated() {
        page.formula(formulas.run(fact), lead: label(index == 0 ? "Assume" : ""), labelled: Self.margin)
      }
    case .definitions(let definitions):
      for (index, definition) in definitions.enumerated() {
        let lead = label(index == 0 ? "Let" : "") + formulas.text(definition.left) + " = "
        page.formula(formulas.relationSide(definition.right, .init()), lead: lead, labelled: Self.margin)
      }
    case .derivation(let derivation): write(derivation)
    case .claim(let steps): write(steps)
    }
  }

  private func label(_ word: String) -> String {
    word + String(repeating: " ", count: max(0, Self.margin - word.count))
  }

  // MARK: - What is given

  private mutating func write(_ givens: [Solution.Given]) {
    let names = givens.map { $0.names.map { formulas.text($0) }.joined(separator: ", ") }
    let width = min(24, names.map(\.displayWidth).max() ?? 0)
    for (index, given) in givens.enumerated() {
      let gap = String(repeating: " ", count: max(0, width - names[index].displayWidth))
      let lead = label(index == 0 ? "Given" : "") + names[index] + gap + (given.role == .random ? " ~ " : "   ")
      page.formula(typeRun(given), lead: lead, labelled: Self.margin)
    }
  }

  private func typeRun(_ given: Solution.Given) -> TextRun {
    if case .text(let text) = given.type {
      if given.role == .size { return TextRun("size") }
      return TextRun(TypeWords.text(text, formulas.notation))
    }
    return formulas.run(given.type)
  }

  private mutating func write(note: String) {
    page.blank()
    var number: Int?
    for block in Markdown.blocks(note) {
      switch block {
      case .paragraph(let content): page.note(TextProse.text(content))
      case .blank: page.blank()
      case .heading(let content):
        page.blank()
        page.note(TextProse.text([.strong(content)]))
      case .listBegin(let isOrdered): number = isOrdered ? 1 : nil
      case .item(let content):
        page.note(TextProse.text(content), lead: number.map { "\($0). " } ?? "• ")
        number = number.map { $0 + 1 }
      case .listEnd: break
      case .code(let lines): for line in lines { page.line("    " + line) }
      }
    }
  }

  // MARK: - Derivations

  private mutating func write(_ derivation: Solution.Derivation) {
    let subject = derivation.leftSide
    guard let result = derivation.result else {
      page.formula(
        formulas.run(derivation.subject), lead: label("Derive"), note: "✗ not done", noteStyle: .bad,
        labelled: Self.margin)
      remark(derivation.reason ?? "no reason given")
      return
    }
    let chains = Account(derivation, subject: subject, detail: options.steps).chains
    if chains.isEmpty {
      page.formula(formulas.run(result), lead: label("Derive"), labelled: Self.margin)
    } else if chains.count == 1 {
      write(chains[0], lead: label("Derive"), isAnswer: true)
    } else {
      let isNamed = subject != derivation.subject
      page.formula(
        formulas.run(isNamed ? .relation(subject, .equal, derivation.subject) : subject), lead: label("Derive"),
        labelled: Self.margin)
      for (index, chain) in chains.enumerated() {
        write(chain, lead: label("") + "  ", isAnswer: index == chains.count - 1)
      }
    }
    if let layout = derivation.layout { remark(layout) }
    if !derivation.conditions.isEmpty { write(conditions: derivation.conditions) }
    if let mismatch = derivation.mismatch {
      page.prose("✗ " + mismatch, lead: label("") + "  ", style: .bad)
    }
  }

  private mutating func write(conditions: [Formula]) {
    let all = conditions.count == 1 ? conditions[0] : .and(conditions)
    page.formula(formulas.run(all), lead: label("") + "  if ", style: .dim)
  }

  private mutating func write(_ chain: Account.Chain, lead: String, isAnswer: Bool) {
    if chain.links.isEmpty {
      page.formula(formulas.run(chain.start), lead: lead, note: words(chain.reason), labelled: Self.margin)
      for detail in chain.details {
        write(detail, lead: String(repeating: " ", count: lead.displayWidth + 4), isAnswer: false)
      }
      return
    }
    var start = formulas.run(chain.start)
    if start.strength < .addition { start = start.enclosed("(", ")") }
    var place = lead
    var hanging = lead.displayWidth
    if start.isTall || start.width > page.width / 3 {
      page.formula(start, lead: lead, labelled: Self.margin)
      place = String(repeating: " ", count: hanging + 2)
      hanging += 2
    } else {
      place = lead + start.text + " "
      hanging = place.displayWidth
    }
    for (index, link) in chain.links.enumerated() {
      let sign = TextFormulaWriter.sign(link.relation) + " "
      let before = index == 0 ? place + sign : String(repeating: " ", count: hanging) + sign
      let isLast = isAnswer && index == chain.links.count - 1
      page.formula(
        formulas.relationSide(link.formula, .init()), lead: before, note: note(link),
        style: isLast && options.color ? .strong : .plain, labelled: index == 0 ? Self.margin : 0)
      for detail in link.details {
        write(detail, lead: String(repeating: " ", count: min(hanging, 16) + 4), isAnswer: false)
      }
    }
  }

  private func words(_ text: String) -> String { RichWords.text(text, formulas.notation) }

  private func note(_ link: Account.Link) -> String {
    if link.conditions.isEmpty { return words(link.reason) }
    let conditions = link.conditions.map { formulas.text($0) }.joined(separator: ", ")
    return words(link.reason) + (link.reason.isEmpty ? "if " : ", if ") + conditions
  }

  // MARK: - Claims

  private mutating func write(_ steps: [Solution.ClaimOutcome]) {
    guard let first = steps.first else { return }
    let word = first.keyword.rawValue.prefix(1).uppercased() + first.keyword.rawValue.dropFirst()
    var lead = label(word)
    var hanging = Self.margin
    for (index, step) in steps.enumerated() {
      guard case .relation(let left, let relation, let right) = step.claim, steps.count > 1 else {
        page.formula(
          claimRun(step), lead: index == 0 ? lead : label(""), hanging: Self.margin + 2, note: verdict(step),
          noteStyle: style(step), labelled: Self.margin)
        continue
      }
      if index == 0 {
        let start = formulas.relationSide(left, .init())
        if !start.isTall, start.width <= page.width / 3 {
          lead += start.text + " "
          hanging = lead.displayWidth
        } else {
          page.formula(start, lead: lead, labelled: Self.margin)
          lead = label("") + "  "
          hanging = lead.count
        }
      }
      page.formula(
        formulas.relationSide(right, .init()),
        lead: (index == 0 ? lead : String(repeating: " ", count: hanging)) + TextFormulaWriter.sign(relation) + " ",
        note: verdict(step), noteStyle: style(step), labelled: index == 0 ? Self.margin : 0)
    }
    if steps.count > 1, !first.assumptions.isEmpty { write(conditions: first.assumptions) }
    for step in steps {
      if steps.count > 1, hasGrounds(step) { page.line(label("") + "step \(step.step + 1)", style: .dim) }
      writeGrounds(step)
    }
  }

  private func hasGrounds(_ claim: Solution.ClaimOutcome) -> Bool {
    !claim.conditions.isEmpty || options.steps != .none && !(claim.proof.isEmpty && claim.measurements.isEmpty)
      || claim.counterexample != nil || claim.reason != nil
  }

  /// The relation or predicate of a claim with what stands after `if`.
  private func claimRun(_ claim: Solution.ClaimOutcome) -> TextRun {
    var run = formulas.run(claim.claim)
    if claim.assumptions.isEmpty { return run }
    let all = claim.assumptions.map { formulas.text($0) }.joined(separator: ", ")
    run.pieces.append(TextPiece(box: TextBox(" if " + all), breakLevel: 0))
    run.strength = .list
    return run
  }

  private func verdict(_ claim: Solution.ClaimOutcome) -> String {
    (claim.passed ? "✓ " : "✗ ") + claim.verdictWords
  }

  private func style(_ claim: Solution.ClaimOutcome) -> TextStyle { claim.verdictStyle }

  /// What the verdict rests on: a proof, a counterexample, or why there is neither.
  private mutating func writeGrounds(_ claim: Solution.ClaimOutcome) {
    if !claim.conditions.isEmpty { write(conditions: claim.conditions) }
    for chain in Account(proofOf: claim, detail: options.steps).chains {
      if chain.isRemark {
        remark(chain.reason)
        continue
      }
      write(chain, lead: label("") + "  ", isAnswer: false)
    }
    if let counterexample = claim.counterexample { write(counterexample, isFault: claim.isContradiction) }
    if let reason = claim.reason { remark(reason) }
    if options.steps == .full || options.steps == .brief && claim.verdict != .proved {
      for measurement in claim.measurements { remark(measurement) }
    }
  }

  private mutating func remark(_ text: String) {
    page.prose(RichWords.text(text, formulas.notation), lead: label("") + "  ", style: .dim)
  }

  private mutating func write(_ counterexample: Solution.Counterexample, isFault: Bool) {
    let assignments = counterexample.sizes + counterexample.values
    let parts = assignments.map { "\(formulas.text($0.name)) = \(formulas.text($0.value))" }
    let head = isFault ? "contradicted at  " : "counterexample  "
    var run = TextRun(pieces: [], strength: .list)
    for (index, part) in parts.enumerated() {
      // A matrix too wide for the page goes on after a row.
      let rows = part.split(separator: "; ").map(String.init)
      for (row, text) in rows.enumerated() {
        let end = row < rows.count - 1 ? "; " : index < parts.count - 1 ? ", " : ""
        let breakLevel = row > 0 ? 1 : index == 0 ? nil : 0
        run.pieces.append(TextPiece(box: TextBox(text + end), breakLevel: breakLevel))
      }
    }
    // Nothing to choose: shapes that differ, say.
    if run.pieces.isEmpty { run = TextRun(counterexample.remark ?? "everywhere") }
    let lead = label("") + "  "
    page.formula(run, lead: lead + head)
    let indent = String(repeating: " ", count: lead.count + head.count)
    if let form = counterexample.form, let value = counterexample.left {
      var run = formulas.run(.relation(form, .equal, value))
      if let words = counterexample.outcomeWords {
        run.pieces.append(TextPiece(box: TextBox(" " + words), breakLevel: 0))
      }
      page.formula(run, lead: indent)
      return
    }
    if let left = counterexample.left, let right = counterexample.right {
      for (side, lead) in [(left, "left side   "), (right, "right side  ")] {
        if case .text(let words) = side {
          page.prose(RichWords.text(words, formulas.notation), lead: indent + lead)
        } else {
          page.formula(formulas.run(side), lead: indent + lead)
        }
      }
    } else if let value = counterexample.left ?? counterexample.right {
      page.formula(formulas.run(value), lead: indent)
    }
    if let remark = counterexample.remark, !parts.isEmpty {
      page.prose(RichWords.text(remark, formulas.notation), lead: indent)
    }
  }
}

extension Solution.ClaimOutcome {
  /// Green for what passed with certainty, yellow for evidence, red for what failed.
  package var verdictStyle: TextStyle {
    if !passed { return verdict == .undecided ? .warning : .bad }
    return verdict == .holdsOnPoints ? .warning : .good
  }
}
