import DeriveCore
import DeriveNumbers

/// Makes points inside the declared types: edge cases first, then random rationals with small numerators and
/// denominators. The same seed gives the same points.
package struct PointGenerator {
  package let coordinates: Coordinates
  private var random: RandomSource
  private var made = 0
  private let plans: [Plan]
  private let blank: Point

  /// What is known of a group beforehand.
  private enum Plan {
    /// The entries may be any numbers, each on its own: nearly all groups.
    case free(places: [Int])
    /// The entries are numbers within the bounds of their type and what assumptions add to them.
    case bounded(places: [Int], type: Bounds, all: [Bounds?])
    /// By structure.
    case structured
  }

  package init(_ coordinates: Coordinates, seed: UInt64) {
    self.coordinates = coordinates
    random = RandomSource(seed: seed)
    blank = Point(values: [Rational](repeating: .zero, count: coordinates.terms.count))
    plans = coordinates.groups.map { group in
      let places = group.places.compactMap { $0 }
      guard group.facts.structure == .none, places.count == group.places.count else { return .structured }
      let type = group.facts.bounds
      let all = places.map { coordinates.bounds[$0]?.intersection(type) }
      if type == .any, all.allSatisfy({ $0 == nil }) { return .free(places: places) }
      return .bounded(places: places, type: type, all: all)
    }
  }

  /// How the entries of one symbol are chosen.
  enum Style: Int, CaseIterable {
    case zeros, ones, minusOnes, equal, alternating, unit
    case small, fractions, wide
  }

  private static let edges: [Style] = [.zeros, .ones, .minusOnes, .equal, .alternating, .unit]

  package mutating func next() -> Point {
    defer { made += 1 }
    var point = blank
    let mixed = mixedEdges()
    for group in coordinates.groups.indices {
      let style: Style
      if made < Self.edges.count {
        style = Self.edges[made]
      } else if let mixed {
        style = mixed[group]
      } else if made % 4 == 0 {
        style = Self.edges[random.integer(in: 0...(Self.edges.count - 1))]
      } else {
        let roll = random.integer(in: 0...9)
        style = roll < 5 ? .small : roll < 9 ? .fractions : .wide
      }
      fill(group, style, &point)
    }
    return point
  }

  /// The next point that is not among those tried, which it then is; `nil` if the same come again and again.
  mutating func unseen(_ tried: inout Set<Point>) -> Point? {
    for _ in 0..<4 {
      let point = next()
      if tried.insert(point).inserted { return point }
    }
    return nil
  }

  /// Of few symbols, 0, 1 and -1 in all mixtures, every other point: where one is 0 and another negative a claim may fail
  /// that holds elsewhere. `nil` where it is not their turn.
  private func mixedEdges() -> [Style]? {
    let turn = made - Self.edges.count
    let count = coordinates.groups.count
    guard turn >= 0, turn % 2 == 0, (2...4).contains(count) else { return nil }
    var code = turn / 2
    let styles = (0..<count).map { _ -> Style in
      defer { code /= 3 }
      return code % 3 == 0 ? .zeros : code % 3 == 1 ? .minusOnes : .ones
    }
    return code == 0 ? styles : nil
  }

  /// Other values for one symbol of the point, in the style of this number.
  mutating func refill(_ group: Int, style: Int, _ point: inout Point) {
    let styles = Style.allCases
    fill(group, styles[style % styles.count], &point)
  }

  private mutating func fill(_ number: Int, _ style: Style, _ point: inout Point) {
    switch plans[number] {
    case .free(let places):
      let common = common()
      for (number, place) in places.enumerated() { point.values[place] = candidate(style, number, common) }
      return
    case .bounded(let places, let type, let all):
      let common = common()
      for (number, place) in places.enumerated() {
        let value = scalar(number, type, style, common)
        point.values[place] = all[number].map { Self.project(value, $0) } ?? value
      }
      return
    case .structured: break
    }
    let group = coordinates.groups[number]
    let values = entries(group, style)
    for (place, value) in zip(group.places, values) {
      guard let place else { continue }
      switch group.facts.structure {
      case .none, .symmetric, .diagonal:
        point.values[place] =
          coordinates.bounds[place].map {
            Self.project(value, $0.intersection(group.facts.bounds))
          } ?? value
      case .binary, .onehot, .simplex, .psd, .pd, .orthogonal, .invertible, .fullrank:
        point.values[place] = value
      }
    }
  }

  // MARK: Single values

  /// What all entries are in the style `equal`.
  private mutating func common() -> Rational { Rational(random.integer(in: -4...4), random.integer(in: 1...2)) }

  private mutating func candidate(_ style: Style, _ number: Int, _ common: Rational) -> Rational {
    switch style {
    case .zeros: return .zero
    case .ones: return .one
    case .minusOnes: return .minusOne
    case .equal: return common
    case .alternating: return number % 2 == 0 ? .one : .minusOne
    case .unit: return number == 0 ? .one : .zero
    case .small: return Rational(random.integer(in: -3...3))
    case .fractions:
      return Rational(random.integer(in: -9...9), random.integer(in: 1...4))
    case .wide:
      switch random.integer(in: 0...2) {
      case 0: return Rational(random.integer(in: -25...25))
      case 1: return Rational(random.integer(in: -10...10), 10)
      default: return Rational(random.integer(in: -3...3), 25)
      }
    }
  }

  /// The value nearest in spirit that the bounds allow.
  static func project(_ value: Rational, _ bounds: Bounds) -> Rational {
    var value = value
    if bounds.isInteger { value = Rational(value.floor()) }
    if allows(bounds, value) { return value }
    let half = Rational(1, 2)
    if let lower = bounds.lower, let upper = bounds.upper {
      // Folded into the range.
      let width = upper - lower
      if width.isZero { return lower }
      if bounds.isInteger {
        let count = Rational(width.floor()) + .one
        let low = Rational(lower.ceiling())
        let folded = low + positiveRemainder(value - low, count)
        if allows(bounds, folded) { return folded }
        for step in 0..<4 where allows(bounds, low + Rational(step)) { return low + Rational(step) }
        return low
      }
      if value <= lower || value >= upper {
        let inside = value <= lower ? lower + width / Rational(8) : upper - width / Rational(8)
        let folded = lower + width * (half + fraction(value) * half) * Rational(15, 16)
        for option in [value <= lower ? lower : upper, folded, inside, lower + width * half]
        where allows(bounds, option) {
          return option
        }
      }
    } else if let lower = bounds.lower {
      let mirrored = lower + (lower - value)
      for option in [mirrored, lower, lower + .one, lower + half] where allows(bounds, option) { return option }
    } else if let upper = bounds.upper {
      let mirrored = upper - (value - upper)
      for option in [mirrored, upper, upper - .one, upper - half] where allows(bounds, option) { return option }
    }
    for option in [value, .one, .minusOne, .two, half, -half, Rational(1, 3)] where allows(bounds, option) {
      return option
    }
    return value
  }

  static func allows(_ bounds: Bounds, _ value: Rational) -> Bool {
    if let lower = bounds.lower, value < lower || value == lower && bounds.lowerIsOpen { return false }
    if let upper = bounds.upper, value > upper || value == upper && bounds.upperIsOpen { return false }
    return !(bounds.excludesZero && value.isZero) && !(bounds.isInteger && !value.isInteger)
  }

  private static func fraction(_ value: Rational) -> Rational {
    value.isZero ? .zero : value.magnitude / (value.magnitude + .one) * (value.isNegative ? .minusOne : .one)
  }

  private static func positiveRemainder(_ value: Rational, _ modulus: Rational) -> Rational {
    value - Rational((value / modulus).floor()) * modulus
  }

  private mutating func scalars(_ count: Int, _ bounds: Bounds, _ style: Style) -> [Rational] {
    let common = common()
    return (0..<count).map { scalar($0, bounds, style, common) }
  }

  private mutating func scalar(_ number: Int, _ bounds: Bounds, _ style: Style, _ common: Rational) -> Rational {
    if let lower = bounds.lower, let upper = bounds.upper, style.rawValue >= Style.small.rawValue, !bounds.isInteger {
      // Sixteenths of a range, its ends among them.
      let value = lower + (upper - lower) * Rational(random.integer(in: 0...16), 16)
      return Self.project(value, bounds)
    }
    return Self.project(candidate(style, number, common), bounds)
  }

  // MARK: Structures

  private mutating func entries(_ group: Coordinates.Group, _ style: Style) -> [Rational] {
    let count = group.places.count
    let last = group.dimensions.last ?? 1
    switch group.facts.structure {
    case .none:
      return scalars(count, group.facts.bounds, style)
    case .binary:
      return scalars(count, group.facts.bounds, style).map { $0.signum > 0 ? .one : .zero }
        .enumerated().map { style.rawValue >= Style.small.rawValue ? (random.bool() ? .one : .zero) : $1 }
    case .onehot:
      return rows(count, last) { generator in
        var row = [Rational](repeating: .zero, count: last)
        if last == 0 { return row }
        switch style {
        case .zeros: row[0] = .one
        case .ones: row[last - 1] = .one
        case .minusOnes, .equal, .alternating, .unit, .small, .fractions, .wide:
          row[generator.random.integer(in: 0...(last - 1))] = .one
        }
        return row
      }
    case .simplex:
      return rows(count, last) { $0.simplexRow(last, style) }
    case .symmetric, .psd, .pd, .diagonal, .orthogonal, .invertible, .fullrank:
      guard group.dimensions.count == 2 else { return scalars(count, group.facts.bounds, style) }
      return matrix(group, style).joined().map { $0 }
    }
  }

  private mutating func rows(
    _ count: Int, _ length: Int, _ make: (inout PointGenerator) -> [Rational]
  ) -> [Rational] {
    if length == 0 { return [] }
    return (0..<(count / length)).flatMap { _ in make(&self) }
  }

  private mutating func simplexRow(_ length: Int, _ style: Style) -> [Rational] {
    if length == 0 { return [] }
    var weights: [Int]
    switch style {
    case .zeros, .unit: weights = (0..<length).map { $0 == 0 ? 1 : 0 }
    case .ones, .equal: weights = [Int](repeating: 1, count: length)
    case .minusOnes: weights = (0..<length).map { $0 < 2 ? 1 : 0 }
    case .alternating: weights = (0..<length).map { $0 + 1 }
    case .small: weights = (0..<length).map { _ in random.integer(in: 0...3) }
    case .fractions: weights = (0..<length).map { _ in random.integer(in: 1...9) }
    case .wide: weights = (0..<length).map { _ in random.integer(in: 0...1) == 0 ? 0 : random.integer(in: 1...50) }
    }
    if weights.allSatisfy({ $0 == 0 }) { weights[random.integer(in: 0...(length - 1))] = 1 }
    let total = weights.reduce(0, +)
    return weights.map { Rational($0, total) }
  }

  private typealias Matrix = [[Rational]]

  private mutating func matrix(_ group: Coordinates.Group, _ style: Style) -> [[Rational]] {
    let (rows, columns) = (group.dimensions[0], group.dimensions[1])
    let identity = RationalMatrix.identity(rows)
    switch group.facts.structure {
    case .symmetric:
      var result = grid(rows, columns, style)
      for i in 0..<rows { for j in 0..<i { result[i][j] = result[j][i] } }
      return result
    case .diagonal:
      let values = scalars(rows, group.facts.bounds, style)
      return (0..<rows).map { i in (0..<rows).map { $0 == i ? values[i] : .zero } }
    case .psd:
      switch style {
      case .zeros: return RationalMatrix.scaled(identity, .zero)
      case .ones, .equal: return grid(rows, rows, .ones)
      case .minusOnes: return identity
      case .alternating, .unit, .small, .fractions, .wide:
        let rank = random.integer(in: 0...max(rows, 1))
        return gram(rank, rows, style)
      }
    case .pd:
      switch style {
      case .zeros, .ones: return identity
      case .minusOnes: return RationalMatrix.scaled(identity, Rational(1, 2))
      case .equal, .alternating, .unit, .small, .fractions, .wide:
        var result = gram(random.integer(in: 1...max(rows, 1)), rows, style)
        for i in 0..<rows { result[i][i] += Rational(random.integer(in: 1...4), random.integer(in: 1...4)) }
        return result
      }
    case .orthogonal:
      switch style {
      case .zeros, .ones: return identity
      case .minusOnes: return RationalMatrix.scaled(identity, .minusOne)
      case .equal, .unit: return signedPermutation(rows)
      case .alternating, .small, .fractions, .wide:
        return RationalMatrix.product(reflection(rows), random.bool() ? reflection(rows) : signedPermutation(rows))
      }
    case .invertible:
      switch style {
      case .zeros, .ones: return identity
      case .minusOnes: return RationalMatrix.scaled(identity, .minusOne)
      case .equal, .alternating, .unit, .small, .fractions, .wide:
        // Unit lower times upper with a diagonal that is not zero, rows exchanged.
        var lower = grid(rows, rows, .small)
        var upper = grid(rows, rows, style)
        for i in 0..<rows {
          for j in 0..<rows {
            if j > i { lower[i][j] = .zero }
            if j < i { upper[i][j] = .zero }
          }
          lower[i][i] = .one
          if upper[i][i].isZero { upper[i][i] = random.bool() ? .one : .minusOne }
        }
        return RationalMatrix.product(signedPermutation(rows), RationalMatrix.product(lower, upper))
      }
    case .fullrank:
      if style.rawValue >= Style.small.rawValue {
        for _ in 0..<10 {
          let result = grid(rows, columns, style)
          if RationalMatrix.rank(result) == columns { return result }
        }
      }
      return (0..<rows).map { i in (0..<columns).map { i % max(columns, 1) == $0 ? .one : .zero } }
    case .none, .binary, .onehot, .simplex:
      return grid(rows, columns, style)
    }
  }

  private mutating func grid(_ rows: Int, _ columns: Int, _ style: Style) -> [[Rational]] {
    (0..<rows).map { _ in scalars(columns, .any, style) }
  }

  /// G'*G for a random G with so many rows.
  private mutating func gram(_ rank: Int, _ size: Int, _ style: Style) -> [[Rational]] {
    let factor = grid(rank, size, style == .wide ? .fractions : .small)
    return (0..<size).map { i in
      (0..<size).map { j in factor.reduce(Rational.zero) { $0 + $1[i] * $1[j] } }
    }
  }

  private mutating func signedPermutation(_ size: Int) -> [[Rational]] {
    var order = Array(0..<size)
    for place in stride(from: size - 1, to: 0, by: -1) { order.swapAt(place, random.integer(in: 0...place)) }
    return order.map { image in
      let sign: Rational = random.bool() ? .one : .minusOne
      return (0..<size).map { $0 == image ? sign : .zero }
    }
  }

  /// I - 2*v*v'/(v'*v), which is rational.
  private mutating func reflection(_ size: Int) -> [[Rational]] {
    var vector = (0..<size).map { _ in Rational(random.integer(in: -3...3)) }
    if vector.allSatisfy(\.isZero), size > 0 { vector[random.integer(in: 0...(size - 1))] = .one }
    let square = vector.reduce(Rational.zero) { $0 + $1 * $1 }
    return (0..<size).map { i in
      (0..<size).map { j in (i == j ? .one : .zero) - Rational(2) * vector[i] * vector[j] / square }
    }
  }
}

extension Rational {
  fileprivate static var two: Rational { Rational(2) }
}
