import DeriveNumbers
import Testing

@testable import DeriveCore

@Suite struct TermStoreTests {
  @Test func softmaxGradient() throws {
    var store = TermStore()
    let K = store.component(store.addSymbol(Symbol(name: "K", role: .size, rank: 0)))
    let z = store.addSymbol(Symbol(name: "z", role: .given, rank: 1))
    let y = store.addSymbol(
      Symbol(name: "y", role: .given, rank: 1, facts: SymbolFacts(bounds: .unit, structure: .onehot)))
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
    // S*S and the same sum built with another letter.
    let S2 = store.sum(over: [k], store.apply(.exp, zk))
    #expect(S == S2)
    #expect(store.multiply(S, S2) == store.power(S, 2))
  }
}
