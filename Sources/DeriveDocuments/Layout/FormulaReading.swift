import DeriveLanguage

extension Formula {
  /// Several variables, `(w, b)`: as the language's words or as parts.
  var isTuple: Bool {
    switch self {
    case .call("", _, _), .text: true
    default: false
    }
  }
}

extension Formula {
  /// `∂²y/∂u∂v` in place of `y'[1, 1](u, v)`, where the function stands at different variables.
  static func partial(
    _ name: String, _ counts: [Int], _ arguments: [Formula], latex: String?
  ) -> (subject: Formula, derivations: [FormulaDerivation])? {
    guard counts.count == arguments.count, counts.count > 1, Set(arguments).count == arguments.count,
      counts.contains(where: { $0 > 0 }), arguments.allSatisfy({ if case .name = $0 { true } else { false } })
    else { return nil }
    let derivations = zip(arguments, counts).filter { $0.1 > 0 }
      .map { FormulaDerivation(variable: $0.0, order: $0.1) }
    return (.name(name, latex: latex), derivations)
  }
}
