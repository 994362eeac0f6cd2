/// What was measured, a line each.
struct Scoreboard {
  private var slow = 0

  /// A figure that is to be at most the target.
  mutating func report(_ name: String, _ figure: Double, _ unit: String, atMost target: Double, note: String = "") {
    show(name, figure, unit, "at most \(rounded(target))", figure <= target, note)
  }

  /// A figure that is to be at least the target.
  mutating func report(_ name: String, _ figure: Double, _ unit: String, atLeast target: Double, note: String = "") {
    show(name, figure, unit, "at least \(rounded(target))", figure >= target, note)
  }

  /// Milliseconds of CPU time of the best of several runs, which is to be at most the target.
  mutating func time(_ name: String, atMost target: Double, runs: Int = 9, _ body: () throws -> String) {
    do {
      var note = ""
      let best = try bestMilliseconds(runs: runs) { note = try body() }
      report(name, best, "ms", atMost: target, note: note)
    } catch {
      fail(name, "\(error)")
    }
  }

  /// What could not be measured counts as slow.
  mutating func fail(_ name: String, _ reason: String) {
    slow += 1
    print("SLOW        failed  \(name): \(reason)")
  }

  /// What is measured for comparison only.
  func tell(_ text: String) { print("            \(text)") }

  private mutating func show(
    _ name: String, _ figure: Double, _ unit: String, _ target: String, _ isFast: Bool, _ note: String
  ) {
    if !isFast { slow += 1 }
    let figure = rounded(figure)
    let padding = String(repeating: " ", count: max(0, 9 - figure.count))
    print(
      "\(isFast ? "ok  " : "SLOW") \(padding)\(figure) \(unit) (\(target))  \(name)\(note.isEmpty ? "" : ", \(note)")")
  }

  func finish(checking: Bool) {
    print(slow == 0 ? "all within their targets" : "\(slow) outside their targets")
    if checking, slow > 0 { leave(status: 1) }
  }
}

/// Milliseconds of this process's CPU time for the fastest of several runs.
func bestMilliseconds(runs: Int, _ body: () throws -> Void) rethrows -> Double {
  var best = Double.infinity
  for _ in 0..<runs {
    let start = ownMilliseconds()
    try body()
    best = min(best, ownMilliseconds() - start)
  }
  return best
}

/// Three digits after the point below ten, one above.
func rounded(_ value: Double) -> String {
  let scale = value < 10 ? 1000 : 10
  let units = Int(value * Double(scale) + 0.5)
  if units % scale == 0 { return "\(units / scale)" }
  return "\(units / scale).\(String(units % scale + scale).dropFirst())"
}
