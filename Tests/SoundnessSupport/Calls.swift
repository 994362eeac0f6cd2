import DeriveLanguage
import DeriveNumbers
import Foundation

extension Evaluator {
  /// A built-in function of concrete arrays.
  mutating func call(
    _ name: String, _ arguments: [Array2], _ derivatives: Int, _ shape: [Int]
  ) throws -> Array2 {
    if derivatives > 0 { return try primed(name, arguments, derivatives, shape) }
    func whole(_ body: (Jet) throws -> Jet) rethrows -> Array2 {
      Array2(arguments[0].shape, try arguments[0].data.map(body))
    }
    switch name {
    case "eye": return identity(shape[0])
    case "ones": return Array2(shape, Array2.places(shape).map { _ in Jet(1) })
    case "zeros": return Array2(shape, Array2.places(shape).map { _ in Jet(0) })
    case "dot": return Array2(zip2(arguments[0], arguments[1]).reduce(Jet(0)) { $0 + $1.0 * $1.1 })
    case "outer":
      return Array2(shape, arguments[0].data.flatMap { left in arguments[1].data.map { left * $0 } })
    case "norm":
      let data = arguments[0].data
      // The length of a vector has a corner at 0, though the sum of its squares has none.
      if data.allSatisfy({ $0.value == 0 }), data.contains(where: \.varies) { hitKink = true }
      return Array2(try scalar("sqrt", [arguments[0].data.reduce(Jet(0)) { $0 + $1 * $1 }]))
    case "norm1": return Array2(try arguments[0].data.reduce(Jet(0)) { try $0 + scalar("abs", [$1]) })
    case "tr": return Array2((0..<arguments[0].shape[0]).reduce(Jet(0)) { $0 + arguments[0][$1, $1] })
    case "inv": return try inverse(arguments[0])
    case "det": return Array2(determinant(arguments[0]))
    case "logdet": return Array2(determinant(arguments[0]).log())
    case "diag":
      return shape.count == 1
        ? Array2(shape, (0..<shape[0]).map { arguments[0][$0, $0] })
        : Array2(shape, Array2.places(shape).map { $0[0] == $0[1] ? arguments[0].data[$0[0]] : Jet(0) })
    case "softmax", "logsumexp":
      // Over the last dimension.
      let value = arguments[0]
      let width = value.shape.last ?? 1
      var data: [Jet] = []
      for row in stride(from: 0, to: value.data.count, by: width) {
        let exponentials = value.data[row..<(row + width)].map { $0.exp() }
        let total = exponentials.reduce(Jet(0), +)
        if name == "softmax" { data += exponentials.map { $0 / total } } else { data.append(total.log()) }
      }
      return Array2(shape, data)
    case "min" where arguments.count == 1, "max" where arguments.count == 1:
      guard let first = arguments[0].data.first else { return Array2(.undefined) }
      return Array2(try arguments[0].data.dropFirst().reduce(first) { try scalar(name, [$0, $1]) })
    default:
      if arguments.count == 1 { return try whole { try scalar(name, [$0]) } }
      guard arguments.count > 1 else { throw Unsupported(what: name) }
      // Two or more, elementwise; scalars broadcast.
      if name == "min" || name == "max" {
        var total = arguments[0]
        for argument in arguments.dropFirst() {
          let both = try zip(total, argument) { a, b in a + b * Jet(0) }
          let other = try zip(argument, total) { a, b in a + b * Jet(0) }
          total = Array2(both.shape, try Swift.zip(both.data, other.data).map { try scalar(name, [$0, $1]) })
        }
        return total
      }
      let shaped = arguments.first { !$0.shape.isEmpty } ?? arguments[0]
      let data = try shaped.data.indices.map { place in
        try scalar(name, arguments.map { $0.shape.isEmpty ? $0.data[0] : $0.data[place] })
      }
      return Array2(shaped.shape, data)
    }
  }

  private func zip2(_ a: Array2, _ b: Array2) -> [(Jet, Jet)] { Array(Swift.zip(a.data, b.data)) }

  private func determinant(_ matrix: Array2) -> Jet {
    func expand(_ rows: [Int], _ columns: [Int]) -> Jet {
      guard let row = rows.first else { return Jet(1) }
      var total = Jet(0)
      for (place, column) in columns.enumerated() {
        let minor = expand(Array(rows.dropFirst()), columns.filter { $0 != column })
        total = total + matrix[row, column] * minor * Jet(place % 2 == 0 ? 1 : -1)
      }
      return total
    }
    return expand(Array(0..<matrix.shape[0]), Array(0..<matrix.shape[0]))
  }

