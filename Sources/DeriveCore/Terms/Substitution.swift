/// What is put in place of what, all at once.
package struct Substitution {
  /// Leaves without regard to their context: free indices, bound indices being opened, sizes, scalar symbols, whole
  /// nodes.
  private(set) var leaves = Replacements()
  /// Whole symbols: a body in terms of free indices that stand for the symbol's.
  private(set) var symbols: [Int: (parameters: [Term], body: Term)] = [:]
  private(set) var definitions: [Int: (parameters: [Term], body: Term)] = [:]
  private(set) var abstractFunctions: [Int: AbstractValue] = [:]
  fileprivate var memo = Memo()

  /// A concrete function in place of an abstract one: given the store, result indices, arguments and marks.
  package typealias AbstractValue =
    (inout TermStore, _ resultIndices: [Term], _ arguments: [Term], _ marks: [(argument: Int, index: Term?)]) -> Term

  package init() {}

  package mutating func replace(_ leaf: Term, by value: Term) {
    leaves.set(leaf, value)
    memo.removeAll()
  }

  package mutating func replace(symbol: Int, parameters: [Term] = [], by body: Term) {
    symbols[symbol] = (parameters, body)
    memo.removeAll()
  }

  package mutating func replace(definition: Int, parameters: [Term] = [], by body: Term) {
    definitions[definition] = (parameters, body)
    memo.removeAll()
  }

  package mutating func replace(abstractFunction: Int, by value: @escaping AbstractValue) {
    abstractFunctions[abstractFunction] = value
    memo.removeAll()
  }

  /// How many things are replaced.
  fileprivate var count: Int { leaves.pairs.count + symbols.count + definitions.count + abstractFunctions.count }

  /// What is put in, but for functions.
  fileprivate var values: [Term] {
    leaves.pairs.map(\.value) + symbols.sorted { $0.key < $1.key }.map(\.value.body)
      + definitions.sorted { $0.key < $1.key }.map(\.value.body)
  }

  package var isEmpty: Bool {
    leaves.pairs.isEmpty && symbols.isEmpty && definitions.isEmpty && abstractFunctions.isEmpty
  }
}

/// Leaves with what replaces them. Most substitutions replace one or two: a dictionary is made for more than a few.
package struct Replacements {
  package private(set) var pairs: [(leaf: Term, value: Term)] = []
  private var places: [Term: Int] = [:]

  mutating func set(_ leaf: Term, _ value: Term) {
    if let place = place(of: leaf) {
      pairs[place].value = value
      return
    }
    pairs.append((leaf, value))
    if pairs.count == 9 {
      for (place, pair) in pairs.enumerated() { places[pair.leaf] = place }
    } else if pairs.count > 9 {
      places[leaf] = pairs.count - 1
    }
  }

  private func place(of leaf: Term) -> Int? {
    pairs.count > 8 ? places[leaf] : pairs.firstIndex { $0.leaf == leaf }
  }

  package subscript(leaf: Term) -> Term? { place(of: leaf).map { pairs[$0].value } }
}

/// What a substitution made of terms: kept with it for further calls, or in a table of the store for a single one.
private struct Memo {
  var table: NodeTable?
  private var kept: [Term: Term] = [:]

  subscript(term: Term) -> Term? {
    get {
      if let table { return table[term].map { Term(number: $0) } }
      return kept[term]
    }
    set {
      if let table { table[term] = newValue?.number } else { kept[term] = newValue }
    }
  }

  mutating func removeAll() {
    if !kept.isEmpty { kept.removeAll() }
  }
}

extension TermStore {
  /// The term with everything in `change` put in place, in canonical form. Binders are opened and closed again, so
  /// nothing is captured; sums contract where an index has become known.
  package mutating func substitute(_ term: Term, _ change: Substitution) -> Term {
    var change = change
    return once(&change) { store, change in store.substitute(term, &change) }
  }

  /// Lets a change be made that is not kept: what it makes of terms is forgotten, and costs no dictionary.
  mutating func once<Result>(
    _ change: inout Substitution, _ work: (inout TermStore, inout Substitution) -> Result
  ) -> Result {
    let table = acquireTable()
    let memo = change.memo
    change.memo = Memo()
    change.memo.table = table
    defer {
      change.memo = memo
      release(table)
    }
    return work(&self, &change)
  }

