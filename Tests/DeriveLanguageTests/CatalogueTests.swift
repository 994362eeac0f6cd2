import Testing

@testable import DeriveLanguage

/// The problems of the catalogue and of the language's own page, as files.
@Suite struct CatalogueTests {
  @Test(arguments: Self.files) func resolves(_ text: String) throws {
    _ = try problem(text)
  }

  /// What is printed of every derivation and claim reads back, in the same file, to the same print.
  @Test(arguments: Self.files) func printsWhatReadsBack(_ text: String) throws {
    let first = try problem(text)
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    for statement in first.statements.reversed() {
      let expression: Node
      switch statement.kind {
      case .derive(let derivation) where derivation.definition == nil: expression = derivation.subject
      case .claim(let claim):
        guard case .chain(let first, _) = claim.subject else { continue }
        expression = first
      default: continue
      }
      let text = FormulaText.text(formula(of: expression, in: first))
      var conditions = ""
      for index in statement.freeIndices {
        let index = first.indices[index.number]
        if case .infinity = index.upper.kind { continue }
        let places = ["[\(index.name)]", "[\(index.name), ", ", \(index.name)]"]
        guard places.contains(where: text.contains) else { continue }
        let ends = [index.lower, index.upper].map { FormulaText.text(formula(of: $0, in: first)) }
        conditions += conditions.isEmpty ? " if " : ", "
        conditions += "\(index.name) in \(ends[0])..\(ends[1])"
      }
      lines.insert("check \(text) = \(text)\(conditions)", at: lineAfter(statement.line, lines))
    }
    let again = try problem(lines.joined(separator: "\n"))
    for statement in again.statements {
      guard case .claim(let claim) = statement.kind, claim.keyword == .check,
        case .chain(let left, let steps) = claim.subject, steps.count == 1,
        lines[statement.line - 1].hasPrefix("check ")
      else { continue }
      let text = FormulaText.text(formula(of: left, in: again))
      #expect(lines[statement.line - 1].contains(text), "\(text)")
    }
  }

  private func lineAfter(_ line: Int, _ lines: [String]) -> Int {
    var next = line
    while next < lines.count, lines[next].hasPrefix(" ") { next += 1 }
    return next
  }

  @Test func shapesAndRanges() throws {
    let network = try problem(Self.files[1])
    let claims = network.statements.compactMap { statement -> (Statement, Statement.Claim)? in
      if case .claim(let claim) = statement.kind { (statement, claim) } else { nil }
    }
    guard case .chain(_, let steps) = claims[0].1.subject else {
      Issue.record("a chain is expected")
      return
    }
    #expect(steps[0].mismatch?.left == "`grad(J, W1)` is P by D")
    #expect(claims[1].0.freeIndices.count == 1)
    let definition = try #require(network.definitions.first { $0.name.text == "zs" })
    #expect(definition.shape.map { $0.text(in: network) } == ["L", "D"])
  }

