import Foundation
import Testing

@testable import DeriveDocuments

@Suite struct ShowTests {
  @Test func show() throws {
    var options = DocumentOptions()
    try LaTeXWriter.text(Samples.logistic, options: options).write(
      toFile: "/tmp/doc/a.tex", atomically: true, encoding: .utf8)
    options.steps = .full
    try LaTeXWriter.text(Samples.logistic, options: options).write(
      toFile: "/tmp/doc/b.tex", atomically: true, encoding: .utf8)
  }
}
