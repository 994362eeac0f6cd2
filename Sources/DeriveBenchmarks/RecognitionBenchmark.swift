import DeriveLanguage
import DeriveSolving

/// Matrix forms are recognised without a search that grows exponentially: the time for a product or sum twice as long
/// over that for one of the length that is promised.
func benchmarkRecognition(_ board: inout Scoreboard) {
  growth(&board, "gradient of a product of 12 matrices", 12, atMost: 16) { count in
    "grad(a'*\(names(count).joined(separator: "*"))*b, a)"
  }
  growth(&board, "gradient of a product of 12 factors, all one matrix", 12, atMost: 16) { count in
    "grad(a'*\(Array(repeating: "A1", count: count).joined(separator: "*"))*b, a)"
  }
  growth(&board, "derivative of the trace of 12 matrices by one of them", 12, atMost: 16) { count in
    "grad(tr(\(names(count).joined(separator: "*"))), A3)"
  }
  growth(&board, "gradient of a sum of 50 quadratic terms", 50, atMost: 8) { count in
    "grad(\(names(count).map { "norm(\($0)*a - b)^2" }.joined(separator: " + ")), a)"
  }
  growth(&board, "Hessian of a sum of 50 bilinear terms", 50, atMost: 8) { count in
    "hessian(\(names(count).map { "a'*\($0)*a" }.joined(separator: " + ")), a)"
  }
}

private func names(_ count: Int) -> [String] { (1...count).map { "A\($0)" } }

/// Reads and solves the derivation of this length and of twice it.
private func growth(
  _ board: inout Scoreboard, _ name: String, _ count: Int, atMost target: Double, _ subject: (Int) -> String
) {
  func milliseconds(_ count: Int) throws -> Double {
    let text = """
      problem "recognition"
      size N
      given a, b : real[N]
      given \(names(count).joined(separator: ", ")) : real[N, N]
      derive \(subject(count))
      """
    let source = Source(name: "recognition.expr", text: text)
    return try bestMilliseconds(runs: 5) {
      guard case .problem(let problem) = read(source) else { throw Fault.unreadable }
      var options = SolveOptions()
      options.steps = .none
      guard case .derivation(let derivation)? = solve(problem, options: options).items.last, derivation.result != nil
      else { throw Fault.notDerived(count) }
    }
  }
  do {
    let (once, twice) = (try milliseconds(count), try milliseconds(2 * count))
    board.report(
      "\(name): twice the length", twice / once, "times", atMost: target,
      note: "\(rounded(once)) ms, then \(rounded(twice)) ms")
  } catch {
    board.fail(name, "\(error)")
  }
}

private enum Fault: Error {
  case unreadable
  case notDerived(Int)
}
