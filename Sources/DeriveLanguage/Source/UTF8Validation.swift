/// The offset of the first byte that does not begin or continue a well-formed UTF-8 sequence, or nil.
///
/// Well-formed is what the Unicode standard, table 3-7, calls so: no overlong forms, no surrogates, at most U+10FFFF.
package func firstInvalidUTF8Offset(in bytes: [UInt8]) -> Int? {
  bytes.withUnsafeBufferPointer { buffer in
    var offset = 0
    let count = buffer.count
    while offset < count {
      let byte = buffer[offset]
      if byte < 0x80 {
        offset += 1
        continue
      }
      let length: Int
      var low: UInt8 = 0x80
      var high: UInt8 = 0xBF
      switch byte {
      case 0xC2...0xDF: length = 2
      case 0xE0: (length, low) = (3, 0xA0)
      case 0xED: (length, high) = (3, 0x9F)
      case 0xE1...0xEF: length = 3
      case 0xF0: (length, low) = (4, 0x90)
      case 0xF4: (length, high) = (4, 0x8F)
      case 0xF1...0xF3: length = 4
      default: return offset
      }
      guard offset + length <= count, buffer[offset + 1] >= low, buffer[offset + 1] <= high else { return offset }
      for next in offset + 2..<max(offset + 2, offset + length) where buffer[next] & 0xC0 != 0x80 { return offset }
      offset += length
    }
    return nil
  }
}
