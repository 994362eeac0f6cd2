import Testing

@Suite(.heavy) struct DeriveHeavyTests {
  @Test func heavyTestsRun() {}
}
