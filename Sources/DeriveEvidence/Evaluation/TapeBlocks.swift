import DeriveCore
import DeriveNumbers

/// Runs a tape over many points: blocks of points, eight lanes at a time, one instruction after the other over a block
/// that stays in the nearest cache. On baseline x86-64 neither fused multiplication nor lane-wise minimum is used: both
/// compile to calls (`design.md`, What was measured).
package struct TapeBlocks: ~Copyable {
  package let tape: Tape
  /// Vectors of eight points in a block.
  private let width: Int
  /// Points in a block.
  var blockSize: Int { 8 * width }
  private let slots: UnsafeMutablePointer<SIMD8<Double>>
  private let capacity: Int
  /// For points that are to be vouched for: 0 where nothing went wrong on the way to the roots, else NaN.
  private let doubts: UnsafeMutablePointer<SIMD8<Double>>?

  /// - Parameters:
  ///   - points: how many points will be run at most, where they are few; a block is no larger.
  ///   - watchful: whether doubt is noted, for `isDoubtful`.
  package init(_ tape: Tape, points: Int = .max, watchful: Bool = false) {
    self.tape = tape
    width = points < 128 ? max(1, (points + 7) / 8) : 16
    capacity = max(tape.slotCount, 1) * width
    slots = .allocate(capacity: capacity)
    slots.initialize(repeating: SIMD8(repeating: 0), count: capacity)
    for (place, value) in tape.constants.enumerated() {
      let start = (tape.variables.count + place) * width
      for vector in 0..<width { slots[start + vector] = SIMD8(repeating: value.asDouble) }
    }
    if watchful {
      let doubts = UnsafeMutablePointer<SIMD8<Double>>.allocate(capacity: width)
      doubts.initialize(repeating: SIMD8(repeating: 0), count: width)
      self.doubts = doubts
    } else {
      doubts = nil
    }
  }

  deinit {
    slots.deallocate()
    doubts?.deallocate()
  }

  // MARK: One block

  /// Gives a variable its value at one point of the block.
  mutating func set(_ variable: Int, _ point: Int, to value: Double) {
    precondition(point < blockSize)
    lanes(variable)[point] = value
  }

  /// Runs over the first points of the block, whose variables are set.
  mutating func run(points: Int) {
    for variable in tape.variables.indices {
      let lanes = lanes(variable)
      for point in points..<blockSize { lanes[point] = lanes[0] }
    }
    if let doubts { doubts.update(repeating: SIMD8(repeating: 0), count: width) }
    runBlock()
  }

  /// A root's value at one point of the block that was run.
  func value(ofRoot root: Int, _ point: Int) -> Double {
    precondition(point < blockSize)
    return lanes(Int(tape.roots[root]))[point]
  }

  /// Whether the run came upon something at this point that doubles do not settle: an infinity or no number, an
  /// exponential that left their range, or a comparison of values that are the same up to rounding and not equal.
  func isDoubtful(_ point: Int) -> Bool {
    guard let doubts, point < blockSize else { return true }
    return doubts[point / 8][point % 8].isNaN
  }

  /// Notes the points at which the instruction's result is in doubt.
  private func watch(_ instruction: Tape.Instruction, _ target: UnsafeMutablePointer<SIMD8<Double>>) {
    guard let doubts else { return }
    let zero = SIMD8<Double>(repeating: 0)
    let nan = SIMD8<Double>(repeating: .nan)
    for vector in 0..<width { doubts[vector] += target[vector] * zero }
    switch instruction.operation {
    case .equal, .notEqual, .less, .lessOrEqual:
      let a = vectors(tape.operands[Int(instruction.first)])
      let b = vectors(tape.operands[Int(instruction.first) + 1])
      for vector in 0..<width {
        let gap = (a[vector] - b[vector]) * (a[vector] - b[vector])
        let size = a[vector] * a[vector] + b[vector] * b[vector]
        let isClose = (gap .<= 0x1p-80 * size) .& (a[vector] .!= b[vector])
        doubts[vector] = doubts[vector].replacing(with: nan, where: isClose)
      }
    case .exp, .sigmoid, .softRatio:
      for vector in 0..<width {
        doubts[vector] = doubts[vector].replacing(with: nan, where: target[vector] .< 1e-290)
      }
    case .sum, .linear, .product, .wholePower, .reciprocal, .squareRoot, .rationalPower, .power, .log, .sin, .cos,
      .tanh, .absolute, .function, .and, .or, .not, .cases, .undefined:
      break
    }
  }

  // MARK: Many blocks

  /// The roots' values at many points: a column for each root, from a column for each variable, all of one length.
  package mutating func values(_ columns: [[Double]]) -> [[Double]] {
    let count = columns.first?.count ?? 1
    precondition(columns.count == tape.variables.count && columns.allSatisfy { $0.count == count })
    var results = tape.roots.map { _ in [Double](repeating: 0, count: count) }
    var start = 0
    while start < count {
      let size = min(blockSize, count - start)
      for (place, column) in columns.enumerated() {
        let lanes = lanes(place)
        column.withUnsafeBufferPointer { source in
          for offset in 0..<size { lanes[offset] = source[start + offset] }
          // The rest of the last block repeats a point, so that no lane leaves the fast paths for nothing.
          for offset in size..<blockSize { lanes[offset] = source[start] }
        }
      }
      runBlock()
      for (place, root) in tape.roots.enumerated() {
        let lanes = lanes(Int(root))
        results[place].withUnsafeMutableBufferPointer { target in
          for offset in 0..<size { target[start + offset] = lanes[offset] }
        }
      }
      start += size
    }
    return results
  }

  func lanes(_ slot: Int) -> UnsafeMutablePointer<Double> {
    UnsafeMutableRawPointer(slots + slot * width).assumingMemoryBound(to: Double.self)
  }

  @inline(__always)
  private func vectors(_ slot: Int32) -> UnsafeMutablePointer<SIMD8<Double>> {
    precondition(slot >= 0 && Int(slot) * width < capacity)
    return slots + Int(slot) * width
  }

  @inline(__always)
  private func each(
    _ a: UnsafeMutablePointer<SIMD8<Double>>, _ target: UnsafeMutablePointer<SIMD8<Double>>,
    _ operation: (SIMD8<Double>) -> SIMD8<Double>
  ) {
    for vector in 0..<width { target[vector] = operation(a[vector]) }
  }

  @inline(__always)
  private func each(
    _ a: UnsafeMutablePointer<SIMD8<Double>>, _ b: UnsafeMutablePointer<SIMD8<Double>>,
    _ target: UnsafeMutablePointer<SIMD8<Double>>, _ operation: (SIMD8<Double>, SIMD8<Double>) -> SIMD8<Double>
  ) {
    for vector in 0..<width { target[vector] = operation(a[vector], b[vector]) }
  }

  /// Carries out every instruction on the lanes as they are filled.
  func runBlock() {
    let one = SIMD8<Double>(repeating: 1)
    var next = 0
    while next < tape.instructions.count {
      let instruction = tape.instructions[next]
      next += 1
      let target = vectors(instruction.destination)
      let first = Int(instruction.first)
      let count = Int(instruction.count)
      let payload = Int(instruction.payload)
      func operand(_ place: Int) -> UnsafeMutablePointer<SIMD8<Double>> { vectors(tape.operands[first + place]) }
      switch instruction.operation {
      case .sum:
        gather(first, count, target, +)
      case .product:
        gather(first, count, target, *)
      case .linear:
        linear(first, count, payload, target)
      case .wholePower:
        let a = operand(0)
        switch payload {
        case 2: each(a, target) { $0 * $0 }
        case 3: each(a, target) { $0 * $0 * $0 }
        case 4:
          each(a, target) { x in
            let square = x * x
            return square * square
          }
        default:
          each(a, target) { x in
            var result = one
            var base = x
            var rest = payload
            while rest > 0 {
              if rest & 1 == 1 { result *= base }
              base *= base
              rest >>= 1
            }
            return result
          }
        }
      case .reciprocal:
        each(operand(0), target) { one / $0 }
      case .squareRoot:
        each(operand(0), target) { $0.squareRoot() }
      case .exp:
        each(operand(0), target) { Elementary.exp($0) }
      case .log:
        each(operand(0), target) { Elementary.log($0) }
      case .sin, .cos:
        let isSine = instruction.operation == .sin
        if let other = partner(of: instruction, at: next) {
          let a = operand(0)
          for vector in 0..<width {
            let (sine, cosine) = Elementary.sinCos(a[vector])
            target[vector] = isSine ? sine : cosine
            other[vector] = isSine ? cosine : sine
          }
          next += 1
        } else if isSine {
          each(operand(0), target) { Elementary.sin($0) }
        } else {
          each(operand(0), target) { Elementary.cos($0) }
        }
      case .tanh:
        each(operand(0), target) { Elementary.tanh($0) }
      case .sigmoid:
        each(operand(0), target) { Elementary.sigmoid($0) }
      case .absolute:
        each(operand(0), target) { x in
          let bits = unsafeBitCast(x, to: SIMD8<Int64>.self) & SIMD8<Int64>(repeating: Int64.max)
          return unsafeBitCast(bits, to: SIMD8<Double>.self)
        }
      case .less:
        each(operand(0), operand(1), target) { SIMD8(repeating: 0).replacing(with: one, where: $0 .< $1) }
      case .lessOrEqual:
        each(operand(0), operand(1), target) { SIMD8(repeating: 0).replacing(with: one, where: $0 .<= $1) }
      case .equal:
        each(operand(0), operand(1), target) { SIMD8(repeating: 0).replacing(with: one, where: $0 .== $1) }
      case .notEqual:
        each(operand(0), operand(1), target) { SIMD8(repeating: 0).replacing(with: one, where: $0 .!= $1) }
      case .and:
        gather(first, count, target, *)
      case .or:
        gather(first, count, target) { $0 + $1 - $0 * $1 }
      case .not:
        each(operand(0), target) { one - $0 }
      case .cases:
        distinguish(first, count, target)
      case .rationalPower:
        let exponent = tape.doubleCoefficients[payload]
        lanewise(first, 1, target) { Elementary.pow($0[0], exponent) }
      case .power:
        lanewise(first, 2, target) { Elementary.pow($0[0], $0[1]) }
      case .function:
        let entry = FunctionID(number: payload).entry
        lanewise(first, count, target, entry.evaluate)
      case .softRatio:
        softRatio(first, count, payload, target)
      case .undefined:
        each(target, target) { _ in SIMD8(repeating: .nan) }
      }
      if doubts != nil { watch(instruction, target) }
    }
  }

  /// Where the cosine goes, if the next instruction takes that of what this takes the sine of, or the other way round.
  private func partner(of instruction: Tape.Instruction, at place: Int) -> UnsafeMutablePointer<SIMD8<Double>>? {
    guard place < tape.instructions.count else { return nil }
    let next = tape.instructions[place]
    guard next.operation == (instruction.operation == .sin ? .cos : .sin),
      tape.operands[Int(next.first)] == tape.operands[Int(instruction.first)]
    else { return nil }
    return vectors(next.destination)
  }

  @inline(__always)
  private func gather(
    _ first: Int, _ count: Int, _ target: UnsafeMutablePointer<SIMD8<Double>>,
    _ operation: (SIMD8<Double>, SIMD8<Double>) -> SIMD8<Double>
  ) {
    var place = 0
    var total: UnsafeMutablePointer<SIMD8<Double>>?
    // Four operands at a time, three after the first: one pass over the block for each.
    while place < count {
      let a = vectors(tape.operands[first + place])
      let rest = count - place
      if let soFar = total {
        switch rest {
        case 1:
          for vector in 0..<width { target[vector] = operation(soFar[vector], a[vector]) }
          place += 1
        case 2:
          let b = vectors(tape.operands[first + place + 1])
          for vector in 0..<width { target[vector] = operation(soFar[vector], operation(a[vector], b[vector])) }
          place += 2
        default:
          let b = vectors(tape.operands[first + place + 1])
          let c = vectors(tape.operands[first + place + 2])
          for vector in 0..<width {
            target[vector] = operation(operation(soFar[vector], a[vector]), operation(b[vector], c[vector]))
          }
          place += 3
        }
      } else {
        switch rest {
        case 1:
          for vector in 0..<width { target[vector] = a[vector] }
          place += 1
        case 2:
          let b = vectors(tape.operands[first + 1])
          for vector in 0..<width { target[vector] = operation(a[vector], b[vector]) }
          place += 2
        case 3:
          let b = vectors(tape.operands[first + 1])
          let c = vectors(tape.operands[first + 2])
          for vector in 0..<width { target[vector] = operation(operation(a[vector], b[vector]), c[vector]) }
          place += 3
        default:
          let b = vectors(tape.operands[first + 1])
          let c = vectors(tape.operands[first + 2])
          let d = vectors(tape.operands[first + 3])
          for vector in 0..<width {
            target[vector] = operation(operation(a[vector], b[vector]), operation(c[vector], d[vector]))
          }
          place += 4
        }
        total = target
      }
    }
  }

  private func linear(_ first: Int, _ count: Int, _ payload: Int, _ target: UnsafeMutablePointer<SIMD8<Double>>) {
    let constant = tape.doubleCoefficients[payload + count]
    let a = vectors(tape.operands[first])
    let ca = tape.doubleCoefficients[payload]
    if count == 1 {
      for vector in 0..<width { target[vector] = ca * a[vector] + constant }
      return
    }
    let b = vectors(tape.operands[first + 1])
    let cb = tape.doubleCoefficients[payload + 1]
    for vector in 0..<width { target[vector] = (ca * a[vector] + constant) + cb * b[vector] }
    var place = 2
    while place + 1 < count {
      let c = vectors(tape.operands[first + place])
      let d = vectors(tape.operands[first + place + 1])
      let cc = tape.doubleCoefficients[payload + place]
      let cd = tape.doubleCoefficients[payload + place + 1]
      for vector in 0..<width { target[vector] += cc * c[vector] + cd * d[vector] }
      place += 2
    }
    if place < count {
      let c = vectors(tape.operands[first + place])
      let cc = tape.doubleCoefficients[payload + place]
      for vector in 0..<width { target[vector] += cc * c[vector] }
    }
  }

  private func distinguish(_ first: Int, _ count: Int, _ target: UnsafeMutablePointer<SIMD8<Double>>) {
    let zero = SIMD8<Double>(repeating: 0)
    for vector in 0..<width {
      var value = vectors(tape.operands[first + count - 1])[vector]
      var place = count - 3
      while place >= 0 {
        let condition = vectors(tape.operands[first + place])[vector]
        value = value.replacing(with: vectors(tape.operands[first + place + 1])[vector], where: condition .!= zero)
        place -= 2
      }
      target[vector] = value
    }
  }

  private func softRatio(_ first: Int, _ count: Int, _ payload: Int, _ target: UnsafeMutablePointer<SIMD8<Double>>) {
    let u = vectors(tape.operands[first])
    for vector in 0..<width {
      var total = SIMD8<Double>(repeating: 0)
      for place in 1..<count {
        let v = vectors(tape.operands[first + place])[vector]
        total += tape.doubleCoefficients[payload + place - 1] * Elementary.exp(v - u[vector])
      }
      target[vector] = SIMD8(repeating: 1) / total
    }
  }

  private func lanewise(
    _ first: Int, _ count: Int, _ target: UnsafeMutablePointer<SIMD8<Double>>, _ function: ([Double]) -> Double
  ) {
    var arguments = [Double](repeating: 0, count: count)
    for vector in 0..<width {
      var result = SIMD8<Double>(repeating: 0)
      for lane in 0..<8 {
        for place in 0..<count { arguments[place] = vectors(tape.operands[first + place])[vector][lane] }
        result[lane] = function(arguments)
      }
      target[vector] = result
    }
  }
}
