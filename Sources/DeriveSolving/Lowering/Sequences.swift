import DeriveCore
import DeriveNumbers

/// What every member of a recursion was proved to be: a term over the place and the indices of the member.
struct ProvedMember {
  var parameters: [Term]
  var value: Term
}

/// Closed forms of what stands under a limit over a size or an index.
extension Lowering {
  /// The body step by step in closed form: members of recursions by their place, then sums over growing ranges and powers
  /// of matrices. What has no closed form stays.
  func closedSequence(
    _ body: Term, _ variable: Term, _ store: inout TermStore
  ) -> [(rule: String, term: Term)] {
    var attempts: [[(rule: String, term: Term)]] = []
    for place in 0... {
      guard let closed = membersClosed(body, variable, attempt: place, &store) else { break }
      let rest = rangesClosed(closed.term, variable, &store)
      let account = [closed] + rest
      // The first form that leaves nothing open.
      if let last = account.last, !grows(last.term, variable, store) { return account }
      attempts.append(account)
    }
    return attempts.first ?? rangesClosed(body, variable, &store)
  }

  /// Sums over growing ranges and powers of matrices in closed form.
  private func rangesClosed(
    _ body: Term, _ variable: Term, _ store: inout TermStore
  ) -> [(rule: String, term: Term)] {
    var result: [(rule: String, term: Term)] = []
    var current = body
    guard grows(current, variable, store) else { return result }
    let telescoped = store.telescoped(current, over: variable)
    if telescoped != current {
      current = telescoped
      result.append(("neighbours cancel", current))
      if !grows(current, variable, store) { return result }
    }
    var form = NormalForm(.deciding)
    guard let normal = try? store.normalTerm(current, &form), normal != current, !grows(normal, variable, store) else {
      return result
    }
    result.append(("the closed form put in", normal))
    return result
  }

  /// Whether the term holds a sum or product over a range that moves, or a matrix to a power that does.
  private func grows(_ term: Term, _ variable: Term, _ store: borrowing TermStore) -> Bool {
    store.leaves(term) { $0 == .bound || $0 == .matrixFunction }.contains { node in
      switch store.kind(node) {
      case .bound: store.contains(store.child(node, 1), variable) || store.contains(store.child(node, 0), variable)
      default: store.childCount(node) > 3 && store.contains(store.child(node, 3), variable)
      }
    }
  }

  // MARK: Members of recursions

  /// The term with members at places that move replaced by what they were proved to be, the latest first, or else are
  /// solved to; nil where there is no such attempt.
  private func membersClosed(
    _ term: Term, _ variable: Term, attempt: Int, _ store: inout TermStore
  ) -> (rule: String, term: Term)? {
    var change = DeriveCore.Substitution()
    var rule: String?
    let nodes = store.leaves(term) { $0 == .definition }
    for number in Set(nodes.map { store.payload($0) }).sorted() {
      guard store.definitions[number].recursion != nil,
        nodes.contains(where: { store.payload($0) == number && store.contains(store.child($0, 0), variable) })
      else { continue }
      let known = Array((provedMembers[number] ?? []).reversed())
      if attempt < known.count {
        change.replace(definition: number, parameters: known[attempt].parameters, by: known[attempt].value)
        rule = "as proved above"
      } else if attempt == known.count, let solved = solvedMember(number, &store) {
        change.replace(definition: number, parameters: store.definitions[number].parameters, by: solved)
        rule = "the recursion solved"
      }
    }
    return rule.map { ($0, store.substitute(term, change)) }
  }

  /// A member of a linear recursion with constant coefficients over the parameters of its definition:
  /// `a^m*u + b*(1 - a^m)/(1 - a)` for `u[t+1] = a*u[t] + b` with a known not to be 1, `u + m*b` for a = 1, `A^m*u` for
  /// `u[t+1] = A*u[t]`, m steps after the first member u. Nil where it is none.
  private func solvedMember(_ number: Int, _ store: inout TermStore) -> Term? {
    let definition = store.definitions[number]
    guard let recursion = definition.recursion, let step = recursion.step, let place = definition.parameters.first
    else { return nil }
    let axes = Array(definition.parameters.dropFirst())
    guard axes.count <= 1 else { return nil }
    let count = store.subtract(place, recursion.first)
    // The member before stands at the counter alone.
    let members = store.leaves(step) { $0 == .definition }.filter {
      store.definitions[store.payload($0)].recursion != nil
    }
    guard members.allSatisfy({ store.payload($0) == number && store.child($0, 0) == recursion.counter }) else {
      return nil
    }
    let extents = axes.map { store.range(ofIndex: $0).upper }
    let symbol = store.addSymbol(Symbol(name: "member", role: .given, rank: axes.count, extents: extents))
    var change = DeriveCore.Substitution()
    change.replace(
      definition: number, parameters: definition.parameters, by: store.component(symbol, axes))
    let plain = store.substitute(step, change)
    func isConstant(_ term: Term, _ store: borrowing TermStore) -> Bool {
      !store.contains(term, recursion.counter)
        && !store.leaves(term) { $0 == .symbol }.contains { store.payload($0) == symbol }
    }
    var none = DeriveCore.Substitution()
    none.replace(symbol: symbol, parameters: axes, by: .zero)
    let rest = store.substitute(plain, none)
    var form = NormalForm(.deciding)
    let column = axes.map { index in
      let (lower, upper) = store.range(ofIndex: index)
      return store.freshIndex(lower, upper)
    }
    guard let slope = try? store.derivative(of: plain, by: store.component(symbol, column)),
      let factor = try? store.normalTerm(slope, &form), isConstant(factor, store), isConstant(rest, store)
    else { return nil }
    guard let row = axes.first, let other = column.first else {
      let power = store.multiply(store.power(factor, count), recursion.initial)
      if rest == .zero { return power }
      let gap = store.subtract(.one, factor)
      if (try? store.provesZero(gap)) == true { return store.add(recursion.initial, store.multiply(rest, count)) }
      guard store.bounds(gap).isNonZero else { return nil }
      let geometric = store.divide(store.subtract(.one, store.power(factor, count)), gap)
      return store.add(power, store.multiply(rest, geometric))
    }
    guard (try? store.provesZero(rest)) == true else { return nil }
    let (lower, upper) = store.range(ofIndex: row)
    let between = store.freshIndex(lower, upper)
    let entry = store.matrixPower(row, other, factor, to: count, at: row, between)
    let first = store.instantiate([row], recursion.initial, at: [between])
    return store.sum(over: [between], store.multiply(entry, first))
  }
}
