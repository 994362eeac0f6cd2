import DeriveNumbers

/// How far a definition looks into recursions whose steps are still to come.
///
/// While `let a[l+1] = s(z[l+1])` is read, `z[l] = W[l]*a[l-1]` is known to look one member back, so the step needs
/// `a[l]` and no more. A step must not need what it defines.
struct Reach {
  /// The dimension of the definition whose index counts the members; nil where it is none of them.
  var dimension: Int?
  /// How far from that index the last member is that is needed; nil where that is not a fixed number.
  var offset: Int?
}

extension Resolver {
  /// Notes which open recursions a new definition looks into.
  func noteReach(of id: DefinitionID, _ indices: [IndexID], _ value: Node) {
    guard !openRecursions.isEmpty else { return }
    visitReach(value, indices) { recursion, position, offset, _ in
      var reach = Reach(dimension: position, offset: offset)
      if let known = reaches[id]?[recursion] {
        let isSame = known.dimension == position
        reach.dimension = isSame ? position : nil
        reach.offset = isSame ? known.offset.flatMap { old in offset.map { max(old, $0) } } : nil
      }
      reaches[id, default: [:]][recursion] = reach
    }
  }

  /// A step uses members up to the one before it, of its own recursion and of others that have no step yet.
  func requireEarlierMembers(_ step: Node, _ index: IndexID) throws(Stop) {
    var late: Node?
    visitReach(step, [index]) { _, position, offset, node in
      if position == nil || offset.map({ $0 > 0 }) ?? true { late = late ?? node }
    }
    guard let late else { return }
    throw report(
      late.site, "this step needs a member that is not defined yet",
      hint: "a step uses members up to `\(problem.indices[index.number].name)`")
  }

  /// Calls `found` for each place where an open recursion is used: which of the indices counts its members, and how
  /// far from it the member is.
  private func visitReach(
    _ node: Node, _ indices: [IndexID], _ found: (RecursionID, Int?, Int?, Node) -> Void
  ) {
    switch node.kind {
    case .member(let recursion, let place) where openRecursions.contains(recursion):
      if case .number(let value) = place.kind, value == Rational(problem.recursions[recursion.number].first) { break }
      let (position, offset) = self.offset(of: place, from: indices)
      found(recursion, position, offset, node)
    case .component(let base, let slots):
      guard case .definition(let id) = base.kind, let inner = reaches[id] else { break }
      for (recursion, reach) in inner where openRecursions.contains(recursion) {
        guard let dimension = reach.dimension, let first = reach.offset, dimension < slots.count,
          case .at(let place) = slots[dimension]
        else {
          found(recursion, nil, nil, node)
          continue
        }
        let (position, second) = self.offset(of: place, from: indices)
        found(recursion, position, second.map { first + $0 }, node)
      }
      for case .at(let place) in slots { visitReach(place, indices, found) }
      return
    case .definition(let id):
      for recursion in (reaches[id] ?? [:]).keys where openRecursions.contains(recursion) {
        found(recursion, nil, nil, node)
      }
    default: break
    }
    node.kind.forEachChild { visitReach($0, indices, found) }
  }

  /// `c` of a place `i + c`, and which of the indices `i` is.
  private func offset(of place: Node, from indices: [IndexID]) -> (Int?, Int?) {
    if case .index(let id) = place.kind { return (indices.firstIndex(of: id), 0) }
    guard case .sum(let addends) = place.kind else { return (nil, nil) }
    var position: Int?
    var total = 0
    for addend in addends {
      switch addend.node.kind {
      case .index(let id) where !addend.isNegative && position == nil: position = indices.firstIndex(of: id)
      case .number(let value):
        guard let number = value.asInt, abs(number) < 1_000_000 else { return (nil, nil) }
        total += addend.isNegative ? -number : number
      default: return (nil, nil)
      }
    }
    return (position, total)
  }
}
