import DeriveLanguage
import DeriveSolving
import Testing

/// Inverses and determinants: their algebra, their derivatives, what is definite, and claims that are nearly right.
@Suite struct MatrixFunctionTests {
  private let names = """
    size N, M
    given A, B : invertible[N]
    given C, E : real[N, N]
    given S, T : pd[N]
    given P : psd[N]
    given Z : symmetric[N]
    given X : real[N, M]
    given F : fullrank[N, M]
    given Q : orthogonal[N]
    given D : diagonal[N]
    given a, b : real[N]
    given c : positive
    given G : invertible[2]
    given t : real
    given K : real[2, 2]

    """

  @Test func algebra() {
    Soundness().check(
      names + """
        check inv(A)*A = eye(N)  # proved
        check A*inv(A) = eye(N)  # proved
        check inv(C)*C = eye(N)  # refuted
        check inv(C)*C = eye(N) if C invertible  # proved
        check inv(A*B) = inv(B)*inv(A)  # proved
        check inv(A*B) = inv(A)*inv(B)  # refuted
        check inv(C*E) = inv(E)*inv(C)  # proved
        check inv(A') = inv(A)'  # proved
        check inv(A)' = inv(A)  # refuted
        check inv(S)' = inv(S)  # proved
        check inv(2*A) = 1/2*inv(A)  # proved
        check inv(2*A) = 2*inv(A)  # refuted
        check inv(t*A) = inv(A)/t  # proved
        check inv(A)^2 = A^-2  # proved
        check A^-2*A^3 = A  # proved
        check inv(diag(a)) = diag(1 ./ a)  # proved
        check inv(Q) = Q'  # proved
        check inv(A)*B*A = B  # refuted
        check tr(inv(A)*B*A) = tr(B)  # proved
        check tr(inv(A)*B*A) = tr(A)  # refuted
        check inv(A + B) = inv(A) + inv(B)  # refuted
        check inv(X'*X + c*eye(M))*X' = X'*inv(X*X' + c*eye(N))  # proved
        check inv(X'*X + c*eye(M))*X' = X'*inv(X*X' + 2*c*eye(N))  # refuted
        check inv(X'*X + c*eye(M))*(X'*X) = eye(M) - c*inv(X'*X + c*eye(M))  # proved
        check inv(X'*X + c*eye(M))*(X'*X) = eye(M) - inv(X'*X + c*eye(M))  # refuted
        check inv(F'*F)*F'*F = eye(M)  # proved
        check F*inv(F'*F)*F' idempotent  # proved
        check F*inv(F'*F)*F' symmetric  # proved
        check F*inv(F'*F)*F' = eye(N)  # refuted
        check tr(F*inv(F'*F)*F') = M  # proved
        check tr(F*inv(F'*F)*F') = N  # refuted
        check inv(S + a*a') = inv(S) - inv(S)*a*a'*inv(S)/(1 + a'*inv(S)*a)  # proved
        check inv(S + a*a') = inv(S) + inv(S)*a*a'*inv(S)/(1 + a'*inv(S)*a)  # refuted
        check inv(S + T) = inv(S) - inv(S)*inv(inv(S) + inv(T))*inv(S)  # proved
        check inv(S + T) = inv(S)*inv(inv(S) + inv(T))*inv(T)  # proved
        check inv(S + T) = inv(S)*inv(inv(S) + inv(T))*inv(S)  # refuted
        check inv(G)*G = eye(2)  # proved
        check inv(G)[1, 2] = -G[1, 2]/det(G)  # proved
        check inv(G)[1, 2] = G[1, 2]/det(G)  # refuted
        """)
  }

