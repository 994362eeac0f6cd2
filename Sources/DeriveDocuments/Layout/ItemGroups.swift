import DeriveLanguage
import DeriveSolving

/// The items of a solution as a reader takes them in: neighbours of one kind together, the steps of a chain as one
/// claim.
enum ItemGroup: Sendable {
  case note(String)
  case givens([Solution.Given])
  case assumptions([Formula])
  case definitions([(left: Formula, right: Formula)])
  case derivation(Solution.Derivation)
  case claim([Solution.ClaimOutcome])

  static func groups(of solution: Solution) -> [ItemGroup] {
    var result: [ItemGroup] = []
    for item in solution.items {
      switch (item, result.last) {
      case (.given(let given), .givens(let before)): result[result.count - 1] = .givens(before + [given])
      case (.assumption(let facts), .assumptions(let before)):
        result[result.count - 1] = .assumptions(before + facts)
      case (.definition(let left, let right), .definitions(let before)):
        result[result.count - 1] = .definitions(before + [(left, right)])
      case (.claim(let claim), .claim(let before))
      where claim.step > 0 && before.last.map { $0.line == claim.line && $0.step == claim.step - 1 } == true:
        result[result.count - 1] = .claim(before + [claim])
      case (.note(let text), _): result.append(.note(text))
      case (.given(let given), _): result.append(.givens([given]))
      case (.assumption(let facts), _): result.append(.assumptions(facts))
      case (.definition(let left, let right), _): result.append(.definitions([(left, right)]))
      case (.derivation(let derivation), _): result.append(.derivation(derivation))
      case (.claim(let claim), _): result.append(.claim([claim]))
      }
    }
    return result
  }
}
