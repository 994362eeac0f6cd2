import Testing

@testable import DeriveNumbers

@Suite struct BallTests {
  typealias Function = @Sendable (Ball) -> Ball

  static let functions: [(String, [(argument: Double, value: String)], Function)] = [
    ("exp", BallReferences.exp, { $0.exp() }), ("log", BallReferences.log, { $0.log() }),
    ("sin", BallReferences.sin, { $0.sin() }), ("cos", BallReferences.cos, { $0.cos() }),
    ("tan", BallReferences.tan, { $0.tan() }), ("atan", BallReferences.atan, { $0.atan() }),
    ("asin", BallReferences.asin, { $0.asin() }), ("acos", BallReferences.acos, { $0.acos() }),
    ("sinh", BallReferences.sinh, { $0.sinh() }), ("cosh", BallReferences.cosh, { $0.cosh() }),
    ("tanh", BallReferences.tanh, { $0.tanh() }), ("asinh", BallReferences.asinh, { $0.asinh() }),
    ("acosh", BallReferences.acosh, { $0.acosh() }), ("atanh", BallReferences.atanh, { $0.atanh() }),
    ("sigmoid", BallReferences.sigmoid, { $0.sigmoid() }), ("softplus", BallReferences.softplus, { $0.softplus() }),
    ("erf", BallReferences.erf, { $0.erf() }), ("erfc", BallReferences.erfc, { $0.erfc() }),
    ("gamma", BallReferences.gamma, { $0.gamma() }), ("lgamma", BallReferences.lgamma, { $0.lgamma() }),
    ("digamma", BallReferences.digamma, { $0.digamma() }), ("trigamma", BallReferences.trigamma, { $0.trigamma() }),
    ("squareRoot", BallReferences.squareRoot, { $0.squareRoot() }),
  ]

  /// The references lie inside, and the balls are about as narrow as their precision lets them be.
  @Test(arguments: [64, 256, 1024]) func functionsEnclose(precision: Int) {
    for (name, references, function) in BallTests.functions {
      for (index, (argument, text)) in references.enumerated() {
        if precision == 1024 && (index > 0 || ["gamma", "digamma", "trigamma"].contains(name)) { continue }
        guard let value = Rational(decimal: text) else {
          // Beyond the exponents that are read.
          #expect(text.contains("e-4342"))
          continue
        }
        let ball = function(Ball(argument, precision: precision))
        #expect(ball.contains(value) && ball.isDefined, "\(name)(\(argument)) to \(precision) bits")
        // A function's zero near the argument takes bits, save in those that keep the relative precision.
        let isLoose = ["lgamma", "digamma"].contains(name)
        #expect(ball.accuracy >= precision - (isLoose ? 70 : 8), "\(name)(\(argument)): \(ball.accuracy)")
        // Around it, wide balls hold it too.
        if precision > 256 { continue }
        let reach = Rational(exactly: argument.magnitude).map { $0 * Rational(1, 1 << 20) } ?? .one
        let wide = function(Ball(argument, precision: precision).widened(by: Radius(above: Dyadic(Double(reach)))))
        #expect(wide.contains(value), "\(name) around \(argument)")
      }
    }
  }

  func sample(_ source: inout RandomSource, precision: Int) -> (Ball, [Rational]) {
    let middle = source.uniform(-3, 3) * [1, 1e-8, 1e12][source.integer(in: 0...2)]
    let radius = source.bool() ? 0 : source.uniform() * middle.magnitude * [0.01, 1, 3][source.integer(in: 0...2)]
    let ball = Ball(middle, precision: precision).widened(by: Radius(above: Dyadic(radius)))
    guard let centre = Rational(exactly: middle), let reach = Rational(exactly: radius) else { return (ball, []) }
    return (ball, [centre, centre + reach, centre - reach, centre + reach * Rational(1, 3)])
  }

