import DeriveLanguage
import DeriveNumbers
import Testing

@testable import DeriveSolving

/// Limits taken, limits that are not there, and limits that nobody can know.
@Suite struct LimitTests {
  private let names = """
    size n, m
    given x, u, b, c, z : real
    given a, k, p : positive
    given q : negative
    given r : real in (0, 1)
    given T : positive
    given whole : integer
    given w : real[m]
    given v : real[n]
    given s : simplex[n]
    function f : real -> real
    let mean = 1/n*sum(i, v[i])

    """

  @Test func atPoints() {
    Soundness().check(
      names + """
        check limit(x^2 + b, x -> c) = c^2 + b  # proved
        check limit(x^2 + b, x -> c) = c^2 - b  # refuted
        check limit(1/x, x -> p) = 1/p  # proved
        check limit(1/x, x -> c) = 1/c  # proved
        check limit(1/x, x -> c) = 1/c if c > 0  # proved
        check limit(exp(x)/(1 + x^2), x -> b) = exp(b)/(1 + b^2)  # proved
        check limit(1/x, x -> 0) = 0  # refuted
        check limit(1/x, x -> 0) = inf  # refuted
        check limit(1/x, x -> 0+) = inf  # proved
        check limit(1/x, x -> 0-) = -inf  # proved
        check limit(1/x, x -> 0-) = inf  # refuted
        check limit(1/x^2, x -> 0) = inf  # proved
        check limit(1/x^2, x -> 0) = 0  # refuted
        check limit(abs(x)/x, x -> 0) = 1  # refuted
        check limit(abs(x)/x, x -> 0) = 0  # refuted
        check limit(abs(x)/x, x -> 0+) = 1  # proved
        check limit(abs(x)/x, x -> 0-) = -1  # proved
        check limit(sign(x), x -> 0) = 0  # refuted
        check limit(x*sign(x), x -> 0) = 0  # proved
        check limit(sin(x)/x, x -> 0) = 1  # proved
        check limit(sin(a*x)/sin(b*x), x -> 0) = a/b if b != 0  # proved
        check limit((exp(x) - 1)/x, x -> 0) = 1  # proved
        check limit((exp(x) - 1 - x)/x^2, x -> 0) = 1/2  # proved
        check limit((exp(x) - 1 - x)/x^2, x -> 0) = 1  # refuted
        check limit((1 - cos(x))/x^2, x -> 0) = 1/2  # proved
        check limit((tan(x) - x)/x^3, x -> 0) = 1/3  # proved
        check limit((a^x - 1)/x, x -> 0) = log(a)  # proved
        check limit(x*log(x), x -> 0+) = 0  # proved
        check limit(x*log(x), x -> 0) = 0  # undecided
        check limit(x*log(x), x -> 0-) = 0  # undecided
        check limit(T*log(T), T -> 0) = 0  # proved
        check limit(T*log(T), T -> 0-) = 0  # undecided
        check limit(x^x, x -> 0+) = 1  # proved
        check limit(log(x), x -> 0+) = -inf  # proved
        check limit((x^2 - c^2)/(x - c), x -> c) = 2*c  # proved
        check limit((f(x) - f(c))/(x - c), x -> c) = f'(c)  # proved
        check limit((f(x) - f(c))/(x - c), x -> c) = f''(c)  # refuted
        check limit((f(c + x) - 2*f(c) + f(c - x))/x^2, x -> 0) = f''(c)  # proved
        check limit(sin(1/x), x -> 0) = 0  # refuted
        check limit(x*sin(1/x), x -> 0) = 0  # proved
        check limit(sigmoid(p/T), T -> 0+) = 1  # proved
        check limit(sigmoid(q/T), T -> 0+) = 0  # proved
        check limit(sigmoid(b/T), T -> 0+) = 1  # refuted
        check limit(floor(x), x -> 1/2) = 0  # proved
        check limit(whole^2, whole -> 1) = 1  # undecided
        check limit(r*log(r), r -> 0) = 0  # proved
        check limit(r, r -> 1) = 1  # proved
        check limit(r, r -> 2) = 2  # undecided
        check limit(r, r -> inf) = inf  # undecided
        check limit(sqrt(x), x -> 0+) = 0  # proved
        check limit(sqrt(x), x -> 0-) = 0  # undecided
        check limit(w[1]*x, x -> c) = c*w[1]  # proved
        check limit(sum(i, w[i])*x, x -> c) = c*sum(i, w[i])  # proved
        check limit(sum(i, sin(w[i]*x))/x, x -> 0) = sum(i, w[i])  # proved
        check limit(sum(i, sin(w[i]*x))/x, x -> 0) = sum(i, w[i]^2)  # refuted
        """)
  }

