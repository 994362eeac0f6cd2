import DeriveCore

// Times the core on the problems that design.md compares systems by. Run it in a release build:
// swift run -c release DeriveBenchmarks
report("softmax cross-entropy, K = 50 written out: gradient and Hessian", target: 2) { softmaxHessian(50) }
report("softmax cross-entropy, K = 200 written out: gradient and Hessian", target: 30) { softmaxHessian(200) }
report("softmax cross-entropy, symbolic K: gradient and Hessian", target: 1) { symbolicSoftmax() }
report("ninth derivative of exp(sin(x^2+1)*log(1+x^2))", target: 0.5) { ninthDerivative() }
report("gradient of a tanh chain of depth 20,000", target: 30) { tanhChain(20_000) }
report("gradient of a tanh chain of depth 200,000", target: 1_000) { tanhChain(200_000) }
try benchmarkEvaluation()

/// The median of several runs against a target, in milliseconds.
func report(_ name: String, target: Double, _ body: () -> Int) {
  var times: [Double] = []
  var nodes = 0
  for _ in 0..<7 {
    let start = ContinuousClock.now
    nodes = body()
    let duration = ContinuousClock.now - start
    times.append(Double(duration.components.attoseconds) * 1e-15 + Double(duration.components.seconds) * 1e3)
  }
  times.sort()
  let median = times[times.count / 2]
  print(
    "\(median <= target ? "ok  " : "SLOW") \(rounded(median)) ms (target \(rounded(target)) ms, \(nodes) nodes)  \(name)"
  )
}

func rounded(_ value: Double) -> String {
  let thousandths = Int(value * 1000 + 0.5)
  return "\(thousandths / 1000).\(String(thousandths % 1000 + 1000).dropFirst())"
}

func softmaxHessian(_ size: Int) -> Int {
  var store = TermStore()
  let count = store.number(size)
  let z = store.addSymbol(Symbol(name: "z", role: .given, rank: 1, extents: [count]))
  let y = store.addSymbol(Symbol(name: "y", role: .given, rank: 1, extents: [count]))
  var leaves: [Term] = []
  var exponentials: [Term] = []
  for k in 1...size {
    let index = store.number(k)
    leaves.append(store.component(z, [index]))
    exponentials.append(store.apply(.exp, leaves[k - 1]))
  }
  let total = store.sum(exponentials)
  var addends: [Term] = []
  for k in 1...size {
    let index = store.number(k)
    let label = store.component(y, [index])
    let probability = store.divide(exponentials[k - 1], total)
    addends.append(store.multiply(label, store.apply(.log, probability)))
  }
  let loss = store.negate(store.sum(addends))
  do {
    let gradient = try store.gradient(of: loss, by: leaves)
    for component in gradient { _ = try store.gradient(of: component, by: leaves) }
  } catch {
    print("failed: \(error)")
  }
  return store.count
}

func symbolicSoftmax() -> Int {
  var store = TermStore()
  let size = store.component(store.addSymbol(Symbol(name: "K", role: .size, rank: 0)))
  let z = store.addSymbol(Symbol(name: "z", role: .given, rank: 1, extents: [size]))
  let facts = SymbolFacts(bounds: .unit, structure: .onehot)
  let y = store.addSymbol(Symbol(name: "y", role: .given, rank: 1, facts: facts, extents: [size]))
  let k = store.freshIndex(.one, size)
  let i = store.freshIndex(.one, size)
  let j = store.freshIndex(.one, size)
  let exponential = store.apply(.exp, store.component(z, [k]))
  let total = store.sum(over: [k], exponential)
  let probability = store.divide(exponential, total)
  let loss = store.negate(
    store.sum(over: [k], store.multiply(store.component(y, [k]), store.apply(.log, probability))))
  do {
    let gradient = try store.derivative(of: loss, by: store.component(z, [i]))
    _ = try store.derivative(of: gradient, by: store.component(z, [j]))
  } catch {
    print("failed: \(error)")
  }
  return store.count
}

func ninthDerivative() -> Int {
  var store = TermStore()
  let x = store.component(store.addSymbol(Symbol(name: "x", role: .given, rank: 0)))
  let square = store.add(store.power(x, 2), .one)
  var result = store.apply(.exp, store.multiply(store.apply(.sin, square), store.apply(.log, square)))
  do {
    for _ in 0..<9 { result = try store.derivative(of: result, by: x) }
  } catch {
    print("failed: \(error)")
  }
  return store.count
}

func tanhChain(_ depth: Int) -> Int {
  var store = TermStore()
  let x = store.component(store.addSymbol(Symbol(name: "x", role: .given, rank: 0)))
  let w = store.component(store.addSymbol(Symbol(name: "w", role: .given, rank: 0)))
  var value = x
  guard let tanh = FunctionID(named: "tanh") else { return 0 }
  for _ in 0..<depth { value = store.apply(tanh, store.multiply(w, value)) }
  do {
    _ = try store.gradient(of: value, by: [x, w])
  } catch {
    print("failed: \(error)")
  }
  return store.count
}
