import Foundation

/// A number with its mixed derivatives: a polynomial in nilpotent units e0, e1, … of which each occurs at most once.
/// Coefficients by the set of units, as a bit mask. Every derivative that is taken adds one unit.
package struct Jet {
  package var parts: [Double]

  package init(_ value: Double) { parts = [value] }

  private init(parts: [Double]) { self.parts = parts }

  package var value: Double { parts[0] }

  package var isUndefined: Bool { parts.contains { $0.isNaN || $0.isInfinite } }

  package static let undefined = Jet(.nan)

  /// Whether anything but the value is there.
  package var varies: Bool { parts.dropFirst().contains { $0 != 0 } }

  /// Plus the unit of this number.
  package func plusUnit(_ unit: Int) -> Jet {
    var result = widened(to: 1 << (unit + 1))
    result.parts[1 << unit] += 1
    return result
  }

  /// What stands with the unit, without it.
  package func coefficient(ofUnit unit: Int) -> Jet {
    let bit = 1 << unit
    let width = max(bit, 1)
    return Jet(parts: (0..<width).map { $0 | bit < parts.count ? parts[$0 | bit] : 0 })
  }

  private func widened(to count: Int) -> Jet {
    count <= parts.count ? self : Jet(parts: parts + [Double](repeating: 0, count: count - parts.count))
  }

  package static func + (a: Jet, b: Jet) -> Jet {
    let count = max(a.parts.count, b.parts.count)
    let (x, y) = (a.widened(to: count), b.widened(to: count))
    return Jet(parts: zip(x.parts, y.parts).map { $0 + $1 })
  }

  package static prefix func - (a: Jet) -> Jet { Jet(parts: a.parts.map { -$0 }) }

  package static func - (a: Jet, b: Jet) -> Jet { a + -b }

  package static func * (a: Jet, b: Jet) -> Jet {
    if a.parts.count == 1, b.parts.count == 1 { return Jet(a.parts[0] * b.parts[0]) }
    let count = max(a.parts.count, b.parts.count)
    let (x, y) = (a.widened(to: count), b.widened(to: count))
    var result = [Double](repeating: 0, count: count)
    for i in 0..<count where x.parts[i] != 0 || i == 0 {
      for j in 0..<count where i & j == 0 && (y.parts[j] != 0 || j == 0) { result[i | j] += x.parts[i] * y.parts[j] }
    }
    return Jet(parts: result)
  }

  package static func / (a: Jet, b: Jet) -> Jet {
    b.value == 0 ? .undefined : a * b.power(-1)
  }

  /// The function of the jet from its derivatives at the value: `derivative(n)`.
  package func mapped(_ derivative: (Int) -> Double) -> Jet {
    var nilpotent = self
    nilpotent.parts[0] = 0
    var result = Jet(derivative(0))
    var power = Jet(1)
    var factorial = 1.0
    var order = 1
    while 1 << (order - 1) < parts.count {
      power = power * nilpotent
      if !power.parts.contains(where: { $0 != 0 }) { break }
      factorial *= Double(order)
      let factor = derivative(order) / factorial
      result = result + power * Jet(factor)
      order += 1
    }
    return result
  }

  /// The function of the jet from its value and the function that is its derivative.
  package func mapped(_ function: (Double) -> Double, derivative: (Jet) -> Jet) -> Jet {
    mapped { order in
      if order == 0 { return function(value) }
      var point = Jet(value)
      for unit in 0..<(order - 1) { point = point.plusUnit(unit) }
      var slope = derivative(point)
      for unit in stride(from: order - 2, through: 0, by: -1) { slope = slope.coefficient(ofUnit: unit) }
      return slope.value
    }
  }

  /// A power with a fixed exponent.
  package func power(_ exponent: Double) -> Jet {
    let isWhole = exponent == exponent.rounded()
    if exponent == 0 { return isUndefined ? .undefined : Jet(1) }
    if value < 0, !isWhole { return .undefined }
    if value == 0, exponent < 0 { return .undefined }
    return mapped { order in
      var factor = 1.0
      for step in 0..<order { factor *= exponent - Double(step) }
      if factor == 0 { return 0 }
      return factor * pow(value, exponent - Double(order))
    }
  }

  /// `self^exponent` by the rules of the language.
  package func power(_ exponent: Jet) -> Jet {
    if isUndefined || exponent.isUndefined { return .undefined }
    if !exponent.varies { return power(exponent.value) }
    return value > 0 ? (exponent * log()).exp() : .undefined
  }

  package func exp() -> Jet { mapped { _ in Foundation.exp(value) } }

  package func log() -> Jet {
    value > 0 ? mapped({ Foundation.log($0) }, derivative: { $0.power(-1) }) : .undefined
  }

  package func sin() -> Jet { mapped { Foundation.sin(value + Double($0) * .pi / 2) } }
  package func cos() -> Jet { mapped { Foundation.cos(value + Double($0) * .pi / 2) } }
}

/// The n-th derivative of digamma (n = 0: digamma itself), by recurrence and the asymptotic series.
func polygamma(_ n: Int, _ x: Double) -> Double {
  if x <= 0, x == x.rounded() { return .nan }
  var sum = 0.0
  var x = x
  let sign = n % 2 == 0 ? -1.0 : 1.0
  let factorial = tgamma(Double(n) + 1)
  while x < 25 {
    sum += n == 0 ? -1 / x : sign * factorial / pow(x, Double(n + 1))
    x += 1
  }
  let bernoulli = [1.0 / 6, -1.0 / 30, 1.0 / 42, -1.0 / 30, 5.0 / 66]
  if n == 0 {
    sum += log(x) - 1 / (2 * x)
    for (k, b) in bernoulli.enumerated() { sum -= b / (Double(2 * k + 2) * pow(x, Double(2 * k + 2))) }
    return sum
  }
  var series = tgamma(Double(n)) / pow(x, Double(n)) + factorial / (2 * pow(x, Double(n + 1)))
  for (k, b) in bernoulli.enumerated() {
    series += b * tgamma(Double(2 * k + 2 + n)) / tgamma(Double(2 * k + 3)) / pow(x, Double(2 * k + 2 + n))
  }
  return sum + sign * series
}
