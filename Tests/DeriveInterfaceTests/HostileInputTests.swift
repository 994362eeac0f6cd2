import DeriveInterface
import DeriveKit
import Foundation
import Testing

/// A file that means harm, or that a person wrote in haste, and what the program says to it.
struct HostileFile: Sendable, CustomTestStringConvertible {
  var name: String
  var text: String
  var outcome: Outcome
  /// What stands among the results, and among the messages.
  var shows: [String] = []
  var tells: [String] = []

  var testDescription: String { name }

  private static func nested(_ depth: Int, _ start: String, _ inside: (Int, String) -> String) -> String {
    (0..<depth).reduce(start) { inside($1, $0) }
  }

  static let rejected: [HostileFile] = [
    HostileFile(name: "an empty file", text: "", outcome: .misuse, tells: ["bad.expr: error: the file is empty"]),
    HostileFile(
      name: "unknown names", text: "given xs : real\nderive d(xx^2, xs)\nlet y = zz + 1\nderive foo(xs)\n",
      outcome: .misuse, tells: ["bad.expr:2:10: error: `xx`", "bad.expr:3:9: error: `zz`", "no function `foo`"]),
    HostileFile(
      name: "wrong shapes",
      text: "size N, M\ngiven A : real[N, M]\ngiven x : real[N]\nderive A*x\nlet z = A + x\nderive x*x\nderive 1/x\n",
      outcome: .misuse,
      tells: ["bad.expr:4:9: error", "bad.expr:5:11: error", "bad.expr:6:9: error", "x'*x", "1 ./ x"]),
    HostileFile(
      name: "an index over two sizes",
      text: "size N, M\ngiven x : real[N]\ngiven y : real[M]\nderive sum(i, x[i]*y[i])\n", outcome: .misuse,
      tells: ["the index `i` runs over two sizes"]),
    HostileFile(
      name: "an index over no size", text: "size K\nderive sum(k, 1)\n", outcome: .misuse, tells: ["bad.expr:2:"]),
    HostileFile(
      name: "places outside",
      text: "size N\ngiven x : real[N]\nderive x[0]\nderive x[N+1]\nderive sum(i : 1..N, x[i+1])\n",
      outcome: .misuse, tells: ["the index `0` lies outside 1..N", "`N+1`", "`i+1`"]),
    HostileFile(
      name: "unbalanced brackets", text: "given x : real\nderive ((x + 1)\nderive x + 1)\nderive [x, 1\n",
      outcome: .misuse, tells: ["this `(` is never closed", "this `)` closes nothing", "this `[` is never closed"]),
    HostileFile(
      name: "100,000 brackets",
      text:
        "given x : real\nderive \(String(repeating: "(", count: 100_000))x\(String(repeating: ")", count: 100_000))\n",
      outcome: .misuse, tells: ["nest more than 500 deep"]),
    HostileFile(
      name: "100,000 calls",
      text:
        "given x : real\nderive \(String(repeating: "exp(", count: 100_000))x\(String(repeating: ")", count: 100_000))\n",
      outcome: .misuse, tells: ["nest more than 500 deep"]),
    HostileFile(
      name: "100,000 open brackets", text: "given x : real\nderive \(String(repeating: "[", count: 100_000))\n",
      outcome: .misuse, tells: ["bad.expr:2:"]),
    HostileFile(
      name: "100,000 powers",
      text: "given x : real\nderive x\(String(repeating: "^x", count: 100_000))\n", outcome: .misuse,
      tells: ["nest more than 500 deep"]),
    HostileFile(
      name: "a number of 20,000 digits", text: "derive \(String(repeating: "9", count: 20_000))\n", outcome: .misuse,
      tells: ["at most 10,000 digits"]),
    HostileFile(
      name: "statements after errors",
      text: "given x : real\nlet y = zzz\nderive d(y, x)\nprove y = 1\nfoo bar\nderive x^2\nderive x[1]\n",
      outcome: .misuse, tells: ["`zzz` is declared nowhere", "`foo` begins no statement", "bad.expr:7:"]),
  ]

  static let solved: [HostileFile] = [
    HostileFile(
      name: "towers of powers",
      text: "derive 9^9^9^9\ncheck 9^9^9^9 > 0\nprove 9^9^9 = 9^9^9\nderive 2^(10^9)\nderive (1/3)^(10^7)\n",
      outcome: .succeeded, shows: ["2 claims"]),
    HostileFile(
      name: "a tower that is not 1", text: "refute 9^9^9^9 = 1\nprove 9^9^9^9 > 1\n", outcome: .succeeded,
      shows: ["too long to write out"]),
    HostileFile(
      name: "great factorials",
      text: "derive factorial(10^9)\nprove factorial(10^9) > 0\nderive binomial(10^9, 5*10^8)\nderive lgamma(10^18)\n",
      outcome: .succeeded),
    HostileFile(
      name: "exponentials of exponentials",
      text: "derive exp(exp(exp(1000)))\nprove exp(exp(exp(1000))) > 0\n"
        + "refute exp(exp(exp(1000))) < 0\n", outcome: .succeeded),
    HostileFile(
      name: "an exponential too great to be told from the next number",
      text: "check exp(exp(exp(1000))) = exp(exp(exp(1000))) + 1\n", outcome: .failed),
    HostileFile(
      name: "sums of a milliard addends",
      text: "given x : real\nderive sum(i : 1..10^9, x^i)\nprove sum(i : 1..10^9, i^2) > 0\n"
        + "prove sum(i : 1..10^9, x*i) = x*sum(i : 1..10^9, i)\n", outcome: .succeeded),
    HostileFile(
      name: "a product of a million factors",
      text: "given x : real\nderive prod(i : 1..10^6, x + i)\nprove prod(i : 1..10^6, x) = x^(10^6)\n"
        + "derive d(prod(i : 1..10^6, x + i), x)\n", outcome: .succeeded),
    HostileFile(
      name: "great sizes",
      text: "given x : real[10^9]\ngiven A : real[10^9, 10^9]\nderive x\nderive grad(x'*x, x)  #= 2*x\n"
        + "derive hessian(x'*x, x)\nprove x'*x >= 0\nprove tr(A) = sum(i, A[i, i])\nderive tr(eye(10^9))  #= 10^9\n",
      outcome: .succeeded),
    HostileFile(
      name: "a vector of 3,000", text: "given x : real[3000]\nderive H = hessian(sum(i, x[i]^4), x)\nprove H psd\n",
      outcome: .succeeded),
    HostileFile(
      name: "expressions without a value",
      text:
        "given x : real\nderive 1/0\nprove 0/0 = 0/0\nderive log(-1)\nprove log(-1) = log(-1)\ncheck 1/(x - x) = 1\n",
      outcome: .failed, shows: ["it is defined nowhere", "both sides are defined nowhere", "2 derivations"]),
    HostileFile(
      name: "assumptions that nothing satisfies",
      text: "size N\ngiven x : real[N]\nprove 1 = 2 if 1 = 2\ncheck x[1] = 1 if x[1] > 0, x[1] < 0\n", outcome: .failed,
      shows: ["2 failed"]),
    HostileFile(
      name: "substitutions in substitutions",
      text:
        "given x : real\nderive \(String(repeating: "(", count: 300))x\(String(repeating: " where x = x + 1)", count: 300))\n"
        + "prove \(String(repeating: "(", count: 100))x\(String(repeating: " where x = x + 1)", count: 100)) = x + 100\n",
      outcome: .succeeded),
    HostileFile(
      name: "functions in functions",
      text:
        "let f(x) = x + x\ngiven y : real\nprove \(String(repeating: "f(", count: 300))y\(String(repeating: ")", count: 300)) = 2^300*y\n",
      outcome: .succeeded),
    HostileFile(
      name: "490 nested sums",
      text: "size N\ngiven x : real[N]\nderive \(nested(490, "1") { "sum(i\($0), x[i\($0)]*\($1))" })\n"
        + "prove \(nested(40, "1") { "sum(i\($0), x[i\($0)]*\($1))" }) = sum(j, x[j])^40\n", outcome: .succeeded),
    HostileFile(
      name: "480 nested brackets",
      text: "size N\ngiven x : real[N]\nlet y = \(nested(480, "x") { "(\($1) + x)" })\n"
        + "prove d(y[i], x[j]) = 481*delta(i, j)\n", outcome: .succeeded),
    HostileFile(
      name: "recursions",
      text: """
        size D
        given q : real[D]
        given M : real[D, D]
        let u[0] = q
        let u[t+1] = M*u[t]
        prove u[2] = M*M*q
        let v[0] = 1
        let v[t+1] = v[t]^2 + v[t]
        derive v[2]  #= 6
        derive v[50]
        check v[60] > 0
        check u[10^6] = q
        """, outcome: .failed),
    HostileFile(
      name: "a short sum of 2,000 powers",
      text: "given x, y : real\nderive d(\((1...2_000).map { "x^\($0)*y" }.joined(separator: " + ")), x)\n",
      outcome: .succeeded),
    HostileFile(
      name: "many names",
      text:
        "given \((0..<5_000).map { "a\($0)" }.joined(separator: ", ")) : real\nderive a0 + a4999\nrefute a0 = a4999\n",
      outcome: .succeeded),
    HostileFile(
      name: "a long name",
      text:
        "given \(String(repeating: "a", count: 50_000)) : real\nderive \(String(repeating: "a", count: 50_000))^2\n",
      outcome: .succeeded),
    HostileFile(
      name: "a chain of definitions",
      text: "given x : real\nlet a0 = x\n\((1..<20).map { "let a\($0) = sin(a\($0 - 1)) + x\n" }.joined())"
        + "derive d(a19, a18)\nprove a19 = sin(a18) + x\nderive d(a19, x)\n", outcome: .succeeded),
    HostileFile(
      name: "a chain of vectors",
      text: "size N\ngiven x : real[N]\nlet a0 = x\n"
        + "\((1..<30).map { "let a\($0)[n] = tanh(a\($0 - 1)[n]) + x[n]\n" }.joined())prove a29[n] = tanh(a28[n]) + x[n]\n",
      outcome: .succeeded),
  ]

  /// What is not worked out says so.
  static let undecided: [String] = [
    "limit(sin(x)/x, x -> 0) = 1", "limit(f(x), x -> inf) = 0 if limit(f(x), x -> inf) = 0", "inv(A)*A = eye(n)",
    "A*inv(A)*b = b", "solve(a*x = 1, x) = 1/a", "argmin((x - a)^2, x) = a", "minimum((x - a)^2, x) = 0",
    "det(A) != 0", "A invertible", "inv(A) invertible", "series(exp(x), x -> 0, 2) = 1 + x + x^2/2",
    "newton(x^2, x) = 0", "det(A*A) = det(A)^2",
    "multiplier(x^2, x, subject to x = a) = -2*a",
  ]
}

@Suite(.timeLimit(.minutes(1))) struct HostileInput {
  @Test(arguments: HostileFile.rejected + HostileFile.solved) func comesToAnEnd(_ file: HostileFile) {
    let machine = FakeMachine(files: ["bad.expr": file.text])
    machine.solvesReally = true
    let outcome = machine.run("bad.expr")
    #expect(outcome == file.outcome, "\(machine.output.prefix(3_000))\n\(machine.messages.prefix(2_000))")
    for text in file.shows { #expect(machine.output.contains(text), "\(machine.output.suffix(2_000))") }
    for text in file.tells { #expect(machine.messages.contains(text), "\(machine.messages.prefix(4_000))") }
  }

  @Test func whatIsNoText() {
    let machine = FakeMachine()
    machine.solvesReally = true
    machine.put((0...255).map { UInt8($0) }, at: "bad.expr")
    #expect(machine.run("bad.expr") == .misuse)
    #expect(machine.messages.contains("not UTF-8"))
    machine.put(Array("given x : real\0\nderive x\n".utf8), at: "nul.expr")
    #expect(machine.run("nul.expr") == .misuse)
    #expect(machine.messages.contains("nul.expr:1:15: error: the character U+0000"))
  }

  @Test func aFolderWithoutProblems() {
    let machine = FakeMachine(files: ["folder/readme.txt": "given x : real"])
    machine.solvesReally = true
    #expect(machine.run("check", "folder") == .misuse)
    #expect(machine.run("folder") == .misuse)
    #expect(machine.messages.contains("folder: error: no .expr file in this folder"))
  }

  @Test func whatIsNotWorkedOutIsUndecidedWithAReason() {
    let head = """
      size n
      function f : real -> real
      given x, a : real
      given A : invertible[n]
      given b : real[n]

      """
    let claims = HostileFile.undecided
    let machine = FakeMachine(files: ["bad.expr": head + claims.map { "prove \($0)\n" }.joined()])
    machine.solvesReally = true
    let outcome = machine.run("check", "bad.expr", "--format", "json", "--no-times")
    #expect(outcome == .succeeded || outcome == .failed, "\(machine.messages)")
    guard let data = machine.output.data(using: .utf8),
      let report = try? JSONSerialization.jsonObject(with: data) as? [String: Any],
      let outcomes = report["claims"] as? [[String: Any]]
    else {
      Issue.record("no report: \(machine.output.prefix(500))")
      return
    }
    #expect(outcomes.count == claims.count)
    for claim in outcomes {
      let verdict = claim["verdict"] as? String ?? ""
      #expect(verdict != "refuted", "\(claim)")
      if verdict == "undecided" { #expect((claim["reason"] as? String)?.isEmpty == false, "\(claim)") }
    }
  }
}
