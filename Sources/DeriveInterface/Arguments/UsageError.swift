/// A call that cannot be understood.
package struct UsageError: Error, Hashable, Sendable {
  package var message: String
  package var hint: String?
  /// The verb whose help tells more.
  package var verb: Verb?

  package init(_ message: String, hint: String? = nil, verb: Verb? = nil) {
    self.message = message
    self.hint = hint
    self.verb = verb
  }

  /// As it is printed to standard error.
  package var text: String {
    var text = "error: \(message)\n"
    if let hint { text += "hint: \(hint)\n" }
    return text + "See 'derive \(verb.map { "help \($0.rawValue)" } ?? "--help")' for more.\n"
  }
}
