import DeriveLanguage
import DeriveSolving
import Testing

@testable import DeriveDocuments

@Suite struct MarkdownTests {
  /// Text and formulas, apart; nil if dollar signs are not in pairs.
  private func parts(_ markdown: String) -> (text: String, math: [String])? {
    var text = ""
    var math: [String] = []
    var rest = markdown[...]
    while let character = rest.first {
      if rest.hasPrefix("\\") {
        rest = rest.dropFirst(2)
      } else if character == "`" {
        guard let end = rest.dropFirst().firstIndex(of: "`") else { return nil }
        rest = rest[end...].dropFirst()
      } else if character == "$" {
        let mark = rest.hasPrefix("$$") ? "$$" : "$"
        rest = rest.dropFirst(mark.count)
        guard let end = rest.firstRange(of: mark) else { return nil }
        math.append(String(rest[..<end.lowerBound]))
        rest = rest[end.upperBound...]
      } else {
        text.append(character)
        rest = rest.dropFirst()
      }
    }
    return (text, math)
  }

  private func check(_ solution: Solution, _ name: String) {
    var options = DocumentOptions()
    options.steps = .full
    // Notes are carried as they are.
    var plain = solution
    plain.items.removeAll { if case .note = $0 { true } else { false } }
    guard let (text, math) = parts(MarkdownWriter.text(plain, options: options)) else {
      Issue.record("\(name): a dollar sign without its fellow")
      return
    }
    #expect(!text.contains { $0 == "\\" || $0 == "_" || $0 == "$" }, "\(name)")
    for tex in math {
      #expect(isBalanced(tex), "\(name): \(tex)")
      #expect(!tex.isEmpty && !tex.contains("\n\n"), "\(name): \(tex)")
      #expect(tex.hasPrefix("\n") || tex.first?.isWhitespace == false && tex.last?.isWhitespace == false, "\(tex)")
      for mark in ["\\operatorname", "\\\\", "\\{", "\\,", "\\!", "\\label", "_{", "*", "<", ">", "$", "|"] {
        #expect(!tex.contains(mark), "\(name): \(mark) in \(tex)")
      }
      // Nothing at the start of a line makes it an item of a list or a heading.
      for line in tex.hasPrefix("\n") ? tex.split(separator: "\n") : [] {
        #expect(line.first.map { "-+=#>0123456789*".contains($0) } == false, "\(name): \(line)")
      }
    }
  }

  @Test func everyProblem() {
    for file in ProblemDocumentTests.files {
      check(file.solution, file.name)
      let text = markdownDocument(file.report, options: DocumentOptions())
      for item in file.solution.items {
        switch item {
        case .note(let note): #expect(text.contains(note), "\(file.name)")
        case .claim(let claim) where claim.stepCount == 1:
          #expect(text.contains(MarkdownMath.escaped(claim.verdictWords)), "\(file.name):\(claim.line)")
        default: break
        }
      }
    }
  }

  @Test func samples() {
    check(Samples.logistic, "logistic")
    check(Samples.wide, "wide")
    var options = DocumentOptions()
    options.fragment = true
    #expect(!MarkdownWriter.text(Samples.logistic, options: options).contains("\n# "))
  }

  @Test func formulas() {
    #expect(
      MarkdownMath.safe(#"\operatorname{diag}(p)_{i} \, a * b"#)
        == #"\mathop{\mathrm{diag}}\nolimits(p)_ {i} \thinspace a \ast b"#)
    #expect(MarkdownMath.safe(#"a \\[0.5em] b < c"#) == #"a \cr b \lt c"#)
    #expect(
      MarkdownMath.safe(#"\operatorname*{arg\,min}_{x} f"#) == #"\mathop{\mathrm{arg\thinspace min}}\limits_ {x} f"#)
    #expect(MarkdownMath.escaped("a_b * <c> $5 `d` | e") == "a\\_b \\* &lt;c&gt; \\$5 \\`d\\` \\| e")
  }
}
