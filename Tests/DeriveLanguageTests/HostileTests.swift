import Testing

@testable import DeriveLanguage

/// No input crashes, hangs, or runs out of stack.
@Suite struct HostileTests {
  @Test func deepInput() {
    let n = 100_000
    func many(_ text: String, _ count: Int = 20_000) -> String { String(repeating: text, count: count) }
    let inputs = [
      many("(", n) + "1" + many(")", n), many("[", n) + "1" + many("]", n), "s" + many("'"), "2" + many("^2"),
      "A" + many("'"),
      many("if s > 0 then 1 else ") + "1", many("-") + "1", many("not ") + "s", "s" + many("(s)"), "x" + many("[1]"),
      "s" + many("/s"), "A" + many("*A"), "s" + many("*s"), "s" + many(" + s"), many("(s, ") + "1" + many(")"),
      many("exp(") + "s" + many(")"), many("if "), "s" + many("²"), many("s where w = "), "x" + many("''(x)"),
      many("(s + 2*", 499) + "1" + many(")", 499), many("exp(-", 499) + "1" + many(")", 499),
      many("(A*A)*", 400) + "A", many("sum(i, x[i]*", 300) + "1" + many(")", 300),
      many("d(", 400) + "s" + many(", s)", 400),
      many("limit(", 300) + "s" + many(", s -> 0)", 300), many("solve(s = ", 300) + "s" + many(", s)", 300),
      many("(s where w = ", 300) + "1" + many(")", 300), many("indicator(s > ", 300) + "1" + many(")", 300),
      "1e99999999999", many("9", n), "0." + many("0", n) + "1", "f" + many("'", 99) + "(s)", "d(s, s, 999999999)",
      "s^\(many("9", 9_000))", many("\"", 3), many("s ", 10_000), many("𝔸", 1_000),
    ]
    for input in inputs {
      _ = errors(declarations + "let a = " + input)
      _ = errors(declarations + "prove " + input + " = 1")
      _ = readStatements([input])
    }
  }

  @Test func limitsOfBrackets() {
    func nested(_ depth: Int) -> String {
      "let a = " + String(repeating: "(", count: depth) + "1" + String(repeating: ")", count: depth)
    }
    #expect(errors(nested(500)).isEmpty)
    #expect(errors(nested(501)) == ["1:509: brackets, branches and powers nest more than 500 deep"])
    #expect(errors("let a = " + String(repeating: "9", count: 10_000)).isEmpty)
    #expect(errors("let a = " + String(repeating: "9", count: 10_001)) == ["1:9: a number has at most 10,000 digits"])
    #expect(errors("let a = 1e10000").count == 1)
  }

  @Test func longChainsOfDefinitions() {
    var text = "given a0 : real\n"
    for number in 1...5_000 { text += "let a\(number) = a\(number - 1) + 1\n" }
    text += "derive d(a5000, a1)\nderive d(a1, a5000)\n"
    #expect(errors(text).count == 1)
  }

  @Test func manyNamesAndErrors() {
    let lines = (0..<4_000).map { "let q\($0) = w\($0)z + foo\($0)(\($0).5)" }
    let found = errors(lines.joined(separator: "\n"))
    #expect(found.count == 1_000)
  }

  @Test func randomBytes() {
    var dice = Dice(1)
    for _ in 0..<300 {
      let bytes = (0..<Int.random(in: 0...200, using: &dice)).map { _ in UInt8.random(in: 0...255, using: &dice) }
      render(Source(name: "r", bytes: bytes))
      render(Source(name: "r", bytes: bytes.map { $0 & 0x7F }))
      let scalars = bytes.map { Unicode.Scalar(0x2000 + UInt32($0) * 3) ?? "x" }
      render(Source(name: "r", text: String(String.UnicodeScalarView(scalars))))
    }
  }

  @Test func randomTokens() {
    let tokens = [
      "let", "derive", "prove", "size", "given", "x", "A", "s", "N", "i", "(", ")", "[", "]", ",", ";", ":", "=", "+",
      "-",
      "*", "/", ".*", "^", "'", "..", "->", "if", "then", "else", "where", "in", "and", "or", "not", "subject", "to",
      "as",
      "\"q\"", "inf", "1", "0.5", "sum", "d", "limit", "grad", "delta", "psd", "real", "\n", "\n  ", "#= ", "≤", "²",
      "\"\"\"",
    ]
    var dice = Dice(2)
    for _ in 0..<1_500 {
      let words = (0..<Int.random(in: 1...40, using: &dice)).map { _ in tokens.randomElement(using: &dice) ?? "x" }
      render(Source(name: "r", text: declarations + "let a = " + words.joined(separator: " ")))
      _ = readStatements([words.joined(separator: " ")])
    }
  }

  @Test func mutationsOfValidFiles() {
    var dice = Dice(3)
    let statements = CatalogueTests.files.map { Array($0.utf8) }
    for round in 0..<60 {
      var bytes = statements[round % statements.count]
      for _ in 0..<Int.random(in: 1...6, using: &dice) {
        let place = Int.random(in: 0..<bytes.count, using: &dice)
        switch Int.random(in: 0..<4, using: &dice) {
        case 0: bytes.remove(at: place)
        case 1: bytes.insert(bytes[Int.random(in: 0..<bytes.count, using: &dice)], at: place)
        case 2: bytes[place] = UInt8.random(in: 0x20...0x7E, using: &dice)
        default:
          let end = min(bytes.count, place + Int.random(in: 1...30, using: &dice))
          bytes.removeSubrange(place..<end)
        }
      }
      render(Source(name: "m", bytes: bytes))
    }
  }

  private func render(_ source: Source) {
    guard case .errors(let errors) = read(source) else { return }
    #expect(!errors.isEmpty)
    for error in errors.prefix(20) { #expect(!error.rendered(in: source).isEmpty) }
  }

  @Test func theParserAlone() {
    let (bytes, nodes) = parseLongSum(bytes: 50_000)
    #expect(bytes >= 50_000 && nodes > 10_000)
  }
}
