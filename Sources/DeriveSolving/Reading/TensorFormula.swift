import DeriveCore
import DeriveLanguage
import DeriveNumbers

/// A vector, matrix or tensor as a formula.
package enum TensorFormula: Hashable, Sendable {
  /// The whole of it: `diag(yhat) - yhat*yhat'`. A scalar is its own whole.
  case matrix(Formula)
  /// The component at indices of these letters.
  case component(Formula, indices: [String])

  /// The formula of either.
  package var formula: Formula {
    switch self {
    case .matrix(let formula), .component(let formula, _): formula
    }
  }
}

extension FormulaBuilder {
  /// The tensor whose component at the free indices `axes` is `body`.
  ///
  /// Names, sums, elementwise products and functions, outer and matrix products and diagonal matrices are recognised;
  /// what is small and of known size is written out as a matrix; of the rest the component is given. The letters of
  /// `axes`, if they have any, are used for that.
  package func tensor(
    axes: [Term], body: Term, in store: inout TermStore
  ) throws(FormulaError) -> TensorFormula {
    try checkSize(body, store)
    var builder = self
    builder.enter([body], axes: axes, store)
    if axes.isEmpty { return .matrix(try formula(body, in: &store)) }
    var inner = builder
    inner.hide(axes)
    inner.prefersMatrices = true
    if let whole = try inner.tensorOrNothing(axes: axes, body: body, &store) { return .matrix(whole) }
    return try component(axes: axes, body: body, in: &store)
  }

  /// The component at indices, whatever the tensor may be as a whole.
  package func component(
    axes: [Term], body: Term, in store: inout TermStore
  ) throws(FormulaError) -> TensorFormula {
    try checkSize(body, store)
    var builder = self
    builder.enter([body], axes: axes, store)
    for axis in axes where builder.letters[axis] == nil { builder.letters[axis] = builder.newLetter(axis, store) }
    return .component(try builder.write(body, &store), indices: axes.map { builder.letters[$0] ?? "i" })
  }

  /// Indices that will not be written: their order is the one given.
  mutating func hide(_ indices: [Term]) {
    for index in indices {
      letters[index] = nil
      places[index] = places.count
    }
  }

  /// Likewise, of a value that was lowered.
  package func tensor(_ value: TensorValue, in store: inout TermStore) throws(FormulaError) -> TensorFormula {
    try tensor(axes: value.axes, body: value.body, in: &store)
  }

  /// The whole of a vector or matrix, or `nil` if it can only be given by its components.
  func tensorOrNothing(
    axes: [Term], body: Term, _ store: inout TermStore
  ) throws(FormulaError) -> Formula? {
    if axes.count <= 2 {
      if tellsPlacesApart(body, axes, store), let entries = try literal(axes, body, &store) {
        return entries
      } else if body == .zero {
        if let sizes = try sizes(of: axes, &store) { return .call("zeros", sizes, latex: nil) }
      } else if let whole = try wholeTensor(axes, body, &store) {
        return whole
      }
      if let blocks = try blocks(axes, body, &store) { return blocks }
      return try literal(axes, body, &store)
    }
    return try namedTensor(axes, body, &store)
  }

  /// Whether the term has tests or deltas that compare an axis with something other than another axis: then its
  /// components differ in kind, and are better seen one by one.
  private func tellsPlacesApart(_ term: Term, _ axes: [Term], _ store: borrowing TermStore) -> Bool {
    store.leaves(term) { $0 == .delta || $0 == .relation }.contains { test in
      let sides = store.children(test)
      let used = touched(test, axes, store)
      return !used.isEmpty && !(store.kind(test) == .delta && sides.allSatisfy { axes.contains($0) })
    }
  }

  /// Whether the entries are told apart one by one, by deltas against numbers: a gradient by a tuple, a literal.
  private func isStacked(_ body: Term, _ axes: [Term], _ store: borrowing TermStore) -> Bool {
    store.leaves(body) { $0 == .delta }.contains { delta in
      let (a, b) = (store.child(delta, 0), store.child(delta, 1))
      return axes.contains(a) && store.isNumber(b) || axes.contains(b) && store.isNumber(a)
    }
  }

