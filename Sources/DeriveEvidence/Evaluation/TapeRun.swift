import DeriveCore
import DeriveNumbers

/// What a tape computes with, one number at a time: doubles, and enclosures of either grade.
protocol TapeNumber {
  static func number(_ value: Rational, precision: Int) -> Self
  static func nothing(_ precision: Int) -> Self
  static func + (a: Self, b: Self) -> Self
  static func - (a: Self, b: Self) -> Self
  static func * (a: Self, b: Self) -> Self
  func raised(toWhole exponent: Int) -> Self
  func inverse(precision: Int) -> Self
  func root() -> Self
  func raised(to exponent: Rational, precision: Int) -> Self
  static func raise(_ base: Self, to exponent: Self, precision: Int) -> Self
  func apply(_ operation: Tape.Operation, precision: Int) -> Self
  static func apply(_ function: FunctionID, _ arguments: [Self], precision: Int) -> Self
  /// `nil` where it cannot be told.
  static func holds(_ comparison: Comparison, _ a: Self, _ b: Self) -> Bool?
  /// A truth value back from the number it was kept as.
  var truth: Bool? { get }
  static func truth(_ value: Bool?, precision: Int) -> Self
  /// Either of two values.
  static func either(_ a: Self, _ b: Self) -> Self
}

/// The slots of a tape filled for runs over one kind of number.
struct TapeWorkspace<Number: TapeNumber> {
  var slots: [Number]
  var coefficients: [Number]
  let precision: Int

  init(_ tape: Tape, precision: Int = 53) {
    self.precision = precision
    slots = [Number](repeating: .number(.zero, precision: precision), count: Swift.max(tape.slotCount, 1))
    for (place, value) in tape.constants.enumerated() {
      slots[tape.variables.count + place] = .number(value, precision: precision)
    }
    coefficients = tape.coefficients.map { .number($0, precision: precision) }
  }

  mutating func run(_ tape: Tape, _ inputs: [Number]) {
    for place in inputs.indices { slots[place] = inputs[place] }
    for instruction in tape.instructions {
      let first = Int(instruction.first)
      let last = first + Int(instruction.count)
      let payload = Int(instruction.payload)
      var value: Number
      switch instruction.operation {
      case .sum:
        value = slots[Int(tape.operands[first])]
        for place in (first + 1)..<last { value = value + slots[Int(tape.operands[place])] }
      case .linear:
        value = multiple(tape, payload, first)
        for place in (first + 1)..<last { value = value + multiple(tape, payload + place - first, place) }
        if !tape.coefficients[payload + last - first].isZero {
          value = value + coefficients[payload + last - first]
        }
      case .product:
        value = slots[Int(tape.operands[first])]
        for place in (first + 1)..<last { value = value * slots[Int(tape.operands[place])] }
      case .wholePower:
        value = slots[Int(tape.operands[first])].raised(toWhole: payload)
      case .reciprocal:
        value = slots[Int(tape.operands[first])].inverse(precision: precision)
      case .squareRoot:
        value = slots[Int(tape.operands[first])].root()
      case .rationalPower:
        value = slots[Int(tape.operands[first])].raised(to: tape.coefficients[payload], precision: precision)
      case .power:
        value = Number.raise(
          slots[Int(tape.operands[first])], to: slots[Int(tape.operands[first + 1])], precision: precision)
      case .exp, .log, .sin, .cos, .tanh, .sigmoid, .absolute:
        value = slots[Int(tape.operands[first])].apply(instruction.operation, precision: precision)
      case .function:
        let arguments = (first..<last).map { slots[Int(tape.operands[$0])] }
        value = Number.apply(FunctionID(number: payload), arguments, precision: precision)
      case .equal, .notEqual, .less, .lessOrEqual:
        let comparison: Comparison
        switch instruction.operation {
        case .equal: comparison = .equal
        case .notEqual: comparison = .notEqual
        case .less: comparison = .less
        default: comparison = .lessOrEqual
        }
        let holds = Number.holds(
          comparison, slots[Int(tape.operands[first])], slots[Int(tape.operands[first + 1])])
        value = .truth(holds, precision: precision)
      case .and, .or:
        // Absorbing beats unknown.
        let absorbing = instruction.operation == .or
        var result: Bool? = !absorbing
        for place in first..<last {
          let part = slots[Int(tape.operands[place])].truth
          if part == absorbing {
            result = absorbing
            break
          }
          if part == nil { result = nil }
        }
        value = .truth(result, precision: precision)
      case .not:
        value = .truth(slots[Int(tape.operands[first])].truth.map { !$0 }, precision: precision)
      case .cases:
        value = distinguish(tape, first, last)
      case .softRatio:
        let u = slots[Int(tape.operands[first])]
        var total: Number?
        for place in (first + 1)..<last {
          let v = slots[Int(tape.operands[place])]
          var part = coefficients[payload + place - first - 1]
          // exp(u - u) is 1, whatever is known of u.
          if tape.operands[place] != tape.operands[first] { part = part * (v - u).apply(.exp, precision: precision) }
          total = total.map { $0 + part } ?? part
        }
        value = total?.inverse(precision: precision) ?? .nothing(precision)
      case .undefined:
        value = .nothing(precision)
      }
      slots[Int(instruction.destination)] = value
    }
  }

