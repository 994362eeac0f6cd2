import DeriveDocuments
import DeriveSolving

/// Reads the arguments of a call.
package struct ArgumentParser {
  private var verb: Verb?
  private var operands: [String] = []
  private var solve = SolveRequest()
  private var format: ReportFormat?
  private var onlyChecks = false
  private var settings = Settings()
  private var asksForHelp = false
  private var asksForVersion = false

  /// The request that the arguments make; the program's own name is not among them.
  package static func parse(_ arguments: [String]) throws(UsageError) -> Request {
    var parser = ArgumentParser()
    return try parser.request(arguments)
  }

  private mutating func request(_ arguments: [String]) throws(UsageError) -> Request {
    var rest = arguments[...]
    if let first = rest.first, let verb = Verb(rawValue: first) {
      rest = rest.dropFirst()
      if verb == .help { return try Self.help(rest) }
      self.verb = verb
    }
    try read(&rest)
    if asksForHelp { return .help(verb) }
    if asksForVersion { return .version }
    switch verb {
    case .check:
      try needOperands("no file or folder to check", "try derive check .")
      return .check(CheckRequest(inputs: operands, format: format, settings: settings))
    case .format:
      try needOperands("no file or folder to format", "try derive format .")
      return .format(FormatRequest(inputs: operands, onlyChecks: onlyChecks))
    case .new: return .new(try single("a name", "try derive new problem"))
    case .completions:
      let word = try single("a shell: bash, zsh or fish", "try derive completions bash")
      guard let shell = Shell(rawValue: word) else {
        throw error("no completions for the shell '\(word)'", hint: "there are some for bash, zsh and fish")
      }
      return .completions(shell)
    case .help, nil: return try solving()
    }
  }

  private mutating func solving() throws(UsageError) -> Request {
    if operands.isEmpty, solve.statements.isEmpty { throw error("no file to solve", hint: "try derive -e 'd(x^x, x)'") }
    if !operands.isEmpty, !solve.statements.isEmpty {
      throw error("files and '-e' cannot be solved in one call", hint: "put the statements into the file")
    }
    try checkStandardInput()
    if let output = solve.output { try checkOutput(output) }
    if settings.fragment, DocumentFormat.named(byPath: solve.output ?? "")?.hasFrame != true {
      let endings = DocumentFormat.all.filter(\.hasFrame).map { ".\($0.ending)" }.joined(separator: ", ")
      throw error("'--fragment' is about documents: it needs '-o' with a file that ends in \(endings)")
    }
    solve.inputs = operands
    solve.settings = settings
    return .solve(solve)
  }

  private func needOperands(_ message: String, _ hint: String) throws(UsageError) {
    if operands.isEmpty { throw error(message, hint: hint) }
    try checkStandardInput()
  }

  /// The one operand of a verb that takes one.
  private func single(_ what: String, _ hint: String) throws(UsageError) -> String {
    guard operands.count == 1, let operand = operands.first, !operand.isEmpty else {
      throw error("'derive \(verb?.rawValue ?? "")' takes \(what)", hint: operands.count > 1 ? nil : hint)
    }
    return operand
  }

  private static func help(_ arguments: ArraySlice<String>) throws(UsageError) -> Request {
    guard let word = arguments.first, word != "--help", word != "-h" else { return .help(nil) }
    if arguments.count > 1 { throw UsageError("'derive help' takes one verb") }
    guard let verb = Verb(rawValue: word) else {
      let nearest = nearestName(to: word, in: Verb.allCases.map(\.rawValue))
      throw UsageError("no verb '\(word)'", hint: nearest.map { "did you mean '\($0)'?" })
    }
    return .help(verb)
  }

  private func error(_ message: String, hint: String? = nil) -> UsageError {
    UsageError(message, hint: hint, verb: verb)
  }

  // MARK: - Words

  private mutating func read(_ rest: inout ArraySlice<String>) throws(UsageError) {
    while let word = rest.popFirst() {
      if word == "--" {
        operands += rest
        rest = []
      } else if word == "-" || !word.hasPrefix("-") {
        operands.append(word)
      } else {
        try readOption(word, &rest)
      }
    }
  }

  private mutating func readOption(_ word: String, _ rest: inout ArraySlice<String>) throws(UsageError) {
    var spelling = word
    var value: String?
    if word.hasPrefix("--") {
      if let sign = word.firstIndex(of: "=") {
        spelling = String(word[..<sign])
        value = String(word[word.index(after: sign)...])
      }
    } else if word.count > 2 {
      // `-ofile`.
      spelling = String(word.prefix(2))
      value = String(word.dropFirst(2))
    }
    guard let option = Option.named(spelling) else { throw unknown(spelling) }
    guard option.verbs.contains(verb) else {
      let place = option.verbs.contains(nil) ? "'derive FILE'" : "'derive \(option.verbs.first??.rawValue ?? "")'"
      throw error("'\(option.spelling)' is an option of \(place), not of 'derive \(verb?.rawValue ?? "FILE")'")
    }
    guard let name = option.value else {
      if value != nil { throw error("'\(option.spelling)' takes no value") }
      return apply(flag: option.name)
    }
    if value == nil {
      // A statement may begin with a minus.
      if let next = rest.first, option.name == .statement || Option.named(next) == nil {
        value = next
        rest.removeFirst()
      }
    }
    guard let value else { throw error("'\(option.spelling)' needs a value: \(option.spelling) <\(name)>") }
    try apply(option, value)
  }

  private func unknown(_ spelling: String) -> UsageError {
    let known = Option.all(for: verb).flatMap(\.spellings).filter { $0.hasPrefix("--") }
    let nearest = nearestName(to: spelling, in: known)
    return error("unknown option '\(spelling)'", hint: nearest.map { "did you mean '\($0)'?" })
  }

  private func checkStandardInput() throws(UsageError) {
    if operands.count(where: { $0 == "-" }) > 1 { throw error("standard input can be read only once") }
    if operands.contains("") { throw error("the name of a file is empty") }
  }

  private func checkOutput(_ path: String) throws(UsageError) {
    let endings = DocumentFormat.all.map { ".\($0.ending)" }.joined(separator: ", ")
    if DocumentFormat.named(byPath: path) == nil {
      throw error("no writer for '\(path)': its ending must be one of \(endings)")
    }
  }

  // MARK: - Values

  private mutating func apply(flag: Option.Name) {
    switch flag {
    case .fragment: settings.fragment = true
    case .noTimes: settings.times = false
    case .onlyChecks: onlyChecks = true
    case .version: asksForVersion = true
    case .help: asksForHelp = true
    default: break
    }
  }

  private mutating func apply(_ option: Option, _ value: String) throws(UsageError) {
    switch option.name {
    case .output: solve.output = value
    case .statement: solve.statements.append(value)
    case .code: throw error("'--code' is not available in this version; '-o' writes documents")
    case .steps: settings.solve.steps = try choice(option, value)
    case .form: settings.solve.form = try choice(option, value)
    case .seed:
      guard let seed = UInt64(value) else { throw bad(option, value, "a whole number from 0 to \(UInt64.max)") }
      settings.solve.seed = seed
    case .points: settings.solve.points = try count(option, value, upTo: 10_000_000)
    case .sizes: settings.solve.sizes = try sizes(option, value)
    case .effort: settings.solve.effort = try positive(option, value)
    case .timeout: settings.solve.timeout = try positive(option, value)
    case .jobs: settings.jobs = try count(option, value, upTo: 1024)
    case .shard: settings.shard = try shard(option, value)
    case .format:
      let format: ReportFormat = try choice(option, value)
      self.format = format
    case .color: settings.color = try choice(option, value)
    case .fragment, .noTimes, .onlyChecks, .version, .help: break
    }
  }

  private func bad(_ option: Option, _ value: String, _ allowed: String) -> UsageError {
    error("'\(value)' is no value for '\(option.spelling)': it must be \(allowed)")
  }

  private func choice<Choice: RawRepresentable & CaseIterable>(
    _ option: Option, _ value: String
  ) throws(UsageError) -> Choice where Choice.RawValue == String {
    if let choice = Choice(rawValue: value) { return choice }
    let names = Choice.allCases.map(\.rawValue)
    let allowed = names.dropLast().map { "'\($0)'" }.joined(separator: ", ") + " or '\(names.last ?? "")'"
    throw bad(option, value, allowed)
  }

  private func count(_ option: Option, _ value: String, upTo limit: Int) throws(UsageError) -> Int {
    guard let count = Int(value), (1...limit).contains(count) else {
      throw bad(option, value, "a whole number from 1 to \(limit)")
    }
    return count
  }

  private func positive(_ option: Option, _ value: String) throws(UsageError) -> Double {
    let isPlain = value.allSatisfy { "0123456789.eE+-".contains($0) }
    guard isPlain, let number = Double(value), number > 0, number.isFinite else {
      throw bad(option, value, "a number greater than 0")
    }
    return number
  }

  private func sizes(_ option: Option, _ value: String) throws(UsageError) -> ClosedRange<Int> {
    if let sign = value.firstRange(of: ".."), let lower = Int(value[..<sign.lowerBound]),
      let upper = Int(value[sign.upperBound...]), lower >= 1, upper >= lower, upper <= 1000
    {
      return lower...upper
    }
    throw bad(option, value, "a range such as '1..5', from 1 to 1000")
  }

  private func shard(_ option: Option, _ value: String) throws(UsageError) -> Settings.Shard {
    let parts = value.split(separator: "/", omittingEmptySubsequences: false)
    if parts.count == 2, let part = Int(parts[0]), let count = Int(parts[1]), part >= 1, part <= count {
      return Settings.Shard(part: part, count: count)
    }
    throw bad(option, value, "'k/n' with k from 1 to n, such as '2/4'")
  }
}
