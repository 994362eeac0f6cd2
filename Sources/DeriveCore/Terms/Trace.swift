/// A rewrite: `before` became `after` by `rule`.
package struct RewriteRecord: Sendable {
  /// The sentence that explains it.
  package var rule: String
  package var before: Term
  /// Set where it is not `before` itself that was rewritten but its derivative by this.
  package var variable: Term?
  package var after: Term
  /// What the rule needed to be true.
  package var conditions: [Term]
  package var steps: [RewriteRecord]

  package init(
    rule: String, before: Term, variable: Term? = nil, after: Term, conditions: [Term] = [],
    steps: [RewriteRecord] = []
  ) {
    self.rule = rule
    self.before = before
    self.variable = variable
    self.after = after
    self.conditions = conditions
    self.steps = steps
  }
}

/// Gathers rewrites as they happen: each, or only the laws by which they are made.
package struct Trace: Sendable {
  package let isDetailed: Bool
  package private(set) var records: [RewriteRecord] = []
  /// Without repetition, in the order of their first use.
  private(set) var laws: [LawUse] = []

  package init(isDetailed: Bool = true) { self.isDetailed = isDetailed }

  mutating func note(_ use: LawUse) {
    if !laws.contains(use) { laws.append(use) }
  }

  package mutating func add(_ record: RewriteRecord) {
    if isDetailed, record.variable != nil || record.before != record.after { records.append(record) }
  }

  /// Takes off what was recorded since `mark`, to become substeps.
  package mutating func takeBack(to mark: Int) -> [RewriteRecord] {
    let taken = Array(records[mark...])
    records.removeSubrange(mark...)
    return taken
  }

  package var mark: Int { records.count }
}

extension TermStore {
  /// Records a rewrite if rewrites are recorded at all.
  mutating func record(_ rule: String, _ before: Term, _ after: Term, conditions: [Term] = []) {
    trace?.add(RewriteRecord(rule: rule, before: before, after: after, conditions: conditions))
  }
}
