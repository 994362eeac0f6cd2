import DeriveLanguage
import DeriveSolving

/// Steps as a reader follows them: chains of relations, each line with its reason.
///
/// A step that goes on where the last one stopped is one more line of its chain; any other step begins a chain of its
/// own.
struct Account: Sendable {
  struct Chain: Sendable {
    var start: Formula
    var links: [Link]
    /// Why a statement that stands alone, without relations to follow, holds.
    var reason = ""
    var details: [Chain] = []
    /// It would only say the claim again: what counts is the reason.
    var isRemark = false

    var end: Formula { links.last?.formula ?? start }
  }

  struct Link: Sendable {
    var relation = Relation.equal
    var formula: Formula
    /// The rule's sentence; empty for what needs no reason.
    var reason: String
    var conditions: [Formula] = []
    /// How this step is made, in smaller steps.
    var details: [Chain] = []
  }

  var chains: [Chain]

  /// The steps of a proof, without the claim itself.
  init(proofOf claim: Solution.ClaimOutcome, detail: SolveOptions.Steps) {
    chains = detail == .none ? [] : Self.chains(claim.proof, withDetails: detail == .full)
    for (position, chain) in chains.enumerated() where chain.details.isEmpty {
      guard case .relation(let left, let relation, let right) = claim.claim, chain.links.count == 1,
        let link = chain.links.first, link.details.isEmpty, link.conditions.isEmpty, !link.reason.isEmpty,
        link.relation == relation, chain.start == left, link.formula == right
      else { continue }
      chains[position].isRemark = true
      chains[position].reason = link.reason
    }
  }

  /// From what was asked to what came out. The last chain ends in the result.
  init(_ derivation: Solution.Derivation, subject: Formula, detail: SolveOptions.Steps) {
    chains = detail == .none ? [] : Self.chains(derivation.steps, withDetails: detail == .full)
    // A derived name stands for what was asked: `H = ∇²E = …`.
    if let first = chains.indices.first(where: { chains[$0].start == derivation.subject }) {
      if subject != derivation.subject {
        if chains.count == 1 { chains[first].links.insert(Link(formula: derivation.subject, reason: ""), at: 0) }
        chains[first].start = subject
      }
      // The story of the whole comes last.
      if chains[first].end == derivation.result { chains.append(chains.remove(at: first)) }
    }
    guard let result = derivation.result else { return }
    if let last = chains.last, last.end == result, last.start == subject { return }
    var links = [Link(formula: result, reason: "")]
    if subject != derivation.subject, chains.isEmpty {
      links.insert(Link(formula: derivation.subject, reason: ""), at: 0)
    }
    if result != subject { chains.append(Chain(start: subject, links: links)) }
  }

  private static func chains(_ steps: [Solution.Step], withDetails: Bool) -> [Chain] {
    var result: [Chain] = []
    for step in steps {
      if step.before == step.after, let last = result.indices.last, result[last].end == step.before { continue }
      let details = withDetails ? chains(step.steps, withDetails: true) : []
      if step.after.isStatement || step.before.isStatement {
        // That both sides are the same formula is seen without being said.
        if case .relation(let left, .equal, let right) = step.before, left == right, result.last?.end == left {
          continue
        }
        let statement = chain(stating: step, details: details)
        if let last = result.last, !statement.links.isEmpty, last.end == statement.start {
          // It says something of what came out: `… >= 0` goes on from there.
          result[result.count - 1].links += statement.links
        } else {
          result.append(statement)
        }
        continue
      }
      let link = Link(formula: step.after, reason: step.words, conditions: step.conditions, details: details)
      if let last = result.last, last.end == step.before {
        result[result.count - 1].links.append(link)
      } else {
        result.append(Chain(start: step.before, links: [link]))
      }
    }
    return result
  }

  /// A step from statement to statement shows what it comes to; one that comes to "true" what is true.
  private static func chain(stating step: Solution.Step, details: [Chain]) -> Chain {
    let statement = step.after == .text("true") ? step.before : step.after
    if case .relation(let left, let relation, let right) = statement {
      let link = Link(
        relation: relation, formula: right, reason: step.rule, conditions: step.conditions, details: details)
      return Chain(start: left, links: [link])
    }
    return Chain(start: statement, links: [], reason: step.rule, details: details)
  }
}

extension Solution.Step {
  /// The rule, unless it says no more than that the step is one.
  fileprivate var words: String { rule == "result" ? "" : rule }
}
