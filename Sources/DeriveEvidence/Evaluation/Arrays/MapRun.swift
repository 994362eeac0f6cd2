import DeriveCore
import DeriveNumbers

extension ArrayPlan.MapStep {
  /// Points along the innermost axis that lie in one block.
  private struct Run {
    var lane: Int
    var count: Int
    /// The places of its first point along the axes.
    var coordinates: [Int]
  }

  /// Works the tape out at every point, a block at a time.
  func run(_ arrays: ArrayWorkspace.Pointers, _ result: UnsafeMutablePointer<Double>, _ count: Int) {
    if let reduction { result.initialize(repeating: reduction.neutral, count: count) }
    let total = extents.reduce(1, *)
    if total == 0 { return finish(result, count) }
    let blocks = TapeBlocks(tape, points: total)
    let counted = UnsafeMutablePointer<Double>.allocate(capacity: blocks.blockSize)
    defer { counted.deallocate() }
    var coordinates = [Int](repeating: 0, count: extents.count)
    var start = 0
    while start < total {
      let size = min(blocks.blockSize, total - start)
      let runs = runs(size, from: &coordinates)
      for (variable, source) in sources.enumerated() {
        let lanes = blocks.lanes(variable)
        for run in runs { fill(lanes + run.lane, source, run, arrays) }
        // The rest of the last block repeats a point, so that no lane leaves the fast paths for nothing.
        for lane in size..<blocks.blockSize { lanes[lane] = lanes[0] }
      }
      blocks.runBlock()
      var values = blocks.lanes(Int(tape.roots[0]))
      if tape.roots.count > 1, let reduction {
        let mask = blocks.lanes(Int(tape.roots[1]))
        // A copy: the value's lanes may be those of a constant.
        for lane in 0..<size { counted[lane] = mask[lane] == 0 ? reduction.neutral : values[lane] }
        values = counted
      }
      for run in runs { store(values + run.lane, run, result) }
      start += size
    }
    finish(result, count)
  }

  private func finish(_ result: UnsafeMutablePointer<Double>, _ count: Int) {
    guard isUndefinedWhereEmpty, let reduction else { return }
    for place in 0..<count where result[place] == reduction.neutral { result[place] = .nan }
  }

  /// The next so many points, and the coordinates moved behind them.
  private func runs(_ size: Int, from coordinates: inout [Int]) -> [Run] {
    var runs: [Run] = []
    var lane = 0
    let last = extents.count - 1
    if last < 0 { return [Run(lane: 0, count: 1, coordinates: [])] }
    while lane < size {
      let count = min(extents[last] - coordinates[last], size - lane)
      runs.append(Run(lane: lane, count: count, coordinates: coordinates))
      lane += count
      coordinates[last] += count
      var axis = last
      while axis > 0, coordinates[axis] == extents[axis] {
        coordinates[axis] = 0
        axis -= 1
        coordinates[axis] += 1
      }
    }
    return runs
  }

  private func offset(_ strides: [Int], _ run: Run) -> Int {
    var offset = 0
    for axis in strides.indices { offset += strides[axis] * run.coordinates[axis] }
    return offset
  }

  private func fill(
    _ lanes: UnsafeMutablePointer<Double>, _ source: ArrayPlan.Source, _ run: Run, _ arrays: ArrayWorkspace.Pointers
  ) {
    switch source {
    case .view(let view):
      guard let array = arrays[view.array] else { return }
      let start = array + view.offset + offset(view.strides, run)
      let stride = view.strides.last ?? 0
      switch stride {
      case 0:
        let value = start[0]
        for lane in 0..<run.count { lanes[lane] = value }
      case 1:
        lanes.update(from: start, count: run.count)
      default:
        for lane in 0..<run.count { lanes[lane] = start[lane * stride] }
      }
    case .index(let first, let strides):
      let start = first + offset(strides, run)
      let stride = strides.last ?? 0
      for lane in 0..<run.count { lanes[lane] = Double(start + lane * stride) }
    case .gather(let array, let indices):
      for lane in 0..<run.count { lanes[lane] = gathered(arrays[array], indices, run, lane, arrays) }
    }
  }

  /// The element whose place in the array was worked out, NaN outside of it.
  private func gathered(
    _ values: UnsafePointer<Double>?, _ indices: [ArrayPlan.GatherIndex], _ run: Run, _ lane: Int,
    _ arrays: ArrayWorkspace.Pointers
  ) -> Double {
    var place = 0
    for index in indices {
      guard let array = arrays[index.view.array] else { return .nan }
      let value =
        array[index.view.offset + offset(index.view.strides, run) + lane * (index.view.strides.last ?? 0)]
      guard let whole = Int(exactly: value), whole >= index.first, whole - index.first < index.extent else {
        return .nan
      }
      place += (whole - index.first) * index.stride
    }
    return values?[place] ?? .nan
  }

  private func store(_ values: UnsafeMutablePointer<Double>, _ run: Run, _ result: UnsafeMutablePointer<Double>) {
    let start = result + target.offset + offset(target.strides, run)
    let stride = target.strides.last ?? 0
    guard let reduction else {
      for lane in 0..<run.count { start[lane * stride] = values[lane] }
      return
    }
    if stride == 0 {
      start[0] = reduction.combine(start[0], reduction.gather(values, run.count))
    } else {
      for lane in 0..<run.count { start[lane * stride] = reduction.combine(start[lane * stride], values[lane]) }
    }
  }
}

extension ReductionOperation {
  /// What it gives over nothing.
  var neutral: Double {
    switch self {
    case .sum: 0
    case .product, .all: 1
    case .maximum: -.infinity
    case .minimum: .infinity
    }
  }

  /// NaN in either gives NaN.
  @inline(__always)
  func combine(_ a: Double, _ b: Double) -> Double {
    switch self {
    case .sum: a + b
    case .product: a * b
    case .maximum: b > a || b.isNaN ? b : a
    case .minimum, .all: b < a || b.isNaN ? b : a
    }
  }

  /// All of them together; sums in eight lanes, so that their rounding errors stay apart.
  func gather(_ values: UnsafeMutablePointer<Double>, _ count: Int) -> Double {
    var result = neutral
    var place = 0
    if self == .sum {
      var sums = SIMD8<Double>.zero
      let source = UnsafeRawPointer(values)
      while place + 8 <= count {
        sums += source.loadUnaligned(fromByteOffset: 8 * place, as: SIMD8<Double>.self)
        place += 8
      }
      result = sums.sum()
    }
    while place < count {
      result = combine(result, values[place])
      place += 1
    }
    return result
  }
}
