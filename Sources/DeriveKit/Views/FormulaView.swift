import DeriveDocuments
import DeriveLanguage

/// A formula of a solution, to be read in one of several notations.
public struct FormulaView: Hashable, Sendable, CustomStringConvertible {
  let formula: Formula
  private let notation: Notation

  init(_ formula: Formula, _ notation: Notation) {
    self.formula = formula
    self.notation = notation
  }

  /// In the `.expr` language: read in the same file, it has the same value.
  public var expression: String { expressionText(formula.withoutOrder ?? formula) }

  /// In LaTeX, for math mode; needs amsmath.
  public var latex: String { latexText(formula, notation: notation) }

  /// In Unicode, on one line.
  public var description: String { plainText(formula, notation: notation) }

  public static func == (a: FormulaView, b: FormulaView) -> Bool { a.formula == b.formula }
  public func hash(into hasher: inout Hasher) { hasher.combine(formula) }
}
