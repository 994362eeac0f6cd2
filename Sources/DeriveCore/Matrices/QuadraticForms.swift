extension TermStore {
  /// The sign of a sum `sum(i, j, u[i]*M[i, j]*u[j])` with M semidefinite by what it is made of; nil for other sums.
  mutating func boundsOfQuadraticForm(_ term: Term) -> Bounds? {
    let count = payload(term) & 0xff
    guard count >= 2, count <= 6, child(term, count) == .yes, boundMask(term) == 0 else { return nil }
    func isMatrix(_ factor: Term, _ store: borrowing TermStore) -> Bool {
      switch store.kind(factor) {
      case .matrixFunction: store.matrixFunction(factor) == .inverse
      case .symbol: store.childCount(factor) == 2 && store.symbols[store.payload(factor)].facts.structure.isSymmetric
      default: false
      }
    }
    guard factors(child(term, count + 1)).contains(where: { isMatrix($0.base, self) }) else { return nil }
    let opening = open(term, fresh: true)
    let parts = factors(opening.body).map { power($0.base, $0.exponent) }
    for matrix in parts where isMatrix(matrix, self) {
      let ends = opening.indices.filter { contains(matrix, $0) }
      guard ends.count == 2 else { continue }
      let (row, column) = (ends[0], ends[1])
      let middle = parts.filter { contains($0, row) && contains($0, column) }
      let rest = parts.filter { !middle.contains($0) }
      let others = opening.indices.filter { $0 != row && $0 != column }
      func side(of start: Term, _ store: borrowing TermStore) -> (indices: [Term], parts: [Term]) {
        var indices = [start]
        var own: [Term] = []
        var grown = true
        while grown {
          grown = false
          for part in rest where !own.contains(part) && indices.contains(where: { store.contains(part, $0) }) {
            own.append(part)
            indices += others.filter { !indices.contains($0) && store.contains(part, $0) }
            grown = true
          }
        }
        return (Array(indices.dropFirst()), own)
      }
      let left = side(of: row, self)
      let right = side(of: column, self)
      guard left.parts.allSatisfy({ !right.parts.contains($0) }), left.parts.count + right.parts.count == rest.count,
        left.indices.count + right.indices.count == others.count
      else { continue }
      let leftSum = sum(over: left.indices, product(left.parts))
      let rightSum = sum(over: right.indices, product(right.parts))
      guard instantiate([row], leftSum, at: [column]) == rightSum,
        let fact = matrixFact(row, column, product(middle))
      else { continue }
      let isStrict = fact.isDefinite && bounds(sum(over: [row], power(leftSum, 2))).isPositive
      if fact.isNegative { return isStrict ? .negative : .nonPositive }
      return isStrict ? .positive : .nonNegative
    }
    return nil
  }
}
