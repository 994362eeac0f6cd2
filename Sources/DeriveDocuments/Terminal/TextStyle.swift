/// What colour or weight means in the terminal.
package enum TextStyle: Sendable {
  case plain, strong, dim, good, warning, bad

  /// The text in this style, where colours are wanted.
  package func applied(to text: String, color: Bool) -> String {
    guard color, let code, !text.isEmpty else { return text }
    return "\u{1B}[\(code)m\(text)\u{1B}[0m"
  }

  private var code: String? {
    switch self {
    case .plain: nil
    case .strong: "1"
    case .dim: "2"
    case .good: "32"
    case .warning: "33"
    case .bad: "31"
    }
  }
}
