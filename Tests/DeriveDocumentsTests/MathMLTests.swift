import DeriveLanguage
import Testing

@testable import DeriveDocuments

@Suite struct MathMLTests {
  private let writer = MathMLFormulaWriter(notation: Notation())
  private let latex = LaTeXFormulaWriter(notation: Notation())

  private var formulas: [Formula] {
    var random = RandomFormula(seed: 11)
    return FormulaCorpus.all.map(\.formula) + (0..<400).map { random.formula(1 + $0 % 4) }
  }

  /// How many parts an element of MathML has.
  private static let parts = [
    "mfrac": 2, "msup": 2, "msub": 2, "msubsup": 3, "mover": 2, "munder": 2, "munderover": 3, "mspace": 0,
  ]

  private func check(_ content: String) {
    guard let root = Element.parse(MathML.row(content)) else {
      Issue.record("not well-formed: \(content)")
      return
    }
    for element in root.all {
      if let count = Self.parts[element.name] { #expect(element.elements.count == count, "\(content)") }
      switch element.name {
      case "mi", "mn", "mo", "mtext": #expect(element.elements.isEmpty && !element.text().isEmpty, "\(content)")
      case "mtable": #expect(element.elements.allSatisfy { $0.name == "mtr" }, "\(content)")
      case "mtr": #expect(element.elements.allSatisfy { $0.name == "mtd" }, "\(content)")
      default: #expect(element.text(without: ["mi", "mn", "mo", "mtext"]).isEmpty, "\(content)")
      }
    }
  }

  @Test func structure() {
    for formula in formulas {
      check(writer.xml(formula))
      check(writer.run(formula, .init(isBreakable: true)).xml)
      check(writer.run(formula, .script).element)
    }
  }

  /// What is seen, without what is only heard and without spaces. LaTeX has no capital Alpha of its own.
  private func seen(_ content: String) -> String? {
    Element.parse(MathML.row(content))?.text().filter { !$0.isWhitespace && !"\u{2061}\u{2062}\u{2063}".contains($0) }
      .replacing("″", with: "′′").replacing("‴", with: "′′′").replacing("Α", with: "A")
  }

  /// Two ways to the same signs, brackets among them: from the formula, and from its LaTeX.
  @Test func agreesWithLaTeX() {
    var compared = 0
    for formula in formulas {
      guard let other = CarriedMath.mathML(latex.tex(formula)) else { continue }
      compared += 1
      check(other)
      guard let mine = seen(writer.xml(formula)), let theirs = seen(other) else { continue }
      // A name whose `as` clause has a prime or a power has its index after that; LaTeX puts one above the other.
      let isAttached = ["^{+}_", "'_{"].contains { latex.tex(formula).contains($0) }
      let isSame = isAttached ? mine.sorted() == theirs.sorted() : mine == theirs
      #expect(isSame, "\(mine) is not \(theirs): \(latex.tex(formula))")
    }
    #expect(compared * 10 > formulas.count * 8, "\(compared) of \(formulas.count)")
  }

  @Test func names() {
    #expect(writer.xml(v("x")) == "<mi>x</mi>")
    #expect(writer.xml(v("yhat")) == "<mover accent=\"true\"><mi>y</mi><mo stretchy=\"false\">^</mo></mover>")
    #expect(writer.xml(v("Sigma")) == "<mi mathvariant=\"normal\">Σ</mi>")
    #expect(
      writer.xml(power(at("x", "n"), n(2)))
        == "<msubsup><mi>x</mi><mrow><mi>n</mi></mrow><mn>2</mn></msubsup>")
    #expect(writer.xml(v("a<b&c")) == "<mi>a&lt;b&amp;c</mi>")
  }

  @Test func longFormulasBreakBeforeOperators() throws {
    let long = Formula.sum((0..<40).map { times(n($0 + 2), at("x", "n"), at("y", "n")) })
    let page = HTMLMath(notation: Notation()).display(long)
    let table = try #require(Element.parse(page)?.all(named: "mtable").first)
    #expect(table.elements.count > 2)
    for row in table.elements.dropFirst() { #expect(row.text().hasPrefix("+")) }
  }

  @Test func carried() {
    for tex in [
      #"\hat y_n = \sigma(w x_n + b)"#, #"\frac{\partial E}{\partial w}"#, #"\sum_{n=1}^N x_n^2"#,
      #"\log\left(\frac12\right)"#, #"\mathbb{R}^{N \times D}"#, #"f''(x) \ge 0"#,
      #"\begin{bmatrix} a & b \\ c & d \end{bmatrix}"#,
      #"\text{if } x \in [0, 1)"#, #"\lVert w \rVert^2 \leq \tfrac14"#, #"\mathbf{w}^\top \mathbf{x}"#, "a<b",
    ] {
      guard let content = CarriedMath.mathML(tex) else {
        Issue.record("not understood: \(tex)")
        continue
      }
      check(content)
    }
    for tex in [
      "", "\\unknown{x}", "{x", "x}", "a & b", "x_a_b", "\\left( x", "\\begin{bmatrix} a", "\\", "x^", "a_b_c",
    ] {
      #expect(CarriedMath.mathML(tex) == nil, "\(tex)")
    }
    #expect(CarriedMath.mathML(String(repeating: "{", count: 5000)) == nil)
  }
}
