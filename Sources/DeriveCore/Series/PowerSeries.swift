import DeriveNumbers

/// Truncated power series of terms in one small variable, coefficient by coefficient on the shared graph.
///
/// Every node keeps the coefficients found so far, and the next one comes from those of its children by convolution:
/// `u^r` by `u*y' = r*u'*y`, and any function f of the table by `y' = f'(u)*u'`, where `f'(u)` is a node like any other
/// and is asked only for lower coefficients, so `sigmoid' = sigmoid*(1 - sigmoid)` refers to itself (Moore, "Methods and
/// Applications of Interval Analysis", 1979, ch. 3.4; Knuth, TAOCP 2, 4.7). A series to order k takes k^2 products a
/// node, where deriving k times lets the expression grow.
struct PowerSeries {
  private enum Operation {
    case constant(Term)
    case variable
    case sum([(coefficient: Term, node: Int)])
    /// A factor without the variable.
    case scaled(Term, Int)
    case product(Int, Int)
    /// An exponent without the variable; the base is not 0 at the point.
    case power(Int, Term)
    /// Its value at the point, and the derivative by each argument with that argument.
    case chain(value: Term, parts: [Part])
    /// A sum over indices, each coefficient under it.
    case sumOverIndices([Term], condition: Term, Int)
    /// A case distinction by conditions at the point.
    case cases([(condition: Term, node: Int)], otherwise: Int)
    /// What has no rule of its own is derived as often as needed.
    case derived(Term)
  }

  /// One argument of a function: `slope` is the derivative by it, as a term; the node comes when it is needed. Of a
  /// vector argument both are under a sum over `index`.
  private struct Part {
    var slope: Term
    var argument: Int
    var index: Term?
  }

  private struct Node {
    var operation: Operation
    var coefficients: [Term] = []
    /// The last derivative taken, of a node that is derived.
    var derivative: Term?
  }

  let variable: Term
  private var nodes: [Node] = []
  private var numbers: [Term: Int] = [:]

  init(variable: Term) { self.variable = variable }

  /// The coefficients of the variable's powers from 0 to `order`.
  mutating func coefficients(
    of term: Term, order: Int, _ store: inout TermStore
  ) throws(DeriveError) -> [Term] {
    let node = try number(of: term, &store)
    var result: [Term] = []
    for place in 0...order { result.append(try coefficient(node, place, &store)) }
    return result
  }

  // MARK: The graph

  private mutating func add(_ operation: Operation) -> Int {
    nodes.append(Node(operation: operation))
    return nodes.count - 1
  }

  private mutating func number(of term: Term, _ store: inout TermStore) throws(DeriveError) -> Int {
    if let known = numbers[term] { return known }
    if store.budget.isSpent { throw .tooMuchWork }
    let result = try build(term, &store)
    numbers[term] = result
    return result
  }

  private mutating func build(_ term: Term, _ store: inout TermStore) throws(DeriveError) -> Int {
    if term == variable { return add(.variable) }
    if !store.contains(term, variable) { return add(.constant(store.assumedOrSame(term))) }
    switch store.kind(term) {
    case .sum:
      var parts: [(coefficient: Term, node: Int)] = []
      for position in stride(from: 0, to: store.childCount(term), by: 2) {
        parts.append((store.child(term, position), try number(of: store.child(term, position + 1), &store)))
      }
      return add(.sum(parts))
    case .product:
      var constant = Term.one
      var result: Int?
      for (base, exponent) in store.factors(term) {
        let factor = store.power(base, exponent)
        if !store.contains(factor, variable) {
          constant = store.multiply(constant, store.assumedOrSame(factor))
          continue
        }
        let next = try power(base, exponent, &store)
        result = result.map { add(.product($0, next)) } ?? next
      }
      guard let result else { return add(.constant(constant)) }
      return constant == .one ? result : add(.scaled(constant, result))
    case .function:
      return try function(term, &store)
    case .abstract:
      return try abstract(term, &store)
    case .reduction where store.operation(term) == .sum:
      let opening = store.open(term, fresh: true)
      if store.contains(opening.condition, variable) { return add(.derived(term)) }
      let body = try number(of: opening.body, &store)
      return add(.sumOverIndices(opening.indices, condition: opening.condition, body))
    case .definition:
      if store.isOpaqueMember(term) {
        throw .unsupported("a series of a member of a recursion at a place that is no number")
      }
      return try number(of: store.unfolded(term), &store)
    case .cases:
      var list: [(condition: Term, node: Int)] = []
      let last = store.childCount(term) - 1
      for position in stride(from: 0, to: last, by: 2) {
        list.append(
          (atPoint(store.child(term, position), &store), try number(of: store.child(term, position + 1), &store)))
      }
      return add(.cases(list, otherwise: try number(of: store.child(term, last), &store)))
    case .reduction, .expectation, .matrixFunction, .limit:
      return add(.derived(term))
    case .rational, .infinity, .truth, .symbol, .size, .index, .bound, .family, .delta, .relation, .and, .or, .not:
      throw .unsupported("a series of such an expression")
    }
  }

