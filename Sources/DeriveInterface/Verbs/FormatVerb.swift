import DeriveKit

/// `derive format PATH…`.
struct FormatVerb {
  let request: FormatRequest
  let surroundings: Surroundings

  private struct Work: Sendable {
    var input: Input
    var layout: Pipeline.Layout
  }

  func run() -> Outcome {
    let inputs = Inputs(surroundings: surroundings)
    let files = inputs.expandOnce(request.inputs)
    var outcome = Outcome.succeeded
    System.concurrently(count: files.count, jobs: surroundings.processors) { index in
      let input = inputs.read(files[index])
      guard let text = input.text else {
        let message = "\(input.name): error: \(input.problem ?? "cannot be read")\n"
        return Work(input: input, layout: .rejected([message]))
      }
      return Work(input: input, layout: Pipeline.layout(text, file: input.name))
    } ready: { work in
      switch work.layout {
      case .rejected(let messages):
        surroundings.message(messages.joined())
        outcome = max(outcome, .misuse)
      case .text(let text): outcome = max(outcome, deliver(text, work.input))
      }
    }
    return outcome
  }

  private func deliver(_ text: String, _ input: Input) -> Outcome {
    let isSame = input.text.map { $0.elementsEqual(text.utf8) } ?? false
    if request.onlyChecks { return isSame ? .succeeded : max(.failed, print(input.name + "\n")) }
    guard let path = input.path else { return print(text) }
    if isSame { return .succeeded }
    if let failure = surroundings.replace(text, path) {
      surroundings.message("\(input.name): error: cannot be written: \(failure.reason)\n")
      return .misuse
    }
    return print(input.name + "\n")
  }

  private func print(_ text: String) -> Outcome {
    guard let failure = surroundings.output(text) else { return .succeeded }
    surroundings.message("error: standard output cannot be written: \(failure.reason)\n")
    return .misuse
  }
}
