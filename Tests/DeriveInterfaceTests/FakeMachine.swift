import DeriveDocuments
import DeriveInterface
import DeriveKit
import DeriveLanguage
import DeriveSolving
import Foundation

/// A machine with files in memory, that keeps what is printed.
final class FakeMachine: @unchecked Sendable {
  private let lock = NSLock()
  private var files: [String: [UInt8]]
  private var folders: Set<String> = []
  private var links: Set<String> = []
  private var shown = ""
  private var told = ""
  var input = ""
  var environment: [String: String] = [:]
  var columns: Int?
  var messageColumns: Int?
  /// Texts are read and solved by the engine itself, not by the words in them.
  var solvesReally = false
  /// Programs that are there, with their exit status, what they say in their log, and what they make.
  var engines: [String: (status: Int32, log: String, pdf: String)] = [:]
  private var calls: [[String]] = []
  private var removed: [String] = []

  init(files: [String: String] = [:]) {
    self.files = files.mapValues { Array($0.utf8) }
    for path in files.keys {
      var folder = Substring(path)
      while let slash = folder.lastIndex(of: "/") {
        folder = folder[..<slash]
        folders.insert(String(folder))
      }
    }
  }

  var output: String { lock.withLock { shown } }
  var messages: String { lock.withLock { told } }
  /// Forgets what was printed.
  func clear() {
    lock.withLock {
      shown = ""
      told = ""
    }
  }
  var runs: [[String]] { lock.withLock { calls } }
  var removedFolders: [String] { lock.withLock { removed } }
  func file(_ path: String) -> String? { lock.withLock { files[path].map { String(decoding: $0, as: UTF8.self) } } }
  func put(_ bytes: [UInt8], at path: String) { lock.withLock { files[path] = bytes } }
  func addFolder(_ path: String) { lock.withLock { _ = folders.insert(path) } }
  func addLink(_ path: String) { lock.withLock { _ = links.insert(path) } }

  @discardableResult
  func run(_ arguments: String...) -> Outcome { run(arguments) }

  @discardableResult
  func run(_ arguments: [String]) -> Outcome { Command.run(arguments, in: surroundings) }

  private var programs: Programs {
    Programs(
      find: { self.engines[$0] == nil ? nil : "/bin/\($0)" },
      run: { program, arguments, _, _ in
        self.lock.withLock { self.calls.append([program] + arguments) }
        guard let engine = self.engines[String(program.dropFirst(5))] else {
          return .failure(System.Failure(reason: "No such file"))
        }
        self.put(Array(engine.log.utf8), at: "/tmp/work/solution.log")
        self.put(Array(engine.pdf.utf8), at: "/tmp/work/solution.pdf")
        return .success(engine.status)
      },
      temporaryFolder: { .success("/tmp/work") },
      removeFolder: { folder in self.lock.withLock { self.removed.append(folder) } },
      copy: { bytes, path in
        if path.hasPrefix("/readonly/") { return System.Failure(reason: "Permission denied") }
        self.put(bytes, at: path)
        return nil
      })
  }

  private var surroundings: Surroundings {
    Surroundings(
      kind: { path, _ in
        let path = path.hasSuffix("/") ? String(path.dropLast()) : path
        return self.lock.withLock {
          if self.links.contains(path) { return .link }
          if self.folders.contains(path) { return .folder }
          return self.files[path] == nil ? .missing : .file
        }
      },
      names: { folder in
        let prefix = folder.hasSuffix("/") ? folder : folder + "/"
        return self.lock.withLock {
          let all = Array(self.files.keys) + Array(self.folders) + Array(self.links)
          let below = all.filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }
          return .success(Array(Set(below.filter { !$0.contains("/") && !$0.isEmpty })))
        }
      },
      contents: { path in
        self.lock.withLock {
          self.files[path].map { .success($0) } ?? .failure(System.Failure(reason: "Permission denied"))
        }
      },
      standardInput: { .success(Array(self.input.utf8)) },
      write: { text, path in
        if path.hasPrefix("/readonly/") { return System.Failure(reason: "Permission denied") }
        self.put(Array(text.utf8), at: path)
        return nil
      },
      create: { text, path in
        if self.file(path) != nil { return System.Failure(reason: "File exists") }
        self.put(Array(text.utf8), at: path)
        return nil
      },
      replace: { text, path in
        if path.hasPrefix("readonly/") { return System.Failure(reason: "Permission denied") }
        self.put(Array(text.utf8), at: path)
        return nil
      },
      output: { text in
        self.lock.withLock { self.shown += text }
        return nil
      },
      message: { text in self.lock.withLock { self.told += text } },
      environment: { self.environment[$0] }, columns: columns, messageColumns: messageColumns,
      processors: 4, programs: programs,
      answer: { text, file, options, declares in
        if self.solvesReally {
          return Pipeline.answer(text, file: file, options: options, declaresNames: declares)
        }
        return FakeEngine.answer(String(decoding: text, as: UTF8.self), file, options, declares)
      })
  }
}