  @Test func atInfinity() {
    Soundness().check(
      names + """
        check limit(log(x)/x, x -> inf) = 0  # proved
        check limit(x^k/exp(x), x -> inf) = 0  # proved
        check limit(x^b/exp(x), x -> inf) = 0  # proved
        check limit(exp(x)/x^b, x -> inf) = inf  # proved
        check limit(x^a, x -> inf) = inf  # proved
        check limit(x^q, x -> inf) = 0  # proved
        check limit(x^b, x -> inf) = inf  # refuted
        check limit(exp(-a*x), x -> inf) = 0  # proved
        check limit(exp(-a*x), x -> -inf) = inf  # proved
        check limit(exp(-b*x), x -> inf) = 0  # refuted
        check limit(exp(-b*x), x -> inf) = 0 if b > 0  # proved
        check limit(exp(-b*x), x -> inf) = 0 if x > 0  # refuted
        check limit(abs(x)/x, x -> -inf) = 1 if x > 0  # refuted
        check limit((1 + b/x)^x, x -> inf) = exp(b)  # proved
        check limit((1 + b/x)^x, x -> inf) = b  # refuted
        check limit((1 + 1/n)^n, n -> inf) = exp(1)  # proved
        check limit((1 + 1/n)^n, n -> inf) = 1  # refuted
        check limit(n^(1/n), n -> inf) = 1  # proved
        check limit(sqrt(x^2 + x) - x, x -> inf) = 1/2  # proved
        check limit(sqrt(x^2 + b*x) - x, x -> inf) = b/2  # proved
        check limit(sqrt(x^2 + x) - x, x -> -inf) = inf  # proved
        check limit((3*x^2 + x)/(2*x^2 - 1), x -> inf) = 3/2  # proved
        check limit((a*x + 1)/(p*x + 2), x -> inf) = a/p  # proved
        check limit((b*x + 1)/(p*x + 2), x -> inf) = b/p  # proved
        check limit(tanh(a*x), x -> inf) = 1  # proved
        check limit(tanh(q*x), x -> inf) = -1  # proved
        check limit(tanh(b*x), x -> inf) = 1  # refuted
        check limit(softplus(x) - x, x -> inf) = 0  # proved
        check limit(softplus(x), x -> -inf) = 0  # proved
        check limit(sigmoid(x), x -> -inf) = 0  # proved
        check limit(exp(x)*sigmoid(-x), x -> inf) = 1  # proved
        check limit(relu(x) - x, x -> inf) = 0  # proved
        check limit(gelu(x) - x, x -> inf) = 0  # proved
        check limit(silu(x), x -> -inf) = 0  # proved
        check limit(atan(x), x -> inf) = pi/2  # proved
        check limit(x*(atan(x) - pi/2), x -> inf) = -1  # proved
        check limit(erf(x), x -> -inf) = -1  # proved
        check limit(asinh(x) - log(x), x -> inf) = log(2)  # proved
        check limit(floor(x)/x, x -> inf) = 1  # proved
        check limit(x - floor(x), x -> inf) = 0  # undecided
        check limit(sin(x), x -> inf) = 0  # refuted
        check limit(sin(n), n -> inf) = 0  # undecided
        check limit((-1)^n, n -> inf) = 0  # undecided
        check limit(sin(x)/x, x -> inf) = 0  # proved
        check limit(sin(x)/x, x -> inf) = 1  # refuted
        check limit(x*(2 + sin(x)), x -> inf) = inf  # proved
        check limit(x*(1 + sin(x)), x -> inf) = inf  # undecided
        check limit(x*sin(x), x -> inf) = inf  # undecided
        check limit(exp(x + exp(-x)) - exp(x), x -> inf) = 1  # proved
        check limit(exp(exp(x))/exp(exp(x - exp(-exp(x)))), x -> inf) = 1  # proved
        check limit(log(log(x*exp(x*exp(x)) + 1)) - exp(exp(log(log(x)) + 1/x)), x -> inf) = 0  # proved
        check limit(2^x/3^x, x -> inf) = 0  # proved
        check limit((2^x + 3^x)^(1/x), x -> inf) = 3  # proved
        check limit(f(1/x), x -> inf) = f(0)  # proved
        check limit(x*(f(c + 1/x) - f(c)), x -> inf) = f'(c)  # proved
        check limit(f(x), x -> inf) = 0  # undecided
        check limit(f(x)/f(x), x -> inf) = 1  # undecided
        check limit(sin(x)/sin(x), x -> inf) = 1  # undecided
        check limit(x/x, x -> inf) = 1  # proved
        check limit(exp(sin(x))/x, x -> inf) = 0  # proved
        check limit(exp(x*sin(x))/x, x -> inf) = 0  # undecided
        check limit(sinh(sin(x)*log(x))/x, x -> inf) = 0  # undecided
        check limit(tanh(sin(x)*log(x))/x, x -> inf) = 0  # not refuted
        check limit(lgamma(x)/(x*log(x)), x -> inf) = 1  # proved
        check limit(x*(digamma(x) - log(x)), x -> inf) = -1/2  # proved
        check limit(factorial(n)/(sqrt(2*pi*n)*(n/exp(1))^n), n -> inf) = 1  # proved
        check limit((factorial(n)/n^n)^(1/n), n -> inf) = exp(-1)  # proved
        check limit(f(log(x))/x, x -> inf) = 0  # undecided
        check limit(exp(x), x -> inf) - limit(exp(x), x -> inf) = 0  # refuted
        check 0*limit(exp(x), x -> inf) = 0  # refuted
        check limit(x, x -> inf) = limit(x^2, x -> inf)  # undecided
        """)
  }

