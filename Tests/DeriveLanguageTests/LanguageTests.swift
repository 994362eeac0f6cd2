import Testing

@testable import DeriveLanguage

/// The rules of the language, by the shapes and forms that come out.
@Suite struct LanguageTests {
  @Test(arguments: [
    ("x'*y", ""), ("X*u + 1", "N"), ("1 - x", "N"), ("x .* y", "N"), ("2*A", "N, N"), ("A/s", "N, N"), ("x.^2", "N"),
    ("1 ./ x", "N"), ("x*u'", "N, D"), ("x'", "1, N"), ("(x'*A)'", "N"), ("x''", "N"), ("X'", "D, N"), ("A^-1*x", "N"),
    ("x'*A*x", ""), ("A[1]", "N"), ("A[:, 2]", "N"), ("S3[1, :, 2]", "D"), ("inv(A)[1, 1]", ""), ("(A*B)'[1, 2]", ""),
    ("eye(N)[1]", "N"), ("[s, w]", "2"), ("[s; w; 1]", "3"), ("[s, w; w, s]", "2, 2"), ("[x; zeros(D)]", "D + N"),
    ("[X; eye(D)]", "D + N, D"), ("[x, y]", "N, 2"), ("[A, x]", "N, N + 1"), ("[x'; y']", "2, N"),
    ("[x', s]", "1, N + 1"),
    ("sum(x)", ""), ("sum(i, x[i])", ""), ("sum(i, x[i]*A[i])", "N"), ("prod(k1 : 1..3, A)", "N, N"),
    ("sum(i, j : i < j, A[i, j])", ""), ("sum(i : 1..3, i != 2, x[i])", ""), ("sum(i : i in 2..N, x[i])", ""),
    ("sum(i : 1..2, sum(j : i..N, x[j]))", ""), ("exp(A)", "N, N"), ("f(x)", "N"), ("f''(A)", "N, N"), ("L(x)", ""),
    ("L'(x)", "N"), ("L'(x)[1]", ""), ("L''(x)", "N, N"), ("F'(x)", "D, N"), ("g2'[1, 2](s, x)", "N"), ("max(x)", ""),
    ("max(x, 0)", "N"), ("softmax(x)", "N"), ("logsumexp(x)", ""), ("softmax'(x)", "N, N"), ("norm(A)^2", ""),
    ("diag(x)", "N, N"), ("diag(A)", "N"), ("ones(N, D)", "N, D"), ("outer(x, u)", "N, D"), ("dot(x, y)", ""),
    ("tr(A)", ""), ("tr(x'*A*x)", ""), ("leakyrelu'(x, s)", "N"), ("d(L(x), x)", "N"), ("d(x, x)", "N, N"),
    ("d(s^3*w, s, 2, w)", ""), ("grad(x'*x, x)", "N"), ("jacobian(X*u, u)", "N, D"), ("hessian(s*w, (s, w))", "2, 2"),
    ("grad(s*sum(x), (s, x))", "N + 1"), ("hessian(tr(A), A)", "N, N, N, N"), ("hessian(tr(A), A)[1, 2, 1, 2]", ""),
    ("d(L(x), x[1])", ""), ("grad(sum(X), X[:, 1])", "N"), ("expect(x)", "N"), ("var(x)", "N, N"),
    ("cov(x, u)", "N, D"),
    ("limit(1/s, s -> 0+)", ""), ("limit(1/s, s -> 0 + w)", ""), ("limit(1/s, s -> -inf)", ""),
    ("limit(1/N, N -> inf)", ""), ("series(L(x), x -> 0, 2)", ""), ("solve(s = w, s)", ""),
    ("solve((s + w = 1, s = w), (s, w))", "2"), ("solve(A*x = y, x)", "N"), ("argmin(norm(x)^2, x)", "N"),
    ("argmin(norm(x)^2, x, subject to x[1] = 1, sum(x) = 2)", "N"), ("minimum(s^2, s)", ""),
    ("multiplier(norm(x)^2, x, subject to A*x = y)", "N"), ("descent(norm(x)^2, x, s)", "N"),
    ("newton(s^2 + w^2, (s, w))", "2"),
    ("(x where N = 3)", "3"), ("(A*x where A = eye(N), x = 0)", "N"), ("(x[i] where i = 1)", ""),
    ("(s where x[2] = 0)", ""),
    ("if s > 0 and not (w = 1) then x else y", "N"), ("indicator(s > 0 or w > 0)", ""), ("delta(1, k)", ""),
    ("x[k]", ""), ("binomial(3, 2)", ""), ("gamma(s)", ""), ("pi*s", ""), ("A⁻¹*x", "N"), ("s² + w³", ""), ("√(s)", ""),
    ("∑(i, x[i])", ""), ("Aᵀ*x", "N"), ("x ⊙ y", "N"), ("A·x − y", "N"), ("if s ≤ 1 then s else w", ""),
  ])
  func shapes(_ expression: String, _ expected: String) throws {
    #expect(try shape(expression) == expected)
  }

