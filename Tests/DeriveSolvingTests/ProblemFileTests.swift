import DeriveLanguage
import Foundation
import Testing

@testable import DeriveSolving

/// One file of `problems/`.
struct ProblemFile: Sendable, CustomTestStringConvertible {
  var name: String
  var text: String

  var testDescription: String { name }

  static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "problems")

  static let all: [ProblemFile] = {
    let files = (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)) ?? []
    return files.filter { $0.pathExtension == "expr" }.sorted { $0.path < $1.path }.map { file in
      let bytes = (try? Data(contentsOf: file)) ?? Data()
      return ProblemFile(name: file.lastPathComponent, text: String(decoding: bytes, as: UTF8.self))
    }
  }()
}

extension ProblemFile {
  /// Whether the heavy tests run: every rewriting of every file then, at as many and as great points as the command's.
  static let isThorough = ProcessInfo.processInfo.environment["DERIVE_HEAVY"] != nil

  /// The share of the files that a plain run of the tests takes for one of so many alike tests: each file in one of them.
  static func share(_ number: Int, of count: Int) -> [ProblemFile] {
    isThorough ? all : all.enumerated().filter { $0.offset % count == number }.map(\.element)
  }
}

/// The files of `problems/` say themselves what must come out of them.
@Suite struct ProblemFiles {
  @Test func thereAreFiles() { #expect(ProblemFile.all.count >= 6) }

  /// A few small points find the counterexamples; the heavy tests take as many and as great as the command.
  @Test(arguments: ProblemFile.all) func comesOut(_ file: ProblemFile) throws {
    let problem = try Solving.problem(file.text, name: file.name)
    #expect(problem.title != nil, "\(file.name) has no title")
    Solving.expectPasses(
      file.text, name: file.name, points: ProblemFile.isThorough ? 200 : 90, sizes: 1...(ProblemFile.isThorough ? 5 : 3)
    )
  }

  /// What the README says of the Matrix Cookbook is counted here: every identity is claimed with `prove`.
  @Test func theReadmeCountsTheMatrixCookbook() throws {
    let files = ProblemFile.all.filter { $0.name.hasPrefix("matrix_cookbook_") }
    let count = files.flatMap { $0.text.split(separator: "\n") }.count { $0.hasPrefix("prove ") }
    let readme = ProblemFile.folder.deletingLastPathComponent().appending(path: "README.md")
    let text = String(decoding: try Data(contentsOf: readme), as: UTF8.self)
    #expect(count > 150)
    #expect(text.contains("\(count) identities"), "README.md should say \(count) identities")
  }

  @Test func everyRowOfTheCatalogueHasAFile() {
    let counts = [("L", 8), ("S", 6), ("N", 10), ("G", 4), ("Q", 5), ("O", 7), ("F", 12)]
    let rows = counts.flatMap { letter, count in (1...count).map { "\(letter)\($0)" } }
    var found: Set<String> = []
    for file in ProblemFile.all {
      for line in file.text.split(separator: "\n") where line.hasPrefix("# rows:") {
        for id in line.dropFirst("# rows:".count).split(separator: ",") {
          found.insert(id.trimmingCharacters(in: .whitespaces))
        }
      }
    }
    for row in rows { #expect(found.contains(row), "no file has the row \(row)") }
  }

  /// What is printed, read in the same file after its statement, has the same value.
  @Test(arguments: ProblemFile.share(0, of: 2)) func resultsReadBack(_ file: ProblemFile) throws {
    try Self.expectReadsBack(file.text, name: file.name)
  }

  /// The lines of a file with those of its claims empty, and without what it says must be printed.
  static func linesWithoutClaims(_ text: String) -> [String] {
    let source = Source(name: "test.expr", text: text)
    var isClaim = false
    return (1...source.lineCount).map { line in
      let content = source.text(in: source.range(ofLine: line))
      if let first = content.first, first != " ", first != "#" {
        isClaim = ["check ", "prove ", "refute "].contains { content.hasPrefix($0) }
      }
      return isClaim ? "" : content.firstRange(of: "#=").map { String(content[..<$0.lowerBound]) } ?? content
    }
  }

  static func expectReadsBack(_ text: String, name: String = "test.expr") throws {
    // Without the claims of the file itself: those are decided elsewhere.
    var lines = linesWithoutClaims(text)
    let given = lines.joined(separator: "\n")
    let source = Source(name: name, text: given)
    let problem = try Solving.problem(given, name: name)
    var isAdded = false
    for item in try Solving.solution(given, name: name, points: 20, sizes: 1...3).items {
      // The `O` of a series is no part of its value.
      guard case .derivation(let derivation) = item, let shown = derivation.result,
        let result = Optional(shown.withoutOrder ?? shown),
        let statement = problem.statements.first(where: { $0.line == derivation.line })
      else { continue }
      var subject = FormulaText.text(derivation.subject)
      if let bound = derivation.name {
        subject = bound
        if !derivation.indices.isEmpty { subject += "[\(derivation.indices.joined(separator: ", "))]" }
      }
      let end = source.line(at: statement.site.offset + max(statement.site.length - 1, 0))
      lines[end - 1] += "\nprove \(subject) = \(FormulaText.text(result))"
      isAdded = true
    }
    if !isAdded { return }
    Solving.expectPasses(
      lines.joined(separator: "\n"), name: "\(name), printed results read back", points: 20, sizes: 1...3)
  }
}
