import DeriveLanguage
import DeriveSolving
import Testing

/// Claims that are nearly right, and claims that look wrong and are not: conditions of domains, kinks, empty ranges, types
/// over parts of a range, assumptions. The comment at the end of a line says what must come out.
@Suite struct Soundness {
  @Test func scalars() {
    for text in [
      """
      given x, y : real
      given a, b : positive
      check x/x = 1  # refuted
      check log(x^2) = 2*log(x)  # refuted
      check sqrt(x^2) = x  # refuted
      check sqrt(x^2) = abs(x)  # proved
      check (x^2)^(1/2) = x  # refuted
      check (x^2)^(1/2) = abs(x)  # proved
      check 0^0 = 1  # proved
      check x^0 = 1  # proved
      check log(a*b) = log(a) + log(b)  # proved
      check log(x*y) = log(x) + log(y)  # refuted
      check log(x*y) = log(abs(x)) + log(abs(y))  # refuted
      check exp(log(x)) = x  # refuted
      check exp(log(a)) = a  # proved
      check log(exp(x)) = x  # proved
      check atan(tan(x)) = x  # refuted
      check tan(atan(x)) = x  # not refuted
      check asin(sin(x)) = x  # refuted
      check sin(asin(x)) = x  # refuted
      check acosh(cosh(x)) = x  # refuted
      check acosh(cosh(x)) = abs(x)  # proved
      check cosh(acosh(x)) = x  # refuted
      check sqrt(x)*sqrt(y) = sqrt(x*y)  # refuted
      check sqrt(x)^2 = x  # refuted
      check x^3/x = x^2  # refuted
      check sign(x)^2 = 1  # refuted
      check abs(x)*sign(x) = x  # proved
      check sign(x)*x = abs(x)  # not refuted
      check x^(1/3)*x^(2/3) = x  # refuted
      check (x^3)^(1/3) = x  # refuted
      check (x^6)^(1/6) = abs(x)  # proved
      check (x^(1/2))^4 = x^2  # refuted
      check sqrt(x^2*(x-1)) = abs(x)*sqrt(x-1)  # not proved
      check sqrt(x^2*y) = x*sqrt(y)  # refuted
      check sqrt(x^2*y) = abs(x)*sqrt(y)  # not proved
      check floor(x) = x  # refuted
      check floor(x) <= x  # not refuted
      check max(x, y) + min(x, y) = x + y  # proved
      check max(x,y) - min(x,y) = x - y  # refuted
      check max(x,y) >= x  # not refuted
      check max(x,y) > x  # refuted
      check exp(x) > 0  # proved
      check exp(x) > 1  # refuted
      check x^2 > 0  # refuted
      check x^2 >= 0  # proved
      check x^2 + 1 > 1  # refuted
      check sqrt(x^2+1) > abs(x)  # not refuted
      check (if x != 0 then x/x else 1) = 1  # proved
      check (if x = 0 then 1 else 1/x)*x = 1  # refuted
      check (if 1 = 1 then x else 1/0) = x  # proved
      check (if x > 0 then 1 else 0) = indicator(x >= 0)  # refuted
      check abs(x + y) <= abs(x) + abs(y)  # not refuted
      check abs(x+y) = abs(x)+abs(y)  # refuted
      check log(x)/log(x) = 1  # refuted
      check x^y*x^(-y) = 1  # refuted
      check a^x*a^(-x) = 1  # proved
      check a^x*a^y = a^(x+y)  # proved
      check x^y*x^y = x^(2*y)  # not proved
      check (a^x)^y = a^(x*y)  # proved
      check (x^2)^y = abs(x)^(2*y)  # not refuted
      check (x^2)^y = x^(2*y)  # refuted
      check (-1)^2 = 1  # proved
      check 0*log(0) = 0  # refuted
      check x*log(x) = 0 if x = 0  # refuted
      check 0^x = 0  # refuted
      check 0^a = 0  # not refuted
      check a^0 = 1  # proved
      check log(a^x) = x*log(a)  # proved
      check log(abs(x)^y) = y*log(abs(x))  # refuted
      check sigmoid(x) + sigmoid(-x) = 1  # proved
      check 1/(1/x) = x  # refuted
      check (x^2 - y^2)/(x - y) = x + y  # refuted
      check tanh(x)^2 < 1  # proved
      check sinh(x)^2 - cosh(x)^2 = -1  # proved
      check sin(x)^2 + cos(x)^2 = 1  # proved
      check tan(x)*cos(x) = sin(x)  # not proved
      check log(1 + exp(x)) = softplus(x)  # proved
      check relu(x) - relu(-x) = x  # not refuted
      check leakyrelu(x, y) = max(x, y*x)  # refuted
      check relu(x*y) = relu(x)*relu(y)  # refuted
      check gamma(x+1) = x*gamma(x)  # refuted
      check gamma(a+1) = a*gamma(a)  # proved
      check factorial(a) = a*factorial(a-1)  # proved
      check lgamma(x) = log(gamma(x))  # refuted
      check asinh(x) = log(x + sqrt(x^2+1))  # not refuted
      check acosh(x) = log(x + sqrt(x^2-1))  # not proved
      check atanh(x) = 1/2*log((1+x)/(1-x))  # not refuted
      check asin(x) + acos(x) = pi/2  # refuted
      check floor(x + 1) = floor(x) + 1  # not refuted
      check floor(2*x) = 2*floor(x)  # refuted
      check x < x + 1  # proved
      check 1/a > 0  # proved
      check 1/(1 + x^2) <= 1  # proved
      check 1/(1 + x^2) < 1  # refuted
      check x^4 - 2*x^2 + 1 > 0  # refuted
      """
    ] { check(text) }
  }

