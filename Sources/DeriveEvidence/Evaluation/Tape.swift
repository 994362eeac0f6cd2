import DeriveCore
import DeriveNumbers

/// Scalar terms compiled to a flat program: one instruction a node in topological order, over slots that are used again
/// once their value is no longer needed. It runs over doubles, intervals, balls, and blocks of points.
package struct Tape: Sendable {
  /// The components whose values a run is given, in this order; their slots come first.
  package internal(set) var variables: [Term] = []
  /// Numbers, in the slots after the variables'.
  var constants: [Rational] = []
  var instructions: [Instruction] = []
  var operands: [Int32] = []
  /// Coefficients of linear combinations and rational exponents.
  var coefficients: [Rational] = []
  var doubleCoefficients: [Double] = []
  /// Where the roots' values are, in the order the roots were given.
  package internal(set) var roots: [Int32] = []
  var slotCount = 0

  struct Instruction: Sendable {
    var operation: Operation
    var destination: Int32
    /// Its operands' place in `operands`.
    var first: Int32
    var count: Int32
    /// A coefficient's place, an exponent, or a function's number.
    var payload: Int32
  }

  enum Operation: UInt8, Sendable {
    /// The sum of the operands.
    case sum
    /// Coefficients times operands, plus the coefficient after the last.
    case linear
    case product
    /// To a whole exponent above 1.
    case wholePower
    case reciprocal, squareRoot
    /// To a rational exponent; to the second operand.
    case rationalPower, power
    case exp, log, sin, cos, tanh, sigmoid, absolute
    case function
    /// Truth values are 1 and 0.
    case equal, notEqual, less, lessOrEqual, and, or, not
    /// Condition, value, …, the value otherwise.
    case cases
    /// 1/sum(c[j]*exp(v[j] - u)) for the operands u, v…: `exp(u)` over a sum of exponentials, without overflow.
    case softRatio
    case undefined
  }

  /// How many instructions there are.
  package var count: Int { instructions.count }

  /// Whether doubles run over blocks tell of every instruction where it has no value: those of functions and of powers
  /// with other exponents than whole ones do not.
  var isPlain: Bool {
    instructions.allSatisfy { instruction in
      switch instruction.operation {
      case .sum, .linear, .product, .wholePower, .reciprocal, .squareRoot, .exp, .log, .sin, .cos, .tanh, .sigmoid,
        .absolute, .equal, .notEqual, .less, .lessOrEqual, .and, .or, .not, .cases, .softRatio:
        true
      case .rationalPower, .power, .function, .undefined: false
      }
    }
  }
}

extension TermStore {
  /// Compiles terms that hold no index, size, binder, definition or abstract function.
  ///
  /// With `tight`, quotients of exponentials are taken in a form that never overflows, at the cost of more
  /// exponentials: for enclosures.
  package func tape(_ roots: [Term], variables: [Term] = [], tight: Bool) throws(DeriveError) -> Tape {
    let values = acquireTable()
    defer { release(values) }
    var compiler = TapeCompiler(isTight: tight, values: values)
    for variable in variables { _ = compiler.slot(ofVariable: variable) }
    try compiler.compile(roots, self)
    return compiler.finish(roots)
  }
}

private struct TapeCompiler {
  let isTight: Bool
  var tape = Tape()
  /// Values are numbered as they are made; slots are given to them at the end.
  let valueOf: NodeTable
  var powers: [PowerKey: Int32] = [:]
  /// Quotients of an exponential and a sum, by both.
  var ratios: [UInt64: Int32] = [:]
  /// What is known of bases as sums of exponentials.
  var exponentialSums: [Term: [Exponential]?] = [:]
  var variableValues: [Int32] = []
  var constantValues: [Rational: Int32] = [:]
  var constantOrder: [(value: Int32, number: Rational)] = []
  var valueCount: Int32 = 0

  struct PowerKey: Hashable {
    var base: Int32
    var exponent: Rational
  }

  init(isTight: Bool, values: NodeTable) {
    self.isTight = isTight
    valueOf = values
  }

  mutating func newValue() -> Int32 {
    valueCount += 1
    return valueCount - 1
  }

