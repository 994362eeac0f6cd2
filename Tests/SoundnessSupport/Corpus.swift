/// True claims, by the declarations they need. Written for the mutations: every constant, sign, index, range and
/// assumption in them matters.
package let trueClaims: [(declarations: String, claims: [String])] = [
  (
    "given x, y, z : real\ngiven a, b : positive\ngiven c : nonnegative\ngiven n : negative\ngiven q : nonzero",
    [
      "(x + y)^2 = x^2 + 2*x*y + y^2",
      "(x - y)*(x + y) = x^2 - y^2",
      "(x + y)^3 = x^3 + 3*x^2*y + 3*x*y^2 + y^3",
      "x^4 - y^4 = (x - y)*(x + y)*(x^2 + y^2)",
      "1/(1 + x^2) + x^2/(1 + x^2) = 1",
      "q/(q^2) = 1/q",
      "1/(a*b) = 1/a*1/b",
      "a/b + b/a = (a^2 + b^2)/(a*b)",
      "(x^2 - y^2)/(x - y) = x + y if x != y",
      "exp(x + y) = exp(x)*exp(y)",
      "exp(2*x) = exp(x)^2",
      "log(a*b) = log(a) + log(b)",
      "log(a^3/b) = 3*log(a) - log(b)",
      "log(q^2) = 2*log(abs(q))",
      "exp(2*log(a)) = a^2",
      "a^x*a^y = a^(x + y)",
      "(a^x)^2 = a^(2*x)",
      "log(a^x) = x*log(a)",
      "sqrt(x^2) = abs(x)",
      "sqrt(a^2*b) = a*sqrt(b)",
      "sqrt(4*c) = 2*sqrt(c)",
      "sqrt(c)^2 = c",
      "abs(x*y) = abs(x)*abs(y)",
      "abs(n) = -n",
      "abs(x)^2 = x^2",
      "abs(x)*sign(x) = x",
      "sign(n) = -1",
      "sign(a*b) = 1",
      "max(x, y) + min(x, y) = x + y",
      "max(x, y) - min(x, y) = abs(x - y)",
      "max(x, -x) = abs(x)",
      "relu(x) = max(x, 0)",
      "relu(a*x) = a*relu(x)",
      "relu(x) - relu(-x) = x",
      "floor(2.5) = 2",
      "sin(x + y) = sin(x)*cos(y) + cos(x)*sin(y)",
      "cos(2*x) = 1 - 2*sin(x)^2",
      "sin(x)^2 + cos(x)^2 = 1",
      "tanh(x) = 2*sigmoid(2*x) - 1",
      "sinh(x)^2 = cosh(x)^2 - 1",
      "cosh(x + y) = cosh(x)*cosh(y) + sinh(x)*sinh(y)",
      "sigmoid(x) + sigmoid(-x) = 1",
      "softplus(x) - softplus(-x) = x",
      "log(sigmoid(x)) = -softplus(-x)",
      "silu(x) = x*sigmoid(x)",
      "leakyrelu(x, 1/2) = if x > 0 then x else x/2",
      "elu(x, 1) = if x > 0 then x else exp(x) - 1",
      "gelu(x) = x*(1 + erf(x/sqrt(2)))/2",
      "erf(-x) = -erf(x)",
      "gamma(a + 1) = a*gamma(a)",
      "lgamma(a + 1) = lgamma(a) + log(a)",
      "digamma(a + 1) = digamma(a) + 1/a",
      "factorial(5) = 120",
      "binomial(x, 2) = x*(x - 1)/2",
      "x^2 >= 0",
      "x^2 + 1 > 0",
      "exp(x) > 0",
      "x^2 + y^2 >= 2*x*y",
      "a + b > 0",
      "a*n < 0",
      "1/a > 0",
      "tanh(x) < 1",
      "c + a > 0",
      "c >= 0",
      "q^2 > 0",
      "x < y + 1 if x <= y",
      "x*y > 0 if x > 0, y > 0",
      "(if x > 0 then x else -x) = abs(x)",
      "(if x != 0 then x/x else 1) = 1",
      "x*indicator(x > 0) = relu(x)",
      "(x where x = 2) = 2",
      "(x^2 + y where y = x) = x^2 + x",
    ]
  ),
  (
    "given x, y : real\ngiven a : positive\nfunction f, g : real -> real\nlet u = x^2 + y\nlet v = exp(u)*x\nlet h(t) = t^3 - t",
    [
      "d(x^3, x) = 3*x^2",
      "d(x^2*y^3, x, y) = 6*x*y^2",
      "d(exp(2*x), x) = 2*exp(2*x)",
      "d(log(a), a) = 1/a",
      "d(sqrt(a), a) = 1/(2*sqrt(a))",
      "d(sin(x)*cos(x), x) = cos(x)^2 - sin(x)^2",
      "d(tan(x), x) = 1 + tan(x)^2",
      "d(asin(x/2), x) = 1/sqrt(4 - x^2) if x^2 < 4",
      "d(acos(x), x) = -1/sqrt(1 - x^2) if x^2 < 1",
      "d(atan(2*x), x) = 2/(1 + 4*x^2)",
      "d(sinh(x), x) = cosh(x)",
      "d(cosh(x), x) = sinh(x)",
      "d(tanh(x), x) = 1 - tanh(x)^2",
      "d(asinh(x), x) = 1/sqrt(x^2 + 1)",
      "d(atanh(x), x) = 1/(1 - x^2) if x^2 < 1",
      "d(sigmoid(x), x) = sigmoid(x)*(1 - sigmoid(x))",
      "d(softplus(x), x) = sigmoid(x)",
      "d(relu(x), x) = 1 if x > 0",
      "d(abs(x), x) = -1 if x < 0",
      "d(silu(x), x) = sigmoid(x) + x*sigmoid(x)*(1 - sigmoid(x))",
      "d(erf(x), x) = 2*exp(-x^2)/sqrt(pi)",
      "d(lgamma(a), a) = digamma(a)",
      "d(gamma(a), a) = gamma(a)*digamma(a)",
      "d(a^x, x) = a^x*log(a)",
      "d(a^3/(1 + a), a) = (2*a^3 + 3*a^2)/(1 + a)^2",
      "d(f(x)*g(x), x) = f'(x)*g(x) + f(x)*g'(x)",
      "d(f(x^2), x) = 2*x*f'(x^2)",
      "d(f(x)/a, x, 2) = f''(x)/a",
      "d(v, u) = v if u != 0",
      "d(v, x) = exp(u)*(1 + 2*x^2)",
      "h'(x) = 3*x^2 - 1",
      "h(x + 1) - h(x) = 3*x^2 + 3*x",
      "(d(x^2*y, x) where x = 3) = 6*y",
      "hessian(x^2*y, (x, y)) = [2*y, 2*x; 2*x, 0]",
      "grad(x*y + x, (x, y)) = [y + 1; x]",
      "convex(exp(x) + x^2, x)",
      "convex(x^4 + y^2, (x, y))",
      "convex(a*log(a), a)",
      "concave(log(a), a)",
      "convex(x^3, x) if x >= 0",
      "convex(softplus(x), x)",
    ]
  ),
  (
    """
    size N, K
    given x, z : real[N]
    given w : nonnegative[N]
    given X : real[N, K]
    given y : onehot[K]
    given t : binary[N]
    given p : simplex[K]
    given r : real[K]
    let s = softmax(r)
    """,
    [
      "sum(n, 2*x[n]) = 2*sum(n, x[n])",
      "sum(n, x[n] + z[n]) = sum(n, x[n]) + sum(n, z[n])",
      "sum(n, m : 1..N, x[n]*z[m]) = sum(x)*sum(z)",
      "sum(n : 1..N, 3) = 3*N",
      "sum(n : 2..N, 1) = N - 1",
      "sum(n, delta(n, m)*x[n]) = x[m]",
      "sum(n, (x[n] - sum(m, x[m])/N)) = 0",
      "sum(n, (x[n] - sum(x)/N)^2) = sum(n, x[n]^2) - sum(x)^2/N",
      "sum(n : n != m, x[n]) = sum(x) - x[m]",
      "x'*z = sum(n, x[n]*z[n])",
      "norm(x)^2 = x'*x",
      "norm(x + z)^2 = norm(x)^2 + 2*x'*z + norm(z)^2",
      "tr(X'*X) = sum(n, k, X[n, k]^2)",
      "(X*r)[n] = sum(k, X[n, k]*r[k])",
      "(X'*X)' = X'*X",
      "(X*r)'*x = r'*(X'*x)",
      "diag(x)*z = x .* z",
      "outer(x, z)*x = x*(z'*x)",
      "eye(N)*x = x",
      "t[n]^2 = t[n]",
      "t[n]*(1 - t[n]) = 0",
      "sum(k, y[k]) = 1",
      "y[j]*y[k] = delta(j, k)*y[k]",
      "sum(k, y[k]^3) = 1",
      "sum(k, p[k]) = 1",
      "sum(k, p[k]*(r[k] - sum(j, p[j]*r[j]))) = 0",
      "sum(k, p[k]*r[k]^2) - sum(k, p[k]*r[k])^2 = sum(k, p[k]*(r[k] - sum(j, p[j]*r[j]))^2)",
      "sum(k : k != j, p[k]) = 1 - p[j]",
      "sum(k, s[k]) = 1",
      "d(s[j], r[k]) = s[j]*(delta(j, k) - s[k])",
      "d(logsumexp(r), r[k]) = s[k]",
      "grad(-sum(k, y[k]*log(s[k])), r) = s - y",
      "hessian(logsumexp(r), r) = diag(s) - outer(s, s)",
      "hessian(logsumexp(r), r) psd",
      "convex(logsumexp(r), r)",
      "d(sum(n, x[n]^2), x[m]) = 2*x[m]",
      "grad(norm(X*r - x)^2, r) = 2*X'*(X*r - x)",
      "hessian(norm(X*r)^2, r) = 2*X'*X",
      "X'*X psd",
      "X'*X + eye(K) pd",
      "X'*diag(w)*X psd",
      "diag(w) psd",
      "outer(x, x) psd",
      "eye(N) pd",
      "[2, 1; 1, 2] pd",
      "[1, 1; 1, 1] psd",
      "X'*X symmetric",
      "diag(x) diagonal",
      "eye(N) orthogonal",
      "outer(y, y) idempotent",
      "prod(n, exp(x[n])) = exp(sum(x))",
      "prod(n, x[n]*z[n]) = prod(n, x[n])*prod(n, z[n])",
      "prod(n : 1..N, 2) = 2^N",
      "d(prod(n, x[n]), x[m]) = prod(n : n != m, x[n])",
      "log(prod(n, exp(x[n]))) = sum(x)",
      "sum(n, w[n]) >= 0",
      "sum(n, exp(x[n])) > 0",
      "sum(n, x[n]^2) >= 0",
      "p[k] <= 1",
      "s[k] > 0",
      "1/N <= 1",
      "N >= 1",
      "convex(sum(n, w[n]*x[n]^2), x)",
      "convex(norm(X*r - x)^2, r)",
    ]
  ),
  (
    """
    size K
    given v, m : real[K]
    given c : real
    given s : positive
    random e : normal(0, s^2)[K] iid
    random g : normal(c, s^2)
    """,
    [
      "expect(g) = c",
      "expect(g^2) = c^2 + s^2",
      "expect(g^3) = c^3 + 3*c*s^2",
      "var(2*g) = 4*s^2",
      "expect((g - c)^4) = 3*s^4",
      "expect(e[i]*e[j]) = s^2*delta(i, j)",
      "expect(sum(i, v[i]*e[i])^2) = s^2*sum(i, v[i]^2)",
      "expect((c - sum(i, v[i]*e[i]))^2) = c^2 + s^2*sum(i, v[i]^2)",
      "expect(e[i]^2*g) = c*s^2",
      "expect(d((c - sum(i, v[i]*e[i]))^2, v[j])) = 2*s^2*v[j]",
      "cov(e[i], e[j]) = s^2*delta(i, j)",
    ]
  ),
  (
    """
    size N
    given x : real[N]
    given M : symmetric[N]
    given P : psd[N]
    given R : pd[N]
    given D : diagonal[N]
    function L : real[N] -> real
    let mu = sum(x)/N
    let xh[n] = x[n] - mu
    """,
    [
      "M' = M",
      "x'*M*x = sum(i, j, M[i, j]*x[i]*x[j])",
      "grad(x'*M*x, x) = 2*M*x",
      "hessian(1/2*x'*M*x, x) = M",
      "P[i, i] >= 0",
      "R[i, i] > 0",
      "D*D = diag(diag(D) .* diag(D))",
      "d(xh[i], x[j]) = delta(i, j) - 1/N",
      "d(L(xh), x[i]) = L'(xh)[i] - sum(j, L'(xh)[j])/N",
      "hessian(L(x), x) symmetric",
      "sum(n, xh[n]) = 0",
      "sum(n, xh[n]^2) = sum(n, x[n]^2) - N*mu^2",
    ]
  ),
  (
    """
    size N
    given r, c : real
    given a : real[N]
    given A : real[N, N]
    given m, k : integer in [0, inf)
    let u[0] = c
    let u[t+1] = r*u[t] + 1
    let v[0] = a
    let v[t+1] = A*v[t]
    """,
    [
      "sum(i : 1..N, i^2) = N*(N + 1)*(2*N + 1)/6",
      "sum(i : 0..N, r^i) = (1 - r^(N + 1))/(1 - r) if r != 1",
      "sum(i, a[i]) = a[1] + sum(i : 2..N, a[i])",
      "sum(i, j : i < j, a[i]*a[j]) = 1/2*(sum(a)^2 - sum(i, a[i]^2))",
      "prod(i : 1..N, 3*i) = 3^N*factorial(N)",
      "u[t] = r^t*c + sum(i : 0..t-1, r^i)",
      "v[t] = A^t*a",
      "A^(m + k) = A^m*A^k",
      "d(u[t], c) = r^t",
    ]
  ),
]
