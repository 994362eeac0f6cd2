import DeriveLanguage
import DeriveSolving

/// A solution in sections, each with its title, its verdict and what stands in it: what writers of pages walk.
struct Outline: Sendable {
  enum Kind: String, Sendable { case note, given, assumed, defined, derivation, claim }

  /// How good the news is.
  enum Mood: String, Sendable { case good, evidence, bad }

  struct Verdict: Sendable {
    var words: String
    var mood: Mood
  }

  struct Section: Sendable {
    var kind: Kind
    /// Derivations and claims are counted, each for themselves.
    var number: Int?
    var title: String
    /// What is derived or claimed.
    var subject: [Formula] = []
    var verdict: Verdict?
    var blocks: [Block]

    /// `claim-3`.
    var anchor: String { number.map { "\(kind.rawValue)-\($0)" } ?? kind.rawValue }
  }

  indirect enum Block: Sendable {
    /// Markdown with mathematics.
    case note(String)
    case givens([Solution.Given])
    /// A formula by itself, and what stands after "if".
    case statement(Formula, assumptions: [Formula])
    case chains([Account.Chain], endsInAnswer: Bool)
    case sentence([Phrase])
    /// What a reader may skip.
    case folded(title: String, [Block])
  }

  var sections: [Section] = []
  private let options: DocumentOptions
  private let notation: Notation

  init(_ solution: Solution, options: DocumentOptions) {
    self.options = options
    notation = Notation(for: solution)
    var counts: [Kind: Int] = [:]
    for group in ItemGroup.groups(of: solution) {
      var section = section(group)
      if section.kind == .derivation || section.kind == .claim {
        counts[section.kind, default: 0] += 1
        section.number = counts[section.kind]
        section.title += " \(counts[section.kind] ?? 1)"
      } else if options.steps == .none {
        continue
      }
      sections.append(section)
    }
  }

  /// The claims, and what could not be derived.
  var judged: [Section] {
    sections.filter { $0.kind == .claim || $0.kind == .derivation && $0.verdict?.mood == .bad }
  }

  private func section(_ group: ItemGroup) -> Section {
    switch group {
    case .note(let text): return Section(kind: .note, title: "", blocks: [.note(text)])
    case .givens(let givens): return Section(kind: .given, title: "Given", blocks: [.givens(givens)])
    case .assumptions(let facts):
      return Section(kind: .assumed, title: "Assumed", blocks: facts.map { .statement($0, assumptions: []) })
    case .definitions(let definitions):
      let chains = definitions.map { Account.Chain(start: $0.left, links: [.init(formula: $0.right, reason: "")]) }
      return Section(kind: .defined, title: "Defined", blocks: [.chains(chains, endsInAnswer: false)])
    case .derivation(let derivation): return section(derivation)
    case .claim(let steps): return section(steps)
    }
  }

  private func sentence(_ words: String) -> Block {
    var phrases = RichWords.phrases(words, notation)
    if case .words(let first)? = phrases.first, first.prefix(while: { $0.isLetter }).count > 1 {
      phrases[0] = .words(first.prefix(1).uppercased() + first.dropFirst())
    }
    if words.last != "." { phrases.append(.words(".")) }
    return .sentence(phrases)
  }

  private func conditions(_ list: [Formula]) -> [Block] {
    list.isEmpty ? [] : [.sentence([.words(list.count == 1 ? "Condition: " : "Conditions: ")] + Phrase.list(list))]
  }

  // MARK: - Derivations

  private func section(_ derivation: Solution.Derivation) -> Section {
    let left = derivation.leftSide
    let isNamed = derivation.name != nil && left != derivation.subject
    let asked: Formula = isNamed ? .relation(left, .equal, derivation.subject) : derivation.subject
    var section = Section(
      kind: .derivation, title: "Derivation", subject: [asked], verdict: Verdict(words: "derived", mood: .good),
      blocks: [])
    guard let result = derivation.result else {
      section.verdict = Verdict(words: "not done", mood: .bad)
      section.blocks = [.statement(asked, assumptions: []), sentence(derivation.reason ?? "no reason given")]
      return section
    }
    let chains = Account(derivation, subject: left, detail: options.steps).chains
    section.blocks = [chains.isEmpty ? .statement(result, assumptions: []) : .chains(chains, endsInAnswer: true)]
    if chains.count > 1 || isNamed { section.blocks.insert(.statement(asked, assumptions: []), at: 0) }
    if let layout = derivation.layout { section.blocks.append(sentence("Layout: \(layout)")) }
    section.blocks += conditions(derivation.conditions)
    if let mismatch = derivation.mismatch {
      section.verdict = Verdict(words: "not as expected", mood: .bad)
      section.blocks.append(sentence(mismatch))
    }
    return section
  }

