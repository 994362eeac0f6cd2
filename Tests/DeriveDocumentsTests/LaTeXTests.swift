import DeriveLanguage
import DeriveSolving
import Foundation
import Testing

@testable import DeriveDocuments

@Suite struct LaTeXTests {
  private let writer = LaTeXFormulaWriter(notation: Notation())

  private func randomFormulas(_ count: Int) -> [Formula] {
    var random = RandomFormula(seed: 7)
    return (0..<count).map { random.formula(1 + $0 % 4) }
  }

  @Test func bracketsComeInPairs() {
    #expect(isBalanced("\\left({\\begin{a}\\end{a}}\\right)") && !isBalanced("\\left(}") && isBalanced("\\{"))
    for formula in randomFormulas(2000) + FormulaCorpus.all.map(\.formula) {
      let tex = writer.tex(formula)
      #expect(isBalanced(tex), "\(tex)")
      for line in LaTeXLines(formulas: writer).lines(of: formula) { #expect(isBalanced(line.right), "\(line.right)") }
    }
  }

  @Test func textOfRandomFormulasIsOnOneLine() {
    let text = TextFormulaWriter(notation: Notation())
    for formula in randomFormulas(500) {
      let line = text.text(formula)
      #expect(!line.contains("\n") && !line.isEmpty)
      #expect(text.run(formula).box.rows.allSatisfy { $0.displayWidth <= text.run(formula).box.width })
    }
  }

  @Test(.enabled(if: TeX.path != nil, "pdflatex is not installed")) func everyFormulaCompiles() throws {
    var items: [Solution.Item] = []
    for formula in FormulaCorpus.all.map(\.formula) { items.append(.definition(left: v("a"), right: formula)) }
    for formula in randomFormulas(150) { items.append(.assumption([formula])) }
    let solution = Solution(title: "100% of #1 & _all_ {formulas} ~ \\ ^ é ß ŷ 中", seed: 1, items: items)
    let complaints = try TeX.complaints(LaTeXWriter.text(solution, options: DocumentOptions()))
    #expect(complaints.filter { !$0.hasPrefix("Overfull") } == [])
  }

  @Test(.enabled(if: TeX.path != nil, "pdflatex is not installed")) func documentsCompile() throws {
    for steps in SolveOptions.Steps.allCases {
      var options = DocumentOptions()
      options.steps = steps
      #expect(try TeX.complaints(LaTeXWriter.text(Samples.logistic, options: options)) == [])
    }
    let wide = LaTeXWriter.text(Samples.wide, options: DocumentOptions())
    if let folder = ProcessInfo.processInfo.environment["DERIVE_KEEP_TEX"] {
      try wide.write(toFile: folder + "/wide.tex", atomically: true, encoding: .utf8)
    }
    let complaints = try TeX.complaints(wide)
    #expect(complaints == [])
    let empty = Solution(title: nil, seed: 1, items: [])
    #expect(
      try TeX.complaints(LaTeXWriter.text(empty, options: DocumentOptions()) + "").contains { $0.hasPrefix("!") }
        == false)
  }

  @Test(.enabled(if: TeX.path != nil, "pdflatex is not installed")) func hostileNotesCompile() throws {
    let notes = [
      "$unbalanced {$ and $x$, 5$ each, $", "\\begin{document} \\end{document} \\foo", "```\n\\verb|x|\n $$ # %\n```",
      "- a\n- b\n\n1. c\n2. d\n\nafter", "# Title\ntext\n## Second", "* one\n  continued\n* two",
      "**bold** *it* _it_ a_b_c",
      "[link](http://a.b/c_d#e%20)", "$$\\sum_n x_n$$ done", "`code $x$ \\_`", "ŷ ≤ ∑ → “quoted” — 中文 🙂 é", "$ŷ_n ≥ α$",
      "$\\left( x$ and $x \\right)$", "> quote < more | pipe \" ' ~ ^", "*unclosed **strong", "- ", "1.", "a\\",
      "$a$$b$",
    ]
    let solution = Solution(title: "Notes", seed: 1, items: notes.map { .note($0) })
    #expect(try TeX.complaints(LaTeXWriter.text(solution, options: DocumentOptions())) == [])
  }

