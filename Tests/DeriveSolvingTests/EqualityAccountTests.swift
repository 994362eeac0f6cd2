import DeriveSolving
import Testing

@testable import DeriveLanguage

/// Proofs of equations name the laws by which they were found.
@Suite struct EqualityAccounts {
  private static let head = """
    size N, K
    given x, z : real[N]
    given y : binary[N]
    given c : onehot[K]
    given s : simplex[K]
    given p : real[K]
    given Q : orthogonal[N]
    given a : real
    let t[n] = sigmoid(z[n])

    """

  private static func proof(_ claim: String, _ detail: SolveOptions.Steps) throws -> [Solution.Step] {
    var options = SolveOptions()
    options.points = 10
    options.steps = detail
    let problem = try Solving.problem(head + "prove \(claim)\n")
    let outcome = solve(problem, options: options).items.compactMap { item -> Solution.ClaimOutcome? in
      if case .claim(let outcome) = item { outcome } else { nil }
    }.last
    let claim = try #require(outcome)
    #expect(claim.verdict == .proved)
    return claim.proof
  }

  @Test(arguments: [
    ("sum(n, y[n]^2*x[n]) = sum(n, y[n]*x[n])", "`y^2 = y`"),
    ("sum(k, c[k]*a) = a", "the components of `c` sum to 1"),
    ("sum(k, s[k]*(a + p[k])) = a + sum(k, s[k]*p[k])", "the components of `s` sum to 1"),
    ("Q'*Q = eye(N)", "rows and columns of `Q` are orthonormal"),
    ("t[n] = 1/(1 + exp(-z[n]))", "definitions inserted"),
    ("(a + 1)^2 = a^2 + 2*a + 1", "multiplied out"),
    ("sin(a)^2*x[n] = x[n] - cos(a)^2*x[n]", "sin(x)^2"),
    ("d(sum(n, x[n]^2), x[m]) = 2*x[m]", "derived"),
    ("d(sum(n, x[n]^2), x[m]) = 2*x[m]", "deltas contracted"),
    ("1/(1 + a^2) + a^2/(1 + a^2) = 1", "over a common denominator"),
  ])
  func nameTheirLaws(_ claim: String, _ law: String) throws {
    let rules = try Self.proof(claim, .brief).map(\.rule)
    #expect(rules.contains { $0.contains(law) }, "\(rules)")
    // A law that is not used is not named.
    #expect(!rules.contains { $0.contains("an inverse") }, "\(rules)")
  }

  @Test func onlyFullStepsHoldRewrites() throws {
    let claim = "sum(n, y[n]^2*x[n]) = sum(n, y[n]*x[n])"
    #expect(try Self.proof(claim, .none).isEmpty)
    #expect(try Self.proof(claim, .brief).allSatisfy { $0.steps.isEmpty })
    let rewrites = try Self.proof(claim, .full).flatMap(\.steps)
    #expect(rewrites.contains { FormulaText.text($0.before) == "y[n]^2" && FormulaText.text($0.after) == "y[n]" })
  }

  /// In a rewrite every free index has a letter of its own.
  @Test func indicesOfRewritesAreToldApart() throws {
    let rewrites = try Self.proof("d(sum(n, exp(x[n])), x[m]) = exp(x[m])", .full).flatMap(\.steps)
    for rewrite in rewrites where rewrite.rule == "derivative of exp" {
      #expect(FormulaText.text(rewrite.after) != "delta(n, n)*exp(x[n])")
      #expect(!FormulaText.text(rewrite.before).contains("d(exp(x[m]), x[m])"))
    }
    #expect(rewrites.contains { $0.rule == "derivative of exp" })
  }
}
