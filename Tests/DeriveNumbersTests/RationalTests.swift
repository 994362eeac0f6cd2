import Testing

@testable import DeriveNumbers

func randomRational(_ source: inout RandomSource, bits: Int) -> Rational {
  let top = randomInteger(&source, bits: bits)
  let bottom = randomInteger(&source, bits: bits)
  return Rational(top, bottom.isZero ? 1 : bottom)
}

@Suite struct RationalTests {
  @Test func fieldLaws() {
    var source = RandomSource(seed: 11)
    for round in 0..<200 {
      let bits = [6, 40, 64, 150][round % 4]
      let a = randomRational(&source, bits: bits)
      let b = randomRational(&source, bits: bits)
      let c = randomRational(&source, bits: bits)
      #expect(a + b == b + a)
      #expect((a + b) + c == a + (b + c))
      #expect((a * b) * c == a * (b * c))
      #expect(a * (b + c) == a * b + a * c)
      #expect(a - b == -(b - a))
      if !b.isZero { #expect(a / b * b == a) }
      // The definition, by Integer arithmetic alone.
      #expect(
        a + b == Rational(a.numerator * b.denominator + b.numerator * a.denominator, a.denominator * b.denominator))
      #expect(a * b == Rational(a.numerator * b.numerator, a.denominator * b.denominator))
      #expect((a < b) == (a.numerator * b.denominator < b.numerator * a.denominator))
      for value in [a + b, a * b, a - b] {
        #expect(value.denominator > 0)
        #expect(Integer.gcd(value.numerator, value.denominator).isOne)
      }
    }
  }

  @Test func edges() {
    let least = Rational(Int.min)
    #expect(Rational(3, -4) == Rational(-3, 4))
    #expect(Rational(0, -5) == .zero)
    #expect(Rational(Int.min, Int.min) == .one)
    #expect(Rational(1, Int.min) == Rational(Integer(-1), -Integer(Int.min)))
    #expect(least.reciprocal.reciprocal == least)
    #expect((-least).asInt == nil)
    #expect(-(-least) == least)
    #expect((least - 1).isInteger)
    #expect(least - Rational(1, 2) + Rational(1, 2) == least)
    #expect(Rational(1, Int.max) + Rational(1, Int.max - 1) > Rational(2, Int.max))
    #expect(Rational(6, 4).description == "3/2")
    #expect(Rational(-6, 3).description == "-2")
    #expect(Rational(Int.max, 2) * 2 == Rational(Int.max))
    #expect(Set([Rational(1, 2), Rational(2, 4), Rational(Integer(3), Integer(6))]).count == 1)
  }

  @Test func powersAndRoots() {
    #expect(Rational(2, 3).power(-3) == Rational(27, 8))
    #expect(Rational(-2, 3).power(0) == .one)
    #expect(Rational.zero.power(0) == .one)
    #expect(Rational(27, 8).exactRoot(3) == Rational(3, 2))
    #expect(Rational(2, 9).exactRoot(2) == nil)
    #expect(Rational(-7, 2).floor() == -4)
    #expect(Rational(-7, 2).ceiling() == -3)
    #expect(Rational(7, 2).floor() == 3)
  }

  @Test func doubles() {
    var source = RandomSource(seed: 12)
    for _ in 0..<150 {
      let value = Double(bitPattern: source.next())
      guard value.isFinite else { continue }
      #expect(Rational(exactly: value).map { Double($0) } == value)
    }
    #expect(Rational(exactly: .nan) == nil)
    #expect(Rational(exactly: 0x1p-1074)?.asDouble == 0x1p-1074)
    #expect(Rational(exactly: 0.75) == Rational(3, 4))
    // Nearest: no neighbour is nearer.
    for round in 0..<100 {
      let value = randomRational(&source, bits: round % 2 == 0 ? 60 : 300)
      let double = Double(value)
      guard let exact = Rational(exactly: double) else { continue }
      let distance = (value - exact).magnitude
      for neighbour in [double.nextUp, double.nextDown] {
        if let other = Rational(exactly: neighbour) { #expect((value - other).magnitude >= distance) }
      }
    }
    // Subnormal halves: a double rounding would go wrong.
    let unit = Rational(2).power(-1074)
    #expect(Double(unit * Rational(1, 2)) == 0)
    #expect(Double(unit * Rational(3, 2)) == 0x1p-1073)
    #expect(Double(unit * (Rational(1, 2) + Rational(1, 1_000_000))) == 0x1p-1074)
    #expect(Double(Rational(10).power(400)) == .infinity)
    #expect(Double(-Rational(10).power(-400)) == 0)
  }

  @Test func decimals() {
    #expect(Rational(decimal: "0.01") == Rational(1, 100))
    #expect(Rational(decimal: "1e-3") == Rational(1, 1000))
    #expect(Rational(decimal: "12") == 12)
    #expect(Rational(decimal: "3.5e10") == 35_000_000_000)
    #expect(Rational(decimal: "-.5") == Rational(-1, 2))
    #expect(Rational(decimal: "3.") == 3)
    #expect(Rational(decimal: "1E+2") == 100)
    #expect(Rational(decimal: "1e20000") != nil)
    for text in ["", ".", "e5", "1e", "1e+", "1e20001", "1e-20001", "1e99999999999999999999", "1.2.3", "0x1", "1e5e5"] {
      #expect(Rational(decimal: text) == nil)
    }
  }

  @Test func simplest() {
    #expect(Rational.simplest(between: Rational(314, 100), and: Rational(315, 100)) == Rational(22, 7))
    #expect(Rational.simplest(between: Rational(1, 3), and: Rational(1, 2)) == Rational(1, 2))
    #expect(Rational.simplest(between: -3, and: 5) == 0)
    #expect(Rational.simplest(between: Rational(-5, 2), and: Rational(-1, 3)) == -1)
    #expect(Rational.simplest(between: Rational(7, 3), and: Rational(7, 3)) == Rational(7, 3))
    var source = RandomSource(seed: 13)
    for _ in 0..<60 {
      let a = Rational(source.integer(in: -300...300), source.integer(in: 1...40))
      let b = Rational(source.integer(in: -300...300), source.integer(in: 1...40))
      let (low, high) = (min(a, b), max(a, b))
      // By search: the first denominator that has a numerator inside.
      var expected: Rational?
      var bottom = 1
      while expected == nil {
        let first = (low * Rational(bottom)).ceiling()
        let last = (high * Rational(bottom)).floor()
        if first <= last {
          let top = first.isNegative && !last.isNegative ? Integer.zero : first.isNegative ? last : first
          expected = Rational(top, Integer(bottom))
        }
        bottom += 1
      }
      #expect(Rational.simplest(between: a, and: b) == expected)
    }
  }
}
