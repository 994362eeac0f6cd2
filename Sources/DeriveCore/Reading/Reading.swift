import DeriveNumbers

/// What the reading form may use, and what is known already. Valid while assumptions and the facts of names stay the same.
package struct Reading {
  /// Definitions into which results are folded back, in the order of the file.
  package let names: [Int]
  /// Names that a result may begin with, `J0 + …`, besides those.
  package let addendNames: [Int]
  var form = NormalForm(.reading)
  var memo: [Term: Term] = [:]
  var costs: [Term: Double] = [:]
  /// The forms of whole terms.
  var readable: [Term: Term] = [:]

  package init(names: [Int], addendNames: [Int] = []) {
    self.names = names
    self.addendNames = addendNames
  }

  /// One that does without a name, and borrows from this one what does not depend on names: to be given back.
  package mutating func lend(without name: Int) -> Reading {
    var other = Reading(names: names.filter { $0 != name }, addendNames: addendNames)
    swap(&other.form, &form)
    swap(&other.costs, &costs)
    return other
  }

  package mutating func takeBack(_ other: inout Reading) {
    swap(&other.form, &form)
    swap(&other.costs, &costs)
  }

  /// Larger terms are shown as they are; a form for reading would not be read.
  static let greatestSize = 3_000
}

extension TermStore {
  /// The cheapest of several equal forms: folded into the file's names, as it stands, or brought over a common
  /// denominator, cancelled, with common factors taken out. Equal to the term wherever both are defined.
  package mutating func readable(_ term: Term, _ reading: inout Reading) throws(DeriveError) -> Term {
    if let known = reading.readable[term] { return known }
    let start = folded(term, into: reading.names)
    if size(of: start, limit: Reading.greatestSize) >= Reading.greatestSize { return start }
    var best = try read(start, &reading)
    // What is read may show names that were not to be seen before.
    for _ in 0..<3 {
      let named = folded(best, into: reading.names)
      let next = try read(named, &reading)
      if next == best { break }
      best = next
    }
    best = try withoutIdleNames(best, term, &reading)
    for candidate in try solvedFoldings(best, &reading) { best = cheaper(best, candidate, &reading) }
    for candidate in try additiveFoldings(best, &reading) { best = cheaper(best, candidate, &reading) }
    reading.readable[term] = best
    return best
  }

  /// A name that folding brought in goes again where the form without it is shorter.
  private mutating func withoutIdleNames(
    _ read: Term, _ original: Term, _ reading: inout Reading
  ) throws(DeriveError) -> Term {
    let before = Set(leaves(original) { $0 == .definition }.map { payload($0) })
    var best = read
    for number in Set(leaves(read) { $0 == .definition }.map { payload($0) }).subtracting(before).sorted() {
      var change = Substitution()
      let definition = definitions[number]
      change.replace(definition: number, parameters: definition.parameters, by: definition.body)
      var other = reading.lend(without: number)
      defer { reading.takeBack(&other) }
      let form = try self.read(substitute(best, change), &other)
      best = cheaper(best, form, &other)
    }
    return best
  }

  /// Over a common denominator with common factors out, whatever it costs to read: signs show in factors.
  package mutating func factored(_ term: Term, _ reading: inout Reading) throws(DeriveError) -> Term {
    try combined(folded(term, into: reading.names), &reading)
  }

  /// The single fraction: for a factor of the chain rule, which is to cancel against others.
  package mutating func singleFraction(_ term: Term, _ reading: inout Reading) throws(DeriveError) -> Term {
    let start = try readable(term, &reading)
    let candidate = folded(try combined(start, &reading), into: reading.names)
    var costs: [Term: Double] = [:]
    return readingCost(candidate, &costs) <= readingCost(start, &costs) + 5 ? candidate : start
  }

  mutating func cheaper(_ a: Term, _ b: Term, _ reading: inout Reading) -> Term {
    readingCost(b, &reading.costs) < readingCost(a, &reading.costs) ? b : a
  }

