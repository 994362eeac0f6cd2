import DeriveCore
import DeriveLanguage

/// The inclusive ends of an index's range.
package struct IndexRange: Hashable, Sendable {
  package var lower: Term
  package var upper: Term
  package init(_ lower: Term, _ upper: Term) {
    self.lower = lower
    self.upper = upper
  }
}

/// What a problem file says about how its names and indices are written.
package struct NamingContext: Sendable {
  /// The `as` clauses, by name.
  package var latex: [String: String]
  /// The letters that the file uses for indices of a range, the first one used first.
  package var letters: [IndexRange: [String]]
  /// Declared names: no index may be called so.
  package var taken: Set<String>
  /// The sizes of shaped names, by name: the upper ends of `1..N` of each dimension. An abstract function's are those of
  /// its value.
  package var dimensions: [String: [Term]]
  /// Where names are declared: names declared first are written first.
  package var positions: [String: Int]
  /// Definitions that the engine made, by their names in the store: how they are written.
  var formulas: [String: Formula] = [:]

  package init(
    latex: [String: String] = [:], letters: [IndexRange: [String]] = [:], taken: Set<String> = [],
    dimensions: [String: [Term]] = [:], positions: [String: Int] = [:]
  ) {
    self.latex = latex
    self.letters = letters
    self.taken = taken
    self.dimensions = dimensions
    self.positions = positions
  }

  /// The context in which these names of the store are written so.
  func writing(_ formulas: [(name: String, formula: Formula)]) -> NamingContext {
    var result = self
    for (name, formula) in formulas { result.formulas[name] = formula }
    return result
  }

  /// Letters for an index of this range, best first, without end.
  ///
  /// The file's own letters of that range come first, then the usual ones, those that the file uses for other ranges
  /// last; then letters with digits.
  func letter(for range: IndexRange, avoiding used: Set<String>) -> String {
    func isFree(_ letter: String) -> Bool { !used.contains(letter) && !taken.contains(letter) }
    let own = letters[range] ?? []
    if let letter = own.first(where: isFree) { return letter }
    var foreign: Set<String> = []
    for (other, list) in letters where other != range { foreign.formUnion(list) }
    if let letter = Self.usual.first(where: { isFree($0) && !foreign.contains($0) }) { return letter }
    if let letter = Self.usual.first(where: isFree) { return letter }
    var digit = 1
    while true {
      for letter in (own.isEmpty ? Self.usual : own).map({ "\($0)\(digit)" }) where isFree(letter) { return letter }
      digit += 1
    }
  }

  private static let usual = ["i", "j", "k", "l", "m", "n", "p", "q", "r", "s", "t"]
}
