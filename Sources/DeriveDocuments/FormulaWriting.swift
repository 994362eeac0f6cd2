import DeriveLanguage

/// A formula in Unicode, on one line.
package func plainText(_ formula: Formula, notation: Notation = Notation()) -> String {
  TextFormulaWriter(notation: notation).text(formula)
}

/// A formula in LaTeX, for math mode.
package func latexText(_ formula: Formula, notation: Notation = Notation()) -> String {
  LaTeXFormulaWriter(notation: notation).tex(formula)
}

/// A formula in the language of `.expr` files.
package func expressionText(_ formula: Formula) -> String { FormulaText.text(formula) }
