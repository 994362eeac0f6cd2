import DeriveSolving

/// How many statements came out how.
package struct Tally: Sendable {
  package var files = 0
  package var derivations = 0
  package var failedDerivations = 0
  package var claims = 0
  package var proved = 0
  package var onPoints = 0
  package var refutedAsAsked = 0
  /// Claims that failed, by their verdict.
  package var failed = 0

  package init() {}

  package init(_ solution: Solution) {
    for item in solution.items {
      switch item {
      case .derivation(let derivation):
        derivations += 1
        if !derivation.succeeded { failedDerivations += 1 }
      case .claim(let claim):
        claims += 1
        if !claim.passed {
          failed += 1
        } else if claim.keyword == .refute {
          refutedAsAsked += 1
        } else if claim.verdict == .proved {
          proved += 1
        } else {
          onPoints += 1
        }
      case .note, .given, .assumption, .definition: break
      }
    }
  }

  package static func + (a: Tally, b: Tally) -> Tally {
    var sum = a
    sum.files += b.files
    sum.derivations += b.derivations
    sum.failedDerivations += b.failedDerivations
    sum.claims += b.claims
    sum.proved += b.proved
    sum.onPoints += b.onPoints
    sum.refutedAsAsked += b.refutedAsAsked
    sum.failed += b.failed
    return sum
  }

  /// "12 files, 48 claims: 40 proved, 5 hold on points, 3 refuted as asked; 0 failed". Derivations are counted where
  /// there are no claims, or where one could not be done.
  package var words: String {
    var parts: [String] = []
    if files > 0 { parts.append(counted(files, "file")) }
    if derivations > 0, claims == 0 { parts.append(counted(derivations, "derivation")) }
    var text = parts.joined(separator: ", ")
    if claims > 0 {
      var verdicts: [String] = []
      if proved > 0 { verdicts.append("\(proved) proved") }
      if onPoints > 0 { verdicts.append("\(onPoints) \(onPoints == 1 ? "holds" : "hold") on points") }
      if refutedAsAsked > 0 { verdicts.append("\(refutedAsAsked) refuted as asked") }
      text += (text.isEmpty ? "" : ", ") + counted(claims, "claim")
      if !verdicts.isEmpty { text += ": " + verdicts.joined(separator: ", ") }
    }
    if text.isEmpty { text = "nothing to decide" }
    text += "; \(failed + failedDerivations) failed"
    if failedDerivations > 0, claims > 0 { text += ", of them \(counted(failedDerivations, "derivation"))" }
    return text
  }

  private func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
}
