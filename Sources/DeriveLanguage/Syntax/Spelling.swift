/// What a character beyond ASCII stands for.
enum Spelling {
  /// A Greek letter: a part of a name.
  case letter(StaticString)
  /// A subscript digit: a part of a name.
  case subscriptDigit(UInt8)
  /// A superscript digit or minus: a part of an exponent.
  case superscript(UInt8)
  case sign(Token.Kind)
  /// `∑`, `∏`, `∂`, `√`, `π`, `ℝ`: a name that stands alone.
  case word(StaticString)
  case space
  case unknown

  init(_ scalar: UInt32) {
    switch scalar {
    case 0x3B1...0x3C9: self = .letter(Self.small[Int(scalar - 0x3B1)])
    case 0x391...0x3A9 where scalar != 0x3A2: self = .letter(Self.capital[Int(scalar - 0x391)])
    case 0x3D1: self = .letter("theta")
    case 0x3D5: self = .letter("phi")
    case 0x3D6: self = .letter("pi")
    case 0x3F0: self = .letter("kappa")
    case 0x3F1: self = .letter("rho")
    case 0x3F5: self = .letter("epsilon")
    case 0xB5: self = .letter("mu")
    case 0x2126: self = .letter("Omega")
    case 0x2206: self = .letter("Delta")
    case 0x2080...0x2089: self = .subscriptDigit(UInt8(0x30 + scalar - 0x2080))
    case 0xB9: self = .superscript(0x31)
    case 0xB2, 0xB3: self = .superscript(UInt8(0x32 + scalar - 0xB2))
    case 0x2070, 0x2074...0x2079: self = .superscript(UInt8(0x30 + scalar - 0x2070))
    case 0x207B: self = .superscript(0x2D)
    case 0xB7, 0x22C5: self = .sign(.times)
    case 0x2299: self = .sign(.dotTimes)
    case 0x1D40, 0x2032: self = .sign(.prime)
    case 0x2212: self = .sign(.minus)
    case 0x2264: self = .sign(.lessOrEqual)
    case 0x2265: self = .sign(.greaterOrEqual)
    case 0x2260: self = .sign(.notEqual)
    case 0x2208: self = .sign(.in)
    case 0x2192: self = .sign(.arrow)
    case 0x221E: self = .sign(.infinity)
    case 0x2211: self = .word("sum")
    case 0x220F: self = .word("prod")
    case 0x2202: self = .word("d")
    case 0x221A: self = .word("sqrt")
    case 0x211D: self = .word("real")
    case 0xA0, 0x2000...0x200A, 0x202F, 0x205F, 0x3000: self = .space
    default: self = .unknown
    }
  }

  private static let small: [StaticString] = [
    "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu", "nu", "xi",
    "omicron", "pi", "rho", "sigma", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega",
  ]

  private static let capital: [StaticString] = [
    "Alpha", "Beta", "Gamma", "Delta", "Epsilon", "Zeta", "Eta", "Theta", "Iota", "Kappa", "Lambda", "Mu", "Nu", "Xi",
    "Omicron", "Pi", "Rho", "", "Sigma", "Tau", "Upsilon", "Phi", "Chi", "Psi", "Omega",
  ]
}

/// What to write for a sign that other languages have and this one has not.
func advice(for scalar: UInt32) -> String? {
  switch scalar {
  case 0xD7: "write `*`"
  case 0xF7: "write `/`"
  case 0x2033: "write two primes"
  case 0x207F: "write `^n`"
  case 0x2018, 0x2019: "write `'`"
  case 0x201C, 0x201D: "write `\"`"
  case 0x2227: "write `and`"
  case 0x2228: "write `or`"
  case 0xAC: "write `not`"
  case 0x26: "write `and`"
  case 0x7C: "write `or` in a condition, `abs(x)` for a value and `norm(x)` for a vector"
  case 0x21: "write `factorial(n)`, or `not` in a condition"
  case 0x7B, 0x7D: "write round brackets"
  case 0x5C: "names are written without a backslash"
  case 0x24: "formulas in `note` stand between dollars, elsewhere without"
  case 0x40: "write `*`"
  default: nil
  }
}
