import DeriveInterface
import DeriveSolving
import Testing

@Suite struct ArgumentTests {
  private func solve(_ arguments: String...) throws -> SolveRequest {
    guard case .solve(let request) = try ArgumentParser.parse(arguments) else {
      throw UsageError("not a request to solve")
    }
    return request
  }

  private func check(_ arguments: String...) throws -> CheckRequest {
    guard case .check(let request) = try ArgumentParser.parse(["check"] + arguments) else {
      throw UsageError("not a request to check")
    }
    return request
  }

  private func complaint(_ arguments: String...) -> String {
    do throws(UsageError) {
      return "understood: \(try ArgumentParser.parse(arguments))"
    } catch {
      return error.message + (error.hint.map { " | " + $0 } ?? "")
    }
  }

  @Test func defaults() throws {
    let request = try solve("a.expr")
    #expect(request.inputs == ["a.expr"])
    #expect(request.output == nil)
    let settings = request.settings
    #expect(settings.solve.seed == 1 && settings.solve.points == 200 && settings.solve.sizes == 1...5)
    #expect(settings.solve.effort == 1 && settings.solve.timeout == 20)
    #expect(settings.solve.steps == .brief && settings.solve.form == .auto)
    #expect(settings.jobs == nil && settings.shard == .init() && !settings.fragment && settings.times)
    #expect(settings.color == .auto)
  }

  @Test func everyOption() throws {
    let request = try solve(
      "a.expr", "-o", "b.tex", "--steps", "full", "--form=matrix", "--seed", "7", "--points=10", "--sizes", "2..3",
      "--effort", "2.5", "--timeout=1e1", "--jobs", "3", "--fragment", "--no-times", "--color", "never")
    #expect(request.output == "b.tex")
    let settings = request.settings
    #expect(settings.solve.steps == .full && settings.solve.form == .matrix && settings.solve.seed == 7)
    #expect(settings.solve.points == 10 && settings.solve.sizes == 2...3 && settings.solve.effort == 2.5)
    #expect(settings.solve.timeout == 10 && settings.jobs == 3 && settings.fragment && !settings.times)
    #expect(settings.color == .never)
  }

  @Test func files() throws {
    #expect(try solve("a", "b", "-").inputs == ["a", "b", "-"])
    #expect(try solve("./check").inputs == ["./check"])
    #expect(try solve("a", "check").inputs == ["a", "check"])
    #expect(try solve("--", "-a", "--seed").inputs == ["-a", "--seed"])
    #expect(try solve("a", "-ob.json").output == "b.json")
  }

  @Test func statements() throws {
    #expect(try solve("-e", "d(x^x, x)").statements == ["d(x^x, x)"])
    #expect(try solve("-e", "-x^2", "-e", "x = y").statements == ["-x^2", "x = y"])
    #expect(try solve("-e", "--x").statements == ["--x"])
  }

  @Test func checking() throws {
    let request = try check("a", "b", "--shard", "2/3", "--format", "json")
    #expect(request.inputs == ["a", "b"] && request.format == .json)
    #expect(request.settings.shard.part == 2 && request.settings.shard.count == 3)
  }

