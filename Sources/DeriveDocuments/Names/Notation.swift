import DeriveLanguage
import DeriveSolving

/// What a formula's writer has to know of the file around it: which short signs are free to be used.
///
/// The identity is written `I` and the logistic function `σ` as in textbooks, unless the file has names of its own that
/// look the same.
package struct Notation: Sendable {
  package var declared: Set<String>

  package init(declared: Set<String> = []) { self.declared = declared }

  /// The notation for one solution: all names that it declares.
  package init(for solution: Solution) {
    declared = []
    for item in solution.items {
      switch item {
      case .given(let given): for name in given.names { insert(name) }
      case .definition(let left, _): insert(left)
      case .derivation(let derivation): if let name = derivation.name { declared.insert(name) }
      case .note, .assumption, .claim: break
      }
    }
  }

  private mutating func insert(_ formula: Formula) {
    switch formula {
    case .name(let name, _), .call(let name, _, _): declared.insert(name)
    case .component(let base, _): insert(base)
    default: break
    }
  }

  /// True if the file has no name that would be confused with this sign's.
  func isFree(_ name: String) -> Bool { !declared.contains(name) }
}
