import DeriveCore
import DeriveLanguage
import DeriveNumbers
import Testing

@testable import DeriveSolving

/// A store with the names of the usual problems, and what their file says about writing them.
private struct World: ~Copyable {
  var store = TermStore()
  var naming = NamingContext()
  private var numbers: [String: Int] = [:]

  init() {
    for size in ["N", "K", "D"] { numbers[size] = store.addSymbol(Symbol(name: size, role: .size, rank: 0)) }
    let (n, k, d) = (term("N"), term("K"), term("D"))
    naming.letters = [
      IndexRange(.one, n): ["n", "m"], IndexRange(.one, k): ["k", "i", "j"], IndexRange(.one, d): ["d"],
    ]
    for name in ["eta", "sigma", "gamma", "lambda", "p", "a", "w", "b", "yd", "c", "m"] { declare(name, []) }
    for name in ["x", "y", "r", "g"] { declare(name, [n]) }
    for name in ["z", "W", "v", "q", "u"] { declare(name, [k]) }
    declare("X", [n, d])
    declare("A", [k, k])
    declare("S", [k, k], structure: .symmetric)
    declare("beta", [d])
    declare("theta", [.two])
    let (i, j) = (index("N"), index("K"))
    define("yhat", [i], store.apply(.exp, self["x", i]))
    define("phat", [j], store.apply(.exp, self["z", j]))
  }

  mutating func declare(_ name: String, _ sizes: [Term], structure: SymbolFacts.Structure = .none) {
    let symbol = Symbol(name: name, role: .given, rank: sizes.count, facts: SymbolFacts(structure: structure))
    numbers[name] = store.addSymbol(symbol)
    naming.dimensions[name] = sizes
    naming.taken.insert(name)
  }

  mutating func define(_ name: String, _ parameters: [Term], _ body: Term) {
    numbers[name] = -1 - store.addDefinition(DeriveCore.Definition(name: name, parameters: parameters, body: body))
    naming.taken.insert(name)
  }

  mutating func function(_ name: String, result: Int = 0, _ ranks: [Int]) -> Int {
    store.addAbstractFunction(AbstractSymbol(name: name, resultRank: result, parameterRanks: ranks))
  }

  mutating func term(_ name: String) -> Term { self[name] }

  subscript(_ name: String, _ indices: Term...) -> Term {
    mutating get {
      let number = numbers[name] ?? 0
      return number < 0 ? store.defined(-1 - number, indices) : store.component(number, indices)
    }
  }

  mutating func index(_ size: String) -> Term { store.freshIndex(.one, self[size]) }

  mutating func sum(_ indices: Term..., if condition: Term = .yes, of body: Term) -> Term {
    store.sum(over: indices, where: condition, body)
  }

  mutating func times(_ factors: Term...) -> Term { store.product(factors) }
  mutating func plus(_ addends: Term...) -> Term { store.sum(addends) }
  mutating func minus(_ a: Term, _ b: Term) -> Term { store.subtract(a, b) }
  mutating func over(_ a: Term, _ b: Term) -> Term { store.divide(a, b) }
  mutating func squared(_ a: Term) -> Term { store.power(a, 2) }

  mutating func text(_ term: Term, _ letters: [Term: String] = [:]) throws(FormulaError) -> String {
    FormulaText.text(try FormulaBuilder(naming: naming, letters: letters).formula(term, in: &store))
  }

  mutating func tensor(_ axes: Term..., of body: Term) throws(FormulaError) -> String {
    switch try FormulaBuilder(naming: naming).tensor(axes: axes, body: body, in: &store) {
    case .matrix(let formula): FormulaText.text(formula)
    case .component(let formula, let indices): "[\(indices.joined(separator: ", "))] \(FormulaText.text(formula))"
    }
  }
}

/// Shows both texts where they differ (a `World` cannot be shown), and reads the text back as far as syntax goes.
private func expect(_ text: String, _ expected: String, at place: SourceLocation = #_sourceLocation) {
  #expect(text == expected, sourceLocation: place)
  // The component form of a tensor is shown with its letters.
  if text.hasPrefix("[k] ") { return }
  let statement = text.contains(" > ") && !text.contains("if") ? "check \(text)" : "derive \(text)"
  let source = Source(name: "formula", text: statement)
  let diagnostics = parse(source, allowsBareStatements: true).diagnostics
  #expect(diagnostics.isEmpty, "\(diagnostics.map { $0.rendered(in: source) })", sourceLocation: place)
}

