import DeriveCore
import DeriveNumbers

/// A polynomial in place of an abstract function. Its derivatives are known exactly, its coefficients are components of
/// a symbol of their own, so a point gives them values as it does to any given name.
package struct ConcreteFunction: Sendable {
  /// The abstract function it stands for.
  package let function: Int
  /// The symbol of the coefficients: `[component of the result, monomial]`, both from 1.
  package let coefficients: Int
  package let degree: Int
}

extension TermStore {
  /// A polynomial of this degree for an abstract function.
  package mutating func concreteFunction(_ function: Int, degree: Int) -> ConcreteFunction {
    let name = abstractFunctions[function].name
    let symbol = addSymbol(Symbol(name: "coefficient of \(name)", role: .given, rank: 2))
    return ConcreteFunction(function: function, coefficients: symbol, degree: degree)
  }
}

extension ConcreteFunction {
  /// Past this many monomials only powers of single variables are taken.
  private static let greatestCount = 40

  /// Exponents of so many variables, lowest degrees first: 1, then x[1], x[2], …
  package func monomials(variableCount: Int) -> [[Int]] {
    var list: [[Int]] = [[Int](repeating: 0, count: variableCount)]
    for total in stride(from: 1, through: degree, by: 1) {
      var level: [[Int]] = []
      var exponents = [Int](repeating: 0, count: variableCount)
      func fill(_ place: Int, _ rest: Int) {
        if level.count + list.count > Self.greatestCount { return }
        if place == variableCount - 1 {
          exponents[place] = rest
          level.append(exponents)
          return
        }
        for power in stride(from: rest, through: 0, by: -1) {
          exponents[place] = power
          fill(place + 1, rest - power)
        }
        exponents[place] = 0
      }
      if variableCount > 0 { fill(0, total) }
      if level.count + list.count > Self.greatestCount {
        level = (0..<variableCount).map { place in
          var power = [Int](repeating: 0, count: variableCount)
          power[place] = total
          return power
        }
      }
      list += level
    }
    return list
  }

  /// The polynomial derived by the variables whose places are listed, at the variables' values.
  func value(
    result: Int, variables: [Term], derivedBy marks: [Int], in store: inout TermStore
  ) -> Term {
    var addends: [Term] = []
    let row = store.number(result)
    for (number, monomial) in monomials(variableCount: variables.count).enumerated() {
      var exponents = monomial
      var factor = 1
      for place in marks {
        factor *= exponents[place]
        exponents[place] -= 1
        if factor == 0 { break }
      }
      if factor == 0 { continue }
      let column = store.number(number + 1)
      var factors = [store.number(factor), store.component(coefficients, [row, column])]
      for (variable, exponent) in zip(variables, exponents) where exponent > 0 {
        factors.append(store.power(variable, exponent))
      }
      addends.append(store.product(factors))
    }
    return store.sum(addends)
  }
}