  /// How many nodes the term has, counted up to a limit.
  package func size(of term: Term, limit: Int) -> Int {
    var pending = [term]
    var count = 1
    let seen = acquireTable()
    defer { release(seen) }
    while let next = pending.popLast(), count < limit {
      for position in 0..<childCount(next) {
        let child = child(next, position)
        if seen.insert(child) {
          pending.append(child)
          count += 1
        }
      }
    }
    return count
  }

  /// The form of a node from the forms of its parts.
  mutating func read(_ term: Term, _ reading: inout Reading) throws(DeriveError) -> Term {
    if let known = reading.memo[term] { return known }
    if budget.isSpent { throw .tooMuchWork }
    var result = term
    switch kind(term) {
    case .rational, .infinity, .truth, .symbol, .size, .definition, .index, .bound, .delta:
      break
    case .sum:
      var parts: [Term] = []
      for (coefficient, inner) in addends(term) { parts.append(scale(try read(inner, &reading), by: coefficient)) }
      result = try mergedSums(sum(parts), &reading)
      result = cheaper(result, try combined(result, &reading), &reading)
    case .product:
      var parts: [Term] = []
      for (base, exponent) in factors(term) {
        parts.append(power(try read(base, &reading), try read(exponent, &reading)))
      }
      result = product(parts)
      result = cheaper(result, try combined(result, &reading), &reading)
    case .function:
      var arguments: [Term] = []
      for position in 0..<childCount(term) { arguments.append(try read(child(term, position), &reading)) }
      result = apply(functionID(term), arguments)
    case .reduction:
      let opening = open(term, fresh: true)
      let body = try read(opening.body, &reading)
      result = reduction(opening.operation, opening.indices, opening.condition, body)
      if opening.operation == .sum { result = cheaper(result, try combined(term, &reading), &reading) }
    case .cases:
      let last = childCount(term) - 1
      var list: [(condition: Term, value: Term)] = []
      for position in stride(from: 0, to: last, by: 2) {
        list.append((child(term, position), try read(child(term, position + 1), &reading)))
      }
      result = cases(list, otherwise: try read(child(term, last), &reading))
    case .expectation:
      result = expectation(try read(child(term, 0), &reading))
    case .matrixFunction:
      let (row, column, body) = openedMatrix(term)
      let matrix = SquareMatrix(row: row, column: column, body: try read(body, &reading))
      result = matrixFunction(matrixFunction(term), matrix, at: Array(children(term).dropFirst()))
    case .family, .relation, .and, .or, .not, .abstract, .limit:
      break
    }
    reading.memo[term] = result
    reading.memo[result] = result
    return result
  }

  /// Over a common denominator, cancelled, common factors taken out, sums over the same indices under one sign.
  mutating func combined(_ term: Term, _ reading: inout Reading) throws(DeriveError) -> Term {
    let fraction: Fraction
    do {
      fraction = try normalForm(term, &reading.form)
    } catch {
      if error == .tooMuchWork, !budget.isSpent { return term }
      throw error
    }
    let hints = properSums(in: term)
    // Names are recognised in single monomials before common factors are taken out of them.
    let flat = self.term(fraction.numerator)
    let named = folded(flat, into: reading.names)
    if named != flat, fraction.denominator.isEmpty {
      return try present(try normalForm(named, &reading.form), hints, &reading)
    }
    return try present(fraction, hints, &reading)
  }

  /// Sums that stand as factors in the term, without the number that their addends share: they may divide the numerator.
  private mutating func properSums(in term: Term) -> [Term] {
    var found: [Term] = []
    for node in leaves(term, where: { $0 == .product }) {
      for (base, _) in factors(node) where isProperSum(base) && boundMask(base) == 0 {
        var content = Integer(0)
        for (coefficient, _) in addends(base) where coefficient.isInteger {
          content = Integer.gcd(content, coefficient.numerator)
        }
        let isWhole = addends(base).allSatisfy { $0.coefficient.isInteger } && !content.isZero && !content.isOne
        let primitive = isWhole ? scale(base, by: Rational(content).reciprocal) : base
        if !found.contains(primitive) { found.append(primitive) }
      }
    }
    return Array(found.prefix(12))
  }

