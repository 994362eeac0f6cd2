import DeriveCore
import DeriveLanguage
import DeriveNumbers
import DeriveSolving
import Testing

/// Files of the language, lowered: every equation of a claim and every answer in a comment agrees at every component for
/// symbolic sizes, or the reason why something is not there yet is the one expected.
private struct Reader: ~Copyable {
  var store = TermStore()
  var lowering: Lowering
  let problem: Problem
  /// By line: the conditions of a claim's left side, or why there is none.
  var conditions: [Int: [String]] = [:]
  var reasons: [Int: String] = [:]
  var disagreements: [String] = []

  init(_ text: String) throws {
    switch read(Source(name: "test.expr", text: text)) {
    case .problem(let problem): self.problem = problem
    case .errors(let errors):
      throw ReadingFailed(text: errors.map { "\($0.site.offset): \($0.message)" }.joined(separator: "\n"))
    }
    lowering = Lowering(problem)
  }

  struct ReadingFailed: Error, CustomStringConvertible {
    var text: String
    var description: String { text }
  }

  mutating func run() throws {
    for statement in problem.statements {
      do {
        try lowering.open(statement, &store)
        try carryOut(statement)
      } catch LoweringError.unsupported(let reason) {
        reasons[statement.line] = reason
      }
    }
  }

  private mutating func carryOut(_ statement: Statement) throws {
    switch statement.kind {
    case .note, .size, .given, .random, .function, .define, .defineFunction, .defineRecursion:
      try lowering.declare(statement, &store)
    case .assume(let conditions, under: _):
      for condition in conditions { try assume(condition) }
    case .derive(let derivation):
      if let id = derivation.definition {
        let value = try lowering.definitionValue(id, &store)
        lowering.bind(id, value, &store)
        if let expected = derivation.expected {
          let indices = problem.definitions[id.number].indices.count
          try agree(value, expected, at: Array(value.value.axes.dropFirst(indices)), statement.line)
        }
      } else {
        let value = try lowering.lower(derivation.subject, &store)
        conditions[statement.line] = (value.conditions + value.kinks).map { store.describe($0) }
        if let expected = derivation.expected { try agree(value, expected, at: value.value.axes, statement.line) }
      }
    case .claim(let claim):
      let saved = store.assumptions
      defer { store.restore(saved) }
      for condition in claim.assumptions { try assume(condition) }
      guard case .chain(let first, let steps) = claim.subject else { return }
      var left = first
      for step in steps where step.mismatch == nil {
        let sides = try lowering.lowerSides(left, step.right, &store)
        conditions[statement.line] = (sides.left.conditions + sides.left.kinks).map { store.describe($0) }
        if step.relation == .equal {
          let difference = store.subtract(sides.left.value.body, sides.right.value.body)
          if !(try store.provesZero(difference)) {
            disagreements.append("\(statement.line): \(claim.text): \(store.describe(difference))")
          }
        }
        left = step.right
      }
    }
  }

  private mutating func assume(_ condition: Condition) throws {
    for fact in try lowering.lower(condition, &store).facts {
      store.assume(fact.condition)
    }
  }

  private mutating func agree(_ value: Lowered, _ expected: Node, at axes: [Term], _ line: Int) throws {
    let other = try lowering.lower(expected, at: axes, &store)
    let difference = store.subtract(value.value.body, other.value.body)
    if !(try store.provesZero(difference)) {
      disagreements.append(
        "\(line): \(store.describe(value.value.body)) against \(store.describe(other.value.body))")
    }
  }
}

/// Reads the text, which must lower as a whole and agree.
private func agrees(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
  var reader = try Reader(text)
  try reader.run()
  let (disagreements, reasons) = (reader.disagreements, reader.reasons)
  #expect(disagreements == [], sourceLocation: sourceLocation)
  #expect(reasons == [:], sourceLocation: sourceLocation)
}

