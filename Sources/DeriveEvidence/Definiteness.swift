import DeriveCore
import DeriveNumbers

/// A proof that a quadratic form has one sign: the form written as a sum of squares with factors of known sign.
package struct DefinitenessProof: Sendable {
  /// A component of the vector that the matrix is tested with.
  package var vector: Int
  /// `v'*M*v` (of `-M` for negative definiteness), in a form to read.
  package var quadratic: Term
  /// The same as a sum of the terms below; that the two are equal was checked by the normal form.
  package var squares: Term
  package var parts: [Term]
  /// What each non-negative factor is.
  package var weights: [Term]
  /// Entries of matrices that are positive semidefinite by their types and whose quadratic forms are among the parts.
  package var cores: [Term]
  /// Where the matrix is definite by what it is made of: the parts first, the matrix last. There are no squares then, or
  /// squares that show no more than semidefiniteness.
  package var closure: [MatrixFact.Step] = []
}

extension DefinitenessProof {
  init(vector: Int, quadratic: Term, found: [WeightedSquare], in store: inout TermStore) {
    self.init(
      vector: vector, quadratic: quadratic, squares: store.sum(found.map(\.term)), parts: found.map(\.term),
      weights: found.map(\.weight), cores: found.compactMap(\.core))
  }
}

/// A matrix as a scalar term with two free indices over the same range.
package struct MatrixTerm: Sendable {
  package var row: Term
  package var column: Term
  package var entry: Term

  package init(row: Term, column: Term, entry: Term) {
    self.row = row
    self.column = column
    self.entry = entry
  }
}

extension TermStore {
  /// Proves `v'*M*v >= 0` for all v (`> 0` for v != 0 if `strict`) by writing it as an explicit sum of squares with
  /// factors known not to be negative, found by a few templates and confirmed by the equality checker.
  ///
  /// Templates: completing squares inside a sum over an index (Golub and Van Loan, "Matrix Computations", 4th ed., ch. 4.2,
  /// LDL'); a variance, `sum p*a^2 - (sum p*a)^2 = sum p*(a - sum p*a)^2` for weights that sum to 1; a product whose
  /// wiring graph has a mirror symmetry is a square summed over the mirror line. The search is not trusted: a proof is
  /// returned only if the difference of form and matrix vanishes in normal form.
  package mutating func proveDefinite(
    _ matrix: MatrixTerm, strict: Bool, negative: Bool, _ reading: inout Reading
  ) throws(DeriveError) -> DefinitenessProof? {
    // Symmetric, first of all.
    var exchange = Substitution()
    exchange.replace(matrix.row, by: matrix.column)
    exchange.replace(matrix.column, by: matrix.row)
    var deciding = NormalForm(.deciding)
    let transposed = substitute(matrix.entry, exchange)
    guard try provesZero(subtract(matrix.entry, transposed), &deciding) else { return nil }

    let upper = range(ofIndex: matrix.row).upper
    let vector = testVector(upper)
    let sign = negative ? Rational.minusOne : .one
    let entry = scale(matrix.entry, by: sign)
    let quadratic = sum(
      over: [matrix.row, matrix.column],
      product([component(vector, [matrix.row]), entry, component(vector, [matrix.column])]))
    if let (attempt, found) = try squares(of: quadratic, in: vector, &reading),
      !strict || isStrict(found, vector, upper)
    {
      return DefinitenessProof(vector: vector, quadratic: attempt, found: found, in: &self)
    }
    guard let fact = try closureFact(matrix, strict: strict, negative: negative) else { return nil }
    return DefinitenessProof(
      vector: vector, quadratic: quadratic, squares: .zero, parts: [], weights: [], cores: [], closure: fact.steps)
  }

  /// Definite by what it is made of, as it stands or multiplied out through its definitions.
  private mutating func closureFact(
    _ matrix: MatrixTerm, strict: Bool, negative: Bool
  ) throws(DeriveError) -> MatrixFact? {
    var entry = matrix.entry
    for _ in 0..<4 {
      if let fact = matrixFact(matrix.row, matrix.column, entry), fact.isNegative == negative,
        fact.isDefinite || !strict
      {
        return fact
      }
      let unfolded = unfoldedOnce(entry)
      if unfolded == entry { break }
      entry = unfolded
    }
    var form = NormalForm(.deciding)
    let normal = try normalTerm(matrix.entry, &form)
    guard let fact = matrixFact(matrix.row, matrix.column, normal), fact.isNegative == negative,
      fact.isDefinite || !strict
    else { return nil }
    return fact
  }

