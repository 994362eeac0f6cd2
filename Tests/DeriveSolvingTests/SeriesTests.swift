import DeriveLanguage
import Testing

@testable import DeriveSolving

/// Taylor polynomials: known ones, of abstract functions, with assumptions, and where there is none.
@Suite struct SeriesTests {
  private let names = """
    size D
    given x, a, b, c, h, e, xs : real
    given p : positive
    given w, delta : real[D]
    given H : symmetric[D]
    function f, g : real -> real
    function k : real, real -> real
    function J : real[D] -> real
    let y = x^2 + b
    let q[i] = w[i]^2

    """

  @Test func known() {
    Soundness().check(
      names + """
        check series(exp(x), x -> 0, 4) = 1 + x + x^2/2 + x^3/6 + x^4/24  # proved
        check series(exp(x), x -> 0, 4) = 1 + x + x^2/2 + x^3/6 + x^4/25  # refuted
        check series(exp(x), x -> 0, 3) = 1 + x + x^2/2 + x^3/6 + x^4/24  # refuted
        check series(exp(x), x -> a, 2) = exp(a)*(1 + (x - a) + (x - a)^2/2)  # proved
        check series(sin(x), x -> 0, 5) = x - x^3/6 + x^5/120  # proved
        check series(log(1 + x), x -> 0, 3) = x - x^2/2 + x^3/3  # proved
        check series(1/(1 - x), x -> 0, 6) = sum(i : 0..6, x^i)  # proved
        check series(sqrt(1 + x), x -> 0, 2) = 1 + x/2 - x^2/8  # proved
        check series((1 + x)^a, x -> 0, 2) = 1 + a*x + a*(a - 1)/2*x^2  # proved
        check series(a^x, x -> 0, 1) = 1 + x*log(a) if a > 0  # proved
        check series(sigmoid(x), x -> 0, 3) = 1/2 + x/4 - x^3/48  # proved
        check series(tanh(x), x -> 0, 5) = x - x^3/3 + 2*x^5/15  # proved
        check series(softplus(x), x -> 0, 2) = log(2) + x/2 + x^2/8  # proved
        check series(exp(sin(x)*log(1 + x)), x -> 0, 4) = 1 + x^2 - x^3/2 + 2*x^4/3  # proved
        check series(x^3, x -> a, 2) = a^3 + 3*a^2*(x - a) + 3*a*(x - a)^2  # proved
        check series(x^3, x -> a, 3) = x^3  # proved
        check series(1/x, x -> a, 1) = 1/a - (x - a)/a^2 if a != 0  # proved
        check series(abs(x), x -> a, 1) = sign(a)*x if a != 0  # proved
        check series(y^2, x -> 0, 2) = b^2 + 2*b*x^2  # proved
        check series(sum(i, exp(x*w[i])), x -> 0, 2) = D + x*sum(i, w[i]) + x^2/2*sum(i, w[i]^2)  # proved
        check series(sum(q), w[1] -> 0, 2) = sum(q)  # proved
        check series(erf(x), x -> 0, 3) = 2/sqrt(pi)*(x - x^3/3)  # proved
        check series(x, x -> a, 0) = a  # proved
        """)
  }

  @Test func abstract() {
    Soundness().check(
      names + """
        check series(f(x), x -> a, 2) = f(a) + f'(a)*(x - a) + f''(a)/2*(x - a)^2  # proved
        check series(f(x), x -> a, 2) = f(a) + f'(a)*(x - a) + f''(a)*(x - a)^2  # refuted
        check series(f(g(x)), x -> 0, 1) = f(g(0)) + f'(g(0))*g'(0)*x  # proved
        check series(k(x, x^2), x -> 0, 1) = k(0, 0) + k'[1, 0](0, 0)*x  # proved
        check series(J(w + delta), delta -> 0, 2) = J(w) + grad(J(w), w)'*delta + 1/2*delta'*hessian(J(w), w)*delta  # proved
        check series(J(w + delta), delta -> 0, 2) = J(w) + grad(J(w), w)'*delta + delta'*hessian(J(w), w)*delta  # refuted
        check series(1/2*w'*H*w, w -> delta, 1) = 1/2*delta'*H*delta + delta'*H*(w - delta)  # proved
        check series(1/2*w'*H*w, w -> delta, 2) = 1/2*w'*H*w  # proved
        """)
  }