/// The reason why the last line has no term.
private func reason(_ text: String) throws -> String? {
  var reader = try Reader(text)
  try reader.run()
  return reader.reasons[text.split(separator: "\n", omittingEmptySubsequences: false).count]
}

/// The conditions of the last line.
private func conditions(_ text: String) throws -> [String] {
  var reader = try Reader(text)
  try reader.run()
  let reasons = reader.reasons
  #expect(reasons == [:])
  return reader.conditions[text.split(separator: "\n", omittingEmptySubsequences: false).count] ?? ["none"]
}

@Suite struct LoweringOfTextTests {
  @Test func theFileOfTheLanguagePage() throws {
    try agrees(
      """
      problem "Logistic regression with one neuron is convex"

      size  N                              # a symbolic dimension, an integer >= 1
      given w, b : real
      given x : real[N]
      given y : binary[N]                  # every y[n] is 0 or 1

      let z[n]    = w*x[n] + b
      let yhat[n] = sigmoid(z[n])
      let E       = -sum(n, y[n]*log(yhat[n]) + (1 - y[n])*log(1 - yhat[n]))

      derive d(E, w)                       #= sum(n, (yhat[n] - y[n])*x[n])
      derive d(E, b)                       #= sum(n, yhat[n] - y[n])
      derive H = hessian(E, (w, b))
      check d(E, w)
          = sum(n, d(E, yhat[n]) * d(yhat[n], z[n]) * d(z[n], w))
          = sum(n, (yhat[n] - y[n])*x[n])
      prove H = sum(n, yhat[n]*(1 - yhat[n]) * [x[n]^2, x[n]; x[n], 1])
      given v : real[2]
      given eta : real
      prove v'*H*v = sum(n, yhat[n]*(1 - yhat[n])*(v[1]*x[n] + v[2])^2)
      prove descent(E, w, eta) = w + eta*sum(n, (y[n] - yhat[n])*x[n])
      """)
  }

  @Test func vectorForms() throws {
    try agrees(
      """
      size N, D
      given X : real[N, D]
      given w : real[D]
      given y : binary[N]
      given lambda : positive
      let yhat = sigmoid(X*w)
      let E = -sum(y .* log(yhat) + (1 - y) .* log(1 - yhat))
      prove grad(E, w) = X'*(yhat - y)
      prove hessian(E, w) = X'*diag(yhat .* (1 - yhat))*X
      let R = 1/N*E + lambda*norm(w)^2
      prove grad(R, w) = 1/N*X'*(yhat - y) + 2*lambda*w
      given Y : real[N]
      given beta : real[D]
      prove grad(norm(Y - X*beta)^2, beta) = 2*X'*X*beta - 2*X'*Y
      prove hessian(norm(Y - X*beta)^2, beta) = 2*X'*X
      prove norm([Y; zeros(D)] - [X; sqrt(lambda)*eye(D)]*beta)^2 = norm(Y - X*beta)^2 + lambda*norm(beta)^2
      prove tr(X'*X) = sum(X.^2) = norm(X)^2
      prove outer(Y, beta)*beta = dot(beta, beta)*Y
      prove (X*X')[i, j] = sum(k, X[i, k]*X[j, k])
      prove X[n]'*w = (X*w)[n]
      prove X[:, k] = X*eye(D)[k]
      """)
  }

  @Test func softmax() throws {
    try agrees(
      """
      size K
      given z : real[K]
      given y : onehot[K]
      let S = sum(j, exp(z[j]))
      let p[k] = exp(z[k])/S
      let yhat = softmax(z)
      prove d(p[k], z[i]) = p[k]*(delta(k, i) - p[i])
      prove p = yhat
      let L = -sum(k, y[k]*log(yhat[k]))
      prove grad(L, z) = yhat - y
      prove hessian(L, z) = diag(yhat) - yhat*yhat'
      prove softmax'(z) = jacobian(softmax(z), z)
      prove d(logsumexp(z), z[i]) = yhat[i]
      given c : integer in 1..K
      let M = -log(yhat[c])
      prove d(M, z[i]) = yhat[i] - delta(i, c)
      prove d(M, z[i]) = yhat[i] if i != c
      given v : real[K]
      prove v'*hessian(L, z)*v = sum(k, yhat[k]*v[k]^2) - sum(k, yhat[k]*v[k])^2
      """)
  }

