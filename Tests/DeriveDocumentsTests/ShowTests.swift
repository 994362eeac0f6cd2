import Foundation
import Testing
import DeriveSolving
@testable import DeriveDocuments

@Suite struct ShowTests {
  @Test func show() throws {
    var options = DocumentOptions()
    try TerminalWriter.text(Samples.logistic, options: options).write(toFile: "/tmp/doc/brief.txt", atomically: true, encoding: .utf8)
    options.steps = SolveOptions.Steps.none
    try TerminalWriter.text(Samples.logistic, options: options).write(toFile: "/tmp/doc/none.txt", atomically: true, encoding: .utf8)
    options.steps = .full
    options.width = 72
    try TerminalWriter.text(Samples.logistic, options: options).write(toFile: "/tmp/doc/full.txt", atomically: true, encoding: .utf8)
    options.width = 80
    try TerminalWriter.text(Samples.wide, options: options).write(toFile: "/tmp/doc/wide.txt", atomically: true, encoding: .utf8)
  }
}
extension TerminalTests {
static let briefText = ""
static let fullText = ""
static let noneText = ""
}
