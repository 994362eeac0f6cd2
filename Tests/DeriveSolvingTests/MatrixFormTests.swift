import DeriveLanguage
import Testing

@testable import DeriveSolving

/// What derivatives by vectors and matrices are printed as: whole, in the fewest words.
@Suite struct MatrixForms {
  private static let head = """
    size N, D
    given A : real[N, D]
    given X, Y, S : real[D, D]
    given H : symmetric[D]
    given B : real[D, N]
    given x, a : real[D]
    given b, c : real[N]
    given s : real
    let p = softmax(A*x + b)
    let r = sqrt(norm(a)^2 + 1)

    """

  /// The same names, declared the other way round.
  private static let turned = """
    size D, N
    given s : real
    given c, b : real[N]
    given a, x : real[D]
    given B : real[D, N]
    given H : symmetric[D]
    given S, Y, X : real[D, D]
    given A : real[N, D]
    let r = sqrt(norm(a)^2 + 1)
    let p = softmax(A*x + b)

    """

  /// What is derived, and what is printed.
  static let forms: [(String, String)] = [
    ("grad(norm(A*x - b), x)", "1/norm(A*x - b)*A'*(A*x - b)"),
    ("grad(norm(A*x - b)^2, x)", "2*A'*(A*x - b)"),
    ("hessian(norm(A*x - b)^2, x)", "2*A'*A"),
    (
      "hessian(norm(A*x - b), x)",
      "1/norm(A*x - b)*A'*A - 1/norm(A*x - b)^3*A'*(A*x - b)*(A*x - b)'*A"
    ),
    ("jacobian(x/norm(x), x)", "1/norm(x)^3*(norm(x)^2*eye(D) - x*x')"),
    ("grad((a'*x)^2, x)", "2*dot(x, a)*a"),
    ("jacobian(x*a'*x, x)", "x*a' + dot(x, a)*eye(D)"),
    ("grad(logsumexp(A*x + b), x)", "A'*p"),
    ("hessian(logsumexp(A*x + b), x)", "A'*(diag(p) - p*p')*A"),
    ("grad(logsumexp(A*x - c), x)", "A'*softmax(A*x - c)"),
    ("jacobian(softmax(A*x), x)", "(diag(softmax(A*x)) - softmax(A*x)*softmax(A*x)')*A"),
    ("d(logsumexp(s*b), s)", "b'*softmax(s*b)"),
    ("grad(-c'*log(p), x)", "A'*(sum(c)*p - c)"),
    ("grad(norm1(A*x - b), x)", "A'*sign(A*x - b)"),
    ("grad(tr(A*X*B), X)", "A'*B'"),
    ("grad(tr(X^3), X)", "3*(X^2)'"),
    ("grad(tr(S*X*Y), X)", "S'*Y'"),
    ("grad(tr(X'*S*X), X)", "(S + S')*X"),
    ("grad(tr(B'*X'*Y*X*B), X)", "(Y + Y')*X*B*B'"),
    ("grad(a'*X^3*x, X)", "(X^2)'*a*x' + a*x'*(X^2)' + X'*a*x'*X'"),
    ("grad(a'*X'*X*x, X)", "X*(a*x' + x*a')"),
    ("grad(norm(X), X)", "1/norm(X)*X"),
    ("grad(x'*H*x, x)", "2*H*x"),
    ("grad(x'*S*x, x)", "(S + S')*x"),
    ("hessian(x'*H*x + s*norm(x)^2, x)", "2*(H + s*eye(D))"),
    ("descent(x'*H*x/2, x, s)", "(eye(D) - s*H)*x"),
    ("jacobian(sigmoid(A*x), x)", "diag(sigmoid(A*x) .* (1 - sigmoid(A*x)))*A"),
    ("grad(r, a)", "1/r*a"),
    ("a'*x + x'*a", "2*x'*a"),
    ("d(norm(A*x - s*b)^2, s)", "2*b'*(s*b - A*x)"),
    ("tr(X*S*X')", "tr(S*X'*X)"),
    ("d(x'*X*x*s^2, s)", "2*s*dot(x, X*x)"),
    ("-2*X'*x", "-2*X'*x"),
    ("grad(norm(A*x - b)^2, A)", "2*(A*x - b)*x'"),
    ("grad(sum(exp(X)), X)", "exp(X)"),
  ]

