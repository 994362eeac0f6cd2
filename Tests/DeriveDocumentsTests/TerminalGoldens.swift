// What the sample solution looks like on the terminal.

extension TerminalTests {
  static let briefText = """
    Logistic regression with one neuron is convex
    ═════════════════════════════════════════════

    Given   N      size
            w, b   real
            x      real[N]
            y      binary[N]
            g    ~ normal(0, 1)
            f      real → real

    Assume  b ≠ 0

    Let     zₙ = w xₙ + b
            ŷₙ = σ(zₙ)
            E = -Σₙ (yₙ log ŷₙ + (1 - yₙ) log(1 - ŷₙ))

    The chain rule goes through ŷₙ and zₙ: two factors, yhat & 100% of them.

    • one_a
    • two

    Derive  ∂E/∂w
              ∂E/∂ŷₙ = (ŷₙ - yₙ)/(ŷₙ (1 - ŷₙ))       derivative of the logarithm, if ŷₙ ≠ 0
              ∂ŷₙ/∂zₙ = ŷₙ (1 - ŷₙ)                  derivative of the sigmoid
              ∂E/∂w = Σₙ ∂E/∂ŷₙ · ∂ŷₙ/∂zₙ · ∂zₙ/∂w   chain rule
                    = Σₙ (ŷₙ - yₙ) xₙ                equal factors cancel

    Derive  H = ∇²_(w, b) E
              = Σₙ ŷₙ (1 - ŷₙ) ⎡xₙ²  xₙ⎤
                               ⎣xₙ   1 ⎦

    Check   ∂E/∂w = Σₙ ∂E/∂ŷₙ · ∂ŷₙ/∂zₙ · ∂zₙ/∂w   ✓ proved
                  = Σₙ (ŷₙ - yₙ) xₙ                ✓ holds on points (200 points, sizes 1..5)

    Prove   H is positive semidefinite                ✓ proved
              vᵀ H v = Σₙ ŷₙ (1 - ŷₙ) (v₁ xₙ + v₂)²   a sum of squares with coefficients >= 0

    Refute  H is positive definite   ✓ refuted, as asked
              counterexample  N = 1, w = 0, b = 1/2, x = [1; -2]
                              v'*H*v = 0 for v = (1, 0)

    Prove   E ≥ 0  ✗ not proved: holds on points (200 points, sizes 1..5)
              no proof was found
              smallest E over the points: 0.0012

    Check   E = 0   ✗ refuted
              if b ≠ 0
              counterexample  N = 1, w = 0
                              left side   0.693147…
                              right side  0

    6 claims: 2 proved, 1 holds on points, 1 refuted as asked; 2 failed
    """

  static let fullText = """
    Logistic regression with one neuron is convex
    ═════════════════════════════════════════════

    Given   N      size
            w, b   real
            x      real[N]
            y      binary[N]
            g    ~ normal(0, 1)
            f      real → real

    Assume  b ≠ 0

    Let     zₙ = w xₙ + b
            ŷₙ = σ(zₙ)
            E = -Σₙ (yₙ log ŷₙ + (1 - yₙ) log(1 - ŷₙ))

    The chain rule goes through ŷₙ and zₙ: two factors, yhat & 100% of them.

    • one_a
    • two

    Derive  ∂E/∂w
              ∂E/∂ŷₙ = (ŷₙ - yₙ)/(ŷₙ (1 - ŷₙ))
                                      derivative of the logarithm, if ŷₙ ≠ 0
              ∂ŷₙ/∂zₙ = ŷₙ (1 - ŷₙ)     derivative of the sigmoid
              ∂E/∂w = Σₙ ∂E/∂ŷₙ · ∂ŷₙ/∂zₙ · ∂zₙ/∂w  chain rule
                        ∂zₙ/∂w = xₙ     linear
                    = Σₙ (ŷₙ - yₙ) xₙ   equal factors cancel

    Derive  H = ∇²_(w, b) E
              = Σₙ ŷₙ (1 - ŷₙ) ⎡xₙ²  xₙ⎤
                               ⎣xₙ   1 ⎦

    Check   ∂E/∂w = Σₙ ∂E/∂ŷₙ · ∂ŷₙ/∂zₙ · ∂zₙ/∂w   ✓ proved
                  = Σₙ (ŷₙ - yₙ) xₙ
                                  ✓ holds on points (200 points, sizes 1..5)

    Prove   H is positive semidefinite   ✓ proved
              vᵀ H v = Σₙ ŷₙ (1 - ŷₙ) (v₁ xₙ + v₂)²
                                     a sum of squares with coefficients >= 0

    Refute  H is positive definite   ✓ refuted, as asked
              counterexample  N = 1, w = 0, b = 1/2, x = [1; -2]
                              v'*H*v = 0 for v = (1, 0)

    Prove   E ≥ 0  ✗ not proved: holds on points (200 points, sizes 1..5)
              no proof was found
              smallest E over the points: 0.0012

    Check   E = 0   ✗ refuted
              if b ≠ 0
              counterexample  N = 1, w = 0
                              left side   0.693147…
                              right side  0

    6 claims: 2 proved, 1 holds on points, 1 refuted as asked; 2 failed
    """

  static let noneText = """
    Logistic regression with one neuron is convex
    ═════════════════════════════════════════════

    Derive  ∂E/∂w = Σₙ (ŷₙ - yₙ) xₙ
    Derive  H = ∇²_(w, b) E
              = Σₙ ŷₙ (1 - ŷₙ) ⎡xₙ²  xₙ⎤
                               ⎣xₙ   1 ⎦
    Check   ∂E/∂w = Σₙ ∂E/∂ŷₙ · ∂ŷₙ/∂zₙ · ∂zₙ/∂w   ✓ proved
                  = Σₙ (ŷₙ - yₙ) xₙ                ✓ holds on points (200 points, sizes 1..5)
    Prove   H is positive semidefinite             ✓ proved
    Refute  H is positive definite                 ✓ refuted, as asked
              counterexample  N = 1, w = 0, b = 1/2, x = [1; -2]
                              v'*H*v = 0 for v = (1, 0)
    Prove   E ≥ 0  ✗ not proved: holds on points (200 points, sizes 1..5)
              no proof was found
    Check   E = 0   ✗ refuted
              if b ≠ 0
              counterexample  N = 1, w = 0
                              left side   0.693147…
                              right side  0

    6 claims: 2 proved, 1 holds on points, 1 refuted as asked; 2 failed
    """
}
