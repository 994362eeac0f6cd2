import DeriveSolving
import Testing

/// General rules of proof, each with claims that it proves and with the same claims changed in one place, which are false.
struct ProvingRule: Sendable, CustomTestStringConvertible {
  var testDescription: String
  var given = ""
  var proved: [String]
  var refuted: [String]

  static let scalars = "given x, y : real\ngiven a, b : positive\n"
  static let matrices = """
    size N, D
    given A : real[N, D]
    given B : real[N, N]
    given M : symmetric[N]
    given P : psd[N]
    given R : pd[N]
    given Q : orthogonal[N]
    given x, v : real[N]

    """

  static let all: [ProvingRule] = [
    ProvingRule(
      testDescription: "tangents of convex and concave functions", given: scalars,
      proved: [
        "exp(x) >= 1 + x", "exp(x) > x", "log(a) <= a - 1", "log(1 + a) <= a", "cosh(x) >= 1", "exp(x*y) >= 1 + x*y",
        "exp(x) + exp(y) >= 2 + x + y", "a*exp(x) >= a + a*x", "sqrt(a) <= (a + 1)/2",
      ],
      refuted: [
        "exp(x) >= 1 + 2*x", "exp(x) > 1 + x", "log(a) < a - 1", "log(a) <= a - 2", "cosh(x) > 1",
        "x*exp(y) >= x + x*y", "exp(x) - exp(y) >= x - y", "-exp(x) >= -1 - x", "log(a) >= a - 1",
      ]),
    ProvingRule(
      testDescription: "completed squares", given: scalars,
      proved: [
        "x^2 + x + 1 > 0", "x^2 + x*y + y^2 >= 0", "a*b <= (a^2 + b^2)/2", "x^2 - 2*x + 2 > 0",
        "a*x^2 + x + 1/(4*a) >= 0",
        "x^2 + y^2 + 1 >= x*y + x + y",
      ],
      refuted: [
        "x^2 + x + 1/4 > 0", "x^2 + x >= 0", "x^2 + 3*x*y + y^2 >= 0", "y*x^2 + x + 1 >= 0", "x^2 - 2*x + 1 > 0",
        "x^2 + y^2 + 1 > x*y + x + y", "x^2*y^2 + x*y + x^4/5 >= 0",
      ]),
    ProvingRule(
      testDescription: "what rises or falls", given: scalars,
      proved: [
        "exp(x) < exp(y) if x < y", "log(x) < log(y) if 0 < x, x < y", "1/x < 1/y if x > y, y > 0",
        "x^2 >= y^2 if x >= y, y >= 0", "sigmoid(x) <= sigmoid(y) if x <= y", "sqrt(a) < sqrt(a + b)",
        "tanh(x) < tanh(x + a)", "erf(x) < 1", "log(a) < log(a + b)",
      ],
      refuted: [
        "exp(x) > exp(y) if x < y", "1/x < 1/y if x > y", "x^2 >= y^2 if x >= y", "relu(x) < relu(y) if x < y",
        "x^2 > y^2 if x >= y, y >= 0", "sin(x) <= sin(y) if x <= y", "sigmoid(x) < sigmoid(y) if x <= y",
        "cosh(x) <= cosh(y) if x <= y", "exp(-x) < exp(-y) if x < y",
      ]),
    ProvingRule(
      testDescription: "the greater of two, and cases", given: scalars,
      proved: [
        "max(x, y) >= x", "min(x, y) <= y", "abs(x + y) <= abs(x) + abs(y)", "abs(x - y) >= x - y",
        "max(x, y) >= (x + y)/2", "leakyrelu(x, 1/10) >= x", "leakyrelu(x, 1/10) >= x/10", "relu(x) >= x",
        "abs(x) <= sqrt(x^2 + 1)", "(if x > 0 then x else -x) >= x", "relu(x + y) <= relu(x) + relu(y)",
      ],
      refuted: [
        "max(x, y) > x", "min(x, y) >= x", "abs(x + y) < abs(x) + abs(y)", "abs(x - y) <= x - y",
        "leakyrelu(x, 2) >= 2*x", "relu(x) > x", "abs(x) < sqrt(x^2)", "(if x > 0 then x else -x) > x",
        "relu(x + y) >= relu(x) + relu(y)", "max(x, y) <= abs(x) + y",
      ]),
    ProvingRule(
      testDescription: "calculus in one variable", given: scalars + "given t, u : real in (0, 1)\n",
      proved: [
        "a*log(a) >= a - 1", "-t*log(t) - (1 - t)*log(1 - t) <= log(2)", "sinh(a) > a", "log(1 + a) < a",
        "a*log(a/b) - a + b >= 0", "softplus(x) > x/2", "softplus(x) > x", "tanh(a) < a", "a - 1 - log(a) >= 0",
        "t*log(t/u) + (1 - t)*log((1 - t)/(1 - u)) >= 0", "atan(a) < a", "exp(a) > 1 + a", "a^4 - 4*a + 3 >= 0",
      ],
      refuted: [
        "a*log(a) > a - 1", "-t*log(t) - (1 - t)*log(1 - t) < log(2)", "sinh(x) >= x", "log(1 + a) < a/2",
        "a*log(a/b) - a + b > 0", "softplus(x) > x + 1/10", "tanh(x) <= x", "a^4 - 4*a + 3 > 0",
        "t*log(t/u) + (1 - t)*log((1 - t)/(1 - u)) > 0", "x*exp(x) >= 0", "exp(x) > 1 + x", "a - 2 - log(a) >= 0",
        "a^4 - 4*a + 2 >= 0", "a^3 >= 3*a - 1",
      ]),
    ProvingRule(
      testDescription: "sums against their terms, Cauchy and Schwarz",
      given: "size N\ngiven v, w : real[N]\ngiven p, r : positive[N]\ngiven s : simplex[N]\n",
      proved: [
        "(v'*w)^2 <= (v'*v)*(w'*w)", "norm(v + w) <= norm(v) + norm(w)", "abs(v'*w) <= norm(v)*norm(w)",
        "logsumexp(v) >= max(v)", "logsumexp(v) >= v[i]", "softmax(v)[i] <= 1", "sum(i, p[i]) >= p[i]",
        "sum(i, r[i]*log(r[i]/p[i]) - r[i] + p[i]) >= 0", "v[i] <= max(v)", "min(v) <= v[i]",
        "sum(i, v[i]*w[i])^2 <= sum(i, v[i]^2)*sum(i, w[i]^2)", "norm1(v) >= v[i]",
      ],
      refuted: [
        "(v'*w)^2 < (v'*v)*(w'*w)", "norm(v + w) < norm(v) + norm(w)", "logsumexp(v) > max(v)", "sum(i, v[i]) >= v[i]",
        "logsumexp(v) <= max(v)", "softmax(v)[i] < 1", "sum(i, p[i]) > p[i]", "(v'*w)^2 <= v'*v + w'*w",
        "sum(i, r[i]*log(r[i]/p[i]) - r[i] + p[i]) > 0", "v[i] < max(v)", "sum(i, v[i]*w[i]) <= sum(i, v[i]^2)",
        "(v'*w)^2 <= (v'*v)*(v'*w)",
      ]),
    ProvingRule(
      testDescription: "sums and multiples of angles", given: scalars + "given n : integer\n",
      proved: [
        "sin(x + y) = sin(x)*cos(y) + cos(x)*sin(y)", "cos(x - y) = cos(x)*cos(y) + sin(x)*sin(y)",
        "sin(2*x) = 2*sin(x)*cos(x)", "cos(2*x) = 1 - 2*sin(x)^2", "sin(3*x) = 3*sin(x) - 4*sin(x)^3",
        "cos(x + pi/2) = -sin(x)", "sin(x + pi) = -sin(x)", "cos(4*x) = 8*cos(x)^4 - 8*cos(x)^2 + 1",
        "sin(n*pi) = 0", "cos(n*pi)^2 = 1", "sin(x*(y + 1)) = sin(x*y)*cos(x) + cos(x*y)*sin(x)",
      ],
      refuted: [
        "sin(x + y) = sin(x)*cos(y) - cos(x)*sin(y)", "cos(2*x) = 1 + 2*sin(x)^2", "sin(2*x) = 2*sin(x)",
        "cos(x + pi/2) = sin(x)", "cos(4*x) = 8*cos(x)^4 - 8*cos(x)^2 - 1", "cos(n*pi) = 1", "sin(x*pi) = 0",
        "cos(x - y) = cos(x)*cos(y) - sin(x)*sin(y)",
      ]),
    ProvingRule(
      testDescription: "absolute values as cases, signs", given: scalars,
      proved: [
        "relu(x) + relu(-x) = abs(x)", "max(x, y) = -min(-x, -y)", "(if x > 0 then x else -x) = abs(x)",
        "abs(x - y) = abs(y - x)", "d(abs(x), x) = x/abs(x)", "d(log(abs(x)), x) = 1/x",
        "abs(2*x - 2*y) = 2*abs(y - x)",
        "log(x^2) = 2*log(abs(x))", "x^3/abs(x) = x*abs(x) if x != 0",
      ],
      refuted: [
        "relu(x) - relu(-x) = abs(x)", "max(x, y) = min(-x, -y)", "(if x > 0 then x else x) = abs(x)",
        "abs(x - y) = abs(x + y)", "d(log(abs(x)), x) = 1/abs(x)", "x/abs(x) = 1", "log(x^2) = 2*log(x)",
        "x^3/abs(x) = x*abs(x)", "abs(x)/x = -x/abs(x)",
      ]),
    ProvingRule(
      testDescription: "the same points left out", given: scalars,
      proved: [
        "1/(x - 1) - 1/(x + 1) = 2/(x^2 - 1)", "1/x - 1/(x + 1) = 1/(x^2 + x)", "x/(x^2 - x*y) = 1/(x - y) if x != 0",
      ],
      refuted: [
        "(x^2 - 1)/(x - 1) = x + 1", "1/(x - 1) + 1/(x + 1) = 2/(x^2 - 1)", "x/(x^2 - x*y) = 1/(x - y)",
        "(exp(x) - 1)/(exp(x/2) - 1) = exp(x/2) + 1",
      ]),
    ProvingRule(
      testDescription: "roots against the rest", given: scalars,
      proved: ["sqrt(x^2 + 1) > x", "sqrt(x^2 + 1) > -x", "sqrt(x^2 + y^2) >= x", "asinh(x) = log(x + sqrt(x^2 + 1))"],
      refuted: [
        "sqrt(x^2 + 1) > x + 1/10", "sqrt(x^2) > x", "sqrt(x^2 + y^2) > x", "sqrt(x^2 + 1) < x + 1",
        "asinh(x) = log(x - sqrt(x^2 + 1))", "asinh(x) = log(sqrt(x^2 + 1) - x)",
      ]),
    ProvingRule(
      testDescription: "angles of inverse functions", given: scalars,
      proved: [
        "tan(atan(x)) = x", "cos(atan(x))^2 = 1/(1 + x^2)", "sin(atan(x)) = x/sqrt(1 + x^2)",
        "sin(acos(x))^2 + x^2 = 1 if x > -1, x < 1", "cos(asin(x)) >= 0 if x > -1, x < 1",
      ],
      refuted: ["sin(atan(x)) = 1/sqrt(1 + x^2)", "tan(atan(x)) = -x", "sin(acos(x))^2 = 1 - x^2", "atan(tan(x)) = x"]),
    ProvingRule(
      testDescription: "factors beside an indicator of an equation", given: scalars,
      proved: [
        "relu(x) - relu(-x) = x", "relu(x - y) - relu(y - x) = x - y", "max(x, y) + min(x, y) = x + y",
        "x*indicator(x = 0) = 0", "x*indicator(x = y) = y*indicator(x = y)",
        "x*indicator(2*x + y = 1) = (1 - y)/2*indicator(2*x + y = 1)",
        "x*y*indicator(x*y = 0) = 0",
      ],
      refuted: [
        "relu(x) + relu(-x) = x", "relu(x - y) - relu(y - x) = y - x", "x*indicator(x = 1) = 0",
        "x*indicator(x = y) = 2*y*indicator(x = y)", "x*indicator(x*y = 0) = 0", "indicator(x = 0) = 0",
        "x*indicator(2*x + y = 1) = (1 - y)*indicator(2*x + y = 1)",
      ]),
    ProvingRule(
      testDescription: "roots keep their domain", given: scalars,
      proved: ["sqrt(x^2) = abs(x)", "sqrt(a*x^2) = sqrt(a)*abs(x)", "sqrt(x^2*y^2) = abs(x*y)"],
      refuted: ["sqrt(x^2*y) = abs(x)*sqrt(y)", "sqrt(x*y) = sqrt(x)*sqrt(y)"]),
    ProvingRule(
      testDescription: "equations solved for one name or the other", given: scalars,
      proved: ["x*y = 0 if x = 0", "x*y = y if x = 1"],
      refuted: ["x = 0 if x*y = 0", "y = 0 if x*y = 0", "x = y if x^2 = y^2", "x = -y if x^2 = y^2"]),
    ProvingRule(
      testDescription: "orthonormal rows and columns", given: matrices,
      proved: [
        "Q'*Q = eye(N)", "Q*Q' = eye(N)", "Q' orthogonal", "Q*Q orthogonal", "(Q*v)'*(Q*v) = v'*v", "Q*Q'*Q = Q",
        "tr(Q'*P*Q) = tr(P)", "sum(k, Q[k, i]^2) = 1", "sum(i, k, Q[i, k]^2) = N",
      ],
      refuted: [
        "Q*Q = eye(N)", "B'*B = eye(N)", "Q + Q orthogonal", "(Q*v)'*v = v'*v", "tr(Q*P*Q) = tr(P)",
        "sum(k, Q[k, i]) = 1",
        "sum(k : 1..1, Q[k, i]^2) = 1", "Q*M*Q' = M",
      ]),
    ProvingRule(
      testDescription: "given definite matrices", given: matrices,
      proved: [
        "P psd", "R psd", "R pd", "P^2 psd", "P + R pd", "A'*P*A psd", "Q'*P*Q psd", "A*A' + P psd", "B'*R*B + P psd",
        "v'*P*v >= 0", "(A'*v)'*(A'*v) + v'*R*v >= 0", "3*R pd", "sum(n, x[n]^2)*P psd",
      ],
      refuted: [
        "P pd", "P - R psd", "A'*R*A pd", "B*B psd", "B'*M*B psd", "Q psd", "M psd", "v'*B*v >= 0", "P + M psd",
        "B*P psd",
        "x[1]*P psd", "v'*P*x >= 0", "-P psd", "diag(x)*R psd",
      ]),
    ProvingRule(
      testDescription: "symmetry and sums of squares", given: matrices,
      proved: [
        "A'*M*A symmetric", "B'*B symmetric", "B + B' symmetric", "sum(n, [1, x[n]; x[n], x[n]^2]) psd",
        "sum(n, v[n]^2) >= sum(n, v[n])^2/N",
      ],
      refuted: [
        "B'*M*B' symmetric", "B*M symmetric", "sum(n, [1, x[n]; x[n], x[n]^2]) pd", "sum(n, [1, x[n]; x[n], x[n]]) psd",
        "sum(n, v[n]^2) >= sum(n, v[n])^2", "sum(n, v[n]^2) > sum(n, v[n])^2/N",
      ]),
  ]
}

@Suite struct ProvingRules {
  /// Both sides agree wherever both are defined, but at some angle only one of them is.
  @Test func keepsToThePointsWhereBothSidesAreDefined() {
    Soundness().check(
      """
      given x, y : real
      given m : integer
      prove tan(2*x) = 2*tan(x)/(1 - tan(x)^2)  # not proved
      prove tan(x)*cos(x) = sin(x)              # not proved
      prove d(x^m, x) = m*x^(m - 1)             # not proved
      prove sin(x)/tan(x) = cos(x)              # not proved
      prove 1 + tan(x)^2 = 1/cos(x)^2           # proved
      """)
  }

  @Test(arguments: ProvingRule.all) func proveWhatIsTrueAndNothingElse(_ rule: ProvingRule) {
    let claims = rule.proved.map { "prove \($0)\n" } + rule.refuted.map { "refute \($0)\n" }
    Solving.expectPasses(rule.given + claims.joined(), name: rule.testDescription, points: 60)
  }
}