  /// Likewise, keeping what was worked out for further calls with the same change.
  package mutating func substitute(_ term: Term, _ change: inout Substitution) -> Term {
    if change.isEmpty { return term }
    var indexMask: UInt64 = 0
    var symbolMask: UInt64 = 0
    var boundMask: UInt64 = 0
    for (leaf, _) in change.leaves.pairs {
      switch kind(leaf) {
      case .index: indexMask |= self.indexMask(leaf)
      case .bound: boundMask |= self.boundMask(leaf)
      case .symbol, .size: symbolMask |= symbolBit(payload(leaf))
      case .definition: symbolMask |= definitionBit(payload(leaf))
      case .rational, .infinity, .truth, .sum, .product, .function, .reduction, .family, .delta, .relation, .and, .or,
        .not, .cases, .abstract, .expectation, .matrixFunction, .limit:
        // Replacing a compound node: look everywhere.
        symbolMask = .max
        indexMask = .max
        boundMask = .max
      }
    }
    for symbol in change.symbols.keys { symbolMask |= symbolBit(symbol) }
    for definition in change.definitions.keys { symbolMask |= definitionBit(definition) }
    let everywhere = !change.abstractFunctions.isEmpty || symbolMask == .max
    return rewrite(
      term, &change, Masks(index: indexMask, symbol: symbolMask, bound: boundMask, everywhere: everywhere))
  }

  private struct Masks {
    var index: UInt64
    var symbol: UInt64
    var bound: UInt64
    var everywhere: Bool
  }

  private func isAffected(_ term: Term, _ masks: Masks) -> Bool {
    let node = nodes[term.position]
    return masks.everywhere || node.indexMask & masks.index != 0 || node.symbolMask & masks.symbol != 0
      || node.boundMask & masks.bound != 0
  }

  private mutating func rewrite(_ root: Term, _ change: inout Substitution, _ masks: Masks) -> Term {
    if !isAffected(root, masks) { return root }
    if let known = change.memo[root] { return known }
    // Children before parents, without recursion: deep terms are walked by ascending handles.
    var order: [Term] = [root]
    var next = 0
    let seen = acquireTable()
    while next < order.count {
      let term = order[next]
      next += 1
      if change.leaves[term] != nil { continue }
      if kind(term) == .reduction || kind(term) == .family || kind(term) == .limit { continue }
      for position in 0..<childCount(term) {
        let child = child(term, position)
        if isAffected(child, masks), change.memo[child] == nil, seen.insert(child) { order.append(child) }
      }
    }
    release(seen)
    order.sort { $0.number < $1.number }
    budget.count(order.count)
    for term in order {
      change.memo[term] = rewriteNode(term, &change, masks)
    }
    return change.memo[root] ?? root
  }

  private mutating func rewriteNode(_ term: Term, _ change: inout Substitution, _ masks: Masks) -> Term {
    if let value = change.leaves[term] { return value }
    switch kind(term) {
    case .symbol:
      if let (parameters, body) = change.symbols[payload(term)] {
        return instantiate(parameters, body, at: children(term).map { change.memo[$0] ?? $0 })
      }
    case .definition:
      if let (parameters, body) = change.definitions[payload(term)] {
        return instantiate(parameters, body, at: children(term).map { change.memo[$0] ?? $0 })
      }
    case .abstract:
      if let value = change.abstractFunctions[payload(term)] {
        let (indices, arguments, marks) = abstractParts(term)
        return value(
          &self, indices.map { change.memo[$0] ?? $0 }, arguments.map { change.memo[$0] ?? $0 },
          marks.map { ($0.argument, $0.index.map { change.memo[$0] ?? $0 }) })
      }
    case .reduction, .family:
      return rewriteBinder(term, &change, masks)
    case .limit:
      return rewriteLimit(term, &change, masks)
    case .rational, .infinity, .truth, .size, .index, .bound, .sum, .product, .function, .delta, .relation, .and, .or,
      .not, .cases, .expectation, .matrixFunction:
      break
    }
    return rebuild(term) { change.memo[$0] ?? $0 }
  }

