import DeriveCore
import DeriveLanguage

extension NamingContext {
  /// The context of a problem whose names are declared in the store under the same names.
  package init(problem: Problem, store: inout TermStore) {
    self.init()
    var symbols: [String: Int] = [:]
    for (number, symbol) in store.symbols.enumerated() where symbols[symbol.name] == nil {
      symbols[symbol.name] = number
    }
    let terms = SizeTerms(
      sizes: problem.sizes.map { symbols[$0.name.text] }, variables: problem.variables.map { symbols[$0.name.text] })
    for size in problem.sizes { add(size.name) }
    for variable in problem.variables {
      add(variable.name)
      addDimensions(variable.name, variable.type.shape, terms, &store)
    }
    for function in problem.functions {
      add(function.name)
      addDimensions(function.name, function.result, terms, &store)
    }
    for definition in problem.definitions {
      add(definition.name)
      addDimensions(definition.name, definition.shape, terms, &store)
    }
    for function in problem.functionDefinitions { add(function.name) }
    for recursion in problem.recursions { add(recursion.name) }
    for index in problem.indices {
      guard let lower = terms.term(index.lower, &store), let upper = terms.term(index.upper, &store) else { continue }
      let range = IndexRange(lower, upper)
      if letters[range]?.contains(index.name) != true { letters[range, default: []].append(index.name) }
    }
  }

  private mutating func add(_ name: DeclaredName) {
    taken.insert(name.text)
    positions[name.text] = name.site.offset
    if let latex = name.latex { self.latex[name.text] = latex }
  }

  private mutating func addDimensions(
    _ name: DeclaredName, _ shape: Shape, _ terms: SizeTerms, _ store: inout TermStore
  ) {
    var result: [Term] = []
    for extent in shape {
      guard let term = terms.term(extent, &store) else { return }
      result.append(term)
    }
    dimensions[name.text] = result
  }
}

/// Sizes and simple integer expressions as terms.
private struct SizeTerms {
  /// Symbols of the store by the problem's numbers.
  var sizes: [Int?]
  var variables: [Int?]

  func term(_ extent: Extent, _ store: inout TermStore) -> Term? {
    var addends: [Term] = []
    for monomial in extent.monomials {
      var factors = [store.number(monomial.coefficient)]
      for size in monomial.sizes {
        guard let symbol = sizes[size.number] else { return nil }
        factors.append(store.component(symbol))
      }
      addends.append(store.product(factors))
    }
    return store.sum(addends)
  }

  /// `nil` for what is not a polynomial in sizes and integer names.
  func term(_ node: Node, _ store: inout TermStore) -> Term? {
    switch node.kind {
    case .number(let value):
      return store.number(value)
    case .size(let size):
      return sizes[size.number].map { store.component($0) }
    case .variable(let variable):
      return node.shape.isEmpty ? variables[variable.number].map { store.component($0) } : nil
    case .negate(let inner):
      return term(inner, &store).map { store.negate($0) }
    case .sum(let addends):
      var terms: [Term] = []
      for addend in addends {
        guard let term = term(addend.node, &store) else { return nil }
        terms.append(addend.isNegative ? store.negate(term) : term)
      }
      return store.sum(terms)
    case .multiply(let factors):
      var terms: [Term] = []
      for factor in factors {
        guard let term = term(factor, &store) else { return nil }
        terms.append(term)
      }
      return store.product(terms)
    case .pi, .infinity, .index, .definition, .member, .component, .matrixProduct, .divide, .power, .matrixPower,
      .transpose, .call, .abstract, .apply, .bigSum, .bigProduct, .sumOfEntries, .productOfEntries, .delta, .matrix,
      .conditional, .indicator, .derivative, .gradient, .jacobian, .hessian, .expectation, .variance, .covariance,
      .limit, .series, .solve, .optimize, .descent, .newton, .substitute:
      return nil
    }
  }
}
