import DeriveNumbers

extension Formula {
  /// A polynomial shown with its `O(…)`, without it: what the series has as its value. Nil for any other formula.
  package var withoutOrder: Formula? {
    switch self {
    case .sum(let addends):
      guard case .call("O", _, _)? = addends.last else { return nil }
      return addends.count == 2 ? addends[0] : .sum(Array(addends.dropLast()))
    case .call("O", _, _): return .number(.zero)
    default: return nil
    }
  }
}
