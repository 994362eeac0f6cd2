import DeriveCore
import DeriveNumbers

/// A sum of a product of arrays, worked out two arrays at a time: which two first decides how much work it is. For few
/// arrays the best order is found by trying all ways to split each subset (as `opt_einsum`'s `optimal` and `dp` do:
/// Smith and Gray, JOSS 2018), for many by always taking the cheapest pair.
struct ContractionOrder {
  /// All indices, those of the result first; sets of them are bit masks.
  var indices: [Term]
  var summed: UInt64
  var coefficient: Rational
  /// Factors that share their indices are one.
  var factors: [(term: Term, mask: UInt64)]
  var root: Node
  /// In additions, roughly.
  var cost: Double

  indirect enum Node {
    case factor(Int)
    case pair(Node, Node)
  }
}

extension ArrayPlanner {
  /// The best order for a rewritten product under a sum; nil where there are no two factors with different indices.
  func contraction(
    _ value: Term, over axes: [Term], summing summed: [Term], _ store: inout TermStore
  ) throws(ArrayError) -> ContractionOrder? {
    let indices = axes + summed
    if indices.count > 60 || store.isProperSum(value) { return nil }
    let (coefficient, term) = store.coefficientAndTerm(value)
    var factors: [(term: Term, mask: UInt64)] = []
    for (base, exponent) in store.factors(term) {
      let factor = store.power(base, exponent)
      var mask: UInt64 = 0
      for index in store.freeIndices(factor) {
        guard let place = indices.firstIndex(of: index) else { return nil }
        mask |= 1 << UInt64(place)
      }
      if let place = factors.firstIndex(where: { $0.mask == mask }) {
        factors[place].term = store.multiply(factors[place].term, factor)
      } else {
        factors.append((factor, mask))
      }
    }
    let all = (UInt64(1) << UInt64(indices.count)) - 1
    // An index that nothing mentions any more is a count, or an axis along which nothing changes.
    guard factors.count > 1, factors.reduce(0, { $0 | $1.mask }) == all else { return nil }
    var sizes: [Double] = []
    for index in indices { sizes.append(Double(try range(index, store).count)) }
    let summedMask = all & ~((UInt64(1) << UInt64(axes.count)) - 1)
    var search = OrderSearch(
      sizes: sizes, kept: all & ~summedMask, masks: factors.map(\.mask),
      isStored: factors.map { store.kind($0.term) == .symbol })
    let (root, cost) = factors.count <= 10 ? search.best() : search.greedy()
    return ContractionOrder(
      indices: indices, summed: summedMask, coefficient: coefficient, factors: factors, root: root, cost: cost)
  }
}

/// Costs of contraction orders.
private struct OrderSearch {
  let sizes: [Double]
  /// The indices of the result.
  let kept: UInt64
  let masks: [UInt64]
  /// The factor is an array already.
  let isStored: [Bool]

  func size(_ mask: UInt64) -> Double {
    var size = 1.0
    var rest = mask
    while rest != 0 {
      size *= sizes[rest.trailingZeroBitCount]
      rest &= rest - 1
    }
    return size
  }

  /// What a product of two arrays costs: a matrix product runs faster than a formula does.
  func pairCost(_ a: UInt64, _ b: UInt64, _ result: UInt64) -> Double {
    let all = a | b
    return all == result ? 3 * size(all) : 0.5 * size(all) + 2 * (size(a) + size(b) + size(result))
  }

  func factorCost(_ place: Int) -> Double { isStored[place] ? 0 : 3 * size(masks[place]) }

  /// The best way for each subset of the factors, smaller ones first.
  mutating func best() -> (ContractionOrder.Node, Double) {
    let full = (1 << masks.count) - 1
    var union = [UInt64](repeating: 0, count: full + 1)
    for set in 1...full {
      let first = set.trailingZeroBitCount
      union[set] = union[set & (set - 1)] | masks[first]
    }
    func result(_ set: Int) -> UInt64 { union[set] & (kept | union[full & ~set]) }
    var costs = [Double](repeating: .infinity, count: full + 1)
    var splits = [Int](repeating: 0, count: full + 1)
    for set in 1...full {
      if set & (set - 1) == 0 {
        costs[set] = factorCost(set.trailingZeroBitCount)
        continue
      }
      var part = (set - 1) & set
      while part > 0 {
        let other = set & ~part
        if part > other {
          let cost = costs[part] + costs[other] + pairCost(result(part), result(other), result(set))
          if cost < costs[set] {
            costs[set] = cost
            splits[set] = part
          }
        }
        part = (part - 1) & set
      }
    }
    func node(_ set: Int) -> ContractionOrder.Node {
      set & (set - 1) == 0
        ? .factor(set.trailingZeroBitCount) : .pair(node(splits[set]), node(set & ~splits[set]))
    }
    return (node(full), costs[full])
  }

