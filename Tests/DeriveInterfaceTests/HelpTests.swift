import DeriveInterface
import Testing

@Suite struct HelpTests {
  @Test func command() {
    #expect(Help.text(nil) == Self.commandText + "\n")
  }

  @Test func check() {
    #expect(Help.text(.check) == Self.checkText + "\n")
  }

  @Test func nothingIsWiderThanATerminal() {
    for line in (Help.text(nil) + Help.text(.check)).split(separator: "\n") { #expect(line.count <= 80) }
  }

  private static let commandText = """
    OVERVIEW: Derive a problem step by step and decide its claims: gradients,
    Hessians, expectations, limits, minima, with proofs or counterexamples.

    USAGE: derive <file> ... [<options>]
           derive <file> -o <document>
           derive -e <statements>
           derive check <path> ... [<options>]
           derive help [<verb>]

    ARGUMENTS:
      <file>                  Problems in the .expr language; a folder stands for
                              the .expr files under it, '-' for standard input.

    OPTIONS:
      -e <statements>         Solve statements from the call, one a line: a bare
                              expression is derived, a bare relation checked.
      -o, --output <file>     Write a document. The ending picks the writer: .tex,
                              .json, .txt.
      --code <language>       The derived results as code. (Not available in this
                              version.)
      --steps <none|brief|full>
                              How much of the derivation is shown. (default: brief)
      --form <auto|index|matrix>
                              Answers in components or in matrices. (default: auto)
      --seed <n>              The seed of the random points. (default: 1)
      --points <n>            How many random points are tried. (default: 200)
      --sizes <a..b>          The values that symbolic sizes take on random points.
                              (default: 1..5)
      --effort <x>            How much work a statement may take, a factor on the
                              built-in count of steps. (default: 1)
      --timeout <seconds>     A safety net far above that count; what it cuts is
                              undecided and says so. (default: 20)
      --jobs <n>              Files solved side by side. (default: the number of
                              processors)
      --fragment              LaTeX without the frame of a document.
      --no-times              Leave the seconds out of reports.
      --color <auto|always|never>
                              Colour on the terminal; NO_COLOR is honoured.
                              (default: auto)
      --version               Show the version.
      -h, --help              Show help information.

    VERBS:
      check                   Decide the claims of files and folders, for CI.
      help                    Show help on the command or on a verb.

    A FILE NAMED LIKE A VERB: is written './check': the first argument is a verb if
    it is one.

    EXIT STATUS:
      0                       Every statement succeeded.
      1                       A claim failed or stayed undecided, or a derivation
                              could not be done.
      2                       A call or a file could not be understood, read or
                              written.
      3                       A fault of Derive itself.
    """

  private static let checkText = """
    OVERVIEW: Decide the claims of files and folders, for CI.

    USAGE: derive check <path> ... [<options>]

    ARGUMENTS:
      <path>                  Files, and folders for the .expr files under them,
                              sorted; '-' is standard input.

    OPTIONS:
      --steps <none|brief|full>
                              How much of the derivation is shown. (default: brief)
      --form <auto|index|matrix>
                              Answers in components or in matrices. (default: auto)
      --seed <n>              The seed of the random points. (default: 1)
      --points <n>            How many random points are tried. (default: 200)
      --sizes <a..b>          The values that symbolic sizes take on random points.
                              (default: 1..5)
      --effort <x>            How much work a statement may take, a factor on the
                              built-in count of steps. (default: 1)
      --timeout <seconds>     A safety net far above that count; what it cuts is
                              undecided and says so. (default: 20)
      --jobs <n>              Files solved side by side. (default: the number of
                              processors)
      --shard <k/n>           The k-th of n parts of the files, for a CI matrix.
                              (default: 1/1)
      --format <text|json>    The form of the report. (default: text)
      --no-times              Leave the seconds out of reports.
      --color <auto|always|never>
                              Colour on the terminal; NO_COLOR is honoured.
                              (default: auto)
      -h, --help              Show help information.

    EXIT STATUS:
      0                       Every statement succeeded.
      1                       A claim failed or stayed undecided, or a derivation
                              could not be done.
      2                       A call or a file could not be understood, read or
                              written.
      3                       A fault of Derive itself.
    """
}
