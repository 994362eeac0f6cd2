/// Something wrong with a file, at a place in it. Every diagnostic is an error.
package struct Diagnostic: Hashable, Sendable {
  package var site: Site
  package var message: String
  /// What to write instead, or where else to look.
  package var hint: String?

  package init(site: Site, message: String, hint: String? = nil) {
    self.site = site
    self.message = message
    self.hint = hint
  }

  package var severity: String { "error" }

  /// `file:line:column: error: message`, the source line, a caret under the place, and the hint.
  package func rendered(in source: Source) -> String {
    let line = source.line(at: site.offset)
    let column = source.column(at: site.offset)
    var lines = ["\(source.name):\(line):\(column): \(severity): \(message)"]
    let range = source.range(ofLine: line)
    if !range.isEmpty {
      let excerpt = Excerpt(line: source.text(in: range), column: column, length: scalarCount(in: source, until: range))
      lines.append(excerpt.text)
      lines.append(excerpt.caret)
    }
    if let hint { lines.append("hint: \(hint)") }
    return lines.joined(separator: "\n")
  }

  /// How many scalars of the place lie in its first line.
  private func scalarCount(in source: Source, until range: Range<Int>) -> Int {
    let end = min(site.offset + site.length, range.upperBound)
    guard site.offset < end else { return 1 }
    return max(1, source.text(in: site.offset..<end).unicodeScalars.count)
  }
}

/// A source line as a terminal shows it, and the line with the caret below it.
///
/// Tabs become spaces up to the next multiple of four, wide characters take two cells and combining ones none, control
/// characters are shown as a space; of a long line only the part around the caret is shown.
private struct Excerpt {
  var text = ""
  var caret = ""

  private static let width = 120

  init(line: String, column: Int, length: Int) {
    let scalars = Array(line.unicodeScalars)
    let start = min(column - 1, scalars.count)
    var first = 0
    var last = scalars.count
    if scalars.count > Self.width {
      first = max(0, min(start - Self.width / 3, scalars.count - Self.width))
      last = min(scalars.count, first + Self.width)
    }
    if first > 0 { append("…", cells: 1, marked: false) }
    var used = first > 0 ? 1 : 0
    for position in first..<last {
      let isMarked = position >= start && position < start + length
      let scalar = scalars[position]
      if scalar == "\t" {
        let cells = 4 - used % 4
        append(String(repeating: " ", count: cells), cells: cells, marked: isMarked)
        used += cells
      } else {
        let isControl = scalar.value < 0x20 || scalar.value == 0x7F
        let cells = isControl ? 1 : cellCount(of: scalar)
        append(isControl ? " " : String(scalar), cells: cells, marked: isMarked)
        used += cells
      }
    }
    if last < scalars.count { text += "…" }
    if start >= scalars.count { caret += "^" }
    while caret.last == " " { caret.removeLast() }
    if let place = caret.firstIndex(of: "~") { caret.replaceSubrange(place...place, with: "^") }
  }

  private mutating func append(_ characters: String, cells: Int, marked: Bool) {
    text += characters
    caret += String(repeating: marked ? "~" : " ", count: cells)
  }
}

/// How many terminal cells a scalar takes.
private func cellCount(of scalar: Unicode.Scalar) -> Int {
  switch scalar.properties.generalCategory {
  case .nonspacingMark, .enclosingMark, .format: return 0
  default: break
  }
  switch scalar.value {
  case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF,
    0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F,
    0x1F900...0x1F9FF, 0x20000...0x3FFFD:
    return 2
  default: return 1
  }
}
