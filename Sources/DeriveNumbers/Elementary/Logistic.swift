extension Elementary {
  /// 1/(1 + e^-x). Error below 2.5 ulp.
  package static func sigmoid(_ x: Double) -> Double {
    let e = exp(-x.magnitude)
    return (x < 0 ? e : 1) / (1 + e)
  }

  /// log(1 + e^x). Error below 2 ulp.
  package static func softplus(_ x: Double) -> Double {
    x > 0 ? x + log1p(exp(-x)) : log1p(exp(x))
  }
}