  /// Newton's method near a root: what is assumed at the root is put into the coefficients, and only there.
  @Test func assumptions() {
    let error = "series(e - f(xs + e)/f'(xs + e), e -> 0, 2)"
    Soundness().check(
      names + """
        check \(error) = f''(xs)/(2*f'(xs))*e^2 if f(xs) = 0, f'(xs) != 0  # proved
        check \(error) = -f''(xs)/(2*f'(xs))*e^2 if f(xs) = 0, f'(xs) != 0  # refuted
        check \(error) = f''(xs)/f'(xs)*e^2 if f(xs) = 0, f'(xs) != 0  # refuted
        check \(error) = f''(xs)/(2*f'(xs))*e^2 if f'(xs) != 0  # refuted
        check \(error) = f''(xs)/(2*f'(xs))*e^2 if f(xs) = 0  # proved
        check \(error) = f''(xs)/(2*f'(xs))*e^2 if f(e) = 0, f'(xs) != 0  # not proved
        check series(f(x), x -> a, 1) = 0 if f(x) = 0  # not proved
        check series(abs(x), x -> a, 1) = x if x > 0  # not proved
        """)
  }

  @Test func whereThereIsNone() {
    Soundness().check(
      names + """
        check series(1/x, x -> 0, 2) = 0  # not proved
        check series(log(x), x -> 0, 2) = 0  # not proved
        check series(log(p), p -> 0, 2) = 0  # not proved
        check series(abs(x), x -> 0, 1) = 0  # not proved
        check series(abs(p), p -> -1, 1) = p  # not proved
        check series(sqrt(x), x -> 0, 1) = 0  # not proved
        check series(relu(x), x -> 0, 1) = 0  # not proved
        check series(x^2, x -> x, 1) = 0  # not proved
        """)
  }

  @Test func whatIsPrinted() throws {
    let solution = try Solving.solution(
      names + """
        derive series(sin(x), x -> 0, 4)                #= x - 1/6*x^3 + O(x^5)
        derive series(f(x), x -> a, 1)                  #= f(a) + f'(a)*(x - a) + O((x - a)^2)
        derive series(J(w + delta), delta -> 0, 1)
        derive series(cos(x), x -> 0, 2)                #= 1 - 1/2*x^2 + O(x^2)
        derive series(cos(x), x -> 0, 2)                #= 1 + 1/2*x^2 + O(x^3)
        assume f(xs) = 0
        derive series(f(x), x -> xs, 1)
        """)
    var shown: [String] = []
    var rules: [[String]] = []
    var mismatches: [Bool] = []
    for case .derivation(let derivation) in solution.items {
      shown.append(derivation.result.map(FormulaText.text) ?? derivation.reason ?? "")
      rules.append(derivation.steps.map(\.rule))
      mismatches.append(derivation.mismatch != nil)
    }
    #expect(
      shown == [
        "x - 1/6*x^3 + O(x^5)", "f(a) + (x - a)*f'(a) + O((x - a)^2)",
        "J(w) + delta'*J'(w) + O(norm(delta)^2)", "1 - 1/2*x^2 + O(x^3)", "1 - 1/2*x^2 + O(x^3)",
        "(x - xs)*f'(xs) + O((x - xs)^2)",
      ])
    #expect(rules.last == ["Taylor's theorem", "what is assumed at the point put in"])
    #expect(mismatches == [false, false, false, true, true, false])
  }
}
