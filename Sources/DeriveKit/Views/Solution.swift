import DeriveDocuments
import DeriveSolving

/// Everything that came out of a problem.
public struct Solution: Sendable {
  let solution: DeriveSolving.Solution

  init(_ solution: DeriveSolving.Solution) { self.solution = solution }

  /// The problem's title, if it has one.
  public var title: String? { solution.title }

  /// What the problem states and what came of it, in the order of the file.
  public var items: [Item] {
    let notation = Notation(for: solution)
    return solution.items.map { Item($0, notation) }
  }

  /// The results of the `derive` statements.
  public var derivations: [Derivation] {
    items.compactMap { if case .derivation(let derivation) = $0 { derivation } else { nil } }
  }

  /// The verdicts on the `check`, `prove` and `refute` statements, one a step of a chain.
  public var claims: [Claim] {
    items.compactMap { if case .claim(let claim) = $0 { claim } else { nil } }
  }

  /// Every derivation is done and every claim has passed.
  public var succeeded: Bool {
    let tally = Tally(solution)
    return tally.failed + tally.failedDerivations == 0
  }

  /// One item of a solution.
  public enum Item: Sendable {
    /// Prose, in Markdown with `$…$`.
    case note(String)
    /// Declared names and what they are, in the words of the language.
    case given(names: [FormulaView], type: FormulaView)
    case assumption([FormulaView])
    case definition(left: FormulaView, right: FormulaView)
    case derivation(Derivation)
    case claim(Claim)

    init(_ item: DeriveSolving.Solution.Item, _ notation: Notation) {
      switch item {
      case .note(let text): self = .note(text)
      case .given(let given):
        self = .given(
          names: given.names.map { FormulaView($0, notation) }, type: FormulaView(given.type, notation))
      case .assumption(let facts): self = .assumption(facts.map { FormulaView($0, notation) })
      case .definition(let left, let right):
        self = .definition(left: FormulaView(left, notation), right: FormulaView(right, notation))
      case .derivation(let derivation): self = .derivation(Derivation(derivation, notation))
      case .claim(let claim): self = .claim(Claim(claim, notation))
      }
    }
  }
}

/// What came of a `derive` statement.
public struct Derivation: Sendable {
  /// The statement's line, from 1.
  public let line: Int
  /// The name that the result is bound to, if any.
  public let name: String?
  /// The index letters that are free in the result.
  public let indices: [String]
  /// What was asked.
  public let subject: FormulaView
  /// What came out; nil if it could not be done.
  public let result: FormulaView?
  /// Under which the result holds.
  public let conditions: [FormulaView]
  public let steps: [Step]
  /// Why it could not be done, or is not in the form that the file asks for.
  public let reason: String?
  public let seconds: Double

  init(_ derivation: DeriveSolving.Solution.Derivation, _ notation: Notation) {
    line = derivation.line
    name = derivation.name
    indices = derivation.indices
    subject = FormulaView(derivation.subject, notation)
    result = derivation.result.map { FormulaView($0, notation) }
    conditions = derivation.conditions.map { FormulaView($0, notation) }
    steps = derivation.steps.map { Step($0, notation) }
    reason = derivation.reason ?? derivation.mismatch
    seconds = derivation.seconds
  }
}

/// One rewrite: `before` became `after` by `rule`.
public struct Step: Sendable {
  /// The sentence that explains it.
  public let rule: String
  public let before: FormulaView
  public let after: FormulaView
  public let conditions: [FormulaView]
  /// The smaller steps that it is made of.
  public let steps: [Step]

  init(_ step: DeriveSolving.Solution.Step, _ notation: Notation) {
    rule = step.rule
    before = FormulaView(step.before, notation)
    after = FormulaView(step.after, notation)
    conditions = step.conditions.map { FormulaView($0, notation) }
    steps = step.steps.map { Step($0, notation) }
  }
}

/// What came of a claim, or of one step of a chain of relations.
public struct Claim: Sendable {
  /// What the statement asks for.
  public enum Kind: String, Sendable { case check, prove, refute }

  /// What is known about it.
  public enum Verdict: String, Sendable {
    /// Derived symbolically; the proof is there.
    case proved
    /// No proof was found, and no point contradicts it.
    case holdsOnPoints = "holds on points"
    /// The counterexample is there.
    case refuted
    /// Neither; the reason says why.
    case undecided
  }

  /// The statement's line, from 1.
  public let line: Int
  public let kind: Kind
  /// The statement after its keyword, as it was written.
  public let text: String
  /// This step's own relation or predicate.
  public let formula: FormulaView
  /// The step's number in its chain, from 0.
  public let step: Int
  public let verdict: Verdict
  /// The verdict is what the statement asks for.
  public let passed: Bool
  public let conditions: [FormulaView]
  public let proof: [Step]
  /// How many random points were tried.
  public let points: Int
  /// Over which sizes.
  public let sizes: ClosedRange<Int>?
  public let counterexample: Counterexample?
  public let reason: String?
  public let seconds: Double

  init(_ claim: DeriveSolving.Solution.ClaimOutcome, _ notation: Notation) {
    line = claim.line
    switch claim.keyword {
    case .check: kind = .check
    case .prove: kind = .prove
    case .refute: kind = .refute
    }
    text = claim.text
    formula = FormulaView(claim.claim, notation)
    step = claim.step
    switch claim.verdict {
    case .proved: verdict = .proved
    case .holdsOnPoints: verdict = .holdsOnPoints
    case .refuted: verdict = .refuted
    case .undecided: verdict = .undecided
    }
    passed = claim.passed
    conditions = claim.conditions.map { FormulaView($0, notation) }
    proof = claim.proof.map { Step($0, notation) }
    points = claim.points
    sizes = claim.sizes
    counterexample = claim.counterexample.map { Counterexample($0, notation) }
    reason = claim.reason
    seconds = claim.seconds
  }
}

/// A point at which a claim fails.
public struct Counterexample: Sendable {
  /// A name and its value there.
  public struct Assignment: Sendable {
    public let name: FormulaView
    public let value: FormulaView
  }

  public let sizes: [Assignment]
  public let values: [Assignment]
  /// The two sides there, where the claim has sides.
  public let left: FormulaView?
  public let right: FormulaView?
  /// What shows the failure where two sides do not.
  public let remark: String?

  init(_ counterexample: DeriveSolving.Solution.Counterexample, _ notation: Notation) {
    func list(_ assignments: [DeriveSolving.Solution.Counterexample.Assignment]) -> [Assignment] {
      assignments.map { Assignment(name: FormulaView($0.name, notation), value: FormulaView($0.value, notation)) }
    }
    sizes = list(counterexample.sizes)
    values = list(counterexample.values)
    left = counterexample.left.map { FormulaView($0, notation) }
    right = counterexample.right.map { FormulaView($0, notation) }
    remark = counterexample.remark
  }
}
