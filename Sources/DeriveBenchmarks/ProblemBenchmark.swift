import DeriveKit
import DeriveLanguage
import DeriveSolving

/// Every problem file, by its name without the ending, with what a whole run of it may take, in milliseconds: 10, or 30
/// where there are matrices.
var problemTargets: [(file: String, target: Double)] {
  guard case .success(let names) = System.names(inFolder: "problems") else { return [] }
  return names.filter { $0.hasSuffix(".expr") }.sorted().map { (String($0.dropLast(5)), hasMatrices($0) ? 30 : 10) }
}

private func hasMatrices(_ file: String) -> Bool {
  guard case .success(let bytes) = System.contents(ofFile: "problems/\(file)"),
    case .problem(let problem) = read(Source(name: file, bytes: bytes))
  else { return false }
  return problem.variables.contains { $0.type.shape.count > 1 }
}

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
