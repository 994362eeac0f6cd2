import DeriveCore

/// Terms at concrete sizes, kept from one claim of a store to the next: claims of one file are about the same terms.
///
/// What a term comes to does not depend on the claim: assumptions are put aside while points are tried, and bodies of
/// definitions never change.
package final class KeptInstantiations {
  private var known: [Choice: Instantiation] = [:]
  /// How many choices of the sizes are kept.
  private static let greatestCount = 24
  /// Of solved assumptions, which are small: at each choice several.
  private static let greatestSolvedCount = 96

  private struct Choice: Hashable {
    var sizes: [Int: Int]
    var integers: [Term: Int]
  }

  private var unknown: Term?
  private var solved: [Assumed: SolvedAssumptions] = [:]

  /// Assumptions at concrete sizes, and which way they are solved.
  private struct Assumed: Hashable {
    var assumptions: [Term]
    var takesOther: Bool
  }

  package init() {}

  /// A name of its own for what an assumption is solved for, the same for all claims of a store.
  func scratch(_ store: inout TermStore) -> Term {
    if let unknown { return unknown }
    let term = store.component(store.addSymbol(Symbol(name: "unknown", role: .given, rank: 0)))
    unknown = term
    return term
  }

  /// One at these sizes, with an own count of nodes; it is to be put back.
  func take(
    sizes: [(symbol: Int, value: Int)], integers: [Term: Int], functions: [ConcreteFunction], limit: Int
  ) -> Instantiation {
    let choice = Choice(
      sizes: Dictionary(uniqueKeysWithValues: sizes.map { ($0.symbol, $0.value) }), integers: integers)
    if functions.isEmpty, var found = known.removeValue(forKey: choice) {
      found.restart(limit: limit)
      return found
    }
    return Instantiation(
      sizes: choice.sizes, integers: integers,
      functions: Dictionary(uniqueKeysWithValues: functions.map { ($0.function, $0) }), limit: limit)
  }

  /// The assumptions solved: claims under the same ones share the work.
  func solved(
    _ assumptions: [Term], takesOther: Bool, _ store: inout TermStore
  ) throws(DeriveError) -> SolvedAssumptions {
    let key = Assumed(assumptions: assumptions, takesOther: takesOther)
    if let known = solved[key] { return known }
    let found = try SolvedAssumptions(assumptions, scratch: scratch(&store), takesOther: takesOther, &store)
    // What was cut short is not kept.
    if !store.budget.isSpent {
      if solved.count >= Self.greatestSolvedCount { solved.removeAll() }
      solved[key] = found
    }
    return found
  }

  /// Points of claims about the same components, drawn once.
  private struct Drawn {
    let seed: UInt64
    let count: Int
    let coordinates: Coordinates
    let points: [Point]
    /// The generator as it stands after them.
    let generator: PointGenerator
  }

  private var drawn: [Drawn] = []
  /// How many numbers are kept for points.
  private var drawnRoom = 200_000

  /// The points that so many tries of a new generator give, each once; the generator is left where they end.
  func points(_ count: Int, seed: UInt64, _ coordinates: Coordinates, _ generator: inout PointGenerator) -> [Point] {
    let known = drawn.first { known in
      known.seed == seed && known.count == count && known.coordinates.drawsSamePoints(as: coordinates)
    }
    if let known {
      generator = known.generator
      return known.points
    }
    var tried: Set<Point> = []
    var points: [Point] = []
    points.reserveCapacity(count)
    for _ in 0..<count {
      if let point = generator.unseen(&tried) { points.append(point) }
    }
    drawnRoom -= points.count * (coordinates.terms.count + 1)
    if drawnRoom > 0 {
      drawn.append(
        Drawn(seed: seed, count: count, coordinates: coordinates, points: points, generator: generator))
    }
    return points
  }

  func put(_ instantiation: Instantiation) {
    // The polynomials in place of abstract functions are others for each claim; what is large is not kept.
    if !instantiation.functions.isEmpty || instantiation.visited > 20_000 { return }
    if known.count >= Self.greatestCount { known.removeAll() }
    known[Choice(sizes: instantiation.sizes, integers: instantiation.integers)] = instantiation
  }
}
