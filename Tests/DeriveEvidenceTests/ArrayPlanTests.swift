import DeriveCore
import DeriveNumbers
import TermSupport
import Testing

@testable import DeriveEvidence

/// Names with sizes, and terms worked out as arrays against plain recursion.
private struct Workbench: ~Copyable {
  var store = TermStore()
  /// The sizes' symbols and values.
  var sizes: [Int: Int] = [:]
  var symbols: [Int] = []
  var arrays: [Int: DenseArray] = [:]

  mutating func size(_ name: String, _ value: Int) -> Term {
    let symbol = store.addSymbol(Symbol(name: name, role: .size, rank: 0))
    sizes[symbol] = value
    return store.component(symbol)
  }

  mutating func name(_ name: String, _ extents: Term..., facts: SymbolFacts = SymbolFacts()) -> Int {
    let symbol = store.addSymbol(Symbol(name: name, role: .given, rank: extents.count, facts: facts, extents: extents))
    symbols.append(symbol)
    return symbol
  }

  /// What the sums' ranges and names' extents come to.
  mutating func extent(_ term: Term) -> Int {
    var evaluation = DirectEvaluation(sizes: sizes)
    return Int(evaluation.evaluate(term, &store))
  }

  /// The values that the plain evaluation takes for every component.
  mutating func fill(_ seed: UInt64) {
    let evaluation = DirectEvaluation(sizes: sizes, seed: seed)
    for symbol in symbols {
      let facts = store.symbols[symbol].facts
      let shape = store.symbols[symbol].extents.map { extent($0) }
      var values: [Double] = []
      for place in 0..<shape.reduce(1, *) {
        var rest = place
        var indices: [Int] = []
        for count in shape.reversed() {
          indices.insert(rest % count + 1, at: 0)
          rest /= count
        }
        values.append(evaluation.value(symbol, indices, facts))
      }
      arrays[symbol] = DenseArray(shape: shape, values: values)
    }
  }

  /// Works the term out both ways; gives the plan.
  @discardableResult
  mutating func compare(
    _ term: Term, over indices: [Term] = [], seed: UInt64 = 1, tolerance: Double = 1e-9, limit: Int = 1 << 20,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> ArrayPlan {
    fill(seed)
    let plan = try store.arrayPlan(of: [(term, indices)], sizes: sizes, limit: limit)
    let result = try plan.values(arrays)[0]
    #expect(result.shape == indices.map { extent(store.range(ofIndex: $0).upper) }, sourceLocation: sourceLocation)
    var evaluation = DirectEvaluation(sizes: sizes, seed: seed)
    for place in result.values.indices {
      var rest = place
      for (index, count) in zip(indices, result.shape).reversed() {
        evaluation.indices[index] = rest % count + 1
        rest /= count
      }
      let expected = evaluation.evaluate(term, &store)
      #expect(
        agree(result.values[place], expected, tolerance),
        "\(store.describe(term)) at \(place): \(result.values[place]), not \(expected); \(plan.summary)",
        sourceLocation: sourceLocation)
    }
    return plan
  }
}

