import DeriveCore
import DeriveNumbers
import XCTest

/// Samples every property that every entry of the function table declares.
final class FunctionTableTests: XCTestCase {
  /// Arguments that the properties are tried at: kinks, poles and special values among them.
  static let samples: [Rational] = [
    Rational(-5), Rational(-7, 2), Rational(-3), Rational(-2), Rational(-3, 2), Rational(-1), Rational(-3, 4),
    Rational(-1, 2), Rational(-1, 5), .zero, Rational(1, 7), Rational(1, 2), Rational(4, 5), .one, Rational(7, 5),
    Rational(2), Rational(5, 2), Rational(3), Rational(17, 4), Rational(5),
  ]
  /// Second arguments, and the orders of polygamma.
  static let few: [Rational] = [
    .zero, Rational(1, 5), .one, Rational(2), Rational(7, 2), Rational(-1), Rational(-1, 2),
  ]

  static func points(_ entry: FunctionEntry) -> [[Rational]] {
    if entry.name == "polygamma" {
      return [1, 2, 3].flatMap { n in samples.map { [Rational(n), $0] } }
    }
    switch entry.arity {
    case 0: return [[]]
    case 1: return samples.map { [$0] }
    default: return samples.flatMap { a in few.map { [a, $0] } }
    }
  }

  static func doubles(_ point: [Rational]) -> [Double] { point.map(\.asDouble) }

  func testPlacesOfTheNumberedFunctions() {
    for (place, entry) in functionTable.enumerated() {
      XCTAssertEqual(FunctionID(number: place).entry.name, entry.name)
      if entry.isWritable { XCTAssertEqual(FunctionID(named: entry.name)?.number, place) }
      XCTAssertEqual(entry.monotonicity.count, Swift.max(entry.arity, entry.arity == 0 ? 0 : 1), entry.name)
    }
    let named: [(FunctionID, String)] = [
      (.exp, "exp"), (.log, "log"), (.abs, "abs"), (.sign, "sign"), (.sin, "sin"), (.cos, "cos"), (.floor, "floor"),
      (.min, "min"), (.max, "max"), (.pi, "pi"), (.sqrt, "sqrt"), (.tan, "tan"), (.asin, "asin"), (.acos, "acos"),
      (.atan, "atan"), (.sinh, "sinh"), (.cosh, "cosh"), (.tanh, "tanh"), (.asinh, "asinh"), (.acosh, "acosh"),
      (.atanh, "atanh"), (.sigmoid, "sigmoid"), (.softplus, "softplus"), (.relu, "relu"), (.leakyrelu, "leakyrelu"),
      (.elu, "elu"), (.gelu, "gelu"), (.silu, "silu"), (.erf, "erf"), (.gamma, "gamma"), (.lgamma, "lgamma"),
      (.digamma, "digamma"), (.polygamma, "polygamma"), (.factorial, "factorial"), (.binomial, "binomial"),
    ]
    for (id, name) in named { XCTAssertEqual(id.entry.name, name) }
    XCTAssertNil(FunctionID(named: "polygamma"))
  }

  func testDomainIsWhereTheValueIsFinite() {
    var store = TermStore()
    for entry in functionTable {
      for point in Self.points(entry) {
        let arguments = point.map { store.number($0) }
        let conditions = entry.domain(&store, arguments)
        let isInside = conditions.allSatisfy { condition in TermValue.truth(&store, condition, [:]) }
        let value = entry.evaluate(Self.doubles(point))
        XCTAssertEqual(isInside, value.isFinite, "\(entry.name)\(point): \(value)")
      }
    }
  }

