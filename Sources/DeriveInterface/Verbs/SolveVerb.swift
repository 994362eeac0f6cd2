import DeriveDocuments
import DeriveKit

/// `derive FILE…`, `derive -e STATEMENT`.
struct SolveVerb {
  let request: SolveRequest
  let surroundings: Surroundings

  func run() -> Outcome {
    let inputs = inputs()
    if let output = request.output {
      guard inputs.count == 1 else {
        surroundings.message(UsageError("'-o' takes one file, not \(inputs.count)").text)
        return .misuse
      }
      return write(inputs[0], to: output)
    }
    return show(inputs)
  }

  private func inputs() -> [Input] {
    if request.statements.isEmpty { return Inputs(surroundings: surroundings).expand(request.inputs) }
    var input = Input(name: "-e")
    input.text = Array((request.statements.joined(separator: "\n") + "\n").utf8)
    input.declaresNames = true
    return [input]
  }

  /// On standard output, several files each under its title.
  private func show(_ inputs: [Input]) -> Outcome {
    var options = DocumentOptions()
    options.steps = request.settings.solve.steps
    options.times = request.settings.times
    options.width = surroundings.columns ?? 100
    options.color = surroundings.usesColor(request.settings.color)
    let shown = options
    let isOne = inputs.count == 1
    var outcome = Outcome.succeeded
    var isFirst = true
    FileWork(surroundings: surroundings, settings: request.settings).run(inputs) { report in
      var report = report
      // A file without a title stands under its name.
      if !isOne, report.solution?.title == nil { report.solution?.title = report.file }
      return terminalText(report, options: shown)
    } ready: { result in
      outcome = max(outcome, result.outcome)
      if !result.messages.isEmpty { surroundings.message(result.messages) }
      if result.text.isEmpty { return }
      let text = isFirst ? result.text : "\n\n" + result.text
      isFirst = false
      if let failure = surroundings.output(text) {
        surroundings.message("error: standard output cannot be written: \(failure.reason)\n")
        outcome = max(outcome, .misuse)
      }
    }
    return outcome
  }

  /// As a document.
  private func write(_ input: Input, to path: String) -> Outcome {
    guard let format = DocumentFormat.named(byPath: path) else { return .misuse }
    var options = DocumentOptions()
    options.steps = request.settings.solve.steps
    options.times = request.settings.times
    options.fragment = request.settings.fragment
    let shown = options
    var outcome = Outcome.succeeded
    FileWork(surroundings: surroundings, settings: request.settings).run([input]) { report in
      format.write(report, shown)
    } ready: { result in
      outcome = result.outcome
      if !result.messages.isEmpty { surroundings.message(result.messages) }
      // Nothing to be written takes the place of an older document.
      if result.text.isEmpty, result.outcome >= .misuse { return }
      let problem =
        format.isTypeset
        ? Typesetting(surroundings: surroundings).write(result.text, to: path)
        : surroundings.write(result.text, path).map { "cannot be written: \($0.reason)" }
      if let problem {
        surroundings.message("\(path): error: \(problem)\n")
        outcome = max(outcome, .misuse)
      } else if result.outcome == .failed {
        surroundings.message("\(input.name): not everything succeeded; see \(path)\n")
      }
    }
    return outcome
  }
}

extension Surroundings {
  /// Colour as it was asked for; by default on a terminal that has not declined it.
  func usesColor(_ choice: Settings.Color) -> Bool {
    switch choice {
    case .always: return true
    case .never: return false
    case .auto:
      if let declined = environment("NO_COLOR"), !declined.isEmpty { return false }
      return columns != nil && environment("TERM") != "dumb"
    }
  }
}
