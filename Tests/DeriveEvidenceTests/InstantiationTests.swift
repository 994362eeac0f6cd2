import DeriveCore
import DeriveNumbers
import Testing

@testable import DeriveEvidence

@Suite struct InstantiationTests {
  @Test func sumsAndProducts() throws {
    var desk = Desk()
    let v = desk.vector("v", desk.n)
    let i = desk.store.freshIndex(.one, desk.n)
    let j = desk.store.freshIndex(.one, i)
    let vi = desk.store.component(v, [i])
    let vj = desk.store.component(v, [j])
    let symbol = desk.store.payload(desk.n)
    func at(_ term: Term, _ size: Int, _ store: inout TermStore) throws -> Term {
      var instantiation = Instantiation(sizes: [symbol: size])
      return try instantiation.value(of: term, in: &store)
    }
    let one = desk.store.component(v, [.one])
    let two = desk.store.component(v, [.two])
    let three = desk.store.component(v, [desk.store.number(3)])
    // Sum, product, and a range that depends on another index.
    #expect(try at(desk.store.sum(over: [i], vi), 2, &desk.store) == desk.store.add(one, two))
    let squares = desk.store.add(vi, .one)
    let product = desk.store.product(over: [i], squares)
    let expected = desk.store.multiply(desk.store.add(one, .one), desk.store.add(two, .one))
    #expect(try at(product, 2, &desk.store) == expected)
    let triangle = desk.store.sum(over: [i, j], desk.store.multiply(vi, vj))
    let pairs = [desk.store.power(one, 2), desk.store.power(two, 2), desk.store.multiply(one, two)]
    #expect(try at(triangle, 2, &desk.store) == desk.store.sum(pairs))
    // Conditions come first: 1/(i - 1) is never asked for at i = 1.
    let distance = desk.store.power(desk.store.subtract(i, .one), -1)
    let guarded = desk.store.sum(
      over: [i], where: desk.store.relation(.notEqual, i, .one), desk.store.multiply(vi, distance))
    #expect(try at(guarded, 3, &desk.store) == desk.store.add(two, desk.store.scale(three, by: Term.half)))
    // An extremum, and "for all".
    let greatest = desk.store.reduction(.maximum, [i], .yes, vi)
    #expect(try at(greatest, 2, &desk.store) == desk.store.apply(.max, one, two))
    let all = desk.store.all(over: [i], desk.store.relation(.less, .zero, vi))
    let conditions = [desk.store.relation(.less, .zero, one), desk.store.relation(.less, .zero, two)]
    #expect(try at(all, 2, &desk.store) == desk.store.conjunction(conditions))
    #expect(try at(desk.store.power(desk.n, 2), 5, &desk.store) == desk.store.number(25))
  }

  @Test func definitionsAndIntegers() throws {
    var desk = Desk()
    let v = desk.vector("v", desk.n)
    let i = desk.store.freshIndex(.one, desk.n)
    let body = desk.store.multiply(desk.store.component(v, [i]), i)
    let definition = desk.store.addDefinition(Definition(name: "u", parameters: [i], body: body))
    let k = desk.store.freshIndex(.one, desk.n)
    let total = desk.store.sum(over: [k], desk.store.defined(definition, [k]))
    let size = desk.store.payload(desk.n)
    var instantiation = Instantiation(sizes: [size: 2], integers: [desk.x: 2])
    let one = desk.store.component(v, [.one])
    let two = desk.store.component(v, [.two])
    let value = try instantiation.value(of: total, in: &desk.store)
    #expect(value == desk.store.add(one, desk.store.scale(two, by: Term.two)))
    let chosen = desk.store.component(v, [desk.x])
    #expect(try instantiation.value(of: chosen, in: &desk.store) == two)
    // Nothing is guessed.
    #expect(throws: DeriveError.self) { try instantiation.value(of: i, in: &desk.store) }
    #expect(throws: DeriveError.self) { try instantiation.value(of: desk.k, in: &desk.store) }
  }

  @Test func polynomialsInPlaceOfFunctions() throws {
    var desk = Desk()
    let f = desk.store.addAbstractFunction(AbstractSymbol(name: "f", resultRank: 0, parameterRanks: [0, 0]))
    let concrete = desk.store.concreteFunction(f, degree: 2)
    #expect(concrete.monomials(variableCount: 2) == [[0, 0], [1, 0], [0, 1], [2, 0], [1, 1], [0, 2]])
    var instantiation = Instantiation(sizes: [:], functions: [f: concrete])
    let mixed = desk.store.abstract(
      f, resultIndices: [], arguments: [desk.x, desk.y], marks: [(argument: 0, index: nil), (argument: 1, index: nil)])
    let cross = desk.store.component(concrete.coefficients, [.one, desk.store.number(5)])
    #expect(try instantiation.value(of: mixed, in: &desk.store) == cross)
    let value = desk.store.abstract(f, resultIndices: [], arguments: [desk.x, desk.y], marks: [])
    let written = try instantiation.value(of: value, in: &desk.store)
    let derived = try desk.store.derivative(of: written, by: desk.x)
    let slope = desk.store.abstract(
      f, resultIndices: [], arguments: [desk.x, desk.y], marks: [(argument: 0, index: nil)])
    #expect(try instantiation.value(of: slope, in: &desk.store) == derived)
  }
}
