import DeriveLanguage

extension Formula {
  /// The formulas directly below, in the order in which they are read.
  var parts: [Formula] {
    switch self {
    case .number, .infinity, .name, .text: return []
    case .component(let base, let slots): return [base] + slots.compactMap { $0 }
    case .sum(let list), .product(let list), .hadamard(let list), .and(let list), .or(let list): return list
    case .negate(let inner), .transpose(let inner), .not(let inner), .predicate(let inner, _): return [inner]
    case .quotient(let a, let b), .power(let a, let b), .elementwisePower(let a, let b), .delta(let a, let b),
      .relation(let a, _, let b):
      return [a, b]
    case .call(_, let arguments, _), .prime(_, _, let arguments, _): return arguments
    case .bigSum(let binders, let body), .bigProduct(let binders, let body):
      return binders.flatMap { binder in
        (binder.range.map { [$0.lower, $0.upper] } ?? []) + binder.conditions
      } + [body]
    case .matrix(let rows): return rows.flatMap { $0 }
    case .derivative(let body, let derivations): return [body] + derivations.map(\.variable)
    case .cases(let list, let otherwise): return list.flatMap { [$0.condition, $0.value] } + [otherwise]
    case .membership(let inner, let lower, let upper, _, _, _): return [inner, lower, upper]
    }
  }

  /// How many names, numbers and function signs there are to read; signs, brackets and primes are not counted.
  package var symbolCount: Int {
    var count = 0
    var pending = [self]
    while let next = pending.popLast() {
      switch next {
      case .number, .infinity, .name, .text, .delta, .call, .prime, .bigSum, .bigProduct, .cases: count += 1
      // `1/s*u` is no longer than `u/s`.
      case .quotient(.number(.one), _): count -= 1
      case .component, .sum, .negate, .product, .hadamard, .quotient, .power, .elementwisePower, .transpose, .matrix,
        .derivative, .relation, .predicate, .and, .or, .not, .membership:
        break
      }
      pending += next.parts
    }
    return count
  }
}
