/// One object of JSON a file, a line each.
struct JSONLinesReport: ReportWriter {
  mutating func add(_ file: CheckedFile) -> String { file.record ?? "" }

  mutating func finish(_ summary: CheckSummary) -> String { "" }
}
