import DeriveKit
import Foundation
import Testing

@testable import DeriveInterface

/// `derive format`, `derive new`, `derive completions`.
@Suite struct VerbTests {
  // MARK: - format

  private let messy = "given   x:real\nprove x^2>=0 # always"
  private let tidy = "given x : real\nprove x^2 >= 0                       # always\n"

  @Test func rewritesWhatIsNotInLayout() {
    let machine = FakeMachine(files: ["p/a.expr": messy, "p/b.expr": tidy, "p/q/c.expr": messy])
    #expect(machine.run("format", "--check", "p") == .failed)
    #expect(machine.output == "p/a.expr\np/q/c.expr\n" && machine.file("p/a.expr") == messy)
    machine.clear()
    #expect(machine.run("format", "p") == .succeeded)
    #expect(machine.output == "p/a.expr\np/q/c.expr\n" && machine.messages == "")
    #expect(machine.file("p/a.expr") == tidy && machine.file("p/b.expr") == tidy && machine.file("p/q/c.expr") == tidy)
    machine.clear()
    #expect(machine.run("format", "p") == .succeeded && machine.run("format", "p", "--check") == .succeeded)
    #expect(machine.output == "" && machine.messages == "")
  }

  @Test func standardInput() {
    let machine = FakeMachine()
    machine.input = messy
    #expect(machine.run("format", "-") == .succeeded && machine.output == tidy)
    machine.clear()
    #expect(machine.run("format", "-", "--check") == .failed && machine.output == "<stdin>\n")
    machine.clear()
    machine.input = tidy
    #expect(machine.run("format", "-") == .succeeded && machine.output == tidy)
    machine.clear()
    #expect(machine.run("format", "-", "--check") == .succeeded && machine.output == "")
  }

  @Test func filesWithErrorsStayAsTheyAre() {
    let broken = ["given x : real\nprove   x = ", "prove   y = 1\n", "given x : real[2]\nlet   y = x + eye(2)\n", ""]
    for text in broken {
      let machine = FakeMachine(files: ["a.expr": text, "b.expr": messy])
      #expect(machine.run("format", "a.expr", "b.expr") == .misuse)
      #expect(machine.file("a.expr") == text && machine.file("b.expr") == tidy)
      #expect(machine.output == "b.expr\n" && machine.messages.hasPrefix("a.expr:"))
      #expect(machine.messages.contains("error: "))
    }
    let machine = FakeMachine(files: ["readonly/a.expr": messy])
    #expect(machine.run("format", "readonly/a.expr", "none.expr") == .misuse)
    #expect(machine.file("readonly/a.expr") == messy)
    #expect(
      machine.messages == """
        readonly/a.expr: error: cannot be written: Permission denied
        none.expr: error: no such file or folder

        """)
  }

  /// On the machine itself: the file's rights and the links to it stay.
  @Test func replacing() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let file = folder + "/a.expr"
    let link = folder + "/link.expr"
    #expect(System.create("one", atPath: file) == nil)
    #expect(System.create("two", atPath: file) != nil)
    try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: file)
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "a.expr")
    #expect(System.replace("three", atPath: link) == nil)
    #expect(System.contents(ofFile: file) == .success(Array("three".utf8)))
    #expect(System.kind(ofPath: link, followingLinks: false) == .link)
    let rights = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
    #expect(rights == 0o640)
    #expect(System.replace("four", atPath: folder + "/none.expr") != nil)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == ["a.expr", "link.expr"])
  }

  // MARK: - new

  @Test(arguments: ["least_squares", "p/least-squares.expr", "a \"b\"", "ä"]) func aNewProblemPasses(_ name: String)
    throws
  {
    let machine = FakeMachine(files: ["p/other.expr": ""])
    machine.solvesReally = true
    #expect(machine.run("new", name) == .succeeded)
    let path = name.hasSuffix(".expr") ? name : name + ".expr"
    let text = try #require(machine.file(path))
    #expect(text.contains("#") && machine.output.hasPrefix(path))
    machine.clear()
    #expect(machine.run("check", path) == .succeeded, "\(machine.output)\(machine.messages)")
    #expect(machine.output.hasPrefix("✓ \(path)  3 claims: 2 proved, 1 refuted as asked"))
    #expect(machine.run("format", "--check", path) == .succeeded)
    machine.clear()
    #expect(machine.run("new", name) == .misuse)
    #expect(machine.file(path) == text && machine.messages.contains("it exists already"))
  }

  @Test func newNames() {
    let machine = FakeMachine()
    machine.addFolder("p.expr")
    machine.addLink("dangling.expr")
    for name in ["p", "dangling", "q/", ".", "..", ".expr", "/"] {
      #expect(machine.run("new", name) == .misuse, "\(name)")
    }
    #expect(machine.output == "")
    #expect(machine.run("new", "-") == .succeeded)
    #expect(machine.output.contains("problem \"A new problem\""))
    #expect(machine.run("new", "least_squares") == .succeeded)
    #expect(machine.file("least_squares.expr")?.contains("problem \"Least squares\"") == true)
  }

  // MARK: - completions

  /// Every option that can be used and every verb is completed in every shell.
  @Test(arguments: Shell.allCases) func completions(_ shell: Shell) {
    let machine = FakeMachine()
    #expect(machine.run("completions", shell.rawValue) == .succeeded)
    let script = machine.output
    for option in Option.all {
      for spelling in option.spellings {
        let word = shell == .fish ? (spelling.hasPrefix("--") ? "-l " : "-s ") + spelling.drop { $0 == "-" } : spelling
        #expect(script.contains(word) == option.isAvailable, "\(word)")
      }
      guard option.isAvailable, let value = option.value, value.contains("|") else { continue }
      let separator = shell == .bash ? "\\n" : " "
      #expect(script.contains(value.replacing("|", with: separator)), "\(value)")
    }
    for verb in Verb.allCases { #expect(script.contains(verb.rawValue)) }
    #expect(script.contains(".expr") && script.hasSuffix("\n"))
  }

  private func bash(_ script: String, _ arguments: [String]) throws -> [String] {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/bash")
    process.arguments = ["--norc", "-c", script, "bash"] + arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardInput = FileHandle.nullDevice
    process.currentDirectoryURL = FileManager.default.temporaryDirectory
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: output, as: UTF8.self).split(separator: "\n").map(String.init)
  }

  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/bin/bash")))
  func bashCompletes() throws {
    let script =
      Completions.script(for: .bash) + """
        COMP_WORDS=(derive "$@"); COMP_CWORD=$#; _derive; printf '%s\\n' "${COMPREPLY[@]}"
        """
    #expect(try bash(script, ["che"]) == ["check"])
    #expect(try bash(script, ["check", "--sha"]) == ["--shard"])
    #expect(try bash(script, ["check", "--output"]) == [])
    #expect(try bash(script, ["check", "--format", ""]) == ReportFormat.allCases.map(\.rawValue))
    #expect(try bash(script, ["check", "--format", "=", "js"]) == ["json"])
    #expect(try bash(script, ["--steps", "="]) == ["none", "brief", "full"])
    #expect(try bash(script, ["help", "f"]) == ["format"])
    #expect(try bash(script, ["completions", ""]) == ["bash", "zsh", "fish"])
    #expect(try bash(script, ["--seed", ""]) == [])
  }
}
