import DeriveDocuments

/// An option of the command: one entry of this table, and one case of `apply` in `ArgumentParser`.
struct Option: Sendable {
  enum Name: String, CaseIterable, Sendable {
    case output
    case statement = "e"
    case code, steps, form, seed, points, sizes, effort, timeout, jobs, shard, format
    case fragment
    case onlyChecks = "check"
    case noTimes = "no-times"
    case color, version, help
  }

  var name: Name
  /// Other ways to write it.
  var short: String?
  /// How its value is called in help; nil for a flag.
  var value: String?
  var summary: String
  /// The verbs that know it; nil stands for solving.
  var verbs: [Verb?]

  var spelling: String { name == .statement ? "-e" : "--\(name.rawValue)" }

  /// Every way to write it.
  var spellings: [String] { (short.map { [$0] } ?? []) + [spelling] }

  /// It can be used in this version.
  var isAvailable: Bool { name != .code }

  static func named(_ text: String) -> Option? { all.first { $0.spellings.contains(text) } }

  static func all(for verb: Verb?) -> [Option] { all.filter { $0.verbs.contains(verb) } }

  static let all: [Option] = [
    Option(
      name: .statement, value: "statements",
      summary:
        "Solve statements given here, one a line, instead of a file: a bare expression is derived, a bare relation checked. May be repeated.",
      verbs: [nil]),
    Option(
      name: .output, short: "-o", value: "file",
      summary:
        "Write the solution to a file; its ending says how: \(DocumentFormat.all.map { ".\($0.ending) (\($0.summary))" }.joined(separator: ", ")).",
      verbs: [nil]),
    Option(
      name: .code, value: "language", summary: "The derived results as code. (Not available in this version.)",
      verbs: [nil]),
    Option(
      name: .steps, value: "none|brief|full", summary: "How much of derivations and proofs is shown. (default: brief)",
      verbs: [nil, .check]),
    Option(
      name: .form, value: "auto|index|matrix",
      summary:
        "Whether answers are written in components or in matrices. (default: auto, as the problem itself is written)",
      verbs: [nil, .check]),
    Option(name: .seed, value: "n", summary: "The seed of the random points. (default: 1)", verbs: [nil, .check]),
    Option(
      name: .points, value: "n", summary: "How many random points a claim is tried at. (default: 200)",
      verbs: [nil, .check]),
    Option(
      name: .sizes, value: "a..b", summary: "The values that sizes such as N take at those points. (default: 1..5)",
      verbs: [nil, .check]),
    Option(
      name: .effort, value: "x",
      summary: "How much work a statement may take: 2 for twice the usual. (default: 1)",
      verbs: [nil, .check]),
    Option(
      name: .timeout, value: "seconds",
      summary: "When to give a statement up, should that work take so long; it is then undecided. (default: 20)",
      verbs: [nil, .check]),
    Option(
      name: .jobs, value: "n", summary: "How many files are solved at a time. (default: the number of processors)",
      verbs: [nil, .check]),
    Option(
      name: .shard, value: "k/n",
      summary: "Check only the k-th of n parts of the files, to share the work between machines. (default: 1/1)",
      verbs: [.check]),
    Option(
      name: .format, value: ReportFormat.allCases.map(\.rawValue).joined(separator: "|"),
      summary: "The form of the report. (default: text; github where GITHUB_ACTIONS is set)", verbs: [.check]),
    Option(
      name: .onlyChecks, summary: "Only list the files that are not in the standard layout.",
      verbs: [.format]),
    Option(
      name: .fragment, summary: "With -o: LaTeX, HTML or Markdown without the frame of a document, to be put into one.",
      verbs: [nil]),
    Option(name: .noTimes, summary: "Leave out how many seconds each statement took.", verbs: [nil, .check]),
    Option(
      name: .color, value: "auto|always|never",
      summary: "Whether to use colour. (default: auto, on a terminal unless NO_COLOR is set)", verbs: [nil, .check]),
    Option(name: .version, summary: "Show the version.", verbs: [nil]),
    Option(
      name: .help, short: "-h", summary: "Show help information.", verbs: [nil, .check, .format, .new, .completions]),
  ]
}
