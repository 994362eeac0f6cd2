import DeriveNumbers
import Testing

@testable import DeriveLanguage

/// Printing reads back to the same value.
@Suite struct FormulaTextTests {
  private static let names = ["a", "b", "c"]
  private static let values: [String: Double] = ["a": 0.7, "b": -1.3, "c": 2.1]

  @Test func randomFormulasReadBack() throws {
    var dice = Dice(7)
    var lines = ["given a, b, c : real"]
    var formulas: [Formula] = []
    for number in 0..<400 {
      let formula = random(depth: 4, &dice)
      formulas.append(formula)
      lines.append("let f\(number) = \(FormulaText.text(formula))")
    }
    let problem = try problem(lines.joined(separator: "\n"))
    #expect(problem.definitions.count == formulas.count)
    for (formula, definition) in zip(formulas, problem.definitions) {
      let expected = value(formula)
      let found = try value(definition.value, problem)
      let isSame = expected == found || abs(expected - found) <= 1e-9 * max(abs(expected), abs(found))
      #expect(isSame || (expected.isNaN || found.isNaN), "\(FormulaText.text(formula))")
    }
    // What is printed once more is printed the same.
    func prints(_ problem: Problem) -> [String] {
      problem.definitions.map { FormulaText.text(DeriveLanguage.formula(of: $0.value, in: problem)) }
    }
    let once = prints(problem)
    let again = try DeriveLanguageTests.problem(
      (lines.prefix(1) + once.enumerated().map { "let f\($0) = \($1)" }).joined(separator: "\n"))
    #expect(prints(again) == once)
  }

