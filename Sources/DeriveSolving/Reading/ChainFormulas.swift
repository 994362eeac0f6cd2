import DeriveCore
import DeriveLanguage
import DeriveNumbers

/// Recognising products of matrices: each monomial's wiring graph, whose vertices are indices and whose edges are
/// factors with two of them, is followed as a chain.
extension FormulaBuilder {
  /// A sum over indices as a product of matrices, or of matrices and a vector.
  func shapedReduction(_ term: Term, _ axes: [Term], _ store: inout TermStore) throws(FormulaError) -> Formula? {
    guard store.operation(term) == .sum else { return nil }
    let opening = store.open(term, fresh: true)
    guard opening.condition == .yes else { return nil }
    var builder = self
    builder.hide(opening.indices)
    if let product = try builder.productOfMatrices(opening, axes, &store) { return product }
    // A bracket whose addends are wired in different ways is multiplied out: each is a chain of its own.
    let flat = builder.expanded(opening.body, opening.indices + axes, &store)
    if flat == opening.body { return nil }
    var whole = opening
    whole.body = flat
    if let product = try builder.productOfMatrices(whole, axes, &store) { return product }
    // Each addend under a sum of its own, which lets go what does not depend on its index.
    var parts: [Term] = []
    for (coefficient, addend) in store.addends(flat) {
      parts.append(store.scale(store.sum(over: opening.indices, addend), by: coefficient))
    }
    return try builder.shaped(store.sum(parts), axes, &store)
  }

  private func productOfMatrices(
    _ opening: Opening, _ axes: [Term], _ store: inout TermStore
  ) throws(FormulaError) -> Formula? {
    for index in opening.indices where store.range(ofIndex: index).lower != .one { return nil }
    var formulas: [Formula] = []
    // Each addend is a product of its own.
    for addend in readingAddends(opening.body, axes, &store) {
      guard touched(addend.term, opening.indices, store).count == opening.indices.count,
        touched(addend.term, axes, store).count == axes.count,
        let factors = try chain(addend.term, axes, opening.indices, &store)
      else { return nil }
      let size = addend.coefficient.magnitude
      let formula = joined((size.isOne ? [] : [.number(size)]) + withPowers(factors))
      guard let formula else { return nil }
      formulas.append(addend.coefficient.isNegative ? .negate(formula) : formula)
    }
    return try sumOfProducts(formulas, axes, &store)
  }

  /// Equal matrices side by side are a power: `X*X` is `X^2`, and `X'*X'` is `(X^2)'`.
  private func withPowers(_ factors: [Formula]) -> [Formula] {
    var result: [Formula] = []
    var place = 0
    while place < factors.count {
      let factor = factors[place]
      var count = 1
      while place + count < factors.count, factors[place + count] == factor { count += 1 }
      place += count
      switch factor {
      case .name where count > 1: result.append(.power(factor, .number(Rational(count))))
      case .transpose(.name(let name, let latex)) where count > 1:
        result.append(.transpose(.power(.name(name, latex: latex), .number(Rational(count)))))
      default: result += Array(repeating: factor, count: count)
      }
    }
    return result
  }

  /// `(A*B*x)'` as `x'*B'*A'`, for the product that a sum over indices was written as.
  func transposedProduct(_ formula: Formula, _ term: Term, _ store: inout TermStore) -> Formula {
    guard case .product(let factors) = formula, store.kind(term) == .reduction else { return transposed(formula) }
    let opening = store.open(term)
    let (coefficient, body) = store.coefficientAndTerm(opening.body)
    // Scalars among the factors would not be told from vectors.
    guard coefficient.isOne, !store.isProperSum(body),
      store.factors(body).allSatisfy({ !touched($0.base, opening.indices, store).isEmpty })
    else { return transposed(formula) }
    return .product(
      factors.reversed().map { factor in
        if case .name(let name, _) = factor, let symbol = store.symbols.last(where: { $0.name == name }),
          symbol.facts.structure.isSymmetric
        {
          return factor
        }
        return transposed(factor)
      })
  }

  /// The matrices along the chain from the first axis through all summed indices, to the second axis if there is one.
  private func chain(
    _ term: Term, _ axes: [Term], _ indices: [Term], _ store: inout TermStore
  ) throws(FormulaError) -> [Formula]? {
    let vertices = axes + indices
    var weights: [Term: [Term]] = [:]
    var edges: [(ends: [Term], factor: Term)] = []
    var scalars: [Term] = []
    for (base, exponent) in store.kind(term) == .product ? store.factors(term) : [(term, .one)] {
      let factor = store.power(base, exponent)
      let ends = touched(factor, vertices, store)
      switch ends.count {
      case 0: scalars.append(factor)
      case 1: weights[ends[0], default: []].append(factor)
      case 2: edges.append((ends, factor))
      default: return nil
      }
    }
    guard var current = axes.first else { return nil }
    let end = axes.count == 2 ? axes[1] : nil
    var rest = indices
    var result: [Formula] = []
    func vector(_ index: Term, _ store: inout TermStore) throws(FormulaError) -> Formula? {
      guard let own = weights[index] else { return nil }
      return try shaped(store.product(own), [index], &store)
    }
    if !scalars.isEmpty { result.append(try write(store.product(scalars), &store)) }
    let start = try vector(current, &store)
    if weights[current] != nil, start == nil { return nil }
    if let start, end != nil { result.append(diagonal(start)) }
    while !rest.isEmpty || end != nil {
      // The one neighbour that is left.
      let leaving = edges.filter { $0.ends.contains(current) }
      edges.removeAll { $0.ends.contains(current) }
      guard let first = leaving.first, let next = first.ends.first(where: { $0 != current }),
        leaving.allSatisfy({ $0.ends.contains(next) }),
        let matrix = try shaped(store.product(leaving.map(\.factor)), [current, next], &store)
      else { return nil }
      result.append(matrix)
      if next == end {
        guard rest.isEmpty, edges.isEmpty else { return nil }
        if weights[next] != nil {
          guard let last = try vector(next, &store) else { return nil }
          result.append(diagonal(last))
        }
        return result
      }
      guard let position = rest.firstIndex(of: next) else { return nil }
      rest.remove(at: position)
      let weight = try vector(next, &store)
      if weights[next] != nil, weight == nil { return nil }
      if rest.isEmpty, end == nil {
        guard edges.isEmpty else { return nil }
        if let weight {
          result.append(weight)
        } else {
          guard let ones = try ones([next], &store) else { return nil }
          result.append(ones)
        }
        break
      }
      if let weight { result.append(diagonal(weight)) }
      current = next
    }
    guard let start, end == nil else { return result }
    // A factor that depends on the axis only, taken with every component.
    guard let product = joined(result) else { return nil }
    return [.hadamard([start, product])]
  }
}
