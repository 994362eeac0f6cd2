import DeriveDocuments
import DeriveLanguage
import DeriveSolving

/// A problem in the `.expr` language, read and checked: every name is known, every shape fits.
///
/// ```swift
/// let problem = try Problem("""
///   given x : positive
///   derive d(x^x, x)
///   """)
/// let solution = problem.solve()
/// print(solution.render(.text))
/// ```
public struct Problem: Sendable {
  private let resolved: DeriveLanguage.Problem

  /// Reads a problem.
  ///
  /// - Parameters:
  ///   - text: The text of an `.expr` file.
  ///   - name: What errors call it, usually the file's name.
  /// - Throws: ``ReadingFailure`` with all errors of the text.
  public init(_ text: String, name: String = "<text>") throws(ReadingFailure) {
    let bytes = Array(text.utf8)
    switch System.onLargeStack({ Pipeline.read(bytes, file: name) }) {
    case .understood(let problem): resolved = problem
    case .rejected(_, let rejections):
      throw ReadingFailure(
        errors: rejections.map { rejection in
          ReadingFailure.Entry(
            line: rejection.issue.line, column: rejection.issue.column, length: rejection.issue.length,
            message: rejection.issue.message, hint: rejection.issue.hint, description: rejection.display)
        })
    }
  }

  /// The title, if the text has one.
  public var title: String? { resolved.title }

  /// Works out every derivation and decides every claim.
  ///
  /// The same problem and options give the same solution on every machine, apart from the seconds that it took.
  public func solve(_ options: SolvingOptions = SolvingOptions()) -> Solution {
    let resolved = resolved
    return Solution(System.onLargeStack { DeriveSolving.solve(resolved, options: options.internalOptions) })
  }
}

/// Why a text is no problem that can be solved.
public struct ReadingFailure: Error, Sendable, CustomStringConvertible {
  /// One error, at its place in the text. Lines and columns count from 1.
  public struct Entry: Sendable, CustomStringConvertible {
    public let line: Int
    public let column: Int
    /// How many characters the place takes.
    public let length: Int
    public let message: String
    /// What to write instead, or where else to look.
    public let hint: String?
    /// As a compiler shows it: the place, the message, the line with a caret, the hint.
    public let description: String
  }

  /// All errors of the text, in order.
  public let errors: [Entry]

  public var description: String { errors.map(\.description).joined() }
}
