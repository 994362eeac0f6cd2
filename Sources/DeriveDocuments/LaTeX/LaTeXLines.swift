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
    var width: Int
    var reason = ""
  }

  /// A chain as the lines of one `align*`.
  func lines(of chain: Account.Chain) -> [Line] {
    let start = formulas.relationSide(chain.start, .init())
    let reasons = chain.links.map(reasonTeX)
    let reasonRoom = min(150, (reasons.map(\.width).max() ?? 0) + 20)
    var lines: [Line] = []
    let startsAlone = start.width > Self.textWidth * 2 / 5
    let leftWidth = startsAlone ? 20 : start.width
    if startsAlone {
      for (index, text) in broken(chain.start, width: Self.textWidth - 20).enumerated() {
        lines.append(Line(right: (index == 0 ? "" : "\\quad ") + "{} " + text.tex, width: text.width))
      }
    }
    for (index, link) in chain.links.enumerated() {
      let whole = Self.textWidth - leftWidth - 25
      let isRoomy = formulas.relationSide(link.formula, .init()).width <= whole - reasonRoom
      let parts = broken(link.formula, width: isRoomy || reasons[index].tex.isEmpty ? whole : whole - reasonRoom)
      for (part, text) in parts.enumerated() {
        let sign = LaTeXFormulaWriter.sign(link.relation)
        var line = Line(right: part == 0 ? "\(sign) \(text.tex)" : "\\quad {} \(text.tex)", width: text.width)
        if index == 0, part == 0, !startsAlone { line.left = start.tex }
        if part == parts.count - 1 { line.reason = reasons[index].tex }
        lines.append(line)
      }
    }
    return lines
  }

  /// One formula as lines without alignment to a relation.
  func lines(of formula: Formula) -> [Line] {
    if case .relation(let left, let relation, let right) = formula {
      return lines(
        of: Account.Chain(start: left, links: [.init(relation: relation, formula: right, reason: "")]))
    }
    return broken(formula, width: Self.textWidth - 20, isSide: false).enumerated().map { index, text in
      Line(right: (index == 0 ? "" : "\\quad {} ") + text.tex, width: text.width)
    }
  }

  /// The lines in an `align*`.
  func display(_ lines: [Line]) -> String {
    if lines.isEmpty { return "" }
    let hasReasons = lines.contains { !$0.reason.isEmpty }
    let rows = lines.map { line in
      "  \(line.left) &\(line.right)" + (hasReasons && !line.reason.isEmpty ? " && \(line.reason)" : "")
    }
    return "\\begin{align*}\n\(rows.joined(separator: " \\\\\n"))\n\\end{align*}\n"
  }

  /// A formula on as many lines as it takes.
  private func broken(_ formula: Formula, width: Int, isSide: Bool = true) -> [(tex: String, width: Int)] {
    let plain = isSide ? formulas.relationSide(formula, .init()) : formulas.run(formula)
    if plain.width <= width { return [(plain.tex, plain.width)] }
    let place = LaTeXFormulaWriter.Place(isBreakable: true)
    let run = isSide ? formulas.relationSide(formula, place) : formulas.run(formula, place)
    return filledLines(run.pieces, first: width, following: width - 20).map { pieces in
      let tex = pieces.map(\.tex).joined()
      let size = pieces.reduce(0) { $0 + $1.width }
      // What cannot be broken, a wide matrix say, is made smaller.
      if size > Self.textWidth * 11 / 10 { return ("\\fitted{\(tex)}", width) }
      return (tex, size)
    }
  }

  private func reasonTeX(_ link: Account.Link) -> (tex: String, width: Int) {
    var words = LaTeXText.remark(link.reason)
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
