import DeriveCore
import DeriveNumbers

/// A term to be worked out at one point after the other by plain recursion, with loops for its binders: for what no
/// array can hold, such as a subterm with very many indices. Slow, and right.
struct LoopProgram: Sendable {
  enum Node: Sendable {
    case number(Double)
    /// The value of an index, by its slot.
    case index(Int)
    /// An element of an array.
    case element(array: Int, indices: [Int])
    case sum([(coefficient: Double, node: Int)])
    case product([(base: Int, exponent: Int)])
    case function(DeriveCore.FunctionID, [Int])
    case relation(Comparison, Int, Int)
    case and([Int])
    case or([Int])
    case not(Int)
    case cases([Int])
    case reduction(ReductionOperation, [Range], condition: Int, body: Int)
    /// A definition's body with its parameters' slots set.
    case call(slots: [Int], arguments: [Int], body: Int)
  }

  struct Range: Sendable {
    var slot: Int
    var lower: Int
    var upper: Int
  }

  var nodes: [Node] = []
  var slotCount = 0
  /// The arrays it reads.
  var arrays: Set<Int> = []
}

/// The state of a loop program's run.
struct LoopRun {
  let program: LoopProgram
  let arrays: ArrayWorkspace.Pointers
  let layouts: [ArrayPlan.Layout]
  let strides: [Int: [Int]]
  var slots: [Double]

  init(_ program: LoopProgram, _ arrays: ArrayWorkspace.Pointers, _ layouts: [ArrayPlan.Layout]) {
    self.program = program
    self.arrays = arrays
    self.layouts = layouts
    strides = Dictionary(uniqueKeysWithValues: program.arrays.map { ($0, layouts[$0].strides) })
    slots = Array(repeating: 0, count: program.slotCount)
  }

  mutating func value(_ node: Int) -> Double {
    switch program.nodes[node] {
    case .number(let value): return value
    case .index(let slot): return slots[slot]
    case .element(let array, let indices): return element(array, indices)
    case .sum(let addends):
      var total = 0.0
      for (coefficient, node) in addends { total += coefficient * value(node) }
      return total
    case .product(let factors):
      var total = 1.0
      for (base, exponent) in factors {
        let power = value(exponent)
        let base = value(base)
        total *= power == 1 ? base : Elementary.pow(base, power)
      }
      return total
    case .function(let function, let arguments):
      var values: [Double] = []
      for argument in arguments { values.append(value(argument)) }
      return function.entry.evaluate(values)
    case .relation(let comparison, let a, let b):
      let (a, b) = (value(a), value(b))
      switch comparison {
      case .equal: return a == b ? 1 : 0
      case .notEqual: return a != b ? 1 : 0
      case .less: return a < b ? 1 : 0
      case .lessOrEqual: return a <= b ? 1 : 0
      }
    case .and(let parts):
      for part in parts where value(part) == 0 { return 0 }
      return 1
    case .or(let parts):
      for part in parts where value(part) != 0 { return 1 }
      return 0
    case .not(let part): return value(part) == 0 ? 1 : 0
    case .cases(let parts):
      for place in Swift.stride(from: 0, to: parts.count - 1, by: 2) where value(parts[place]) != 0 {
        return value(parts[place + 1])
      }
      return value(parts[parts.count - 1])
    case .reduction(let operation, let ranges, let condition, let body):
      var result = operation.neutral
      var isEmpty = true
      reduce(operation, ranges[...], condition, body, &result, &isEmpty)
      // Of nothing there is no greatest.
      return isEmpty && (operation == .maximum || operation == .minimum) ? .nan : result
    case .call(let parameters, let arguments, let body):
      var values: [Double] = []
      for argument in arguments { values.append(value(argument)) }
      let outer = parameters.map { slots[$0] }
      for (slot, value) in zip(parameters, values) { slots[slot] = value }
      let result = value(body)
      for (slot, value) in zip(parameters, outer) { slots[slot] = value }
      return result
    }
  }

  /// NaN outside of the array.
  private mutating func element(_ array: Int, _ indices: [Int]) -> Double {
    guard let values = arrays[array], let strides = strides[array] else { return .nan }
    let layout = layouts[array]
    var place = 0
    for (axis, node) in indices.enumerated() {
      guard let index = Int(exactly: value(node)), index >= layout.firsts[axis],
        index - layout.firsts[axis] < layout.shape[axis]
      else { return .nan }
      place += (index - layout.firsts[axis]) * strides[axis]
    }
    return values[place]
  }

  private mutating func reduce(
    _ operation: ReductionOperation, _ ranges: ArraySlice<LoopProgram.Range>, _ condition: Int, _ body: Int,
    _ result: inout Double, _ isEmpty: inout Bool
  ) {
    guard let range = ranges.first else {
      if value(condition) == 0 { return }
      isEmpty = false
      result = operation.combine(result, value(body))
      return
    }
    let (lower, upper) = (value(range.lower), value(range.upper))
    guard lower.isFinite, upper.isFinite else {
      isEmpty = false
      result = .nan
      return
    }
    let outer = slots[range.slot]
    var index = lower
    while index <= upper {
      slots[range.slot] = index
      reduce(operation, ranges.dropFirst(), condition, body, &result, &isEmpty)
      index += 1
    }
    slots[range.slot] = outer
  }
}

extension ArrayPlan.LoopStep {
  func run(
    _ arrays: ArrayWorkspace.Pointers, _ layouts: [ArrayPlan.Layout], _ result: UnsafeMutablePointer<Double>
  ) {
    var run = LoopRun(program, arrays, layouts)
    for place in 0..<extents.reduce(1, *) {
      var rest = place
      for axis in extents.indices.reversed() {
        run.slots[slots[axis]] = Double(firsts[axis] + rest % extents[axis])
        rest /= extents[axis]
      }
      result[place] = run.value(root)
    }
  }
}