@Suite struct ReadingSumsAndProducts {
  @Test func orderOfAddends() throws {
    var o = World()
    let n = o.index("N")
    expect(try o.text(o.plus(o["b"], o.times(o["w"], o["x", n])), [n: "n"]), "w*x[n] + b")
    expect(try o.text(o.minus(o["yhat", n], o["y", n]), [n: "n"]), "yhat[n] - y[n]")
    expect(try o.text(o.minus(.one, o["yhat", n]), [n: "n"]), "1 - yhat[n]")
    expect(try o.text(o.minus(o["yhat", n], .one), [n: "n"]), "yhat[n] - 1")
    let x = o["a"]
    expect(try o.text(o.plus(.one, o.squared(x), o.times(.two, x))), "a^2 + 2*a + 1")
    expect(try o.text(o.plus(o.store.negate(x), .minusOne)), "-a - 1")
    expect(try o.text(o.plus(o.times(o["w"], x), o.squared(o["w"]), o.squared(x))), "a^2 + a*w + w^2")
    expect(try o.text(o.store.number(-3)), "-3")
  }

  @Test func orderOfFactors() throws {
    var o = World()
    let n = o.index("N")
    let k = o.index("K")
    let i = o.index("K")
    let weight = o.times(o["yhat", n], o.minus(.one, o["yhat", n]), o.squared(o["x", n]))
    expect(try o.text(weight, [n: "n"]), "yhat[n]*(1 - yhat[n])*x[n]^2")
    let residual = o.times(o["x", n], o.minus(o["yhat", n], o["y", n]))
    expect(try o.text(residual, [n: "n"]), "(yhat[n] - y[n])*x[n]")
    let noise = o.times(o.squared(o["z", i]), o["W", i], o.squared(o["sigma"]))
    expect(try o.text(noise, [i: "i"]), "sigma^2*z[i]^2*W[i]")
    let softmax = o.times(o["phat", i], o.minus(o.store.delta(i, k), o["phat", k]))
    expect(try o.text(softmax, [i: "i", k: "j"]), "phat[i]*(delta(i, j) - phat[j])")
    expect(try o.text(o.times(o["x", n], o.minus(.one, o["x", n])), [n: "n"]), "x[n]*(1 - x[n])")
    let cross = o.times(o.minus(.one, o["y", n]), o.store.apply(.log, o.minus(.one, o["yhat", n])))
    expect(try o.text(cross, [n: "n"]), "(1 - y[n])*log(1 - yhat[n])")
  }

  @Test func minusSignsGoIntoDifferences() throws {
    var o = World()
    let n = o.index("N")
    let body = o.times(o.minus(o["y", n], o["yhat", n]), o["x", n])
    let gradient = o.store.negate(o.sum(n, of: body))
    expect(try o.text(gradient), "sum(n, (yhat[n] - y[n])*x[n])")
    let step = o.minus(o["w"], o.times(o["eta"], o.sum(n, of: o.times(o.minus(o["yhat", n], o["y", n]), o["x", n]))))
    expect(try o.text(step), "w + eta*sum(n, (y[n] - yhat[n])*x[n])")
  }

  @Test func quotientsAndRoots() throws {
    var o = World()
    let (a, y) = (o["a"], o["w"])
    let derivative = o.minus(o.over(o.minus(.one, y), o.minus(.one, a)), o.over(y, a))
    expect(try o.text(derivative), "(1 - w)/(1 - a) - w/a")
    expect(try o.text(o.over(.one, o.store.squareRoot(o["p"]))), "1/sqrt(p)")
    expect(try o.text(o.over(y, o.squared(a))), "w/a^2")
    let half = o.times(.half, o["x", .one])
    expect(try o.text(half), "1/2*x[1]")
    expect(try o.text(o.over(a, o.times(.two, o.minus(.one, y)))), "a/(2*(1 - w))")
    expect(try o.text(o.store.power(a, o.store.number(Rational(3, 2)))), "a^(3/2)")
  }

