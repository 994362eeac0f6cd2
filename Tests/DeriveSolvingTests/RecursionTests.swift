import DeriveSolving
import Testing

/// Recursions at places that are no numbers, powers and products of matrices, and proofs by induction.
@Suite struct RecursionTests {
  @Test func scalarRecursions() {
    Soundness().check(
      """
      given c, r, x : real
      let u[0] = x
      let u[t+1] = u[t]^2
      let g[0] = c
      let g[t+1] = r*g[t] + 1
      let S[0] = 0
      let S[k+1] = S[k] + (k+1)^3
      let h[1] = 1
      let h[t+1] = h[t] + 2*t + 1
      prove u[t] = x^(2^t)                                                  # proved
      prove u[t] = x^(2*t)                                                  # refuted
      prove u[t] = x^(2^(t+1))                                              # refuted
      prove u[t+1] = u[t]^2                                                 # proved
      prove u[t+2] = u[t]^4                                                 # proved
      prove u[t+2] = u[t]^3                                                 # refuted
      prove d(u[t+1], x) = 2*u[t]*d(u[t], x)                                # proved
      prove d(u[t+1], x) = u[t]*d(u[t], x)                                  # refuted
      prove x*d(u[t], x) = 2^t*u[t]                                         # not refuted
      prove g[t] = r^t*c + sum(i : 0..t-1, r^i)                             # proved
      prove g[t] = r^t*c + sum(i : 1..t, r^i)                               # refuted
      prove g[t] = r^t*c + (1 - r^t)/(1 - r) if r != 1                      # proved
      prove g[t] = r^t*c + (1 - r^t)/(1 - r)                                # refuted
      prove d(g[t], c) = r^t                                                # proved
      prove d(g[t], c) = r^(t+1)                                            # refuted
      prove S[k] = (k*(k+1)/2)^2                                            # proved
      prove S[k] = (k*(k-1)/2)^2                                            # refuted
      prove S[k] = k^2*(k+1)^2/4 + k*(k-1)*(k-2)                            # refuted
      prove h[t] = t^2                                                      # proved
      prove h[t] = t^2 + t - 1                                              # refuted
      prove g[t] = c if t in 1..3                                           # refuted
      """)
  }

  /// A claim that is true of the first member only, or from the second on, or whose step fails at one place.
  @Test func inductionNeedsItsBaseAndItsStep() {
    Soundness().check(
      """
      given c : real
      let u[0] = c
      let u[t+1] = 1
      let v[0] = 0
      let v[t+1] = if t = 3 then 7 else v[t]
      let w[0] = 0
      let w[t+1] = 2*w[t]
      prove u[t] = 1                                                        # refuted
      prove u[t+1] = 1                                                      # proved
      prove v[t] = 0                                                        # not proved
      prove w[t] = 0                                                        # proved
      prove w[t] = 1                                                        # refuted
      prove w[t] = t                                                        # refuted
      """)
  }

  /// What is claimed of some components says nothing of the others.
  @Test func hypothesesSpeakOfTheirRangeOnly() {
    Soundness().check(
      """
      size N
      given A : real[N, N]
      let u[0] = zeros(N)
      let u[t+1] = A*u[t] + eye(N)[N]
      let v[0] = zeros(N)
      let v[t+1] = A*v[t]
      prove u[t][i] = 0 if i in 1..N-1                                      # refuted
      prove u[t][i] = 0                                                     # refuted
      prove v[t][i] = 0 if i in 1..N-1                                      # not refuted
      prove v[t] = 0                                                        # proved
      """)
  }

  @Test func descentOnAQuadraticFunction() {
    Soundness().check(
      """
      size N
      given Q : orthogonal[N]
      given lambda, omega0 : real[N]
      given epsilon : real
      let H = Q*diag(lambda)*Q'
      let u[0] = omega0
      let u[t+1] = u[t] - epsilon*H*u[t]
      prove u[t] = Q*(eye(N) - epsilon*diag(lambda))^t*Q'*omega0            # proved
      prove u[t] = Q*(eye(N) - epsilon*diag(lambda))*Q'*omega0              # refuted
      prove u[t] = Q*(eye(N) - epsilon*diag(lambda))^(t+1)*Q'*omega0        # refuted
      prove u[t+1] = Q*(eye(N) - epsilon*diag(lambda))^t*Q'*omega0          # refuted
      prove u[t] = Q*(eye(N) + epsilon*diag(lambda))^t*Q'*omega0            # refuted
      prove u[t] = Q'*(eye(N) - epsilon*diag(lambda))^t*Q*omega0            # refuted
      prove u[t] = (eye(N) - epsilon*H)^t*omega0                            # proved
      prove (Q'*u[t])[i] = (1 - epsilon*lambda[i])^t*(Q'*omega0)[i]         # proved
      prove jacobian(u[t], omega0) = (eye(N) - epsilon*H)^t                 # proved
      prove jacobian(u[t], omega0) = (eye(N) - epsilon*H)^(t+1)             # refuted
      """)
  }

