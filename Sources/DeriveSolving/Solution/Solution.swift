import DeriveLanguage

/// Everything that came out of one problem: what the writers walk. It holds no term and needs no engine.
package struct Solution: Sendable {
  package var title: String?
  package var seed: UInt64
  package var items: [Item]

  package init(title: String?, seed: UInt64, items: [Item]) {
    self.title = title
    self.seed = seed
    self.items = items
  }

  /// In the order of the file.
  package enum Item: Sendable {
    case note(String)
    /// `N, K : size`, `x : real[N]`, `f : real -> real`, `g ~ normal(0, s^2)`; one a name or list of names.
    case given(Given)
    case assumption([Formula])
    /// A `let`: `left = right`.
    case definition(left: Formula, right: Formula)
    case derivation(Derivation)
    case claim(ClaimOutcome)
  }

  package struct Given: Sendable {
    package enum Role: Sendable { case size, given, random, function }
    package var role: Role
    package var names: [Formula]
    /// The type or distribution, as `.text` in the language's words, or as a formula.
    package var type: Formula
    package init(role: Role, names: [Formula], type: Formula) {
      self.role = role
      self.names = names
      self.type = type
    }
  }

  package struct Derivation: Sendable {
    package var line: Int
    /// The bound name, if any.
    package var name: String?
    /// The name's `as` clause, if it has one.
    package var latex: String? = nil
    /// Index letters free in the result.
    package var indices: [String]
    /// What was asked, `d(E, w)`.
    package var subject: Formula
    /// What came out; nil when it could not be done (see `reason`).
    package var result: Formula?
    /// Equal forms in between, from the subject to the result (shown as a chain of `=`).
    package var conditions: [Formula]
    package var steps: [Step]
    package var reason: String?
    /// Why the printed answer differs from its `#=` comment, if it does.
    package var mismatch: String?
    /// How the entries are laid out, said the first time that it matters.
    package var layout: String?
    package var seconds: Double

    package init(
      line: Int, name: String?, latex: String? = nil, indices: [String], subject: Formula, result: Formula?,
      conditions: [Formula],
      steps: [Step], reason: String?, mismatch: String?, seconds: Double
    ) {
      self.line = line
      self.name = name
      self.latex = latex
      self.indices = indices
      self.subject = subject
      self.result = result
      self.conditions = conditions
      self.steps = steps
      self.reason = reason
      self.mismatch = mismatch
      self.seconds = seconds
    }
  }

  /// One rewrite: `before` became `after` by `rule`, under `conditions`, through `steps`.
  package struct Step: Hashable, Sendable {
    /// The sentence that explains it: "chain rule", "sum of a one-hot vector is 1".
    package var rule: String
    package var before: Formula
    package var after: Formula
    package var conditions: [Formula]
    package var steps: [Step]
    package init(rule: String, before: Formula, after: Formula, conditions: [Formula] = [], steps: [Step] = []) {
      self.rule = rule
      self.before = before
      self.after = after
      self.conditions = conditions
      self.steps = steps
    }
  }

  package enum Verdict: String, Sendable {
    case proved
    case holdsOnPoints = "holds on points"
    case refuted
    case undecided
  }

  /// One claim, or one step of a chain of relations.
  package struct ClaimOutcome: Sendable {
    package var line: Int
    package var keyword: Statement.Keyword
    /// The whole claim as written.
    package var text: String
    /// This step's own relation or predicate.
    package var claim: Formula
    /// The step's number in its chain, from 0; `stepCount` is the chain's length.
    package var step: Int
    package var stepCount: Int
    package var verdict: Verdict
    package var passed: Bool
    package var conditions: [Formula]
    package var proof: [Step]
    /// What stands after `if`.
    package var assumptions: [Formula] = []
    /// How many random points were tried, and over which sizes (`1..5`).
    package var points: Int
    package var sizes: ClosedRange<Int>?
    package var counterexample: Counterexample?
    package var reason: String?
    /// Facts measured on the points, such as "smallest eigenvalue of H over the points: 0.0012".
    package var measurements: [String]
    package var seconds: Double

    package init(
      line: Int, keyword: Statement.Keyword, text: String, claim: Formula, step: Int, stepCount: Int,
      verdict: Verdict, passed: Bool, conditions: [Formula] = [], proof: [Step] = [], points: Int = 0,
      sizes: ClosedRange<Int>? = nil, counterexample: Counterexample? = nil, reason: String? = nil,
      measurements: [String] = [], seconds: Double = 0
    ) {
      self.line = line
      self.keyword = keyword
      self.text = text
      self.claim = claim
      self.step = step
      self.stepCount = stepCount
      self.verdict = verdict
      self.passed = passed
      self.conditions = conditions
      self.proof = proof
      self.points = points
      self.sizes = sizes
      self.counterexample = counterexample
      self.reason = reason
      self.measurements = measurements
      self.seconds = seconds
    }
  }

  /// A point at which a claim fails.
  package struct Counterexample: Sendable {
    package struct Assignment: Sendable {
      package var name: Formula
      package var value: Formula
      package init(name: Formula, value: Formula) {
        self.name = name
        self.value = value
      }
    }
    package var sizes: [Assignment]
    package var values: [Assignment]
    /// Both sides at that point: exact where they are rational, otherwise decimals (`.text`) that enclosures vouch for,
    /// or "undefined", or a shape.
    package var left: Formula?
    package var right: Formula?
    /// What the comparison shows, in words, where two sides alone do not: "v'*H*v = 0 although v != 0".
    package var remark: String?
    /// For a claim that has no sides of its own, what `left` is the value of: `v'*H*v`.
    package var form: Formula? = nil
    package init(
      sizes: [Assignment], values: [Assignment], left: Formula?, right: Formula?, remark: String? = nil
    ) {
      self.sizes = sizes
      self.values = values
      self.left = left
      self.right = right
      self.remark = remark
    }
  }
}
