import DeriveDocuments

/// JUnit's XML, as CI servers read it: a suite a file, a case a statement.
///
/// A claim that failed is a `failure`; an error of the file, or a fault of Derive, an `error`.
struct JUnitReport: ReportWriter {
  private let times: Bool
  private var suites = ""
  private var total = Counts()

  private struct Counts {
    var tests = 0
    var failures = 0
    var errors = 0
    var seconds = 0.0
  }

  init(_ setting: ReportSetting) { times = setting.times }

  mutating func add(_ file: CheckedFile) -> String {
    var counts = Counts()
    var cases = ""
    var used: [String: Int] = [:]
    for statement in file.statements {
      counts.tests += 1
      counts.seconds += statement.seconds
      switch statement.failure {
      case nil: break
      case .error, .fault: counts.errors += 1
      default: counts.failures += 1
      }
      cases += testCase(statement, file.name, &used)
    }
    total.tests += counts.tests
    total.failures += counts.failures
    total.errors += counts.errors
    total.seconds += counts.seconds
    suites += "  <testsuite" + attributes([("name", file.name)] + numbers(counts)) + ">\n"
    suites += cases + "  </testsuite>\n"
    return ""
  }

  mutating func finish(_ summary: CheckSummary) -> String {
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites"
      + attributes([("name", "derive check")] + numbers(total)) + ">\n" + suites + "</testsuites>\n"
  }

  private func numbers(_ counts: Counts) -> [(String, String)] {
    let numbers = [
      ("tests", String(counts.tests)), ("failures", String(counts.failures)), ("errors", String(counts.errors)),
      ("skipped", "0"),
    ]
    return numbers + (times ? [("time", Self.decimal(counts.seconds))] : [])
  }

  /// Consumers tell cases apart by class and name, so no two of a file have the same name.
  private func testCase(_ statement: CheckedStatement, _ file: String, _ used: inout [String: Int]) -> String {
    var name = statement.title + (statement.line.map { " (line \($0))" } ?? "")
    let count = used[name, default: 0] + 1
    used[name] = count
    if count > 1 { name += " #\(count)" }
    var entries = [("name", name), ("classname", Self.className(file)), ("file", file)]
    if let line = statement.line { entries.append(("line", String(line))) }
    if times { entries.append(("time", Self.decimal(statement.seconds))) }
    let head = "    <testcase" + attributes(entries)
    guard let failure = statement.failure else { return head + "/>\n" }
    let element = failure == .error || failure == .fault ? "error" : "failure"
    let message = ([failure == .error ? statement.title : statement.verdict] + statement.details.prefix(1))
      .joined(separator: "; ")
    let place = file + (statement.line.map { ":\($0)" } ?? "") + ": \(statement.title): \(statement.verdict)"
    let body = ([oneLine(place)] + statement.details).joined(separator: "\n")
    return head + ">\n      <\(element)" + attributes([("message", message), ("type", failure.name)]) + ">"
      + Self.escaped(body) + "</\(element)>\n    </testcase>\n"
  }

  /// `problems/softmax.expr` as a class of a package: `problems.softmax`.
  private static func className(_ file: String) -> String {
    var path = file
    while path.hasPrefix("./") { path = String(path.dropFirst(2)) }
    if path.hasSuffix(".expr") { path = String(path.dropLast(5)) }
    return path.split(separator: "/").map { $0.replacing(".", with: "_") }.joined(separator: ".")
  }

  private func attributes(_ entries: [(String, String)]) -> String {
    entries.map { " \($0.0)=\"\(Self.escaped($0.1))\"" }.joined()
  }

  /// Characters that XML 1.0 does not have are left out. Blanks that an attribute would lose are written as numbers.
  private static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&apos;"
      case "\t", "\n", "\r": result += scalar == "\n" ? "&#10;" : scalar == "\t" ? "&#9;" : "&#13;"
      default:
        let isControl = scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
        if !isControl, scalar.value != 0xFFFE, scalar.value != 0xFFFF { result.unicodeScalars.append(scalar) }
      }
    }
    return result
  }

  /// Seconds to the millisecond, without an exponent.
  private static func decimal(_ seconds: Double) -> String {
    guard seconds > 0, seconds < 1e9 else { return "0.000" }
    let thousandths = Int(seconds * 1000 + 0.5)
    let digits = String(thousandths % 1000)
    return "\(thousandths / 1000)." + String(repeating: "0", count: 3 - digits.count) + digits
  }
}