  /// Proves a quadratic form in the components of a vector not negative, likewise.
  package mutating func proveNonNegative(
    _ quadratic: Term, in vector: Int, _ reading: inout Reading
  ) throws(DeriveError) -> DefinitenessProof? {
    guard let (attempt, found) = try squares(of: quadratic, in: vector, &reading) else { return nil }
    return DefinitenessProof(vector: vector, quadratic: attempt, found: found, in: &self)
  }

  /// Squares whose sum is the quadratic form, and a form for reading of it in which they were found.
  private mutating func squares(
    of quadratic: Term, in vector: Int, _ reading: inout Reading
  ) throws(DeriveError) -> (attempt: Term, found: [WeightedSquare])? {
    var search = SquareSearch(vector: vector, reading: reading)
    defer { reading = search.reading }
    // Through the file's names as far as they go; a matrix with a name of its own is looked into.
    var attempt = try readable(quadratic, &search.reading)
    var squares = try search.squares(of: attempt, &self)
    for _ in 0..<3 where squares == nil {
      let unfolded = unfoldedOnce(attempt)
      if unfolded == attempt { break }
      attempt = try readable(unfolded, &search.reading)
      squares = try search.squares(of: attempt, &self)
    }
    guard let found = squares, try provesZero(subtract(quadratic, sum(found.map(\.term)))) else { return nil }
    return (attempt, found)
  }

  /// Every defined name replaced by what it stands for, one step deep.
  private mutating func unfoldedOnce(_ term: Term) -> Term {
    var change = Substitution()
    for number in Set(leaves(term) { $0 == .definition }.map { payload($0) }) {
      change.replace(definition: number, parameters: definitions[number].parameters, by: definitions[number].body)
    }
    return substitute(term, change)
  }

  /// A letter for a vector, or one with a number where the file uses them all.
  private func freeName() -> String {
    let taken = Set(symbols.map(\.name) + definitions.map(\.name))
    if let letter = ["v", "u", "t", "s", "r"].first(where: { !taken.contains($0) }) { return letter }
    var number = 1
    while taken.contains("v\(number)") { number += 1 }
    return "v\(number)"
  }

  /// The vector that matrices over this range are tested with; one for all proofs about such matrices.
  private mutating func testVector(_ upper: Term) -> Int {
    if let known = testVectors[upper] { return known }
    let vector = addSymbol(Symbol(name: freeName(), role: .given, rank: 1, extents: [upper]))
    testVectors[upper] = vector
    return vector
  }

  /// Every component of the vector has a square of its own with a positive weight.
  private mutating func isStrict(_ squares: [WeightedSquare], _ vector: Int, _ upper: Term) -> Bool {
    if let size = rational(upper)?.asInt {
      // Concrete: where the form is 0, a square with a positive weight whose components are 0 but for its pivot makes
      // the pivot 0 too. They must all fall.
      var fallen: Set<Term> = []
      var hasFallen = true
      while hasFallen {
        hasFallen = false
        for square in squares where square.isPositive {
          guard let own = square.pivot, !fallen.contains(own) else { continue }
          if square.components.allSatisfy({ $0 == own || fallen.contains($0) }) {
            fallen.insert(own)
            hasFallen = true
          }
        }
      }
      return size > 0 && fallen.count >= size
    }
    return squares.contains { $0.isPositive && $0.coversAll }
  }
}

/// `sum over indices of weight*(linear)^2`.
struct WeightedSquare {
  var term: Term
  var weight: Term
  /// The weight is certainly positive, not only non-negative, and so is the sum: its range is never empty.
  var isPositive: Bool
  /// The component that a completed square brings in.
  var pivot: Term?
  /// All components in it, where a pivot is known.
  var components: [Term] = []
  /// It is `sum(i, weight*v[i]^2)` over the whole range, or the vector's own quadratic form of a definite matrix.
  var coversAll: Bool
  /// It is no square but a quadratic form of the matrix with this entry, which is positive semidefinite by its type.
  var core: Term?
}

/// The search for a sum of squares.
struct SquareSearch {
  let vector: Int
  var reading: Reading

