import DeriveKit
import Foundation
import Testing

/// Inputs that are long or deep within what the language allows: each comes to an end with an answer, or with the reason
/// why there is none.
@Suite(.heavy, .timeLimit(.minutes(5))) struct HostileSizes {
  private static func nested(_ depth: Int, _ start: String, _ inside: (Int, String) -> String) -> String {
    (0..<depth).reduce(start) { inside($1, $0) }
  }

  private static func chain(_ count: Int, _ line: (Int) -> String) -> String {
    (1..<count).map { "let a\($0) = \(line($0))\n" }.joined()
  }

  static let texts: [(name: String, text: String)] = [
    (
      "a sum of 2 MB",
      "given x, y : real\nderive \((0..<120_000).map { "\($0)*x^\($0 % 17)*y" }.joined(separator: " + "))\n"
    ),
    ("a product of 2 MB", "given x : real\nderive \((0..<100_000).map { "(x + \($0))" }.joined(separator: "*"))\n"),
    (
      "the derivative of 20,000 powers",
      "given x, y : real\nderive d(\((0..<20_000).map { "x^\($0)*y" }.joined(separator: " + ")), x)\n"
    ),
    (
      "the derivative of 2,000 factors",
      "given x : real\nderive d(\((0..<2_000).map { "(x + \($0))" }.joined(separator: "*")), x)\n"
    ),
    (
      "490 nested sums and their derivative",
      "size N\ngiven x : real[N]\nderive d(\(nested(490, "1") { "sum(i\($0), x[i\($0)]*\($1))" }), x[j])\n"
        + "check \(nested(490, "1") { "sum(i\($0), x[i\($0)]*\($1))" }) = 1\n"
    ),
    (
      "490 nested sines",
      "given x : real\nderive d(\(nested(490, "x") { "sin(\($1) + x)" }), x)\ncheck \(nested(490, "x") { "sin(\($1) + x)" }) = 1\n"
    ),
    (
      "1,000 squares",
      "given x : real\nlet a0 = x\n\(chain(1_000) { "a\($0 - 1)*a\($0 - 1) + x" })derive d(a999, x)\ncheck a999 >= a998\nderive d(a999, a0)\n"
    ),
    (
      "1,000 sines",
      "given x : real\nlet a0 = x\n\(chain(1_000) { "sin(a\($0 - 1)) + x" })derive d(a999, x)\ncheck a999 >= a998\n"
    ),
    (
      "1,000 vectors",
      "size N\ngiven x : real[N]\nlet a0 = x\n\((1..<1_000).map { "let a\($0)[n] = tanh(a\($0 - 1)[n]) + x[n]\n" }.joined())derive d(a999[i], x[j])\ncheck sum(a999) = 0\n"
    ),
    (
      "1,000 vectors with sums",
      "size N\ngiven x : real[N]\nlet a0 = x\n\(chain(1_000) { "a\($0 - 1) + sum(j, a\($0 - 1)[j])*x" })derive d(a999[i], x[j])\ncheck sum(a999) = 0\n"
    ),
    (
      "300 matrices",
      "size N\ngiven A : real[N, N]\nlet a0 = A\n\(chain(300) { "a\($0 - 1)*A" })derive a299[1, 1]\ncheck a299 = A^300\n"
    ),
    (
      "functions doubled 30 times",
      "given y : real\nlet f0(x) = x*sin(x)\n\((1..<30).map { "let f\($0)(x) = f\($0 - 1)(f\($0 - 1)(x))\n" }.joined())derive f29(y)\nderive f4(y)\n"
    ),
    (
      "functions nested 60 deep",
      "let f(x) = sin(x)*cos(x)\ngiven y : real\nderive d(\(nested(60, "y") { "f(\($1))" }), y)\n"
    ),
    (
      "derivatives of derivatives",
      "given x : real\nderive a0 = sin(x)\n\((1..<40).map { "derive a\($0) = d(a\($0 - 1)*x, x)\n" }.joined())check a39 = 0\n"
    ),
    (
      "the thirtieth derivative",
      "given x : real\nderive d(exp(sin(x^2)), x, 12)\nderive d(tan(x), x, 30)\nderive d(exp(sin(x)), x, 10000)\n"
    ),
    (
      "great powers of sums",
      "given x, y, z : real\ncheck (x + y + z + 1)^40 - (x + y + z + 1)^39*(x + y + z) = (x + y + z + 1)^39\nprove (1 + x)^(10^12) = (x + 1)^(10^12)\n"
    ),
    (
      "matrices of numbers",
      "derive [\((0..<200).map { _ in Array(repeating: "1", count: 200).joined(separator: ", ") }.joined(separator: "; "))]\ncheck [\((0..<40).map { i in (0..<40).map { "\(i * $0 % 7)" }.joined(separator: ", ") }.joined(separator: "; "))] psd\n"
    ),
    (
      "many indices",
      "size N\ngiven x : real[N]\ncheck \(nested(12, "1") { "sum(i\($0), x[i\($0)]*\($1))" }) = sum(j, x[j])^12\ncheck sum(\((0..<12).map { "i\($0)" }.joined(separator: ", ")), \((0..<12).map { "x[i\($0)]" }.joined(separator: "*"))) = sum(j, x[j])^12\n"
    ),
    (
      "20,000 names",
      "given \((0..<20_000).map { "a\($0)" }.joined(separator: ", ")) : real\nderive a0 + a19999\nrefute a0 = a1\n"
    ),
    (
      "recursions far along",
      "given q : positive\nlet v[0] = q\nlet v[t+1] = v[t]^2 + sin(v[t])\nderive v[12]\ncheck v[40] > 0\ncheck v[10^9] > 0\n"
    ),
  ]

  @Test(arguments: texts.indices) func comesToAnEnd(_ number: Int) throws {
    let (name, text) = Self.texts[number]
    let solution = try Problem(text, name: name).solve()
    for derivation in solution.derivations where derivation.result == nil {
      #expect(derivation.reason?.isEmpty == false, "\(name)")
    }
    for claim in solution.claims where claim.verdict == .undecided {
      #expect(claim.reason?.isEmpty == false, "\(name)")
    }
    #expect(!solution.render(.text).isEmpty && !solution.render(.latex).isEmpty && !solution.render(.json).isEmpty)
  }
}
