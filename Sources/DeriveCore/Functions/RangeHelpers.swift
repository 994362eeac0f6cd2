import DeriveNumbers

extension Bounds {
  /// The bounds of an odd increasing function that is zero only at zero, of an argument with the bounds `argument`,
  /// within `outer`.
  static func odd(_ argument: Bounds, within outer: Bounds = .any) -> Bounds {
    var result = outer
    result.isInteger = false
    result.excludesZero = argument.isNonZero
    if argument.isNonNegative {
      result.lower = .zero
      result.lowerIsOpen = argument.isPositive
    }
    if argument.isNonPositive {
      result.upper = .zero
      result.upperIsOpen = argument.isNegative
    }
    return result
  }

  /// Strictly between the two.
  static func between(_ lower: Rational, _ upper: Rational) -> Bounds {
    Bounds(lower: lower, upper: upper, lowerIsOpen: true, upperIsOpen: true)
  }
}

extension TermStore {
  /// `-function(-x)` where x is a term with a negative coefficient: the canonical form of an odd function.
  mutating func oddForm(_ function: FunctionID, _ x: Term) -> Term? {
    if x == .zero { return .zero }
    let (coefficient, term) = coefficientAndTerm(x)
    if coefficient.signum >= 0 { return nil }
    return negate(apply(function, scale(term, by: -coefficient)))
  }

  /// `function(-x)` where x is a term with a negative coefficient: the canonical form of an even function.
  mutating func evenForm(_ function: FunctionID, _ x: Term) -> Term? {
    let (coefficient, term) = coefficientAndTerm(x)
    return coefficient.signum < 0 ? apply(function, scale(term, by: -coefficient)) : nil
  }

  /// What `inverse` was applied to, if the term is such an application.
  func argument(of inverse: FunctionID, in term: Term) -> Term? {
    kind(term) == .function && functionID(term) == inverse ? child(term, 0) : nil
  }

  /// `1 + x`, `1 - x` and the like.
  mutating func onePlus(_ x: Term) -> Term { add(.one, x) }
  mutating func oneMinus(_ x: Term) -> Term { subtract(.one, x) }

  /// A rational multiple of pi.
  mutating func pi(times factor: Rational) -> Term { scale(apply(.pi), by: factor) }

  /// c, where the term is c*pi.
  mutating func multipleOfPi(_ term: Term) -> Rational? {
    if term == .zero { return .zero }
    let (coefficient, inner) = coefficientAndTerm(term)
    return kind(inner) == .function && functionID(inner) == .pi ? coefficient : nil
  }

  /// n, where the term is n*pi for a whole n that is no number.
  mutating func wholeMultipleOfPi(_ term: Term) -> Term? {
    guard
      factors(term).contains(where: { $0.exponent == .one && kind($0.base) == .function && functionID($0.base) == .pi })
    else { return nil }
    let count = divide(term, apply(.pi))
    return !isNumber(count) && bounds(count).isInteger ? count : nil
  }

  /// sin(c*pi) for c a multiple of 1/6 or 1/4.
  mutating func sineOfPi(times c: Rational) -> Term? {
    let twelfths = c * Rational(12)
    guard let whole = twelfths.asInteger,
      let turn = whole.quotientAndRemainder(dividingBy: Integer(24)).remainder.asInt
    else { return nil }
    let place = turn < 0 ? turn + 24 : turn
    let inQuadrant = place % 12 <= 6 ? place % 12 : 12 - place % 12
    let value: Term
    switch inQuadrant {
    case 0: value = .zero
    case 2: value = .half
    case 3: value = squareRoot(.half)
    case 4: value = scale(squareRoot(number(3)), by: Term.half)
    case 6: value = .one
    default: return nil
    }
    return place >= 12 ? negate(value) : value
  }

  /// The angle in [0, pi/2] with this sine, as a multiple of pi; the argument is not negative.
  mutating func arcsineOverPi(_ x: Term) -> Rational? {
    if x == .zero { return .zero }
    if x == .half { return Rational(1, 6) }
    if x == .one { return Rational(1, 2) }
    if x == squareRoot(.half) { return Rational(1, 4) }
    if x == scale(squareRoot(number(3)), by: Term.half) { return Rational(1, 3) }
    return nil
  }

  /// Conditions for "no whole number below 1".
  mutating func isNoPole(_ x: Term) -> Term {
    disjunction([relation(.less, .zero, x), relation(.notEqual, x, apply(.floor, x))])
  }
}
