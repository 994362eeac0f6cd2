import Foundation
import Testing

extension Trait where Self == ConditionTrait {
  /// For suites that take long: they run where `DERIVE_HEAVY` is set, as in `.ci/run`, and are reported as skipped
  /// elsewhere, so that a plain `swift test` stays quick.
  static var heavy: Self {
    .enabled("set DERIVE_HEAVY=1 to run the heavy tests") {
      ProcessInfo.processInfo.environment["DERIVE_HEAVY"] != nil
    }
  }
}
