import DeriveCore
import DeriveNumbers

/// Exact values and enclosures of a situation's terms at one point: what a counterexample is confirmed by.
final class Confirmation {
  let situation: Situation
  let point: Point
  /// The components replaced by their values; made when it is asked for.
  private var change: Substitution?
  private var balls: [Int: [Ball]] = [:]
  /// The roots' values, where every step to them is rational.
  private lazy var rationals: [Rational?] = situation.rationals(at: point)

  /// From 64 to 1024 bits, doubling.
  static let precisions = [64, 128, 256, 512, 1024]
  private let precisions: [Int]

  init(_ situation: Situation, _ point: Point, bits: Int) {
    self.situation = situation
    self.point = point
    precisions = Self.precisions.filter { $0 <= bits }
  }

  /// A term at the point, by exact arithmetic: a number where its functions take rational values.
  func exact(_ term: Term, _ store: inout TermStore) -> Term {
    if point.values.isEmpty { return term }
    var change = change ?? Substitution()
    if change.isEmpty {
      for (term, value) in zip(situation.coordinates.terms, point.values) {
        change.replace(term, by: store.number(value))
      }
    }
    // Given up meanwhile, so that what it remembers is not copied.
    self.change = nil
    defer { self.change = change }
    return store.substitute(term, &change)
  }

  func rational(_ term: Term, _ store: inout TermStore) -> Rational? {
    let value = exact(term, &store)
    return store.rational(value)
  }

  /// The value of this root, a rational number: by the tape where all it is made of is rational, otherwise as the terms
  /// come to, which may take roots and functions together.
  func rational(_ term: Term, root: Int, _ store: inout TermStore) -> Rational? {
    rationals[root] ?? rational(term, &store)
  }

  /// The values of these roots, where the tape comes to all of them.
  func rationals(ofRoots roots: Range<Int>) -> [Rational]? {
    var values: [Rational] = []
    for root in roots {
      guard let value = rationals[root] else { return nil }
      values.append(value)
    }
    return values
  }

  /// Enclosures of the tape's roots with so many bits.
  func balls(_ precision: Int) -> [Ball] {
    if let known = balls[precision] { return known }
    let inputs = situation.inputs.map { point.values[$0] }
    let values = situation.tape.balls(inputs, precision: precision)
    balls[precision] = values
    return values
  }

  /// Whether the condition of this root holds; `nil` if that cannot be told.
  func holds(_ condition: Term, root: Int, _ store: inout TermStore) -> Bool? {
    if condition == .yes { return true }
    if condition == .no { return false }
    if let truth = rationals[root] { return !truth.isZero }
    let value = exact(condition, &store)
    if value == .yes { return true }
    if value == .no { return false }
    for precision in precisions {
      if let truth = balls(precision)[root].truth { return truth }
    }
    return nil
  }

  /// Whether the side of this root has a value, given whether its condition holds.
  func isDefined(_ term: Term, root: Int, condition: Bool?, _ store: inout TermStore) -> Bool? {
    if condition == false { return false }
    // Balls first: exact arithmetic folds 0*(1/0) to 0.
    for precision in precisions {
      switch balls(precision)[root].definedness {
      case .never: return false
      case .certainly: return condition
      case .possibly: continue
      }
    }
    // On the edge of a domain, such as sqrt(1/9 - x^2) at 1/3.
    return condition == true && rational(term, root: root, &store) != nil ? true : nil
  }

  /// How two sides that are defined compare: -1, 0 (only by exact arithmetic) or 1; `nil` if so many bits do not tell.
  func compare(
    _ left: Term, root leftRoot: Int, _ right: Term, root rightRoot: Int, bits: Int = 1024, _ store: inout TermStore
  ) -> Int? {
    if left == right { return 0 }
    if let a = rational(left, root: leftRoot, &store), let b = rational(right, root: rightRoot, &store) {
      return a < b ? -1 : a == b ? 0 : 1
    }
    if exact(left, &store) == exact(right, &store) { return 0 }
    // Where doubles could not tell the sides apart, fewer bits than are allowed seldom do, and cost as much again.
    let allowed = precisions.filter { $0 <= bits }
    for precision in bits < 1024 ? allowed.suffix(1) : allowed[...] {
      let values = balls(precision)
      switch values[leftRoot].compare(values[rightRoot]) {
      case .below: return -1
      case .above: return 1
      case .overlapping, .undefined: continue
      }
    }
    return sign(of: left, less: right, &store)
  }

  /// The sign of a difference of two sides that are defined, where ranges of functions and powers tell it: of numbers too
  /// great for an enclosure, such as `9^9^9^9`.
  private func sign(of left: Term, less right: Term, _ store: inout TermStore) -> Int? {
    let difference = store.subtract(exact(left, &store), exact(right, &store))
    let bounds = store.bounds(difference)
    return bounds.isPositive ? 1 : bounds.isNegative ? -1 : nil
  }

  /// A side's value, to be shown.
  func shown(_ term: Term, root: Int, _ store: inout TermStore) -> PointValue {
    if let value = rational(term, root: root, &store), value.bitWidth <= 4000 { return .exact(value) }
    for precision in precisions {
      if let digits = balls(precision)[root].decimal(digits: 12) { return .decimal(digits) }
    }
    return .unwritten
  }
}