  mutating func slot(ofVariable term: Term) -> Int32 {
    if let known = valueOf[term] { return Int32(known) }
    let value = newValue()
    valueOf[term] = UInt32(value)
    tape.variables.append(term)
    variableValues.append(value)
    return value
  }

  mutating func constant(_ number: Rational) -> Int32 {
    if let known = constantValues[number] { return known }
    let value = newValue()
    constantValues[number] = value
    constantOrder.append((value, number))
    return value
  }

  mutating func emit(_ operation: Tape.Operation, _ operands: [Int32], payload: Int = 0) -> Int32 {
    let value = newValue()
    tape.instructions.append(
      Tape.Instruction(
        operation: operation, destination: value, first: Int32(tape.operands.count), count: Int32(operands.count),
        payload: Int32(payload)))
    tape.operands += operands
    return value
  }

  mutating func compile(_ roots: [Term], _ store: borrowing TermStore) throws(DeriveError) {
    let seen = store.acquireTable()
    defer { store.release(seen) }
    var order = roots.filter { valueOf[$0] == nil && seen.insert($0) }
    var next = 0
    while next < order.count {
      let term = order[next]
      next += 1
      switch store.kind(term) {
      case .sum:
        for position in stride(from: 1, to: store.childCount(term), by: 2) {
          let child = store.child(term, position)
          if valueOf[child] == nil, seen.insert(child) { order.append(child) }
        }
      case .product:
        for position in 0..<store.childCount(term) {
          let child = store.child(term, position)
          if position % 2 == 1, store.isNumber(child) { continue }
          if valueOf[child] == nil, seen.insert(child) { order.append(child) }
        }
      case .function, .relation, .and, .or, .not, .cases:
        for position in 0..<store.childCount(term) {
          let child = store.child(term, position)
          if valueOf[child] == nil, seen.insert(child) { order.append(child) }
        }
      case .rational, .infinity, .truth, .symbol:
        break
      case .size, .definition, .index, .bound, .reduction, .family, .delta, .abstract, .expectation, .matrixFunction,
        .limit:
        throw .unsupported("a term that is not at concrete sizes")
      }
    }
    order.sort { $0.number < $1.number }
    for term in order where valueOf[term] == nil { valueOf[term] = UInt32(node(term, store)) }
  }

  func value(_ term: Term) -> Int32 { Int32(valueOf[term] ?? 0) }

  mutating func node(_ term: Term, _ store: borrowing TermStore) -> Int32 {
    let count = store.childCount(term)
    switch store.kind(term) {
    case .rational: return constant(store.rational(term) ?? .zero)
    case .truth: return constant(term == .yes ? .one : .zero)
    case .symbol: return slot(ofVariable: term)
    case .sum: return sum(term, store)
    case .product: return product(term, store)
    case .function: return function(term, store)
    case .relation:
      let operation: Tape.Operation
      switch store.comparison(term) {
      case .equal: operation = .equal
      case .notEqual: operation = .notEqual
      case .less: operation = .less
      case .lessOrEqual: operation = .lessOrEqual
      }
      return emit(operation, [value(store.child(term, 0)), value(store.child(term, 1))])
    case .and: return emit(.and, (0..<count).map { value(store.child(term, $0)) })
    case .or: return emit(.or, (0..<count).map { value(store.child(term, $0)) })
    case .not: return emit(.not, [value(store.child(term, 0))])
    case .cases: return emit(.cases, (0..<count).map { value(store.child(term, $0)) })
    case .infinity, .size, .definition, .index, .bound, .reduction, .family, .delta, .abstract, .expectation,
      .matrixFunction, .limit:
      return emit(.undefined, [])
    }
  }

  mutating func sum(_ term: Term, _ store: borrowing TermStore) -> Int32 {
    var slots: [Int32] = []
    var factors: [Rational] = []
    var constant = Rational.zero
    for (coefficient, inner) in store.addends(term) {
      if inner == .one {
        constant = coefficient
      } else {
        slots.append(value(inner))
        factors.append(coefficient)
      }
    }
    if constant.isZero, factors.allSatisfy(\.isOne) { return emit(.sum, slots) }
    let place = tape.coefficients.count
    tape.coefficients += factors
    tape.coefficients.append(constant)
    return emit(.linear, slots, payload: place)
  }

