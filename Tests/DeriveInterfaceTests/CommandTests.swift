import DeriveInterface
import DeriveKit
import Testing

@Suite struct CommandTests {
  @Test func statuses() {
    let machine = FakeMachine(files: [
      "good.expr": "proved\nonpoints\nrefuted\nderived", "bad.expr": "proved\nfailed", "open.expr": "undecided",
      "undone.expr": "undone", "broken.expr": "proved\nerror\nerror", "fault.expr": "fault", "none.expr": "# nothing",
    ])
    #expect(machine.run("good.expr") == .succeeded)
    #expect(machine.run("none.expr") == .succeeded)
    #expect(machine.run("bad.expr") == .failed)
    #expect(machine.run("open.expr") == .failed)
    #expect(machine.run("undone.expr") == .failed)
    #expect(machine.run("broken.expr") == .misuse)
    #expect(machine.run("missing.expr") == .misuse)
    #expect(machine.run("fault.expr") == .fault)
    #expect(machine.run("bad.expr", "broken.expr", "good.expr") == .misuse)
    #expect(machine.run("check", "bad.expr", "fault.expr", "broken.expr") == .fault)
    #expect(machine.run("--nonsense") == .misuse)
    #expect(machine.run("--help") == .succeeded)
    #expect(Outcome.succeeded.rawValue == 0 && Outcome.failed.rawValue == 1)
    #expect(Outcome.misuse.rawValue == 2 && Outcome.fault.rawValue == 3)
  }

