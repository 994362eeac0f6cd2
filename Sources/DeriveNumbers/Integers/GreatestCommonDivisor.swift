/// The greatest common divisor of an integer and a positive one.
///
/// Source: J. Stein's binary algorithm; Knuth, algorithm B of section 4.5.2.
@inlinable func greatestCommonDivisor(_ a: Int, positive b: Int) -> Int {
  Int(bitPattern: greatestCommonDivisor(a.magnitude, UInt(bitPattern: b)))
}

@inlinable func greatestCommonDivisor(_ a: UInt, _ b: UInt) -> UInt {
  if a == 0 { return b }
  if b == 0 { return a }
  if a == 1 || b == 1 { return 1 }
  let twos = (a | b).trailingZeroBitCount
  var x = a &>> UInt(truncatingIfNeeded: a.trailingZeroBitCount)
  var y = b
  repeat {
    y &>>= UInt(truncatingIfNeeded: y.trailingZeroBitCount)
    if x > y { swap(&x, &y) }
    y &-= x
  } while y != 0
  return x &<< UInt(truncatingIfNeeded: twos)
}

extension Integer {
  /// The greatest common divisor, never negative; `gcd(0, 0)` is 0.
  package static func gcd(_ a: Integer, _ b: Integer) -> Integer {
    if let first = a.asInt, let second = b.asInt {
      return Integer(greatestCommonDivisor(first.magnitude, second.magnitude))
    }
    var x = a.magnitudeWords
    var y = b.magnitudeWords
    if Words.compare(x, y) < 0 { swap(&x, &y) }
    while y.count > 1 {
      if !Words.lehmerStep(&x, &y) {
        (x, y) = (y, Words.quotientAndRemainder(x, y).remainder)
      }
    }
    guard let last = y.first else { return Integer(isNegative: false, magnitude: x) }
    let rest = Words.divide(&x, by: last)
    return Integer(greatestCommonDivisor(last, rest))
  }

  /// The least common multiple, never negative; 0 where an argument is 0.
  package static func lcm(_ a: Integer, _ b: Integer) -> Integer {
    if a.isZero || b.isZero { return .zero }
    return (a.quotientAndRemainder(dividingBy: gcd(a, b)).quotient * b).magnitude
  }
}

extension Words {
  /// Takes as many steps of Euclid's algorithm as the leading bits of both numbers decide, all at once; false where they
  /// decide none. Requires `x >= y`, both of two words at least.
  ///
  /// Source: D. H. Lehmer, 1938; Knuth, algorithm L of section 4.5.2.
  static func lehmerStep(_ x: inout [UInt], _ y: inout [UInt]) -> Bool {
    let count = x.count
    if y.count + 1 < count { return false }
    // The leading 62 bits of x, and the bits of y at the same places.
    let shift = UInt(x[count - 1].leadingZeroBitCount)
    func leading(_ words: [UInt]) -> Int {
      let first = words.count == count ? words[count - 1] : 0
      let second = words[count - 2]
      let top = shift == 0 ? first : first << shift | second >> (64 - shift)
      return Int(top >> 2)
    }
    var first = leading(x)
    var second = leading(y)
    var (a, b, c, d) = (1, 0, 0, 1)
    while second + c != 0 && second + d != 0 {
      let quotient = (first + a) / (second + c)
      if quotient != (first + b) / (second + d) { break }
      (a, c) = (c, a - quotient * c)
      (b, d) = (d, b - quotient * d)
      (first, second) = (second, first - quotient * second)
    }
    if b == 0 { return false }
    let next = combination(a, x, b, y)
    y = combination(c, x, d, y)
    x = next
    return true
  }

  /// `a x + b y`, for factors of different signs and a result that is not negative. Requires `x.count >= y.count`.
  private static func combination(_ a: Int, _ x: [UInt], _ b: Int, _ y: [UInt]) -> [UInt] {
    [UInt](unsafeUninitializedCapacity: x.count) { result, count in
      x.withUnsafeBufferPointer { x in
        y.withUnsafeBufferPointer { y in
          let left = a.magnitude
          let right = b.magnitude
          let isLeftPositive = b <= 0
          var leftCarry: UInt = 0
          var rightCarry: UInt = 0
          var borrow: UInt = 0
          for index in 0..<x.count {
            let p = left.multipliedFullWidth(by: x[index])
            let q = right.multipliedFullWidth(by: index < y.count ? y[index] : 0)
            let (pLow, pOver) = p.low.addingReportingOverflow(leftCarry)
            leftCarry = p.high &+ (pOver ? 1 : 0)
            let (qLow, qOver) = q.low.addingReportingOverflow(rightCarry)
            rightCarry = q.high &+ (qOver ? 1 : 0)
            let (plus, minus) = isLeftPositive ? (pLow, qLow) : (qLow, pLow)
            let (one, under) = plus.subtractingReportingOverflow(minus)
            let (two, again) = one.subtractingReportingOverflow(borrow)
            result[index] = two
            borrow = (under ? 1 : 0) + (again ? 1 : 0)
          }
        }
      }
      count = x.count
      while count > 0 && result[count - 1] == 0 { count -= 1 }
    }
  }
}
