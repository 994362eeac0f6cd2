import DeriveCore
import DeriveNumbers

/// Equations among the assumptions, at concrete sizes, solved for one component each: linear ones, and those with a
/// square alone. A point then satisfies them by construction.
struct SolvedAssumptions {
  /// What stands for a component, in terms of the others.
  var values: [(component: Term, value: Term)] = []
  /// What is left to be tested at each point: the other assumptions, and what the solutions need.
  var conditions: [Term] = []

  /// Solves as many as it can; `takesOther` for another component than else, and for negative roots. `scratch` is a scalar symbol that occurs nowhere.
  init(_ assumptions: [Term], scratch: Term, takesOther: Bool, _ store: inout TermStore) throws(DeriveError) {
    var rest: [Term] = []
    for assumption in assumptions {
      rest += store.kind(assumption) == .and ? store.children(assumption) : [assumption]
    }
    var place = 0
    while place < rest.count {
      let condition = substituted(rest[place], &store)
      place += 1
      if store.kind(condition) == .relation, store.comparison(condition) == .equal,
        let solution = try solve(condition, scratch, takesOther, &store)
      {
        var change = Substitution()
        change.replace(solution.component, by: solution.value)
        values =
          values.map { ($0.component, store.substitute($0.value, change)) } + [(solution.component, solution.value)]
        conditions = conditions.map { store.substitute($0, change) } + solution.conditions
      } else {
        conditions.append(condition)
      }
    }
  }

  /// A term with the solved components put in.
  func substituted(_ term: Term, _ store: inout TermStore) -> Term {
    if values.isEmpty { return term }
    var change = Substitution()
    for (component, value) in values { change.replace(component, by: value) }
    return store.substitute(term, change)
  }

  private func solve(
    _ equation: Term, _ scratch: Term, _ takesOther: Bool, _ store: inout TermStore
  ) throws(DeriveError) -> (component: Term, value: Term, conditions: [Term])? {
    let difference = store.subtract(store.child(equation, 0), store.child(equation, 1))
    let solved = Set(values.map(\.component))
    var best: (component: Term, value: Term, conditions: [Term])?
    let components = store.leaves(difference, where: { $0 == .symbol }).prefix(60)
    var probe = try Probe(difference, &store)
    for component in takesOther ? components.reversed() : Array(components) {
      let facts = store.symbols[store.payload(component)].facts
      if solved.contains(component) || facts.bounds.isInteger { continue }
      switch facts.structure {
      case .none, .symmetric: break
      case .binary, .onehot, .simplex, .psd, .pd, .diagonal, .orthogonal, .invertible, .fullrank: continue
      }
      switch probe.shape(component) {
      case .possiblyPlain: break
      case .possiblySolvable: if best != nil { continue }
      case .unsolvable: continue
      }
      var change = Substitution()
      change.replace(component, by: scratch)
      let inScratch = store.substitute(difference, change)
      // The slope by the component; an equation linear in it has one that does not mention it.
      guard let slope = derivative(inScratch, scratch, &store) else { continue }
      // After the first, only one without conditions is better.
      if best != nil, !store.isNumber(slope) { continue }
      var atZero = Substitution()
      atZero.replace(scratch, by: .zero)
      let constant = store.substitute(inScratch, atZero)
      var value: Term
      var needed: [Term] = []
      var isPlain = false
      if !store.contains(slope, scratch) {
        if slope == .zero { continue }
        isPlain = store.isNumber(slope)
        if !isPlain { needed.append(store.relation(.notEqual, slope, .zero)) }
        value = store.negate(store.divide(constant, slope))
      } else if best == nil, store.substitute(slope, atZero) == .zero, let second = derivative(slope, scratch, &store),
        !store.contains(second, scratch), second != .zero
      {
        let square = store.negate(store.divide(store.scale(constant, by: Term.two), second))
        if !store.isNumber(second) { needed.append(store.relation(.notEqual, second, .zero)) }
        needed.append(store.relation(.lessOrEqual, .zero, square))
        value = store.squareRoot(square)
        if takesOther, !facts.bounds.isNonNegative { value = store.negate(value) }
      } else {
        continue
      }
      if store.contains(value, component) { continue }
      needed += type(of: value, facts.bounds, &store)
      needed.removeAll { $0 == .yes }
      if needed.contains(.no) { continue }
      if best == nil { best = (component, value, needed) }
      // Without conditions is best.
      if isPlain, needed.isEmpty { return (component, value, needed) }
    }
    return best
  }

  private func derivative(_ term: Term, _ variable: Term, _ store: inout TermStore) -> Term? {
    try? store.derivative(of: term, by: variable)
  }

  /// The conditions that a value lies within bounds.
  private func type(of value: Term, _ bounds: Bounds, _ store: inout TermStore) -> [Term] {
    var conditions: [Term] = []
    if let lower = bounds.lower {
      conditions.append(store.relation(bounds.lowerIsOpen ? .less : .lessOrEqual, store.number(lower), value))
    }
    if let upper = bounds.upper {
      conditions.append(store.relation(bounds.upperIsOpen ? .less : .lessOrEqual, value, store.number(upper)))
    }
    if bounds.excludesZero, !bounds.isPositive, !bounds.isNegative {
      conditions.append(store.relation(.notEqual, value, .zero))
    }
    return conditions
  }
}

/// An equation's difference at a few points, modulo a prime: most components are seen there to be none that it can be
/// solved for, at a small part of the cost of a derivative.
private struct Probe {
  private let tape: Tape
  private var workspace: TapeWorkspace<Residue>
  /// Two choices of the values of all variables.
  private let choices: [[Residue]]
  private let places: [Term: Int]

  /// Terms beyond this are not solved: what comes of it, put into the next equation, is longer still.
  private static let greatestCount = 2000

  enum Shape {
    /// Perhaps linear with a slope that is a number, or not to be told.
    case possiblyPlain
    /// Perhaps linear, with a slope that depends on others; or a square alone.
    case possiblySolvable
    case unsolvable
  }

  init(_ difference: Term, _ store: inout TermStore) throws(DeriveError) {
    tape = try store.tape([difference], tight: false)
    if tape.count > Self.greatestCount { throw .tooMuchWork }
    workspace = TapeWorkspace(tape)
    var random = RandomSource(seed: 1)
    let count = tape.variables.count
    choices = (0..<2).map { _ in
      (0..<count).map { _ in Residue(random.integer(in: 2...1 << 60)) }
    }
    places = Dictionary(uniqueKeysWithValues: zip(tape.variables, 0..<count))
  }

  private mutating func value(_ choice: Int, _ place: Int, _ number: Int) -> Residue? {
    var inputs = choices[choice]
    inputs[place] = Residue(number)
    workspace.run(tape, inputs)
    let value = workspace.slots[Int(tape.roots[0])]
    return value.exists ? value : nil
  }

  mutating func shape(_ component: Term) -> Shape {
    guard let place = places[component], let one = value(0, place, 1), let two = value(0, place, 2),
      let three = value(0, place, 3)
    else { return .possiblyPlain }
    let slope = two - one
    guard three - two == slope else {
      // No line; perhaps even, as a square alone is.
      guard let other = value(0, place, -1) else { return .possiblySolvable }
      return other == one ? .possiblySolvable : .unsolvable
    }
    guard let first = value(1, place, 1), let second = value(1, place, 2) else { return .possiblyPlain }
    return second - first == slope ? .possiblyPlain : .possiblySolvable
  }
}