  mutating func function(_ term: Term, _ store: borrowing TermStore) -> Int32 {
    let arguments = (0..<store.childCount(term)).map { value(store.child(term, $0)) }
    let function = store.functionID(term)
    let operation: Tape.Operation
    switch function {
    case .exp: operation = .exp
    case .log: operation = .log
    case .sin: operation = .sin
    case .cos: operation = .cos
    case .tanh: operation = .tanh
    case .sigmoid: operation = .sigmoid
    case .abs: operation = .absolute
    default: operation = .function
    }
    return emit(operation, arguments, payload: function.number)
  }

  // MARK: Products

  struct Factor {
    var base: Term
    var exponent: Term
    /// The exponent, where it is a number.
    var number: Rational?
  }

  mutating func product(_ term: Term, _ store: borrowing TermStore) -> Int32 {
    var parts: [Int32] = []
    var factors: [Factor] = []
    for (base, exponent) in store.factors(term) {
      factors.append(Factor(base: base, exponent: exponent, number: store.rational(exponent)))
    }
    if isTight { softRatios(&factors, &parts, store) }
    for factor in factors {
      if let number = factor.number {
        if !number.isZero { parts.append(power(value(factor.base), number)) }
      } else {
        parts.append(emit(.power, [value(factor.base), value(factor.exponent)]))
      }
    }
    return parts.count == 1 ? parts[0] : emit(.product, parts)
  }

  mutating func power(_ base: Int32, _ exponent: Rational) -> Int32 {
    if exponent.isOne { return base }
    let key = PowerKey(base: base, exponent: exponent)
    if let known = powers[key] { return known }
    let result: Int32
    if exponent.isMinusOne {
      result = emit(.reciprocal, [base])
    } else if let whole = exponent.asInt, whole.magnitude <= 1 << 30 {
      let positive = whole < 0 ? power(base, .minusOne) : base
      result = emit(.wholePower, [positive], payload: Int(whole.magnitude))
    } else if let twice = (exponent * Rational(2)).asInt, twice.magnitude <= 1 << 20 {
      let half = Rational(1, 2)
      let root = exponent == half ? emit(.squareRoot, [base]) : power(base, half)
      result = exponent == half ? root : power(root, Rational(twice))
    } else {
      tape.coefficients.append(exponent)
      let place = tape.coefficients.count - 1
      if let whole = exponent.asInteger {
        // Too large to multiply out, and a negative base has a value too.
        let size = emit(.rationalPower, [emit(.absolute, [base])], payload: place)
        result = whole.isOdd ? emit(.product, [emit(.function, [base], payload: FunctionID.sign.number), size]) : size
      } else {
        result = emit(.rationalPower, [base], payload: place)
      }
    }
    powers[key] = result
    return result
  }

  /// Takes `exp(u)*S^-1` with S a sum of exponentials out of a product.
  mutating func softRatios(
    _ factors: inout [Factor], _ parts: inout [Int32], _ store: borrowing TermStore
  ) {
    for place in factors.indices {
      guard let whole = factors[place].number?.asInt, whole < 0, let addends = exponentials(factors[place].base, store)
      else { continue }
      var rest = -whole
      for other in factors.indices where rest > 0 {
        guard store.kind(factors[other].base) == .function, store.functionID(factors[other].base) == .exp,
          let exponent = factors[other].number?.asInt, exponent > 0
        else { continue }
        let count = min(exponent, rest)
        let ratio = softRatio(factors[other].base, factors[place].base, addends, store)
        parts.append(power(ratio, Rational(count)))
        rest -= count
        factors[other].number = Rational(exponent - count)
      }
      factors[place].number = Rational(-rest)
    }
  }

  typealias Exponential = (coefficient: Rational, exponent: Term?)

  mutating func softRatio(
    _ exponential: Term, _ sum: Term, _ addends: [Exponential], _ store: borrowing TermStore
  ) -> Int32 {
    let key = UInt64(exponential.number) << 32 | UInt64(sum.number)
    if let known = ratios[key] { return known }
    let coefficientPlace = tape.coefficients.count
    tape.coefficients += addends.map(\.coefficient)
    let zero = constant(.zero)
    let arguments = addends.map { $0.exponent.map { value($0) } ?? zero }
    let ratio = emit(.softRatio, [value(store.child(exponential, 0))] + arguments, payload: coefficientPlace)
    ratios[key] = ratio
    return ratio
  }