  @Test func falseProductsDoNotConform() throws {
    let squares = try problem(Self.files[2])
    let mismatches = squares.statements.compactMap { statement -> String? in
      guard case .claim(let claim) = statement.kind, case .nonconforming(let mismatch) = claim.subject else {
        return nil
      }
      return "\(mismatch.left); \(mismatch.right)"
    }
    #expect(
      mismatches.first
        == "`(X'*Sigma^-1*X)^-1` is D by D (`X` is N by D, line 3; `Sigma` is N by N, line 20); "
        + "`Sigma^-1` is N by N (`Sigma` is N by N, line 20)")
  }

  static let files = [
    #"""
    problem "Everything"
    size N, K, D, P, M, L
    given w, b, eta : real
    given x : real[N]
    given y : binary[N]
    let z[n] = w*x[n] + b
    let yhat[n] = sigmoid(z[n])
    let E = -sum(n, y[n]*log(yhat[n]) + (1 - y[n])*log(1 - yhat[n]))
    derive d(E, w) #= sum(n, (yhat[n] - y[n])*x[n])
    derive d(E, b) #= sum(n, yhat[n] - y[n])
    derive H = hessian(E, (w, b))
    check d(E, w)
        = sum(n, d(E, yhat[n]) * d(yhat[n], z[n]) * d(z[n], w))
        = sum(n, (yhat[n] - y[n])*x[n])
    prove H = sum(n, yhat[n]*(1 - yhat[n]) * [x[n]^2, x[n]; x[n], 1])
    prove H psd
    refute H pd
    prove convex(E, (w, b))
    given v : real[2]
    derive v'*H*v #= sum(n, yhat[n]*(1 - yhat[n])*(v[1]*x[n] + v[2])^2)
    prove descent(E, w, eta) = w + eta*sum(n, (y[n] - yhat[n])*x[n])
    given X : real[N, D]
    given u : real[D]
    given lambda : positive
    let p = sigmoid(X*u)
    let E2 = -sum(n, y[n]*log(p[n]) + (1 - y[n])*log(1 - p[n]))
    derive grad(E2, u) #= X'*(p - y)
    derive hessian(E2, u) #= X'*diag(p .* (1 - p))*X
    prove hessian(E2, u) psd
    let E3 = 1/N*E2 + lambda*norm(u)^2
    prove hessian(E3, u) pd if lambda > 0
    prove -log(prod(n, yhat[n]^y[n]*(1 - yhat[n])^(1 - y[n]))) = E
    given a, t : real in (0, 1)
    let C(a) = -(t*log(a) + (1 - t)*log(1 - a))
    derive C'(a) #= -t/a + (1 - t)/(1 - a)
    prove solve(C'(a) = 0, a) = t
    prove C''(a) > 0
    given s : real[K]
    given q : onehot[K]
    let S = sum(j, exp(s[j]))
    let qhat[k] = exp(s[k])/S
    let Ls = -sum(k, q[k]*log(qhat[k]))
    derive jacobian(qhat, s) #= diag(qhat) - qhat*qhat'
    derive d(qhat[k], s[i]) #= qhat[k]*(delta(k, i) - qhat[i])
    derive grad(Ls, s) #= qhat - q
    given c : integer in 1..K
    assume q[k] = delta(k, c)
    prove d(Ls, s[i]) = qhat[i] if i != c
    prove d(Ls, s[i]) = qhat[i] - 1 if i = c
    prove hessian(Ls, s)[i, j] = qhat[i]*(delta(i, j) - qhat[j])
    refute d(log(qhat[k]), s[i]) = qhat[k]*(delta(k, i) - qhat[i])
    let softm = softmax(s)
    prove softm = qhat
    """#,
    #"""
    problem "Networks"
    size D, K, P, N, L, n
    given x : real[D]
    given y : onehot[K]
    given W1 : real[P, D]
    given b1 : real[P]
    given W2 : real[K, P]
    given b2 : real[K]
    given m : binary[P]
    given alpha : real in (0, 1)
    let z1 = W1*x + b1
    let ahat = leakyrelu(z1, alpha)
    let a = m .* ahat
    let z2 = W2*a + b2
    let yhat = softmax(z2)
    let J = -sum(k, y[k]*log(yhat[k]))
    derive grad(J, z2) #= yhat - y
    derive grad(J, a) #= W2'*(yhat - y)
    derive grad(J, z1) #= (W2'*(yhat - y)) .* m .* leakyrelu'(z1, alpha)
    derive grad(J, W1) #= ((W2'*(yhat - y)) .* m .* leakyrelu'(z1, alpha))*x'
    derive grad(J, W2) #= (yhat - y)*a'
    refute grad(J, W1) = (W2'*(yhat - y)) .* m .* leakyrelu'(z1, alpha)
    function C : real[D] -> real
    function s : real -> real
    given W : real[L, D, D]
    given bs : real[L, D]
    let act[0] = x
    let zs[l] = W[l]*act[l-1] + bs[l]
    let act[l+1] = s(zs[l+1])
    prove grad(C(act[L]), zs[l]) = diag(s'(zs[l]))*prod(k : l+1..L, W[k]'*diag(s'(zs[k])))*C'(act[L]) if l in 1..L
    given X1, X2 : real[D]
    given Wj : real[P, D]
    let h1 = tanh(Wj*X1 + b1)
    let h2 = tanh(Wj*X2 + b1)
    let Jn = norm(h1 - h2)^2 + norm(Wj)^2
    let Delta3 = 2*(h1 - h2) .* (1 - h1.^2)
    let Delta4 = -2*(h1 - h2) .* (1 - h2.^2)
    prove grad(Jn, Wj) = Delta3*X1' + Delta4*X2' + 2*Wj
    prove grad(Jn, b1) = Delta3 + Delta4
    given xb : real[n]
    given gamma, beta : real
    function Lb : real[n] -> real
    let mu = 1/n*sum(xb)
    let xhat[i] = xb[i] - mu
    let yb = gamma*xhat + beta
    prove d(xhat[i], xb[j]) = delta(i, j) - 1/n
    prove d(Lb(yb), xb[i]) = gamma*(d(Lb(yb), yb[i]) - 1/n*sum(j, d(Lb(yb), yb[j])))
    derive d(Lb(yb), xb[i]) where n = 1 #= 0
    prove d(Lb(yb), xb[i]) = 0 where n = 1
    prove limit(d(Lb(yb), xb[i]) - gamma*d(Lb(yb), yb[i]), n -> inf) = 0
        if limit(1/n*sum(j, d(Lb(yb), yb[j])), n -> inf) = 0                                              # N8
    function f3 : real, real, real -> real
    given u3, v3, w3 : real
    let g3 = grad(f3(u3, v3, w3), (u3, v3, w3))
    prove hessian(f3(u3, v3, w3), (u3, v3, w3)) = jacobian(g3, (u3, v3, w3))
    given sigma : nonnegative
    given Wg, xg : real[N]
    given yd : real
    random g : normal(1, sigma^2)[N] iid
    let J1 = 1/2*(yd - sum(k, g[k]*Wg[k]*xg[k]))^2
    let J0 = 1/2*(yd - sum(k, Wg[k]*xg[k]))^2
    prove expect(d(J1, Wg[i])) = d(J0, Wg[i]) + sigma^2*xg[i]^2*Wg[i]
    derive expect(J1) #= J0 + sigma^2/2*sum(k, xg[k]^2*Wg[k]^2)
    given pd1 : real in [0, 1)
    random mk : bernoulli(1 - pd1)[N] iid
    let J4 = (yd - sum(k, mk[k]/(1 - pd1)*Wg[k]*xg[k]))^2
    prove expect(g[i]) = 1
    prove expect(g[i]*g[k]) = 1 + sigma^2*delta(i, k)
    """#,
    #"""
    problem "Least squares and optimisation"
    size N, D, n
    given X : fullrank[N, D]
    given Y : real[N]
    given beta : real[D]
    given alpha, lambda : positive
    let S = norm(Y - X*beta)^2
    derive grad(S, beta) #= 2*X'*X*beta - 2*X'*Y
    derive solve(grad(S, beta) = 0, beta) #= inv(X'*X)*X'*Y
    derive hessian(S, beta) #= 2*X'*X
    prove hessian(S, beta) psd
    prove argmin(S + alpha*norm(beta)^2, beta) = inv(X'*X + alpha*eye(D))*X'*Y
    let A = X*inv(X'*X)*X'
    prove A idempotent
    prove A symmetric
    prove tr(A) = D
    given sigma : positive
    random eps : normal(0, sigma^2*eye(N))
    prove expect(1/N*norm((A - eye(N))*eps)^2) = sigma^2*(N - D)/N
    given Sigma : pd[N]
    random yr : moments(X*beta, Sigma)
    let ols = inv(X'*X)*X'*yr
    let gls = (X'*Sigma^-1*X)^-1*X'*Sigma^-1*yr
    prove var(ols) = inv(X'*X)*X'*Sigma*X*inv(X'*X)
    given F : invertible[D]
    assume X*F = Sigma*X
    prove ols = gls
    prove norm([Y; zeros(D)] - [X; sqrt(lambda)*eye(D)]*beta)^2 = norm(Y - X*beta)^2 + lambda*norm(beta)^2
    refute (X'*Sigma^-1*X)^-1*Sigma^-1*X'*yr = gls
    refute grad(2*beta'*X'*Y + beta'*X'*X*beta, beta) = -2*X'*Y + 2*X'*X*beta
    given H : pd[D]
    given omega : real[D]
    given i0 : integer in 1..D
    prove argmin(1/2*beta'*H*beta, beta, subject to omega[i] + beta[i] = 0) = -omega[i]/inv(H)[i, i]*inv(H)*eye(D)[i]   # O1
    prove multiplier(1/2*beta'*H*beta, beta, subject to omega[i] + beta[i] = 0) = omega[i]/inv(H)[i, i]
    prove minimum(1/2*beta'*H*beta, beta, subject to omega[i] + beta[i] = 0) = 1/2*omega[i]^2/inv(H)[i, i]
    derive minimize(1/2*beta'*H*beta, beta, subject to omega[i0] + beta[i0] = 0)
    prove argmin(1/2*beta'*H*beta, beta, subject to omega[i] + beta[i] = 0) = -omega[i]*eye(D)[i] where H = eye(D)
    given Q : orthogonal[D]
    given lam : positive[D]
    given epsilon : positive
    given omega0 : real[D]
    let Hq = Q*diag(lam)*Q'
    let u[0] = omega0
    let u[t+1] = u[t] - epsilon*Hq*u[t]
    prove u[t] = Q*(eye(D) - epsilon*diag(lam))^t*Q'*omega0
    prove limit(u[t], t -> inf) = 0 if lam[i] < 2/epsilon
    prove newton(1/2*omega'*H*omega, omega) = 0                                                        # O4
    function f, g : real -> real
    given xs, e : real
    assume f(xs) = 0, f'(xs) != 0
    let nx = xs + e
    let en1 = nx - f(nx)/f'(nx) - xs
    derive series(en1, e -> 0, 2) #= f''(xs)/(2*f'(xs))*e^2 + O(e^3)
    refute series(en1, e -> 0, 2) = -f''(xs)/(2*f'(xs))*e^2
    function J : real[D] -> real
    derive series(J(omega + beta), beta -> 0, 2) #= J(omega) + J'(omega)'*beta + 1/2*beta'*J''(omega)*beta + O(norm(beta)^3)
    given M : symmetric[D]
    assume M[i, j] >= 0
    refute M psd
    let aa[i : 1..N] = 1/i
    derive sum(k : 1..N, k != 1, aa[k])
    check sum(i, j : i < j, aa[i]*aa[j]) = 1/2*(sum(aa)^2 - sum(aa.^2))
    prove limit(1/xs, xs -> 0+) = inf
    prove shape(X'*X) = (D, D)
    check (S where N = 1) = S
    derive (expect(1/N*norm(eps)^2) where N = 2, sigma = 0)
    check aa in [0, 1]
    let loss(v : real[D]) = norm(v)^2
    check loss'(omega) = 2*omega
    check loss''(omega) = 2*eye(D)
    let f2(x, a) = x*a^2
    check f2'[1, 2](xs, e) = 2
    check f2(omega, e) = omega*e^2
    """#,
  ]
}