  /// The body with its parameters replaced by the values given.
  package mutating func instantiate(_ parameters: [Term], _ body: Term, at values: [Term]) -> Term {
    var inner = Substitution()
    for (parameter, value) in zip(parameters, values) where parameter != value {
      inner.replace(parameter, by: value)
    }
    return substitute(body, inner)
  }

  private mutating func rewriteBinder(_ term: Term, _ change: inout Substitution, _ masks: Masks) -> Term {
    var opening = open(term)
    var indices = rewritten(opening.indices, &change, masks)
    // An index of the opened body, as it is or with new ends, must not occur in what is put in, nor free beside it.
    let clashes = zip(opening.indices, indices).contains { old, new in
      occurs(old, in: change) || occurs(new, in: change)
        || old != new && (contains(opening.body, new) || contains(opening.condition, new))
    }
    if clashes {
      opening = open(term, fresh: true)
      indices = rewritten(opening.indices, &change, masks)
    }
    let condition = rewrite(opening.condition, &change, masks)
    let body = rewrite(opening.body, &change, masks)
    if kind(term) == .family { return family(indices, body) }
    return reduction(opening.operation, indices, condition, body)
  }

  /// The change in the point and the body of a limit that was not taken. Its variable is bound there: it is not replaced,
  /// and where a value that is put in speaks of the name outside, nothing is known of the limit any more.
  private mutating func rewriteLimit(_ term: Term, _ change: inout Substitution, _ masks: Masks) -> Term {
    let variable = child(term, 0)
    let point = rewrite(child(term, 1), &change, masks)
    let isReplaced =
      change.leaves[variable] != nil || kind(variable) == .symbol && change.symbols[payload(variable)] != nil
    if isReplaced, change.count == 1 { return intern(.limit, payload: payload(term), variable, point, child(term, 2)) }
    if isReplaced || change.values.contains(where: { mentions($0, variable) }) {
      return intern(
        .limit, payload: payload(term) | 0x100, children: [variable, point, child(term, 2)] + change.values)
    }
    return intern(.limit, payload: payload(term), variable, point, rewrite(child(term, 2), &change, masks))
  }

  /// Whether a leaf occurs other than in the range of an index.
  private func mentions(_ term: Term, _ leaf: Term) -> Bool {
    var pending = [term]
    var seen: Set<Term> = [term]
    while let next = pending.popLast() {
      if next == leaf { return true }
      if isIndex(next) { continue }
      for child in children(next) where seen.insert(child).inserted { pending.append(child) }
    }
    return false
  }

  /// Indices with the change made in the ends of their ranges: where sizes are replaced they are others, and so they are
  /// in whatever mentions them.
  private mutating func rewritten(_ indices: [Term], _ change: inout Substitution, _ masks: Masks) -> [Term] {
    indices.map { rewrite($0, &change, masks) }
  }

  private func occurs(_ index: Term, in change: Substitution) -> Bool {
    change.leaves.pairs.contains { $0.leaf == index || contains($0.value, index) }
      || change.symbols.values.contains { contains($0.body, index) }
      || change.definitions.values.contains { contains($0.body, index) }
  }

  /// The node built again over mapped children, through the constructors of its kind.
  mutating func rebuild(_ term: Term, _ map: (Term) -> Term) -> Term {
    let count = childCount(term)
    var changed = false
    for position in 0..<count where map(child(term, position)) != child(term, position) {
      changed = true
      break
    }
    if !changed { return term }
    let children = (0..<count).map { map(child(term, $0)) }
    switch kind(term) {
    case .rational, .infinity, .truth, .size:
      return term
    case .symbol:
      return component(payload(term), children)
    case .definition, .index, .bound:
      return intern(kind(term), payload: payload(term), children: children)
    case .sum:
      return sum(
        of: stride(from: 0, to: count, by: 2).lazy.map {
          (coefficient: children[$0], term: children[$0 + 1])
        })
    case .product:
      return product(
        of: stride(from: 0, to: count, by: 2).lazy.map { (base: children[$0], exponent: children[$0 + 1]) })
    case .function:
      return apply(functionID(term), children)
    case .delta:
      return delta(children[0], children[1])
    case .relation:
      return relation(comparison(term), children[0], children[1])
    case .and:
      return conjunction(children)
    case .or:
      return disjunction(children)
    case .not:
      return negation(children[0])
    case .cases:
      let list = stride(from: 0, to: count - 1, by: 2).map { (children[$0], children[$0 + 1]) }
      return cases(list, otherwise: children[count - 1])
    case .abstract:
      let function = abstractFunctions[payload(term)]
      let start = function.resultRank
      let end = start + function.parameterRanks.count
      let marks = stride(from: end, to: count, by: 2).map {
        (argument: value(children[$0]).asInt ?? 0, index: children[$0 + 1] == .zero ? nil : children[$0 + 1])
      }
      return abstract(
        payload(term), resultIndices: Array(children[..<start]), arguments: Array(children[start..<end]), marks: marks)
    case .expectation:
      return expectation(children[0])
    case .matrixFunction:
      return rebuiltMatrixFunction(term, children)
    case .limit:
      return intern(.limit, payload: payload(term), children: children)
    case .reduction, .family:
      // Binders are opened and closed by their own constructors, never rebuilt over children.
      return term
    }
  }

