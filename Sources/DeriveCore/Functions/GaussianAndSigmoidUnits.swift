import DeriveNumbers

/// `gelu(x) = x*(1 + erf(x/sqrt(2)))/2`, the exact form. Source: Hendrycks and Gimpel, "Gaussian error linear units",
/// 2016.
let gaussianErrorLinearUnit = FunctionEntry(
  name: "gelu", latex: "\\operatorname{gelu}", numpy: "gelu",
  evaluate: { 0.5 * $0[0] * Elementary.erfc(-$0[0] * 0.5.squareRoot()) },
  enclose: { encloseGelu($0[0], 53) },
  encloseBall: { encloseGelu($0[0], $1) },
  canonical: { _, arguments in arguments[0] == .zero ? .zero : nil },
  derivative: { store, arguments, _ in
    // Phi(x) + x*phi(x), distribution and density of the standard normal.
    let x = arguments[0]
    let square = store.power(x, .two)
    let bell = store.apply(.exp, store.scale(square, by: Rational(-1, 2)))
    let density = store.divide(bell, store.squareRoot(store.pi(times: Rational(2))))
    return store.add(standardNormal(&store, x), store.multiply(x, density))
  },
  range: { unitRange($0[0], lowest: Rational(-17, 100)) },
  reduced: { store, arguments in
    let distribution = standardNormal(&store, arguments[0])
    return store.multiply(arguments[0], distribution)
  })

/// `silu(x) = x*sigmoid(x)`.
let sigmoidLinearUnit = FunctionEntry(
  name: "silu", latex: "\\operatorname{silu}", numpy: "silu",
  evaluate: { $0[0] * Elementary.sigmoid($0[0]) },
  enclose: { $0[0] * $0[0].sigmoid() },
  encloseBall: { x, _ in x[0] * x[0].sigmoid() },
  canonical: { _, arguments in arguments[0] == .zero ? .zero : nil },
  derivative: { store, arguments, _ in
    let value = store.apply(.sigmoid, arguments[0])
    let slope = store.multiply(arguments[0], store.oneMinus(value))
    return store.multiply(value, store.onePlus(slope))
  },
  range: { unitRange($0[0], lowest: Rational(-279, 1000)) },
  reduced: { store, arguments in
    let sigmoid = reducedSigmoid(&store, arguments[0])
    return store.multiply(arguments[0], sigmoid)
  })

/// (1 + erf(x/sqrt(2)))/2.
private func standardNormal(_ store: inout TermStore, _ x: Term) -> Term {
  let argument = store.multiply(x, store.squareRoot(.half))
  let value = store.apply(.erf, argument)
  return store.scale(store.onePlus(value), by: Term.half)
}

/// The sign of x, at most x where x is positive, and never below its one minimum.
private func unitRange(_ x: Bounds, lowest: Rational) -> Bounds {
  var result = Bounds.odd(x)
  if !x.isNonNegative {
    result.lower = lowest
    result.lowerIsOpen = true
  }
  if let upper = x.upper, upper.signum > 0 {
    result.upper = upper
    result.upperIsOpen = true
  }
  return result
}

private func encloseGelu<E: Enclosing>(_ x: E, _ precision: Int) -> E {
  let half = E.exactly(Rational(1, 2), precision: precision)
  return half * x * (-x * half.squareRoot()).erfc()
}
