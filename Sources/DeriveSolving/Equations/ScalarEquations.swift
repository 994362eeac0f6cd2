import DeriveCore
import DeriveNumbers

/// Equations in one scalar unknown.
extension EquationSystem {
  /// The values of a scalar unknown for which an equation holds: of a polynomial of degree one or two after fractions
  /// are cleared, or through the inverses of the functions that the unknown stands in.
  mutating func isolateScalar(
    _ unknown: Unknown, in equation: TensorValue, _ store: inout TermStore
  ) throws(SolvingError) -> [Branch] {
    let x = unknown.component(&store)
    var branches: [Branch] = []
    for (value, conditions) in try roots(of: equation.body, in: x, depth: 0, &store) {
      guard let bounds = membership(value, of: unknown, &store) else { continue }
      let own = SystemSolution.Step(
        rule: "solved for it", before: equation, name: x, after: TensorValue(axes: [], body: value))
      branches.append(
        Branch(value: TensorValue(axes: [], body: value), conditions: conditions + bounds, steps: [own]))
    }
    if branches.isEmpty { throw .noSolution("the equation has no solution in the range of its unknown") }
    return branches
  }

  /// What must hold for the value to be one of the unknown's type; nil where it certainly is none.
  private func membership(_ value: Term, of unknown: Unknown, _ store: inout TermStore) -> [Term]? {
    let bounds = store.symbols[unknown.symbol].facts.bounds
    var conditions: [Term] = []
    if let lower = bounds.lower {
      let end = store.number(lower)
      conditions.append(store.relation(bounds.lowerIsOpen ? .less : .lessOrEqual, end, value))
    }
    if let upper = bounds.upper {
      let end = store.number(upper)
      conditions.append(store.relation(bounds.upperIsOpen ? .less : .lessOrEqual, value, end))
    }
    if bounds.excludesZero, bounds.lower == nil, bounds.upper == nil { conditions.append(store.nonZero(value)) }
    return conditions.contains(.no) ? nil : conditions.filter { $0 != .yes }
  }

  private typealias Root = (value: Term, conditions: [Term])

  /// The greatest nesting of functions that is undone.
  private static let greatestDepth = 12

  private mutating func roots(
    of term: Term, in x: Term, depth: Int, _ store: inout TermStore
  ) throws(SolvingError) -> [(value: Term, conditions: [Term])] {
    if depth > Self.greatestDepth { throw .unsupported("an equation too deeply nested to be solved") }
    let fraction: Fraction
    do {
      var form = NormalForm(.reading)
      fraction = try store.normalForm(term, &form)
    } catch {
      throw SolvingError(error)
    }
    if fraction.isZero { throw .infinitelyMany("every value solves the equation") }
    // Where a denominator is 0 the equation says nothing.
    var conditions: [Term] = []
    for (base, _) in fraction.denominator where !store.bounds(base).isNonZero {
      conditions.append(store.relation(.notEqual, base, .zero))
    }
    var clearing: [Term: Int] = [:]
    for (monomial, _) in fraction.numerator.terms {
      for (base, exponent) in store.factors(monomial) {
        guard let power = store.rational(exponent)?.asInt, power < 0 else { continue }
        clearing[base] = min(clearing[base] ?? 0, power)
      }
    }
    var multiplier: [Term] = []
    for (base, power) in clearing.sorted(by: { $0.key.number < $1.key.number }) {
      if store.contains(base, x) { conditions.append(store.nonZero(base)) }
      multiplier.append(store.power(base, -power))
    }
    let factor = store.product(multiplier)
    // As a polynomial in the one thing that holds the unknown.
    var kernel: Term?
    var coefficients: [Int: [Term]] = [:]
    for (monomial, coefficient) in fraction.numerator.terms {
      var degree = 0
      var rest: [Term] = [store.number(coefficient)]
      for (base, exponent) in store.factors(store.multiply(monomial, factor)) {
        guard store.contains(base, x) || store.contains(exponent, x) else {
          rest.append(store.power(base, exponent))
          continue
        }
        var own = base
        var power = store.rational(exponent)?.asInt
        if power == nil {
          own = store.power(base, exponent)
          power = 1
        }
        guard let power, power > 0, kernel == nil || kernel == own else {
          throw .unsupported("an equation in which the unknown stands in several places")
        }
        kernel = own
        degree = power
      }
      coefficients[degree, default: []].append(store.product(rest))
    }
    guard let kernel else {
      throw .noSolution("the unknown drops out, and what is left is not 0")
    }
    let polynomial = coefficients.mapValues { store.sum($0) }
    var found: [Root] = []
    for (value, own) in try roots(ofPolynomial: polynomial, &store) {
      if kernel == x {
        found.append((value, own))
        continue
      }
      for (inner, right, more) in try inverses(of: kernel, at: value, x, &store) {
        for root in try roots(of: store.subtract(inner, right), in: x, depth: depth + 1, &store) {
          found.append((root.value, own + more + root.conditions))
        }
      }
    }
    // The conditions speak of the unknown: each root is put into them.
    return found.map { root in
      let open = conditions.map { store.instantiate([x], $0, at: [root.value]) }
      return (root.value, (root.conditions + open).filter { $0 != .yes })
    }.filter { !$0.conditions.contains(.no) }
  }

