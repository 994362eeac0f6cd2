/// A number for some of a store's nodes: the memo of one pass.
///
/// A dictionary costs several times as much as the work of a pass. Here each slot carries the stamp of the pass that wrote
/// it, so starting a new pass clears nothing. Tables are kept in a pool, for passes nest.
final class NodeTable {
  private var slots: UnsafeMutablePointer<UInt64>
  private var capacity: Int
  private var stamp: UInt64 = 0

  init() {
    capacity = 1 << 12
    slots = .allocate(capacity: capacity)
    slots.initialize(repeating: 0, count: capacity)
  }

  deinit {
    slots.deallocate()
  }

  /// Forgets everything, and makes room for a store of so many nodes.
  func begin(nodes: Int) {
    if nodes > capacity { grow(to: nodes) }
    if stamp == UInt64(UInt32.max) {
      slots.update(repeating: 0, count: capacity)
      stamp = 0
    }
    stamp += 1
  }

  @inline(__always)
  subscript(term: Term) -> UInt32? {
    get {
      guard term.position < capacity else { return nil }
      let slot = slots[term.position]
      return slot >> 32 == stamp ? UInt32(truncatingIfNeeded: slot) : nil
    }
    set {
      if term.position >= capacity { grow(to: term.position + 1) }
      slots[term.position] = newValue.map { stamp << 32 | UInt64($0) } ?? 0
    }
  }

  private func grow(to needed: Int) {
    let size = max(capacity * 2, needed)
    let larger = UnsafeMutablePointer<UInt64>.allocate(capacity: size)
    larger.update(from: slots, count: capacity)
    (larger + capacity).initialize(repeating: 0, count: size - capacity)
    slots.deallocate()
    slots = larger
    capacity = size
  }
}

extension TermStore {
  /// An empty table for one pass; give it back with `release`.
  mutating func acquireTable() -> NodeTable {
    let table = tablePool.popLast() ?? NodeTable()
    table.begin(nodes: count)
    return table
  }

  mutating func release(_ table: NodeTable) { tablePool.append(table) }
}
