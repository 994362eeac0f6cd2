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
    var adjoints = AdjointLists(acquireTable())
    defer { release(adjoints.heads) }
    adjoints.append(to: root, .one)
    var order = reachable(from: root, mask: mask)
    order.sort { $0.number > $1.number }
    for term in order {
      let adjoint = adjoints.sum(for: term, &self)
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
            adjoints.append(to: inner, scale(adjoint, by: child(term, position)))
          }
        }
      case .product:
        pushProduct(term, adjoint, mask, &adjoints)
      case .function:
        let arguments = children(term)
        for (position, argument) in arguments.enumerated() where symbolMask(argument) & mask != 0 {
          let outer = functionID(term).entry.derivative(&self, arguments, position)
          adjoints.append(to: argument, multiplyNesting(outer, adjoint))
        }
      case .cases:
        for position in stride(from: 1, to: childCount(term), by: 2) {
          let inner = child(term, position)
          if symbolMask(inner) & mask == 0 { continue }
          let part = cases([(child(term, position - 1), adjoint)], otherwise: .zero)
          adjoints.append(to: inner, try guarded(part, in: term, position: position))
        }
        let last = childCount(term) - 1
        if symbolMask(child(term, last)) & mask != 0 {
          let conditions = stride(from: 0, to: last, by: 2).map { child(term, $0) }
          adjoints.append(
            to: child(term, last), cases(conditions.map { ($0, .zero) }, otherwise: adjoint))
        }
      case .reduction, .abstract, .expectation, .matrixFunction, .limit, .definition, .symbol:
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

  private mutating func reachable(from root: Term, mask: UInt64) -> [Term] {
    let seen = acquireTable()
    defer { release(seen) }
    var pending = [root]
    seen[root] = 1
    var order: [Term] = []
    while let term = pending.popLast() {
      order.append(term)
      switch kind(term) {
      case .sum, .product, .function, .cases:
        for position in 0..<childCount(term) {
          let child = child(term, position)
          if symbolMask(child) & mask != 0, seen[child] == nil {
            seen[child] = 1
            pending.append(child)
          }
        }
      case .rational, .infinity, .truth, .symbol, .size, .definition, .index, .bound, .reduction, .family, .delta,
        .relation, .and, .or, .not, .abstract, .expectation, .matrixFunction, .limit:
        break
      }
    }
    return order
  }

  private mutating func pushProduct(
    _ term: Term, _ adjoint: Term, _ mask: UInt64, _ adjoints: inout AdjointLists
  ) {
    let count = childCount(term) / 2
    for position in 0..<count {
      let base = child(term, 2 * position)
      let exponent = child(term, 2 * position + 1)
      let moves = symbolMask(base) & mask != 0
      let exponentMoves = symbolMask(exponent) & mask != 0
      if !moves && !exponentMoves { continue }
      if moves, !exponentMoves, derivesAtOnce(term, times: adjoint) {
        adjoints.append(to: base, derived(product: term, at: position, times: adjoint))
        continue
      }
      var rest = adjoint
      for other in 0..<count where other != position {
        rest = multiplyNesting(rest, power(child(term, 2 * other), child(term, 2 * other + 1)))
      }
      if moves {
        let outer = power(base, subtract(exponent, .one))
        adjoints.append(to: base, multiplyNesting(multiplyNesting(rest, outer), exponent))
      }
      if exponentMoves {
        let outer = multiply(power(base, exponent), apply(.log, base))
        adjoints.append(to: exponent, multiplyNesting(rest, outer))
      }
    }
  }
}

/// What reaches each node from above, gathered as linked lists, each summed once when its node's turn comes.
private struct AdjointLists {
  let heads: NodeTable
  private var links: [(term: Term, next: UInt32)] = []

  init(_ heads: NodeTable) {
    self.heads = heads
  }

  mutating func append(to node: Term, _ adjoint: Term) {
    links.append((adjoint, heads[node] ?? UInt32.max))
    heads[node] = UInt32(links.count - 1)
  }

  func sum(for node: Term, _ store: inout TermStore) -> Term {
    guard let head = heads[node] else { return .zero }
    var link = links[Int(head)]
    if link.next == UInt32.max { return link.term }
    var parts = [link.term]
    while link.next != UInt32.max {
      link = links[Int(link.next)]
      parts.append(link.term)
    }
    return store.sum(parts)
  }
}