  /// The roots of a polynomial of degree one or two, or of a pure power.
  private mutating func roots(
    ofPolynomial coefficients: [Int: Term], _ store: inout TermStore
  ) throws(SolvingError) -> [(value: Term, conditions: [Term])] {
    let degree = coefficients.keys.max() ?? 0
    let constant = coefficients[0] ?? .zero
    guard let leading = coefficients[degree] else { return [] }
    let isLeading = store.nonZero(leading)
    do {
      if degree == 1 {
        let value = try store.readable(store.negate(store.divide(constant, leading)), &reading)
        return [(value, [isLeading])]
      }
      if coefficients.keys.allSatisfy({ $0 == 0 || $0 == degree }) {
        if constant == .zero { return [(.zero, [isLeading])] }
        let power = try store.readable(store.negate(store.divide(constant, leading)), &reading)
        if degree % 2 == 0 {
          let root = try store.readable(store.power(power, store.number(Rational(1, degree))), &reading)
          let isReal = store.relation(.lessOrEqual, .zero, power)
          if isReal == .no { return [] }
          return [(root, [isLeading, isReal]), (store.negate(root), [isLeading, isReal])]
        }
        guard store.bounds(power).isNonNegative else {
          throw SolvingError.unsupported("an odd root of what may be negative")
        }
        return [(store.power(power, store.number(Rational(1, degree))), [isLeading])]
      }
      guard degree == 2, let middle = coefficients[1] else {
        throw SolvingError.unsupported("a polynomial equation of degree \(degree)")
      }
      let four = store.number(4)
      let inside = store.subtract(store.power(middle, 2), store.product([four, leading, constant]))
      let discriminant = try store.readable(inside, &reading)
      let isReal = store.relation(.lessOrEqual, .zero, discriminant)
      if isReal == .no { return [] }
      let double = store.scale(leading, by: Rational(2))
      if discriminant == .zero {
        return [(try store.readable(store.negate(store.divide(middle, double)), &reading), [isLeading])]
      }
      let root = try store.readable(store.squareRoot(discriminant), &reading)
      var found: [Root] = []
      for signed in [root, store.negate(root)] {
        let value = store.divide(store.subtract(signed, middle), double)
        found.append((try store.readable(value, &reading), [isLeading, isReal]))
      }
      return found
    } catch let error as DeriveError {
      throw SolvingError(error)
    } catch let error as SolvingError {
      throw error
    } catch {
      throw .unsupported("it could not be worked out")
    }
  }

  /// What `kernel = value` says of the kernel's argument: equations, each with its conditions.
  private mutating func inverses(
    of kernel: Term, at value: Term, _ x: Term, _ store: inout TermStore
  ) throws(SolvingError) -> [(inner: Term, right: Term, conditions: [Term])] {
    if store.kind(kernel) == .sum {
      return [(kernel, value, [])]
    }
    if store.kind(kernel) == .product, store.childCount(kernel) == 2 {
      let (base, exponent) = (store.child(kernel, 0), store.child(kernel, 1))
      if !store.contains(exponent, x) {
        // base^e = v for a broken or symbolic exponent: the base is not negative, and neither is v.
        let isPossible = store.relation(.lessOrEqual, .zero, value)
        if isPossible == .no { return [] }
        return [(base, store.power(value, store.power(exponent, .minusOne)), [isPossible, store.nonZero(exponent)])]
      }
      if !store.contains(base, x) {
        // b^u = v
        let logarithms = store.divide(store.apply(.log, value), store.apply(.log, base))
        return [
          (
            exponent, logarithms,
            [
              store.relation(.less, .zero, value), store.relation(.less, .zero, base),
              store.relation(.notEqual, base, .one),
            ]
          )
        ]
      }
      throw .unsupported("an equation with the unknown in a base and its exponent")
    }
    guard store.kind(kernel) == .function, store.childCount(kernel) == 1 else {
      throw .unsupported("an equation that cannot be solved for its unknown")
    }
    let inner = store.child(kernel, 0)
    let positive = store.relation(.less, .zero, value)
    switch store.functionID(kernel) {
    case .exp: return positive == .no ? [] : [(inner, store.apply(.log, value), [positive])]
    case .log: return [(inner, store.apply(.exp, value), [])]
    case .abs:
      let isPossible = store.relation(.lessOrEqual, .zero, value)
      if isPossible == .no { return [] }
      if value == .zero { return [(inner, .zero, [])] }
      return [(inner, value, [isPossible]), (inner, store.negate(value), [isPossible])]
    case .sigmoid:
      let below = store.relation(.less, value, .one)
      if positive == .no || below == .no { return [] }
      let odds = store.divide(value, store.subtract(.one, value))
      return [(inner, store.apply(.log, odds), [positive, below])]
    case .tanh:
      let (above, below) = (store.relation(.less, .minusOne, value), store.relation(.less, value, .one))
      if above == .no || below == .no { return [] }
      return [(inner, store.apply(.atanh, value), [above, below])]
    case .sinh: return [(inner, store.apply(.asinh, value), [])]
    case .asinh: return [(inner, store.apply(.sinh, value), [])]
    case .atanh: return [(inner, store.apply(.tanh, value), [])]
    case .softplus:
      if positive == .no { return [] }
      return [(inner, store.apply(.log, store.subtract(store.apply(.exp, value), .one)), [positive])]
    case .sin, .cos, .tan:
      throw .infinitelyMany("a trigonometric equation has infinitely many solutions or none")
    default:
      throw .unsupported("an equation with the unknown inside `\(store.functionID(kernel).entry.name)`")
    }
  }
}
