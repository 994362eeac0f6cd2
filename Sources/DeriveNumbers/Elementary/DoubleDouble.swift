/// The unevaluated sum of two doubles, `|low|` at most half a unit in the last place of `high`: some 106 bits.
///
/// Only plain additions and multiplications, so the same bits everywhere. Source: T. J. Dekker, A floating-point
/// technique for extending the available precision, Numerische Mathematik 18 (1971).
struct DoubleDouble {
  var high: Double
  var low: Double

  init(_ high: Double, _ low: Double = 0) {
    self.high = high
    self.low = low
  }

  /// `a + b` exactly.
  static func sum(_ a: Double, _ b: Double) -> DoubleDouble {
    let high = a + b
    let part = high - a
    return DoubleDouble(high, (a - (high - part)) + (b - part))
  }

  /// `a + b` exactly, where `|a| >= |b|` or `a` is 0.
  static func ordered(_ a: Double, _ b: Double) -> DoubleDouble {
    let high = a + b
    return DoubleDouble(high, b - (high - a))
  }

  /// `a * b` exactly, where neither the parts overflow (`|a|, |b| < 2^996`) nor the result's tail underflows.
  static func product(_ a: Double, _ b: Double) -> DoubleDouble {
    let high = a * b
    let (a1, a0) = split(a)
    let (b1, b0) = split(b)
    return DoubleDouble(high, ((a1 * b1 - high) + a1 * b0 + a0 * b1) + a0 * b0)
  }

  /// The upper 26 bits and the rest.
  static func split(_ a: Double) -> (high: Double, low: Double) {
    let scaled = a * 134_217_729
    let high = scaled - (scaled - a)
    return (high, a - high)
  }

  static func + (a: DoubleDouble, b: DoubleDouble) -> DoubleDouble {
    let high = sum(a.high, b.high)
    let low = sum(a.low, b.low)
    let first = ordered(high.high, high.low + low.high)
    return ordered(first.high, first.low + low.low)
  }

  static func + (a: DoubleDouble, b: Double) -> DoubleDouble {
    let high = sum(a.high, b)
    return ordered(high.high, high.low + a.low)
  }

  static prefix func - (a: DoubleDouble) -> DoubleDouble { DoubleDouble(-a.high, -a.low) }

  static func - (a: DoubleDouble, b: DoubleDouble) -> DoubleDouble { a + -b }

  static func * (a: DoubleDouble, b: DoubleDouble) -> DoubleDouble {
    let high = product(a.high, b.high)
    return ordered(high.high, high.low + (a.high * b.low + a.low * b.high))
  }

  static func * (a: DoubleDouble, b: Double) -> DoubleDouble {
    let high = product(a.high, b)
    return ordered(high.high, high.low + a.low * b)
  }

  static func / (a: DoubleDouble, b: DoubleDouble) -> DoubleDouble {
    let quotient = a.high / b.high
    let back = product(quotient, b.high)
    let rest = ((a.high - back.high) - back.low + a.low) - quotient * b.low
    return ordered(quotient, rest / b.high)
  }

  var asDouble: Double { high + low }

  static let pi = DoubleDouble(0x1.921fb54442d18p1, 0x1.1a62633145c07p-53)
  static let halfPi = DoubleDouble(0x1.921fb54442d18p0, 0x1.1a62633145c07p-54)
}
