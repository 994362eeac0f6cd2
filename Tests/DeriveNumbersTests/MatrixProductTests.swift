import Testing

@testable import DeriveNumbers

@Suite struct MatrixProductTests {
  /// A matrix with its entries at random places of a larger buffer: by rows, by columns, or scattered.
  struct Scattered {
    var values: [Double]
    var rows: [Int]
    var columns: [Int]

    init(_ height: Int, _ width: Int, _ random: inout RandomSource) {
      values = (0..<(height * width * 2 + 8)).map { _ in 2 * random.uniform() - 1 }
      switch random.integer(in: 0...2) {
      case 0:
        rows = (0..<height).map { $0 * width + 3 }
        columns = Array(0..<width)
      case 1:
        rows = Array(0..<height)
        columns = (0..<width).map { $0 * height }
      default:
        rows = (0..<height).map { 2 * $0 * width }.reversed()
        columns = (0..<width).map { 2 * $0 + 1 }
      }
    }

    subscript(row: Int, column: Int) -> Double { values[rows[row] + columns[column]] }
  }

  /// What is added to the target at all entries.
  private func product(
    _ a: Scattered, _ b: Scattered, scale: [Double]?, target: Scattered, isSymmetric: Bool = false
  ) -> Scattered {
    var result = target
    a.values.withUnsafeBufferPointer { left in
      b.values.withUnsafeBufferPointer { right in
        result.values.withUnsafeMutableBufferPointer { target in
          guard let left = left.baseAddress, let right = right.baseAddress, let start = target.baseAddress else {
            return
          }
          MatrixProduct.add(
            MatrixProduct.Operand(start: left, rows: a.rows, columns: a.columns),
            MatrixProduct.Operand(start: right, rows: b.rows, columns: b.columns), scale: scale,
            to: MatrixProduct.Target(start: start, rows: result.rows, columns: result.columns),
            isSymmetric: isSymmetric)
        }
      }
    }
    return result
  }

  @Test(arguments: 0..<40) func agreesWithThePlainSum(seed: Int) {
    var random = RandomSource(seed: UInt64(seed) + 5)
    // Sizes around those of tiles and blocks.
    let sizes = [1, 2, 3, 4, 5, 7, 8, 11, 49, 48, 60, 256, 257]
    func size() -> Int { sizes[random.integer(in: 0...(seed < 36 ? 8 : sizes.count - 1))] }
    let (height, width, depth) = (size(), size(), size())
    let a = Scattered(height, depth, &random)
    let b = Scattered(depth, width, &random)
    let target = Scattered(height, width, &random)
    let scale = random.bool() ? (0..<depth).map { _ in random.uniform() } : nil
    let result = product(a, b, scale: scale, target: target)
    for i in 0..<height {
      for j in 0..<width {
        var sum = target[i, j]
        for k in 0..<depth { sum += a[i, k] * (scale?[k] ?? 1) * b[k, j] }
        #expect((result[i, j] - sum).magnitude < 1e-12 * Double(depth + 1))
      }
    }
    // Nothing else was touched.
    let places = Set(target.rows.flatMap { row in target.columns.map { row + $0 } })
    for place in target.values.indices where !places.contains(place) {
      #expect(result.values[place] == target.values[place])
    }
  }

  @Test(arguments: [1, 3, 4, 6, 49, 97]) func halfOfASymmetricProductIsEnough(size: Int) {
    var random = RandomSource(seed: UInt64(size))
    let a = Scattered(31, size, &random)
    var transposed = a
    (transposed.rows, transposed.columns) = (a.columns, a.rows)
    let scale = (0..<31).map { _ in random.uniform() }
    var target = Scattered(size, size, &random)
    for place in target.values.indices { target.values[place] = 0 }
    let whole = product(transposed, a, scale: scale, target: target)
    let half = product(transposed, a, scale: scale, target: target, isSymmetric: true)
    for i in 0..<size {
      for j in 0..<size { #expect((whole[i, j] - half[i, j]).magnitude < 1e-13) }
    }
  }
}
