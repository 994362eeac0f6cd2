import DeriveLanguage
import Testing

@testable import DeriveSolving

/// Long products and sums of matrices come out as such.
@Suite struct LongChains {
  private func names(_ count: Int) -> [String] { (1...count).map { "A\($0)" } }

  private func text(_ count: Int, _ statements: [String]) -> String {
    """
    problem "chains"
    size N
    given a, b, x : real[N]
    given \(names(count).joined(separator: ", ")) : real[N, N]
    \(statements.joined(separator: "\n"))
    """
  }

  @Test func productsOfDifferentMatrices() {
    let chain = names(12).joined(separator: "*")
    let reversed = names(5).reversed().map { "\($0)'" }.joined(separator: "*")
    Solving.expectPasses(
      text(
        12,
        [
          "derive grad(a'*\(chain)*b, a) #= \(chain)*b",
          "derive grad(a'*\(chain)*b, A6) #= \(reversed)*a*(\(names(12).dropFirst(6).joined(separator: "*"))*b)'",
        ]))
  }

  @Test func productsOfOneMatrix() {
    let power = Array(repeating: "A1", count: 12).joined(separator: "*")
    Solving.expectPasses(
      text(
        1,
        [
          "derive grad(a'*\(power)*b, a) #= A1^12*b",
          "derive hessian(x'*A1*A1*A1*x, x) #= A1^3 + (A1^3)'",
          "derive hessian(x'*A1*A1*A1*A1*A1*x, x) #= A1^5 + (A1^5)'",
        ]))
  }

  @Test func sumsOfManyTerms() {
    let terms = names(50).map { "a'*\($0)*x" }.joined(separator: " + ")
    let sum = names(50).map { "\($0)'" }.joined(separator: " + ")
    Solving.expectPasses(text(50, ["derive grad(\(terms), x) #= (\(sum))*a"]))
  }
}
