/// A function of the language: its name, how many arguments it takes, and what shapes.
struct Builtin {
  enum Rule {
    /// A function of scalars, of every component.
    case elementwise
    /// Of one vector its smallest or greatest component, of several values elementwise.
    case extremum
    /// Of a vector a vector; of a matrix, of every row.
    case softmax
    /// Of a vector a scalar; of a matrix, of every row.
    case logsumexp
    case dot, outer
    /// Of a vector or a matrix a scalar.
    case norm
    /// Of a vector a scalar.
    case norm1
    /// Of a square matrix a scalar.
    case determinant
    /// Of a square matrix one like it.
    case inverse
    case diag, eye
    /// Of one size a vector, of two a matrix.
    case filled
    /// A form with rules of its own.
    case special
  }

  var name: String
  var count: ClosedRange<Int>
  var rule: Rule
  /// The arguments as a message shows them.
  var form: String

  private init(_ names: String, _ count: ClosedRange<Int>, _ rule: Rule, _ form: String) {
    self.name = names
    self.count = count
    self.rule = rule
    self.form = form
  }

  static let all: [Builtin] = table.flatMap { row in
    row.names.split(separator: " ").map { Builtin(String($0), row.count, row.rule, row.form) }
  }

  private static let several = 1...1_000_000

  private static let table: [(names: String, count: ClosedRange<Int>, rule: Rule, form: String)] = [
    ("exp log sqrt abs sign floor", 1...1, .elementwise, "x"),
    ("sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh", 1...1, .elementwise, "x"),
    ("sigmoid softplus relu gelu silu", 1...1, .elementwise, "x"),
    ("leakyrelu elu", 2...2, .elementwise, "x, a"),
    ("erf gamma lgamma digamma factorial", 1...1, .elementwise, "x"),
    ("binomial", 2...2, .elementwise, "n, k"),
    ("min max", several, .extremum, "x, y"),
    ("softmax", 1...1, .softmax, "z"),
    ("logsumexp", 1...1, .logsumexp, "z"),
    ("dot", 2...2, .dot, "x, y"),
    ("outer", 2...2, .outer, "x, y"),
    ("norm", 1...1, .norm, "x"),
    ("norm1", 1...1, .norm1, "x"),
    ("tr det logdet", 1...1, .determinant, "A"),
    ("inv", 1...1, .inverse, "A"),
    ("diag", 1...1, .diag, "x"),
    ("eye", 1...1, .eye, "N"),
    ("ones zeros", 1...2, .filled, "N"),
    ("indicator", 1...1, .special, "condition"),
    ("delta", 2...2, .special, "i, j"),
    ("sum prod", several, .special, "i, e"),
    ("d", 2...1_000_000, .special, "e, x"),
    ("grad jacobian hessian newton", 2...2, .special, "e, x"),
    ("descent", 3...3, .special, "e, x, eta"),
    ("expect var", 1...1, .special, "e"),
    ("cov", 2...2, .special, "e, f"),
    ("limit", 2...2, .special, "e, x -> a"),
    ("series", 3...3, .special, "e, x -> a, k"),
    ("solve", 2...2, .special, "lhs = rhs, x"),
    ("argmin minimum multiplier minimize", 2...3, .special, "e, x, subject to g = 0"),
    ("convex concave strictly_convex", 2...2, .special, "e, x"),
    ("shape O", 1...1, .special, "e"),
  ]

  /// `two arguments`, `one or two arguments`.
  var countText: String {
    let words = ["no", "one", "two", "three"]
    func word(_ number: Int) -> String { number < words.count ? words[number] : "\(number)" }
    if count.upperBound > 100 {
      return "at least \(word(count.lowerBound)) argument\(count.lowerBound == 1 ? "" : "s")"
    }
    if count.count == 1 { return "\(word(count.lowerBound)) argument\(count.lowerBound == 1 ? "" : "s")" }
    return "\(word(count.lowerBound)) or \(word(count.upperBound)) arguments"
  }
}
