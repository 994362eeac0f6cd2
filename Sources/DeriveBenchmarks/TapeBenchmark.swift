import DeriveCore
import DeriveEvidence

/// The third derivative of exp(sin(x^2+1)*log(1+x^2)) at a million points, in nanoseconds a point on one core.
func benchmarkTape(_ board: inout Scoreboard) {
  let name = "third derivative of exp(sin(x^2+1)*log(1+x^2)) on the tape"
  do {
    var store = TermStore()
    let x = store.component(store.addSymbol(Symbol(name: "x", role: .given, rank: 0)))
    var term = nestedFunction(of: x, &store)
    for _ in 0..<3 { term = try store.derivative(of: term, by: x) }
    let tape = try store.tape([term], variables: [x], tight: false)
    var blocks = TapeBlocks(tape)
    let points = (0..<1_000_000).map { -3 + 6 * Double($0) / 1_000_000 }
    var sum = 0.0
    let milliseconds = bestMilliseconds(runs: 9) { sum += blocks.values([points])[0][500] }
    // A million points: milliseconds in all are nanoseconds each.
    board.report(name, milliseconds, "ns a point", atMost: 25, note: "\(tape.count) instructions")
    if sum.isNaN { board.fail(name, "it has no value") }
  } catch {
    board.fail(name, "\(error)")
  }
}
