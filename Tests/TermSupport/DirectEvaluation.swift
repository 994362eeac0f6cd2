import DeriveCore
import DeriveNumbers

/// A value of a term by plain recursion with loops for sums: shares nothing with the tape or the normal form.
package struct DirectEvaluation {
  package var sizes: [Int: Int] = [:]
  /// The value of a symbol's component, from a hash of its place, so that nothing need be stored.
  package var seed: UInt64 = 1
  package var indices: [Term: Int] = [:]

  package init(sizes: [Int: Int] = [:], seed: UInt64 = 1) {
    self.sizes = sizes
    self.seed = seed
  }

  package func value(_ symbol: Int, _ places: [Int], _ facts: SymbolFacts) -> Double {
    var random = RandomSource(seed: seed &+ UInt64(symbol) &* 7919 &+ places.reduce(0) { $0 &* 31 &+ UInt64($1) })
    let unit = random.uniform()
    if facts.structure == .binary { return unit < 0.5 ? 0 : 1 }
    if facts.bounds.isPositive { return 0.25 + 2 * unit }
    return 4 * unit - 2
  }

  package mutating func evaluate(_ term: Term, _ store: inout TermStore) -> Double {
    switch store.kind(term) {
    case .rational: return Double(store.rational(term) ?? .zero)
    case .infinity: return .infinity
    case .truth: return term == .yes ? 1 : 0
    case .size: return Double(sizes[store.payload(term)] ?? 1)
    case .symbol:
      let places = store.children(term).map { Int(evaluate($0, &store)) }
      return value(store.payload(term), places, store.symbols[store.payload(term)].facts)
    case .definition: return evaluate(store.unfolded(term), &store)
    case .index, .bound: return Double(indices[term] ?? 1)
    case .sum:
      return store.addends(term).reduce(0) { $0 + Double($1.coefficient) * evaluate($1.term, &store) }
    case .product:
      return store.factors(term).reduce(1) { product, pair in
        let base = evaluate(pair.base, &store)
        let exponent = evaluate(pair.exponent, &store)
        if let whole = Int(exactly: exponent) {
          var power = 1.0
          for _ in 0..<abs(whole) { power *= base }
          return product * (whole < 0 ? 1 / power : power)
        }
        return product * Elementary.exp(exponent * Elementary.log(base))
      }
    case .function:
      return store.functionID(term).entry.evaluate(store.children(term).map { evaluate($0, &store) })
    case .reduction: return reduce(term, &store)
    case .delta:
      return evaluate(store.child(term, 0), &store) == evaluate(store.child(term, 1), &store) ? 1 : 0
    case .relation:
      let (a, b) = (evaluate(store.child(term, 0), &store), evaluate(store.child(term, 1), &store))
      let holds: Bool =
        switch store.comparison(term) {
        case .equal: a == b
        case .notEqual: a != b
        case .less: a < b
        case .lessOrEqual: a <= b
        }
      return holds ? 1 : 0
    case .and: return store.children(term).allSatisfy { evaluate($0, &store) == 1 } ? 1 : 0
    case .or: return store.children(term).contains { evaluate($0, &store) == 1 } ? 1 : 0
    case .not: return 1 - evaluate(store.child(term, 0), &store)
    case .cases:
      let last = store.childCount(term) - 1
      for position in stride(from: 0, to: last, by: 2) where evaluate(store.child(term, position), &store) == 1 {
        return evaluate(store.child(term, position + 1), &store)
      }
      return evaluate(store.child(term, last), &store)
    case .matrixFunction: return matrixFunction(term, &store)
    case .family, .abstract, .expectation, .limit: return .nan
    }
  }

  /// By elimination with pivots.
  private mutating func matrixFunction(_ term: Term, _ store: inout TermStore) -> Double {
    let (row, column, body) = store.openedMatrix(term)
    let size = Int(evaluate(store.range(ofIndex: row).upper, &store))
    var rows: [[Double]] = []
    for i in 1...size {
      rows.append(
        (1...size).map { j in
          indices[row] = i
          indices[column] = j
          return evaluate(body, &store)
        } + (1...size).map { $0 == i ? 1 : 0 })
    }
    if store.matrixFunction(term) == .power {
      var row = (0..<size).map { $0 + 1 == Int(evaluate(store.child(term, 1), &store)) ? 1.0 : 0 }
      for _ in 0..<Int(evaluate(store.child(term, 3), &store)) {
        row = (0..<size).map { column in (0..<size).reduce(0) { $0 + row[$1] * rows[$1][column] } }
      }
      return row[Int(evaluate(store.child(term, 2), &store)) - 1]
    }
    var determinant = 1.0
    for place in 0..<size {
      let pivot = (place..<size).max { abs(rows[$0][place]) < abs(rows[$1][place]) } ?? place
      if pivot != place {
        rows.swapAt(pivot, place)
        determinant = -determinant
      }
      determinant *= rows[place][place]
      let scale = 1 / rows[place][place]
      rows[place] = rows[place].map { $0 * scale }
      for other in 0..<size where other != place {
        let factor = rows[other][place]
        rows[other] = zip(rows[other], rows[place]).map { $0 - factor * $1 }
      }
    }
    switch store.matrixFunction(term) {
    case .determinant: return determinant
    case .inverse, .power:
      let i = Int(evaluate(store.child(term, 1), &store))
      let j = Int(evaluate(store.child(term, 2), &store))
      return rows[i - 1][size + j - 1]
    }
  }

  private mutating func reduce(_ term: Term, _ store: inout TermStore) -> Double {
    let opening = store.open(term, fresh: true)
    var result: Double
    switch opening.operation {
    case .sum: result = 0
    case .product, .all: result = 1
    case .maximum: result = -.infinity
    case .minimum: result = .infinity
    }
    func loop(_ evaluation: inout DirectEvaluation, _ store: inout TermStore, _ rest: ArraySlice<Term>) {
      guard let index = rest.first else {
        if evaluation.evaluate(opening.condition, &store) != 1 { return }
        let value = evaluation.evaluate(opening.body, &store)
        switch opening.operation {
        case .sum: result += value
        case .product: result *= value
        case .all: result = min(result, value)
        case .maximum: result = max(result, value)
        case .minimum: result = min(result, value)
        }
        return
      }
      let (lower, upper) = store.range(ofIndex: index)
      let from = Int(evaluation.evaluate(lower, &store))
      let to = Int(evaluation.evaluate(upper, &store))
      if from > to { return }
      for value in from...to {
        evaluation.indices[index] = value
        loop(&evaluation, &store, rest.dropFirst())
      }
      evaluation.indices[index] = nil
    }
    loop(&self, &store, opening.indices[...])
    return result
  }
}

/// Equal up to rounding: relative to the size of what was added up.
package func agree(_ a: Double, _ b: Double, _ tolerance: Double = 1e-9) -> Bool {
  if a.isNaN || b.isNaN { return a.isNaN && b.isNaN }
  if a.isInfinite || b.isInfinite { return a == b }
  return abs(a - b) <= tolerance * max(1, abs(a), abs(b))
}