  @inline(__always)
  private func multiple(_ tape: Tape, _ coefficient: Int, _ place: Int) -> Number {
    let value = slots[Int(tape.operands[place])]
    return tape.coefficients[coefficient].isOne ? value : coefficients[coefficient] * value
  }

  /// The value of the first condition that holds; where a condition cannot be told, of either.
  private func distinguish(_ tape: Tape, _ first: Int, _ last: Int) -> Number {
    var possible: Number?
    var place = first
    while place < last - 1 {
      let condition = slots[Int(tape.operands[place])].truth
      if condition != false {
        let value = slots[Int(tape.operands[place + 1])]
        possible = possible.map { .either($0, value) } ?? value
        if condition == true { return possible ?? value }
      }
      place += 2
    }
    let otherwise = slots[Int(tape.operands[last - 1])]
    return possible.map { .either($0, otherwise) } ?? otherwise
  }
}

extension Double: TapeNumber {
  static func number(_ value: Rational, precision: Int) -> Double { value.asDouble }
  static func nothing(_ precision: Int) -> Double { .nan }

  func raised(toWhole exponent: Int) -> Double {
    var result = 1.0
    var base = self
    var rest = exponent
    while rest > 0 {
      if rest & 1 == 1 { result *= base }
      base *= base
      rest >>= 1
    }
    return result
  }

  func inverse(precision: Int) -> Double { self == 0 ? .nan : 1 / self }
  func root() -> Double { squareRoot() }
  func raised(to exponent: Rational, precision: Int) -> Double { Elementary.pow(self, exponent.asDouble) }
  static func raise(_ base: Double, to exponent: Double, precision: Int) -> Double { Elementary.pow(base, exponent) }

  func apply(_ operation: Tape.Operation, precision: Int) -> Double {
    switch operation {
    case .exp: Elementary.exp(self)
    case .log: Elementary.log(self)
    case .sin: Elementary.sin(self)
    case .cos: Elementary.cos(self)
    case .tanh: Elementary.tanh(self)
    case .sigmoid: Elementary.sigmoid(self)
    case .absolute: magnitude
    default: .nan
    }
  }

  static func apply(_ function: FunctionID, _ arguments: [Double], precision: Int) -> Double {
    function.entry.evaluate(arguments)
  }

  static func holds(_ comparison: Comparison, _ a: Double, _ b: Double) -> Bool? {
    if a.isNaN || b.isNaN { return nil }
    switch comparison {
    case .equal: return a == b
    case .notEqual: return a != b
    case .less: return a < b
    case .lessOrEqual: return a <= b
    }
  }

  var truth: Bool? { isNaN ? nil : self != 0 }
  static func truth(_ value: Bool?, precision: Int) -> Double { value.map { $0 ? 1 : 0 } ?? .nan }
  static func either(_ a: Double, _ b: Double) -> Double { .nan }
}

/// What enclosures of both grades do alike.
protocol TapeEnclosure: TapeNumber, Enclosing {
  func power(_ exponent: Int) -> Self
  func power(_ exponent: Rational) -> Self
  static func power(_ base: Self, _ exponent: Self) -> Self
  var reciprocal: Self { get }
  var absolute: Self { get }
  func exp() -> Self
  func log() -> Self
  func sin() -> Self
  func cos() -> Self
  func tanh() -> Self
}

extension TapeEnclosure {
  static func number(_ value: Rational, precision: Int) -> Self { exactly(value, precision: precision) }
  static func nothing(_ precision: Int) -> Self { nothing(precision: precision) }
  func raised(toWhole exponent: Int) -> Self { power(exponent) }
  func inverse(precision: Int) -> Self { reciprocal }
  func root() -> Self { squareRoot() }
  func raised(to exponent: Rational, precision: Int) -> Self { power(exponent) }

