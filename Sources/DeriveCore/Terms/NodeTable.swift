/// A number for some of a store's nodes: the memo of one pass.
///
/// A dictionary costs several times as much as the work of a pass. Here each slot carries the stamp of the pass that wrote
/// it, so starting a new pass clears nothing. Tables are kept in a pool, for passes nest.
@usableFromInline
package final class NodeTable {
  /// Behind a constant pointer, for each access to a variable of a class is checked for exclusivity at run time: that was
  /// a twentieth of a whole run.
  @usableFromInline let state: UnsafeMutablePointer<State>

  @usableFromInline
  struct State {
    @usableFromInline var slots: UnsafeMutablePointer<UInt64>
    @usableFromInline var capacity: Int
    @usableFromInline var stamp: UInt64
  }

  init() {
    let capacity = 1 << 12
    let slots = UnsafeMutablePointer<UInt64>.allocate(capacity: capacity)
    slots.initialize(repeating: 0, count: capacity)
    state = .allocate(capacity: 1)
    state.initialize(to: State(slots: slots, capacity: capacity, stamp: 0))
  }

  deinit {
    state.pointee.slots.deallocate()
    state.deallocate()
  }

  /// Forgets everything, and makes room for a store of so many nodes.
  func begin(nodes: Int) {
    if nodes > state.pointee.capacity { grow(to: nodes) }
    if state.pointee.stamp == UInt64(UInt32.max) {
      state.pointee.slots.update(repeating: 0, count: state.pointee.capacity)
      state.pointee.stamp = 0
    }
    state.pointee.stamp += 1
  }

  /// Notes the term, and says whether it is the first time.
  @inlinable @inline(__always)
  package func insert(_ term: Term) -> Bool {
    if self[term] != nil { return false }
    self[term] = 1
    return true
  }

  @inlinable @inline(__always)
  package subscript(term: Term) -> UInt32? {
    get {
      guard term.position < state.pointee.capacity else { return nil }
      let slot = state.pointee.slots[term.position]
      return slot >> 32 == state.pointee.stamp ? UInt32(truncatingIfNeeded: slot) : nil
    }
    set {
      if term.position >= state.pointee.capacity { grow(to: term.position + 1) }
      state.pointee.slots[term.position] = newValue.map { state.pointee.stamp << 32 | UInt64($0) } ?? 0
    }
  }

  @usableFromInline func grow(to needed: Int) {
    let capacity = state.pointee.capacity
    let size = max(capacity * 2, needed)
    let larger = UnsafeMutablePointer<UInt64>.allocate(capacity: size)
    larger.update(from: state.pointee.slots, count: capacity)
    (larger + capacity).initialize(repeating: 0, count: size - capacity)
    state.pointee.slots.deallocate()
    state.pointee.slots = larger
    state.pointee.capacity = size
  }
}

/// The tables of one store that are not in use.
final class NodeTablePool {
  /// Behind a constant pointer, for the reason that `NodeTable` has for its own.
  fileprivate let tables: UnsafeMutablePointer<[NodeTable]>

  init() {
    tables = .allocate(capacity: 1)
    tables.initialize(to: [])
  }

  deinit {
    tables.deinitialize(count: 1)
    tables.deallocate()
  }
}

extension TermStore {
  /// An empty table for one pass; give it back with `release`.
  package func acquireTable() -> NodeTable {
    let table = tablePool.tables.pointee.popLast() ?? NodeTable()
    table.begin(nodes: count)
    return table
  }

  package func release(_ table: NodeTable) { tablePool.tables.pointee.append(table) }
}
