import Testing

/// Relatives of the catalogue's problems, with other constants, functions and shapes: the answers are from paper.
struct ChangedProblem: Sendable, CustomTestStringConvertible {
  var name: String
  var text: String

  var testDescription: String { name }

  /// Least squares through an activation function, with its derivative in terms of the output `p[n]` and of `z[n]`.
  static let leastSquares: [ChangedProblem] = [
    ("sigmoid", "p[n]*(1 - p[n])", "sigmoid(z[n])*(1 - sigmoid(z[n]))"),
    ("tanh", "(1 - p[n]^2)", "(1 - tanh(z[n])^2)"),
    ("softplus", "sigmoid(z[n])", "sigmoid(z[n])"),
    ("exp", "p[n]", "exp(z[n])"),
    ("sin", "cos(z[n])", "cos(z[n])"),
  ].map { function, inner, outer in
    ChangedProblem(
      name: "least squares through \(function)",
      text: """
        size N
        given w, b : real
        given c, eta : positive
        given x, y : real[N]
        let z[n] = w*x[n] + b
        let p[n] = \(function)(z[n])
        let E = sum(n, c*(p[n] - y[n])^2)
        prove d(E, p[n]) = 2*c*(p[n] - y[n])
        derive d(p[n], z[n]) #= \(inner)
        derive d(E, w) #= 2*c*sum(n, (p[n] - y[n])*\(inner)*x[n])
        derive d(E, b) #= 2*c*sum(n, (p[n] - y[n])*\(inner))
        derive descent(E, w, eta) #= w - 2*c*eta*sum(n, (p[n] - y[n])*\(inner)*x[n])
        prove d(E, w) = 2*c*sum(n, (p[n] - y[n])*\(outer)*x[n])
        prove d(E, b) = sum(n, 2*c*(p[n] - y[n])*\(outer))
        let F = 3/2*sum(n, (\(function)(w*x[n] + b) - y[n])^2)
        derive d(F, w) #= 3*sum(n, (p[n] - y[n])*\(inner)*x[n])
        prove d(F, w) = 3*sum(n, x[n]*(\(function)(w*x[n] + b) - y[n])*\(outer))
        prove hessian(E, (w, b)) symmetric
        refute d(F, w) = 3*sum(n, (\(function)(w*x[n] + b) - y[n])*\(outer))
        refute d(F, w) = 2*sum(n, x[n]*(\(function)(w*x[n] + b) - y[n])*\(outer))
        """)
  }

  /// Logistic regression with the sigmoid written in other ways.
  static let logistic: [ChangedProblem] = [
    "sigmoid(z[n])", "1/(1 + exp(-z[n]))", "exp(z[n])/(1 + exp(z[n]))", "(1 + tanh(z[n]/2))/2",
  ].map { sigmoid in
    ChangedProblem(
      name: "logistic loss with \(sigmoid)",
      text: """
        size N
        given w, b : real
        given x : real[N]
        given y : binary[N]
        let z[n] = w*x[n] + b
        let p[n] = \(sigmoid)
        let E = -sum(n, y[n]*log(p[n]) + (1 - y[n])*log(1 - p[n]))
        prove p[n] > 0
        prove p[n] < 1
        derive d(p[n], z[n]) #= p[n]*(1 - p[n])
        derive d(E, w) #= sum(n, (p[n] - y[n])*x[n])
        derive d(E, b) #= sum(n, p[n] - y[n])
        derive H = hessian(E, (w, b)) #= sum(n, p[n]*(1 - p[n])*[x[n]^2, x[n]; x[n], 1])
        prove d(E, w) = sum(n, (sigmoid(z[n]) - y[n])*x[n])
        prove E = sum(n, softplus(z[n]) - y[n]*z[n])
        prove H psd
        refute H pd
        prove convex(E, (w, b))
        """)
  }

