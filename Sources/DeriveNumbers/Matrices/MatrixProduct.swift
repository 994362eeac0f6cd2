/// Dense products of matrices in double precision: packed, blocked for the caches, and worked out in tiles of four by
/// four that stay in registers (Goto and van de Geijn, "Anatomy of high-performance matrix multiplication", ACM TOMS
/// 2008). Nothing is fused: each product and each sum is rounded.
package enum MatrixProduct {
  /// Where the entries of a matrix lie: that of row r and column c at `start[rows[r] + columns[c]]`. So a matrix may be
  /// transposed, a part of a larger one, or a tensor with several indices to a row.
  package struct Operand {
    package var start: UnsafePointer<Double>
    package var rows: [Int]
    package var columns: [Int]

    package init(start: UnsafePointer<Double>, rows: [Int], columns: [Int]) {
      self.start = start
      self.rows = rows
      self.columns = columns
    }
  }

  /// Where the result goes; the entries of one matrix must not share a place.
  package struct Target {
    package var start: UnsafeMutablePointer<Double>
    package var rows: [Int]
    package var columns: [Int]

    package init(start: UnsafeMutablePointer<Double>, rows: [Int], columns: [Int]) {
      self.start = start
      self.rows = rows
      self.columns = columns
    }
  }

  private typealias Pair = SIMD2<Double>

  /// Rows and columns of a tile, and how much of each is packed at a time: a packed part of the left factor stays in
  /// the second cache, the tile's strips of both factors in the first.
  private static let tile = 4
  private static let rowBlock = 48
  private static let columnBlock = 1024
  private static let depthBlock = 256

  /// `C[i,j] += sum(k, A[i,k]*scale[k]*B[k,j])`; `scale` is 1 where none is given.
  ///
  /// With `isSymmetric` the result is known to be symmetric, and C to hold zeros: only the tiles that touch the lower
  /// half are worked out, the other half is copied.
  package static func add(
    _ a: Operand, _ b: Operand, scale: [Double]? = nil, to c: Target, isSymmetric: Bool = false
  ) {
    let (height, width, depth) = (a.rows.count, b.columns.count, a.columns.count)
    precondition(b.rows.count == depth && c.rows.count == height && c.columns.count == width)
    precondition(scale == nil || scale?.count == depth)
    if height == 0 || width == 0 || depth == 0 { return }
    if width == 1 {
      return addVector(a, b.rows.map { b.start[$0 + b.columns[0]] }, scale, c.start + c.columns[0], c.rows)
    }
    if height == 1 {
      let transposed = Operand(start: b.start, rows: b.columns, columns: b.rows)
      return addVector(transposed, a.columns.map { a.start[$0 + a.rows[0]] }, scale, c.start + c.rows[0], c.columns)
    }
    let leftCount = rowBlock * min(depth, depthBlock)
    let left = UnsafeMutablePointer<Pair>.allocate(capacity: leftCount)
    let rightCount = (min(width, columnBlock) + tile) * min(depth, depthBlock) / 2
    let right = UnsafeMutablePointer<Pair>.allocate(capacity: rightCount)
    let result = UnsafeMutablePointer<Pair>.allocate(capacity: 8)
    defer {
      left.deallocate()
      right.deallocate()
      result.deallocate()
    }
    for column in stride(from: 0, to: width, by: columnBlock) {
      let columns = column..<min(column + columnBlock, width)
      for layer in stride(from: 0, to: depth, by: depthBlock) {
        let layers = layer..<min(layer + depthBlock, depth)
        packRight(b, layers, columns, right)
        for row in stride(from: 0, to: height, by: rowBlock) {
          let rows = row..<min(row + rowBlock, height)
          if isSymmetric, rows.upperBound <= columns.lowerBound { continue }
          packLeft(a, rows, layers, scale, left)
          for firstColumn in stride(from: columns.lowerBound, to: columns.upperBound, by: tile) {
            let strip = right + (firstColumn - columns.lowerBound) / 2 * layers.count
            for firstRow in stride(from: rows.lowerBound, to: rows.upperBound, by: tile) {
              if isSymmetric, firstRow + tile <= firstColumn { continue }
              multiply(left + (firstRow - rows.lowerBound) * layers.count, strip, layers.count, result)
              let entries = UnsafeMutableRawPointer(result).assumingMemoryBound(to: Double.self)
              for i in 0..<min(tile, height - firstRow) {
                let target = c.start + c.rows[firstRow + i]
                for j in 0..<min(tile, width - firstColumn) {
                  target[c.columns[firstColumn + j]] += entries[tile * i + j]
                }
              }
            }
          }
        }
      }
    }
    if isSymmetric {
      for i in 0..<height {
        for j in (i + 1)..<max(width, i + 1) {
          c.start[c.rows[i] + c.columns[j]] = c.start[c.rows[j] + c.columns[i]]
        }
      }
    }
  }

  /// A tile of the product: strips of `depth` times four entries, those of the left factor each twice.
  @inline(__always)
  private static func multiply(
    _ left: UnsafePointer<Pair>, _ right: UnsafePointer<Pair>, _ depth: Int, _ result: UnsafeMutablePointer<Pair>
  ) {
    var (r00, r01, r10, r11) = (Pair.zero, Pair.zero, Pair.zero, Pair.zero)
    var (r20, r21, r30, r31) = (Pair.zero, Pair.zero, Pair.zero, Pair.zero)
    var a = left
    var b = right
    for _ in 0..<depth {
      let (b0, b1) = (b[0], b[1])
      r00 += a[0] * b0
      r01 += a[0] * b1
      r10 += a[1] * b0
      r11 += a[1] * b1
      r20 += a[2] * b0
      r21 += a[2] * b1
      r30 += a[3] * b0
      r31 += a[3] * b1
      a += 4
      b += 2
    }
    result[0] = r00
    result[1] = r01
    result[2] = r10
    result[3] = r11
    result[4] = r20
    result[5] = r21
    result[6] = r30
    result[7] = r31
  }

  /// Strips of four rows, one layer after the other, every entry twice, so that it multiplies two columns at once.
  private static func packLeft(
    _ a: Operand, _ rows: Range<Int>, _ layers: Range<Int>, _ scale: [Double]?, _ target: UnsafeMutablePointer<Pair>
  ) {
    var place = target
    for first in stride(from: rows.lowerBound, to: rows.upperBound, by: tile) {
      let count = min(tile, rows.upperBound - first)
      let row = a.rows[first]
      let isContiguous = count == tile && (1..<tile).allSatisfy { a.rows[first + $0] == row + $0 }
      for layer in layers {
        let source = a.start + a.columns[layer]
        let factor = scale?[layer] ?? 1
        if isContiguous {
          let entries = source + row
          for i in 0..<tile { place[i] = Pair(repeating: entries[i] * factor) }
        } else {
          for i in 0..<count { place[i] = Pair(repeating: source[a.rows[first + i]] * factor) }
          for i in count..<tile { place[i] = .zero }
        }
        place += tile
      }
    }
  }

  /// Strips of four columns, one layer after the other.
  private static func packRight(
    _ b: Operand, _ layers: Range<Int>, _ columns: Range<Int>, _ target: UnsafeMutablePointer<Pair>
  ) {
    var place = UnsafeMutableRawPointer(target).assumingMemoryBound(to: Double.self)
    for first in stride(from: columns.lowerBound, to: columns.upperBound, by: tile) {
      let count = min(tile, columns.upperBound - first)
      let column = b.columns[first]
      let isContiguous = count == tile && (1..<tile).allSatisfy { b.columns[first + $0] == column + $0 }
      for layer in layers {
        let source = b.start + b.rows[layer]
        if isContiguous {
          for j in 0..<tile { place[j] = source[column + j] }
        } else {
          for j in 0..<count { place[j] = source[b.columns[first + j]] }
          for j in count..<tile { place[j] = 0 }
        }
        place += tile
      }
    }
  }

  /// `c[i] += sum(k, A[i,k]*scale[k]*x[k])`, along the rows or along the columns, as the entries lie.
  private static func addVector(
    _ a: Operand, _ vector: [Double], _ scale: [Double]?, _ c: UnsafeMutablePointer<Double>, _ places: [Int]
  ) {
    var x = vector
    if let scale {
      for k in x.indices { x[k] *= scale[k] }
    }
    if isContiguous(a.columns) {
      x.withUnsafeBufferPointer { x in
        guard let values = x.baseAddress else { return }
        for (i, row) in a.rows.enumerated() {
          c[places[i]] += dot(a.start + row + a.columns[0], values, x.count)
        }
      }
    } else {
      var sums = [Double](repeating: 0, count: a.rows.count)
      let first = a.rows[0]
      let areRowsContiguous = isContiguous(a.rows)
      for (k, column) in a.columns.enumerated() {
        let source = a.start + column
        let factor = x[k]
        if areRowsContiguous {
          let entries = source + first
          for i in sums.indices { sums[i] += factor * entries[i] }
        } else {
          for i in sums.indices { sums[i] += factor * source[a.rows[i]] }
        }
      }
      for i in sums.indices { c[places[i]] += sums[i] }
    }
  }

  private static func isContiguous(_ offsets: [Int]) -> Bool {
    offsets.indices.dropFirst().allSatisfy { offsets[$0] == offsets[$0 - 1] + 1 }
  }

  @inline(__always)
  private static func dot(_ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>, _ count: Int) -> Double {
    var sums = SIMD8<Double>.zero
    let left = UnsafeRawPointer(a)
    let right = UnsafeRawPointer(b)
    var k = 0
    while k + 8 <= count {
      sums +=
        left.loadUnaligned(fromByteOffset: 8 * k, as: SIMD8<Double>.self)
        * right.loadUnaligned(fromByteOffset: 8 * k, as: SIMD8<Double>.self)
      k += 8
    }
    var total = sums.sum()
    while k < count {
      total += a[k] * b[k]
      k += 1
    }
    return total
  }
}
