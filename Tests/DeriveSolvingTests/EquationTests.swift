import DeriveLanguage
import DeriveSolving
import Testing

/// Equations solved, minima found, Newton's step; and what has no single answer, which says so.
@Suite struct EquationTests {
  /// One condition, that the determinant is not 0, whichever pivots elimination met.
  @Test func linearSystemsAskForTheirDeterminantOnly() throws {
    let text = """
      given a, b, c, p, q, r, x, y : real
      derive solve((a*x + b*y = c, p*x + q*y = r), (x, y))
      derive solve((x + y = 1, x + y = 2), (x, y))
      derive solve((x + y = 1, 2*x + 2*y = 2), (x, y))
      derive minimize(x, x)
      derive minimize(-x^2, x)

      """
    let derivations = try Solving.solution(text, points: 20).items.compactMap { item in
      if case .derivation(let derivation) = item { derivation } else { nil }
    }
    #expect(derivations.count == 5)
    #expect(derivations[0].conditions.map { FormulaText.text($0) } == ["a*q - b*p != 0"])
    let reasons = derivations.dropFirst().map { $0.reason ?? "done" }
    for (reason, part) in zip(reasons, ["contradict", "infinitely many", "no stationary point", "concave"]) {
      #expect(reason.contains(part), "\(reason)")
    }
  }

  private let names = """
    size N, D
    given X : real[N, D]
    given F : fullrank[N, D]
    given Y : real[N]
    given beta, w : real[D]
    given alpha, c : positive
    given a, b, p, q, x, y : real
    given u, t : real in (0, 1)
    given H : pd[D]
    given A, B : invertible[D]
    given Z, C : real[D, D]
    given S : symmetric[D]
    given k : integer in 1..D

    """

  @Test func equations() {
    Soundness().check(
      names + """
        check solve(a*x + b = 0, x) = -b/a  # proved
        check solve(a*x + b = 0, x) = b/a  # refuted
        check solve(2*X'*X*beta - 2*X'*Y = 0, beta) = inv(X'*X)*X'*Y  # proved
        check solve(grad(norm(Y - F*beta)^2, beta) = 0, beta) = (F'*F)^-1*F'*Y  # proved
        check solve(grad(norm(Y - F*beta)^2, beta) = 0, beta) = (F'*F)^-1*F'*Y + ones(D)  # refuted
        check solve(A*Z*B = C, Z) = inv(A)*C*inv(B)  # proved
        check solve(A*Z*B = C, Z) = inv(B)*C*inv(A)  # refuted
        check solve(Z*A = C, Z) = C*inv(A)  # proved
        check solve((x + y = a, x - y = b), (x, y))[1] = (a + b)/2  # proved
        check solve((p*x + q*y = a, x - y = b), (x, y))[2] = (a - p*b)/(p + q)  # proved
        check solve((p*x + q*y = a, x - y = b), (x, y))[2] = (a + p*b)/(p + q)  # refuted
        check argmin(x^2 + x*y + y^2 - 3*x, (x, y)) = [2; -1]  # proved
        check argmin(x^2 + x*y + y^2 - 3*x, (x, y)) = [2; 1]  # refuted
        check argmin(x^2 + y^2, (x, y), subject to x + y = 1) = [1/2; 1/2]  # proved
        check minimum((x - a)^2 + (x - y)^2 + 1, (x, y)) = 1  # proved
        check argmin(x^2 - y^2, (x, y)) = [0; 0]  # undecided
        check argmin(-x^2 - y^2, (x, y)) = [0; 0]  # undecided
        check solve(exp(2*x) = c, x) = 1/2*log(c)  # proved
        check solve(log(x) = a, x) = exp(a)  # proved
        check solve(sigmoid(x) = u, x) = log(u/(1 - u))  # proved
        check solve(tanh(x) = 1/2, x) = atanh(1/2)  # proved
        check solve(1/x = c, x) = 1/c  # proved
        check solve(d(-(u*log(t) + (1 - u)*log(1 - t)), t) = 0, t) = u  # proved
        check solve(c*y^3 = c, y) = 1  # proved
        check solve(x^2 = c, x) = sqrt(c)  # undecided
        check solve(x^2 + 1 = 0, x) = 1  # undecided
        check solve(x = x, x) = 1  # undecided
        check solve(sin(x) = 0, x) = 0  # undecided
        check solve(abs(x) = -1, x) = 1  # undecided
        check solve(sqrt(x) = -1, x) = 1  # undecided
        check solve(sqrt(x) = a, x) = a^2 if a >= 0  # proved
        """)
  }