  /// `f'(x, …)`: derived by the first argument, which must be a scalar function's.
  private mutating func primed(
    _ name: String, _ arguments: [Array2], _ derivatives: Int, _ shape: [Int]
  ) throws -> Array2 {
    let vectorFunctions: Set = ["softmax", "logsumexp", "norm", "norm1", "dot", "outer", "tr", "det", "inv"]
    if vectorFunctions.contains(name) { throw Unsupported(what: "a prime") }
    // Units above all that may be in use.
    let first = 8
    let data = try arguments[0].data.indices.map { place in
      var scalars = arguments.map { $0.shape.isEmpty ? $0.data[0] : $0.data[place] }
      for unit in 0..<derivatives { scalars[0] = scalars[0].plusUnit(first + unit) }
      var value = try scalar(name, scalars)
      for unit in stride(from: derivatives - 1, through: 0, by: -1) { value = value.coefficient(ofUnit: first + unit) }
      return value
    }
    return Array2(arguments[0].shape, data)
  }

  /// Both pieces of a function that is put together of two; on the seam a derivative does not count.
  private mutating func piece(_ x: Jet, _ above: Jet, _ below: Jet) -> Jet {
    if x.value.isNaN { return .undefined }
    if x.value == 0, x.varies { hitKink = true }
    return x.value > 0 ? above : below
  }

  private mutating func scalar(_ name: String, _ x: [Jet]) throws -> Jet {
    if x.contains(where: \.isUndefined) { return .undefined }
    let (a, v) = (x[0], x[0].value)
    let one = Jet(1)
    func inside(_ holds: Bool, _ value: @autoclosure () -> Jet) -> Jet { holds ? value() : .undefined }
    switch name {
    case "exp": return a.exp()
    case "log": return a.log()
    case "sqrt":
      if v == 0, a.varies { hitKink = true }
      return a.power(0.5)
    case "abs": return piece(a, a, -a)
    case "sign":
      if v == 0, a.varies { hitKink = true }
      return Jet(v > 0 ? 1 : v < 0 ? -1 : 0)
    case "floor":
      if v == v.rounded(), a.varies { hitKink = true }
      return Jet(v.rounded(.down))
    case "min", "max":
      let gap = a - x[1]
      return name == "max" ? piece(gap, a, x[1]) : piece(gap, x[1], a)
    case "sin": return a.sin()
    case "cos": return a.cos()
    case "tan": return a.sin() / a.cos()
    case "asin": return inside(abs(v) <= 1, a.mapped({ asin($0) }, derivative: { (one - $0 * $0).power(-0.5) }))
    case "acos": return inside(abs(v) <= 1, a.mapped({ acos($0) }, derivative: { -(one - $0 * $0).power(-0.5) }))
    case "atan": return a.mapped({ atan($0) }, derivative: { (one + $0 * $0).power(-1) })
    case "sinh": return (a.exp() - (-a).exp()) * Jet(0.5)
    case "cosh": return (a.exp() + (-a).exp()) * Jet(0.5)
    case "tanh": return one - Jet(2) / ((a + a).exp() + one)
    case "asinh": return a.mapped({ asinh($0) }, derivative: { (one + $0 * $0).power(-0.5) })
    case "acosh": return inside(v >= 1, a.mapped({ acosh($0) }, derivative: { ($0 * $0 - one).power(-0.5) }))
    case "atanh": return inside(abs(v) < 1, a.mapped({ atanh($0) }, derivative: { (one - $0 * $0).power(-1) }))
    case "sigmoid": return (one + (-a).exp()).power(-1)
    case "softplus": return (one + a.exp()).log()
    case "relu": return piece(a, a, Jet(0))
    case "leakyrelu": return piece(a, a, x[1] * a)
    case "elu": return piece(a, a, x[1] * (a.exp() - one))
    case "silu": return a / (one + (-a).exp())
    case "erf", "gelu":
      func error(_ z: Jet) -> Jet {
        z.mapped({ erf($0) }, derivative: { (-($0 * $0)).exp() * Jet(2 / Double.pi.squareRoot()) })
      }
      return name == "erf" ? error(a) : a * Jet(0.5) * (one + error(a * Jet(0.5.squareRoot())))
    case "gamma": return gamma(a)
    case "factorial": return gamma(a + one)
    case "lgamma": return pole(v) ? .undefined : a.mapped({ logGamma($0) }, derivative: { self.digamma($0) })
    case "digamma": return digamma(a)
    case "binomial":
      let k = x[1]
      if k.value == k.value.rounded(), k.value >= 0, !k.varies {
        var value = one
        for step in 0..<Int(k.value) { value = value * (a - Jet(Double(step))) / Jet(Double(step + 1)) }
        return value
      }
      if pole(v + 1) || pole(k.value + 1) || pole(v - k.value + 1) { throw Unsupported(what: "binomial") }
      return gamma(a + one) / (gamma(k + one) * gamma(a - k + one))
    default: throw Unsupported(what: name)
    }
  }

  private func pole(_ x: Double) -> Bool { x <= 0 && x == x.rounded() }

  private func gamma(_ x: Jet) -> Jet {
    if pole(x.value) { return .undefined }
    return x.mapped({ tgamma($0) }, derivative: { self.gamma($0) * self.digamma($0) })
  }

  private func logGamma(_ x: Double) -> Double { log(abs(tgamma(x))) }

  private func digamma(_ x: Jet) -> Jet {
    pole(x.value) ? .undefined : x.mapped { polygamma($0, x.value) }
  }
}
