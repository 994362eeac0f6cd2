import DeriveCore
import DeriveNumbers
import Testing

@testable import DeriveEvidence

@Suite struct TapeTests {
  /// A random rational term over a few names.
  private func randomTerm(_ store: inout TermStore, _ leaves: [Term], _ random: inout RandomSource, _ depth: Int)
    -> Term
  {
    if depth == 0 {
      let roll = random.integer(in: 0...leaves.count)
      return roll < leaves.count ? leaves[roll] : store.number(Rational(random.integer(in: -5...5), 3))
    }
    let a = randomTerm(&store, leaves, &random, depth - 1)
    let b = randomTerm(&store, leaves, &random, depth - 1)
    switch random.integer(in: 0...7) {
    case 0, 1: return store.add(a, store.scale(b, by: Rational(random.integer(in: -3...3), 2)))
    case 2, 3: return store.multiply(a, b)
    case 4: return store.power(a, random.integer(in: -3...4))
    case 5: return store.apply(.abs, a)
    case 6: return store.cases([(store.relation(.less, a, b), a)], otherwise: b)
    default: return store.apply(random.bool() ? .max : .min, a, b)
    }
  }

  /// What doubles do not settle is noted, point by point, in blocks of any size.
  @Test func watchfulBlocksDoubt() throws {
    var store = TermStore()
    let x = store.component(store.addSymbol(Symbol(name: "x", role: .given, rank: 0)))
    let inverse = store.power(x, -1)
    let third = store.scale(store.add(x, store.number(Rational(1, 3))), by: Rational(3))
    let cases: [(term: Term, point: Double, isDoubtful: Bool)] = [
      (inverse, 0, true), (inverse, 0.5, false),
      // 1/(1/x) comes to 0 at 0, and has no value there.
      (store.power(store.apply(.abs, inverse), -1), 0, true),
      (store.apply(.log, x), -1, true), (store.apply(.log, x), 2, false),
      (store.apply(.exp, x), 800, true), (store.apply(.exp, x), -800, true), (store.apply(.exp, x), 3, false),
      (store.squareRoot(x), -4, true), (store.squareRoot(x), 4, false),
      // Equal up to rounding and not equal.
      (store.relation(.less, third, .one), 1e-17, false), (store.relation(.less, third, .one), 1e-15, true),
      (store.relation(.less, third, .one), 1, false),
      (store.cases([(store.relation(.less, x, .zero), store.apply(.log, x))], otherwise: x), -1, true),
    ]
    for count in [1, 8, 13, 128] {
      for (place, (term, point, isDoubtful)) in cases.enumerated() {
        let tape = try store.tape([term], variables: [x], tight: true)
        #expect(tape.isPlain)
        var blocks = TapeBlocks(tape, points: count, watchful: true)
        for other in 0..<count { blocks.set(0, other, to: other == count - 1 ? point : 1.5) }
        blocks.run(points: count)
        let (first, last) = (blocks.isDoubtful(0), blocks.isDoubtful(count - 1))
        let value = blocks.value(ofRoot: 0, count - 1)
        #expect(last == isDoubtful, "case \(place)")
        #expect(count == 1 || !first, "case \(place)")
        let alone = tape.values([point])[0]
        if !isDoubtful, !alone.isNaN { #expect((value - alone).magnitude < 1e-12) }
      }
    }
    let power = store.power(x, store.component(store.addSymbol(Symbol(name: "a", role: .given, rank: 0))))
    #expect(!(try store.tape([power], tight: true).isPlain))
  }

  private func rational(_ tape: Tape, _ values: [Rational]) -> Rational? {
    var workspace = TapeWorkspace<ExactNumber>(tape)
    workspace.run(tape, values.map { ExactNumber(exactly: $0) })
    return workspace.slots[Int(tape.roots[0])].value
  }

  private func residue(_ tape: Tape, _ values: [Rational]) -> Residue {
    var workspace = TapeWorkspace<Residue>(tape)
    workspace.run(tape, values.map { .number($0, precision: 0) })
    return workspace.slots[Int(tape.roots[0])]
  }

  @Test func agreesWithExactArithmetic() throws {
    var random = RandomSource(seed: 3)
    var (compared, rationals, residues) = (0, 0, 0)
    for _ in 0..<300 {
      var store = TermStore()
      let leaves = ["x", "y", "z"].map { store.component(store.addSymbol(Symbol(name: $0, role: .given, rank: 0))) }
      let term = randomTerm(&store, leaves, &random, 4)
      let tape = try store.tape([term], variables: leaves, tight: true)
      var blocks = TapeBlocks(try store.tape([term], variables: leaves, tight: false))
      for _ in 0..<5 {
        let values = leaves.map { _ in Rational(random.integer(in: -6...6), random.integer(in: 1...3)) }
        var change = Substitution()
        for (leaf, value) in zip(leaves, values) { change.replace(leaf, by: store.number(value)) }
        let exact = store.rational(store.substitute(term, change))
        let interval = tape.enclosures(values.map { Interval(enclosing: $0) })[0]
        let ball = tape.balls(values, precision: 128)[0]
        if let rational = rational(tape, values) {
          #expect(rational == exact)
          rationals += 1
          let residue = residue(tape, values)
          if residue.exists {
            residues += 1
            #expect(residue == .number(rational, precision: 0))
          }
        }
        // Exact arithmetic folds 0*(1/0) to 0: there the tape says that there is no value.
        if let exact {
          if !interval.isDefined { continue }
          compared += 1
          #expect(interval.contains(exact), "\(store.describe(term)) at \(values)")
          #expect(ball.contains(exact))
          let double = tape.values(values.map(\.asDouble))[0]
          let lane = blocks.values(values.map { [$0.asDouble] })[0][0]
          if interval.isDefined, interval.relativeWidth < 1e-9 {
            let scale = 1e-8 * max(1, exact.asDouble.magnitude)
            #expect((double - exact.asDouble).magnitude <= scale)
            #expect((lane - exact.asDouble).magnitude <= scale)
          }
        } else {
          #expect(interval.definedness != .certainly)
          #expect(ball.definedness != .certainly)
        }
      }
    }
    #expect(compared > 500)
    #expect(rationals > 300)
    #expect(residues > 100)
  }

  @Test func blocksAgreeWithSinglePoints() throws {
    var store = TermStore()
    let x = store.component(store.addSymbol(Symbol(name: "x", role: .given, rank: 0)))
    let y = store.component(store.addSymbol(Symbol(name: "y", role: .given, rank: 0)))
    var roots: [Term] = []
    for name in ["exp", "sin", "cos", "tanh", "sigmoid", "abs", "softplus", "relu", "erf", "atan"] {
      let function = try #require(FunctionID(named: name))
      roots.append(store.apply(function, x))
      let inner = store.apply(function, store.multiply(x, y))
      roots.append(store.power(inner, 5))
    }
    roots.append(store.power(store.apply(.exp, x), store.number(Rational(1, 3))))
    let exponentials = store.add(store.apply(.exp, x), store.apply(.exp, y))
    roots.append(store.divide(store.apply(.exp, x), exponentials))
    roots.append(store.sum([x, y, store.multiply(x, y), store.power(x, 2), store.power(y, 3), .one]))
    for tight in [false, true] {
      let tape = try store.tape(roots, variables: [x, y], tight: tight)
      var blocks = TapeBlocks(tape)
      var random = RandomSource(seed: 5)
      let xs = (0..<301).map { _ in random.uniform(-3, 3) }
      let ys = (0..<301).map { _ in random.uniform(-3, 3) }
      let columns = blocks.values([xs, ys])
      for place in stride(from: 0, to: 301, by: 17) {
        let single = tape.values([xs[place], ys[place]])
        let enclosed = tape.enclosures([Interval(xs[place]), Interval(ys[place])])
        for root in roots.indices {
          let difference = (columns[root][place] - single[root]).magnitude
          #expect(difference <= 1e-12 * max(1, single[root].magnitude))
          let slack = 1e-12 * max(1, single[root].magnitude)
          #expect(enclosed[root].lower - slack <= single[root] && enclosed[root].upper + slack >= single[root])
        }
      }
    }
  }

  @Test func softmaxDoesNotOverflow() throws {
    var store = TermStore()
    let x = store.component(store.addSymbol(Symbol(name: "x", role: .given, rank: 0)))
    let y = store.component(store.addSymbol(Symbol(name: "y", role: .given, rank: 0)))
    let (a, b) = (store.apply(.exp, x), store.apply(.exp, y))
    let ratio = store.divide(a, store.sum([a, b, .one]))
    let tape = try store.tape([store.power(ratio, 2)], variables: [x, y], tight: true)
    let value = tape.enclosures([Interval(2000), Interval(2000)])[0]
    #expect(value.isDefined && value.contains(0.25) && value.width < 1e-14)
  }

  @Test func hugeWholeExponents() throws {
    var store = TermStore()
    let x = store.component(store.addSymbol(Symbol(name: "x", role: .given, rank: 0)))
    let even = store.number(Rational(Integer(10).power(30)))
    let roots = [store.power(x, even), store.power(x, store.add(even, .one))]
    let tape = try store.tape(roots, variables: [x], tight: true)
    let values = tape.enclosures([Interval(-1)])
    #expect(values[0].isDefined && values[0].contains(1.0))
    #expect(values[1].isDefined && values[1].contains(-1.0))
    #expect(tape.balls([-1], precision: 64)[1].contains(-1))
  }

  @Test func aBranchNotTakenIsNotTouched() throws {
    var store = TermStore()
    let x = store.component(store.addSymbol(Symbol(name: "x", role: .given, rank: 0)))
    let root = store.squareRoot(x)
    let term = store.cases([(store.relation(.lessOrEqual, .zero, x), root)], otherwise: .zero)
    let tape = try store.tape([term], variables: [x], tight: true)
    #expect(tape.enclosures([Interval(-4)])[0] == .zero)
    #expect(tape.enclosures([Interval(4)])[0].contains(2.0))
    #expect(tape.balls([-4], precision: 64)[0].isDefined)
  }

  @Test func deepTermsCompile() throws {
    var store = TermStore()
    let x = store.component(store.addSymbol(Symbol(name: "x", role: .given, rank: 0)))
    var term = x
    for _ in 0..<50_000 { term = store.apply(.tanh, store.add(term, x)) }
    var instantiation = Instantiation(sizes: [:])
    let same = try instantiation.value(of: term, in: &store)
    #expect(same == term)
    let tape = try store.tape([term], variables: [x], tight: false)
    #expect(tape.slotCount < 10)
    #expect(tape.values([0.5])[0].isFinite)
  }
}