  private func isComponent(_ term: Term, _ store: borrowing TermStore) -> Bool {
    store.kind(term) == .symbol && store.payload(term) == vector
  }

  mutating func squares(
    of quadratic: Term, _ store: inout TermStore
  ) throws(DeriveError) -> [WeightedSquare]? {
    var form = NormalForm(.reading)
    var found: [WeightedSquare] = []
    var rest = quadratic
    for _ in 0..<24 {
      let fraction = try store.normalForm(rest, &form)
      if fraction.isZero { return found }
      let remainder = store.term(fraction)
      var next = try variance(in: remainder, &store)
      if next == nil { next = try completedSquares(in: remainder, &store) }
      if next == nil { next = try mirrored(in: remainder, &store) }
      guard let next else { return nil }
      found.append(contentsOf: next)
      rest = store.subtract(remainder, store.sum(next.map(\.term)))
    }
    return nil
  }

  /// The factor in a form to read, if it is certainly not negative.
  private mutating func nonNegative(
    _ term: Term, _ store: inout TermStore
  ) throws(DeriveError) -> (Term, isPositive: Bool)? {
    let plain = store.bounds(term)
    if plain.isNonNegative { return (term, plain.isPositive) }
    for candidate in [try store.readable(term, &reading), try store.factored(term, &reading)] {
      let bounds = store.bounds(candidate)
      if bounds.isNonNegative, store.isDefined(candidate, wherever: term) { return (candidate, bounds.isPositive) }
    }
    return nil
  }

  /// Splits a coefficient into `weight*root^2`: even powers of what is not known to be positive go into the root.
  private func squarePart(_ term: Term, _ store: inout TermStore) -> (weight: Term, root: Term) {
    let (coefficient, inner) = store.coefficientAndTerm(term)
    var weight = [store.number(coefficient)]
    var root: [Term] = []
    for (base, exponent) in store.factors(inner) {
      if let e = store.rational(exponent), let n = e.asInt, n > 0, n % 2 == 0, !store.bounds(base).isPositive {
        root.append(store.power(base, n / 2))
      } else {
        weight.append(store.power(base, exponent))
      }
    }
    return (store.product(weight), store.product(root))
  }

  // MARK: Variances

  /// `c*(sum(i, p*a^2) - (sum(i, p*a))^2)` for weights p that are not negative and sum to 1 is
  /// `c*sum(i, p*(a - sum(j, p*a))^2)`; it takes the negative square away.
  private mutating func variance(
    in remainder: Term, _ store: inout TermStore
  ) throws(DeriveError) -> [WeightedSquare]? {
    for (coefficient, monomial) in store.addends(remainder) where coefficient.signum < 0 {
      for (base, exponent) in store.factors(monomial)
      where exponent == .two && store.kind(base) == .reduction && mentionsVector(base, store) {
        let outside = store.scale(store.divide(monomial, store.power(base, 2)), by: -coefficient)
        guard let factor = try nonNegative(outside, &store) else { continue }
        let opening = store.open(base, fresh: true)
        guard opening.operation == .sum, opening.condition == .yes else { continue }
        if let even = try evenSpread(opening, base, factor.0, &store) { return [even] }
        // Which of the factors without the vector are the weights: all, or all but one or a few.
        let pairs = store.factors(opening.body)
        let data = pairs.filter { !mentionsVector($0.base, store) }
        for choice in subsets(of: data.count) {
          let weights = store.product(choice.map { store.power(data[$0].base, data[$0].exponent) })
          if weights == .one { continue }
          guard store.bounds(weights).isNonNegative else { continue }
          let total = store.subtract(store.sum(over: opening.indices, weights), .one)
          guard try store.provesZero(total) else { continue }
          let linear = store.divide(opening.body, weights)
          let spread = store.power(store.subtract(linear, base), 2)
          let inner = store.multiply(weights, spread)
          let term = store.multiply(factor.0, store.sum(over: opening.indices, inner))
          return [
            WeightedSquare(
              term: term, weight: store.multiply(factor.0, weights), isPositive: false, pivot: nil, coversAll: false)
          ]
        }
      }
    }
    return nil
  }

