/// Lines of text that formulas with notes at their right are set on.
struct TextPage {
  let width: Int
  let color: Bool
  private(set) var lines: [String] = []
  private var pending: [Row] = []

  /// A formula with its lead, and what is said about it at the right.
  private struct Row {
    var lines: [String]
    var note: String
    var noteStyle: TextStyle
    var style: TextStyle
    var labelled: Int
  }

  init(width: Int, color: Bool) {
    self.width = width
    self.color = color
  }

  var text: String {
    var page = self
    page.flush()
    return page.lines.isEmpty ? "" : page.lines.joined(separator: "\n") + "\n"
  }

  /// Ends a block: notes above and below are not aligned with each other.
  mutating func blank() {
    flush()
    if !lines.isEmpty, lines.last != "" { lines.append("") }
  }

  /// A line as it is.
  mutating func line(_ text: String, style: TextStyle = .plain) {
    flush()
    lines.append(style.applied(to: text, color: color))
  }

  /// Words, wrapped at spaces, `lead` before the first line and as much room before the others.
  mutating func prose(_ text: String, lead: String, style: TextStyle = .plain) {
    flush()
    let indent = String(repeating: " ", count: lead.displayWidth)
    for (index, row) in wrapped(text, width: max(20, width - indent.count)).enumerated() {
      lines.append((index == 0 ? lead : indent) + style.applied(to: row, color: color))
    }
  }

  /// A paragraph of a note, with bold and slanted words, wrapped as `prose` is.
  mutating func note(_ text: String, lead: String = "") {
    flush()
    let indent = String(repeating: " ", count: lead.displayWidth)
    let rows = TextProse.styled(wrapped(text, width: max(20, width - indent.count)), color: color)
    for (index, row) in rows.enumerated() { lines.append((index == 0 ? lead : indent) + row) }
  }

  /// A formula after `lead`, its further lines under its own beginning, with a note at the right. The first `labelled`
  /// characters of the lead are a label.
  mutating func formula(
    _ run: TextRun, lead: String, hanging: Int? = nil, note: String = "", noteStyle: TextStyle = .dim,
    style: TextStyle = .plain, labelled: Int = 0
  ) {
    let indent = lead.displayWidth
    let hang = hanging ?? indent
    let noteRoom = note.isEmpty ? 0 : note.displayWidth + 3
    var limit = width - noteRoom
    // A long note is no reason to squeeze the formula.
    if limit - indent < width / 2, run.width > limit - indent { limit = width }
    let filled = filledLines(run.pieces, first: max(16, limit - indent), following: max(16, limit - hang))
    var rows: [String] = []
    for (index, line) in filled.enumerated() {
      let box = TextBox.beside(line.map(\.box))
      let start = index == 0 ? lead : String(repeating: " ", count: hang)
      for (height, text) in box.rows.enumerated() {
        let before = height == box.baseline ? start : String(repeating: " ", count: start.displayWidth)
        rows.append((before + text).trimmingEnd)
      }
    }
    pending.append(Row(lines: rows, note: note, noteStyle: noteStyle, style: style, labelled: labelled))
  }

  /// Sets the waiting formulas, their notes in one column where that is possible.
  private mutating func flush() {
    // A note that takes much of the line does not move the others' column.
    let withNotes = pending.filter { !$0.note.isEmpty && $0.note.displayWidth * 5 <= width * 2 }
    let noteWidth = withNotes.map(\.note.displayWidth).max() ?? 0
    let widths = withNotes.map { ($0.lines.last?.displayWidth ?? 0) + 3 }
    let column = widths.filter { $0 + noteWidth <= width }.max() ?? max(4, width - noteWidth)
    for row in pending {
      for (index, text) in row.lines.enumerated() {
        var shown = text
        let isLabelled = row.labelled > 0 && text.prefix(row.labelled).contains { $0 != " " }
        if isLabelled {
          shown =
            TextStyle.strong.applied(to: String(text.prefix(row.labelled)), color: color)
            + row.style.applied(to: String(text.dropFirst(row.labelled)), color: color)
        } else {
          shown = row.style.applied(to: text, color: color)
        }
        let note = row.noteStyle.applied(to: row.note, color: color)
        if index < row.lines.count - 1 || row.note.isEmpty {
          lines.append(shown)
          continue
        }
        let used = text.displayWidth
        let fits = column + row.note.displayWidth <= width
        if used + 2 <= column, fits {
          lines.append(shown + String(repeating: " ", count: column - used) + note)
        } else if used + 2 + row.note.displayWidth <= width {
          lines.append(shown + "  " + note)
        } else {
          // On lines of its own, at the right.
          lines.append(shown)
          let place = fits ? column : max(width / 3, width - row.note.displayWidth)
          for words in wrapped(row.note, width: width - place) {
            lines.append(
              String(repeating: " ", count: place) + row.noteStyle.applied(to: words, color: color))
          }
        }
      }
    }
    pending = []
  }
}

/// The text broken at spaces.
func wrapped(_ text: String, width: Int) -> [String] {
  var rows: [String] = []
  var row = ""
  var used = 0
  for word in text.split(whereSeparator: { $0 == " " || $0.isNewline || $0 == "\t" }) {
    let wordWidth = word.displayWidth
    if !row.isEmpty, used + 1 + wordWidth > width {
      rows.append(row)
      row = ""
      used = 0
    }
    if !row.isEmpty {
      row += " "
      used += 1
    }
    row += word
    used += wordWidth
  }
  if !row.isEmpty || rows.isEmpty { rows.append(row) }
  return rows
}

extension String {
  var trimmingEnd: String {
    var text = self
    while text.last == " " { text.removeLast() }
    return text
  }
}
