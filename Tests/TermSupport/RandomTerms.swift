import DeriveCore
import DeriveNumbers

/// A small world for random expressions: sizes, scalars, vectors, a matrix, labels, and defined names.
package struct TermWorld: ~Copyable {
  package var store = TermStore()
  package var random: RandomSource
  package let size: Int
  package let extent: Term
  package let scalars: [Term]
  package let positive: Int
  package let vector: Int
  package let matrix: Int
  package let labels: Int
  /// Free indices that expressions may mention.
  package let indices: [Term]

  package init(seed: UInt64) {
    random = RandomSource(seed: seed)
    size = store.addSymbol(Symbol(name: "N", role: .size, rank: 0))
    extent = store.component(size)
    let a = store.addSymbol(Symbol(name: "a", role: .given, rank: 0))
    let b = store.addSymbol(Symbol(name: "b", role: .given, rank: 0))
    positive = store.addSymbol(
      Symbol(name: "c", role: .given, rank: 0, facts: SymbolFacts(bounds: .positive)))
    vector = store.addSymbol(Symbol(name: "x", role: .given, rank: 1, extents: [extent]))
    matrix = store.addSymbol(Symbol(name: "M", role: .given, rank: 2, extents: [extent, extent]))
    labels = store.addSymbol(
      Symbol(
        name: "y", role: .given, rank: 1, facts: SymbolFacts(bounds: .unit, structure: .binary), extents: [extent]))
    scalars = [store.component(a), store.component(b), store.component(positive)]
    indices = [store.freshIndex(.one, extent), store.freshIndex(.one, extent)]
  }

  package mutating func choice(_ count: Int) -> Int { Int(random.next() % UInt64(count)) }

  /// A random expression of this depth over the scalars and the components at the indices in scope.
  package mutating func term(_ depth: Int, _ scope: [Term]) -> Term {
    if depth == 0 { return leaf(scope) }
    switch choice(9) {
    case 0, 1:
      let parts = (0..<(2 + choice(2))).map { _ in term(depth - 1, scope) }
      return store.sum(parts)
    case 2, 3:
      let a = term(depth - 1, scope)
      let b = term(depth - 1, scope)
      return store.multiply(a, b)
    case 4:
      let base = term(depth - 1, scope)
      return store.power(base, 2 + choice(2))
    case 5:
      let inner = term(depth - 1, scope)
      let functions = ["exp", "sigmoid", "tanh", "sin", "softplus"]
      // Small arguments, so that values stay in range.
      let bounded = store.apply(.sin, inner)
      guard let function = FunctionID(named: functions[choice(functions.count)]) else { return bounded }
      return store.apply(function, bounded)
    case 6:
      let index = store.freshIndex(.one, extent)
      let body = term(depth - 1, scope + [index])
      return store.sum(over: [index], body)
    case 7:
      // A quotient whose denominator is positive.
      let inner = term(depth - 1, scope)
      let denominator = store.add(.one, store.power(store.apply(.sin, inner), 2))
      let numerator = term(depth - 1, scope)
      return store.divide(numerator, denominator)
    default:
      let coefficient = Rational(choice(7) - 3, 1 + choice(3))
      let inner = term(depth - 1, scope)
      return store.scale(inner, by: coefficient)
    }
  }

  private mutating func leaf(_ scope: [Term]) -> Term {
    let places = scope.isEmpty ? indices : scope
    switch choice(6) {
    case 0: return scalars[choice(scalars.count)]
    case 1: return store.component(vector, [places[choice(places.count)]])
    case 2: return store.component(labels, [places[choice(places.count)]])
    case 3: return store.component(matrix, [places[choice(places.count)], places[choice(places.count)]])
    case 4: return store.delta(places[choice(places.count)], indices[choice(indices.count)])
    default: return store.number(choice(5) - 2)
    }
  }

  /// An evaluation at random values for a size.
  package func evaluation(size count: Int, seed: UInt64) -> DirectEvaluation {
    var evaluation = DirectEvaluation(sizes: [size: count], seed: seed)
    for (position, index) in indices.enumerated() { evaluation.indices[index] = 1 + position % count }
    return evaluation
  }
}
