/// A function of the table, by its place in it.
package struct FunctionID: Hashable, Sendable {
  package let number: Int

  package init(number: Int) {
    self.number = number
  }

  /// The function that the language calls so, if it is one of the table.
  package init?(named name: String) {
    guard let number = functionNumbers[name] else { return nil }
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
}

/// One line a function. The first ten are known to `FunctionID` by their places.
package let functionTable: [FunctionEntry] = [
  exponential, logarithm, absoluteValue, signum, sine, cosine, floorFunction, minimumOfTwo, maximumOfTwo,
  circleConstant,
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
