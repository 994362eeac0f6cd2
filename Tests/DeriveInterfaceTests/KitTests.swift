import DeriveKit
import Testing

/// The façade as a program uses it that imports nothing else.
@Suite struct KitTests {
  @Test func solvesAndRenders() throws {
    let problem = try Problem(
      """
      problem "Powers"
      given x : positive
      derive d(x^2, x)
      prove x^2 > 0
      """)
    #expect(problem.title == "Powers")
    let solution = problem.solve()
    #expect(solution.succeeded && solution.title == "Powers")
    let derivation = try #require(solution.derivations.first)
    let result = try #require(derivation.result)
    #expect(derivation.line == 3 && result.expression == "2*x" && result.latex == "2 x" && "\(result)" == "2x")
    let claim = try #require(solution.claims.first)
    #expect(claim.verdict == .proved && claim.kind == .prove && claim.text == "x^2 > 0")
    #expect(solution.render(.text).hasPrefix("Powers\n══════\n"))
    #expect(solution.render(.latex).contains("\\documentclass"))
    #expect(solution.render(.json).hasPrefix("{\"file\":\"<text>\",\"title\":\"Powers\""))
  }

  @Test func tellsWhatIsWrong() {
    do throws(ReadingFailure) {
      _ = try Problem("given x : real\nderive d(y, x)", name: "a.expr")
      Issue.record("an undeclared name was read")
    } catch {
      #expect(error.errors.first?.line == 2 && error.description.hasPrefix("a.expr:2:10: error: "))
    }
  }
}
