import DeriveLanguage
import DeriveSolving
import Testing

@testable import DeriveDocuments

@Suite struct TerminalTests {
  private func text(_ solution: Solution, _ steps: SolveOptions.Steps = .brief, width: Int = 100) -> String {
    var options = DocumentOptions()
    options.steps = steps
    options.width = width
    return TerminalWriter.text(solution, options: options)
  }

  @Test func brief() { #expect(text(Samples.logistic) == Self.briefText + "\n") }

  @Test func full() { #expect(text(Samples.logistic, .full, width: 72) == Self.fullText + "\n") }

  @Test func none() { #expect(text(Samples.logistic, SolveOptions.Steps.none) == Self.noneText + "\n") }

  @Test func widths() {
    for width in [40, 60, 80, 100, 200] {
      for solution in [Samples.logistic, Samples.wide] {
        let lines = text(solution, .full, width: width).split(separator: "\n")
        let tooWide = lines.filter { $0.displayWidth > width }
        #expect(width < 60 || tooWide == [], "\(width)")
      }
    }
  }

  @Test func colours() {
    var options = DocumentOptions()
    options.color = true
    let colored = TerminalWriter.text(Samples.logistic, options: options)
    #expect(colored.contains("\u{1B}[32m✓ proved\u{1B}[0m") && colored.contains("\u{1B}[31m✗ refuted\u{1B}[0m"))
    var plain = ""
    var rest = Substring(colored)
    while let start = rest.firstRange(of: "\u{1B}[") {
      plain += rest[..<start.lowerBound]
      rest = rest[start.upperBound...].drop { $0 != "m" }.dropFirst()
    }
    #expect(plain + rest == text(Samples.logistic))
  }

  @Test func oneStatementHasNoSummary() {
    let solution = Solution(title: nil, seed: 1, items: [.derivation(Samples.hessianDerivation)])
    #expect(
      text(solution) == """
        Derive  H = ∇²_(w, b) E
                  = Σₙ ŷₙ (1 - ŷₙ) ⎡xₙ²  xₙ⎤
                                   ⎣xₙ   1 ⎦

        """)
  }

  @Test func whatCouldNotBeDone() {
    var derivation = Samples.hessianDerivation
    derivation.result = nil
    derivation.reason = "the derivative of foo is not known"
    var other = Samples.gradientDerivation
    other.steps = []
    other.conditions = [.relation(v("x"), .notEqual, n(0))]
    other.mismatch = "expected 2*x"
    let solution = Solution(title: nil, seed: 1, items: [.derivation(derivation), .derivation(other)])
    #expect(
      text(solution) == """
        Derive  ∇²_(w, b) E   ✗ not done
                  the derivative of foo is not known

        Derive  ∂E/∂w = Σₙ (ŷₙ - yₙ) xₙ
                  if x ≠ 0
                  ✗ expected 2*x

        2 derivations; 2 failed

        """)
  }

  @Test func statementsAsSteps() {
    var claim = Samples.definite
    claim.proof = [
      Solution.Step(rule: "expanded", before: v("a"), after: times(v("b"), v("b"))),
      Solution.Step(
        rule: "a square", before: times(v("b"), v("b")), after: .relation(times(v("b"), v("b")), .greaterOrEqual, n(0))),
      Solution.Step(rule: "same form", before: equal(v("c"), v("e")), after: .text("true")),
      Solution.Step(rule: "the Hessian decides", before: call("convex", v("E"), v("w")), after: .text("Hessian psd")),
    ]
    claim.measurements = []
    let solution = Solution(title: nil, seed: 1, items: [.claim(claim)])
    #expect(
      text(solution) == """
        Prove   H is positive semidefinite   ✓ proved
                  a = b b                    expanded
                    ≥ 0                      a square
                  c = e                      same form
                  Hessian psd                the Hessian decides

        """)
  }

  @Test func shapesThatDiffer() {
    var claim = Samples.notDefinite
    claim.passed = false
    claim.keyword = .check
    claim.counterexample = Solution.Counterexample(
      sizes: [], values: [], left: .text("K by D"), right: .text("K"), remark: "shapes differ")
    #expect(
      text(Solution(title: nil, seed: 1, items: [.claim(claim)])) == """
        Check   H is positive definite   ✗ refuted
                  counterexample  shapes differ
                                  left side   K by D
                                  right side  K

        """)
  }

  @Test func brackets() {
    let writer = TextFormulaWriter(notation: Notation())
    let tall = writer.run(power(sum(Samples.block, v("A")), n(2))).box.rows
    #expect(tall == ["⎛⎡xₙ²  xₙ⎤ + A⎞²", "⎝⎣xₙ   1 ⎦    ⎠"])
    let cases = Formula.cases(
      [
        FormulaCase(condition: equal(v("i"), v("c")), value: n(1)),
        FormulaCase(condition: equal(v("i"), v("d")), value: n(-2)),
      ],
      otherwise: n(0))
    #expect(
      writer.run(equal(v("a"), cases)).box.rows == ["    ⎧ 1   if i = c", "a = ⎨ -2  if i = d", "    ⎩ 0   otherwise"])
  }

  @Test func namesOfTheFileComeFirst() {
    let writer = TextFormulaWriter(notation: Notation(declared: ["sigma", "I", "e", "E"]))
    #expect(writer.text(call("sigmoid", v("z"))) == "sigmoid(z)")
    #expect(writer.text(call("eye", v("N"))) == "eye(N)")
    #expect(writer.text(.component(call("eye", v("N")), [v("i")])) == "eye(N)[i]")
    #expect(writer.text(call("expect", v("x"))) == "𝔼[x]")
    let latex = LaTeXFormulaWriter(notation: Notation(declared: ["sigma", "I", "e"]))
    #expect(latex.tex(call("sigmoid", v("z"))) == "\\operatorname{sigmoid}(z)")
    #expect(latex.tex(call("exp", v("z"))) == "\\exp(z)")
    #expect(latex.tex(call("eye", v("N"))) == "\\mathbf{I}_{N}")
  }

  @Test func mathematicsOfNotes() {
    #expect(TextMath.line(#"with $\hat y_n$ and $z_n^2$"#) == "with ŷₙ and zₙ²")
    #expect(TextMath.line(#"$\sum_n x_n \le \frac{1}{n+1}$"#) == "Σₙ xₙ ≤ 1/(n+1)")
    #expect(TextMath.line(#"$\mathbb{R}^n$, $X^\top$, $\mu$"#) == "ℝⁿ, Xᵀ, μ")
    #expect(TextMath.line(#"$\unknown{x}$ and $5"#) == #"$\unknown{x}$ and $5"#)
  }

  @Test func widthsOfCharacters() {
    #expect("ŷₙ".displayWidth == 2 && "y\u{302}".displayWidth == 1 && "中".displayWidth == 2 && "⎡".displayWidth == 1)
  }
}
