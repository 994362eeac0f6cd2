/// An array of doubles with any number of axes, row by row: the last index runs fastest. A scalar has no axes.
package struct DenseArray: Hashable, Sendable {
  package let shape: [Int]
  package var values: [Double]

  /// Takes the values row by row; there must be as many as the shape has places.
  package init(shape: [Int], values: [Double]) {
    precondition(shape.allSatisfy { $0 >= 0 } && values.count == shape.reduce(1, *))
    self.shape = shape
    self.values = values
  }

  /// A scalar.
  package init(_ value: Double) { self.init(shape: [], values: [value]) }

  /// The element at these indices, which begin at 1, as in the language.
  package subscript(indices: Int...) -> Double {
    var place = 0
    for (index, extent) in zip(indices, shape) {
      precondition(index >= 1 && index <= extent)
      place = place * extent + index - 1
    }
    return values[place]
  }
}

/// Why a term has no value as arrays. Never answered by a wrong number.
package enum ArrayError: Error, Hashable, Sendable {
  /// A size of this name has no value.
  case unboundSize(String)
  /// The shape of this name is not told by its declaration.
  case unknownShape(String)
  /// An array of this name is needed and was not given.
  case missingArray(String)
  case wrongShape(String, expected: [Int], given: [Int])
  /// A range of the result that is no range of numbers.
  case unboundedRange
  /// The text says for what there is no rule.
  case unsupported(String)
  /// An array of more elements than are allowed.
  case tooLarge(elements: Int)
}

extension ArrayError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .unboundSize(let name): "the size \(name) has no value"
    case .unknownShape(let name): "the shape of \(name) is not known"
    case .missingArray(let name): "\(name) has no values"
    case .wrongShape(let name, let expected, let given): "\(name) has the shape \(given) where \(expected) is needed"
    case .unboundedRange: "an index of the result has no range of numbers"
    case .unsupported(let reason): "there is no value for \(reason)"
    case .tooLarge(let elements): "an array of \(elements) elements is too large"
    }
  }
}
