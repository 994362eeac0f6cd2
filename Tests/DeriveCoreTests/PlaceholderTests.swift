import DeriveNumbers
import Testing

@testable import DeriveCore

@Suite struct TermStoreTests {
  @Test func softmaxGradient() throws {
    var store = TermStore()
    let K = store.component(store.addSymbol(Symbol(name: "K", role: .size, rank: 0)))
    let z = store.addSymbol(Symbol(name: "z", role: .given, rank: 1))
    let y = store.addSymbol(
      Symbol(name: "y", role: .given, rank: 1, facts: SymbolFacts(bounds: .unit, structure: .onehot), extents: [K]))
    let j = store.freshIndex(.one, K)
    let zj = store.component(z, [j])
    let S = store.sum(over: [j], store.apply(.exp, zj))
    let k = store.freshIndex(.one, K)
    let zk = store.component(z, [k])
    let p = store.divide(store.apply(.exp, zk), S)
    let i = store.freshIndex(.one, K)
    let zi = store.component(z, [i])
    let dp = try store.derivative(of: p, by: zi)
    print(store.describe(dp))
    let yk = store.component(y, [k])
    let loss = store.negate(store.sum(over: [k], store.multiply(yk, store.apply(.log, p))))
    print(store.describe(loss))
    let g = try store.derivative(of: loss, by: zi)
    print(store.describe(g))
    let pi = store.instantiate([k], p, at: [i])
    print(store.describe(pi))
    let answer = store.subtract(pi, store.component(y, [i]))
    #expect(try store.provesZero(store.subtract(g, answer)))
    #expect(try !store.provesZero(store.add(g, answer)))
    let yd = store.addDefinition(Definition(name: "yhat", parameters: [k], body: p))
    var reading = Reading(names: [yd])
    print("READ", store.describe(try store.readable(dp, &reading)))
    print("READ", store.describe(try store.readable(g, &reading)))
    let dpClaim = store.multiply(p, store.subtract(store.delta(k, i), pi))
    #expect(try store.provesZero(store.subtract(dp, dpClaim)))
    // S*S and the same sum built with another letter.
    let S2 = store.sum(over: [k], store.apply(.exp, zk))
    #expect(S == S2)
    #expect(store.multiply(S, S2) == store.power(S, 2))
  }

  @Test func logisticGradient() throws {
    var store = TermStore()
    let N = store.component(store.addSymbol(Symbol(name: "N", role: .size, rank: 0)))
    let x = store.addSymbol(Symbol(name: "x", role: .given, rank: 1, extents: [N]))
    let y = store.addSymbol(
      Symbol(name: "y", role: .given, rank: 1, facts: SymbolFacts(bounds: .unit, structure: .binary), extents: [N]))
    let w = store.component(store.addSymbol(Symbol(name: "w", role: .given, rank: 0)))
    let b = store.component(store.addSymbol(Symbol(name: "b", role: .given, rank: 0)))
    let n = store.freshIndex(.one, N)
    let xn = store.component(x, [n])
    let yn = store.component(y, [n])
    let z = store.addDefinition(Definition(name: "z", parameters: [n], body: store.add(store.multiply(w, xn), b)))
    let zn = store.defined(z, [n])
    let e = store.apply(.exp, store.negate(zn))
    let sig = store.power(store.add(.one, e), -1)
    let yhat = store.addDefinition(Definition(name: "yhat", parameters: [n], body: sig))
    let p = store.defined(yhat, [n])
    let one = store.subtract(.one, p)
    let loss = store.negate(store.sum(over: [n], store.add(
      store.multiply(yn, store.apply(.log, p)),
      store.multiply(store.subtract(.one, yn), store.apply(.log, one)))))
    let g = try store.derivative(of: loss, by: w)
    print(store.describe(g))
    let answer = store.sum(over: [n], store.multiply(store.subtract(p, yn), xn))
    #expect(try store.provesZero(store.subtract(g, answer)))
    let h = try store.derivative(of: g, by: b)
    let hAnswer = store.sum(over: [n], store.product([p, one, xn]))
    #expect(try store.provesZero(store.subtract(h, hAnswer)))
    #expect(try !store.provesZero(store.subtract(h, answer)))
    var reading = Reading(names: [z, yhat])
    print("READ", store.describe(try store.readable(g, &reading)))
    print("READ", store.describe(try store.readable(h, &reading)))
    let m = store.freshIndex(.one, N)
    let pm = store.defined(yhat, [m])
    let local = try store.localDerivative(of: loss, by: pm)
    print("LOCAL", store.describe(local), store.describe(try store.readable(local, &reading)), store.describe(try store.singleFraction(local, &reading)))
    let lz = try store.localDerivative(of: store.unfolded(pm), by: store.defined(z, [m]))
    print("LOCAL0", store.describe(try store.readable(lz, &reading)))
    print("LOCAL", store.describe(lz), store.describe(try store.singleFraction(lz, &reading)))
  }
}