  @Test func powersOfMatrices() {
    Soundness().check(
      """
      size N
      given A : real[N, N]
      given B : symmetric[N]
      given Q : orthogonal[N]
      given v : real[N]
      given c : real
      given s, t : integer in [0, inf)
      given m : integer in -2..2
      prove A^(t+1) = A*A^t                                                 # proved
      prove A^(t+1) = A^t*A                                                 # proved
      prove A^t*A = A*A^t                                                   # proved
      prove A^(s+t) = A^s*A^t                                               # proved
      prove A^(s*t) = A^s*A^t                                               # refuted
      prove A^t = A                                                         # refuted
      prove (A^t)' = (A')^t                                                 # proved
      prove B^t symmetric                                                   # not refuted
      prove (c*A)^t = c^t*A^t                                               # proved
      prove (c*A)^t = c*A^t                                                 # refuted
      prove (Q*B*Q')^t = Q*B^t*Q'                                           # proved
      prove (Q*B*Q')^t = Q'*B^t*Q                                           # refuted
      prove diag(v)^t = diag(v.^t)                                          # proved
      prove (eye(N) + A)^t*A = A*(eye(N) + A)^t                             # proved
      prove (eye(N) + A)^t = eye(N) + t*A                                   # refuted
      prove A^m*A = A^(m+1)                                                 # not proved
      prove (A*B)^t = A^t*B^t                                               # refuted
      prove sum(k : 0..t, A^k)*(eye(N) - A) = eye(N) - A^(t+1)              # not refuted
      """)
  }

  @Test func networksOfAnyDepth() {
    let network = """
      size D, L
      given W : real[L, D, D]
      given x : real[D]
      function s : real -> real
      function C : real[D] -> real
      let a[0] = x
      let z[l] = W[l]*a[l-1]
      let a[l+1] = s(z[l+1])

      """
    Soundness().check(
      network + """
        prove grad(C(a[L]), z[l]) = diag(s'(z[l]))*prod(k : l+1..L, W[k]'*diag(s'(z[k])))*C'(a[L]) if l in 1..L   # proved
        prove grad(C(a[L]), z[l]) = diag(s'(z[l]))*prod(k : l+2..L, W[k]'*diag(s'(z[k])))*C'(a[L]) if l in 1..L   # refuted
        prove grad(C(a[L]), z[l]) = prod(k : l+1..L, W[k]'*diag(s'(z[k])))*C'(a[L]) if l in 1..L                  # refuted
        prove jacobian(a[L], z[l]) = diag(s'(z[l])) if l in 1..L                                                  # refuted
        prove jacobian(a[L], z[L]) = diag(s'(z[L]))                                                               # proved
        """)
  }

  /// Ranges that depend on themselves are told, and are not followed without end.
  @Test func rangesInCircles() {
    for line in ["check x[l] = x[l] if l in 1..l", "check x[l] = x[k] if l in 1..k, k in 1..l"] {
      #expect(throws: (any Error).self) { try Solving.problem("size n\ngiven x : real[n]\n" + line) }
    }
  }

  @Test func whatIsRefused() throws {
    let names = """
      size N
      given x : real
      given A : real[N, N]
      given t : integer in [0, inf)
      random g : normal(0, 1)
      let u[0] = x
      let u[k+1] = u[k]^2
      let v[0] = g
      let v[k+1] = 2*v[k]

      """
    for (line, part) in [
      ("derive (u[t] where x = 2)", "members of a recursion"),
      ("derive expect(v[t])", "a member of a recursion"),
      ("derive solve(u[t] = 4, x)", "`u` at a place that is no number"),
      ("derive argmin(u[t]^2, x)", "`u` at a place that is no number"),
      ("derive grad((A^t)[1, 1], A)", "whose exponent is no number"),
    ] {
      let solution = try Solving.solution(names + line)
      guard case .derivation(let derivation)? = solution.items.last else {
        Issue.record("\(line) is no derivation")
        continue
      }
      #expect(derivation.result == nil && derivation.reason?.contains(part) ?? false, "\(line): \(derivation)")
    }
  }
}