  @Test func sumsAndTypes() {
    for text in [
      """
      size N, K, M
      given x, z : real[N]
      given y : onehot[K]
      given yb : binary[N]
      given p : simplex[K]
      given m : integer in 0..10
      given t : real
      given s : nonnegative
      check sum(k, y[k]) = 1  # proved
      check sum(k : 1..m, y[k]) = 1  # refuted
      check sum(k : 2..K, y[k]) = 1  # refuted
      check sum(k : 2..K, y[k]) = 1 - y[1]  # not refuted
      check sum(k : 2..K, p[k]) = 1  # refuted
      check sum(k : 2..K, p[k]) > 0  # refuted
      check sum(n : 2..N, 1) = N - 1  # proved
      check sum(n : 3..N, 1) = N - 2  # refuted
      check sum(n : 2..N, exp(x[n])) > 0  # refuted
      check sum(n, exp(x[n])) > 0  # proved
      check prod(n : 2..N, t) = t^(N-1)  # proved
      check prod(n : 3..N, t) = t^(N-2)  # refuted
      check sum(n : n != 1, x[n]) = sum(n, x[n]) - x[1]  # proved
      check sum(n : n != 2, x[n]) = sum(n, x[n]) - x[2]  # refuted
      check sum(n, delta(n, 2)*x[n]) = x[2]  # refuted
      check sum(n : 1..N, delta(n, 2)) = 1  # refuted
      check sum(n : 1..N, delta(n, 1)) = 1  # proved
      check sum(n, delta(n, K)*x[n]) = x[K]  # refuted
      check x[i] = x[j]  # refuted
      check y[i]*y[j] = delta(i, j)*y[i]  # proved
      check p[i]*p[j] = delta(i,j)*p[i]  # refuted
      check yb[i]*yb[j] = delta(i,j)*yb[i]  # refuted
      check yb[i]^2 = yb[i]  # proved
      check yb[i]^t = yb[i]  # refuted
      check y[i]^s*y[j] = delta(i,j)*y[i]  # refuted
      check delta(i, j)^m*delta(i, j) = delta(i,j)^m if i in 1..N, j in 1..N  # refuted
      check sum(i, j, x[i]*z[j]) = sum(i, x[i])*sum(j, z[j])  # proved
      check sum(i, j : i < j, x[i]*x[j]) = (sum(i, x[i])^2 - sum(i, x[i]^2))/2  # not refuted
      check sum(n : 1..N, t) = N*t  # proved
      check sum(n, x[n])/N*N = sum(n, x[n])  # proved
      check sum(n, x[n]/x[n]) = N  # refuted
      check sum(k, y[k]*log(p[k])) = log(sum(k, y[k]*p[k]))  # refuted
      check p[k] <= 1  # proved
      check p[k] < 1  # refuted
      check p[k] > 0  # refuted
      check p[k]/p[k] = 1  # not proved
      check sum(k, p[k]^2) <= 1  # not refuted
      check N >= 1  # proved
      check N > 1  # refuted
      check N*K >= N  # proved
      check 1/N <= 1  # proved
      check 1/N < 1  # refuted
      check prod(n, exp(x[n])) = exp(sum(n, x[n]))  # proved
      check max(x) >= x[n]  # not refuted
      check max(x) = -min(-x)  # not refuted
      check sum(n : 1..N, max(x)) = N*max(x)  # proved
      check sum(x) = sum(n, x[n])  # proved
      check sum(n, abs(x[n])) >= abs(sum(n, x[n]))  # not refuted
      check sum(n, x[n]^2) > 0  # refuted
      check sum(n, x[n]^2) >= 0  # proved
      check sum(n, x[n])^2 <= N*sum(n, x[n]^2)  # not refuted
      check sum(n, x[n])^2 < N*sum(n, x[n]^2)  # refuted
      check N^2 - N > 0  # refuted
      check N - 1 >= 0  # proved
      check (N - 1)*sum(n, x[n]^2) >= 0  # proved
      check (N - 2)*x[1]^2 >= 0  # refuted
      check sum(i : 1..N-1, x[i+1] - x[i]) = x[N] - x[1]  # not refuted
      check sum(i : 1..N-1, x[i+1]) = sum(i, x[i])  # refuted
      check sum(n : 1..K, x[n]) = sum(n, x[n])  # refuted
      check prod(n, x[n]) = prod(n : 2..N, x[n])*x[1]  # not refuted
      check sum(n, x[n]*sum(n, z[n])) = sum(n, x[n])*sum(n, z[n])  # proved
      check sum(i : 1..3, 1) = 3 if N >= 3  # proved
      check factorial(N) = prod(n : 1..N, n)  # not refuted
      check sum(n : 1..N, n) = N*(N+1)/2  # not refuted
      check sum(n : 1..N, n^2) = N*(N+1)*(2*N+1)/6  # not refuted
      check sum(n : 1..N, 1/n) >= 1  # not refuted
      check sum(n : 1..N, 1/n) > 1  # refuted
      check (-1)^N = -1  # refuted
      check (-1)^(2*N) = 1  # not refuted
      check sum(k, (y[k] - p[k])) = 0  # proved
      check sum(k, y[k]*p[k]) <= 1  # not refuted
      check sum(k : k != j, p[k]) = 1 - p[j]  # proved
      check sum(k : k != j, log(p[k])) = sum(k, log(p[k])) - log(p[j])  # refuted
      """
    ] { check(text) }
  }

