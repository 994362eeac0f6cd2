import DeriveDocuments

/// The Test Anything Protocol, version 14: a test point a statement, with a YAML block below those that failed.
struct TAPReport: ReportWriter {
  private let times: Bool
  private var count = 0

  init(_ setting: ReportSetting) { times = setting.times }

  mutating func add(_ file: CheckedFile) -> String {
    var text = count == 0 && !hasBegun ? "TAP version 14\n" : ""
    hasBegun = true
    for statement in file.statements { text += point(statement, file.name) }
    return text
  }

  private var hasBegun = false

  mutating func finish(_ summary: CheckSummary) -> String {
    let plan = count == 0 ? "1..0 # skip nothing to decide" : "1..\(count)"
    return (hasBegun ? "" : "TAP version 14\n") + plan + "\n"
  }

  private mutating func point(_ statement: CheckedStatement, _ file: String) -> String {
    count += 1
    let place = oneLine(file) + (statement.line.map { ":\($0)" } ?? "")
    var text = (statement.failure == nil ? "ok" : "not ok") + " \(count) - "
    text += Self.escaped("\(place): \(statement.title)") + "\n"
    var entries: [(String, JSONValue)] = []
    if let failure = statement.failure {
      entries += [("message", .string(statement.verdict)), ("severity", .string(failure.name))]
      entries.append(("file", .string(file)))
      if let line = statement.line { entries += [("line", .integer(line)), ("column", .integer(statement.column))] }
      if !statement.details.isEmpty {
        entries.append(("details", .array(statement.details.map { .string($0) })))
      }
    }
    if times, statement.failure != .error { entries.append(("duration_ms", .number(milliseconds(statement.seconds)))) }
    if entries.isEmpty { return text }
    text += "  ---\n"
    for (key, value) in entries { text += "  \(key): \(Self.yaml(value))\n" }
    return text + "  ...\n"
  }

  /// To microseconds.
  private func milliseconds(_ seconds: Double) -> Double {
    guard seconds > 0, seconds < 1e9 else { return 0 }
    return Double(Int(seconds * 1e6 + 0.5)) / 1e3
  }

  /// `#` begins a directive.
  private static func escaped(_ text: String) -> String {
    text.replacingScalars { $0 == "\\" ? "\\\\" : $0 == "#" ? "\\#" : nil }
  }

  /// JSON on one line is YAML, once the characters are escaped that YAML does not print.
  private static func yaml(_ value: JSONValue) -> String {
    value.line.replacingScalars { scalar in
      switch scalar.value {
      case 0x80...0x9F, 0xFEFF, 0xFFFE, 0xFFFF:
        let digits = String(scalar.value, radix: 16)
        return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: return nil
      }
    }
  }
}
