import DeriveCore
import DeriveEvidence
import DeriveLanguage

extension Solver {
  /// The steps of a proof by induction; nil where there is none. Where a condition under which the sides are defined speaks
  /// of what is counted, the claim may hold at one value and mean nothing at the one before: then nothing is proved so.
  mutating func inductionSteps(
    _ left: Term, _ right: Term, axes: [Term], conditions: [Term]
  ) throws(DeriveError) -> [Solution.Step]? {
    guard let proof = try store.provesByInduction(left, right) else { return nil }
    if conditions.contains(where: { store.contains($0, proof.counter) }) { return nil }
    let letter = FormulaText.text(shown(proof.counter))
    var steps: [Solution.Step] = []
    var axes = axes
    if let (factor, index) = proof.stripped {
      axes.append(index)
      steps.append(
        Solution.Step(
          rule: "it is enough that what stands beside `\(FormulaText.text(shown(factor)))` under the sum is equal",
          before: try shownSide(proof.left, axes), after: try shownSide(proof.right, axes)))
    }
    func sides(_ place: Term) throws(DeriveError) -> (Formula, Formula) {
      let first = store.instance(of: proof.left, at: place, of: proof.counter)
      let second = store.instance(of: proof.right, at: place, of: proof.counter)
      return (try shownSide(first, axes), try shownSide(second, axes))
    }
    let base = try sides(proof.first)
    steps.append(
      Solution.Step(
        rule: "induction over \(letter): base \(letter) = \(FormulaText.text(shown(proof.first)))", before: base.0,
        after: base.1))
    let next = try sides(store.add(proof.counter, .one))
    steps.append(
      Solution.Step(
        rule: "step \(letter) → \(letter) + 1, with what is claimed of \(letter) put in", before: next.0, after: next.1)
    )
    return steps
  }

  private mutating func shownSide(_ term: Term, _ axes: [Term]) throws(DeriveError) -> Formula {
    try shownTensor(TensorValue(axes: axes, body: term), [:]).formula
  }
}