  @Test func derivativesAndCurvature() {
    for text in [
      """
      given x : real
      check d(abs(x), x) = 1 if x = 0  # not proved
      check d(relu(x), x) = 1 if x >= 0  # not proved
      check d(max(x, 0), x) = 1 if x >= 0  # not proved
      check d(relu(x), x) = 1 if x > 0  # proved
      check d(if x = 0 then 5 else x, x) = 0 if x = 0  # not proved
      check d(abs(x), x) = -1 if x <= 0  # not proved
      check d(x^2, x) = 0 if x = 0  # proved
      """,
      """
      given x : real
      assume x = 0
      derive y = x^2 + 1
      check d(y, x) = 2*x  # proved
      derive w = abs(x)
      check d(w, x) = 1  # not proved
      """,
      """
      given x : real
      assume x >= 0
      derive w = abs(x)
      check d(w, x) = 1  # not proved
      let v = abs(x)
      check d(v, x) = 1  # not proved
      let u(q) = abs(q)
      check d(u(x), x) = 1  # not proved
      check u'(x) = 1  # not proved
      """,
      """
      given z : real
      let p = 1/(exp(z) - 1)
      check exp(z) != 1  # refuted
      check exp(z) - 1 != 0  # refuted
      check (exp(z) - 1)^2 > 0  # refuted
      check z = 1 if exp(z) = p  # not proved
      """,
      """
      size N
      given x : real[N]
      let r = 1/sum(x)
      check sum(x) != 0  # refuted
      check sum(x)^2 > 0  # refuted
      """,
      """
      size N
      given a : positive[N]
      """,
      """
      size N, M
      given x : real[N]
      given z : real[M]
      let H = sum(n, [1, x[n]; x[n], x[n]^2]) + sum(m, [z[m]^2, z[m]; z[m], 1])
      check H psd  # not refuted
      check H pd  # refuted
      let G = [1, x[1]; x[1], x[1]^2] + [z[1]^2, z[1]; z[1], 1]
      check G pd  # refuted
      check G psd  # proved
      check sum(k : 2..N, [1, 0; 0, 1]) pd  # refuted
      check sum(k : 2..N, [1, 0; 0, 1]) psd  # proved
      check sum(k : 1..N, [1, 0; 0, 1]) pd  # proved
      check sum(k : 2..N, outer(eye(N)[k], eye(N)[k])) pd  # refuted
      check sum(k : 2..N, outer(eye(N)[k], eye(N)[k])) psd  # proved
      check sum(k : 1..N, outer(eye(N)[k], eye(N)[k])) pd  # proved
      check eye(N) - ones(N)/N pd  # refuted
      check diag(x .* x) pd  # refuted
      check diag(x .* x) psd  # proved
      check outer(x, x) psd  # proved
      check outer(x, x) pd  # refuted
      check outer(x,x) + eye(N) pd  # proved
      check eye(N) nd  # refuted
      check [1, 2; 3, 4] psd  # refuted
      check [1, 2; 2, 4] pd  # refuted
      check [2, 1; 1, 2] pd  # proved
      check [x[1]^2 + 1, x[1]; x[1], 1] pd  # proved
      check [x[1]^2, x[1]; x[1], 1] pd  # refuted
      check diag(x) psd  # refuted
      check eye(N)*x[1]^2 pd  # refuted
      check [1,1,0;1,1,0;0,0,1] pd  # refuted
      check [1, 1/2, 1/3; 1/2, 1/3, 1/4; 1/3, 1/4, 1/5] pd  # proved
      """,
      """
      given x : nonzero
      check convex(1/x^2, x)  # not proved
      """,
      """
      given x, y : real
      check convex(1/x^2, x) if x != 0  # not proved
      check convex(1/x^2, x)  # not proved
      check convex(1/x^2, x) if x > 0  # proved
      check convex(x^2, x) if x^2 > 1  # not proved
      check convex(-x^2, x) if x = 0  # not refuted
      check convex(-x^2 + y^2, (x, y)) if x = 0  # not refuted
      check convex(x^3, x) if x >= 0  # proved
      check convex(x^3, x)  # refuted
      check concave(x^3, x) if x <= 0  # proved
      check strictly_convex(x^4, x)  # not refuted
      check strictly_convex(x^2, x)  # proved
      check strictly_convex(exp(x), x)  # proved
      check strictly_convex(x^2 + y^2, (x, y))  # proved
      check strictly_convex((x + y)^2, (x, y))  # not proved
      check strictly_convex(x, x)  # not proved
      check convex(x*y, (x, y))  # refuted
      check convex(x^2/y, (x, y)) if y > 0  # proved
      check convex(x^2/y, (x, y)) if y != 0  # not proved
      check convex(-log(x), x) if x > 0  # proved
      check convex(-log(abs(x)), x)  # not proved
      check convex(1/x, x) if x > 0  # proved
      check convex(sqrt(x^2 + 1), x)  # proved
      """,
      """
      size K
      given p : simplex[K]
      given y : binary[K]
      given o : onehot[K]
      check convex(-sum(k, p[k])^2, p)  # not refuted
      """,
    ] { check(text) }
  }

