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
      -e <statements>         Solve statements given here, one a line, instead of a
                              file: a bare expression is derived, a bare relation
                              checked. May be repeated.
      -o, --output <file>     Write the solution to a file; its ending says how:
                              .tex (LaTeX), .json (JSON), .txt (text in Unicode),
                              .md (Markdown), .html (HTML), .pdf (PDF).
      --steps <none|brief|full>
                              How much of derivations and proofs is shown. (default:
                              brief)
      --form <auto|index|matrix>
                              Whether answers are written in components or in
                              matrices. (default: auto, as the problem itself is
                              written)
      --seed <n>              The seed of the random points. (default: 1)
      --points <n>            How many random points a claim is tried at. (default:
                              200)
      --sizes <a..b>          The values that sizes such as N take at those points.
                              (default: 1..5)
      --effort <x>            How much work a statement may take: 2 for twice the
                              usual. (default: 1)
      --timeout <seconds>     When to give a statement up, should that work take so
                              long; it is then undecided. (default: 20)
      --jobs <n>              How many files are solved at a time. (default: the
                              number of processors)
      --fragment              With -o: LaTeX, HTML or Markdown without the frame of
                              a document, to be put into one.
      --no-times              Leave out how many seconds each statement took.
      --color <auto|always|never>
                              Whether to use colour. (default: auto, on a terminal
                              unless NO_COLOR is set)
      --version               Show the version.
      -h, --help              Show help information.

    EXAMPLES:
      derive problem.expr     Show the solution on the terminal.
      derive problem.expr -o solution.html
                              Write it as a page; a PDF needs a LaTeX engine.
      derive -e 'd(x^x, x)'   Derive one expression.
      derive check problems   Decide the claims of all files of a folder.

    VERBS:
      check                   Decide the claims of files and folders, for CI.
      help                    Show help on the command or on a verb.

    FILES NAMED LIKE A VERB: Write './check': the first argument is taken for a verb
    if it is one.

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
                              How much of derivations and proofs is shown. (default:
                              brief)
      --form <auto|index|matrix>
                              Whether answers are written in components or in
                              matrices. (default: auto, as the problem itself is
                              written)
      --seed <n>              The seed of the random points. (default: 1)
      --points <n>            How many random points a claim is tried at. (default:
                              200)
      --sizes <a..b>          The values that sizes such as N take at those points.
                              (default: 1..5)
      --effort <x>            How much work a statement may take: 2 for twice the
                              usual. (default: 1)
      --timeout <seconds>     When to give a statement up, should that work take so
                              long; it is then undecided. (default: 20)
      --jobs <n>              How many files are solved at a time. (default: the
                              number of processors)
      --shard <k/n>           Check only the k-th of n parts of the files, to share
                              the work between machines. (default: 1/1)
      --format <text|json>    The form of the report. (default: text)
      --no-times              Leave out how many seconds each statement took.
      --color <auto|always|never>
                              Whether to use colour. (default: auto, on a terminal
                              unless NO_COLOR is set)
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