  @Test(arguments: forms) func isPrinted(_ subject: String, _ form: String) throws {
    try expect(subject, form, Self.head)
  }

  /// Nothing hangs on the order of declarations but the order of terms, and which of two equal scalars is written.
  @Test(arguments: forms) func isPrintedTurned(_ subject: String, _ form: String) throws {
    try expect(subject, form, Self.turned)
  }

  private func expect(_ subject: String, _ form: String, _ head: String) throws {
    let solution = try Solving.solution(head + "derive \(subject)", points: 5)
    guard case .derivation(let derivation)? = solution.items.last, let result = derivation.result else {
      Issue.record("\(subject) was not derived")
      return
    }
    let text = FormulaText.text(result)
    let wanted = try expression(form)
    let isSame = result.isSameUpToOrder(as: wanted) || head == Self.turned && result.symbolCount == wanted.symbolCount
    #expect(isSame, "\(subject) gives \(text)")
  }

  private func expression(_ text: String) throws -> Formula {
    let problem = try Solving.problem(Self.head + "let q = \(text)")
    return formula(of: problem.definitions[problem.definitions.count - 1].value, in: problem)
  }

  /// And is true.
  @Test func isTrue() {
    // Where two eigenvalues meet, or at a kink, nothing is claimed.
    let claims = Self.forms.filter { !$0.0.contains("norm1") }.map { "check \($0.0) = \($0.1)\n" }
    Solving.expectPasses(Self.head + claims.joined(), name: "matrix forms", points: 20)
  }

  /// The result of a walk does not depend on whether its steps are shown.
  @Test(arguments: ProblemFile.all) func stepsDoNotChangeTheResult(_ file: ProblemFile) throws {
    let text = ProblemFiles.linesWithoutClaims(file.text).joined(separator: "\n")
    let problem = try Solving.problem(text, name: file.name)
    var results: [[Formula]] = []
    for steps in [SolveOptions.Steps.none, .brief] {
      var options = SolveOptions()
      options.steps = steps
      results.append(
        solve(problem, options: options).items.compactMap { item in
          if case .derivation(let derivation) = item { derivation.result } else { nil }
        })
    }
    #expect(results[0] == results[1], "\(file.name)")
  }

  /// Nodes and steps that carrying out the text takes, and what its last derivation prints.
  private func work(_ text: String) throws -> (work: Int, result: String) {
    try Solving.onLargeStack {
      let problem = try Solving.problem(text)
      var solver = Solver(problem, SolveOptions())
      for statement in problem.statements { solver.carryOut(statement) }
      guard case .derivation(let derivation)? = solver.items.last, let result = derivation.result else {
        return (.max, "")
      }
      return (solver.store.count + solver.store.budget.spent, FormulaText.text(result))
    }
  }

  /// The work of the gradient by `u` of an expression in that many matrices, which must come out as `result`.
  private func work(
    _ count: Int, of objective: ([String]) -> String, gives result: ([String]) -> String
  ) throws -> Int {
    let names = (1...count).map { "M\($0)" }
    let (work, printed) = try work(
      """
      size n
      given \(names.joined(separator: ", ")) : real[n, n]
      given u, v : real[n]
      derive grad(\(objective(names)), u)
      """)
    #expect(printed == result(names))
    return work
  }

  /// Recognising a product of matrices follows its chain: twice the length is no more than a few times the work.
  @Test func longProductsAreFollowedAndNotSearched() throws {
    func product(_ count: Int) throws -> Int {
      try work(count) {
        "u'*\($0.joined(separator: "*"))*v"
      } gives: {
        "\($0.joined(separator: "*"))*v"
      }
    }
    let (six, twelve) = (try product(6), try product(12))
    #expect(twelve < 8 * six, "\(six) for 6 matrices, \(twelve) for 12")
  }

  @Test func longSumsAreReadAddendByAddend() throws {
    func sum(_ count: Int) throws -> Int {
      try work(count) {
        $0.map { "u'*\($0)*v" }.joined(separator: " + ")
      } gives: {
        "(\($0.joined(separator: " + ")))*v"
      }
    }
    let (some, many) = (try sum(10), try sum(50))
    #expect(many < 60 * some, "\(some) for 10 addends, \(many) for 50")
  }
}