  @Test func assumptionsAndExpectations() {
    for text in [
      """
      size N, M
      given x : real[N]
      given z : real[M]
      given t : real
      check sum(n, [1, x[n]; x[n], x[n]^2]) psd  # not refuted
      check sum(n, [1, x[n]; x[n], x[n]^2]) + [t^2, t; t, 1] psd  # not refuted
      check sum(n, [1, x[n]; x[n], x[n]^2]) + [t^2, t; t, 1] pd  # refuted
      check sum(n, [1, x[n]; x[n], x[n]^2]) + sum(m, [1, z[m]; z[m], z[m]^2]) psd  # not refuted
      check sum(n, [1, x[n]; x[n], x[n]^2]) + sum(m, [z[m]^2, z[m]; z[m], 1]) psd  # not refuted
      check sum(n, [1, x[n]; x[n], x[n]^2]) + sum(m, [z[m]^2, z[m]; z[m], 1]) pd  # refuted
      check sum(n, exp(x[n])*[1, 1; 1, 1]) + sum(m, exp(z[m])*[1, 1; 1, 1]) pd  # refuted
      check sum(n, exp(x[n])*[1, x[n]; x[n], x[n]^2]) + sum(m, exp(z[m])*[z[m]^2, z[m]; z[m], 1]) pd  # refuted
      check sum(n, exp(x[n])*[1, x[n]; x[n], x[n]^2]) + sum(m, exp(z[m])*[z[m]^2, z[m]; z[m], 1]) psd  # proved
      """,
      """
      given x : real
      check x = 1 if x > 0, x < 0  # undecided
      check x = x if x > 0, x < 0  # proved
      check x^2 >= 0 if x > 0, x < 0  # proved
      check abs(x) = -x if x > 0, x < 0  # undecided
      check [x, 0; 0, x] pd if x > 0, x < 0  # undecided
      check sqrt(-1 - x^2) = sqrt(-1 - x^2)  # undecided
      check log(-x^2) = 1  # refuted
      check 1/(x - x) = 1/(x-x)  # undecided
      """,
      """
      given x : real
      assume x > 0
      check x > -1  # proved
      assume x < 0
      check x = 1  # undecided
      check abs(x) = x  # undecided
      check x + x = 2*x  # proved
      """,
      """
      given x, y : real
      check x^2 = y^2 if x = y  # proved
      check x = 1 if x = y  # refuted
      check x = 0 if x*y = 0  # not proved
      check x = 0 if x^2 = 0  # not refuted
      check x = y if x^2 = y^2  # refuted
      check x + y = 0 if x = -y  # proved
      check x < y if x <= y  # refuted
      check x^2 < y^2 if x < y  # refuted
      check x^2 <= y^2 if 0 <= x, x <= y  # not refuted
      check 1/x > 1/y if x < y  # refuted
      check 1/x > 1/y if 0 < x, x < y  # not refuted
      check x*y > 0 if x > 0 or y > 0  # refuted
      check x > 0 if not (x <= 0)  # proved
      check x != y if x < y  # proved
      check x > 1 if x > 0  # refuted
      check x >= 1 if x > 0, x = floor(x)  # not refuted
      check x = 5 if x != 5  # refuted
      check d(x^2, x) = 2*y if x = y  # proved
      check d(x*y, x) = x if x = y  # proved
      """,
      """
      given n : integer
      given m : integer in 0..5
      given x : real
      given a : positive
      check n^2 >= n  # not refuted
      check n > 0  # refuted
      check m <= 5  # proved
      check m < 5  # refuted
      check floor(n/2) = n/2  # refuted
      check floor(n*n) = n^2  # proved
      check floor(1/n) = 1/n  # refuted
      check floor(2^n) = 2^n  # refuted
      check floor(2^m) = 2^m  # not refuted
      check (-1)^n*(-1)^n = 1  # not refuted
      check x^n*x^(-n) = 1  # refuted
      check x^m*x = x^(m+1)  # proved
      check x^m/x = x^(m-1)  # refuted
      check (x^m)^2 = x^(2*m)  # proved
      check (x^2)^m = x^(2*m)  # not refuted
      check d(x^m, x) = m*x^(m-1)  # not proved
      check d(x^m, x) = m*x^(m-1) if x != 0  # proved
      check d(a^x, x) = a^x*log(a)  # proved
      check abs(x)^m = abs(x^m)  # not refuted
      check sqrt(x^(2*m)) = abs(x)^m  # not refuted
      check sqrt(x^(2*m)) = x^m  # refuted
      check sin(n*pi) = 0  # not refuted
      check cos(n*pi) = 1  # refuted
      check m*(m-1) >= 0  # not refuted
      check factorial(m) = gamma(m+1)  # proved
      check binomial(n, 2) = n*(n-1)/2  # proved
      check binomial(m, m) = 1  # proved
      check binomial(5, m) > 0  # not refuted
      check binomial(5, n) > 0  # refuted
      """,
      """
      given x, s : real
      random g : normal(0, 1)
      random h : normal(g, 1)
      check expect(g*h) = 0  # refuted
      check expect(h^2) = 2  # proved
      check expect(h) = 0  # proved
      check expect(h) = g  # refuted
      check expect(g^4) = 3  # proved
      check expect(g^2*x) = x  # proved
      check expect(g^3) = 0  # proved
      check expect(abs(g)) = 0  # not proved
      check var(g) = 1  # proved
      check expect(g) = 0  # proved
      check g = 0  # refuted
      check g^2 >= 0  # proved
      check expect(g*g) = expect(g)*expect(g)  # refuted
      check expect(g^2) > 0  # proved
      check d(expect((x + g)^2), x) = 2*x  # proved
      check expect(d((x + g)^2, x)) = 2*x  # proved
      """,
      """
      size K
      given mu, W : real[K]
      given s : positive
      random e : normal(0, s^2)[K] iid
      random c : normal(1, s^2)[K] iid
      check expect(e[i]*e[j]) = s^2*delta(i, j)  # proved
      check expect(e[i]*e[j]) = s^2  # refuted
      check expect(sum(i, e[i])^2) = K*s^2  # proved
      check expect(sum(i, W[i]*c[i])^2) = sum(i, W[i])^2 + s^2*sum(i, W[i]^2)  # proved
      check expect(sum(i, W[i]*c[i])^2) = sum(i, W[i]^2)*(1 + s^2)  # refuted
      check expect(e[i]^4) = 3*s^4  # proved
      check expect(e[i]^2*e[j]^2) = s^4  # refuted
      check expect(e[i]^2*e[j]^2) = s^4*(1 + 2*delta(i,j))  # proved
      check expect(e[i]*c[j]) = 0  # proved
      check expect(e[i]*c[i]) = 0  # proved
      check expect(c[i]^2*e[i]^2) = (1 + s^2)*s^2  # proved
      check expect(c[i]*c[j]*c[k]) = 1  # refuted
      check expect(sum(i, e[i]^2)^2) = s^4*(K^2 + 2*K)  # proved
      check expect(max(e)) = 0  # not proved
      check var(sum(i, W[i]*c[i])) = s^2*sum(i, W[i]^2)  # proved
      check cov(c, c) = s^2*eye(K)  # proved
      check cov(c, e) = 0  # proved
      """,
    ] { check(text) }
  }

