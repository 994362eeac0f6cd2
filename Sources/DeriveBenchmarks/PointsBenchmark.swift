import DeriveCore
import DeriveEvidence

/// 200 points over sizes 1 to 5 for "the Hessian of log-sum-exp is psd", everything included.
func benchmarkPoints(_ board: inout Scoreboard) {
  board.time("softmax Hessian psd at 200 points", atMost: 5) {
    var store = TermStore()
    let size = store.component(store.addSymbol(Symbol(name: "K", role: .size, rank: 0)))
    let z = store.addSymbol(Symbol(name: "z", role: .given, rank: 1, extents: [size]))
    let j = store.freshIndex(.one, size)
    let k = store.freshIndex(.one, size)
    let i = store.freshIndex(.one, size)
    let total = store.sum(over: [j], store.apply(.exp, store.component(z, [j])))
    let pk = store.divide(store.apply(.exp, store.component(z, [k])), total)
    let pi = store.divide(store.apply(.exp, store.component(z, [i])), total)
    let entry = store.multiply(pk, store.subtract(store.delta(k, i), pi))
    let matrix = MatrixTerm(row: k, column: i, entry: entry)
    var search = PointSearch(PointClaim(.definite(matrix, strict: false, negative: false))) { _, _ in false }
    guard case .held(let points, _, _, _) = try search.run(&store) else { return "it did not hold" }
    return "\(points) points"
  }
}
