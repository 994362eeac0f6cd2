import DeriveCore
import DeriveLanguage
import DeriveNumbers

/// Recognising vectors and matrices: a term with one or two axes as an expression of whole names.
///
/// A scalar with an axis is a vector, with two (rows, then columns) a matrix; every operation on scalars is the
/// elementwise one on these. What has no such form gives `nil`, and is then shown by its components.
extension FormulaBuilder {
  /// `axes` that occur in the term.
  func touched(_ term: Term, _ axes: [Term], _ store: borrowing TermStore) -> [Term] {
    axes.filter { store.contains(term, $0) }
  }

  /// The term as a vector over one axis or a matrix over two; as a scalar if it mentions none.
  func shaped(_ term: Term, _ axes: [Term], _ store: inout TermStore) throws(FormulaError) -> Formula? {
    let used = touched(term, axes, store)
    if used.isEmpty { return try write(term, &store) }
    switch store.kind(term) {
    case .symbol, .definition:
      return try shapedPlace(term, axes, &store)
    case .sum:
      return try shapedSum(term, axes, &store)
    case .product:
      return try shapedProduct(.one, term, axes, &store)
    case .function:
      if used.count < axes.count { return nil }
      guard let arguments = try elementwise(store.children(term), axes, &store) else { return nil }
      return .call(store.functionID(term).entry.name, arguments, latex: nil)
    case .reduction:
      return try shapedReduction(term, axes, &store)
    case .delta:
      return try shapedDelta(term, axes, &store)
    case .abstract:
      return try shapedAbstract(term, axes, &store)
    case .expectation:
      return try shaped(store.child(term, 0), axes, &store).map { .call("expect", [$0], latex: nil) }
    case .cases:
      return try shapedCases(term, axes, &store)
    case .matrixFunction:
      return try shapedMatrixFunction(term, axes, &store)
    case .rational, .infinity, .truth, .size, .index, .bound, .family, .relation, .and, .or, .not, .limit:
      return nil
    }
  }

  /// Arguments of an elementwise function: each over all axes or over none.
  private func elementwise(
    _ terms: [Term], _ axes: [Term], _ store: inout TermStore
  ) throws(FormulaError) -> [Formula]? {
    var result: [Formula] = []
    for term in terms {
      let used = touched(term, axes, store)
      guard used.isEmpty || used.count == axes.count, let formula = try shaped(term, axes, &store) else { return nil }
      result.append(formula)
    }
    return result
  }

  // MARK: Leaves

  /// `x`, `X[n]`, `X[:, d]`, `X`, `X'`.
  private func shapedPlace(_ term: Term, _ axes: [Term], _ store: inout TermStore) throws(FormulaError) -> Formula? {
    if store.kind(term) == .definition {
      let definition = store.definitions[store.payload(term)]
      if definition.orderedProduct != nil || definition.derivativeOf != nil {
        return try shapedMadeRecursion(term, axes, &store)
      }
    }
    let name = name(term, store)
    let indices = indices(term, store)
    if axes.count == 1, indices == [axes[0], axes[0]], covers(axes[0], name, 0, store), covers(axes[0], name, 1, store)
    {
      return diagonal(self.name(name))
    }
    var slots: [Formula?] = []
    var order: [Term] = []
    for (slot, index) in indices.enumerated() {
      if axes.contains(index) {
        guard covers(index, name, slot, store), !order.contains(index) else { return nil }
        order.append(index)
        slots.append(nil)
      } else {
        if !touched(index, axes, store).isEmpty { return nil }
        slots.append(try write(index, &store))
      }
    }
    guard order.count == axes.count else { return nil }
    while let last = slots.last, last == nil { slots.removeLast() }
    let base = slots.isEmpty ? self.name(name) : .component(self.name(name), slots)
    return order == axes || isSymmetric(term, store) ? base : .transpose(base)
  }

  private func isSymmetric(_ term: Term, _ store: borrowing TermStore) -> Bool {
    store.kind(term) == .symbol && store.childCount(term) == 2
      && store.symbols[store.payload(term)].facts.structure.isSymmetric
  }