  private mutating func present(
    _ fraction: Fraction, _ hints: [Term], _ reading: inout Reading
  ) throws(DeriveError) -> Term {
    if fraction.isZero { return .zero }
    var numerator = fraction.numerator
    var sign = Rational.one
    var parts: [Term] = []
    for sum in hints where numerator.terms.count > 1 {
      let whole = try normalForm(sum, &reading.form)
      guard whole.denominator.isEmpty, whole.numerator.terms.count > 1 else { continue }
      let hint = primitive(whole.numerator).rest
      let divisor = try normalForm(hint, &reading.form)
      while numerator.terms.count >= divisor.numerator.terms.count,
        let quotient = divideExactly(numerator, by: divisor.numerator)
      {
        numerator = quotient
        let (factor, flipped) = oriented(hint)
        parts.append(factor)
        if flipped { sign = -sign }
      }
    }
    var (content, monomial, rest) = primitive(numerator)
    keepMeans(&monomial, &rest)
    var coefficient = content * sign
    // Sums over indices inside are presented on their own.
    var outside: [Term] = []
    for (base, exponent) in factors(monomial) { outside.append(try readPower(base, exponent, &reading)) }
    parts.append(try joinedExponentials(outside, &reading))
    if rest != .one {
      // The sign goes where no minus leads, -(y - p) is p - y, before sums are merged: they take it inside.
      var sum = rest
      if coefficient.signum < 0, addends(sum).contains(where: { $0.coefficient.signum < 0 }) {
        sum = negate(sum)
        coefficient = -coefficient
      }
      sum = try mergedSums(try readKernels(sum, &reading), &reading)
      parts.append(sum)
    }
    for (base, exponent) in fraction.denominator.sorted(by: { $0.key.number < $1.key.number }) {
      let (factor, flipped) = oriented(try readKernels(base, &reading))
      if flipped, exponent % 2 != 0 { coefficient = -coefficient }
      parts.append(power(factor, -exponent))
    }
    return scale(product(parts), by: coefficient)
  }

  /// A size in the denominator of all addends goes back into them where it makes means of sums over indices of that
  /// size and was multiplied into the others: `n*a - sum(j, a[j])` over n is `a - 1/n*sum(j, a[j])`.
  private mutating func keepMeans(_ monomial: inout Term, _ rest: inout Term) {
    guard isProperSum(rest) else { return }
    for (size, exponent) in factors(monomial) where kind(size) == .size {
      guard let e = rational(exponent), e.signum < 0 else { continue }
      var hasMultiple = false
      var hasSum = false
      for (_, addend) in addends(rest) {
        let parts = factors(addend)
        if parts.contains(where: { $0.base == size }) { hasMultiple = true }
        hasSum =
          hasSum
          || parts.contains { part in
            kind(part.base) == .reduction
              && (0..<(payload(part.base) & 0xff)).contains { child(child(part.base, $0), 1) == size }
          }
      }
      guard hasMultiple, hasSum else { continue }
      let divisor = power(size, -1)
      rest = sum(addends(rest).map { scale(multiply($0.term, divisor), by: $0.coefficient) })
      monomial = multiply(monomial, size)
    }
  }

  /// A sum or its negative: the one known to be positive, else the one with fewer minus signs.
  private mutating func oriented(_ sum: Term) -> (Term, flipped: Bool) {
    let bounds = bounds(sum)
    if bounds.isNonNegative { return (sum, false) }
    if bounds.isNonPositive { return (negate(sum), true) }
    let addends = addends(sum)
    let negative = addends.filter { $0.coefficient.signum < 0 }.count
    return 2 * negative > addends.count ? (negate(sum), true) : (sum, false)
  }

