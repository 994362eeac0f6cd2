import DeriveSolving
import Testing

/// Expectations by moments, with the same claims changed in one place, which are false.
@Suite struct Expectations {
  static let scalars = """
    size N
    given p, q : real in [0, 1]
    given s, t, a, b : real
    given lambda, theta : positive
    given x, c : real[N]
    random g : normal(a, s^2)[N] iid
    random m : bernoulli(p)[N] iid
    random k : poisson(lambda)[N] iid
    random u : uniform(a, b)
    random e : exponential(lambda)
    random G : gamma(theta, lambda)
    random B : beta(theta, lambda)
    random o : laplace(a, theta)
    random r : rademacher()[N] iid

    """

  static let vectors = """
    size N, D
    given mu : real[N]
    given Sigma : psd[N]
    given A, C : real[D, N]
    given M : real[N, N]
    given q : simplex[N]
    given s : real
    random y : normal(mu, Sigma)
    random z : moments(mu, Sigma)
    random h : categorical(q)
    random w : normal(0, s^2)[N] iid
    random v : normal(0, Sigma)

    """

  static let rules: [ProvingRule] = [
    ProvingRule(
      testDescription: "moments of scalars", given: scalars,
      proved: [
        "expect(e^3) = 6/lambda^3", "var(e) = 1/lambda^2", "var(G) = theta*lambda^2", "expect(G) = theta*lambda",
        "expect(B) = theta/(theta + lambda)", "var(u) = (b - a)^2/12", "var(o) = 2*theta^2", "expect(o) = a",
        "expect((o - a)^4) = 24*theta^4", "expect((o - a)^3) = 0", "expect((g[1] - a)^6) = 15*s^6",
        "var(B) = theta*lambda/((theta + lambda)^2*(theta + lambda + 1))", "expect(u^3) = (a + b)*(a^2 + b^2)/4",
        "expect(e*u) = (a + b)/(2*lambda)", "cov(e, u) = 0", "var(e + u) = var(e) + var(u)",
      ],
      refuted: [
        "expect(e^3) = 3/lambda^3", "var(e) = 1/lambda", "var(G) = theta*lambda", "expect(G) = theta/lambda",
        "expect(B) = lambda/(theta + lambda)", "var(u) = (b - a)/12", "var(o) = theta^2", "expect(g[1]^2) = s^2",
        "expect((o - a)^4) = 12*theta^4", "expect((g[1] - a)^6) = 5*s^6", "expect(e^2) = expect(e)^2",
        "var(e - u) = var(e) - var(u)",
      ]),
    ProvingRule(
      testDescription: "coinciding indices", given: scalars,
      proved: [
        "expect(m[i]*m[j]) = p^2 + p*(1 - p)*delta(i, j)", "expect(m[i]*m[j]) = p^2 if i != j",
        "expect(k[i]*k[j]) = lambda^2 + lambda*delta(i, j)", "expect(k[1]^2*k[1]) = lambda + 3*lambda^2 + lambda^3",
        "expect((k[i] - lambda)^4) = lambda + 3*lambda^2", "expect(r[i]^2*r[j]) = 0", "expect(r[i]^2*r[j]^2) = 1",
        "expect((g[i] - a)^2*(g[j] - a)^2) = s^4 + 2*s^4*delta(i, j)",
        "expect(sum(n, r[n]*x[n])^4) = 3*sum(n, x[n]^2)^2 - 2*sum(n, x[n]^4)",
        "var(sum(n, m[n]*x[n])) = p*(1 - p)*sum(n, x[n]^2)", "var(sum(n, k[n])) = N*lambda",
        "expect(sum(n, m[n])^2) = N*p + N*(N - 1)*p^2", "var(1/N*sum(n, g[n])) = s^2/N",
        "expect(m[i]*k[i]) = p*lambda", "expect(k[i]^2*k[j]) = (lambda + lambda^2)*lambda if i != j",
      ],
      refuted: [
        "expect(m[i]*m[j]) = p^2", "expect(m[i]*m[j]) = p^2 + p*delta(i, j)", "expect(k[i]*k[j]) = lambda*delta(i, j)",
        "expect(r[i]*r[j]) = 1", "expect(sum(n, r[n]*x[n])^4) = 3*sum(n, x[n]^2)^2",
        "var(sum(n, m[n]*x[n])) = p*(1 - p)*sum(n, x[n])^2", "expect(sum(n, m[n])^2) = N*p + N^2*p^2",
        "expect((g[i] - a)^2*(g[j] - a)^2) = s^4 + s^4*delta(i, j)", "var(1/N*sum(n, g[n])) = s^2",
      ]),
    ProvingRule(
      testDescription: "exponentials", given: scalars,
      proved: [
        "expect(exp(t*g[i])) = exp(a*t + s^2*t^2/2)", "expect(exp(t*k[i])) = exp(lambda*(exp(t) - 1))",
        "expect(exp(t*m[i])) = 1 - p + p*exp(t)", "expect(exp(t*r[i])) = cosh(t)",
        "expect(exp(-e)) = lambda/(lambda + 1)",
        "expect(exp(-e - u*0)) = lambda/(lambda + 1)", "expect(exp(t*e)) = lambda/(lambda - t) if t < lambda",
        "expect(exp(-o)) = exp(-a)/(1 - theta^2) if theta < 1",
        "expect(g[i]*exp(t*g[i])) = (a + s^2*t)*exp(a*t + s^2*t^2/2)",
        "expect(exp(sum(n, c[n]*g[n]))) = exp(a*sum(n, c[n]) + s^2/2*sum(n, c[n]^2))",
        "expect(exp(sum(n, c[n]*r[n]))) = prod(n, cosh(c[n]))",
        "expect(exp(g[i] + g[j])) = exp(2*a + s^2 + s^2*delta(i, j))",
        "expect(e*exp(-e)) = lambda/(lambda + 1)^2", "var(exp(g[i])) = (exp(s^2) - 1)*exp(2*a + s^2)",
        "expect(exp(g[i] - e)) = exp(a + s^2/2)*lambda/(lambda + 1)",
      ],
      refuted: [
        "expect(exp(t*g[i])) = exp(a*t + s^2*t^2)", "expect(exp(g[i])) = exp(a)", "expect(exp(t*m[i])) = p*exp(t)",
        "expect(exp(-e)) = lambda/(lambda - 1)", "expect(exp(g[i] + g[j])) = exp(2*a + s^2)",
        "expect(exp(sum(n, c[n]*r[n]))) = cosh(sum(n, c[n]))", "expect(g[i]*exp(t*g[i])) = a*exp(a*t + s^2*t^2/2)",
        "expect(e*exp(-e)) = 1/(lambda + 1)^2", "expect(exp(t*e)) = 1/(1 - t)",
      ]),
    ProvingRule(
      testDescription: "vectors", given: vectors,
      proved: [
        "expect(y) = mu", "var(y) = Sigma", "cov(A*y, C*y) = A*Sigma*C'", "cov(A*z, C*z) = A*Sigma*C'",
        "expect(y'*M*y) = tr(M*Sigma) + mu'*M*mu", "expect(z'*M*z) = tr(M*Sigma) + mu'*M*mu",
        "expect(w'*M*w) = s^2*tr(M)", "expect(w*w') = s^2*eye(N)", "expect((w'*w)^2) = s^4*(N^2 + 2*N)",
        "expect((v'*M*v)^2) = tr(M*Sigma)^2 + tr(M*Sigma*M*Sigma) + tr(M*Sigma*M'*Sigma)",
        "expect((w'*M*w)^2) = s^4*(tr(M)^2 + tr(M*M) + tr(M*M'))", "expect(h) = q", "var(h) = diag(q) - q*q'",
        "expect(h[i]*h[j]) = q[i]*delta(i, j)", "expect(exp(v[i])) = exp(Sigma[i, i]/2)", "cov(y, h) = 0",
        "expect(exp(mu'*v)) = exp(mu'*Sigma*mu/2)", "var(A*z) psd",
      ],
      refuted: [
        "var(y) = Sigma + mu*mu'", "cov(A*y, C*y) = C*Sigma*A'", "expect(y'*M*y) = mu'*M*mu",
        "expect(w'*M*w) = s^2*sum(M)", "expect((w'*w)^2) = s^4*N^2",
        "expect((v'*M*v)^2) = tr(M*Sigma)^2 + 2*tr(M*Sigma*M*Sigma)", "var(h) = diag(q)",
        "expect(h[i]*h[j]) = q[i]*q[j]", "expect(exp(v[i])) = exp(Sigma[i, i])", "var(z) pd",
      ]),
    ProvingRule(
      testDescription: "functions of what takes two values",
      given: """
        size n
        given p : real in (0, 1)
        given t : real
        given x, y : real[n]
        random m : bernoulli(p)[n] iid
        random r : rademacher()[n] iid

        """,
      proved: [
        "expect(sigmoid(m[i])) = p*sigmoid(1) + (1 - p)/2", "expect(1/(1 + m[i])) = 1 - p/2", "expect(abs(r[i])) = 1",
        "expect(sum(i, x[i]*tanh(m[i]*y[i]))) = p*sum(i, x[i]*tanh(y[i]))",
        "expect(sigmoid(m[i]*t)*m[j]) = p^2*sigmoid(t) + p*(1 - p)/2 if i != j", "expect(relu(r[i])) = 1/2",
        "expect(relu(x[i] + m[i])) = p*relu(x[i] + 1) + (1 - p)*relu(x[i])", "expect(indicator(m[i] = 1)) = p",
        "expect(log(1 + m[i]*x[i]^2)) = p*log(1 + x[i]^2)", "expect(exp(r[i]*t)*m[i]) = p*cosh(t)",
      ],
      refuted: [
        "expect(sigmoid(m[i])) = p*sigmoid(1)", "expect(log(1 + m[i])) = log(1 + p)",
        "expect(1/(1 + m[i])) = 1/(1 + p)", "expect(relu(r[i])) = 0", "expect(sigmoid(m[i]*t)*m[i]) = p^2*sigmoid(t)",
      ]),
    ProvingRule(
      testDescription: "distributions that depend on random names",
      given: """
        size N
        given a : real
        given lambda : positive
        random g : normal(a, 1)
        random h : normal(g, 4)
        random G : gamma(2, lambda)
        random k : poisson(G)[N] iid

        """,
      proved: [
        "expect(h) = a", "var(h) = 5", "cov(g, h) = 1", "expect(k[1]) = 2*lambda", "var(k[1]) = 2*lambda + 2*lambda^2",
        "expect(k[i]*k[j]) = 6*lambda^2 + 2*lambda*delta(i, j)",
      ],
      refuted: ["var(h) = 4", "cov(g, h) = 0", "var(k[1]) = 2*lambda", "expect(k[1]*k[2]) = 4*lambda^2 if N > 1"]),
  ]

