import DeriveCore
import DeriveNumbers
import TermSupport
import Testing

/// Coefficients of random expressions against those by deriving k times, which is another way to them.
@Suite struct PowerSeriesTests {
  @Test(arguments: 0..<40) func coefficientsAreDerivatives(_ seed: Int) throws {
    var world = TermWorld(seed: UInt64(seed) &+ 977)
    let x = world.scalars[0]
    let term = world.term(3, world.indices)
    let order = 3
    let coefficients = try world.store.taylorCoefficients(of: term, by: x, order: order)
    var derivative = term
    var factorial = 1.0
    var evaluation = DirectEvaluation(sizes: [world.size: 3], seed: UInt64(seed))
    for place in 0...order {
      if place > 0 {
        derivative = try world.store.derivative(of: derivative, by: x)
        factorial *= Double(place)
      }
      var change = Substitution()
      change.replace(x, by: .zero)
      for (position, index) in world.indices.enumerated() {
        change.replace(index, by: world.store.number(position + 1))
      }
      let expected = evaluation.evaluate(world.store.substitute(derivative, change), &world.store) / factorial
      let found = evaluation.evaluate(world.store.substitute(coefficients[place], change), &world.store)
      #expect(abs(expected - found) <= 1e-8 * max(1, abs(expected)), "seed \(seed), order \(place)")
    }
  }
}
