/// What became of a file that was to be laid out.
package enum Formatting: Sendable {
  /// The file in the standard layout.
  case text(String)
  /// The file cannot be read, and is to stay as it is.
  case errors([Diagnostic])
}

/// The file in the standard layout: blanks, blank lines, indentation and columns are set anew, words and comments kept.
///
/// - Statements begin at the start of their line; of several blank lines one is left.
/// - A line that continues a statement is indented by 4, a part of a side of a relation that began a line by 6; inside
///   brackets it stands under what follows the bracket, or 4 further in where nothing does.
/// - Blanks stand around `=`, `<`, `+`, `-`, `.*`, `./`, `->` and `:`, and behind commas; none around `^` and `..`. In the
///   brackets of an index, and in ranges, none around `+` and `-` either. Around `*` and `/` stands what stood there, the
///   same on both sides.
/// - In adjacent lines of `let` the `=` stand below each other, and names of `size` below those of `given`.
/// - Comments behind statements begin in one column.
/// - Notes lose the indentation that their lines share; their text is the same.
///
/// Laying out is done on tokens, and the result is read again: it is returned only if it has the same tokens, answers and
/// comments. So nothing can be lost.
package func formatted(_ source: Source) -> Formatting {
  let diagnostics = parse(source).diagnostics
  if !diagnostics.isEmpty { return .errors(diagnostics) }
  let file = LayoutFile(source)
  let text = LayoutWriter.text(of: file)
  if !file.says(theSameAs: LayoutFile(Source(name: source.name, text: text))) {
    let fault = Diagnostic(
      site: Site(offset: source.start, length: 1),
      message: "this file cannot be laid out without changing what it says",
      hint: "look for white space other than blanks at the start of its lines")
    return .errors([fault])
  }
  return .text(text)
}
