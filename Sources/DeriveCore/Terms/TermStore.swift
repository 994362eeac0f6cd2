import DeriveNumbers

/// The home of all terms of one problem: nodes in flat arrays, each built once.
///
/// Building a node that exists returns its handle (hash-consing; Filliâtre and Conchon, "Type-safe modular
/// hash-consing", ML 2006), so equality is comparing handles, shared subterms cost once, and every pass can be memoised
/// by handle. The store is passed `inout`; nothing in it is shared between problems, so files run side by side.
///
/// Bound indices have no names (locally nameless; Charguéraud, JAR 2012): `open` replaces a binder's indices by free
/// ones, the constructors of `Binders.swift` close them again with canonical numbers, counted from the leaves
/// (a binder's height), so equal up to renaming is equal.
package struct TermStore: ~Copyable {
  struct Node: BitwiseCopyable {
    /// Depends on structure only, never on the order of creation; free of collisions for practical purposes, and
    /// never relied upon for equality.
    var hash: UInt64
    /// A Bloom filter of the free indices below (bit: number modulo 64).
    var indexMask: UInt64
    /// A Bloom filter of the symbols and definitions below.
    var symbolMask: UInt64
    /// Bound indices below whose binder is not: bit 4*height + position, as far as there are bits.
    var boundMask: UInt64
    var first: UInt32
    var payload: UInt32
    var count: UInt32
    /// The greatest height of a binder below; a binder's own is one more than what its body has.
    var height: UInt16
    var kind: TermKind
  }

  var nodes: Buffer<Node>
  var childHandles: Buffer<Term>
  /// Open addressing; a slot is the upper half of a hash and a handle, so that other nodes are not even looked at.
  private var table: Buffer<UInt64>
  /// Where constructors gather children before interning them; used as a stack.
  var scratch: Buffer<Term>

  private var numbers: [Rational] = []
  /// The value of each number that is whole and fits 31 bits, else `Int32.min`: sums and products of such numbers, nearly
  /// all there are, touch no reference.
  private var smallValues: Buffer<Int32>
  private var numberTerms: [Rational: Term] = [:]
  /// Whole numbers from -128 to 127, once they were met: most numbers are these.
  private var smallNumbers: Buffer<UInt32>
  let tablePool = NodeTablePool()

  package private(set) var symbols: [Symbol] = []
  package private(set) var definitions: [Definition] = []
  package private(set) var abstractFunctions: [AbstractSymbol] = []
  /// Letters of free indices, for messages; nil for the engine's own.
  private var indexCount: UInt32 = 0
  /// The index that opens binders of a height, position and range, shared by all of them.
  var openingIndices: [OpeningKey: Term] = [:]
  /// Opened binders with the stamp of the assumptions: opening builds terms anew, and those use what is assumed.
  var openings: [Term: (stamp: Int, opening: Opening)] = [:]

  /// What is assumed in the statement at hand, and what was concluded from it, by term.
  package var assumptions = Assumptions()
  /// How often something was assumed.
  var assumptionCount = 0
  var boundsMemo: [Term: Bounds] = [:]
  /// The matrix of which one assumed to be symmetric or antisymmetric is made, by symbol.
  var transposeHalves: [Int: Int] = [:]

  /// Whether any matrix function was built: most problems have none, and are not searched for them.
  var hasMatrixFunctions = false

  /// Whether any name is an orthogonal matrix.
  var hasOrthogonalNames = false
  /// The recursions that derivatives of recursions are.
  var memberDerivatives: [MemberDerivative: Int] = [:]
  /// Products of matrices over an index, as recursions over their last factor.
  var orderedProducts: [OrderedProduct: Int] = [:]
  /// The vectors that quadratic forms over a range are written with.
  package var testVectors: [Term: Int] = [:]
  /// The names that stand for divisors while an expectation is worked out.
  var divisorSymbols: [Term: Int] = [:]

  /// Where rewrites are recorded; `nil` records nothing.
  package var trace: Trace?
  /// Counts elementary steps; work is bounded by it and not by the clock.
  package var budget = Budget()
  /// Never read. A struct that holds an existential is handled by its address alone: without one the compiler copies the
  /// whole store, hundreds of bytes, wherever a method that only reads is called and not inlined.
  private var addressOnly: any Sendable = ()

  package init() {
    nodes = Buffer(minimumCapacity: 1 << 12)
    childHandles = Buffer(minimumCapacity: 1 << 13)
    table = Buffer(repeating: UInt64.max, count: 1 << 13)
    scratch = Buffer(minimumCapacity: 256)
    smallNumbers = Buffer(repeating: UInt32.max, count: 256)
    smallValues = Buffer(minimumCapacity: 64)
    // The order of these gives the static handles of `Term`.
    _ = number(0)
    _ = number(1)
    _ = number(-1)
    _ = number(2)
    _ = number(Rational(1, 2))
    _ = intern(.infinity, payload: 0)
    _ = intern(.truth, payload: 1)
    _ = intern(.truth, payload: 0)
  }

  /// How many nodes there are.
  package var count: Int { nodes.count }

  // MARK: Reading

  @inline(__always)
  package func kind(_ term: Term) -> TermKind { nodes[term.position].kind }

  @inline(__always)
  package func payload(_ term: Term) -> Int { Int(nodes[term.position].payload) }

  @inline(__always)
  package func childCount(_ term: Term) -> Int { Int(nodes[term.position].count) }

  @inline(__always)
  package func child(_ term: Term, _ position: Int) -> Term {
    childHandles[Int(nodes[term.position].first) + position]
  }

  /// The children as an array; loops that matter use `child(_:_:)`.
  package func children(_ term: Term) -> [Term] {
    (0..<childCount(term)).map { child(term, $0) }
  }

  @inline(__always)
  package func structuralHash(_ term: Term) -> UInt64 { nodes[term.position].hash }

  @inline(__always)
  func indexMask(_ term: Term) -> UInt64 { nodes[term.position].indexMask }

  @inline(__always)
  func symbolMask(_ term: Term) -> UInt64 { nodes[term.position].symbolMask }

  @inline(__always)
  func boundMask(_ term: Term) -> UInt64 { nodes[term.position].boundMask }

  @inline(__always)
  func height(_ term: Term) -> Int { Int(nodes[term.position].height) }

  /// The number that a rational node stands for.
  package func rational(_ term: Term) -> Rational? {
    kind(term) == .rational ? numbers[payload(term)] : nil
  }

  /// The value of a node known to be a number.
  @inline(__always)
  func value(_ term: Term) -> Rational { numbers[payload(term)] }

  /// The value of a node known to be a number, if it is whole and small.
  @inline(__always)
  func smallValue(_ term: Term) -> Int? {
    let value = smallValues[payload(term)]
    return value == Int32.min ? nil : Int(value)
  }

  package func isNumber(_ term: Term) -> Bool { kind(term) == .rational }

  // MARK: Building

  package mutating func number(_ value: Int) -> Term {
    if value >= -128, value < 128 {
      let known = smallNumbers[value + 128]
      if known != UInt32.max { return Term(number: known) }
      let term = newNumber(Rational(value))
      smallNumbers[value + 128] = term.number
      return term
    }
    return number(Rational(value))
  }

  package mutating func number(_ value: Rational) -> Term {
    if let small = value.asInt, small >= -128, small < 128 { return number(small) }
    if let known = numberTerms[value] { return known }
    let term = newNumber(value)
    numberTerms[value] = term
    return term
  }

  private mutating func newNumber(_ value: Rational) -> Term {
    let place = numbers.count
    numbers.append(value)
    // Arithmetic of long numbers is work by their length.
    if value.asInt == nil { budget.count(nodes: value.bitWidth / 128) }
    smallValues.append(value.asInt.flatMap { Int32(exactly: $0) } ?? Int32.min)
    let term = Term(number: UInt32(nodes.count))
    appendNode(
      .rational, payload: UInt32(place), base: scratch.count,
      hash: mix(0x51, UInt64(bitPattern: Int64(truncatingIfNeeded: value.stableHash))))
    return term
  }

  /// The term of this kind with the children given, built once.
  mutating func intern(_ kind: TermKind, payload: Int, _ children: Term...) -> Term {
    let base = scratch.count
    for child in children { scratch.append(child) }
    return intern(kind, payload: payload, scratchFrom: base)
  }

  mutating func intern(_ kind: TermKind, payload: Int, children: [Term]) -> Term {
    let base = scratch.count
    for child in children { scratch.append(child) }
    return intern(kind, payload: payload, scratchFrom: base)
  }

  /// Interns the node whose children lie on `scratch` from `base` on, and takes them off.
  mutating func intern(_ kind: TermKind, payload: Int, scratchFrom base: Int) -> Term {
    let hash = hashOfNode(kind, payload: payload, base: base)
    let childCount = scratch.count - base
    var slot = Int(truncatingIfNeeded: hash) & (table.count - 1)
    while true {
      let entry = table[slot]
      if entry == UInt64.max { break }
      if entry >> 32 != hash >> 32 {
        slot = (slot + 1) & (table.count - 1)
        continue
      }
      let handle = UInt32(truncatingIfNeeded: entry)
      let node = nodes[Int(handle)]
      if node.hash == hash, node.kind == kind, node.payload == UInt32(payload), node.count == UInt32(childCount) {
        var same = true
        var position = 0
        while position < childCount {
          if childHandles[Int(node.first) + position] != scratch[base + position] {
            same = false
            break
          }
          position += 1
        }
        if same {
          scratch.truncate(to: base)
          return Term(number: handle)
        }
      }
      slot = (slot + 1) & (table.count - 1)
    }
    let term = Term(number: UInt32(nodes.count))
    appendNode(kind, payload: UInt32(payload), base: base, hash: hash)
    table[slot] = (hash >> 32) << 32 | UInt64(term.number)
    if nodes.count * 2 > table.count { growTable() }
    return term
  }

  private mutating func appendNode(_ kind: TermKind, payload: UInt32, base: Int, hash: UInt64) {
    var indexMask: UInt64 = 0
    var symbolMask: UInt64 = 0
    var boundMask: UInt64 = 0
    var height: UInt16 = 0
    let first = childHandles.count
    for position in base..<scratch.count {
      let child = scratch[position]
      let node = nodes[child.position]
      indexMask |= node.indexMask
      symbolMask |= node.symbolMask
      boundMask |= node.boundMask
      height = max(height, node.height)
      childHandles.append(child)
    }
    switch kind {
    case .index: indexMask |= 1 << UInt64(payload & 63)
    case .symbol, .size: symbolMask |= symbolBit(Int(payload))
    case .definition: symbolMask |= definitionBit(Int(payload))
    case .bound: boundMask |= boundBit(payload)
    case .reduction, .family:
      height = max(height, UInt16(truncatingIfNeeded: payload >> 16))
      for position in 0..<(payload & 0xff) {
        let bit = boundBit((payload >> 16) << 8 | position)
        if bit != 1 << 63 { boundMask &= ~bit }
      }
    case .rational, .infinity, .truth, .sum, .product, .function, .delta, .relation, .and, .or, .not, .cases,
      .abstract, .expectation, .matrixFunction, .limit:
      break
    }
    nodes.append(
      Node(
        hash: hash, indexMask: indexMask, symbolMask: symbolMask, boundMask: boundMask, first: UInt32(first),
        payload: payload,
        count: UInt32(scratch.count - base), height: height, kind: kind))
    budget.count(nodes: 1 + (scratch.count - base) / 16)
    scratch.truncate(to: base)
  }

  private mutating func growTable() {
    let size = table.count * 2
    table = Buffer(repeating: UInt64.max, count: size)
    for position in 0..<nodes.count where nodes[position].kind != .rational {
      var slot = Int(truncatingIfNeeded: nodes[position].hash) & (size - 1)
      while table[slot] != UInt64.max { slot = (slot + 1) & (size - 1) }
      table[slot] = (nodes[position].hash >> 32) << 32 | UInt64(position)
    }
  }

  // MARK: Structural hashes

  private func hashOfNode(_ kind: TermKind, payload: Int, base: Int) -> UInt64 {
    combinedHash(kind, payload: payload, count: scratch.count - base) { structuralHash(scratch[base + $0]) }
  }

  /// The structural hash of a node from those of its children; the order of addends, factors and of other children
  /// that may be exchanged does not enter.
  @inline(__always)
  func combinedHash(_ kind: TermKind, payload: Int, count: Int, child: (Int) -> UInt64) -> UInt64 {
    var hash = mix(UInt64(kind.rawValue) &+ 0x9e37, UInt64(payload))
    switch kind {
    case .sum, .product:
      var total: UInt64 = 0
      var position = 0
      while position + 1 < count {
        total = total &+ mix(child(position), child(position + 1))
        position += 2
      }
      hash = mix(hash, total)
    case .delta, .and, .or:
      var total: UInt64 = 0
      for position in 0..<count { total = total &+ mix(0x77, child(position)) }
      hash = mix(hash, total)
    case .symbol where symbols[payload].hasExchangeableIndices && count == 2:
      hash = mix(hash, mix(0x33, child(0)) &+ mix(0x33, child(1)))
    case .matrixFunction where payload & 0x100 != 0 && count >= 3:
      hash = mix(hash, child(0))
      hash = mix(hash, mix(0x37, child(1)) &+ mix(0x37, child(2)))
      for position in 3..<count { hash = mix(hash, child(position)) }
    case .relation where payload <= 1 && count == 2:
      hash = mix(hash, mix(0x35, child(0)) &+ mix(0x35, child(1)))
    case .abstract:
      let function = abstractFunctions[payload]
      let plain = function.resultRank + function.parameterRanks.count
      for position in 0..<min(plain, count) { hash = mix(hash, child(position)) }
      var total: UInt64 = 0
      var position = plain
      while position + 1 < count {
        total = total &+ mix(child(position), child(position + 1))
        position += 2
      }
      hash = mix(hash, total)
    case .rational, .infinity, .truth, .symbol, .size, .definition, .index, .bound, .function, .reduction, .family,
      .relation, .not, .cases, .expectation, .matrixFunction, .limit:
      for position in 0..<count { hash = mix(hash, child(position)) }
    }
    return hash
  }

  @inline(__always)
  func mix(_ a: UInt64, _ b: UInt64) -> UInt64 {
    var x = (a ^ (b &* 0x9e37_79b9_7f4a_7c15)) &+ 0x2545_f491_4f6c_dd1d
    x ^= x >> 32
    x = x &* 0xd6e8_feb8_6659_fd93
    x ^= x >> 29
    return x
  }

  // MARK: Tables

  /// Declares a size, a given or a random name.
  package mutating func addSymbol(_ symbol: Symbol) -> Int {
    if symbol.facts.structure == .orthogonal { hasOrthogonalNames = true }
    symbols.append(symbol)
    return symbols.count - 1
  }

  package mutating func addAbstractFunction(_ function: AbstractSymbol) -> Int {
    abstractFunctions.append(function)
    return abstractFunctions.count - 1
  }

  package mutating func addDefinition(_ definition: Definition) -> Int {
    definitions.append(definition)
    return definitions.count - 1
  }

  package mutating func setFacts(ofDefinition number: Int, _ change: (inout Definition) -> Void) {
    change(&definitions[number])
    boundsMemo.removeAll(keepingCapacity: true)
  }

  package mutating func setDistribution(ofSymbol number: Int, _ distribution: RandomDistribution) {
    symbols[number].distribution = distribution
  }

  package mutating func setFacts(ofSymbol number: Int, _ facts: SymbolFacts) {
    if facts.structure == .orthogonal { hasOrthogonalNames = true }
    symbols[number].facts = facts
    boundsMemo.removeAll(keepingCapacity: true)
  }

  /// A new free index that runs over `lower...upper`.
  package mutating func freshIndex(_ lower: Term, _ upper: Term) -> Term {
    indexCount += 1
    return intern(.index, payload: Int(indexCount - 1), lower, upper)
  }

  /// The bit of a bound index's payload; those far from the leaves share the last one.
  private func boundBit(_ payload: UInt32) -> UInt64 {
    1 << UInt64(min((payload >> 8) * 4 + min(payload & 0xff, 3), 63))
  }

  func symbolBit(_ number: Int) -> UInt64 { 1 << UInt64(number & 31) }

  func definitionBit(_ number: Int) -> UInt64 { 1 << UInt64(32 + (number & 31)) }
}

/// Bounds the work of one statement; when spent, the engine gives up with `DeriveError.tooMuchWork`.
package struct Budget: Sendable {
  package private(set) var spent = 0
  package var limit = Int.max

  package init() {}

  @inline(__always)
  mutating func count(nodes: Int) { spent += nodes }

  package var isSpent: Bool { spent > limit }

  /// Starts a new statement that may build this many nodes.
  package mutating func restart(limit: Int) {
    spent = 0
    self.limit = limit
  }

  package mutating func count(_ steps: Int) { spent += steps }
}

/// Why the engine could not work something out. Never answered by a wrong or an empty result.
package enum DeriveError: Error, Hashable, Sendable {
  /// There is no rule: the text says for what.
  case unsupported(String)
  /// More nodes or larger numbers than a statement may have.
  case tooMuchWork
}

extension Rational {
  /// The same on every run and machine, unlike `hashValue`.
  var stableHash: Int {
    if let n = numerator.asInt, let d = denominator.asInt { return n &* 0x1_0001 &+ d &* 31 }
    return numerator.stableHash &* 0x1_0001 &+ denominator.stableHash &* 31
  }
}
