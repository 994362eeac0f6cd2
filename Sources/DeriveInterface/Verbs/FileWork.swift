import DeriveDocuments
import DeriveKit
import DeriveSolving

/// What came of one file, in strings: solutions, which may be deep, stay on the threads that made them.
struct FileResult<Product: Sendable>: Sendable {
  var outcome: Outcome
  /// What was made of the report: the text for standard output or for the document, or what `check` shows.
  var product: Product
  /// For standard error.
  var messages: String
  var tally = Tally()
  var issues = 0
}

extension FileResult where Product == String {
  var text: String { product }
}

/// Reads and solves files on several threads and writes what came out in order.
struct FileWork {
  let surroundings: Surroundings
  let settings: Settings

  /// `render` makes what is wanted of a report; `ready` takes the results in order.
  func run<Product: Sendable>(
    _ inputs: [Input], render: @escaping @Sendable (FileReport) -> Product, ready: (FileResult<Product>) -> Void
  ) {
    let surroundings = surroundings
    let settings = settings
    let jobs = settings.jobs ?? surroundings.processors
    System.concurrently(count: inputs.count, jobs: jobs) { index in
      Self.result(of: inputs[index], surroundings, settings, render)
    } ready: { result in
      ready(result)
    }
  }

  private static func result<Product: Sendable>(
    of input: Input, _ surroundings: Surroundings, _ settings: Settings, _ render: (FileReport) -> Product
  ) -> FileResult<Product> {
    let input = Inputs(surroundings: surroundings).read(input)
    var report = FileReport(
      file: input.name, title: nil, version: deriveVersion, seed: settings.solve.seed, solution: nil)
    guard let text = input.text else {
      let problem = input.problem ?? "cannot be read"
      report.issues = [FileReport.Issue(line: 1, column: 1, length: 0, message: problem, hint: nil)]
      return FileResult(
        outcome: .misuse, product: render(report), messages: "\(input.name): error: \(problem)\n", issues: 1)
    }
    switch surroundings.answer(text, input.name, settings.solve, input.declaresNames) {
    case .rejected(let title, let rejections):
      report.title = title
      report.issues = rejections.map(\.issue)
      return FileResult(
        outcome: .misuse, product: render(report), messages: rejections.map(\.display).joined(),
        issues: rejections.count)
    case .solved(let solution):
      report.title = solution.title
      report.solution = solution
      let tally = Tally(solution)
      let faults = Self.faults(solution, file: input.name)
      let passed = tally.failed + tally.failedDerivations == 0
      return FileResult(
        outcome: faults.isEmpty ? (passed ? .succeeded : .failed) : .fault, product: render(report), messages: faults,
        tally: tally)
    }
  }

  /// Claims that were both proved and contradicted.
  private static func faults(_ solution: DeriveSolving.Solution, file: String) -> String {
    solution.items.map { item in
      guard case .claim(let claim) = item, claim.isContradiction else { return "" }
      return """
        \(file):\(claim.line): fault: '\(claim.keyword.rawValue) \(claim.text)' was proved, and a point contradicts it. \
        This is an error in Derive; please report it with this file.

        """
    }.joined()
  }
}