  /// `c*(N*sum(i, a^2) - sum(i, a)^2)` is `c*N*sum(i, (a - sum(j, a)/N)^2)`, if the squares are there to take it from.
  private mutating func evenSpread(
    _ opening: Opening, _ total: Term, _ factor: Term, _ store: inout TermStore
  ) throws(DeriveError) -> WeightedSquare? {
    guard let index = opening.indices.first, opening.indices.count == 1 else { return nil }
    let (lower, upper) = store.range(ofIndex: index)
    let isIndexed = !store.factors(opening.body).contains { !mentionsVector($0.base, store) }
    guard lower == .one, isIndexed else { return nil }
    let weight = store.multiply(factor, upper)
    let spread = store.power(store.subtract(opening.body, store.divide(total, upper)), 2)
    let term = store.multiply(weight, store.sum(over: [index], spread))
    return WeightedSquare(term: term, weight: weight, isPositive: false, pivot: nil, coversAll: false)
  }

  private func mentionsVector(_ term: Term, _ store: borrowing TermStore) -> Bool {
    !store.leaves(term) { $0 == .symbol }.filter { isComponent($0, store) }.isEmpty
  }

  /// All subsets, the largest first; of many factors only the whole set and single ones.
  private func subsets(of count: Int) -> [[Int]] {
    if count > 6 { return [Array(0..<count)] + (0..<count).map { [$0] } }
    return (1..<max(1 << count, 1)).map { mask in (0..<count).filter { mask >> $0 & 1 == 1 } }
      .sorted { $0.count > $1.count }
  }

  // MARK: Completing squares

  /// Addends that are sums over one index of a quadratic form in few components of the vector, or such a form without a
  /// sum: LDL' with pivots that divide their row.
  private mutating func completedSquares(
    in remainder: Term, _ store: inout TermStore
  ) throws(DeriveError) -> [WeightedSquare]? {
    // Group by the range summed over; bodies over the same range are added.
    var groups: [[Term]: (indices: [Term], body: [Term])] = [:]
    var order: [[Term]] = []
    for (coefficient, monomial) in store.addends(remainder) {
      let sums = store.factors(monomial).filter {
        store.kind($0.base) == .reduction && $0.exponent == .one && store.operation($0.base) == .sum
      }
      var key: [Term] = []
      var indices: [Term] = []
      var body = store.scale(monomial, by: coefficient)
      if sums.count == 1, let only = sums.first?.base {
        let opening = store.open(only, fresh: true)
        guard opening.condition == .yes else { continue }
        key = opening.indices.flatMap { [store.range(ofIndex: $0).lower, store.range(ofIndex: $0).upper] }
        indices = opening.indices
        let outside = store.scale(store.divide(monomial, only), by: coefficient)
        body = store.multiply(outside, opening.body)
      } else if !sums.isEmpty {
        continue
      }
      if let group = groups[key] {
        groups[key]?.body.append(store.instantiate(indices, body, at: group.indices))
      } else {
        groups[key] = (indices, [body])
        order.append(key)
      }
    }
    // What stands under no sum comes last: a sum may need it.
    for key in order.filter({ !$0.isEmpty }) + order.filter(\.isEmpty) {
      guard let group = groups[key] else { continue }
      // What stands outside of the sum as a multiple of its count belongs to it: N*c is sum(n, c).
      if let index = group.indices.first, group.indices.count == 1, let constant = groups[[]] {
        let (lower, upper) = store.range(ofIndex: index)
        if lower == .one {
          let absorbed = constant.body.filter { body in
            store.factors(store.coefficientAndTerm(body).1).contains { $0.base == upper && $0.exponent == .one }
          }
          if !absorbed.isEmpty {
            let inner = absorbed.map { store.divide($0, upper) }
            if let squares = try complete(group.indices, store.sum(group.body + inner), &store) { return squares }
          }
        }
      }
      if let squares = try complete(group.indices, store.sum(group.body), &store) { return squares }
    }
    return nil
  }

