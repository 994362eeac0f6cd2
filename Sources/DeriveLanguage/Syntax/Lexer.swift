/// Reads tokens from the bytes of one file, on demand: one token at a time, from any place.
///
/// The bytes are valid UTF-8, followed here by zeros, so that looking a few bytes ahead needs no test for the end.
/// Line breaks are blanks inside brackets, and before an indented line; elsewhere they end the statement.
struct Lexer {
  /// What a fault is about: an error that is reported when the parser meets the invalid token.
  struct Fault {
    var message: String
    var hint: String?
  }

  private let bytes: [UInt8]
  /// The end of the readable part.
  private(set) var limit: Int
  private(set) var position: Int
  /// How many brackets are open.
  private(set) var depth = 0
  var names = NameTable()
  private(set) var texts: [String] = []
  private(set) var faults: [Fault] = []
  /// Where the `#=` comments of this statement begin, after their sign.
  var answers: [Int] = []
  private var scratch: [UInt8] = []

  /// A number has at most so many digits, its exponent counted as digits.
  static let digitLimit = 10_000

  init(bytes: [UInt8], start: Int) {
    limit = bytes.count
    self.bytes = bytes + [0, 0, 0, 0]
    position = start
    for word in reservedWords { _ = names.intern(word) }
  }

  /// A place to come back to.
  struct Mark {
    fileprivate var position: Int
    fileprivate var depth: Int
  }

  var mark: Mark { Mark(position: position, depth: depth) }

  mutating func restore(_ mark: Mark) {
    position = mark.position
    depth = mark.depth
  }

  /// Begins to read at another place, outside all brackets.
  mutating func move(to position: Int) {
    self.position = position
    depth = 0
  }

  /// Reads only up to `limit` from here on; returns the old limit.
  mutating func limit(to limit: Int) -> Int {
    let old = self.limit
    self.limit = limit
    return old
  }

  subscript(offset: Int) -> UInt8 { bytes[offset] }

  func endOfLine(from offset: Int) -> Int {
    var end = offset
    while end < limit, bytes[end] != 0x0A { end += 1 }
    return end
  }

  /// Reads one token.
  mutating func next() -> Token {
    let hadSpace = skipBlanks()
    let start = position
    guard start < limit else { return token(.end, start, space: hadSpace) }
    let byte = bytes[start]
    switch byte {
    case 0x41...0x5A, 0x61...0x7A: return name(space: hadSpace)
    case 0x30...0x39: return number(space: hadSpace)
    case 0x0A: return token(.end, start, space: hadSpace)
    case 0x2B: return sign(.plus, 1, hadSpace)
    case 0x2D: return bytes[start + 1] == 0x3E ? sign(.arrow, 2, hadSpace) : sign(.minus, 1, hadSpace)
    case 0x2A:
      if bytes[start + 1] == 0x2A { return fault("`**` is no operator", hint: "write `^`", length: 2, hadSpace) }
      return sign(.times, 1, hadSpace)
    case 0x2F: return sign(.divide, 1, hadSpace)
    case 0x5E: return sign(.power, 1, hadSpace)
    case 0x2E: return point(space: hadSpace)
    case 0x3D:
      if bytes[start + 1] == 0x3D { return fault("`==` is no operator", hint: "write `=`", length: 2, hadSpace) }
      return sign(.equal, 1, hadSpace)
    case 0x21 where bytes[start + 1] == 0x3D: return sign(.notEqual, 2, hadSpace)
    case 0x3C: return bytes[start + 1] == 0x3D ? sign(.lessOrEqual, 2, hadSpace) : sign(.less, 1, hadSpace)
    case 0x3E: return bytes[start + 1] == 0x3D ? sign(.greaterOrEqual, 2, hadSpace) : sign(.greater, 1, hadSpace)
    case 0x27: return sign(.prime, 1, hadSpace)
    case 0x28:
      depth += 1
      return sign(.open, 1, hadSpace)
    case 0x29:
      depth = max(0, depth - 1)
      return sign(.close, 1, hadSpace)
    case 0x5B:
      depth += 1
      return sign(.openBracket, 1, hadSpace)
    case 0x5D:
      depth = max(0, depth - 1)
      return sign(.closeBracket, 1, hadSpace)
    case 0x2C: return sign(.comma, 1, hadSpace)
    case 0x3B: return sign(.semicolon, 1, hadSpace)
    case 0x3A:
      if bytes[start + 1] == 0x3D { return fault("`:=` is no operator", hint: "write `=`", length: 2, hadSpace) }
      return sign(.colon, 1, hadSpace)
    case 0x22: return string(space: hadSpace)
    case 0x80...: return beyondASCII(space: hadSpace)
    default: return unknown(scalar: UInt32(byte), length: 1, hadSpace)
    }
  }