  @Test func arithmeticEncloses() {
    var source = RandomSource(seed: 31)
    for round in 0..<60 {
      let precision = [64, 100, 200][round % 3]
      let (a, first) = sample(&source, precision: precision)
      let (b, second) = sample(&source, precision: precision)
      for x in first {
        for y in second {
          if !(a + b).contains(x + y) { Issue.record("\(x) + \(y)") }
          if !(a - b).contains(x - y) { Issue.record("\(x) - \(y)") }
          if !(a * b).contains(x * y) { Issue.record("\(x) * \(y)") }
          if !y.isZero && !(a / b).contains(x / y) { Issue.record("\(x) / \(y)") }
          if !a.minimum(b).contains(min(x, y)) { Issue.record("min") }
          if !a.maximum(b).contains(max(x, y)) { Issue.record("max") }
        }
        if !a.contains(x) { Issue.record("the point itself") }
        if !a.absolute.contains(x.magnitude) { Issue.record("abs") }
        if !a.floor().contains(Rational(x.floor())) { Issue.record("floor \(x)") }
        for n in [0, 1, 2, 3, 7, -1, -2] where n >= 0 || !x.isZero {
          if !a.power(n).contains(x.power(n)) { Issue.record("\(x)^\(n)") }
        }
      }
      #expect(a.isPositive == first.allSatisfy { $0.isPositive } || !a.isPositive)
      #expect(!a.isPositive || first.allSatisfy { $0.isPositive })
      #expect(!a.isNegative || first.allSatisfy { $0.isNegative })
    }
  }

  @Test func functionsOfWideBalls() {
    // Random points of wide balls: the image of each, computed alone, meets the image of the ball.
    var source = RandomSource(seed: 32)
    for (name, references, function) in BallTests.functions {
      for (argument, _) in references where argument.magnitude < 1e6 {
        let radius = argument.magnitude * source.uniform() * 0.9
        let wide = function(Ball(argument, precision: 64).widened(by: Radius(above: Dyadic(radius))))
        for _ in 0..<3 {
          let image = function(Ball(argument + radius * source.uniform(-1, 1), precision: 64))
          if image.isDefined && !wide.intersects(image) { Issue.record("\(name) around \(argument)") }
          if !image.isDefined && wide.isDefined { Issue.record("\(name) is undefined near \(argument)") }
        }
      }
    }
  }