  /// What cancels in a body was there all the same: no limit where the body is not defined near the point.
  @Test func bodiesThatAreNotDefined() {
    Soundness().check(
      names + """
        check limit(f(x)/f(x), x -> inf) = 1  # undecided
        check limit(f(x)/f(x), x -> c) = 1  # undecided
        check limit(f(x)/f(x), x -> c) = 1 if f(c) != 0  # not refuted
        check limit(log(f(x)) - log(f(x)), x -> inf) = 0  # not proved
        check limit(log(x) - log(x), x -> inf) = 0  # proved
        check limit(log(x) - log(x), x -> -inf) = 0  # not proved
        check limit(sin(x)/sin(x), x -> inf) = 1  # not proved
        check limit(sin(x)/sin(x), x -> 0) = 1  # proved
        check limit(tan(x)*0, x -> inf) = 0  # not proved
        check limit(tan(x)*0, x -> 0) = 0  # proved
        check limit(sqrt(sin(x))^2 - sin(x), x -> inf) = 0  # not proved
        check limit(sqrt(x)^2 - x, x -> 0) = 0  # not proved
        check limit(sqrt(x)^2 - x, x -> 0+) = 0  # proved
        check limit(x*(b - b)/(b - b), x -> inf) = 0  # not proved
        check limit(0*x/b, x -> inf) = 0  # not proved
        check limit(0*x/p, x -> inf) = 0  # proved
        check limit(sin(n)/sin(n), n -> inf) = 1  # not proved
        check limit(v[1]/v[1], n -> inf) = 1  # not proved
        check limit(1/n, n -> inf) = 1/3 if n = 3  # not proved
        check limit(sum(i, w[i]*sin(T*i*x))/x, x -> inf) = 0  # proved
        check limit(sum(i, w[i]*sin(i*x)), x -> inf) = 0 if sum(i, w[i]) = 0  # not proved
        check limit(sum(i, w[i]*exp(i*x)), x -> inf) = inf if sum(i, w[i]) > 0  # not proved
        """)
  }