  @Test func prose() {
    #expect(LaTeXProse.inline("100% of $a_b$ & *it*") == "100\\% of $a_b$ \\& \\emph{it}")
    #expect(LaTeXProse.inline("`x_1` a_b_c 2*3*4") == "\\texttt{x\\_1} a\\_b\\_c 2\\emph{3}4")
    #expect(LaTeXProse.inline("costs 5$ or 6$") == "costs 5\\$ or 6\\$")
    #expect(LaTeXProse.document("- a\n- b\n\nc") == "\\begin{itemize}\n\\item a\n\\item b\n\n\\end{itemize}\nc\n")
    #expect(
      LaTeXText.escaped("#%&_{}~^\\$") == "\\#\\%\\&\\_\\{\\}\\textasciitilde{}\\textasciicircum{}\\textbackslash{}\\$")
    #expect(
      LaTeXText.remark("a >= b != c -> d") == "a \\ensuremath{\\geq} b \\ensuremath{\\neq} c \\ensuremath{\\to} d")
  }

  @Test func types() {
    #expect(LaTeXType("real").words == "real number")
    #expect(LaTeXType("real[N]").words == "real vector of length $N$")
    #expect(LaTeXType("real[N, D + 1]").words == "real matrix, $N \\times D + 1$")
    #expect(LaTeXType("pd[N]").words == "positive definite matrix, $N \\times N$")
    #expect(LaTeXType("real[K] in [0, inf)").words == "real vector of length $K$, in $[0, \\infty )$")
    #expect(LaTeXType("integer in 0..n").words == "integer, in $\\{0, \\ldots, n\\}$")
    #expect(LaTeXType("onehot[N, K]").words == "one-hot rows, $N \\times K$")
    #expect(LaTeXType("real[n] -> real").words == "real[n] \\ensuremath{\\to} real")
  }

  @Test func distributions() {
    #expect(
      LaTeXType.latex(LaTeXType.distribution("normal(1, sigma^2)[n] iid"))
        == "$\\mathcal{N}(1, \\sigma ^2)$, $n$ components, independent and identically distributed")
    #expect(LaTeXType.latex(LaTeXType.distribution("bernoulli(1-p)")) == "$\\operatorname{Bernoulli}(1-p)$")
    #expect(LaTeXType.latex(LaTeXType.distribution("normal(mu, Sigma)")) == "$\\mathcal{N}(\\mu , \\Sigma)$")
    #expect(LaTeXType.latex(LaTeXType.distribution("other(A^-1)")) == "other(A\\textasciicircum{}-1)")
  }

  @Test func aDerivationWhole() {
    var options = DocumentOptions()
    options.fragment = true
    let solution = Solution(
      title: nil, seed: 1, items: [.derivation(Samples.gradientDerivation), .claim(Samples.definite)])
    let text = LaTeXWriter.text(solution, options: options)
    let body = text.split(separator: "\n", omittingEmptySubsequences: false).drop { !$0.hasPrefix("\\textbf") }
    #expect(body.joined(separator: "\n") == Self.derivationText + "\n")
  }

  @Test func fragment() {
    var options = DocumentOptions()
    options.fragment = true
    let text = LaTeXWriter.text(Samples.logistic, options: options)
    #expect(!text.contains("\\documentclass") && !text.contains("\\begin{document}"))
    #expect(isBalanced(text.split(separator: "\n").filter { !$0.hasPrefix("%") }.joined(separator: "\n")))
  }

  private static let derivationText = #"""
    \textbf{Derivation} of $\partial E/\partial w$.
    \begin{alignat*}{2}
      \frac{\partial E}{\partial\hat{y}_{n}} &= \frac{\hat{y}_{n} - y_{n}}{\hat{y}_{n} (1 - \#
    \hat{y}_{n})} &&\quad \reason{derivative of the logarithm, if $\hat{y}_{n} \neq 0$} \\
      \frac{\partial\hat{y}_{n}}{\partial z_{n}} &= \hat{y}_{n} (1 - \hat{y}_{n}) &&\quad \text{\small \#
    derivative of the sigmoid} \\
      \frac{\partial E}{\partial w} &= \sum_{n} \frac{\partial E}{\partial\hat{y}_{n}} \, \#
    \frac{\partial\hat{y}_{n}}{\partial z_{n}} \, \frac{\partial z_{n}}{\partial w} &&\quad \text{\small \#
    chain rule} \\
       &= \sum_{n} (\hat{y}_{n} - y_{n}) x_{n} &&\quad \text{\small equal factors cancel}
    \end{alignat*}

    \textbf{Proposition.}
    \begin{align*}
       &H \succeq 0
    \end{align*}
    \emph{Proof.}
    \begin{alignat*}{2}
      v^{\top} H v &= \sum_{n} \hat{y}_{n} (1 - \hat{y}_{n}) (v_{1} x_{n} + v_{2})^{2} &&\quad \reason{a sum \#
    of squares with coefficients \ensuremath{\geq} 0} \tag*{$\square$}
    \end{alignat*}
    """#
}
