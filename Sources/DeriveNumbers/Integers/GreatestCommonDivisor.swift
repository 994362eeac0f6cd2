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
      (x, y) = (y, Words.quotientAndRemainder(x, y).remainder)
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
