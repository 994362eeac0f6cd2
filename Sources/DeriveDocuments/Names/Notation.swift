import DeriveLanguage
import DeriveSolving

/// What a formula's writer has to know of the file around it: which short signs are free to be used.
///
/// The identity is written `I` and the logistic function `σ` as in textbooks, unless the file has names of its own that
/// look the same.
package struct Notation: Sendable {
  package var declared: Set<String>
  /// The names that have an `as` clause, with it.
  package var latex: [String: String] = [:]

  package init(declared: Set<String> = []) { self.declared = declared }

  /// The notation for one solution: all names that it declares.
  package init(for solution: Solution) {
    declared = []
    for item in solution.items {
      switch item {
      case .given(let given): for name in given.names { insert(name) }
      case .definition(let left, _): insert(left)
      case .derivation(let derivation): if let name = derivation.name { insert(.name(name, latex: derivation.latex)) }
      case .note, .assumption, .claim: break
      }
    }
  }

  private mutating func insert(_ formula: Formula) {
    switch formula {
    case .name(let name, let latex), .call(let name, _, let latex):
      declared.insert(name)
      if let latex { self.latex[name] = latex }
    case .component(let base, _): insert(base)
    default: break
    }
  }

  /// True if the file has no name that would be confused with this sign's.
  func isFree(_ name: String) -> Bool { !declared.contains(name) }
}
