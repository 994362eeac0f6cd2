import DeriveLanguage

/// Formulas as `math` elements, each with its LaTeX beside it.
struct HTMLMath: Sendable {
  /// The width of the text in the points that widths are estimated in.
  static let textWidth = 520

  let notation: Notation
  private let formulas: MathMLFormulaWriter
  private let tex: LaTeXFormulaWriter

  init(notation: Notation) {
    self.notation = notation
    formulas = MathMLFormulaWriter(notation: notation)
    tex = LaTeXFormulaWriter(notation: notation)
  }

  func width(_ formula: Formula) -> Int { formulas.run(formula).width }

  func inline(_ formula: Formula) -> String {
    MathML.formula(formulas.xml(formula), tex: tex.tex(formula), isDisplay: false)
  }

  /// The subject of a section in few words: nothing where it would be wider than the limit.
  func inline(short subject: [Formula], limit: Int = 300) -> String {
    guard let first = subject.first, width(first) <= limit else { return "" }
    return inline(first) + (subject.count > 1 ? ", in \(subject.count) steps" : "")
  }

  func display(_ formula: Formula) -> String {
    let run = formulas.run(formula)
    if run.width <= Self.textWidth { return MathML.formula(run.xml, tex: tex.tex(formula), isDisplay: true) }
    let broken = formulas.run(formula, .init(isBreakable: true))
    return MathML.formula(lines(broken, room: Self.textWidth), tex: tex.tex(formula), isDisplay: true)
  }

  /// A relation and what stands on its right.
  func side(_ relation: Relation, _ formula: Formula, room: Int) -> String {
    let sign = MathMLFormulaWriter.sign(relation)
    let source = LaTeXFormulaWriter.sign(relation) + " " + tex.relationSide(formula, .init()).tex
    var run = formulas.relationSide(formula, .init())
    let isLong = run.width > room
    if isLong { run = formulas.relationSide(formula, .init(isBreakable: true)) }
    run = run.wrapped(sign, "", addedWidth: 16, strength: .relation)
    return MathML.formula(isLong ? lines(run, room: room) : run.xml, tex: source, isDisplay: true)
  }

  /// A long formula on several lines, broken before its operators.
  private func lines(_ run: MathMLRun, room: Int) -> String {
    let lines = filledLines(run.pieces, first: room, following: room - 20)
    if lines.count == 1 { return run.xml }
    let rows = lines.enumerated().map { position, pieces in
      [(position == 0 ? "" : MathML.space("2em")) + pieces.map(\.xml).joined()]
    }
    return MathML.table(rows, isLeft: true, isDisplay: true)
  }

  /// Mathematics of which only its LaTeX is known; what is not understood is shown as it stands.
  func carried(_ tex: String, isDisplay: Bool = false) -> String {
    guard let content = CarriedMath.mathML(tex) else { return "<code>\(XMLText.escaped(tex))</code>" }
    return MathML.formula(content, tex: tex, isDisplay: isDisplay)
  }

  func text(_ phrases: [Phrase]) -> String {
    phrases.map { phrase in
      switch phrase {
      case .words(let words): XMLText.escaped(words)
      case .formula(let formula): inline(formula)
      case .tex(let tex): carried(tex)
      case .code(let code): "<code>\(XMLText.escaped(code))</code>"
      }
    }.joined()
  }
}
