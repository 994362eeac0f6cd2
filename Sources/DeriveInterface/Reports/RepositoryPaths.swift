/// Paths as a code host wants them: from the top of the repository.
struct RepositoryPaths: Sendable {
  /// The top of the repository, if that is known.
  var top: String?
  /// The folder that the command was called in.
  var folder: String?

  init() {}

  /// On GitHub's machines the environment tells both.
  init(_ surroundings: Surroundings) {
    top = surroundings.environment("GITHUB_WORKSPACE").flatMap { $0.isEmpty ? nil : $0 }
    folder = surroundings.environment("PWD")
    while let shorter = top, shorter.count > 1, shorter.hasSuffix("/") { top = String(shorter.dropLast()) }
  }

  func path(_ name: String) -> String {
    var path = name[...]
    while path.hasPrefix("./") { path = path.dropFirst(2).drop { $0 == "/" } }
    guard let top else { return String(path) }
    if path.hasPrefix("/") { return String(path.hasPrefix(top + "/") ? path.dropFirst(top.count + 1) : path) }
    guard let folder, folder.hasPrefix(top + "/") else { return String(path) }
    return folder.dropFirst(top.count + 1) + "/" + path
  }
}