@Suite struct ArrayPlanTests {
  /// Random terms over two free indices.
  @Test(arguments: 0..<120) func randomTerms(seed: Int) throws {
    var world = TermWorld(seed: UInt64(seed) + 77)
    let term = world.term(2 + seed % 3, world.indices)
    let labels = world.store.symbols[world.labels].facts
    #expect(labels.structure == .binary)
    for count in [1, 3] {
      var evaluation = world.evaluation(size: count, seed: UInt64(seed * 5 + count))
      var arrays: [Int: DenseArray] = [:]
      for symbol in world.store.symbols.indices where world.store.symbols[symbol].role == .given {
        let info = world.store.symbols[symbol]
        var values: [Double] = []
        switch info.rank {
        case 0: values = [evaluation.value(symbol, [], info.facts)]
        case 1: values = (1...count).map { evaluation.value(symbol, [$0], info.facts) }
        default:
          for i in 1...count { values += (1...count).map { evaluation.value(symbol, [i, $0], info.facts) } }
        }
        arrays[symbol] = DenseArray(shape: Array(repeating: count, count: info.rank), values: values)
      }
      let plan = try world.store.arrayPlan(of: [(term, world.indices)], sizes: [world.size: count])
      let result = try plan.values(arrays)[0]
      for i in 1...count {
        for j in 1...count {
          evaluation.indices[world.indices[0]] = i
          evaluation.indices[world.indices[1]] = j
          let expected = evaluation.evaluate(term, &world.store)
          #expect(
            agree(result[i, j], expected, 1e-7),
            "\(world.store.describe(term)) at \(i), \(j) of \(count): \(result[i, j]), not \(expected); \(plan.summary)"
          )
        }
      }
    }
  }

  /// Sums of products of random tensors over random indices, as in Einstein's notation, and of sums of such.
  @Test(arguments: 0..<70) func randomContractions(seed: Int) throws {
    var random = RandomSource(seed: UInt64(seed) + 900)
    var bench = Workbench()
    // Extents that differ, so that no axis can be taken for another, and one that two indices share.
    let extents = [bench.size("A", 2), bench.size("B", 3), bench.size("C", 5), bench.size("F", 7)]
    var indices = extents.map { bench.store.freshIndex(.one, $0) }
    indices.append(bench.store.freshIndex(.one, extents[1]))
    var names: [[Int]: Int] = [:]
    func factor(_ bench: inout Workbench, _ random: inout RandomSource) -> Term {
      let places = (0..<random.integer(in: 1...3)).map { _ in random.integer(in: 0...4) }
      let shape = places.map { $0 == 4 ? 1 : $0 }
      // The same tensor again, or another one.
      let known = random.bool() ? names[shape] : nil
      var symbol = known ?? 0
      if known == nil {
        symbol = bench.store.addSymbol(
          Symbol(name: "t\(bench.symbols.count)", role: .given, rank: shape.count, extents: shape.map { extents[$0] }))
        bench.symbols.append(symbol)
        names[shape] = symbol
      }
      let component = bench.store.component(symbol, places.map { indices[$0] })
      switch random.integer(in: 0...7) {
      case 0: return bench.store.apply(.sin, component)
      case 1: return bench.store.power(component, 2)
      case 2: return bench.store.add(component, .one)
      default: return component
      }
    }
    var addends: [Term] = []
    for _ in 0..<(random.integer(in: 0...3) == 0 ? 2 : 1) {
      var factors: [Term] = []
      for _ in 0..<random.integer(in: 2...(seed % 5 == 0 ? 12 : 5)) { factors.append(factor(&bench, &random)) }
      addends.append(bench.store.product(factors))
    }
    let body = bench.store.sum(addends)
    var axes: [Term] = []
    var summed: [Term] = []
    for index in bench.store.freeIndices(body) {
      if random.integer(in: 0...2) == 0 {
        axes.insert(index, at: random.integer(in: 0...axes.count))
      } else {
        summed.append(index)
      }
    }
    if summed.isEmpty { return }
    let sum = bench.store.sum(over: summed, body)
    try bench.compare(bench.store.add(sum, .one), over: axes, seed: UInt64(seed))
    try bench.compare(sum, over: axes, seed: UInt64(seed) + 1)
  }

  /// The Hessian of the logistic loss is one symmetric, scaled matrix product after one product with the weights.
  @Test func logisticHessian() throws {
    var bench = Workbench()
    let (n, d) = (bench.size("N", 37), bench.size("D", 6))
    let (x, w, y) = (bench.name("X", n, d), bench.name("w", d), bench.name("y", n))
    let row = bench.store.freshIndex(.one, n)
    let column = bench.store.freshIndex(.one, d)
    let (i, j) = (bench.store.freshIndex(.one, d), bench.store.freshIndex(.one, d))
    let product = bench.store.multiply(
      bench.store.component(x, [row, column]), bench.store.component(w, [column]))
    let score = bench.store.sum(over: [column], product)
    let definition = bench.store.addDefinition(
      Definition(name: "p", parameters: [row], body: bench.store.apply(.sigmoid, score)))
    let p = bench.store.defined(definition, [row])
    let label = bench.store.component(y, [row])
    let hits = bench.store.multiply(label, bench.store.apply(.log, p))
    let misses = bench.store.multiply(
      bench.store.subtract(.one, label), bench.store.apply(.log, bench.store.subtract(.one, p)))
    let loss = bench.store.negate(bench.store.sum(over: [row], bench.store.add(hits, misses)))
    let gradient = try bench.store.derivative(of: loss, by: bench.store.component(w, [i]))
    try bench.compare(gradient, over: [i])
    let hessian = try bench.store.derivative(of: gradient, by: bench.store.component(w, [j]))
    let plan = try bench.compare(hessian, over: [i, j])
    let products = plan.summary.filter { $0.contains("matrix product") }
    #expect(products == ["matrix product 1x37x6", "matrix product 6x6x37, symmetric, scaled"])
    try bench.compare(loss)
  }

  /// Two sums with a factor in common are one product.
  @Test func sumsWithACommonFactorAreOne() throws {
    var bench = Workbench()
    let (n, d) = (bench.size("N", 23), bench.size("D", 5))
    let (x, p, q) = (bench.name("X", n, d), bench.name("p", n), bench.name("q", n, d))
    let row = bench.store.freshIndex(.one, n)
    let (i, j) = (bench.store.freshIndex(.one, d), bench.store.freshIndex(.one, d))
    let weight = bench.store.component(p, [row])
    let pair = bench.store.multiply(bench.store.component(x, [row, i]), bench.store.component(x, [row, j]))
    let first = bench.store.sum(over: [row], bench.store.multiply(pair, weight))
    let second = bench.store.sum(over: [row], bench.store.multiply(pair, bench.store.power(weight, 2)))
    let plan = try bench.compare(bench.store.subtract(first, bench.store.scale(second, by: Term.two)), over: [i, j])
    #expect(plan.summary.filter { $0.contains("matrix product") } == ["matrix product 5x5x23, symmetric, scaled"])
    // One that shares nothing, and one under a condition, stay for themselves.
    let other = bench.store.sum(
      over: [row], bench.store.multiply(bench.store.component(q, [row, i]), bench.store.component(q, [row, j])))
    let condition = bench.store.relation(.less, .zero, weight)
    let conditional = bench.store.sum(over: [row], where: condition, bench.store.multiply(pair, weight))
    try bench.compare(bench.store.sum([first, second, other, conditional, .one]), over: [j, i])
  }

  /// `a'*B*C*d` is three products with vectors, not a loop over four indices.
  @Test func chainsAreMultipliedInTheRightOrder() throws {
    var bench = Workbench()
    let n = bench.size("N", 9)
    let (a, b, c, d) = (bench.name("a", n), bench.name("B", n, n), bench.name("C", n, n), bench.name("d", n))
    let i = (0..<4).map { _ in bench.store.freshIndex(.one, n) }
    let factors = [
      bench.store.component(a, [i[0]]), bench.store.component(b, [i[0], i[1]]), bench.store.component(c, [i[1], i[2]]),
      bench.store.component(d, [i[2]]),
    ]
    let plan = try bench.compare(bench.store.sum(over: [i[0], i[1], i[2]], bench.store.product(factors)))
    #expect(plan.steps.count == 3, "\(plan.summary)")
    for step in plan.steps {
      guard case .product(let product) = step else { continue }
      #expect(product.rows.count * product.columns.count * product.depth.count <= 81)
    }
    // A trace, a diagonal and a sum of squares.
    let square = bench.store.multiply(
      bench.store.component(b, [i[0], i[1]]), bench.store.component(c, [i[1], i[0]]))
    try bench.compare(bench.store.sum(over: [i[0], i[1]], square))
    try bench.compare(bench.store.sum(over: [i[1]], square), over: [i[0]])
    try bench.compare(bench.store.sum(over: [i[0]], bench.store.component(b, [i[0], i[0]])))
    // A batch of products, its indices in another order.
    let batch = bench.store.product([
      bench.store.component(b, [i[0], i[1]]), bench.store.component(c, [i[0], i[2]]), bench.store.component(a, [i[0]]),
      bench.store.component(b, [i[3], i[1]]), bench.store.component(c, [i[3], i[2]]),
    ])
    try bench.compare(bench.store.sum(over: [i[1]], batch), over: [i[2], i[3], i[0]])
    try bench.compare(bench.store.sum(over: [i[1], i[2]], batch), over: [i[3], i[0]])
  }

  @Test func rangesThatDependOnOthersAndConditions() throws {
    var bench = Workbench()
    let n = bench.size("N", 7)
    let (a, m) = (bench.name("a", n), bench.name("M", n, n))
    let i = bench.store.freshIndex(.one, n)
    let j = bench.store.freshIndex(.one, i)
    let k = bench.store.freshIndex(.one, n)
    let entry = bench.store.multiply(bench.store.component(m, [i, j]), bench.store.component(a, [j]))
    try bench.compare(bench.store.sum(over: [i, j], entry))
    try bench.compare(bench.store.sum(over: [j], entry), over: [i])
    let component = bench.store.component(a, [k])
    let apart = bench.store.relation(.notEqual, i, k)
    for operation in [ReductionOperation.sum, .product, .maximum, .minimum] {
      try bench.compare(bench.store.reduction(operation, [k], apart, component), over: [i])
      try bench.compare(bench.store.reduction(operation, [k], .yes, bench.store.multiply(component, i)), over: [i])
    }
    // What the condition leaves out need not be defined: 1/(k - i).
    let pole = bench.store.power(bench.store.subtract(k, i), -1)
    try bench.compare(
      bench.store.sum(over: [k], where: apart, bench.store.multiply(component, pole)), over: [i])
    let all = bench.store.all(over: [k], bench.store.relation(.less, component, bench.store.number(1)))
    try bench.compare(bench.store.indicator(all))
    let least = bench.store.relation(.lessOrEqual, component, bench.store.component(a, [i]))
    try bench.compare(bench.store.sum(over: [k], bench.store.indicator(least)), over: [i])
  }

  @Test func shiftedAndChosenIndices() throws {
    var bench = Workbench()
    let n = bench.size("N", 8)
    let a = bench.name("a", n)
    let i = bench.store.freshIndex(.one, bench.store.subtract(n, .one))
    let next = bench.store.component(a, [bench.store.add(i, .one)])
    let step = bench.store.power(bench.store.subtract(next, bench.store.component(a, [i])), 2)
    try bench.compare(bench.store.sum(over: [i], step))
    let k = bench.store.freshIndex(.one, n)
    let mirrored = bench.store.component(a, [bench.store.subtract(bench.store.add(n, .one), k)])
    try bench.compare(bench.store.multiply(mirrored, bench.store.component(a, [k])), over: [k])
    try bench.compare(bench.store.component(a, [bench.store.number(3)]), over: [k])
    // Outside of its range the component is not asked for.
    let isLast = bench.store.relation(.equal, k, n)
    let beyond = bench.store.component(a, [bench.store.add(k, .one)])
    try bench.compare(bench.store.cases([(isLast, .zero)], otherwise: beyond), over: [k])
    // An index that the data chooses.
    let chosen = bench.store.component(
      a, [bench.store.apply(.floor, bench.store.divide(bench.store.add(k, .one), .two))])
    try bench.compare(chosen, over: [k])
    // A delta is 1 where the indices agree, and where they do not the rest need not be defined.
    let l = bench.store.freshIndex(.one, n)
    let matrix = bench.store.multiply(bench.store.delta(k, l), bench.store.component(a, [k]))
    try bench.compare(matrix, over: [k, l])
    try bench.compare(bench.store.subtract(matrix, bench.store.component(a, [l])), over: [l, k])
  }

  @Test func sumsOfExponentialsDoNotOverflow() throws {
    var bench = Workbench()
    let (n, k) = (bench.size("N", 3), bench.size("K", 4))
    let (z, scale, weight) = (
      bench.name("Z", n, k), bench.name("s"), bench.name("w", k, facts: SymbolFacts(bounds: .positive))
    )
    let row = bench.store.freshIndex(.one, n)
    let (a, b) = (bench.store.freshIndex(.one, k), bench.store.freshIndex(.one, k))
    func score(_ column: Term, _ store: inout TermStore) -> Term {
      store.multiply(store.component(scale), store.component(z, [row, column]))
    }
    let exponential = bench.store.apply(.exp, score(a, &bench.store))
    let total = bench.store.sum(over: [a], exponential)
    let softmax = bench.store.divide(exponential, total)
    let other = bench.store.divide(bench.store.apply(.exp, score(b, &bench.store)), total)
    let logarithm = bench.store.apply(.log, total)
    let weighted = bench.store.apply(
      .log, bench.store.sum(over: [a], bench.store.multiply(bench.store.component(weight, [a]), exponential)))
    let curvature = bench.store.multiply(softmax, bench.store.subtract(bench.store.delta(a, b), other))
    // As the formula stands, where it does not overflow.
    try bench.compare(logarithm, over: [row])
    try bench.compare(weighted, over: [row])
    try bench.compare(softmax, over: [row, a])
    try bench.compare(curvature, over: [row, a, b])
    try bench.compare(bench.store.apply(.log, softmax), over: [a, row])
    // And where it does: z = (1000, 2000, 0, 0), and all weights 0 but the third.
    bench.arrays[scale] = DenseArray(1)
    bench.arrays[z] = DenseArray(shape: [3, 4], values: [1000, 2000, 0, 0, -800, -800, -900, -1000, 0, 0, 0, 0])
    bench.arrays[weight] = DenseArray(shape: [4], values: [0, 0, 2, 0])
    let roots: [(term: Term, indices: [Term])] = [
      (logarithm, [row]), (softmax, [row, a]), (bench.store.apply(.log, softmax), [row, a]), (weighted, [row]),
    ]
    let plan = try bench.store.arrayPlan(of: roots, sizes: bench.sizes)
    let values = try plan.values(bench.arrays)
    #expect(agree(values[0][1], 2000))
    #expect(agree(values[0][2], -800 + Elementary.log(2), 1e-14))
    #expect(values[1][1, 2] == 1 && values[1][1, 1] == 0 && agree(values[1][2, 1], 0.5))
    #expect(agree(values[2][1, 1], -1000) && agree(values[2][1, 3], -2000))
    #expect(agree(values[3][1], Elementary.log(2)) && agree(values[3][2], Elementary.log(2) - 900))
  }

  @Test func inversesAndDeterminants() throws {
    var bench = Workbench()
    let (n, k) = (bench.size("N", 4), bench.size("K", 3))
    let (m, a, c) = (bench.name("M", n, n), bench.name("a", n), bench.name("c", k))
    let i = (0..<4).map { _ in bench.store.freshIndex(.one, n) }
    let batch = bench.store.freshIndex(.one, k)
    // M + c[k]*I for each k, its inverse times a vector, and its determinant.
    let entry = bench.store.add(
      bench.store.component(m, [i[0], i[1]]),
      bench.store.multiply(bench.store.component(c, [batch]), bench.store.delta(i[0], i[1])))
    let inverse = bench.store.inverse(i[0], i[1], entry, at: i[2], i[3])
    try bench.compare(inverse, over: [i[2], batch, i[3]], tolerance: 1e-7)
    let solved = bench.store.sum(over: [i[3]], bench.store.multiply(inverse, bench.store.component(a, [i[3]])))
    try bench.compare(solved, over: [batch, i[2]], tolerance: 1e-7)
    let determinant = bench.store.determinant(i[0], i[1], entry)
    try bench.compare(determinant, over: [batch], tolerance: 1e-7)
    // The logarithm of a determinant of 10^400.
    let plain = bench.store.apply(.log, bench.store.determinant(i[0], i[1], bench.store.component(m, [i[0], i[1]])))
    let plan = try bench.store.arrayPlan(of: [(plain, [])], sizes: bench.sizes)
    let diagonal = (0..<16).map { $0 % 5 == 0 ? 1e100 : $0 % 4 == 0 ? 1 : 0.0 }
    let result = try plan.values([m: DenseArray(shape: [4, 4], values: diagonal)])[0].values[0]
    #expect(agree(result, 400 * Elementary.log(10)))
  }

  @Test func losesNothingOfALogisticLoss() throws {
    var bench = Workbench()
    let n = bench.size("N", 4)
    let (z, y) = (bench.name("z", n), bench.name("y", n, facts: SymbolFacts(bounds: .unit, structure: .binary)))
    let i = bench.store.freshIndex(.one, n)
    let body = bench.store.apply(.sigmoid, bench.store.component(z, [i]))
    let p = bench.store.defined(bench.store.addDefinition(Definition(name: "p", parameters: [i], body: body)), [i])
    let label = bench.store.component(y, [i])
    let loss = bench.store.negate(
      bench.store.sum(
        over: [i],
        bench.store.add(
          bench.store.multiply(label, bench.store.apply(.log, p)),
          bench.store.multiply(
            bench.store.subtract(.one, label), bench.store.apply(.log, bench.store.subtract(.one, p))))))
    try bench.compare(loss)
    bench.arrays[z] = DenseArray(shape: [4], values: [1000, -1000, 1000, 0])
    bench.arrays[y] = DenseArray(shape: [4], values: [1, 0, 0, 1])
    let plan = try bench.store.arrayPlan(of: [(loss, [])], sizes: bench.sizes)
    #expect(agree(try plan.values(bench.arrays)[0].values[0], 1000 + Elementary.log(2)))
  }

  /// Arrays that would be too large are never made: the term is worked out point by point.
  @Test func plainLoopsWhereNoArrayFits() throws {
    var bench = Workbench()
    let n = bench.size("N", 3)
    let (a, m) = (bench.name("a", n), bench.name("M", n, n))
    let i = (0..<4).map { _ in bench.store.freshIndex(.one, n) }
    let inner = bench.store.apply(
      .sin,
      bench.store.sum(
        over: [i[3]],
        bench.store.apply(
          .exp,
          bench.store.product([
            bench.store.component(m, [i[0], i[3]]), bench.store.component(m, [i[1], i[3]]),
            bench.store.component(m, [i[2], i[3]]),
          ]))))
    let term = bench.store.sum(over: [i[1], i[2]], bench.store.multiply(inner, bench.store.component(a, [i[1]])))
    let loops = try bench.compare(term, over: [i[0]], limit: 10)
    #expect(loops.summary.contains { $0.hasPrefix("loop") })
    let arrays = try bench.compare(term, over: [i[0]])
    #expect(!arrays.summary.contains { $0.hasPrefix("loop") })
    // A range that is no affine one.
    let far = bench.store.freshIndex(.one, bench.store.power(i[0], 2))
    let count = bench.store.sum(over: [far], bench.store.multiply(far, bench.store.component(a, [i[0]])))
    try bench.compare(bench.store.sum(over: [i[0]], count))
  }

  @Test func faultsAreErrors() throws {
    var bench = Workbench()
    let n = bench.size("N", 3)
    let a = bench.name("a", n)
    let i = bench.store.freshIndex(.one, n)
    let term = bench.store.component(a, [i])
    let sizes = bench.sizes
    #expect(throws: ArrayError.unboundSize("N")) { try bench.store.arrayPlan(of: [(term, [i])], sizes: [:]) }
    #expect(throws: ArrayError.unsupported("an index that is no axis of the result")) {
      try bench.store.arrayPlan(of: [(term, [])], sizes: sizes)
    }
    #expect(throws: ArrayError.tooLarge(elements: 3)) {
      try bench.store.arrayPlan(of: [(bench.store.apply(.exp, term), [i])], sizes: sizes, limit: 2)
    }
    let function = bench.store.addAbstractFunction(AbstractSymbol(name: "f", resultRank: 0, parameterRanks: [0]))
    let abstract = bench.store.abstract(function, resultIndices: [], arguments: [term], marks: [])
    #expect(throws: ArrayError.unsupported("an abstract function")) {
      try bench.store.arrayPlan(of: [(abstract, [i])], sizes: sizes)
    }
    let plan = try bench.store.arrayPlan(of: [(term, [i])], sizes: sizes)
    #expect(throws: ArrayError.missingArray("a")) { try plan.values([:]) }
    #expect(throws: ArrayError.wrongShape("a", expected: [3], given: [2])) {
      try plan.values([a: DenseArray(shape: [2], values: [1, 2])])
    }
  }
}
