import DeriveLanguage
import DeriveNumbers
import DeriveSolving
import Testing

@testable import DeriveDocuments

/// Notes, reasons and what else is written in words.
@Suite struct NoteTests {
  private func text(_ note: String, color: Bool = false) -> String {
    var options = DocumentOptions()
    options.color = color
    options.width = 40
    return TerminalWriter.text(Solution(title: nil, seed: 1, items: [.note(note)]), options: options)
  }

  @Test func markdown() {
    #expect(
      text(
        "# A *head*\nSome **bold $x^2$**, *slanted*, `code_1`, [here](there).\n\n1. one\n   more\n2. two\n\n- a\n\nend")
          == """
          A head
          Some bold x², slanted, code_1, here
          (there).

          1. one more
          2. two

          • a

          end

          """)
    #expect(text("```\na  *b*\n```") == "    a  *b*\n")
  }

  @Test func stylesNeedColour() {
    #expect(text("a **b** c", color: true) == "a \u{1B}[1mb\u{1B}[22m c\n")
    // Each row for itself.
    let rows = text("**" + String(repeating: "word ", count: 10) + "end**", color: true).split(separator: "\n")
    #expect(rows.count == 2 && rows.allSatisfy { $0.hasPrefix("\u{1B}[1m") })
    #expect(!text("a \u{E000}b").contains("\u{E000}"))
  }

  @Test func formulasStayOnOneLine() {
    #expect(
      text("A sentence of some length with $a + b = c + d$.") == "A sentence of some length with\na + b = c + d.\n")
    #expect(
      TextMath.line(#"$y_k = \delta_{kc}$, $x^{a,b}$, $\tfrac12$ and $\frac14$"#) == "yₖ = δ_{kc}, x^(a,b), ½ and ¼")
  }

  @Test func reasonsHoldFormulas() {
    var notation = Notation(declared: ["yd"])
    notation.latex = ["yd": "y_d"]
    #expect(RichWords.text("derivative of `yhat` by `z[n]`", notation) == "derivative of ŷ by zₙ")
    #expect(RichWords.text("`*` of shapes; `+`", notation) == "* of shapes; +")
    #expect(RichWords.text("`yd` and a ` alone", notation) == "`yd` and a ` alone")
    #expect(RichWords.latex("sign of `yd`, >= 0", notation) == "sign of ${y_d}$, \\ensuremath{\\geq} 0")
    #expect(TypeWords.text("normal(1, sigma^2)[K] iid", Notation(declared: ["sigma", "K"])) == "normal(1, σ²)[K] iid")
    #expect(
      LaTeXType.signature("real, real[N, D] -> real")
        == "\\mathbb{R} \\times \\mathbb{R}^{N \\times D} \\to \\mathbb{R}")
    #expect(LaTeXType.latex(LaTeXType("real[N]").plural) == "real vectors of length $N$")
  }

  @Test func wordsOfTheLanguage() {
    let x = Formula.name("x", latex: nil)
    let a = Formula.name("a", latex: nil)
    let writer = TextFormulaWriter(notation: Notation())
    let tex = LaTeXFormulaWriter(notation: Notation())
    let limit = Formula.call("limit", [x, x, a, .text("+")], latex: nil)
    #expect(FormulaText.text(limit) == "limit(x, x -> a+)")
    let place = Formula.call("where", [x, .relation(x, .equal, a)], latex: nil)
    #expect(FormulaText.text(place) == "(x where x = a)" && writer.text(place) == "(x at x = a)")
    #expect(tex.tex(place) == "\\left. x \\right|_{x = a}")
    let best = Formula.call("argmin", [x, .tuple([x, a]), .relation(x, .equal, a)], latex: nil)
    #expect(FormulaText.text(best) == "argmin(x, (x, a), subject to x = a)")
    #expect(writer.text(best) == "argmin[(x, a) : x = a] x")
  }

  /// A chain that says the claim again shows only its reason; what follows from it goes on in one chain.
  @Test func proofsOfClaims() {
    let (a, b, c) = (Formula.name("a", latex: nil), Formula.name("b", latex: nil), Formula.name("c", latex: nil))
    func outcome(_ steps: [Solution.Step]) -> Solution.ClaimOutcome {
      var outcome = Solution.ClaimOutcome(
        line: 1, keyword: .prove, text: "a = b", claim: .relation(a, .equal, b), step: 0, stepCount: 1,
        verdict: .proved,
        passed: true, proof: steps)
      outcome.assumptions = [.relation(c, .greater, .number(0))]
      return outcome
    }
    func shown(_ steps: [Solution.Step]) -> String {
      TerminalWriter.text(Solution(title: nil, seed: 1, items: [.claim(outcome(steps))]), options: DocumentOptions())
    }
    #expect(
      shown([Solution.Step(rule: "worked out", before: a, after: b)])
        == "Prove   a = b if c > 0   ✓ proved\n          worked out\n")
    #expect(
      shown([Solution.Step(rule: "one", before: a, after: c), Solution.Step(rule: "two", before: c, after: b)])
        == "Prove   a = b if c > 0   ✓ proved\n          a = c          one\n            = b          two\n")
    #expect(
      shown([
        Solution.Step(rule: "one", before: a, after: c),
        Solution.Step(rule: "two", before: c, after: .relation(c, .greaterOrEqual, .number(0))),
      ]) == "Prove   a = b if c > 0   ✓ proved\n          a = c          one\n            ≥ 0          two\n")
  }

  @Test func orderAside() {
    func n(_ name: String) -> Formula { .name(name, latex: nil) }
    func sum(_ index: String) -> Formula { .bigSum([FormulaBinder(index: index)], .component(n("x"), [n(index)])) }
    #expect(
      Formula.sum([n("a"), .negate(.product([n("b"), sum("i")]))])
        .isSameUpToOrder(as: .sum([.negate(.product([sum("j"), n("b")])), n("a")])))
    #expect(!Formula.quotient(n("a"), n("b")).isSameUpToOrder(as: .quotient(n("b"), n("a"))))
    #expect(Formula.quotient(.number(1), .number(2)).isSameUpToOrder(as: .number(Rational(1) / Rational(2))))
    // A bound letter is no free one.
    #expect(!sum("i").isSameUpToOrder(as: .bigSum([FormulaBinder(index: "j")], .component(n("x"), [n("i")]))))
  }
}
