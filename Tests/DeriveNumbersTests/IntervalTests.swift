import Testing

@testable import DeriveNumbers

@Suite struct IntervalTests {
  /// An interval with rational points inside: sometimes a single number, wide, or with an end at zero.
  func sample(_ source: inout RandomSource) -> (Interval, [Rational]) {
    let scale = [1.0, 1e-3, 1e6, 1e200, 1e-200][source.integer(in: 0...4)]
    let a = source.integer(in: 0...5) == 0 ? 0 : source.uniform(-3, 3) * scale
    let b = source.integer(in: 0...3) == 0 ? a : a + source.uniform() * scale
    let interval = Interval(min(a, b), max(a, b))
    guard let low = Rational(exactly: interval.lower), let high = Rational(exactly: interval.upper) else {
      return (interval, [])
    }
    return (interval, [low, high, low + (high - low) * Rational(1, 3)])
  }

  @Test func arithmeticEncloses() {
    var source = RandomSource(seed: 21)
    for _ in 0..<150 {
      let (a, first) = sample(&source)
      let (b, second) = sample(&source)
      for x in first {
        for y in second {
          if !(a + b).contains(x + y) { Issue.record("\(x) + \(y)") }
          if !(a - b).contains(x - y) { Issue.record("\(x) - \(y)") }
          if !(a * b).contains(x * y) { Issue.record("\(x) * \(y)") }
          if !y.isZero && !(a / b).contains(x / y) { Issue.record("\(x) / \(y)") }
          if !a.minimum(b).contains(min(x, y)) { Issue.record("min") }
          if !a.maximum(b).contains(max(x, y)) { Issue.record("max") }
        }
        for n in [0, 1, 2, 3, 5, 8] where !a.power(n).contains(x.power(n)) { Issue.record("\(x)^\(n)") }
        if !x.isZero {
          for n in [-1, -2, -3] where !a.power(n).contains(x.power(n)) { Issue.record("\(x)^\(n)") }
        }
        if !a.absolute.contains(x.magnitude) { Issue.record("abs") }
        if !a.floor().contains(Rational(x.floor())) { Issue.record("floor") }
        if !x.isNegative {
          let root = a.squareRoot()
          if let low = Rational(exactly: root.lower), low * low > x { Issue.record("root below \(x)") }
          if let high = Rational(exactly: root.upper), high * high < x { Issue.record("root above \(x)") }
        }
      }
    }
  }

  @Test func exactWhereItCanBe() {
    #expect(Interval(1) + Interval(2) == Interval(3))
    #expect(Interval(3) * Interval(0.5) == Interval(1.5))
    #expect(Interval(3) / Interval(4) == Interval(0.75))
    #expect(Interval(7).power(5) == Interval(16_807))
    #expect(Interval(-7).power(3) == Interval(-343))
    #expect(Interval(9).squareRoot() == Interval(3))
    #expect(Interval(enclosing: Rational(3, 4)) == Interval(0.75))
    let third = Interval(enclosing: Rational(1, 3))
    #expect(third.lower.nextUp == third.upper && third.contains(Rational(1, 3)))
    #expect(Interval(0).exp() == Interval(1))
    #expect(Interval(1).log() == Interval(0))
    #expect(Interval(0).cos() == Interval(1))
    #expect(Interval(0).sigmoid() == Interval(0.5))
    #expect((Interval(enclosing: Rational(1, 3)) - Interval(enclosing: Rational(1, 3))).contains(0.0))
    #expect(Interval(-2, 3).power(2) == Interval(0, 9))
  }

  @Test func infiniteEnds() {
    let huge = Interval(1e308)
    #expect((huge * huge).upper == .infinity && (huge * huge).lower == Double.greatestFiniteMagnitude)
    #expect((huge + huge).lower == Double.greatestFiniteMagnitude)
    #expect(Interval.zero * .whole == .zero)
    #expect((Interval(enclosing: Rational(10).power(400))).lower == Double.greatestFiniteMagnitude)
    #expect(Interval(enclosing: Rational(10).power(-400)).contains(Rational(10).power(-400)))
    #expect(Interval(-800).exp().contains(Rational(10).power(-347)))
    #expect(Interval(800).exp().lower.isFinite && Interval(800).exp().upper == .infinity)
    #expect(Interval(1) / Interval(1, .infinity) == Interval(0, 1))
    #expect((Interval.whole - .whole) == .whole)
    #expect(Interval(2, .infinity).log().upper == .infinity)
  }

