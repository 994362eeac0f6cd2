import DeriveCore
import DeriveLanguage

/// Recursions that the engine made as formulas: products of matrices over an index, derivatives of members.
extension FormulaBuilder {
  /// An entry of such a recursion; nil for a name of the file.
  func memberOfMadeRecursion(_ term: Term, _ store: inout TermStore) throws(FormulaError) -> Formula? {
    let definition = store.definitions[store.payload(term)]
    if definition.orderedProduct != nil {
      let entry = try write([store.child(term, 1), store.child(term, 2)], &store)
      return .component(try productOfMatrices(term, &store), entry)
    }
    guard let (value, variable) = derivedMember(term, &store) else { return nil }
    let derivation = FormulaDerivation(variable: try write(variable, &store), order: 1)
    return .derivative(try write(value, &store), [derivation])
  }

  /// Such a recursion as a vector or matrix over the axes; nil where it is none.
  func shapedMadeRecursion(_ term: Term, _ axes: [Term], _ store: inout TermStore) throws(FormulaError) -> Formula? {
    if store.definitions[store.payload(term)].orderedProduct != nil {
      let places = [store.child(term, 1), store.child(term, 2)]
      guard
        (0..<store.childCount(term)).allSatisfy({ slot in
          slot == 1 || slot == 2 || touched(store.child(term, slot), axes, store).isEmpty
        })
      else { return nil }
      let whole = try productOfMatrices(term, &store)
      if axes.count == 2 { return places == axes ? whole : places == [axes[1], axes[0]] ? .transpose(whole) : nil }
      guard axes.count == 1, let slot = places.firstIndex(of: axes[0]), touched(places[1 - slot], axes, store).isEmpty
      else { return nil }
      let other = try write(places[1 - slot], &store)
      return slot == 1 ? .component(whole, [other]) : .component(whole, [nil, other])
    }
    guard let (value, variable) = derivedMember(term, &store) else { return nil }
    let (above, below) = (touched(value, axes, store), touched(variable, axes, store))
    guard above.count + below.count == axes.count, above.count <= 1, below.count <= 1,
      let first = try shaped(value, above, &store), let second = try shaped(variable, below, &store)
    else { return nil }
    if below.isEmpty { return .derivative(first, [FormulaDerivation(variable: second, order: 1)]) }
    if above.isEmpty { return .call("grad", [first, second], latex: nil) }
    let jacobian = Formula.call("jacobian", [first, second], latex: nil)
    return above == [axes[0]] ? jacobian : .transpose(jacobian)
  }

  /// What a derivative of a member is derived from, and by which component.
  private func derivedMember(_ term: Term, _ store: inout TermStore) -> (value: Term, variable: Term)? {
    guard let own = store.definitions[store.payload(term)].derivativeOf else { return nil }
    let count = store.definitions[own.recursion].parameters.count
    let places = store.children(term)
    let value = store.defined(own.recursion, Array(places.prefix(count)))
    let rest = Array(places.dropFirst(count))
    let number = store.payload(own.variable)
    let variable =
      store.kind(own.variable) == .definition ? store.defined(number, rest) : store.component(number, rest)
    return (value, variable)
  }

  /// `prod(k : a..b, M)`.
  private func productOfMatrices(_ term: Term, _ store: inout TermStore) throws(FormulaError) -> Formula {
    let definition = store.definitions[store.payload(term)]
    guard let product = definition.orderedProduct else { throw .notExpressible("a recursion without a name") }
    let parameters = Array(definition.parameters.dropFirst(3))
    let values = Array(store.children(term).dropFirst(3))
    let lower = store.instantiate(parameters, product.lower, at: values)
    let upper = store.child(term, 0)
    let index = store.freshIndex(lower, upper)
    let moved = store.instantiate(parameters, product.entry, at: values)
    let entry = store.instantiate([product.index], moved, at: [index])
    let range = FormulaRange(lower: try write(lower, &store), upper: try write(upper, &store))
    var inner = self
    inner.letters = lettered([index], store)
    guard let letter = inner.letters[index] else { throw .notExpressible("an index that is not in scope") }
    inner.hide([product.row, product.column])
    guard let matrix = try inner.tensorOrNothing(axes: [product.row, product.column], body: entry, &store) else {
      throw .notExpressible("a matrix that is told by its entries")
    }
    return .bigProduct([FormulaBinder(index: letter, range: range)], matrix)
  }
}
