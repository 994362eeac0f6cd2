import DeriveCore
import DeriveNumbers

// Sums of exponentials overflow where their logarithm, or the quotient of one of them and the sum, does not. So the
// logarithm of `S = sum(j, exp(v[j]))` is worked out as `m + log(sum(j, exp(v[j] - m)))` with the greatest `v[j]` for
// `m`, and `exp(u)/S` as `exp(u - log(S))`.
extension ArrayPlanner {
  /// The logarithm of a sum of exponentials, of a softmax, of a logistic function or of 1 less one, in a form that does
  /// not overflow; nil for other terms.
  mutating func stableLogarithm(_ term: Term, _ store: inout TermStore) throws(ArrayError) -> Term? {
    guard store.functionID(term) == .log else { return nil }
    return try stableLogarithm(of: store.child(term, 0), &store)
  }

  private mutating func stableLogarithm(of argument: Term, _ store: inout TermStore) throws(ArrayError) -> Term? {
    if store.kind(argument) == .matrixFunction, store.matrixFunction(argument) == .determinant {
      return try matrix(.logDeterminant, argument, &store)
    }
    if let sum = exponentialSum(argument, &store) { return try logarithm(of: sum, &store) }
    let value = store.kind(argument) == .definition ? unfolded(argument, &store) : argument
    if store.kind(value) == .function, store.functionID(value) == .sigmoid {
      let negative = store.negate(store.child(value, 0))
      return try rewritten(store.negate(store.apply(.softplus, negative)), &store)
    }
    if let inner = complementOfLogistic(value, &store) {
      return try rewritten(store.negate(store.apply(.softplus, inner)), &store)
    }
    guard store.kind(value) == .product else { return nil }
    // The sum of the factors' logarithms, where one of them is a sum of exponentials and all are exponentials or such.
    var parts: [Term] = []
    var hasSum = false
    for (base, exponent) in store.factors(value) {
      if store.kind(base) == .function, store.functionID(base) == .exp {
        parts.append(store.multiply(exponent, store.child(base, 0)))
      } else if let sum = exponentialSum(base, &store) {
        parts.append(store.multiply(exponent, try logarithm(of: sum, &store)))
        hasSum = true
      } else {
        return nil
      }
    }
    return hasSum ? try rewritten(store.sum(parts), &store) : nil
  }

  /// x where the term is `1 - sigmoid(x)`.
  private mutating func complementOfLogistic(_ term: Term, _ store: inout TermStore) -> Term? {
    let rest = store.subtract(.one, term)
    let value = store.kind(rest) == .definition ? unfolded(rest, &store) : rest
    guard store.kind(value) == .function, store.functionID(value) == .sigmoid else { return nil }
    return store.child(value, 0)
  }

  /// A product in which quotients of exponentials and sums of exponentials are taken by the sum's logarithm; nil for
  /// other products.
  mutating func stableQuotient(_ term: Term, _ store: inout TermStore) throws(ArrayError) -> Term? {
    var factors: [(base: Term, exponent: Term)] = store.factors(term)
    var changed = false
    for place in factors.indices {
      guard let count = store.rational(factors[place].exponent)?.asInt, count < 0,
        let sum = exponentialSum(factors[place].base, &store)
      else { continue }
      var rest = -count
      for other in factors.indices where rest > 0 && other != place {
        guard store.kind(factors[other].base) == .function, store.functionID(factors[other].base) == .exp,
          let power = store.rational(factors[other].exponent)?.asInt, power > 0
        else { continue }
        let taken = min(power, rest)
        let difference = store.subtract(store.child(factors[other].base, 0), try logarithm(of: sum, &store))
        factors.append((store.apply(.exp, difference), store.number(taken)))
        factors[other].exponent = store.number(power - taken)
        rest -= taken
        changed = true
      }
      factors[place].exponent = store.number(-rest)
    }
    if !changed { return nil }
    var parts: [Term] = []
    for (base, exponent) in factors {
      parts.append(store.power(try rewritten(base, &store), try rewritten(exponent, &store)))
    }
    return store.product(parts)
  }

  // MARK: Sums of exponentials

  /// A sum over indices of positive multiples of exponentials.
  private struct ExponentialSum {
    var term: Term
    var indices: [Term]
    /// The logarithm of the summand.
    var exponent: Term
  }

  private mutating func exponentialSum(_ term: Term, _ store: inout TermStore) -> ExponentialSum? {
    let value = store.kind(term) == .definition ? unfolded(term, &store) : term
    guard store.kind(value) == .reduction, store.operation(value) == .sum else { return nil }
    let opening = store.open(value)
    guard opening.condition == .yes,
      opening.indices.allSatisfy({ index in
        let (lower, upper) = store.range(ofIndex: index)
        return store.isNumber(lower) && store.isNumber(upper)
      })
    else { return nil }
    var parts: [Term] = []
    var hasExponential = false
    for (base, exponent) in store.factors(opening.body) {
      if store.kind(base) == .function, store.functionID(base) == .exp {
        parts.append(store.multiply(exponent, store.child(base, 0)))
        hasExponential = true
      } else if store.bounds(base).isNonNegative {
        // A weight that is 0 has the logarithm minus infinity, whose exponential is 0 again.
        parts.append(store.apply(.log, store.power(base, exponent)))
      } else {
        return nil
      }
    }
    if !hasExponential { return nil }
    return ExponentialSum(term: value, indices: opening.indices, exponent: store.sum(parts))
  }

  /// The logarithm of the sum, as the component of an array.
  private mutating func logarithm(of sum: ExponentialSum, _ store: inout TermStore) throws(ArrayError) -> Term {
    let axes = store.freeIndices(sum.term)
    let key = store.apply(.log, sum.term)
    if let known = logarithms[key] { return known }
    let exponent = try rewritten(sum.exponent, &store)
    let greatestSymbol = try map(exponent, over: axes, gathering: sum.indices, by: .maximum, &store)
    let greatest = store.component(greatestSymbol, axes)
    let shifted = store.apply(.exp, store.subtract(exponent, greatest))
    let totalSymbol = try map(shifted, over: axes, gathering: sum.indices, by: .sum, &store)
    let total = store.component(totalSymbol, axes)
    // Where all terms are 0, or one is infinite, so is the sum.
    let largest = store.power(store.number(10), 300)
    let logarithm = store.cases(
      [
        (store.relation(.less, greatest, store.negate(largest)), greatest),
        (store.relation(.less, largest, greatest), greatest),
      ],
      otherwise: store.add(greatest, store.apply(.log, total)))
    let symbol = try map(logarithm, over: axes, &store)
    let component = store.component(symbol, axes)
    logarithms[key] = component
    return component
  }
}
