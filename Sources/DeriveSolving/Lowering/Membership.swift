import DeriveCore
import DeriveLanguage
import DeriveNumbers

extension Lowering {
  /// A value that is put in the place of a name must be one of the name's type; what of that is not known is required.
  mutating func requireMember(
    _ value: TensorValue, of type: ValueType, written node: Node, _ store: inout TermStore
  ) throws(LoweringError) {
    if let bounds = type.bounds {
      let lower = try component(bounds.lower, at: [], &store)
      let upper = try component(bounds.upper, at: [], &store)
      for condition in between(value.body, bounds, lower, upper, &store) { requireAll(condition, value.axes, &store) }
    }
    if known(node, has: type.kind) { return }
    switch type.kind {
    case .real: break
    case .integer:
      if !store.bounds(value.body).isInteger {
        requireAll(store.relation(.equal, value.body, store.apply(.floor, value.body)), value.axes, &store)
      }
    case .positive: requireAll(store.relation(.less, .zero, value.body), value.axes, &store)
    case .nonnegative: requireAll(store.relation(.lessOrEqual, .zero, value.body), value.axes, &store)
    case .negative: requireAll(store.relation(.less, value.body, .zero), value.axes, &store)
    case .nonzero: requireAll(store.relation(.notEqual, value.body, .zero), value.axes, &store)
    case .binary: requireAll(isBinary(value.body, &store), value.axes, &store)
    case .onehot:
      requireAll(isBinary(value.body, &store), value.axes, &store)
      requireSumOfOne(value, &store)
    case .simplex:
      requireAll(store.relation(.lessOrEqual, .zero, value.body), value.axes, &store)
      requireSumOfOne(value, &store)
    case .symmetric: require(try truth(of: .symmetric, value, &store), &store)
    case .diagonal: require(try truth(of: .diagonal, value, &store), &store)
    case .orthogonal: require(try truth(of: .orthogonal, value, &store), &store)
    case .invertible: require(try truth(of: .invertible, value, &store), &store)
    case .fullrank: require(try truth(of: .fullrank, value, &store), &store)
    case .psd, .pd:
      let fact = value.axes.count == 2 ? store.matrixFact(value.axes[0], value.axes[1], value.body) : nil
      guard let fact, !fact.isNegative, fact.isDefinite || type.kind == .psd else {
        throw .unsupported(
          "the value put in for a name of type `\(type.kind == .pd ? "pd" : "psd")` is not known to be of that type")
      }
    }
  }

  private mutating func requireAll(_ condition: Term, _ axes: [Term], _ store: inout TermStore) {
    require(store.splitReduction(.all, axes, .yes, condition), &store)
  }

  private func isBinary(_ value: Term, _ store: inout TermStore) -> Term {
    let bounds = store.bounds(value)
    if bounds.isInteger, bounds.isAtLeast(.zero), bounds.isAtMost(.one) { return .yes }
    return store.disjunction([store.relation(.equal, value, .zero), store.relation(.equal, value, .one)])
  }

  private mutating func requireSumOfOne(_ value: TensorValue, _ store: inout TermStore) {
    guard let last = value.axes.last else { return }
    let sum = store.splitReduction(.sum, [last], .yes, value.body)
    requireAll(store.relation(.equal, sum, .one), Array(value.axes.dropLast()), &store)
  }

  /// What is written is a name of a type that implies the other, or the identity matrix.
  private func known(_ node: Node, has kind: ValueKind) -> Bool {
    switch node.kind {
    case .variable(let id): return problem.variables[id.number].type.kind.implies(kind)
    case .call("eye", let sizes, derivatives: 0):
      return sizes.count == 1 && ValueKind.kindsOfIdentity.contains(kind)
    case .number, .pi, .infinity, .size, .index, .definition, .member, .component, .negate, .sum, .multiply,
      .matrixProduct, .divide, .power, .matrixPower, .transpose, .call, .abstract, .apply, .bigSum, .bigProduct,
      .sumOfEntries, .productOfEntries, .delta, .matrix, .conditional, .indicator, .derivative, .gradient, .jacobian,
      .hessian, .expectation, .variance, .covariance, .limit, .series, .solve, .optimize, .descent, .newton,
      .substitute:
      return false
    }
  }
}

extension ValueKind {
  fileprivate static let kindsOfIdentity: Set<ValueKind> = [
    .real, .symmetric, .psd, .pd, .diagonal, .orthogonal, .invertible, .fullrank,
  ]

  /// Every value of this kind is one of the other.
  fileprivate func implies(_ other: ValueKind) -> Bool {
    if self == other { return true }
    switch self {
    case .pd: return [.psd, .symmetric, .invertible, .fullrank].contains(other)
    case .psd, .diagonal: return other == .symmetric
    case .orthogonal: return other == .invertible || other == .fullrank
    case .invertible: return other == .fullrank
    case .onehot: return other == .binary || other == .simplex
    case .real, .integer, .positive, .nonnegative, .negative, .nonzero, .binary, .simplex, .symmetric, .fullrank:
      return false
    }
  }
}
