import DeriveLanguage
import DeriveSolving
import Foundation
import Testing

@testable import DeriveDocuments

@Suite struct HTMLTests {
  private func options(_ steps: SolveOptions.Steps) -> DocumentOptions {
    var options = DocumentOptions()
    options.steps = steps
    return options
  }

  /// What has to hold of every page.
  private func check(_ text: String, _ name: String) {
    guard text.hasPrefix("<!DOCTYPE html>\n"), let page = Element.parse(text) else {
      Issue.record("\(name): not well-formed")
      return
    }
    #expect(page.attributes["lang"] == "en")
    for math in page.all(named: "math") {
      let parts = math.elements.first?.elements ?? []
      #expect(parts.map(\.name) == ["mrow", "annotation"], "\(name)")
      let tex = parts.last?.text() ?? ""
      #expect(!tex.isEmpty && isBalanced(tex), "\(name): \(tex)")
      #expect(!math.text(without: ["annotation"]).isEmpty, "\(name): \(tex)")
    }
    // What people read holds no mark of the language, of Markdown or of LaTeX.
    let words = page.text(without: ["annotation", "code", "style"])
    for mark in ["$", "`", "**", "->", "\\", "yhat", "sigma", "\u{E000}"] {
      #expect(!words.contains(mark), "\(name): \(mark)")
    }
    // In a formula `!=` may be a factorial that equals something.
    let prose = page.text(without: ["math", "code", "style"])
    for mark in [">=", "<=", "!="] { #expect(!prose.contains(mark), "\(name): \(mark)") }
    let anchors = page.all.compactMap { $0.attributes["id"] }
    #expect(Set(anchors).count == anchors.count, "\(name)")
    for link in page.all(named: "a") {
      let target = link.attributes["href"] ?? ""
      if target.hasPrefix("#") { #expect(anchors.contains(String(target.dropFirst())), "\(name): \(target)") }
    }
    let headings = page.all.compactMap { $0.name.count == 2 && $0.name.hasPrefix("h") ? Int($0.name.dropFirst()) : nil }
    #expect(headings.first == 1 && headings.filter { $0 == 1 }.count == 1, "\(name)")
    for (before, after) in zip(headings, headings.dropFirst()) { #expect(after <= before + 1, "\(name)") }
    #expect(page.all.allSatisfy { $0.name != "script" && $0.name != "link" && $0.name != "img" }, "\(name)")
  }

  /// What only some files bring is looked at in its own tests: here every statement must be on the page.
  @Test(arguments: isThorough ? SolveOptions.Steps.allCases : [.full]) func everyProblem(_ steps: SolveOptions.Steps) {
    for file in ProblemDocumentTests.files {
      let text = htmlDocument(file.report, options: options(steps))
      check(text, file.name)
      guard let page = Element.parse(text) else { continue }
      let groups = ItemGroup.groups(of: file.solution)
      let claims = groups.compactMap { if case .claim(let steps) = $0 { steps } else { nil } }
      let rows = page.all(named: "tbody").first?.elements ?? []
      let sections = page.all(named: "section").filter { $0.attributes["class"] == "claim" }
      #expect(sections.count == claims.count && rows.count >= claims.count, "\(file.name)")
      for (section, steps) in zip(sections, claims) {
        let said = section.text()
        for step in steps { #expect(said.contains(step.verdictWords), "\(file.name):\(step.line)") }
      }
    }
  }

  @Test func samples() {
    for steps in SolveOptions.Steps.allCases {
      check(HTMLWriter.text(Samples.logistic, options: options(steps)), "logistic")
      check(HTMLWriter.text(Samples.wide, options: options(steps)), "wide")
    }
    check(HTMLWriter.text(Solution(title: nil, seed: 1, items: []), options: options(.brief)), "empty")
  }

  @Test func fragmentsHaveNoFrame() {
    var options = options(.brief)
    options.fragment = true
    let text = HTMLWriter.text(Samples.logistic, options: options)
    for tag in ["<html", "<head", "<body", "<style", "<h1"] { #expect(!text.contains(tag)) }
    #expect(Element.parse("<div>\(text)</div>")?.all(named: "math").isEmpty == false)
  }

  @Test func hostileNotes() {
    let notes = [
      "<script>alert(1)</script> & \"quoted\" <b>", "[x](javascript:alert(1)) [y](https://a.b/?c=d&e=\"f\")",
      "$<script>$ and $a \\unknown b$", "`<code>` **bold *slanted* $x$**", "```\n<pre> & </pre>\n```",
      "- a\n- b\n\n1. c\n2. d", "# Title $x_1$", "\u{0}\u{1}\u{FFFE}", "🙂 中文 ŷ",
    ]
    let solution = Solution(title: "<T> & \"Q\"", seed: 1, items: notes.map { .note($0) })
    let text = HTMLWriter.text(solution, options: options(.brief))
    let page = Element.parse(text)
    #expect(page != nil)
    #expect(page?.all(named: "script").isEmpty == true && page?.all(named: "b").isEmpty == true)
    #expect(page?.all(named: "a").map { $0.attributes["href"] } == ["https://a.b/?c=d&e=\"f\""])
    #expect(page?.all(named: "h1").first?.text() == "<T> & \"Q\"")
    #expect(page?.all(named: "ol").first?.elements.map { $0.text() } == ["c", "d"])
    #expect(text.contains("<code>a \\unknown b</code>"))
  }

  @Test func stepsFold() throws {
    let page = try #require(Element.parse(HTMLWriter.text(Samples.logistic, options: options(.full))))
    let folds = page.all(named: "details")
    #expect(folds.allSatisfy { $0.elements.first?.name == "summary" })
    #expect(folds.contains { $0.attributes["class"] == "inner" && $0.attributes["open"] == nil })
    #expect(folds.contains { $0.attributes["open"] != nil })
  }

  // MARK: - In a browser

  static let isThorough = ProcessInfo.processInfo.environment["DERIVE_HEAVY"] != nil

  @Test(.enabled(if: Browser.path != nil, "no Chromium is installed")) func samplesInABrowser() throws {
    let pages = [Samples.logistic, Samples.wide].map { HTMLWriter.text($0, options: options(.brief)) }
    #expect(try Browser.complaints(pages) == [])
  }

  @Test(
    .enabled(if: Browser.path != nil, "no Chromium is installed"),
    .enabled(if: isThorough, "set DERIVE_HEAVY=1 to run the heavy tests"))
  func everyProblemInABrowser() throws {
    // A few at a time: most of a run is the browser's start.
    let files = ProblemDocumentTests.files
    for start in stride(from: 0, to: files.count, by: 6) {
      let some = files[start..<min(start + 6, files.count)]
      let complaints = try Browser.complaints(some.map { htmlDocument($0.report, options: options(.full)) })
      #expect(complaints == [], "\(some.map(\.name))")
    }
  }

  /// The browser's eyes are open: a page that does overflow is found.
  @Test(.enabled(if: Browser.path != nil, "no Chromium is installed")) func overflowIsSeen() throws {
    let page = "<html><body><math><mi></mi></math><div style='width: 3000px'>x</div></body></html>"
    #expect(try Browser.complaints([page]).count == 4)
  }
}

/// The headless Chromium of this machine.
enum Browser {
  static let path = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    .flatMap { folder in ["chromium", "google-chrome", "chromium-browser"].map { "\(folder)/\($0)" } }
    .first { FileManager.default.isExecutableFile(atPath: $0) }

  /// What is wrong with pages on a phone and on a screen: formulas without a size, pages wider than the window.
  static func complaints(_ pages: [String]) throws -> [String] {
    guard let path else { return [] }
    let frames = pages.flatMap { page in
      [360, 1000].map { width in
        let source = page.replacing("&", with: "&amp;").replacing("\"", with: "&quot;")
        return "<iframe width=\"\(width)\" height=\"800\" srcdoc=\"\(source)\"></iframe>"
      }
    }
    let script = """
      <script>addEventListener("load", () => {
        const found = [];
        document.querySelectorAll("iframe").forEach((frame, i) => {
          const inner = frame.contentDocument;
          inner.querySelectorAll("details").forEach(d => d.open = true);
          let count = 0;
          inner.querySelectorAll("math").forEach(m => {
            const box = m.getBoundingClientRect();
            count += 1;
            if (!(box.width > 1 && box.height > 1)) found.push("COMPLAINT page " + i + ": no size: " + m.textContent);
          });
          if (inner.documentElement.scrollWidth > frame.width)
            found.push("COMPLAINT page " + i + ": wider than " + frame.width);
          found.push("SEEN " + count);
        });
        document.body.innerHTML = "<pre></pre>";
        document.querySelector("pre").textContent = found.join("\\n");
      });</script>
      """
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("derive-" + UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("pages.html")
    try "<!DOCTYPE html><meta charset=\"utf-8\">\(script)<body>\(frames.joined())</body>"
      .write(to: file, atomically: true, encoding: .utf8)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = [
      "--headless", "--no-sandbox", "--disable-gpu", "--user-data-dir=\(folder.path)/profile", "--dump-dom", file.path,
    ]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let said = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    // The script itself stands before what it found.
    let found = said.firstRange(of: "<pre>").map { said[$0.upperBound...] } ?? ""
    let lines = found.split(separator: "\n").map(String.init)
    // A browser that shows nothing has nothing to complain of either.
    if lines.count(where: { $0.contains("SEEN ") }) != frames.count { return ["the browser did not look: \(said)"] }
    return lines.filter { $0.contains("COMPLAINT ") }
  }
}
