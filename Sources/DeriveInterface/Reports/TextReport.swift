import DeriveDocuments

/// The report for people: a table with a line a file, then what failed, then the counts.
struct TextReport: ReportWriter {
  private let color: Bool
  private let nameWidth: Int
  private var failures = ""

  init(_ setting: ReportSetting) {
    color = setting.color
    // One long name does not push the others' words off the screen.
    nameWidth = setting.names.map(\.displayWidth).filter { $0 <= 60 }.max() ?? 0
  }

  mutating func add(_ file: CheckedFile) -> String {
    failures += lines(file)
    return line(file)
  }

  mutating func finish(_ summary: CheckSummary) -> String {
    (failures.isEmpty ? "" : "\n" + failures) + (summary.tally.files == 0 ? "" : "\n") + summary.words + "\n"
  }

  private func line(_ file: CheckedFile) -> String {
    let passed = file.failures.isEmpty
    let mark = (passed ? TextStyle.good : .bad).applied(to: passed ? "✓" : "✗", color: color)
    let name = oneLine(file.name)
    let room = String(repeating: " ", count: max(0, nameWidth - name.displayWidth))
    var words = file.tally.words
    if file.errors > 0 { words = file.errors == 1 ? "1 error" : "\(file.errors) errors" }
    if passed, words.hasSuffix("; 0 failed") { words = String(words.dropLast("; 0 failed".count)) }
    return "\(mark) \(name)\(room)  \(words)\n"
  }

  /// What failed in a file. Its errors stand on standard error, with the source.
  private func lines(_ file: CheckedFile) -> String {
    var text = ""
    for statement in file.failures where statement.failure != .error {
      let place = "\(oneLine(file.name)):\(statement.line ?? 1)"
      text += "\(place): \(statement.title): \(statement.style.applied(to: statement.verdict, color: color))\n"
      for detail in statement.details { text += "    \(detail)\n" }
    }
    return text
  }
}
