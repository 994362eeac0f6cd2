import DeriveCore
import DeriveLanguage

/// By which laws two terms were found equal, as the engine recorded it.
struct EqualityAccount {
  var laws: [String] = []
  /// The single rewrites, where they are asked for.
  var steps: [Solution.Step] = []

  /// The most laws that one line names.
  static let greatestCount = 5

  /// The laws after a word that introduces them, or other words where none was needed.
  func rule(_ introduction: String, or other: String) -> String {
    if laws.isEmpty { return other }
    return "\(introduction): \(laws.joined(separator: "; "))"
  }
}

extension Solver {
  /// The most rewrites of a proof that are shown.
  private static let greatestNumberOfRewrites = 60

  /// From now on laws are noted, and at `--steps full` every rewrite.
  mutating func startTrace() {
    store.trace = options.steps == .none ? nil : Trace(isDetailed: options.steps == .full)
  }

  /// Ends it for a while: what was recorded may be put back.
  mutating func takeTrace() -> Trace? {
    defer { store.trace = nil }
    return store.trace
  }

  /// Ends it, and gives what was recorded.
  mutating func takeAccount() -> EqualityAccount {
    let laws = store.lawsUsed(EqualityAccount.greatestCount)
    guard let trace = takeTrace() else { return EqualityAccount() }
    var account = EqualityAccount(laws: laws)
    var seen: Set<Solution.Step> = []
    for record in trace.records {
      let step = step(of: record)
      guard step.before != step.after, seen.insert(step).inserted else { continue }
      account.steps.append(step)
      if account.steps.count == Self.greatestNumberOfRewrites { break }
    }
    return account
  }

  /// A rewrite of the engine as a step that is shown, with a letter of its own for each free index.
  mutating func step(of record: RewriteRecord) -> Solution.Step {
    let terms = [record.variable, record.before, record.after].compactMap { $0 }
    let letters = letters(for: terms.flatMap { store.freeIndices($0) }, beside: [])
    let before = shown(record.before, letters: letters)
    return Solution.Step(
      rule: record.rule,
      before: record.variable.map {
        .derivative(before, [FormulaDerivation(variable: shown($0, letters: letters), order: 1)])
      } ?? before, after: shown(record.after, letters: letters))
  }
}
