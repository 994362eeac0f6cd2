import DeriveCore
import DeriveNumbers
import Testing

@testable import DeriveEvidence

/// A store with a few names, for the tests.
struct Desk: ~Copyable {
  var store = TermStore()
  let x, y, z: Term
  let n, k: Term

  init() {
    x = store.component(store.addSymbol(Symbol(name: "x", role: .given, rank: 0)))
    y = store.component(store.addSymbol(Symbol(name: "y", role: .given, rank: 0)))
    z = store.component(store.addSymbol(Symbol(name: "z", role: .given, rank: 0)))
    n = store.component(store.addSymbol(Symbol(name: "N", role: .size, rank: 0)))
    k = store.component(store.addSymbol(Symbol(name: "K", role: .size, rank: 0)))
  }

  mutating func vector(_ name: String, _ size: Term, _ facts: SymbolFacts = SymbolFacts()) -> Int {
    store.addSymbol(Symbol(name: name, role: .given, rank: 1, facts: facts, extents: [size]))
  }

  mutating func matrix(_ name: String, _ rows: Term, _ columns: Term, _ facts: SymbolFacts = SymbolFacts()) -> Int {
    store.addSymbol(Symbol(name: name, role: .given, rank: 2, facts: facts, extents: [rows, columns]))
  }

  mutating func outcome(_ claim: PointClaim, _ options: PointOptions = PointOptions()) throws -> PointOutcome {
    var search = PointSearch(claim, options) { store, term in (try? store.provesZero(term)) ?? false }
    return try search.run(&store)
  }

  mutating func outcome(
    _ left: Term, _ comparison: Comparison, _ right: Term, leftIf: [Term] = [], rightIf: [Term] = [],
    assuming: [Term] = []
  ) throws -> PointOutcome {
    try outcome(
      PointClaim(
        .relation(left: left, comparison: comparison, right: right), leftConditions: leftIf, rightConditions: rightIf,
        assumptions: assuming))
  }
}

extension PointOutcome {
  var isHeld: Bool {
    if case .held = self { true } else { false }
  }

  var counterexample: PointCounterexample? {
    if case .counterexample(let found) = self { found } else { nil }
  }
}

@Suite struct PointSearchTests {
  @Test func polynomialIdentities() throws {
    var desk = Desk()
    let sum = desk.store.add(desk.x, desk.y)
    let square = desk.store.power(sum, 2)
    let squares = desk.store.add(desk.store.power(desk.x, 2), desk.store.power(desk.y, 2))
    let product = desk.store.scale(desk.store.multiply(desk.x, desk.y), by: Term.two)
    #expect(try desk.outcome(square, .equal, desk.store.add(squares, product)).isHeld)
    let found = try #require(try desk.outcome(square, .equal, squares).counterexample)
    #expect(found.left == .exact(4))
    #expect(found.right == .exact(2))
  }

