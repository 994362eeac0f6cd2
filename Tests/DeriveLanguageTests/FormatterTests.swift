import Foundation
import Testing

@testable import DeriveLanguage

/// The layout of a text without errors.
private func layout(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> String {
  let source = Source(name: "file", text: text)
  switch formatted(source) {
  case .text(let text): return text
  case .errors(let errors):
    Issue.record("\(errors.map { $0.rendered(in: source) })", sourceLocation: sourceLocation)
    throw Unreadable()
  }
}

@Suite struct FormatterTests {
  // MARK: - What the layout is

  /// The example of the language's page is in the standard layout, and comes out of what a hurried person types.
  private static let example = """
    problem "Logistic regression with one neuron is convex"

    size  N                              # a symbolic dimension, an integer >= 1
    given w, b : real
    given x : real[N]
    given y : binary[N]                  # every y[n] is 0 or 1

    let z[n]    = w*x[n] + b
    let yhat[n] = sigmoid(z[n])
    let E       = -sum(n, y[n]*log(yhat[n]) + (1 - y[n])*log(1 - yhat[n]))

    note \"""
    The chain rule goes through $\\hat y_n$ and $z_n$.
    \"""
    derive d(E, w)                       #= sum(n, (yhat[n] - y[n])*x[n])
    derive d(E, b)                       #= sum(n, yhat[n] - y[n])
    derive H = hessian(E, (w, b))

    check d(E, w)
        = sum(n, d(E, yhat[n]) * d(yhat[n], z[n]) * d(z[n], w))
        = sum(n, (yhat[n] - y[n])*x[n])
    prove H = sum(n, yhat[n]*(1 - yhat[n]) * [x[n]^2, x[n]; x[n], 1])
    prove H psd
    refute H pd                          # N = 1 is enough: the matrix has rank one

    """

  private static let hurried = """


    problem   "Logistic regression with one neuron is convex"
    \t


    size N # a symbolic dimension, an integer >= 1
    given w,b:real
    given x:real[ N ]
    given y :binary [N]     # every y[n] is 0 or 1

    let z[n]=w*x[n]+b
    let yhat[ n ]=sigmoid( z[n] )
    let E = - sum (n,y[n]*log(yhat[n])+( 1-y[n])*log(1-yhat[n]))

    note \"""
        The chain rule goes through $\\hat y_n$ and $z_n$.
        \"""
    derive d(E,w) #= sum(n, (yhat[n] - y[n])*x[n])
    derive d(E,b)#= sum(n, yhat[n] - y[n])
    derive H=hessian(E,(w,b))

    check d(E,w)
     =sum(n,d(E,yhat[n])* d(yhat[n],z[n]) *d(z[n],w))
     =sum(n,(yhat[n]-y[n])*x[n])
    prove H=sum(n,yhat[n]*(1-yhat[n]) *[x[n] ^ 2,x[n];x[n],1])
    prove H  psd
    refute H pd   # N = 1 is enough: the matrix has rank one
    """

  @Test func theExample() throws {
    #expect(try layout(Self.example) == Self.example)
    #expect(try layout(Self.hurried) == Self.example)
    #expect(try layout(Self.hurried.replacing("\n", with: "\r\n")) == Self.example)
    #expect(try layout("\u{FEFF}" + Self.hurried) == Self.example)
  }

  @Test(
    arguments: [
      // Signs.
      ("-x+ -y*-2", "-x + -y*-2"), ("x- -y", "x - -y"), ("a*- b", "a*-b"), ("x ^ - 2", "x^-2"), ("A .^ 2", "A.^2"),
      ("A.*B./ A", "A .* B ./ A"), ("2 * x", "2 * x"), ("2 *x", "2 * x"), ("2*x", "2*x"), ("x²", "x²"),
      ("x² ³", "x² ³"),
      ("A'*B''", "A'*B''"), ("f '(x)", nil), ("f' (x)", "f'(x)"), ("( x+y )", "(x + y)"),
      // Indices, sizes and ranges are close, what they are in is not.
      ("A[i + 1,j - 1]+1", "A[i+1, j-1] + 1"), ("X[ :, d ]", "X[:, d]"), ("X[n,: ]", "X[n, :]"),
      ("sum(i:1 .. N - 1,i + 1)", "sum(i : 1..N-1, i + 1)"), ("sum(i : i+1..N, j!=i,1)", "sum(i : i+1..N, j != i, 1)"),
      ("[a - b,c;d , e]", "[a - b, c; d, e]"), ("[a,b][i + 1]", "[a, b][i+1]"),
      ("sum(i:(1 + N)..N,1)", "sum(i : (1+N)..N, 1)"),
      // Words.
      ("if x>0 then [1,2] else (3)", "if x > 0 then [1, 2] else (3)"),
      ("(x where x=1,y=-2)", "(x where x = 1, y = -2)"),
      ("limit(x,x->0 +)", "limit(x, x -> 0+)"), ("limit(x,x->-inf)", "limit(x, x -> -inf)"),
      ("limit(x, x -> 0 - )", "limit(x, x -> 0-)"),
      ("indicator(not(x<0) and x in(0,1])", "indicator(not (x < 0) and x in (0, 1])"),
      ("argmin(x,x,subject to(x+1)=0)", "argmin(x, x, subject to (x + 1) = 0)"), ("x≤y", nil), ("α⋅β−1", "α⋅β − 1"),
      ("∑(i:1..N,x)", "∑(i : 1..N, x)"), ("(x,y)", "(x, y)"), ("f'[ 1,2 ](x,y)", "f'[1, 2](x, y)"),
      ("1 ./v", "1 ./ v"), ("0.5*x", "0.5*x"), ("1e-3 *x", "1e-3 * x"),
    ] as [(String, String?)]) func expressions(_ text: String, _ expected: String?) throws
  {
    let source = Source(name: "file", text: "derive \(text)")
    guard let expected else {
      guard case .errors = formatted(source) else {
        Issue.record("\(text) has an error")
        return
      }
      return
    }
    #expect(try layout("derive \(text)") == "derive \(expected)\n")
  }

  @Test(arguments: [
    "size  N", "given x as \"\\\\x\", y : real in [0, 1)", "given k : integer in 1..N-1",
    "random g : normal(0, 1)[n] iid",
    "function f : real[n], real -> real[m]", "assume f psd, x > 0 if y = 1", "let f(x, a : real[D]) = x'*a as \"f\"",
    "let u[t+1] = u[t] + 1", "let t[k : 1..K] = delta(k, c)", "prove d(L, z[i]) = yhat[i] if i != c",
    "prove convex(E, w)",
    "check x = y where x = 1, y = 2 if z > 0", "derive (a, b)", "prove (a + b) = c", "note \"a  b\"",
  ]) func statementsInLayout(_ line: String) throws {
    let other = line == "size  N" ? "size N\n" : line + "\n"
    #expect(try layout(line) == other)
    // Every blank doubled, outside strings.
    if !line.contains("\"") { #expect(try layout(line.replacing(" ", with: "   ")) == other) }
  }

  @Test func columns() throws {
    #expect(try layout("let a = 1\nlet bcd=2\n\nlet e=3\n") == "let a   = 1\nlet bcd = 2\n\nlet e = 3\n")
    // A comment, another statement or a second line ends the run.
    #expect(try layout("let a = 1\n# b\nlet bcd = 2\n") == "let a = 1\n# b\nlet bcd = 2\n")
    #expect(try layout("let a = 1\nsize N\nlet bcd = 2\n") == "let a = 1\nsize N\nlet bcd = 2\n")
    #expect(try layout("let a = 1\n  +2\nlet bcd = 2\n") == "let a = 1\n    + 2\nlet bcd = 2\n")
    // A long left side pushes no other.
    let long = "let f(x, y, z, alpha, beta, gamma) = x"
    #expect(try layout("let a = 1\n\(long)\nlet bc = 1") == "let a  = 1\n\(long)\nlet bc = 1\n")
    #expect(try layout("size N\ngiven x : real") == "size  N\ngiven x : real\n")
    #expect(try layout("size  N\n\ngiven x : real") == "size N\n\ngiven x : real\n")
  }

  @Test func commentsBehindCode() throws {
    let wide = "prove " + String(repeating: "1 + ", count: 10) + "1 = 11"
    #expect(try layout("prove 1 = 1 #a") == "prove 1 = 1                          #a\n")
    func places(_ text: String) throws -> [Int?] {
      try layout(text).split(separator: "\n").map { $0.firstIndex(of: "#")?.utf16Offset(in: $0) }
    }
    // Several are wide: all stand further right.
    #expect(try places("\(wide)  # a\nprove 1 = 1 # b\n\n\(wide) #c\n") == [60, 60, nil, 60].compactMap { $0 })
    // One is: it has its comment behind it, and so has what is wider than all columns.
    let widest = wide + String(repeating: " + 0", count: 10)
    #expect(
      try places("\(wide)# a\nprove 1 = 1 # b\n\(widest) # c\n\(widest) # d\n")
        == [wide.count + 2, 37, widest.count + 2, widest.count + 2])
  }

  @Test func continuedLines() throws {
    #expect(
      try layout("prove a\n =b\n +c\n\t= d if e\n , f\n") == "prove a\n    = b\n      + c\n    = d if e\n      , f\n")
    #expect(try layout("let M = [a,\nb;\n      c, d]\n") == "let M = [a,\n         b;\n         c, d]\n")
    #expect(try layout("let M = f(\n a,\n   g(b,\nc)\n)\n") == "let M = f(\n    a,\n    g(b,\n      c)\n)\n")
    #expect(try layout("let s = 1\nlet Mlong = [a,\nb]\n") == "let s     = 1\nlet Mlong = [a,\n             b]\n")
  }

  @Test func commentsOfTheirOwn() throws {
    let text = """
      # at the start
          # not indented here

      derive a # behind
         #= answer
      # between
        # below
        + 1

        # no longer its own
      derive f(a, # in brackets
      # b

          c)
      # at the end


      """
    #expect(
      try layout(text) == """
        # at the start
        # not indented here

        derive a                             # behind
            #= answer
        # between
            # below
            + 1

        # no longer its own
        derive f(a,                          # in brackets
                 # b

                 c)
        # at the end

        """)
  }

  @Test func notes() throws {
    #expect(try layout("note   \"\"\"\n    a\n      b  \n\n    c\n  \"\"\"") == "note \"\"\"\na\n  b  \n\nc\n\"\"\"\n")
    #expect(try layout("note \"\"\" a  \"\"\"") == "note \"\"\"a  \"\"\"\n")
    #expect(try layout("note \"\"\" a\n   b\n     c\"\"\"") == "note \"\"\"a\nb\n  c\n\"\"\"\n")
    #expect(try layout("note \"\"\"\"\"\"") == "note \"\"\"\n\"\"\"\n")
    #expect(try layout("note \"\"\"\na # no comment\n\"\"\" # one") == "note \"\"\"\na # no comment\n\"\"\"  # one\n")
  }

  // MARK: - What must be so whatever the text is

  /// Laid out once and twice is the same; the tree of the parser, the answers and all but white space are as before.
  private func holds(_ source: Source, _ sourceLocation: SourceLocation = #_sourceLocation) -> Bool {
    guard case .text(let once) = formatted(source) else {
      let errors = parse(source).diagnostics
      return !errors.isEmpty
    }
    let result = Source(name: "file", text: once)
    guard case .text(let twice) = formatted(result) else {
      Issue.record("the layout cannot be read: \(once)", sourceLocation: sourceLocation)
      return true
    }
    #expect(once == twice, sourceLocation: sourceLocation)
    #expect(Self.visible(source.bytes) == Self.visible(result.bytes), "\(once)", sourceLocation: sourceLocation)
    let (before, after) = (Self.shape(source), Self.shape(result))
    #expect(before == after, "\(once)", sourceLocation: sourceLocation)
    let lines = once.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.last == "" && (lines.count < 2 || lines[lines.count - 2] != ""), sourceLocation: sourceLocation)
    return true
  }

  /// Everything that is not white space, in order.
  private static func visible(_ bytes: [UInt8]) -> String {
    String(
      String.UnicodeScalarView(
        String(decoding: bytes, as: UTF8.self).unicodeScalars.filter { scalar in
          !scalar.properties.isWhitespace && scalar != "\u{FEFF}"
        }))
  }

  /// What the parser makes of a text, without places.
  private static func shape(_ source: Source) -> [String] {
    let tree = parse(source).tree
    func text(_ id: SyntaxID) -> String {
      let kind = tree.kind(id)
      switch kind {
      case .name: return tree.name(id)
      case .integer: return "\(tree.payload(id))"
      case .decimal: return tree.decimal(id)
      case .sum, .product, .relation:
        return "\(kind)(" + tree.operands(id).map { "\($0.operation) \(text($0.node))" }.joined(separator: " ") + ")"
      case .power, .prime, .arrow, .interval, .predicate:
        return "\(kind)\(tree.payload(id))(" + tree.children(id).map(text).joined(separator: " ") + ")"
      default: return "\(kind)(" + tree.parts(id).map(text).joined(separator: " ") + ")"
      }
    }
    return tree.statements.map { statement in
      switch statement.kind {
      case .problem(let title): "problem \(title)"
      case .note(let note): "note \(note)"
      case .assume(let facts, let under): "assume \(facts.map(text)) \(under.map(text))"
      case .define(let target, let value): "let \(target.name.latex ?? "") \(text(value))"
      case .derive(let target, let value, let answer):
        "derive \(target?.name.latex ?? "") \(text(value)) #= \(answer.map(text) ?? "")"
      case .claim(let keyword, let claim):
        "\(keyword) \(text(claim.subject)) \(claim.substitutions.map { text($0.target) + text($0.value) }) "
          + "\(claim.assumptions.map(text))"
      case .random(_, let distribution): "random \(distribution.parameters.map(text)) \(distribution.sizes.map(text))"
      case .given(_, let type): "given \(type.sizes.map(text)) \(type.bounds.map(text) ?? "")"
      case .function(_, let parameters, let result):
        "function \(parameters.map { $0.sizes.map(text) }) \(result.sizes.map(text))"
      case .size(let names): "size \(names.count)"
      case .faulty: "faulty"
      }
    }
  }

  private static let problems: [String] = {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "problems")
    let files = (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)) ?? []
    let texts = files.filter { $0.pathExtension == "expr" }.sorted { $0.path < $1.path }.compactMap { file in
      (try? Data(contentsOf: file)).map { String(decoding: $0, as: UTF8.self) }
    }
    return texts + CatalogueTests.files
  }()

  @Test func problemFiles() {
    #expect(Self.problems.count > CatalogueTests.files.count)
    for text in Self.problems {
      let source = Source(name: "file", text: text)
      #expect(parse(source).diagnostics.isEmpty && holds(source))
    }
  }

  /// Blanks taken away and put in, line breaks and comments at any place where they may stand.
  @Test func otherWhiteSpace() {
    var dice = Dice(11)
    var laidOut = 0
    for (number, text) in Self.problems.enumerated() where number % 3 == 0 {
      var bytes: [UInt8] = []
      var isComment = false
      var isString = false
      for byte in text.utf8 {
        if byte == 0x22 { isString.toggle() }
        if byte == 0x23, !isString { isComment = true }
        if byte == 0x0A { isComment = false }
        let roll = Int.random(in: 0..<60, using: &dice)
        if isComment || isString {
          bytes.append(byte)
        } else if byte == 0x20, roll < 20 {
          bytes += [[0x20, 0x20], [0x09], [0x20, 0xC2, 0xA0], Array("\n    ".utf8), Array(" # c\n\t".utf8)][roll % 5]
        } else if byte == 0x20, roll < 30, let last = bytes.last, !Lexer.isWordByte(last) {
          continue
        } else if byte == 0x0A, roll < 20 {
          bytes +=
            [Array("\r\n".utf8), Array(" \n\n \n".utf8), Array("  # d \n".utf8), Array("\n   # e\n".utf8)][roll % 4]
        } else if "+-*/=,;".utf8.contains(byte), roll < 10 {
          bytes += Array([" ", "\n ", "#f\n  "][roll % 3].utf8) + [byte] + Array(["", " ", "\n\n  "][roll / 4].utf8)
        } else {
          bytes.append(byte)
        }
      }
      // Statement by statement, so that an error in one spares the others.
      let source = Source(name: "file", bytes: bytes)
      if parse(source).diagnostics.isEmpty { laidOut += 1 }
      #expect(holds(source))
      let kept = String(decoding: bytes, as: UTF8.self).components(separatedBy: "\n\n")
      for part in kept {
        let source = Source(name: "part", text: part)
        if parse(source).diagnostics.isEmpty { laidOut += 1 }
        #expect(holds(source))
      }
    }
    #expect(laidOut > 50)
  }

  @Test func randomTokens() {
    let tokens = [
      "let a =", "derive", "prove", "x", "A", "i", "(", ")", "[", "]", ",", ";", ":", "=", "+", "-", "*", ".*", "^",
      "'",
      "..", "->", "if", "then", "else", "where", "in", "and", "not", "subject", "to", "as \"q\"", "inf", "1", "0.5",
      "sum(",
      "psd", "\n", "\n  ", "\n\n", " #= 1\n", "#c\n", "\n   #= 2\n", "≤", "²", "⁻¹", "\"\"\"",
      "note \"\"\"a\n  b\"\"\"\n",
      "\u{A0}", "\r", "\r\n", "\t", "\n\u{A0}", "\n \u{A0}\n", "x\n", "derive x + 1\n", "(x)", "[1, 2]", "x[i+1]",
    ]
    let operands = [
      "x", "A'", "1", "0.5", "x[i+1]", "[1, 2; x,\n 3]", "(x)", "-2", "f(x, -1)", "x²", "sum(i : 1..n-1, x)", "inf",
    ]
    let joints = [
      "+", "-", "*", "/", ".*", "^", " \u{A0}* ", " ^", "\n  +", "\r\n  - ", " # c\n  *", "\n\u{A0}+", "\n \u{A0}\n  +",
      "\r+",
      "\n#= 2\n  +", "\nderive ", "\n  #= 1\n\u{A0}# d\n\tderive ", "\n\nlet a = ", "² ",
      "\nnote \"\"\"a\n  b\"\"\"\nderive ",
    ]
    var dice = Dice(12)
    var laidOut = 0
    for round in 0..<900 {
      var text = "derive "
      for number in 0..<Int.random(in: 1...8, using: &dice) {
        if number > 0 { text += joints.randomElement(using: &dice) ?? "+" }
        text += operands.randomElement(using: &dice) ?? "x"
      }
      // Some are no statements at all.
      if round % 3 == 0 {
        for _ in 0..<4 { text += tokens.randomElement(using: &dice) ?? "" }
      }
      let source = Source(name: "r", text: text)
      switch formatted(source) {
      case .text:
        laidOut += 1
        #expect(holds(source), "\(text.debugDescription)")
      case .errors(let errors):
        if !parse(source).diagnostics.isEmpty { continue }
        // A file that changes its meaning with its white space is left alone, and that is told.
        let isOdd = text.unicodeScalars.contains { $0 == "\u{A0}" || $0 == "\r" }
        #expect(errors.count == 1 && isOdd, "\(text.debugDescription)")
      }
    }
    #expect(laidOut > 300, "\(laidOut)")
  }

  @Test func hostileTexts() {
    var dice = Dice(13)
    for _ in 0..<200 {
      let bytes = (0..<Int.random(in: 0...120, using: &dice)).map { _ in UInt8.random(in: 0...255, using: &dice) }
      #expect(holds(Source(name: "r", bytes: bytes)))
      #expect(
        holds(Source(name: "r", bytes: Array("note \"\"\"".utf8) + bytes.map { $0 & 0x7F } + Array("\"\"\"".utf8))))
    }
    let deep = "derive " + String(repeating: "(\n", count: 400) + "1" + String(repeating: "\n)", count: 400)
    #expect(holds(Source(name: "r", text: deep)))
    #expect(holds(Source(name: "r", text: "derive 1" + String(repeating: " + x[i+1]", count: 1_000))))
    #expect(holds(Source(name: "r", text: String(repeating: "#\n\n\n", count: 1_000))))
    #expect(holds(Source(name: "r", text: "")))
    for text in [
      "note \"\"\"a\r\r\n\r\n b\r\"\"\"", "note \"\"\"\n\n\n\"\"\"", "note \"\"\" \t\n \n\"\"\"", "derive 1 # \r", "#",
    ] {
      #expect(holds(Source(name: "r", text: text)), "\(text.debugDescription)")
    }
  }
}