  @Test func networks() throws {
    try agrees(
      """
      size D, M, K
      given x : real[D]
      given W1 : real[M, D]
      given b1 : real[M]
      given W2 : real[K, M]
      given b2 : real[K]
      given m : binary[M]
      given y : onehot[K]
      given alpha : positive
      let z1 = W1*x + b1
      let a = m .* leakyrelu(z1, alpha)
      let z2 = W2*a + b2
      let yhat = softmax(z2)
      let L = -sum(k, y[k]*log(yhat[k]))
      prove d(L, z2) = yhat - y
      prove d(L, a) = W2'*(yhat - y)
      prove d(L, z1) = (W2'*(yhat - y)) .* m .* leakyrelu'(z1, alpha)
      prove d(L, W1) = ((W2'*(yhat - y)) .* m .* leakyrelu'(z1, alpha))*x'
      prove d(L, W2) = (yhat - y)*a'
      prove d(L, b2) = yhat - y
      given x1, x2 : real[D]
      let h1 = tanh(W1*x1 + b1)
      let h2 = tanh(W1*x2 + b1)
      let J = norm(h1 - h2)^2 + norm(W1)^2
      let D3 = 2*(h1 - h2) .* (1 - h1.^2)
      let D4 = -2*(h1 - h2) .* (1 - h2.^2)
      prove grad(J, W1) = D3*x1' + D4*x2' + 2*W1
      prove grad(J, b1) = D3 + D4
      """)
  }

  @Test func abstractFunctions() throws {
    try agrees(
      """
      size n
      given x : real[n]
      given gamma, beta : real
      function L : real[n] -> real
      function y3 : real, real, real -> real
      function C : real[n] -> real
      function s : real -> real
      let mu = 1/n*sum(j, x[j])
      let xhat[i] = x[i] - mu
      let y[i] = gamma*xhat[i] + beta
      prove d(xhat[i], x[j]) = delta(i, j) - 1/n
      prove d(L(y), x[i]) = gamma*(d(L(y), y[i]) - 1/n*sum(j, d(L(y), y[j])))
      prove (d(L(y), x[1]) where n = 1) = 0
      given u, v, t : real
      prove hessian(y3(u, v, t), (u, v, t)) = jacobian(grad(y3(u, v, t), (u, v, t)), (u, v, t))
      prove y3'[1, 0, 1](u, v, t) = d(y3(u, v, t), u, t)
      given W : real[n, n]
      let z2 = W*s(x)
      let a2 = s(z2)
      prove grad(C(a2), z2) = C'(a2) .* s'(z2) = diag(s'(z2))*C'(a2)
      prove grad(C(a2), x) = diag(s'(x))*W'*diag(s'(z2))*C'(a2)
      let f(a, b) = a^2*log(b)
      prove f(u, 2) = u^2*log(2)
      prove f'[1, 0](u, v) = 2*u*log(v)
      prove f(x, 2)[i] = x[i]^2*log(2)
      """)
  }

  @Test func noise() throws {
    try agrees(
      """
      size K
      given W, x : real[K]
      given yd, sigma : real
      random g : normal(1, sigma^2)[K] iid
      let J1 = 1/2*(yd - sum(k, g[k]*W[k]*x[k]))^2
      let J0 = 1/2*(yd - sum(k, W[k]*x[k]))^2
      prove expect(d(J1, W[i])) = d(J0, W[i]) + sigma^2*x[i]^2*W[i]
      prove expect(J1) = J0 + sigma^2/2*sum(k, x[k]^2*W[k]^2)
      prove var(g) = sigma^2*eye(K)
      prove cov(g[i], 2*g[j]) = 2*sigma^2*delta(i, j)
      """)
  }

