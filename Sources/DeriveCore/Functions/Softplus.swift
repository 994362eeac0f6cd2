import DeriveNumbers

/// `softplus(x) = log(1 + exp(x))`.
let softplusFunction = FunctionEntry(
  name: "softplus", latex: "\\operatorname{softplus}", numpy: "softplus",
  evaluate: { arguments in
    let x = arguments[0]
    return x.isNaN ? x : Swift.max(x, 0) + Elementary.log1p(Elementary.exp(-x.magnitude))
  },
  enclose: { encloseSoftplus($0[0], 53) },
  encloseBall: { encloseSoftplus($0[0], $1) },
  canonical: { store, arguments in
    arguments[0] == .zero ? store.apply(.log, .two) : nil
  },
  derivative: { store, arguments, _ in store.apply(.sigmoid, arguments) },
  range: { arguments in
    arguments[0].isNonNegative ? Bounds(lower: Rational(69, 100), lowerIsOpen: true, excludesZero: true) : .positive
  },
  reduced: { store, arguments in
    let exponential = store.apply(.exp, arguments[0])
    return store.apply(.log, store.onePlus(exponential))
  },
  monotonicity: [.increasing], curvature: .convex)

/// Where the argument is not positive log(1 + exp(x)), elsewhere x + log(1 + exp(-x)): neither overflows.
private func encloseSoftplus<E: Enclosing>(_ x: E, _ precision: Int) -> E {
  let zero = E.exactly(.zero, precision: precision)
  return x.maximum(zero) + (-x.magnitude).exp().log1p()
}
