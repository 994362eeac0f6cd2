import Testing

@testable import DeriveNumbers

@Suite struct EliminationTests {
  private func product(_ a: [Double], _ b: [Double], _ size: Int) -> [Double] {
    (0..<size * size).map { place in
      (0..<size).reduce(0) { $0 + a[place / size * size + $1] * b[$1 * size + place % size] }
    }
  }

  @Test(arguments: 0...9) func inverseAndDeterminant(size: Int) {
    var random = RandomSource(seed: UInt64(size) + 3)
    let a = (0..<size * size).map { _ in 2 * random.uniform() - 1 }
    let b = (0..<size * size).map { _ in 2 * random.uniform() - 1 }
    let (first, second) = (Elimination(a, size: size), Elimination(b, size: size))
    for (place, entry) in product(a, first.inverse, size).enumerated() {
      #expect((entry - (place / max(size, 1) == place % max(size, 1) ? 1 : 0)).magnitude < 1e-9)
    }
    let determinant = Elimination(product(a, b, size), size: size).determinant
    #expect((determinant - first.determinant * second.determinant).magnitude < 1e-12)
    #expect((first.determinant * Elimination(first.inverse, size: size).determinant - 1).magnitude < 1e-9)
    if determinant > 0 {
      let logarithm = Elimination(product(a, b, size), size: size).logDeterminant
      #expect((Elementary.exp(logarithm) - determinant).magnitude < 1e-12)
    }
  }

  @Test func signsAndSingularMatrices() {
    // Rows exchanged: the pivots lie off the diagonal, and the determinant is negative.
    let swapped = Elimination([0, 2, 3, 0], size: 2)
    #expect(swapped.determinant == -6)
    #expect(swapped.logDeterminant.isNaN)
    #expect(swapped.inverse == [0, 1.0 / 3, 0.5, 0])
    let singular = Elimination([1, 2, 2, 4], size: 2)
    #expect(singular.determinant == 0 && singular.logDeterminant == -.infinity)
    let inverse = singular.inverse
    #expect(inverse.filter(\.isNaN).count == 4)
    #expect(Elimination([-2], size: 1).logDeterminant.isNaN)
    #expect(Elimination([-2, 0, 0, -3], size: 2).logDeterminant == Elementary.log(2) + Elementary.log(3))
  }
}
