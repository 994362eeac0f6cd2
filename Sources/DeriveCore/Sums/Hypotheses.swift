/// What a proof by induction takes to hold of a member of a recursion, or of a power of a matrix, while it looks at the
/// next one: the member at this place is this value, whatever the indices of its components are.
package struct InductionHypothesis {
  /// The member, over `parameters`.
  package var member: Term
  package var parameters: [Term]
  package var value: Term

  package init(member: Term, parameters: [Term], value: Term) {
    self.member = member
    self.parameters = parameters
    self.value = value
  }
}

extension TermStore {
  /// What a hypothesis says of the term; nil where none does.
  mutating func hypothesis(about term: Term, _ form: borrowing NormalForm) -> Term? {
    for hypothesis in form.hypotheses {
      let pattern = hypothesis.member
      guard kind(pattern) == kind(term), payload(pattern) == payload(term), childCount(pattern) == childCount(term)
      else {
        continue
      }
      var bindings: [Term: Term] = [:]
      var isMatch = true
      for position in 0..<childCount(pattern) {
        let (own, other) = (child(pattern, position), child(term, position))
        if hypothesis.parameters.contains(own) {
          isMatch = isMatch && (bindings[own] ?? other) == other
          bindings[own] = other
        } else {
          isMatch = isMatch && own == other
        }
      }
      // It was claimed of the values in the range of the index, and of no others.
      isMatch = isMatch && bindings.allSatisfy { isInside($0.value, rangeOf: $0.key) == .yes }
      guard isMatch else { continue }
      return instantiate(
        hypothesis.parameters, hypothesis.value, at: hypothesis.parameters.map { bindings[$0] ?? $0 })
    }
    return nil
  }

  /// A member of a recursion with its place in normal form.
  mutating func normalMember(_ term: Term, _ form: inout NormalForm) throws(DeriveError) -> Term {
    guard definitions[payload(term)].recursion != nil, form.options.unfoldsDefinitions else { return term }
    let place = try normalTerm(child(term, 0), &form)
    return defined(payload(term), [place] + children(term).dropFirst())
  }
}