  @Test func indicesAndMatrices() {
    for text in [
      """
      size N, K
      given x, z : real[N]
      given w : positive[N]
      given c : real
      let q[n] = if n = 1 then 0 else x[n]
      let m[n : 1..N] = 1/n
      let f(t) = if t > 0 then 1/t else 0
      let r[n] = x[n]/z[n]
      check sum(n, q[n]) = sum(n, x[n]) - x[1]  # proved
      check sum(n, m[n]) = 1  # refuted
      check f(c)*c = 1  # refuted
      check f(c)*c = indicator(c > 0)  # proved
      check f'(c) = -1/c^2  # refuted
      check r[n]*z[n] = x[n]  # refuted
      check r[n]*z[n] = x[n] if z[n] != 0  # proved
      check r[n]*z[n] = x[n] if z[i] != 0  # not refuted
      check sum(n, r[n]*z[n]) = sum(x)  # refuted
      check sum(n, r[n]*z[n]) = sum(x) if z[n] != 0  # not refuted
      check (r[n] where z = x) = 1  # not proved
      check (r[n] where x = z) = 1  # not proved
      check (c/c where c = 0) = 1  # refuted
      check (x[n]/c where c = 2) = x[n]/2  # proved
      check (sum(n, x[n]*c) where c = z[1]) = z[1]*sum(x)  # proved
      check (sum(n, x[n]*z[i]) where i = 1) = z[1]*sum(x)  # proved
      check sum(n, (x[n]*c where c = n)) = sum(n, n*x[n])  # proved
      check sum(i, x[i]*sum(i, z[i])) = sum(x)*sum(z)  # proved
      check sum(i, x[i]*sum(j : 1..i, z[j])) = sum(x)*sum(z)  # refuted
      check sum(i, x[i]*sum(j : 1..i, z[j])) = sum(j, z[j]*sum(i : j..N, x[i]))  # not refuted
      check sum(i, j : i != j, x[i]*x[j]) = sum(x)^2 - sum(i, x[i]^2)  # not refuted
      check sum(i, j : i != j, x[i]*x[j]) = sum(x)^2  # refuted
      check x[N] = x[1]  # refuted
      check x[N] = x[N]  # proved
      check x[2] = x[2]  # proved
      check x[n+1] - x[n] = 0 if n in 1..N-1  # refuted
      check sum(n : 1..N-1, x[n+1]^2) >= 0  # proved
      check sum(n : 1..N-1, w[n]) > 0  # refuted
      check prod(n : 1..N-1, c) = c^N/c  # refuted
      check prod(n, w[n]) > 0  # proved
      check prod(n, x[n]) > 0  # refuted
      check prod(n, -w[n]) < 0  # refuted
      check prod(n, x[n]^2) >= 0  # proved
      check max(w) > 0  # proved
      check min(x) <= max(x)  # not refuted
      check min(x) < max(x)  # refuted
      check sum(n, sign(x[n])^2) = N  # refuted
      check indicator(c > 0) + indicator(c < 0) = 1  # refuted
      check indicator(c > 0) + indicator(c <= 0) = 1  # proved
      check indicator(c^2 > 0) = 1  # refuted
      check indicator(c*c >= 0) = 1  # proved
      check indicator(2*c > 0) = indicator(c > 0)  # proved
      check indicator(-2*c > 0) = indicator(c > 0)  # refuted
      check (if c > 0 then (if c < 0 then 1 else 2) else 3) = (if c > 0 then 2 else 3)  # proved
      check (if c > 0 then (if c < 1 then 1 else 2) else 3) = (if c > 0 then 1 else 3)  # refuted
      check abs(c - 1) = c - 1 if c >= 1  # proved
      check abs(c - 1) = c - 1  # refuted
      check sqrt((c-1)^2) = c - 1 if c >= 1  # proved
      check sqrt((c-1)^2) = c - 1  # refuted
      check sum(n, sqrt(x[n]^2)) = sum(n, abs(x[n]))  # proved
      check sum(n, sqrt(x[n]^2)) = abs(sum(x))  # refuted
      check sum(n, x[n])^2/sum(n, x[n]) = sum(n, x[n])  # refuted
      check sum(n, w[n])^2/sum(n, w[n]) = sum(n, w[n])  # proved
      check 1/sum(n, w[n]) > 0  # proved
      check 1/sum(n, w[n]^2) <= 1  # refuted
      check 1/(1 + sum(n, x[n]^2)) <= 1  # proved
      check 1/(1 + sum(n, x[n]^2)) < 1  # refuted
      check N/(N+1) < 1  # proved
      check K/N <= K  # proved
      check K/N < K  # refuted
      check N - K >= 0  # refuted
      check N*K - N - K + 1 >= 0  # not refuted
      check N*K - N - K + 1 > 0  # refuted
      check delta(i, j)*x[i] = delta(i, j)*x[j]  # proved
      check delta(i, j)*x[i]*z[j] = x[i]*z[i]  # refuted
      check delta(i, 1)*x[i] = x[1]  # refuted
      check sum(i, delta(i, i)*x[i]) = sum(x)  # proved
      check sum(i, delta(i, j)/x[i]) = 1/x[j]  # refuted
      check sum(i, j, delta(i, j)*x[i]*z[j]) = x'*z  # proved
      check sum(i : 1..N, j : 1..K, delta(i, j)) = N  # refuted
      check sum(i : 1..N, j : 1..K, delta(i, j)) = min(N, K)  # not refuted
      check sum(i, delta(i, K)*x[i]) = x[K] if K <= N  # proved
      check sum(i, x[i]*delta(i, N + 1)) = 0  # proved
      check sum(i, x[i]*delta(2*i, 2)) = x[1]  # not refuted
      """,
      """
      size N
      given M : symmetric[N]
      given A : real[N, N]
      given P : psd[N]
      given R : pd[N]
      given Q : orthogonal[N]
      given D : diagonal[N]
      given x : real[N]
      check M[i, j] = M[j, i]  # proved
      check A[i, j] = A[j, i]  # refuted
      check P[i, j] >= 0  # refuted
      check P[i, i] >= 0  # proved
      check P[i, i] > 0  # refuted
      check R[i, i] > 0  # proved
      check R[i, j] > 0  # refuted
      check D[i, j] = 0 if i != j  # proved
      check D[i, i] = 0  # refuted
      check Q[i, j] <= 1  # proved
      check Q[i,j] < 1  # refuted
      check Q'*Q = eye(N)  # not refuted
      check Q*Q' = eye(N)  # not refuted
      check Q*Q = eye(N)  # refuted
      check Q' = Q  # refuted
      check M*M psd  # proved
      check M psd  # refuted
      check A*A' psd  # proved
      check A*A psd  # refuted
      check A + A' symmetric  # proved
      check A - A' symmetric  # refuted
      check A'*M*A symmetric  # not refuted
      check A*M symmetric  # refuted
      check P psd  # not refuted
      check P pd  # refuted
      check R pd  # not refuted
      check P + R pd  # not refuted
      check P - R psd  # refuted
      check P + eye(N) pd  # not refuted
      check P*R psd  # refuted
      check A'*P*A psd  # not refuted
      check A'*R*A pd  # refuted
      check x'*P*x >= 0  # not refuted
      check x'*P*x > 0  # refuted
      check x'*M*x >= 0  # refuted
      check D psd  # refuted
      check D*D psd  # proved
      check D*D pd  # refuted
      check tr(P) >= 0  # proved
      check tr(P) > 0  # refuted
      check tr(R) > 0  # proved
      check A*A' pd  # refuted
      check outer(x, x)*outer(x, x) = (x'*x)*outer(x, x)  # proved
      check outer(x, x) idempotent  # refuted
      check M idempotent  # refuted
      check Q orthogonal  # not refuted
      check grad(x'*A*x, x) = 2*A*x  # refuted
      check grad(x'*A*x, x) = (A + A')*x  # proved
      check hessian(x'*A*x, x) = 2*A  # refuted
      check convex(x'*M*x, x)  # refuted
      check convex(x'*P*x, x)  # not refuted
      check strictly_convex(x'*R*x, x)  # not refuted
      check convex(x'*A*x, x)  # refuted
      check -A'*A nsd  # proved
      check -eye(N) nd  # proved
      check zeros(N, N) psd  # proved
      check zeros(N, N) pd  # refuted
      check eye(N)*N pd  # proved
      check (N - 1)*eye(N) pd  # refuted
      check (N - 1)*eye(N) psd  # proved
      """,
    ] { check(text) }
  }

