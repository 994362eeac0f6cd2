/// Names, each stored once: a name is compared and looked up by its number.
///
/// An open-addressing table of 32-bit entries over one buffer of bytes; the caller computes the hash while it scans.
package struct NameTable: Sendable {
  private var storage: [UInt8] = []
  /// Where each name's bytes begin, and at last where they end.
  private var starts: [Int32] = [0]
  private var hashes: [UInt32] = []
  private var slots: [Int32]
  private var mask: Int

  static let emptyHash: UInt32 = 2_166_136_261

  init() {
    slots = Array(repeating: -1, count: 256)
    mask = 255
  }

  package var count: Int { hashes.count }

  @inline(__always)
  static func combine(_ hash: UInt32, _ byte: UInt8) -> UInt32 {
    (hash ^ UInt32(byte)) &* 16_777_619
  }

  /// The number of a name; a new name gets the next one.
  mutating func intern(_ bytes: [UInt8], _ range: Range<Int>, hash: UInt32) -> Int32 {
    var slot = Int(truncatingIfNeeded: hash ^ (hash >> 15)) & mask
    while true {
      let entry = slots[slot]
      if entry < 0 { break }
      if hashes[Int(entry)] == hash, matches(Int(entry), bytes, range) { return entry }
      slot = (slot + 1) & mask
    }
    let number = Int32(truncatingIfNeeded: hashes.count)
    storage.append(contentsOf: bytes[range])
    starts.append(Int32(truncatingIfNeeded: storage.count))
    hashes.append(hash)
    slots[slot] = number
    if hashes.count * 2 > slots.count { grow() }
    return number
  }

  mutating func intern(_ text: String) -> Int32 {
    let bytes = Array(text.utf8)
    return intern(bytes, 0..<bytes.count, hash: bytes.reduce(Self.emptyHash, Self.combine))
  }

  package func text(_ number: Int32) -> String {
    let index = Int(number)
    return String(decoding: storage[Int(starts[index])..<Int(starts[index + 1])], as: UTF8.self)
  }

  @inline(__always)
  private func matches(_ entry: Int, _ bytes: [UInt8], _ range: Range<Int>) -> Bool {
    let start = Int(starts[entry])
    guard Int(starts[entry + 1]) - start == range.count else { return false }
    var offset = 0
    while offset < range.count {
      if storage[start + offset] != bytes[range.lowerBound + offset] { return false }
      offset += 1
    }
    return true
  }

  private mutating func grow() {
    mask = slots.count * 2 - 1
    slots = Array(repeating: -1, count: mask + 1)
    for (number, hash) in hashes.enumerated() {
      var slot = Int(truncatingIfNeeded: hash ^ (hash >> 15)) & mask
      while slots[slot] >= 0 { slot = (slot + 1) & mask }
      slots[slot] = Int32(truncatingIfNeeded: number)
    }
  }
}
