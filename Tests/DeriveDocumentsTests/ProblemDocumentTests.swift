import DeriveLanguage
import DeriveSolving
import Foundation
import Testing

@testable import DeriveDocuments

/// What is written of the files of `problems/`, from the file to the document.
///
/// One after the other: all of them wait for the files to be solved.
@Suite(.serialized) struct ProblemDocumentTests {
  struct File: Sendable, CustomTestStringConvertible {
    var name: String
    var text: String
    var solution: Solution

    var testDescription: String { name }
    var report: FileReport {
      FileReport(file: name, title: solution.title, version: "1", seed: 1, solution: solution)
    }
  }

  /// All files, each solved once.
  static let files: [File] = {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "problems")
    let urls = (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)) ?? []
    return urls.filter { $0.pathExtension == "expr" }.sorted { $0.path < $1.path }.compactMap { url in
      guard let data = try? Data(contentsOf: url) else { return nil }
      let text = String(decoding: data, as: UTF8.self)
      guard case .problem(let problem) = read(Source(name: url.lastPathComponent, text: text)) else { return nil }
      var options = SolveOptions()
      options.steps = .full
      // What is looked at is how it is written, not how often it was tried.
      options.points = 12
      options.sizes = 1...2
      return File(name: url.lastPathComponent, text: text, solution: solve(problem, options: options))
    }
  }()

  @Test func thereAreFiles() { #expect(Self.files.count >= 6) }

  @Test(.enabled(if: TeX.path != nil, "pdflatex is not installed"), arguments: [SolveOptions.Steps.brief, .full])
  func everyDocumentCompiles(_ steps: SolveOptions.Steps) throws {
    var options = DocumentOptions()
    options.steps = steps
    let documents = Self.files.map { latexDocument($0.report, options: options) }
    if try TeX.complaints(ofAll: documents) == [] { return }
    for (file, document) in zip(Self.files, documents) {
      #expect(try TeX.complaints(document) == [], "\(file.name)")
    }
  }

  @Test func noLineIsWiderThanThePage() {
    for file in Self.files {
      for width in [80, 100, 120] {
        var options = DocumentOptions()
        options.width = width
        let lines = terminalText(file.report, options: options).split(separator: "\n")
        #expect(lines.filter { $0.displayWidth > width } == [], "\(file.name), \(width) columns")
      }
    }
  }

  /// Neither the language's spelling of signs nor Markdown's marks are left in what people read.
  @Test func nothingIsLeftInTheLanguagesSpelling() {
    for file in Self.files {
      let text = terminalText(file.report, options: DocumentOptions())
      for mark in ["**", "`", "$", ">=", "!=", "sigma", "yhat", "v'*M*v", "= true", "\u{E000}"] {
        #expect(!text.contains(mark), "\(file.name): \(mark)")
      }
    }
  }

  @Test func everyReportIsJSON() throws {
    var options = DocumentOptions()
    options.steps = .full
    for file in Self.files {
      let line = jsonLine(file.report, options: options)
      #expect(line.hasSuffix("}\n") && !line.dropLast().contains("\n"))
      let report = try #require(StrictJSON.parse(String(line.dropLast())), "\(file.name)")
      #expect(report.keys == ["file", "title", "version", "seed", "derivations", "claims", "errors"])
      for derivation in report["derivations"].elements {
        #expect(
          derivation.keys == [
            "line", "name", "indices", "expression", "latex", "conditions", "done", "reason", "steps", "seconds",
          ])
        check(derivation["steps"])
      }
      for claim in report["claims"].elements {
        #expect(
          claim.keys == [
            "line", "kind", "claim", "step", "verdict", "passed", "conditions", "proof", "points", "sizes",
            "counterexample", "reason", "seconds",
          ])
        check(claim["proof"])
        if case .object = claim["counterexample"] {
          #expect(claim["counterexample"].keys == ["sizes", "values", "left", "right", "remark"])
        }
      }
    }
  }

  private func check(_ steps: StrictJSON) {
    for step in steps.elements {
      #expect(step.keys == ["rule", "before", "after", "conditions", "steps"])
      check(step["steps"])
    }
  }

  /// An `expression` put after the statement that it stands for is understood, and has the subject's value.
  @Test func expressionsReadBack() throws {
    for file in Self.files {
      let report = try #require(StrictJSON.parse(String(jsonLine(file.report, options: DocumentOptions()).dropLast())))
      var lines = file.text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      var count = 0
      // From the end, so that the lines' numbers stay right.
      for derivation in report["derivations"].elements.reversed() {
        guard case .number(let number) = derivation["line"], case .string(let expression) = derivation["expression"],
          let line = Int(number)
        else { continue }
        count += 1
        // Beside its subject, which says what range an index has that only a delta mentions.
        let subject = lines[line - 1].split(separator: "#")[0].dropFirst("derive ".count)
        lines.insert(
          subject.contains(" = ") ? "derive \(expression)" : "check \(subject) = \(expression)", at: line)
      }
      let source = Source(name: file.name, text: lines.joined(separator: "\n"))
      switch read(source) {
      case .problem(let problem):
        guard case .problem(let plain) = read(Source(name: file.name, text: file.text)) else { continue }
        #expect(problem.statements.count == plain.statements.count + count, "\(file.name)")
      case .errors(let diagnostics):
        Issue.record("\(file.name): \(diagnostics.map { $0.rendered(in: source) }.joined(separator: "\n"))")
      }
    }
  }
}

