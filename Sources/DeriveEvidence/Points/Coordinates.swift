import DeriveCore
import DeriveNumbers

/// The components that a point gives values to, at concrete sizes.
package struct Coordinates: Sendable {
  /// The components, each a term with literal indices.
  package private(set) var terms: [Term] = []
  package private(set) var groups: [Group] = []
  /// Bounds that assumptions add to those of a coordinate's type.
  package private(set) var bounds: [Int: Bounds] = [:]
  private var places: [Term: Int] = [:]

  /// One symbol.
  package struct Group: Sendable {
    package let symbol: Int
    package let facts: SymbolFacts
    /// Its extents; for a symbol whose shape is not told, the number of its components.
    package let dimensions: [Int]
    /// Where each entry, row by row, is among the coordinates; `nil` for what is 0 by structure.
    package let places: [Int?]
  }

  package init() {}

  package func place(of term: Term) -> Int? { places[term] }

  /// Whether the same values come up for these as for the others: points know nothing of names.
  func drawsSamePoints(as other: Coordinates) -> Bool {
    terms.count == other.terms.count && bounds == other.bounds
      && groups.elementsEqual(other.groups) { first, second in
        first.places == second.places && first.dimensions == second.dimensions
          && first.facts.structure == second.facts.structure && first.facts.bounds == second.facts.bounds
      }
  }

  mutating func add(_ term: Term) -> Int {
    if let known = places[term] { return known }
    places[term] = terms.count
    terms.append(term)
    return terms.count - 1
  }

  mutating func add(_ group: Group) { groups.append(group) }

  /// Takes note of an assumption that bounds a coordinate by a number, so that few points are made in vain.
  mutating func narrow(by condition: Term, _ store: borrowing TermStore) {
    if store.kind(condition) == .and {
      for part in store.children(condition) { narrow(by: part, store) }
      return
    }
    guard store.kind(condition) == .relation else { return }
    let (left, right) = (store.child(condition, 0), store.child(condition, 1))
    let comparison = store.comparison(condition)
    let place: Int
    var added = Bounds.any
    if let number = store.rational(left), let found = places[right] {
      place = found
      switch comparison {
      case .less, .lessOrEqual: added = Bounds(lower: number, lowerIsOpen: comparison == .less)
      case .notEqual where number.isZero: added = .nonZero
      case .equal, .notEqual: return
      }
    } else if let number = store.rational(right), let found = places[left] {
      place = found
      switch comparison {
      case .less, .lessOrEqual: added = Bounds(upper: number, upperIsOpen: comparison == .less)
      case .notEqual where number.isZero: added = .nonZero
      case .equal, .notEqual: return
      }
    } else {
      return
    }
    bounds[place] = (bounds[place] ?? .any).intersection(added)
  }
}

/// A value for every coordinate, in their order.
package struct Point: Hashable, Sendable {
  package var values: [Rational]

  /// The values are of our own making and need no keyed hash.
  package func _rawHashValue(seed: Int) -> Int { values.reduce(seed) { $1._rawHashValue(seed: $0) } }
}

extension TermStore {
  /// Coordinates for every component below the terms; of a symbol whose shape is known, for all its components.
  /// `nil` if the sizes do not fit a type, as those of a matrix of full column rank with more columns than rows.
  package mutating func coordinates(
    of terms: [Term], except excluded: Set<Term> = [], _ instantiation: inout Instantiation
  ) throws(DeriveError) -> Coordinates? {
    var bySymbol: [Int: [Term]] = [:]
    for leaf in leaves(of: terms, .symbol) { bySymbol[payload(leaf), default: []].append(leaf) }
    var coordinates = Coordinates()
    for symbol in bySymbol.keys.sorted() {
      let info = symbols[symbol]
      let found = bySymbol[symbol] ?? []
      var places: [Int?] = []
      var dimensions: [Int] = []
      if info.rank > 0, info.extents.count == info.rank {
        for extent in info.extents {
          let size = try instantiation.value(of: extent, in: &self)
          guard let count = rational(size)?.asInt, count >= 0 else {
            throw .unsupported("the shape of \(info.name)")
          }
          dimensions.append(count)
        }
        let total = dimensions.reduce(1) { $0.multipliedReportingOverflow(by: $1).partialValue }
        if total > 20_000 || dimensions.contains(where: { $0 > 20_000 }) { throw .tooMuchWork }
        if info.facts.structure == .fullrank, dimensions.count == 2, dimensions[0] < dimensions[1] { return nil }
        for number in 0..<total {
          let entry = component(symbol, entryIndices(number, dimensions).map { self.number($0 + 1) })
          let isEntry = kind(entry) == .symbol && !excluded.contains(entry)
          places.append(isEntry ? coordinates.add(entry) : nil)
        }
      } else {
        switch info.facts.structure {
        case .none, .binary: break
        case .onehot, .simplex, .symmetric, .psd, .pd, .diagonal, .orthogonal, .invertible, .fullrank:
          throw .unsupported("points of \(info.name), whose shape is not told")
        }
        for entry in found where !excluded.contains(entry) { places.append(coordinates.add(entry)) }
        dimensions = [places.count]
      }
      coordinates.add(
        Coordinates.Group(symbol: symbol, facts: info.facts, dimensions: dimensions, places: places))
    }
    return coordinates
  }
}

/// The indices, from 0, of the entry of this number, row by row.
func entryIndices(_ number: Int, _ dimensions: [Int]) -> [Int] {
  var rest = number
  var result = [Int](repeating: 0, count: dimensions.count)
  for place in dimensions.indices.reversed() {
    result[place] = rest % dimensions[place]
    rest /= dimensions[place]
  }
  return result
}
