/// A source of pseudorandom numbers that gives the same sequence for the same seed on every machine.
///
/// The generator is xoshiro256**, its state filled by splitmix64. Not for cryptography. Source: D. Blackman and
/// S. Vigna, Scrambled linear pseudorandom number generators, ACM Transactions on Mathematical Software 47 (2021).
@frozen @usableFromInline
package struct RandomSource: RandomNumberGenerator, Sendable {
  @usableFromInline var s0: UInt64
  @usableFromInline var s1: UInt64
  @usableFromInline var s2: UInt64
  @usableFromInline var s3: UInt64

  /// The source that this seed gives on every machine.
  package init(seed: UInt64) {
    var state = seed
    func splitmix() -> UInt64 {
      state &+= 0x9e37_79b9_7f4a_7c15
      var word = state
      word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
      word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
      return word ^ (word >> 31)
    }
    s0 = splitmix()
    s1 = splitmix()
    s2 = splitmix()
    s3 = splitmix()
  }

  /// A source whose sequence does not follow from this one's later numbers in any simple way.
  package mutating func split() -> RandomSource {
    RandomSource(seed: next())
  }

  /// 64 uniform bits.
  @inlinable package mutating func next() -> UInt64 {
    let product = s1 &* 5
    let result = (product &<< 7 | product &>> 57) &* 9
    let shifted = s1 &<< 17
    s2 ^= s0
    s3 ^= s1
    s1 ^= s2
    s0 ^= s3
    s2 ^= shifted
    s3 = s3 &<< 45 | s3 &>> 19
    return result
  }

  /// Uniform in [0, 1): a multiple of 2^-53.
  @inlinable package mutating func uniform() -> Double {
    Double(next() &>> 11) * 0x1p-53
  }

  /// Uniform from `low` to `high`; `high` itself may come out where rounding makes it so.
  @inlinable package mutating func uniform(_ low: Double, _ high: Double) -> Double {
    low + (high - low) * uniform()
  }

  /// Standard normal, by Marsaglia's polar method with our own logarithm; half of each pair is dropped, so that the
  /// source holds no more than its state.
  ///
  /// Source: G. Marsaglia and T. A. Bray, A convenient method for generating normal variables, SIAM Review 6 (1964).
  package mutating func normal() -> Double {
    while true {
      let x = uniform(-1, 1)
      let y = uniform(-1, 1)
      let square = x * x + y * y
      if square < 1 && square > 0 { return x * (-2 * Elementary.log(square) / square).squareRoot() }
    }
  }

  /// Uniform in a range, without bias.
  ///
  /// Source: D. Lemire, Fast random integer generation in an interval, ACM Transactions on Modeling and Computer
  /// Simulation 29 (2019).
  package mutating func integer(in range: ClosedRange<Int>) -> Int {
    let span = UInt64(bitPattern: Int64(range.upperBound)) &- UInt64(bitPattern: Int64(range.lowerBound))
    if span == UInt64.max { return Int(truncatingIfNeeded: next()) }
    let count = span + 1
    var product = next().multipliedFullWidth(by: count)
    if product.low < count {
      let threshold = (0 &- count) % count
      while product.low < threshold { product = next().multipliedFullWidth(by: count) }
    }
    return Int(truncatingIfNeeded: UInt64(bitPattern: Int64(range.lowerBound)) &+ product.high)
  }

  /// True with a probability of a half.
  @inlinable package mutating func bool() -> Bool { next() &>> 63 == 1 }
}
