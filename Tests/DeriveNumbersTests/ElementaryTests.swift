import Testing

@testable import DeriveNumbers

@Suite struct ElementaryTests {
  /// The distance of a value from a reference, in units in the last place of the reference.
  func error(_ value: Double, _ high: Double, _ low: Double) -> Double {
    if value == high && (low == 0 || value.isInfinite) { return 0 }
    return abs((value - high) - low) / high.ulp
  }

  func check(
    _ references: [Reference], within bound: Double, location: SourceLocation = #_sourceLocation,
    _ function: (Double) -> Double
  ) {
    for (argument, high, low) in references {
      let value = function(argument)
      if !(error(value, high, low) <= bound) {
        Issue.record("at \(argument): \(value), not \(high)", sourceLocation: location)
      }
    }
  }

  @Test func exponentials() {
    check(References.exp, within: 0.75) { Elementary.exp($0) }
    check(References.expm1, within: 1) { Elementary.expm1($0) }
    check(References.sinh, within: 2) { Elementary.sinh($0) }
    check(References.cosh, within: 1.5) { Elementary.cosh($0) }
    check(References.tanh, within: 2) { Elementary.tanh($0) }
  }

  @Test func logarithms() {
    check(References.log, within: 0.51) { Elementary.log($0) }
    check(References.log1p, within: 0.6) { Elementary.log1p($0) }
    check(References.asinh, within: 0.6) { Elementary.asinh($0) }
    check(References.acosh, within: 0.6) { Elementary.acosh($0) }
    check(References.atanh, within: 0.6) { Elementary.atanh($0) }
  }

  @Test func trigonometry() {
    check(References.sin, within: 0.8) { Elementary.sin($0) }
    check(References.cos, within: 0.8) { Elementary.cos($0) }
    check(References.tan, within: 2) { Elementary.tan($0) }
    check(References.asin, within: 0.6) { Elementary.asin($0) }
    check(References.acos, within: 0.6) { Elementary.acos($0) }
    check(References.atan, within: 0.8) { Elementary.atan($0) }
  }

  @Test func gammaAndErrorFunctions() {
    check(References.erf, within: 1.5) { Elementary.erf($0) }
    check(References.erfc, within: 3) { Elementary.erfc($0) }
    check(References.gamma, within: 2) { Elementary.gamma($0) }
    check(References.lgamma, within: 4) { Elementary.lgamma($0) }
    check(References.digamma, within: 2) { Elementary.digamma($0) }
    check(References.trigamma, within: 4) { Elementary.trigamma($0) }
    for (order, argument, high, low) in References.polygamma {
      let bound = argument > 0 ? Double(order + 4) : 400
      #expect(error(Elementary.polygamma(order, argument), high, low) <= bound, "\(order) \(argument)")
    }
  }

