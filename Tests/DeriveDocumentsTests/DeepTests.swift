import DeriveLanguage
import Foundation
import Testing

@testable import DeriveDocuments

/// Deep results neither overflow the stack of a thread for documents nor take more than their length.
@Suite struct DeepTests {
  private static let layers: [@Sendable (Formula) -> Formula] = [
    { power(sum($0, v("a")), v("n")) }, { power(v("x"), $0) }, { over($0, sum($0.isSmall ? $0 : v("b"), n(1))) },
    { over(n(1), $0) }, { call("exp", minus($0)) }, { times(call("log", $0), v("b")) }, { minus(sum($0, n(-1))) },
    { total("n", $0) }, { times(total("k", $0), v("c")) }, { d($0, v("x")) }, { .transpose(times(v("A"), $0)) },
    { call("grad", $0, v("w")) }, { .hadamard([$0, v("y")]) }, { call("limit", $0, v("t"), .infinity) },
    { .component($0, [v("i")]) }, { .prime("f", counts: [1], [$0], latex: nil) }, { .negate($0) },
    { .bigSum([FormulaBinder(index: "j", range: FormulaRange(lower: n(1), upper: $0))], v("u")) },
    { .cases([FormulaCase(condition: .relation($0, .less, n(0)), value: n(1))], otherwise: n(2)) },
    { .not(.and([.relation($0, .equal, n(1)), .predicate(v("A"), "pd")])) }, { .matrix([[$0, n(1)]]) },
    { call("norm", $0) }, { call("expect", $0) }, { call("sqrt", $0) }, { call("convex", $0, v("x")) },
  ]

  @Test func everyLayerRepeated() {
    for layer in Self.layers {
      let lengths = onLargeStack {
        var formula = v("x")
        for _ in 0..<60 { formula = layer(formula) }
        let latex = LaTeXFormulaWriter(notation: Notation())
        let lines = LaTeXLines(formulas: latex).lines(of: formula)
        let run = TextFormulaWriter(notation: Notation()).run(formula)
        return latex.tex(formula).utf8.count + lines.count + run.box.rows.count
      }
      #expect(lengths > 60)
    }
  }

  @Test func allLayersDeep() {
    let length = onLargeStack {
      var formula = v("x")
      for _ in 0..<12 { for layer in Self.layers { formula = layer(formula) } }
      return LaTeXFormulaWriter(notation: Notation()).tex(formula).utf8.count
        + TextFormulaWriter(notation: Notation()).text(formula).utf8.count
    }
    #expect(length > 1000)
  }
}

extension Formula {
  fileprivate var isSmall: Bool { self == v("x") }
}

/// The value of the body, worked out on a thread with a stack such as the command's.
private func onLargeStack(_ body: @escaping @Sendable () -> Int) -> Int {
  let result = Box()
  let done = DispatchSemaphore(value: 0)
  let thread = Thread {
    result.value = body()
    done.signal()
  }
  thread.stackSize = 256 << 20
  thread.start()
  done.wait()
  return result.value
}

/// Written by one thread before the other reads.
private final class Box: @unchecked Sendable {
  var value = 0
}