  @Test(arguments: rules) func proveWhatIsTrueAndNothingElse(_ rule: ProvingRule) {
    let claims = rule.proved.map { "prove \($0)\n" } + rule.refuted.map { "refute \($0)\n" }
    Solving.expectPasses(rule.given + claims.joined(), name: rule.testDescription, points: 200)
  }

  /// What is not known stays undecided, and is told.
  @Test func whatCannotBeDoneIsUndecidedWithTheReason() throws {
    let table: [(given: String, claim: String, reason: String)] = [
      ("random e : exponential(1)", "expect(log(e)) = 0", "log"),
      ("random e : exponential(1)", "expect(1/e) = 1", "random denominator"),
      ("random e : exponential(1)", "expect(exp(2*e)) = -1", "infinite"),
      ("random e : exponential(1)", "expect(exp(e^2)) = 1", "not linear"),
      ("random e : normal(0, 1)", "expect(1/(1 + e^2)) = 1", "random denominator"),
      ("random e : normal(0, -1)", "expect(e^2) = -1", "no distribution"),
      ("random e : bernoulli(2)", "expect(e) = 2", "no distribution"),
      ("random e : beta(1, 2)", "expect(exp(e)) = 1", "beta"),
      ("random g : normal(0, 1)\nrandom e : normal(0, g)", "expect(e^2) = 0", "random"),
      ("random g : normal(0, 1)\nrandom e : normal(g, 1)", "expect(exp(e)) = exp(1)", "depends on random"),
      ("size N\nrandom e : exponential(1)[N] iid", "expect(exp(-e[i] - e[j])) = 1/4", "coincide"),
      ("size N\ngiven S : real[N, N]\nrandom y : normal(0, S)", "var(y) = S", "not known"),
      ("size N\ngiven S : symmetric[N]\nrandom y : normal(0, S)", "var(y) = S", "not known"),
      ("size N\ngiven q : real[N]\nrandom y : categorical(q)", "expect(y) = q", "not known"),
      ("size N\ngiven S : psd[N]\nrandom y : moments(ones(N), S)", "expect(y[i]^3) = 0", "beyond"),
      ("random y : moments(0, 1)", "expect(y^4) = 3", "beyond"),
    ]
    for (given, claim, reason) in table {
      let text = "\(given)\ncheck \(claim)\n"
      let claims = try Solving.solution(text, points: 20).items.compactMap { item in
        if case .claim(let outcome) = item { outcome } else { nil }
      }
      let outcome = try #require(claims.first)
      #expect(outcome.verdict == .undecided, "\(text)\(outcome.verdict)")
      #expect(outcome.reason?.contains(reason) == true, "\(text)\(outcome.reason ?? "no reason")")
    }
  }
}