  /// Squares whose sum over the indices is the sum of the body, a quadratic form in components of the vector.
  private mutating func complete(
    _ indices: [Term], _ body: Term, _ store: inout TermStore
  ) throws(DeriveError) -> [WeightedSquare]? {
    var form = NormalForm(.reading)
    var result: [WeightedSquare] = []
    var rest = body
    for _ in 0..<12 {
      let fraction = try store.normalForm(rest, &form)
      if fraction.isZero { return result }
      guard let coefficients = quadraticCoefficients(fraction, &store) else { return nil }
      let atoms = Set(coefficients.keys.flatMap { [$0.first, $0.second] }).sorted { $0.number < $1.number }
      var taken = false
      for pivot in atoms {
        guard let square = coefficients[Pair(pivot, pivot)], let weight = try nonNegative(square, &store) else {
          continue
        }
        // The other coefficients of the row must be multiples of the pivot's, or of its root.
        let (scale, root) = squarePart(weight.0, &store)
        var linear = [store.multiply(root, pivot)]
        var components = [pivot]
        var divides = true
        for other in atoms where other != pivot {
          guard let mixed = coefficients[Pair(pivot, other)] else { continue }
          let divisor = store.multiply(scale, root)
          let quotient = try store.readable(store.scale(store.divide(mixed, divisor), by: Term.half), &reading)
          guard store.isDefinedEverywhere(quotient) else {
            divides = false
            break
          }
          linear.append(store.multiply(quotient, other))
          components.append(other)
        }
        guard divides else { continue }
        let inner = store.multiply(scale, store.power(store.sum(linear), 2))
        let own = store.childCount(pivot) == 1 ? store.child(pivot, 0) : pivot
        result.append(
          WeightedSquare(
            term: store.sum(over: indices, inner), weight: scale,
            isPositive: weight.isPositive && indices.allSatisfy { hasValues($0, &store) }, pivot: pivot,
            components: components,
            coversAll: linear.count == 1 && indices.count == 1 && own == indices[0]
              && isWhole(indices[0], store)))
        rest = store.subtract(store.term(fraction), inner)
        taken = true
        break
      }
      if !taken { return nil }
    }
    return nil
  }

  /// The range of the index is never empty.
  private func hasValues(_ index: Term, _ store: inout TermStore) -> Bool {
    let (lower, upper) = store.range(ofIndex: index)
    let length = store.subtract(upper, lower)
    return store.bounds(length).isNonNegative
  }

  /// The index runs over all components of the vector.
  private func isWhole(_ index: Term, _ store: borrowing TermStore) -> Bool {
    let (lower, upper) = store.range(ofIndex: index)
    return lower == .one && store.symbols[vector].extents.last == upper
  }

  private struct Pair: Hashable {
    var first: Term
    var second: Term
    init(_ a: Term, _ b: Term) {
      first = a.number < b.number ? a : b
      second = a.number < b.number ? b : a
    }
  }

  /// The coefficient of every product of two components; `nil` if some monomial is no such product.
  private func quadraticCoefficients(_ fraction: Fraction, _ store: inout TermStore) -> [Pair: Term]? {
    var parts: [Pair: [Term]] = [:]
    var divisor: [Term] = []
    for (base, exponent) in fraction.denominator {
      if mentionsVector(base, store) { return nil }
      divisor.append(store.power(base, -exponent))
    }
    let inverse = store.product(divisor)
    for (monomial, coefficient) in fraction.numerator.terms {
      var components: [Term] = []
      var others: [Term] = [inverse, store.number(coefficient)]
      for (base, exponent) in store.factors(monomial) {
        if isComponent(base, store) {
          guard let times = store.rational(exponent)?.asInt, times > 0, times <= 2 else { return nil }
          for _ in 0..<times { components.append(base) }
        } else {
          if mentionsVector(base, store) { return nil }
          others.append(store.power(base, exponent))
        }
      }
      guard components.count == 2 else { return nil }
      parts[Pair(components[0], components[1]), default: []].append(store.product(others))
    }
    return parts.mapValues { store.sum($0) }
  }

  // MARK: Mirror symmetry

