import Testing

@testable import DeriveNumbers

@Suite struct SymmetricEigenTests {
  /// The largest error of `A v = lambda v` and of `V' V = 1`, relative to the matrix's largest element.
  func residual(_ matrix: [Double], _ eigen: SymmetricEigen) -> Double {
    let n = eigen.size
    let scale = matrix.reduce(0) { max($0, abs($1)) }
    var worst = 0.0
    for k in 0..<n {
      let v = eigen.vector(k)
      for i in 0..<n {
        var sum = -eigen.values[k] * v[i]
        for j in 0..<n { sum += matrix[i * n + j] * v[j] }
        worst = max(worst, abs(sum) / max(scale, 1e-300))
      }
      for other in 0...k {
        let w = eigen.vector(other)
        let product = zip(v, w).reduce(0) { $0 + $1.0 * $1.1 }
        worst = max(worst, abs(product - (other == k ? 1 : 0)))
      }
    }
    return worst
  }

  func matrix(_ n: Int, _ element: (Int, Int) -> Double) -> [Double] {
    (0..<n * n).map { element($0 / n, $0 % n) }
  }

  @Test func secondDifferences() throws {
    for n in [1, 2, 3, 10, 40] {
      let a = matrix(n) { $0 == $1 ? 2 : abs($0 - $1) == 1 ? -1 : 0 }
      let eigen = try SymmetricEigen(a, size: n)
      for k in 1...n {
        let expected = 2 - 2 * Elementary.cos(Double(k) * Double.pi / Double(n + 1))
        #expect(abs(eigen.values[k - 1] - expected) < 1e-14)
      }
      #expect(residual(a, eigen) < 1e-13)
    }
  }

  /// Values by mpmath with 60 digits; the least of size 5 is also in the literature as 3.288e-6.
  @Test func hilbertMatrices() throws {
    let known: [(Int, [Double])] = [
      (
        3,
        [0.0026873403557735294, 0.12232706585390585, 1.408318927123654]
      ),
      (
        5,
        [3.287928772171863e-06, 0.0003058980401511917, 0.011407491623419806, 0.20853421861101334, 1.5670506910982307]
      ),
      (
        8,
        [
          1.1115389663724424e-10, 1.7988737458175767e-08, 1.2943320918728114e-06, 5.436943369749942e-05,
          0.0014676881177418672, 0.02621284357811905, 0.2981252113169307, 1.6959389969219494,
        ]
      ),
    ]
    for (n, values) in known {
      let a = matrix(n) { 1 / Double($0 + $1 + 1) }
      let eigen = try SymmetricEigen(a, size: n)
      for (value, expected) in zip(eigen.values, values) { #expect(abs(value - expected) < 1e-15 * 4) }
      #expect(residual(a, eigen) < 1e-14)
    }
  }

  @Test func repeatedAndZeroEigenvalues() throws {
    let ones = matrix(7) { _, _ in 1 }
    let eigen = try SymmetricEigen(ones, size: 7)
    for value in eigen.values.dropLast() { #expect(abs(value) < 1e-14) }
    #expect(abs((eigen.values.last ?? 0) - 7) < 1e-14)
    #expect(residual(ones, eigen) < 1e-14)
    let diagonal = try SymmetricEigen(matrix(4) { $0 == $1 ? [3, -1, 3, 0][$0] : 0 }, size: 4)
    #expect(diagonal.values == [-1, 0, 3, 3])
    #expect(try SymmetricEigen(matrix(3) { _, _ in 0 }, size: 3).values == [0, 0, 0])
    let identity = try SymmetricEigen(matrix(5) { $0 == $1 ? 1 : 0 }, size: 5)
    #expect(identity.values == [1, 1, 1, 1, 1])
  }

  @Test func conjugatedSpectra() throws {
    var source = RandomSource(seed: 41)
    for n in [2, 3, 5, 12, 25] {
      var spectrum = (0..<n).map { _ in Double(source.integer(in: -4...4)) }
      // Reflections I - 2 v v' / v'v keep the spectrum.
      var a = matrix(n) { $0 == $1 ? spectrum[$0] : 0 }
      for _ in 0..<3 {
        let v = (0..<n).map { _ in source.uniform(-1, 1) }
        let square = v.reduce(0) { $0 + $1 * $1 }
        let q = matrix(n) { ($0 == $1 ? 1 : 0) - 2 * v[$0] * v[$1] / square }
        func times(_ x: [Double], _ y: [Double]) -> [Double] {
          matrix(n) { i, j in (0..<n).reduce(0) { $0 + x[i * n + $1] * y[$1 * n + j] } }
        }
        a = times(times(q, a), q)
      }
      spectrum.sort()
      let eigen = try SymmetricEigen(a, size: n)
      for (value, expected) in zip(eigen.values, spectrum) { #expect(abs(value - expected) < 1e-13) }
      #expect(residual(a, eigen) < 1e-13)
    }
  }

  @Test func extremeScales() throws {
    for scale in [1e300, 1e-300, 0x1p-1070, Double.greatestFiniteMagnitude / 4] {
      let eigen = try SymmetricEigen([2 * scale, scale, scale, 2 * scale], size: 2)
      #expect(abs(eigen.values[0] / scale - 1) < 1e-14 && abs(eigen.values[1] / scale - 3) < 1e-14)
    }
  }

  @Test func edgesAndFailures() throws {
    #expect(try SymmetricEigen([], size: 0).values.isEmpty)
    let one = try SymmetricEigen([-5], size: 1)
    #expect(one.values == [-5] && one.vectors == [1])
    #expect(throws: SymmetricEigen.Failure.notFinite) { try SymmetricEigen([.nan], size: 1) }
    #expect(throws: SymmetricEigen.Failure.notFinite) { try SymmetricEigen([1, .infinity, .infinity, 1], size: 2) }
    #expect(throws: SymmetricEigen.Failure.wrongShape) { try SymmetricEigen([1, 2, 3], size: 2) }
    #expect(throws: SymmetricEigen.Failure.wrongShape) { try SymmetricEigen([], size: -1) }
    #expect(throws: SymmetricEigen.Failure.notSymmetric) { try SymmetricEigen([1, 2, 3, 4], size: 2) }
  }
}