  @Test func resultsAndMessagesAreApart() {
    let machine = FakeMachine(files: ["a.expr": "title A\nproved", "b.expr": "error"])
    #expect(machine.run("a.expr", "b.expr", "c.expr") == .misuse)
    #expect(machine.output == "A\n═\n\nProve   a = b   ✓ proved\n")
    #expect(
      machine.messages
        == "b.expr:1:1: error: no name 'error'\nerror\n^~~~~\nc.expr: error: no such file or folder\n")
  }

  @Test func severalFilesStandUnderTheirTitles() {
    let machine = FakeMachine(files: ["a.expr": "slow\nproved", "b.expr": "title B\nproved"])
    #expect(machine.run("a.expr", "b.expr", "--jobs", "2") == .succeeded)
    #expect(
      machine.output == "a.expr\n══════\n\nProve   a = b   ✓ proved\n\n\nB\n═\n\nProve   a = b   ✓ proved\n")
  }

  @Test func folders() {
    let machine = FakeMachine(files: [
      "p/b.expr": "title p/b", "p/a.expr": "title p/a", "p/q/c.expr": "title p/q/c", "p/q.expr": "title p/q",
      "p/.hidden.expr": "error", "p/.git/d.expr": "error", "p/readme.md": "error", "empty/x.txt": "error",
    ])
    machine.addLink("p/link.expr")
    #expect(machine.run("check", "p/") == .succeeded)
    let files = machine.output.split(separator: "\n").filter { $0.hasPrefix("✓") }.map { $0.split(separator: " ")[1] }
    #expect(files == ["p/a.expr", "p/b.expr", "p/q.expr", "p/q/c.expr"])
    #expect(machine.run("check", "empty") == .misuse)
    #expect(machine.messages == "empty: error: no .expr file in this folder\n")
  }

  @Test func unreadable() {
    let machine = FakeMachine(files: ["empty.expr": "", "blank.expr": " \n\t\r\n"])
    machine.put([0x61, 0x0A, 0xC3, 0x28], at: "latin.expr")
    machine.put([0x61, 0xE2, 0x82], at: "cut.expr")
    #expect(machine.run("empty.expr", "blank.expr", "latin.expr", "cut.expr", "missing.expr") == .misuse)
    #expect(
      machine.messages == """
        empty.expr: error: the file is empty
        blank.expr: error: the file is empty
        latin.expr: error: not UTF-8: the byte 0xC3 on line 2
        cut.expr: error: not UTF-8: the byte 0xE2 on line 1
        missing.expr: error: no such file or folder

        """)
  }

  @Test func standardInput() {
    let machine = FakeMachine()
    machine.input = "failed"
    #expect(machine.run("check", "-") == .failed)
    #expect(machine.output.hasPrefix("✗ <stdin>  1 claim; 1 failed\n\n<stdin>:1: check a = b: refuted\n"))
  }

  @Test func closingLine() {
    let machine = FakeMachine(files: ["p/a.expr": "proved\nonpoints\nonpoints", "p/b.expr": "proved\nrefuted\nrefuted"])
    #expect(machine.run("check", "p") == .succeeded)
    #expect(
      machine.output.hasSuffix("\n\n2 files, 6 claims: 2 proved, 2 hold on points, 2 refuted as asked; 0 failed\n"))
  }

  @Test func jsonLines() {
    let machine = FakeMachine(files: ["a.expr": "title A \"B\"\nproved\nderived", "b.expr": "error"])
    #expect(machine.run("check", "a.expr", "b.expr", "c.expr", "--format", "json", "--no-times") == .misuse)
    #expect(
      machine.output == """
        {"file":"a.expr","title":"A \\"B\\"","version":"\(deriveVersion)","seed":1,"derivations":[{"line":3,"name":null,\
        "indices":[],"expression":"b","latex":"b","conditions":[],"done":true,"reason":null,"steps":[]}],"claims":[\
        {"line":2,"kind":"prove","claim":"a = b","step":0,"verdict":"proved","passed":true,"conditions":[],"proof":[],\
        "points":200,"sizes":"1..5","counterexample":null,"reason":null}],"errors":[]}
        {"file":"b.expr","title":null,"version":"\(deriveVersion)","seed":1,"derivations":[],"claims":[],"errors":[\
        {"line":1,"column":1,"length":5,"message":"no name 'error'","hint":null}]}
        {"file":"c.expr","title":null,"version":"\(deriveVersion)","seed":1,"derivations":[],"claims":[],"errors":[\
        {"line":1,"column":1,"length":0,"message":"no such file or folder","hint":null}]}

        """)
  }

  @Test func documents() throws {
    let machine = FakeMachine(files: ["a.expr": "title A\nproved", "b.expr": "error", "c.expr": "failed"])
    #expect(machine.run("a.expr", "-o", "a.tex") == .succeeded)
    let document = try #require(machine.file("a.tex"))
    #expect(document.contains("\\documentclass") && document.hasSuffix("\\end{document}\n"))
    #expect(machine.run("a.expr", "-o", "f.tex", "--fragment") == .succeeded)
    #expect(try !#require(machine.file("f.tex")).contains("\\documentclass"))
    #expect(machine.run("a.expr", "-o", "a.txt", "--color", "always") == .succeeded)
    #expect(machine.file("a.txt") == "A\n═\n\nProve   a = b   ✓ proved\n")
    #expect(machine.run("a.expr", "-o", "a.json") == .succeeded)
    #expect(try #require(machine.file("a.json")).hasPrefix("{\"file\":\"a.expr\",\"title\":\"A\""))
    #expect(machine.output == "")
    #expect(machine.run("b.expr", "-o", "b.tex") == .misuse)
    #expect(machine.file("b.tex") == nil)
    #expect(machine.run("b.expr", "-o", "b.json") == .misuse)
    #expect(machine.file("b.json") != nil)
    #expect(machine.run("c.expr", "-o", "c.tex") == .failed)
    #expect(machine.run("a.expr", "-o", "/readonly/a.tex") == .misuse)
    #expect(machine.messages.hasSuffix("/readonly/a.tex: error: cannot be written: Permission denied\n"))
    #expect(machine.run("a.expr", "c.expr", "-o", "x.tex") == .misuse)
  }

  @Test func pages() throws {
    let machine = FakeMachine(files: ["a.expr": "title A & B\nproved", "b.expr": "error"])
    #expect(machine.run("a.expr", "-o", "a.html") == .succeeded)
    let page = try #require(machine.file("a.html"))
    #expect(page.hasPrefix("<!DOCTYPE html>") && page.contains("<h1>A &amp; B</h1>") && page.contains("<math"))
    #expect(machine.run("a.expr", "-o", "f.html", "--fragment") == .succeeded)
    #expect(try #require(machine.file("f.html")).hasPrefix("<section class=\"claim\""))
    #expect(machine.run("a.expr", "-o", "a.md") == .succeeded)
    #expect(try #require(machine.file("a.md")).hasPrefix("# A &amp; B\n"))
    #expect(machine.run("a.expr", "-o", "f.md", "--fragment") == .succeeded)
    #expect(try #require(machine.file("f.md")).hasPrefix("## Prove 1\n"))
    #expect(machine.run("b.expr", "-o", "b.html") == .misuse)
    #expect(machine.file("b.html") == nil)
  }

  @Test func colours() {
    func colored(_ environment: [String: String], columns: Int?, _ choice: String) -> Bool {
      let machine = FakeMachine(files: ["a.expr": "proved"])
      machine.environment = environment
      machine.columns = columns
      machine.run("a.expr", "--color", choice)
      return machine.output.contains("\u{1B}[")
    }
    #expect(colored([:], columns: 80, "auto"))
    #expect(!colored([:], columns: nil, "auto"))
    #expect(!colored(["NO_COLOR": "1"], columns: 80, "auto"))
    #expect(colored(["NO_COLOR": ""], columns: 80, "auto"))
    #expect(!colored(["TERM": "dumb"], columns: 80, "auto"))
    #expect(colored(["NO_COLOR": "1"], columns: nil, "always"))
    #expect(!colored([:], columns: 80, "never"))
  }

  @Test func statementsOfTheCall() {
    let machine = FakeMachine()
    #expect(machine.run("-e", "text", "-e", "x = y\nz") == .succeeded)
    #expect(machine.output == "text x = y z (declares)\n")
  }
}
