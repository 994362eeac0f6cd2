import DeriveKit

/// A text to be solved, or why there is none.
struct Input: Sendable {
  /// As messages and reports call it.
  var name: String
  /// Nil for standard input and for the statements of a call.
  var path: String?
  var text: [UInt8]?
  var problem: String?
  /// Names that it does not declare are real.
  var declaresNames = false
}

/// Finds and reads the files of a call.
struct Inputs {
  let surroundings: Surroundings

  /// The files that the operands stand for, in order, still unread. A folder stands for the `.expr` files under it.
  func expand(_ operands: [String]) -> [Input] {
    operands.enumerated().flatMap { position, operand -> [Input] in
      if operand == "-" { return [Input(name: "<stdin>")] }
      switch surroundings.kind(operand, true) {
      case .file, .other: return [Input(name: operand, path: operand)]
      case .missing, .link:
        let verbs = Verb.allCases.map(\.rawValue)
        let meant = position == 0 ? nearestName(to: operand, in: verbs).map { "; did you mean 'derive \($0)'?" } : nil
        return [Input(name: operand, path: operand, problem: "no such file or folder" + (meant ?? ""))]
      case .folder:
        var files: [Input] = []
        collect(operand, into: &files)
        if files.isEmpty { return [Input(name: operand, path: operand, problem: "no .expr file in this folder")] }
        return files.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
      }
    }
  }

  /// The same, each file once, where it stands first.
  func expandOnce(_ operands: [String]) -> [Input] {
    var seen: Set<String> = []
    return expand(operands).filter { seen.insert($0.path ?? $0.name).inserted }
  }

  /// Hidden files and folders are left out, links not followed.
  private func collect(_ folder: String, into files: inout [Input]) {
    let prefix = folder.hasSuffix("/") ? folder : folder + "/"
    switch surroundings.names(folder) {
    case .failure(let failure):
      files.append(Input(name: folder, path: folder, problem: "cannot be read: \(failure.reason)"))
    case .success(let names):
      for name in names where !name.hasPrefix(".") {
        let path = prefix + name
        switch surroundings.kind(path, false) {
        case .folder: collect(path, into: &files)
        case .file: if name.hasSuffix(".expr") { files.append(Input(name: path, path: path)) }
        case .missing, .link, .other: break
        }
      }
    }
  }

  /// The input with its text, or with what is wrong with it.
  func read(_ input: Input) -> Input {
    if input.problem != nil || input.text != nil { return input }
    var input = input
    switch input.path.map(surroundings.contents) ?? surroundings.standardInput() {
    case .failure(let failure): input.problem = "cannot be read: \(failure.reason)"
    case .success(let bytes):
      if bytes.allSatisfy({ $0 == 0x20 || (0x09...0x0D).contains($0) }) {
        input.problem = "the file is empty"
      } else if let place = invalidUTF8(bytes) {
        input.problem = "not UTF-8: the byte \(place.byte) on line \(place.line)"
      } else {
        input.text = bytes
      }
    }
    return input
  }

  /// The first byte that belongs to no character.
  private func invalidUTF8(_ bytes: [UInt8]) -> (byte: String, line: Int)? {
    var parser = Unicode.UTF8.ForwardParser()
    var source = bytes.makeIterator()
    var offset = 0
    while true {
      switch parser.parseScalar(from: &source) {
      case .valid(let units): offset += units.count
      case .emptyInput: return nil
      case .error:
        let line = bytes[..<offset].count { $0 == 0x0A } + 1
        return ("0x" + String(bytes[offset], radix: 16, uppercase: true), line)
      }
    }
  }
}