  func testEnclosureHoldsTheValue() {
    var store = TermStore()
    for entry in functionTable {
      for point in Self.points(entry) {
        let value = entry.evaluate(Self.doubles(point))
        let interval = entry.enclose(point.map { Interval(enclosing: $0) })
        let arguments = point.map { store.number($0) }
        let conditions = entry.domain(&store, arguments)
        // Points at a pole of tan and the like are no rationals: there is no kink to be undecided about.
        if !conditions.allSatisfy({ TermValue.truth(&store, $0, [:]) }) {
          XCTAssertNotEqual(interval.definedness, .certainly, "\(entry.name)\(point)")
          continue
        }
        let slack = 4e-15 * value.magnitude
        XCTAssertNotEqual(interval.definedness, .never, "\(entry.name)\(point)")
        XCTAssertTrue(
          interval.lower <= value + slack && interval.upper >= value - slack,
          "\(entry.name)\(point) = \(value), not in \(interval)")
      }
      for point in Self.points(entry) {
        let value = entry.evaluate(Self.doubles(point))
        let ball = entry.encloseBall(point.map { Ball($0, precision: 128) }, 128)
        if !value.isFinite {
          XCTAssertNotEqual(ball.definedness, .certainly, "\(entry.name)\(point)")
          continue
        }
        let around = ball.interval
        let slack = 4e-15 * value.magnitude
        XCTAssertTrue(
          ball.definedness != .never && around.lower <= value + slack && around.upper >= value - slack,
          "\(entry.name)\(point) = \(value), not in \(ball)")
      }
      // An interval between two points holds the values at both, and in the middle.
      for (a, b) in zip(Self.points(entry), Self.points(entry).dropFirst(3)) {
        if entry.name == "polygamma", a[0] != b[0] { continue }
        let interval = entry.enclose(
          zip(a, b).map { Interval(Swift.min($0.asDouble, $1.asDouble), Swift.max($0.asDouble, $1.asDouble)) })
        let middle = zip(a, b).map { ($0 + $1) / Rational(2) }
        for point in [a, b, middle] {
          let value = entry.evaluate(Self.doubles(point))
          guard value.isFinite else { continue }
          let slack = 4e-15 * value.magnitude
          XCTAssertTrue(
            interval.definedness != .never && interval.lower <= value + slack && interval.upper >= value - slack,
            "\(entry.name)\(point) = \(value), not in \(interval)")
        }
      }
    }
  }

  func testNotANumberStaysOne() {
    for entry in functionTable where entry.arity > 0 {
      for position in 0..<entry.arity where !(entry.name == "leakyrelu" || entry.name == "elu") || position == 0 {
        var arguments = [Double](repeating: 0.5, count: entry.arity)
        arguments[position] = .nan
        XCTAssertTrue(entry.evaluate(arguments).isNaN, entry.name)
      }
    }
  }

  func testDerivativeAgreesWithANumericalOne() {
    var store = TermStore()
    let symbols = ["x", "y"].map { store.addSymbol(Symbol(name: $0, role: .given, rank: 0)) }
    let variables = symbols.map { store.component($0) }
    for entry in functionTable where entry.arity > 0 {
      for point in Self.points(entry) {
        let numbers = point.map { store.number($0) }
        let conditions = entry.domain(&store, numbers) + entry.smoothness(&store, numbers)
        if !conditions.allSatisfy({ TermValue.truth(&store, $0, [:]) }) { continue }
        for position in 0..<entry.arity where !(entry.name == "polygamma" && position == 0) {
          var arguments = Array(variables[..<entry.arity])
          if entry.name == "polygamma" { arguments[0] = numbers[0] }
          let term = entry.derivative(&store, arguments, position)
          let values = Dictionary(uniqueKeysWithValues: zip(variables, Self.doubles(point)))
          let stated = TermValue.value(&store, term, values)
          func difference(_ h: Double) -> Double {
            var up = Self.doubles(point)
            var down = up
            up[position] += h
            down[position] -= h
            return (entry.evaluate(up) - entry.evaluate(down)) / (2 * h)
          }
          let measured = (4 * difference(5e-4) - difference(1e-3)) / 3
          if !measured.isFinite { continue }
          XCTAssertEqual(
            stated, measured, accuracy: (entry.name == "elu" ? 1e-3 : 1e-6) * Swift.max(1, measured.magnitude),
            "derivative \(position) of \(entry.name) at \(point)")
        }
      }
    }
  }

  func testReducedFormHasTheSameValue() {
    var store = TermStore()
    let x = store.component(store.addSymbol(Symbol(name: "x", role: .given, rank: 0)))
    let y = store.component(store.addSymbol(Symbol(name: "y", role: .given, rank: 0)))
    for entry in functionTable {
      for point in Self.points(entry) {
        let value = entry.evaluate(Self.doubles(point))
        if !value.isFinite { continue }
        var shapes = [Array([x, y][..<entry.arity])]
        if entry.arity == 1 { shapes.append([store.add(x, .two)]) }
        if entry.arity == 2 { shapes.append([x, store.number(3)]) }
        if entry.name == "polygamma" {
          let order = store.number(point[0])
          shapes = [[order, y], [order, store.add(y, .two)]]
        }
        for arguments in shapes {
          guard let term = entry.reduced(&store, arguments) else { continue }
          let values = Dictionary(uniqueKeysWithValues: zip([x, y], Self.doubles(point)))
          let direct = entry.evaluate(arguments.map { TermValue.value(&store, $0, values) })
          if !direct.isFinite { continue }
          let reduced = TermValue.value(&store, term, values)
          // A form with gamma at a pole has a gap where the function has a value; elsewhere they agree.
          if !reduced.isFinite, entry.name.contains("gamma") { continue }
          XCTAssertEqual(
            reduced, direct, accuracy: 1e-9 * Swift.max(1, direct.magnitude), "reduced \(entry.name) at \(point)")
        }
      }
    }
  }

