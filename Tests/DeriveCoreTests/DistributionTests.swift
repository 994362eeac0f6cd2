import DeriveNumbers
import TermSupport
import Testing

@testable import DeriveCore

/// What is registered of every distribution of scalars, against sums and integrals over its own density.
@Suite struct Distributions {
  /// A family at concrete parameters, by its density or its probabilities.
  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var parameters: [Rational]
    /// Points with probabilities, or a density over an interval.
    var law: Law
    /// Where the moment generating function is finite, and where it is not.
    var finite: [Rational] = []
    var infinite: [Rational] = []

    var testDescription: String { name }
  }

  enum Law: Sendable {
    case points([(Double, Double)])
    case density(Double, Double, @Sendable (Double) -> Double)
  }

  static let cases: [Case] = [
    Case(
      name: "normal", parameters: [Rational(1, 2), Rational(9, 4)],
      law: .density(-22, 23) { Elementary.exp(-($0 - 0.5) * ($0 - 0.5) / 4.5) / (2 * Double.pi * 2.25).squareRoot() },
      finite: [Rational(-1), Rational(1, 2)]),
    Case(
      name: "bernoulli", parameters: [Rational(1, 3)], law: .points([(0, 2.0 / 3), (1, 1.0 / 3)]),
      finite: [Rational(-1), Rational(2)]),
    Case(
      name: "uniform", parameters: [Rational(-1), Rational(3, 2)], law: .density(-1, 1.5) { _ in 0.4 },
      finite: [Rational(0), Rational(-1), Rational(2)]),
    Case(
      name: "poisson", parameters: [Rational(3, 2)],
      law: .points(
        (0..<60).map { n in
          (Double(n), (1...60).prefix(n).reduce(Elementary.exp(-1.5)) { $0 * 1.5 / Double($1) })
        }),
      finite: [Rational(-1), Rational(1, 2)]),
    Case(
      name: "exponential", parameters: [Rational(2)], law: .density(0, 40) { 2 * Elementary.exp(-2 * $0) },
      finite: [Rational(-1), Rational(1, 2)], infinite: [Rational(2), Rational(3)]),
    Case(
      name: "gamma", parameters: [Rational(3), Rational(1, 2)],
      law: .density(0, 40) { 4 * $0 * $0 * Elementary.exp(-2 * $0) },
      finite: [Rational(-1), Rational(1, 2)], infinite: [Rational(2), Rational(3)]),
    Case(
      name: "beta", parameters: [Rational(2), Rational(3)], law: .density(0, 1) { 12 * $0 * (1 - $0) * (1 - $0) }),
    Case(
      name: "laplace", parameters: [Rational(1, 3), Rational(1, 2)],
      law: .density(-24 + 1.0 / 3, 24 + 1.0 / 3) { Elementary.exp(-2 * abs($0 - 1.0 / 3)) },
      finite: [Rational(-1), Rational(1, 2)], infinite: [Rational(2), Rational(-2), Rational(3)]),
    Case(
      name: "rademacher", parameters: [], law: .points([(-1, 0.5), (1, 0.5)]), finite: [Rational(-1), Rational(2)]),
  ]

  /// The mean of a function, by Simpson's rule for a density.
  static func mean(_ law: Law, _ f: (Double) -> Double) -> Double {
    switch law {
    case .points(let points): return points.reduce(0) { $0 + $1.1 * f($1.0) }
    case .density(let a, let b, let density):
      let count = 8000
      let step = (b - a) / Double(count)
      var total = 0.0
      for k in 0...count {
        let x = a + Double(k) * step
        let weight: Double = k == 0 || k == count ? 1 : k % 2 == 1 ? 4 : 2
        total += weight * density(x) * f(x)
      }
      return total * step / 3
    }
  }

  static func power(_ x: Double, _ n: Int) -> Double { (0..<n).reduce(1) { value, _ in value * x } }

  static func isNear(_ a: Double, _ b: Double) -> Bool { abs(a - b) <= 1e-7 * max(1, abs(b)) }

  @Test func everyFamilyOfScalarsIsTested() {
    #expect(
      Set(Self.cases.map(\.name)) == Set(distributionTable.map(\.name)).subtracting(["categorical", "moments"]))
  }

  @Test(arguments: cases) func moments(_ family: Case) throws {
    var store = TermStore()
    let entry = try #require(distributionEntry(named: family.name))
    let parameters = family.parameters.map { store.number($0) }
    var evaluation = DirectEvaluation()
    for condition in entry.existence(&store, parameters) { #expect(condition == .yes) }
    var raw = [1.0]
    var cumulants = [0.0]
    for n in 1...7 {
      let moment = try #require(entry.moment(&store, parameters, n))
      let value = evaluation.evaluate(moment, &store)
      let expected = Self.mean(family.law) { Self.power($0, n) }
      #expect(Self.isNear(value, expected), "\(family.name), moment \(n): \(value), \(expected)")
      raw.append(expected)
      // The cumulants from the moments.
      var cumulant = expected
      var binomial = 1.0
      for k in stride(from: 1, to: n, by: 1) {
        cumulant -= binomial * cumulants[k] * raw[n - k]
        binomial = binomial * Double(n - k) / Double(k)
      }
      cumulants.append(cumulant)
      if let law = entry.cumulant {
        let known = evaluation.evaluate(law(&store, parameters, n), &store)
        #expect(abs(known - cumulant) <= 1e-4 * max(1, abs(cumulant)), "\(family.name), cumulant \(n)")
        if n > entry.greatestCumulant { #expect(known == 0) }
      }
    }
  }

  @Test(arguments: cases) func generatingFunctions(_ family: Case) throws {
    var store = TermStore()
    let entry = try #require(distributionEntry(named: family.name))
    let parameters = family.parameters.map { store.number($0) }
    var evaluation = DirectEvaluation()
    #expect(family.finite.isEmpty == (entry.generating == nil))
    for point in family.finite {
      guard let generating = entry.generating else { continue }
      let c = store.number(point)
      let function = generating(&store, parameters, c)
      #expect(function.condition == .yes)
      let value = evaluation.evaluate(function.value, &store)
      let expected = Self.mean(family.law) { Elementary.exp(Double(point) * $0) }
      #expect(Self.isNear(value, expected), "\(family.name) at \(point): \(value), \(expected)")
      guard let tilted = entry.tilted else { continue }
      for n in 1...3 {
        let moment = try #require(entry.moment(&store, tilted(&store, parameters, c), n))
        let value = evaluation.evaluate(moment, &store)
        let weighted = Self.mean(family.law) { Self.power($0, n) * Elementary.exp(Double(point) * $0) } / expected
        #expect(Self.isNear(value, weighted), "\(family.name), tilted by \(point), moment \(n)")
      }
    }
    for point in family.infinite {
      guard let generating = entry.generating else { continue }
      let c = store.number(point)
      #expect(generating(&store, parameters, c).condition == .no)
    }
  }

  @Test(arguments: cases) func support(_ family: Case) throws {
    var store = TermStore()
    let entry = try #require(distributionEntry(named: family.name))
    let parameters = family.parameters.map { store.number($0) }
    let bounds = entry.support(&store, parameters).bounds
    switch family.law {
    case .points(let points):
      for (point, _) in points { #expect(PowerBounds.allows(bounds, point)) }
    case .density(let a, let b, _):
      for point in [a + 1e-9, (a + b) / 2, b - 1e-9] { #expect(PowerBounds.allows(bounds, point)) }
      #expect(!bounds.isInteger)
    }
  }
}
