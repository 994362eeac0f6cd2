/// How a call ended. Of several, the largest counts.
package enum Outcome: Int32, Comparable, Sendable {
  /// Every statement succeeded.
  case succeeded = 0
  /// A claim failed, or a derivation could not be done.
  case failed = 1
  /// A call or a file could not be understood, read or written, or a needed program is missing.
  case misuse = 2
  /// A fault of Derive itself.
  case fault = 3

  package static func < (a: Outcome, b: Outcome) -> Bool { a.rawValue < b.rawValue }
}