  func testCanonicalFormKeepsTheValue() {
    var store = TermStore()
    let x = store.component(store.addSymbol(Symbol(name: "x", role: .given, rank: 0)))
    let positive = store.component(
      store.addSymbol(Symbol(name: "p", role: .given, rank: 0, facts: SymbolFacts(bounds: .positive))))
    let negative = store.component(
      store.addSymbol(Symbol(name: "q", role: .given, rank: 0, facts: SymbolFacts(bounds: .negative))))
    let pi = store.apply(.pi)
    let three = store.number(3)
    var arguments: [Term] = [
      x, store.negate(x), store.scale(x, by: Rational(-3, 2)), store.scale(x, by: Rational(5, 2)), positive, negative,
      store.scale(positive, by: Rational(-2)), pi, store.squareRoot(.half), store.negate(store.squareRoot(.half)),
      store.scale(store.squareRoot(three), by: Term.half), store.squareRoot(three),
      store.power(store.squareRoot(three), .minusOne), store.scale(store.apply(.log, positive), by: Rational(3)),
    ]
    for twelfth in -30...30 { arguments.append(store.scale(pi, by: Rational(twelfth, 12))) }
    for value in Self.samples { arguments.append(store.number(value)) }
    for (inner, _) in functionTable.enumerated() where functionTable[inner].arity == 1 {
      arguments.append(store.apply(FunctionID(number: inner), x))
      arguments.append(store.apply(FunctionID(number: inner), positive))
    }
    for (place, entry) in functionTable.enumerated() where entry.arity > 0 {
      for argument in arguments {
        let rests: [[Term]] =
          entry.arity == 1 ? [[]] : [[.zero], [.one], [.two], [store.number(-1)], [x], [positive], [argument]]
        for rest in rests {
          var all = [argument] + rest
          if entry.name == "polygamma" {
            guard rest[0] == .zero || rest[0] == .one || rest[0] == .two else { continue }
            all = [rest[0], argument]
          }
          let term = store.apply(FunctionID(number: place), all)
          for value in [-2.25, -0.75, -0.25, 0, 0.375, 0.875, 1.75, 3.5] {
            let values = [x: value, positive: value.magnitude + 0.125, negative: -value.magnitude - 0.125]
            let numbers = all.map { TermValue.value(&store, $0, values) }
            let expected = entry.evaluate(numbers)
            if !expected.isFinite || expected.magnitude > 1e9 { continue }
            let found = TermValue.value(&store, term, values)
            XCTAssertEqual(
              found, expected, accuracy: 1e-7 * Swift.max(1, expected.magnitude), "\(entry.name)\(numbers) canonical")
          }
        }
      }
    }
  }

  func testSpecialValues() {
    var store = TermStore()
    let pi = store.apply(.pi)
    XCTAssertEqual(store.apply(.sigmoid, .zero), .half)
    XCTAssertEqual(store.apply(.tanh, .zero), .zero)
    XCTAssertEqual(store.apply(.atan, .one), store.scale(pi, by: Rational(1, 4)))
    XCTAssertEqual(store.apply(.sin, pi), .zero)
    XCTAssertEqual(store.apply(.cos, pi), .minusOne)
    XCTAssertEqual(store.apply(.cos, store.scale(pi, by: Rational(1, 3))), .half)
    XCTAssertEqual(store.apply(.acos, .minusOne), pi)
    XCTAssertEqual(store.apply(.factorial, store.number(5)), store.number(120))
    XCTAssertEqual(store.apply(.gamma, .half), store.squareRoot(pi))
    XCTAssertEqual(store.apply(.binomial, store.number(10), store.number(3)), store.number(120))
    XCTAssertEqual(store.apply(.binomial, store.number(3), store.number(5)), .zero)
    let huge = store.number(1_000_000_000)
    XCTAssertEqual(store.kind(store.apply(.factorial, huge)), .function)
    XCTAssertEqual(store.kind(store.apply(.gamma, huge)), .function)
    XCTAssertEqual(store.kind(store.apply(.binomial, huge, store.number(500_000_000))), .function)
    XCTAssertEqual(store.apply(.binomial, huge, store.number(999_999_999)), huge)
    XCTAssertEqual(store.apply(.sqrt, store.number(4)), .two)
  }

