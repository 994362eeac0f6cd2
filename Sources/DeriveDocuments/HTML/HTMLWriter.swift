import DeriveLanguage
import DeriveSolving

/// A solution as one page that needs nothing else: formulas in MathML, steps that fold, no script. It is well-formed
/// XML too.
struct HTMLWriter {
  private let solution: Solution
  private let options: DocumentOptions
  private let outline: Outline
  private let math: HTMLMath

  static func text(_ solution: Solution, options: DocumentOptions) -> String {
    let writer = HTMLWriter(solution, options: options)
    return options.fragment ? writer.sections : writer.page
  }

  private init(_ solution: Solution, options: DocumentOptions) {
    self.solution = solution
    self.options = options
    outline = Outline(solution, options: options)
    math = HTMLMath(notation: Notation(for: solution))
  }

  private var page: String {
    let title = XMLText.escaped(solution.title ?? "Solution")
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <title>\(title)</title>
      <style>
      \(HTMLStyle.sheet)
      </style>
      </head>
      <body>
      <header>
      <h1>\(title)</h1>
      \(contents)\(verdicts)</header>
      <main>
      \(sections)</main>
      </body>
      </html>

      """
  }

  // MARK: - At a glance

  private var contents: String {
    let entries = outline.sections.filter { $0.kind != .note }
    if entries.count < 3 { return "" }
    let items = places.filter { $0.section.kind != .note }.map { section, anchor -> String in
      let subject = math.inline(short: section.subject)
      return "<li><a href=\"#\(anchor)\">\(section.title)</a>\(subject.isEmpty ? "" : " " + subject)</li>"
    }
    let isOpen = entries.count <= 12 ? " open=\"open\"" : ""
    return """
      <nav aria-labelledby="contents">
      <h2 id="contents">Contents</h2>
      <details\(isOpen)><summary>\(entries.count) parts</summary>
      <ol>
      \(items.joined(separator: "\n"))
      </ol>
      </details>
      </nav>

      """
  }

  private var verdicts: String {
    let judged = places.filter { place in
      outline.judged.contains { $0.kind == place.section.kind && $0.number == place.section.number }
    }
    if judged.isEmpty { return "" }
    let rows = judged.map { section, anchor in
      """
      <tr><th scope="row"><a href="#\(anchor)">\(section.title)</a></th>\
      <td><div class="wide">\(math.inline(short: section.subject, limit: .max))</div></td>\
      <td>\(badge(section.verdict))</td></tr>
      """
    }
    return """
      <section aria-labelledby="verdicts">
      <h2 id="verdicts">Verdicts</h2>
      <p>\(XMLText.escaped(Tally(solution).words))</p>
      <table class="verdicts">
      <thead><tr><th scope="col">Statement</th><th scope="col">What it says</th><th scope="col">Verdict</th></tr></thead>
      <tbody>
      \(rows.joined(separator: "\n"))
      </tbody>
      </table>
      </section>

      """
  }

  /// The verdict in words, with a sign and a colour beside them.
  private func badge(_ verdict: Outline.Verdict?) -> String {
    guard let verdict else { return "" }
    let sign = verdict.mood == .bad ? "✗" : "✓"
    return """
      <span class="badge \(verdict.mood.rawValue)"><span aria-hidden="true">\(sign) </span>\
      \(XMLText.escaped(verdict.words))</span>
      """
  }

  /// The sections with names for links to them, each another one.
  private var places: [(section: Outline.Section, anchor: String)] {
    outline.sections.enumerated().map { position, section in
      (section, section.number == nil ? "\(section.anchor)-at-\(position + 1)" : section.anchor)
    }
  }

  // MARK: - Sections

  private var sections: String {
    places.map { section, anchor in
      let body = section.blocks.map(html).joined()
      if section.kind == .note { return "<div class=\"note\">\n\(body)</div>\n" }
      let verdict = section.kind == .claim || section.verdict?.mood == .bad ? " " + badge(section.verdict) : ""
      return """
        <section class="\(section.kind.rawValue)" aria-labelledby="\(anchor)">
        <h2 id="\(anchor)">\(section.title)\(verdict)</h2>
        \(body)</section>

        """
    }.joined()
  }

  private func html(_ block: Outline.Block) -> String {
    switch block {
    case .note(let markdown): return HTMLProse.blocks(markdown, math)
    case .givens(let givens):
      let rows = givens.map { given in
        let names = given.names.map { math.inline($0) }.joined(separator: ", ")
        return "<div><dt>\(names)</dt><dd>\(math.text(given.phrases))</dd></div>"
      }
      return "<dl class=\"givens\">\n\(rows.joined(separator: "\n"))\n</dl>\n"
    case .statement(let formula, let assumptions):
      let condition = assumptions.isEmpty ? "" : "<p>if \(math.text(Phrase.list(assumptions)))</p>\n"
      return "<div class=\"wide statement\">\(math.display(formula))</div>\n" + condition
    case .chains(let chains, let endsInAnswer): return html(chains, endsInAnswer: endsInAnswer)
    case .sentence(let phrases): return "<p class=\"wide\">\(math.text(phrases))</p>\n"
    case .folded(let title, let blocks):
      return "<details open=\"open\"><summary>\(title)</summary>\n\(blocks.map(html).joined())</details>\n"
    }
  }

  // MARK: - Chains

  /// Chains in one grid, so that they are aligned: what stands left, the relation with its right side, the reason.
  private func html(_ chains: [Account.Chain], endsInAnswer: Bool) -> String {
    let hasReasons = chains.contains {
      !$0.reason.isEmpty || $0.links.contains { !$0.reason.isEmpty || !$0.conditions.isEmpty }
    }
    var rows = ""
    for (number, chain) in chains.enumerated() {
      rows += html(chain, isAnswer: endsInAnswer && number == chains.count - 1, hasReasons: hasReasons)
    }
    return "<div class=\"chain\(hasReasons ? "" : " bare")\">\n\(rows)</div>\n"
  }

  private func html(_ chain: Account.Chain, isAnswer: Bool, hasReasons: Bool) -> String {
    func cell(_ name: String, _ content: String) -> String { "<div class=\"\(name)\">\(content)</div>" }
    if chain.links.isEmpty {
      let reason = chain.reason.isEmpty ? "" : cell("why", math.text(RichWords.phrases(chain.reason, math.notation)))
      return cell("alone", math.display(chain.start)) + reason + "\n" + details(chain.details)
    }
    let isAlone = math.width(chain.start) > HTMLMath.textWidth * 3 / 10
    var rows = isAlone ? cell("alone", math.display(chain.start)) + "\n" : ""
    let room = HTMLMath.textWidth - (isAlone ? 20 : math.width(chain.start)) - (hasReasons ? 150 : 20)
    for (index, link) in chain.links.enumerated() {
      let left = index == 0 && !isAlone ? cell("left", math.display(chain.start)) : cell("left none", "")
      let isLast = isAnswer && index == chain.links.count - 1
      rows += left + cell(isLast ? "right answer" : "right", math.side(link.relation, link.formula, room: room))
      rows += cell("why", reason(link)) + "\n" + details(link.details)
    }
    return rows + details(chain.details)
  }

  private func reason(_ link: Account.Link) -> String {
    var phrases = RichWords.phrases(link.reason, math.notation)
    if !link.conditions.isEmpty {
      phrases += [.words(link.reason.isEmpty ? "if " : ", if ")] + Phrase.list(link.conditions)
    }
    return math.text(phrases)
  }

  private func details(_ chains: [Account.Chain]) -> String {
    if chains.isEmpty { return "" }
    return "<details class=\"inner\"><summary>In detail</summary>\n\(html(chains, endsInAnswer: false))</details>\n"
  }
}
