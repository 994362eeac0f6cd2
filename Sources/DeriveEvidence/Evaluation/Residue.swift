import DeriveCore
import DeriveNumbers

/// A rational number's residue modulo the prime 2^61 - 1, or nothing where it has none or is not rational.
///
/// Numbers with different residues are different; those with the same are most often, not always, the same.
struct Residue: TapeNumber, Equatable {
  private static let modulus: UInt64 = 1 << 61 - 1
  private static let noValue = UInt64.max

  private let word: UInt64

  private init(word: UInt64) { self.word = word }

  init(_ value: Int) {
    let magnitude = UInt64(value.magnitude) % Self.modulus
    word = value < 0 && magnitude > 0 ? Self.modulus - magnitude : magnitude
  }

  static let nothing = Residue(word: noValue)

  var exists: Bool { word != Self.noValue }

  static func number(_ value: Rational, precision: Int) -> Residue {
    guard let top = value.numerator.asInt, let bottom = value.denominator.asInt else { return nothing }
    return bottom == 1 ? Residue(top) : Residue(top) * Residue(bottom).inverse(precision: precision)
  }

  static func nothing(_ precision: Int) -> Residue { nothing }

  static func + (a: Residue, b: Residue) -> Residue {
    if !a.exists || !b.exists { return nothing }
    let sum = a.word + b.word
    return Residue(word: sum >= modulus ? sum - modulus : sum)
  }

  static func - (a: Residue, b: Residue) -> Residue {
    if !a.exists || !b.exists { return nothing }
    return Residue(word: a.word >= b.word ? a.word - b.word : a.word + modulus - b.word)
  }

  static func * (a: Residue, b: Residue) -> Residue {
    if !a.exists || !b.exists { return nothing }
    // 2^61 is 1, so the halves of the product above and below that bit are added.
    let (high, low) = a.word.multipliedFullWidth(by: b.word)
    let sum = (low & modulus) + (high << 3 | low >> 61)
    return Residue(word: sum >= modulus ? sum - modulus : sum)
  }

  func raised(toWhole exponent: Int) -> Residue { raised(UInt64(exponent)) }

  private func raised(_ exponent: UInt64) -> Residue {
    var result = Residue(1)
    var base = self
    var rest = exponent
    while rest > 0 {
      if rest & 1 == 1 { result = result * base }
      base = base * base
      rest >>= 1
    }
    return result
  }

  /// By Fermat's little theorem.
  func inverse(precision: Int) -> Residue { word == 0 ? .nothing : raised(Self.modulus - 2) }

  func root() -> Residue { .nothing }
  func raised(to exponent: Rational, precision: Int) -> Residue { .nothing }
  static func raise(_ base: Residue, to exponent: Residue, precision: Int) -> Residue { nothing }
  func apply(_ operation: Tape.Operation, precision: Int) -> Residue { .nothing }
  static func apply(_ function: FunctionID, _ arguments: [Residue], precision: Int) -> Residue { nothing }
  static func holds(_ comparison: Comparison, _ a: Residue, _ b: Residue) -> Bool? { nil }
  var truth: Bool? { nil }
  static func truth(_ value: Bool?, precision: Int) -> Residue { nothing }
  static func either(_ a: Residue, _ b: Residue) -> Residue { nothing }
}
