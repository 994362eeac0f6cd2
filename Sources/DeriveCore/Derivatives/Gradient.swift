import DeriveNumbers

extension TermStore {
  /// The partial derivatives of a scalar term by many leaves at once, with every definition held fixed.
  ///
  /// Reverse accumulation on the shared graph (Griewank and Walther, "Evaluating Derivatives", 2nd ed., ch. 3.3): one
  /// pass for all leaves, at a cost that does not grow with their number. Sums over indices and what else binds is
  /// derived forward, a leaf at a time.
  package mutating func gradient(of root: Term, by leaves: [Term]) throws(DeriveError) -> [Term] {
    var wanted: [Term: Int] = [:]
    var mask: UInt64 = 0
    for (position, leaf) in leaves.enumerated() {
      wanted[leaf] = position
      mask |= symbolMask(leaf)
    }
    var result = [Term](repeating: .zero, count: leaves.count)
    if symbolMask(root) & mask == 0 { return result }
    // Adjoints are gathered as lists, each summed once when its node's turn comes.
    var adjoints: [Term: [Term]] = [root: [.one]]
    var order = reachable(from: root, mask: mask)
    order.sort { $0.number > $1.number }
    for term in order {
      guard let gathered = adjoints.removeValue(forKey: term) else { continue }
      let adjoint = gathered.count == 1 ? gathered[0] : sum(gathered)
      if adjoint == .zero { continue }
      if budget.isSpent { throw .tooMuchWork }
      if let position = wanted[term] {
        result[position] = adjoint
        continue
      }
      switch kind(term) {
      case .sum:
        for position in stride(from: 0, to: childCount(term), by: 2) {
          let inner = child(term, position + 1)
          if symbolMask(inner) & mask != 0 {
            adjoints[inner, default: []].append(scale(adjoint, by: child(term, position)))
          }
        }
      case .product:
        pushProduct(term, adjoint, mask, &adjoints)
      case .function:
        let arguments = children(term)
        for (position, argument) in arguments.enumerated() where symbolMask(argument) & mask != 0 {
          let outer = functionID(term).entry.derivative(&self, arguments, position)
          adjoints[argument, default: []].append(multiplyNesting(outer, adjoint))
        }
      case .cases:
        for position in stride(from: 1, to: childCount(term), by: 2) {
          let inner = child(term, position)
          if symbolMask(inner) & mask == 0 { continue }
          let part = cases([(child(term, position - 1), adjoint)], otherwise: .zero)
          adjoints[inner, default: []].append(try guarded(part, in: term, position: position))
        }
        let last = childCount(term) - 1
        if symbolMask(child(term, last)) & mask != 0 {
          let conditions = stride(from: 0, to: last, by: 2).map { child(term, $0) }
          adjoints[child(term, last), default: []].append(
            cases(conditions.map { ($0, .zero) }, otherwise: adjoint))
        }
      case .reduction, .abstract, .expectation, .definition, .symbol:
        for (position, leaf) in leaves.enumerated() where symbolMask(term) & symbolMask(leaf) != 0 {
          let inner = try localDerivative(of: term, by: leaf)
          if inner != .zero { result[position] = add(result[position], multiplyNesting(adjoint, inner)) }
        }
      case .family:
        throw .unsupported("a derivative of a vector taken whole")
      case .rational, .infinity, .truth, .size, .index, .bound, .delta, .relation, .and, .or, .not:
        break
      }
    }
    return result
  }

  /// A later case's share holds only where the earlier conditions do not.
  private mutating func guarded(_ part: Term, in term: Term, position: Int) throws(DeriveError) -> Term {
    if position == 1 { return part }
    let earlier = stride(from: 0, to: position - 1, by: 2).map { child(term, $0) }
    return cases(earlier.map { ($0, .zero) }, otherwise: part)
  }

  private func reachable(from root: Term, mask: UInt64) -> [Term] {
    var pending = [root]
    var seen: Set<Term> = [root]
    var order: [Term] = []
    while let term = pending.popLast() {
      order.append(term)
      switch kind(term) {
      case .sum, .product, .function, .cases:
        for position in 0..<childCount(term) {
          let child = child(term, position)
          if symbolMask(child) & mask != 0, seen.insert(child).inserted { pending.append(child) }
        }
      case .rational, .infinity, .truth, .symbol, .size, .definition, .index, .bound, .reduction, .family, .delta,
        .relation, .and, .or, .not, .abstract, .expectation:
        break
      }
    }
    return order
  }

  private mutating func pushProduct(
    _ term: Term, _ adjoint: Term, _ mask: UInt64, _ adjoints: inout [Term: [Term]]
  ) {
    let count = childCount(term) / 2
    for position in 0..<count {
      let base = child(term, 2 * position)
      let exponent = child(term, 2 * position + 1)
      let moves = symbolMask(base) & mask != 0
      let exponentMoves = symbolMask(exponent) & mask != 0
      if !moves && !exponentMoves { continue }
      var rest = adjoint
      for other in 0..<count where other != position {
        rest = multiplyNesting(rest, power(child(term, 2 * other), child(term, 2 * other + 1)))
      }
      if moves {
        let outer = multiply(exponent, power(base, subtract(exponent, .one)))
        adjoints[base, default: []].append(multiplyNesting(rest, outer))
      }
      if exponentMoves {
        let outer = multiply(power(base, exponent), apply(.log, base))
        adjoints[exponent, default: []].append(multiplyNesting(rest, outer))
      }
    }
  }
}
