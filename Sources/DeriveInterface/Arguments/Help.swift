import DeriveDocuments

/// The help texts.
package enum Help {
  package static func text(_ verb: Verb?) -> String {
    switch verb {
    case .check: check
    case .help: command
    default: command
    }
  }

  private static var command: String {
    section(
      "OVERVIEW",
      """
      Derive a problem step by step and decide its claims: gradients, Hessians, expectations, limits, minima, with \
      proofs or counterexamples.
      """)
      + usage([
        "derive <file> ... [<options>]", "derive <file> -o <document>", "derive -e <statements>",
        "derive check <path> ... [<options>]", "derive help [<verb>]",
      ])
      + list(
        "ARGUMENTS",
        [
          (
            "<file>",
            "Problems in the .expr language; a folder stands for the .expr files under it, '-' for standard input."
          )
        ])
      + list("OPTIONS", options(nil))
      + list("EXAMPLES", examples)
      + list("VERBS", Verb.allCases.filter(\.isAvailable).map { ($0.rawValue, $0.summary) })
      + section("FILES NAMED LIKE A VERB", "Write './check': the first argument is taken for a verb if it is one.")
      + list("EXIT STATUS", statuses).dropLast()
  }

  private static var check: String {
    section("OVERVIEW", "Decide the claims of files and folders, for CI.")
      + usage(["derive check <path> ... [<options>]"])
      + list(
        "ARGUMENTS",
        [("<path>", "Files, and folders for the .expr files under them, sorted; '-' is standard input.")])
      + list("OPTIONS", options(.check))
      + list("EXIT STATUS", statuses).dropLast()
  }

  private static let examples = [
    ("derive problem.expr", "Show the solution on the terminal."),
    ("derive problem.expr -o solution.html", "Write it as a page; a PDF needs a LaTeX engine."),
    ("derive -e 'd(x^x, x)'", "Derive one expression."),
    ("derive check problems", "Decide the claims of all files of a folder."),
  ]

  private static let statuses = [
    ("0", "Every statement succeeded."),
    ("1", "A claim failed or stayed undecided, or a derivation could not be done."),
    ("2", "A call or a file could not be understood, read or written."), ("3", "A fault of Derive itself."),
  ]

  private static func options(_ verb: Verb?) -> [(String, String)] {
    Option.all(for: verb).filter { $0.name != .code }.map { option in
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
