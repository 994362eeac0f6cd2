import DeriveDocuments

/// The help texts.
package enum Help {
  /// On the command, or on one of its verbs.
  package static func text(_ verb: Verb?) -> String {
    switch verb {
    case nil: command
    case .check: check
    case .format: format
    case .new: new
    case .completions: completions
    case .help: help
    }
  }

  private static var command: String {
    page(
      """
      Derive a problem step by step and decide its claims: gradients, Hessians, expectations, limits, minima, with \
      proofs or counterexamples.
      """,
      examples: [
        ("derive problem.expr", "Show the solution on the terminal."),
        ("derive problem.expr -o solution.html", "Write it as a page; a PDF needs a LaTeX engine."),
        ("derive -e 'd(x^x, x)'", "Derive one expression."),
        ("derive check problems", "Decide the claims of all files of a folder."),
        ("derive new least_squares", "Write a problem to begin with."),
      ],
      usage: [
        "derive <file> ... [<options>]", "derive <file> -o <document>", "derive -e <statements>",
        "derive check <path> ... [<options>]", "derive format <path> ... [--check]", "derive new <name>",
        "derive completions <shell>", "derive help [<verb>]",
      ],
      arguments: [
        (
          "<file>",
          "Problems in the .expr language; a folder stands for the .expr files under it, '-' for standard input."
        )
      ],
      options: nil,
      rest: list("VERBS", Verb.allCases.map { ($0.rawValue, $0.summary) })
        + section("FILES NAMED LIKE A VERB", "Write './check': the first argument is taken for a verb if it is one.")
        + list("EXIT STATUS", statuses))
  }

  private static var check: String {
    page(
      Verb.check.summary,
      examples: [
        ("derive check problems", "Decide the claims of all files of a folder."),
        ("derive check . --format junit > report.xml", "Write a report that CI servers read."),
        ("derive check . --shard 2/4", "Check the second of four parts of the files."),
        ("derive check - < problem.expr", "Check what comes from another program."),
      ],
      usage: ["derive check <path> ... [<options>]"],
      arguments: [("<path>", "Files, and folders for the .expr files under them, sorted; '-' is standard input.")],
      options: .check,
      rest: list("REPORTS", ReportFormat.allCases.map { ($0.rawValue, $0.summary) }) + list("EXIT STATUS", statuses))
  }

  private static var format: String {
    page(
      "Rewrite files in the standard layout: blanks, blank lines, indentation, columns. No word and no comment changes.",
      examples: [
        ("derive format problems", "Rewrite the files of a folder, and list those that changed."),
        ("derive format --check problems", "Only list those that would change."),
        ("derive format - < problem.expr", "Write the layout of standard input to standard output."),
      ],
      usage: ["derive format <path> ... [--check]"],
      arguments: [("<path>", "Files, and folders for the .expr files under them; '-' is standard input.")],
      options: .format,
      rest: list(
        "EXIT STATUS",
        [
          ("0", "Every file is in the standard layout now; with --check, was before."),
          ("1", "With --check: a file is not in the standard layout."),
          ("2", "A file has errors, which are shown, or cannot be read or written. It stays as it is."),
        ]))
  }

  private static var new: String {
    page(
      Verb.new.summary,
      examples: [
        ("derive new least_squares", "Write least_squares.expr."),
        ("derive new -", "Show what would be written."),
      ],
      usage: ["derive new <name>"],
      arguments: [("<name>", "The new file, with or without .expr. A file that is there stays as it is.")],
      options: .new,
      rest: list("EXIT STATUS", [("0", "The file is written."), ("2", "It exists already, or cannot be written.")]))
  }

  private static var completions: String {
    page(
      Verb.completions.summary,
      examples: [
        ("source <(derive completions bash)", "In ~/.bashrc."),
        ("source <(derive completions zsh)", "In ~/.zshrc, after compinit."),
        ("derive completions fish | source", "In ~/.config/fish/config.fish."),
      ],
      usage: ["derive completions <shell>"],
      arguments: [("<shell>", "One of \(Shell.allCases.map(\.rawValue).joined(separator: ", ")).")],
      options: .completions)
  }

  private static var help: String {
    page(
      Verb.help.summary, examples: [("derive help check", "Show help on 'derive check'.")],
      usage: ["derive help [<verb>]"],
      arguments: [("<verb>", "One of \(Verb.allCases.map(\.rawValue).joined(separator: ", ")).")])
  }

  private static let statuses = [
    ("0", "Every statement succeeded."),
    ("1", "A claim failed or stayed undecided, or a derivation could not be done."),
    ("2", "A call or a file could not be understood, read or written."), ("3", "A fault of Derive itself."),
  ]

  /// The same order for all: what it is for, how it is used, then what there is.
  private static func page(
    _ overview: String, examples: [(String, String)], usage calls: [String], arguments: [(String, String)],
    options verb: Verb?, rest: String = ""
  ) -> String {
    let text =
      section("OVERVIEW", overview) + list("EXAMPLES", examples) + usage(calls) + list("ARGUMENTS", arguments)
      + list("OPTIONS", options(verb)) + rest
    return String(text.dropLast())
  }

  private static func page(
    _ overview: String, examples: [(String, String)], usage calls: [String], arguments: [(String, String)]
  ) -> String {
    let text = section("OVERVIEW", overview) + list("EXAMPLES", examples) + usage(calls) + list("ARGUMENTS", arguments)
    return String(text.dropLast())
  }

  private static func options(_ verb: Verb?) -> [(String, String)] {
    Option.all(for: verb).filter(\.isAvailable).map { option in
      let value = option.value.map { " <\($0)>" } ?? ""
      return (option.spellings.joined(separator: ", ") + value, option.summary)
    }
  }

  // MARK: - Layout

  private static let column = 26
  private static let width = 80

  private static func section(_ title: String, _ text: String) -> String {
    lines("\(title): \(text)", indent: 0, width: width).joined(separator: "\n") + "\n\n"
  }

  private static func usage(_ calls: [String]) -> String {
    "USAGE: " + calls.joined(separator: "\n       ") + "\n\n"
  }

  private static func list(_ title: String, _ entries: [(String, String)]) -> String {
    var text = "\(title):\n"
    for (name, summary) in entries {
      let rows = lines(summary, indent: column, width: width)
      let head = "  " + name
      if head.count + 1 < column {
        text += head + String(repeating: " ", count: column - head.count) + rows[0].dropFirst(column) + "\n"
        for row in rows.dropFirst() { text += row + "\n" }
      } else {
        text += head + "\n" + rows.joined(separator: "\n") + "\n"
      }
    }
    return text + "\n"
  }

  private static func lines(_ text: String, indent: Int, width: Int) -> [String] {
    let margin = String(repeating: " ", count: indent)
    var rows: [String] = []
    var row = ""
    for word in text.split(separator: " ") {
      if !row.isEmpty, indent + row.count + 1 + word.count > width {
        rows.append(margin + row)
        row = ""
      }
      row += (row.isEmpty ? "" : " ") + word
    }
    rows.append(margin + row)
    return rows
  }
}
