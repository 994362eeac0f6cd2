import DeriveNumbers

/// A number as a writer needs it: a sign and digits.
struct NumberParts: Sendable {
  var isNegative: Bool
  /// Of the absolute value.
  var numerator: String
  /// Nil for an integer.
  var denominator: String?

  init(_ number: Rational) {
    isNegative = number.isNegative
    numerator = number.numerator.magnitude.description
    denominator = number.isInteger ? nil : number.denominator.description
  }
}
