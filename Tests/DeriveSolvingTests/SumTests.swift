import Testing

/// Sums and products over an index: under conditions, over ranges that overlap, in closed form.
@Suite struct SumTests {
  @Test func conditionsOnIndices() {
    Soundness().check(
      """
      size n
      given a, b : real[n]
      given p : positive[n]
      prove sum(k : k != i, a[k]) = sum(a) - a[i]                                     # proved
      prove sum(k : 1..n, k != 1, log(p[k])) = sum(k, log(p[k])) - log(p[1])          # proved
      prove sum(k : k != i, 1/a[k]) = sum(k, 1/a[k]) - 1/a[i]                         # refuted
      prove sum(i, j : i != j, a[i]*b[j]) = sum(a)*sum(b) - a'*b                      # proved
      prove sum(i, j : i < j, a[i]*b[j] + a[j]*b[i]) = sum(a)*sum(b) - a'*b           # proved
      prove sum(i, j : i < j, a[i]*b[j]) = sum(i, j : j < i, a[j]*b[i])               # proved
      prove sum(i, j : i <= j, a[i]*b[j]) = sum(i, j : i < j, a[i]*b[j]) + a'*b       # proved
      prove sum(i, j : i < j, a[i]*b[j]) + sum(i, j : i > j, a[i]*b[j]) + a'*b = sum(a)*sum(b)   # proved
      prove sum(i, j : i < j, a[i]*b[j]) = 1/2*(sum(a)*sum(b) - a'*b)                 # refuted
      prove sum(i, j : i < j, a[i]*a[j]) = 1/2*sum(a)^2                               # refuted
      prove sum(i, j : i <= j, a[i]*a[j]) = 1/2*(sum(a)^2 + sum(i, a[i]^2))           # proved
      prove sum(i, j : i <= j, a[i]*a[j]) = 1/2*(sum(a)^2 - sum(i, a[i]^2))           # refuted
      prove sum(k : k < i, a[k]) + sum(k : k >= i, a[k]) = sum(a) + 0*a[i]            # proved
      prove sum(k : k < i, a[k]) + sum(k : k > i, a[k]) = sum(a) + 0*a[i]             # refuted
      prove sum(i, j, k : i != j, a[i]*a[j]*b[k]) = sum(b)*(sum(a)^2 - sum(i, a[i]^2))   # proved
      """)
  }

  @Test func rangesThatOverlap() {
    Soundness().check(
      """
      size n
      given a, b : real[n]
      given m : integer in -3..4
      prove sum(i : 1..n, a[i]) = a[1] + sum(i : 2..n, a[i])                          # proved
      prove sum(i : 1..n, a[i]) = a[n] + sum(i : 1..n-1, a[i])                        # proved
      prove sum(i : 1..n-1, a[i+1] - a[i]) = a[n] - a[1]                              # proved
      prove sum(i : 1..n-1, a[i+1] - a[i]) = a[n]                                     # refuted
      prove sum(i : 0..n-1, a[i+1]*b[n-i]) = sum(i : 1..n, a[i]*b[n+1-i])             # proved
      prove sum(i, i*a[i]) = sum(i : 0..n-1, i*a[i+1])                                # refuted
      prove sum(i : 1..n-1, a[i]*a[i+1]) = sum(i : 2..n, a[i-1]*a[i])                 # proved
      prove sum(i : 1..n-1, 1/(n-i)) = sum(i : 1..n-1, 1/i)                           # not refuted
      prove sum(i : 1..k, a[i]) + sum(i : k+1..n, a[i]) = sum(a) + 0*a[k]       # proved
      prove sum(i : 1..k, a[i]) + sum(i : k..n, a[i]) = sum(a) + 0*a[k]               # refuted
      prove sum(i : 3..n, i) = n*(n + 1)/2 - 3                                        # refuted
      prove sum(i : 1..m, i) = m*(m + 1)/2                                            # refuted
      prove sum(i : 1..m, i) = m*(m + 1)/2 if m >= 0                                  # proved
      prove sum(i : 1..n, i^2) = n*(n + 1)*(2*n + 1)/6                                # proved
      prove sum(i : 1..n, i^4) = n*(n + 1)*(2*n + 1)*(3*n^2 + 3*n - 1)/30             # proved
      prove sum(i : 0..n, i^2) = sum(i : 1..n-1, i^2)                                 # refuted
      prove sum(i : 1..n, sum(j : 1..i, j)) = n*(n + 1)*(n + 2)/6                     # proved
      """)
  }

