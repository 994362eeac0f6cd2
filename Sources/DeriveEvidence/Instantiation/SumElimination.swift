import DeriveCore
import DeriveNumbers

/// A factor of a product under a sum, at all values of the summed indices in it.
private struct FactorTable {
  var indices: [Term]
  /// By the values of the indices, the last one fastest.
  var values: [Term]
}

extension Instantiation {
  /// The most entries that a table may have.
  private static let greatestTable = 4_096

  /// A sum over several indices of a product, one index at a time: a chain of k matrices of size n takes k*n^3 products
  /// instead of n^(k+1) (variable elimination; Koller and Friedman, "Probabilistic Graphical Models", 2009, ch. 9). The
  /// index whose sum leaves the smallest table comes first. Nil where that is of no use.
  mutating func eliminated(
    _ opening: Opening, _ environment: IndexValues, _ store: inout TermStore
  ) throws(DeriveError) -> Term? {
    guard opening.operation == .sum, opening.condition == .yes, opening.indices.count >= 3,
      !store.isProperSum(opening.body),
      !opening.indices.contains(where: { index in
        opening.indices.contains { $0 != index && store.contains(index, $0) }
      })
    else { return nil }
    var ranges: [Term: ClosedRange<Int>] = [:]
    for index in opening.indices {
      let (lower, upper) = store.range(ofIndex: index)
      guard let first = store.rational(try value(of: lower, at: environment, in: &store))?.asInt,
        let last = store.rational(try value(of: upper, at: environment, in: &store))?.asInt, first <= last
      else { return nil }
      ranges[index] = first...last
    }
    let (coefficient, term) = store.coefficientAndTerm(opening.body)
    let factors = store.factors(term).map { store.power($0.base, $0.exponent) }
    let uses = factors.map { factor in opening.indices.filter { store.contains(factor, $0) } }
    if uses.contains(where: { $0.count == opening.indices.count }) { return nil }
    var tables: [FactorTable] = []
    for (factor, indices) in zip(factors, uses) {
      guard size(indices, ranges) <= Self.greatestTable else { return nil }
      var values: [Term] = []
      var inner = environment
      for place in 0..<size(indices, ranges) {
        set(&inner, indices, ranges, place)
        values.append(try value(of: factor, at: inner, in: &store))
      }
      tables.append(FactorTable(indices: indices, values: values))
    }
    var rest = opening.indices
    while !rest.isEmpty {
      var best: (place: Int, left: [Term], size: Int)?
      for (place, index) in rest.enumerated() {
        let left = neighbours(of: index, tables)
        let size = size(left, ranges)
        if best.map({ size < $0.size }) ?? true { best = (place, left, size) }
      }
      guard let best, best.size <= Self.greatestTable else { return nil }
      let index = rest.remove(at: best.place)
      let own = tables.filter { $0.indices.contains(index) }
      tables.removeAll { $0.indices.contains(index) }
      tables.append(try summed(index, own, over: best.left, ranges, &store))
    }
    return store.scale(store.product(tables.map { $0.values[0] }), by: coefficient)
  }

  /// The indices that stand in a table together with this one.
  private func neighbours(of index: Term, _ tables: [FactorTable]) -> [Term] {
    var found: [Term] = []
    for table in tables where table.indices.contains(index) {
      for other in table.indices where other != index && !found.contains(other) { found.append(other) }
    }
    return found
  }

  private mutating func summed(
    _ index: Term, _ tables: [FactorTable], over left: [Term], _ ranges: [Term: ClosedRange<Int>],
    _ store: inout TermStore
  ) throws(DeriveError) -> FactorTable {
    let all = left + [index]
    let length = ranges[index]?.count ?? 1
    try visit(size(all, ranges) * tables.count)
    // How far a step of each index of `all` moves in each table.
    let strides = tables.map { table in
      all.map { index in stride(of: index, in: table.indices, ranges) }
    }
    var values: [Term] = []
    var digits = [Int](repeating: 0, count: left.count)
    for _ in 0..<size(left, ranges) {
      var addends: [Term] = []
      for step in 0..<length {
        var parts: [Term] = []
        for (table, stride) in zip(tables, strides) {
          var place = step * stride[left.count]
          for (digit, own) in zip(digits, stride) { place += digit * own }
          parts.append(table.values[place])
        }
        addends.append(store.product(parts))
      }
      values.append(store.sum(addends))
      var position = left.count - 1
      while position >= 0 {
        digits[position] += 1
        if digits[position] < ranges[left[position]]?.count ?? 1 { break }
        digits[position] = 0
        position -= 1
      }
    }
    return FactorTable(indices: left, values: values)
  }

  private func stride(of index: Term, in indices: [Term], _ ranges: [Term: ClosedRange<Int>]) -> Int {
    guard let place = indices.firstIndex(of: index) else { return 0 }
    return size(Array(indices[(place + 1)...]), ranges)
  }

  private func size(_ indices: [Term], _ ranges: [Term: ClosedRange<Int>]) -> Int {
    var result = 1
    for index in indices { result = min(result * (ranges[index]?.count ?? 1), Self.greatestTable + 1) }
    return result
  }

  /// Gives the indices their values at a place of a table.
  private func set(
    _ values: inout IndexValues, _ indices: [Term], _ ranges: [Term: ClosedRange<Int>], _ place: Int
  ) {
    var rest = place
    for index in indices.reversed() {
      guard let range = ranges[index] else { continue }
      values[index] = range.lowerBound + rest % range.count
      rest /= range.count
    }
  }
}
