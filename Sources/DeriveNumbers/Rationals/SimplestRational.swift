extension Rational {
  /// The simplest rational of a closed interval: the one with the smallest denominator, and among those the one of
  /// smallest magnitude. The ends may come in either order.
  ///
  /// It is the first of the interval on the path through the Stern-Brocot tree, found through the continued fractions
  /// of the ends. Source: R. L. Graham, D. E. Knuth, O. Patashnik, Concrete Mathematics, section 4.5.
  package static func simplest(between first: Rational, and second: Rational) -> Rational {
    let low = min(first, second)
    let high = max(first, second)
    if !low.isPositive && !high.isNegative { return .zero }
    if high.isNegative { return -simplest(between: -high, and: -low) }
    // Peel equal integer parts off both ends; where they differ the smallest integer above the low end is simplest.
    var lower = low
    var upper = high
    var parts: [Integer] = []
    var last: Integer
    while true {
      let ceiling = lower.ceiling()
      if Rational(ceiling) <= upper {
        last = ceiling
        break
      }
      let part = lower.floor()
      parts.append(part)
      (lower, upper) = ((upper - Rational(part)).reciprocal, (lower - Rational(part)).reciprocal)
    }
    var top = last
    var bottom = Integer.one
    for part in parts.reversed() { (top, bottom) = (part * top + bottom, top) }
    return Rational(reduced: top, bottom)
  }
}
