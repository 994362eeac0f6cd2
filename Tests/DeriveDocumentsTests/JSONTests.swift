import DeriveLanguage
import DeriveSolving
import Foundation
import Testing

@testable import DeriveDocuments

@Suite struct JSONTests {
  @Test func strings() throws {
    let hostile = "\"\\/\u{8}\u{C}\n\r\t\u{0}\u{1F}\u{7F}\u{2028}é🙂\u{10FFFF}$`"
    let line = JSONValue.string(hostile).line
    #expect(line == #""\"\\/\b\f\n\r\t\u0000\u001f\u007f\u2028é🙂"# + "\u{10FFFF}$`\"")
    let back = try JSONSerialization.jsonObject(with: Data(line.utf8), options: .fragmentsAllowed)
    #expect(back as? String == hostile)
  }

  @Test func values() {
    let numbers: [JSONValue] = [
      .number(0), .number(0.001), .number(1e-6), .number(12), .number(.infinity), .number(-2.5),
    ]
    #expect(JSONValue.array(numbers).line == "[0,0.001,1e-06,12,null,-2.5]")
    #expect(
      JSONValue.object([("b", .null), ("a", .bool(true)), ("c", .text(nil))]).line == #"{"b":null,"a":true,"c":null}"#)
  }

  private func report(_ steps: SolveOptions.Steps = .brief, times: Bool = false) -> String {
    let solution = Samples.logistic
    var options = DocumentOptions()
    options.steps = steps
    options.times = times
    return jsonLine(
      FileReport(file: "a.expr", title: solution.title, version: "1", seed: 1, solution: solution), options: options)
  }

  @Test func reportIsOneLineOfJSON() throws {
    let text = report(times: true)
    #expect(text.hasSuffix("}\n") && text.dropLast().allSatisfy { $0 != "\n" })
    let object = try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    #expect(object["title"] as? String == "Logistic regression with one neuron is convex")
    let claims = try #require(object["claims"] as? [[String: Any]])
    #expect(claims.count == 6 && claims[1]["step"] as? Int == 1)
    let derivations = try #require(object["derivations"] as? [[String: Any]])
    #expect(derivations[0]["seconds"] as? Double == 0.001 && derivations[1]["name"] as? String == "H")
    let counterexample = try #require(claims[3]["counterexample"] as? [String: Any])
    #expect((counterexample["sizes"] as? [String: String]) == ["N": "1"])
  }

  @Test func keysStandInOrder() {
    let text = report(times: true)
    func order(_ keys: [String], from start: String) -> Bool {
      guard let begin = text.firstRange(of: start) else { return false }
      var rest = text[begin.lowerBound...]
      for key in keys {
        guard let place = rest.firstRange(of: "\"\(key)\":") else { return false }
        rest = rest[place.upperBound...]
      }
      return true
    }
    #expect(order(["file", "title", "version", "seed", "derivations", "claims", "errors"], from: "{"))
    #expect(
      order(
        ["line", "name", "indices", "expression", "latex", "conditions", "done", "reason", "steps", "seconds"],
        from: "\"derivations\""))
    #expect(
      order(
        [
          "line", "kind", "claim", "step", "verdict", "passed", "conditions", "proof", "points", "sizes",
          "counterexample", "reason", "seconds",
        ], from: "\"claims\""))
  }

  @Test func stepsAsAsked() {
    #expect(
      !report(SolveOptions.Steps.none).contains("\"steps\"") && !report(SolveOptions.Steps.none).contains("\"proof\""))
    #expect(report().contains("\"rule\":\"chain rule\"") && !report().contains("\"rule\":\"linear\""))
    #expect(report(.full).contains("\"rule\":\"linear\"") && !report(.full).contains("seconds"))
  }

  @Test func errors() {
    let issue = FileReport.Issue(line: 3, column: 7, length: 4, message: "no name 'yhta'", hint: "did you mean 'yhat'?")
    let report = FileReport(file: "a", title: nil, version: "1", seed: .max, solution: nil, issues: [issue])
    #expect(
      jsonLine(report, options: DocumentOptions())
        == #"{"file":"a","title":null,"version":"1","seed":18446744073709551615,"derivations":[],"claims":[],"errors":"#
        + #"[{"line":3,"column":7,"length":4,"message":"no name 'yhta'","hint":"did you mean 'yhat'?"}]}"# + "\n")
  }
}
