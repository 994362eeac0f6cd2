/// Statements of a call, `derive -e …`, as the text of a file.
package enum CallStatements {
  /// A bare expression is derived, a bare relation or predicate checked; everything else stands as it is.
  package static func source(_ texts: [String]) -> String {
    texts.flatMap { $0.split(separator: "\n", omittingEmptySubsequences: false) }.map { line in
      let isContinued = line.first == " " || line.first == "\t"
      let content = line.drop { $0 == " " || $0 == "\t" }
      if content.isEmpty || content.first == "#" || isContinued && texts.count == 1 && line != texts[0] {
        return String(line)
      }
      if isStatement(content) { return String(content) }
      return (isClaim(content) ? "check " : "derive ") + content
    }.joined(separator: "\n") + "\n"
  }

  private static let declarations: Set<Substring> = ["problem", "note", "size", "given", "random", "function", "let"]
  private static let questions: Set<Substring> = ["assume", "derive", "check", "prove", "refute"]
  private static let predicates: Set<Substring> = [
    "psd", "pd", "nsd", "nd", "symmetric", "idempotent", "orthogonal", "diagonal", "invertible", "fullrank", "in",
  ]
  private static let curvatures: Set<Substring> = ["convex", "concave", "strictly_convex", "shape"]

  /// It begins with a keyword that is not meant as a name.
  private static func isStatement(_ line: Substring) -> Bool {
    let word = line.prefix { $0.isLetter }
    let rest = line.dropFirst(word.count)
    guard rest.first == " " || rest.first == "\t", let next = rest.first(where: { $0 != " " && $0 != "\t" }) else {
      return false
    }
    if declarations.contains(word) { return next.isLetter || next == "\"" }
    return questions.contains(word) && !"=*/^<>!.".contains(next)
  }

  /// A relation or a predicate stands outside all brackets.
  private static func isClaim(_ line: Substring) -> Bool {
    var depth = 0
    var rest = line
    var isFirst = true
    while let character = rest.first {
      if character == "#" { return false }
      if character.isLetter {
        let word = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
        rest = rest.dropFirst(word.count)
        if depth == 0 {
          if isFirst, word == "if" {
            guard let end = rest.firstRange(of: " else ") else { return false }
            rest = rest[end.upperBound...]
          } else if word == "where" || word == "if" {
            return false
          } else if isFirst ? curvatures.contains(word) && rest.first == "(" : predicates.contains(word) {
            return true
          }
        }
        isFirst = false
        continue
      }
      rest = rest.dropFirst()
      if !character.isWhitespace { isFirst = false }
      switch character {
      case "(", "[": depth += 1
      case ")", "]": depth -= 1
      case "-", "→": if rest.first == ">" { rest = rest.dropFirst() }
      case "=", "<", ">", "≤", "≥", "≠", "∈": if depth == 0 { return true }
      default: break
      }
    }
    return false
  }
}
