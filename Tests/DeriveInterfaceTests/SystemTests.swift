import DeriveKit
import Foundation
import Testing

@Suite struct SystemTests {
  @Test func filesAndFolders() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let file = folder + "/ŷ.expr"
    #expect(System.write("a\u{301}b", toFile: file) == nil)
    #expect(try System.contents(ofFile: file).get() == Array("a\u{301}b".utf8))
    #expect(System.write("c", toFile: file) == nil)
    #expect(try System.contents(ofFile: file).get() == Array("c".utf8))
    #expect(System.kind(ofPath: file, followingLinks: true) == .file)
    #expect(System.kind(ofPath: folder, followingLinks: false) == .folder)
    #expect(System.kind(ofPath: folder + "/none", followingLinks: false) == .missing)
    try FileManager.default.createSymbolicLink(atPath: folder + "/link", withDestinationPath: file)
    #expect(System.kind(ofPath: folder + "/link", followingLinks: false) == .link)
    #expect(System.kind(ofPath: folder + "/link", followingLinks: true) == .file)
    #expect(try System.names(inFolder: folder).get().sorted() == ["link", "ŷ.expr"])
    #expect(throws: System.Failure.self) { try System.contents(ofFile: folder).get() }
    #expect(System.write("", toFile: folder) != nil)
  }

  @Test func threadsKeepOrder() {
    var seen: [Int] = []
    let values = System.concurrently(count: 100, jobs: 8) { index in
      index * index
    } ready: {
      seen.append($0)
    }
    #expect(values == (0..<100).map { $0 * $0 })
    #expect(seen == values)
    #expect(System.concurrently(count: 0, jobs: 4) { $0 } == [])
  }

  @Test func deepRecursion() {
    @Sendable func depth(_ count: Int) -> Int { count == 0 ? 0 : depth(count - 1) + 1 }
    #expect(System.onLargeStack { depth(500_000) } == 500_000)
  }
}
