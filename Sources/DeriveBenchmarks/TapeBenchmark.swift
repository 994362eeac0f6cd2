import DeriveCore
import DeriveEvidence
import DeriveNumbers

/// Compiled evaluation and the search at points.
func benchmarkEvaluation() throws {
  try benchmarkTape()
  try benchmarkPoints()
}

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

/// 200 points over sizes 1 to 5 for "the Hessian of log-sum-exp is psd", everything included, in milliseconds.
func benchmarkPoints() throws {
  let clock = ContinuousClock()
  var best = Duration.seconds(1000)
  var outcome = ""
  for _ in 0..<9 {
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
    let start = clock.now
    var search = PointSearch(PointClaim(.definite(matrix, strict: false, negative: false))) { _, _ in false }
    outcome = "\(try search.run(&store))"
    best = min(best, clock.now - start)
  }
  print("softmax Hessian psd, 200 points:", Double(best.components.attoseconds) / 1e15, "ms,", outcome)
}
