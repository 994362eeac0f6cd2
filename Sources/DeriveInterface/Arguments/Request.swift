import DeriveSolving

/// What a call asks for.
package enum Request: Sendable {
  case solve(SolveRequest)
  case check(CheckRequest)
  case format(FormatRequest)
  /// A starter problem of this name.
  case new(String)
  case completions(Shell)
  /// The help on the command, or on one of its verbs.
  case help(Verb?)
  case version
}

/// `derive FILE…` and `derive -e STATEMENT`.
package struct SolveRequest: Sendable {
  package var inputs: [String] = []
  /// The texts of `-e`, in order. Where there are some, there are no inputs.
  package var statements: [String] = []
  package var output: String?
  package var settings = Settings()
}

/// `derive check PATH…`.
package struct CheckRequest: Sendable {
  package var inputs: [String] = []
  /// Nil: `github` on GitHub's machines, `text` elsewhere.
  package var format: ReportFormat?
  package var settings = Settings()
}

/// `derive format PATH…`.
package struct FormatRequest: Sendable {
  package var inputs: [String] = []
  /// Only tell which files are not in the standard layout.
  package var onlyChecks = false
}

/// The shells that there are completions for.
package enum Shell: String, CaseIterable, Sendable { case bash, zsh, fish }

/// What several verbs understand.
package struct Settings: Sendable {
  package enum Color: String, CaseIterable, Sendable { case auto, always, never }

  /// The K-th of N parts.
  package struct Shard: Hashable, Sendable {
    package var part = 1
    package var count = 1

    package init() {}

    package init(part: Int, count: Int) {
      self.part = part
      self.count = count
    }
  }

  package var solve = SolveOptions()
  /// Nil: as many as there are processors.
  package var jobs: Int?
  package var shard = Shard()
  package var fragment = false
  package var times = true
  package var color = Color.auto
}

/// The first word of a call, where it is no file.
package enum Verb: String, CaseIterable, Sendable {
  case check, format, new, help, completions

  package var summary: String {
    switch self {
    case .check: "Decide the claims of files and folders, for CI."
    case .format: "Rewrite files in the standard layout."
    case .new: "Write a commented starter problem."
    case .help: "Show help on the command or on a verb."
    case .completions: "Print the completion script for a shell."
    }
  }
}
