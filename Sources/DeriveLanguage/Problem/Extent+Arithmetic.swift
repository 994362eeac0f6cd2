import DeriveNumbers

extension Extent {
  /// The sum; nil where a coefficient overflows.
  package func adding(_ other: Extent) -> Extent? {
    Extent(summing: monomials + other.monomials)
  }

  package var negated: Extent? { scaled(by: -1) }

  package func subtracting(_ other: Extent) -> Extent? {
    other.negated.flatMap(adding)
  }

  package func scaled(by factor: Int) -> Extent? {
    var scaled: [Monomial] = []
    for monomial in monomials {
      let (product, overflow) = monomial.coefficient.multipliedReportingOverflow(by: factor)
      if overflow { return nil }
      scaled.append(Monomial(sizes: monomial.sizes, coefficient: product))
    }
    return Extent(summing: scaled)
  }

  /// The product; nil where a coefficient overflows or the product grows out of hand.
  package func multiplied(by other: Extent) -> Extent? {
    guard monomials.count * other.monomials.count <= 1_000 else { return nil }
    var products: [Monomial] = []
    for a in monomials {
      for b in other.monomials {
        let (product, overflow) = a.coefficient.multipliedReportingOverflow(by: b.coefficient)
        guard !overflow, a.sizes.count + b.sizes.count <= 100 else { return nil }
        products.append(Monomial(sizes: a.sizes + b.sizes, coefficient: product))
      }
    }
    return Extent(summing: products)
  }

  /// Whether it is positive whatever the sizes are: then it grows with each of them, and is positive where all are 1.
  package var isSurelyPositive: Bool {
    var total = 0
    for monomial in monomials {
      if !monomial.sizes.isEmpty, monomial.coefficient < 0 { return false }
      let (sum, overflow) = total.addingReportingOverflow(monomial.coefficient)
      if overflow { return false }
      total = sum
    }
    return total > 0
  }

  /// Whether it is below 1 whatever the sizes are.
  package var isSurelyTooSmall: Bool {
    Extent(1).subtracting(self)?.isSurelyPositive ?? false
  }

  package func mentions(_ size: SizeID) -> Bool {
    monomials.contains { $0.sizes.contains(size) }
  }

  /// The extent with sizes replaced; nil where a coefficient overflows.
  package func substituting(_ values: [SizeID: Extent]) -> Extent? {
    var total = Extent(0)
    for monomial in monomials {
      var product = Extent(monomial.coefficient)
      for size in monomial.sizes {
        guard let next = product.multiplied(by: values[size] ?? Extent(size)) else { return nil }
        product = next
      }
      guard let next = total.adding(product) else { return nil }
      total = next
    }
    return total
  }

  /// As it is written in the language, `N + D - 1`.
  package func text(in problem: Problem) -> String {
    var text = ""
    for monomial in monomials.reversed() {
      var factors = monomial.sizes.map { problem.sizes[$0.number].name.text }
      let magnitude = monomial.coefficient.magnitude
      if magnitude != 1 || factors.isEmpty { factors.insert("\(magnitude)", at: 0) }
      let sign = monomial.coefficient < 0 ? (text.isEmpty ? "-" : " - ") : (text.isEmpty ? "" : " + ")
      text += sign + factors.joined(separator: "*")
    }
    return text.isEmpty ? "0" : text
  }

  /// As an expression, an integer scalar.
  package func node(site: Site) -> Node {
    func number(_ value: Int) -> Node { Node(.number(Rational(value)), shape: [], site: site) }
    var addends: [Node.Addend] = []
    for monomial in monomials.reversed() {
      let magnitude = monomial.coefficient.magnitude
      var factors = monomial.sizes.map { Node(.size($0), shape: [], site: site) }
      if magnitude != 1 || factors.isEmpty { factors.insert(number(Int(clamping: magnitude)), at: 0) }
      let product = factors.count == 1 ? factors[0] : Node(.multiply(factors), shape: [], site: site)
      addends.append(Node.Addend(isNegative: monomial.coefficient < 0, node: product))
    }
    guard let first = addends.first else { return number(0) }
    if addends.count == 1 { return first.isNegative ? Node(.negate(first.node), shape: [], site: site) : first.node }
    return Node(.sum(addends), shape: [], site: site)
  }
}