  /// A sum whose body is `c(t)*g(t, d)*v[d]*g(t, e)*v[e]`: the square of `sum(d, g*v[d])`, summed over t with weight c.
  private mutating func mirrored(
    in remainder: Term, _ store: inout TermStore
  ) throws(DeriveError) -> [WeightedSquare]? {
    struct Key: Hashable {
      var outside: Term
      var ranges: [Term]
    }
    var groups: [Key: (indices: [Term], bodies: [Term])] = [:]
    var order: [Key] = []
    for (coefficient, monomial) in store.addends(remainder) {
      for (base, exponent) in store.factors(monomial)
      where store.kind(base) == .reduction && store.operation(base) == .sum && mentionsVector(base, store) {
        let outside = store.divide(monomial, store.power(base, exponent))
        if exponent == .two {
          guard let factor = try nonNegative(store.scale(outside, by: coefficient), &store) else { continue }
          return [
            WeightedSquare(
              term: store.multiply(factor.0, store.power(base, 2)), weight: factor.0, isPositive: false, pivot: nil,
              coversAll: false)
          ]
        }
        let opening = store.open(base, fresh: true)
        guard exponent == .one, opening.condition == .yes else { continue }
        let ranges = opening.indices.flatMap { [store.range(ofIndex: $0).lower, store.range(ofIndex: $0).upper] }
        let key = Key(outside: outside, ranges: ranges)
        let body = store.scale(opening.body, by: coefficient)
        if let group = groups[key] {
          groups[key]?.bodies.append(store.instantiate(opening.indices, body, at: group.indices))
        } else {
          groups[key] = (opening.indices, [body])
          order.append(key)
        }
      }
    }
    // Addends over the same indices share a weight: p*x*x - p^2*x*x is p*(1 - p)*x*x.
    for key in order {
      guard let group = groups[key] else { continue }
      let body = store.sum(group.bodies)
      let whole = store.isProperSum(body) ? try store.factored(body, &reading) : body
      for candidate in whole == body ? [body] : [whole, body] {
        for (coefficient, product) in store.addends(candidate) {
          let inner = store.scale(product, by: coefficient)
          if let square = try mirroredSum(group.indices, inner, key.outside, &store) { return [square] }
        }
      }
    }
    return nil
  }

  private mutating func mirroredSum(
    _ indices: [Term], _ body: Term, _ outside: Term, _ store: inout TermStore
  ) throws(DeriveError) -> WeightedSquare? {
    let (coefficient, product) = store.coefficientAndTerm(body)
    let pairs = store.factors(product)
    let vectors = pairs.filter { isComponent($0.base, store) }
    guard vectors.count == 2, vectors.allSatisfy({ $0.exponent == .one }) else { return nil }
    let left = store.child(vectors[0].base, 0)
    let right = store.child(vectors[1].base, 0)
    guard indices.contains(left), indices.contains(right) else { return nil }
    let others = indices.filter { $0 != left && $0 != right }
    // The mirror line is a set of indices that, cut, leaves the two components apart; or it goes through a matrix that is
    // positive semidefinite by its type, whose quadratic form stands there.
    let cores = pairs.indices.filter { isDefiniteCore(pairs[$0], indices, store) }
    for core in [nil] + cores.map({ Int?($0) }) {
      for mask in 0..<(1 << min(others.count, 4)) {
        let line = others.indices.filter { mask >> $0 & 1 == 1 }.map { others[$0] }
        let free = indices.filter { !line.contains($0) }
        let edges = pairs.indices.filter { $0 != core }.map { pairs[$0] }
        let leftSide = side(of: left, free, edges, store)
        if leftSide.contains(right) { continue }
        let rightSide = side(of: right, free, edges, store)
        guard leftSide.count + rightSide.count == free.count else { continue }
        var ends: (left: Term, right: Term)?
        if let core {
          let slots = (store.child(pairs[core].base, 0), store.child(pairs[core].base, 1))
          if leftSide.contains(slots.0), rightSide.contains(slots.1) { ends = slots }
          if leftSide.contains(slots.1), rightSide.contains(slots.0) { ends = (slots.1, slots.0) }
          if ends == nil { continue }
        }
        let leftFactors = edges.filter { pair in leftSide.contains { store.contains(pair.base, $0) } }
        let rightFactors = edges.filter { pair in rightSide.contains { store.contains(pair.base, $0) } }
        let middle = edges.filter { pair in !free.contains { store.contains(pair.base, $0) } }
        let leftSum = store.sum(over: leftSide.filter { $0 != ends?.left }, store.product(ofPowers: leftFactors))
        var rightSum = store.sum(over: rightSide.filter { $0 != ends?.right }, store.product(ofPowers: rightFactors))
        if let ends {
          guard store.range(ofIndex: ends.left) == store.range(ofIndex: ends.right) else { continue }
          rightSum = store.instantiate([ends.right], rightSum, at: [ends.left])
        }
        guard leftSum == rightSum else { continue }
        let weight = store.multiply(
          store.scale(outside, by: coefficient), store.product(ofPowers: middle))
        guard let factor = try nonNegative(weight, &store) else { continue }
        if let core, let ends {
          let isAll = line.isEmpty && ends.left == left && leftFactors.count == 1 && isWhole(left, store)
          return WeightedSquare(
            term: store.multiply(outside, store.sum(over: indices, body)), weight: factor.0,
            isPositive: factor.isPositive && structure(pairs[core].base, store) == .pd, pivot: nil, coversAll: isAll,
            core: pairs[core].base)
        }
        let inner = store.multiply(factor.0, store.power(leftSum, 2))
        let result = line.isEmpty ? inner : store.sum(over: line, inner)
        return WeightedSquare(term: result, weight: factor.0, isPositive: false, pivot: nil, coversAll: false)
      }
    }
    return nil
  }