  @Test(
    arguments: [
      ("-s^2", "-s^2"), ("(-s)^2", "(-s)^2"), ("1/2*s", "1/2*s"), ("s/(w*2)", "s/(w*2)"), ("s/w*2", "s/w*2"),
      ("s^w^2", "s^w^2"), ("(s^w)^2", "(s^w)^2"), ("2^-1", "2^-1"), ("s^(1/2)", "s^(1/2)"), ("(s - w)*2", "(s - w)*2"),
      ("s - (w - 1)", "s - (w - 1)"), ("s*(w*2)", "s*(w*2)"), ("-(s + w)", "-(s + w)"), ("s - -w", "s - (-w)"),
      ("s*-w", "s*(-w)"),
      ("0.01*s", "1/100*s"), ("1e-3", "1/1000"), ("x .* y .* x", "x .* y .* x"), ("1 ./ x", "1 ./ x"),
      ("(A^2)'", "(A^2)'"),
      ("A^-1*x", "A^-1*x"), ("diag(x) - x*x'", "diag(x) - x*x'"),
      ("s*(if s > 0 then 1 else 2)", "s*(if s > 0 then 1 else 2)"),
      ("if s > 0 then 1 else if s < 0 then 2 else 3", "if s > 0 then 1 else if s < 0 then 2 else 3"),
      ("sum(i : 1..3, x[i])", "sum(i : 1..3, x[i])"), ("sum(i : 1..N, x[i])", "sum(i, x[i])"),
      ("sum(i, j : i < j, A[i, j])", "sum(i, j : i < j, A[i, j])"), ("hessian(s*w, (s, w))", "hessian(s*w, (s, w))"),
      ("limit(1/s, s -> 0+)", "limit(1/s, s -> 0+)"), ("(s where w = 1, N = 2)", "(s where w = 1, N = 2)"),
      ("argmin(s^2, s, subject to s = 1, w = 2)", "argmin(s^2, s, subject to s = 1, w = 2)"),
      ("S3[1, :, 2]", "S3[1, :, 2]"),
      ("x'*A*x", "x'*A*x"), ("x'*(A*x)", "x'*(A*x)"), ("f''(s)", "f''(s)"), ("g2'[1, 2](s, w)", "g2'[1, 2](s, w)"),
      ("[s, w; w, s]", "[s, w; w, s]"), ("d(s^3, s, 2, w)", "d(s^3, s, 2, w)"), ("A[1]", "A[1]"), ("σ(s)", "?"),
    ].dropLast())
  func prints(_ expression: String, _ expected: String) throws {
    #expect(try printed(expression) == expected)
  }

  @Test func unicodeNamesAreOtherSpellings() throws {
    let problem = try problem("given α, δ1, Σ, x₁₂ : real\nderive alpha + delta1 + Sigma + x12\nderive ∂(x12², x₁₂)")
    #expect(problem.variables.map(\.name.text) == ["alpha", "delta1", "Sigma", "x12"])
  }

  @Test func builtInNamesMayBeVariables() throws {
    _ = try problem(
      """
      size K, N
      given gamma, beta, E : real
      given x, w : real[N]
      random delta : normal(0, 1)[N] iid
      derive d(gamma*E, gamma) + sum(d, x[d]) + sum(i, delta[i]*delta(i, i))
      derive beta + gamma*beta
      """)
  }

  @Test func conditionsGiveRanges() throws {
    let problem = try problem(
      "size N, M\ngiven x : real[N]\ngiven A : real[N, M]\nprove x[l+1] >= 0 if l in 1..N-1\nassume A[i, j] > 0\n")
    let claim = try #require(problem.statements.first { if case .claim = $0.kind { true } else { false } })
    let index = problem.indices[claim.freeIndices[0].number]
    #expect(FormulaText.text(formula(of: index.upper, in: problem)) == "N - 1")
    let ranges = problem.statements.last?.freeIndices.map {
      FormulaText.text(formula(of: problem.indices[$0.number].upper, in: problem))
    }
    #expect(ranges == ["N", "M"])
  }

