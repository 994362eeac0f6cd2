import DeriveLanguage
import DeriveNumbers
import DeriveSolving

/// What the mutations of true claims came to.
package struct MutationTally: CustomStringConvertible {
  package var claims = 0
  package var trueVerdicts: [Solution.Verdict: Int] = [:]
  package var mutants = 0
  package var unlike = 0
  package var verdicts: [Solution.Verdict: Int] = [:]
  /// False claims that came out proved, true ones that came out refuted, claims of the corpus that do not hold, and
  /// proved ones with a counterexample.
  package var faults: [String] = []
  package var survivors: [String] = []
  /// Mutants that the evaluator did not find false, with their verdicts.
  package var others: [String] = []

  package init() {}

  package var description: String {
    func list(_ verdicts: [Solution.Verdict: Int]) -> String {
      verdicts.sorted { $0.key.rawValue < $1.key.rawValue }.map { "\($0.value) \($0.key.rawValue)" }
        .joined(separator: ", ")
    }
    return """
      true claims: \(claims) (\(list(trueVerdicts)))
      mutants that can be read: \(mutants); that really differ: \(unlike) (\(list(verdicts)))
      faults: \(faults.count)
      """
  }
}

/// Changes a claim's text in one place, in every way there is.
package func mutations(of claim: String) -> [String] {
  let tokens = tokens(of: claim)
  var result: [String] = []
  func add(_ place: Int, _ replacement: [String]) {
    var changed = tokens
    changed.replaceSubrange(place...place, with: replacement)
    result.append(changed.joined())
  }
  let names = Set(tokens.filter { $0.first?.isLetter ?? false && $0.count == 1 })
  for (place, token) in tokens.enumerated() {
    let before = place > 0 ? tokens[..<place].last { $0 != " " } ?? "" : ""
    let after = place + 1 < tokens.count ? tokens[(place + 1)...].first { $0 != " " } ?? "" : ""
    switch token {
    case "+": add(place, ["-"])
    case "-": if place > 0, before != "(", before != "=" { add(place, ["+"]) } else { add(place, []) }
    case "*": add(place, ["+"])
    case "/": add(place, ["*"])
    case "<": add(place, [">"])
    case ">": add(place, ["<"])
    case "<=": for other in ["<", ">="] { add(place, [other]) }
    case ">=": for other in [">", "<="] { add(place, [other]) }
    case "psd": for other in ["pd", "nsd"] { add(place, [other]) }
    case "pd": add(place, ["nd"])
    case "symmetric": add(place, ["diagonal"])
    case "convex": add(place, ["concave"])
    case "concave": add(place, ["convex"])
    case "sin": add(place, ["cos"])
    case "cos": add(place, ["sin"])
    case "max": add(place, ["min"])
    case "sigmoid": add(place, ["tanh"])
    case "exp": add(place, ["sinh"])
    case "log": add(place, ["sqrt"])
    case "abs": add(place, [""])
    case "'": add(place, [])
    case "=":
      if before != "", after != "" { add(place, ["= 1 +"]) }
    case "if":
      // A missing assumption.
      result.append(tokens[..<place].joined())
    default:
      if let number = Int(token) {
        add(place, ["\(number + 1)"])
        if number > 1 { add(place, ["\(number - 1)"]) }
        if before == "^" { add(place, ["\(number + 2)"]) }
      } else if names.contains(token), after != "(", after != ":" {
        for other in names.sorted() where other != token { add(place, [other]) }
        // A dropped factor.
        if before == "*", after != "[", after != "^" {
          var changed = tokens
          changed[place] = "1"
          result.append(changed.joined())
        }
      }
    }
  }
  var seen: Set<String> = [claim]
  return result.filter { seen.insert($0).inserted }
}

private func tokens(of text: String) -> [String] {
  var result: [String] = []
  var rest = Substring(text)
  while let first = rest.first {
    let token: Substring
    if first.isLetter {
      token = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
    } else if first.isNumber {
      token = rest.prefix { $0.isNumber }
    } else if rest.hasPrefix("<=") || rest.hasPrefix(">=") || rest.hasPrefix("!=") || rest.hasPrefix("..")
      || rest.hasPrefix(".*") || rest.hasPrefix("./")
    {
      token = rest.prefix(2)
    } else {
      token = rest.prefix(1)
    }
    result.append(String(token))
    rest = rest.dropFirst(token.count)
  }
  return result
}