  @Test func sequences() {
    Soundness().check(
      names + """
        check limit(1/n*sum(i : 1..n, c), n -> inf) = c  # proved
        check limit(1/n*sum(i : 1..n, c), n -> inf) = 0  # refuted
        check limit(n/(n + 1), n -> inf) = 1  # proved
        check limit(n^2 - n, n -> inf) = inf  # proved
        check limit(1/n*sum(i, v[i]), n -> inf) = 0  # undecided
        check limit(v[1]/n, n -> inf) = 0  # undecided
        check limit(s[1]/n, n -> inf) = 0  # proved
        check limit(c + 1/n*sum(i, v[i]), n -> inf) = c if limit(1/n*sum(i, v[i]), n -> inf) = 0  # proved
        check limit(c + 1/n*sum(i, v[i]), n -> inf) = 0 if limit(1/n*sum(i, v[i]), n -> inf) = 0  # not proved
        check limit(2/n*sum(i, v[i]), n -> inf) = 2*b if limit(1/n*sum(i, v[i]), n -> inf) = b  # proved
        check limit(2/n*sum(i, v[i]), n -> inf) = b if limit(1/n*sum(i, v[i]), n -> inf) = b  # not proved
        check limit(1/n*sum(i, v[i]^2), n -> inf) = 0 if limit(1/n*sum(i, v[i]), n -> inf) = 0  # undecided
        check limit(c*sum(i, v[i]), n -> inf) = c*limit(sum(i, v[i]), n -> inf)  # undecided
        check limit(mean, n -> inf) = b if limit(1/n*sum(i, v[i]), n -> inf) = b  # proved
        check limit(v[1] - mean, n -> inf) = v[1] - b if limit(1/n*sum(i, v[i]), n -> inf) = b  # undecided
        check limit(mean + 1/n, n -> inf) = 2*b if limit(1/n*sum(i, v[i]), n -> inf) = b  # not proved
        check limit(exp(-b*x), x -> inf) = c if limit(exp(-b*x), x -> inf) = c  # proved
        check limit(exp(-b*x), x -> 0) = c if limit(exp(-b*x), x -> inf) = c  # not proved
        check limit(1/n, n -> m) = 1/m  # undecided
        check limit(m/(m + n), n -> inf) = 0  # proved
        check limit(w[1]/n, n -> inf) = 0  # proved
        """)
  }

  @Test func jumps() {
    Soundness().check(
      names + """
        check limit(floor(x), x -> 1+) = 1  # proved
        check limit(floor(x), x -> 1-) = 0  # proved
        check limit(floor(x), x -> 1-) = 1  # refuted
        check limit(floor(x), x -> 1) = 1  # refuted
        check limit(floor(x), x -> 1) = 0  # refuted
        check limit(floor(-x), x -> 0+) = -1  # proved
        check limit(floor(x^2), x -> 0) = 0  # proved
        check limit(floor(x), x -> c) = floor(c)  # not proved
        check limit(floor(x)/x, x -> 0+) = 0  # proved
        check limit(x*floor(1/x), x -> 0) = 1  # proved
        check limit(floor(sin(x)), x -> inf) = 0  # not proved
        check limit(sign(x), x -> 0+) = 1  # proved
        check limit(sign(x), x -> 0-) = 1  # refuted
        check limit(if x < 1 then x else 2*x, x -> 1-) = 1  # proved
        check limit(if x < 1 then x else 2*x, x -> 1+) = 2  # proved
        check limit(if x < 1 then x else 2*x, x -> 1) = 2  # refuted
        check limit(if x < 1 then x else x^2, x -> 1) = 1  # proved
        check limit(if x = 1 then 5 else x, x -> 1) = 1  # proved
        check limit(if x = 1 then 5 else x, x -> 1) = 5  # refuted
        """)
  }

  /// Where a limit depends on the sign of one name, each sign is looked at.
  @Test func bySigns() {
    Soundness().check(
      names + """
        check limit(log(1 + exp(b/T))*T, T -> 0+) = relu(b)  # proved
        check limit(log(1 + exp(b/T))*T, T -> 0+) = b  # refuted
        check limit(log(1 + exp(b/T))*T, T -> 0+) = abs(b)  # refuted
        check limit(tanh(b*x), x -> inf) = sign(b)  # proved
        check limit(tanh(b*x), x -> -inf) = sign(b)  # refuted
        check limit(sigmoid(b*x), x -> inf) = (1 + sign(b))/2  # proved
        check limit(sigmoid(b*x), x -> inf) = (1 + sign(b))/2 if b != 0  # proved
        check limit(tanh(b*x) + tanh(c*x), x -> inf) = sign(b) + sign(c)  # proved
        check limit(exp(-b*x), x -> inf) = 0 if b >= 0  # refuted
        check limit(exp(b*x), x -> inf) = inf if b != 0  # not proved
        check limit(b*x, x -> inf) = inf  # not proved
        """)
  }