  /// Whether the free index (or symbol, or any node) occurs in the term.
  package func contains(_ term: Term, _ part: Term) -> Bool {
    if term == part { return true }
    let partNode = nodes[part.position]
    // The masks and the order of handles answer most questions: a part is older than what it is part of.
    func mayContain(_ term: Term) -> Bool {
      let node = nodes[term.position]
      return term.number > part.number && node.indexMask & partNode.indexMask == partNode.indexMask
        && node.symbolMask & partNode.symbolMask == partNode.symbolMask
    }
    if !mayContain(term) { return false }
    let seen = acquireTable()
    defer { release(seen) }
    var pending = [term]
    while let next = pending.popLast() {
      let node = nodes[next.position]
      for position in 0..<Int(node.count) {
        let child = childHandles[Int(node.first) + position]
        if child == part { return true }
        if mayContain(child), seen.insert(child) { pending.append(child) }
      }
    }
    return false
  }

  /// Whether no free index occurs in the term.
  package func isClosed(_ term: Term) -> Bool { indexMask(term) == 0 }

  /// The free indices of the term, in the order of their making.
  package func freeIndices(_ term: Term) -> [Term] {
    // Only the nodes on the way to an index are looked at: whole numbers, symbols and closed sums are most of a term.
    if indexMask(term) == 0 { return [] }
    let seen = acquireTable()
    defer { release(seen) }
    var pending = [term]
    var found: [Term] = []
    while let next = pending.popLast() {
      if kind(next) == .index { found.append(next) }
      for position in 0..<childCount(next) {
        let child = child(next, position)
        if indexMask(child) != 0, seen.insert(child) { pending.append(child) }
      }
    }
    return found.sorted { (payload($0), $0.number) < (payload($1), $1.number) }
  }

  /// All nodes of one kind below and with the terms, each once: those of the first term first, by their handles.
  package func leaves(of terms: [Term], _ wanted: TermKind) -> [Term] {
    let seen = acquireTable()
    defer { release(seen) }
    var pending: [Term] = []
    var found: [Term] = []
    for root in terms where seen.insert(root) {
      let start = found.count
      pending.append(root)
      while let next = pending.popLast() {
        if kind(next) == wanted { found.append(next) }
        for position in 0..<childCount(next) {
          let child = child(next, position)
          if seen.insert(child) { pending.append(child) }
        }
      }
      found[start...].sort { $0.number < $1.number }
    }
    return found
  }

  /// All nodes of the kinds asked for, below and with the term.
  package func leaves(_ term: Term, where wanted: (TermKind) -> Bool) -> [Term] { leaves([term], where: wanted) }

  /// Likewise of several terms, in one walk: what they share is looked at once.
  package func leaves(_ terms: [Term], where wanted: (TermKind) -> Bool) -> [Term] {
    let seen = acquireTable()
    defer { release(seen) }
    var pending = terms.filter { seen.insert($0) }
    var found: [Term] = []
    while let next = pending.popLast() {
      if wanted(kind(next)) { found.append(next) }
      for position in 0..<childCount(next) {
        let child = child(next, position)
        if seen.insert(child) { pending.append(child) }
      }
    }
    return found.sorted { $0.number < $1.number }
  }
}
