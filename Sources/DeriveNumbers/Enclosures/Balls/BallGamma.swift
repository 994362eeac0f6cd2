extension Ball {
  /// The gamma function; undefined at zero and the negative integers.
  package func gamma() -> Ball {
    if let outside = beyondDomain { return outside }
    let bits = precision + 40
    let wide = with(precision: bits)
    if !middle.isNegative { return wide.positiveLogGamma().exp().with(precision: precision) }
    // gamma(x) = pi / (sin(pi x) gamma(1 - x)).
    let reflected = (-(Ball(1, precision: bits) - wide).positiveLogGamma()).exp()
    return (Ball.pi(precision: bits) / wide.sineOfPi() * reflected).with(precision: precision)
  }

  /// The logarithm of the gamma function's magnitude; undefined at zero and the negative integers.
  package func lgamma() -> Ball {
    if let outside = beyondDomain { return outside }
    let bits = precision + 40
    let wide = with(precision: bits)
    if !middle.isNegative { return wide.positiveLogGamma().with(precision: precision) }
    let reflected = (Ball(1, precision: bits) - wide).positiveLogGamma()
    let ratio = Ball.pi(precision: bits) / wide.sineOfPi().absolute
    return (ratio.log() - reflected).with(precision: precision)
  }

  /// The logarithmic derivative of the gamma function; undefined at zero and the negative integers.
  package func digamma() -> Ball {
    if let outside = beyondDomain { return outside }
    let bits = precision + 40
    let wide = with(precision: bits)
    if !middle.isNegative { return wide.positiveDigamma().with(precision: precision) }
    // digamma(x) = digamma(1 - x) - pi cot(pi x).
    let angle = wide.angleOfPi().angle
    let cotangent = angle.cos() / angle.sin()
    let reflected = (Ball(1, precision: bits) - wide).positiveDigamma()
    return (reflected - Ball.pi(precision: bits) * cotangent).with(precision: precision)
  }

  /// The derivative of the digamma function; undefined at zero and the negative integers.
  package func trigamma() -> Ball {
    if let outside = beyondDomain { return outside }
    let bits = precision + 40
    let wide = with(precision: bits)
    if !middle.isNegative { return wide.positiveTrigamma().with(precision: precision) }
    // trigamma(x) = (pi / sin(pi x))^2 - trigamma(1 - x).
    let ratio = Ball.pi(precision: bits) / wide.angleOfPi().angle.sin()
    return (ratio * ratio - (Ball(1, precision: bits) - wide).positiveTrigamma()).with(precision: precision)
  }

  /// What these functions are where the ball is neither positive nor between two neighbouring integers that are not.
  private var beyondDomain: Ball? {
    if definedness == .never { return self }
    let unknown = Ball.whole(precision: precision, definedness: .possibly)
    if !isBounded { return unknown }
    if lower.compare(Dyadic.zero) > 0 {
      return middle.top > 100_000 ? .whole(precision: precision, definedness: definedness) : nil
    }
    if greatestMagnitude.isZero { return .undefined(precision: precision) }
    if upper.compare(Dyadic.zero) >= 0 { return unknown }
    if middle.top > 4000 { return unknown }
    let first = lower.fixed(0)
    let holdsInteger = Dyadic(first) == lower.canonical || first != upper.fixed(0)
    if holdsInteger { return isExact ? .undefined(precision: precision) : unknown }
    return definedness == .certainly ? nil : unknown
  }

  /// pi times the distance from the nearest integer, and that integer.
  private func angleOfPi() -> (turns: Integer, angle: Ball) {
    let turns = (middle.fixed(1) + .one) >> 1
    let rest = self - Ball(turns, precision: max(precision, turns.bitWidth))
    return (turns, rest * Ball.pi(precision: precision))
  }

  private func sineOfPi() -> Ball {
    let (turns, angle) = angleOfPi()
    return turns.isOdd ? -angle.sin() : angle.sin()
  }

  /// The argument moved up by whole steps to where the asymptotic series reach this precision.
  private func moved(_ step: (Ball) -> Void) -> Ball {
    var x = self
    let one = Ball(1, precision: precision)
    let limit = Dyadic(Integer(precision / 3 + 4))
    while x.lower.compare(limit) < 0 {
      step(x)
      x = x + one
    }
    return x
  }

  /// The sum of `B[2k] coefficient(k) / x^(2k + shift)` for k from 1 on: the terms alternate, and the rest is less than
  /// the first one left out, which widens the sum.
  private func asymptoticSum(shift: Int, _ coefficient: (Int) -> Rational) -> Ball {
    let inverse = reciprocal
    let square = inverse * inverse
    var power = inverse.power(2 + shift)
    var sum = Ball.zero(precision)
    let numbers = Bernoulli.numbers(bits: precision)
    for (index, number) in numbers.enumerated() {
      let term = Ball(number * coefficient(index + 1), precision: precision) * power
      let bound = term.greatestMagnitude
      if index == numbers.count - 1 || bound.isZero || bound.top < -precision {
        return sum.widened(by: bound)
      }
      sum = sum + term
      power = power * square
    }
    return sum
  }

  /// Stirling's series: `lgamma(x) = (x - 1/2) log(x) - x + log(2 pi)/2 + sum(k, B[2k] / (2k (2k - 1) x^(2k - 1)))`, the
  /// rest less than the first term left out for positive x. Source: E. T. Whittaker and G. N. Watson, A course of
  /// modern analysis, section 12.33.
  private func positiveLogGamma() -> Ball {
    var product = Ball(1, precision: precision)
    let x = moved { product = product * $0 }
    let half = Ball(Rational(1, 2), precision: precision)
    let sum = x.asymptoticSum(shift: -1) { k in Rational(1, 2 * k * (2 * k - 1)) }
    let constant = Ball.pi(precision: precision).scaled(by: 1).log().scaled(by: -1)
    let main = (x - half) * x.log() - x + constant + sum
    return product.isExact && product.middle == Dyadic.one ? main : main - product.log()
  }

  /// `digamma(x) = log(x) - 1/(2x) - sum(k, B[2k] / (2k x^2k))`.
  private func positiveDigamma() -> Ball {
    var terms = Ball.zero(precision)
    let x = moved { terms = terms + $0.reciprocal }
    let sum = x.asymptoticSum(shift: 0) { k in Rational(1, 2 * k) }
    return x.log() - x.scaled(by: 1).reciprocal - sum - terms
  }

  /// `trigamma(x) = 1/x + 1/(2x^2) + sum(k, B[2k] / x^(2k + 1))`.
  private func positiveTrigamma() -> Ball {
    var terms = Ball.zero(precision)
    let x = moved {
      let inverse = $0.reciprocal
      terms = terms + inverse * inverse
    }
    let inverse = x.reciprocal
    let sum = x.asymptoticSum(shift: 1) { _ in .one }
    return inverse + (inverse * inverse).scaled(by: -1) + sum + terms
  }
}

extension Dyadic {
  /// The same number with an odd mantissa.
  var canonical: Dyadic {
    let zeros = mantissa.trailingZeroBitCount
    return exponent > 0
      ? Dyadic(mantissa << exponent) : Dyadic(mantissa >> min(zeros, -exponent), exponent + min(zeros, -exponent))
  }
}
