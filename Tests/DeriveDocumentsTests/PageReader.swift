import Foundation

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// An element of a page as a parser of XML reads it, with nothing of Derive's own.
final class Element {
  let name: String
  let attributes: [String: String]
  var children: [Node] = []

  enum Node {
    case element(Element)
    case text(String)
  }

  init(_ name: String, _ attributes: [String: String]) {
    self.name = name
    self.attributes = attributes
  }

  var elements: [Element] { children.compactMap { if case .element(let inner) = $0 { inner } else { nil } } }

  /// Itself and everything in it, in order.
  var all: [Element] { [self] + elements.flatMap(\.all) }

  func all(named name: String) -> [Element] { all.filter { $0.name == name } }

  /// What is read in it, without what stands in elements of these names.
  func text(without names: Set<String> = []) -> String {
    if names.contains(name) { return "" }
    return children.map { node in
      switch node {
      case .element(let inner): inner.text(without: names)
      case .text(let words): words
      }
    }.joined()
  }

  /// The text read as XML; nil if it is not well-formed.
  static func parse(_ text: String) -> Element? {
    let builder = Builder()
    let parser = XMLParser(data: Data(text.utf8))
    parser.delegate = builder
    return parser.parse() ? builder.root : nil
  }

  private final class Builder: NSObject, XMLParserDelegate {
    var root: Element?
    private var open: [Element] = []

    func parser(
      _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
      attributes: [String: String] = [:]
    ) {
      let element = Element(name, attributes)
      if let last = open.last { last.children.append(.element(element)) } else { root = element }
      open.append(element)
    }

    func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
      open.removeLast()
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) { open.last?.children.append(.text(string)) }
  }
}
