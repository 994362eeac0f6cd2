import DeriveNumbers

/// Moments of components of one random name, from what is registered of its distribution.
extension TermStore {
  /// E of a product of components of one random name.
  ///
  /// Over all set partitions of the components: a block contributes its joint cumulant, and deltas that say that its
  /// components are of the same draw, as the cumulants of independent variables vanish (Leonov and Shiryaev, "On a method
  /// of calculation of semi-invariants", 1959; for normals the theorem of Isserlis). So `E[e[i]*e[j]]` is
  /// `mu^2 + v*delta(i, j)`, and indices may coincide or not.
  mutating func moment(of components: [Term], _ symbol: Int) throws(DeriveError) -> Term {
    let distribution = try knownDistribution(ofSymbol: symbol)
    var work = MomentWork(distribution.entry, distribution.parameters, symbols[symbol].name)
    work.isOfVectors = distribution.entry.isOfVectors(self, distribution.parameters)
    if !work.isOfVectors {
      // Powers of one component are one draw.
      for component in components {
        if let place = work.draws.firstIndex(where: { $0.component == component }) {
          work.draws[place].power += 1
        } else {
          work.draws.append(MomentWork.Draw(component: component, power: 1, outer: children(component), inner: nil))
        }
      }
    } else {
      for component in components {
        var places = children(component)
        let inner = places.removeLast()
        work.draws.append(MomentWork.Draw(component: component, power: 1, outer: places, inner: inner))
      }
    }
    if work.draws.count > MomentWork.greatestCount { throw .tooMuchWork }
    return try moment(ofDraws: (1 << work.draws.count) - 1, &work)
  }

  /// The registered family and the parameters of a random name, with what must be known of the parameters.
  func distributionFamily(ofSymbol symbol: Int) throws(DeriveError) -> (
    entry: DistributionEntry, parameters: [Term]
  ) {
    let name = symbols[symbol].name
    guard let distribution = symbols[symbol].distribution else {
      throw .unsupported("the distribution of `\(name)` is not known")
    }
    guard let entry = distributionEntry(named: distribution.family) else {
      throw .unsupported("moments of the distribution `\(distribution.family)` are not known")
    }
    return (entry, distribution.parameters)
  }

  mutating func knownDistribution(ofSymbol symbol: Int) throws(DeriveError) -> (
    entry: DistributionEntry, parameters: [Term]
  ) {
    let (entry, parameters) = try distributionFamily(ofSymbol: symbol)
    for condition in entry.existence(&self, parameters) where condition != .yes {
      let name = symbols[symbol].name
      if condition == .no {
        let text =
          parameters.contains { kind($0) == .family }
          ? "that the parameters of `\(name)` are those of a distribution is not known"
          : "there is no distribution with the parameters of `\(name)`"
        throw .unsupported(text)
      }
      // What is not random is given with the declaration.
      if isRandom(condition) {
        throw .unsupported("the parameters of `\(name)` are random, and not known to be those of a distribution")
      }
    }
    return (entry, parameters)
  }

  // MARK: Set partitions

  /// E of the draws in a set, given by its bits.
  private mutating func moment(ofDraws set: Int, _ work: inout MomentWork) throws(DeriveError) -> Term {
    if set == 0 { return .one }
    if let known = work.known[set] { return known }
    budget.count(16)
    if budget.isSpent { throw .tooMuchWork }
    let first = set.trailingZeroBitCount
    let rest = set & (set - 1)
    var parts: [Term] = []
    var others = rest
    // Every subset of the rest, the empty one last.
    while true {
      let block = others | 1 << first
      if block.nonzeroBitCount <= work.greatestBlock {
        let equal = isOneDraw(block, work)
        let cumulant = equal == .zero ? .zero : multiply(equal, try cumulant(ofBlock: block, work))
        if cumulant != .zero {
          let remaining = try moment(ofDraws: set & ~block, &work)
          // A delta must be a factor of a term of its own, to contract.
          for (a, first) in addendsWithDeltas(cumulant) {
            for (b, second) in addendsWithDeltas(remaining) { parts.append(scale(multiply(first, second), by: a * b)) }
          }
          budget.count(parts.count)
          if budget.isSpent { throw .tooMuchWork }
        }
      }
      if others == 0 { break }
      others = (others - 1) & rest
    }
    let result = sum(parts)
    work.known[set] = result
    return result
  }