  /// Skips blanks, comments and the line breaks that end nothing; tells whether there were any.
  private mutating func skipBlanks() -> Bool {
    let start = position
    while position < limit {
      switch bytes[position] {
      case 0x20, 0x09, 0x0D: position += 1
      case 0x23:
        noteAnswer(at: position)
        position = endOfLine(from: position)
      case 0x0A:
        if depth > 0 {
          position += 1
        } else if let next = continuation(after: position) {
          position = next
        } else {
          return position > start
        }
      case 0x80...:
        let (scalar, length) = scalar(at: position)
        guard case .space = Spelling(scalar) else { return position > start }
        position += length
      default: return position > start
      }
    }
    return position > start
  }

  /// Where the indented line begins that continues the one ending at `end`, if the next line but comments is one.
  private mutating func continuation(after end: Int) -> Int? {
    var start = end + 1
    while start < limit {
      var first = start
      while first < limit, bytes[first] == 0x20 || bytes[first] == 0x09 { first += 1 }
      guard first < limit, bytes[first] != 0x0A, !(bytes[first] == 0x0D && bytes[first + 1] == 0x0A) else { return nil }
      guard bytes[first] == 0x23 else { return first > start ? first : nil }
      if first > start { noteAnswer(at: first) }
      start = endOfLine(from: first) + 1
    }
    return nil
  }

  private mutating func noteAnswer(at offset: Int) {
    guard bytes[offset + 1] == 0x3D, (answers.last ?? -1) < offset + 2 else { return }
    answers.append(offset + 2)
  }

  private func token(_ kind: Token.Kind, _ start: Int, payload: Int32 = 0, space: Bool) -> Token {
    Token(
      kind: kind, followsSpace: space, payload: payload, offset: Int32(truncatingIfNeeded: start),
      length: Int32(truncatingIfNeeded: position - start))
  }

  @inline(__always)
  private mutating func sign(_ kind: Token.Kind, _ length: Int, _ space: Bool) -> Token {
    let start = position
    position += length
    return token(kind, start, space: space)
  }

  private mutating func fault(_ message: String, hint: String? = nil, length: Int, _ space: Bool) -> Token {
    let start = position
    position = min(limit, position + length)
    faults.append(Fault(message: message, hint: hint))
    return token(.invalid, start, payload: Int32(truncatingIfNeeded: faults.count - 1), space: space)
  }

  private mutating func store(_ text: String) -> Int32 {
    texts.append(text)
    return Int32(truncatingIfNeeded: texts.count - 1)
  }

  // MARK: Names

  private mutating func name(space: Bool) -> Token {
    let start = position
    var offset = start
    var hash = NameTable.emptyHash
    while Self.isWordByte(bytes[offset]), offset < limit {
      hash = NameTable.combine(hash, bytes[offset])
      offset += 1
    }
    if bytes[offset] >= 0x80, offset < limit { return mixedName(space: space) }
    position = offset
    // In a statement of its own: as an argument it would run while `self` is held, and copy the table.
    let number = names.intern(bytes, start..<offset, hash: hash)
    return word(number, start, space)
  }

  /// A name in which Greek letters or subscript digits occur.
  private mutating func mixedName(space: Bool) -> Token {
    let start = position
    scratch.removeAll(keepingCapacity: true)
    scanning: while position < limit {
      if Self.isWordByte(bytes[position]) {
        scratch.append(bytes[position])
        position += 1
        continue
      }
      guard bytes[position] >= 0x80 else { break }
      let (scalar, length) = scalar(at: position)
      switch Spelling(scalar) {
      case .letter(let name): name.withUTF8Buffer { scratch.append(contentsOf: $0) }
      case .subscriptDigit(let digit): scratch.append(digit)
      case .superscript, .sign, .word, .space, .unknown: break scanning
      }
      position += length
    }
    let hash = scratch.reduce(NameTable.emptyHash, NameTable.combine)
    let number = names.intern(scratch, 0..<scratch.count, hash: hash)
    return word(number, start, space)
  }

