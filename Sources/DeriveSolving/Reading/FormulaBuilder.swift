import DeriveCore
import DeriveLanguage
import DeriveNumbers

/// Writes terms as formulas that a mathematician would write.
///
/// The result depends on structure, names and letters only, never on handles, which differ with the order of creation.
/// It does not simplify: what it writes reads back to the same value, and, but for the sign of a difference that was
/// turned round to save a minus, to the same term.
package struct FormulaBuilder: Sendable {
  package let naming: NamingContext
  /// The letters of the indices in scope.
  var letters: [Term: String]
  /// Indices in scope that have no letter since they will not be written, in an order that does not depend on handles.
  var places: [Term: Int] = [:]
  /// Scalars on their own are written with vectors and matrices where they have such a form: `a'*x`, `norm(u)^2`.
  package var writesScalarsWithMatrices = false
  /// Likewise here, since it is a part of a vector or matrix.
  var prefersMatrices = false
  /// Inside a trial that only finds out in which order letters appear.
  var isTrial = false

  /// How deep a term may be nested: writing recurs, and unoptimised code takes about 5 KB of stack a level.
  package static let greatestDepth = 1_000
  /// How many nodes a term may have, written out.
  package static let greatestSize = 200_000

  /// `letters` are those of free indices; one that has none is given one of its range.
  package init(naming: NamingContext, letters: [Term: String] = [:]) {
    self.naming = naming
    self.letters = letters
  }

  /// A scalar, or a condition, as a formula.
  package func formula(_ term: Term, in store: inout TermStore) throws(FormulaError) -> Formula {
    try checkSize(term, store)
    var builder = self
    builder.enter([term], store)
    builder.prefersMatrices = writesScalarsWithMatrices
    return try builder.write(term, &store)
  }

  /// Keeps the letters that occur, and gives letters to free indices without one.
  mutating func enter(_ terms: [Term], axes: [Term] = [], _ store: borrowing TermStore) {
    var free: [Term] = []
    for term in terms {
      for index in store.freeIndices(term) where !free.contains(index) && !axes.contains(index) { free.append(index) }
    }
    letters = letters.filter { free.contains($0.key) || axes.contains($0.key) }
    free.sort { store.payload($0) < store.payload($1) }
    for index in free where letters[index] == nil { letters[index] = newLetter(index, store) }
  }

  /// A letter for an index that comes into scope.
  func newLetter(_ index: Term, _ store: borrowing TermStore) -> String {
    let (lower, upper) = store.range(ofIndex: index)
    return naming.letter(for: IndexRange(lower, upper), avoiding: Set(letters.values))
  }

  /// Children before parents, without recursion.
  func checkSize(_ term: Term, _ store: borrowing TermStore) throws(FormulaError) {
    // Depth and size of each node in one number: both stay far below what their bits hold.
    let sizes = store.acquireTable()
    defer { store.release(sizes) }
    for node in store.leaves(term, where: { _ in true }) {
      var depth = 0
      var size = 1
      for position in 0..<store.childCount(node) {
        guard let below = sizes[store.child(node, position)] else { continue }
        depth = max(depth, Int(below >> 20))
        size = min(size + Int(below & 0xf_ffff), Self.greatestSize + 1)
      }
      if depth >= Self.greatestDepth { throw .tooDeep }
      if size > Self.greatestSize { throw .tooLarge }
      sizes[node] = UInt32(depth + 1) << 20 | UInt32(size)
    }
  }

  // MARK: One node

  func write(_ term: Term, _ store: inout TermStore) throws(FormulaError) -> Formula {
    switch store.kind(term) {
    case .rational:
      return number(store.rational(term) ?? .zero)
    case .infinity:
      return .infinity
    case .truth:
      return .text(term == .yes ? "true" : "false")
    case .symbol, .size, .definition:
      return try place(term, &store)
    case .index:
      guard let letter = letters[term] else { throw .notExpressible("an index that is not in scope") }
      return .name(letter, latex: nil)
    case .bound:
      throw .notExpressible("a bound index outside its binder")
    case .sum:
      return try sum(term, &store)
    case .product:
      return try product(.one, term, &store)
    case .function:
      return try call(term, &store)
    case .reduction:
      return try reduction(term, &store)
    case .family:
      return try vector(family: term, &store)
    case .delta:
      let indices = sorted(store.children(term), store)
      return .delta(try write(indices[0], &store), try write(indices[1], &store))
    case .relation, .and, .or, .not:
      return try condition(term, &store)
    case .cases:
      return try cases(term, &store)
    case .abstract:
      return try abstract(term, &store)
    case .expectation:
      return .call("expect", [try write(store.child(term, 0), &store)], latex: nil)
    case .matrixFunction:
      return try matrixFunction(term, &store)
    case .limit:
      let parts = [store.child(term, 2), store.child(term, 0), store.child(term, 1)]
      return .call("limit", try write(parts, &store) + store.limitSide(term).formula, latex: nil)
    }
  }

  func write(_ terms: [Term], _ store: inout TermStore) throws(FormulaError) -> [Formula] {
    var result: [Formula] = []
    for term in terms { result.append(try write(term, &store)) }
    return result
  }

  func number(_ value: Rational) -> Formula {
    value.isNegative ? .negate(.number(-value)) : .number(value)
  }

  /// A name of the file; a member of a recursion, `u[3]`, with its place.
  func name(_ text: String) -> Formula {
    if let formula = naming.formulas[text] { return formula }
    let parts = text.split(separator: "[", maxSplits: 1)
    if parts.count == 2, let place = Int(parts[1].dropLast()) {
      return .component(name(String(parts[0])), [number(Rational(place))])
    }
    return .name(text, latex: naming.latex[text])
  }

  /// A name with its indices.
  private func place(_ term: Term, _ store: inout TermStore) throws(FormulaError) -> Formula {
    if store.kind(term) == .definition, let made = try memberOfMadeRecursion(term, &store) { return made }
    let base = name(name(term, store))
    let indices = try write(indices(term, store), &store)
    return indices.isEmpty ? base : .component(base, indices)
  }

  private func call(_ term: Term, _ store: inout TermStore) throws(FormulaError) -> Formula {
    let entry = store.functionID(term).entry
    if entry.arity == 0 { return .name(entry.name, latex: nil) }
    if !entry.isWritable {
      // The derivatives of digamma have no name of their own.
      guard entry.name == "polygamma", let order = store.rational(store.child(term, 0))?.asInt, order > 0 else {
        throw .notExpressible("the function \(entry.name)")
      }
      return .prime("digamma", counts: [order], [try write(store.child(term, 1), &store)], latex: nil)
    }
    let arguments = try write(store.children(term), &store)
    if entry.name == "log", case .call("det", let matrix, _)? = arguments.first {
      return .call("logdet", matrix, latex: nil)
    }
    return .call(entry.name, arguments, latex: nil)
  }
}
