import DeriveSolving

/// How a solution is to be written.
package struct DocumentOptions: Sendable {
  package var steps = SolveOptions.Steps.brief
  /// Columns of text.
  package var width = 100
  package var color = false
  /// Without the frame of a document.
  package var fragment = false
  /// With the seconds that each statement took, where the format has them.
  package var times = true

  package init() {}
}