  @Test func powers() {
    for (base, exponent, high, low) in References.pow {
      #expect(error(Elementary.pow(base, exponent), high, low) <= 0.8, "\(base) \(exponent)")
    }
    let infinity = Double.infinity
    #expect(Elementary.pow(.nan, 0) == 1)
    #expect(Elementary.pow(1, .nan) == 1)
    #expect(Elementary.pow(-8, 1.0 / 3).isNaN)
    #expect(Elementary.pow(-2, 3) == -8)
    #expect(Elementary.pow(-2, 4) == 16)
    #expect(Elementary.pow(0, -1) == infinity)
    #expect(Elementary.pow(-0.0, -1) == -infinity)
    #expect(Elementary.pow(-0.0, -2) == infinity)
    #expect(Elementary.pow(0, 2) == 0)
    #expect(Elementary.pow(-infinity, 3) == -infinity)
    #expect(Elementary.pow(-infinity, -3) == 0)
    #expect(Elementary.pow(-1, infinity) == 1)
    #expect(Elementary.pow(0.5, infinity) == 0)
    #expect(Elementary.pow(0.5, -infinity) == infinity)
    #expect(Elementary.pow(2, 1e300) == infinity)
    #expect(Elementary.pow(2, -1e308) == 0)
    #expect(Elementary.pow(1 + 0x1p-52, 0x1p1000) == infinity)
    #expect(Elementary.pow(7, 0x1p-1060) == 1)
    for exponent in -1074...1023 { #expect(Elementary.pow(2, Double(exponent)).significand == 1) }
    #expect(Elementary.pow(10, 22) == 1e22)
  }

  @Test func edges() {
    let infinity = Double.infinity
    #expect(Elementary.exp(-infinity) == 0)
    #expect(Elementary.exp(infinity) == infinity)
    #expect(Elementary.exp(0) == 1)
    #expect(Elementary.exp(-745.14) == 0)
    #expect(Elementary.expm1(-infinity) == -1)
    #expect(Elementary.log(0) == -infinity)
    #expect(Elementary.log(-1).isNaN)
    #expect(Elementary.log(infinity) == infinity)
    #expect(Elementary.log(1) == 0)
    #expect(Elementary.log1p(-1) == -infinity)
    #expect(Elementary.sin(infinity).isNaN && Elementary.cos(-infinity).isNaN && Elementary.tan(infinity).isNaN)
    #expect(Elementary.sin(-0.0).sign == .minus)
    #expect(Elementary.cos(0) == 1)
    #expect(Elementary.asin(1.1).isNaN && Elementary.acos(-1.1).isNaN)
    #expect(Elementary.acos(1) == 0 && Elementary.acos(-1) == Double.pi.nextUp || Elementary.acos(-1) == Double.pi)
    #expect(Elementary.atan(infinity) == 0x1.921fb54442d18p0)
    #expect(Elementary.atan(-infinity) == -0x1.921fb54442d18p0)
    #expect(Elementary.sinh(infinity) == infinity && Elementary.sinh(-800) == -infinity)
    #expect(Elementary.cosh(-infinity) == infinity)
    #expect(Elementary.tanh(infinity) == 1 && Elementary.tanh(-800) == -1)
    #expect(Elementary.asinh(-infinity) == -infinity)
    #expect(Elementary.acosh(0.9).isNaN && Elementary.acosh(1) == 0)
    #expect(Elementary.atanh(1) == infinity && Elementary.atanh(-1) == -infinity && Elementary.atanh(2).isNaN)
    #expect(Elementary.erf(infinity) == 1 && Elementary.erfc(infinity) == 0 && Elementary.erfc(-infinity) == 2)
    #expect(Elementary.gamma(0) == infinity && Elementary.gamma(-0.0) == -infinity && Elementary.gamma(-3).isNaN)
    #expect(Elementary.gamma(-200.5) == 0 && Elementary.gamma(172) == infinity)
    for n in 1...20 { #expect(Elementary.gamma(Double(n)) == Double(Integer.factorial(n - 1))) }
    #expect(Elementary.lgamma(0) == infinity && Elementary.lgamma(-4) == infinity && Elementary.lgamma(1) == 0)
    #expect(Elementary.lgamma(2) == 0 && Elementary.lgamma(infinity) == infinity)
    #expect(Elementary.digamma(-2).isNaN && Elementary.digamma(infinity) == infinity)
    #expect(Elementary.trigamma(-2) == infinity && Elementary.trigamma(infinity) == 0)
    for function in [
      Elementary.exp, Elementary.expm1, Elementary.log, Elementary.log1p, Elementary.sin, Elementary.cos,
      Elementary.tan, Elementary.asin, Elementary.acos, Elementary.atan, Elementary.sinh, Elementary.cosh,
      Elementary.tanh, Elementary.asinh, Elementary.acosh, Elementary.atanh, Elementary.erf, Elementary.erfc,
      Elementary.gamma, Elementary.lgamma, Elementary.digamma, Elementary.trigamma,
    ] as [(Double) -> Double] {
      #expect(function(.nan).isNaN)
    }
  }

  @Test func negativeArguments() {
    // lgamma, digamma and their reflections, against the recurrences.
    for x in [-0.25, -1.5, -3.7, -10.2, -50.6] {
      let product = Elementary.log(abs(x)) + Elementary.lgamma(x)
      #expect(abs(Elementary.lgamma(x + 1) - product) < 1e-13 * (1 + abs(product)))
      #expect(abs(Elementary.digamma(x + 1) - Elementary.digamma(x) - 1 / x) < 1e-13)
      #expect(abs(Elementary.gamma(x + 1) - Elementary.gamma(x) * x) <= 1e-14 * abs(Elementary.gamma(x + 1)))
    }
  }

  @Test func flooring() {
    for (value, floor) in [(1.5, 1.0), (-1.5, -2.0), (3, 3), (-3, -3), (0.2, 0), (-0.2, -1), (1e300, 1e300)] {
      #expect(value.flooredToInteger == floor)
    }
    #expect(Double.infinity.flooredToInteger == .infinity)
    #expect(Double.nan.flooredToInteger.isNaN)
  }
}

@Suite struct VectorTests {
  typealias Lanes8 = SIMD8<Double>

  /// Compares lanes with the function on one double, whose error is below one unit.
  func check(
    within bound: Double, in range: ClosedRange<Double>, seed: UInt64, location: SourceLocation = #_sourceLocation,
    _ vector: (Lanes8) -> Lanes8, _ scalar: (Double) -> Double
  ) {
    var source = RandomSource(seed: seed)
    for _ in 0..<40 {
      var x = Lanes8()
      for lane in 0..<8 { x[lane] = source.uniform(range.lowerBound, range.upperBound) }
      let y = vector(x)
      for lane in 0..<8 {
        let expected = scalar(x[lane])
        if !(abs(y[lane] - expected) <= bound * expected.ulp) {
          Issue.record("at \(x[lane]): \(y[lane]), not \(expected)", sourceLocation: location)
        }
      }
    }
  }

  func sigmoid(_ x: Double) -> Double {
    x < 0 ? Elementary.exp(x) / (1 + Elementary.exp(x)) : 1 / (1 + Elementary.exp(-x))
  }

  @Test func lanesAgreeWithScalars() {
    check(within: 1.5, in: -3...3, seed: 1, Elementary.exp, Elementary.exp)
    check(within: 1.5, in: -745...709, seed: 2, Elementary.exp, Elementary.exp)
    check(within: 1.5, in: 0.5...2, seed: 3, Elementary.log, Elementary.log)
    check(within: 1.5, in: 0...1e9, seed: 4, Elementary.log, Elementary.log)
    check(within: 1.5, in: -10...10, seed: 5, Elementary.sin, Elementary.sin)
    check(within: 1.5, in: -12_000...12_000, seed: 6, Elementary.sin, Elementary.sin)
    check(within: 1.5, in: -10...10, seed: 7, Elementary.cos, Elementary.cos)
    check(within: 1.5, in: -1e9...1e9, seed: 8, Elementary.cos, Elementary.cos)
    check(within: 3, in: -1...1, seed: 9, Elementary.tanh, Elementary.tanh)
    check(within: 3, in: -25...25, seed: 10, Elementary.tanh, Elementary.tanh)
    check(within: 4, in: -40...40, seed: 11, Elementary.sigmoid, sigmoid)
    check(within: 4, in: -745...0, seed: 12, Elementary.sigmoid, sigmoid)
  }

  @Test func edges() {
    let infinity = Double.infinity
    let x = Lanes8(infinity, -infinity, .nan, 0, -0.0, -745, 800, -800)
    let e = Elementary.exp(x)
    #expect(e[0] == infinity && e[1] == 0 && e[2].isNaN && e[3] == 1 && e[4] == 1)
    #expect(e[5] == 0x1p-1074 && e[6] == infinity && e[7] == 0)
    let s = Elementary.sigmoid(x)
    #expect(s[0] == 1 && s[1] == 0 && s[2].isNaN && s[3] == 0.5 && s[4] == 0.5 && s[6] == 1 && s[7] == 0)
    let t = Elementary.tanh(x)
    #expect(t[0] == 1 && t[1] == -1 && t[2].isNaN && t[3] == 0 && t[4].sign == .minus && t[6] == 1)
    let l = Elementary.log(Lanes8(infinity, -infinity, .nan, 0, -0.0, 0x1p-1074, -1, 1))
    #expect(l[0] == infinity && l[1].isNaN && l[2].isNaN && l[3] == -infinity && l[4] == -infinity)
    #expect(l[5] == Elementary.log(0x1p-1074) && l[6].isNaN && l[7] == 0)
    let c = Elementary.cos(x)
    #expect(c[0].isNaN && c[1].isNaN && c[2].isNaN && c[3] == 1 && c[4] == 1)
    let n = Elementary.sin(Lanes8(repeating: .nan))
    #expect(n[7].isNaN)
    #expect(Elementary.sin(Lanes8(repeating: 0))[0] == 0)
    let mixed = Elementary.exp(Lanes8(.nan, 1, 2, 3, 4, 5, 6, 7))
    #expect(mixed[0].isNaN && abs(mixed[1] - Elementary.exp(1)) < 1e-15)
  }
}