/// JSON as RFC 8259 has it and nothing more; objects keep the order of their keys.
enum StrictJSON {
  case null
  case bool(Bool)
  case number(String)
  case string(String)
  case array([StrictJSON])
  case object([(key: String, value: StrictJSON)])

  /// Nil for anything that is no JSON, or has a key twice.
  static func parse(_ text: String) -> StrictJSON? {
    var parser = Parser(rest: Array(text.unicodeScalars)[...])
    guard let value = parser.value() else { return nil }
    parser.skipSpace()
    return parser.rest.isEmpty ? value : nil
  }

  var keys: [String] { if case .object(let entries) = self { entries.map(\.key) } else { [] } }
  var elements: [StrictJSON] { if case .array(let values) = self { values } else { [] } }
  subscript(key: String) -> StrictJSON {
    if case .object(let entries) = self { entries.first { $0.key == key }?.value ?? .null } else { .null }
  }

  private struct Parser {
    var rest: ArraySlice<Unicode.Scalar>

    mutating func skipSpace() { rest = rest.drop { " \t\r\n".unicodeScalars.contains($0) } }

    mutating func take(_ word: String) -> Bool {
      guard rest.starts(with: word.unicodeScalars) else { return false }
      rest = rest.dropFirst(word.unicodeScalars.count)
      return true
    }

    mutating func value() -> StrictJSON? {
      skipSpace()
      switch rest.first {
      case "{": return object()
      case "[": return array()
      case "\"": return string().map { .string($0) }
      case "t": return take("true") ? .bool(true) : nil
      case "f": return take("false") ? .bool(false) : nil
      case "n": return take("null") ? .null : nil
      default: return number()
      }
    }

    private mutating func object() -> StrictJSON? {
      guard take("{") else { return nil }
      skipSpace()
      if take("}") { return .object([]) }
      var entries: [(key: String, value: StrictJSON)] = []
      while true {
        skipSpace()
        guard let key = string(), !entries.contains(where: { $0.key == key }) else { return nil }
        skipSpace()
        guard take(":"), let value = value() else { return nil }
        entries.append((key, value))
        skipSpace()
        if take("}") { return .object(entries) }
        guard take(",") else { return nil }
      }
    }

    private mutating func array() -> StrictJSON? {
      guard take("[") else { return nil }
      skipSpace()
      if take("]") { return .array([]) }
      var values: [StrictJSON] = []
      while true {
        guard let value = value() else { return nil }
        values.append(value)
        skipSpace()
        if take("]") { return .array(values) }
        guard take(",") else { return nil }
      }
    }

    private mutating func string() -> String? {
      guard take("\"") else { return nil }
      var text = ""
      while let scalar = rest.popFirst() {
        if scalar == "\"" { return text }
        if scalar.value < 0x20 { return nil }
        if scalar != "\\" {
          text.unicodeScalars.append(scalar)
          continue
        }
        switch rest.popFirst() {
        case "\"": text += "\""
        case "\\": text += "\\"
        case "/": text += "/"
        case "b": text += "\u{8}"
        case "f": text += "\u{C}"
        case "n": text += "\n"
        case "r": text += "\r"
        case "t": text += "\t"
        case "u":
          let digits = rest.prefix(4)
          guard digits.count == 4, let code = UInt32(String(String.UnicodeScalarView(digits)), radix: 16),
            let scalar = Unicode.Scalar(code)
          else { return nil }
          rest = rest.dropFirst(4)
          text.unicodeScalars.append(scalar)
        default: return nil
        }
      }
      return nil
    }

    private mutating func number() -> StrictJSON? {
      var text = ""
      func isDigit(_ scalar: Unicode.Scalar?) -> Bool { scalar.map { ("0"..."9").contains($0) } ?? false }
      func next() { if let scalar = rest.popFirst() { text.unicodeScalars.append(scalar) } }
      if rest.first == "-" { next() }
      guard isDigit(rest.first) else { return nil }
      if rest.first == "0" { next() } else { while isDigit(rest.first) { next() } }
      if rest.first == "." {
        next()
        guard isDigit(rest.first) else { return nil }
        while isDigit(rest.first) { next() }
      }
      if rest.first == "e" || rest.first == "E" {
        next()
        if rest.first == "+" || rest.first == "-" { next() }
        guard isDigit(rest.first) else { return nil }
        while isDigit(rest.first) { next() }
      }
      return .number(text)
    }
  }
}
