/// A function of the table, by its place in it.
package struct FunctionID: Hashable, Sendable {
  package let number: Int

  package init(number: Int) {
    self.number = number
  }

  /// The function that the language calls so, if it is one of the table.
  package init?(named name: String) {
    guard let number = functionNumbers[name], functionTable[number].isWritable else { return nil }
    self.number = number
  }

  package var entry: FunctionEntry { functionTable[number] }

  // The few that the rules of the engine are written in.
  package static let exp = FunctionID(number: 0)
  package static let log = FunctionID(number: 1)
  package static let abs = FunctionID(number: 2)
  package static let sign = FunctionID(number: 3)
  package static let sin = FunctionID(number: 4)
  package static let cos = FunctionID(number: 5)
  package static let floor = FunctionID(number: 6)
  package static let min = FunctionID(number: 7)
  package static let max = FunctionID(number: 8)
  package static let pi = FunctionID(number: 9)

  // Those that derivatives, reduced forms and special values mention.
  package static let sqrt = FunctionID(number: 10)
  package static let tan = FunctionID(number: 11)
  package static let asin = FunctionID(number: 12)
  package static let acos = FunctionID(number: 13)
  package static let atan = FunctionID(number: 14)
  package static let sinh = FunctionID(number: 15)
  package static let cosh = FunctionID(number: 16)
  package static let tanh = FunctionID(number: 17)
  package static let asinh = FunctionID(number: 18)
  package static let acosh = FunctionID(number: 19)
  package static let atanh = FunctionID(number: 20)
  package static let sigmoid = FunctionID(number: 21)
  package static let softplus = FunctionID(number: 22)
  package static let relu = FunctionID(number: 23)
  package static let leakyrelu = FunctionID(number: 24)
  package static let elu = FunctionID(number: 25)
  package static let gelu = FunctionID(number: 26)
  package static let silu = FunctionID(number: 27)
  package static let erf = FunctionID(number: 28)
  package static let gamma = FunctionID(number: 29)
  package static let lgamma = FunctionID(number: 30)
  package static let digamma = FunctionID(number: 31)
  package static let polygamma = FunctionID(number: 32)
  package static let factorial = FunctionID(number: 33)
  package static let binomial = FunctionID(number: 34)
}

/// One line a function; `FunctionID` knows them by their places.
package let functionTable: [FunctionEntry] = [
  exponential,
  logarithm,
  absoluteValue,
  signum,
  sine,
  cosine,
  floorFunction,
  minimumOfTwo,
  maximumOfTwo,
  circleConstant,
  squareRootFunction,
  tangent,
  arcsine,
  arccosine,
  arctangent,
  hyperbolicSine,
  hyperbolicCosine,
  hyperbolicTangent,
  inverseHyperbolicSine,
  inverseHyperbolicCosine,
  inverseHyperbolicTangent,
  sigmoidFunction,
  softplusFunction,
  rectifier,
  leakyRectifier,
  exponentialLinearUnit,
  gaussianErrorLinearUnit,
  sigmoidLinearUnit,
  errorFunction,
  gammaFunction,
  logGamma,
  digammaFunction,
  polygammaFunction,
  factorialFunction,
  binomialCoefficient,
]

private let functionNumbers: [String: Int] = Dictionary(
  uniqueKeysWithValues: functionTable.enumerated().map { ($1.name, $0) })

extension TermStore {
  /// The function applied, in canonical form: special values are worked out.
  package mutating func apply(_ function: FunctionID, _ arguments: Term...) -> Term {
    apply(function, arguments)
  }

  package mutating func apply(_ function: FunctionID, _ arguments: [Term]) -> Term {
    if let known = function.entry.canonical(&self, arguments) { return known }
    return intern(.function, payload: function.number, children: arguments)
  }

  /// The function of a `.function` node.
  package func functionID(_ term: Term) -> FunctionID { FunctionID(number: payload(term)) }
}
