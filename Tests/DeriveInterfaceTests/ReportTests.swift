import DeriveDocuments
import DeriveKit
import Foundation
import Testing

@testable import DeriveInterface

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// The reports of `check`, read back by readers that are not ours.
@Suite struct ReportTests {
  private let machine = FakeMachine(files: [
    "p/a.expr": "proved\nproved\nonpoints\nrefuted\nderived", "p/b.expr": "proved\nfailed\nundecided\nundone",
    "p/c.expr": "error\nproved\nerror",
  ])

  private func report(_ format: String, _ paths: String...) -> String {
    Self.output(of: machine, ["check"] + paths + ["--format", format, "--no-times"])
  }

  private static func output(of machine: FakeMachine, _ arguments: [String]) -> String {
    machine.clear()
    machine.run(arguments)
    return machine.output
  }

  // MARK: - Text

  @Test func failuresComeLast() {
    #expect(machine.run("check", "p") == .misuse)
    #expect(
      machine.output == """
        ✓ p/a.expr  4 claims: 2 proved, 1 holds on points, 1 refuted as asked
        ✗ p/b.expr  3 claims: 1 proved; 3 failed, of them 1 derivation
        ✗ p/c.expr  2 errors

        p/b.expr:2: check a = b: refuted
            counterexample: N = 1, a = 2
            left side 2, right side 3
        p/b.expr:3: check a = b: undecided
            no proof and no counterexample was found
        p/b.expr:4: derive a: not done
            the limit is not known

        3 files, 7 claims: 3 proved, 1 holds on points, 1 refuted as asked; 3 failed, of them 1 derivation, \
        1 file with errors

        """)
    #expect(machine.messages.contains("p/c.expr:1:1: error: no name 'error'"))
  }

  @Test func theOrderIsThatOfThePathsWhateverTheJobs() {
    let files = Dictionary(
      uniqueKeysWithValues: (1...20).map { ("q/f\(10 + $0).expr", $0 == 3 ? "slow\nproved" : "proved\nfailed") })
    for format in ReportFormat.allCases {
      let reports = [1, 2, 7].map { jobs in
        Self.output(
          of: FakeMachine(files: files), ["check", "q", "--format", format.rawValue, "--no-times", "--jobs", "\(jobs)"])
      }
      #expect(!reports[0].isEmpty && reports[0] == reports[1] && reports[1] == reports[2])
    }
  }

  // MARK: - Shards

  /// Whatever the number of parts: every file is in one of them and in no other.
  @Test(arguments: [1, 2, 3, 7, 30]) func shards(_ count: Int) {
    let files = Dictionary(uniqueKeysWithValues: (1...11).map { ("q/\($0 % 2)/f\($0).expr", "proved") })
    var found: [String] = []
    for part in 1...count {
      let machine = FakeMachine(files: files)
      #expect(machine.run("check", "q", "q/1/f1.expr", "--shard", "\(part)/\(count)") == .succeeded)
      let lines = machine.output.split(separator: "\n").filter { $0.hasPrefix("✓ ") }
      found += lines.map { String($0.split(separator: " ")[1]) }
      #expect(abs(lines.count - files.count / count) <= 1)
      if lines.isEmpty { #expect(machine.output == "0 files in this part\n") }
    }
    #expect(found.sorted() == files.keys.sorted())
  }

  @Test func reportsOfNoFile() throws {
    for format in ReportFormat.allCases {
      let text = Self.output(of: machine, ["check", "p/a.expr", "--shard", "2/2", "--format", format.rawValue])
      switch format {
      case .text, .github: #expect(text == "0 files in this part\n")
      case .json: #expect(text == "")
      case .tap: #expect(text == "TAP version 14\n1..0 # skip nothing to decide\n")
      case .junit: #expect(try XMLNode.read(text).children.isEmpty)
      case .sarif: #expect(try Self.sarifRun(text)["results"] as? [String] == [])
      }
    }
  }

  // MARK: - GitHub

  /// `::error file=…::text` as GitHub's runner reads it, after its source (`ActionCommand.TryParseV2`).
  private struct Annotation: Equatable {
    var kind: String
    var properties: [String: String] = [:]
    var text: String

    init?(_ line: Substring) {
      let line = line.drop { $0 == " " || $0 == "\t" }
      guard line.hasPrefix("::"), let end = line.dropFirst(2).firstRange(of: "::") else { return nil }
      let head = line[line.index(line.startIndex, offsetBy: 2)..<end.lowerBound]
      kind = String(head.prefix { $0 != " " })
      for entry in head.dropFirst(kind.count + 1).split(separator: ",") {
        let pair = entry.split(separator: "=", maxSplits: 1)
        properties[String(pair[0]).trimmingCharacters(in: .whitespaces)] = Self.unescaped(String(pair[1]), ",:")
      }
      text = Self.unescaped(String(line[end.upperBound...]), "")
    }

    private static func unescaped(_ text: String, _ more: String) -> String {
      var text = text.replacing("%0D", with: "\r").replacing("%0A", with: "\n")
      if !more.isEmpty { text = text.replacing("%3A", with: ":").replacing("%2C", with: ",") }
      return text.replacing("%25", with: "%")
    }
  }

  /// Every line break counts, also a lone carriage return.
  private func annotations(_ text: String) -> [Annotation] {
    text.components(separatedBy: CharacterSet(charactersIn: "\r\n")).compactMap { Annotation($0[...]) }
  }

  @Test func annotationsWorstFirst() throws {
    let text = report("github", "p")
    let found = annotations(text)
    #expect(found.map(\.kind) == Array(repeating: "error", count: 5))
    #expect(found[0].properties == ["file": "p/c.expr", "line": "1", "col": "1", "endColumn": "6", "title": "error"])
    #expect(found[0].text == "no name 'error'")
    #expect(found[2].properties == ["file": "p/b.expr", "line": "2", "col": "1", "title": "check a = b: refuted"])
    #expect(found[2].text == "counterexample: N = 1, a = 2\nleft side 2, right side 3")
    #expect(
      found.map { $0.properties["title"]?.split(separator: " ").last } == [
        "error", "error", "refuted", "undecided", "done",
      ])
    #expect(text.contains("\np/b.expr:3: check a = b: undecided\n"))
  }

  @Test(arguments: [9, 10, 11, 40]) func tenAtMost(_ count: Int) {
    let lines = Array(repeating: "undecided", count: count - 1) + ["failed"]
    let machine = FakeMachine(files: ["a.expr": lines.joined(separator: "\n")])
    machine.environment = ["GITHUB_ACTIONS": "true"]
    #expect(machine.run("check", "a.expr") == .failed)
    let found = annotations(machine.output)
    #expect(found.count(where: { $0.kind == "error" }) == min(count, 10))
    #expect(found[0].properties["line"] == "\(count)")
    let notes = found.filter { $0.kind != "error" }.map(\.text)
    let rest = count - 10
    #expect(notes == (rest > 0 ? ["\(rest) more failure\(rest == 1 ? "" : "s") in the log of this step"] : []))
    // The log names them all.
    #expect(machine.output.split(separator: "\n").count { $0.hasPrefix("a.expr:") } == count)
  }

  @Test func gitHubIsTheDefaultThere() {
    #expect(Self.output(of: machine, ["check", "p/b.expr"]).contains("::") == false)
    machine.environment = ["GITHUB_ACTIONS": "true"]
    #expect(Self.output(of: machine, ["check", "p/b.expr"]).contains("\n::error file=p/b.expr,"))
    #expect(!Self.output(of: machine, ["check", "p/b.expr", "--format", "text"]).contains("::error"))
    machine.environment = ["GITHUB_ACTIONS": ""]
    #expect(!Self.output(of: machine, ["check", "p/b.expr"]).contains("::error"))
  }

  @Test func pathsFromTheTopOfTheRepository() {
    func path(_ name: String, _ environment: [String: String]) -> String? {
      let machine = FakeMachine(files: [name: "failed"])
      machine.environment = environment
      return annotations(Self.output(of: machine, ["check", name, "--format", "github"])).first?.properties["file"]
    }
    let top = ["GITHUB_WORKSPACE": "/home/w/"]
    #expect(path("./a.expr", [:]) == "a.expr")
    #expect(path("/home/w/q/a.expr", top) == "q/a.expr")
    #expect(path("/home/v/a.expr", top) == "/home/v/a.expr")
    #expect(path("q/a.expr", top.merging(["PWD": "/home/w/r"]) { $1 }) == "r/q/a.expr")
    #expect(path("a.expr", top.merging(["PWD": "/home/w"]) { $1 }) == "a.expr")
  }

  /// Names and texts that would end an attribute, begin a command, or are no characters of XML.
  private static let hostile = [
    "::error::x.expr", "a##[error]b.expr", "q,r:s%25=.expr", "a&b<c>\"'].expr", "a\u{1}\u{1B}[31m\u{7F}\u{85}.expr",
    "]]>.expr",
    "# skip \\.expr", "ä 🙂\u{FFFE}\u{FEFF}.expr", "a\nb\r\n::notice::c.expr", "- : {x}.expr", "%.expr",
    "#\u{301}skip.expr",
  ]

  @Test func hostileNamesBeginNoCommand() {
    let machine = FakeMachine(files: Dictionary(uniqueKeysWithValues: Self.hostile.map { ($0, "failed\nerror") }))
    let more = FakeMachine(files: Dictionary(uniqueKeysWithValues: Self.hostile.map { ($0, "failed") }))
    for machine in [machine, more] {
      let text = Self.output(of: machine, ["check", "--format", "github", "--"] + Self.hostile)
      let log = text + machine.messages
      #expect(
        !log.components(separatedBy: CharacterSet(charactersIn: "\r\n")).contains {
          $0.contains("##[") && !$0.hasPrefix("::error ")
        })
      let found = annotations(log)
      #expect(found.count == 11 && found.allSatisfy { $0.kind == "error" || $0.text.contains("more failure") })
      #expect(found.filter { $0.kind == "error" }.allSatisfy { Self.hostile.contains($0.properties["file"] ?? "") })
    }
  }

  // MARK: - JUnit

  @Test func junit() throws {
    let root = try XMLNode.read(report("junit", "p", "missing.expr"))
    #expect(root.name == "testsuites" && root.attributes["tests"] == "12")
    #expect(root.attributes["failures"] == "3" && root.attributes["errors"] == "3")
    #expect(root.children.map { $0.attributes["name"] } == ["p/a.expr", "p/b.expr", "p/c.expr", "missing.expr"])
    for suite in root.children {
      #expect(suite.name == "testsuite" && suite.attributes["tests"] == "\(suite.children.count)")
      for (element, attribute) in [("failure", "failures"), ("error", "errors")] {
        let count = suite.children.count { $0.children.contains { $0.name == element } }
        #expect(suite.attributes[attribute] == "\(count)")
      }
      let names = suite.children.map { $0.attributes["name"] }
      #expect(Set(names).count == names.count && suite.children.allSatisfy { $0.name == "testcase" })
    }
    let refuted = root.children[1].children[1]
    #expect(refuted.attributes["classname"] == "p.b" && refuted.attributes["line"] == "2")
    #expect(refuted.children[0].attributes["type"] == "refuted")
    #expect(refuted.children[0].attributes["message"] == "refuted; counterexample: N = 1, a = 2")
    #expect(refuted.children[0].text.hasSuffix("\ncounterexample: N = 1, a = 2\nleft side 2, right side 3"))
    #expect(root.attributes["time"] == nil)
  }

  @Test func junitHasTimesWithoutExponents() throws {
    let root = try XMLNode.read(Self.output(of: machine, ["check", "p/b.expr", "--format", "junit"]))
    #expect(root.attributes["time"] == "0.250")
    #expect(root.children[0].children[3].attributes["time"] == "0.250")
    #expect(root.children[0].children[0].attributes["time"] == "0.000")
  }

  @Test func junitOfHostileNames() throws {
    let machine = FakeMachine(files: Dictionary(uniqueKeysWithValues: Self.hostile.map { ($0, "failed") }))
    let root = try XMLNode.read(Self.output(of: machine, ["check", "--format", "junit", "--"] + Self.hostile))
    func kept(_ text: String) -> String {
      String(
        String.UnicodeScalarView(
          text.unicodeScalars.filter {
            $0 == "\n" || $0 == "\r" || ($0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) && $0.value != 0xFFFE)
          }))
    }
    #expect(root.children.map { $0.attributes["name"] } == Self.hostile.map(kept))
  }

  // MARK: - TAP

  @Test func tap() throws {
    let lines = report("tap", "p").split(separator: "\n").map(String.init)
    #expect(lines.first == "TAP version 14" && lines.last == "1..11")
    let points = lines.filter { $0.hasPrefix("ok ") || $0.hasPrefix("not ok ") }
    #expect(points.count == 11)
    for (index, point) in points.enumerated() {
      #expect(point.hasPrefix("ok \(index + 1) - p/") || point.hasPrefix("not ok \(index + 1) - p/"))
    }
    #expect(points.count { $0.hasPrefix("not ok") } == 5)
    // Each failure has its block of YAML below it.
    for (index, line) in lines.enumerated() where line.hasPrefix("not ok") {
      #expect(lines[index + 1] == "  ---" && lines[index...].contains("  ..."))
    }
    #expect(lines.contains("  details: [\"counterexample: N = 1, a = 2\",\"left side 2, right side 3\"]"))
  }

  @Test func tapOfHostileNames() {
    let machine = FakeMachine(files: Dictionary(uniqueKeysWithValues: Self.hostile.map { ($0, "failed\nproved") }))
    let text = Self.output(of: machine, ["check", "--format", "tap", "--no-times", "--"] + Self.hostile)
    var count = 0
    for line in text.split(separator: "\n") where !line.hasPrefix("  ") {
      guard line.hasPrefix("ok ") || line.hasPrefix("not ok ") else { continue }
      count += 1
      // A `#` that is not escaped would begin a directive.
      let plain = String(line).replacingScalars { $0 == "\u{301}" ? "" : nil }.replacing("\\\\", with: "").replacing(
        "\\#", with: "")
      #expect(
        !plain.unicodeScalars.contains("#")
          && line.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control })
    }
    #expect(count == 2 * Self.hostile.count && text.hasSuffix("\n1..\(count)\n"))
  }

  // MARK: - SARIF

  private static func sarifRun(_ text: String) throws -> [String: Any] {
    let log = try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    #expect(log["version"] as? String == "2.1.0" && (log["$schema"] as? String)?.hasSuffix("sarif-2.1.0.json") == true)
    let runs = try #require(log["runs"] as? [[String: Any]])
    #expect(runs.count == 1)
    return try #require(runs.first)
  }

  @Test func sarif() throws {
    let run = try Self.sarifRun(report("sarif", "p"))
    let tool = try #require(run["tool"] as? [String: Any])
    let driver = try #require(tool["driver"] as? [String: Any])
    let rules = try #require(driver["rules"] as? [[String: Any]])
    #expect(driver["name"] as? String == "derive" && driver["version"] as? String == deriveVersion)
    let results = try #require(run["results"] as? [[String: Any]])
    #expect(results.map { $0["ruleId"] as? String } == ["refuted", "undecided", "not-done", "error", "error"])
    for result in results {
      let rule = rules[try #require(result["ruleIndex"] as? Int)]
      #expect(rule["id"] as? String == result["ruleId"] as? String)
      #expect(((rule["shortDescription"] as? [String: Any])?["text"] as? String)?.isEmpty == false)
      #expect(result["level"] as? String == "error")
      let locations = try #require(result["locations"] as? [[String: Any]])
      let place = try #require(locations.first?["physicalLocation"] as? [String: Any])
      #expect((place["region"] as? [String: Any])?["startLine"] as? Int ?? 0 >= 1)
    }
    let message = try #require(results[0]["message"] as? [String: Any])
    #expect(
      message["text"] as? String == "check a = b: refuted\ncounterexample: N = 1, a = 2\nleft side 2, right side 3")
    let invocations = try #require(run["invocations"] as? [[String: Any]])
    #expect(invocations[0]["executionSuccessful"] as? Bool == false && invocations[0]["exitCode"] as? Int == 2)
  }

  @Test func sarifNamesFilesByURIs() throws {
    let machine = FakeMachine(files: Dictionary(uniqueKeysWithValues: Self.hostile.map { ($0, "failed") }))
    let run = try Self.sarifRun(Self.output(of: machine, ["check", "--format", "sarif", "--"] + Self.hostile))
    let results = try #require(run["results"] as? [[String: Any]])
    let names = results.compactMap { result -> String? in
      let place = (result["locations"] as? [[String: Any]])?.first?["physicalLocation"] as? [String: Any]
      let uri = (place?["artifactLocation"] as? [String: Any])?["uri"] as? String
      #expect(uri?.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !"<>\"[]{}|\\^`:#?".utf8.contains($0) } == true)
      return uri?.removingPercentEncoding
    }
    #expect(names == Self.hostile)
  }

  // MARK: - Progress

  @Test func progressIsForTerminals() {
    let files = ["a.expr": "proved\nfailed", "b.expr": "proved"]
    let machine = FakeMachine(files: files)
    machine.columns = 80
    machine.run("check", "a.expr", "b.expr")
    #expect(machine.messages == "")
    machine.messageColumns = 30
    machine.clear()
    machine.run("check", "a.expr", "b.expr")
    let shown = machine.messages.split(separator: "\r\u{1B}[K").map(String.init)
    #expect(shown == ["0 of 2 files, 0 claims", "1 of 2 files, 2 claims, 1 fai"])
    #expect(machine.messages.hasSuffix("\r\u{1B}[K"))
    machine.environment = ["TERM": "dumb"]
    machine.clear()
    machine.run("check", "a.expr", "b.expr")
    #expect(machine.messages == "")
  }

  @Test func anotherFaultIsTheWorst() {
    let machine = FakeMachine(files: ["a.expr": "failed\nfault"])
    #expect(machine.run("check", "a.expr", "--format", "github") == .fault)
    #expect(annotations(machine.output).first?.properties["line"] == "2")
    #expect(machine.messages.contains("a.expr:2: fault: "))
  }
}

/// An element of XML, read by Foundation.
private struct XMLNode {
  var name: String
  var attributes: [String: String]
  var text = ""
  var children: [XMLNode] = []

  static func read(_ text: String) throws -> XMLNode {
    let reader = Reader()
    let parser = XMLParser(data: Data(text.utf8))
    parser.delegate = reader
    #expect(parser.parse(), "\(String(describing: parser.parserError))")
    return try #require(reader.stack.first?.children.first)
  }

  private final class Reader: NSObject, XMLParserDelegate {
    var stack = [XMLNode(name: "", attributes: [:])]

    func parser(
      _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
      attributes: [String: String] = [:]
    ) {
      stack.append(XMLNode(name: name, attributes: attributes))
    }

    func parser(_ parser: XMLParser, foundCharacters text: String) { stack[stack.count - 1].text += text }

    func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
      let node = stack.removeLast()
      stack[stack.count - 1].children.append(node)
    }
  }
}
