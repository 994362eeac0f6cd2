import Foundation

/// Whether LaTeX's brackets come in pairs: braces, `\left` and `\right`, environments.
func isBalanced(_ tex: String) -> Bool {
  var stack: [String] = []
  var rest = Substring(tex)
  while let character = rest.first {
    rest = rest.dropFirst()
    switch character {
    case "{": stack.append("{")
    case "}": if stack.popLast() != "{" { return false }
    case "\\":
      let command = rest.prefix { $0.isASCII && $0.isLetter }
      if command.isEmpty {
        rest = rest.dropFirst()
        continue
      }
      rest = rest.dropFirst(command.count)
      switch command {
      case "left": stack.append("left")
      case "right": if stack.popLast() != "left" { return false }
      case "begin", "end":
        let name = rest.dropFirst().prefix { $0 != "}" }
        rest = rest.dropFirst(name.count + 2)
        if command == "begin" {
          stack.append(String(name))
        } else if stack.popLast() != String(name) {
          return false
        }
      default: break
      }
    default: break
    }
  }
  return stack.isEmpty
}

/// The TeX program of this machine.
enum TeX {
  static let path = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    .map { "\($0)/pdflatex" }.first { FileManager.default.isExecutableFile(atPath: $0) }

  /// Likewise of many documents: those that begin alike are one with all their bodies, for most of a run is spent on what
  /// comes before.
  static func complaints(ofAll documents: [String]) throws -> [String] {
    let (begin, end) = ("\\begin{document}\n", "\\end{document}\n")
    var bodies: [String: [Substring]] = [:]
    for document in documents {
      guard let start = document.firstRange(of: begin), let stop = document.firstRange(of: end) else {
        return ["no document"]
      }
      bodies[String(document[..<start.upperBound]), default: []].append(document[start.upperBound..<stop.lowerBound])
    }
    return try bodies.flatMap { try complaints($0.key + $0.value.joined(separator: "\n\\clearpage\n") + end) }
  }

  /// What pdfLaTeX complains about; nothing if it is content.
  static func complaints(_ document: String) throws -> [String] {
    guard let path else { return [] }
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("derive-" + UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try document.write(to: folder.appendingPathComponent("a.tex"), atomically: true, encoding: .utf8)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = ["-interaction=nonstopmode", "-file-line-error", "a.tex"]
    process.currentDirectoryURL = folder
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    process.standardInput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    let log = try String(decoding: Data(contentsOf: folder.appendingPathComponent("a.log")), as: UTF8.self)
    var found: [String] = []
    for line in log.split(separator: "\n") {
      if line.hasPrefix("!") || line.hasPrefix("./a.tex:") { found.append(String(line)) }
      // Far off the page, not a hair's breadth.
      if line.hasPrefix("Overfull \\hbox ("), let points = Double(line.dropFirst(16).prefix { $0 != "p" }), points > 20
      {
        found.append(String(line))
      }
    }
    if process.terminationStatus != 0, found.isEmpty {
      found.append("pdflatex ended with \(process.terminationStatus)")
    }
    return found
  }
}
