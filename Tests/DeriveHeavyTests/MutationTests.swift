import DeriveLanguage
import DeriveNumbers
import Foundation
import SoundnessSupport
import Testing

/// Every true claim, changed in one place in every way there is: what an independent evaluator finds false must never
/// come out proved, and what is true never refuted.
@Suite(.heavy) struct Mutations {
  @Test func ofTheCorpus() {
    var tally = MutationTally()
    var random = RandomSource(seed: 1)
    for (declarations, claims) in trueClaims {
      tryMutations(declarations: declarations, claims: claims, isThorough: true, into: &tally, random: &random)
    }
    report(tally)
  }

  @Test func ofTheProblemFiles() throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "problems")
    let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
      .filter { $0.pathExtension == "expr" }.sorted { $0.path < $1.path }
    #expect(!files.isEmpty)
    var tally = MutationTally()
    var random = RandomSource(seed: 1)
    for file in files {
      let text = try String(contentsOf: file, encoding: .utf8)
      guard case .problem(let problem) = read(Source(name: file.lastPathComponent, text: text)) else { continue }
      let claims = provableClaims(of: problem, text)
      // Of long files a share: their claims are much alike.
      let share = claims.count > 20 ? 4 : 1
      for (declarations, claim) in claims {
        tryMutations(
          declarations: declarations, claims: [claim], share: share, isThorough: true, into: &tally, random: &random)
      }
    }
    report(tally)
  }

  private func report(_ tally: MutationTally) {
    print(tally)
    for survivor in tally.survivors { print("  not refuted: \(survivor)") }
    for other in tally.others { print("  not known to be false: \(other)") }
    for fault in tally.faults { Issue.record("\(fault)") }
    #expect(tally.unlike > 0)
  }
}
