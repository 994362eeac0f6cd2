import DeriveNumbers
import SoundnessSupport
import Testing

/// A sample of what `DeriveHeavyTests/MutationTests.swift` tries.
@Suite struct MutationSample {
  @Test func nothingFalseIsProved() {
    var tally = MutationTally()
    var random = RandomSource(seed: 20)
    for (declarations, claims) in trueClaims {
      tryMutations(declarations: declarations, claims: claims, share: 40, into: &tally, random: &random)
    }
    #expect(tally.unlike > 10 && tally.claims > 2, "\(tally)")
    #expect(tally.faults.isEmpty, "\(tally.faults)")
    // Nearly all are refuted.
    #expect(tally.survivors.count * 20 <= tally.unlike, "\(tally.survivors)")
  }
}