  /// That a claim counts as proved must not keep a counterexample from being found: all these are false.
  @Test func provedClaimsAreTriedToo() throws {
    var desk = Desk()
    var options = PointOptions()
    options.isProved = true
    let (x, y) = (desk.x, desk.y)
    let sines = desk.store.apply(.sin, x)
    let exponential = desk.store.apply(.exp, x)
    let tiny = desk.store.number(Rational(1, 1_000_000_000).power(4))
    let small = desk.store.number(Rational(1, 1_000_000_000_000))
    let falsehoods: [(Term, Comparison, Term)] = [
      (
        desk.store.power(desk.store.add(x, y), 2), .equal,
        desk.store.add(desk.store.power(x, 2), desk.store.power(y, 2))
      ),
      (desk.store.add(x, tiny), .equal, x),
      (desk.store.add(sines, small), .equal, sines),
      (desk.store.apply(.log, desk.store.power(x, 2)), .equal, desk.store.scale(desk.store.apply(.log, x), by: .two)),
      (desk.store.apply(.exp, desk.store.add(x, small)), .equal, exponential),
      (sines, .less, desk.store.apply(.abs, x)),
      (exponential, .lessOrEqual, desk.store.add(.one, desk.store.multiply(x, exponential))),
      (desk.store.power(x, 2), .notEqual, desk.store.power(y, 2)),
    ]
    for (place, (left, comparison, right)) in falsehoods.enumerated() where place != 6 {
      let claim = PointClaim(.relation(left: left, comparison: comparison, right: right))
      #expect(try desk.outcome(claim, options).counterexample != nil, "claim \(place)")
    }
    // e^x <= 1 + x*e^x is true, and so is this; at points that an assumption leaves none of nothing is said.
    let truth = PointClaim(.relation(left: falsehoods[6].0, comparison: .lessOrEqual, right: falsehoods[6].2))
    #expect(try desk.outcome(truth, options).isHeld)
    let double = desk.store.scale(desk.store.multiply(sines, desk.store.apply(.cos, x)), by: .two)
    let doubled = desk.store.apply(.sin, desk.store.scale(x, by: .two))
    var identity = PointClaim(.relation(left: doubled, comparison: .equal, right: double))
    guard case .held(let points, _, _, _) = try desk.outcome(identity, options) else {
      Issue.record("the identity does not hold")
      return
    }
    #expect(points > 50)
    identity.assumptions = [desk.store.relation(.less, desk.store.power(x, 2), .zero)]
    guard case .nothingKnown(_, isVacuous: true) = try desk.outcome(identity, options) else {
      Issue.record("nothing satisfies the assumption")
      return
    }
  }

  /// What claims of one store share must not change what is found.
  @Test func claimsThatShareTermsComeOutTheSame() throws {
    var desk = Desk()
    let v = desk.vector("v", desk.n)
    let i = desk.store.freshIndex(.one, desk.n)
    let j = desk.store.freshIndex(.one, desk.n)
    let entry = desk.store.component(v, [i])
    let total = desk.store.sum(over: [i], entry)
    let squares = desk.store.sum(over: [i], desk.store.power(entry, 2))
    let pairs = desk.store.sum(over: [i, j], desk.store.multiply(entry, desk.store.component(v, [j])))
    let exponentials = desk.store.sum(over: [i], desk.store.apply(.exp, entry))
    let relations: [(Term, Comparison, Term)] = [
      (pairs, .equal, desk.store.power(total, 2)), (squares, .equal, desk.store.power(total, 2)),
      (desk.store.power(total, 2), .lessOrEqual, desk.store.multiply(desk.n, squares)), (total, .less, exponentials),
      (entry, .lessOrEqual, total), (exponentials, .lessOrEqual, squares),
    ]
    let kept = KeptInstantiations()
    for isProved in [false, true] {
      for (left, comparison, right) in relations {
        let claim = PointClaim(.relation(left: left, comparison: comparison, right: right))
        var options = PointOptions()
        options.isProved = isProved
        var search = PointSearch(claim, options, kept: kept) { _, _ in false }
        let shared = try search.run(&desk.store)
        let alone = try desk.outcome(claim, options)
        #expect(shared.isHeld == alone.isHeld)
        #expect(shared.counterexample?.left == alone.counterexample?.left)
        #expect(shared.counterexample?.sizes.map(\.value) == alone.counterexample?.sizes.map(\.value))
      }
    }
  }

  @Test func tinyDifferencesAreNotMissed() throws {
    var desk = Desk()
    let tiny = desk.store.number(Rational(1, 1_000_000_000).power(4))
    #expect(try desk.outcome(desk.store.add(desk.x, tiny), .equal, desk.x).counterexample != nil)
    let exponential = desk.store.apply(.exp, desk.x)
    let shifted = desk.store.apply(.exp, desk.store.add(desk.x, tiny))
    #expect(try desk.outcome(shifted, .equal, exponential).counterexample != nil)
  }

