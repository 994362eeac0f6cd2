import DeriveNumbers

extension Formula {
  /// True if the formulas differ at most in the order of terms and factors and in the letters of bound indices.
  package func isSameUpToOrder(as other: Formula) -> Bool {
    self == other || OrderKey.key(self, [:], depth: 0) == OrderKey.key(other, [:], depth: 0)
  }
}

/// A text that is the same for formulas that a reader would call the same.
private enum OrderKey {
  static func key(_ formula: Formula, _ letters: [String: String], depth: Int) -> String {
    func key(_ inner: Formula) -> String { Self.key(inner, letters, depth: depth) }
    func list(_ parts: [Formula]) -> String { parts.map(key).joined(separator: ",") }
    switch formula {
    case .number(let value): return value.description
    case .quotient(.number(let top), .number(let bottom)) where !bottom.isZero: return (top / bottom).description
    case .infinity: return "inf"
    case .name(let name, _): return letters[name] ?? name
    case .component(let base, let slots):
      return "\(key(base))[\(slots.map { $0.map(key) ?? ":" }.joined(separator: ","))]"
    case .sum: return "+(\(sorted(addends(formula).map(key))))"
    case .negate(let inner): return "-(\(key(inner)))"
    case .product: return "*(\(sorted(factors(formula).map(key))))"
    case .hadamard(let parts): return ".*(\(sorted(parts.map(key))))"
    case .quotient(let a, let b): return "/(\(list([a, b])))"
    case .power(let a, let b): return "^(\(list([a, b])))"
    case .elementwisePower(let a, let b): return ".^(\(list([a, b])))"
    case .transpose(let inner): return "'(\(key(inner)))"
    case .call(let name, let arguments, _): return "\(name)(\(list(arguments)))"
    case .prime(let name, let counts, let arguments, _):
      return "\(name)'\(counts.map(String.init).joined(separator: "."))(\(list(arguments)))"
    case .bigSum(let binders, let body): return bound("sum", binders, body, letters, depth)
    case .bigProduct(let binders, let body): return bound("prod", binders, body, letters, depth)
    case .delta(let a, let b): return "delta(\(sorted([key(a), key(b)])))"
    case .matrix(let rows): return "[\(rows.map(list).joined(separator: ";"))]"
    case .derivative(let inner, let variables):
      return "d(\(key(inner)),\(variables.map { "\(key($0.variable))^\($0.order)" }.joined(separator: ",")))"
    case .cases(let cases, let otherwise):
      return "if(\(cases.map { list([$0.condition, $0.value]) }.joined(separator: ";"));\(key(otherwise)))"
    case .relation(let a, let relation, let b): return "\(relation.rawValue)(\(list([a, b])))"
    case .predicate(let inner, let word): return "\(word)(\(key(inner)))"
    case .and(let parts): return "and(\(sorted(parts.map(key))))"
    case .or(let parts): return "or(\(sorted(parts.map(key))))"
    case .not(let inner): return "not(\(key(inner)))"
    case .membership(let inner, let lower, let upper, let includesLower, let includesUpper, let isIntegerRange):
      return "in(\(list([inner, lower, upper])),\(includesLower),\(includesUpper),\(isIntegerRange))"
    case .text(let words): return "\"\(words)\""
    }
  }

  private static func sorted(_ keys: [String]) -> String { keys.sorted().joined(separator: ",") }

  private static func addends(_ formula: Formula) -> [Formula] {
    if case .sum(let parts) = formula { return parts.flatMap(addends) }
    return [formula]
  }

  private static func factors(_ formula: Formula) -> [Formula] {
    if case .product(let parts) = formula { return parts.flatMap(factors) }
    return [formula]
  }

  /// Bound letters are numbered by their depth.
  private static func bound(
    _ sign: String, _ binders: [FormulaBinder], _ body: Formula, _ letters: [String: String], _ depth: Int
  ) -> String {
    var letters = letters
    for (position, binder) in binders.enumerated() { letters[binder.index] = "#\(depth + position)" }
    func key(_ inner: Formula) -> String { Self.key(inner, letters, depth: depth + binders.count) }
    let heads = binders.map { binder in
      let range = binder.range.map { "\(key($0.lower))..\(key($0.upper))" } ?? ""
      return "\(range):\(sorted(binder.conditions.map(key)))"
    }
    return "\(sign)(\(heads.joined(separator: ";"));\(key(body)))"
  }
}
