import DeriveNumbers

/// Everything about one family of distributions. One file of this folder holds one entry; the list in
/// `DistributionTable.swift` registers it. Parameters are the terms between the brackets, a vector or matrix among them
/// a family.
package struct DistributionEntry: Sendable {
  /// The parameters as terms, in the order of the language.
  package typealias Parameters = [Term]

  /// As the language writes it.
  package let name: String
  /// Whether it is a distribution of vectors, with these parameters.
  package let isOfVectors: @Sendable (borrowing TermStore, Parameters) -> Bool
  /// Conditions on the parameters under which there is such a distribution.
  package let existence: @Sendable (inout TermStore, Parameters) -> [Term]
  /// Where its values lie.
  package let support: @Sendable (inout TermStore, Parameters) -> SymbolFacts
  /// `E[g^n]` for n >= 1; nil where it is not known.
  package let moment: @Sendable (inout TermStore, Parameters, Int) -> Term?
  /// The n-th cumulant, where it is simpler than what the moments give.
  package let cumulant: (@Sendable (inout TermStore, Parameters, Int) -> Term)?
  /// Cumulants of a higher order are 0.
  package let greatestCumulant: Int
  /// What is known of components of a vector at these places.
  package let ofVectors: VectorLaw?
  /// `E[exp(c*g)]`; nil where it is not known.
  package let generating: (@Sendable (inout TermStore, Parameters, Term) -> GeneratingFunction)?
  /// The parameters of the distribution with the density times `exp(c*g)/E[exp(c*g)]`, if that is of the same family.
  package let tilted: (@Sendable (inout TermStore, Parameters, Term) -> Parameters)?

  /// The values it takes, where there are just two: any function of it is then linear in it.
  package let atoms: (first: Rational, second: Rational)?

  package enum VectorLaw: Sendable {
    /// `E` of a product of components.
    case moments(@Sendable (inout TermStore, Parameters, [Term]) -> Term?)
    /// The joint cumulant of components.
    case cumulants(@Sendable (inout TermStore, Parameters, [Term]) -> Term?)
  }

  package init(
    name: String, isOfVectors: @escaping @Sendable (borrowing TermStore, Parameters) -> Bool = { _, _ in false },
    existence: @escaping @Sendable (inout TermStore, Parameters) -> [Term] = { _, _ in [] },
    support: @escaping @Sendable (inout TermStore, Parameters) -> SymbolFacts = { _, _ in SymbolFacts() },
    moment: @escaping @Sendable (inout TermStore, Parameters, Int) -> Term?,
    cumulant: (@Sendable (inout TermStore, Parameters, Int) -> Term)? = nil, greatestCumulant: Int = .max,
    ofVectors: VectorLaw? = nil,
    generating: (@Sendable (inout TermStore, Parameters, Term) -> GeneratingFunction)? = nil,
    tilted: (@Sendable (inout TermStore, Parameters, Term) -> Parameters)? = nil,
    atoms: (first: Rational, second: Rational)? = nil
  ) {
    self.name = name
    self.isOfVectors = isOfVectors
    self.existence = existence
    self.support = support
    self.moment = moment
    self.cumulant = cumulant
    self.greatestCumulant = greatestCumulant
    self.ofVectors = ofVectors
    self.generating = generating
    self.tilted = tilted
    self.atoms = atoms
  }
}

/// A moment generating function at a point.
package struct GeneratingFunction: Sendable {
  package var value: Term
  /// It is finite exactly where this holds.
  package var condition: Term = .yes
}

extension TermStore {
  /// `n!` as a term.
  mutating func factorialTerm(_ n: Int) -> Term {
    var value = Integer(1)
    for factor in stride(from: 2, through: n, by: 1) { value = value * Integer(factor) }
    return number(Rational(value, Integer(1)))
  }

  /// `x*(x+1)*…*(x+n-1)`, Pochhammer's rising factorial.
  mutating func risingFactorial(_ x: Term, _ n: Int) -> Term {
    product((0..<n).map { add(x, number($0)) })
  }

  /// `0 < term`, the condition on rates, shapes and scales.
  mutating func isPositive(_ term: Term) -> Term { relation(.less, .zero, term) }
}