  @Test func sumsOverGrowingRanges() {
    Soundness().check(
      names + """
        check limit(1/n*sum(i : 1..n, i), n -> inf) = inf  # proved
        check limit(1/n*sum(i : 1..n, i), n -> inf) = 1/2  # refuted
        check limit(1/n^2*sum(i : 1..n, i), n -> inf) = 1/2  # proved
        check limit(1/n^2*sum(i : 1..n, i), n -> inf) = 1  # refuted
        check limit(1/n^3*sum(i : 1..n, i^2), n -> inf) = 1/3  # proved
        check limit(sum(i : 1..n, 1/2^i), n -> inf) = 1  # proved
        check limit(sum(i : 1..n, 1/2^i), n -> inf) = 2  # refuted
        check limit(sum(i : 0..n, r^i), n -> inf) = 1/(1 - r)  # proved
        check limit(sum(i : 0..n, r^i), n -> inf) = r/(1 - r)  # refuted
        check limit(sum(i : 0..n, b^i), n -> inf) = 1/(1 - b) if abs(b) < 1  # proved
        check limit(sum(i : 0..n, b^i), n -> inf) = 1/(1 - b) if b < 1  # not proved
        check limit(sum(i : 0..n, b^i), n -> inf) = 1/(1 - b)  # not proved
        check limit(sum(i : 1..n, i*b^i), n -> inf) = b/(1 - b)^2 if abs(b) < 1  # proved
        check limit(sum(i : 1..n, 1/i - 1/(i + 1)), n -> inf) = 1  # proved
        check limit(sum(i : 1..n, 1/i - 1/(i + 1)), n -> inf) = 0  # refuted
        check limit(sum(i : 1..n, 1/i), n -> inf) = 2  # undecided
        check limit(sum(i : 0..n, binomial(n, i))/2^n, n -> inf) = 1  # not refuted
        check limit(b^n, n -> inf) = 0 if abs(b) < 1  # proved
        check limit(n^5*b^n, n -> inf) = 0 if -1 < b, b < 1  # proved
        check limit(b^n, n -> inf) = 0 if abs(b) <= 1  # not proved
        check limit((-1)^n/n, n -> inf) = 0  # proved
        check limit((-1)^n/n, n -> inf) = 1  # refuted
        check limit(b^x, x -> inf) = 0 if abs(b) < 1  # not proved
        check limit(b^(1 - n), n -> inf) = 0 if abs(b) < 1  # not proved
        check limit(b^n/b^n, n -> inf) = 1 if abs(b) < 1  # not proved
        check limit(2^n*b^n, n -> inf) = 0 if abs(b) < 1  # not proved
        check limit(sum(j, w[j]*b^n), n -> inf) = 0 if abs(b) < 1  # proved
        check limit(sum(j, w[j]^n), n -> inf) = 0 if abs(w[j]) < 1  # proved
        check limit(sum(j, w[j]^n), n -> inf) = 0 if abs(w[j]) < 2  # not proved
        check limit(sum(j, w[j]^n), n -> inf) = 0 if abs(w[1]) < 1  # not proved
        """)
  }

