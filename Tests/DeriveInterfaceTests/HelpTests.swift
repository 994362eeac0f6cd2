import Testing

@testable import DeriveInterface

@Suite struct HelpTests {
  private static let pages: [Verb?] = [nil] + Verb.allCases

  @Test(arguments: pages) func examplesComeFirst(_ verb: Verb?) throws {
    let text = Help.text(verb)
    let sections = ["OVERVIEW: ", "\n\nEXAMPLES:\n", "\n\nUSAGE: derive", "\n\nARGUMENTS:\n"]
    let places = try sections.map { try #require(text.firstRange(of: $0)).lowerBound }
    #expect(places == places.sorted() && places[0] == text.startIndex)
    #expect(text.hasSuffix("\n") && !text.hasSuffix("\n\n") && !text.contains("\n\n\n"))
    for line in text.split(separator: "\n") { #expect(line.count <= 80) }
  }

  /// Every option that can be used stands in the help of its verbs, and no other.
  @Test(arguments: pages) func options(_ verb: Verb?) {
    if verb == .help { return }
    let text = Help.text(verb)
    for option in Option.all where option.isAvailable {
      let value = option.value.map { " <\($0)>" } ?? ""
      let isThere = text.contains("\n  \(option.spellings.joined(separator: ", "))\(value)")
      #expect(isThere == option.verbs.contains(verb), "\(option.spelling)")
    }
  }

  /// What the examples call is a call that is understood.
  @Test(arguments: pages) func examplesAreCalls(_ verb: Verb?) throws {
    let text = Help.text(verb)
    let start = try #require(text.firstRange(of: "EXAMPLES:\n")).upperBound
    let end = try #require(text.firstRange(of: "\n\nUSAGE")).lowerBound
    var count = 0
    for line in text[start..<end].split(separator: "\n") where line.hasPrefix("  ") && !line.hasPrefix("   ") {
      let call = line.replacing("source <(", with: "").prefix { !")|<>".contains($0) }
      let words = (call.firstRange(of: "   ").map { call[..<$0.lowerBound] } ?? call).split(separator: " ").map(
        String.init)
      guard words.first == "derive" else { continue }
      // The statement of `-e` is in quotes.
      let isStatement = words.count > 1 && words[1] == "-e"
      let arguments = isStatement ? ["-e", words[2...].joined(separator: " ")] : Array(words[1...].prefix(5))
      let cut = arguments.firstIndex { $0.first?.isUppercase == true }.map { Array(arguments[..<$0]) } ?? arguments
      #expect(throws: Never.self) { _ = try ArgumentParser.parse(cut) }
      count += 1
    }
    #expect(count > 0)
  }

  @Test func verbsAndReports() {
    for verb in Verb.allCases { #expect(Help.text(nil).contains("\n  \(verb.rawValue) ")) }
    for format in ReportFormat.allCases { #expect(Help.text(.check).contains("\n  \(format.rawValue) ")) }
  }
}
