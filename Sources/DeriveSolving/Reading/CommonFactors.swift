import DeriveCore
import DeriveLanguage
import DeriveNumbers

/// Sums of products of matrices that begin or end alike: `A'*diag(p)*A - A'*p*p'*A` is `A'*(diag(p) - p*p')*A`, and
/// `w - c*H*w` is `(eye(N) - c*H)*w`.
extension FormulaBuilder {
  /// An addend as a number, scalars, and what is multiplied from left to right.
  private struct Chain {
    var isNegative: Bool
    var number: Rational
    var scalars: [Formula]
    var matrices: [Formula]
  }

  /// The sum over `axes` with what all addends have in common before and behind a bracket.
  func sumOfProducts(_ addends: [Formula], _ axes: [Term], _ store: inout TermStore) throws(FormulaError) -> Formula {
    let plain = joinedSum(addends)
    guard case .sum(let parts) = plain, parts.count >= 2, parts.count <= 64 else { return plain }
    var chains: [Chain] = []
    for part in parts {
      guard let chain = chain(part, store) else { return plain }
      chains.append(chain)
    }
    // Scalars that all have come out.
    var shared: [Formula] = []
    for scalar in chains[0].scalars where chains.allSatisfy({ $0.scalars.contains(scalar) }) {
      shared.append(scalar)
      for place in chains.indices {
        if let found = chains[place].scalars.firstIndex(of: scalar) { chains[place].scalars.remove(at: found) }
      }
    }
    if !shared.isEmpty {
      let rest = try sumOfProducts(chains.map { formula($0, dividedBy: .one) }, axes, &store)
      return joined(shared + [rest]) ?? rest
    }
    let shortest = chains.map(\.matrices.count).min() ?? 0
    var behind = 0
    while behind < shortest, isShared(chains.map { $0.matrices[$0.matrices.count - 1 - behind] }) { behind += 1 }
    var before = 0
    while before + behind < shortest, isShared(chains.map { $0.matrices[before] }) { before += 1 }
    let isWhole = chains.contains { before + behind == $0.matrices.count }
    if before + behind == 0 { return withoutCommonNumber(chains, plain) }
    // Of a sum of vectors the last factor is one: without another matrix there is no product to speak of.
    if isWhole, chains.allSatisfy({ $0.matrices.count == before + behind }) { return plain }
    var identity: Formula?
    if isWhole {
      // What is left of one of them is a multiple of the identity, as large as the rows or the columns of the whole.
      guard before == 0 || behind == 0 && axes.count == 2 else { return plain }
      guard let size = try sizes(of: [before == 0 ? axes[0] : axes[1]], &store) else { return plain }
      identity = .call("eye", size, latex: nil)
    }
    let front = Array(chains[0].matrices.prefix(before))
    let back = Array(chains[0].matrices.suffix(behind))
    for place in chains.indices {
      let inner = chains[place].matrices.dropFirst(before).dropLast(behind)
      chains[place].matrices = inner.isEmpty ? [identity].compactMap { $0 } : Array(inner)
    }
    let number = commonNumber(chains)
    let bracket = joinedSum(chains.map { formula($0, dividedBy: number) })
    return .product((number.isOne ? [] : [.number(number)]) + front + [bracket] + back)
  }

  private func isShared(_ factors: [Formula]) -> Bool { factors.dropFirst().allSatisfy { $0 == factors[0] } }

  private func formula(_ chain: Chain, dividedBy number: Rational) -> Formula {
    let rest = chain.number / number
    let inner = joined((rest.isOne ? [] : [.number(rest)]) + chain.scalars + chain.matrices) ?? .number(rest)
    return chain.isNegative ? .negate(inner) : inner
  }

  /// `2*X'*X + 2*a*eye(D)` is `2*(X'*X + a*eye(D))`; brackets are not nested for it.
  private func withoutCommonNumber(_ chains: [Chain], _ plain: Formula) -> Formula {
    let number = commonNumber(chains)
    let hasBracket = chains.contains { chain in
      chain.matrices.isEmpty
        || (chain.scalars + chain.matrices).contains { factor in
          switch factor {
          case .sum, .hadamard, .transpose(.sum): true
          default: false
          }
        }
    }
    guard !number.isOne, !hasBracket else { return plain }
    return .product([.number(number), joinedSum(chains.map { formula($0, dividedBy: number) })])
  }

  /// The whole number that all have in common.
  private func commonNumber(_ chains: [Chain]) -> Rational {
    var common = Integer(0)
    for chain in chains {
      guard chain.number.isInteger else { return .one }
      common = Integer.gcd(common, chain.number.numerator)
    }
    return Rational(common)
  }

  /// `nil` for what is not known to be a product.
  private func chain(_ addend: Formula, _ store: borrowing TermStore) -> Chain? {
    var isNegative = false
    var inner = addend
    if case .negate(let positive) = addend { (isNegative, inner) = (true, positive) }
    var factors = [inner]
    if case .product(let list) = inner { factors = list }
    var result = Chain(isNegative: isNegative, number: .one, scalars: [], matrices: [])
    if case .number(let number)? = factors.first {
      result.number = number
      factors.removeFirst()
    }
    for factor in factors {
      if result.matrices.isEmpty, isScalar(factor, store) {
        result.scalars.append(factor)
      } else {
        result.matrices.append(factor)
      }
    }
    return result.matrices.isEmpty ? nil : result
  }

  /// Whether the formula is certainly a scalar.
  private func isScalar(_ formula: Formula, _ store: borrowing TermStore) -> Bool {
    switch formula {
    case .number, .infinity, .quotient, .delta, .bigSum:
      return true
    case .name(let name, _):
      if let known = naming.dimensions[name] { return known.isEmpty }
      return store.symbols.last { $0.name == name }?.rank == 0
    case .component(.name(let name, _), let slots):
      return naming.dimensions[name]?.count == slots.count && slots.allSatisfy { $0 != nil }
    case .power(let base, _), .negate(let base):
      return isScalar(base, store)
    case .call(let name, let arguments, _):
      if ["norm", "norm1", "dot", "tr", "sum", "logsumexp"].contains(name) { return true }
      return FunctionID(named: name) != nil && arguments.allSatisfy { isScalar($0, store) }
    case .sum(let parts):
      return parts.allSatisfy { isScalar($0, store) }
    case .component, .product, .hadamard, .elementwisePower, .transpose, .prime, .bigProduct, .matrix, .derivative,
      .cases, .relation, .predicate, .and, .or, .not, .membership, .text:
      return false
    }
  }
}