  /// The argument bounds tried, each with the samples inside.
  static let argumentBounds: [Bounds] = {
    var list: [Bounds] = [
      .any, .positive, .nonNegative, .negative, .nonPositive, .nonZero, .unit, .openUnit, Bounds(isInteger: true),
      Bounds(lower: .zero, isInteger: true), Bounds(lower: .one), Bounds(upper: .one), Bounds(upper: .minusOne),
      Bounds(lower: .minusOne, upper: Rational(2)), Bounds(lower: .minusOne, lowerIsOpen: true),
      Bounds(lower: Rational(1, 2), upper: Rational(5, 2), upperIsOpen: true),
    ]
    for value in samples { list.append(.exactly(value)) }
    return list
  }()

  static func contains(_ bounds: Bounds, _ value: Rational) -> Bool {
    if let lower = bounds.lower, value < lower || value == lower && bounds.lowerIsOpen { return false }
    if let upper = bounds.upper, value > upper || value == upper && bounds.upperIsOpen { return false }
    return !(bounds.excludesZero && value.isZero) && !(bounds.isInteger && !value.isInteger)
  }

  func testRangeContainsTheValues() {
    for entry in functionTable where entry.arity > 0 {
      for first in Self.argumentBounds {
        let seconds = entry.arity == 1 ? [.any] : Self.argumentBounds
        for second in seconds {
          let arguments = entry.arity == 1 ? [first] : [first, second]
          let range = entry.range(arguments)
          for point in Self.points(entry)
          where zip(arguments, point).allSatisfy({ Self.contains($0, $1) }) {
            let value = entry.evaluate(Self.doubles(point))
            guard value.isFinite, let exact = Rational(exactly: value) else { continue }
            // Rounding may put a value on the wrong side of a closed end that it lies on.
            let slack = 1e-12 * Swift.max(1, value.magnitude)
            let isInside =
              Self.contains(range, exact)
              || !(range.isInteger && (value - value.rounded()).magnitude > slack)
                && (range.lower.map { value > $0.asDouble - ($0.isZero ? 0 : slack) } ?? true)
                && (range.upper.map { value < $0.asDouble + ($0.isZero ? 0 : slack) } ?? true)
                && !(range.excludesZero && value == 0)
            XCTAssertTrue(isInside, "\(entry.name)\(point) = \(value) outside \(range)")
          }
        }
      }
    }
  }

  func testMonotonicity() {
    for entry in functionTable where entry.arity > 0 {
      for position in 0..<entry.arity {
        let direction = entry.monotonicity[position]
        if direction == .unknown { continue }
        for point in Self.points(entry) {
          for other in Self.samples where other > point[position] {
            var moved = point
            moved[position] = other
            let (low, high) = (entry.evaluate(Self.doubles(point)), entry.evaluate(Self.doubles(moved)))
            guard low.isFinite, high.isFinite else { continue }
            let slack = 1e-12 * Swift.max(1, low.magnitude)
            XCTAssertTrue(
              direction == .increasing ? low <= high + slack : low >= high - slack,
              "\(entry.name) between \(point) and \(moved)")
          }
        }
      }
    }
  }

  func testCurvature() {
    for entry in functionTable where entry.arity > 0 && entry.curvature != .unknown {
      for a in Self.points(entry) {
        for b in Self.points(entry) { checkBending(entry, entry.curvature, a, b) { $0 } }
      }
    }
  }

  /// The value (or its logarithm, by `scale`) in the middle lies on the right side of the chord.
  private func checkBending(
    _ entry: FunctionEntry, _ curvature: FunctionEntry.Curvature, _ a: [Rational], _ b: [Rational],
    scale: (Double) -> Double
  ) {
    let middle = zip(a, b).map { ($0 + $1) / Rational(2) }
    let ends = [a, b].map { scale(entry.evaluate(Self.doubles($0))) }
    guard ends.allSatisfy(\.isFinite) else { return }
    let value = scale(entry.evaluate(Self.doubles(middle)))
    let slack = 1e-12 * Swift.max(1, ends[0].magnitude, ends[1].magnitude)
    let chord = 0.5 * (ends[0] + ends[1])
    if curvature != .concave { XCTAssertLessThanOrEqual(value, chord + slack, "\(entry.name) at \(a), \(b)") }
    if curvature != .convex { XCTAssertGreaterThanOrEqual(value, chord - slack, "\(entry.name) at \(a), \(b)") }
  }