  @Test func brackets() {
    func name(_ text: String) -> Formula { .name(text, latex: nil) }
    let a = name("a")
    let b = name("b")
    let c = name("c")
    let samples: [(Formula, String)] = [
      (.product([.sum([a, .negate(b)]), c]), "(a - b)*c"),
      (.negate(.power(a, .number(2))), "-a^2"),
      (.power(.negate(a), .number(2)), "(-a)^2"),
      (.quotient(a, .product([b, c])), "a/(b*c)"),
      (.quotient(.product([a, b]), c), "a*b/c"),
      (.power(.number(2), .number(-1)), "2^-1"),
      (.power(.number(-1), a), "(-1)^a"),
      (.product([.number(Rational(1, 2)), a]), "1/2*a"),
      (.product([a, .number(Rational(1, 2))]), "a*(1/2)"),
      (.power(a, .number(Rational(1, 2))), "a^(1/2)"),
      (.power(.number(Rational(1, 2)), a), "(1/2)^a"),
      (.negate(.product([a, b])), "-a*b"),
      (.negate(.negate(a)), "-(-a)"),
      (.sum([a, .negate(.sum([b, c]))]), "a - (b + c)"),
      (.sum([a, .product([.number(-2), b])]), "a - 2*b"),
      (.sum([.negate(a), b]), "-a + b"),
      (.transpose(.power(a, .number(2))), "(a^2)'"),
      (.power(a, .transpose(b)), "a^(b')"),
      (.sum([.call("diag", [a], latex: nil), .negate(.product([a, .transpose(a)]))]), "diag(a) - a*a'"),
      (
        .product([a, .cases([FormulaCase(condition: .relation(a, .less, b), value: b)], otherwise: c)]),
        "a*(if a < b then b else c)"
      ),
      (
        .bigSum(
          [FormulaBinder(index: "i"), FormulaBinder(index: "j", conditions: [.relation(name("i"), .less, name("j"))])],
          .component(a, [name("i"), name("j")])), "sum(i, j : i < j, a[i, j])"
      ),
      (.hadamard([.sum([a, b]), c, .elementwisePower(c, .number(-1))]), "(a + b) .* c .* c.^-1"),
      (
        .and([.or([.relation(a, .equal, b), .predicate(a, "psd")]), .not(.relation(a, .notEqual, c))]),
        "(a = b or a psd) and not (a != c)"
      ),
      (.call("divide", [.number(1), a], latex: nil), "1 ./ a"),
      (
        .membership(
          a, lower: .number(0), upper: .infinity, includesLower: true, includesUpper: false, isIntegerRange: false),
        "a in [0, inf)"
      ),
      (.prime("g", counts: [1, 2], [a, b], latex: nil), "g'[1, 2](a, b)"),
      (.component(.transpose(.product([a, b])), [nil, .number(1)]), "(a*b)'[:, 1]"),
      (.matrix([[a, b], [b, c]]), "[a, b; b, c]"),
    ]
    for (formula, text) in samples { #expect(FormulaText.text(formula) == text) }
  }

  private func random(depth: Int, _ dice: inout Dice) -> Formula {
    if depth == 0 || Int.random(in: 0..<6, using: &dice) == 0 {
      switch Int.random(in: 0..<4, using: &dice) {
      case 0: return .number(Rational(Int.random(in: -3...4, using: &dice)))
      case 1: return .number(Rational(Int.random(in: -3...4, using: &dice), Int.random(in: 1...3, using: &dice)))
      default: return .name(Self.names.randomElement(using: &dice) ?? "a", latex: nil)
      }
    }
    func next(_ dice: inout Dice) -> Formula { random(depth: depth - 1, &dice) }
    func several(_ dice: inout Dice) -> [Formula] {
      (0..<Int.random(in: 2...3, using: &dice)).map { _ in next(&dice) }
    }
    switch Int.random(in: 0..<8, using: &dice) {
    case 0: return .sum(several(&dice))
    case 1: return .product(several(&dice))
    case 2: return .quotient(next(&dice), next(&dice))
    case 3: return .power(next(&dice), .number(Rational(Int.random(in: -2...3, using: &dice))))
    case 4: return .negate(next(&dice))
    case 5: return .call("abs", [next(&dice)], latex: nil)
    case 6:
      let condition = Formula.relation(next(&dice), .less, next(&dice))
      return .cases([FormulaCase(condition: condition, value: next(&dice))], otherwise: next(&dice))
    default: return .sum([next(&dice), .negate(next(&dice))])
    }
  }

  private func value(_ formula: Formula) -> Double {
    switch formula {
    case .number(let value): return value.asDouble
    case .name(let name, _): return Self.values[name] ?? .nan
    case .sum(let parts): return parts.map(value).reduce(0, +)
    case .product(let parts): return parts.map(value).reduce(1, *)
    case .negate(let inner): return -value(inner)
    case .quotient(let a, let b): return value(a) / value(b)
    case .power(let a, .number(let exponent)): return power(value(a), exponent.asInt ?? 0)
    case .call(_, let arguments, _): return abs(value(arguments[0]))
    case .cases(let list, let otherwise):
      guard case .relation(let a, _, let b) = list[0].condition else { return .nan }
      return value(a) < value(b) ? value(list[0].value) : value(otherwise)
    default: return .nan
    }
  }

  private func value(_ node: Node, _ problem: Problem) throws -> Double {
    switch node.kind {
    case .number(let value): return value.asDouble
    case .variable(let id): return Self.values[problem.variables[id.number].name.text] ?? .nan
    case .sum(let addends):
      return try addends.map { try ($0.isNegative ? -1 : 1) * value($0.node, problem) }.reduce(0, +)
    case .multiply(let factors): return try factors.map { try value($0, problem) }.reduce(1, *)
    case .negate(let inner): return try -value(inner, problem)
    case .divide(let a, let b): return try value(a, problem) / value(b, problem)
    case .power(let a, let b):
      let exponent: Int
      switch b.kind {
      case .number(let number): exponent = number.asInt ?? 0
      case .negate(let inner):
        guard case .number(let number) = inner.kind else { return .nan }
        exponent = -(number.asInt ?? 0)
      default: return .nan
      }
      return power(try value(a, problem), exponent)
    case .call(_, let arguments, _): return try abs(value(arguments[0], problem))
    case .conditional(.relation(let a, _, let b), let first, let second):
      return try value(a, problem) < value(b, problem) ? value(first, problem) : value(second, problem)
    default:
      Issue.record("a kind that is not expected")
      return .nan
    }
  }

  private func power(_ base: Double, _ exponent: Int) -> Double {
    let magnitude = (0..<abs(exponent)).reduce(1.0) { product, _ in product * base }
    return exponent < 0 ? 1 / magnitude : magnitude
  }
}
