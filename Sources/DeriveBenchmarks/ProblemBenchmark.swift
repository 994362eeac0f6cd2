import DeriveKit
import DeriveLanguage
import DeriveSolving

/// The problem files, with what a whole run of each may take, in milliseconds.
let problemTargets: [(file: String, target: Double)] = [("softmax", 10), ("logistic_regression", 10)]

/// The problem files from their text to a solution, without the process around it.
func benchmarkProblems(_ board: inout Scoreboard) {
  for (file, target) in problemTargets {
    let path = "problems/\(file).expr"
    guard case .success(let bytes) = System.contents(ofFile: path) else {
      board.tell("\(path) is not here: run this from the folder above")
      continue
    }
    board.time("\(path) read and solved", atMost: target) {
      guard case .problem(let problem) = read(Source(name: path, bytes: bytes)) else { throw Fault.unreadable }
      return "\(solve(problem, options: SolveOptions()).items.count) items"
    }
  }
}

private enum Fault: Error { case unreadable }