  // MARK: - Claims

  private func section(_ steps: [Solution.ClaimOutcome]) -> Section {
    let keyword = steps.first?.keyword.rawValue ?? ""
    var section = Section(
      kind: .claim, title: keyword.prefix(1).uppercased() + keyword.dropFirst(), subject: steps.map(\.claim),
      verdict: verdict(steps), blocks: [])
    let assumptions = steps.first?.assumptions ?? []
    if let only = steps.first, steps.count == 1 {
      section.blocks = [.statement(only.claim, assumptions: assumptions)] + grounds(only)
      return section
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
    section.blocks = [.chains(chains, endsInAnswer: false)]
    if !assumptions.isEmpty { section.blocks.append(.sentence([.words("if ")] + Phrase.list(assumptions))) }
    for (index, step) in steps.enumerated() {
      let grounds = grounds(step)
      if !grounds.isEmpty { section.blocks += [.sentence([.words("Step \(index + 1)")])] + grounds }
    }
    return section
  }

  private func verdict(_ steps: [Solution.ClaimOutcome]) -> Verdict {
    // The worst of them tells how it went.
    let failed = steps.first { !$0.passed }
    let worst = failed ?? steps.first { $0.verdict == .holdsOnPoints } ?? steps.first
    let mood: Mood = failed != nil ? .bad : worst?.verdict == .holdsOnPoints ? .evidence : .good
    let part = steps.count > 1 && failed != nil ? " in step \((failed?.step ?? 0) + 1)" : ""
    return Verdict(words: (worst?.verdictWords ?? "") + part, mood: mood)
  }

  /// What the verdict rests on: a proof, a counterexample, or why there is neither.
  private func grounds(_ claim: Solution.ClaimOutcome) -> [Block] {
    var blocks = conditions(claim.conditions)
    let proof = Account(proofOf: claim, detail: options.steps).chains
    var argument = proof.filter(\.isRemark).map { sentence($0.reason) }
    let chains = proof.filter { !$0.isRemark }
    if !chains.isEmpty { argument.append(.chains(chains, endsInAnswer: false)) }
    if !argument.isEmpty { blocks.append(.folded(title: claim.verdict == .proved ? "Proof" : "Steps", argument)) }
    if let counterexample = claim.counterexample {
      blocks += [.sentence(point(counterexample, isFault: claim.isContradiction))] + values(counterexample)
    }
    if let reason = claim.reason { blocks.append(sentence(reason)) }
    if options.steps == .full || options.steps == .brief && claim.verdict != .proved {
      blocks += claim.measurements.map(sentence)
    }
    return blocks
  }

  private func point(_ counterexample: Solution.Counterexample, isFault: Bool) -> [Phrase] {
    let assignments = counterexample.sizes + counterexample.values
    let head = Phrase.words(isFault ? "Contradicted at " : "Counterexample: ")
    if assignments.isEmpty {
      return [head] + (counterexample.remark.map { RichWords.phrases($0, notation) } ?? [.words("everywhere")])
    }
    return [head] + Phrase.list(assignments.map { .relation($0.name, .equal, Self.row($0.value)) })
  }

  /// A column is written as a row in running text.
  private static func row(_ value: Formula) -> Formula {
    guard case .matrix(let rows) = value, rows.count > 1, rows.allSatisfy({ $0.count == 1 }) else { return value }
    return .transpose(.tuple(rows.map { $0[0] }))
  }

  /// Both sides at that point.
  private func values(_ counterexample: Solution.Counterexample) -> [Block] {
    var blocks: [Block] = []
    if let form = counterexample.form, let value = counterexample.left {
      return [
        .sentence(
          [.formula(.relation(form, .equal, value))] + (counterexample.outcomeWords.map { [.words(" \($0)")] } ?? []))
      ]
    }
    func side(_ words: String, _ value: Formula) -> [Phrase] {
      if case .text(let text) = value, !LaTeXText.isDecimal(text) {
        return [.words(words)] + RichWords.phrases(text, notation)
      }
      return [.words(words), .formula(value)]
    }
    switch (counterexample.left, counterexample.right) {
    case (let left?, let right?):
      blocks = [.sentence(side("Left side: ", left)), .sentence(side("Right side: ", right))]
    case (let value?, nil), (nil, let value?): blocks = [.sentence(side("Value: ", value))]
    case (nil, nil): break
    }
    if let remark = counterexample.remark, !(counterexample.sizes + counterexample.values).isEmpty {
      blocks.append(sentence(remark))
    }
    return blocks
  }
}
