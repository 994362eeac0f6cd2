/// Why a term cannot be shown as a formula.
package enum FormulaError: Error, Hashable, Sendable {
  /// Nested deeper than `FormulaBuilder.greatestDepth`.
  case tooDeep
  /// More nodes, written out, than `FormulaBuilder.greatestSize`.
  case tooLarge
  /// The language has no words for it; the text says for what.
  case notExpressible(String)
}
