import DeriveCore
import DeriveLanguage

/// Inverses and determinants as formulas: `inv(X'*X)`, `inv(H)[i, i]`, `det(A)`.
extension FormulaBuilder {
  /// The determinant, or an entry of the inverse.
  func matrixFunction(_ term: Term, _ store: inout TermStore) throws(FormulaError) -> Formula {
    let whole = try wholeMatrixFunction(term, &store)
    return component(whole, try write(Array(store.children(term).dropFirst().prefix(2)), &store))
  }

  /// The inverse as a whole over its axes, `inv(A)`, a row or a column of it, or its diagonal.
  func shapedMatrixFunction(
    _ term: Term, _ axes: [Term], _ store: inout TermStore
  ) throws(FormulaError) -> Formula? {
    let places = Array(store.children(term).dropFirst().prefix(2))
    guard places.count == 2, touched(store.child(term, 0), axes, store).isEmpty else { return nil }
    let whole = try wholeMatrixFunction(term, &store)
    if axes.count == 2 {
      if places == axes { return whole }
      return places == [axes[1], axes[0]] ? (store.isSymmetricValue(term) ? whole : transposed(whole)) : nil
    }
    guard axes.count == 1, let axis = axes.first else { return nil }
    if places == [axis, axis] { return diagonal(whole) }
    guard let slot = places.firstIndex(of: axis), touched(places[1 - slot], axes, store).isEmpty else { return nil }
    let other = try write(places[1 - slot], &store)
    return slot == 1 || store.isSymmetricValue(term) ? .component(whole, [other]) : .component(whole, [nil, other])
  }

  private func wholeMatrixFunction(_ term: Term, _ store: inout TermStore) throws(FormulaError) -> Formula {
    let name =
      switch store.matrixFunction(term) {
      case .inverse: "inv"
      case .determinant: "det"
      case .power: ""
      }
    if store.matrixFunction(term) == .power {
      let base = try vector(family: store.child(term, 0), &store)
      return .power(base, try write(store.child(term, 3), &store))
    }
    return .call(name, [try vector(family: store.child(term, 0), &store)], latex: nil)
  }
}