  private func structure(_ component: Term, _ store: borrowing TermStore) -> SymbolFacts.Structure {
    store.symbols[store.payload(component)].facts.structure
  }

  /// An entry of a matrix that is positive semidefinite by its type, between two indices that are summed over.
  private func isDefiniteCore(
    _ pair: (base: Term, exponent: Term), _ indices: [Term], _ store: borrowing TermStore
  ) -> Bool {
    guard pair.exponent == .one, store.kind(pair.base) == .symbol, store.childCount(pair.base) == 2 else {
      return false
    }
    let (row, column) = (store.child(pair.base, 0), store.child(pair.base, 1))
    guard row != column, indices.contains(row), indices.contains(column) else { return false }
    let kind = structure(pair.base, store)
    return kind == .psd || kind == .pd
  }

  /// The free indices wired to one of them.
  private func side(
    of start: Term, _ free: [Term], _ pairs: [(base: Term, exponent: Term)], _ store: borrowing TermStore
  ) -> [Term] {
    var side = [start]
    var grown = true
    while grown {
      grown = false
      for pair in pairs {
        let used = free.filter { store.contains(pair.base, $0) }
        if used.contains(where: { side.contains($0) }) {
          for index in used where !side.contains(index) {
            side.append(index)
            grown = true
          }
        }
      }
    }
    return side
  }
}

extension TermStore {
  /// Certainly defined wherever the other term is. A form that folds into names may divide by what the original does
  /// not: `exp(z) - 1` is `1/p` for `p = 1/(exp(z) - 1)`, but only where p has a value.
  package mutating func isDefined(_ term: Term, wherever other: Term) -> Bool {
    if term == other { return true }
    let known = Set(divisors(other))
    return divisors(term).allSatisfy { known.contains($0) }
  }

  /// What must not be 0, or must lie in a domain, for the term to be defined and is not known to: bases of negative and
  /// broken powers, functions, through definitions.
  private mutating func divisors(_ root: Term) -> [Term] {
    var found: [Term] = []
    var pending = [root]
    var seen: Set<Term> = []
    while let term = pending.popLast() {
      for node in leaves(term, where: { $0 == .product || $0 == .function || $0 == .definition })
      where seen.insert(node).inserted {
        switch kind(node) {
        case .definition:
          pending.append(definitions[payload(node)].body)
        case .function:
          if !functionID(node).entry.domain(&self, children(node)).allSatisfy({ $0 == .yes }) { found.append(node) }
        default:
          for (base, exponent) in factors(node) {
            let e = rational(exponent)
            let bounds = bounds(base)
            if !(e?.isInteger ?? false), !bounds.isNonNegative { found.append(base) }
            if !(e.map { $0.signum > 0 } ?? false), !bounds.isNonZero { found.append(base) }
          }
        }
      }
    }
    return found
  }

  /// Certainly defined for all values: every divisor is known not to be zero, no logarithm or root that may fail.
  package mutating func isDefinedEverywhere(_ term: Term) -> Bool {
    for node in leaves(term, where: { $0 == .product || $0 == .function }) {
      if kind(node) == .function {
        if functionID(node) == .log || !functionID(node).entry.domain(&self, children(node)).allSatisfy({ $0 == .yes })
        {
          return false
        }
        continue
      }
      for (base, exponent) in factors(node) {
        guard let e = rational(exponent) else {
          if !bounds(base).isPositive { return false }
          continue
        }
        if e.signum < 0, !bounds(base).isNonZero { return false }
        if !e.isInteger, !bounds(base).isNonNegative { return false }
      }
    }
    return true
  }
}
