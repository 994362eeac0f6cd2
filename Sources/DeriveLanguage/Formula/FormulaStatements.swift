extension Formula {
  /// Something that holds or not, rather than a value. Words are statements unless they stand for a value.
  package var isStatement: Bool {
    switch self {
    case .relation, .predicate, .and, .or, .not, .membership: true
    case .call(let name, _, _): ["convex", "concave", "strictly_convex"].contains(name)
    case .text(let words):
      words == "true" || words.contains(" = ")
    case .number, .infinity, .name, .component, .sum, .negate, .product, .hadamard, .quotient, .power,
      .elementwisePower, .transpose, .prime, .bigSum, .bigProduct, .delta, .matrix, .derivative, .cases:
      false
    }
  }
}
