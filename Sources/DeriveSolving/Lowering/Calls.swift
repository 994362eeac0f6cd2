import DeriveCore
import DeriveLanguage
import DeriveNumbers

/// A softmax that results may be written with, though it has no name.
struct Softmax {
  var written: Formula
  var argument: TensorValue
}

extension Lowering {
  /// A built-in function applied.
  mutating func call(
    _ name: String, _ arguments: [Node], _ derivatives: Int, at indices: [Term], _ store: inout TermStore
  ) throws(LoweringError) -> Term {
    // `min` and `max` of one vector, or of many values, are no function of two scalars.
    if name != "min", name != "max", let function = DeriveCore.FunctionID(named: name),
      function.entry.arity == arguments.count
    {
      return try elementwise(function, arguments, derivatives, at: indices, &store)
    }
    return try shapedCall(name, arguments, derivatives, at: indices, &store)
  }

  private mutating func shapedCall(
    _ name: String, _ arguments: [Node], _ derivatives: Int, at indices: [Term], _ store: inout TermStore
  ) throws(LoweringError) -> Term {
    switch (name, arguments.count) {
    case ("softmax", 1), ("logsumexp", 1), ("norm", 1), ("norm1", 1):
      return try vectorCall(name, arguments[0], derivatives, at: indices, &store)
    case ("min", _), ("max", _):
      if derivatives > 0 { break }
      return try extremum(name == "max", arguments, at: indices, &store)
    case ("dot", 2), ("outer", 2), ("tr", 1), ("diag", 1), ("eye", _), ("ones", _), ("zeros", _):
      if derivatives > 0 { break }
      return try linear(name, arguments, at: indices, &store)
    case ("inv", 1), ("det", 1), ("logdet", 1):
      if derivatives > 0 { break }
      return try matrixFunction(name, arguments[0], at: indices, &store)
    default: break
    }
    if derivatives > 0 { throw .unsupported("the derivative of `\(name)` by a prime is not worked out yet") }
    throw .unsupported("`\(name)` of \(arguments.count) arguments is not worked out yet")
  }

  // MARK: Elementwise

  /// A function of scalars, of every component; primes derive it by its first argument.
  private mutating func elementwise(
    _ function: DeriveCore.FunctionID, _ nodes: [Node], _ derivatives: Int, at indices: [Term],
    _ store: inout TermStore
  ) throws(LoweringError) -> Term {
    var arguments: [Term] = []
    for node in nodes { arguments.append(try broadcast(node, at: indices, &store)) }
    requireDomain(function, arguments, &store)
    if derivatives == 0 || arguments.isEmpty { return store.apply(function, arguments) }
    return try primed(function, arguments, derivatives, &store)
  }

  private mutating func requireDomain(
    _ function: DeriveCore.FunctionID, _ arguments: [Term], _ store: inout TermStore
  ) {
    for condition in function.entry.domain(&store, arguments) { require(condition, &store) }
  }

  private mutating func primed(
    _ function: DeriveCore.FunctionID, _ arguments: [Term], _ derivatives: Int, _ store: inout TermStore
  ) throws(LoweringError) -> Term {
    let kinks = function.entry.smoothness(&store, arguments)
    statingKinks { lowering in
      for kink in kinks { lowering.require(kink, &store) }
    }
    if derivatives == 1 { return function.entry.derivative(&store, arguments, 0) }
    // Higher derivatives: by a name that stands for the argument.
    let probe = probe(rank: 0, &store)
    let variable = store.component(probe)
    var probed = arguments
    probed[0] = variable
    let outer = enter()
    var term = function.entry.derivative(&store, probed, 0)
    for _ in 1..<derivatives { term = try derive(term, by: variable, &store) }
    let inner = leave(outer)
    var change = DeriveCore.Substitution()
    change.replace(symbol: probe, by: arguments[0])
    require(replaced(inner, &change, &store), &store)
    return store.substitute(term, &change)
  }

  /// A symbol for the engine's own use that stands for an argument.
  mutating func probe(rank: Int, place: Int = 0, _ store: inout TermStore) -> Int {
    let key = Probe(rank: rank, place: place)
    if let known = probes[key] { return known }
    let symbol = store.addSymbol(Symbol(name: "x", role: .given, rank: rank))
    probes[key] = symbol
    return symbol
  }

  /// `min` and `max`: of one vector its smallest or greatest component, of several values elementwise.
  private mutating func extremum(
    _ isMaximum: Bool, _ nodes: [Node], at indices: [Term], _ store: inout TermStore
  ) throws(LoweringError) -> Term {
    if nodes.count == 1, !nodes[0].shape.isEmpty {
      let outer = enter()
      let value = try whole(nodes[0], &store)
      let inner = leave(outer)
      return total(isMaximum ? .maximum : .minimum, over: value.axes, value.body, inner, &store)
    }
    var result: Term?
    for node in nodes {
      let term = try broadcast(node, at: indices, &store)
      if let first = result {
        result = store.apply(isMaximum ? .max : .min, first, term)
      } else {
        result = term
      }
    }
    guard let result else { throw .unsupported("the extremum of nothing") }
    return result
  }

  // MARK: Functions of a vector

