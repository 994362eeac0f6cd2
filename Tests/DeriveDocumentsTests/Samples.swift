import DeriveLanguage
import DeriveNumbers
import DeriveSolving

/// Solutions built by hand.
enum Samples {
  static let yhat = at("yhat", "n")
  static let error = sum(yhat, minus(at("y", "n")))
  static let answer = total("n", times(error, at("x", "n")))
  static let gradient = d(v("E"), v("w"))
  static let block = Formula.matrix([[power(at("x", "n"), n(2)), at("x", "n")], [at("x", "n"), n(1)]])
  static let hessian = total("n", times(yhat, sum(n(1), minus(yhat)), block))

  static func given(_ role: Solution.Given.Role, _ names: [Formula], _ type: String) -> Solution.Item {
    .given(Solution.Given(role: role, names: names, type: .text(type)))
  }

  /// With everything that a solution can have.
  static let logistic = Solution(
    title: "Logistic regression with one neuron is convex", seed: 1,
    items: [
      given(.size, [v("N")], "size"), given(.given, [v("w"), v("b")], "real"), given(.given, [v("x")], "real[N]"),
      given(.given, [v("y")], "binary[N]"), given(.random, [v("g")], "normal(0, 1)"),
      given(.function, [v("f")], "real -> real"), .assumption([.relation(v("b"), .notEqual, n(0))]),
      .definition(left: at("z", "n"), right: sum(times(v("w"), at("x", "n")), v("b"))),
      .definition(left: yhat, right: call("sigmoid", at("z", "n"))),
      .definition(
        left: v("E"),
        right: minus(
          total(
            "n",
            sum(
              times(at("y", "n"), call("log", yhat)),
              times(sum(n(1), minus(at("y", "n"))), call("log", sum(n(1), minus(yhat)))))))),
      .note(
        "The chain rule goes through $\\hat y_n$ and $z_n$: *two* factors, `yhat` & 100% of them.\n\n- one_a\n- two"),
      .derivation(gradientDerivation), .derivation(hessianDerivation), .claim(chain(0)), .claim(chain(1)),
      .claim(definite), .claim(notDefinite), .claim(onPoints), .claim(undecided),
    ])

  static let gradientDerivation = Solution.Derivation(
    line: 15, name: nil, indices: [], subject: gradient, result: answer, conditions: [],
    steps: [
      Solution.Step(
        rule: "derivative of the logarithm", before: d(v("E"), yhat),
        after: over(error, times(yhat, sum(n(1), minus(yhat)))),
        conditions: [.relation(yhat, .notEqual, n(0))]),
      Solution.Step(
        rule: "derivative of the sigmoid", before: d(yhat, at("z", "n")), after: times(yhat, sum(n(1), minus(yhat)))),
      Solution.Step(
        rule: "chain rule", before: gradient,
        after: total("n", times(d(v("E"), yhat), d(yhat, at("z", "n")), d(at("z", "n"), v("w")))),
        steps: [Solution.Step(rule: "linear", before: d(at("z", "n"), v("w")), after: at("x", "n"))]),
      Solution.Step(
        rule: "equal factors cancel",
        before: total("n", times(d(v("E"), yhat), d(yhat, at("z", "n")), d(at("z", "n"), v("w")))),
        after: answer),
    ], reason: nil, mismatch: nil, seconds: 0.001)

  static let hessianDerivation = Solution.Derivation(
    line: 16, name: "H", indices: [], subject: call("hessian", v("E"), v("w"), v("b")), result: hessian,
    conditions: [], steps: [], reason: nil, mismatch: nil, seconds: 0.001)

  static func chain(_ step: Int) -> Solution.ClaimOutcome {
    let middle = total("n", times(d(v("E"), yhat), d(yhat, at("z", "n")), d(at("z", "n"), v("w"))))
    return Solution.ClaimOutcome(
      line: 18, keyword: .check, text: "d(E, w) = … = …",
      claim: step == 0 ? equal(gradient, middle) : equal(middle, answer), step: step, stepCount: 2,
      verdict: step == 0 ? .proved : .holdsOnPoints, passed: true, points: 200, sizes: 1...5)
  }

