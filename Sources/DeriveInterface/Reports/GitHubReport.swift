/// The text report with workflow commands of GitHub Actions, which show what failed at its place in a pull request.
///
/// GitHub keeps ten annotations of a kind a step. The worst failures come first, and those that are left out are counted;
/// the log names them all. See "Workflow commands for GitHub Actions" in GitHub's documentation.
struct GitHubReport: ReportWriter {
  /// So many annotations of a kind are shown of a step.
  static let limit = 10

  private var log: TextReport
  private let paths: RepositoryPaths
  private var failures: [(file: String, statement: CheckedStatement)] = []

  init(_ setting: ReportSetting) {
    log = TextReport(setting)
    paths = setting.paths
  }

  mutating func add(_ file: CheckedFile) -> String {
    failures += file.failures.map { (file.name, $0) }
    return message(log.add(file))
  }

  mutating func finish(_ summary: CheckSummary) -> String {
    var text = message(log.finish(summary))
    // The order of failures that are equally bad is that of the files: sorting keeps it.
    let ordered = failures.sorted { Self.rank($0.statement) < Self.rank($1.statement) }
    for (file, statement) in ordered.prefix(Self.limit) { text += annotation(statement, file) }
    let rest = ordered.count - Self.limit
    if rest > 0 {
      let words = "\(rest) more failure\(rest == 1 ? "" : "s") in the log of this step"
      text += "::notice title=derive check::\(Self.escaped(words))\n"
    }
    return text
  }

  private static func rank(_ statement: CheckedStatement) -> Int { statement.failure?.rawValue ?? .max }

  private func annotation(_ statement: CheckedStatement, _ file: String) -> String {
    var properties = [("file", paths.path(file))]
    if let line = statement.line {
      properties += [("line", String(line)), ("col", String(statement.column))]
      if statement.length > 0 { properties.append(("endColumn", String(statement.column + statement.length))) }
    }
    let isError = statement.failure == .error
    properties.append(("title", isError ? "error" : "\(statement.title): \(statement.verdict)"))
    let shown = properties.map { "\($0.0)=\(Self.escaped(property: $0.1))" }.joined(separator: ",")
    let lines = (isError ? [statement.title] : []) + statement.details
    let text = lines.isEmpty ? statement.verdict : lines.joined(separator: "\n")
    return "::error \(shown)::\(Self.escaped(text))\n"
  }

  /// What the log shows may hold words of a file; none of its lines may be taken for a command. Commands begin with `::`
  /// at the start of a line, blanks left out, or with `##[` anywhere.
  func message(_ text: String) -> String {
    let scalars = Array(text.unicodeScalars)
    var result = String.UnicodeScalarView()
    var isStart = true
    for (index, scalar) in scalars.enumerated() {
      let before = index > 0 ? scalars[index - 1] : nil
      if scalar == ":", before == ":", isStart { result.append(" ") }
      if scalar == "[", before == "#", index > 1, scalars[index - 2] == "#" { result.append(" ") }
      result.append(scalar)
      switch scalar {
      case "\n", "\r", "\u{B}", "\u{C}", "\u{85}", "\u{2028}", "\u{2029}": isStart = true
      case ":" where before != ":": break
      default: isStart = isStart && scalar.properties.isWhitespace
      }
    }
    return String(result)
  }

  private static func escaped(_ text: String) -> String {
    text.replacingScalars { scalar in
      switch scalar {
      case "%": "%25"
      case "\r": "%0D"
      case "\n": "%0A"
      default: nil
      }
    }
  }

  private static func escaped(property: String) -> String {
    escaped(property).replacingScalars { $0 == ":" ? "%3A" : $0 == "," ? "%2C" : nil }
  }
}

extension String {
  /// The text with others in the place of some of its scalars. A letter's accent, or a line feed behind a carriage
  /// return, hides none.
  func replacingScalars(_ replacement: (Unicode.Scalar) -> String?) -> String {
    var result = String.UnicodeScalarView()
    for scalar in unicodeScalars {
      if let text = replacement(scalar) { result += text.unicodeScalars } else { result.append(scalar) }
    }
    return String(result)
  }
}
