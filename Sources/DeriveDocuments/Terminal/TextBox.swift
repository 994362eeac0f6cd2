/// A rectangle of text, for what is higher than a line. Rows may be shorter than the width.
struct TextBox: Sendable {
  var rows: [String]
  var width: Int
  /// The row that stands on the line.
  var baseline: Int

  init(_ text: String) {
    rows = [text]
    width = text.displayWidth
    baseline = 0
  }

  init(rows: [String], baseline: Int) {
    self.rows = rows
    width = rows.map(\.displayWidth).max() ?? 0
    self.baseline = baseline
  }

  var isTall: Bool { rows.count > 1 }

  /// Boxes side by side on one baseline.
  static func beside(_ boxes: [TextBox]) -> TextBox {
    if boxes.allSatisfy({ $0.rows.count == 1 }) { return onOneLine(boxes) }
    let above = boxes.map(\.baseline).max() ?? 0
    let below = boxes.map { $0.rows.count - 1 - $0.baseline }.max() ?? 0
    var rows = Array(repeating: "", count: above + 1 + below)
    var width = 0
    for box in boxes {
      for (index, row) in box.rows.enumerated() {
        let place = above - box.baseline + index
        rows[place] += String(repeating: " ", count: width - rows[place].displayWidth) + row
      }
      width += box.width
    }
    var result = TextBox(rows: rows, baseline: above)
    result.width = width
    return result
  }

  private static func onOneLine(_ boxes: [TextBox]) -> TextBox {
    var text = ""
    var written = 0
    var width = 0
    for box in boxes {
      // A row may be shorter than its box.
      while written < width {
        text += " "
        written += 1
      }
      text += box.rows[0]
      written += box.rows[0].displayWidth
      width += box.width
    }
    return TextBox(row: text, width: width)
  }

  private init(row: String, width: Int) {
    rows = [row]
    self.width = width
    baseline = 0
  }

  /// The box with something at the right of its first row.
  func withSuperscript(_ text: String) -> TextBox {
    var result = self
    result.rows[0] += String(repeating: " ", count: width - rows[0].displayWidth) + text
    result.width = width + text.displayWidth
    return result
  }

  /// The box between brackets of its own height.
  func enclosed(_ open: Character, _ close: Character) -> TextBox {
    guard isTall, let left = Self.tallBrackets[open], let right = Self.tallBrackets[close] else {
      return .beside([TextBox(String(open)), self, TextBox(String(close))])
    }
    return .beside([Self.column(left, rows.count, baseline), self, Self.column(right, rows.count, baseline)])
  }

  private static func column(_ parts: (String, String, String), _ height: Int, _ baseline: Int) -> TextBox {
    let rows = (0..<height).map { $0 == 0 ? parts.0 : $0 == height - 1 ? parts.2 : parts.1 }
    return TextBox(rows: rows, baseline: baseline)
  }

  private static let tallBrackets: [Character: (String, String, String)] = [
    "(": ("⎛", "⎜", "⎝"), ")": ("⎞", "⎟", "⎠"), "[": ("⎡", "⎢", "⎣"), "]": ("⎤", "⎥", "⎦"),
    "{": ("⎧", "⎨", "⎩"), "}": ("⎫", "⎬", "⎭"), "|": ("│", "│", "│"), "‖": ("║", "║", "║"),
  ]
}
