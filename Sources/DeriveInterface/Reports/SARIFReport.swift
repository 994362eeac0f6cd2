import DeriveDocuments
import DeriveKit

/// The Static Analysis Results Interchange Format, version 2.1.0, as code scanning reads it: a result a failure.
///
/// Statements that succeed are left out: code scanning shows every result as something to be mended.
struct SARIFReport: ReportWriter {
  private let paths: RepositoryPaths
  private var results: [JSONValue] = []

  init(_ setting: ReportSetting) { paths = setting.paths }

  mutating func add(_ file: CheckedFile) -> String {
    for statement in file.failures {
      if let failure = statement.failure { results.append(result(statement, failure, file.name)) }
    }
    return ""
  }

  mutating func finish(_ summary: CheckSummary) -> String {
    let driver: JSONValue = .object([
      ("name", .string("derive")), ("version", .string(deriveVersion)), ("semanticVersion", .string(deriveVersion)),
      ("rules", .array(Failure.allCases.map(rule))),
    ])
    let run: JSONValue = .object([
      ("tool", .object([("driver", driver)])),
      (
        "invocations",
        .array([
          .object([
            ("executionSuccessful", .bool(summary.outcome < .misuse)),
            ("exitCode", .integer(Int(summary.outcome.rawValue))),
          ])
        ])
      ),
      ("columnKind", .string("unicodeCodePoints")), ("results", .array(results)),
    ])
    let log: JSONValue = .object([
      ("$schema", .string("https://json.schemastore.org/sarif-2.1.0.json")), ("version", .string("2.1.0")),
      ("runs", .array([run])),
    ])
    return log.line + "\n"
  }

  private func rule(_ failure: Failure) -> JSONValue {
    let text: JSONValue = .object([("text", .string(failure.meaning))])
    return .object([
      ("id", .string(failure.name)), ("shortDescription", text), ("fullDescription", text), ("help", text),
      ("defaultConfiguration", .object([("level", .string("error"))])),
    ])
  }

  private func result(_ statement: CheckedStatement, _ failure: Failure, _ file: String) -> JSONValue {
    var physical: [(String, JSONValue)] = [
      ("artifactLocation", .object([("uri", .string(Self.reference(paths.path(file))))]))
    ]
    if let line = statement.line {
      var region: [(String, JSONValue)] = [
        ("startLine", .integer(line)), ("startColumn", .integer(statement.column)),
      ]
      if statement.length > 0 { region.append(("endColumn", .integer(statement.column + statement.length))) }
      physical.append(("region", .object(region)))
    }
    let head = failure == .error ? statement.title : "\(statement.title): \(statement.verdict)"
    let message = ([head] + statement.details).joined(separator: "\n")
    return .object([
      ("ruleId", .string(failure.name)), ("ruleIndex", .integer(failure.rawValue)), ("level", .string("error")),
      ("message", .object([("text", .string(message))])),
      ("locations", .array([.object([("physicalLocation", .object(physical))])])),
    ])
  }

  /// A path as a URI reference (RFC 3986): every byte but letters, digits, `-._~` and `/` as a number.
  private static func reference(_ path: String) -> String {
    var result = path.hasPrefix("/") ? "file://" : ""
    for byte in path.utf8 {
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x2F, 0x5F, 0x7E:
        result.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        result += (byte < 16 ? "%0" : "%") + String(byte, radix: 16, uppercase: true)
      }
    }
    return result
  }
}