  @Test func definedness() {
    #expect((Interval(1) / Interval(0)).definedness == .never)
    #expect((Interval(1) / Interval(-1, 1)).definedness == .possibly)
    #expect((Interval(1) / Interval(0, 1)).lower >= 1)
    #expect(Interval(-1).log().definedness == .never)
    #expect(Interval(0).log().definedness == .never)
    #expect(Interval(-1, 2).log().definedness == .possibly)
    #expect(Interval(1, 2).log().isDefined)
    #expect(Interval(-1, 4).squareRoot() == Interval(0, 2, definedness: .possibly))
    #expect(Interval(-2, -1).squareRoot().definedness == .never)
    #expect(Interval(0).squareRoot().isDefined)
    #expect(Interval(1, 2).tan().definedness == .possibly)
    #expect(Interval(-1, 1).tan().isDefined)
    #expect(Interval(1, 2).asin().definedness == .possibly)
    #expect(Interval(1.5, 2).acos().definedness == .never)
    #expect(Interval(1).asin().isDefined)
    #expect(Interval(0.5, 2).acosh().definedness == .possibly)
    #expect(Interval(1).atanh().definedness == .never)
    #expect(Interval(-0.5, 1).atanh().definedness == .possibly)
    #expect(Interval(-3).gamma().definedness == .never)
    #expect(Interval(-3.5, -2.5).gamma().definedness == .possibly)
    #expect(Interval(-3.7, -3.5).gamma().isDefined)
    #expect(Interval.power(Interval(-1), Interval(2)).definedness == .never)
    #expect(Interval.power(Interval(0), Interval(2)) == Interval(0))
    #expect(Interval.power(Interval(0, 1), Interval(-1, 1)).definedness == .possibly)
    #expect((Interval(-1).log() + .one).definedness == .never)
    #expect((Interval(-1, 2).log() * .one).definedness == .possibly)
    #expect(Interval(-1).power(Rational(1, 3)).definedness == .never)
    #expect(!Interval(-1, 2).log().exp().isPositive)
    #expect(Interval(.nan).definedness == .never)
  }

  /// The reference values lie inside, for single arguments and for wide ones.
  @Test func functionsEnclose() {
    let entries: [(String, [Reference], (Interval) -> Interval)] = [
      ("exp", References.exp, { $0.exp() }), ("log", References.log, { $0.log() }),
      ("sin", References.sin, { $0.sin() }), ("cos", References.cos, { $0.cos() }),
      ("tan", References.tan, { $0.tan() }), ("atan", References.atan, { $0.atan() }),
      ("asin", References.asin, { $0.asin() }), ("acos", References.acos, { $0.acos() }),
      ("sinh", References.sinh, { $0.sinh() }), ("cosh", References.cosh, { $0.cosh() }),
      ("tanh", References.tanh, { $0.tanh() }), ("asinh", References.asinh, { $0.asinh() }),
      ("acosh", References.acosh, { $0.acosh() }), ("atanh", References.atanh, { $0.atanh() }),
      ("erf", References.erf, { $0.erf() }), ("erfc", References.erfc, { $0.erfc() }),
      ("gamma", References.gamma, { $0.gamma() }), ("lgamma", References.lgamma, { $0.lgamma() }),
      ("digamma", References.digamma, { $0.digamma() }), ("trigamma", References.trigamma, { $0.trigamma() }),
    ]
    var source = RandomSource(seed: 22)
    for (name, references, function) in entries {
      for (argument, high, low) in references {
        guard let value = Rational(exactly: high), let rest = Rational(exactly: low) else { continue }
        let exact = value + rest
        let point = function(Interval(argument))
        // The reference is itself rounded, which the second difference allows for.
        let slack = Rational(exactly: low.ulp) ?? .zero
        #expect(point.contains(exact - slack) || point.contains(exact + slack), "\(name) at \(argument)")
        #expect(point.relativeWidth < 1e-14 || high == 0 || high.magnitude < 1e-300 || argument < 0, "\(name)")
        for _ in 0..<3 {
          let reach = argument.magnitude * source.uniform()
          let wide = function(Interval(argument - reach, argument + reach * source.uniform()))
          #expect(wide.contains(point) || wide.definedness == .possibly, "\(name) around \(argument)")
        }
      }
    }
  }

  @Test func wavesHoldTheirPeaks() {
    #expect(Interval(1, 2).sin().upper == 1)
    #expect(Interval(3, 4).cos().lower == -1)
    #expect(Interval(-0.1, 0.1).cos().upper == 1)
    #expect(Interval(-0.1, 0.1).cos().lower > 0.99)
    #expect(Interval(0, 7).sin() == Interval(-1, 1))
    #expect(Interval(-2, -1).sin().lower == -1 && Interval(-2, -1).sin().upper < -0.8)
    #expect(Interval(1e30, 1e31).sin() == Interval(-1, 1))
    #expect(Interval(1.3, 1.6).gamma().lower < 0.8856031944108887)
    #expect(Interval(-5, 5).sigmoid().lower > 0.0066 && Interval(-1e9, 1e9).sigmoid() == Interval(0, 1))
    #expect(Interval(-1e9).softplus().lower == 0 && Interval(100).softplus().contains(100.0.nextUp))
  }

  @Test func relations() {
    #expect(Interval(1, 2).isPositive && !Interval(0, 2).isPositive && Interval(-2, -1).isNegative)
    #expect(Interval(1, 2).excludesZero && !Interval(-1, 2).excludesZero)
    #expect(Interval(1, 2).intersects(Interval(2, 3)) && !Interval(1, 2).intersects(Interval(2.5, 3)))
    #expect(Interval(1, 2).width >= 1 && Interval(3).relativeWidth == 0)
    #expect(Interval(1, 2).hull(Interval(4)) == Interval(1, 4))
  }
}
