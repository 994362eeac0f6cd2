import DeriveDocuments
import DeriveKit

/// `derive check PATH…`.
struct CheckVerb {
  let request: CheckRequest
  let surroundings: Surroundings

  func run() -> Outcome {
    let all = Inputs(surroundings: surroundings).expand(request.inputs)
    let shard = request.settings.shard
    let inputs = all.enumerated().filter { $0.offset % shard.count == shard.part - 1 }.map(\.element)
    var options = DocumentOptions()
    options.steps = request.settings.solve.steps
    options.times = request.settings.times
    options.color = surroundings.usesColor(request.settings.color)
    let shown = options
    let format = request.format
    var total = Tally()
    var broken = 0
    var outcome = Outcome.succeeded
    FileWork(surroundings: surroundings, settings: request.settings).run(inputs) { report in
      switch format {
      case .json: jsonLine(report, options: shown)
      case .text, .junit, .github, .tap, .sarif: CheckReport.text(report, options: shown)
      }
    } ready: { result in
      outcome = max(outcome, result.outcome)
      total = total + result.tally
      if result.issues > 0 { broken += 1 }
      if !result.messages.isEmpty { surroundings.message(result.messages) }
      outcome = max(outcome, print(result.text))
    }
    if format == .text {
      total.files = inputs.count
      outcome = max(outcome, print(CheckReport.summary(total, files: inputs.count, broken: broken)))
    }
    return outcome
  }

  private func print(_ text: String) -> Outcome {
    guard !text.isEmpty, let failure = surroundings.output(text) else { return .succeeded }
    surroundings.message("error: standard output cannot be written: \(failure.reason)\n")
    return .misuse
  }
}
