import DeriveDocuments
import DeriveSolving

/// Why a statement did not succeed, the worst first: the order in which reports show what there is no room to show whole.
enum Failure: Int, CaseIterable, Comparable, Sendable {
  case fault, error, refuted, notRefuted, undecided, notProved, notDone, otherForm

  static func < (a: Failure, b: Failure) -> Bool { a.rawValue < b.rawValue }

  /// Its name in reports that programs read.
  var name: String {
    switch self {
    case .fault: "fault"
    case .error: "error"
    case .refuted: "refuted"
    case .notRefuted: "not-refuted"
    case .undecided: "undecided"
    case .notProved: "not-proved"
    case .notDone: "not-done"
    case .otherForm: "other-form"
    }
  }

  /// What it means, as a sentence.
  var meaning: String {
    switch self {
    case .fault: "A claim was proved, and a confirmed point contradicts it: a fault of Derive itself."
    case .error: "The file could not be read or understood."
    case .refuted: "A claim is false: a counterexample was found and confirmed."
    case .notRefuted: "A claim that should be false was proved, or no counterexample to it was found."
    case .undecided: "A claim was neither proved nor refuted."
    case .notProved: "A claim that should be proved holds at random points, but no proof was found."
    case .notDone: "A derivation could not be done."
    case .otherForm: "A derivation came out in another form than the file asks for."
    }
  }

  init(_ claim: Solution.ClaimOutcome) {
    switch (claim.verdict, claim.keyword) {
    case _ where claim.isContradiction: self = .fault
    case (.undecided, _): self = .undecided
    case (_, .refute): self = .notRefuted
    case (.refuted, _): self = .refuted
    case (.holdsOnPoints, _), (.proved, _): self = .notProved
    }
  }
}

/// What `check` found out about one statement, or an error of a file, in plain words on single lines.
struct CheckedStatement: Sendable {
  /// Of an input that could not be read as a whole, nil.
  var line: Int?
  /// Where it stands in its line, from 1, and how long it is; a claim begins its line.
  var column = 1
  var length = 0
  /// As it is written: `prove H psd`, `check a = b = c, step 2`; of an error, the message.
  var title: String
  /// The verdict: "refuted", "not proved: holds on points (200 points, sizes 1..5)".
  var verdict: String
  /// Nil if it succeeded.
  var failure: Failure?
  /// The counterexample, both sides, the reason: a line each.
  var details: [String] = []
  /// As it is coloured on a terminal.
  var style = TextStyle.bad
  var seconds = 0.0
}

/// What `check` found out about one file, in strings: solutions, which may be deep, stay on the threads that made them.
struct CheckedFile: Sendable {
  var name: String
  /// In the order of the file.
  var statements: [CheckedStatement]
  /// How many statements came out how.
  var tally: Tally
  /// How many errors kept the file from being solved; it is not solved if there are some.
  var errors: Int
  /// The file's line of the JSON report, where that is asked for.
  var record: String?

  var failures: [CheckedStatement] { statements.filter { $0.failure != nil } }

  init(_ report: FileReport) {
    name = report.file
    errors = report.issues.count
    tally = report.solution.map { Tally($0) } ?? Tally()
    statements = report.issues.map { issue in
      CheckedStatement(
        line: issue.length > 0 ? issue.line : nil, column: issue.column, length: issue.length,
        title: oneLine(issue.message), verdict: "error", failure: .error,
        details: issue.hint.map { ["hint: \(oneLine($0))"] } ?? [])
    }
    for item in report.solution?.items ?? [] {
      switch item {
      case .derivation(let derivation): statements.append(CheckedStatement(derivation))
      case .claim(let claim): statements.append(CheckedStatement(claim))
      case .note, .given, .assumption, .definition: break
      }
    }
  }
}

extension CheckedStatement {
  fileprivate init(_ derivation: Solution.Derivation) {
    let name = derivation.name == nil ? "" : "\(expressionText(derivation.leftSide)) = "
    self.init(
      line: derivation.line, title: oneLine("derive \(name)\(expressionText(derivation.subject))"), verdict: "done",
      seconds: derivation.seconds)
    if derivation.succeeded { return }
    failure = derivation.result == nil ? .notDone : .otherForm
    verdict = derivation.result == nil ? "not done" : "not in the form asked for"
    details = [derivation.reason, derivation.mismatch].compactMap { $0.map(oneLine) }
  }

  fileprivate init(_ claim: Solution.ClaimOutcome) {
    let step = claim.stepCount > 1 ? ", step \(claim.step + 1)" : ""
    self.init(
      line: claim.line, title: oneLine("\(claim.keyword.rawValue) \(claim.text)") + step,
      verdict: oneLine(claim.verdictWords), style: claim.verdictStyle, seconds: claim.seconds)
    guard !claim.passed || claim.isContradiction else { return }
    failure = Failure(claim)
    if let counterexample = claim.counterexample {
      let point = (counterexample.sizes + counterexample.values)
        .map { "\(plainText($0.name)) = \(plainText($0.value))" }
      let place = point.isEmpty ? counterexample.remark ?? "everywhere" : point.joined(separator: ", ")
      details.append("counterexample: \(oneLine(place))")
      if counterexample.form == nil, let left = counterexample.left, let right = counterexample.right {
        details.append(oneLine("left side \(plainText(left)), right side \(plainText(right))"))
      }
      if let remark = counterexample.remark, !point.isEmpty { details.append(oneLine(remark)) }
    }
    if let reason = claim.reason { details.append(oneLine(reason)) }
  }
}

/// The text on one line: line breaks and what else moves the cursor are blanks, several blanks one.
func oneLine(_ text: String) -> String {
  var result = String.UnicodeScalarView()
  for scalar in text.unicodeScalars {
    switch scalar.properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator, .spaceSeparator:
      if result.last != " ", !result.isEmpty { result.append(" ") }
    default: result.append(scalar)
    }
  }
  if result.last == " " { result.removeLast() }
  return String(result)
}