  @Test func blocksAndTuples() throws {
    try agrees(
      """
      size N, D
      given X : real[N, D]
      given y : real[N]
      given w : real[D]
      given b, c : real
      let r = X*w + b - y
      let E = r'*r
      prove grad(E, (w, b)) = [2*X'*r; 2*sum(r)]
      prove hessian(E, (w, b)) = 2*[X'*X, X'*ones(N); ones(N)'*X, N]
      prove [X, y]*[w; b] = X*w + b*y
      prove [b, c; c, 1]*[b, c] = [b^2 + c^2; c*b + c]
      prove sum([y; w]) = sum(y) + sum(w)
      prove [b, c]'*[c, b] = 2*b*c
      prove [X; w']*w = [X*w; w'*w]
      prove grad(b^2*c, (b, c)) = [2*b*c, b^2]
      """)
  }

  @Test func recursionsAndMatrixPowers() throws {
    try agrees(
      """
      size N
      given H : symmetric[N]
      given w0 : real[N]
      given eta : real
      let u[0] = w0
      let u[t+1] = u[t] - eta*H*u[t]
      prove u[3] = (eye(N) - eta*H)^3*w0
      prove (H^2)' = H^2
      prove prod(k : 1..3, H) = H^3
      prove H^0 = eye(N)
      """)
  }

  @Test func casesAndRanges() throws {
    try agrees(
      """
      size N
      given x : real[N]
      given a, s : real
      prove sum(i, j : i != j, x[i]*x[j]) = sum(i, j : i != j, x[j]*x[i])
      prove sum(k : 1..3, k^2) = 14
      prove prod(i : 1..N, 2) = 2^N
      prove (a^2 + s where a = s, s = 3) = s^2 + 3
      prove (sum(x) where x = ones(N)) = N
      prove (x[k] where k = 1) = x[1]
      prove indicator(2 > 1) = 1
      prove min(a, s) + max(a, s) = a + s
      """)
  }

  @Test func conditionsFromText() throws {
    let names = "size N\ngiven x : real\ngiven p : positive\ngiven v : real[N]\nlet r[i] = 1/v[i]\n"
    #expect(try conditions(names + "derive x/x") == ["0 notEqual x"])
    #expect(try conditions(names + "derive log(p) + 1/p + sqrt(p) + p^x") == [])
    #expect(try conditions(names + "derive r[1]") == ["0 notEqual v[1]"])
    #expect(try conditions(names + "derive sum(r)").count == 1)
    #expect(try conditions(names + "derive sum(i, if i = 1 then 0 else v[i] - v[i-1])") == [])
    #expect(try conditions(names + "derive sum(i : i > 1, v[i]*v[i-1])") == [])
    #expect(try conditions(names + "derive sum(i : 1..N-1, v[i+1])") == [])
    #expect(try conditions(names + "derive sum(i, j : i != j, 1/(i - j)*v[i]*v[j])") == [])
    #expect(try conditions(names + "derive v[2]") == ["2 lessOrEqual N"])
    #expect(try conditions(names + "derive d(abs(x), x)") == ["0 notEqual x"])
    #expect(try conditions(names + "derive if x > 0 then log(x) else x") == [])
    #expect(try conditions(names + "derive (1/p where p = x)") == ["0 less x"])
    #expect(try conditions(names + "derive (1/p where p = 0)") == ["false"])
  }

