/// Shapes in words, and errors about shapes that do not conform.
extension Resolver {
  /// `a scalar`, `a vector of N`, `N by D`.
  func shapeText(_ shape: Shape) -> String {
    switch shape.count {
    case 0: return "a scalar"
    case 1: return "a vector of \(shape[0].text(in: problem))"
    default: return shape.map { $0.text(in: problem) }.joined(separator: " by ")
    }
  }

  /// ``W2` is K by D (line 4)`: an operand, its shape, and where that comes from.
  func describe(_ node: Node) -> String {
    let text = shownText(node.site)
    let shape = "`\(text)` is \(shapeText(node.shape))"
    if let origin = origin(of: node) { return "\(shape) (line \(line(origin.site)))" }
    var seen: [String] = []
    var parts: [String] = []
    collectOrigins(node, &seen, &parts)
    return parts.isEmpty ? shape : "\(shape) (\(parts.joined(separator: "; ")))"
  }

  private func origin(of node: Node) -> DeclaredName? {
    switch node.kind {
    case .variable(let id): problem.variables[id.number].name
    case .definition(let id): problem.definitions[id.number].name
    case .member(let id, _): problem.recursions[id.number].name
    default: nil
    }
  }

  private func collectOrigins(_ node: Node, _ seen: inout [String], _ parts: inout [String]) {
    guard parts.count < 4 else { return }
    if let name = origin(of: node) {
      guard !node.shape.isEmpty, !seen.contains(name.text) else { return }
      seen.append(name.text)
      parts.append("`\(name.text)` is \(shapeText(node.shape)), line \(line(name.site))")
      return
    }
    var children: [Node] = []
    node.kind.forEachChild { children.append($0) }
    for child in children { collectOrigins(child, &seen, &parts) }
  }

  /// A place of the source in one line, shortened.
  func shownText(_ site: Site) -> String {
    let text = folded(source.text(of: Site(offset: site.offset, length: min(site.length, 400))))
    return text.unicodeScalars.count <= 60 ? text : String(text.unicodeScalars.prefix(59)) + "…"
  }

  /// Two operands whose shapes do not go together, at an operator: an error, in a claim a refutation.
  func mismatch(_ site: Site, _ message: String, _ left: Node, _ right: Node, hint: String? = nil) -> Stop {
    mismatch(site, message, describe(left), describe(right), hint: hint)
  }

  func mismatch(_ site: Site, _ message: String, _ left: String, _ right: String, hint: String? = nil) -> Stop {
    if isInClaim {
      let text = hint.map { "\(message); \($0)" } ?? message
      return .mismatch(Statement.ShapeMismatch(message: text, left: left, right: right))
    }
    return report(site, message, hint: ([left, right] + (hint.map { [$0] } ?? [])).joined(separator: "; "))
  }

  /// A value whose shape does not fit what it is for: the message ends with its shape, the hint says where that is from.
  func unfit(_ node: Node, _ message: String, hint: String? = nil) -> Stop {
    let description = describe(node)
    // Of `2` there is no more to say than the message does.
    let parts = (description.contains("line ") ? [description] : []) + (hint.map { [$0] } ?? [])
    return report(
      node.site, "\(message); this is \(shapeText(node.shape))",
      hint: parts.isEmpty ? nil : parts.joined(separator: "; "))
  }

  // MARK: What to write instead

  /// The text of an operand in brackets where an operator or a prime behind it would else take only a part of it.
  func bracketed(_ node: Node) -> String {
    let text = shownText(node.site)
    var depth = 0
    for character in text {
      switch character {
      case "(", "[": depth += 1
      case ")", "]": depth -= 1
      case " ", "+", "-", "*", "/", "^", "·", "⋅", "⊙", "−":
        if depth == 0 { return "(\(text))" }
      default: break
      }
    }
    return text
  }

  /// The transpose of an operand as it would be written.
  func transposeText(_ node: Node) -> String {
    if case .transpose(let inner) = node.kind { return shownText(inner.site) }
    return bracketed(node) + "'"
  }

  /// The products of two operands, one of them transposed or both exchanged, that conform; nil if there are none.
  func conformingProducts(_ left: Node, _ right: Node) -> String? {
    let (a, b) = (shownText(left.site), shownText(right.site))
    if a.hasSuffix("…") || b.hasSuffix("…") { return nil }
    var found: [String] = []
    // Rows and columns; a vector is a column.
    func rows(_ node: Node) -> Extent { node.shape[0] }
    func columns(_ node: Node) -> Extent { node.shape.count == 2 ? node.shape[1] : Extent(1) }
    guard (1...2).contains(left.shape.count), (1...2).contains(right.shape.count) else { return nil }
    if rows(left) == rows(right) { found.append("`\(transposeText(left))*\(b)`") }
    if columns(left) == columns(right) { found.append("`\(a)*\(transposeText(right))`") }
    if found.isEmpty, left.shape.count == 1, columns(right) == rows(left) { found.append("`\(b)*\(a)`") }
    return found.isEmpty ? nil : "write " + found.joined(separator: " or ")
  }

  /// Number of rows and of columns that differ where a square is needed.
  func requireSquare(_ node: Node, _ what: String) throws(Stop) {
    guard node.shape.count == 2 else {
      throw unfit(node, "\(what) is about a square matrix")
    }
    guard node.shape[0] == node.shape[1] else {
      throw mismatch(
        node.site, "\(what) is about a square matrix, and this one is \(shapeText(node.shape))", describe(node),
        "a square matrix has as many rows as columns")
    }
  }
}

/// A text with comments left out and every run of blanks as one space.
func folded(_ text: String) -> String {
  var words: [Substring] = []
  for line in text.split(whereSeparator: \.isNewline) {
    let code = line.prefix { $0 != "#" }
    words += code.split { $0 == " " || $0 == "\t" || $0 == "\r" }
  }
  return words.joined(separator: " ")
}
