import DeriveCore
import DeriveNumbers
import TermSupport
import Testing

/// Limits of random expressions in one variable against their values far out, which know nothing of expansions.
@Suite struct AsymptoticsTests {
  /// A world with a variable that grows beyond all bounds.
  private struct World: ~Copyable {
    var store = TermStore()
    var random: RandomSource
    let variable: Term
    let small: Term
    let parameter: Term

    init(seed: UInt64) {
      random = RandomSource(seed: seed)
      let large = store.addSymbol(
        Symbol(
          name: "t", role: .given, rank: 0,
          facts: SymbolFacts(bounds: Bounds(lower: .one, lowerIsOpen: true))))
      let small = store.addSymbol(Symbol(name: "s", role: .given, rank: 0))
      let parameter = store.addSymbol(Symbol(name: "a", role: .given, rank: 0, facts: SymbolFacts(bounds: .positive)))
      variable = store.component(large)
      self.small = store.component(small)
      self.parameter = store.component(parameter)
    }

    mutating func choice(_ count: Int) -> Int { Int(random.next() % UInt64(count)) }

    mutating func term(_ depth: Int) -> Term {
      if depth == 0 {
        switch choice(4) {
        case 0: return parameter
        case 1: return store.number(Rational(choice(7) - 3, 1 + choice(2)))
        default: return variable
        }
      }
      switch choice(9) {
      case 0, 1:
        let (a, b) = (term(depth - 1), term(depth - 1))
        return store.add(a, b)
      case 2:
        let (a, b) = (term(depth - 1), term(depth - 1))
        return store.multiply(a, b)
      case 3:
        let (a, b) = (term(depth - 1), term(depth - 1))
        return b == .zero ? a : store.divide(a, b)
      case 4: return store.apply(.log, store.add(.two, store.power(term(depth - 1), 2)))
      case 5: return store.squareRoot(store.add(.one, store.power(term(depth - 1), 2)))
      case 6:
        // Slow exponentials, which double precision can follow.
        return store.apply(.exp, store.apply(.sigmoid, term(depth - 1)))
      case 7:
        let names = ["tanh", "sigmoid", "atan", "softplus", "abs", "erf", "sin", "cos", "relu"]
        guard let function = FunctionID(named: names[choice(names.count)]) else { return .one }
        return store.apply(function, term(depth - 1))
      default:
        return store.apply(.exp, store.negate(store.apply(.log, store.add(.one, store.power(term(depth - 1), 2)))))
      }
    }
  }

  @Test(arguments: 0..<8) func agreeWithValuesFarOut(_ block: Int) {
    var taken = 0
    for seed in (block * 40)..<(block * 40 + 40) {
      var world = World(seed: UInt64(seed) &* 7919 &+ 5)
      let term = world.term(3)
      world.store.budget.restart(limit: 400_000)
      var asymptotics = Asymptotics(variable: world.variable, small: world.small)
      guard let value = try? asymptotics.limit(term, &world.store) else { continue }
      taken += 1
      var evaluation = DirectEvaluation(seed: UInt64(seed))
      var values: [Double] = []
      for power in [8, 12, 16, 20] {
        var change = Substitution()
        change.replace(world.variable, by: world.store.number(Rational(2).power(power)))
        values.append(evaluation.evaluate(world.store.substitute(term, change), &world.store))
      }
      guard values.allSatisfy({ !$0.isNaN }) else { continue }
      switch value {
      case .finite(let limit):
        let expected = evaluation.evaluate(limit, &world.store)
        let errors = values.map { abs($0 - expected) / max(1, abs(expected)) }
        // It comes nearer, or is there but for rounding.
        #expect(
          errors[2] < 0.3 * errors[0] + 1e-3 || errors[3] < 0.8 * errors[1],
          "seed \(seed): \(world.store.describe(term)) -> \(expected), but \(values)")
      case .infinite(let isPositive):
        let last = isPositive ? values[3] : -values[3]
        let first = isPositive ? values[1] : -values[1]
        #expect(last > first && last > 1, "seed \(seed): \(world.store.describe(term)) grows, but \(values)")
      }
    }
    #expect(taken > 15)
  }
}