  /// A power of a kernel; of an exponential, the exponential of the multiple.
  private mutating func readPower(
    _ base: Term, _ exponent: Term, _ reading: inout Reading
  ) throws(DeriveError) -> Term {
    if exponent != .one, kind(base) == .function, functionID(base) == .exp {
      return apply(.exp, multiply(exponent, child(base, 0)))
    }
    return power(try readKernel(base, &reading), exponent)
  }

  private mutating func readKernels(_ sum: Term, _ reading: inout Reading) throws(DeriveError) -> Term {
    var parts: [Term] = []
    for (coefficient, monomial) in addends(sum) {
      var inner: [Term] = []
      for (base, exponent) in factors(monomial) { inner.append(try readPower(base, exponent, &reading)) }
      parts.append(scale(try joinedExponentials(inner, &reading), by: coefficient))
    }
    return withSquares(self.sum(parts), &reading)
  }

  /// Several exponentials as one: the normal form takes `exp(y*(a + b))` apart.
  private mutating func joinedExponentials(_ parts: [Term], _ reading: inout Reading) throws(DeriveError) -> Term {
    let exponentials = parts.filter { kind($0) == .function && functionID($0) == .exp }
    let whole = product(parts)
    if exponentials.count < 2 { return whole }
    let exponent = sum(exponentials.map { child($0, 0) })
    let rest = parts.filter { !exponentials.contains($0) }
    let joined = product(rest + [apply(.exp, try combined(exponent, &reading))])
    return cheaper(whole, joined, &reading)
  }

  /// `a^2 + b^2 - 2*a*b` among the addends is `(a - b)^2`.
  private mutating func withSquares(_ sum: Term, _ reading: inout Reading) -> Term {
    let parts = addends(sum)
    guard parts.count >= 3, parts.count <= 24 else { return sum }
    let roots = parts.map { squareRoot(ofCoefficient: $0.coefficient, $0.term) }
    for first in parts.indices {
      guard let a = roots[first] else { continue }
      for second in parts.indices where second > first {
        guard let b = roots[second] else { continue }
        let double = scale(multiply(a, b), by: Rational(2))
        for (sign, term) in [(Rational.one, double), (.minusOne, negate(double))] {
          let (coefficient, monomial) = coefficientAndTerm(term)
          guard parts.contains(where: { $0.term == monomial && $0.coefficient == coefficient }) else { continue }
          let square = power(add(a, scale(b, by: sign)), 2)
          var rest = [square]
          for (place, part) in parts.enumerated()
          where place != first && place != second && part.term != monomial {
            rest.append(scale(part.term, by: part.coefficient))
          }
          return cheaper(sum, self.sum(rest), &reading)
        }
      }
    }
    return sum
  }

  /// The root of `c*m` if c is the square of a rational and m has even exponents only.
  private mutating func squareRoot(ofCoefficient coefficient: Rational, _ monomial: Term) -> Term? {
    guard let root = coefficient.exactRoot(2), monomial != .one || !coefficient.isZero else { return nil }
    var parts = [number(root)]
    for (base, exponent) in monomial == .one ? [] : factors(monomial) {
      guard let e = rational(exponent)?.asInt, e % 2 == 0 else { return nil }
      parts.append(power(base, e / 2))
    }
    return product(parts)
  }

  private mutating func readKernel(_ base: Term, _ reading: inout Reading) throws(DeriveError) -> Term {
    if kind(base) == .reduction, operation(base) == .sum {
      if let known = reading.memo[base] { return known }
      let opening = open(base, fresh: true)
      let body = try combinedBody(opening.body, &reading)
      return sum(over: opening.indices, where: opening.condition, body)
    }
    return base
  }

