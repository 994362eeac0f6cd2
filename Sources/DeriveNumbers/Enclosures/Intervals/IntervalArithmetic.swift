extension Interval {
  /// A lower bound of what a correctly rounded operation gave.
  static func down(_ value: Double, isExact: Bool) -> Double { isExact ? value : value.nextDown }

  /// An upper bound of what a correctly rounded operation gave.
  static func up(_ value: Double, isExact: Bool) -> Double { isExact ? value : value.nextUp }

  /// The sum, and whether it is exact.
  private static func sum(_ a: Double, _ b: Double) -> (Double, Bool) {
    let sum = DoubleDouble.sum(a, b)
    return (sum.high, sum.low == 0)
  }

  /// The product, and whether it is exact; 0 times infinity is 0, since an infinite end stands for finite values.
  private static func product(_ a: Double, _ b: Double) -> (Double, Bool) {
    if a == 0 || b == 0 { return (0, true) }
    let product = DoubleDouble.product(a, b)
    if product.high.isInfinite && (a.isInfinite || b.isInfinite) { return (product.high, true) }
    return (product.high, product.low == 0 && product.high.magnitude > 0x1p-900)
  }

  private static func quotient(_ a: Double, _ b: Double) -> (Double, Bool) {
    if a == 0 { return (0, true) }
    if b.isInfinite { return a.isInfinite ? (0, false) : (0, true) }
    if a.isInfinite { return (a / b, true) }
    let quotient = a / b
    let back = DoubleDouble.product(quotient, b)
    return (quotient, back.high == a && back.low == 0 && a.magnitude > 0x1p-900)
  }

  /// The sum.
  package static func + (a: Interval, b: Interval) -> Interval {
    let limit = min(a.definedness, b.definedness)
    if limit == .never { return .undefined }
    let (lower, lowerIsExact) = sum(a.lower, b.lower)
    let (upper, upperIsExact) = sum(a.upper, b.upper)
    return Interval(
      lower.isFinite ? down(lower, isExact: lowerIsExact) : overflowed(lower, a.lower, b.lower, downwards: true),
      upper.isFinite ? up(upper, isExact: upperIsExact) : overflowed(upper, a.upper, b.upper, downwards: false),
      definedness: limit)
  }

  /// The end that an infinite sum stands for: finite ends may overflow away from their bound's direction.
  private static func overflowed(_ sum: Double, _ a: Double, _ b: Double, downwards: Bool) -> Double {
    if a.isInfinite || b.isInfinite { return downwards ? -.infinity : .infinity }
    return downwards ? sum.nextDown : sum.nextUp
  }

  /// The negative, exactly.
  package static prefix func - (a: Interval) -> Interval {
    Interval(-a.upper, -a.lower, definedness: a.definedness)
  }

  /// The difference.
  package static func - (a: Interval, b: Interval) -> Interval { a + -b }

  /// The product; 0 times an unbounded interval is 0, since that stands for finite values.
  package static func * (a: Interval, b: Interval) -> Interval {
    let limit = min(a.definedness, b.definedness)
    if limit == .never { return .undefined }
    if a.lower >= 0 && b.lower >= 0 {
      // What is not negative has its ends in order: two products in place of four.
      let (lower, lowerIsExact) = product(a.lower, b.lower)
      let (upper, upperIsExact) = product(a.upper, b.upper)
      return Interval(
        down(lower, isExact: lowerIsExact), up(upper, isExact: upperIsExact), definedness: limit)
    }
    return corners(a, b, product).defined(limit)
  }

  /// The quotient; possibly undefined where zero is inside the divisor, and undefined where the divisor is zero.
  package static func / (a: Interval, b: Interval) -> Interval {
    let limit = min(a.definedness, b.definedness)
    if limit == .never || b.lower == 0 && b.upper == 0 { return .undefined }
    if b.lower > 0 || b.upper < 0 { return corners(a, b, quotient).defined(limit) }
    // A divisor of one sign, or zero, gives a half-line where the dividend has one sign.
    if a.lower >= 0 && b.lower == 0 {
      let (end, isExact) = quotient(a.lower, b.upper)
      return Interval(max(0, down(end, isExact: isExact)), .infinity, definedness: .possibly)
    }
    return Interval(-.infinity, .infinity, definedness: .possibly)
  }

  /// The hull of an operation on the four pairs of ends, each rounded outwards.
  static func corners(_ a: Interval, _ b: Interval, _ operation: (Double, Double) -> (Double, Bool)) -> Interval {
    var lower = Double.infinity
    var upper = -Double.infinity
    func add(_ x: Double, _ y: Double) {
      let (value, isExact) = operation(x, y)
      lower = min(lower, down(value, isExact: isExact))
      upper = max(upper, up(value, isExact: isExact))
    }
    add(a.lower, b.lower)
    if !b.isPoint { add(a.lower, b.upper) }
    if !a.isPoint { add(a.upper, b.lower) }
    if !a.isPoint && !b.isPoint { add(a.upper, b.upper) }
    return Interval(lower, upper)
  }

  /// `1 / self`, as the quotient.
  package var reciprocal: Interval { .one / self }

  /// The absolute value.
  package var absolute: Interval {
    if lower >= 0 { return self }
    if upper <= 0 { return -self }
    return Interval(0, max(-lower, upper), definedness: definedness)
  }

  /// The lesser of two values.
  package func minimum(_ other: Interval) -> Interval {
    Interval(
      min(lower, other.lower), min(upper, other.upper), definedness: min(definedness, other.definedness))
  }

  /// The greater of two values.
  package func maximum(_ other: Interval) -> Interval {
    Interval(
      max(lower, other.lower), max(upper, other.upper), definedness: min(definedness, other.definedness))
  }

  /// The greatest integers that do not exceed the values.
  package func floor() -> Interval {
    Interval(lower.flooredToInteger, upper.flooredToInteger, definedness: definedness)
  }

  /// The square root; undefined below zero.
  package func squareRoot() -> Interval {
    if definedness == .never || upper < 0 { return .undefined }
    func root(_ x: Double) -> (Double, Bool) {
      let root = x.squareRoot()
      let square = DoubleDouble.product(root, root)
      return (root, x == 0 || x.isInfinite || square.high == x && square.low == 0 && x > 0x1p-900)
    }
    let (low, lowIsExact) = root(max(lower, 0))
    let (high, highIsExact) = root(upper)
    return Interval(
      Interval.down(low, isExact: lowIsExact), Interval.up(high, isExact: highIsExact),
      definedness: lower < 0 ? .possibly : definedness)
  }

  /// `self^exponent`; `x^0` is 1. Undefined at zero where the exponent is negative.
  package func power(_ exponent: Int) -> Interval {
    if definedness == .never { return .undefined }
    if exponent == 0 { return Interval.one.defined(definedness) }
    if exponent == 1 { return self }
    if exponent < 0 {
      return exponent == Int.min ? (power(Int.max) * self).reciprocal : power(-exponent).reciprocal
    }
    if exponent & 1 == 0 {
      let base = absolute
      return Interval(
        Interval.powerEnd(base.lower, exponent).lower, Interval.powerEnd(base.upper, exponent).upper,
        definedness: definedness)
    }
    return Interval(
      Interval.powerEnd(lower, exponent).lower, Interval.powerEnd(upper, exponent).upper, definedness: definedness)
  }

  /// Bounds of `x^exponent`, for an exponent above 1.
  private static func powerEnd(_ x: Double, _ exponent: Int) -> (lower: Double, upper: Double) {
    if x == 0 || x.magnitude == 1 || x.isInfinite {
      let value = exponent & 1 == 0 ? x.magnitude : x
      return (value, value)
    }
    if exponent == 2 {
      let (square, isExact) = product(x, x)
      return (down(square, isExact: isExact), up(square, isExact: isExact))
    }
    if exponent > 1 << 53 {
      // The exponent may be no double.
      let image = Interval.power(Interval(x.magnitude), Interval(enclosing: Rational(exponent)))
      return x < 0 && exponent & 1 == 1 ? (-image.upper, -image.lower) : (image.lower, image.upper)
    }
    let value = Elementary.pow(x, Double(exponent))
    if x.isInteger && value.magnitude < 0x1p50 && value.isFinite {
      // The power is an integer, and closer than a half to this.
      let exact = value.roundedToInteger
      return (exact, exact)
    }
    return (down(value, steps: 2), up(value, steps: 2))
  }

  static func down(_ value: Double, steps: Int) -> Double {
    var value = value
    for _ in 0..<steps { value = value.nextDown }
    return value
  }

  static func up(_ value: Double, steps: Int) -> Double {
    var value = value
    for _ in 0..<steps { value = value.nextUp }
    return value
  }
}