  /// What a function says of itself within bounds of its arguments holds at all points within them.
  func testShapeWithinBounds() {
    let halves: [Bounds] = [.any, .positive, .nonNegative, .negative, .nonPositive, .unit, .openUnit]
    func isInside(_ value: Rational, _ bounds: Bounds) -> Bool {
      Bounds.exactly(value).intersection(bounds) == Bounds.exactly(value)
        && (bounds.lower != value || !bounds.lowerIsOpen) && (bounds.upper != value || !bounds.upperIsOpen)
    }
    for entry in functionTable where entry.arity > 0 {
      for first in halves {
        for second in entry.arity == 2 ? halves : [.any] {
          let bounds = Array([first, second].prefix(entry.arity))
          let shape = entry.shape(bounds)
          let points = Self.points(entry).filter { point in
            zip(point, bounds).allSatisfy { isInside($0, $1) }
          }
          for a in points {
            for b in points where shape.isJoint || Array(a.dropFirst()) == Array(b.dropFirst()) {
              if shape.curvature != .unknown { checkBending(entry, shape.curvature, a, b) { $0 } }
              if shape.logarithmic != .unknown {
                XCTAssertGreaterThanOrEqual(entry.evaluate(Self.doubles(a)), 0, entry.name)
                checkBending(entry, shape.logarithmic, a, b) { $0 > 1e-280 ? Elementary.log($0) : .nan }
              }
              for place in 0..<entry.arity where a[place] < b[place] {
                guard a.indices.allSatisfy({ $0 == place || a[$0] == b[$0] }) else { continue }
                let (low, high) = (entry.evaluate(Self.doubles(a)), entry.evaluate(Self.doubles(b)))
                guard low.isFinite, high.isFinite else { continue }
                let slack = 1e-12 * Swift.max(1, low.magnitude, high.magnitude)
                switch shape.monotonicity[place] {
                case .increasing: XCTAssertLessThanOrEqual(low, high + slack, "\(entry.name) at \(a), \(b)")
                case .decreasing: XCTAssertGreaterThanOrEqual(low, high - slack, "\(entry.name) at \(a), \(b)")
                case .unknown: break
                }
              }
            }
          }
        }
      }
    }
  }
}

/// A plain recursive evaluator, for the tests alone.
enum TermValue {
  static func value(_ store: inout TermStore, _ term: Term, _ values: [Term: Double]) -> Double {
    if let known = values[term] { return known }
    switch store.kind(term) {
    case .rational: return store.rational(term)?.asDouble ?? .nan
    case .infinity: return .infinity
    case .sum:
      return stride(from: 0, to: store.childCount(term), by: 2).reduce(0) { total, place in
        total + value(&store, store.child(term, place), values) * value(&store, store.child(term, place + 1), values)
      }
    case .product:
      return stride(from: 0, to: store.childCount(term), by: 2).reduce(1) { total, place in
        let base = value(&store, store.child(term, place), values)
        let exponent = value(&store, store.child(term, place + 1), values)
        return total * Elementary.pow(base, exponent)
      }
    case .function:
      let arguments = (0..<store.childCount(term)).map { value(&store, store.child(term, $0), values) }
      return store.functionID(term).entry.evaluate(arguments)
    case .cases:
      let count = store.childCount(term)
      for place in stride(from: 0, to: count - 1, by: 2) where truth(&store, store.child(term, place), values) {
        return value(&store, store.child(term, place + 1), values)
      }
      return value(&store, store.child(term, count - 1), values)
    case .truth, .symbol, .size, .definition, .index, .bound, .reduction, .family, .delta, .relation, .and, .or, .not,
      .abstract, .expectation, .matrixFunction, .limit:
      return .nan
    }
  }

  static func truth(_ store: inout TermStore, _ term: Term, _ values: [Term: Double]) -> Bool {
    switch store.kind(term) {
    case .truth: return term == .yes
    case .relation:
      let a = value(&store, store.child(term, 0), values)
      let b = value(&store, store.child(term, 1), values)
      switch store.comparison(term) {
      case .equal: return a == b
      case .notEqual: return a != b
      case .less: return a < b
      case .lessOrEqual: return a <= b
      }
    case .and: return store.children(term).allSatisfy { truth(&store, $0, values) }
    case .or: return store.children(term).contains { truth(&store, $0, values) }
    case .not: return !truth(&store, store.child(term, 0), values)
    case .rational, .infinity, .symbol, .size, .definition, .index, .bound, .sum, .product, .function, .reduction,
      .family, .delta, .cases, .abstract, .expectation, .matrixFunction, .limit:
      return false
    }
  }
}
