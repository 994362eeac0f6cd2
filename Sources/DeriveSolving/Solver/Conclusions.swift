import DeriveCore
import DeriveEvidence
import DeriveLanguage
import DeriveNumbers

extension Solver {
  /// The verdict on a claim from the attempt to prove it and from random points. A proved claim is tried at points too: a
  /// confirmed counterexample to it is a fault of the program, and is shown as one.
  mutating func conclude(
    _ attempt: ProofAttempt, _ claim: PointClaim, exchanged: Bool, _ outcome: inout Solution.ClaimOutcome
  ) {
    if let steps = attempt.steps {
      outcome.verdict = .proved
      outcome.proof = options.steps == .none ? [] : steps
      outcome.conditions = attempt.conditions
    }
    let found: PointOutcome
    do {
      found = try search(claim, isProved: outcome.verdict == .proved)
    } catch {
      if outcome.verdict != .proved { outcome.reason = attempt.remark ?? reason(error) }
      return
    }
    switch found {
    case .counterexample(let point):
      outcome.counterexample = counterexample(point, claim, exchanged: exchanged)
      if outcome.verdict != .proved { outcome.verdict = .refuted }
    case .held(let points, let sizes, _, let eigenvalue):
      outcome.points = points
      outcome.sizes = sizes
      if let eigenvalue {
        outcome.measurements.append("smallest eigenvalue over the points: \(Self.decimal(eigenvalue))")
      }
      if outcome.verdict != .proved {
        outcome.verdict = .holdsOnPoints
        outcome.reason = attempt.remark
      }
    case .nothingKnown(let reason, let isVacuous):
      if isVacuous {
        // A proof from what holds nowhere proves nothing.
        saysNothing = true
        outcome.verdict = .undecided
        outcome.proof = []
        outcome.conditions = []
      }
      if outcome.verdict != .proved { outcome.reason = attempt.remark ?? reason }
    }
  }

  private mutating func search(_ claim: PointClaim, isProved: Bool) throws(DeriveError) -> PointOutcome {
    var pointOptions = PointOptions()
    pointOptions.seed = options.seed
    pointOptions.isProved = isProved
    pointOptions.points = options.points
    pointOptions.sizes = options.sizes
    var claim = claim
    claim.freeIndices = claimIndices.filter { index in
      claim.assumptions.contains { store.contains($0, index) }
    }.sorted { $0.number < $1.number }
    var search = PointSearch(claim, pointOptions, kept: instantiations) { store, term in
      (try? store.provesZero(term)) ?? false
    }
    return try search.run(&store)
  }

  /// Four significant digits.
  private static func decimal(_ value: Double) -> String {
    // Rounding of an eigenvalue that is 0.
    if abs(value) < 1e-12 { return "0" }
    if !value.isFinite { return "\(value)" }
    var exponent = 0
    var magnitude = abs(value)
    while magnitude >= 10, exponent < 400 {
      magnitude /= 10
      exponent += 1
    }
    while magnitude < 1, exponent > -400 {
      magnitude *= 10
      exponent -= 1
    }
    let digits = Int(magnitude * 1000 + 0.5)
    let sign = value < 0 ? "-" : ""
    if exponent >= -4, exponent < 4 {
      var scaled = Rational(digits)
      for _ in 0..<abs(exponent - 3) {
        scaled = exponent < 3 ? scaled / Rational(10) : scaled * Rational(10)
      }
      return sign + plainDecimal(scaled)
    }
    return "\(sign)\(plainDecimal(Rational(digits, 1000)))e\(exponent)"
  }

  /// A rational with a power of ten below it, in digits.
  private static func plainDecimal(_ value: Rational) -> String {
    let whole = value.floor()
    var text = whole.description
    var rest = value - Rational(whole)
    if rest.isZero { return text }
    text += "."
    var count = 0
    while !rest.isZero, count < 12 {
      rest = rest * Rational(10)
      let digit = rest.floor()
      text += digit.description
      rest = rest - Rational(digit)
      count += 1
    }
    return text
  }

  // MARK: Counterexamples

  /// Says what the left side is until the claim's own words for it are known.
  static let formRemark = "v'*M*v at this point, with M the matrix of the claim"

  private mutating func counterexample(
    _ point: PointCounterexample, _ claim: PointClaim, exchanged: Bool
  ) -> Solution.Counterexample {
    let sizes = point.sizes.map { size in
      Solution.Counterexample.Assignment(
        name: declaredName(size.symbol), value: .number(Rational(size.value)))
    }
    var values: [Solution.Counterexample.Assignment] = []
    // Row and column of a matrix are two indices, though one letter would do for either.
    let letters = letters(for: point.indices.map(\.index), beside: [])
    for index in point.indices {
      values.append(
        Solution.Counterexample.Assignment(
          name: shown(index.index, letters: letters), value: .number(Rational(index.value))))
    }
    let coefficients = Set(point.functions.map(\.coefficients))
    values += assignments(point.values.filter { !coefficients.contains(store.payload($0.component)) })
    values += point.functions.map { assignment($0, point) }
    var remark: String?
    if let vector = point.vector {
      let taken = values.map(\.name)
      let letter = ["v", "u", "t"].map { Formula.name($0, latex: nil) }.first { !taken.contains($0) }
      values.append(
        Solution.Counterexample.Assignment(
          name: letter ?? .name("v", latex: nil), value: .matrix(vector.map { [self.number($0)] })))
    }
    let (left, right) = (side(point.left), side(point.right))
    switch point.remark {
    case .quadraticForm: remark = Self.formRemark
    case .notSymmetric(let row, let column):
      remark = "the entries at (\(row), \(column)) and (\(column), \(row)) differ: the matrix is not symmetric"
    case nil: break
    }
    return Solution.Counterexample(
      sizes: sizes, values: values, left: exchanged ? right : left, right: exchanged ? left : right, remark: remark)
  }