  @Test func identities() {
    // A second way to each number.
    for precision in [80, 333] {
      for x in [Rational(1, 3), Rational(7, 2), Rational(101, 10)] {
        let ball = Ball(x, precision: precision)
        #expect(ball.exp().log().contains(x))
        #expect(ball.log().exp().contains(x))
        #expect((ball.sin().power(2) + ball.cos().power(2)).contains(.one))
        #expect(ball.tan().atan().tan().intersects(ball.tan()))
        #expect(ball.squareRoot().power(2).contains(x))
        #expect((ball + Ball(1, precision: precision)).gamma().intersects(ball * ball.gamma()))
        #expect((ball.erf() + ball.erfc()).contains(.one))
        #expect(ball.sinh().asinh().contains(x))
        #expect(ball.tanh().intersects(ball.sinh() / ball.cosh()))
        #expect(ball.power(Rational(2, 3)).power(3).intersects(ball.power(2)))
        #expect(Ball.power(ball, Ball(Rational(-5, 7), precision: precision)).intersects(ball.power(Rational(-5, 7))))
      }
      for n in 1...12 {
        #expect(Ball(n + 1, precision: precision).gamma().contains(Rational(Integer.factorial(n))))
      }
      #expect(
        (Ball.pi(precision: precision) - Ball(4, precision: precision) * Ball(1, precision: precision).atan())
          .contains(.zero))
    }
    #expect(Ball.pi(precision: 200).decimal(digits: 50) == "3.1415926535897932384626433832795028841971693993751")
  }

  @Test func definedness() {
    func ball(_ x: Double, _ radius: Double = 0) -> Ball {
      Ball(x, precision: 64).widened(by: Radius(above: Dyadic(radius)))
    }
    #expect((ball(1) / ball(0)).definedness == .never)
    #expect((ball(1) / ball(0, 1)).definedness == .possibly)
    #expect(ball(-1).log().definedness == .never)
    #expect(ball(0).log().definedness == .never)
    #expect(ball(0.5, 1).log().definedness == .possibly)
    #expect(ball(-1).squareRoot().definedness == .never)
    #expect(ball(0).squareRoot().isDefined)
    #expect(ball(0, 1).squareRoot().definedness == .possibly)
    #expect(ball(1).asin().isDefined && ball(1, 0.1).asin().definedness == .possibly)
    #expect(ball(2).asin().definedness == .never)
    #expect(ball(1).acosh().isDefined && ball(1, 0.1).acosh().definedness == .possibly)
    #expect(ball(1).atanh().definedness == .never && ball(0.9, 0.2).atanh().definedness == .possibly)
    #expect(ball(1.5, 0.2).tan().definedness == .possibly)
    #expect(ball(0).gamma().definedness == .never && ball(-2).gamma().definedness == .never)
    #expect(ball(-2, 0.25).gamma().definedness == .possibly && ball(0.5, 1).lgamma().definedness == .possibly)
    #expect(ball(-2.5, 0.25).gamma().isDefined)
    #expect((ball(-1).log() + ball(1)).definedness == .never)
    #expect(!(ball(0.5, 1).log().exp()).isPositive)
    #expect(ball(.infinity).definedness == .never)
    #expect(Ball.power(ball(0), ball(2)).isExact && Ball.power(ball(0), ball(-1)).definedness == .never)
    #expect(Ball.power(ball(-2), ball(0.5)).definedness == .never)
  }

  @Test func hugeExponents() {
    let big = Ball(1000, precision: 64).power(1 << 20)
    #expect(big.isBounded && big.isPositive)
    let huge = big.exp()
    #expect(huge.isDefined && !huge.isBounded)
    #expect(!Ball(10, precision: 64).power(Int.max).isBounded)
    let tiny = Ball(Rational(1, 10), precision: 64).power(Int.max)
    #expect(tiny.contains(.zero) || tiny.isPositive)
    #expect((-big).exp().contains(.zero) || (-big).exp().isPositive)
    #expect((big + Ball(1, precision: 64)).isPositive)
    #expect(big.sin().contains(.zero) && big.tanh().contains(.one) && big.sigmoid().isBounded)
    #expect(big.log().isPositive)
    #expect(big.floor().isPositive && big.lgamma().isDefined && big.erf().contains(.one))
    #expect(Ball.whole(precision: 64).sin().isBounded && Ball.whole(precision: 64).atan().isBounded)
    #expect((huge * Ball(0, precision: 64)).isDefined)
    #expect((Ball(1, precision: 64) / big).isPositive)
    #expect(big.interval.upper == .infinity && big.decimal(digits: 3) == nil)
  }

  @Test func comparisons() {
    let third = Ball(Rational(1, 3), precision: 64)
    let other = Ball(Rational(1, 3) + Rational(1, 1 << 40), precision: 64)
    #expect(third.compare(other) == .below && other.compare(third) == .above)
    #expect(third.compare(third) == .overlapping)
    #expect(third.compare(.undefined(precision: 64)) == .undefined)
    #expect(Ball(2, precision: 64).compare(Ball(2, precision: 64)) == .overlapping)
    #expect(third.interval.contains(Rational(1, 3)) && third.interval.relativeWidth < 1e-15)
  }

  @Test func decimals() {
    func text(_ x: Rational, _ digits: Int, bits: Int = 100) -> String? {
      Ball(x, precision: bits).decimal(digits: digits)
    }
    #expect(text(Rational(1, 3), 10) == "0.3333333333")
    #expect(text(Rational(2, 3), 10) == "0.6666666667")
    #expect(text(Rational(-1, 4), 10) == "-0.25")
    #expect(text(0, 10) == "0")
    #expect(text(1_000_000, 10) == "1000000")
    #expect(text(123_456, 3) == "1.23e5")
    #expect(text(Rational(10).power(-30), 5) == "1e-30")
    #expect(text(Rational(15) * Rational(10).power(-31), 5) == "1.5e-30")
    #expect(text(Rational(999_999, 1_000_000), 3) == "1")
    #expect(text(Rational(12_345, 100), 10) == "123.45")
    let rough = Ball(Rational(1, 3), precision: 64).widened(by: Radius(powerOfTwo: -12))
    #expect(rough.decimal(digits: 20) == "0.33")
    #expect(Ball(0, precision: 64).widened(by: Radius(powerOfTwo: -12)).decimal(digits: 5) == nil)
    #expect(Ball.undefined(precision: 64).decimal(digits: 5) == nil)
    var source = RandomSource(seed: 33)
    for _ in 0..<40 {
      let x = randomRational(&source, bits: 80)
      guard !x.isZero, let printed = text(x, 15), let read = Rational(decimal: printed) else { continue }
      #expect((read / x - 1).magnitude < Rational(10).power(-14))
    }
  }

  @Test func bernoulliNumbers() {
    #expect(
      Bernoulli.numbers(6) == [
        Rational(1, 6), Rational(-1, 30), Rational(1, 42), Rational(-1, 30), Rational(5, 66), Rational(-691, 2730),
      ])
  }
}
