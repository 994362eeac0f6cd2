import Testing

@testable import DeriveNumbers

/// A random integer of up to so many bits, often short, sometimes with long runs of equal bits.
func randomInteger(_ source: inout RandomSource, bits: Int) -> Integer {
  let width = source.integer(in: 0...bits)
  var value = Integer.zero
  let style = source.integer(in: 0...3)
  for _ in 0..<(width / 64 + 1) {
    let word: UInt =
      switch style {
      case 0: UInt.max
      case 1: source.bool() ? UInt.max : 0
      default: UInt(source.next())
      }
    value = (value << 64) + Integer(word)
  }
  let cut = value >> max(0, value.bitWidth - width)
  return source.bool() ? cut : -cut
}

@Suite struct IntegerTests {
  @Test func ringLaws() {
    var source = RandomSource(seed: 1)
    for _ in 0..<150 {
      let a = randomInteger(&source, bits: 300)
      let b = randomInteger(&source, bits: 300)
      let c = randomInteger(&source, bits: 200)
      #expect(a + b == b + a)
      #expect((a + b) + c == a + (b + c))
      #expect(a * b == b * a)
      #expect((a * b) * c == a * (b * c))
      #expect(a * (b + c) == a * b + a * c)
      #expect(a - b == -(b - a))
      #expect(a + b - b == a)
      #expect((a < b) == (a - b).isNegative)
      #expect((a - a).isZero)
    }
  }

  @Test func divisionIdentity() {
    var source = RandomSource(seed: 2)
    for _ in 0..<300 {
      let a = randomInteger(&source, bits: 600)
      let b = randomInteger(&source, bits: 300)
      if b.isZero { continue }
      let (quotient, remainder) = a.quotientAndRemainder(dividingBy: b)
      #expect(quotient * b + remainder == a)
      #expect(remainder.magnitude < b.magnitude)
      #expect(remainder.isZero || remainder.isNegative == a.isNegative)
      let floored = a.flooredQuotientAndRemainder(dividingBy: b)
      #expect(floored.quotient * b + floored.remainder == a)
      #expect(floored.remainder.isZero || floored.remainder.isNegative == b.isNegative)
      #expect((a * b).exactQuotient(dividingBy: b) == a)
    }
  }

  /// The cases of algorithm D in which the first guess of a digit is too large, and in which the digit is capped.
  @Test func divisionCorners() {
    let base = Integer(1) << 64
    let parts = [Integer(0), 1, 2, (Integer(1) << 63) - 1, Integer(1) << 63, base - 2, base - 1]
    for a in parts {
      for b in parts {
        for c in parts {
          let dividend = ((a * base + b) * base + c) * base + a
          for high in parts {
            let divisor = high * base + c
            if divisor.isZero { continue }
            let (quotient, remainder) = dividend.quotientAndRemainder(dividingBy: divisor)
            if quotient * divisor + remainder != dividend || remainder >= divisor { Issue.record("\(dividend)") }
          }
        }
      }
    }
  }

  @Test func karatsubaAgreesWithSchoolbook() {
    var source = RandomSource(seed: 3)
    for (first, second) in [(40, 40), (81, 41), (100, 97), (200, 45), (120, 80)] {
      let a = (0..<first).map { _ in source.bool() ? UInt(source.next()) : UInt.max }
      let b = (0..<second).map { _ in source.bool() ? UInt(source.next()) : 0 } + [1]
      #expect(Words.product(a, b) == Words.schoolbookProduct(a, b))
    }
  }

