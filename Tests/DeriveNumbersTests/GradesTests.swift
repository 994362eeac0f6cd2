import Testing

@testable import DeriveNumbers

/// The three grades of evaluation against one another: doubles, enclosures by doubles, and balls.
@Suite struct GradesTests {
  struct Entry: Sendable {
    let name: String
    let range: ClosedRange<Double>
    /// The stated error in units in the last place.
    let bound: Double
    let double: @Sendable (Double) -> Double
    let interval: @Sendable (Interval) -> Interval
    let ball: @Sendable (Ball) -> Ball

    init(
      _ name: String, _ range: ClosedRange<Double>, _ bound: Double, _ double: @escaping @Sendable (Double) -> Double,
      _ interval: @escaping @Sendable (Interval) -> Interval, _ ball: @escaping @Sendable (Ball) -> Ball
    ) {
      self.name = name
      self.range = range
      self.bound = bound
      self.double = double
      self.interval = interval
      self.ball = ball
    }
  }

  static let entries: [Entry] = [
    Entry("exp", -745...709, 0.75, Elementary.exp, { $0.exp() }, { $0.exp() }),
    Entry("log", 0...1e3, 0.51, Elementary.log, { $0.log() }, { $0.log() }),
    Entry("sin", -1e5...1e5, 0.8, Elementary.sin, { $0.sin() }, { $0.sin() }),
    Entry("cos", -1e5...1e5, 0.8, Elementary.cos, { $0.cos() }, { $0.cos() }),
    Entry("tan", -1e5...1e5, 2, Elementary.tan, { $0.tan() }, { $0.tan() }),
    Entry("asin", -1...1, 0.6, Elementary.asin, { $0.asin() }, { $0.asin() }),
    Entry("acos", -1...1, 0.6, Elementary.acos, { $0.acos() }, { $0.acos() }),
    Entry("atan", -9...9, 0.8, Elementary.atan, { $0.atan() }, { $0.atan() }),
    Entry("sinh", -9...9, 2, Elementary.sinh, { $0.sinh() }, { $0.sinh() }),
    Entry("cosh", -9...9, 1.5, Elementary.cosh, { $0.cosh() }, { $0.cosh() }),
    Entry("tanh", -9...9, 2, Elementary.tanh, { $0.tanh() }, { $0.tanh() }),
    Entry("asinh", -9...9, 0.6, Elementary.asinh, { $0.asinh() }, { $0.asinh() }),
    Entry("acosh", 1...9, 0.6, Elementary.acosh, { $0.acosh() }, { $0.acosh() }),
    Entry("atanh", -1...1, 0.6, Elementary.atanh, { $0.atanh() }, { $0.atanh() }),
    Entry("erf", -6...6, 1.5, Elementary.erf, { $0.erf() }, { $0.erf() }),
    Entry("erfc", -3...26, 3, Elementary.erfc, { $0.erfc() }, { $0.erfc() }),
    Entry("gamma", 0...171, 1.5, Elementary.gamma, { $0.gamma() }, { $0.gamma() }),
    Entry("lgamma", 0...50, 4, Elementary.lgamma, { $0.lgamma() }, { $0.lgamma() }),
    Entry("digamma", 0...50, 2, Elementary.digamma, { $0.digamma() }, { $0.digamma() }),
    Entry("trigamma", 0...50, 4, Elementary.trigamma, { $0.trigamma() }, { $0.trigamma() }),
    Entry("sigmoid", -40...40, 2.5, Elementary.sigmoid, { $0.sigmoid() }, { $0.sigmoid() }),
    Entry("softplus", -40...40, 2, Elementary.softplus, { $0.softplus() }, { $0.softplus() }),
  ]

  @Test func gradesAgree() {
    var source = RandomSource(seed: 51)
    for entry in GradesTests.entries {
      for _ in 0..<12 {
        let x = source.uniform(entry.range.lowerBound, entry.range.upperBound)
        let ball = entry.ball(Ball(x, precision: 128))
        let value = entry.double(x)
        // The ball less the double, in units in the last place.
        let error = ((ball - Ball(value, precision: 128)) / Ball(value.ulp, precision: 128)).approximation
        if !(abs(error) <= entry.bound) { Issue.record("\(entry.name)(\(x)): \(error) ulp") }
        let interval = entry.interval(Interval(x))
        let narrow = ball.interval
        if !(interval.lower <= narrow.upper && narrow.lower <= interval.upper && interval.isDefined) {
          Issue.record("\(entry.name)(\(x)): \(interval) and \(narrow)")
        }
      }
    }
  }

  @Test func powersAgree() {
    var source = RandomSource(seed: 52)
    for _ in 0..<40 {
      let x = source.uniform(0, 20)
      let y = source.uniform(-30, 30)
      let ball = Ball.power(Ball(x, precision: 128), Ball(y, precision: 128))
      let value = Elementary.pow(x, y)
      let error = ((ball - Ball(value, precision: 128)) / Ball(value.ulp, precision: 128)).approximation
      #expect(abs(error) <= 0.8, "\(x)^\(y)")
      #expect(Interval.power(Interval(x), Interval(y)).contains(ball.interval))
    }
  }

  /// The same composite expression in exact rationals, in enclosures and in balls.
  @Test func rationalExpressionsAgree() {
    var source = RandomSource(seed: 53)
    for _ in 0..<40 {
      let numbers = (0..<4).map { _ in Rational(source.integer(in: -99...99), source.integer(in: 1...99)) }
      let intervals = numbers.map { Interval(enclosing: $0) }
      let balls = numbers.map { Ball($0, precision: 96) }
      let bottom = numbers[2] * numbers[2] + numbers[3].magnitude + 1
      let exact = (numbers[0] * numbers[1] - numbers[2]) / bottom
      let wide =
        (intervals[0] * intervals[1] - intervals[2]) / (intervals[2].power(2) + intervals[3].absolute + .one)
      let narrow =
        (balls[0] * balls[1] - balls[2]) / (balls[2].power(2) + balls[3].absolute + Ball(1, precision: 96))
      #expect(wide.contains(exact) && narrow.contains(exact))
      #expect(exact.isZero || wide.relativeWidth < 1e-11 && narrow.accuracy > 60)
    }
  }
}
