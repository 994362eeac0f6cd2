import DeriveCore
import DeriveLanguage
import DeriveNumbers
import Testing

@testable import DeriveSolving

private typealias CoreFunction = DeriveCore.FunctionID

/// From a derivative through the reading form to the formula of the catalogue.
@Suite struct DerivedFormulas {
  private struct Names: ~Copyable {
    var store = TermStore()
    var naming = NamingContext()

    mutating func size(_ name: String, letters: [String]) -> Term {
      let facts = SymbolFacts(bounds: Bounds(lower: .one, excludesZero: true, isInteger: true))
      let size = store.component(store.addSymbol(Symbol(name: name, role: .size, rank: 0, facts: facts)))
      naming.letters[IndexRange(.one, size)] = letters
      return size
    }

    mutating func given(_ name: String, _ extents: [Term] = [], facts: SymbolFacts = SymbolFacts()) -> Int {
      naming.positions[name] = naming.positions.count
      return store.addSymbol(Symbol(name: name, role: .given, rank: extents.count, facts: facts, extents: extents))
    }

    mutating func define(_ name: String, _ parameters: [Term], _ body: Term) -> Int {
      naming.positions[name] = naming.positions.count
      return store.addDefinition(DeriveCore.Definition(name: name, parameters: parameters, body: body))
    }

    mutating func read(_ term: Term, _ reading: inout Reading, letters: [Term: String] = [:]) throws -> String {
      let read = try store.readable(term, &reading)
      return FormulaText.text(try FormulaBuilder(naming: naming, letters: letters).formula(read, in: &store))
    }

    mutating func tensor(_ axes: [Term], _ term: Term, _ reading: inout Reading) throws -> String {
      let read = try store.readable(term, &reading)
      return FormulaText.text(try FormulaBuilder(naming: naming).tensor(axes: axes, body: read, in: &store).formula)
    }
  }

  @Test func logisticRegression() throws {
    var o = Names()
    let size = o.size("N", letters: ["n", "m"])
    let (w, b) = (o.given("w"), o.given("b"))
    let x = o.given("x", [size])
    let unit = SymbolFacts(bounds: Bounds(lower: .zero, upper: .one, isInteger: true), structure: .binary)
    let y = o.given("y", [size], facts: unit)
    let n = o.store.freshIndex(.one, size)
    let input = o.store.multiply(o.store.component(w), o.store.component(x, [n]))
    let z = o.define("z", [n], o.store.add(input, o.store.component(b)))
    let sigmoid = try #require(CoreFunction(named: "sigmoid"))
    let yhat = o.define("yhat", [n], o.store.apply(sigmoid, o.store.defined(z, [n])))
    let (target, output) = (o.store.component(y, [n]), o.store.defined(yhat, [n]))
    let first = o.store.multiply(target, o.store.apply(.log, output))
    let rest = o.store.apply(.log, o.store.subtract(.one, output))
    let second = o.store.multiply(o.store.subtract(.one, target), rest)
    let error = o.define("E", [], o.store.negate(o.store.sum(over: [n], o.store.add(first, second))))
    var reading = Reading(names: [z, yhat, error])

    let variables = [o.store.component(w), o.store.component(b)]
    var gradient: [Term] = []
    for variable in variables { gradient.append(try o.store.derivative(of: o.store.defined(error), by: variable)) }
    #expect(try o.read(gradient[0], &reading) == "sum(n, (yhat[n] - y[n])*x[n])")
    #expect(try o.read(gradient[1], &reading) == "sum(n, yhat[n] - y[n])")
    let slope = try o.store.derivative(of: output, by: o.store.defined(z, [n]))
    #expect(try o.read(slope, &reading, letters: [n: "n"]) == "yhat[n]*(1 - yhat[n])")
    let (row, column) = (o.store.freshIndex(.one, .two), o.store.freshIndex(.one, .two))
    var rows: [Term] = []
    for part in gradient {
      let left = try o.store.derivative(of: part, by: variables[0])
      let right = try o.store.derivative(of: part, by: variables[1])
      rows.append(o.store.cases([(o.store.relation(.lessOrEqual, column, .one), left)], otherwise: right))
    }
    let hessian = o.store.cases([(o.store.relation(.lessOrEqual, row, .one), rows[0])], otherwise: rows[1])
    let text = try o.tensor([row, column], hessian, &reading)
    #expect(text == "sum(n, yhat[n]*(1 - yhat[n])*[x[n]^2, x[n]; x[n], 1])")
  }

  @Test func softmax() throws {
    var o = Names()
    let size = o.size("K", letters: ["k", "i", "j"])
    let z = o.given("z", [size])
    let facts = SymbolFacts(bounds: Bounds(lower: .zero, upper: .one, isInteger: true), structure: .onehot)
    let y = o.given("y", [size], facts: facts)
    let v = o.given("v", [size])
    let (i, j) = (o.store.freshIndex(.one, size), o.store.freshIndex(.one, size))
    let exponential = o.store.apply(.exp, o.store.component(z, [i]))
    let total = o.define("S", [], o.store.sum(over: [i], exponential))
    let yhat = o.define("yhat", [i], o.store.divide(exponential, o.store.defined(total)))
    let log = o.store.apply(.log, o.store.defined(yhat, [i]))
    let cost = o.define(
      "L", [], o.store.negate(o.store.sum(over: [i], o.store.multiply(o.store.component(y, [i]), log))))
    var reading = Reading(names: [total, yhat, cost])

    let (zi, zj) = (o.store.component(z, [i]), o.store.component(z, [j]))
    let jacobian = try o.store.derivative(of: o.store.defined(yhat, [i]), by: zj)
    #expect(
      try o.read(jacobian, &reading, letters: [i: "k", j: "i"]) == "yhat[k]*(delta(i, k) - yhat[i])")
    #expect(try o.tensor([i, j], jacobian, &reading) == "diag(yhat) - yhat*yhat'")
    let gradient = try o.store.derivative(of: o.store.defined(cost), by: zi)
    #expect(try o.tensor([i], gradient, &reading) == "yhat - y")
    let hessian = try o.store.derivative(of: gradient, by: zj)
    #expect(try o.tensor([i, j], hessian, &reading) == "diag(yhat) - yhat*yhat'")
    let form = o.store.product([o.store.component(v, [i]), o.store.component(v, [j]), hessian])
    let square = o.store.sum(over: [i, j], form)
    #expect(try o.read(square, &reading) == "sum(k, yhat[k]*v[k]^2) - sum(k, yhat[k]*v[k])^2")
  }
}
