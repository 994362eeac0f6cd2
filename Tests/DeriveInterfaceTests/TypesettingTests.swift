import DeriveInterface
import DeriveKit
import Foundation
import Testing

@Suite struct TypesettingTests {
  @Test func theBestEngineIsUsed() throws {
    let machine = FakeMachine(files: ["a.expr": "proved", "b.expr": "failed"])
    machine.engines = ["pdflatex": (0, "", "%PDF plain"), "lualatex": (0, "", "%PDF lua")]
    #expect(machine.run("a.expr", "-o", "a.pdf") == .succeeded)
    #expect(machine.file("a.pdf") == "%PDF lua")
    #expect(machine.file("/tmp/work/solution.tex")?.contains("\\documentclass") == true)
    machine.engines["latexmk"] = (0, "", "%PDF mk")
    #expect(machine.run("b.expr", "-o", "b.pdf") == .failed)
    #expect(machine.file("b.pdf") == "%PDF mk")
    machine.engines["tectonic"] = (0, "", "%PDF tectonic")
    #expect(machine.run("a.expr", "-o", "a.pdf") == .succeeded)
    #expect(machine.file("a.pdf") == "%PDF tectonic")
    #expect(machine.runs.map(\.[0]) == ["/bin/lualatex", "/bin/latexmk", "/bin/tectonic"])
    #expect(machine.runs.allSatisfy { $0.contains("/tmp/work/solution.tex") })
    #expect(machine.removedFolders == ["/tmp/work", "/tmp/work", "/tmp/work"])
  }

  @Test func noEngine() {
    let machine = FakeMachine(files: ["a.expr": "proved"])
    #expect(machine.run("a.expr", "-o", "a.pdf") == .misuse)
    #expect(machine.messages.hasPrefix("a.pdf: error: no LaTeX engine was found to make a PDF: install tectonic"))
    #expect(machine.file("a.pdf") == nil && machine.runs.isEmpty)
  }

  @Test func theEnginesErrorIsShown() {
    let machine = FakeMachine(files: ["a.expr": "proved"])
    machine.engines = ["pdflatex": (1, "This is pdfTeX\n! Undefined control sequence.\nl.7 \\nonsense\n", "")]
    #expect(machine.run("a.expr", "-o", "a.pdf") == .misuse)
    #expect(
      machine.messages == """
        a.pdf: error: pdflatex made no PDF (exit status 1):
          ! Undefined control sequence.
          l.7 \\nonsense

        """)
    #expect(machine.removedFolders == ["/tmp/work"])
    machine.engines = ["pdflatex": (0, "", "%PDF")]
    #expect(machine.run("a.expr", "-o", "/readonly/a.pdf") == .misuse)
    #expect(machine.messages.hasSuffix("/readonly/a.pdf: error: cannot be written: Permission denied\n"))
  }

  /// Programs and folders of the machine itself.
  @Test func programs() throws {
    let shell = try #require(System.program("sh"))
    #expect(System.program("no-such-program-\(shell.count)") == nil)
    let folder = try System.temporaryFolder().get()
    defer { System.removeFolder(folder) }
    let output = folder + "/out"
    #expect(System.run(shell, ["-c", "echo said; echo told >&2; exit 3"], output: output, seconds: 10) == .success(3))
    #expect(try String(decoding: System.contents(ofFile: output).get(), as: UTF8.self) == "said\ntold\n")
    #expect(System.run(shell, ["-c", "kill -9 $$"], output: output, seconds: 10) == .success(137))
    #expect(System.run(folder + "/none", [], output: output, seconds: 10).isFailure)
    #expect(System.run(shell, ["-c", "sleep 30"], output: output, seconds: 0).isFailure)
    #expect(System.write(bytes: [0, 255, 10], toFile: folder + "/bytes") == nil)
    #expect(try System.contents(ofFile: folder + "/bytes").get() == [0, 255, 10])
    System.removeFolder(folder)
    #expect(System.kind(ofPath: folder, followingLinks: false) == .missing)
  }
}

extension Result {
  fileprivate var isFailure: Bool { if case .failure = self { true } else { false } }
}
