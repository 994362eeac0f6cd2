import DeriveCore
import DeriveNumbers

/// The arrays of one run of a plan; what a step makes is freed after its last use.
struct ArrayWorkspace: ~Copyable {
  /// Arrays that were given are not copied.
  private var given: [[Double]]
  private var made: [UnsafeMutablePointer<Double>?]
  private let counts: [Int]
  private let lastUses: [Int]

  init(_ plan: borrowing ArrayPlan) {
    counts = plan.layouts.map(\.count)
    given = Array(repeating: [], count: counts.count)
    made = Array(repeating: nil, count: counts.count)
    var lastUses = [Int](repeating: -1, count: counts.count)
    for (place, step) in plan.steps.enumerated() {
      for array in step.operands { lastUses[array] = place }
    }
    for root in plan.roots { lastUses[root] = Int.max }
    self.lastUses = lastUses
  }

  deinit {
    for pointer in made { pointer?.deallocate() }
  }

  mutating func set(_ array: Int, _ values: [Double]) { given[array] = values }

  func values(_ array: Int) -> [Double] {
    guard let pointer = made[array] else { return given[array] }
    return Array(UnsafeBufferPointer(start: pointer, count: counts[array]))
  }

  mutating func carryOut(_ step: ArrayPlan.Step, at place: Int, of plan: borrowing ArrayPlan) {
    let target = step.target
    let result = UnsafeMutablePointer<Double>.allocate(capacity: max(counts[target], 1))
    made[target] = result
    withPointers(to: step.operands[...], [:]) { arrays in
      switch step {
      case .map(let map): map.run(arrays, result, counts[target])
      case .product(let product): product.run(arrays, result, counts[target])
      case .matrix(let matrix): matrix.run(arrays, result)
      case .loop(let loop): loop.run(arrays, plan.layouts, result)
      }
    }
    for array in step.operands where lastUses[array] == place {
      made[array]?.deallocate()
      made[array] = nil
    }
  }

  typealias Pointers = [Int: UnsafePointer<Double>]

  /// The arrays stay where they are while `body` runs.
  private func withPointers(to arrays: ArraySlice<Int>, _ found: Pointers, _ body: (Pointers) -> Void) {
    guard let array = arrays.first else { return body(found) }
    var found = found
    if let pointer = made[array] {
      found[array] = UnsafePointer(pointer)
      return withPointers(to: arrays.dropFirst(), found, body)
    }
    given[array].withUnsafeBufferPointer { buffer in
      found[array] = buffer.baseAddress
      withPointers(to: arrays.dropFirst(), found, body)
    }
  }
}

extension ArrayPlan.Step {
  /// What it reads.
  var operands: [Int] {
    var arrays: Set<Int> = []
    switch self {
    case .map(let map):
      for source in map.sources {
        switch source {
        case .view(let view): arrays.insert(view.array)
        case .index: continue
        case .gather(let array, let indices):
          arrays.insert(array)
          arrays.formUnion(indices.map(\.view.array))
        }
      }
    case .product(let product):
      arrays = [product.left, product.right]
      if let scale = product.scale { arrays.insert(scale.array) }
    case .matrix(let matrix): arrays = [matrix.source]
    case .loop(let loop):
      arrays.formUnion(loop.program.arrays)
    }
    return arrays.sorted()
  }

  /// What it makes.
  var target: Int {
    switch self {
    case .map(let map): map.target.array
    case .product(let product): product.target
    case .matrix(let matrix): matrix.target
    case .loop(let loop): loop.target
    }
  }
}

extension ArrayPlan.ProductStep {
  func run(_ arrays: ArrayWorkspace.Pointers, _ result: UnsafeMutablePointer<Double>, _ count: Int) {
    result.initialize(repeating: 0, count: count)
    guard let leftArray = arrays[left], let rightArray = arrays[right] else { return }
    var scale: [Double]?
    if let (array, offsets) = self.scale, let pointer = arrays[array] {
      scale = offsets.map { factor * pointer[$0] }
    } else if factor != 1 {
      scale = Array(repeating: factor, count: depth.count)
    }
    let leftRows = rows.map(\.operand)
    let leftColumns = depth.map(\.left)
    let rightRows = depth.map(\.right)
    let rightColumns = columns.map(\.operand)
    let targetRows = rows.map(\.target)
    let targetColumns = columns.map(\.target)
    for place in batch {
      MatrixProduct.add(
        MatrixProduct.Operand(start: leftArray + place.left, rows: leftRows, columns: leftColumns),
        MatrixProduct.Operand(start: rightArray + place.right, rows: rightRows, columns: rightColumns), scale: scale,
        to: MatrixProduct.Target(start: result + place.target, rows: targetRows, columns: targetColumns),
        isSymmetric: isSymmetric)
    }
  }
}

extension ArrayPlan.MatrixStep {
  func run(_ arrays: ArrayWorkspace.Pointers, _ result: UnsafeMutablePointer<Double>) {
    guard let values = arrays[source] else { return }
    let area = size * size
    for place in 0..<count {
      let matrix = Array(UnsafeBufferPointer(start: values + place * area, count: area))
      let elimination = Elimination(matrix, size: size)
      switch function {
      case .determinant: result[place] = elimination.determinant
      case .logDeterminant: result[place] = elimination.logDeterminant
      case .inverse:
        for (offset, entry) in elimination.inverse.enumerated() { result[place * area + offset] = entry }
      }
    }
  }
}