  static let others: [ChangedProblem] = [
    ChangedProblem(
      name: "labels of plus and minus one",
      text: """
        size N
        given w, b : real
        given x : real[N]
        given y : real[N] in [-1, 1]
        let E = sum(n, log(1 + exp(-y[n]*(w*x[n] + b))))
        let F = sum(n, softplus(-y[n]*(w*x[n] + b)))
        prove E = F
        derive d(E, w) #= -sum(n, y[n]*x[n]/(1 + exp(y[n]*(w*x[n] + b))))
        derive d(F, w) #= -sum(n, y[n]*x[n]*sigmoid(-y[n]*(w*x[n] + b)))
        prove d(E, w) = -sum(n, y[n]*x[n]*sigmoid(-y[n]*(w*x[n] + b)))
        prove d(F, w) = -sum(n, y[n]*x[n]/(1 + exp(y[n]*(w*x[n] + b))))
        prove convex(F, (w, b))
        prove convex(E, (w, b))
        """),
    ChangedProblem(
      name: "softmax with a temperature",
      text: """
        size K
        given z : real[K]
        given T : positive
        given y : onehot[K]
        let S = sum(j, exp(z[j]/T))
        let p[k] = exp(z[k]/T)/S
        derive d(S, z[i]) #= exp(z[i]/T)/T
        derive d(p[k], z[i]) #= p[k]*(delta(i, k) - p[i])/T
        prove d(p[k], z[i]) = p[k]*(delta(i, k) - p[i])/T
        let L = -sum(k, y[k]*log(p[k]))
        derive d(L, z[i]) #= (p[i] - y[i])/T
        derive grad(L, z) #= 1/T*(p - y)
        derive H = hessian(L, z) #= 1/T^2*(diag(p) - p*p')
        prove H = (diag(p) - p*p')/T^2
        prove H psd
        derive d(L, T) #= sum(k, (y[k] - p[k])*z[k])/T^2
        prove d(L, T) = sum(k, (y[k] - p[k])*z[k])/T^2
        refute H pd
        refute d(L, z[i]) = p[i] - y[i]
        """),
    ChangedProblem(
      name: "softmax with a temperature, the built-in function",
      text: """
        size K
        given z : real[K]
        given T : positive
        given y : onehot[K]
        let q = softmax(z/T)
        let R = -sum(k, y[k]*log(q[k]))
        derive d(q[k], z[i]) #= q[k]*(delta(i, k) - q[i])/T
        derive grad(R, z) #= 1/T*(q - y)
        prove hessian(R, z) = (diag(q) - q*q')/T^2
        prove R = logsumexp(z/T) - y'*z/T
        """),
    ChangedProblem(
      name: "softmax twice in a file",
      text: """
        size K
        given z : real[K]
        given T : positive
        given y : onehot[K]
        let p[k] = exp(z[k]/T)/sum(j, exp(z[j]/T))
        let q = softmax(z/T)
        prove p = q
        let R = -sum(k, y[k]*log(q[k]))
        derive grad(R, z) #= 1/T*(p - y)
        """),
    ChangedProblem(
      name: "softmax without a name for its denominator",
      text: """
        size M
        given a : real[M]
        given t : simplex[M]
        let g[m] = exp(a[m])/sum(j, exp(a[j]))
        derive d(g[m], a[l]) #= g[m]*(delta(l, m) - g[l])
        derive jacobian(g, a) #= diag(g) - g*g'
        let C = -sum(m, t[m]*log(g[m]))
        derive grad(C, a) #= g - t
        derive hessian(C, a) #= diag(g) - g*g'
        prove C = logsumexp(a) - t'*a
        prove hessian(C, a) psd
        let V = logsumexp(a)
        derive grad(V, a) #= g
        derive hessian(V, a) #= diag(g) - g*g'
        prove convex(V, a)
        """),
    ChangedProblem(
      name: "softmax to the base 2, and to any base",
      text: """
        size M
        given a : real[M]
        given c : positive
        let B[m] = 2^a[m]/sum(j, 2^a[j])
        derive d(B[m], a[l]) #= log(2)*B[m]*(delta(l, m) - B[l])
        prove d(B[m], a[l]) = log(2)*B[m]*(delta(l, m) - B[l])
        let D[m] = c^a[m]/sum(j, c^a[j])
        derive d(D[m], a[l]) #= log(c)*D[m]*(delta(l, m) - D[l])
        prove d(D[m], a[l]) = log(c)*D[m]*(delta(l, m) - D[l])
        """),
    ChangedProblem(
      name: "dropout with another factor, mean and variance",
      text: """
        size K
        given x, W : real[K]
        given y, c, mu : real
        given tau : positive
        random e : normal(mu, tau)[K] iid
        let J = c*(y - sum(k, e[k]*W[k]*x[k]))^2
        prove expect(e[k]) = mu
        prove var(e[k]) = tau
        prove cov(e[i], e[k]) = tau*delta(i, k)
        prove expect(e[i]*e[k]) = mu^2 + tau*delta(i, k)
        derive expect(J) #= c*((y - mu*sum(k, W[k]*x[k]))^2 + tau*sum(k, x[k]^2*W[k]^2))
        prove expect(J) = c*(y - mu*sum(k, W[k]*x[k]))^2 + c*tau*sum(k, x[k]^2*W[k]^2)
        derive expect(d(J, W[i])) #= 2*c*x[i]*(mu^2*sum(k, W[k]*x[k]) - mu*y + tau*x[i]*W[i])
        prove expect(d(J, W[i])) = 2*c*mu*(mu*sum(k, W[k]*x[k]) - y)*x[i] + 2*c*tau*x[i]^2*W[i]
        prove expect(d(J, W[i])) = d(expect(J), W[i])
        refute expect(J) = c*(y - sum(k, W[k]*x[k]))^2 + c*tau*sum(k, x[k]^2*W[k]^2)
        """),
    ChangedProblem(
      name: "dropout with a mean, the noiseless cost named",
      text: """
        size K
        given x, W : real[K]
        given y, c, mu : real
        given tau : positive
        random e : normal(mu, tau)[K] iid
        let J = c*(y - sum(k, e[k]*W[k]*x[k]))^2
        let J0 = c*(y - mu*sum(k, W[k]*x[k]))^2
        derive expect(J) #= J0 + c*tau*sum(k, x[k]^2*W[k]^2)
        prove expect(d(J, W[i])) = d(J0, W[i]) + 2*c*tau*x[i]^2*W[i]
        """),
    ChangedProblem(
      name: "Poisson regression",
      text: """
        size N
        given w, b : real
        given x : real[N]
        given y : integer[N] in [0, inf)
        let r[n] = exp(w*x[n] + b)
        let L = sum(n, r[n] - y[n]*log(r[n]))
        derive d(L, w) #= sum(n, (r[n] - y[n])*x[n])
        derive d(L, b) #= sum(n, r[n] - y[n])
        derive H = hessian(L, (w, b)) #= sum(n, r[n]*[x[n]^2, x[n]; x[n], 1])
        prove d(L, w) = sum(n, (r[n] - y[n])*x[n])
        prove H psd
        refute H pd
        prove convex(L, (w, b))
        """),
    ChangedProblem(
      name: "focal loss",
      text: """
        given z : real
        given gamma : nonnegative
        let p = sigmoid(z)
        let L = -(1 - p)^gamma*log(p)
        derive d(L, p) #= gamma*(1 - p)^(gamma - 1)*log(p) - (1 - p)^gamma/p
        derive d(-(1 - p)^gamma*log(p), z) #= (1 - p)^gamma*(gamma*p*log(p) + p - 1)
        prove d(L, z) = (1 - p)^gamma*(gamma*p*log(p) + p - 1)
        prove (d(L, z) where gamma = 0) = p - 1
        prove d(L, p) = gamma*(1 - p)^(gamma - 1)*log(p) - (1 - p)^gamma/p
        refute d(L, z) = (1 - p)^gamma*(gamma*log(p) + p - 1)
        """),
    ChangedProblem(
      name: "hinge loss and its square",
      text: """
        size N
        given w, b : real
        given x, y : real[N]
        let z[n] = w*x[n] + b
        let h = sum(n, max(0, 1 - y[n]*z[n]))
        let s = sum(n, relu(1 - y[n]*z[n])^2)
        derive d(h, w) #= -sum(n, indicator(1 - y[n]*z[n] > 0)*y[n]*x[n])
        derive d(s, w) #= -2*sum(n, relu(1 - y[n]*z[n])*y[n]*x[n])
        prove d(s, w) = -2*sum(n, relu(1 - y[n]*z[n])*y[n]*x[n])
        prove d(h, w) = -sum(n, indicator(1 - y[n]*z[n] > 0)*y[n]*x[n])
        refute d(s, w) = -sum(n, relu(1 - y[n]*z[n])*y[n]*x[n])
        """),
    ChangedProblem(
      name: "squared loss",
      text: """
        size N
        given w, b : real
        given x, y : real[N]
        let z[n] = w*x[n] + b
        let v = sum(n, (z[n] - y[n])^2)
        derive d(v, w) #= 2*sum(n, (z[n] - y[n])*x[n])
        derive H = hessian(v, (w, b)) #= 2*sum(n, [x[n]^2, x[n]; x[n], 1])
        prove H = [2*sum(n, x[n]^2), 2*sum(n, x[n]); 2*sum(n, x[n]), 2*N]
        prove convex(v, (w, b))
        refute H pd
        """),
    ChangedProblem(
      name: "Huber's loss",
      text: """
        size N
        given w, b : real
        given delta : positive
        given x, y : real[N]
        let r[n] = w*x[n] + b - y[n]
        let u = sum(n, if abs(r[n]) <= delta then 1/2*r[n]^2 else delta*(abs(r[n]) - delta/2))
        derive d(u, w) #= sum(n, x[n]*(if abs(r[n]) <= delta then r[n] else delta*sign(r[n])))
        check d(u, w) = sum(n, max(-delta, min(delta, r[n]))*x[n])
        """),
    ChangedProblem(
      name: "a smooth relative of Huber's loss",
      text: """
        size N
        given w, b : real
        given delta : positive
        given x, y : real[N]
        let r[n] = w*x[n] + b - y[n]
        let u = delta^2*sum(n, sqrt(1 + r[n]^2/delta^2) - 1)
        derive d(u, b) #= sum(n, r[n]/sqrt(1 + r[n]^2/delta^2))
        prove d(u, w) = sum(n, r[n]*x[n]/sqrt(1 + r[n]^2/delta^2))
        prove d(u, b, 2) = sum(n, (1 + r[n]^2/delta^2)^(-3/2))
        prove convex(u, b)
        """),
    ChangedProblem(
      name: "multinomial logistic regression",
      text: """
        size N, K, D
        given X : real[N, D]
        given Y : onehot[N, K]
        given W : real[K, D]
        given b : real[K]
        let Z[n, k] = sum(d, W[k, d]*X[n, d]) + b[k]
        let S[n] = sum(k, exp(Z[n, k]))
        let P[n, k] = exp(Z[n, k])/S[n]
        let E = -sum(n, k, Y[n, k]*log(P[n, k]))
        derive d(E, Z[n, k]) #= P[n, k] - Y[n, k]
        derive d(E, W[k, d]) #= sum(n, (P[n, k] - Y[n, k])*X[n, d])
        derive d(E, b[k]) #= sum(n, P[n, k] - Y[n, k])
        derive grad(E, W) #= (P - Y)'*X
        prove grad(E, W) = (P - Y)'*X
        prove d(E, W[k, d]) = sum(n, (P[n, k] - Y[n, k])*X[n, d])
        prove d(E, b[j], b[k]) = sum(n, P[n, k]*(delta(j, k) - P[n, j]))
        prove d(E, W[k, d], W[j, e]) = sum(n, P[n, k]*(delta(j, k) - P[n, j])*X[n, d]*X[n, e])
        refute d(E, W[k, d]) = sum(n, (P[n, k] - Y[n, k])*X[n, d]*P[n, k])
        """),
  ]

  static let all = leastSquares + logistic + others + networks + normalisations + roots
}

@Suite struct ChangedProblems {
  @Test(arguments: ChangedProblem.all) func comesOut(_ problem: ChangedProblem) {
    Solving.expectPasses(problem.text, name: problem.name, points: 40)
  }

  /// Every second of them, unless the heavy tests run.
  private static let readBack = ChangedProblem.all.enumerated().filter {
    ProblemFile.isThorough || $0.offset % 2 == 0
  }.map(\.element)

  @Test(arguments: readBack) func resultsReadBack(_ problem: ChangedProblem) throws {
    try ProblemFiles.expectReadsBack(problem.text, name: problem.name)
  }
}
