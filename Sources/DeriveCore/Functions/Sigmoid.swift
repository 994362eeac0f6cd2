import DeriveNumbers

/// `sigmoid(x) = 1/(1 + exp(-x))`.
let sigmoidFunction = FunctionEntry(
  name: "sigmoid", latex: "\\sigma", numpy: "sigmoid",
  evaluate: { Elementary.sigmoid($0[0]) },
  enclose: { $0[0].sigmoid() },
  encloseBall: { x, _ in x[0].sigmoid() },
  canonical: { _, arguments in arguments[0] == .zero ? .half : nil },
  derivative: { store, arguments, _ in
    let value = store.apply(.sigmoid, arguments)
    return store.multiply(value, store.oneMinus(value))
  },
  range: { arguments in
    var result = Bounds.openUnit
    result.excludesZero = true
    if arguments[0].isNonNegative {
      result.lower = Rational(1, 2)
      result.lowerIsOpen = arguments[0].isPositive
    }
    if arguments[0].isNonPositive {
      result.upper = Rational(1, 2)
      result.upperIsOpen = arguments[0].isNegative
    }
    return result
  },
  reduced: { store, arguments in reducedSigmoid(&store, arguments[0]) },
  monotonicity: [.increasing],
  shape: {
    var result = FunctionShape.odd($0[0], risesFaster: false)
    result.logarithmic = .concave
    return result
  })

/// 1/(1 + exp(-x)) as a term.
func reducedSigmoid(_ store: inout TermStore, _ x: Term) -> Term {
  let exponential = store.apply(.exp, store.negate(x))
  return store.power(store.onePlus(exponential), .minusOne)
}
