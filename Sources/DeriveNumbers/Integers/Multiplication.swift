extension Words {
  /// From this many words on, Karatsuba's three products of half the size are faster than the schoolbook's four.
  static let karatsubaThreshold = 40

  static func product(_ a: [UInt], _ b: [UInt]) -> [UInt] {
    let (long, short) = a.count >= b.count ? (a, b) : (b, a)
    if short.count < karatsubaThreshold { return schoolbookProduct(long, short) }
    if long.count >= 2 * short.count { return unbalancedProduct(long, short) }
    return karatsubaProduct(long, short)
  }

  /// Source: Knuth, algorithm M.
  static func schoolbookProduct(_ a: [UInt], _ b: [UInt]) -> [UInt] {
    if a.isEmpty || b.isEmpty { return [] }
    return [UInt](unsafeUninitializedCapacity: a.count + b.count) { result, count in
      a.withUnsafeBufferPointer { a in
        b.withUnsafeBufferPointer { b in
          result.initialize(repeating: 0)
          var row = 0
          while row < b.count {
            let factor = b[row]
            var carry: UInt = 0
            var column = 0
            while column < a.count {
              let (high, low) = a[column].multipliedFullWidth(by: factor)
              let (first, one) = low.addingReportingOverflow(result[row + column])
              let (second, two) = first.addingReportingOverflow(carry)
              result[row + column] = second
              carry = high &+ (one ? 1 : 0) &+ (two ? 1 : 0)
              column += 1
            }
            result[row + column] = carry
            row += 1
          }
        }
      }
      count = result.count
      while count > 0 && result[count - 1] == 0 { count -= 1 }
    }
  }

  /// Cuts the longer factor into pieces as long as the shorter one.
  private static func unbalancedProduct(_ long: [UInt], _ short: [UInt]) -> [UInt] {
    var result = [UInt](repeating: 0, count: long.count + short.count + 1)
    var start = 0
    while start < long.count {
      let end = min(start + short.count, long.count)
      var piece = [UInt](long[start..<end])
      trim(&piece)
      add(product(piece, short), to: &result, at: start)
      start = end
    }
    trim(&result)
    return result
  }

  /// Source: A. Karatsuba and Y. Ofman, 1962; Knuth, section 4.3.3. With `x` a power of the word base,
  /// `(a1*x + a0)*(b1*x + b0) = a1*b1*x^2 + ((a1 + a0)*(b1 + b0) - a1*b1 - a0*b0)*x + a0*b0`.
  private static func karatsubaProduct(_ a: [UInt], _ b: [UInt]) -> [UInt] {
    let half = (max(a.count, b.count) + 1) / 2
    let (a1, a0) = split(a, at: half)
    let (b1, b0) = split(b, at: half)
    let high = product(a1, b1)
    let low = product(a0, b0)
    let middle = difference(difference(product(sum(a1, a0), sum(b1, b0)), high), low)
    var result = [UInt](repeating: 0, count: a.count + b.count + 1)
    add(low, to: &result, at: 0)
    add(middle, to: &result, at: half)
    add(high, to: &result, at: 2 * half)
    trim(&result)
    return result
  }

  private static func split(_ words: [UInt], at position: Int) -> (high: [UInt], low: [UInt]) {
    if words.count <= position { return ([], words) }
    var low = [UInt](words[..<position])
    trim(&low)
    return ([UInt](words[position...]), low)
  }

  /// Adds `words`, moved up by `position` words, to a result that is long enough.
  private static func add(_ words: [UInt], to result: inout [UInt], at position: Int) {
    result.withUnsafeMutableBufferPointer { result in
      words.withUnsafeBufferPointer { words in
        var carry: UInt = 0
        var index = 0
        while index < words.count || carry != 0 {
          let word = index < words.count ? words[index] : 0
          let (first, one) = result[position + index].addingReportingOverflow(word)
          let (second, two) = first.addingReportingOverflow(carry)
          result[position + index] = second
          carry = (one ? 1 : 0) + (two ? 1 : 0)
          index += 1
        }
      }
    }
  }
}