  /// The cheapest pair first.
  mutating func greedy() -> (ContractionOrder.Node, Double) {
    var parts = masks.indices.map { (node: ContractionOrder.Node.factor($0), mask: masks[$0]) }
    var total = masks.indices.reduce(0) { $0 + factorCost($1) }
    while parts.count > 1 {
      var best: (a: Int, b: Int, result: UInt64, cost: Double)?
      for a in parts.indices {
        for b in (a + 1)..<max(parts.count, a + 1) {
          var outside = kept
          for other in parts.indices where other != a && other != b { outside |= parts[other].mask }
          let result = (parts[a].mask | parts[b].mask) & outside
          let cost = pairCost(parts[a].mask, parts[b].mask, result)
          if best.map({ cost < $0.cost }) ?? true { best = (a, b, result, cost) }
        }
      }
      guard let best else { break }
      total += best.cost
      let pair = ContractionOrder.Node.pair(parts[best.a].node, parts[best.b].node)
      parts.remove(at: best.b)
      parts[best.a] = (pair, best.result)
    }
    return (parts[0].node, total)
  }
}

extension ArrayPlanner {
  /// An operand of the chain: a term over arrays, and its indices.
  private struct Operand {
    var term: Term
    var mask: UInt64
    /// A product that no step has worked out yet.
    var parts: [(term: Term, mask: UInt64)] = []
  }

  /// Adds the steps of a chain of products; `term` is the sum as a whole.
  mutating func carryOut(
    _ order: ContractionOrder, of term: Term, over axes: [Term], _ store: inout TermStore
  ) throws(ArrayError) -> Int {
    let result = try operand(order.root, order, isLast: true, of: term, over: axes, &store)
    // Without a product as the last step, as for an outer product, the rest is a formula.
    let value = store.scale(result.term, by: result.isScaled ? Rational.one : order.coefficient)
    return try array(of: value, over: axes, &store)
  }

  private mutating func operand(
    _ node: ContractionOrder.Node, _ order: ContractionOrder, isLast: Bool, of term: Term, over axes: [Term],
    _ store: inout TermStore
  ) throws(ArrayError) -> (term: Term, mask: UInt64, parts: [(term: Term, mask: UInt64)], isScaled: Bool) {
    switch node {
    case .factor(let place):
      let factor = order.factors[place]
      return try reduced(factor, order, &store)
    case .pair(let a, let b):
      let left = try operand(a, order, isLast: false, of: term, over: axes, &store)
      let right = try operand(b, order, isLast: false, of: term, over: axes, &store)
      var outside = ~order.summed
      for (place, factor) in order.factors.enumerated() where !contains(node, place) { outside |= factor.mask }
      let union = left.mask | right.mask
      let result = union & outside
      if result == union {
        let product = store.multiply(left.term, right.term)
        return (product, union, [(left.term, left.mask), (right.term, right.mask)], false)
      }
      let component = try product(
        Operand(term: left.term, mask: left.mask, parts: left.parts),
        Operand(term: right.term, mask: right.mask, parts: right.parts), result, order, isLast ? term : nil, axes,
        &store)
      return (component, result, [], isLast)
    }
  }

  private func contains(_ node: ContractionOrder.Node, _ place: Int) -> Bool {
    switch node {
    case .factor(let own): own == place
    case .pair(let a, let b): contains(a, place) || contains(b, place)
    }
  }

  /// A factor with the indices summed that no other factor has.
  private mutating func reduced(
    _ factor: (term: Term, mask: UInt64), _ order: ContractionOrder, _ store: inout TermStore
  ) throws(ArrayError) -> (term: Term, mask: UInt64, parts: [(term: Term, mask: UInt64)], isScaled: Bool) {
    var others = ~order.summed
    var isOwn = false
    for other in order.factors {
      if other.mask == factor.mask { isOwn = true } else { others |= other.mask }
    }
    let unshared = isOwn ? factor.mask & ~others : 0
    if unshared == 0 { return (factor.term, factor.mask, [], false) }
    let indices = list(unshared, order)
    let sum = store.sum(over: indices, factor.term)
    return (try rewritten(sum, &store), factor.mask & ~unshared, [], false)
  }

  private func list(_ mask: UInt64, _ order: ContractionOrder) -> [Term] {
    order.indices.enumerated().filter { mask >> UInt64($0.offset) & 1 == 1 }.map(\.element)
  }

  /// The operand as a view of an array over these indices; worked out first where it is a formula.
  private mutating func stored(
    _ term: Term, _ mask: UInt64, _ order: ContractionOrder, _ store: inout TermStore
  ) throws(ArrayError) -> (view: ArrayPlan.View, indices: [Term]) {
    let indices = list(mask, order)
    if let view = try view(term, over: indices, store) { return (view, indices) }
    let symbol = try array(of: term, over: indices, &store)
    guard let view = try view(store.component(symbol, indices), over: indices, store) else {
      throw .unsupported("an array without a place")
    }
    return (view, indices)
  }