  /// The addends where a delta is among them, else the term as it is.
  private func addendsWithDeltas(_ term: Term) -> [(coefficient: Rational, term: Term)] {
    leaves(term) { $0 == .delta }.isEmpty ? [(.one, term)] : addends(term)
  }

  /// 1 where the indices of all members that tell draws apart coincide, else 0.
  private mutating func isOneDraw(_ block: Int, _ work: MomentWork) -> Term {
    let members = work.members(of: block)
    guard let first = members.first else { return .one }
    return product(members.dropFirst().map { isOneDraw(first.outer, $0.outer) })
  }

  /// 1 where the indices coincide, else 0.
  mutating func isOneDraw(_ a: [Term], _ b: [Term]) -> Term {
    product(zip(a, b).map { delta($0, $1) })
  }

  /// The joint cumulant of members of one draw.
  private mutating func cumulant(ofBlock block: Int, _ work: MomentWork) throws(DeriveError) -> Term {
    let members = work.members(of: block)
    if work.isOfVectors {
      let places = members.compactMap(\.inner)
      switch work.entry.ofVectors {
      case .cumulants(let law)?:
        guard let value = law(&self, work.parameters, places) else { throw work.unknown }
        return value
      case .moments(let law)?:
        return try cumulant(of: places, from: work) { store, places in law(&store, work.parameters, places) }
      case nil:
        throw work.unknown
      }
    }
    if members.allSatisfy({ $0.power == 1 }), let law = work.entry.cumulant {
      return law(&self, work.parameters, members.count)
    }
    return try cumulant(of: members.map(\.power), from: work) { store, powers in
      work.entry.moment(&store, work.parameters, powers.reduce(0, +))
    }
  }

  /// The joint cumulant from joint moments: the sum over set partitions of `(-1)^(b-1)*(b-1)!` times the moments of the
  /// b blocks.
  private mutating func cumulant<Member>(
    of members: [Member], from work: MomentWork,
    _ law: (inout TermStore, [Member]) -> Term?
  ) throws(DeriveError) -> Term {
    var parts: [Term] = []
    for partition in try partitions(members.count) {
      var factors: [Term] = []
      for block in partition {
        guard let value = law(&self, block.map { members[$0] }) else { throw work.unknown }
        factors.append(value)
      }
      let weight = factorialTerm(partition.count - 1)
      factors.append(partition.count % 2 == 1 ? weight : negate(weight))
      parts.append(product(factors))
    }
    return sum(parts)
  }

  /// All partitions of `0..<count` into blocks.
  private mutating func partitions(_ count: Int) throws(DeriveError) -> [[[Int]]] {
    var result: [[[Int]]] = [[]]
    for member in 0..<count {
      var next: [[[Int]]] = []
      for partition in result {
        for place in partition.indices {
          var grown = partition
          grown[place].append(member)
          next.append(grown)
        }
        next.append(partition + [[member]])
      }
      result = next
      budget.count(result.count)
      if budget.isSpent { throw .tooMuchWork }
    }
    return result
  }
}

/// The work of one moment.
private struct MomentWork {
  /// A power of a component, told apart by indices.
  struct Draw {
    var component: Term
    var power: Int
    /// The indices of independent draws.
    var outer: [Term]
    /// The place in a vector that is drawn as a whole.
    var inner: Term?
  }

  static let greatestCount = 12

  let entry: DistributionEntry
  let parameters: [Term]
  let name: String
  var isOfVectors = false
  var draws: [Draw] = []
  var known: [Int: Term] = [:]

  init(_ entry: DistributionEntry, _ parameters: [Term], _ name: String) {
    self.entry = entry
    self.parameters = parameters
    self.name = name
  }

  /// The most draws in a block that may contribute: of plain powers cumulants beyond a certain order are 0.
  var greatestBlock: Int { draws.allSatisfy { $0.power == 1 } ? entry.greatestCumulant : .max }

  var unknown: DeriveError {
    .unsupported("a moment of `\(name)` beyond what its distribution `\(entry.name)` tells")
  }

  func members(of block: Int) -> [Draw] { draws.indices.filter { block & 1 << $0 != 0 }.map { draws[$0] } }
}
