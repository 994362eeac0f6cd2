/// A dimension: a polynomial in the symbolic sizes with integer coefficients, such as `N`, `3` or `N + D`.
///
/// Stored canonically, so equality of values is equality of dimensions: sorted monomials (each a sorted list of sizes,
/// repeated for powers), no zero coefficients.
package struct Extent: Hashable, Sendable {
  package struct Monomial: Hashable, Sendable {
    package var sizes: [SizeID]
    package var coefficient: Int
  }

  package private(set) var monomials: [Monomial]

  /// Builds the canonical polynomial; `nil` where a coefficient overflows.
  package init?(summing monomials: [Monomial]) {
    var table: [[SizeID]: Int] = [:]
    for monomial in monomials {
      let (sum, overflow) = table[monomial.sizes.sorted(), default: 0].addingReportingOverflow(monomial.coefficient)
      if overflow { return nil }
      table[monomial.sizes.sorted()] = sum
    }
    self.monomials =
      table.filter { $0.value != 0 }.map { Monomial(sizes: $0.key, coefficient: $0.value) }
      .sorted { ($0.sizes.count, $0.sizes.map(\.number)) < ($1.sizes.count, $1.sizes.map(\.number)) }
  }

  package init(_ value: Int) {
    monomials = value == 0 ? [] : [Monomial(sizes: [], coefficient: value)]
  }

  package init(_ size: SizeID) {
    monomials = [Monomial(sizes: [size], coefficient: 1)]
  }

  /// The value, if no symbolic size occurs.
  package var constant: Int? {
    if monomials.isEmpty { return 0 }
    return monomials.count == 1 && monomials[0].sizes.isEmpty ? monomials[0].coefficient : nil
  }
}

private func < (a: (Int, [Int]), b: (Int, [Int])) -> Bool {
  a.0 != b.0 ? a.0 < b.0 : a.1.lexicographicallyPrecedes(b.1)
}

/// The dimensions of a value: none for a scalar, one for a (column) vector, two for a matrix.
package typealias Shape = [Extent]
