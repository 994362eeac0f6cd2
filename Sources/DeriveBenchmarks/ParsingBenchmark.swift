import DeriveLanguage

/// Megabytes of one sum of products that are parsed in a second.
func benchmarkParsing(_ board: inout Scoreboard) {
  // The text is made anew in each call: three runs less one are two without it.
  var size = 0
  let once = bestMilliseconds(runs: 5) { size = parseLongSum(bytes: 2_000_000).bytes }
  let thrice = bestMilliseconds(runs: 5) { _ = parseLongSum(bytes: 2_000_000, runs: 3) }
  let milliseconds = max((thrice - once) / 2, 1e-6)
  board.report("parsing 2 MB of one sum of products", Double(size) / 1e3 / milliseconds, "MB/s", atLeast: 20)
}