  @Test func deltas() {
    for text in [
      """
      size N, K
      given x : real[N]
      given y : real[K]
      given X : real[N, K]
      check sum(i : 1..N, j : 1..K, delta(i, j)) = min(N, K)  # not refuted
      check sum(i : 1..N, j : 1..K, delta(i, j)) = N  # refuted
      check sum(i : 1..N, j : 1..K, delta(i, j)) = K  # refuted
      check sum(i, j, delta(i, j)*x[i]*y[j]) = sum(j : 1..min(N, K), x[j]*y[j])  # not refuted
      check sum(i, j, delta(i, j)*x[i]*y[j]) = sum(j : 1..N, x[j]*y[j])  # refuted
      check sum(i : 1..N, j, delta(i, j)*y[j]) = sum(y)  # refuted
      check sum(i, j : 1..K, delta(i, j)*x[i]) = sum(x) if N <= K  # not refuted
      check sum(i, j, delta(i, j)*X[i, j]) = sum(i : 1..min(N,K), X[i, i])  # not refuted
      check sum(i, j, delta(i, j)*X[i, j]) = sum(i, X[i, 1])  # refuted
      check sum(i : 1..N, j : 2..N, delta(i, j)) = N - 1  # proved
      check sum(i : 2..N, j : 1..N, delta(i, j)*x[j]) = sum(i : 2..N, x[i])  # not refuted
      check sum(i : 2..N, j : 1..N, delta(i, j)*x[j]) = sum(x)  # refuted
      """
    ] { check(text) }
  }

