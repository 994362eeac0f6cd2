import DeriveLanguage
import Foundation
import Testing

/// The files of `problems/`.
@Suite struct ProblemFiles {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "problems")

  static func files() throws -> [URL] {
    try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
      .filter { $0.pathExtension == "expr" }.sorted { $0.path < $1.path }
  }

  @Test func everyFileIsRead() throws {
    let files = try Self.files()
    #expect(!files.isEmpty)
    for file in files {
      let source = Source(name: file.lastPathComponent, bytes: [UInt8](try Data(contentsOf: file)))
      switch read(source) {
      case .problem(let problem):
        #expect(problem.title != nil, "\(file.lastPathComponent) has no title")
      case .errors(let diagnostics):
        Issue.record("\(diagnostics.map { $0.rendered(in: source) }.joined(separator: "\n"))")
      }
    }
  }
}
