import DeriveLanguage
import Foundation
import Testing

@testable import DeriveSolving

/// Texts in, solutions out, for the tests.
enum Solving {
  struct Unreadable: Error, CustomStringConvertible {
    var description: String
  }

  /// What `body` returns, on a thread with as large a stack as the command's own threads have.
  static func onLargeStack<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) throws -> Value {
    let box = Box<Value>()
    let done = DispatchSemaphore(value: 0)
    let thread = Thread {
      box.result = Result { try body() }
      done.signal()
    }
    thread.stackSize = 512 << 20
    thread.start()
    done.wait()
    return try #require(box.result).get()
  }

  private final class Box<Value>: @unchecked Sendable {
    var result: Result<Value, any Error>?
  }

  static func problem(_ text: String, name: String = "test.expr") throws -> Problem {
    let source = Source(name: name, text: text)
    switch read(source) {
    case .problem(let problem): return problem
    case .errors(let diagnostics):
      throw Unreadable(
        description: diagnostics.prefix(8).map { $0.rendered(in: source) }.joined(separator: "\n") + "\n" + text)
    }
  }

  static func solution(
    _ text: String, name: String = "test.expr", points: Int = 60, sizes: ClosedRange<Int> = 1...5
  ) throws -> Solution {
    try onLargeStack {
      var options = SolveOptions()
      options.points = points
      options.sizes = sizes
      return solve(try problem(text, name: name), options: options)
    }
  }

  /// What is not as the text itself asks for: claims that do not pass, derivations that are not done or look different.
  static func failures(_ solution: Solution, in text: String) -> [String] {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    func line(_ number: Int) -> String { "line \(number): \(lines[number - 1])" }
    var result: [String] = []
    for item in solution.items {
      switch item {
      case .note(let note) where note.hasPrefix("This statement has no effect"):
        result.append(note)
      case .derivation(let derivation):
        let shown = derivation.result.map(FormulaText.text) ?? "nothing"
        if let mismatch = derivation.mismatch {
          result.append("\(line(derivation.line))\n  gives \(shown)\n  \(mismatch)")
        } else if derivation.result == nil {
          result.append("\(line(derivation.line))\n  is not done: \(derivation.reason ?? "no reason")")
        }
      case .claim(let claim):
        if claim.verdict == .proved, claim.counterexample != nil {
          result.append("\(line(claim.line))\n  FAULT: proved, and refuted by \(claim.counterexample!)")
        } else if !claim.passed {
          result.append("\(line(claim.line))\n  step \(claim.step): \(claim.verdict.rawValue); \(claim.reason ?? "")")
        }
      default: break
      }
    }
    return result
  }

  /// Solves the text and records everything that is not as it asks for.
  static func expectPasses(
    _ text: String, name: String = "test.expr", points: Int = 60, sizes: ClosedRange<Int> = 1...5,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    do {
      let failures = failures(try solution(text, name: name, points: points, sizes: sizes), in: text)
      #expect(failures.isEmpty, "\(name)\n\(failures.joined(separator: "\n"))", sourceLocation: sourceLocation)
    } catch {
      Issue.record("\(name): \(error)", sourceLocation: sourceLocation)
    }
  }
}
