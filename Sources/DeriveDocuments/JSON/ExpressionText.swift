import DeriveLanguage

/// A formula in the language of `.expr` files.
enum ExpressionText {
  static func text(_ formula: Formula) -> String {
    TextFormulaWriter(notation: Notation()).text(formula)
  }
}
