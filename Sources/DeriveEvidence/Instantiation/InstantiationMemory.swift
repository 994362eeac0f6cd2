import DeriveCore

/// What terms came to at one choice of the sizes: a closed term has one value, another one for each choice of the values
/// of its free indices.
struct InstantiationMemory {
  /// By handle, from 1; 0 where nothing is known.
  private var closed = NumberPages()
  private var open: [Key: Term] = [:]
  /// Where an index list or its values do not fit a key of one word.
  private var rare: [RareKey: Term] = [:]
  /// Free indices: by handle, the number of a list, from 1.
  private var listNumbers = NumberPages()
  private var lists: [[Term]] = []
  private var listsByIndices: [[Term]: UInt32] = [:]

  private struct Key: Hashable {
    var term: Term
    var values: UInt64

    /// Small numbers of our own making need no keyed hash.
    func _rawHashValue(seed: Int) -> Int {
      let product = (UInt64(term.number) &+ values &* 0xd6e8_feb8_6659_fd93) &* 0x9e37_79b9_7f4a_7c15
      return Int(truncatingIfNeeded: product ^ product >> 32)
    }
  }

  private struct RareKey: Hashable {
    var term: Term
    var values: [Int]
  }

  func value(of term: Term, at environment: IndexValues, _ store: borrowing TermStore) -> Term? {
    if store.isClosed(term) {
      let number = closed[term.position]
      return number > 0 ? Term(number: number - 1) : nil
    }
    guard let list = list(term) else { return nil }
    if let values = Self.word(list, environment) { return open[Key(term: term, values: values)] }
    return rare[RareKey(term: term, values: list.map { environment[$0] ?? Int.min })]
  }

  /// Notes a value; those of the term's children are to be there already, or the children are no scalars.
  mutating func set(_ term: Term, at environment: IndexValues, to result: Term, _ store: borrowing TermStore) {
    if store.isClosed(term) {
      closed[term.position] = result.number + 1
      return
    }
    let list = freeIndices(term, store)
    if let values = Self.word(list, environment) {
      open[Key(term: term, values: values)] = result
    } else {
      rare[RareKey(term: term, values: list.map { environment[$0] ?? Int.min })] = result
    }
  }

  private func list(_ term: Term) -> [Term]? {
    let number = listNumbers[term.position]
    return number > 0 ? lists[Int(number) - 1] : nil
  }

  /// The free indices of a term, from those of its children where they are known.
  private mutating func freeIndices(_ term: Term, _ store: borrowing TermStore) -> [Term] {
    if let known = list(term) { return known }
    // Most terms have the indices of their first open child.
    var number: UInt32 = 0
    var found: [Term] = []
    for position in 0..<store.childCount(term) {
      let child = store.child(term, position)
      if store.isClosed(child) { continue }
      let other = listNumbers[child.position]
      if other > 0, other == number { continue }
      let indices = store.kind(child) == .index ? [child] : other > 0 ? lists[Int(other) - 1] : store.freeIndices(child)
      if found.isEmpty {
        found = indices
        number = other
      } else if !indices.allSatisfy(found.contains) {
        for index in indices where !found.contains(index) { found.append(index) }
        number = 0
      }
    }
    if number == 0 {
      found.sort { $0.number < $1.number }
      if let known = listsByIndices[found] {
        number = known
      } else {
        lists.append(found)
        number = UInt32(lists.count)
        listsByIndices[found] = number
      }
    }
    listNumbers[term.position] = number
    return lists[Int(number) - 1]
  }

  private static func word(_ indices: [Term], _ environment: IndexValues) -> UInt64? {
    if indices.count > 4 { return nil }
    var values: UInt64 = 0
    for index in indices {
      guard let value = environment[index], value >= 0, value < 1 << 16 else { return nil }
      values = values << 16 | UInt64(value)
    }
    return values
  }
}

/// Numbers by handle, 0 where none was set, in pages that are made when one is written to: of a large store most terms
/// are none of an instantiation's.
private struct NumberPages {
  private var pages: [[UInt32]] = []
  private static let pageSize = 256

  subscript(position: Int) -> UInt32 {
    get {
      let (page, place) = (position / Self.pageSize, position % Self.pageSize)
      return page < pages.count && !pages[page].isEmpty ? pages[page][place] : 0
    }
    set {
      let (page, place) = (position / Self.pageSize, position % Self.pageSize)
      while pages.count <= page { pages.append([]) }
      if pages[page].isEmpty { pages[page] = [UInt32](repeating: 0, count: Self.pageSize) }
      pages[page][place] = newValue
    }
  }
}
