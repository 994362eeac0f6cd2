import DeriveLanguage

extension [FormulaBinder] {
  /// The indices that have to be named beside the conditions, or nil if all must be, with a colon between: `k ≠ i` says
  /// itself that k runs, and `i < j` that both do, when both are bound here.
  var indicesToName: [String]? {
    let bound = Set(map(\.index))
    var said: Set<String> = []
    for condition in flatMap(\.conditions) {
      guard case .relation(.name(let left, _), let relation, let right) = condition, bound.contains(left) else {
        return nil
      }
      if case .name(let other, _) = right, bound.contains(other) {
        said.formUnion([left, other])
      } else if relation == .notEqual || relation == .less || relation == .greater {
        said.insert(left)
      } else {
        return nil
      }
    }
    return map(\.index).filter { !said.contains($0) }
  }
}
