import DeriveLanguage

/// A formula in the language's words, with few brackets: enough to compare results with.
func plain(_ formula: Formula, _ outer: Int = 0) -> String {
  func bracketed(_ text: String, _ own: Int) -> String { own < outer ? "(\(text))" : text }
  func list(_ formulas: [Formula]) -> String { formulas.map { plain($0) }.joined(separator: ", ") }
  func binders(_ list: [FormulaBinder]) -> String {
    list.map { binder in
      var parts = binder.range.map { ["\(plain($0.lower))..\(plain($0.upper))"] } ?? []
      parts += binder.conditions.map { plain($0) }
      return parts.isEmpty ? binder.index : "\(binder.index) : \(parts.joined(separator: ", "))"
    }.joined(separator: ", ")
  }
  switch formula {
  case .number(let value): return bracketed(value.description, value.isInteger ? 9 : 2)
  case .infinity: return "inf"
  case .name(let name, _): return name
  case .component(let base, let slots):
    return plain(base, 9) + "[" + slots.map { $0.map { plain($0) } ?? ":" }.joined(separator: ", ") + "]"
  case .sum(let addends):
    var text = ""
    for (position, addend) in addends.enumerated() {
      if case .negate(let inner) = addend {
        text += (position == 0 ? "-" : " - ") + plain(inner, 2)
      } else {
        text += (position == 0 ? "" : " + ") + plain(addend, 2)
      }
    }
    return bracketed(text, 1)
  case .negate(let inner): return bracketed("-" + plain(inner, 2), 1)
  case .product(let factors):
    return bracketed(
      factors.enumerated().map { plain($1, $0 == 0 ? 2 : 3) }.joined(separator: "*"), 2)
  case .hadamard(let factors): return bracketed(factors.map { plain($0, 3) }.joined(separator: " .* "), 2)
  case .quotient(let a, let b): return bracketed("\(plain(a, 2))/\(plain(b, 3))", 2)
  case .power(let a, let b): return bracketed("\(plain(a, 9))^\(plain(b, 4))", 4)
  case .elementwisePower(let a, let b): return bracketed("\(plain(a, 9)).^\(plain(b, 4))", 4)
  case .transpose(let inner): return plain(inner, 9) + "'"
  case .call(let name, let arguments, _): return "\(name)(\(list(arguments)))"
  case .prime(let name, let counts, let arguments, _):
    let marks =
      counts.count == 1 && counts[0] <= 3
      ? String(repeating: "'", count: counts[0]) : "'[\(counts.map(String.init).joined(separator: ", "))]"
    return "\(name)\(marks)(\(list(arguments)))"
  case .bigSum(let list, let body): return "sum(\(binders(list)), \(plain(body)))"
  case .bigProduct(let list, let body): return "prod(\(binders(list)), \(plain(body)))"
  case .delta(let a, let b): return "delta(\(plain(a)), \(plain(b)))"
  case .matrix(let rows): return "[" + rows.map { list($0) }.joined(separator: "; ") + "]"
  case .derivative(let body, let derivations):
    let by = derivations.map { $0.order == 1 ? plain($0.variable) : "\(plain($0.variable)), \($0.order)" }
    return "d(\(plain(body)), \(by.joined(separator: ", ")))"
  case .cases(let list, let otherwise):
    let first = list.map { "if \(plain($0.condition)) then \(plain($0.value)) else " }.joined()
    return bracketed(first + plain(otherwise), 0)
  case .relation(let a, let relation, let b): return "\(plain(a)) \(relation.rawValue) \(plain(b))"
  case .predicate(let inner, let name): return "\(plain(inner)) \(name)"
  case .and(let parts): return parts.map { plain($0) }.joined(separator: " and ")
  case .or(let parts): return parts.map { plain($0) }.joined(separator: " or ")
  case .not(let inner): return "not \(plain(inner))"
  case .membership(let inner, let lower, let upper, _, _, _):
    return "\(plain(inner)) in \(plain(lower))..\(plain(upper))"
  case .text(let text): return text
  }
}
