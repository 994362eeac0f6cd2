import DeriveDocuments
import DeriveSolving

/// The text report of `check`: a line a file, and below it what failed.
enum CheckReport {
  static func text(_ report: FileReport, options: DocumentOptions) -> String {
    guard let solution = report.solution else {
      let count = report.issues.count == 1 ? "1 error" : "\(report.issues.count) errors"
      return mark(false, options) + " \(report.file)  \(count)\n"
    }
    let tally = Tally(solution)
    let passed = tally.failed + tally.failedDerivations == 0
    var words = tally.words
    if passed, words.hasSuffix("; 0 failed") { words = String(words.dropLast("; 0 failed".count)) }
    var text = mark(passed, options) + " \(report.file)  \(words)\n"
    for item in solution.items {
      switch item {
      case .derivation(let derivation) where !derivation.succeeded:
        text += lines(derivation, file: report.file, options)
      case .claim(let claim) where !claim.passed || claim.isContradiction:
        text += lines(claim, file: report.file, options)
      case .derivation, .claim, .note, .given, .assumption, .definition: break
      }
    }
    return text
  }

  /// `12 files, 48 claims: 40 proved, 5 hold on points, 3 refuted as asked; 0 failed`.
  static func summary(_ tally: Tally, files: Int, broken: Int) -> String {
    if files == 0 { return "0 files in this part\n" }
    let words = "\n" + tally.words
    return words + (broken == 0 ? "" : ", \(broken) file\(broken == 1 ? "" : "s") with errors") + "\n"
  }

  private static func mark(_ passed: Bool, _ options: DocumentOptions) -> String {
    (passed ? TextStyle.good : .bad).applied(to: passed ? "✓" : "✗", color: options.color)
  }

  private static func lines(
    _ derivation: Solution.Derivation, file: String, _ options: DocumentOptions
  ) -> String {
    let subject = plainText(derivation.subject)
    let problem = derivation.result == nil ? "not done" : "not in the form asked for"
    var text = "    \(file):\(derivation.line): derive \(subject): "
    text += TextStyle.bad.applied(to: problem, color: options.color) + "\n"
    for reason in [derivation.reason, derivation.mismatch] {
      if let reason { text += "        \(reason)\n" }
    }
    return text
  }

  private static func lines(_ claim: Solution.ClaimOutcome, file: String, _ options: DocumentOptions) -> String {
    var text = "    \(file):\(claim.line): \(claim.keyword.rawValue) \(claim.text)"
    if claim.stepCount > 1 { text += ", step \(claim.step + 1)" }
    text += ": " + claim.verdictStyle.applied(to: claim.verdictWords, color: options.color) + "\n"
    if let counterexample = claim.counterexample {
      let point = (counterexample.sizes + counterexample.values)
        .map { "\(plainText($0.name)) = \(plainText($0.value))" }
      let place = point.isEmpty ? counterexample.remark ?? "everywhere" : point.joined(separator: ", ")
      text += "        counterexample: \(place)\n"
      if counterexample.form == nil, let left = counterexample.left, let right = counterexample.right {
        text += "        left side \(plainText(left)), right side \(plainText(right))\n"
      }
      if let remark = counterexample.remark, !point.isEmpty { text += "        \(remark)\n" }
    }
    if let reason = claim.reason { text += "        \(reason)\n" }
    return text
  }
}
