import DeriveLanguage
import DeriveSolving

/// Aligned displays: one relation a line with its reason on the right, long right sides on several lines.
struct LaTeXLines {
  /// The width of the text, in points, as the estimates of `LaTeXRun` count them.
  static let textWidth = 440

  let formulas: LaTeXFormulaWriter

  struct Line {
    /// Nil: no relation stands on this line.
    var left: String = ""
    var right: String
    var reason = ""
  }

  /// Chains as displays: neighbours in one, so that they are aligned, unless one begins with a formula that needs a line
  /// of its own.
  func displays(of chains: [Account.Chain]) -> String {
    var text = ""
    var group: [Account.Chain] = []
    for chain in chains {
      if let last = group.last, beginsAlone(last) != beginsAlone(chain) {
        text += display(lines(of: group))
        group = []
      }
      group.append(chain)
    }
    return text + display(lines(of: group))
  }

  private func beginsAlone(_ chain: Account.Chain) -> Bool {
    chain.links.isEmpty || formulas.relationSide(chain.start, .init()).width > Self.textWidth * 3 / 10
  }

  /// Chains as the lines of one `align*`: what stands left of the relations and the reasons each take one column.
  func lines(of chains: [Account.Chain]) -> [Line] {
    let starts = chains.map { formulas.relationSide($0.start, .init()) }
    let isAlone = chains.map(beginsAlone)
    let leftWidth = zip(starts, isAlone).map { $1 ? 20 : $0.width }.max() ?? 0
    let reasons = chains.map { $0.links.map(reasonTeX) }
    let reasonWidth = reasons.joined().map(\.width).max() ?? 0
    let room = Self.textWidth - leftWidth - 25 - (reasonWidth == 0 ? 0 : reasonWidth + 20)
    var lines: [Line] = []
    for (number, chain) in chains.enumerated() {
      if isAlone[number], !chain.links.isEmpty {
        for (index, text) in broken(chain.start, width: leftWidth + room).enumerated() {
          lines.append(Line(right: (index == 0 ? "{} " : "\\quad {} ") + text))
        }
      }
      if chain.links.isEmpty {
        lines += self.lines(of: chain.start)
        lines[lines.count - 1].reason = reasonTeX(Account.Link(formula: chain.start, reason: chain.reason)).tex
        continue
      }
      for (index, link) in chain.links.enumerated() {
        let parts = broken(link.formula, width: room)
        for (part, text) in parts.enumerated() {
          let sign = LaTeXFormulaWriter.sign(link.relation)
          var line = Line(right: part == 0 ? "\(sign) \(text)" : "\\quad {} \(text)")
          if index == 0, part == 0, !isAlone[number] { line.left = starts[number].tex }
          if part == parts.count - 1 { line.reason = reasons[number][index].tex }
          lines.append(line)
        }
      }
    }
    return lines
  }

  /// One formula as lines without alignment to a relation.
  func lines(of formula: Formula) -> [Line] {
    if case .relation(let left, let relation, let right) = formula, !left.isRelation {
      return lines(of: [Account.Chain(start: left, links: [.init(relation: relation, formula: right, reason: "")])])
    }
    return broken(formula, width: Self.textWidth - 20, isSide: false).enumerated().map { index, text in
      Line(right: (index == 0 ? "" : "\\quad {} ") + text)
    }
  }

  /// The lines in an `alignat*`, or an `align*` where none has a reason.
  func display(_ lines: [Line]) -> String {
    if lines.isEmpty { return "" }
    let hasReasons = lines.contains { !$0.reason.isEmpty }
    let rows = lines.map { line in
      "  \(line.left) &\(line.right)" + (hasReasons && !line.reason.isEmpty ? " &&\\quad \(line.reason)" : "")
    }
    // Reasons stand beside the formulas: in an `align*` they would be pushed to the right margin.
    let (begin, end) = hasReasons ? ("alignat*}{2}", "alignat*}") : ("align*}", "align*}")
    return "\\begin{\(begin)\n\(rows.joined(separator: " \\\\\n"))\n\\end{\(end)\n"
  }

  /// A formula on as many lines as it takes.
  private func broken(_ formula: Formula, width: Int, isSide: Bool = true) -> [String] {
    let plain = isSide ? formulas.relationSide(formula, .init()) : formulas.run(formula)
    if plain.width <= width { return [plain.tex] }
    let place = LaTeXFormulaWriter.Place(isBreakable: true)
    let run = isSide ? formulas.relationSide(formula, place) : formulas.run(formula, place)
    return filledLines(run.pieces, first: width, following: width - 20).map { pieces in
      let tex = pieces.map(\.tex).joined()
      let size = pieces.reduce(0) { $0 + $1.width }
      // What cannot be broken, a wide matrix say, is made smaller.
      if size > width * 11 / 10 { return "\\fitted{\(decimal(width * 100 / Self.textWidth))}{\(tex)}" }
      return tex
    }
  }

  /// Hundredths as a decimal.
  private func decimal(_ hundredths: Int) -> String {
    hundredths < 10 ? "0.0\(hundredths)" : "0.\(min(99, hundredths))"
  }

  private func reasonTeX(_ link: Account.Link) -> (tex: String, width: Int) {
    var words = RichWords.latex(link.reason, formulas.notation)
    var width = link.reason.displayWidth * 5
    if !link.conditions.isEmpty {
      let conditions = link.conditions.map { formulas.run($0, .init()) }
      words += (words.isEmpty ? "if " : ", if ") + conditions.map { "$\($0.tex)$" }.joined(separator: ", ")
      width += 15 + conditions.reduce(0) { $0 + $1.width }
    }
    if words.isEmpty { return ("", 0) }
    if width > 140 { return ("\\reason{\(words)}", 140) }
    return ("\\text{\\small \(words)}", width)
  }
}

extension Formula {
  fileprivate var isRelation: Bool {
    if case .relation = self { true } else { false }
  }
}
