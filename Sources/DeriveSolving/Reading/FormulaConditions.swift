import DeriveCore
import DeriveLanguage

extension FormulaBuilder {
  /// A condition; a relation has the index `subject`, if it is about it, on its left.
  func condition(
    _ term: Term, about subject: Term? = nil, _ store: inout TermStore
  ) throws(FormulaError) -> Formula {
    switch store.kind(term) {
    case .relation:
      return try relation(term, about: subject, &store)
    case .and:
      return .and(try conditions(sorted(store.children(term), store), about: subject, &store))
    case .or:
      return .or(try conditions(sorted(store.children(term), store), about: subject, &store))
    case .not:
      return .not(try condition(store.child(term, 0), about: subject, &store))
    case .reduction where store.operation(term) == .all:
      return try forAll(term, &store)
    case .rational, .infinity, .truth, .symbol, .size, .definition, .index, .bound, .sum, .product, .function,
      .reduction, .family, .delta, .cases, .abstract, .expectation, .matrixFunction, .limit:
      return try write(term, &store)
    }
  }

  private func conditions(
    _ terms: [Term], about subject: Term?, _ store: inout TermStore
  ) throws(FormulaError) -> [Formula] {
    var result: [Formula] = []
    for term in terms { result.append(try condition(term, about: subject, &store)) }
    return result
  }

  /// `lambda > 0` rather than `0 < lambda`, `k != i` for an index k being bound.
  private func relation(
    _ term: Term, about subject: Term?, _ store: inout TermStore
  ) throws(FormulaError) -> Formula {
    let sides = sides(term, store)
    let isTurned = sides[1] == subject || sides[0] != subject && store.isNumber(sides[0])
    let left = try write(sides[isTurned ? 1 : 0], &store)
    let right = try write(sides[isTurned ? 0 : 1], &store)
    let relation: Relation =
      switch store.comparison(term) {
      case .equal: .equal
      case .notEqual: .notEqual
      case .less: isTurned ? .greater : .less
      case .lessOrEqual: isTurned ? .greaterOrEqual : .lessOrEqual
      }
    return .relation(left, relation, right)
  }

  /// A condition with free indices holds for all of them, so the binder is not written.
  private func forAll(_ term: Term, _ store: inout TermStore) throws(FormulaError) -> Formula {
    let opening = store.open(term)
    var inner = self
    for index in opening.indices { inner.letters[index] = inner.newLetter(index, store) }
    let body = try inner.condition(opening.body, &store)
    if opening.condition == .yes { return body }
    return .or([try inner.condition(store.negation(opening.condition), &store), body])
  }

  /// A case distinction; 1 where a condition holds and 0 elsewhere is its indicator.
  func cases(_ term: Term, _ store: inout TermStore) throws(FormulaError) -> Formula {
    let children = store.children(term)
    if children.count == 3, children[1] == .one, children[2] == .zero {
      return .call("indicator", [try condition(children[0], &store)], latex: nil)
    }
    var list: [FormulaCase] = []
    for position in stride(from: 0, to: children.count - 1, by: 2) {
      list.append(
        FormulaCase(
          condition: try condition(children[position], &store), value: try write(children[position + 1], &store)))
    }
    return .cases(list, otherwise: try write(children[children.count - 1], &store))
  }
}
