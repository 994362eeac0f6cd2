import DeriveLanguage
import DeriveSolving

/// The JSON report of one file.
struct JSONReport {
  private let report: FileReport
  private let options: DocumentOptions
  private let latex: LaTeXFormulaWriter

  static func value(_ report: FileReport, options: DocumentOptions) -> JSONValue {
    let notation = report.solution.map { Notation(for: $0) } ?? Notation()
    return JSONReport(report: report, options: options, latex: LaTeXFormulaWriter(notation: notation)).whole
  }

  private var whole: JSONValue {
    var derivations: [JSONValue] = []
    var claims: [JSONValue] = []
    for item in report.solution?.items ?? [] {
      switch item {
      case .derivation(let derivation): derivations.append(value(derivation))
      case .claim(let claim): claims.append(value(claim))
      case .note, .given, .assumption, .definition: break
      }
    }
    return .object([
      ("file", .string(report.file)), ("title", .text(report.title)), ("version", .string(report.version)),
      ("seed", .natural(report.seed)),
      ("derivations", .array(derivations)), ("claims", .array(claims)), ("errors", .array(report.issues.map(value))),
    ])
  }

  private func value(_ derivation: Solution.Derivation) -> JSONValue {
    var entries: [(String, JSONValue)] = [
      ("line", .integer(derivation.line)), ("name", .text(derivation.name)),
      ("indices", .array(derivation.indices.map { .string($0) })),
      ("expression", derivation.result.map { expression($0.withoutOrder ?? $0) } ?? .null),
      ("latex", .text(derivation.result.map { latex.tex($0) })),
      ("conditions", .array(derivation.conditions.map(expression))), ("done", .bool(derivation.succeeded)),
      ("reason", .text(derivation.reason ?? derivation.mismatch)),
    ]
    if options.steps != .none { entries.append(("steps", steps(derivation.steps))) }
    if options.times { entries.append(("seconds", .number(rounded(derivation.seconds)))) }
    return .object(entries)
  }

  private func value(_ claim: Solution.ClaimOutcome) -> JSONValue {
    var entries: [(String, JSONValue)] = [
      ("line", .integer(claim.line)), ("kind", .string(claim.keyword.rawValue)), ("claim", .string(claim.text)),
      ("step", .integer(claim.step)), ("verdict", .string(claim.verdict.rawValue)), ("passed", .bool(claim.passed)),
      ("conditions", .array(claim.conditions.map(expression))),
    ]
    if options.steps != .none { entries.append(("proof", steps(claim.proof))) }
    entries += [
      ("points", .integer(claim.points)),
      ("sizes", .text(claim.sizes.map { "\($0.lowerBound)..\($0.upperBound)" })),
      ("counterexample", claim.counterexample.map(value) ?? .null), ("reason", .text(claim.reason)),
    ]
    if options.times { entries.append(("seconds", .number(rounded(claim.seconds)))) }
    return .object(entries)
  }

  private func steps(_ steps: [Solution.Step]) -> JSONValue {
    .array(
      steps.map { step in
        .object([
          ("rule", .string(step.rule)), ("before", expression(step.before)), ("after", expression(step.after)),
          ("conditions", .array(step.conditions.map(expression))),
          ("steps", options.steps == .full ? self.steps(step.steps) : .array([])),
        ])
      })
  }

  private func value(_ counterexample: Solution.Counterexample) -> JSONValue {
    func entries(_ list: [Solution.Counterexample.Assignment]) -> JSONValue {
      .object(list.map { (FormulaText.text($0.name), expression($0.value)) })
    }
    return .object([
      ("sizes", entries(counterexample.sizes)), ("values", entries(counterexample.values)),
      ("left", counterexample.left.map(expression) ?? .null),
      ("right", counterexample.right.map(expression) ?? .null), ("remark", .text(counterexample.remark)),
    ])
  }

  private func value(_ issue: FileReport.Issue) -> JSONValue {
    .object([
      ("line", .integer(issue.line)), ("column", .integer(issue.column)), ("length", .integer(issue.length)),
      ("message", .string(issue.message)), ("hint", .text(issue.hint)),
    ])
  }

  private func expression(_ formula: Formula) -> JSONValue { .string(FormulaText.text(formula)) }

  /// To microseconds: more is noise.
  private func rounded(_ seconds: Double) -> Double {
    guard seconds > 0, seconds < 1e9 else { return 0 }
    return Double(Int(seconds * 1e6 + 0.5)) / 1e6
  }
}