  @Test func transcendentalIdentities() throws {
    var desk = Desk()
    let sine = desk.store.power(desk.store.apply(.sin, desk.x), 2)
    let cosine = desk.store.power(desk.store.apply(.cos, desk.x), 2)
    let zero = desk.store.sum([sine, cosine, .minusOne])
    #expect(try desk.outcome(zero, .equal, .zero).isHeld)
    let split = desk.store.multiply(desk.store.apply(.exp, desk.x), desk.store.apply(.exp, desk.y))
    let whole = desk.store.apply(.exp, desk.store.add(desk.x, desk.y))
    #expect(try desk.outcome(split, .equal, whole).isHeld)
    let wrong = desk.store.add(desk.store.apply(.exp, desk.x), desk.store.apply(.exp, desk.y))
    let found = try #require(try desk.outcome(wrong, .equal, whole).counterexample)
    #expect(found.left == .exact(2))
  }

  @Test func oneSidedDefinedness() throws {
    var desk = Desk()
    let square = desk.store.power(desk.x, 2)
    let left = desk.store.apply(.log, square)
    let right = desk.store.scale(desk.store.apply(.log, desk.x), by: Term.two)
    let found = try #require(
      try desk.outcome(
        left, .equal, right, leftIf: [desk.store.relation(.less, .zero, square)],
        rightIf: [desk.store.relation(.less, .zero, desk.x)]
      ).counterexample)
    #expect(found.values.first?.value == .exact(-1))
    #expect(found.left == .exact(0))
    #expect(found.right == .undefined)
    // x/x became 1; where it was defined is told apart.
    let one = try #require(
      try desk.outcome(.one, .equal, .one, leftIf: [desk.store.relation(.notEqual, desk.x, .zero)]).counterexample)
    #expect(one.left == .undefined)
    #expect(one.right == .exact(1))
    #expect(one.values.first?.value == .exact(0))
  }

  @Test func inequalities() throws {
    var desk = Desk()
    let square = desk.store.power(desk.x, 2)
    #expect(try desk.outcome(.zero, .lessOrEqual, square).isHeld)
    let strict = try #require(try desk.outcome(.zero, .less, square).counterexample)
    #expect(strict.values.first?.value == .exact(0))
    let exponential = desk.store.apply(.exp, desk.x)
    let line = desk.store.add(.one, desk.x)
    #expect(try desk.outcome(line, .lessOrEqual, exponential).isHeld)
    #expect(try desk.outcome(line, .less, exponential).counterexample != nil)
    #expect(try desk.outcome(desk.store.add(line, .one), .lessOrEqual, exponential).counterexample != nil)
    // x^4 - 3*x + 2 is negative only between 0.82 and 1, and nowhere below -1/5.
    let quartic = desk.store.sum([desk.store.power(desk.x, 4), desk.store.scale(desk.x, by: Rational(-3)), .two])
    #expect(try desk.outcome(.zero, .lessOrEqual, quartic).counterexample != nil)
    #expect(try desk.outcome(desk.store.number(Rational(-1, 5)), .lessOrEqual, quartic).isHeld)
  }

  @Test func assumptionsAreMet() throws {
    var desk = Desk()
    let sum = desk.store.relation(.equal, desk.store.add(desk.x, desk.y), .one)
    let product = desk.store.multiply(desk.x, desk.y)
    let quarter = desk.store.number(Rational(1, 4))
    #expect(try desk.outcome(product, .lessOrEqual, quarter, assuming: [sum]).isHeld)
    #expect(try desk.outcome(product, .less, quarter, assuming: [sum]).counterexample != nil)
    #expect(try desk.outcome(product, .lessOrEqual, quarter).counterexample != nil)
    // On the circle x + y <= 3/2 holds, and x + y <= 1 does not.
    let circle = desk.store.relation(
      .equal, desk.store.add(desk.store.power(desk.x, 2), desk.store.power(desk.y, 2)), .one)
    let both = desk.store.add(desk.x, desk.y)
    #expect(try desk.outcome(both, .lessOrEqual, desk.store.number(Rational(3, 2)), assuming: [circle]).isHeld)
    #expect(try desk.outcome(both, .lessOrEqual, .one, assuming: [circle]).counterexample != nil)
    // None is met.
    let never = desk.store.relation(.less, desk.store.add(desk.store.power(desk.x, 2), .one), desk.x)
    guard case .nothingKnown = try desk.outcome(product, .equal, .zero, assuming: [never]) else {
      Issue.record("an assumption that nothing satisfies")
      return
    }
  }

  @Test func whatTheStoreAssumesIsStillTested() throws {
    var desk = Desk()
    let positive = desk.store.relation(.less, .zero, desk.x)
    desk.store.assume(positive)
    let outcome = try desk.outcome(desk.x, .equal, desk.store.apply(.abs, desk.x), assuming: [positive])
    #expect(outcome.isHeld)
    let weak = try desk.outcome(.one, .lessOrEqual, desk.x, assuming: [positive])
    #expect(weak.counterexample != nil)
    #expect(desk.store.relation(.less, .zero, desk.x) == .yes)
  }

  @Test func aKinkDoesNotCount() throws {
    var desk = Desk()
    let slope = try desk.store.derivative(of: desk.store.apply(.relu, desk.x), by: desk.x)
    let step = desk.store.cases([(desk.store.relation(.lessOrEqual, .zero, desk.x), .one)], otherwise: .zero)
    let offKink = desk.store.relation(.notEqual, desk.x, .zero)
    let relation = PointClaim.Kind.relation(left: slope, comparison: .equal, right: step)
    #expect(try desk.outcome(PointClaim(relation)).counterexample != nil)
    #expect(try desk.outcome(PointClaim(relation, smoothness: [offKink])).isHeld)
  }

  @Test func premisesAboutIndices() throws {
    var desk = Desk()
    let v = desk.vector("v", desk.n)
    let i = desk.store.freshIndex(.one, desk.n)
    let j = desk.store.freshIndex(.one, desk.n)
    let (vi, vj) = (desk.store.component(v, [i]), desk.store.component(v, [j]))
    let product = desk.store.multiply(vi, desk.store.delta(i, j))
    let differ = desk.store.relation(.notEqual, i, j)
    #expect(try desk.outcome(product, .equal, .zero, assuming: [differ]).isHeld)
    #expect(try desk.outcome(product, .equal, .zero).counterexample != nil)
    // A free index of an assumption alone means "for all".
    let k = desk.store.freshIndex(.one, desk.n)
    let positive = desk.store.relation(.less, .zero, desk.store.component(v, [k]))
    #expect(try desk.outcome(.zero, .less, desk.store.multiply(vi, vj), assuming: [positive]).isHeld)
    let total = desk.store.sum(over: [k], desk.store.component(v, [k]))
    let normal = desk.store.relation(.equal, total, .one)
    #expect(try desk.outcome(total, .equal, .one, assuming: [normal]).isHeld)
    #expect(try desk.outcome(vi, .lessOrEqual, .one, assuming: [normal, positive]).isHeld)
    #expect(try desk.outcome(vi, .lessOrEqual, .one, assuming: [normal]).counterexample != nil)
  }

  @Test func eigenvectorsByAssumption() throws {
    var desk = Desk()
    let h = desk.matrix("H", desk.n, desk.n, SymbolFacts(structure: .symmetric))
    let v = desk.vector("v", desk.n)
    let i = desk.store.freshIndex(.one, desk.n)
    let j = desk.store.freshIndex(.one, desk.n)
    let hij = desk.store.component(h, [i, j])
    let vj = desk.store.component(v, [j])
    let vi = desk.store.component(v, [i])
    let image = desk.store.sum(over: [j], desk.store.multiply(hij, vj))
    let isEigenvector = desk.store.relation(.equal, image, desk.store.multiply(desk.x, vi))
    let quadratic = desk.store.sum(over: [i, j], desk.store.product([vi, hij, vj]))
    let square = desk.store.sum(over: [j], desk.store.power(vj, 2))
    let claimed = desk.store.multiply(desk.x, square)
    #expect(try desk.outcome(quadratic, .equal, claimed, assuming: [isEigenvector]).isHeld)
    let wrong = desk.store.scale(claimed, by: Term.two)
    #expect(try desk.outcome(quadratic, .equal, wrong, assuming: [isEigenvector]).counterexample != nil)
  }

  @Test func definedNowhere() throws {
    var desk = Desk()
    let negative = desk.store.subtract(desk.store.negate(desk.store.power(desk.x, 2)), .one)
    let root = desk.store.squareRoot(negative)
    guard case .nothingKnown = try desk.outcome(root, .equal, desk.store.apply(.log, negative)) else {
      Issue.record("defined nowhere")
      return
    }
  }

  @Test func softmax() throws {
    var desk = Desk()
    let z = desk.vector("z", desk.k)
    let j = desk.store.freshIndex(.one, desk.k)
    let k = desk.store.freshIndex(.one, desk.k)
    let i = desk.store.freshIndex(.one, desk.k)
    let total = desk.store.sum(over: [j], desk.store.apply(.exp, desk.store.component(z, [j])))
    func probability(_ store: inout TermStore, _ index: Term) -> Term {
      let exponential = store.apply(.exp, store.component(z, [index]))
      return store.divide(exponential, total)
    }
    let pk = probability(&desk.store, k)
    let pi = probability(&desk.store, i)
    #expect(try desk.outcome(desk.store.sum(over: [k], pk), .equal, .one).isHeld)
    #expect(try desk.outcome(desk.store.sum(over: [k], desk.store.power(pk, 2)), .equal, .one).counterexample != nil)
    // The Hessian of log-sum-exp is psd and never pd.
    let entry = desk.store.multiply(pk, desk.store.subtract(desk.store.delta(k, i), pi))
    let matrix = MatrixTerm(row: k, column: i, entry: entry)
    let weak = try desk.outcome(PointClaim(.definite(matrix, strict: false, negative: false)))
    #expect(weak.isHeld)
    let strict = try #require(
      try desk.outcome(PointClaim(.definite(matrix, strict: true, negative: false))).counterexample)
    #expect(strict.sizes.first?.value == 1)
    #expect(strict.vector == [1])
    var options = PointOptions()
    options.sizes = 2...4
    let larger = try #require(
      try desk.outcome(PointClaim(.definite(matrix, strict: true, negative: false)), options).counterexample)
    #expect(larger.vector == [1, 1])
    let negative = try desk.outcome(PointClaim(.definite(matrix, strict: false, negative: true)), options)
    #expect(negative.counterexample != nil)
    // Not symmetric: p[k]*(1 - p[i]).
    let lopsided = MatrixTerm(row: k, column: i, entry: desk.store.multiply(pk, desk.store.subtract(.one, pi)))
    let found = try desk.outcome(PointClaim(.definite(lopsided, strict: false, negative: false))).counterexample
    guard case .notSymmetric = found?.remark else {
      Issue.record("symmetry was not tested")
      return
    }
  }

  @Test func logisticHessianIsNotDefinite() throws {
    var desk = Desk()
    let x = desk.vector("x", desk.n)
    let n = desk.store.freshIndex(.one, desk.n)
    let xn = desk.store.component(x, [n])
    let inner = desk.store.add(desk.store.multiply(desk.x, xn), desk.y)
    let p = desk.store.apply(.sigmoid, inner)
    let weight = desk.store.multiply(p, desk.store.subtract(.one, p))
    let row = desk.store.freshIndex(.one, .two)
    let column = desk.store.freshIndex(.one, .two)
    func power(_ store: inout TermStore, _ index: Term) -> Term {
      store.cases([(store.relation(.equal, index, .one), xn)], otherwise: .one)
    }
    let factors = desk.store.multiply(power(&desk.store, row), power(&desk.store, column))
    let entry = desk.store.sum(over: [n], desk.store.multiply(weight, factors))
    let matrix = MatrixTerm(row: row, column: column, entry: entry)
    #expect(try desk.outcome(PointClaim(.definite(matrix, strict: false, negative: false))).isHeld)
    let found = try #require(
      try desk.outcome(PointClaim(.definite(matrix, strict: true, negative: false))).counterexample)
    #expect(found.sizes.first?.value == 1)
    #expect(found.left == .exact(0))
  }

  @Test func structures() throws {
    var desk = Desk()
    let a = desk.matrix("A", desk.n, desk.n, SymbolFacts(structure: .psd))
    let i = desk.store.freshIndex(.one, desk.n)
    let j = desk.store.freshIndex(.one, desk.n)
    let matrix = MatrixTerm(row: i, column: j, entry: desk.store.component(a, [i, j]))
    #expect(try desk.outcome(PointClaim(.definite(matrix, strict: false, negative: false))).isHeld)
    #expect(try desk.outcome(PointClaim(.definite(matrix, strict: true, negative: false))).counterexample != nil)
    let b = desk.matrix("B", desk.n, desk.n, SymbolFacts(structure: .pd))
    let definite = MatrixTerm(row: i, column: j, entry: desk.store.component(b, [i, j]))
    #expect(try desk.outcome(PointClaim(.definite(definite, strict: true, negative: false))).isHeld)
    let q = desk.matrix("Q", desk.n, desk.n, SymbolFacts(structure: .orthogonal))
    let k = desk.store.freshIndex(.one, desk.n)
    let gram = desk.store.sum(
      over: [k], desk.store.multiply(desk.store.component(q, [k, i]), desk.store.component(q, [k, j])))
    #expect(try desk.outcome(gram, .equal, desk.store.delta(i, j)).isHeld)
    let symmetric = desk.store.component(q, [i, j])
    #expect(try desk.outcome(symmetric, .equal, desk.store.component(q, [j, i])).counterexample != nil)
    // Free columns: X'*X is singular where N < D.
    let columnCount = desk.store.component(desk.store.addSymbol(Symbol(name: "D", role: .size, rank: 0)))
    let full = desk.matrix("X", desk.n, columnCount, SymbolFacts(structure: .fullrank))
    let any = desk.matrix("Y", desk.n, columnCount)
    let c = desk.store.freshIndex(.one, columnCount)
    let d = desk.store.freshIndex(.one, columnCount)
    func gramian(_ store: inout TermStore, _ symbol: Int) -> MatrixTerm {
      let product = store.multiply(store.component(symbol, [k, c]), store.component(symbol, [k, d]))
      return MatrixTerm(row: c, column: d, entry: store.sum(over: [k], product))
    }
    let fullGram = gramian(&desk.store, full)
    let anyGram = gramian(&desk.store, any)
    #expect(try desk.outcome(PointClaim(.definite(fullGram, strict: true, negative: false))).isHeld)
    #expect(try desk.outcome(PointClaim(.definite(anyGram, strict: false, negative: false))).isHeld)
    #expect(try desk.outcome(PointClaim(.definite(anyGram, strict: true, negative: false))).counterexample != nil)
  }

  @Test func abstractFunctions() throws {
    var desk = Desk()
    let f = desk.store.addAbstractFunction(AbstractSymbol(name: "f", resultRank: 0, parameterRanks: [0]))
    func value(_ store: inout TermStore, _ argument: Term, _ primes: Int = 0) -> Term {
      store.abstract(
        f, resultIndices: [], arguments: [argument], marks: (0..<primes).map { _ in (argument: 0, index: nil) })
    }
    let sum = value(&desk.store, desk.store.add(desk.x, desk.y))
    let parts = desk.store.add(value(&desk.store, desk.x), value(&desk.store, desk.y))
    #expect(try desk.outcome(sum, .equal, parts).counterexample != nil)
    // (f(x^2))' = 2*x*f'(x^2).
    let square = desk.store.power(desk.x, 2)
    let derivative = try desk.store.derivative(of: value(&desk.store, square), by: desk.x)
    let expected = desk.store.product([.two, desk.x, value(&desk.store, square, 1)])
    #expect(try desk.outcome(derivative, .equal, expected).isHeld)
    // Not every f has f'' = 0: a degree above the derivatives is tried.
    #expect(try desk.outcome(value(&desk.store, desk.x, 2), .equal, .zero).counterexample != nil)
    // Assumptions on f are solved for its coefficients.
    let atZero = desk.store.relation(.equal, value(&desk.store, .zero), .one)
    #expect(try desk.outcome(value(&desk.store, .zero), .equal, .one, assuming: [atZero]).isHeld)
    #expect(try desk.outcome(value(&desk.store, .one), .equal, .one, assuming: [atZero]).counterexample != nil)
    // Of a vector.
    let l = desk.store.addAbstractFunction(AbstractSymbol(name: "L", resultRank: 0, parameterRanks: [1]))
    let v = desk.vector("v", desk.k)
    let k = desk.store.freshIndex(.one, desk.k)
    let i = desk.store.freshIndex(.one, desk.k)
    let family = desk.store.family([k], desk.store.component(v, [k]))
    let gradient = desk.store.abstract(
      l, resultIndices: [], arguments: [family], marks: [(argument: 0, index: i)])
    #expect(try desk.outcome(gradient, .equal, .zero).counterexample != nil)
    let j = desk.store.freshIndex(.one, desk.k)
    let twice = try desk.store.derivative(of: gradient, by: desk.store.component(v, [j]))
    let other = desk.store.abstract(
      l, resultIndices: [], arguments: [family], marks: [(argument: 0, index: j)])
    let exchanged = try desk.store.derivative(of: other, by: desk.store.component(v, [i]))
    #expect(try desk.outcome(twice, .equal, exchanged).isHeld)
  }

  @Test func hostile() throws {
    var desk = Desk()
    let nine = desk.store.number(9)
    let tower = desk.store.power(nine, desk.store.power(nine, desk.store.power(nine, nine)))
    _ = try? desk.outcome(tower, .equal, desk.store.add(tower, desk.x))
    _ = try? desk.outcome(desk.store.power(desk.x, tower), .lessOrEqual, .one)
    var nest = desk.x
    for _ in 0..<6 { nest = desk.store.apply(.exp, nest) }
    _ = try? desk.outcome(nest, .lessOrEqual, desk.store.apply(.exp, nest))
    let huge = desk.store.power(desk.x, desk.store.number(Rational(Integer(10).power(30))))
    _ = try? desk.outcome(huge, .equal, .one)
    // Empty ranges.
    let v = desk.vector("v", desk.n)
    let i = desk.store.freshIndex(.two, desk.n)
    let empty = desk.store.sum(over: [i], desk.store.component(v, [i]))
    #expect(try desk.outcome(empty, .equal, .zero).counterexample != nil)
    let greatest = desk.store.reduction(.maximum, [i], .yes, desk.store.component(v, [i]))
    _ = try? desk.outcome(greatest, .lessOrEqual, .zero)
    // A sum of a billion terms is refused.
    let far = desk.store.freshIndex(.one, desk.store.number(1_000_000_000))
    let long = desk.store.sum(over: [far], desk.store.power(desk.store.add(desk.x, far), -1))
    #expect(throws: DeriveError.self) { try desk.outcome(long, .equal, .zero) }
  }
}
