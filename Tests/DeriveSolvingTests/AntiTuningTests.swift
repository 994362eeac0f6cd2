import DeriveLanguage
import DeriveNumbers
import Testing

@testable import DeriveSolving

/// The problems rewritten, with the same expectations: nothing may hang on names or on the order of terms.
@Suite struct AntiTuning {
  @Test func renamerKeepsWhatIsNoName() {
    let renaming = Renaming(names: ["w": "x", "x": "w", "n": "d", "let": "never"])
    let text = "let w[n] = 1e-3*x[n] # about w\nderive d(w[n], x[n]) as \"w\" #= 1e-3\nnote \"\"\"w x\"\"\"\n"
    let expected = "let x[d] = 1e-3*w[d] \nderive d(x[d], w[d]) as \"w\" #= 1e-3\nnote \"\"\"w x\"\"\"\n"
    #expect(renaming.applied(to: text) == expected)
  }

  @Test(arguments: ProblemFile.share(0, of: 3)) func renamedBackwards(_ file: ProblemFile) throws {
    let problem = try Solving.problem(file.text, name: file.name)
    let text = Renaming.reversed(problem).applied(to: file.text)
    Solving.expectPasses(text, name: file.name, points: 90, sizes: 1...3)
  }

  @Test(arguments: ProblemFile.share(1, of: 3)) func renamedAmongThemselves(_ file: ProblemFile) throws {
    let problem = try Solving.problem(file.text, name: file.name)
    let text = Renaming.shuffled(problem, seed: 7).applied(to: file.text)
    Solving.expectPasses(text, name: file.name, points: 90, sizes: 1...3)
  }

  @Test(arguments: ProblemFile.share(0, of: 2)) func renamedStrangely(_ file: ProblemFile) throws {
    let problem = try Solving.problem(file.text, name: file.name)
    let text = Renaming.strange(problem, file.text, seed: 11).applied(to: file.text)
    Solving.expectPasses(text, name: file.name, points: 90, sizes: 1...3)
  }

  @Test(arguments: ProblemFile.share(2, of: 3)) func reversed(_ file: ProblemFile) throws {
    try expectPassesPermuted(file, random: nil)
  }

  @Test(arguments: ProblemFile.share(1, of: 2)) func shuffled(_ file: ProblemFile) throws {
    try expectPassesPermuted(file, random: RandomSource(seed: 3))
  }

  private func expectPassesPermuted(_ file: ProblemFile, random: RandomSource?) throws {
    let failures = try Solving.onLargeStack {
      var permuting = Permuting(random: random)
      let problem = permuting.applied(to: try Solving.problem(file.text, name: file.name))
      var options = SolveOptions()
      // What is asked is whether the same comes out: proofs and forms. A few small points find the counterexamples.
      options.points = 90
      options.sizes = 1...3
      return Solving.failures(solve(problem, options: options), in: file.text)
    }
    #expect(failures.isEmpty, "\(file.name)\n\(failures.joined(separator: "\n"))")
  }
}