  /// A step that multiplies two operands and sums what the result does not have.
  private mutating func product(
    _ a: Operand, _ b: Operand, _ result: UInt64, _ order: ContractionOrder, _ whole: Term?, _ axes: [Term],
    _ store: inout TermStore
  ) throws(ArrayError) -> Term {
    var (left, right) = (a, b)
    let contracted = (left.mask | right.mask) & ~result
    let target = whole == nil ? list(result, order) : axes
    // The result's last axis runs along the columns.
    if let last = target.last, let place = order.indices.firstIndex(of: last),
      right.mask >> UInt64(place) & 1 == 0
    {
      swap(&left, &right)
    }
    let symmetric =
      try whole.map { whole throws(ArrayError) in
        try isSymmetric(whole, left.mask & ~right.mask, right.mask & ~left.mask, order, &store)
      } ?? false
    // Factors over summed indices alone are folded in while the left operand is packed.
    var scales: [Term] = []
    for side in 0..<2 {
      let operand = side == 0 ? left : right
      guard operand.parts.count == 2 else { continue }
      for place in 0..<2 {
        let (scale, rest) = (operand.parts[place], operand.parts[1 - place])
        guard scale.mask & ~contracted == 0, rest.mask == operand.mask else { continue }
        scales.append(scale.term)
        if side == 0 { left = Operand(term: rest.term, mask: rest.mask) }
        if side == 1 { right = Operand(term: rest.term, mask: rest.mask) }
        break
      }
    }
    let (leftView, leftIndices) = try stored(left.term, left.mask, order, &store)
    let (rightView, rightIndices) = try stored(right.term, right.mask, order, &store)
    let depth = list(contracted, order)
    var scale: (array: Int, offsets: [Int])?
    if !scales.isEmpty {
      let term = store.product(scales)
      let own = store.freeIndices(term)
      let symbol = try array(of: term, over: own, &store)
      guard let view = try view(store.component(symbol, own), over: own, store) else {
        throw .unsupported("an array without a place")
      }
      scale = (view.array, try offsets(view, own, along: depth, store).map { $0 + view.offset })
    }
    let symbol = try newArray(over: target, &store)
    let number = try array(ofSymbol: symbol, store)
    let own = ArrayPlan.View(array: number, offset: 0, strides: plan.layouts[number].strides)
    let batch = list(left.mask & right.mask & result, order)
    let rows = list(left.mask & ~right.mask, order)
    let columns = list(right.mask & ~left.mask, order)
    var step = ArrayPlan.ProductStep(
      left: leftView.array, right: rightView.array, scale: scale, target: number, batch: [], rows: [], columns: [],
      depth: [], factor: whole == nil ? 1 : order.coefficient.asDouble, isSymmetric: symmetric)
    let batchLeft = try offsets(leftView, leftIndices, along: batch, store)
    let batchRight = try offsets(rightView, rightIndices, along: batch, store)
    for (place, target) in try offsets(own, target, along: batch, store).enumerated() {
      step.batch.append(
        ArrayPlan.ProductStep.BatchPlace(
          left: batchLeft[place] + leftView.offset, right: batchRight[place] + rightView.offset, target: target))
    }
    step.rows = zip(
      try offsets(leftView, leftIndices, along: rows, store), try offsets(own, target, along: rows, store)
    ).map { ArrayPlan.ProductStep.RowPlace(operand: $0, target: $1) }
    step.columns = zip(
      try offsets(rightView, rightIndices, along: columns, store), try offsets(own, target, along: columns, store)
    ).map { ArrayPlan.ProductStep.RowPlace(operand: $0, target: $1) }
    step.depth = zip(
      try offsets(leftView, leftIndices, along: depth, store), try offsets(rightView, rightIndices, along: depth, store)
    ).map { ArrayPlan.ProductStep.DepthPlace(left: $0, right: $1) }
    plan.steps.append(.product(step))
    return store.component(symbol, target)
  }

  /// How far from its start a view's element lies, for all values of the indices listed, the last running fastest.
  private func offsets(
    _ view: ArrayPlan.View, _ indices: [Term], along list: [Term], _ store: borrowing TermStore
  ) throws(ArrayError) -> [Int] {
    var offsets = [0]
    for index in list {
      let count = try range(index, store).count
      let stride = indices.firstIndex(of: index).map { view.strides[$0] } ?? 0
      var next: [Int] = []
      next.reserveCapacity(offsets.count * count)
      for offset in offsets {
        for place in 0..<count { next.append(offset + place * stride) }
      }
      offsets = next
    }
    return offsets
  }

  /// Whether the sum is the same term with its row and column indices exchanged.
  private func isSymmetric(
    _ term: Term, _ rows: UInt64, _ columns: UInt64, _ order: ContractionOrder, _ store: inout TermStore
  ) throws(ArrayError) -> Bool {
    let (rows, columns) = (list(rows, order), list(columns, order))
    if rows.isEmpty || rows.count != columns.count { return false }
    var change = Substitution()
    for (row, column) in zip(rows, columns) {
      let (a, b) = (try range(row, store), try range(column, store))
      if a.first != b.first || a.count != b.count { return false }
      change.replace(row, by: column)
      change.replace(column, by: row)
    }
    return store.substitute(term, change) == term
  }
}
