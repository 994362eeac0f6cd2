import DeriveLanguage
import DeriveSolving
import Testing

@testable import DeriveDocuments

@Suite struct FormulaTests {
  @Test func latex() {
    for entry in FormulaCorpus.all {
      #expect(LaTeXFormulaWriter(notation: Notation()).tex(entry.formula) == entry.latex)
    }
  }

  @Test func nothingInside() {
    let empty: [Formula] = [
      .sum([]), .product([]), .hadamard([]), .and([]), .or([]), .matrix([]), .matrix([[]]), .component(v("x"), []),
      .bigSum([], v("x")), .bigProduct([], v("x")), .derivative(v("x"), []), .cases([], otherwise: v("x")), .text(""),
      .call("f", [], latex: nil), .call("", [], latex: nil), .prime("f", counts: [], [], latex: nil),
      .call("exp", [], latex: nil), .name("", latex: nil), .name("_", latex: ""),
    ]
    for formula in empty {
      for whole in [
        formula, sum(v("a"), formula), times(formula, formula), power(formula, formula), minus(formula),
        .hadamard([formula, formula]), .relation(formula, .equal, formula), call("log", formula),
        .and([formula, formula]),
        over(formula, formula), total("n", formula), .transpose(formula), .matrix([[formula], [formula]]),
      ] {
        #expect(isBalanced(LaTeXFormulaWriter(notation: Notation()).tex(whole)))
        #expect(TextFormulaWriter(notation: Notation()).run(whole).box.rows.count >= 1)
      }
    }
  }

  @Test func wordsOfTheLanguage() {
    let tuple = Formula.text("(w, b[n])")
    let latex = LaTeXFormulaWriter(notation: Notation())
    let text = TextFormulaWriter(notation: Notation())
    #expect(latex.tex(call("hessian", v("E"), tuple)) == "\\nabla_{(w, b_{n})}^{2} E")
    #expect(text.text(call("hessian", v("E"), tuple)) == "∇²_(w, bₙ) E")
    #expect(latex.tex(call("limit", at("u", "t"), .text("t -> inf"))) == "\\lim_{t \\to \\infty} u_{t}")
    #expect(text.text(call("limit", at("u", "t"), .text("x -> 0+"))) == "lim[x → 0 +] uₜ")
    #expect(
      latex.tex(call("argmin", v("E"), v("delta"), .text("subject to omega[i] + delta[i] = 0")))
        == "\\operatorname*{arg\\,min}_{\\delta \\colon \\omega_{i} + \\delta_{i} = 0} E")
    #expect(SimpleExpression("v'*H*v")?.text(Notation()) == "vᵀ H v")
    #expect(SimpleExpression("v'*H*v")?.latex(Notation()) == "v^{\\top} H v")
    for words in ["a large one", "x^3", "f(x", "a)b", "W[i", "é", "x''", "2x", ""] {
      #expect(SimpleExpression(words) == nil)
    }
  }

  @Test func text() {
    for entry in FormulaCorpus.all {
      #expect(TextFormulaWriter(notation: Notation()).text(entry.formula) == entry.text)
    }
  }
}
