import DeriveCore
import DeriveLanguage

extension FormulaBuilder {
  /// A sum, product or extremum over indices, or "for all".
  func reduction(_ term: Term, _ store: inout TermStore) throws(FormulaError) -> Formula {
    switch store.operation(term) {
    case .sum, .product:
      if prefersMatrices, let whole = try scalarOfMatrices(term, &store) { return whole }
      return try bigOperator(term, &store)
    case .maximum, .minimum:
      let opening = store.open(term)
      let function = store.operation(term) == .maximum ? "max" : "min"
      var builder = self
      builder.hide(opening.indices)
      guard opening.condition == .yes, opening.indices.count == 1,
        let vector = try builder.shaped(opening.body, opening.indices, &store)
      else { throw .notExpressible("\(function) over \(opening.indices.count) indices, or under a condition") }
      return .call(function, [vector], latex: nil)
    case .all:
      return try condition(term, &store)
    }
  }

  /// `sum(i, j : condition, body)`: nested sums become one, indices are in the order in which they appear.
  private func bigOperator(_ term: Term, _ store: inout TermStore) throws(FormulaError) -> Formula {
    let operation = store.operation(term)
    var opening = store.open(term)
    while store.kind(opening.body) == .reduction, store.operation(opening.body) == operation {
      let inner = store.open(opening.body, fresh: true)
      opening.indices += inner.indices
      opening.condition = store.conjunction([opening.condition, inner.condition])
      opening.body = inner.body
    }
    var inner = self
    var indices = opening.indices
    if indices.count > 1 {
      inner.isTrial = true
      for _ in 0..<(isTrial ? 0 : 2) {
        inner.letters = lettered(indices, store)
        let order = appearances(of: indices, in: try inner.write(opening.body, &store), inner.letters)
        let reordered = respectingRanges(order, store)
        if reordered == indices { break }
        indices = reordered
      }
      inner.isTrial = isTrial
    }
    inner.letters = lettered(indices, store)
    let body = try inner.write(opening.body, &store)
    let binders = try inner.binders(indices, opening.condition, body, &store)
    return operation == .sum ? .bigSum(binders, body) : .bigProduct(binders, body)
  }

  /// The letters in scope with new ones for these indices.
  func lettered(_ indices: [Term], _ store: borrowing TermStore) -> [Term: String] {
    var inner = self
    for index in indices { inner.letters[index] = nil }
    for index in indices { inner.letters[index] = inner.newLetter(index, store) }
    return inner.letters
  }

  /// The binders of a body: ranges where they cannot be inferred from it, conditions with the last index they mention.
  func binders(
    _ indices: [Term], _ condition: Term, _ body: Formula, _ store: inout TermStore
  ) throws(FormulaError) -> [FormulaBinder] {
    var conditions: [[Formula]] = indices.map { _ in [] }
    let parts =
      store.kind(condition) == .and
      ? sorted(store.children(condition), store) : condition == .yes ? [] : [condition]
    for part in parts {
      let owner = indices.lastIndex { store.contains(part, $0) } ?? indices.count - 1
      conditions[owner].append(try self.condition(part, about: indices[owner], &store))
    }
    var result: [FormulaBinder] = []
    for (index, conditions) in zip(indices, conditions) {
      let (lower, upper) = store.range(ofIndex: index)
      let letter = letters[index] ?? "i"
      var range: FormulaRange?
      if !isInferred(letter, lower, upper, body, conditions, store) {
        range = FormulaRange(lower: try write(lower, &store), upper: try write(upper, &store))
      }
      result.append(FormulaBinder(index: letter, range: range, conditions: conditions))
    }
    return result
  }

  /// Whether the language infers this range: there are plain places of the index, all of this size.
  private func isInferred(
    _ letter: String, _ lower: Term, _ upper: Term, _ body: Formula, _ conditions: [Formula],
    _ store: borrowing TermStore
  ) -> Bool {
    guard lower == .one else { return false }
    var isFound = false
    for formula in [body] + conditions {
      var pending = [formula]
      while let next = pending.popLast() {
        if case .component(let base, let slots) = next {
          for (slot, index) in slots.enumerated() {
            guard case .name(letter, _) = index else { continue }
            guard case .name(let name, _) = base, let size = dimension(name, slot, store), size == upper else {
              return false
            }
            isFound = true
          }
        }
        pending += next.parts
      }
    }
    return isFound
  }

  /// The size of a name's dimension, if it is known.
  func dimension(_ name: String, _ slot: Int, _ store: borrowing TermStore) -> Term? {
    if let known = naming.dimensions[name] { return slot < known.count ? known[slot] : nil }
    if let symbol = store.symbols.last(where: { $0.name == name }), slot < symbol.extents.count {
      return symbol.extents[slot]
    }
    guard let definition = store.definitions.last(where: { $0.name == name }), slot < definition.parameters.count
    else { return nil }
    let parameter = definition.parameters[slot]
    guard store.kind(parameter) == .index else { return nil }
    let (lower, upper) = store.range(ofIndex: parameter)
    return lower == .one ? upper : nil
  }

  /// The indices in the order in which their letters appear.
  private func appearances(of indices: [Term], in body: Formula, _ letters: [Term: String]) -> [Term] {
    var order: [String] = []
    var pending = [body]
    while let next = pending.popLast() {
      if case .name(let letter, _) = next, !order.contains(letter) { order.append(letter) }
      pending += next.parts.reversed()
    }
    func place(_ index: Term) -> Int { letters[index].flatMap { order.firstIndex(of: $0) } ?? order.count }
    return indices.sorted { place($0) < place($1) }
  }

  /// The same order, but an index whose range mentions another comes after it.
  private func respectingRanges(_ indices: [Term], _ store: borrowing TermStore) -> [Term] {
    var rest = indices
    var result: [Term] = []
    while !rest.isEmpty {
      let position =
        rest.firstIndex { index in !rest.contains { $0 != index && store.contains(index, $0) } } ?? rest.startIndex
      result.append(rest.remove(at: position))
    }
    return result
  }
}