  /// A body of a sum in normal form is presented with its factors out; nothing there is merged or folded again.
  private mutating func combinedBody(_ body: Term, _ reading: inout Reading) throws(DeriveError) -> Term {
    kind(body) == .sum ? try combined(body, &reading) : body
  }

  /// Addends that are sums over the same ranges with the same factor outside become one sum.
  private mutating func mergedSums(_ term: Term, _ reading: inout Reading) throws(DeriveError) -> Term {
    guard isProperSum(term) else { return term }
    struct Key: Hashable {
      var outside: Term
      var ranges: [Term]
      var condition: Term
    }
    var groups: [Key: [(coefficient: Rational, sum: Term)]] = [:]
    var keys: [Key] = []
    var alone: [Term] = []
    for (coefficient, monomial) in addends(term) {
      let sums = factors(monomial).filter {
        kind($0.base) == .reduction && operation($0.base) == .sum && $0.exponent == .one
      }
      guard sums.count == 1, let only = sums.first?.base else {
        alone.append(scale(monomial, by: coefficient))
        continue
      }
      let count = payload(only) & 0xff
      let ranges = (0..<count).flatMap { position -> [Term] in
        let bound = child(only, position)
        return [child(bound, 0), child(bound, 1)]
      }
      let key = Key(outside: divide(monomial, only), ranges: ranges, condition: child(only, count))
      if groups[key] == nil { keys.append(key) }
      groups[key, default: []].append((coefficient, only))
    }
    if keys.allSatisfy({ groups[$0]?.count == 1 }) { return term }
    for key in keys {
      guard let members = groups[key] else { continue }
      if members.count == 1 {
        alone.append(scale(multiply(key.outside, members[0].sum), by: members[0].coefficient))
        continue
      }
      let first = open(members[0].sum, fresh: true)
      var bodies: [Term] = []
      for (coefficient, member) in members {
        let opening = open(member)
        bodies.append(scale(instantiate(opening.indices, opening.body, at: first.indices), by: coefficient))
      }
      let plain = sum(bodies)
      let body = cheaper(plain, try combined(plain, &reading), &reading)
      alone.append(multiply(key.outside, sum(over: first.indices, where: first.condition, body)))
    }
    return sum(alone)
  }

  // MARK: Names that a form begins with

  /// Whether anything cancels in the difference of two terms, as far as their normal forms tell: over one denominator they
  /// then have a monomial in common.
  private mutating func mayCancel(_ a: Term, _ b: Term, _ reading: inout Reading) throws(DeriveError) -> Bool {
    do {
      let first = try normalForm(a, &reading.form)
      let second = try normalForm(b, &reading.form)
      if first.denominator != second.denominator { return true }
      return second.numerator.terms.contains { first.numerator.terms[$0.key] != nil }
    } catch {
      if error == .tooMuchWork, !budget.isSpent { return true }
      throw error
    }
  }

  /// Forms that begin with a name that stands for a sum, `J0 + …` or `g[i] + …`.
  private mutating func additiveFoldings(_ term: Term, _ reading: inout Reading) throws(DeriveError) -> [Term] {
    var results: [Term] = []
    let free = freeIndices(term)
    for number in (reading.names + reading.addendNames).suffix(24) {
      let definition = definitions[number]
      var instances: [Term] = []
      if definition.parameters.isEmpty {
        instances = [defined(number)]
      } else if definition.parameters.count == 1 {
        let parameter = definition.parameters[0]
        for index in free where range(ofIndex: index) == range(ofIndex: parameter) {
          instances.append(defined(number, [index]))
        }
      }
      for name in instances {
        let body = unfolded(name)
        let cost = readingCost(body, &reading.costs)
        guard cost >= 4, readingCost(term, &reading.costs) > cost else { continue }
        guard try mayCancel(term, body, &reading) else { continue }
        let difference = try combined(subtract(term, body), &reading)
        if difference == .zero { continue }
        results.append(add(name, folded(difference, into: reading.names)))
      }
    }
    return results
  }
}
