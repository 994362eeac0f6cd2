import DeriveNumbers

/// The greatest whole number not above x.
let floorFunction = FunctionEntry(
  name: "floor", latex: "\\operatorname{floor}", numpy: "np.floor",
  evaluate: { $0[0].flooredToInteger },
  enclose: { $0[0].floor() },
  encloseBall: { x, _ in x[0].floor() },
  canonical: { store, arguments in
    if let value = store.rational(arguments[0]) { return store.number(Rational(value.floor())) }
    return store.bounds(arguments[0]).isInteger ? arguments[0] : nil
  },
  derivative: { _, _, _ in .zero },
  smoothness: { store, arguments in
    [store.relation(.notEqual, arguments[0], store.apply(.floor, arguments[0]))]
  },
  range: { arguments in
    Bounds(
      lower: arguments[0].lower.map { Rational($0.floor()) }, upper: arguments[0].upper.map { Rational($0.floor()) },
      isInteger: true)
  },
  monotonicity: [.increasing])