  /// `eye(N)`, `eye(N)[k]`.
  private func shapedDelta(_ term: Term, _ axes: [Term], _ store: inout TermStore) throws(FormulaError) -> Formula? {
    let sides = store.children(term)
    if axes.count == 2 {
      guard sides.contains(axes[0]), sides.contains(axes[1]) else { return nil }
      return try identity(axes[0], axes[1], &store)
    }
    guard axes.count == 1, let side = sides.firstIndex(of: axes[0]), let size = try sizes(of: axes, &store),
      touched(sides[1 - side], axes, store).isEmpty
    else { return nil }
    return .component(.call("eye", size, latex: nil), [try write(sides[1 - side], &store)])
  }

  /// The identity, of two axes of one range.
  private func identity(_ row: Term, _ column: Term, _ store: inout TermStore) throws(FormulaError) -> Formula? {
    let (lower, upper) = store.range(ofIndex: row)
    guard store.range(ofIndex: column) == (lower, upper), let size = try sizes(of: [row], &store) else { return nil }
    return .call("eye", size, latex: nil)
  }

  /// `f(x)` of a vector elementwise; `f(u)` for a function whose value is a vector, its gradient and Jacobian.
  private func shapedAbstract(_ term: Term, _ axes: [Term], _ store: inout TermStore) throws(FormulaError) -> Formula? {
    let function = store.abstractFunctions[store.payload(term)]
    let (resultIndices, arguments, unsorted) = store.abstractParts(term)
    let marks = sortedMarks(unsorted, store)
    let latex = naming.latex[function.name]
    var counts = arguments.map { _ in 0 }
    for mark in marks where counts.indices.contains(mark.argument) { counts[mark.argument] += 1 }
    func applied(_ written: [Formula]) -> Formula {
      marks.isEmpty
        ? .call(function.name, written, latex: latex) : .prime(function.name, counts: counts, written, latex: latex)
    }
    let slots = resultIndices + marks.compactMap(\.index)
    if slots.isEmpty {
      guard touched(term, axes, store).count == axes.count, function.parameterRanks.allSatisfy({ $0 == 0 }),
        let written = try elementwise(arguments, axes, &store)
      else { return nil }
      return applied(written)
    }
    guard slots.suffix(axes.count).elementsEqual(axes),
      slots.dropLast(axes.count).allSatisfy({ touched($0, axes, store).isEmpty }),
      arguments.allSatisfy({ touched($0, axes, store).isEmpty })
    else { return nil }
    var written: [Formula] = []
    for argument in arguments { written.append(try write(argument, &store)) }
    return component(applied(written), try write(slots.dropLast(axes.count), &store))
  }

  /// A case distinction whose conditions are the same for all components.
  private func shapedCases(_ term: Term, _ axes: [Term], _ store: inout TermStore) throws(FormulaError) -> Formula? {
    let children = store.children(term)
    if let formula = try rectifierDerivative(children, axes, &store) { return formula }
    var list: [FormulaCase] = []
    for position in stride(from: 0, to: children.count - 1, by: 2) {
      guard touched(children[position], axes, store).isEmpty,
        let value = try tensorOrNothing(axes: axes, body: children[position + 1], &store)
      else { return nil }
      list.append(FormulaCase(condition: try condition(children[position], &store), value: value))
    }
    guard let otherwise = try tensorOrNothing(axes: axes, body: children[children.count - 1], &store) else {
      return nil
    }
    return .cases(list, otherwise: otherwise)
  }

  /// `relu'(x)`, `leakyrelu'(x, a)`, `elu'(x, a)` of a whole: what derivatives of these are made of.
  private func rectifierDerivative(
    _ children: [Term], _ axes: [Term], _ store: inout TermStore
  ) throws(FormulaError) -> Formula? {
    guard children.count == 3, children[1] == .one, store.kind(children[0]) == .relation,
      store.comparison(children[0]) == .less, store.child(children[0], 0) == .zero
    else { return nil }
    let argument = store.child(children[0], 1)
    guard touched(argument, axes, store).count == axes.count, let vector = try shaped(argument, axes, &store) else {
      return nil
    }
    if children[2] == .zero { return .prime("relu", counts: [1], [vector], latex: nil) }
    let exponential = store.apply(.exp, argument)
    let slope = store.divide(children[2], exponential)
    for (name, parameter) in [("leakyrelu", children[2]), ("elu", slope)] where touched(parameter, axes, store).isEmpty
    {
      return .prime(name, counts: [1], [vector, try write(parameter, &store)], latex: nil)
    }
    return nil
  }

