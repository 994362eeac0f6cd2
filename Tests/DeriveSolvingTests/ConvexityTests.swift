import DeriveSolving
import Testing

/// The rules of composition, each with what it accepts and with neighbours that are false.
@Suite struct Convexity {
  static let vectors = """
    size N, D
    given x, y : real
    given a, b : positive
    given t : real in (0, 1)
    given v, c : real[D]
    given X : real[N, D]
    given Y : real[N]
    given k : binary[N]
    given r, q : positive[D]
    given s : simplex[D]
    given P : psd[D]
    given Q : pd[D]
    given M : symmetric[D]

    """

  static let rules: [ProvingRule] = [
    ProvingRule(
      testDescription: "functions of affine terms", given: vectors,
      proved: [
        "convex(abs(2*x - 1), x)", "convex(relu(-x), x)", "convex(softplus(x - y), (x, y))",
        "concave(log(a + b), (a, b))",
        "convex(exp(x)*exp(y), (x, y))", "convex(2^x, x)", "convex((1/2)^x, x)", "convex(leakyrelu(x, 1/2), x)",
        "convex(elu(x, 1/2), x)", "convex(lgamma(a), a)", "concave(digamma(a), a)", "concave(atan(a), a)",
        "convex(sinh(a), a)", "convex(cosh(x - 2*y), (x, y))", "convex(-log(1 - t), t)", "convex(gamma(a), a)",
      ],
      refuted: [
        "convex(exp(-x^2), x)", "convex(sigmoid(x), x)", "convex(relu(1 - exp(x)), x)", "convex(leakyrelu(x, 2), x)",
        "convex(elu(x, 2), x)", "convex(atan(a), a)", "concave(sinh(a), a)",
        "convex(-softplus(x), x)", "convex(sinh(x), x)", "convex(tanh(x), x)", "concave(cosh(x), x)",
        "concave(exp(x)*exp(y), (x, y))", "convex(log(1 + x^2), x)", "convex(abs(abs(x) - 1), x)",
      ]),
    ProvingRule(
      testDescription: "powers, quotients and means", given: vectors,
      proved: [
        "convex(x^4, x)", "convex(a^(3/2), a)", "concave(a^(1/3), a)", "convex(a^(-1/2), a)", "convex(x^2/b, (x, b))",
        "convex(a^3/b^2, (a, b))", "convex(v'*v/a, (v, a))", "convex(v'*P*v/a, (v, a))", "convex(exp(x)^2/b, (x, b))",
        "concave(sqrt(a*b), (a, b))", "concave(a^(1/3)*b^(1/2), (a, b))", "concave(prod(i, r[i])^(1/D), r)",
        "convex(1/sqrt(a*b), (a, b))", "convex(1/(a*b), (a, b))", "convex((1 + x^2)^2, x)",
      ],
      refuted: [
        "convex(x^3, x)", "convex(a/b, (a, b))", "convex(a^2/b^2, (a, b))", "convex(x^2/b^2, (x, b))",
        "concave(a*b, (a, b))", "concave((a*b)^(2/3), (a, b))", "concave(prod(i, r[i]), r)", "convex(x*y, (x, y))",
        "convex(a^(1/2), a)", "convex((x^2 - 1)^2, x)", "convex(1/(x - 1)^2 - x^4, x)", "convex(v'*v/a^2, (v, a))",
        "convex(x^4/b^4, (x, b))",
      ]),
    ProvingRule(
      testDescription: "norms and quadratic forms", given: vectors,
      proved: [
        "convex(norm(v), v)", "convex(norm(X*v - Y), v)", "convex(norm(v)^3, v)", "convex(norm1(v), v)",
        "convex(sqrt(v'*P*v), v)", "convex(sqrt(1 + v'*v), v)", "convex(sqrt(x^2 + exp(y)^2), (x, y))",
        "convex(sqrt(x^2 + 2*y^2 + 3), (x, y))", "convex(norm(v) + max(v), v)", "convex(v'*Q*v - c'*v, v)",
      ],
      refuted: [
        "convex(-norm(v), v)", "convex(norm(v) - norm1(v), v)", "convex(sqrt(norm(v)), v)", "convex(v'*M*v, v)",
        "convex(sqrt(x^2 + exp(-y^2)), (x, y))", "convex(norm(v)*x, (v, x))", "concave(norm1(v), v)",
        "convex(norm(X*v)^2 - norm(v)^2, v)", "strictly_convex(norm(X*v - Y)^2, v)", "strictly_convex(norm(v), v)",
      ]),
    ProvingRule(
      testDescription: "greatest and least", given: vectors,
      proved: [
        "convex(max(x, y), (x, y))", "concave(min(x, y), (x, y))", "convex(max(v), v)", "concave(min(v), v)",
        "convex(max(x, y) - min(x, y), (x, y))", "convex(max(exp(x), x^2), x)", "convex(max(X*v + Y), v)",
        "convex(sum(n, max(0, 1 - Y[n]*(X*v)[n])), v)", "strictly_convex(x^2 + abs(x), x)",
      ],
      refuted: [
        "convex(min(x, y), (x, y))", "convex(max(x, -x^2), x)", "concave(max(v), v)", "convex(max(v) - norm1(v), v)",
        "strictly_convex(max(x, y), (x, y))", "convex(min(x^2, 1), x)",
      ]),
    ProvingRule(
      testDescription: "logarithms of sums of exponentials, entropy", given: vectors,
      proved: [
        "convex(logsumexp(v), v)", "convex(logsumexp(X*v + Y), v)", "convex(log(sum(i, exp(v[i]^2))), v)",
        "concave(log(softmax(v)[i]), v)", "convex(-sum(i, s[i]*log(softmax(v)[i])), v)", "convex(a*log(a/b), (a, b))",
        "convex(sum(i, r[i]*log(r[i]/q[i])), (r, q))", "convex(sum(i, r[i]*log(r[i]) - r[i]*log(q[i])), (r, q))",
        "concave(-t*log(t) - (1 - t)*log(1 - t), t)", "convex(a*log(a), a)",
        "convex(sum(n, softplus((X*v)[n]) - k[n]*(X*v)[n]), v)",
        "convex(-sum(n, k[n]*log(sigmoid((X*v)[n])) + (1 - k[n])*log(1 - sigmoid((X*v)[n]))), v)",
      ],
      refuted: [
        "concave(logsumexp(v), v)", "convex(a*log(b), (a, b))", "convex(log(sum(i, r[i]^2)), r)",
        "convex(sum(i, r[i]*log(q[i]/r[i])), (r, q))", "convex(log(softmax(v)[i]), v)", "concave(a*log(a), a)",
        "convex(sum(n, softplus((X*v)[n])^2 - (X*v)[n]^2), v)", "convex(log(exp(x) + 1)^(1/2) - x^2, x)",
      ]),
    ProvingRule(
      testDescription: "positive definite matrices", given: vectors,
      proved: [
        "concave(logdet(Q), Q)", "convex(-logdet(Q), Q)", "convex(tr(inv(Q)), Q)", "convex(c'*inv(Q)*c, Q)",
        "convex(tr(P*inv(Q)), Q)", "concave(logdet(Q + P), Q)", "convex(inv(Q)[i, i], Q)",
      ],
      refuted: [
        "convex(logdet(Q), Q)", "concave(tr(inv(Q)), Q)", "convex(tr(M*inv(Q)), Q)", "convex(sqrt(det(Q)), Q)",
        "concave(c'*inv(Q)*c, Q)", "concave(det(Q), Q)",
      ]),
  ]

  @Test(arguments: rules) func acceptsWhatIsTrueAndNothingElse(_ rule: ProvingRule) {
    rule.expectThatAndNothingElse(points: 60)
  }

  /// Where the expression or the domain is not what the rules speak of, they say nothing.
  @Test func saysNothingOutsideOfItsDomain() {
    Soundness().check(
      """
      given x, y : real
      given u : nonzero
      prove convex(log(x), x)               # not proved
      prove convex(x^2/y, (x, y))           # not proved
      prove convex(1/u, u)                  # undecided
      prove convex(sqrt(x), x)              # not proved
      prove convex(-log(x), x) if x > 0     # proved
      prove convex(1/x, x) if x < 0         # not proved
      prove convex(x^2, x) if x^2 > 1       # undecided
      prove convex(sigmoid(x), x) if x <= 0  # proved
      prove convex(sigmoid(x), x) if x >= 0  # not proved
      """)
  }
}
