import DeriveLanguage

/// What a caller may choose about solving.
package struct SolveOptions: Sendable {
  /// How much of a derivation is told.
  package enum Steps: String, CaseIterable, Sendable { case none, brief, full }

  /// How answers are written.
  package enum Form: String, CaseIterable, Sendable { case auto, index, matrix }

  package var seed: UInt64 = 1
  package var points = 200
  package var sizes: ClosedRange<Int> = 1...5
  package var effort = 1.0
  package var timeout = 20.0
  package var steps = Steps.brief
  package var form = Form.auto

  package init() {}
}

/// Works out every derivation of the problem and decides every claim, in the order of the file.
package func solve(_ problem: Problem, options: SolveOptions) -> Solution {
  var solver = Solver(problem, options)
  for statement in problem.statements { solver.carryOut(statement) }
  return Solution(title: problem.title, seed: options.seed, items: solver.items)
}
