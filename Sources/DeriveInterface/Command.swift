import DeriveKit

/// The command: arguments in, output and an outcome out.
package enum Command {
  /// Does what the arguments ask for. The program's own name is not among them.
  package static func run(_ arguments: [String], in surroundings: Surroundings) -> Outcome {
    do throws(UsageError) {
      switch try ArgumentParser.parse(arguments) {
      case .solve(let request): return SolveVerb(request: request, surroundings: surroundings).run()
      case .check(let request): return CheckVerb(request: request, surroundings: surroundings).run()
      case .format(let request): return FormatVerb(request: request, surroundings: surroundings).run()
      case .new(let name): return NewVerb(name: name, surroundings: surroundings).run()
      case .completions(let shell): return print(Completions.script(for: shell), in: surroundings)
      case .help(let verb): return print(Help.text(verb), in: surroundings)
      case .version: return print("derive \(deriveVersion)\n", in: surroundings)
      }
    } catch {
      surroundings.message(error.text)
      return .misuse
    }
  }

  /// The whole program: the one place that ends it.
  package static func main(_ arguments: [String]) -> Never {
    System.ignoreBrokenPipes()
    System.exit(run(arguments, in: .real).rawValue)
  }

  private static func print(_ text: String, in surroundings: Surroundings) -> Outcome {
    surroundings.output(text) == nil ? .succeeded : .misuse
  }
}