  @Test func greatestCommonDivisors() {
    var source = RandomSource(seed: 4)
    for _ in 0..<60 {
      let a = randomInteger(&source, bits: 300)
      let b = randomInteger(&source, bits: 200)
      let c = randomInteger(&source, bits: 100)
      let common = Integer.gcd(a * c, b * c)
      #expect(common == c.magnitude * Integer.gcd(a, b))
      if !common.isZero {
        let x = (a * c).exactQuotient(dividingBy: common)
        let y = (b * c).exactQuotient(dividingBy: common)
        #expect(x != nil && y != nil)
        if let x, let y { #expect(Integer.gcd(x, y).isOne) }
      }
      #expect(Integer.gcd(a, b) * Integer.lcm(a, b) == (a * b).magnitude)
    }
    #expect(Integer.gcd(0, 0) == 0)
    #expect(Integer.gcd(Integer(Int.min), 0) == -Integer(Int.min))
  }

  /// Lehmer's steps against Euclid's.
  @Test func lehmerAgreesWithEuclid() {
    var source = RandomSource(seed: 9)
    for round in 0..<80 {
      var a = randomInteger(&source, bits: 500).magnitude
      var b = randomInteger(&source, bits: round % 2 == 0 ? 500 : 440).magnitude
      if round % 5 == 0 {
        // Neighbouring Fibonacci numbers, with quotients of 1 throughout.
        (a, b) = (Integer.one, Integer.one)
        for _ in 0..<(200 + round) { (a, b) = (a + b, a) }
      }
      let found = Integer.gcd(a, b)
      while !b.isZero { (a, b) = (b, a.quotientAndRemainder(dividingBy: b).remainder) }
      #expect(found == a)
    }
  }

  @Test func printsAndReads() {
    var source = RandomSource(seed: 5)
    for _ in 0..<80 {
      let a = randomInteger(&source, bits: 900)
      #expect(Integer(a.description) == a)
    }
    #expect(Integer("0") == 0)
    #expect(Integer("-0") == 0)
    #expect(Integer("+007") == 7)
    #expect(Integer("1" + String(repeating: "0", count: 40)) == Integer(10).power(40))
    #expect(Integer(10).power(40).description == "1" + String(repeating: "0", count: 40))
    for text in ["", "-", "+", "1.0", "1 ", " 1", "--1", "a", "١"] { #expect(Integer(text) == nil) }
    // 10,000 digits.
    let digits = String((0..<10_000).map { Character(String(($0 * 7 + 1) % 10)) })
    #expect(Integer(digits)?.description == digits)
  }

  @Test func smallAndLargeAreOne() {
    let largest = Integer(Int.max)
    let smallest = Integer(Int.min)
    #expect((largest + 1).asInt == nil)
    #expect((largest + 1 - 1).asInt == Int.max)
    #expect((-smallest).asInt == nil)
    #expect((-(-smallest)).asInt == Int.min)
    #expect((smallest - 1).description == "-9223372036854775809")
    #expect(smallest * -1 == largest + 1)
    #expect(smallest.quotientAndRemainder(dividingBy: -1).quotient == largest + 1)
    #expect((largest * largest).description == "85070591730234615847396907784232501249")
    #expect(Integer(UInt.max).description == "18446744073709551615")
    #expect(Integer(UInt.max).hashValue == (largest * 2 + 1).hashValue)
  }

  @Test func shifts() {
    var source = RandomSource(seed: 6)
    for _ in 0..<100 {
      let a = randomInteger(&source, bits: 200)
      let count = source.integer(in: 0...150)
      let power = Integer(2).power(count)
      #expect(a << count == a * power)
      #expect(a >> count == a.flooredDivision(by: power))
      #expect(a << -count == a >> count)
      #expect(a.isZero || (a << count).trailingZeroBitCount == a.trailingZeroBitCount + count)
    }
    #expect(Integer(-1) >> 1000 == -1)
    #expect(Integer(5).bitWidth == 3)
    #expect(Integer(-8).bitWidth == 4)
    #expect(Integer(0).bitWidth == 0)
  }

  @Test func roots() {
    var source = RandomSource(seed: 7)
    for _ in 0..<60 {
      let a = randomInteger(&source, bits: 400).magnitude
      let root = a.squareRoot()
      #expect(root * root <= a && a < (root + 1) * (root + 1))
      let degree = source.integer(in: 1...7)
      let other = a.root(degree)
      #expect(other.power(degree) <= a && a < (other + 1).power(degree))
      let b = randomInteger(&source, bits: 120)
      #expect(b.power(3).exactRoot(3) == b)
      #expect(b.power(4).exactRoot(4) == b.magnitude)
      if b.magnitude > 1 { #expect((b.power(4) + 1).exactRoot(4) == nil) }
    }
    #expect(Integer(-4).exactRoot(2) == nil)
    #expect(Integer(-8).exactRoot(3) == -2)
    #expect(Integer(2).exactRoot(1000) == nil)
    #expect(Integer(0).exactRoot(5) == 0)
    #expect(Integer(1).exactRoot(5) == 1)
  }

  @Test func factorialsAndBinomials() {
    #expect(Integer.factorial(0) == 1)
    #expect(Integer.factorial(20) == 2_432_902_008_176_640_000)
    #expect(Integer.factorial(25).description == "15511210043330985984000000")
    for n in 1...40 { #expect(Integer.factorial(n) == Integer.factorial(n - 1) * Integer(n)) }
    for n in 0...30 {
      for k in 0...n {
        let quotient = Integer.factorial(n).exactQuotient(
          dividingBy: Integer.factorial(k) * Integer.factorial(n - k))
        #expect(Integer.binomial(Integer(n), k) == quotient)
      }
    }
    #expect(Integer.binomial(5, 6) == 0)
    #expect(Integer.binomial(5, -1) == 0)
    #expect(Integer.binomial(-1, 3) == -1)
    #expect(Integer.binomial(-2, 3) == -4)
  }

  @Test func doubles() {
    var source = RandomSource(seed: 8)
    for _ in 0..<200 {
      let value = (source.uniform() - 0.5) * 0x1p300
      let exact = Integer(exactly: value)
      #expect(exact.map { Double($0) } == value)
    }
    #expect(Integer(exactly: 0.5) == nil)
    #expect(Integer(exactly: .infinity) == nil)
    #expect(Integer(exactly: .nan) == nil)
    let base = Integer(1) << 100
    let unit = Integer(1) << 48
    #expect(Double(base + unit >> 1) == 0x1p100)
    #expect(Double(base + (unit >> 1)) == 0x1p100)
    #expect(Double(base + (unit >> 1) + 1) == 0x1p100.nextUp)
    #expect(Double(base + unit + (unit >> 1)) == 0x1p100.nextUp.nextUp)
    #expect(Double(-(Integer(1) << 1024)) == -.infinity)
    #expect(Double((Integer(1) << 1024) - 1) == .infinity)
    #expect(Double((Integer(1) << 1024) - (Integer(1) << 971)) == Double.greatestFiniteMagnitude)
  }
}
