import DeriveCore
import DeriveNumbers
import TermSupport
import Testing

@Suite struct RandomTermProperties {
  /// The form for deciding has the value of the term.
  @Test(arguments: 0..<150) func normalFormKeepsTheValue(seed: Int) throws {
    var world = TermWorld(seed: UInt64(seed) + 1)
    let term = world.term(3, [])
    var form = NormalForm(.deciding)
    guard let normal = try? world.store.normalTerm(term, &form) else { return }
    for count in 1...3 {
      var evaluation = world.evaluation(size: count, seed: UInt64(seed * 7 + count))
      let (a, b) = (evaluation.evaluate(term, &world.store), evaluation.evaluate(normal, &world.store))
      #expect(agree(a, b, 1e-7), "\(world.store.describe(term)) is \(a), its normal form \(b)")
    }
  }

  /// Every rewrite that a normal form records keeps the value, and recording changes nothing.
  @Test func recordedRewritesKeepTheValue() throws {
    var rules: Set<String> = []
    for seed in 0..<120 {
      var world = TermWorld(seed: UInt64(seed) + 1)
      let term = world.term(3, [])
      var form = NormalForm(.deciding)
      guard let plain = try? world.store.normalTerm(term, &form) else { continue }
      world.store.trace = Trace()
      var traced = NormalForm(.deciding)
      let normal = try world.store.normalTerm(term, &traced)
      #expect(plain == normal, "\(world.store.describe(term))")
      let records = world.store.trace?.records ?? []
      world.store.trace = nil
      for record in records {
        rules.insert(record.rule)
        // Indices that are free inside of a sum have no value here.
        let free = Set(world.store.freeIndices(record.before) + world.store.freeIndices(record.after))
        guard free.isSubset(of: world.indices) else { continue }
        var evaluation = world.evaluation(size: 3, seed: UInt64(seed))
        let before = evaluation.evaluate(record.before, &world.store)
        let after = evaluation.evaluate(record.after, &world.store)
        #expect(
          agree(before, after, 1e-7),
          "\(record.rule): \(world.store.describe(record.before)) became \(world.store.describe(record.after))")
      }
    }
    #expect(rules.count >= 4, "\(rules)")
  }

  /// The form for reading has the value of the term, and the decider agrees.
  @Test(arguments: 0..<60) func readingKeepsTheValue(seed: Int) throws {
    var world = TermWorld(seed: UInt64(seed) + 1001)
    let term = world.term(3, [])
    var reading = Reading(names: [])
    guard let read = try? world.store.readable(term, &reading) else { return }
    for count in 1...3 {
      var evaluation = world.evaluation(size: count, seed: UInt64(seed * 5 + count))
      let (a, b) = (evaluation.evaluate(term, &world.store), evaluation.evaluate(read, &world.store))
      #expect(agree(a, b, 1e-7), "\(world.store.describe(term)) is \(a), read as \(world.store.describe(read)) \(b)")
    }
  }

  /// A derivative agrees with the difference quotient.
  @Test(arguments: 0..<120) func derivativeAgreesWithDifferences(seed: Int) throws {
    var world = TermWorld(seed: UInt64(seed) + 2001)
    let term = world.term(3, [])
    let variable = world.store.component(world.vector, [world.indices[0]])
    let derivative = try world.store.derivative(of: term, by: variable)
    // x[i] + t for the one component that is varied.
    let t = world.store.addSymbol(Symbol(name: "t", role: .given, rank: 0))
    let place = world.store.freshIndex(.one, world.extent)
    let moved = world.store.add(
      world.store.component(world.vector, [place]),
      world.store.multiply(world.store.component(t), world.store.delta(place, world.indices[0])))
    for count in 1...3 {
      var evaluation = world.evaluation(size: count, seed: UInt64(seed * 3 + count))
      let exact = evaluation.evaluate(derivative, &world.store)
      func at(_ step: Rational) -> Double {
        var change = Substitution()
        let shift = world.store.number(step)
        var inner = Substitution()
        inner.replace(symbol: t, by: shift)
        let body = world.store.substitute(moved, inner)
        change.replace(symbol: world.vector, parameters: [place], by: body)
        return evaluation.evaluate(world.store.substitute(term, change), &world.store)
      }
      let h = Rational(1, 1 << 16)
      // Fourth order, so that rounding and truncation both stay small.
      let near = at(h) - at(-h)
      let far = at(h * Rational(2)) - at(-h * Rational(2))
      let quotient = (8 * near - far) / (12 * Double(h))
      #expect(agree(exact, quotient, 1e-4), "\(world.store.describe(term)): \(exact) against \(quotient)")
    }
  }

  /// The same expression built in another order is the same term in normal form.
  @Test(arguments: 0..<80) func orderDoesNotMatter(seed: Int) throws {
    var world = TermWorld(seed: UInt64(seed) + 3001)
    let parts = (0..<4).map { _ in world.term(2, []) }
    let forward = world.store.sum(parts)
    let backward = parts.reversed().reduce(Term.zero) { world.store.add($0, $1) }
    #expect(forward == backward)
    let product = world.store.product(parts)
    let reversed = parts.reversed().reduce(Term.one) { world.store.multiply($0, $1) }
    #expect(try world.store.provesZero(world.store.subtract(product, reversed)))
    // Distributed against factored.
    let sum = world.store.sum(parts)
    let distributed = world.store.sum(parts.map { world.store.multiply($0, parts[0]) })
    #expect(try world.store.provesZero(world.store.subtract(world.store.multiply(sum, parts[0]), distributed)))
  }

  /// A term that differs is not taken for equal.
  @Test(arguments: 0..<80) func differentTermsAreNotProvedEqual(seed: Int) throws {
    var world = TermWorld(seed: UInt64(seed) + 4001)
    let a = world.term(3, [])
    let b = world.term(3, [])
    let difference = world.store.subtract(a, b)
    guard let proved = try? world.store.provesZero(difference), proved else { return }
    for count in 1...3 {
      var evaluation = world.evaluation(size: count, seed: UInt64(seed + count))
      #expect(agree(evaluation.evaluate(a, &world.store), evaluation.evaluate(b, &world.store), 1e-7))
    }
  }
}
