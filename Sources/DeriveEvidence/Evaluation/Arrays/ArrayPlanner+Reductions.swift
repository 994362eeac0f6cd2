import DeriveCore
import DeriveNumbers

extension ArrayPlanner {
  /// Sum, product, extremum or "for all": gathered while it is worked out, or a chain of matrix products, whichever is
  /// the less work.
  mutating func reduction(
    _ term: Term, over axes: [Term], _ store: inout TermStore
  ) throws(ArrayError) -> Int {
    let opening = try boxed(store.open(term), &store)
    let value = withCommonFactorsOut(try rewritten(opening.body, &store), &store)
    let mask = try rewritten(opening.condition, &store)
    if opening.operation == .sum, mask == .yes {
      let indices = opening.indices
      let direct = try directCost(value, axes + indices, store)
      if let order = try contraction(value, over: axes, summing: indices, &store), order.cost < direct {
        return try carryOut(order, of: term, over: axes, &store)
      }
      if store.isProperSum(value), try splitCost(value, axes, indices, &store) * 4 < direct {
        var parts: [Term] = []
        for (coefficient, addend) in store.addends(value) {
          let part = store.sum(over: indices, store.scale(addend, by: coefficient))
          parts.append(try rewritten(part, &store))
        }
        return try array(of: store.sum(parts), over: axes, &store)
      }
    }
    let isExtremum = opening.operation == .maximum || opening.operation == .minimum
    return try map(
      value, where: mask, over: axes, gathering: opening.indices, by: opening.operation,
      isUndefinedWhereEmpty: isExtremum, &store)
  }

  /// The same with ranges of numbers: one that depends on another index becomes the least range that is always enough,
  /// and its ends conditions.
  private func boxed(_ opening: Opening, _ store: inout TermStore) throws(ArrayError) -> Opening {
    var result = opening
    var conditions = [opening.condition]
    var change = Substitution()
    for (place, index) in opening.indices.enumerated() {
      let (oldLower, oldUpper) = store.range(ofIndex: index)
      let lower = store.substitute(oldLower, change)
      let upper = store.substitute(oldUpper, change)
      if store.isNumber(lower), store.isNumber(upper) { continue }
      let least = try ends(lower, store).least
      let greatest = try ends(upper, store).greatest
      let box = store.freshIndex(store.number(least), store.number(greatest))
      conditions.append(store.relation(.lessOrEqual, lower, box))
      conditions.append(store.relation(.lessOrEqual, box, upper))
      change.replace(index, by: box)
      result.indices[place] = box
    }
    if change.isEmpty { return opening }
    conditions[0] = store.substitute(opening.condition, change)
    result.condition = store.conjunction(conditions)
    result.body = store.substitute(opening.body, change)
    return result
  }

  /// Between which whole numbers an affine term of indices lies.
  private func ends(
    _ term: Term, _ store: borrowing TermStore
  ) throws(ArrayError) -> (least: Int, greatest: Int) {
    guard let form = linearForm(term, store) else { throw .unboundedRange }
    var (least, greatest) = (form.constant, form.constant)
    for (index, coefficient) in form.coefficients {
      let range = try range(index, store)
      let ends = [coefficient * range.first, coefficient * (range.first + max(range.count, 1) - 1)]
      least += min(ends[0], ends[1])
      greatest += max(ends[0], ends[1])
    }
    return (least, greatest)
  }

  /// Sums over the same ranges with a factor in common as one: `sum(n, X[n,i]*u[n]) + sum(n, X[n,i]*v[n])` is one product
  /// with a matrix, not two; nil where there are none.
  func withSumsMerged(_ term: Term, _ store: inout TermStore) -> Term? {
    var others: [Term] = []
    var groups: [(opening: Opening, common: Set<Term>, bodies: [Term])] = []
    for (coefficient, addend) in store.addends(term) {
      guard store.kind(addend) == .reduction, store.operation(addend) == .sum else {
        others.append(store.scale(addend, by: coefficient))
        continue
      }
      let opening = store.open(addend)
      let ranges = opening.indices.map { store.children($0) }
      var isPlaced = false
      for place in groups.indices where opening.condition == .yes && groups[place].opening.condition == .yes {
        let known = groups[place].opening.indices
        if ranges != known.map({ store.children($0) }) { continue }
        let body = store.instantiate(opening.indices, opening.body, at: known)
        // What has none of the indices is no factor of the summand.
        let common = groups[place].common.intersection(store.factors(body).map { store.power($0.base, $0.exponent) })
        if common.isEmpty { continue }
        groups[place].common = common
        groups[place].bodies.append(store.scale(body, by: coefficient))
        isPlaced = true
        break
      }
      if isPlaced { continue }
      let factors = Set(store.factors(opening.body).map { store.power($0.base, $0.exponent) })
      groups.append((opening, factors, [store.scale(opening.body, by: coefficient)]))
    }
    guard groups.contains(where: { $0.bodies.count > 1 }) else { return nil }
    for group in groups {
      let (opening, body) = (group.opening, store.sum(group.bodies))
      others.append(store.sum(over: opening.indices, where: opening.condition, body))
    }
    let result = store.sum(others)
    return result == term ? nil : result
  }

  /// `a*b + a*c` as `a*(b + c)`: factors with indices of their own then stay apart.
  private func withCommonFactorsOut(_ term: Term, _ store: inout TermStore) -> Term {
    guard store.isProperSum(term) else { return term }
    let addends = store.addends(term)
    var common = store.factors(addends[0].term)
    for (_, addend) in addends.dropFirst() {
      let own = store.factors(addend)
      common.removeAll { factor in !own.contains { $0.base == factor.base && $0.exponent == factor.exponent } }
    }
    if common.isEmpty { return term }
    let taken = Set(common.map(\.base))
    var rest: [Term] = []
    for (coefficient, addend) in addends {
      let factors = store.factors(addend).filter { !taken.contains($0.base) }
      rest.append(store.scale(store.product(ofPowers: factors), by: coefficient))
    }
    return store.multiply(store.product(ofPowers: common), store.sum(rest))
  }

  // MARK: Costs, in additions roughly

  /// Of working the value out at every point.
  private func directCost(
    _ value: Term, _ indices: [Term], _ store: borrowing TermStore
  ) throws(ArrayError) -> Double {
    var size = 1.0
    for index in indices { size *= Double(try range(index, store).count) }
    let operations = store.isProperSum(value) ? store.addends(value).count : 1
    return size * Double(operations + max(1, store.factors(value).count))
  }

  /// Of summing each addend for itself.
  private mutating func splitCost(
    _ value: Term, _ axes: [Term], _ indices: [Term], _ store: inout TermStore
  ) throws(ArrayError) -> Double {
    var total = 0.0
    for (_, addend) in store.addends(value) {
      let used = Set(store.freeIndices(addend))
      let own = axes.filter { used.contains($0) }
      let summed = indices.filter { used.contains($0) }
      var cost = try directCost(addend, own + summed, store)
      if let order = try contraction(addend, over: own, summing: summed, &store) { cost = min(cost, order.cost) }
      total += cost
    }
    return total
  }
}
