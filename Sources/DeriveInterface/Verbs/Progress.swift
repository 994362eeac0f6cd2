import DeriveDocuments

/// A line on the terminal that tells how far `check` is, overwritten as it goes on, and gone at the end.
struct Progress {
  private let surroundings: Surroundings
  private let files: Int
  private let columns: Int?
  private var done = 0
  private var isShown = false

  init(surroundings: Surroundings, files: Int) {
    self.surroundings = surroundings
    self.files = files
    columns = surroundings.environment("TERM") == "dumb" ? nil : surroundings.messageColumns
  }

  mutating func advance() { done += 1 }

  mutating func show(_ tally: Tally) {
    guard let columns, done < files else { return }
    let failed = tally.failed + tally.failedDerivations
    let text = "\(done) of \(files) files, \(tally.claims) claims" + (failed > 0 ? ", \(failed) failed" : "")
    // A line that wraps could not be overwritten.
    isShown = true
    surroundings.message(String(text.prefix(max(0, columns - 1))))
  }

  mutating func clear() {
    if isShown { surroundings.message("\r\u{1B}[K") }
    isShown = false
  }
}
