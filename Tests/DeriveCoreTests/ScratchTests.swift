import DeriveCore
import DeriveNumbers
import Testing
@Suite struct Scratch {
  @Test func dropout() throws {
    var store = TermStore()
    let K = store.component(store.addSymbol(Symbol(name: "K", role: .size, rank: 0)))
    let x = store.addSymbol(Symbol(name: "x", role: .given, rank: 1, extents: [K]))
    let w = store.addSymbol(Symbol(name: "W", role: .given, rank: 1, extents: [K]))
    let y = store.component(store.addSymbol(Symbol(name: "yd", role: .given, rank: 0)))
    let k = store.freshIndex(.one, K)
    let i = store.freshIndex(.one, K)
    let xk = store.component(x, [k]); let wk = store.component(w, [k])
    let s = store.sum(over: [k], store.multiply(xk, wk))
    let e = store.scale(store.power(store.subtract(y, s), 2), by: Term.half)
    let d = try store.derivative(of: e, by: store.component(w, [i]))
    print("RAW", store.describe(d))
    var reading = Reading(names: [])
    print("READ", store.describe(try store.readable(d, &reading)))
    print("FACT", store.describe(try store.factored(d, &reading)))
  }
}