  static func raise(_ base: Self, to exponent: Self, precision: Int) -> Self {
    if let whole = exponent.singleInteger { return base.power(whole) }
    return power(base, exponent)
  }

  func apply(_ operation: Tape.Operation, precision: Int) -> Self {
    switch operation {
    case .exp: exp()
    case .log: log()
    case .sin: sin()
    case .cos: cos()
    case .tanh: tanh()
    case .sigmoid: sigmoid()
    case .absolute: absolute
    default: .nothing(precision)
    }
  }
}

extension Interval: TapeEnclosure {
  static func apply(_ function: FunctionID, _ arguments: [Interval], precision: Int) -> Interval {
    function.entry.enclose(arguments)
  }

  static func holds(_ comparison: Comparison, _ a: Interval, _ b: Interval) -> Bool? {
    guard a.isDefined, b.isDefined else { return nil }
    switch comparison {
    case .equal:
      if a.isPoint, b.isPoint, a.lower == b.lower { return true }
      return a.intersects(b) ? nil : false
    case .notEqual:
      return holds(.equal, a, b).map { !$0 }
    case .less:
      if a.upper < b.lower { return true }
      return a.lower >= b.upper ? false : nil
    case .lessOrEqual:
      if a.upper <= b.lower { return true }
      return a.lower > b.upper ? false : nil
    }
  }

  var truth: Bool? { isDefined && isPoint ? lower != 0 : nil }
  static func truth(_ value: Bool?, precision: Int) -> Interval { value.map { $0 ? .one : .zero } ?? Interval(0, 1) }
  static func either(_ a: Interval, _ b: Interval) -> Interval {
    if a.definedness == .never && b.definedness == .never { return .undefined }
    if a.definedness == .never { return Interval(b.lower, b.upper, definedness: .possibly) }
    if b.definedness == .never { return Interval(a.lower, a.upper, definedness: .possibly) }
    return a.hull(b)
  }
}

extension Ball: TapeEnclosure {
  static func apply(_ function: FunctionID, _ arguments: [Ball], precision: Int) -> Ball {
    function.entry.encloseBall(arguments, precision)
  }

  static func holds(_ comparison: DeriveCore.Comparison, _ a: Ball, _ b: Ball) -> Bool? {
    guard a.isDefined, b.isDefined else { return nil }
    switch comparison {
    case .equal:
      if !a.intersects(b) { return false }
      return a.isExact && b.isExact ? true : nil
    case .notEqual:
      return holds(.equal, a, b).map { !$0 }
    case .less:
      if a.compare(b) == .below { return true }
      if a.compare(b) == .above { return false }
      return a.isExact && b.isExact ? false : nil
    case .lessOrEqual:
      if a.compare(b) == .below { return true }
      if a.compare(b) == .above { return false }
      return a.isExact && b.isExact ? true : nil
    }
  }

  var truth: Bool? { isDefined && isExact ? excludesZero : nil }

  static func truth(_ value: Bool?, precision: Int) -> Ball {
    value.map { Ball($0 ? 1 : 0, precision: precision) } ?? .whole(precision: precision)
  }

  /// Nothing but whether there is a value: which of two is not known seldom matters to a confirmation.
  static func either(_ a: Ball, _ b: Ball) -> Ball {
    if a.definedness == .never && b.definedness == .never { return .undefined(precision: a.precision) }
    return .whole(precision: a.precision, definedness: a.isDefined && b.isDefined ? .certainly : .possibly)
  }
}

extension Tape {
  /// The roots' values in double precision.
  package func values(_ inputs: [Double]) -> [Double] {
    var workspace = TapeWorkspace<Double>(self)
    workspace.run(self, inputs)
    return roots.map { workspace.slots[Int($0)] }
  }

  /// Enclosures of the roots' values by intervals of doubles.
  package func enclosures(_ inputs: [Interval]) -> [Interval] {
    var workspace = TapeWorkspace<Interval>(self)
    workspace.run(self, inputs)
    return roots.map { workspace.slots[Int($0)] }
  }

  /// Enclosures of the roots' values by balls of so many bits, at exact arguments.
  package func balls(_ inputs: [Rational], precision: Int) -> [Ball] {
    var workspace = TapeWorkspace<Ball>(self, precision: precision)
    workspace.run(self, inputs.map { Ball($0, precision: precision) })
    return roots.map { workspace.slots[Int($0)] }
  }
}
