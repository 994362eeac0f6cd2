extension Integer {
  /// `self^exponent`; `0^0` is 1. Requires `exponent >= 0`. The result has up to `exponent * bitWidth` bits: guard
  /// large exponents.
  package func power(_ exponent: Int) -> Integer {
    precondition(exponent >= 0, "negative exponent of an integer")
    if exponent == 0 || isOne { return .one }
    if isZero { return .zero }
    if self == .minusOne { return exponent & 1 == 0 ? .one : .minusOne }
    let twos = trailingZeroBitCount
    if twos > 0 { return (self >> twos).power(exponent) << (twos * exponent) }
    var result = self
    var bit = Int.bitWidth - 2 - exponent.leadingZeroBitCount
    while bit >= 0 {
      result *= result
      if exponent >> bit & 1 == 1 { result *= self }
      bit -= 1
    }
    return result
  }

  /// `floor(sqrt(self))`. Requires `self >= 0`.
  package func squareRoot() -> Integer {
    precondition(!isNegative, "square root of a negative integer")
    return root(2)
  }

  /// `floor(self^(1/degree))`, by Newton's iteration from above. Requires `self >= 0` and `degree >= 1`.
  package func root(_ degree: Int) -> Integer {
    precondition(!isNegative && degree >= 1, "root of a negative integer, or of a degree below 1")
    if degree == 1 || isZero || isOne { return self }
    let width = bitWidth
    if degree >= width { return .one }
    // Start from the root of the upper half of the bits, so that few steps run at full size.
    var guess: Integer
    if width > 2 * 64 * degree / 2 && width / (2 * degree) > 8 {
      let drop = width / (2 * degree)
      guess = ((self >> (drop * degree)).root(degree) + .one) << drop
    } else {
      guess = .one << ((width + degree - 1) / degree)
    }
    let lower = Integer(degree - 1)
    while true {
      let quotient =
        degree == 2
        ? quotientAndRemainder(dividingBy: guess).quotient
        : quotientAndRemainder(dividingBy: guess.power(degree - 1)).quotient
      let next = (guess * lower + quotient).quotientAndRemainder(dividingBy: Integer(degree)).quotient
      if next >= guess { return guess }
      guess = next
    }
  }

  /// The integer whose power of this degree is `self`, where there is one. An even degree gives the root that is not
  /// negative, and nil for a negative number; nil where `degree < 1`.
  package func exactRoot(_ degree: Int) -> Integer? {
    if degree < 1 || isNegative && degree & 1 == 0 { return nil }
    let root = magnitude.root(degree)
    if root.isOne ? !magnitude.isOne : root.power(degree) != magnitude { return nil }
    return isNegative ? -root : root
  }
}