  private mutating func power(
    _ base: Term, _ exponent: Term, _ store: inout TermStore
  ) throws(DeriveError) -> Int {
    if exponent == .one { return try number(of: base, &store) }
    if store.contains(exponent, variable) {
      let product = store.multiply(exponent, store.apply(.log, base))
      return try number(of: store.apply(.exp, product), &store)
    }
    let key = store.power(base, exponent)
    if let known = numbers[key] { return known }
    let inner = try number(of: base, &store)
    let start = try coefficient(inner, 0, &store)
    var isZero = start == .zero
    if !isZero, store.isNumber(start) == false { isZero = try store.provesZero(start) }
    let result: Int
    if !isZero {
      result = add(.power(inner, exponent))
    } else if let count = store.rational(exponent)?.asInt, count >= 1 {
      result = repeated(inner, count)
    } else {
      throw .unsupported("there is no Taylor series where a divisor or the base of a broken power is 0")
    }
    numbers[key] = result
    return result
  }

  /// `node^count` by squaring.
  private mutating func repeated(_ node: Int, _ count: Int) -> Int {
    if count == 1 { return node }
    let half = repeated(node, count / 2)
    let square = add(.product(half, half))
    return count % 2 == 0 ? square : add(.product(square, node))
  }

  private mutating func function(_ term: Term, _ store: inout TermStore) throws(DeriveError) -> Int {
    let entry = store.functionID(term).entry
    let arguments = store.children(term)
    var values: [Term] = []
    var parts: [Part] = []
    for (position, argument) in arguments.enumerated() {
      let node = try number(of: argument, &store)
      values.append(try coefficient(node, 0, &store))
      if !store.contains(argument, variable) { continue }
      parts.append(Part(slope: entry.derivative(&store, arguments, position), argument: node))
    }
    let value = store.apply(store.functionID(term), values)
    return add(.chain(value: store.assumedOrSame(value), parts: parts))
  }

  private mutating func abstract(_ term: Term, _ store: inout TermStore) throws(DeriveError) -> Int {
    let (indices, arguments, marks) = store.abstractParts(term)
    var parts: [Part] = []
    for (position, argument) in arguments.enumerated() where store.contains(argument, variable) {
      if store.kind(argument) == .family {
        let opening = store.open(argument, fresh: true)
        guard opening.indices.count == 1 else { throw .unsupported("a series of an abstract function of a matrix") }
        let slope = store.abstract(
          store.payload(term), resultIndices: indices, arguments: arguments,
          marks: marks + [(argument: position, index: opening.indices[0])])
        parts.append(
          Part(slope: slope, argument: try number(of: opening.body, &store), index: opening.indices[0]))
      } else {
        let slope = store.abstract(
          store.payload(term), resultIndices: indices, arguments: arguments,
          marks: marks + [(argument: position, index: nil)])
        parts.append(Part(slope: slope, argument: try number(of: argument, &store)))
      }
    }
    return add(.chain(value: store.assumedOrSame(atPoint(term, &store)), parts: parts))
  }

  private func atPoint(_ term: Term, _ store: inout TermStore) -> Term {
    var change = Substitution()
    change.replace(variable, by: .zero)
    return store.substitute(term, change)
  }

  // MARK: Coefficients

  private mutating func coefficient(
    _ node: Int, _ place: Int, _ store: inout TermStore
  ) throws(DeriveError) -> Term {
    while nodes[node].coefficients.count <= place {
      // Every coefficient is a sum of products of those before.
      store.budget.count(8 * nodes[node].coefficients.count)
      if store.budget.isSpent { throw .tooMuchWork }
      let next = try work(out: node, nodes[node].coefficients.count, &store)
      nodes[node].coefficients.append(next)
    }
    return nodes[node].coefficients[place]
  }

