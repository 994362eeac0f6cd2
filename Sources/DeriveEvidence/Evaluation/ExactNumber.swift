import DeriveCore
import DeriveNumbers

/// A rational number that a tape came to exactly, or nothing where it left the rationals, is undefined or grew too long.
///
/// Nothing stays nothing, even where a factor is 0: what is known here had a value at every step.
struct ExactNumber: TapeNumber {
  let value: Rational?

  /// Numbers of more bits are left to those who count the work they do.
  private static let greatestBits = 4096

  private init(_ value: Rational?) { self.value = value }

  init(exactly value: Rational) { self.value = value }

  /// What arithmetic gives, if it is not too long.
  private init(short value: Rational) {
    self.value = value.fitsTwoWords || value.bitWidth <= Self.greatestBits ? value : nil
  }

  static func number(_ value: Rational, precision: Int) -> ExactNumber { ExactNumber(value) }
  static func nothing(_ precision: Int) -> ExactNumber { ExactNumber(nil) }

  static func + (a: ExactNumber, b: ExactNumber) -> ExactNumber {
    guard let first = a.value, let second = b.value else { return ExactNumber(nil) }
    return ExactNumber(short: first + second)
  }

  static func - (a: ExactNumber, b: ExactNumber) -> ExactNumber {
    guard let first = a.value, let second = b.value else { return ExactNumber(nil) }
    return ExactNumber(short: first - second)
  }

  static func * (a: ExactNumber, b: ExactNumber) -> ExactNumber {
    guard let first = a.value, let second = b.value else { return ExactNumber(nil) }
    return ExactNumber(short: first * second)
  }

  func raised(toWhole exponent: Int) -> ExactNumber {
    guard let value else { return self }
    let (bits, isTooLong) = value.bitWidth.multipliedReportingOverflow(by: exponent)
    return isTooLong || bits > Self.greatestBits ? ExactNumber(nil) : ExactNumber(value.power(exponent))
  }

  func inverse(precision: Int) -> ExactNumber {
    guard let value, !value.isZero else { return ExactNumber(nil) }
    return ExactNumber(.one / value)
  }

  func root() -> ExactNumber { ExactNumber(value.flatMap { $0.isNegative ? nil : $0.exactRoot(2) }) }

  func raised(to exponent: Rational, precision: Int) -> ExactNumber { ExactNumber(nil) }

  static func raise(_ base: ExactNumber, to exponent: ExactNumber, precision: Int) -> ExactNumber { ExactNumber(nil) }

  func apply(_ operation: Tape.Operation, precision: Int) -> ExactNumber {
    guard let value else { return self }
    switch operation {
    case .absolute: return ExactNumber(value.magnitude)
    case .exp: return ExactNumber(value.isZero ? .one : nil)
    case .log: return ExactNumber(value.isOne ? .zero : nil)
    case .sin, .tanh: return ExactNumber(value.isZero ? .zero : nil)
    case .cos: return ExactNumber(value.isZero ? .one : nil)
    case .sigmoid: return ExactNumber(value.isZero ? Rational(1, 2) : nil)
    default: return ExactNumber(nil)
    }
  }

  static func apply(_ function: FunctionID, _ arguments: [ExactNumber], precision: Int) -> ExactNumber {
    ExactNumber(nil)
  }

  static func holds(_ comparison: Comparison, _ a: ExactNumber, _ b: ExactNumber) -> Bool? {
    guard let first = a.value, let second = b.value else { return nil }
    switch comparison {
    case .equal: return first == second
    case .notEqual: return first != second
    case .less: return first < second
    case .lessOrEqual: return first <= second
    }
  }

  var truth: Bool? { value.map { !$0.isZero } }

  static func truth(_ value: Bool?, precision: Int) -> ExactNumber { ExactNumber(value.map { $0 ? .one : .zero }) }

  static func either(_ a: ExactNumber, _ b: ExactNumber) -> ExactNumber { ExactNumber(nil) }
}