  @Test func fractionsBesideSums() throws {
    var o = World()
    let k = o.index("K")
    let n = o.index("N")
    let squares = o.sum(k, of: o.times(o.squared(o["z", k]), o.squared(o["W", k])))
    expect(try o.text(o.times(.half, o.squared(o["sigma"]), squares)), "sigma^2/2*sum(k, z[k]^2*W[k]^2)")
    expect(try o.text(o.over(o.sum(n, of: o["x", n]), o["N"])), "1/N*sum(n, x[n])")
    let masks = o.times(o.over(o["p"], o.times(.two, o.minus(.one, o["p"]))), squares)
    expect(try o.text(masks), "p/(2*(1 - p))*sum(k, z[k]^2*W[k]^2)")
    let quotient = o.over(o.store.apply(.exp, o["z", k]), o.sum(n, of: o.store.apply(.exp, o["x", n])))
    expect(try o.text(quotient, [k: "k"]), "exp(z[k])/sum(n, exp(x[n]))")
  }
}

@Suite struct ReadingBinders {
  @Test func rangesAndConditions() throws {
    var o = World()
    let i = o.index("K")
    let k = o.index("K")
    let others = o.sum(k, if: o.store.relation(.notEqual, k, i), of: o["z", k])
    expect(try o.text(others, [i: "i"]), "sum(k : k != i, z[k])")
    let first = o.store.freshIndex(.one, o["m"])
    expect(try o.text(o.sum(first, of: o["z", first])), "sum(l : 1..m, z[l])")
    let shifted = o.sum(k, of: o["z", o.plus(k, .one)])
    expect(try o.text(shifted), "sum(k : 1..K, z[k + 1])")
    expect(try o.text(o.sum(k, of: o.over(.one, k))), "sum(k : 1..K, 1/k)")
  }

  @Test func severalIndicesInOneBinder() throws {
    var o = World()
    let (i, j) = (o.index("K"), o.index("K"))
    let form = o.sum(i, j, of: o.times(o["A", i, j], o["v", i], o["z", j]))
    expect(try o.text(form), "sum(k, i, z[k]*v[i]*A[i, k])")
    let ordered = o.sum(i, j, if: o.store.relation(.less, i, j), of: o.times(o["z", i], o["v", j], o["A", i, j]))
    expect(try o.text(ordered), "sum(k, i : i > k, z[k]*v[i]*A[k, i])")
  }

  @Test func lettersAvoidTheScopeAndDeclaredNames() throws {
    var o = World()
    let n = o.index("N")
    let free = o.index("N")
    // m is a declared name, n is in scope: a usual letter comes next.
    expect(try o.text(o.times(o["x", free], o.sum(n, of: o["x", n])), [free: "n"]), "x[n]*sum(l, x[l])")
    let nested = o.sum(n, of: o.store.apply(.exp, o.sum(free, of: o.times(o["x", n], o["y", free]))))
    expect(try o.text(nested), "sum(n, exp(x[n]*sum(l, y[l])))")
  }
}

@Suite struct ReadingFunctions {
  @Test func abstractFunctions() throws {
    var o = World()
    let f = o.function("f", [0])
    let h = o.function("h", [0, 0])
    let cost = o.function("L", [1])
    let (i, n) = (o.index("K"), o.index("N"))
    let a = o["a"]
    let prime = o.store.abstract(f, resultIndices: [], arguments: [a], marks: [(0, nil)])
    expect(try o.text(prime), "f'(a)")
    let mixed = o.store.abstract(h, resultIndices: [], arguments: [a, o["w"]], marks: [(0, nil), (1, nil), (1, nil)])
    expect(try o.text(mixed), "h'[1, 2](a, w)")
    let whole = o.store.family([n], o["y", n])
    let m = o.index("N")
    let partial = o.store.abstract(cost, resultIndices: [], arguments: [whole], marks: [(0, m)])
    expect(try o.text(partial, [m: "i"]), "d(L(y), y[i])")
    let total = o.sum(m, of: partial)
    expect(try o.text(total), "sum(n, d(L(y), y[n]))")
    let compound = o.store.family([i], o.plus(o.times(o["a"], o["z", i]), o["b"]))
    let gradient = o.store.abstract(cost, resultIndices: [], arguments: [compound], marks: [(0, .one)])
    expect(try o.text(gradient), "L'(a*z + b)[1]")
  }