  @Test func determinants() {
    Soundness().check(
      names + """
        check det(A*B) = det(A)*det(B)  # proved
        check det(C*E) = det(C)*det(E)  # proved
        check det(C + E) = det(C) + det(E)  # refuted
        check det(C') = det(C)  # proved
        check det(inv(A)) = 1/det(A)  # proved
        check det(3*C) = 3^N*det(C)  # proved
        check det(3*C) = 3*det(C)  # refuted
        check det(-C) = det(C)  # refuted
        check det(eye(N)) = 1  # proved
        check det(diag(a)) = prod(n, a[n])  # proved
        check det(S) > 0  # proved
        check det(P) >= 0  # proved
        check det(P) > 0  # refuted
        check det(Z) >= 0  # refuted
        check det(A) != 0  # proved
        check det(A) > 0  # refuted
        check 1/det(K) = 1/det(K)  # proved
        check det(G) = G[1, 1]*G[2, 2] - G[1, 2]*G[2, 1]  # proved
        check logdet(S*T) = logdet(S) + logdet(T)  # proved
        check logdet(inv(S)) = -logdet(S)  # proved
        check det(F'*F) > 0  # proved
        check det(X'*X) > 0  # refuted
        check A invertible  # proved
        check C invertible  # refuted
        check F fullrank  # proved
        check X fullrank  # refuted
        check A*F fullrank  # proved
        """)
  }

  @Test func definiteness() {
    Soundness().check(
      names + """
        check inv(S) pd  # proved
        check inv(S + T) pd  # proved
        check S - T psd  # refuted
        check S + P pd  # proved
        check P + X*X' psd  # proved
        check P + X*X' pd  # refuted
        check F'*F pd  # proved
        check F*F' pd  # refuted
        check F*F' psd  # proved
        check F'*S*F pd  # proved
        check X'*S*X pd  # refuted
        check X'*S*X psd  # proved
        check F'*inv(S)*F pd  # proved
        check X'*X + c*eye(M) pd  # proved
        check -inv(S) nd  # proved
        check a'*S*a >= 0  # proved
        check a'*inv(S)*a >= 0  # proved
        check a'*S*b >= 0  # refuted
        check 1 + a'*inv(S)*a > 0  # proved
        check a'*Z*a >= 0  # refuted
        check A'*A pd  # proved
        check C'*C pd  # refuted
        """)
  }

  @Test func derivatives() {
    Soundness().check(
      names + """
        check grad(a'*inv(A)*b, A) = -inv(A)'*a*b'*inv(A)'  # proved
        check grad(a'*inv(A)*b, A) = inv(A)'*a*b'*inv(A)'  # refuted
        check grad(a'*inv(A)*b, A) = -inv(A)*a*b'*inv(A)  # refuted
        check grad(det(A), A) = det(A)*inv(A)'  # proved
        check grad(det(A), A) = det(A)*inv(A)  # refuted
        check grad(logdet(F'*F), F) = 2*F*inv(F'*F)  # proved
        check grad(logdet(F'*F), F) = F*inv(F'*F)  # refuted
        check grad(det(t*A), A) = t^N*det(A)*inv(A)'  # not refuted
        check d(det(A + t*B), t) = det(A + t*B)*tr(inv(A + t*B)*B) if A + t*B invertible  # proved
        check d(det(A + t*B), t) = det(A + t*B)*tr(inv(A + t*B)*A) if A + t*B invertible  # refuted
        check d(tr(inv(A + t*B)), t) = -tr(inv(A + t*B)*B*inv(A + t*B))  # proved
        check d(tr(inv(A + t*B)), t) = -tr(inv(A + t*B)*B)  # refuted
        check grad(tr(C*Z), Z) = C + C' - diag(diag(C))  # proved
        check grad(tr(C*Z), Z) = C + C'  # refuted
        check grad(logdet(S), S) = 2*inv(S) - diag(diag(inv(S)))  # proved
        check grad(logdet(S), S) = inv(S)  # refuted
        check grad(tr(C*D), D) = diag(diag(C))  # proved
        check grad(tr(C*D), D) = C  # refuted
        """)
  }

  @Test func assumedTypes() {
    Soundness().check(
      names + """
        assume C pd
        assume E symmetric
        check C + S pd  # proved
        check inv(C) pd  # proved
        check tr(C) > 0  # proved
        check E pd  # refuted
        check grad(a'*E*a, a) = 2*E*a  # proved
        """)
  }