  @Test func everyFormatOfReports() throws {
    #expect(try check("a").format == nil)
    for format in ReportFormat.allCases {
      #expect(try check("a", "--format", format.rawValue).format == format)
    }
    #expect(
      complaint("check", "a", "--format", "xml")
        == "'xml' is no value for '--format': it must be 'text', 'json', 'junit', 'github', 'tap' or 'sarif'")
  }

  @Test func otherVerbs() throws {
    guard case .format(let request) = try ArgumentParser.parse(["format", "a", "-", "--check"]),
      case .new("a") = try ArgumentParser.parse(["new", "a"]),
      case .completions(.fish) = try ArgumentParser.parse(["completions", "fish"]),
      case .help(.new) = try ArgumentParser.parse(["new", "--help"])
    else {
      Issue.record("read otherwise")
      return
    }
    #expect(request.inputs == ["a", "-"] && request.onlyChecks)
  }

  @Test func helpAndVersion() throws {
    for arguments in [["help"], ["--help"], ["-h"], ["a", "--help"], ["help", "--help"]] {
      guard case .help(nil) = try ArgumentParser.parse(arguments) else {
        Issue.record("\(arguments)")
        continue
      }
    }
    for arguments in [["help", "check"], ["check", "--help"], ["check", "a", "-h"]] {
      guard case .help(.check) = try ArgumentParser.parse(arguments) else {
        Issue.record("\(arguments)")
        continue
      }
    }
    guard case .version = try ArgumentParser.parse(["--version"]) else {
      Issue.record("version")
      return
    }
  }

  @Test func misspelt() {
    #expect(complaint("a", "--step", "full") == "unknown option '--step' | did you mean '--steps'?")
    #expect(complaint("a", "--sede=1") == "unknown option '--sede' | did you mean '--seed'?")
    #expect(complaint("a", "--quux") == "unknown option '--quux'")
    #expect(complaint("a", "-x") == "unknown option '-x'")
    #expect(complaint("help", "chek") == "no verb 'chek' | did you mean 'check'?")
    #expect(complaint("check", "a", "--shards", "1/2") == "unknown option '--shards' | did you mean '--shard'?")
    #expect(complaint("check", "a", "--frmat", "tap") == "unknown option '--frmat' | did you mean '--format'?")
    #expect(complaint("format", "a", "--chek") == "unknown option '--chek' | did you mean '--check'?")
    #expect(complaint("help", "competions") == "no verb 'competions' | did you mean 'completions'?")
  }

  @Test func badValues() {
    #expect(
      complaint("a", "--steps", "some") == "'some' is no value for '--steps': it must be 'none', 'brief' or 'full'")
    #expect(complaint("a", "--form=row") == "'row' is no value for '--form': it must be 'auto', 'index' or 'matrix'")
    #expect(
      complaint("a", "--seed=-1")
        == "'-1' is no value for '--seed': it must be a whole number from 0 to 18446744073709551615")
    #expect(
      complaint("a", "--points", "0") == "'0' is no value for '--points': it must be a whole number from 1 to 10000000")
    for value in ["5", "0..3", "3..2", "a..b", "1..", "1...5"] {
      #expect(
        complaint("a", "--sizes", value)
          == "'\(value)' is no value for '--sizes': it must be a range such as '1..5', from 1 to 1000")
    }
    for value in ["0", "inf", "nan", "x", "", "0x1"] {
      #expect(
        complaint("a", "--effort=\(value)")
          == "'\(value)' is no value for '--effort': it must be a number greater than 0")
    }
    for value in ["0/2", "3/2", "1", "1/2/3", "a/b"] {
      #expect(
        complaint("check", "a", "--shard", value)
          == "'\(value)' is no value for '--shard': it must be 'k/n' with k from 1 to n, such as '2/4'")
    }
    #expect(
      complaint("a", "--color", "red") == "'red' is no value for '--color': it must be 'auto', 'always' or 'never'")
  }

  @Test func missing() {
    #expect(complaint() == "no file to solve | try derive -e 'd(x^x, x)'")
    #expect(complaint("check") == "no file or folder to check | try derive check .")
    #expect(complaint("format", "--check") == "no file or folder to format | try derive format .")
    #expect(complaint("new") == "'derive new' takes a name | try derive new problem")
    #expect(complaint("new", "a", "b") == "'derive new' takes a name")
    #expect(
      complaint("completions") == "'derive completions' takes a shell: bash, zsh or fish | try derive completions bash")
    #expect(
      complaint("completions", "csh") == "no completions for the shell 'csh' | there are some for bash, zsh and fish")
    #expect(complaint("a", "--seed") == "'--seed' needs a value: --seed <n>")
    #expect(complaint("a", "-o", "--steps", "full") == "'--output' needs a value: --output <file>")
    #expect(complaint("-e") == "'-e' needs a value: -e <statements>")
    #expect(complaint("") == "the name of a file is empty")
  }

  @Test func misplaced() {
    #expect(complaint("a", "--shard", "1/2") == "'--shard' is an option of 'derive check', not of 'derive FILE'")
    #expect(complaint("check", "a", "-o", "b.tex") == "'--output' is an option of 'derive FILE', not of 'derive check'")
    #expect(complaint("check", "a", "--check") == "'--check' is an option of 'derive format', not of 'derive check'")
    #expect(complaint("format", "a", "--seed", "1") == "'--seed' is an option of 'derive FILE', not of 'derive format'")
    #expect(complaint("a", "--fragment=yes") == "'--fragment' takes no value")
    #expect(
      complaint("-e", "x", "a.expr") == "files and '-e' cannot be solved in one call | put the statements into the file"
    )
    #expect(complaint("-", "-") == "standard input can be read only once")
    #expect(
      complaint("a", "--fragment")
        == "'--fragment' is about documents: it needs '-o' with a file that ends in .tex, .md, .html")
  }

  @Test func notYet() {
    let endings = ".tex, .json, .txt, .md, .html, .pdf"
    #expect(complaint("a", "-o", "b.doc") == "no writer for 'b.doc': its ending must be one of \(endings)")
    #expect(complaint("a", "-o", "tex") == "no writer for 'tex': its ending must be one of \(endings)")
    #expect(complaint("a", "-o", "b.pdf", "--fragment").hasPrefix("'--fragment' is about documents"))
    #expect(complaint("a", "--code", "numpy") == "'--code' is not available in this version; '-o' writes documents")
  }
}
