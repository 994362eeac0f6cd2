/// What a normal form rewrites by, to be told in a few words.
package enum Law: UInt8, Sendable {
  case derivatives, expectations, definitions, functions, assumptions
  case products, fractions, cancellation, exponentials, logarithms, circle, absolutes, cases, equations
  case ranges, closedForms
  case deltas, sumsToOne, sumsToZero, inverses, orthonormal, binary, onehot

  /// Whether it says something of this problem; the others are what is done in every proof.
  var isTelling: Bool {
    switch self {
    case .derivatives, .definitions, .ranges, .products, .fractions, .cancellation, .deltas, .exponentials, .cases:
      false
    case .expectations, .closedForms, .functions, .assumptions, .logarithms, .circle, .absolutes, .equations,
      .sumsToOne, .sumsToZero,
      .inverses, .orthonormal, .binary, .onehot:
      true
    }
  }

  /// The words, with the name of what it speaks of where it speaks of something.
  func text(_ name: String) -> String {
    switch self {
    case .derivatives: "derived"
    case .expectations: "expectations by moments"
    case .definitions: "definitions inserted"
    case .functions: "`\(name)` by its definition"
    case .assumptions: "as assumed"
    case .products: "multiplied out"
    case .fractions: "over a common denominator"
    case .cancellation: "cancelled"
    case .exponentials: "the exponential of a sum is a product"
    case .logarithms: "the logarithm of a product is a sum"
    case .circle: "`sin(x)^2 = 1 - cos(x)^2`"
    case .absolutes: "`abs(x)^2 = x^2`"
    case .cases: "cases written with indicators"
    case .equations: "an equation inserted where it holds"
    case .ranges: "sums over ranges that begin and end alike"
    case .closedForms: "sums in closed form"
    case .deltas: "deltas contracted"
    case .sumsToOne: "the components of `\(name)` sum to 1"
    case .sumsToZero: "the components of `\(name)` sum to 0"
    case .inverses: "an inverse meets its matrix"
    case .orthonormal: "rows and columns of `\(name)` are orthonormal"
    case .binary: "`\(name)^2 = \(name)`, as `\(name)` is 0 or 1"
    case .onehot: "only one component of `\(name)` is not 0"
    }
  }
}

/// A law, and what it was applied to where that has a name.
struct LawUse: Hashable, Sendable {
  var law: Law
  /// A symbol, definition or function by its node's kind and number.
  var kind: TermKind?
  var number: Int
}

extension TermStore {
  /// Notes that a law was used, if anything is recorded at all; `subject` is an application of what it speaks of.
  @inline(__always)
  mutating func note(_ law: Law, of subject: Term? = nil) {
    if trace != nil { noteUse(law, subject) }
  }

  private mutating func noteUse(_ law: Law, _ subject: Term?) {
    let use = self.use(of: law, subject)
    trace?.note(use)
  }

  /// Records a rewrite by a law, if single rewrites are recorded.
  @inline(__always)
  mutating func record(_ law: Law, of subject: Term? = nil, _ before: Term, _ after: Term) {
    if trace != nil { recordUse(law, subject, before, after) }
  }

  private mutating func recordUse(_ law: Law, _ subject: Term?, _ before: Term, _ after: Term) {
    noteUse(law, subject)
    guard tracesRewrites else { return }
    let rule = text(of: use(of: law, subject))
    trace?.add(RewriteRecord(rule: rule, before: before, after: after))
  }

  private func use(of law: Law, _ subject: Term?) -> LawUse {
    LawUse(law: law, kind: subject.map { kind($0) }, number: subject.map { payload($0) } ?? 0)
  }

  /// Whether single rewrites are recorded, and not only the laws by which they are made.
  var tracesRewrites: Bool { trace?.isDetailed ?? false }

  /// The laws that were used, in the order of their first use; of many, those that tell most.
  package func lawsUsed(_ limit: Int) -> [String] {
    let used = trace?.laws ?? []
    let telling = used.filter(\.law.isTelling).count
    var room = max(limit - telling, 0)
    return used.filter { use in
      if use.law.isTelling { return true }
      defer { room -= 1 }
      return room > 0
    }.prefix(limit).map { text(of: $0) }
  }

  private func text(of use: LawUse) -> String {
    let name: String
    switch use.kind {
    case .symbol?: name = symbols[use.number].name
    case .definition?: name = definitions[use.number].name
    case .function?: name = FunctionID(number: use.number).entry.name
    default: name = ""
    }
    return use.law.text(name)
  }
}