  private mutating func work(
    out node: Int, _ n: Int, _ store: inout TermStore
  ) throws(DeriveError) -> Term {
    switch nodes[node].operation {
    case .constant(let value): return n == 0 ? value : .zero
    case .variable: return n == 1 ? .one : .zero
    case .sum(let parts):
      var pairs: [(coefficient: Term, term: Term)] = []
      for part in parts { pairs.append((part.coefficient, try coefficient(part.node, n, &store))) }
      return store.sum(ofMultiples: pairs)
    case .scaled(let factor, let inner):
      return store.multiply(factor, try coefficient(inner, n, &store))
    case .product(let first, let second):
      var addends: [Term] = []
      for k in 0...n {
        let a = try coefficient(first, k, &store)
        if a == .zero { continue }
        addends.append(store.multiply(a, try coefficient(second, n - k, &store)))
      }
      return store.sum(addends)
    case .power(let base, let exponent):
      return try powerCoefficient(node, base, exponent, n, &store)
    case .chain(let value, let parts):
      if n == 0 { return value }
      var addends: [Term] = []
      for part in parts { addends.append(try slope(part, n, &store)) }
      return store.scale(store.sum(addends), by: Rational(1, n))
    case .sumOverIndices(let indices, let condition, let body):
      return store.sum(over: indices, where: condition, try coefficient(body, n, &store))
    case .cases(let list, let otherwise):
      var values: [(condition: Term, value: Term)] = []
      for part in list { values.append((part.condition, try coefficient(part.node, n, &store))) }
      return store.cases(values, otherwise: try coefficient(otherwise, n, &store))
    case .derived(let term):
      let derivative =
        n == 0 ? term : try store.derivative(of: nodes[node].derivative ?? term, by: variable)
      nodes[node].derivative = derivative
      var factorial = Rational.one
      for k in stride(from: 2, through: n, by: 1) { factorial = factorial * Rational(k) }
      return store.scale(atPoint(derivative, &store), by: factorial.reciprocal)
    }
  }

  /// `n*u[0]*y[n] = sum(k : 1..n, (r*k - (n - k))*u[k]*y[n-k])` for `y = u^r`.
  private mutating func powerCoefficient(
    _ node: Int, _ base: Int, _ exponent: Term, _ n: Int, _ store: inout TermStore
  ) throws(DeriveError) -> Term {
    let start = try coefficient(base, 0, &store)
    if n == 0 { return store.power(start, exponent) }
    var addends: [Term] = []
    for k in 1...n {
      let inner = try coefficient(base, k, &store)
      if inner == .zero { continue }
      let factor = store.subtract(store.scale(exponent, by: Rational(k)), store.number(n - k))
      if factor == .zero { continue }
      addends.append(store.product([factor, inner, try coefficient(node, n - k, &store)]))
    }
    return store.scale(store.divide(store.sum(addends), start), by: Rational(1, n))
  }

  /// What one argument gives to `n*y[n]`: `sum(k : 1..n, k*u[k]*p[n-k])` with p the derivative by it.
  private mutating func slope(
    _ part: Part, _ n: Int, _ store: inout TermStore
  ) throws(DeriveError) -> Term {
    var addends: [Term] = []
    for k in 1...n {
      let inner = try coefficient(part.argument, k, &store)
      if inner == .zero { continue }
      let outer = try coefficient(try number(of: part.slope, &store), n - k, &store)
      let term = store.scale(store.multiply(outer, inner), by: Rational(k))
      addends.append(part.index.map { store.sum(over: [$0], term) } ?? term)
    }
    return store.sum(addends)
  }
}

extension TermStore {
  /// Taylor's coefficients of the term by powers of a scalar symbol around 0, from order 0 on. What was assumed of values
  /// at the point is put in.
  ///
  /// - Throws: where a coefficient is not defined at the point or there is no rule.
  package mutating func taylorCoefficients(
    of term: Term, by variable: Term, order: Int
  ) throws(DeriveError) -> [Term] {
    var series = PowerSeries(variable: variable)
    return try series.coefficients(of: term, order: order, &self)
  }

  /// What an assumed equation says of the term, if one does.
  package mutating func assumedOrSame(_ term: Term) -> Term {
    if let value = assumedValue(of: term) { return value }
    return term
  }
}
