import DeriveCore

/// Derivatives on the core alone, from an empty store on.
func benchmarkDerivatives(_ board: inout Scoreboard) {
  board.time("softmax cross-entropy, symbolic K: gradient and Hessian", atMost: 1) { try symbolicSoftmax() }
  board.time("softmax cross-entropy, K = 50 written out: gradient and Hessian", atMost: 2) { try softmaxHessian(50) }
  board.time("softmax cross-entropy, K = 200 written out: gradient and Hessian", atMost: 30) { try softmaxHessian(200) }
  board.time("ninth derivative of exp(sin(x^2+1)*log(1+x^2))", atMost: 0.5) { try ninthDerivative() }
  board.time("series of exp(sin(x)*log(1+x)) to order 12", atMost: 50) { try seriesOfComposite(12) }
  board.time("gradient of a tanh chain of depth 20,000", atMost: 30) { try tanhChain(20_000) }
  board.time("gradient of a tanh chain of depth 200,000", atMost: 1_000, runs: 3) { try tanhChain(200_000) }
}

private func softmaxHessian(_ size: Int) throws -> String {
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
  let gradient = try store.gradient(of: loss, by: leaves)
  for component in gradient { _ = try store.gradient(of: component, by: leaves) }
  return "\(store.count) nodes"
}

private func symbolicSoftmax() throws -> String {
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
  let gradient = try store.derivative(of: loss, by: store.component(z, [i]))
  _ = try store.derivative(of: gradient, by: store.component(z, [j]))
  return "\(store.count) nodes"
}

/// Around 0, and around a symbol, where the coefficients are expressions.
private func seriesOfComposite(_ order: Int) throws -> String {
  var store = TermStore()
  let x = store.component(store.addSymbol(Symbol(name: "x", role: .given, rank: 0)))
  let a = store.component(
    store.addSymbol(Symbol(name: "a", role: .given, rank: 0, facts: SymbolFacts(bounds: .positive))))
  for point in [Term.zero, a] {
    let near = store.add(point, x)
    let logarithm = store.apply(.log, store.add(.one, near))
    let composite = store.apply(.exp, store.multiply(store.apply(.sin, near), logarithm))
    _ = try store.taylorCoefficients(of: composite, by: x, order: order)
  }
  return "\(store.count) nodes"
}

/// exp(sin(x^2+1)*log(1+x^2)).
func nestedFunction(of x: Term, _ store: inout TermStore) -> Term {
  let square = store.add(store.power(x, 2), .one)
  return store.apply(.exp, store.multiply(store.apply(.sin, square), store.apply(.log, square)))
}

private func ninthDerivative() throws -> String {
  var store = TermStore()
  let x = store.component(store.addSymbol(Symbol(name: "x", role: .given, rank: 0)))
  var result = nestedFunction(of: x, &store)
  for _ in 0..<9 { result = try store.derivative(of: result, by: x) }
  return "\(store.count) nodes"
}

private func tanhChain(_ depth: Int) throws -> String {
  var store = TermStore()
  let x = store.component(store.addSymbol(Symbol(name: "x", role: .given, rank: 0)))
  let w = store.component(store.addSymbol(Symbol(name: "w", role: .given, rank: 0)))
  var value = x
  guard let tanh = FunctionID(named: "tanh") else { return "there is no tanh" }
  for _ in 0..<depth { value = store.apply(tanh, store.multiply(w, value)) }
  _ = try store.gradient(of: value, by: [x, w])
  return "\(store.count) nodes"
}
