import DeriveNumbers

/// `tan(x)`, where cos(x) is not 0.
let tangent = FunctionEntry(
  name: "tan", latex: "\\tan", numpy: "np.tan",
  evaluate: { Elementary.tan($0[0]) },
  enclose: { $0[0].tan() },
  encloseBall: { x, _ in x[0].tan() },
  canonical: { store, arguments in
    let x = arguments[0]
    if let inner = store.argument(of: .atan, in: x) { return inner }
    if let c = store.multipleOfPi(x), let sine = store.sineOfPi(times: c),
      let cosine = store.sineOfPi(times: c + Rational(1, 2)), cosine != .zero
    {
      return store.divide(sine, cosine)
    }
    return store.oddForm(.tan, x)
  },
  derivative: { store, arguments, _ in
    let value = store.apply(.tan, arguments)
    return store.onePlus(store.power(value, .two))
  },
  domain: { store, arguments in
    let cosine = store.apply(.cos, arguments[0])
    return [store.relation(.notEqual, cosine, .zero)]
  },
  reduced: { store, arguments in
    let sine = store.apply(.sin, arguments[0])
    return store.divide(sine, store.apply(.cos, arguments[0]))
  })
