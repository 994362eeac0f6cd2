/// The Bernoulli numbers of even index, exactly.
enum Bernoulli {
  /// B2, B4, ..., enough for 256 bits.
  private static let few = numbers(36)
  /// Enough for 1024 bits and reserves.
  private static let many = numbers(140)

  /// At least as many numbers B2, B4, ... as a series to so many bits takes.
  static func numbers(bits: Int) -> [Rational] { bits <= 300 ? few : many }

  /// B2, B4, ..., B[2 count], from the tangent numbers `T[k]` by `B[2k] = (-1)^(k-1) 2k T[k] / (4^k (4^k - 1))`.
  ///
  /// Source: R. P. Brent and D. Harvey, Fast computation of Bernoulli, tangent and secant numbers, 2011, algorithm 1.
  static func numbers(_ count: Int) -> [Rational] {
    var tangents = [Integer.zero, .one]
    for k in 2...count { tangents.append(tangents[k - 1] * Integer(k - 1)) }
    for k in 2...count {
      for j in k...count { tangents[j] = Integer(j - k) * tangents[j - 1] + Integer(j - k + 2) * tangents[j] }
    }
    return (1...count).map { k in
      let four = Integer.one << (2 * k)
      let magnitude = Rational(Integer(2 * k) * tangents[k], four * (four - .one))
      return k & 1 == 1 ? magnitude : -magnitude
    }
  }
}
