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

  package enum Reading: Sendable {
    case understood(DeriveLanguage.Problem)
    case rejected(title: String?, [Rejection])
  }

  package enum Answer: Sendable {
    case solved(DeriveSolving.Solution)
    case rejected(title: String?, [Rejection])
  }

  /// Reads a text. With `declaresNames`, names that it does not declare are real (`derive -e`).
  package static func read(_ bytes: [UInt8], file: String, declaresNames: Bool = false) -> Reading {
    let source: Source
    let result: ReadResult
    if declaresNames {
      (source, result) = readStatements([String(decoding: bytes, as: UTF8.self)], name: file)
    } else {
      source = Source(name: file, bytes: bytes)
      result = DeriveLanguage.read(source)
    }
    switch result {
    case .problem(let problem):
      return .understood(problem)
    case .errors(let diagnostics):
      return .rejected(
        title: nil,
        diagnostics.map { diagnostic in
          let issue = FileReport.Issue(
            line: source.line(at: diagnostic.site.offset), column: source.column(at: diagnostic.site.offset),
            length: diagnostic.site.length, message: diagnostic.message, hint: diagnostic.hint)
          return Rejection(issue: issue, display: diagnostic.rendered(in: source) + "\n")
        })
    }
  }

  /// Reads and solves a text.
  package static func answer(
    _ bytes: [UInt8], file: String, options: SolveOptions, declaresNames: Bool = false
  ) -> Answer {
    switch read(bytes, file: file, declaresNames: declaresNames) {
    case .understood(let problem): .solved(solve(problem, options: options))
    case .rejected(let title, let rejections): .rejected(title: title, rejections)
    }
  }

  package enum Layout: Sendable {
    case text(String)
    /// The errors, as they are shown to a person.
    case rejected([String])
  }

  /// The text in the standard layout. A text with errors has none.
  package static func layout(_ bytes: [UInt8], file: String) -> Layout {
    if case .rejected(_, let rejections) = read(bytes, file: file) { return .rejected(rejections.map(\.display)) }
    let source = Source(name: file, bytes: bytes)
    switch formatted(source) {
    case .text(let text): return .text(text)
    case .errors(let diagnostics): return .rejected(diagnostics.map { $0.rendered(in: source) + "\n" })
    }
  }
}
