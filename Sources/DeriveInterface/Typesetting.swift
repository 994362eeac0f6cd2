import DeriveKit

/// Makes a PDF of a LaTeX document with the LaTeX engine that is installed.
struct Typesetting {
  /// An engine: its name, and how it is called for one file and a folder for what it writes.
  private struct Engine: Sendable {
    var name: String
    var arguments: @Sendable (_ file: String, _ folder: String) -> [String]
  }

  let surroundings: Surroundings

  /// The best first. None asks questions, runs programs that a document names, or goes on after an error.
  private static let engines: [Engine] = [
    Engine(name: "tectonic") { file, folder in ["--untrusted", "--outdir", folder, file] },
    Engine(name: "latexmk") { file, folder in
      ["-norc", "-pdf", "-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape", "-outdir=\(folder)", file]
    },
    Engine(name: "lualatex", arguments: plain), Engine(name: "pdflatex", arguments: plain),
  ]

  private static let plain: @Sendable (String, String) -> [String] = { file, folder in
    ["-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape", "-output-directory=\(folder)", file]
  }

  /// A document takes seconds; an engine that takes minutes hangs.
  private static let patience = 120

  /// Writes the PDF to the path, or says why there is none.
  func write(_ document: String, to path: String) -> String? {
    let programs = surroundings.programs
    guard let (engine, program) = find() else {
      let names = Self.engines.map { "'\($0.name)'" }.joined(separator: ", ")
      return """
        no LaTeX engine was found to make a PDF: install tectonic, or TeX Live with pdflatex (Debian: \
        texlive-latex-extra; macOS: MacTeX); looked for \(names). '-o' with a file that ends in .tex or .html needs none
        """
    }
    let folder: String
    switch programs.temporaryFolder() {
    case .failure(let failure): return "no folder for the work of \(engine.name) can be made: \(failure.reason)"
    case .success(let made): folder = made
    }
    defer { programs.removeFolder(folder) }
    if let failure = surroundings.write(document, "\(folder)/solution.tex") {
      return "\(folder): cannot be written: \(failure.reason)"
    }
    let arguments = engine.arguments("\(folder)/solution.tex", folder)
    let said = "\(folder)/engine.out"
    switch programs.run(program, arguments, said, Self.patience) {
    case .failure(let failure): return "\(engine.name) cannot be run: \(failure.reason)"
    case .success(let status):
      guard status == 0, case .success(let pdf) = surroundings.contents("\(folder)/solution.pdf"), !pdf.isEmpty else {
        return "\(engine.name) made no PDF (exit status \(status))" + complaint(["\(folder)/solution.log", said])
      }
      return programs.copy(pdf, path).map { "cannot be written: \($0.reason)" }
    }
  }

  private func find() -> (Engine, String)? {
    for engine in Self.engines {
      if let program = surroundings.programs.find(engine.name) { return (engine, program) }
    }
    return nil
  }

  /// The engine's own words: its first error with what follows it, or the end of what it said.
  private func complaint(_ paths: [String]) -> String {
    for path in paths {
      guard case .success(let bytes) = surroundings.contents(path) else { continue }
      let lines = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
      if lines.isEmpty { continue }
      let start = lines.firstIndex { $0.hasPrefix("!") || $0.hasPrefix("error") } ?? max(0, lines.count - 5)
      return ":\n" + lines[start...].prefix(6).map { "  \($0)\n" }.joined().dropLast()
    }
    return ""
  }
}