  // MARK: Sums and products

  private func shapedSum(_ term: Term, _ axes: [Term], _ store: inout TermStore) throws(FormulaError) -> Formula? {
    var formulas: [Formula] = []
    for addend in readingAddends(term, axes, &store) {
      let used = touched(addend.term, axes, store)
      let size = addend.coefficient.magnitude
      var formula: Formula?
      if used.count == axes.count {
        formula = try shapedProduct(size, addend.term, axes, &store)
      } else if used.isEmpty {
        // A scalar is taken with every component of a vector; a matrix needs to be told so.
        let scalar = try product(size, addend.term, &store)
        if axes.count == 1 {
          formula = scalar
        } else if let ones = try ones(axes, &store) {
          formula = scalar == .number(.one) ? ones : joined([scalar, ones])
        }
      }
      guard let formula else { return nil }
      formulas.append(addend.coefficient.isNegative ? .negate(formula) : formula)
    }
    return try sumOfProducts(formulas, axes, &store)
  }

  /// `coefficient*term` for a coefficient >= 0 and a term that mentions all axes.
  private func shapedProduct(
    _ coefficient: Rational, _ term: Term, _ axes: [Term], _ store: inout TermStore
  ) throws(FormulaError) -> Formula? {
    if store.kind(term) != .product {
      guard let formula = try shaped(term, axes, &store) else { return nil }
      return joined((coefficient.isOne ? [] : [.number(coefficient)]) + [formula])
    }
    // A delta renames an index in the other factors.
    for (base, _) in store.factors(term) where store.kind(base) == .delta {
      if let formula = try productWithDelta(coefficient, term, base, axes, &store) { return formula }
    }
    let (content, above, below) = readingFactors(term, &store)
    func isScalar(_ factor: ReadingFactor, _ store: borrowing TermStore) -> Bool {
      touched(factor.base, axes, store).isEmpty && touched(factor.exponent, axes, store).isEmpty
    }
    let scalar = try fraction(
      coefficient * content, above.filter { isScalar($0, store) }, below.filter { isScalar($0, store) },
      besideOthers: true, &store)
    var parts: [(axes: [Term], formula: Formula)] = []
    var rowTerm = Term.one
    for (factors, isBelow) in [(above, false), (below, true)] {
      for factor in factors where !isScalar(factor, store) {
        let own = axes.filter { store.contains(factor.base, $0) || store.contains(factor.exponent, $0) }
        guard let formula = try shapedPower(factor, isBelow: isBelow, own, &store) else { return nil }
        parts.append((own, formula))
        if own.count == 1, own[0] == axes.last, factor.exponent == .one { rowTerm = factor.base }
      }
    }
    let front = scalar.map { [$0] } ?? []
    if axes.count == 1 {
      // A number goes with the first vector: `2*u .* v`.
      guard let first = parts.first, let scaled = joined(front + [first.formula]) else { return nil }
      return hadamard([scaled] + parts.dropFirst().map(\.formula))
    }
    let rows = parts.filter { $0.axes == [axes[1]] }
    if rows.count == 1, !parts.contains(where: { $0.axes.count == 2 }) {
      let columns = parts.filter { $0.axes == [axes[0]] }.map(\.formula)
      if columns.isEmpty { return nil }
      return joined(front + [hadamard(columns), transposedProduct(rows[0].formula, rowTerm, &store)])
    }
    return matrixProduct(parts, axes).flatMap { joined(front + $0) }
  }

  /// Factors that depend on the row, on the column and on both: `diag(u)*M*diag(v)`, or `u*v'`.
  private func matrixProduct(_ parts: [(axes: [Term], formula: Formula)], _ axes: [Term]) -> [Formula]? {
    let rows = parts.filter { $0.axes == [axes[0]] }.map(\.formula)
    let columns = parts.filter { $0.axes == [axes[1]] }.map(\.formula)
    let both = parts.filter { $0.axes.count == 2 }.map(\.formula)
    if both.isEmpty {
      guard !rows.isEmpty, !columns.isEmpty else { return nil }
      return [hadamard(rows), transposed(hadamard(columns))]
    }
    return (rows.isEmpty ? [] : [diagonal(hadamard(rows))]) + [hadamard(both)]
      + (columns.isEmpty ? [] : [diagonal(hadamard(columns))])
  }