  @Test func sumsOfSquares() {
    check(
      """
      size N, M
      given x : real[N]
      given z : real[M]
      given t, s : real
      check sum(n, [1, x[n]; x[n], x[n]^2]) psd  # not refuted
      check sum(n, [1, x[n]; x[n], x[n]^2]) + [t^2, t; t, 1] psd  # not refuted
      check sum(n, [1, x[n]; x[n], x[n]^2]) + [t^2, t; t, 1] pd  # refuted
      check sum(n, [1, x[n]; x[n], x[n]^2]) + sum(m, [1, z[m]; z[m], z[m]^2]) psd  # not refuted
      check sum(n, [1, x[n]; x[n], x[n]^2]) + sum(m, [z[m]^2, z[m]; z[m], 1]) psd  # not refuted
      check sum(n, [1, x[n]; x[n], x[n]^2]) + sum(m, [z[m]^2, z[m]; z[m], 1]) pd  # refuted
      check sum(n : 1..N, [1, 1; 1, 1]) + sum(m, [1, z[m]; z[m], z[m]^2]) pd  # refuted
      check sum(n : 1..N, [1, 0; 0, 0]) + sum(m, [z[m]^2, z[m]; z[m], 1]) pd  # not refuted
      check sum(n, exp(x[n])*[1, 1; 1, 1]) + sum(m, exp(z[m])*[1, 1; 1, 1]) pd  # refuted
      check sum(n, exp(x[n])*[1, 0; 0, 0]) + sum(m, exp(z[m])*[0, 0; 0, 1]) pd  # not refuted
      check sum(n, exp(x[n])*[1, x[n]; x[n], x[n]^2]) + sum(m, exp(z[m])*[z[m]^2, z[m]; z[m], 1]) psd  # not refuted
      check sum(n, exp(x[n])*[1, x[n]; x[n], x[n]^2]) + sum(m, exp(z[m])*[z[m]^2, z[m]; z[m], 1]) pd  # refuted
      check sum(n, exp(x[n])*[1, x[n]; x[n], x[n]^2]) + sum(m, exp(z[m])*[4, 2; 2, 1]) pd  # refuted
      check sum(n, exp(x[n])*[1, 2; 2, 4]) + [4, 2; 2, 1] pd  # not refuted
      check sum(n, exp(x[n])*[1, 2; 2, 4]) + sum(m, exp(z[m])*[1/4, 1/2; 1/2, 1]) pd  # refuted
      check sum(n : 2..N, exp(x[n])*[1, 0; 0, 1]) pd  # refuted
      check sum(n : 2..N, exp(x[n])*[1, 2; 2, 5]) pd  # refuted
      check sum(n, exp(x[n])*[1, 2; 2, 5]) pd  # not refuted
      check diag(x) + diag(x) psd  # refuted
      check [exp(t), 0; 0, s^2] pd  # refuted
      check exp(t)*[1, s; s, s^2] + exp(s)*[s^2, s; s, 1] pd  # refuted
      """)
  }

  /// Compares the verdicts with what the comments say; of `not proved` and `not refuted` any other verdict will do.
  func check(_ text: String, sizes: ClosedRange<Int> = 1...5) {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard case .problem(let problem) = read(Source(name: "soundness.expr", text: text + "\n")) else {
      Issue.record("cannot be read:\n\(text)")
      return
    }
    var options = SolveOptions()
    options.points = 100
    options.sizes = sizes
    for case .claim(let outcome) in solve(problem, options: options).items {
      let line = lines[outcome.line - 1]
      guard let mark = line.firstRange(of: "  # ") else {
        Issue.record("nothing is expected of \(line)")
        continue
      }
      let expected = line[mark.upperBound...]
      let verdict = outcome.verdict
      let isRight =
        switch expected {
        case "not proved": verdict != .proved
        case "not refuted": verdict != .refuted
        default: verdict.rawValue == expected
        }
      #expect(isRight, "\(line): \(verdict.rawValue)")
      #expect(verdict != .proved || outcome.counterexample == nil, "\(line): proved, with a counterexample")
    }
  }
}
