/// A source text: its name as messages show it, and its bytes.
///
/// Places are UTF-8 offsets into `bytes`; a byte order mark at the start belongs to no line.
package struct Source: Sendable {
  package let name: String
  package let bytes: [UInt8]
  /// Where each line begins. There is always a first line.
  private let lineStarts: [Int]

  package init(name: String, bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
    let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    var starts = [start]
    bytes.withUnsafeBufferPointer { buffer in
      var offset = start
      while offset < buffer.count {
        if buffer[offset] == 0x0A { starts.append(offset + 1) }
        offset += 1
      }
    }
    lineStarts = starts
  }

  package init(name: String, text: String) {
    self.init(name: name, bytes: Array(text.utf8))
  }

  /// The offset at which the text begins, after a byte order mark.
  package var start: Int { lineStarts[0] }

  package var lineCount: Int { lineStarts.count }

  /// The number of the line, from 1, in which `offset` lies.
  package func line(at offset: Int) -> Int {
    var low = 0
    var high = lineStarts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle }
    }
    return low + 1
  }

  /// The column of `offset` in its line, from 1, counted in Unicode scalars.
  package func column(at offset: Int) -> Int {
    let start = lineStarts[line(at: offset) - 1]
    let end = min(max(offset, start), bytes.count)
    return 1 + bytes[start..<end].reduce(0) { $0 + ($1 & 0xC0 == 0x80 ? 0 : 1) }
  }

  /// The offsets of a line, without its line break.
  package func range(ofLine line: Int) -> Range<Int> {
    let start = lineStarts[line - 1]
    var end = line < lineStarts.count ? lineStarts[line] - 1 : bytes.count
    if end > start, bytes[end - 1] == 0x0D { end -= 1 }
    return start..<max(start, end)
  }

  /// The text of a range of offsets, damaged bytes replaced.
  package func text(in range: Range<Int>) -> String {
    let lower = min(max(range.lowerBound, 0), bytes.count)
    let upper = min(max(range.upperBound, lower), bytes.count)
    return String(decoding: bytes[lower..<upper], as: UTF8.self)
  }

  package func text(of site: Site) -> String {
    text(in: site.offset..<max(site.offset, site.offset + site.length))
  }
}
