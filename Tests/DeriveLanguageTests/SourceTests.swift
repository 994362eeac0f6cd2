import Testing

@testable import DeriveLanguage

@Suite struct SourceTests {
  @Test func columnsCountScalars() {
    let source = Source(name: "a", text: "αβ = 1\r\nlet é\n")
    #expect(source.lineCount == 3)
    #expect(source.line(at: 0) == 1)
    #expect(source.column(at: 5) == 4)
    #expect(source.text(in: source.range(ofLine: 1)) == "αβ = 1")
    #expect(source.line(at: 10) == 2)
    #expect(source.column(at: source.bytes.count) == 1)
  }

  @Test func aByteOrderMarkBelongsToNoLine() throws {
    let source = Source(name: "a", bytes: [0xEF, 0xBB, 0xBF] + Array("size N".utf8))
    #expect(source.column(at: 3) == 1)
    guard case .problem(let problem) = read(source) else {
      Issue.record("a byte order mark is accepted")
      return
    }
    #expect(problem.sizes.count == 1)
  }

  @Test(arguments: [
    "size N\r\ngiven x : real[N]\r\nderive\r\n  sum(x)\r\n", "size N\ngiven x : real[N]\nderive sum(x)",
  ])
  func lineBreaks(_ text: String) throws {
    #expect(try problem(text).statements.count == 3)
  }

  @Test func whatIsNotUTF8() {
    let samples: [([UInt8], Int?)] = [
      ([0x41, 0xFF], 1), ([0xC3], 0), ([0xC0, 0x80], 0), ([0xED, 0xA0, 0x80], 0), ([0xF4, 0x90, 0x80, 0x80], 0),
      ([0xE2, 0x88, 0x82], nil), ([0xF0, 0x9F, 0x98, 0x80], nil), ([0x61, 0xE2, 0x28, 0xA1], 1), ([], nil),
    ]
    for (bytes, offset) in samples { #expect(firstInvalidUTF8Offset(in: bytes) == offset) }
    let source = Source(name: "a", bytes: Array("size N\nx".utf8) + [0xFF])
    guard case .errors(let errors) = read(source) else {
      Issue.record("what is not UTF-8 is an error")
      return
    }
    #expect(errors[0].rendered(in: source).hasPrefix("a:2:2: error: the file is not UTF-8"))
  }

  @Test func rendersThePlace() {
    let source = Source(name: "f.expr", text: "let a = 1\n\tlet bc = 2\n")
    let diagnostic = Diagnostic(site: Site(offset: 15, length: 2), message: "wrong", hint: "right")
    #expect(
      diagnostic.rendered(in: source) == """
        f.expr:2:6: error: wrong
            let bc = 2
                ^~
        hint: right
        """)
  }

  @Test func rendersWideAndLongLines() {
    let wide = Source(name: "f", text: "漢字 x")
    let diagnostic = Diagnostic(site: Site(offset: 7, length: 1), message: "m")
    #expect(diagnostic.rendered(in: wide) == "f:1:4: error: m\n漢字 x\n     ^")
    let long = Source(name: "f", text: String(repeating: "a+", count: 500) + "b")
    let lines = Diagnostic(site: Site(offset: 1000, length: 1), message: "m").rendered(in: long).split(separator: "\n")
    #expect(lines[1].count == 121)
    #expect(lines[2].count == 121)
    let end = Diagnostic(site: Site(offset: 4, length: 1), message: "m")
    #expect(end.rendered(in: Source(name: "f", text: "abcd")) == "f:1:5: error: m\nabcd\n    ^")
  }
}