  @Test func recursions() {
    Soundness().check(
      names + """
        size N
        given Q : orthogonal[N]
        given M : real[N, N]
        given lambda, omega0 : real[N]
        given epsilon : positive
        given m2 : integer in [0, inf)
        given m3 : integer in [0, 9]
        let g[0] = c
        let g[t+1] = b*g[t] + z
        let h[0] = c
        let h[t+1] = r*h[t] + 1
        let l[0] = c
        let l[t+1] = l[t] + 1
        let s2[0] = c
        let s2[t+1] = s2[t]^2
        let o[0] = omega0
        let o[t+1] = o[t] - epsilon*Q*diag(lambda)*Q'*o[t]
        let p2[0] = 1
        let p2[t+1] = p2[t]/(t + 1)*t
        check limit(g[t], t -> inf) = z/(1 - b) if abs(b) < 1  # proved
        check limit(g[t], t -> inf) = z/(1 + b) if abs(b) < 1  # refuted
        check limit(g[t], t -> inf) = z/(1 - b)  # not proved
        check limit(h[t], t -> inf) = 1/(1 - r)  # proved
        check limit(h[t+1], t -> inf) = 1/(1 - r)  # proved
        check limit(l[t], t -> inf) = inf  # proved
        check limit(l[t]/t, t -> inf) = 1  # proved
        check limit(s2[t], t -> inf) = 0  # not proved
        check limit(p2[t], t -> inf) = 0  # not refuted
        check limit(o[t], t -> inf) = 0  # not proved
        check o[t] = Q*(eye(N) - epsilon*diag(lambda))^t*Q'*omega0  # proved
        check limit(o[t], t -> inf) = 0 if lambda[i] > 0, lambda[i] < 2/epsilon  # proved
        check limit(o[t], t -> inf) = 0 if abs(1 - epsilon*lambda[i]) < 1  # proved
        check limit(o[t], t -> inf) = 0 if lambda[i] > 0, lambda[i] < 3/epsilon  # not proved
        check limit(o[t], t -> inf) = 0 if lambda[i] >= 0, lambda[i] < 2/epsilon  # not proved
        check limit(Q*(eye(N) - epsilon*diag(lambda))^m2*Q'*omega0, m2 -> inf) = 0 if lambda[i] > 0, epsilon*lambda[i] < 2  # proved
        check limit(Q*(eye(N) - epsilon*diag(lambda))^m2*Q'*omega0, m2 -> inf) = 0 if lambda[1] > 0, epsilon*lambda[1] < 2  # not proved
        check limit(Q*(eye(N) - epsilon*diag(lambda))^m2*Q'*omega0, m2 -> inf) = 0  # not proved
        check limit(1/m2, m2 -> inf) = 0  # proved
        check limit(1/m3, m3 -> inf) = 0  # not proved
        check limit(b^m2, m2 -> inf) = 0 if abs(b) < 1  # proved
        check limit(b^m2, m2 -> inf) = 1 if abs(b) < 1, m2 = 0  # not proved
        check limit(M^m2*omega0, m2 -> inf) = 0  # not proved
        """)
  }

