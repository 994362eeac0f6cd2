/// Arithmetic on magnitudes: arrays of words, least significant first, without leading zeros unless said otherwise.
///
/// Source of the schoolbook algorithms: D. E. Knuth, The Art of Computer Programming, volume 2, section 4.3.1.
enum Words {
  static func trim(_ words: inout [UInt]) {
    while let last = words.last, last == 0 { words.removeLast() }
  }

  static func bitWidth(_ words: [UInt]) -> Int {
    guard let last = words.last else { return 0 }
    return words.count * UInt.bitWidth - last.leadingZeroBitCount
  }

  static func trailingZeroBitCount(_ words: [UInt]) -> Int {
    for (index, word) in words.enumerated() where word != 0 {
      return index * UInt.bitWidth + word.trailingZeroBitCount
    }
    return 0
  }

  /// -1, 0 or 1 as `a` is less than, equal to or greater than `b`.
  static func compare(_ a: [UInt], _ b: [UInt]) -> Int {
    if a.count != b.count { return a.count < b.count ? -1 : 1 }
    var index = a.count - 1
    while index >= 0 {
      if a[index] != b[index] { return a[index] < b[index] ? -1 : 1 }
      index -= 1
    }
    return 0
  }

  static func sum(_ a: [UInt], _ b: [UInt]) -> [UInt] {
    let (long, short) = a.count >= b.count ? (a, b) : (b, a)
    return [UInt](unsafeUninitializedCapacity: long.count + 1) { result, count in
      long.withUnsafeBufferPointer { long in
        short.withUnsafeBufferPointer { short in
          var carry: UInt = 0
          var index = 0
          while index < short.count {
            let (first, one) = long[index].addingReportingOverflow(short[index])
            let (second, two) = first.addingReportingOverflow(carry)
            result[index] = second
            carry = (one ? 1 : 0) + (two ? 1 : 0)
            index += 1
          }
          while index < long.count {
            let (value, overflow) = long[index].addingReportingOverflow(carry)
            result[index] = value
            carry = overflow ? 1 : 0
            index += 1
          }
          result[index] = carry
          count = carry == 0 ? index : index + 1
        }
      }
    }
  }

  /// `a - b`, trimmed. Requires `a >= b`.
  static func difference(_ a: [UInt], _ b: [UInt]) -> [UInt] {
    [UInt](unsafeUninitializedCapacity: a.count) { result, count in
      a.withUnsafeBufferPointer { a in
        b.withUnsafeBufferPointer { b in
          var borrow: UInt = 0
          var index = 0
          while index < b.count {
            let (first, one) = a[index].subtractingReportingOverflow(b[index])
            let (second, two) = first.subtractingReportingOverflow(borrow)
            result[index] = second
            borrow = (one ? 1 : 0) + (two ? 1 : 0)
            index += 1
          }
          while index < a.count {
            let (value, overflow) = a[index].subtractingReportingOverflow(borrow)
            result[index] = value
            borrow = overflow ? 1 : 0
            index += 1
          }
          while index > 0 && result[index - 1] == 0 { index -= 1 }
          count = index
        }
      }
    }
  }

  static func shiftedLeft(_ words: [UInt], by bits: Int) -> [UInt] {
    if words.isEmpty || bits == 0 { return words }
    let whole = bits / UInt.bitWidth
    let part = bits % UInt.bitWidth
    var result = [UInt](repeating: 0, count: words.count + whole + 1)
    for index in 0..<words.count {
      if part == 0 {
        result[index + whole] = words[index]
      } else {
        result[index + whole] |= words[index] << UInt(part)
        result[index + whole + 1] = words[index] >> UInt(UInt.bitWidth - part)
      }
    }
    trim(&result)
    return result
  }

  /// The quotient by a power of two, rounded towards zero.
  static func shiftedRight(_ words: [UInt], by bits: Int) -> [UInt] {
    let whole = bits / UInt.bitWidth
    let part = bits % UInt.bitWidth
    if whole >= words.count { return [] }
    var result = [UInt](repeating: 0, count: words.count - whole)
    for index in 0..<result.count {
      var value = words[index + whole]
      if part != 0 {
        value >>= UInt(part)
        if index + whole + 1 < words.count { value |= words[index + whole + 1] << UInt(UInt.bitWidth - part) }
      }
      result[index] = value
    }
    trim(&result)
    return result
  }