  @Test func casesAndConditions() throws {
    var o = World()
    let condition = o.store.relation(.less, .zero, o["a"])
    expect(try o.text(condition), "a > 0")
    expect(try o.text(o.store.cases([(condition, o["a"])], otherwise: .zero)), "if a > 0 then a else 0")
    expect(try o.text(o.store.indicator(condition)), "indicator(a > 0)")
    expect(try o.text(o.store.expectation(o.squared(o["a"]))), "expect(a^2)")
  }
}

@Suite struct ReadingTensors {
  @Test func diagonalMinusOuterProduct() throws {
    var o = World()
    let (i, j) = (o.index("K"), o.index("K"))
    let body = o.times(o["phat", i], o.minus(o.store.delta(i, j), o["phat", j]))
    expect(try o.tensor(i, j, of: body), "diag(phat) - phat*phat'")
    let other = o.minus(o.times(o.store.delta(i, j), o["phat", j]), o.times(o["phat", i], o["phat", j]))
    expect(try o.tensor(i, j, of: other), "diag(phat) - phat*phat'")
    expect(try o.tensor(i, j, of: o.store.delta(i, j)), "eye(K)")
    expect(try o.tensor(i, j, of: o.times(o["z", i], o["v", j])), "z*v'")
  }

  @Test func vectors() throws {
    var o = World()
    let (n, i) = (o.index("N"), o.index("K"))
    expect(try o.tensor(n, of: o.minus(o["yhat", n], o["y", n])), "yhat - y")
    expect(try o.tensor(i, of: o.times(.two, o["lambda"], o["W", i])), "2*lambda*W")
    expect(try o.tensor(i, of: o.times(o["v", i], o["z", i], o["a"])), "a*z .* v")
    expect(try o.tensor(i, of: .zero), "zeros(K)")
    expect(try o.tensor(i, of: o["a"]), "a*ones(K)")
    let component = o.times(o["v", i], o.store.apply(.exp, i))
    expect(try o.tensor(i, of: component), "[k] v[k]*exp(k)")
  }

  @Test func matrixProducts() throws {
    var o = World()
    let (n, d, e) = (o.index("N"), o.index("D"), o.index("D"))
    let gradient = o.sum(n, of: o.times(o["X", n, d], o["r", n]))
    expect(try o.tensor(d, of: gradient), "X'*r")
    let residual = o.sum(n, of: o.times(o["X", n, d], o.minus(o["yhat", n], o["y", n])))
    expect(try o.tensor(d, of: residual), "X'*(yhat - y)")
    let mean = o.times(o.over(.one, o["N"]), residual)
    expect(try o.tensor(d, of: mean), "1/N*X'*(yhat - y)")
    let prediction = o.plus(o.sum(d, of: o.times(o["X", n, d], o["beta", d])), o["b"])
    expect(try o.tensor(n, of: prediction), "X*beta + b")
    let weight = o.times(o["yhat", n], o.minus(.one, o["yhat", n]))
    let hessian = o.sum(n, of: o.times(o["X", n, d], weight, o["X", n, e]))
    expect(try o.tensor(d, e, of: hessian), "X'*diag(yhat .* (1 - yhat))*X")
    let (i, j, k) = (o.index("K"), o.index("K"), o.index("K"))
    expect(try o.tensor(i, k, of: o.sum(j, of: o.times(o["S", i, j], o["A", k, j]))), "S*A'")
  }

  @Test func smallMatricesAreWrittenOut() throws {
    var o = World()
    let n = o.index("N")
    let (a, b) = (o.store.freshIndex(.one, .two), o.store.freshIndex(.one, .two))
    func entry(_ o: inout World, _ a: Term, _ b: Term, _ n: Term) -> Term {
      let weight = o.times(o["yhat", n], o.minus(.one, o["yhat", n]))
      let x = o["x", n]
      let square = o.sum(n, of: o.times(weight, o.squared(x)))
      let single = o.sum(n, of: o.times(weight, x))
      let none = o.sum(n, of: weight)
      let first = o.store.relation(.equal, a, .one)
      let second = o.store.relation(.equal, b, .one)
      let top = o.store.cases([(second, square)], otherwise: single)
      let bottom = o.store.cases([(second, single)], otherwise: none)
      return o.store.cases([(first, top)], otherwise: bottom)
    }
    let body = entry(&o, a, b, n)
    expect(try o.tensor(a, b, of: body), "sum(n, yhat[n]*(1 - yhat[n])*[x[n]^2, x[n]; x[n], 1])")
    expect(try o.tensor(a, of: o["theta", a]), "theta")
    let plain = o.store.cases([(o.store.relation(.equal, a, .one), o["a"])], otherwise: o["b"])
    expect(try o.tensor(a, of: plain), "[a; b]")
  }
}

