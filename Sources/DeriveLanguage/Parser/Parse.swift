/// Reads a source text into syntax. Any diagnostics are in the order of their places.
package func parse(_ source: Source, allowsBareStatements: Bool = false) -> (
  tree: SyntaxTree, diagnostics: [Diagnostic]
) {
  if let offset = firstInvalidUTF8Offset(in: source.bytes) {
    let fault = Diagnostic(
      site: Site(offset: offset, length: 1), message: "the file is not UTF-8: its byte \(offset) does not belong there",
      hint: "save it in the encoding UTF-8")
    return (SyntaxTree(), [fault])
  }
  guard source.bytes.count <= Parser.sizeLimit else {
    let message = "the file is larger than \(Parser.sizeLimit / 1_000_000) MB"
    return (SyntaxTree(), [Diagnostic(site: Site(offset: 0, length: 1), message: message)])
  }
  var parser = Parser(source)
  parser.parseFile(allowsBare: allowsBareStatements)
  return (parser.tree, parser.diagnostics.sorted { $0.site.offset < $1.site.offset })
}

/// How fast the parser alone is: reads `bytes` bytes of one long sum of products, `runs` times, and gives the bytes of
/// one run and the number of nodes. The caller holds the clock.
package func parseLongSum(bytes: Int, runs: Int = 1) -> (bytes: Int, nodes: Int) {
  var text = "let s = a*x[1] "
  var k = 2
  while text.utf8.count < bytes {
    text += "+ \(k)*b*x[\(k)]*yhat - c/d^2 "
    k += 1
  }
  let source = Source(name: "sum", text: text)
  var nodes = 0
  for _ in 0..<max(1, runs) { nodes = parse(source).tree.nodeCount }
  return (source.bytes.count, nodes)
}