  /// `softmax`, `logsumexp` and the norms; primes derive them by the vector.
  private mutating func vectorCall(
    _ name: String, _ node: Node, _ derivatives: Int, at indices: [Term], _ store: inout TermStore
  ) throws(LoweringError) -> Term {
    if derivatives == 0 {
      let outer = enter()
      let value = try whole(node, &store)
      let inner = leave(outer)
      require(inner, over: value.axes.filter { !store.isNumber($0) }, where: .yes, &store)
      if name == "softmax" || name == "logsumexp" { noteSoftmax(of: node, value, store) }
      return vectorFunction(name, value, at: indices, &store)
    }
    let ownRank = name == "softmax" ? node.shape.count : 0
    guard indices.count == ownRank + derivatives * node.shape.count else {
      throw .unsupported("the derivative of `\(name)` by a prime is not worked out yet")
    }
    let outer = enter()
    let argument = try whole(node, &store)
    let argumentNeeds = leave(outer)
    require(argumentNeeds, over: argument.axes, where: .yes, &store)
    let probe = probe(rank: node.shape.count, &store)
    let probeAxes = freshAxes(node.shape, &store)
    let probed = TensorValue(axes: probeAxes, body: store.component(probe, probeAxes))
    let outside = enter()
    var term = vectorFunction(name, probed, at: Array(indices.prefix(ownRank)), &store)
    var rest = indices.dropFirst(ownRank)
    for _ in 0..<derivatives {
      let variable = store.component(probe, Array(rest.prefix(node.shape.count)))
      term = try derive(term, by: variable, &store)
      rest = rest.dropFirst(node.shape.count)
    }
    let inner = leave(outside)
    var change = DeriveCore.Substitution()
    change.replace(symbol: probe, parameters: argument.axes, by: argument.body)
    require(replaced(inner, &change, &store), &store)
    return store.substitute(term, &change)
  }

  /// The gradient of a `logsumexp` is a `softmax`: results may be written with the one that belongs to this vector.
  private mutating func noteSoftmax(of node: Node, _ value: TensorValue, _ store: borrowing TermStore) {
    guard value.axes.count == 1, store.kind(value.axes[0]) == .index, softmaxes.count < 16,
      store.freeIndices(value.body).allSatisfy({ $0 == value.axes[0] })
    else { return }
    let written = Formula.call("softmax", [formula(of: node, in: problem)], latex: nil)
    if !softmaxes.contains(where: { $0.written == written }) {
      softmaxes.append(Softmax(written: written, argument: value))
    }
  }

  private func vectorFunction(
    _ name: String, _ value: TensorValue, at indices: [Term], _ store: inout TermStore
  ) -> Term {
    switch name {
    case "softmax":
      let above = store.apply(.exp, store.instantiate(value.axes, value.body, at: indices))
      return store.divide(above, exponentialSum(value, at: indices, &store))
    case "logsumexp":
      return store.apply(.log, exponentialSum(value, at: indices, &store))
    case "norm1":
      return store.splitReduction(.sum, value.axes, .yes, store.apply(.abs, value.body))
    default:
      return store.squareRoot(store.splitReduction(.sum, value.axes, .yes, store.power(value.body, 2)))
    }
  }

  /// The sum of the exponentials over the last dimension; of a matrix, of the row meant.
  private func exponentialSum(_ value: TensorValue, at indices: [Term], _ store: inout TermStore) -> Term {
    guard let last = value.axes.last else { return store.apply(.exp, value.body) }
    let rows = Array(value.axes.dropLast())
    let body = store.instantiate(rows, value.body, at: Array(indices.prefix(rows.count)))
    return store.splitReduction(.sum, [last], .yes, store.apply(.exp, body))
  }

  // MARK: Linear algebra

  private mutating func linear(
    _ name: String, _ nodes: [Node], at indices: [Term], _ store: inout TermStore
  ) throws(LoweringError) -> Term {
    switch name {
    case "eye": return store.delta(indices[0], indices[1])
    case "ones": return .one
    case "zeros": return .zero
    case "outer":
      return store.multiply(
        try component(nodes[0], at: [indices[0]], &store), try component(nodes[1], at: [indices[1]], &store))
    case "dot":
      let index = contractionIndex(nodes[0].shape.first ?? Extent(1), &store)
      let outer = enter()
      let product = store.multiply(
        try broadcast(nodes[0], at: [index], &store), try broadcast(nodes[1], at: [index], &store))
      let inner = leave(outer)
      return total(.sum, over: [index], product, inner, &store)
    case "tr":
      let index = contractionIndex(nodes[0].shape.first ?? Extent(1), &store)
      let outer = enter()
      let entry = try component(nodes[0], at: [index, index], &store)
      let inner = leave(outer)
      return total(.sum, over: [index], entry, inner, &store)
    default:
      return try diagonal(nodes[0], at: indices, &store)
    }
  }

  /// `diag`: a matrix of a vector, and a vector of a matrix.
  private mutating func diagonal(
    _ node: Node, at indices: [Term], _ store: inout TermStore
  ) throws(LoweringError) -> Term {
    if node.shape.count == 2 { return try component(node, at: [indices[0], indices[0]], &store) }
    let delta = store.delta(indices[0], indices[1])
    if delta == .zero { return .zero }
    let place = store.isNumber(indices[1]) ? indices[1] : indices[0]
    // The vector must have all its entries, wherever in the matrix one looks.
    let outer = enter()
    let vector = try whole(node, &store)
    let inner = leave(outer)
    require(inner, over: vector.axes, where: .yes, &store)
    return store.multiply(delta, store.instantiate(vector.axes, vector.body, at: [place]))
  }
}
