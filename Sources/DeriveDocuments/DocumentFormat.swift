/// A form in which a solution can be written: one entry here and one writer.
package struct DocumentFormat: Sendable {
  /// What the file ends with.
  package let ending: String
  /// In words, for help and errors.
  package let summary: String
  /// It has a frame that `--fragment` leaves out.
  package let hasFrame: Bool
  /// What is written is LaTeX, and the file is what a LaTeX engine makes of it.
  package var isTypeset = false
  package let write: @Sendable (FileReport, DocumentOptions) -> String

  package static let all: [DocumentFormat] = [
    DocumentFormat(ending: "tex", summary: "LaTeX", hasFrame: true) { report, options in
      latexDocument(report, options: options)
    },
    DocumentFormat(ending: "json", summary: "JSON", hasFrame: false) { report, options in
      var options = options
      options.steps = .full
      return JSONReport.value(report, options: options).line + "\n"
    },
    DocumentFormat(ending: "txt", summary: "text in Unicode", hasFrame: false) { report, options in
      var options = options
      options.width = 100
      options.color = false
      return terminalText(report, options: options)
    },
    DocumentFormat(ending: "md", summary: "Markdown", hasFrame: true) { report, options in
      markdownDocument(report, options: options)
    },
    DocumentFormat(ending: "html", summary: "HTML", hasFrame: true) { report, options in
      htmlDocument(report, options: options)
    },
    DocumentFormat(ending: "pdf", summary: "PDF", hasFrame: false, isTypeset: true) { report, options in
      latexDocument(report, options: options)
    },
  ]

  /// The format that a path's ending stands for.
  package static func named(byPath path: String) -> DocumentFormat? {
    let name = path.split(separator: "/").last ?? ""
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return nil }
    let ending = name[name.index(after: dot)...].lowercased()
    return all.first { $0.ending == ending }
  }
}

/// The solution as the terminal shows it.
package func terminalText(_ report: FileReport, options: DocumentOptions) -> String {
  report.solution.map { TerminalWriter.text($0, options: options) } ?? ""
}

/// The solution as a LaTeX document, or a fragment of one.
package func latexDocument(_ report: FileReport, options: DocumentOptions) -> String {
  report.solution.map { LaTeXWriter.text($0, options: options) } ?? ""
}

/// The solution as Markdown with formulas between dollar signs, with or without its title.
package func markdownDocument(_ report: FileReport, options: DocumentOptions) -> String {
  report.solution.map { MarkdownWriter.text($0, options: options) } ?? ""
}

/// The solution as a page of HTML with formulas in MathML, or the inside of one.
package func htmlDocument(_ report: FileReport, options: DocumentOptions) -> String {
  report.solution.map { HTMLWriter.text($0, options: options) } ?? ""
}

/// The report as one line of JSON.
package func jsonLine(_ report: FileReport, options: DocumentOptions) -> String {
  JSONReport.value(report, options: options).line + "\n"
}
