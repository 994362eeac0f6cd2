import DeriveCore
import DeriveEvidence
import DeriveNumbers

/// The third derivative of exp(sin(x^2+1)*log(1+x^2)), in nanoseconds a point on one core.
func benchmarkTape() throws {
  var store = TermStore()
  let x = store.component(store.addSymbol(Symbol(name: "x", role: .given, rank: 0)))
  let square = store.add(store.power(x, 2), .one)
  let sine = store.apply(.sin, square)
  let logarithm = store.apply(.log, square)
  var term = store.apply(.exp, store.multiply(sine, logarithm))
  for _ in 0..<3 { term = try store.derivative(of: term, by: x) }
  let tape = try store.tape([term], variables: [x], tight: false)
  print("instructions:", tape.count)
  var blocks = TapeBlocks(tape)
  let points = (0..<1_000_000).map { -3 + 6 * Double($0) / 1_000_000 }
  let clock = ContinuousClock()
  var best = Duration.seconds(1000)
  var sum = 0.0
  for _ in 0..<7 {
    let start = clock.now
    let values = blocks.values([points])
    best = min(best, clock.now - start)
    sum += values[0][500]
  }
  let nanoseconds = Double(best.components.attoseconds) / 1e9 / 1_000_000
  print("third derivative:", nanoseconds, "ns a point", sum)
  let direct = tape.values([points[500]])[0]
  print(direct, blocks.values([[points[500]]])[0][0])
  let start = clock.now
  let inputs = [Interval(points[500])]
  var width = 0.0
  for _ in 0..<10_000 { width += tape.enclosures(inputs)[0].relativeWidth }
  print("intervals:", (clock.now - start) / 10_000, width / 10_000)
}
