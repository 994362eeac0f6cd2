/// One word or sign of the language.
struct Token {
  enum Kind: UInt8 {
    /// The end of the statement: of its line, or of the file.
    case end
    case name
    /// A whole number below 10^9, its value in `payload`.
    case integer
    /// Any other number, its spelling `texts[payload]`.
    case decimal
    /// `"…"` and `"""…"""`, the contents in `texts[payload]`.
    case string, text
    /// `²`, `⁻¹`: `texts[payload]` is the exponent.
    case superscript
    case plus, minus
    case times, divide, dotTimes, dotDivide
    case power, dotPower
    case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual
    case prime, open, close, openBracket, closeBracket
    case comma, semicolon, colon, range, arrow
    case `if`, then, `else`, `where`, `in`, and, or, not, subject, `as`, iid, infinity
    /// What is no token; `faults[payload]` says why.
    case invalid
  }

  var kind: Kind
  /// Blanks stand before it.
  var followsSpace: Bool
  var payload: Int32
  var offset: Int32
  var length: Int32

  var site: Site { Site(offset: Int(offset), length: Int(length)) }
  var end: Int32 { offset + length }
}

/// The words that no file may declare, in the order of their token kinds.
let reservedWords = ["if", "then", "else", "where", "in", "and", "or", "not", "subject", "as", "iid", "inf"]
