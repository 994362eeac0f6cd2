import DeriveNumbers

/// The distributions of random names, with the shapes of their parameters and values.
extension Resolver {
  private struct Family {
    var parameters: String
    var count: Int
    /// The kind of one value.
    var kind: ValueKind
    /// The parameters may be a vector and a matrix.
    var isMultivariate = false
  }

  private static let families: [String: Family] = [
    "normal": Family(parameters: "mu, var", count: 2, kind: .real, isMultivariate: true),
    "moments": Family(parameters: "mu, Sigma", count: 2, kind: .real, isMultivariate: true),
    "bernoulli": Family(parameters: "p", count: 1, kind: .binary),
    "uniform": Family(parameters: "a, b", count: 2, kind: .real),
    "poisson": Family(parameters: "rate", count: 1, kind: .integer),
    "exponential": Family(parameters: "rate", count: 1, kind: .nonnegative),
    "gamma": Family(parameters: "shape, scale", count: 2, kind: .nonnegative),
    "beta": Family(parameters: "a, b", count: 2, kind: .real),
    "laplace": Family(parameters: "mean, scale", count: 2, kind: .real),
    "rademacher": Family(parameters: "", count: 0, kind: .integer),
    "categorical": Family(parameters: "p", count: 1, kind: .onehot),
  ]

  /// A distribution, and the type of what has it.
  func resolveDistribution(_ syntax: SyntaxDistribution) throws(Stop) -> (Distribution, ValueType) {
    let word = text(syntax.name)
    guard let family = Self.families[word] else {
      let near = nearest(to: word, among: Self.families.keys.sorted())
      throw report(syntax.nameSite, "there is no distribution `\(word)`", hint: near.map { "did you mean `\($0)`?" })
    }
    guard syntax.parameters.count == family.count else {
      let count = ["no parameters", "one parameter", "two parameters"][family.count]
      throw report(
        syntax.site,
        "`\(word)` has \(count); here \(syntax.parameters.count == 1 ? "is 1" : "are \(syntax.parameters.count)")",
        hint: "write `\(word)(\(family.parameters))`")
    }
    if syntax.isIID, syntax.sizes.isEmpty {
      throw report(syntax.site, "`iid` needs a shape", hint: "write `\(word)(…)[N] iid`")
    }
    var parameters = try all(syntax.parameters) { parameter throws(Stop) in try resolve(parameter) }
    let sizes = try all(syntax.sizes) { size throws(Stop) in try resolveSize(size) }
    var shape: Shape = []
    if family.isMultivariate {
      shape = try multivariateShape(word, &parameters)
    } else if family.kind == .onehot {
      guard parameters[0].shape.count == 1 else {
        throw unfit(parameters[0], "the parameter of `categorical` is a vector of probabilities")
      }
      shape = parameters[0].shape
    } else {
      for parameter in parameters where !parameter.shape.isEmpty {
        throw unfit(
          parameter, "the parameters of `\(word)` are scalars",
          hint: "independent components are written `\(word)(\(family.parameters))[N] iid`")
      }
    }
    var type = ValueType(kind: family.kind, shape: sizes + shape)
    type.bounds = bounds(word, parameters, syntax.site)
    if type.shape.count > 3 { throw report(syntax.site, "a name has at most three dimensions") }
    return (Distribution(family: word, parameters: parameters, isIID: syntax.isIID), type)
  }

  /// `normal(mu, Sigma)`: scalars, or a vector with a square matrix of its size.
  private func multivariateShape(_ word: String, _ parameters: inout [Node]) throws(Stop) -> Shape {
    let covariance = parameters[1]
    if covariance.shape.count == 2 {
      try requireSquare(covariance, "the covariance of `\(word)`")
      let vector = [covariance.shape[0]]
      if case .number(let value) = parameters[0].kind, value.isZero {
        parameters[0] = Node(.number(.zero), shape: vector, site: parameters[0].site)
      }
      guard parameters[0].shape == vector else {
        throw report(
          parameters[0].site, "the mean and the covariance of `\(word)` have different shapes",
          hint: "\(describe(parameters[0])); \(describe(covariance))")
      }
      return vector
    }
    for (parameter, what) in zip(parameters, ["mean", "variance"]) where !parameter.shape.isEmpty {
      let size = parameter.shape[0].text(in: problem)
      throw report(
        parameter.site, "the \(what) is \(shapeText(parameter.shape)), and the other parameter is no vector or matrix",
        hint: "of a vector write its covariance matrix, such as `sigma^2*eye(\(size))`")
    }
    return []
  }

  private func bounds(_ word: String, _ parameters: [Node], _ site: Site) -> Bounds? {
    switch word {
    case "uniform":
      return Bounds(
        lower: parameters[0], upper: parameters[1], includesLower: true, includesUpper: true, isIntegerRange: false)
    case "beta":
      return Bounds(
        lower: number(0, site), upper: number(1, site), includesLower: true, includesUpper: true, isIntegerRange: false)
    case "poisson":
      return Bounds(
        lower: number(0, site), upper: Node(.infinity, shape: [], site: site), includesLower: true,
        includesUpper: false, isIntegerRange: true)
    case "rademacher":
      return Bounds(
        lower: number(-1, site), upper: number(1, site), includesLower: true, includesUpper: true, isIntegerRange: true)
    default: return nil
    }
  }
}
