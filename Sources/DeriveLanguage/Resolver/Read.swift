/// What became of reading a file: its problem, or everything that is wrong with it.
package enum ReadResult: Sendable {
  case problem(Problem)
  /// In the order of their places; never empty.
  case errors([Diagnostic])
}

/// Reads a file: text to syntax, syntax to a problem.
package func read(_ source: Source) -> ReadResult {
  read(source, isFromCall: false)
}

/// Reads statements from a call, one or more lines each: an expression alone is derived, a relation or predicate alone
/// checked, and names that are declared nowhere are real scalars, or, used with brackets, real vectors and matrices.
///
/// The source in the result is what places in diagnostics are about.
package func readStatements(_ lines: [String], name: String = "-e") -> (source: Source, result: ReadResult) {
  let texts = lines.map { line in
    String(line.drop { $0 == " " || $0 == "\t" })
  }
  let source = Source(name: name, text: texts.joined(separator: "\n"))
  return (source, read(source, isFromCall: true))
}

private func read(_ source: Source, isFromCall: Bool) -> ReadResult {
  let (tree, diagnostics) = parse(source, allowsBareStatements: isFromCall)
  let resolver = Resolver(tree: tree, source: source, declaresImplicitly: isFromCall)
  resolver.resolveFile()
  let errors = diagnostics + resolver.diagnostics
  if errors.isEmpty { return .problem(resolver.problem) }
  return .errors(errors.sorted { ($0.site.offset, $0.message) < ($1.site.offset, $1.message) })
}
