import DeriveSolving

/// What came of one file: a solution, or the errors that kept it from being solved.
package struct FileReport: Sendable {
  /// An error as a report carries it; `line` and `column` count from 1.
  package struct Issue: Sendable {
    package var line: Int
    package var column: Int
    package var length: Int
    package var message: String
    package var hint: String?

    package init(line: Int, column: Int, length: Int, message: String, hint: String?) {
      self.line = line
      self.column = column
      self.length = length
      self.message = message
      self.hint = hint
    }
  }

  /// The name that the caller gave.
  package var file: String
  package var title: String?
  package var version: String
  package var seed: UInt64
  /// Nil if the file has errors.
  package var solution: Solution?
  package var issues: [Issue]

  package init(
    file: String, title: String?, version: String, seed: UInt64, solution: Solution?, issues: [Issue] = []
  ) {
    self.file = file
    self.title = title
    self.version = version
    self.seed = seed
    self.solution = solution
    self.issues = issues
  }
}
