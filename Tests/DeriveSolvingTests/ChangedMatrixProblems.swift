/// Networks, normalisations and norms beside the catalogue's: other letters, activations, losses, shapes.
extension ChangedProblem {
  /// Two hidden layers, with the slope of the activation at `u` in terms of the layer's output `a`.
  static let networks: [ChangedProblem] = [
    ("relu", "relu'(u)"), ("tanh", "(1 - a.^2)"), ("sigmoid", "(a .* (1 - a))"), ("softplus", "sigmoid(u)"),
    ("sin", "cos(u)"), ("exp", "a"), ("f", "f'(u)"),
  ].map { activation, slope in
    ChangedProblem(
      name: "network with \(activation)",
      text: """
        size D, H, M, K
        given t : real[D]
        given U : real[H, D]
        given c : real[H]
        given V : real[M, H]
        given d : real[M]
        given R : real[K, M]
        given target : simplex[K]
        given wanted : real[K]
        given keep : binary[H]
        function f : real -> real
        let u = U*t + c
        let a = \(activation)(u)
        let q = keep .* a
        let v = V*q + d
        let b = tanh(v)
        let w = R*b
        let out = softmax(w)
        let L = -sum(k, target[k]*log(out[k]))
        let Q = 3/2*norm(w - wanted)^2
        derive grad(L, w) #= out - target
        derive e2 = grad(L, v) #= (R'*(out - target)) .* (1 - b.^2)
        derive e1 = grad(L, u) #= (V'*e2) .* keep .* \(slope)
        derive grad(L, U) #= e1*t'
        derive grad(L, V) #= e2*q'
        derive grad(L, R) #= (out - target)*b'
        derive grad(L, c) #= e1
        derive grad(Q, w) #= 3*(w - wanted)
        derive grad(Q, V) #= 3*((R'*(w - wanted)) .* (1 - b.^2))*q'
        derive grad(Q, U) #= 3*((V'*diag(1 - b.^2)*R'*(w - wanted)) .* keep .* \(slope))*t'
        prove e1 = diag(keep .* \(slope))*V'*diag(1 - b.^2)*R'*(out - target)
        refute grad(L, v) = R'*(out - target)
        """)
  }

  static let normalisations: [ChangedProblem] = [
    ChangedProblem(
      name: "layer normalisation with a gain for each component",
      text: """
        size m
        given a, gain, shift : real[m]
        given tiny : positive
        function L : real[m] -> real
        let centre = 1/m*sum(j, a[j])
        let s = 1/m*sum(j, (a[j] - centre)^2)
        let u[i] = (a[i] - centre)/sqrt(s + tiny)
        let y[i] = gain[i]*u[i] + shift[i]
        let h[i] = gain[i]*d(L(y), y[i])
        derive d(L(y), a[i]) #= 1/sqrt(s + tiny)*(h[i] - 1/m*sum(j, h[j]) - u[i]/m*sum(j, h[j]*u[j]))
        derive grad(L(y), gain) #= u .* L'(y)
        derive grad(L(y), shift) #= L'(y)
        prove d(L(y), a[i]) = 1/sqrt(s + tiny)*(h[i] - 1/m*sum(j, h[j]) - u[i]/m*sum(j, h[j]*u[j]))
        refute d(L(y), a[i]) = 1/sqrt(s + tiny)*(h[i] - 1/m*sum(j, h[j]))
        """),
    ChangedProblem(
      name: "batch normalisation with a name for the deviation",
      text: """
        size n
        given x : real[n]
        given g, b : real
        given tiny : positive
        function L : real[n] -> real
        let mu = 1/n*sum(j, x[j])
        let v = 1/n*sum(j, (x[j] - mu)^2)
        let dev = sqrt(v + tiny)
        let xhat = (x - mu)/dev
        let y = g*xhat + b
        let e[i] = d(L(y), y[i])
        derive d(L(y), x[i]) #= g/dev*(e[i] - 1/n*sum(j, e[j]) - xhat[i]/n*sum(j, e[j]*xhat[j]))
        derive d(L(y), g) #= sum(j, e[j]*xhat[j])
        """),
    ChangedProblem(
      name: "batch normalisation of several features",
      text: """
        size n, d
        given X, G : real[n, d]
        given gamma, beta : real[d]
        given epsilon : positive
        let mu[k] = 1/n*sum(i, X[i, k])
        let v[k] = 1/n*sum(i, (X[i, k] - mu[k])^2)
        let Z[i, k] = (X[i, k] - mu[k])/sqrt(v[k] + epsilon)
        let Y[i, k] = gamma[k]*Z[i, k] + beta[k]
        let C = sum(i, k, G[i, k]*Y[i, k])
        derive d(C, X[i, k])
          #= gamma[k]/sqrt(v[k] + epsilon)*(G[i, k] - 1/n*sum(j, G[j, k]) - Z[i, k]/n*sum(j, G[j, k]*Z[j, k]))
        derive grad(C, gamma) #= (Z .* G)'*ones(n)
        """),
  ]

  static let roots: [ChangedProblem] = [
    ChangedProblem(
      name: "powers of a named root",
      text: """
        size n
        given x : real[n]
        given a, b : positive
        let v = 1/n*sum(j, (x[j] - a)^2)
        let s = sqrt(v + b)
        prove 1/s = 1/sqrt(v + b)
        prove 1/s^3 = (v + b)^(-3/2)
        prove s^3 = (v + b)*s
        prove s^5/s^2 = (v + b)^(3/2)
        prove 1/s^4 = 1/(v + b)^2
        prove sqrt(a + b)*sqrt(a + b)*sqrt(a + b) = (a + b)^(3/2)
        refute 1/s^3 = 1/s
        refute 1/s^4 = (v + b)^2
        given c : real
        let t = sqrt(c)
        derive 1/c^2 #= 1/c^2
        refute 1/c^2 = 1/t^4
        """)
  ]
}
