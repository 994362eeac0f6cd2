import DeriveDocuments
import DeriveSolving

extension Solution {
  /// A form in which a solution can be written.
  public enum Format: Sendable {
    /// Text in Unicode, for terminals.
    case text
    /// A LaTeX document that compiles as it is.
    case latex
    /// A page of HTML that needs nothing else, with formulas in MathML.
    case html
    /// Markdown with formulas between dollar signs, as GitHub shows it.
    case markdown
    /// The JSON report of the `derive` command.
    case json
  }

  /// How a solution is written.
  public struct RenderingOptions: Sendable {
    /// How much of the derivations is shown.
    public var steps = SolvingOptions.Steps.brief
    /// Columns of text.
    public var width = 100
    /// Colours of the terminal.
    public var color = false
    /// LaTeX, HTML or Markdown without the frame of a document.
    public var fragment = false
    /// Leave out how long it took.
    public var omitsTimes = false
    /// The file's name in the JSON report.
    public var file = "<text>"

    public init() {}
  }

  /// The solution in one of its forms.
  public func render(_ format: Format, options: RenderingOptions = RenderingOptions()) -> String {
    var document = DocumentOptions()
    document.steps = SolveOptions.Steps(rawValue: options.steps.rawValue) ?? .brief
    document.width = options.width
    document.color = options.color
    document.fragment = options.fragment
    document.times = !options.omitsTimes
    let report = FileReport(
      file: options.file, title: title, version: deriveVersion, seed: solution.seed, solution: solution)
    let shown = document
    return System.onLargeStack {
      switch format {
      case .text: terminalText(report, options: shown)
      case .latex: latexDocument(report, options: shown)
      case .html: htmlDocument(report, options: shown)
      case .markdown: markdownDocument(report, options: shown)
      case .json: jsonLine(report, options: shown)
      }
    }
  }
}