  private func word(_ number: Int32, _ start: Int, _ space: Bool) -> Token {
    if number < Int32(reservedWords.count),
      let kind = Token.Kind(rawValue: Token.Kind.if.rawValue + UInt8(truncatingIfNeeded: number))
    {
      return token(kind, start, payload: number, space: space)
    }
    return token(.name, start, payload: number, space: space)
  }

  @inline(__always)
  static func isWordByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x61...0x7A, 0x41...0x5A, 0x30...0x39, 0x5F: true
    default: false
    }
  }

  // MARK: Numbers

  private mutating func number(space: Bool) -> Token {
    let start = position
    var offset = start
    var value: Int32 = 0
    while isDigit(offset) {
      if offset - start < 9 { value = value &* 10 &+ Int32(bytes[offset] & 15) }
      offset += 1
    }
    var digits = offset - start
    var isWhole = digits <= 9
    if bytes[offset] == 0x2E, isDigit(offset + 1) {
      isWhole = false
      offset += 1
      while isDigit(offset) {
        digits += 1
        offset += 1
      }
    }
    if bytes[offset] | 0x20 == 0x65 {
      let digit = bytes[offset + 1] == 0x2B || bytes[offset + 1] == 0x2D ? offset + 2 : offset + 1
      if isDigit(digit) {
        isWhole = false
        var exponent = 0
        offset = digit
        while isDigit(offset) {
          exponent = min(1_000_000, exponent * 10 + Int(bytes[offset] & 15))
          offset += 1
        }
        digits += exponent
      }
    }
    if digits > Self.digitLimit {
      return fault("a number has at most 10,000 digits", length: offset - start, space)
    }
    position = offset
    if isWhole { return token(.integer, start, payload: value, space: space) }
    let text = String(decoding: bytes[start..<offset], as: UTF8.self)
    let number = store(text)
    return token(.decimal, start, payload: number, space: space)
  }

  @inline(__always)
  private func isDigit(_ offset: Int) -> Bool {
    offset < limit && bytes[offset] >= 0x30 && bytes[offset] <= 0x39
  }

  private mutating func point(space: Bool) -> Token {
    switch bytes[position + 1] {
    case 0x2A: return sign(.dotTimes, 2, space)
    case 0x2F: return sign(.dotDivide, 2, space)
    case 0x5E: return sign(.dotPower, 2, space)
    case 0x2E: return sign(.range, 2, space)
    default:
      return fault("a number has a digit on both sides of its point", hint: "write `0.5` or `1.0`", length: 1, space)
    }
  }

  // MARK: Strings

  private mutating func string(space: Bool) -> Token {
    if bytes[position + 1] == 0x22, bytes[position + 2] == 0x22, position + 2 < limit { return text(space: space) }
    let start = position
    var end = start + 1
    while end < limit, bytes[end] != 0x22, bytes[end] != 0x0A { end += 1 }
    guard end < limit, bytes[end] == 0x22 else {
      return fault("this string has no closing `\"` on its line", length: 1, space)
    }
    position = end + 1
    let number = store(String(decoding: bytes[start + 1..<end], as: UTF8.self))
    return token(.string, start, payload: number, space: space)
  }

  private mutating func text(space: Bool) -> Token {
    let start = position
    var end = start + 3
    while end + 2 < limit, !(bytes[end] == 0x22 && bytes[end + 1] == 0x22 && bytes[end + 2] == 0x22) { end += 1 }
    guard end + 2 < limit else {
      position = limit
      faults.append(Fault(message: "this text has no closing `\"\"\"`", hint: "end the text with a line of `\"\"\"`"))
      position = start + 3
      let token = token(.invalid, start, payload: Int32(truncatingIfNeeded: faults.count - 1), space: space)
      position = limit
      return token
    }
    position = end + 3
    let number = store(unindented(bytes[start + 3..<end]))
    return token(.text, start, payload: number, space: space)
  }

  // MARK: Beyond ASCII

  /// Decodes the character at `offset`; the bytes are known to be well-formed.
  private func scalar(at offset: Int) -> (UInt32, Int) {
    let byte = UInt32(bytes[offset])
    let second = UInt32(bytes[offset + 1] & 0x3F)
    if byte < 0x80 { return (byte, 1) }
    if byte < 0xE0 { return ((byte & 0x1F) << 6 | second, 2) }
    let third = UInt32(bytes[offset + 2] & 0x3F)
    if byte < 0xF0 { return ((byte & 0x0F) << 12 | second << 6 | third, 3) }
    return ((byte & 0x07) << 18 | second << 12 | third << 6 | UInt32(bytes[offset + 3] & 0x3F), 4)
  }

  private mutating func beyondASCII(space: Bool) -> Token {
    let start = position
    let (scalar, length) = scalar(at: start)
    switch Spelling(scalar) {
    case .letter: return mixedName(space: space)
    case .superscript: return superscript(space: space)
    case .sign(let kind): return sign(kind, length, space)
    case .word(let name):
      position += length
      let number = names.intern(name.description)
      return token(.name, start, payload: number, space: space)
    case .subscriptDigit:
      return fault("a subscript digit stands only in a name", length: length, space)
    case .space, .unknown: return unknown(scalar: scalar, length: length, space)
    }
  }

  private mutating func superscript(space: Bool) -> Token {
    let start = position
    scratch.removeAll(keepingCapacity: true)
    while position < limit, bytes[position] >= 0x80 {
      let (scalar, length) = scalar(at: position)
      guard case .superscript(let byte) = Spelling(scalar), byte != 0x2D || scratch.isEmpty else { break }
      scratch.append(byte)
      position += length
    }
    if scratch == [0x2D] || scratch.count > Self.digitLimit {
      position = start
      return scratch.count == 1
        ? fault("a superscript minus needs digits after it", length: 3, space)
        : fault("a number has at most 10,000 digits", length: 3, space)
    }
    let number = store(String(decoding: scratch, as: UTF8.self))
    return token(.superscript, start, payload: number, space: space)
  }

  private mutating func unknown(scalar: UInt32, length: Int, _ space: Bool) -> Token {
    let value = Unicode.Scalar(scalar)
    let category = value?.properties.generalCategory
    let digits = String(scalar, radix: 16, uppercase: true)
    var shown = "U+" + String(repeating: "0", count: max(4 - digits.count, 0)) + digits
    if let value, scalar > 0x20, category != .control, category != .format, category != .privateUse,
      category != .unassigned, category != .surrogate
    {
      shown = "`\(value)`"
    }
    let isLetter = value?.properties.isAlphabetic ?? false
    let hint = isLetter ? "names are made of Latin and Greek letters, digits and `_`" : nil
    return fault("the character \(shown) has no meaning here", hint: advice(for: scalar) ?? hint, length: length, space)
  }
}

