/// Wall-clock seconds since it was made.
struct Stopwatch {
  private let start = ContinuousClock.now

  var seconds: Double {
    let duration = ContinuousClock.now - start
    return Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
  }
}
