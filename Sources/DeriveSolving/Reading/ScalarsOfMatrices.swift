import DeriveCore
import DeriveLanguage
import DeriveNumbers

/// Scalars that are sums over indices, written with vectors and matrices: inner products, bilinear forms, norms, traces.
extension FormulaBuilder {
  /// `nil` where the sum is no chain of vectors and matrices.
  func scalarOfMatrices(_ term: Term, _ store: inout TermStore) throws(FormulaError) -> Formula? {
    guard store.operation(term) == .sum else { return nil }
    let opening = store.open(term, fresh: true)
    guard opening.condition == .yes, opening.indices.allSatisfy({ store.range(ofIndex: $0).lower == .one }) else {
      return nil
    }
    var builder = self
    builder.hide(opening.indices)
    let (coefficient, body) = store.coefficientAndTerm(opening.body)
    guard coefficient.isOne else { return nil }
    if let square = try builder.squaredNorm(body, opening.indices, &store) { return square }
    if opening.indices.count == 1, store.kind(body) == .sum || store.kind(body) != .product {
      if let trace = try builder.trace(body, opening.indices[0], &store) { return trace }
      return try builder.shaped(body, opening.indices, &store).map { .call("sum", [$0], latex: nil) }
    }
    let flat = builder.expanded(body, opening.indices, &store)
    if store.isProperSum(flat), !store.isProperSum(body), opening.indices.count > 1 {
      var parts: [Term] = []
      for (coefficient, addend) in store.addends(flat) {
        parts.append(store.scale(store.sum(over: opening.indices, addend), by: coefficient))
      }
      return try write(store.sum(parts), &store)
    }
    return try builder.bilinear(body, opening.indices, &store)
  }

  /// `norm(u)^2`, `norm(M)^2`.
  private func squaredNorm(
    _ body: Term, _ indices: [Term], _ store: inout TermStore
  ) throws(FormulaError) -> Formula? {
    guard indices.count <= 2, store.kind(body) == .product else { return nil }
    let factors = store.factors(body)
    guard factors.count == 1, factors[0].exponent == .two,
      touched(factors[0].base, indices, store).count == indices.count,
      let inner = try shaped(factors[0].base, indices, &store)
    else { return nil }
    // A matrix and its transpose have the same norm.
    if indices.count == 2, case .transpose(let plain) = inner {
      return .power(.call("norm", [plain], latex: nil), .number(2))
    }
    return .power(.call("norm", [inner], latex: nil), .number(2))
  }

  /// `tr(M)` of a name with the index twice.
  private func trace(_ body: Term, _ index: Term, _ store: inout TermStore) throws(FormulaError) -> Formula? {
    guard store.kind(body) == .symbol || store.kind(body) == .definition, store.children(body) == [index, index] else {
      return nil
    }
    let name = name(body, store)
    guard covers(index, name, 0, store), covers(index, name, 1, store) else { return nil }
    return .call("tr", [self.name(name)], latex: nil)
  }

  /// `u'*v`, `u'*A*B*v`; of a closed chain `tr(A*B)`.
  private func bilinear(_ body: Term, _ indices: [Term], _ store: inout TermStore) throws(FormulaError) -> Formula? {
    var own: [Term: [Term]] = [:]
    var others: [Term: Int] = [:]
    let factors = store.factors(body).map { store.power($0.base, $0.exponent) }
    for factor in factors {
      let ends = touched(factor, indices, store)
      guard ends.count == 1 || ends.count == 2 else { return nil }
      for end in ends {
        if ends.count == 1 { own[end, default: []].append(factor) } else { others[end, default: 0] += 1 }
      }
    }
    if indices.count == 1 {
      guard var vectors = own[indices[0]], vectors.count >= 2 else { return nil }
      vectors = sorted(vectors, store)
      var formulas: [Formula] = []
      for vector in vectors {
        guard let formula = try shaped(vector, indices, &store) else { return nil }
        formulas.append(formula)
      }
      // The last stands apart: `(u .* v)'*w`.
      let last = formulas.removeLast()
      return joined([transposed(hadamard(formulas)), last])
    }
    // An end of the chain, where one other factor is attached; of the two ways to read it the one with fewer transposes.
    let ends = sorted(indices.filter { others[$0] == 1 }, store)
    let weighted = ends.filter { own[$0] != nil }
    if !ends.isEmpty {
      var best: Formula?
      for start in weighted.isEmpty ? Array(ends.prefix(1)) : weighted {
        let rest = factors.filter { own[start]?.contains($0) != true }
        let chain = store.sum(over: indices.filter { $0 != start }, store.product(rest))
        guard let vector = try shaped(chain, [start], &store) else { return nil }
        var formula = Formula.call("sum", [vector], latex: nil)
        if let weights = own[start] {
          guard let weight = try shaped(store.product(weights), [start], &store),
            let product = joined([transposed(weight), vector])
          else { return nil }
          formula = product
        }
        if best.map({ formula.transposeCount < $0.transposeCount }) ?? true { best = formula }
      }
      return best
    }
    // All in a ring: cut at one index.
    guard let cut = sorted(indices, store).first, own[cut] == nil,
      let edge = factors.first(where: { store.contains($0, cut) })
    else { return nil }
    let (lower, upper) = store.range(ofIndex: cut)
    let other = store.freshIndex(lower, upper)
    let opened = factors.map { $0 == edge ? $0 : store.instantiate([cut], $0, at: [other]) }
    var builder = self
    builder.hide([other])
    let chain = store.sum(over: indices.filter { $0 != cut }, store.product(opened))
    guard let matrix = try builder.shaped(chain, [cut, other], &store) else { return nil }
    // A matrix and its transpose have the same trace.
    if case .transpose(let inner) = matrix { return .call("tr", [inner], latex: nil) }
    return .call("tr", [matrix], latex: nil)
  }
}

extension Formula {
  fileprivate var transposeCount: Int {
    var count = 0
    var pending = [self]
    while let next = pending.popLast() {
      if case .transpose = next { count += 1 }
      pending += next.parts
    }
    return count
  }
}