  private func shapedPower(
    _ factor: ReadingFactor, isBelow: Bool, _ axes: [Term], _ store: inout TermStore
  ) throws(FormulaError) -> Formula? {
    guard let base = try shaped(factor.base, axes, &store) else { return nil }
    if touched(factor.exponent, axes, store).isEmpty {
      if factor.exponent == .one, !isBelow { return base }
      if factor.exponent == .half, !isBelow { return .call("sqrt", [base], latex: nil) }
    } else if touched(factor.exponent, axes, store).count != axes.count {
      return nil
    }
    guard let exponent = try shaped(factor.exponent, axes, &store) else { return nil }
    return .elementwisePower(base, isBelow ? .negate(exponent) : exponent)
  }

  private func productWithDelta(
    _ coefficient: Rational, _ term: Term, _ delta: Term, _ axes: [Term], _ store: inout TermStore
  ) throws(FormulaError) -> Formula? {
    let sides = store.children(delta)
    let rest = store.product(store.factors(term).filter { $0.base != delta }.map { store.power($0.base, $0.exponent) })
    func scaled(_ rest: Term, _ matrix: Formula, _ store: inout TermStore) throws(FormulaError) -> Formula? {
      if rest == .zero { return try sizes(of: axes, &store).map { .call("zeros", $0, latex: nil) } }
      let (own, inner) = store.coefficientAndTerm(rest)
      if own.isNegative { return nil }
      let factor = try product(coefficient * own, inner, besideOthers: true, &store)
      return factor == .number(.one) ? matrix : joined([factor, matrix])
    }
    if axes.count == 2 {
      guard sides.contains(axes[0]), sides.contains(axes[1]),
        let identity = try identity(axes[0], axes[1], &store)
      else { return nil }
      let value = store.instantiate([axes[1]], rest, at: [axes[0]])
      if touched(value, axes, store).isEmpty { return try scaled(value, identity, &store) }
      let (own, inner) = store.coefficientAndTerm(value)
      let size = coefficient * own
      if size.isNegative { return nil }
      guard let scalarAndVector = try scalarAndVector(size, inner, axes[0], &store) else { return nil }
      return joined((scalarAndVector.scalar.map { [$0] } ?? []) + [diagonal(scalarAndVector.vector)])
    }
    guard let side = sides.firstIndex(of: axes[0]), touched(sides[1 - side], axes, store).isEmpty,
      let unit = try shapedDelta(delta, axes, &store)
    else { return nil }
    return try scaled(store.instantiate([axes[0]], rest, at: [sides[1 - side]]), unit, &store)
  }

  /// A vector without its scalar factors, and these.
  private func scalarAndVector(
    _ coefficient: Rational, _ term: Term, _ axis: Term, _ store: inout TermStore
  ) throws(FormulaError) -> (scalar: Formula?, vector: Formula)? {
    let isProduct = store.kind(term) == .product
    var scalars: [Term] = []
    var rest: [Term] = []
    for (base, exponent) in isProduct ? store.factors(term) : [(term, .one)] {
      let power = store.power(base, exponent)
      if store.contains(power, axis) { rest.append(power) } else { scalars.append(power) }
    }
    guard let vector = try shaped(store.product(rest), [axis], &store) else { return nil }
    let scalar = try product(coefficient, store.product(scalars), besideOthers: true, &store)
    return (scalar == .number(.one) ? nil : scalar, vector)
  }

  // MARK: Operations

  func hadamard(_ factors: [Formula]) -> Formula {
    if factors.count == 1 { return factors[0] }
    var inner: [Formula] = []
    for factor in factors {
      guard case .transpose(let plain) = factor else { return .hadamard(factors) }
      inner.append(plain)
    }
    // All are transposed.
    return .transpose(.hadamard(inner))
  }

  func diagonal(_ vector: Formula) -> Formula { .call("diag", [vector], latex: nil) }

  func transposed(_ formula: Formula) -> Formula {
    switch formula {
    case .transpose(let inner): return inner
    case .call("diag", _, _), .call("eye", _, _): return formula
    default: return .transpose(formula)
    }
  }
}