/// Tries the claims of one set of declarations and their mutations: `share` says which of them, one in so many.
package func tryMutations(
  declarations: String, claims: [String], share: Int = 1, points: Int = 60, isThorough: Bool = false,
  into tally: inout MutationTally,
  random: inout RandomSource
) {
  func resolved(_ claim: String) -> Problem? {
    guard case .problem(let problem) = read(Source(name: "mutant.expr", text: declarations + "\ncheck " + claim + "\n"))
    else { return nil }
    return problem
  }
  func verdicts(_ problem: Problem) -> [Solution.ClaimOutcome] {
    var options = SolveOptions()
    options.points = 100
    return solve(problem, options: options).items.compactMap { item in
      if case .claim(let outcome) = item { outcome } else { nil }
    }
  }
  /// The verdict on the whole chain.
  func overall(_ outcomes: [Solution.ClaimOutcome]) -> Solution.Verdict {
    for verdict in [Solution.Verdict.refuted, .undecided, .holdsOnPoints]
    where outcomes.contains(where: { $0.verdict == verdict }) {
      return verdict
    }
    return outcomes.isEmpty ? .undecided : .proved
  }
  for claim in claims {
    guard let problem = resolved(claim), let statement = problem.statements.last else {
      tally.faults.append("cannot be read: \(claim)")
      continue
    }
    if random.integer(in: 1...share) == 1 {
      tally.claims += 1
      var truth = Truth(problem, seed: random.next())
      let found = truth.examine(statement, points: points)
      if found.fails > 0 { tally.faults.append("the corpus is wrong: \(claim)") }
      let outcomes = verdicts(problem)
      let verdict = overall(outcomes)
      tally.trueVerdicts[verdict, default: 0] += 1
      if verdict == .refuted { tally.faults.append("true, but refuted: \(claim)") }
      if outcomes.contains(where: { $0.verdict == .proved && $0.counterexample != nil }) {
        tally.faults.append("proved, with a counterexample: \(claim)")
      }
    }
    for mutant in mutations(of: claim) where random.integer(in: 1...share) == 1 {
      guard let problem = resolved(mutant), let statement = problem.statements.last else { continue }
      tally.mutants += 1
      var truth = Truth(problem, seed: random.next())
      let found = truth.examine(statement, points: points)
      if found.fails == 0 {
        if isThorough {
          tally.others.append("\(overall(verdicts(problem)).rawValue), held \(found.holds) times: \(mutant)")
        }
        continue
      }
      tally.unlike += 1
      let outcomes = verdicts(problem)
      let verdict = overall(outcomes)
      tally.verdicts[verdict, default: 0] += 1
      switch verdict {
      case .proved: tally.faults.append("false, but proved: \(mutant)   (from \(claim))")
      case .refuted: break
      case .holdsOnPoints, .undecided: tally.survivors.append("\(verdict.rawValue): \(mutant)")
      }
    }
  }
}

/// The claims of a file that must hold, each with what stands above it, other claims left out.
package func provableClaims(of problem: Problem, _ text: String) -> [(declarations: String, claim: String)] {
  let bytes = Array(text.utf8)
  var declarations = ""
  var result: [(declarations: String, claim: String)] = []
  // Steps of recursions are no statements of their own: they stand where they stand in the text.
  var steps = problem.recursions.compactMap { recursion -> Range<Int>? in
    guard let site = recursion.step?.site else { return nil }
    let start = (bytes[..<min(site.offset, bytes.count)].lastIndex(of: UInt8(ascii: "\n")) ?? -1) + 1
    return start..<min(site.offset + site.length, bytes.count)
  }.sorted { $0.lowerBound < $1.lowerBound }
  for statement in problem.statements {
    while let step = steps.first, step.lowerBound < statement.site.offset {
      declarations += String(decoding: bytes[step], as: UTF8.self) + "\n"
      steps.removeFirst()
    }
    switch statement.kind {
    case .claim(let claim):
      if claim.keyword != .refute { result.append((declarations, claim.text)) }
    case .note: break
    case .derive(let derivation) where derivation.definition == nil: break
    case .size, .given, .random, .function, .assume, .define, .defineFunction, .defineRecursion, .derive:
      let end = min(statement.site.offset + statement.site.length, bytes.count)
      declarations += String(decoding: bytes[statement.site.offset..<end], as: UTF8.self) + "\n"
    }
  }
  return result
}
