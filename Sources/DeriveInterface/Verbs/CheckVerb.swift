import DeriveDocuments
import DeriveKit

/// `derive check PATH…`.
struct CheckVerb {
  let request: CheckRequest
  let surroundings: Surroundings

  func run() -> Outcome {
    let inputs = part(of: Inputs(surroundings: surroundings).expandOnce(request.inputs))
    var options = DocumentOptions()
    options.steps = request.settings.solve.steps
    options.times = request.settings.times
    let shown = options
    let format = request.format ?? defaultFormat
    var setting = ReportSetting(names: inputs.map(\.name))
    setting.color = surroundings.usesColor(request.settings.color)
    setting.times = request.settings.times
    setting.paths = RepositoryPaths(surroundings)
    var writer = format.writer(setting)
    var summary = CheckSummary()
    summary.tally.files = inputs.count
    var progress = Progress(surroundings: surroundings, files: inputs.count)
    progress.show(summary.tally)
    FileWork(surroundings: surroundings, settings: request.settings).run(inputs) { report in
      var file = CheckedFile(report)
      if format.needsRecords { file.record = jsonLine(report, options: shown) }
      return file
    } ready: { result in
      summary.outcome = max(summary.outcome, result.outcome)
      summary.tally = summary.tally + result.tally
      if result.issues > 0 { summary.brokenFiles += 1 }
      progress.clear()
      if !result.messages.isEmpty { surroundings.message(writer.message(result.messages)) }
      summary.outcome = max(summary.outcome, print(writer.add(result.product)))
      progress.advance()
      progress.show(summary.tally)
    }
    progress.clear()
    return max(summary.outcome, print(writer.finish(summary)))
  }

  /// Every file is in exactly one of the parts.
  private func part(of inputs: [Input]) -> [Input] {
    let shard = request.settings.shard
    return inputs.enumerated().filter { $0.offset % shard.count == shard.part - 1 }.map(\.element)
  }

  private var defaultFormat: ReportFormat {
    surroundings.environment("GITHUB_ACTIONS").map { !$0.isEmpty } == true ? .github : .text
  }

  private func print(_ text: String) -> Outcome {
    guard !text.isEmpty, let failure = surroundings.output(text) else { return .succeeded }
    surroundings.message("error: standard output cannot be written: \(failure.reason)\n")
    return .misuse
  }
}
