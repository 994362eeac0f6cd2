import DeriveNumbers

/// `pi`, a function of no arguments.
let circleConstant = FunctionEntry(
  name: "pi", arity: 0, latex: "\\pi", numpy: "np.pi",
  evaluate: { _ in Double.pi },
  enclose: { _ in Interval.pi },
  encloseBall: { _, precision in Ball.pi(precision: precision) },
  derivative: { _, _, _ in .zero },
  range: { _ in .between(Rational(333, 106), Rational(22, 7)) },
  monotonicity: [], curvature: .affine)
