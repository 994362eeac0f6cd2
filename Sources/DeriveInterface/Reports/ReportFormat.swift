import DeriveDocuments

/// The forms of the report of `check`: a new one is one case here and its writer.
package enum ReportFormat: String, CaseIterable, Sendable {
  case text, json, junit, github, tap, sarif

  /// What it is, for the help.
  var summary: String {
    switch self {
    case .text: "A table with a line a file, then what failed, then the counts."
    case .json: "One object a file, a line each."
    case .junit: "JUnit's XML: a suite a file, a case a statement."
    case .github: "The text, and annotations for GitHub Actions, the worst failures first."
    case .tap: "The Test Anything Protocol, version 14."
    case .sarif: "SARIF 2.1.0, for code scanning."
    }
  }

  func writer(_ setting: ReportSetting) -> any ReportWriter {
    switch self {
    case .text: TextReport(setting)
    case .json: JSONLinesReport()
    case .junit: JUnitReport(setting)
    case .github: GitHubReport(setting)
    case .tap: TAPReport(setting)
    case .sarif: SARIFReport(setting)
    }
  }

  /// Its writer copies the records of the solutions, which are made where the files are solved.
  var needsRecords: Bool { self == .json }
}

/// What the writers of reports have to know.
struct ReportSetting: Sendable {
  /// Of the files to be checked, in order.
  var names: [String]
  var color = false
  /// With the seconds that each statement took.
  var times = true
  /// Where the files lie in their repository.
  var paths = RepositoryPaths()
}

/// Writes the report of `check`: a part as soon as a file is done, in order, and the rest at the end.
protocol ReportWriter {
  /// What can be written once this file is done.
  mutating func add(_ file: CheckedFile) -> String

  /// What is written after the last file.
  mutating func finish(_ summary: CheckSummary) -> String

  /// A message for standard error, as it may stand beside this report.
  func message(_ text: String) -> String
}

extension ReportWriter {
  func message(_ text: String) -> String { text }
}

/// How a whole call came out.
struct CheckSummary: Sendable {
  var tally = Tally()
  var brokenFiles = 0
  var outcome = Outcome.succeeded

  /// "12 files, 48 claims: 40 proved, 5 hold on points, 3 refuted as asked; 0 failed".
  var words: String {
    if tally.files == 0 { return "0 files in this part" }
    return tally.words + (brokenFiles == 0 ? "" : ", \(brokenFiles) file\(brokenFiles == 1 ? "" : "s") with errors")
  }
}
