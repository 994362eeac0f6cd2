extension Ball {
  /// The hyperbolic sine, with full relative precision near zero.
  package func sinh() -> Ball {
    increasing { x, precision in
      Ball.odd(x, precision) { e in (e - e.reciprocal).scaled(by: -1) }
    }
  }

  /// The hyperbolic cosine.
  package func cosh() -> Ball {
    absolute.increasing { x, precision in
      let e = Ball.exp(x, precision + 8)
      return e.isBounded
        ? (e + e.reciprocal).scaled(by: -1).with(precision: precision) : Ball.whole(precision: precision)
    }
  }

  /// The hyperbolic tangent, with full relative precision near zero.
  package func tanh() -> Ball {
    let one = Ball(1, precision: precision)
    return increasing(range: (-one, one)) { x, precision in
      if x.top > 34 { return Ball.near(x.isNegative ? -1 : 1, precision) }
      return Ball.odd(x, precision) { e in
        let square = e * e
        let one = Ball(1, precision: e.precision)
        return (square - one) / (square + one)
      }
    }
  }

  /// An odd function of x that is a function of e^x and differs from x by at most |x|^3 near zero.
  private static func odd(_ x: Dyadic, _ precision: Int, _ function: (Ball) -> Ball) -> Ball {
    if let small = identity(x, precision) { return small }
    // As many more bits as x has zeros before its first.
    let e = exp(x, precision + 16 + max(0, -x.top))
    return e.isBounded ? function(e).with(precision: precision) : .whole(precision: precision)
  }

  /// A ball around x that holds what differs from it by at most |x|^3, where that is nothing to this precision.
  private static func identity(_ x: Dyadic, _ precision: Int) -> Ball? {
    if x.isZero { return zero(precision) }
    return 2 * x.top < -(precision + 4) ? Ball(x, Radius(powerOfTwo: 3 * x.top), precision: precision) : nil
  }

  /// The hyperbolic sine, with full relative precision near zero.
  package func asinh() -> Ball {
    increasing { x, precision in
      if let small = Ball.identity(x, precision) { return small }
      // asinh(a) = log(1 + a + a^2/(1 + sqrt(1 + a^2))).
      let a = Ball(x.magnitude, .zero, precision: precision + 16)
      let one = Ball(1, precision: precision + 16)
      let square = a * a
      let value = (a + square / (one + (one + square).squareRoot())).logOnePlus().with(precision: precision)
      return x.isNegative ? -value : value
    }
  }

  /// The inverse hyperbolic cosine; undefined below 1.
  package func acosh() -> Ball {
    increasing(domain: (.one, nil)) { x, precision in
      // acosh(1 + t) = log(1 + t + sqrt(t (t + 2))).
      let t = Ball(x - .one, .zero, precision: precision + 16)
      return (t + (t * (t + Ball(2, precision: t.precision))).squareRoot()).logOnePlus().with(precision: precision)
    }
  }

  /// The inverse hyperbolic tangent; undefined from 1 and -1 outwards.
  package func atanh() -> Ball {
    increasing(domain: (-Dyadic.one, Dyadic.one), isOpen: true) { x, precision in
      if let small = Ball.identity(x, precision) { return small }
      let a = x.magnitude
      let twice = Ball(Dyadic(a.mantissa, a.exponent + 1), .zero, precision: precision + 16)
      let value = (twice / Ball(.one - a, .zero, precision: precision + 16)).logOnePlus().scaled(by: -1)
      return (x.isNegative ? -value : value).with(precision: precision)
    }
  }
}