  @Test func statementsContinueOverComments() throws {
    let problem = try problem(
      "given a, b : real  # two\n\n# a comment\nderive a +\n# over a comment\n  b  #= a + b\nderive (a\n+ b)\ncheck a = a\n  = a\n"
    )
    #expect(problem.statements.count == 4)
    guard case .derive(let derivation) = problem.statements[1].kind else {
      Issue.record("a derivation is expected")
      return
    }
    #expect(derivation.expected != nil)
  }

  @Test func notesLoseTheirIndentation() throws {
    let problem = try problem("note \"\"\"\n  One $x$\n    two\n\n  three\n  \"\"\"\nproblem \"Title\"\n")
    guard case .note(let text) = problem.statements[0].kind else {
      Issue.record("a note is expected")
      return
    }
    #expect(text == "One $x$\n  two\n\nthree")
    #expect(problem.title == "Title")
  }

  @Test func recursionsMayUseEachOther() throws {
    let problem = try problem(
      """
      size N
      given s : real
      given w : real[N]
      let r[0] = s
      let q[0] = s
      let r[t+1] = r[t] + q[t] + r[0]
      let q[t+1] = r[t+1]*q[t]
      let a[0] = s
      let z[l] = w[l]*a[l-1]
      let a[l+1] = z[l+1]^2
      prove a[2] = r[t]
      """.replacing("r[0]\n", with: "s\n"))
    #expect(problem.recursions.allSatisfy { $0.step != nil })
  }

  @Test func latexOfNames() throws {
    let problem = try problem(
      "given wplus as \"w^{+}\", b : real\nlet a = b as \"A\"\nfunction f : real -> real as \"F\"\n")
    #expect(problem.variables.map(\.name.latex) == ["w^{+}", nil])
    #expect(problem.definitions[0].name.latex == "A")
    #expect(problem.functions[0].name.latex == "F")
  }

  @Test func derivedNamesAreDefinitions() throws {
    let problem = try problem(
      "size N\ngiven x : real[N]\nderive g[i] = d(norm(x)^2, x[i]) #= 2*x[i]\nlet h = g'*g\nderive d(h, g)")
    #expect(problem.definitions.map(\.isDerived) == [true, false])
    #expect(problem.definitions[0].shape == [Extent(SizeID(0))])
  }

  @Test func scalarsWithAPredicateAreRelations() throws {
    let problem = try problem("given x : real\nprove hessian(x^2, x) pd\nprove x in (0, 1]\nprove x in [0, inf)")
    let chains = problem.statements.compactMap { statement -> Int? in
      guard case .claim(let claim) = statement.kind, case .chain(_, let steps) = claim.subject else { return nil }
      return steps.count
    }
    #expect(chains == [1, 2, 1])
  }

  @Test func distributions() throws {
    let problem = try problem(
      """
      size N, K
      given mu : real[N]
      given S : pd[N]
      given p : simplex[K]
      random a : normal(mu, S)
      random b : normal(0, S)
      random c : categorical(p)[N] iid
      random e : moments(0, 1)
      random f1, f2 : uniform(0, 1)
      random g : rademacher()[N, K] iid
      random h : normal(mu, S)[K] iid
      """)
    #expect(problem.variables.dropFirst(3).map { $0.type.shape.count } == [1, 1, 2, 0, 0, 0, 2, 2])
  }

  @Test func statementsFromACall() throws {
    func result(_ lines: String...) throws -> Problem {
      let (source, result) = readStatements(lines)
      switch result {
      case .problem(let problem): return problem
      case .errors(let errors):
        Issue.record("\(errors.map { $0.rendered(in: source) })")
        throw Unreadable()
      }
    }
    #expect(try result("d(z^z, z)").variables.count == 1)
    let sums = try result("sum(n, x[n]*y[n]) = 1 if x[n] > 0", "d(sum(n, x[n]), x[k])")
    #expect(sums.sizes.count == 1 && sums.sizes[0].name.text == "N")
    #expect(try result("A[i, j] + B[j, i]").sizes.count == 2)
    #expect(try result("given q : real[5]", "  sum(k, q[k]*w[k])").sizes.isEmpty)
    let kinds = try result("convex(x^2, x)", "x > 0", "x in (0, 1)", "x + 1")
    #expect(kinds.statements.filter { if case .claim = $0.kind { true } else { false } }.count == 3)
    guard case .errors(let errors) = readStatements(["foo(x)"]).result else {
      Issue.record("an unknown function is an error")
      return
    }
    #expect(errors[0].message == "there is no function `foo`")
  }
}