  /// `words * factor + addend`, in place.
  static func multiplyAdd(_ words: inout [UInt], by factor: UInt, adding addend: UInt) {
    var carry = addend
    for index in 0..<words.count {
      let (high, low) = words[index].multipliedFullWidth(by: factor)
      let (sum, overflow) = low.addingReportingOverflow(carry)
      words[index] = sum
      carry = high &+ (overflow ? 1 : 0)
    }
    if carry != 0 { words.append(carry) }
    trim(&words)
  }

  /// Divides in place by a nonzero word and gives the remainder.
  static func divide(_ words: inout [UInt], by divisor: UInt) -> UInt {
    var remainder: UInt = 0
    words.withUnsafeMutableBufferPointer { words in
      var index = words.count - 1
      while index >= 0 {
        let (quotient, rest) = divisor.dividingFullWidth((remainder, words[index]))
        words[index] = quotient
        remainder = rest
        index -= 1
      }
    }
    trim(&words)
    return remainder
  }

  /// Quotient and remainder, both trimmed. Requires `b` nonzero. Source: Knuth, algorithm D.
  static func quotientAndRemainder(_ a: [UInt], _ b: [UInt]) -> (quotient: [UInt], remainder: [UInt]) {
    if compare(a, b) < 0 { return ([], a) }
    if b.count == 1 {
      var quotient = a
      let remainder = divide(&quotient, by: b[0])
      return (quotient, remainder == 0 ? [] : [remainder])
    }
    let shift = b[b.count - 1].leadingZeroBitCount
    let divisor = shiftedLeft(b, by: shift)
    var rest = shiftedLeft(a, by: shift)
    while rest.count <= a.count { rest.append(0) }
    let size = divisor.count
    var quotient = [UInt](repeating: 0, count: rest.count - size)
    let top = divisor[size - 1]
    let next = divisor[size - 2]
    rest.withUnsafeMutableBufferPointer { rest in
      divisor.withUnsafeBufferPointer { divisor in
        var position = rest.count - size - 1
        while position >= 0 {
          let high = rest[position + size]
          var digit: UInt
          var overflow = false
          var trial: UInt
          if high >= top {
            // The digit is capped; the trial remainder is `high:low - digit * top`, which may exceed a word.
            digit = UInt.max
            (trial, overflow) = rest[position + size - 1].addingReportingOverflow(top)
          } else {
            (digit, trial) = top.dividingFullWidth((high, rest[position + size - 1]))
          }
          while !overflow {
            let product = digit.multipliedFullWidth(by: next)
            let third = rest[position + size - 2]
            if product.high < trial || product.high == trial && product.low <= third { break }
            digit -= 1
            (trial, overflow) = trial.addingReportingOverflow(top)
          }
          var carry: UInt = 0
          var borrow: UInt = 0
          var index = 0
          while index < size {
            let (productHigh, productLow) = digit.multipliedFullWidth(by: divisor[index])
            let (low, carried) = productLow.addingReportingOverflow(carry)
            carry = productHigh &+ (carried ? 1 : 0)
            let (first, one) = rest[position + index].subtractingReportingOverflow(low)
            let (second, two) = first.subtractingReportingOverflow(borrow)
            rest[position + index] = second
            borrow = (one ? 1 : 0) + (two ? 1 : 0)
            index += 1
          }
          let (first, one) = high.subtractingReportingOverflow(carry)
          let (second, two) = first.subtractingReportingOverflow(borrow)
          rest[position + size] = second
          if one || two {
            digit -= 1
            var carry: UInt = 0
            index = 0
            while index < size {
              let (first, one) = rest[position + index].addingReportingOverflow(divisor[index])
              let (second, two) = first.addingReportingOverflow(carry)
              rest[position + index] = second
              carry = (one ? 1 : 0) + (two ? 1 : 0)
              index += 1
            }
            rest[position + size] &+= carry
          }
          quotient[position] = digit
          position -= 1
        }
      }
    }
    trim(&quotient)
    trim(&rest)
    return (quotient, shiftedRight(rest, by: shift))
  }
}
