import Testing

@testable import DeriveNumbers

@Suite struct RandomSourceTests {
  /// splitmix64 from seed 0 begins with e220a8397b1dcdaf (its published first value).
  @Test func stateIsSplitmix() {
    let source = RandomSource(seed: 0)
    #expect(source.s0 == 0xe220_a839_7b1d_cdaf)
    #expect(source.s1 == 0x6e78_9e6a_a1b9_65f4)
  }

  @Test func firstNumberByDefinition() {
    var source = RandomSource(seed: 99)
    let word = source.s1 &* 5
    #expect(source.next() == (word << 7 | word >> 57) &* 9)
  }

  @Test func deterministic() {
    var first = RandomSource(seed: 7)
    var second = first
    for _ in 0..<10 { #expect(first.next() == second.next()) }
  }

  @Test func uniformRange() {
    var source = RandomSource(seed: 5)
    var sum = 0.0
    for _ in 0..<5000 {
      let value = source.uniform()
      #expect(value >= 0 && value < 1)
      sum += value
    }
    #expect(abs(sum / 5000 - 0.5) < 0.02)
  }

  @Test func normals() {
    var source = RandomSource(seed: 8)
    var moments = [0.0, 0, 0, 0]
    for _ in 0..<4000 {
      let value = source.normal()
      for power in 0..<4 { moments[power] += (0...power).reduce(1.0) { product, _ in product * value } / 4000 }
    }
    // 0, 1, 0, 3, within some standard errors.
    #expect(abs(moments[0]) < 0.06 && abs(moments[1] - 1) < 0.09)
    #expect(abs(moments[2]) < 0.25 && abs(moments[3] - 3) < 0.6)
  }

  @Test func integers() {
    var source = RandomSource(seed: 6)
    var counts = [Int](repeating: 0, count: 7)
    for _ in 0..<7000 { counts[source.integer(in: -3...3) + 3] += 1 }
    for count in counts { #expect(abs(count - 1000) < 150) }
    #expect(source.integer(in: 4...4) == 4)
    _ = source.integer(in: Int.min...Int.max)
    for _ in 0..<10 { #expect(source.integer(in: (Int.max - 1)...Int.max) >= Int.max - 1) }
  }
}