  /// Recognised as it is, or after multiplying out.
  private func wholeTensor(
    _ axes: [Term], _ body: Term, _ store: inout TermStore
  ) throws(FormulaError) -> Formula? {
    func isTouched(_ term: Term, _ store: borrowing TermStore) -> Bool { axes.contains { store.contains(term, $0) } }
    if !isTouched(body, store) {
      guard let ones = try ones(axes, &store) else { return nil }
      return body == .one ? ones : joined([try write(body, &store), ones])
    }
    if let whole = try shaped(body, axes, &store) { return whole }
    let expanded = expanded(body, axes, &store)
    return expanded == body ? nil : try shaped(expanded, axes, &store)
  }

  /// A name whose components these are, whatever its rank.
  private func namedTensor(
    _ axes: [Term], _ body: Term, _ store: inout TermStore
  ) throws(FormulaError) -> Formula? {
    switch store.kind(body) {
    case .symbol, .definition:
      if store.kind(body) == .definition, store.definitions[store.payload(body)].recursion != nil { return nil }
      let name = name(body, store)
      guard store.children(body) == axes, covers(axes, name, store) else { return nil }
      return self.name(name)
    case .rational, .infinity, .truth, .size, .index, .bound, .sum, .product, .function, .reduction, .family, .delta,
      .relation, .and, .or, .not, .cases, .abstract, .expectation, .matrixFunction, .limit:
      return nil
    }
  }

  /// Whether the indices run over the whole of the name's dimensions, as far as these are known.
  private func covers(_ axes: [Term], _ name: String, _ store: borrowing TermStore) -> Bool {
    for (slot, axis) in axes.enumerated() where !covers(axis, name, slot, store) { return false }
    return true
  }

  func covers(_ axis: Term, _ name: String, _ slot: Int, _ store: borrowing TermStore) -> Bool {
    let (lower, upper) = store.range(ofIndex: axis)
    guard lower == .one else { return false }
    guard let size = dimension(name, slot, store) else { return true }
    return size == upper
  }

  /// The sizes of axes that begin at 1.
  func sizes(of axes: [Term], _ store: inout TermStore) throws(FormulaError) -> [Formula]? {
    var result: [Formula] = []
    for axis in axes {
      let (lower, upper) = store.range(ofIndex: axis)
      if lower != .one { return nil }
      result.append(try write(upper, &store))
    }
    return result
  }

  func ones(_ axes: [Term], _ store: inout TermStore) throws(FormulaError) -> Formula? {
    try sizes(of: axes, &store).map { .call("ones", $0, latex: nil) }
  }

  /// Products multiplied out over their sums that mention an axis, under sums over indices too: a sum of two chains may
  /// be one sum with what both have in common taken out.
  func expanded(_ term: Term, _ axes: [Term], _ store: inout TermStore) -> Term {
    var parts: [Term] = []
    for (coefficient, inner) in store.addends(term) {
      var products: [[Term]] = [[store.number(coefficient)]]
      for (base, exponent) in inner == .one ? [] : store.factors(inner) {
        let isOpened =
          exponent == .one && store.isProperSum(base) && axes.contains { store.contains(base, $0) }
          && products.count * store.addends(base).count <= 64
        var choices = [store.power(base, exponent)]
        if isOpened {
          choices = store.addends(base).map { store.scale($0.term, by: $0.coefficient) }
        } else if exponent == .one, let sums = expandedSums(base, axes, &store), sums.count * products.count <= 64 {
          choices = sums
        }
        products = products.flatMap { product in choices.map { product + [$0] } }
      }
      for product in products { parts.append(store.product(product)) }
    }
    return store.sum(parts)
  }

  /// A sum over indices as several, one for each addend of its body multiplied out; nil where there is only one.
  private func expandedSums(_ term: Term, _ axes: [Term], _ store: inout TermStore) -> [Term]? {
    guard store.kind(term) == .reduction, store.operation(term) == .sum,
      axes.contains(where: { store.contains(term, $0) })
    else { return nil }
    let opening = store.open(term)
    guard opening.condition == .yes else { return nil }
    let body = expanded(opening.body, axes, &store)
    guard body != opening.body, store.isProperSum(body) else { return nil }
    return store.addends(body).map { coefficient, addend in
      store.sum(over: opening.indices, store.scale(addend, by: coefficient))
    }
  }
}
