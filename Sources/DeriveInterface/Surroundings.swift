import DeriveKit
import DeriveSolving

/// Other programs, and the folder in which they work.
package struct Programs: Sendable {
  /// Where a program is, by its name.
  package var find: @Sendable (_ name: String) -> String?
  /// Its exit status; what it says goes to a file.
  package var run:
    @Sendable (_ program: String, _ arguments: [String], _ output: String, _ seconds: Int) -> Result<
      Int32, System.Failure
    >
  package var temporaryFolder: @Sendable () -> Result<String, System.Failure>
  package var removeFolder: @Sendable (_ folder: String) -> Void
  package var copy: @Sendable (_ bytes: [UInt8], _ path: String) -> System.Failure?

  package init(
    find: @escaping @Sendable (String) -> String?,
    run: @escaping @Sendable (String, [String], String, Int) -> Result<Int32, System.Failure>,
    temporaryFolder: @escaping @Sendable () -> Result<String, System.Failure>,
    removeFolder: @escaping @Sendable (String) -> Void,
    copy: @escaping @Sendable ([UInt8], String) -> System.Failure?
  ) {
    self.find = find
    self.run = run
    self.temporaryFolder = temporaryFolder
    self.removeFolder = removeFolder
    self.copy = copy
  }

  /// Those of the machine.
  package static var real: Programs {
    Programs(
      find: { System.program($0) }, run: { System.run($0, $1, output: $2, seconds: $3) },
      temporaryFolder: { System.temporaryFolder() }, removeFolder: { System.removeFolder($0) },
      copy: { System.write(bytes: $0, toFile: $1) })
  }
}

/// Everything outside the program that a call touches; tests put their own in its place.
package struct Surroundings: Sendable {
  package var kind: @Sendable (_ path: String, _ followingLinks: Bool) -> System.PathKind
  package var names: @Sendable (_ folder: String) -> Result<[String], System.Failure>
  package var contents: @Sendable (_ path: String) -> Result<[UInt8], System.Failure>
  package var standardInput: @Sendable () -> Result<[UInt8], System.Failure>
  package var write: @Sendable (_ text: String, _ path: String) -> System.Failure?
  /// Writes a file where none is.
  package var create: @Sendable (_ text: String, _ path: String) -> System.Failure?
  /// Puts a text in the place of a file's, whole or not at all.
  package var replace: @Sendable (_ text: String, _ path: String) -> System.Failure?
  /// Results.
  package var output: @Sendable (String) -> System.Failure?
  /// Messages.
  package var message: @Sendable (String) -> Void
  package var environment: @Sendable (_ name: String) -> String?
  /// The terminal's columns; nil for a file or a pipe.
  package var columns: Int?
  /// The columns of the terminal that messages go to; nil if they go elsewhere.
  package var messageColumns: Int?
  package var processors: Int
  package var programs: Programs
  package var answer:
    @Sendable (_ text: [UInt8], _ file: String, SolveOptions, _ declaresNames: Bool) -> Pipeline.Answer

  package init(
    kind: @escaping @Sendable (String, Bool) -> System.PathKind,
    names: @escaping @Sendable (String) -> Result<[String], System.Failure>,
    contents: @escaping @Sendable (String) -> Result<[UInt8], System.Failure>,
    standardInput: @escaping @Sendable () -> Result<[UInt8], System.Failure>,
    write: @escaping @Sendable (String, String) -> System.Failure?,
    create: @escaping @Sendable (String, String) -> System.Failure?,
    replace: @escaping @Sendable (String, String) -> System.Failure?,
    output: @escaping @Sendable (String) -> System.Failure?, message: @escaping @Sendable (String) -> Void,
    environment: @escaping @Sendable (String) -> String?, columns: Int?, messageColumns: Int?,
    processors: Int, programs: Programs,
    answer: @escaping @Sendable ([UInt8], String, SolveOptions, Bool) -> Pipeline.Answer
  ) {
    self.kind = kind
    self.names = names
    self.contents = contents
    self.standardInput = standardInput
    self.write = write
    self.create = create
    self.replace = replace
    self.output = output
    self.message = message
    self.environment = environment
    self.columns = columns
    self.messageColumns = messageColumns
    self.processors = processors
    self.programs = programs
    self.answer = answer
  }

  /// The machine that the program runs on.
  package static var real: Surroundings {
    Surroundings(
      kind: { System.kind(ofPath: $0, followingLinks: $1) }, names: { System.names(inFolder: $0) },
      contents: { System.contents(ofFile: $0) }, standardInput: { System.standardInput() },
      write: { System.write($0, toFile: $1) }, create: { System.create($0, atPath: $1) },
      replace: { System.replace($0, atPath: $1) }, output: { System.write($0, to: .output) },
      message: { _ = System.write($0, to: .error) }, environment: { System.environment($0) },
      columns: System.terminalColumns(.output),
      messageColumns: System.terminalColumns(.error), processors: System.processorCount, programs: .real,
      answer: { Pipeline.answer($0, file: $1, options: $2, declaresNames: $3) })
  }
}
