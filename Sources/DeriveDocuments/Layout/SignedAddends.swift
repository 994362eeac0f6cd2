import DeriveLanguage
import DeriveNumbers

/// An addend, and whether it is taken away.
struct SignedAddend: Sendable {
  var isNegative: Bool
  var formula: Formula
}

extension Formula {
  /// The addends of a sum, each with its sign in front of it; a sum inside a sum is part of it. Any other formula is one
  /// addend.
  var signedAddends: [SignedAddend] {
    switch self {
    case .sum(let addends): return addends.flatMap(\.signedAddends)
    case .negate(let inner):
      // What has a sign already stays in brackets.
      if inner.withoutSign != nil { return [SignedAddend(isNegative: false, formula: self)] }
      return [SignedAddend(isNegative: true, formula: inner)]
    default:
      if let magnitude = withoutSign { return [SignedAddend(isNegative: true, formula: magnitude)] }
      return [SignedAddend(isNegative: false, formula: self)]
    }
  }

  /// The formula whose negative this one is, if it is written with a leading minus: `2*x` of `-2*x`.
  private var withoutSign: Formula? {
    switch self {
    case .negate(let inner): return inner
    case .number(let number): return number.isNegative ? .number(-number) : nil
    case .product(let factors):
      guard let first = factors.first, case .number(let number) = first, number.isNegative else { return nil }
      let rest = Array(factors.dropFirst())
      if number.isMinusOne, !rest.isEmpty { return rest.count == 1 ? rest[0] : .product(rest) }
      return .product([.number(-number)] + rest)
    case .quotient(let top, let bottom):
      return top.withoutSign.map { .quotient($0, bottom) }
    default: return nil
    }
  }
}
