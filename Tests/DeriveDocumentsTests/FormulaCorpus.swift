import DeriveLanguage
import DeriveNumbers

/// Formulas with what they must look like.
enum FormulaCorpus {
  static let yhat = at("yhat", "n")
  static let x = at("x", "n")
  static let factor = times(yhat, sum(n(1), minus(yhat)))
  static let block = Formula.matrix([[power(x, n(2)), x], [x, n(1)]])

  static let names: [(formula: Formula, latex: String, text: String)] = [
    (v("yhat"), #"\hat{y}"#, "ŷ"),
    (v("zbar"), #"\bar{z}"#, "z̄"),
    (v("sigma"), #"\sigma"#, "σ"),
    (v("W1"), "W_{1}", "W₁"),
    (v("x_star"), #"x_{\star}"#, "x⋆"),
    (v("mu_hat"), #"\hat{\mu}"#, "μ\u{302}"),
    (v("loss"), #"\mathrm{loss}"#, "loss"),
    (v("x_new"), #"x_{\mathrm{new}}"#, "x_new"),
    (v("that"), #"\hat{t}"#, "t\u{302}"),
    (v("hat"), #"\mathrm{hat}"#, "hat"),
    (v("delta1"), #"\delta_{1}"#, "δ₁"),
    (v("x1hat"), #"\hat{x}_{1}"#, "x̂₁"),
    (v("h2o"), #"\mathrm{h2o}"#, "h2o"),
    (v("wplus", as: "w^{+}"), "w^{+}", "w⁺"),
    (.component(v("wplus", as: "w^{+}"), [v("i")]), "w^{+}_{i}", "w⁺ᵢ"),
    (power(v("wplus", as: "w^{+}"), n(2)), "(w^{+})^{2}", "w⁺²"),
    (.component(v("w", as: "w_t"), [v("i")]), "{w_t}_{i}", "wₜ[i]"),
    (at("W1", "i", "j"), "W_{1,ij}", "W₁[i, j]"),
    (at("W", "i", "j"), "W_{ij}", "Wᵢⱼ"),
    (.component(v("x"), [sum(v("n"), n(1))]), "x_{n + 1}", "xₙ₊₁"),
    (.component(v("X"), [nil, v("d")]), "X_{:, d}", "X[:, d]"),
    (.component(at("W", "l"), [v("i"), v("j")]), "W_{l,ij}", "W[l, i, j]"),
    (at("z", "d"), "z_{d}", "z[d]"),
    (at("mu", "k"), #"\mu_{k}"#, "μₖ"),
  ]

  static let arithmetic: [(formula: Formula, latex: String, text: String)] = [
    (sum(v("a"), minus(v("b"))), "a - b", "a - b"),
    (minus(sum(v("a"), v("b"))), "-(a + b)", "-(a + b)"),
    (sum(v("a"), minus(sum(v("b"), minus(v("c"))))), "a - (b - c)", "a - (b - c)"),
    (sum(v("a"), minus(minus(v("b")))), "a + (-(-b))", "a + (-(-b))"),
    (sum(v("a"), n(-2)), "a - 2", "a - 2"),
    (sum(v("a"), times(n(-2), v("b"))), "a - 2 b", "a - 2b"),
    (times(v("a"), minus(v("b"))), "a (-b)", "a (-b)"),
    (times(n(2), n(3)), #"2 \cdot 3"#, "2 · 3"),
    (times(n(2), v("x")), "2 x", "2x"),
    (times(n(2), call("log", v("x"))), #"2 \, \log x"#, "2 log x"),
    (times(q(1, 2), v("x")), #"\frac{1}{2} x"#, "½x"),
    (times(q(3, 7), v("x")), #"\frac{3}{7} x"#, "(3/7) x"),
    (q(-3, 7), #"-\frac{3}{7}"#, "-3/7"),
    (power(sum(v("a"), v("b")), n(2)), "(a + b)^{2}", "(a + b)²"),
    (power(minus(v("a")), n(2)), "(-a)^{2}", "(-a)²"),
    (minus(power(v("a"), n(2))), "-a^{2}", "-a²"),
    (power(power(v("a"), v("b")), v("c")), "(a^{b})^{c}", "(aᵇ)ᶜ"),
    (power(v("a"), power(v("b"), v("c"))), "a^{b^{c}}", "a^(bᶜ)"),
    (power(v("a"), q(1, 2)), "a^{1/2}", "a^(1/2)"),
    (power(q(1, 2), v("n")), #"\left(\frac{1}{2}\right)^{n}"#, "(1/2)ⁿ"),
    (power(n(-1), v("n")), "(-1)^{n}", "(-1)ⁿ"),
    (over(v("a"), over(v("b"), v("c"))), #"\frac{a}{\frac{b}{c}}"#, "a/(b/c)"),
    (over(v("y"), sum(n(1), minus(v("a")))), #"\frac{y}{1 - a}"#, "y/(1 - a)"),
    (over(n(1), times(n(2), v("a"))), #"\frac{1}{2 a}"#, "1/(2a)"),
    (times(over(v("a"), v("b")), v("c")), #"\frac{a}{b} c"#, "(a/b) c"),
    (times(v("c"), over(v("a"), v("b"))), #"c \frac{a}{b}"#, "c a/b"),
    (power(over(v("a"), v("b")), n(2)), #"\left(\frac{a}{b}\right)^{2}"#, "(a/b)²"),
    (power(v("x"), over(v("a"), sum(v("b"), n(1)))), "x^{a/(b + 1)}", "x^(a/(b + 1))"),
    (.transpose(v("X")), #"X^{\top}"#, "Xᵀ"),
    (power(.transpose(v("x")), n(2)), #"(x^{\top})^{2}"#, "(xᵀ)²"),
    (.transpose(times(v("A"), v("B"))), #"(A B)^{\top}"#, "(A B)ᵀ"),
    (.hadamard([v("a"), sum(n(1), minus(v("a")))]), #"a \odot (1 - a)"#, "a ⊙ (1 - a)"),
    (times(v("X"), .hadamard([v("a"), v("b")])), #"X (a \odot b)"#, "X (a ⊙ b)"),
    (.hadamard([times(v("A"), v("x")), v("b")]), #"(A x) \odot b"#, "(A x) ⊙ b"),
    (.elementwisePower(v("x"), n(2)), #"x^{\circ 2}"#, "x.^2"),
    (
      times(.transpose(v("X")), sum(v("yhat"), minus(v("y")))), #"X^{\top} (\hat{y} - y)"#, "Xᵀ (ŷ - y)"
    ),
    (
      sum(call("diag", v("p")), minus(times(v("p"), .transpose(v("p"))))),
      #"\operatorname{diag}(p) - p p^{\top}"#, "diag(p) - p pᵀ"
    ),
  ]

  static let calls: [(formula: Formula, latex: String, text: String)] = [
    (call("exp", minus(v("z"))), "e^{-z}", "exp(-z)"),
    (power(call("exp", v("z")), n(2)), "(e^{z})^{2}", "exp(z)²"),
    (call("exp", over(v("a"), v("b"))), "e^{a/b}", "exp(a/b)"),
    (call("exp", total("n", x)), #"\exp\!\left(\sum_{n} x_{n}\right)"#, "exp(Σₙ xₙ)"),
    (call("log", yhat), #"\log \hat{y}_{n}"#, "log ŷₙ"),
    (times(call("log", yhat), v("b")), #"\log(\hat{y}_{n}) \, b"#, "log(ŷₙ) b"),
    (power(call("log", v("x")), n(2)), #"\log^{2}(x)"#, "log²(x)"),
    (call("log", sum(n(1), minus(yhat))), #"\log(1 - \hat{y}_{n})"#, "log(1 - ŷₙ)"),
    (call("sqrt", sum(v("v"), v("epsilon"))), #"\sqrt{v + \varepsilon}"#, "√(v + ε)"),
    (call("abs", v("x")), #"\lvert x \rvert"#, "|x|"),
    (power(call("norm", v("w")), n(2)), #"\lVert w \rVert^{2}"#, "‖w‖²"),
    (call("inv", times(.transpose(v("X")), v("X"))), #"(X^{\top} X)^{-1}"#, "(Xᵀ X)⁻¹"),
    (.component(call("inv", v("H")), [v("i"), v("i")]), "(H^{-1})_{ii}", "(H⁻¹)[i, i]"),
    (.component(call("eye", v("N")), [v("i")]), #"\mathbf{e}_{i}"#, "eᵢ"),
    (call("eye", v("N")), "I_{N}", "I"),
    (call("ones", v("N")), #"\mathbf{1}_{N}"#, "ones(N)"),
    (call("expect", v("J")), #"\mathbb{E}[J]"#, "E[J]"),
    (call("sigmoid", v("z")), #"\sigma(z)"#, "σ(z)"),
    (call("f", v("x")), "f(x)", "f(x)"),
    (call("loss", v("u")), #"\operatorname{loss}(u)"#, "loss(u)"),
    (call("softmax", v("z")), #"\operatorname{softmax}(z)"#, "softmax(z)"),
    (call("grad", v("E"), v("w")), #"\nabla_{w} E"#, "∇_w E"),
    (call("hessian", v("E"), v("w"), v("b")), #"\nabla_{(w, b)}^{2} E"#, "∇²_(w, b) E"),
    (.prime("f", counts: [1], [v("x")], latex: nil), "f'(x)", "f'(x)"),
    (.prime("f", counts: [4], [v("x")], latex: nil), "f^{(4)}(x)", "f⁽⁴⁾(x)"),
    (.prime("f", counts: [1, 2], [v("u"), n(0)], latex: nil), "f^{(1,2)}(u, 0)", "f'[1, 2](u, 0)"),
    (
      .prime("f", counts: [1, 2], [v("u"), v("v")], latex: nil),
      "\\frac{\\partial^{3} f}{\\partial u \\, \\partial v^{2}}", "∂³f/∂u∂v²"
    ),
    (power(.prime("f", counts: [2], [v("x")], latex: nil), n(2)), "f''(x)^{2}", "f''(x)²"),
    (.prime("g", counts: [1], [v("x")], latex: "g^{+}"), #"\left(g^{+}\right)'(x)"#, "g'(x)"),
    (call("limit", at("u", "t"), v("t"), .infinity), #"\lim_{t \to \infty} u_{t}"#, "lim[t → ∞] uₜ"),
    (
      call("convex", v("E"), v("w")), #"E\text{ is convex in } w"#, "E is convex in w"
    ),
  ]

  static let operators: [(formula: Formula, latex: String, text: String)] = [
    (total("n", times(sum(yhat, minus(at("y", "n"))), x)), #"\sum_{n} (\hat{y}_{n} - y_{n}) x_{n}"#, "Σₙ (ŷₙ - yₙ) xₙ"),
    (total("n", sum(v("a"), x)), #"\sum_{n} (a + x_{n})"#, "Σₙ (a + xₙ)"),
    (minus(total("n", x)), #"-\sum_{n} x_{n}"#, "-Σₙ xₙ"),
    (times(total("n", x), v("b")), #"\left(\sum_{n} x_{n}\right) b"#, "(Σₙ xₙ) b"),
    (times(v("b"), total("n", x)), #"b \sum_{n} x_{n}"#, "b Σₙ xₙ"),
    (power(total("n", x), n(2)), #"\left(\sum_{n} x_{n}\right)^{2}"#, "(Σₙ xₙ)²"),
    (
      .bigSum([FormulaBinder(index: "n", range: FormulaRange(lower: n(1), upper: v("N")))], x),
      #"\sum_{n=1}^{N} x_{n}"#, "Σₙ₌₁ᴺ xₙ"
    ),
    (
      .bigSum([FormulaBinder(index: "k", conditions: [.relation(v("k"), .notEqual, v("i"))])], at("x", "k")),
      #"\sum_{k \neq i} x_{k}"#, "Σ[k ≠ i] xₖ"
    ),
    (
      .bigSum(
        [FormulaBinder(index: "i"), FormulaBinder(index: "j", conditions: [.relation(v("i"), .less, v("j"))])], v("a")),
      #"\sum_{i < j} a"#, "Σ[i < j] a"
    ),
    (.bigProduct([FormulaBinder(index: "j")], at("x", "j")), #"\prod_{j} x_{j}"#, "Πⱼ xⱼ"),
    (.delta(v("i"), v("j")), #"\delta_{ij}"#, "δᵢⱼ"),
    (d(v("E"), v("w")), #"\frac{\partial E}{\partial w}"#, "∂E/∂w"),
    (
      times(d(v("E"), yhat), d(yhat, at("z", "n"))),
      #"\frac{\partial E}{\partial\hat{y}_{n}} \, \frac{\partial\hat{y}_{n}}{\partial z_{n}}"#,
      "∂E/∂ŷₙ · ∂ŷₙ/∂zₙ"
    ),
    (
      .derivative(v("E"), [FormulaDerivation(variable: v("w"), order: 2)]),
      #"\frac{\partial^{2} E}{\partial w^{2}}"#, "∂²E/∂w²"
    ),
    (d(v("E"), v("w"), v("b")), #"\frac{\partial^{2} E}{\partial w \, \partial b}"#, "∂²E/∂w∂b"),
    (power(d(v("E"), v("w")), n(2)), #"\left(\frac{\partial E}{\partial w}\right)^{2}"#, "(∂E/∂w)²"),
    (d(power(v("x"), v("x")), v("x")), #"\frac{\partial}{\partial x} [x^{x}]"#, "∂/∂x [xˣ]"),
    (block, #"\begin{bmatrix} x_{n}^{2} & x_{n} \\ x_{n} & 1 \end{bmatrix}"#, "[xₙ², xₙ; xₙ, 1]"),
    (
      .cases([FormulaCase(condition: equal(v("i"), v("c")), value: sum(yhat, n(-1)))], otherwise: yhat),
      #"\begin{cases} \hat{y}_{n} - 1 & \text{if } i = c \\ \hat{y}_{n} & \text{otherwise} \end{cases}"#,
      "if i = c then ŷₙ - 1 else ŷₙ"
    ),
    (.predicate(v("H"), "psd"), #"H \succeq 0"#, "H is positive semidefinite"),
    (.predicate(v("H"), "invertible"), #"H\text{ is invertible}"#, "H is invertible"),
    (
      .and([.relation(v("x"), .notEqual, n(0)), .predicate(v("A"), "pd")]), #"x \neq 0\text{ and } A \succ 0"#,
      "x ≠ 0 and A is positive definite"
    ),
    (
      .membership(v("p"), lower: n(0), upper: n(1), includesLower: true, includesUpper: false, isIntegerRange: false),
      #"p \in [0, 1)"#, "p ∈ [0, 1)"
    ),
    (
      .membership(v("i"), lower: n(1), upper: v("m"), includesLower: true, includesUpper: true, isIntegerRange: true),
      #"i \in \{1, \ldots, m\}"#, "i ∈ 1..m"
    ),
    (.text("50% of a_b & #1"), ##"\text{50\% of a\_b \& \#1}"##, "50% of a_b & #1"),
    (.text("-0.25"), "-0.25", "-0.25"),
  ]

  static let all = names + arithmetic + calls + operators
}