  /// A symbol's name with its `as` clause.
  private func declaredName(_ symbol: Int) -> Formula {
    let name = store.symbols[symbol].name
    let declared = problem.sizes.map(\.name) + problem.variables.map(\.name)
    return .name(name, latex: declared.first { $0.text == name }?.latex)
  }

  /// One assignment a symbol: a number, a column, or rows.
  private func assignments(
    _ values: [(component: Term, value: PointValue)]
  ) -> [Solution.Counterexample.Assignment] {
    var result: [Solution.Counterexample.Assignment] = []
    var order: [Int] = []
    var groups: [Int: [(places: [Int], value: Formula)]] = [:]
    for (component, value) in values {
      let symbol = store.payload(component)
      if groups[symbol] == nil { order.append(symbol) }
      let places = store.children(component).map { store.rational($0)?.asInt ?? 0 }
      groups[symbol, default: []].append((places, side(value)))
    }
    for symbol in order {
      guard var entries = groups[symbol] else { continue }
      complete(&entries, of: symbol)
      let name = declaredName(symbol)
      let rank = store.symbols[symbol].rank
      let rows = entries.map { $0.places.first ?? 0 }.max() ?? 0
      let columns = rank == 2 ? entries.map { $0.places.last ?? 0 }.max() ?? 0 : 1
      let isWhole = rank == 0 || rank <= 2 && rows * columns == entries.count && rows > 0
      if rank == 0, let only = entries.first {
        result.append(Solution.Counterexample.Assignment(name: name, value: only.value))
      } else if isWhole, rank > 0 {
        var matrix = [[Formula]](repeating: [Formula](repeating: .number(.zero), count: columns), count: rows)
        for entry in entries { matrix[entry.places[0] - 1][rank == 2 ? entry.places[1] - 1 : 0] = entry.value }
        result.append(Solution.Counterexample.Assignment(name: name, value: .matrix(matrix)))
      } else {
        for entry in entries {
          result.append(
            Solution.Counterexample.Assignment(
              name: .component(name, entry.places.map { .number(Rational($0)) }), value: entry.value))
        }
      }
    }
    return result
  }

  /// The entries of a matrix that are one component with others (symmetric) or no component at all (off a diagonal).
  private func complete(_ entries: inout [(places: [Int], value: Formula)], of symbol: Int) {
    let structure = store.symbols[symbol].facts.structure
    guard store.symbols[symbol].rank == 2, structure == .diagonal || structure.isSymmetric else { return }
    let size = entries.flatMap(\.places).max() ?? 0
    guard size > 0, size <= 12 else { return }
    let known = Set(entries.map(\.places))
    for (places, value) in entries where !known.contains(places.reversed()) {
      entries.append((places.reversed(), value))
    }
    guard structure == .diagonal else { return }
    for row in 1...size {
      for column in 1...size where row != column { entries.append(([row, column], .number(.zero))) }
    }
  }

  /// `L(y) = y[1] + y[2]`: the polynomial in place of an abstract function.
  private func assignment(
    _ function: ConcreteFunction, _ point: PointCounterexample
  ) -> Solution.Counterexample.Assignment {
    let info = store.abstractFunctions[function.function]
    let letters = ["u", "v", "w", "s", "t", "p", "q", "r"]
    var coefficients: [Int: [Int: Formula]] = [:]
    for (component, value) in point.values where store.payload(component) == function.coefficients {
      let places = store.children(component).map { store.rational($0)?.asInt ?? 1 }
      if case .exact(let number) = value, number.isZero { continue }
      coefficients[places[0], default: [:]][places[1]] = side(value)
    }
    // Arguments: a scalar is a letter, of a vector as many components as the greatest size.
    let size = point.sizes.map(\.value).max() ?? 1
    var variables: [Formula] = []
    var arguments: [Formula] = []
    for (place, rank) in info.parameterRanks.enumerated() {
      let letter = Formula.name(letters[place % letters.count], latex: nil)
      arguments.append(letter)
      if rank == 0 {
        variables.append(letter)
      } else {
        variables += (1...size).map { .component(letter, [.number(Rational($0))]) }
      }
    }
    let monomials = function.monomials(variableCount: variables.count)
    let rows = coefficients.keys.sorted().map { row -> Formula in
      var addends: [Formula] = []
      for (column, coefficient) in (coefficients[row] ?? [:]).sorted(by: { $0.key < $1.key }) {
        guard column - 1 < monomials.count else { continue }
        var factors: [Formula] = coefficient == .number(.one) ? [] : [coefficient]
        for (variable, exponent) in zip(variables, monomials[column - 1]) where exponent > 0 {
          factors.append(exponent == 1 ? variable : .power(variable, .number(Rational(exponent))))
        }
        addends.append(factors.isEmpty ? coefficient : factors.count == 1 ? factors[0] : .product(factors))
      }
      return addends.isEmpty ? .number(.zero) : addends.count == 1 ? addends[0] : .sum(addends)
    }
    let value: Formula =
      info.resultRank == 0 ? rows.first ?? .number(.zero) : .matrix(rows.map { [$0] })
    return Solution.Counterexample.Assignment(name: .call(info.name, arguments, latex: nil), value: value)
  }

  private func side(_ value: PointValue) -> Formula {
    switch value {
    case .exact(let number): self.number(number)
    case .decimal(let digits): .text(digits)
    case .unwritten: .text("too long to write out")
    case .undefined: .text("undefined")
    }
  }

  private func number(_ value: Rational) -> Formula {
    value.signum < 0 ? .negate(.number(-value)) : .number(value)
  }
}
