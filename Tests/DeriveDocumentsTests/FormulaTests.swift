import DeriveLanguage
import Testing

@testable import DeriveDocuments

@Suite struct FormulaTests {
  @Test func latex() {
    for entry in FormulaCorpus.all {
      #expect(LaTeXFormulaWriter(notation: Notation()).tex(entry.formula) == entry.latex)
    }
  }

  @Test func text() {
    for entry in FormulaCorpus.all {
      #expect(TextFormulaWriter(notation: Notation()).text(entry.formula) == entry.text)
    }
  }
}
