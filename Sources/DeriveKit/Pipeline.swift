import DeriveDocuments
import DeriveLanguage
import DeriveSolving

/// The one way through: a text in, a report out.
package enum Pipeline {
  /// An error in a text: for reports, and as it is shown to a person.
  package struct Rejection: Error, Sendable {
    package var issue: FileReport.Issue
    /// `file:line:column: error: message`, the source line, a caret, a hint.
    package var display: String

    package init(issue: FileReport.Issue, display: String) {
      self.issue = issue
      self.display = display
    }
  }

  package enum Answer: Sendable {
    case solved(Solution)
    case rejected(title: String?, [Rejection])
  }

  /// Reads and solves the text. With `declaresNames`, names that it does not declare are real (`derive -e`).
  package static func answer(
    _ text: String, file: String, options: SolveOptions, declaresNames: Bool = false
  ) -> Answer {
    let message = "reading .expr files is not available in this version"
    let issue = FileReport.Issue(line: 1, column: 1, length: 0, message: message, hint: nil)
    return .rejected(title: nil, [Rejection(issue: issue, display: "\(file):1:1: error: \(message)\n")])
  }
}
