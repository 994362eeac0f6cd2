import Testing

@testable import DeriveLanguage

/// The problem of a file that must be read without an error.
func problem(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> Problem {
  let source = Source(name: "file", text: text)
  switch read(source) {
  case .problem(let problem): return problem
  case .errors(let errors):
    let rendered = errors.map { $0.rendered(in: source) }.joined(separator: "\n")
    Issue.record("\(rendered)", sourceLocation: sourceLocation)
    throw Unreadable()
  }
}

struct Unreadable: Error {}

/// `line:column: message`, with the hint after a bar, of every error of a file.
func errors(_ text: String) -> [String] {
  let source = Source(name: "file", text: text)
  guard case .errors(let errors) = read(source) else { return [] }
  return errors.map { error in
    let place = "\(source.line(at: error.site.offset)):\(source.column(at: error.site.offset))"
    return "\(place): \(error.message)" + (error.hint.map { " | \($0)" } ?? "")
  }
}

/// Declarations that the tests' fragments use; 14 lines.
let declarations = """
  size N, D, K
  given x, y : real[N]
  given u : real[D]
  given A, B : real[N, N]
  given X : real[N, D]
  given s, w : real
  given k : integer
  given yb : binary[N]
  function f : real -> real
  function L : real[N] -> real
  function g2 : real, real -> real
  function F : real[N] -> real[D]
  given S3 : real[N, D, K]
  given lambda : positive

  """

/// The value of a `let a = …` after the declarations.
func value(_ expression: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> (Node, Problem) {
  let problem = try problem(declarations + "let a = " + expression + "\n", sourceLocation: sourceLocation)
  return (try #require(problem.definitions.last).value, problem)
}

func shape(_ expression: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> String {
  let (node, problem) = try value(expression, sourceLocation: sourceLocation)
  return node.shape.map { $0.text(in: problem) }.joined(separator: ", ")
}

func printed(_ expression: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> String {
  let (node, problem) = try value(expression, sourceLocation: sourceLocation)
  return FormulaText.text(formula(of: node, in: problem))
}

/// Random numbers from a seed, the same everywhere.
struct Dice: RandomNumberGenerator {
  var state: UInt64
  init(_ seed: UInt64) { state = seed }
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
