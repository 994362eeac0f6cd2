/// Constants as integers: the value times a power of two, rounded down, with an error below one unit.
enum FixedConstant {
  /// The bits of the stored values: enough for 1024 bits with reserves. More are computed anew.
  private static let storedBits = 2560

  /// Most balls have no more: a run that needs only these is spared the long values.
  private static let fewBits = 384

  private static let shortPi = computedPi(fewBits)
  private static let shortLog2 = computedLog2(fewBits)
  private static let storedPi = computedPi(storedBits)
  private static let storedLog2 = computedLog2(storedBits)

  /// `pi * 2^bits`.
  static func pi(_ bits: Int) -> Integer {
    if bits <= fewBits { return shortPi >> (fewBits - bits) }
    return bits <= storedBits ? storedPi >> (storedBits - bits) : computedPi(bits)
  }

  /// `log(2) * 2^bits`.
  static func log2(_ bits: Int) -> Integer {
    if bits <= fewBits { return shortLog2 >> (fewBits - bits) }
    return bits <= storedBits ? storedLog2 >> (storedBits - bits) : computedLog2(bits)
  }

  /// Source: J. Machin, 1706: `pi = 16 atan(1/5) - 4 atan(1/239)`.
  private static func computedPi(_ bits: Int) -> Integer {
    let places = bits + 32
    let sum = inverse(5, places, alternating: true) * 16 - inverse(239, places, alternating: true) * 4
    return sum >> 32
  }

  /// `log(2) = 18 atanh(1/26) - 2 atanh(1/4801) + 8 atanh(1/8749)`.
  private static func computedLog2(_ bits: Int) -> Integer {
    let places = bits + 32
    let sum =
      inverse(26, places, alternating: false) * 18 - inverse(4801, places, alternating: false) * 2
      + inverse(8749, places, alternating: false) * 8
    return sum >> 32
  }

  /// atan(1/n) or atanh(1/n) times `2^places`, with an error of two units a term: less than 2^20 in all.
  private static func inverse(_ n: Int, _ places: Int, alternating: Bool) -> Integer {
    let square = Integer(n * n)
    var power = (Integer.one << places).flooredDivision(by: Integer(n))
    var sum = power
    var odd = 3
    var isNegative = alternating
    while !power.isZero {
      power = power.quotientAndRemainder(dividingBy: square).quotient
      let term = power.quotientAndRemainder(dividingBy: Integer(odd)).quotient
      sum = isNegative ? sum - term : sum + term
      odd += 2
      if alternating { isNegative.toggle() }
    }
    return sum
  }
}

extension Ball {
  /// The number pi.
  package static func pi(precision: Int) -> Ball {
    let bits = max(2, precision)
    return Ball(Dyadic(FixedConstant.pi(bits), -bits), Radius(powerOfTwo: 1 - bits), precision: bits)
  }

  /// The natural logarithm of 2.
  static func log2(precision: Int) -> Ball {
    Ball(Dyadic(FixedConstant.log2(precision), -precision), Radius(powerOfTwo: 1 - precision), precision: precision)
  }
}
