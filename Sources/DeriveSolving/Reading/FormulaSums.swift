import DeriveCore
import DeriveLanguage
import DeriveNumbers

extension FormulaBuilder {
  /// A sum, or a number times a term, in reading order with as few minus signs as can be.
  func sum(_ term: Term, _ store: inout TermStore) throws(FormulaError) -> Formula {
    var formulas: [Formula] = []
    for addend in readingAddends(term, [], &store) {
      let formula = try product(addend.coefficient.magnitude, addend.term, &store)
      formulas.append(addend.coefficient.isNegative ? .negate(formula) : formula)
    }
    return joinedSum(formulas)
  }

  /// A sum of addends, nested ones flattened.
  func joinedSum(_ addends: [Formula]) -> Formula {
    var result: [Formula] = []
    for addend in addends {
      switch addend {
      case .sum(let inner):
        result += inner
      case .negate(.sum(let inner)):
        result += inner.map { part in
          if case .negate(let positive) = part { return positive }
          return .negate(part)
        }
      default:
        result.append(addend)
      }
    }
    return result.count == 1 ? result[0] : .sum(result)
  }

  /// The addends in reading order, minus signs taken into differences: `-(a - b)*x` is `(b - a)*x`.
  ///
  /// In a sum of vectors or matrices over `axes` products of matrices come first: `A*x + b`.
  func readingAddends(_ term: Term, _ axes: [Term], _ store: inout TermStore) -> [Addend] {
    let addends = store.addends(term).map { (coefficient, term) in
      if coefficient.isNegative, axes.isEmpty || !isOuterProduct(term, axes, store), let turned = turned(term, &store) {
        return Addend(coefficient: -coefficient, term: turned)
      }
      return Addend(coefficient: coefficient, term: term)
    }
    return ordered(addends, axes, store)
  }

  /// `u*v'`: the minus stays before it, for `u` and `v` may be the same.
  private func isOuterProduct(_ term: Term, _ axes: [Term], _ store: borrowing TermStore) -> Bool {
    axes.count == 2 && store.kind(term) == .product
      && axes.allSatisfy { axis in store.factors(term).contains { touched($0.base, axes, store) == [axis] } }
  }

  /// A term equal to `-term` with no more minus signs than `term`: a difference is turned round. `nil` if there is none.
  private func turned(_ term: Term, _ store: inout TermStore) -> Term? {
    switch store.kind(term) {
    case .sum:
      let addends = store.addends(term)
      let minusSigns = addends.filter(\.coefficient.isNegative).count
      if minusSigns == addends.count { return store.negate(term) }
      // `1 - p` and `delta(i, j) - p[j]` are not turned round.
      guard addends.count <= 2 * minusSigns,
        addends.allSatisfy({ $0.term != .one && store.kind($0.term) != .delta })
      else { return nil }
      return store.negate(term)
    case .product:
      let factors = store.factors(term)
      for (base, exponent) in factors where exponent == .one {
        guard let other = turned(base, &store) else { continue }
        var parts = [other]
        for factor in factors where factor.base != base { parts.append(store.power(factor.base, factor.exponent)) }
        return store.product(parts)
      }
      return nil
    case .reduction:
      guard store.operation(term) == .sum else { return nil }
      let opening = store.open(term)
      guard let body = turned(opening.body, &store) else { return nil }
      return store.reduction(.sum, opening.indices, opening.condition, body)
    case .rational, .infinity, .truth, .symbol, .size, .definition, .index, .bound, .function, .family, .delta,
      .relation, .and, .or, .not, .cases, .abstract, .expectation, .matrixFunction, .limit:
      return nil
    }
  }
}

extension Rational {
  var magnitude: Rational { isNegative ? -self : self }
}
