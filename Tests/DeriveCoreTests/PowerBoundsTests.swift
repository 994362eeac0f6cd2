import DeriveCore
import DeriveNumbers
import Testing

@Suite struct PowerBounds {
  static let bases: [Bounds] = {
    let ends = [Rational(0), Rational(1, 3), Rational(1), Rational(3, 2), Rational(4)]
    return ends.flatMap { lower in
      ([nil] + ends.filter { $0 > lower }).flatMap { upper in
        [false, true].map { isOpen in
          Bounds(lower: lower, upper: upper, lowerIsOpen: isOpen, upperIsOpen: isOpen && upper != nil)
        }
      }
    }
  }()

  /// Numbers of a range, its closed ends among them.
  static func samples(_ bounds: Bounds) -> [Rational] {
    let candidates = [-3, -1, 0, 1, 2, 4, 6, 8, 12, 16, 24, 32].map { Rational($0, 4) } + [Rational(1, 3)]
    return candidates.filter { value in
      bounds.lower.map { value > $0 || value == $0 && !bounds.lowerIsOpen } ?? true
        && bounds.upper.map { value < $0 || value == $0 && !bounds.upperIsOpen } ?? true
    }
  }

  static func allows(_ bounds: Bounds, _ value: Double) -> Bool {
    bounds.lower.map { value > $0.asDouble || value == $0.asDouble && !bounds.lowerIsOpen } ?? true
      && bounds.upper.map { value < $0.asDouble || value == $0.asDouble && !bounds.upperIsOpen } ?? true
      && !(bounds.excludesZero && value == 0)
  }

  @Test func aPowerWithAnUnknownExponentLiesInItsBounds() {
    let exponents = [
      Bounds.any, .positive, .nonNegative, .negative, .nonPositive, Bounds(lower: .one),
      Bounds(lower: .one, lowerIsOpen: true), Bounds(upper: .minusOne), .openUnit, .exactly(.zero),
    ]
    for base in Self.bases {
      for exponent in exponents {
        let result = base.power(exponent)
        for b in Self.samples(base) {
          for e in Self.samples(exponent) where !(b.isZero && e.signum < 0) {
            let value = Elementary.pow(b.asDouble, e.asDouble)
            // A rounded power may reach an end that the exact one does not.
            if !b.isZero, !b.isOne, !e.isZero, value == 1 || value == b.asDouble { continue }
            #expect(Self.allows(result, value), "\(b)^\(e) = \(value), \(base)^\(exponent) in \(result)")
          }
        }
      }
    }
  }

  @Test func aLongPowerLiesInItsBounds() {
    for base in Self.bases {
      for e in [65, 66, 200] {
        let result = base.power(Rational(e))
        for b in Self.samples(base) where !b.isNegative {
          let power = b.power(e)
          let isAbove = result.lower.map { power > $0 || power == $0 && !result.lowerIsOpen } ?? true
          let isBelow = result.upper.map { power < $0 || power == $0 && !result.upperIsOpen } ?? true
          #expect(isAbove && isBelow, "\(b)^\(e) in \(result)")
        }
      }
    }
    #expect(Bounds(lower: Rational(9)).power(Bounds(lower: Rational(9))).isAbove(.one))
    #expect(Bounds(lower: Rational(2)).power(Rational(100)).isAbove(.one))
  }
}
