import DeriveKit
import Foundation
import Testing

/// The built command itself, once.
@Suite struct SmokeTests {
  /// Beside the tests' own program; where the build puts it elsewhere, there is nothing to start.
  private static let command: String? = {
    var folder = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    for _ in 0..<4 {
      let path = folder.appendingPathComponent("derive").path
      var isFolder: ObjCBool = false
      if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue { return path }
      folder.deleteLastPathComponent()
    }
    return nil
  }()

  private func run(_ arguments: [String]) throws -> (status: Int32, output: String, messages: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Self.command ?? "")
    process.arguments = arguments
    let output = Pipe()
    let messages = Pipe()
    process.standardOutput = output
    process.standardError = messages
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let shown = output.fileHandleForReading.readDataToEndOfFile()
    let told = messages.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: shown, as: UTF8.self), String(decoding: told, as: UTF8.self))
  }

  @Test(.enabled(if: command != nil, "the command is not beside the tests")) func startsAndEnds() throws {
    let version = try run(["--version"])
    #expect(version.status == 0 && version.output == "derive \(deriveVersion)\n" && version.messages == "")
    let missing = try run(["/nonexistent.expr"])
    #expect(missing.status == 2 && missing.output == "")
    #expect(missing.messages == "/nonexistent.expr: error: no such file or folder\n")
  }
}
