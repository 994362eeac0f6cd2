import DeriveNumbers

/// Names brought in by solving their definitions for what they are made of.
extension TermStore {
  /// Forms in which a definition that is linear in a function's value was solved for it: from `p = 1/(1 + exp(-z))`,
  /// `exp(z)` is `p/(1 - p)`; from `p = (1 + tanh(z))/2`, `tanh(z)` is `2*p - 1`.
  mutating func solvedFoldings(_ term: Term, _ reading: inout Reading) throws(DeriveError) -> [Term] {
    let functions = Set(self.leaves(term) { $0 == .function }.map { payload($0) })
    let leaves = Set(
      self.leaves(term) { $0 == .symbol || $0 == .definition }.map { Leaf(kind: kind($0), number: payload($0)) })
    var results: [Term] = []
    for number in reading.names {
      let definition = definitions[number]
      for form in forms(ofDefinition: number) {
        guard let component = wrappedComponent(of: form, among: leaves) else { continue }
        let body = try normalForm(form.body, &reading.form)
        guard let solution = try solved(form, number, for: component, body, &reading) else { continue }
        if let changed = try replaced(component, by: solution, definition, in: term, &reading) {
          results.append(folded(try read(changed, &reading), into: reading.names))
        }
      }
      if functions.isEmpty { continue }
      let body = try normalForm(definition.body, &reading.form)
      let kernels = Set(body.numerator.terms.keys.flatMap { factors($0).map(\.base) })
        .union(body.denominator.keys.flatMap { addends($0).flatMap { factors($0.term).map(\.base) } })
        .filter { kind($0) == .function }
      guard kernels.count == 1, let kernel = kernels.first, functions.contains(payload(kernel)) else { continue }
      guard let solution = try solved(definition, number, for: kernel, body, &reading) else { continue }
      if let changed = try replaced(kernel, by: solution, definition, in: term, &reading) {
        results.append(folded(try read(changed, &reading), into: reading.names))
      }
    }
    return results
  }

  /// A name, to be looked for.
  private struct Leaf: Hashable {
    var kind: TermKind
    var number: Int
  }

  /// The component `x[i]` of a name, where the definition of `u[i]` is a bracket that mentions it, times other factors:
  /// of `u[i] = (x[i] - m)/s`, which is no part of `x[i] - m` but makes it `s*u[i]`.
  private mutating func wrappedComponent(of definition: Definition, among leaves: Set<Leaf>) -> Term? {
    let (_, body) = coefficientAndTerm(definition.body)
    guard kind(body) == .product, childCount(body) >= 4, !definition.parameters.isEmpty else { return nil }
    let parameters = Set(definition.parameters)
    var found: Term?
    for (base, exponent) in factors(body) {
      if exponent == .one, definition.parameters.contains(where: { contains(base, $0) }) {
        for (_, addend) in addends(base)
        where leaves.contains(Leaf(kind: kind(addend), number: payload(addend))) && Set(children(addend)) == parameters
        {
          // Two of them, and it is not clear which is meant.
          if found != nil { return nil }
          found = addend
        }
        continue
      }
      // To solve is to divide by the rest: it is not 0 where the name has a value.
      guard let e = rational(exponent), e.signum < 0 || bounds(base).isNonZero else { return nil }
    }
    return found
  }

  /// The kernel in terms of the name, if `name*Q - P` is linear in it.
  private mutating func solved(
    _ definition: Definition, _ number: Int, for kernel: Term, _ body: Fraction, _ reading: inout Reading
  ) throws(DeriveError) -> Term? {
    let name = defined(number, definition.parameters)
    var divisor: [Term] = []
    for (base, exponent) in body.denominator { divisor.append(power(base, exponent)) }
    let equation = subtract(multiply(name, product(divisor)), term(body.numerator))
    let normal = try normalForm(equation, &reading.form)
    var constant: [Term] = []
    var linear: [Term] = []
    for (monomial, coefficient) in normal.numerator.terms {
      let exponent = factors(monomial).first { $0.base == kernel }?.exponent
      switch exponent {
      case nil: constant.append(scale(monomial, by: coefficient))
      case .some(.one): linear.append(scale(divide(monomial, kernel), by: coefficient))
      case .some: return nil
      }
    }
    if linear.isEmpty || constant.isEmpty { return nil }
    return try normalTerm(negate(divide(sum(constant), sum(linear))), &reading.form)
  }

  /// Every instance of the kernel, under binders too, replaced by its solution.
  private mutating func replaced(
    _ kernel: Term, by solution: Term, _ definition: Definition, in term: Term, _ reading: inout Reading
  ) throws(DeriveError) -> Term? {
    var changed = false
    func rewrite(_ store: inout TermStore, _ term: Term) throws(DeriveError) -> Term {
      var change = Substitution()
      let wanted = store.kind(kernel)
      for node in store.leaves(term, where: { $0 == wanted || $0 == .reduction }) where store.boundMask(node) == 0 {
        if store.kind(node) == .reduction {
          let opening = store.open(node, fresh: true)
          let body = try rewrite(&store, opening.body)
          if body != opening.body {
            change.replace(node, by: store.reduction(opening.operation, opening.indices, opening.condition, body))
          }
          continue
        }
        guard store.payload(node) == store.payload(kernel) else { continue }
        var forms = [(Rational.one, node)]
        if wanted == .function, store.functionID(node) == .exp {
          // exp(c*u) is exp(u)^c.
          let (coefficient, argument) = store.coefficientAndTerm(store.child(node, 0))
          forms.append((coefficient, store.apply(.exp, argument)))
        }
        for (c, plain) in forms {
          var bindings: [Term: Term] = [:]
          if store.match(kernel, plain, definition.parameters, &bindings) {
            let indices = definition.parameters.map { bindings[$0] ?? $0 }
            let value = store.instantiate(definition.parameters, solution, at: indices)
            change.replace(node, by: store.power(value, store.number(c)))
            changed = true
            break
          }
        }
      }
      return store.substitute(term, change)
    }
    let result = try rewrite(&self, term)
    return changed ? result : nil
  }
}