/// Answers by words in the text: `proved`, `failed`, `onpoints`, `refuted`, `undone`, `fault`, `error`.
enum FakeEngine {
  static func answer(_ text: String, _ file: String, _ options: SolveOptions, _ declaresNames: Bool) -> Pipeline.Answer
  {
    var items: [DeriveSolving.Solution.Item] = []
    var errors: [Pipeline.Rejection] = []
    var title: String?
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let number = index + 1
      if line.hasPrefix("title ") { title = String(line.dropFirst(6)) }
      if line == "error" {
        let issue = FileReport.Issue(line: number, column: 1, length: 5, message: "no name 'error'", hint: nil)
        errors.append(
          Pipeline.Rejection(
            issue: issue, display: "\(file):\(number):1: error: no name 'error'\nerror\n^~~~~\n"))
      }
      if line == "undone" {
        items.append(.derivation(derivation(number, result: nil)))
      }
      if line == "derived" { items.append(.derivation(derivation(number, result: .name("b", latex: nil)))) }
      switch line {
      case "proved": items.append(.claim(claim(number, .prove, .proved, true)))
      case "onpoints": items.append(.claim(claim(number, .check, .holdsOnPoints, true)))
      case "refuted": items.append(.claim(claim(number, .refute, .refuted, true)))
      case "failed": items.append(.claim(claim(number, .check, .refuted, false)))
      case "undecided": items.append(.claim(claim(number, .check, .undecided, false)))
      case "fault":
        var fault = claim(number, .prove, .proved, true)
        fault.counterexample = DeriveSolving.Solution.Counterexample(sizes: [], values: [], left: nil, right: nil)
        items.append(.claim(fault))
      case "slow": Thread.sleep(forTimeInterval: 0.05)
      case "text": items.append(.note(text + (declaresNames ? "(declares)" : "")))
      default: break
      }
    }
    if !errors.isEmpty { return .rejected(title: title, errors) }
    return .solved(DeriveSolving.Solution(title: title, seed: options.seed, items: items))
  }

  private static func claim(
    _ line: Int, _ keyword: Statement.Keyword, _ verdict: DeriveSolving.Solution.Verdict, _ passed: Bool
  ) -> DeriveSolving.Solution.ClaimOutcome {
    DeriveSolving.Solution.ClaimOutcome(
      line: line, keyword: keyword, text: "a = b",
      claim: .relation(.name("a", latex: nil), .equal, .name("b", latex: nil)), step: 0, stepCount: 1,
      verdict: verdict, passed: passed, points: 200, sizes: 1...5,
      counterexample: verdict == .refuted
        ? DeriveSolving.Solution.Counterexample(
          sizes: [.init(name: .name("N", latex: nil), value: .number(1))],
          values: [.init(name: .name("a", latex: nil), value: .number(2))], left: .number(2), right: .number(3)) : nil,
      reason: verdict == .undecided ? "no proof and no counterexample was found" : nil)
  }

  private static func derivation(_ line: Int, result: Formula?) -> DeriveSolving.Solution.Derivation {
    DeriveSolving.Solution.Derivation(
      line: line, name: nil, indices: [], subject: .name("a", latex: nil), result: result, conditions: [], steps: [],
      reason: result == nil ? "the limit is not known" : nil, mismatch: nil, seconds: 0.25)
  }
}