  static let definite = Solution.ClaimOutcome(
    line: 21, keyword: .prove, text: "H psd", claim: .predicate(v("H"), "psd"), step: 0, stepCount: 1,
    verdict: .proved, passed: true,
    proof: [
      Solution.Step(
        rule: "a sum of squares with coefficients >= 0",
        before: times(.transpose(v("v")), v("H"), v("v")),
        after: total(
          "n",
          times(
            yhat, sum(n(1), minus(yhat)),
            power(sum(times(.component(v("v"), [n(1)]), at("x", "n")), .component(v("v"), [n(2)])), n(2)))))
    ],
    points: 200, sizes: 1...5)

  static let notDefinite = Solution.ClaimOutcome(
    line: 22, keyword: .refute, text: "H pd", claim: .predicate(v("H"), "pd"), step: 0, stepCount: 1,
    verdict: .refuted, passed: true,
    counterexample: Solution.Counterexample(
      sizes: [.init(name: v("N"), value: n(1))],
      values: [
        .init(name: v("w"), value: n(0)), .init(name: v("b"), value: q(1, 2)),
        .init(name: v("x"), value: .matrix([[n(1)], [n(-2)]])),
      ], left: nil, right: nil, remark: "v'*H*v = 0 for v = (1, 0)"))

  static let onPoints = Solution.ClaimOutcome(
    line: 23, keyword: .prove, text: "E >= 0", claim: .relation(v("E"), .greaterOrEqual, n(0)), step: 0, stepCount: 1,
    verdict: .holdsOnPoints, passed: false, points: 200, sizes: 1...5, reason: "no proof was found",
    measurements: ["smallest E over the points: 0.0012"])

  static let undecided = Solution.ClaimOutcome(
    line: 24, keyword: .check, text: "E = 0", claim: equal(v("E"), n(0)), step: 0, stepCount: 1,
    verdict: .refuted, passed: false, conditions: [.relation(v("b"), .notEqual, n(0))],
    counterexample: Solution.Counterexample(
      sizes: [.init(name: v("N"), value: n(1))], values: [.init(name: v("w"), value: n(0))], left: .text("0.693147…"),
      right: n(0)))
}

extension Samples {
  /// Answers and reasons too long for a line.
  static let wide: Solution = {
    let letters = "abcdefghijklmnopqrstuvw".map { String($0) }
    let long = Formula.sum(letters.map { times(at($0, "n"), sum(v("alpha"), minus(at($0 + "hat", "n")))) })
    let fraction = over(long, sum(n(1), long))
    let matrix = Formula.matrix([letters.map { times(at($0, "i"), at($0, "j")) }])
    let derivation = Solution.Derivation(
      line: 1, name: nil, indices: [], subject: gradient, result: total("n", long), conditions: [],
      steps: [
        Solution.Step(
          rule: "a sum that is rather long is written out term by term, each with the sign that it has, and so on",
          before: gradient, after: long),
        Solution.Step(rule: "short", before: long, after: fraction),
        Solution.Step(rule: "wide", before: fraction, after: matrix),
        Solution.Step(rule: "logarithm", before: matrix, after: minus(call("log", total("n", long)))),
        Solution.Step(rule: "sum", before: minus(call("log", total("n", long))), after: total("n", long)),
      ], reason: nil, mismatch: nil, seconds: 0)
    let claim = Solution.ClaimOutcome(
      line: 2, keyword: .check, text: "long", claim: equal(long, fraction), step: 0, stepCount: 2, verdict: .proved,
      passed: true)
    let next = Solution.ClaimOutcome(
      line: 2, keyword: .check, text: "long", claim: equal(fraction, long), step: 1, stepCount: 2, verdict: .undecided,
      passed: false, reason: "nothing was found")
    return Solution(title: nil, seed: 1, items: [.derivation(derivation), .claim(claim), .claim(next)])
  }()
}