@Suite struct ReadingBlocks {
  @Test func directSums() throws {
    var o = World()
    let end = o.plus(o["N"], o["D"])
    let (a, b) = (o.store.freshIndex(.one, end), o.store.freshIndex(.one, end))
    let top = o.store.relation(.lessOrEqual, a, o["N"])
    let left = o.store.relation(.lessOrEqual, b, o["N"])
    let vector = o.store.cases([(top, o["y", a])], otherwise: .zero)
    expect(try o.tensor(a, of: vector), "[y; zeros(D)]")
    let lower = o.minus(a, o["N"])
    let right = o.minus(b, o["N"])
    let upper = o.store.cases([(left, o.times(o["x", a], o["x", b]))], otherwise: o["X", a, right])
    let bottom = o.store.cases([(left, o["X", b, lower])], otherwise: o.store.delta(lower, right))
    let matrix = o.store.cases([(top, upper)], otherwise: bottom)
    expect(try o.tensor(a, b, of: matrix), "[x*x', X; X', eye(D)]")
    let tall = o.store.freshIndex(.one, o.plus(o["N"], .one))
    let test = o.store.relation(.lessOrEqual, tall, o["N"])
    expect(try o.tensor(tall, of: o.store.cases([(test, o["y", tall])], otherwise: o["b"])), "[y; b]")
  }

  @Test func namesOfSpecialKinds() throws {
    var o = World()
    let i = o.index("K")
    let positive = o.store.relation(.less, .zero, o["z", i])
    expect(try o.tensor(i, of: o.store.cases([(positive, .one)], otherwise: o["a"])), "leakyrelu'(z, a)")
    expect(try o.tensor(i, of: o.times(o["v", i], o.store.indicator(positive))), "v .* relu'(z)")
    let member = o.store.addDefinition(DeriveCore.Definition(name: "t[3]", parameters: [i], body: o["z", i]))
    expect(try o.text(o.store.defined(member, [i]), [i: "i"]), "t[3][i]")
    expect(try o.tensor(i, of: o.store.defined(member, [i])), "t[3]")
    if let polygamma = DeriveCore.FunctionID(named: "polygamma") {
      expect(try o.text(o.store.apply(polygamma, .two, o["a"])), "digamma''(a)")
    }
  }
}

@Suite struct ReadingLimits {
  @Test func deepTermsAreAnError() throws {
    var o = World()
    var term = o["a"]
    for _ in 0..<50_000 { term = o.store.apply(.sin, term) }
    #expect(throws: FormulaError.tooDeep) { try o.text(term) }
    var shallow = o["a"]
    for _ in 0..<490 { shallow = o.store.apply(.sin, o.plus(shallow, .one)) }
    #expect(try o.text(shallow).count > 490)
    var wide = o["a"]
    for _ in 0..<40 { wide = o.store.apply(.sin, o.plus(o.times(wide, o["b"]), o.store.apply(.cos, wide))) }
    #expect(throws: FormulaError.tooLarge) { try o.text(wide) }
  }

  /// The same terms made in another order, so that all handles differ.
  @Test func theOrderOfCreationDoesNotMatter() throws {
    var texts: Set<String> = []
    for round in 0..<4 {
      var o = World()
      if round > 0 {
        for name in round == 1 ? ["x", "yhat", "y"] : round == 2 ? ["y", "x"] : ["yhat", "x"] {
          let n = o.index("N")
          _ = o.sum(n, of: o.squared(o[name, n]))
        }
      }
      let (i, j) =
        round % 2 == 0 ? (o.index("N"), o.index("N")) : { (a: Term, b: Term) in (b, a) }(o.index("N"), o.index("N"))
      let difference = o.squared(o.minus(o["r", i], o["r", j]))
      let form = o.sum(i, j, of: o.times(o["x", i], o["y", j], difference))
      let total = round < 2 ? o.plus(form, o["a"], o["w"]) : o.plus(o["w"], form, o["a"])
      texts.insert(try o.text(total))
    }
    #expect(texts.count == 1, "\(texts)")
  }
}
