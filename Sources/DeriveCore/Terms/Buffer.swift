/// A growable array of trivial values with unique ownership.
///
/// The term store is built from these and not from `Array`: without reference counts and uniqueness checks appending
/// and reading cost 1.3 to 1.7 times less (`design.md`, What was measured). Bounds are checked.
@usableFromInline
package struct Buffer<Element: BitwiseCopyable>: ~Copyable {
  @usableFromInline var storage: UnsafeMutablePointer<Element>
  @usableFromInline package private(set) var capacity: Int
  @usableFromInline package private(set) var count: Int

  package init(minimumCapacity: Int = 16) {
    capacity = max(minimumCapacity, 1)
    storage = .allocate(capacity: capacity)
    count = 0
  }

  package init(repeating value: Element, count: Int) {
    capacity = max(count, 1)
    storage = .allocate(capacity: capacity)
    storage.initialize(repeating: value, count: count)
    self.count = count
  }

  deinit {
    storage.deallocate()
  }

  package subscript(position: Int) -> Element {
    @inline(__always) get {
      precondition(position >= 0 && position < count)
      return storage[position]
    }
    @inline(__always) set {
      precondition(position >= 0 && position < count)
      storage[position] = newValue
    }
  }

  @inline(__always)
  package mutating func append(_ element: Element) {
    if count == capacity { grow(to: capacity * 2) }
    storage[count] = element
    count += 1
  }

  package mutating func append(repeating element: Element, count added: Int) {
    if count + added > capacity { grow(to: max(capacity * 2, count + added)) }
    (storage + count).initialize(repeating: element, count: added)
    count += added
  }

  /// Drops everything from `newCount` on.
  @inline(__always)
  package mutating func truncate(to newCount: Int) {
    precondition(newCount >= 0 && newCount <= count)
    count = newCount
  }

  @inline(never)
  private mutating func grow(to newCapacity: Int) {
    let larger = UnsafeMutablePointer<Element>.allocate(capacity: newCapacity)
    larger.update(from: storage, count: count)
    storage.deallocate()
    storage = larger
    capacity = newCapacity
  }
}