  /// The addends of a sum of exponentials with positive coefficients; a number is a coefficient of exp(0).
  mutating func exponentials(_ term: Term, _ store: borrowing TermStore) -> [Exponential]? {
    guard store.isProperSum(term) else { return nil }
    if let known = exponentialSums[term] { return known }
    let found = Self.newExponentials(term, store)
    exponentialSums[term] = .some(found)
    return found
  }

  private static func newExponentials(_ term: Term, _ store: borrowing TermStore) -> [Exponential]? {
    var result: [Exponential] = []
    for (coefficient, inner) in store.addends(term) {
      if coefficient.signum <= 0 { return nil }
      if inner == .one {
        result.append((coefficient, nil))
      } else if store.kind(inner) == .function, store.functionID(inner) == .exp {
        result.append((coefficient, store.child(inner, 0)))
      } else {
        return nil
      }
    }
    return result
  }

  /// Puts the later of sine and cosine of one value right behind the earlier: blocks of points work both out at once,
  /// for little more than one of them.
  mutating func pairSinesWithCosines() {
    var places: [Int32: (sine: Int?, cosine: Int?)] = [:]
    for (place, instruction) in tape.instructions.enumerated() {
      switch instruction.operation {
      case .sin: places[tape.operands[Int(instruction.first)], default: (nil, nil)].sine = place
      case .cos: places[tape.operands[Int(instruction.first)], default: (nil, nil)].cosine = place
      default: continue
      }
    }
    var partners: [Int: Int] = [:]
    for (sine, cosine) in places.values {
      if let sine, let cosine { partners[min(sine, cosine)] = max(sine, cosine) }
    }
    if partners.isEmpty { return }
    let moved = Set(partners.values)
    var ordered: [Tape.Instruction] = []
    for (place, instruction) in tape.instructions.enumerated() where !moved.contains(place) {
      ordered.append(instruction)
      if let partner = partners[place] { ordered.append(tape.instructions[partner]) }
    }
    tape.instructions = ordered
  }

  // MARK: Slots

  /// Gives every value a slot: variables and constants keep theirs, others are used again after the last use.
  mutating func finish(_ roots: [Term]) -> Tape {
    pairSinesWithCosines()
    let rootValues = roots.map { value($0) }
    var lastUse = [Int](repeating: -1, count: Int(valueCount))
    for (place, instruction) in tape.instructions.enumerated() {
      for operand in instruction.first..<(instruction.first + instruction.count) {
        lastUse[Int(tape.operands[Int(operand)])] = place
      }
    }
    for root in rootValues { lastUse[Int(root)] = Int.max }
    var slot = [Int32](repeating: 0, count: Int(valueCount))
    var next: Int32 = 0
    func fixed(_ value: Int32) {
      slot[Int(value)] = next
      lastUse[Int(value)] = Int.max
      next += 1
    }
    variableValues.forEach(fixed)
    for (value, number) in constantOrder {
      fixed(value)
      tape.constants.append(number)
    }
    var free: [Int32] = []
    for place in tape.instructions.indices {
      let instruction = tape.instructions[place]
      let range = Int(instruction.first)..<Int(instruction.first + instruction.count)
      // The destination is taken before the operands are given back: no run reads what it overwrites.
      let destination: Int32
      if let reused = free.popLast() {
        destination = reused
      } else {
        destination = next
        next += 1
      }
      slot[Int(instruction.destination)] = destination
      for operand in range {
        let value = tape.operands[operand]
        tape.operands[operand] = slot[Int(value)]
        if lastUse[Int(value)] == place {
          free.append(slot[Int(value)])
          // An operand that stands there twice gives its slot back once.
          lastUse[Int(value)] = Int.max
        }
      }
      if lastUse[Int(instruction.destination)] < 0 { free.append(destination) }
      tape.instructions[place].destination = destination
    }
    tape.slotCount = Int(next)
    tape.roots = rootValues.map { slot[Int($0)] }
    tape.doubleCoefficients = tape.coefficients.map(\.asDouble)
    return tape
  }
}