  /// Claims about sequences that are nearly right: recursions that are not linear or not defined, terms of sums that grow
  /// differently, what is assumed of the size that varies.
  @Test func trapsOfSequences() {
    Soundness().check(
      """
      size n, N
      given x, b, c, z : real
      given p : positive
      given w, a2 : real[N]
      given lambda : real[N]
      function f : real -> real
      given k : integer
      let g[0] = c
      let g[t+1] = b*g[t] + z*t
      let q[0] = c
      let q[t+1] = q[t]/q[t]
      let e[0] = c
      let e[t+1] = b*e[t] + 1/z
      let y[0] = 1
      let y[t+1] = if t = 3 then 0 else y[t]
      let v[0] = w
      let v[t+1] = b*v[t]
      check limit(g[t], t -> inf) = 0 if abs(b) < 1  # not proved
      check limit(q[t], t -> inf) = 1  # not proved
      check limit(e[t], t -> inf) = 1/z/(1-b) if abs(b) < 1  # not refuted
      check limit(e[t], t -> inf) = 1/z/(1-b) if abs(b) < 1, z = 0  # not proved
      check limit(y[t], t -> inf) = 1  # not proved
      check limit(v[t], t -> inf) = 0 if abs(b) < 1  # proved
      check limit(v[t], t -> inf) = w if b = 1  # proved
      check limit(v[t], t -> inf) = 0 if b = 1  # not proved
      check limit(sum(i, w[i]*sin(a2[i]*x)), x -> inf) = 0 if sum(i, w[i]) = 0  # not proved
      check limit(sum(i, w[i]*sin(a2[i]*x))/x, x -> inf) = 0  # proved
      check limit(sum(i, w[i]*exp(a2[i]*x)), x -> inf) = inf if sum(i, w[i]) > 0, a2[i] > 0  # not proved
      check limit(b/x, x -> 0+) = inf if b >= 0  # not proved
      check limit(x^2*f(b)/f(b), x -> inf) = inf  # not proved
      check limit(abs(b)*x, x -> inf) = inf if b != 0  # proved
      check limit(log(1 + exp(b/x))*x, x -> 0+) = relu(b)  # proved
      check limit(log(1 + exp(b*c/x))*x, x -> 0+) = relu(b*c)  # not refuted
      check limit(sum(i : 1..n, 1/(i - 3) - 1/(i - 2)), n -> inf) = -1/2  # not proved
      check limit(sum(i : 1..n, f(i) - f(i + 1)), n -> inf) = f(1)  # not proved
      check limit(sum(i : n..2*n, 1/i - 1/(i + 1)), n -> inf) = 0  # proved
      check limit(sum(i : 5..n, 1/i - 1/(i + 1)), n -> inf) = 1/5  # not refuted
      check limit(sum(i : 1..n, log(i + 1) - log(i)), n -> inf) = inf  # not refuted
      check limit(sum(i : 1..n, i)/n^2, n -> inf) = 1/2 if n = 3  # proved
      check limit(1/n, n -> inf) = 0 if n < 5  # proved
      check limit(if n <= 5 then 1 else 0, n -> inf) = 1 if n <= 5  # not proved
      check limit(c^(k + n), n -> inf) = 0 if abs(c) < 1  # proved
      check limit((c/2)^n, n -> inf) = 0 if abs(c) < 2  # not refuted
      check limit((c/2)^n, n -> inf) = 0 if abs(c) <= 2  # not proved
      check limit(n*c^n - n*z^n, n -> inf) = 0 if abs(c) < 1, abs(z) < 1  # proved
      check limit(c^n/z^n, n -> inf) = 0 if abs(c) < 1, abs(z) < 1  # not proved
      check limit(sum(j, w[j]*(1 - p*lambda[j])^n), n -> inf) = 0 if lambda[j] > 0, p*lambda[j] < 2  # proved
      check limit(sum(j, w[j]*(1 - p*lambda[j])^n), n -> inf) = 0 if lambda[j] > 0 , lambda[1] < 2/p  # not proved
      check limit(2^n*sum(j, w[j]*(1 - p*lambda[j])^n), n -> inf) = 0 if lambda[j] > 0, p*lambda[j] < 2  # not proved
      check limit(sum(j, sin(lambda[j]*n)*w[j]^n), n -> inf) = 0 if abs(w[j]) < 1  # not refuted
      """)
  }

  /// A limit says by which rule it was taken, and one that is not there says that it is not.
  @Test func whatIsPrinted() throws {
    let solution = try Solving.solution(
      names + """
        derive limit(sin(x)/x, x -> inf)
        derive limit(x^2, x -> c)
        derive limit(x^3/exp(a*x), x -> inf)
        derive limit(sin(x)/x, x -> 0)
        derive limit((x^2 + x)/x, x -> inf)
        derive limit(abs(x)/x, x -> 0)
        derive limit(exp(-b*x), x -> inf)
        derive limit(1/n^2*sum(i : 1..n, i), n -> inf)
        derive limit(sum(i : 1..n, 1/i - 1/(i + 1)), n -> inf)
        """)
    var shown: [String] = []
    var rules: [[String]] = []
    for case .derivation(let derivation) in solution.items {
      shown.append(derivation.result.map(FormulaText.text) ?? derivation.reason ?? "")
      rules.append(derivation.steps.map(\.rule))
    }
    #expect(
      shown == [
        "0", "c^2", "0", "1", "inf", "the limit does not exist: from above it is 1, from below -1",
        "the limit was not taken: it depends on the sign of `b`", "1/2", "1",
      ])
    #expect(
      rules == [
        ["squeezed: what swings stays within bounds"], ["continuous there: the point is put in"],
        ["the leading term decides", "what varies fastest in it tends to 0"], ["expanded: the first term"],
        ["the leading term decides", "what varies fastest in it grows beyond all bounds"], [], [],
        ["the closed form put in", "expanded: the first term"],
        ["neighbours cancel", "multiplied out", "expanded: the first term"],
      ])
  }
}
