import DeriveNumbers

/// `erf(x) = 2/sqrt(pi)` times the integral of exp(-t^2) from 0 to x.
let errorFunction = FunctionEntry(
  name: "erf", latex: "\\operatorname{erf}", numpy: "scipy.special.erf",
  evaluate: { Elementary.erf($0[0]) },
  enclose: { $0[0].erf() },
  encloseBall: { x, _ in x[0].erf() },
  canonical: { store, arguments in store.oddForm(.erf, arguments[0]) },
  derivative: { store, arguments, _ in
    let square = store.power(arguments[0], .two)
    let bell = store.apply(.exp, store.negate(square))
    return store.scale(store.divide(bell, store.squareRoot(store.apply(.pi))), by: Term.two)
  },
  range: { .odd($0[0], within: .between(.minusOne, .one)) },
  monotonicity: [.increasing], shape: { .odd($0[0], risesFaster: false) })