  @Test func assumedEquations() {
    Soundness().check(
      names + """
        given y, z : real[N]
        check C^3 = C if C idempotent  # proved
        check C^3 = eye(N) if C idempotent  # refuted
        check eye(N) - C idempotent if C idempotent  # proved
        check C - eye(N) idempotent if C idempotent  # refuted
        check inv(A)*y = z if A*z = y  # proved
        check inv(A)*z = y if A*z = y  # refuted
        check inv(A)*y = z if z'*A = y'  # refuted
        check a'*C*a = 0 if C' = -C  # proved
        check a'*C*b = -b'*C*a if C' = -C  # proved
        check a'*C*a = 0 if C' = C  # refuted
        check tr(C*E) = tr(C*E') if C' = C  # proved
        check tr(C*E) = tr(C*E') if E' = -C  # refuted
        check Q^2 = eye(N) if Q' = Q  # proved
        check Q^2 = eye(N) if Q' = -Q  # refuted
        check Q^2 = -eye(N) if Q' = -Q  # not refuted
        check Q^3 = Q if Q' = Q  # proved
        check Q^2 = eye(N)  # refuted
        check det(Q)^2 = 1  # proved
        check abs(det(Q)) = 1  # proved
        check det(Q) = 1  # refuted
        check det(-C) = det(C) if C' = -C  # proved
        check det(-C) = det(C) if C' = C  # refuted
        """)
  }

  /// All entries of two matrices in quadratic equations: few sizes tell, and great ones take long.
  @Test func matricesThatCommute() {
    Soundness().check(
      names + """
        check C*E*C = C^2*E if C*E = E*C  # proved
        check C*E*C = C*E if C*E = E*C  # refuted
        """, sizes: 1...2)
  }

  @Test func blocksAndUpdates() {
    Soundness().check(
      names + """
        given R : real[N, M]
        given V : real[M, N]
        given W : invertible[M]
        given U : real[M, M]
        check det([A, R; V, W]) = det(W)*det(A - R*inv(W)*V)  # proved
        check det([A, R; V, W]) = det(A)*det(W - V*inv(A)*R)  # proved
        check det([A, R; V, W]) = det(A)*det(W + V*inv(A)*R)  # refuted
        check det([A, R; V, W]) = det(A)*det(W)  # refuted
        check det([A, R; zeros(M, N), U]) = det(A)*det(U)  # proved
        check det([zeros(N, N), R; zeros(M, N), U]) = 0  # not refuted
        check inv([A, R; zeros(M, N), W]) = [inv(A), -inv(A)*R*inv(W); zeros(M, N), inv(W)]  # proved
        check inv([A, R; zeros(M, N), W]) = [inv(A), inv(A)*R*inv(W); zeros(M, N), inv(W)]  # refuted
        check inv([A, R; zeros(M, N), W]) = [inv(A), zeros(N, M); zeros(M, N), inv(W)]  # refuted
        check det(eye(N) + a*b') = 1 + a'*b  # proved
        check det(eye(N) + a*b') = 1 - a'*b  # refuted
        check det(A + a*b') = det(A)*(1 + b'*inv(A)*a)  # proved
        check det(A + a*b') = det(A)*(1 + a'*inv(A)*b)  # refuted
        check det(C + a*b') = det(C)*(1 + b'*inv(C)*a)  # refuted
        check det(S - a*a') = det(S)*(1 - a'*inv(S)*a)  # proved
        check det(2*eye(N) + a*b') = 2^N*(1 + a'*b/2)  # proved
        check det(2*eye(N) + a*b') = 2^N*(1 + a'*b)  # refuted
        """)
  }

  @Test func elementwiseProductsAndForms() {
    Soundness().check(
      names + """
        check S .* T pd  # proved
        check S .* P psd  # proved
        check S .* Z psd  # refuted
        check S .* C psd  # refuted
        check S .* S .* P psd  # proved
        check -S .* T nd  # proved
        check a'*S*a > 0 if norm(a) > 0  # proved
        check a'*S*a > 0  # refuted
        check a'*P*a > 0 if norm(a) > 0  # refuted
        check a'*inv(S)*a > 0 if a'*a > 0  # proved
        """)
  }

  /// A derivative by a matrix whose entries go together says how.
  @Test func structureIsStated() throws {
    let solution = try Solving.solution(
      names + "derive grad(tr(C*Z), Z)\nderive grad(tr(C*D), D)\nderive grad(tr(C*E), E)\n", points: 5)
    var layouts: [String] = []
    for case .derivation(let derivation) in solution.items { layouts.append(derivation.layout ?? "") }
    #expect(layouts.count == 3)
    #expect(layouts.first?.contains("symmetric") == true)
    #expect(layouts.dropFirst().first?.contains("diagonal") == true)
    #expect(layouts.last?.contains("in the shape of the matrix") == true)
  }
}
