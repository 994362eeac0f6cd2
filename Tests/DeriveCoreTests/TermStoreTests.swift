import DeriveCore
import DeriveNumbers
import Testing

/// The traps of `examples.md`, and what softmax and logistic regression need of the core.
@Suite struct TermStoreTests {
  private struct Setting: ~Copyable {
    var store = TermStore()
    let extent: Term
    let x: Int
    let i: Term
    let j: Term

    init() {
      extent = store.component(store.addSymbol(Symbol(name: "N", role: .size, rank: 0)))
      x = store.addSymbol(Symbol(name: "x", role: .given, rank: 1, extents: [extent]))
      i = store.freshIndex(.one, extent)
      j = store.freshIndex(.one, extent)
    }

    mutating func x(_ index: Term) -> Term { store.component(x, [index]) }
  }

  @Test func sumOfWhatDoesNotMentionTheIndex() {
    var s = Setting()
    let a = s.store.component(s.store.addSymbol(Symbol(name: "a", role: .given, rank: 0)))
    #expect(s.store.sum(over: [s.i], a) == s.store.multiply(s.extent, a))
    #expect(s.store.sum(over: [s.i], .one) == s.extent)
    #expect(s.store.sum(over: [s.i], .zero) == .zero)
    let empty = s.store.freshIndex(.one, .zero)
    #expect(s.store.sum(over: [empty], .one) == .zero)
  }

  @Test func derivativeOfASumLeavesNoCondition() throws {
    var s = Setting()
    let total = s.store.sum(over: [s.j], s.x(s.j))
    let derivative = try s.store.derivative(of: total, by: s.x(s.i))
    #expect(derivative == .one)
    #expect(s.store.sum(over: [s.i], derivative) == s.extent)
  }

  @Test func derivativeOfAProductOverAnIndex() throws {
    var s = Setting()
    let product = s.store.product(over: [s.j], s.x(s.j))
    let derivative = try s.store.derivative(of: product, by: s.x(s.i))
    #expect(derivative != .zero)
    // sum(k, delta(i, k)*prod(j : j != k, x[j])) contracts to the product of the others.
    let others = s.store.product(
      over: [s.j], where: s.store.relation(.notEqual, s.j, s.i), s.x(s.j))
    #expect(derivative == others)
  }

  @Test func differencesAndQuotients() {
    var s = Setting()
    let a = s.x(s.i)
    #expect(s.store.subtract(a, a) == .zero)
    let square = s.store.power(a, 2)
    let root = s.store.squareRoot(square)
    #expect(root == s.store.apply(.abs, a))
    #expect(s.store.apply(.log, square) != s.store.multiply(.two, s.store.apply(.log, a)))
  }

  @Test func oneHotAndBinaryProducts() throws {
    var s = Setting()
    for (structure, crosses) in [(SymbolFacts.Structure.onehot, true), (.binary, false)] {
      let y = s.store.addSymbol(
        Symbol(
          name: "y", role: .given, rank: 1, facts: SymbolFacts(bounds: .unit, structure: structure),
          extents: [s.extent]))
      let yi = s.store.component(y, [s.i])
      let yj = s.store.component(y, [s.j])
      #expect(try s.store.provesZero(s.store.subtract(s.store.power(yi, 2), yi)))
      let cross = s.store.subtract(s.store.multiply(yi, yj), s.store.multiply(s.store.delta(s.i, s.j), yi))
      #expect(try s.store.provesZero(cross) == crosses)
      let total = s.store.subtract(s.store.sum(over: [s.i], yi), .one)
      #expect(try s.store.provesZero(total) == crosses)
      // Over a part of the range nothing is known.
      let part = s.store.freshIndex(.two, s.extent)
      let rest = s.store.subtract(s.store.sum(over: [part], s.store.component(y, [part])), .one)
      #expect(try !s.store.provesZero(rest))
    }
  }

  @Test func boundIndicesHaveNoNames() {
    var s = Setting()
    let first = s.store.sum(over: [s.i], s.store.apply(.exp, s.x(s.i)))
    let second = s.store.sum(over: [s.j], s.store.apply(.exp, s.x(s.j)))
    #expect(first == second)
    #expect(s.store.multiply(first, second) == s.store.power(first, 2))
    #expect(s.store.multiply(first, s.store.power(second, -1)) == .one)
    let m = s.store.addSymbol(Symbol(name: "M", role: .given, rank: 2, extents: [s.extent, s.extent]))
    let ij = s.store.component(m, [s.i, s.j])
    let ji = s.store.component(m, [s.j, s.i])
    #expect(s.store.sum(over: [s.i, s.j], ij) == s.store.sum(over: [s.i, s.j], ji))
    #expect(
      s.store.sum(over: [s.i, s.j], s.store.multiply(ij, s.x(s.i)))
        != s.store.sum(over: [s.i, s.j], s.store.multiply(ij, s.x(s.j))))
  }

  @Test func substitutionDoesNotCapture() {
    var s = Setting()
    // sum(j, x[j]*a) with a := x[j'] for a free index that the opened sum might use.
    let a = s.store.addSymbol(Symbol(name: "a", role: .given, rank: 0))
    let body = s.store.apply(.exp, s.store.multiply(s.x(s.j), s.store.component(a)))
    let total = s.store.sum(over: [s.j], body)
    let opened = s.store.open(total).indices[0]
    var change = Substitution()
    change.replace(symbol: a, by: s.x(opened))
    let result = s.store.substitute(total, change)
    #expect(s.store.freeIndices(result) == [opened])
    let expected = s.store.sum(over: [s.j], s.store.apply(.exp, s.store.multiply(s.x(s.j), s.x(opened))))
    #expect(result == expected)
  }

  @Test func deepTermsAreWalkedWithoutRecursion() throws {
    var store = TermStore()
    let x = store.component(store.addSymbol(Symbol(name: "x", role: .given, rank: 0)))
    var value = x
    for _ in 0..<50_000 { value = store.apply(.sin, value) }
    let derivative = try store.derivative(of: value, by: x)
    #expect(derivative != .zero)
    #expect(try store.gradient(of: value, by: [x]).count == 1)
    let y = store.component(store.addSymbol(Symbol(name: "y", role: .given, rank: 0)))
    var change = Substitution()
    change.replace(x, by: y)
    #expect(store.substitute(value, change) != value)
    #expect(store.bounds(value).isAtMost(.one))
  }

  @Test func hugePowersStayAsTheyAre() {
    var store = TermStore()
    let nine = store.number(9)
    let tower = store.power(nine, store.power(nine, store.power(nine, nine)))
    #expect(store.rational(tower) == nil)
    #expect(store.rational(store.power(store.number(2), 100)) == Rational(2).power(100))
    let root = store.squareRoot(store.number(12))
    #expect(store.multiply(root, root) == store.number(12))
    #expect(store.squareRoot(store.number(Rational(1, 4))) == .half)
  }
}