  @Test func geometricSums() {
    Soundness().check(
      """
      size n
      given r, z, x, y : real
      given p : real in (0, 1)
      prove sum(i : 0..n, r^i) = (1 - r^(n+1))/(1 - r) if r != 1                      # proved
      prove sum(i : 0..n, r^i) = (1 - r^(n+1))/(1 - r)                                # refuted
      prove sum(i : 0..n, r^i) = (1 - r^n)/(1 - r) if r != 1                          # refuted
      prove sum(i : 1..n, r^i) = (1 - r^(n+1))/(1 - r) if r != 1                      # refuted
      prove (1 - r)*sum(i : 0..n, r^i) = 1 - r^(n+1)                                  # proved
      prove (1 - r)*sum(i : 0..n, r^i) = 1 - r^n                                      # refuted
      prove sum(i : 0..n, p^i) < 1/(1 - p)                                            # not refuted
      prove sum(i : 0..n, exp(i*z)) = (exp((n+1)*z) - 1)/(exp(z) - 1) if z != 0       # not refuted
      prove sum(i : 1..n, i*p^i) = p*(1 - (n+1)*p^n + n*p^(n+1))/(1 - p)^2            # proved
      prove sum(i : 1..n, (-1)^i) = ((-1)^n - 1)/2                                    # proved
      prove sum(i : 1..n, 4^i) = (4^(n+1) - 4)/3                                      # proved
      prove sum(k : 0..n, binomial(n, k)*x^k*y^(n-k)) = (x + y)^n                     # proved
      prove sum(k : 1..n, binomial(n, k)*x^k) = (1 + x)^n                             # refuted
      prove sum(k : 0..n, binomial(n, k)*(-1)^k) = 0                                  # proved
      """)
  }

  @Test func productsOverAnIndex() {
    Soundness().check(
      """
      size n, K
      given a : real[n]
      given q : nonzero[n]
      given yhat : real[n] in (0, 1)
      given y : real[n]
      given P : positive[n, K]
      given c : real
      prove -log(prod(i, yhat[i]^y[i]*(1 - yhat[i])^(1 - y[i]))) = -sum(i, y[i]*log(yhat[i]) + (1 - y[i])*log(1 - yhat[i]))   # proved
      prove -log(prod(i, yhat[i]^y[i]*(1 - yhat[i])^(1 - y[i]))) = -sum(i, y[i]*log(yhat[i]) + (1 + y[i])*log(1 - yhat[i]))   # refuted
      prove log(prod(i, j, P[i, j]^2)) = 2*sum(i, sum(j, log(P[i, j])))               # proved
      prove log(prod(i, a[i]^2)) = 2*sum(i, log(a[i]))                                # refuted
      prove exp(sum(i, a[i])) = prod(i, exp(a[i]))                                    # proved
      prove prod(i : 1..n, i) = factorial(n)                                          # proved
      prove prod(i : 1..n, i + 1) = factorial(n)                                      # refuted
      prove prod(i : 1..n, c) = c^n                                                   # proved
      prove prod(i : 0..n, c) = c^n                                                   # refuted
      prove prod(i, c*a[i]) = c^n*prod(i, a[i])                                       # proved
      prove prod(i, a[i]^3) = prod(i, a[i])^3                                         # proved
      prove prod(i : 1..n-1, q[i+1]/q[i]) = q[n]/q[1]                                 # proved
      prove prod(i : 1..n-1, q[i+1]/q[i]) = q[1]/q[n]                                 # refuted
      prove prod(i, a[i]) = a[1]*prod(i : 2..n, a[i])                                 # not refuted
      prove grad(prod(i, q[i]), q) = prod(i, q[i])*(1 ./ q)                           # proved
      prove grad(prod(i, a[i]), a)[j] = prod(k : k != j, a[k])                        # proved
      prove grad(prod(i, q[i]^2), q) = prod(i, q[i]^2)*(1 ./ q)                       # refuted
      prove hessian(prod(i, q[i]), q)[i, j] = prod(k, q[k])/(q[i]*q[j]) if i != j     # not refuted
      """)
  }
}
