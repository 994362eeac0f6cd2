import DeriveKit

/// Whole runs of the command, process start and the system's time included, if it lies beside this program.
func benchmarkProcess(_ board: inout Scoreboard, program: String) {
  let folder = program.lastIndex(of: "/").map { String(program[...$0]) } ?? "./"
  let command = folder + "derive"
  guard System.kind(ofPath: command, followingLinks: true) == .file else {
    return board.tell("whole runs are left out: \(command) is not there")
  }
  var fastest: Double?
  for (file, target) in problemTargets {
    let path = "problems/\(file).expr"
    guard System.kind(ofPath: path, followingLinks: true) == .file else { continue }
    let runs = (0..<15).compactMap { _ in milliseconds(running: command, [path]) }
    guard let user = runs.map(\.user).min(), let whole = runs.map(\.whole).min() else {
      board.fail("derive \(path)", "it does not succeed")
      continue
    }
    board.report(
      "derive \(path), the whole process", whole, "ms", atMost: target,
      note: "\(rounded(user)) ms without the system's time")
    if file == "softmax" { fastest = whole }
  }
  let checks = (0..<3).compactMap { _ in milliseconds(running: command, ["check", "problems", "--jobs", "1"])?.whole }
  if let best = checks.min() {
    board.report("derive check problems, all files on one core", best, "ms", atMost: 1000)
  } else {
    board.fail("derive check problems", "it does not succeed")
  }
  compareWithSymPy(&board, derive: fastest)
}

/// A Python process that imports SymPy and derives the same loss for 10 classes written out, where there is SymPy.
private func compareWithSymPy(_ board: inout Scoreboard, derive: Double?) {
  guard let derive, milliseconds(running: "python3", ["-c", "import sympy"]) != nil else { return }
  let script = """
    from sympy import *
    K = 10
    z = symbols('z1:11'); y = symbols('y1:11')
    S = sum(exp(a) for a in z)
    L = -sum(b*log(exp(a)/S) for a, b in zip(z, y))
    g = [diff(L, a) for a in z]
    print([latex(c) for c in g])
    """
  let runs = (0..<3).compactMap { _ in milliseconds(running: "python3", ["-c", script]) }
  guard let python = runs.map(\.whole).min() else { return }
  board.tell(
    "Python with SymPy, the gradient alone, K = 10 written out: \(rounded(python)) ms, "
      + "\(Int(python / derive)) times derive's whole softmax.expr")
}
