extension Words {
  /// The sum of `rest^n/n!` in units of `2^-places`, for `|rest|` well below 1, until a term is a unit at most, and how
  /// many terms that took. Each term is the one before times rest, rounded down, over n, rounded towards zero.
  ///
  /// The same on `Integer` made ten arrays a term and cost fifty times as much: half of all that a refutation took.
  static func exponentialSeries(
    _ rest: [UInt], isNegative: Bool, places: Int
  ) -> (sum: Integer, count: Int) {
    let width = (places + 2) / UInt.bitWidth + 1
    let factor = rest.count
    return withUnsafeTemporaryAllocation(of: UInt.self, capacity: 3 * width + factor + 1) { words in
      words.initialize(repeating: 0)
      let term = UnsafeMutableBufferPointer(rebasing: words[0..<width])
      let sum = UnsafeMutableBufferPointer(rebasing: words[width..<(2 * width)])
      let product = UnsafeMutableBufferPointer(rebasing: words[(2 * width)...])
      let (skipped, shift) = places.quotientAndRemainder(dividingBy: UInt.bitWidth)
      term[skipped] = 1 << UInt(shift)
      sum[skipped] = term[skipped]
      var length = skipped + 1
      var termIsNegative = false
      var count = 0
      while length > 1 || length == 1 && term[0] > 1 {
        count += 1
        // The product of the magnitudes.
        for place in 0..<(length + factor) { product[place] = 0 }
        for i in 0..<length {
          var carry: UInt = 0
          for j in 0..<factor {
            let (high, low) = term[i].multipliedFullWidth(by: rest[j])
            let (first, over) = product[i + j].addingReportingOverflow(low)
            let (second, overAgain) = first.addingReportingOverflow(carry)
            product[i + j] = second
            carry = high &+ (over ? 1 : 0) &+ (overAgain ? 1 : 0)
          }
          product[i + factor] = carry
        }
        termIsNegative = termIsNegative != isNegative
        // Down to the unit: what is negative and was not whole becomes greater in magnitude.
        var isWhole = true
        for place in 0..<min(skipped, length + factor) where product[place] != 0 { isWhole = false }
        if shift > 0, skipped < length + factor, product[skipped] << UInt(UInt.bitWidth - shift) != 0 {
          isWhole = false
        }
        let produced = max(0, length + factor - skipped)
        for place in 0..<width {
          if place >= produced {
            term[place] = 0
            continue
          }
          let low = product[place + skipped] >> UInt(shift)
          let high = shift > 0 && place + 1 < produced ? product[place + skipped + 1] << UInt(UInt.bitWidth - shift) : 0
          term[place] = low | high
        }
        if termIsNegative, !isWhole {
          var place = 0
          while place < width {
            term[place] &+= 1
            if term[place] != 0 { break }
            place += 1
          }
        }
        var remainder: UInt = 0
        length = 0
        for place in stride(from: min(width, produced + 1) - 1, through: 0, by: -1) {
          let division = UInt(count).dividingFullWidth((remainder, term[place]))
          term[place] = division.quotient
          remainder = division.remainder
          if length == 0, division.quotient != 0 { length = place + 1 }
        }
        // The sum stays positive: the terms before outweigh each that is taken off.
        var carry = false
        for place in 0..<width {
          if place >= length, !carry { break }
          if termIsNegative {
            let (first, under) = sum[place].subtractingReportingOverflow(term[place])
            let (second, underAgain) = first.subtractingReportingOverflow(carry ? 1 : 0)
            sum[place] = second
            carry = under || underAgain
          } else {
            let (first, over) = sum[place].addingReportingOverflow(term[place])
            let (second, overAgain) = first.addingReportingOverflow(carry ? 1 : 0)
            sum[place] = second
            carry = over || overAgain
          }
        }
      }
      return (Integer(isNegative: false, magnitude: Array(sum)), count)
    }
  }
}
