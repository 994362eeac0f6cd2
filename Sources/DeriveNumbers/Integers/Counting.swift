extension Integer {
  /// `n!`. Requires `n >= 0`; the result has about `n log2(n/e)` bits: guard large arguments.
  package static func factorial(_ n: Int) -> Integer {
    precondition(n >= 0, "factorial of a negative integer")
    return n < 2 ? .one : product(from: 2, through: n)
  }

  /// The product of the integers of a range, halved recursively so that the factors stay of equal size.
  private static func product(from first: Int, through last: Int) -> Integer {
    if last - first < 8 {
      return (first...last).reduce(.one) { $0 * Integer($1) }
    }
    let middle = first + (last - first) / 2
    return product(from: first, through: middle) * product(from: middle + 1, through: last)
  }

  /// The coefficient of `x^k` in `(1 + x)^n`, for every integer `n`: `n (n - 1) ... (n - k + 1) / k!`; 0 where `k < 0`.
  package static func binomial(_ n: Integer, _ k: Int) -> Integer {
    if k < 0 { return .zero }
    var k = k
    if !n.isNegative {
      if n < Integer(k) { return .zero }
      if let other = (n - Integer(k)).asInt, other < k { k = other }
    }
    var result = Integer.one
    var step = 0
    while step < k {
      let factor = result * (n - Integer(step))
      result = factor.quotientAndRemainder(dividingBy: Integer(step + 1)).quotient
      step += 1
    }
    return result
  }
}
