import DeriveCore
import DeriveEvidence
import DeriveLanguage
import DeriveNumbers
import DeriveSolving

/// The Hessian of a logistic loss at 2000 samples with 200 inputs each, as the engine derives and simplifies it, against
/// NumPy's formula for it on one core in the same run.
func benchmarkArrays(_ board: inout Scoreboard) {
  let name = "Hessian of a logistic loss, N = 2000, D = 200"
  do {
    var store = TermStore()
    let hessian = try logisticHessian(&store)
    var sizes: [Int: Int] = [:]
    var arrays: [Int: DenseArray] = [:]
    var random = RandomSource(seed: 1)
    for (number, symbol) in store.symbols.enumerated() {
      switch symbol.name {
      case "N": sizes[number] = 2_000
      case "D": sizes[number] = 200
      case "X": arrays[number] = DenseArray(shape: [2_000, 200], values: (0..<400_000).map { _ in random.normal() })
      case "w": arrays[number] = DenseArray(shape: [200], values: (0..<200).map { _ in random.normal() / 14 })
      default: arrays[number] = DenseArray(shape: [2_000], values: (0..<2_000).map { _ in random.bool() ? 1 : 0 })
      }
    }
    let roots = [(term: hessian.body, indices: hessian.axes)]
    let planning = try bestMilliseconds(runs: 5) { _ = try store.arrayPlan(of: roots, sizes: sizes) }
    let plan = try store.arrayPlan(of: roots, sizes: sizes)
    var trace = 0.0
    let own = try bestMilliseconds(runs: 15) {
      let result = try plan.values(arrays)[0]
      trace = (1...200).reduce(0) { $0 + result[$1, $1] }
    }
    board.tell("\(name): planned in \(rounded(planning)) ms: \(plan.summary.joined(separator: "; "))")
    if !trace.isFinite { board.fail(name, "it has no value") }
    guard let numpy = numpyMilliseconds() else {
      return board.tell("\(name): \(rounded(own)) ms; there is no NumPy to compare with")
    }
    board.report(
      name + ", times NumPy's time", own / numpy, "times", atMost: 3,
      note: "\(rounded(own)) ms, NumPy's formula \(rounded(numpy)) ms")
  } catch {
    board.fail(name, "\(error)")
  }
}

private enum Fault: Error { case unreadable }

/// The Hessian in its form for reading.
private func logisticHessian(_ store: inout TermStore) throws -> TensorValue {
  let text = """
    problem "logistic regression"
    size N, D
    given X : real[N, D]
    given w : real[D]
    given y : binary[N]
    let yhat = sigmoid(X*w)
    let E = -sum(n, y[n]*log(yhat[n]) + (1 - y[n])*log(1 - yhat[n]))
    derive hessian(E, w)
    """
  guard case .problem(let problem) = read(Source(name: "logistic.expr", text: text)) else { throw Fault.unreadable }
  var lowering = Lowering(problem)
  for statement in problem.statements {
    try lowering.open(statement, &store)
    guard case .derive(let derivation) = statement.kind else { continue }
    var value = try lowering.lower(derivation.subject, &store).value
    var reading = Reading(names: Array(store.definitions.indices))
    value.body = try store.readable(value.body, &reading)
    return value
  }
  throw Fault.unreadable
}

/// NumPy's own formula, on one core, in a process of its own, its start not counted.
private func numpyMilliseconds() -> Double? {
  let script = """
    import time
    import numpy as np
    r = np.random.default_rng(1)
    X = r.standard_normal((2000, 200)); w = r.standard_normal(200)/14
    best = 1e9
    for _ in range(30):
        start = time.process_time()
        p = 1/(1 + np.exp(-(X @ w)))
        H = X.T @ ((p*(1 - p))[:, None]*X)
        best = min(best, time.process_time() - start)
    print(best*1e3)
    """
  let printed = output(
    of: "env", ["OMP_NUM_THREADS=1", "OPENBLAS_NUM_THREADS=1", "MKL_NUM_THREADS=1", "python3", "-c", script])
  return printed.flatMap { Double($0.filter { !$0.isWhitespace }) }
}