  @Test func minima() {
    Soundness().check(
      names + """
        check argmin(norm(Y - F*beta)^2, beta) = inv(F'*F)*F'*Y  # proved
        check argmin(norm(Y - X*beta)^2 + alpha*norm(beta)^2, beta) = inv(X'*X + alpha*eye(D))*X'*Y  # proved
        check argmin(norm(Y - X*beta)^2 + alpha*norm(beta)^2, beta) = inv(X'*X + 2*alpha*eye(D))*X'*Y  # refuted
        check argmin((x - a)^2 + b, x) = a  # proved
        check minimum((x - a)^2 + b, x) = b  # proved
        check minimum((x - a)^2 + b, x) = a  # refuted
        check argmin(c*t - log(t), t) = 1/c  # refuted
        check argmin(c*t - log(t), t) = 1/c if c > 1  # proved
        check argmin(1/2*w'*H*w, w, subject to beta[k] + w[k] = 0) = -beta[k]/inv(H)[k, k]*inv(H)*eye(D)[k]  # proved
        check argmin(1/2*w'*H*w, w, subject to beta[k] + w[k] = 0) = beta[k]/inv(H)[k, k]*inv(H)*eye(D)[k]  # refuted
        check multiplier(1/2*w'*H*w, w, subject to beta[k] + w[k] = 0) = beta[k]/inv(H)[k, k]  # proved
        check minimum(1/2*w'*H*w, w, subject to beta[k] + w[k] = 0) = 1/2*beta[k]^2/inv(H)[k, k]  # proved
        check minimum(1/2*w'*H*w, w, subject to beta[k] + w[k] = 0) = beta[k]^2/inv(H)[k, k]  # refuted
        check argmin(norm(w)^2, w, subject to sum(w) = 1) = 1/D*ones(D)  # proved
        check newton(1/2*w'*H*w, w) = 0  # proved
        check newton(1/2*w'*H*w - beta'*w, w) = inv(H)*beta  # proved
        check newton(1/2*w'*H*w - beta'*w, w) = H*beta  # refuted
        check newton(x^2 - 2*x, x) = 1  # proved
        """)
  }

  /// A stationary point that is not shown to be a minimum is none.
  @Test func stationaryPointsThatAreNoMinima() {
    Soundness().check(
      names + """
        check argmin(1/x^2 - 2*x, x) = -1  # undecided
        check argmin(-(x - a)^2, x) = a  # undecided
        check argmin(x^3, x) = 0  # undecided
        check argmin(x^2 + abs(x - 1), x) = 0  # undecided
        check argmin(1/2*w'*S*w, w) = 0  # undecided
        check argmin(x^4 - x^2, x) = 0  # undecided
        check argmin((x - a)^2, x, subject to x^2 = 1) = 1  # undecided
        check argmin((c + 1)^2, c) = -1  # undecided
        """)
  }

  @Test func whatIsPrinted() throws {
    let solution = try Solving.solution(
      names + """
        derive solve(x^2 = c, x)
        derive solve(x^2 - 3*x + 2 = 0, x)
        derive solve(2*X'*X*beta - 2*X'*Y = 0, beta)
        """)
    var shown: [String] = []
    for case .derivation(let derivation) in solution.items {
      shown.append(derivation.result.map(FormulaText.text) ?? derivation.reason ?? "")
      shown += derivation.conditions.map(FormulaText.text)
    }
    #expect(
      shown == ["x = sqrt(c) or x = -sqrt(c)", "x = 2 or x = 1", "inv(X'*X)*X'*Y", "det(X'*X) != 0"])
  }
}