  @Test(arguments: [
    ("derive grad((A^m)[1, 1], A)", "a power of a matrix whose exponent is no number"),
    ("derive limit(x*sin(x), x -> inf)", "swings"), ("derive series(1/x, x -> 0, 3)", "no Taylor series"),
    ("derive (u[m] where x = 1)", "members of a recursion"),
    ("derive expect(1/g)", "not defined for every value"),
  ])
  func whatIsNotThereYetSaysSo(line: String, part: String) throws {
    let names = """
      size N
      given A : real[N, N]
      given v : real[N]
      given x : real
      given m : integer in 0..5
      random k : bernoulli(1/2)
      random g : normal(0, 1)
      let u[0] = x
      let u[t+1] = u[t]^2

      """
    let reason = try reason(names + line)
    #expect(reason?.contains(part) ?? false, "\(reason ?? "nothing")")
  }

  @Test func matricesAndTensors() throws {
    try agrees(
      """
      size N, D
      given W : real[N, D]
      given Z : real[N, D]
      given v : real[N]
      given x : real[D]
      given T : real[N, D, N]
      given s : real
      let e = v'*W*x
      prove grad(e, W) = v*x'
      prove hessian(e^2, W)[i, j, k, l] = 2*v[i]*x[j]*v[k]*x[l]
      prove jacobian(W*x, W)[i, k, l] = delta(i, k)*x[l]
      prove d(W*x, x) = W
      prove d(W, W[i, j])[k, l] = delta(i, k)*delta(j, l)
      prove d(v*s^2, s, 2) = 2*v
      prove softmax(Z)[n, d] = exp(Z[n, d])/sum(k, exp(Z[n, k]))
      prove logsumexp(Z)[n] = log(sum(k, exp(Z[n, k])))
      prove sum(T) = sum(i, j, k, T[i, j, k])
      prove T[i, :, k] = sum(l, T[i, l, k]*eye(D)[l])
      let loss(u : real[D], a) = a*norm(u)^2 + sum(u)
      prove loss(x, s) = s*x'*x + sum(x)
      prove loss'[1, 0](x, s) = 2*s*x + 1
      prove loss'[2, 0](x, s) = 2*s*eye(D)
      prove loss'[1, 1](x, s)[i] = 2*x[i]
      prove grad(loss(x, s), x) = loss'[1, 0](x, s)
      prove descent(loss(x, s), x, 1/2) = x - s*x - 1/2*ones(D)
      prove norm'(x) = x/norm(x)
      prove tanh''(s) = -2*tanh(s)*(1 - tanh(s)^2)
      """)
  }

  @Test func substitutionsFromText() throws {
    try agrees(
      """
      size N, D
      given X : real[N, D]
      given w : real[D]
      given H : pd[D]
      given a, b : real
      let r = X*w
      let e = r'*r + w'*H*w
      prove (e where w = zeros(D)) = 0
      prove (e where H = eye(D)) = r'*r + w'*w
      prove (e where N = 1) = (X[1]'*w)^2 + w'*H*w if N = 1
      prove (e where D = 1, N = 1)= (X[1, 1]^2 + H[1, 1])*w[1]^2
      prove (a^2 + b where a = b, b = a) = b^2 + a
      prove (d(a^2*b, a) where a = 3) = 6*b
      prove grad(e, w) = 2*X'*r + 2*H*w where H = eye(D)
      prove (sum(w) where w[1] = 0) = sum(i, w[i]*indicator(i != 1))
      """)
  }

  @Test(arguments: [
    "(1 + 2*", "tanh(", "-(x/", "norm([1, 2]*", "(if x > 0 then x else ", "sum(k : 1..2, k*", "(1, ",
    "[x, x]'*[1, 2]*(",
  ])
  func deepTextIsReadOrRefused(opening: String) throws {
    for depth in [40, 120] {
      let closing = opening.filter { $0 == "(" }.map { _ in ")" }.joined()
      let text =
        "given x : real\nderive " + String(repeating: opening, count: depth) + "x"
        + String(repeating: closing, count: depth)
      // Refused by the reader, or lowered, but no crash.
      guard var reader = try? Reader(text) else { continue }
      try reader.run()
    }
  }
}