/// A text without its first line break, its last line of blanks, and the indentation that its lines share.
func unindented(_ bytes: ArraySlice<UInt8>) -> String {
  var lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
    .map { $0.last == 0x0D ? $0.dropLast() : $0 }
  func isBlank(_ line: ArraySlice<UInt8>) -> Bool { line.allSatisfy { $0 == 0x20 || $0 == 0x09 } }
  let startsOnOpeningLine = !(lines.first.map(isBlank) ?? true)
  if !startsOnOpeningLine { lines.removeFirst() }
  if let last = lines.last, isBlank(last), lines.count > 1 || !startsOnOpeningLine { lines.removeLast() }
  let measured = (startsOnOpeningLine ? lines.dropFirst() : lines[...]).filter { !isBlank($0) }
  var indentation = measured.first.map { Array($0.prefix { $0 == 0x20 || $0 == 0x09 }) } ?? []
  for line in measured {
    let shared = zip(line, indentation).prefix { $0 == $1 }.count
    indentation.removeLast(indentation.count - shared)
  }
  return lines.enumerated().map { position, line in
    if position == 0, startsOnOpeningLine {
      return String(decoding: line.drop { $0 == 0x20 || $0 == 0x09 }, as: UTF8.self)
    }
    return isBlank(line) ? "" : String(decoding: line.dropFirst(indentation.count), as: UTF8.self)
  }.joined(separator: "\n")
}
