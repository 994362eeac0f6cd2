import DeriveNumbers

/// `sin(x)`.
let sine = FunctionEntry(
  name: "sin", latex: "\\sin", numpy: "np.sin",
  evaluate: { Elementary.sin($0[0]) },
  enclose: { $0[0].sin() },
  encloseBall: { x, _ in x[0].sin() },
  canonical: { store, arguments in
    if let c = store.multipleOfPi(arguments[0]), let value = store.sineOfPi(times: c) { return value }
    if store.wholeMultipleOfPi(arguments[0]) != nil { return .zero }
    if let x = store.argument(of: .asin, in: arguments[0]) { return x }
    if let x = store.argument(of: .acos, in: arguments[0]) { return circleRoot(&store, x) }
    // The legs of a right triangle whose angle has this tangent.
    if let x = store.argument(of: .atan, in: arguments[0]) {
      return store.multiply(x, inverseHypotenuse(&store, x))
    }
    return store.oddForm(.sin, arguments[0])
  },
  derivative: { store, arguments, _ in store.apply(.cos, arguments[0]) },
  range: { _ in Bounds(lower: .minusOne, upper: .one) },
  reduced: { store, arguments in angleSum(&store, arguments[0])?.sine })

/// `cos(x)`.
let cosine = FunctionEntry(
  name: "cos", latex: "\\cos", numpy: "np.cos",
  evaluate: { Elementary.cos($0[0]) },
  enclose: { $0[0].cos() },
  encloseBall: { x, _ in x[0].cos() },
  canonical: { store, arguments in
    if let c = store.multipleOfPi(arguments[0]), let value = store.sineOfPi(times: c + Rational(1, 2)) {
      return value
    }
    if let count = store.wholeMultipleOfPi(arguments[0]) { return store.power(.minusOne, count) }
    if let x = store.argument(of: .acos, in: arguments[0]) { return x }
    if let x = store.argument(of: .asin, in: arguments[0]) { return circleRoot(&store, x) }
    if let x = store.argument(of: .atan, in: arguments[0]) { return inverseHypotenuse(&store, x) }
    return store.evenForm(.cos, arguments[0])
  },
  derivative: { store, arguments, _ in store.negate(store.apply(.sin, arguments[0])) },
  range: { _ in Bounds(lower: .minusOne, upper: .one) },
  reduced: { store, arguments in angleSum(&store, arguments[0])?.cosine })

/// The most addends of an angle, and the greatest multiple of one, that are taken apart.
private let greatestAngleSum = 6
private let greatestAngleMultiple = 16

/// Sine and cosine of a sum or of a whole multiple through those of its parts; nil for an angle that is neither.
private func angleSum(_ store: inout TermStore, _ angle: Term) -> (sine: Term, cosine: Term)? {
  let addends = store.addends(angle)
  guard addends.count <= greatestAngleSum else { return nil }
  if addends.count == 1 {
    guard let count = addends[0].coefficient.asInt, count >= 2, count <= greatestAngleMultiple else { return nil }
    let part = addends[0].term
    let (first, slope) = (store.apply(.cos, part), store.apply(.sin, part))
    // de Moivre: the real and imaginary parts of (cos + i*sin)^n.
    var parts = (sine: [Term](), cosine: [Term]())
    for taken in 0...count {
      let ways = Integer.binomial(Integer(count), taken)
      let sign = taken / 2 % 2 == 0 ? Rational(ways) : -Rational(ways)
      let term = store.scale(
        store.multiply(store.power(first, count - taken), store.power(slope, taken)), by: sign)
      if taken % 2 == 0 { parts.cosine.append(term) } else { parts.sine.append(term) }
    }
    return (store.sum(parts.sine), store.sum(parts.cosine))
  }
  let head = store.scale(addends[0].term, by: addends[0].coefficient)
  let tail = store.subtract(angle, head)
  let (s, c) = (store.apply(.sin, head), store.apply(.cos, head))
  let (t, d) = (store.apply(.sin, tail), store.apply(.cos, tail))
  return (
    store.add(store.multiply(s, d), store.multiply(c, t)), store.subtract(store.multiply(c, d), store.multiply(s, t))
  )
}

/// sqrt(1 - x^2), not negative as sines of angles in [0, pi] and cosines of those in [-pi/2, pi/2] are.
private func circleRoot(_ store: inout TermStore, _ x: Term) -> Term {
  store.squareRoot(store.oneMinus(store.power(x, .two)))
}

/// (1 + x^2)^(-1/2).
private func inverseHypotenuse(_ store: inout TermStore, _ x: Term) -> Term {
  store.power(store.onePlus(store.power(x, .two)), store.number(Rational(-1, 2)))
}
