import DeriveCore
import DeriveLanguage
import DeriveNumbers
import Testing

@testable import DeriveSolving

/// What is written reads back: text → term → text → term.
@Suite struct ReadBack {
  private static let declarations = """
    size N, K, D
    given a, b, w : real
    given p : positive
    given x, y, r : real[N]
    given z, v : real[K]
    given A, B : real[K, K]
    given X : real[N, D]
    given S : symmetric[K]
    given beta : real[D]
    given c : integer in 1..K
    given q : real[2]
    function f : real -> real
    function h : real, real -> real
    function L : real[K] -> real
    let yhat[n] = sigmoid(w*x[n] + b)
    let phat[i] = exp(z[i])/sum(j, exp(z[j]))

    """

  /// The text of each expression after it went through the store, and whether reading that gave the same value.
  private func wayRound(
    _ texts: [String]
  ) throws -> [(text: String, again: String, isEqual: Bool)] {
    func lowered(_ texts: [String]) throws -> (Problem, [Statement]) {
      let source = Source(name: "test", text: Self.declarations + texts.map { "derive \($0)\n" }.joined())
      switch read(source) {
      case .problem(let problem):
        return (problem, problem.statements)
      case .errors(let diagnostics):
        throw Failure(text: diagnostics.map { $0.rendered(in: source) }.joined(separator: "\n"))
      }
    }
    func write(_ problem: Problem, _ statements: ArraySlice<Statement>, _ store: inout TermStore) throws -> [Written] {
      var lowering = Lowering(problem)
      var result: [Written] = []
      let first = problem.statements.count - statements.count
      for statement in problem.statements.prefix(first) { try lowering.declare(statement, &store) }
      // The same axes for all expressions of one shape, the same index for one letter: so that values can be compared.
      var axes: [Shape: [Term]] = [:]
      var letters: [String: Term] = [:]
      for statement in statements {
        guard case .derive(let derivation) = statement.kind else { continue }
        try lowering.open(statement, &store)
        var change = DeriveCore.Substitution()
        var value: TensorValue
        let shape: Shape
        if let definition = derivation.definition {
          value = try lowering.definitionValue(definition, &store).value
          shape = problem.definitions[definition.number].shape
        } else {
          value = try lowering.lower(derivation.subject, &store).value
          shape = derivation.subject.shape
        }
        for (axis, known) in zip(value.axes, axes[shape] ?? value.axes) where axis != known {
          change.replace(axis, by: known)
        }
        value.axes = axes[shape] ?? value.axes
        axes[shape] = value.axes
        var named: [Term: String] = [:]
        for index in statement.freeIndices {
          let name = problem.indices[index.number].name
          guard let term = lowering.indexTerms[index] else { continue }
          if let known = letters[name] { change.replace(term, by: known) } else { letters[name] = term }
          named[letters[name] ?? term] = name
        }
        let body = store.substitute(value.body, change)
        let builder = FormulaBuilder(naming: NamingContext(problem: problem, store: &store), letters: named)
        let formula = try builder.tensor(axes: value.axes, body: body, in: &store)
        var text = FormulaText.text(formula.formula)
        if case .component(_, let indices) = formula {
          // To be read back, components are given a name.
          text = "t\(result.count)[\(indices.map { "\($0) : 1..K" }.joined(separator: ", "))] = \(text)"
        }
        result.append(Written(text: text, term: body))
      }
      return result
    }
    let (problem, statements) = try lowered(texts)
    var store = TermStore()
    let count = texts.count
    let first = try write(problem, statements.suffix(count), &store)
    let (both, all) = try lowered(texts + first.map(\.text))
    var fresh = TermStore()
    let written = try write(both, all.suffix(2 * count), &fresh)
    var result: [(text: String, again: String, isEqual: Bool)] = []
    for position in 0..<count {
      let (before, after) = (written[position], written[position + count])
      let isEqual = try fresh.provesZero(fresh.subtract(before.term, after.term))
      result.append((first[position].unnamed, after.unnamed, isEqual))
    }
    return result
  }

  private struct Written {
    var text: String
    var term: Term
    /// Without the name that components were given.
    var unnamed: String { text.split(separator: " = ", maxSplits: 1).last.map(String.init) ?? text }
  }

  private struct Failure: Error {
    var text: String
  }

  @Test func handWrittenExpressions() throws {
    let texts = [
      "sum(n, (yhat[n] - y[n])*x[n])", "1/N*sum(n, x[n])", "sum(i, j : i != j, A[i, j]*z[i]*v[j])",
      "sum(i : 1..c, z[i])", "prod(i : i != c, z[i])", "d(L(z), z[i])", "d(L(z), z[i], z[j])", "f'(a)",
      "h'[1, 2](a, b)", "L'(2*z + v)[c]", "if a > 0 then a else b*a", "indicator(a > b)", "x[1] - x[N]",
      "sqrt(p)/(2*p)", "-a/b + (1 - a)/(1 - b)", "phat[i]*(delta(i, j) - phat[j])", "S[i, j]*z[j]",
      "sum(i : 1..K, 1/i)", "max(z)", "expect(a)", "binomial(c, 2)", "digamma'(p)", "X'*(yhat - y)", "X*beta + b",
      "diag(phat) - phat*phat'", "A*B'*z", "z .* v", "X'*diag(yhat)*X", "A.^2", "exp(A)", "eye(K)", "zeros(K)",
      "z*v'", "a*ones(K)", "[a, b; b, a]", "[z; b]", "f(z)", "f'(z)", "L'(z)", "jacobian(phat, z)", "S*A",
      "z ./ (1 + v.^2)", "A[1]", "A[:, 1]", "2*q", "a*[1; 0]", "sum(n, [x[n]^2, x[n]; x[n], 1])", "relu'(z)",
      "leakyrelu'(z, a)", "eye(K)[c]", "diag(A*B)", "a^b", "2^(1/2)", "p^(3/2)", "tr(A)",
      "(z'*v)*z", "norm(z)", "outer(z, y)", "z*y'*X",
    ]
    for (text, result) in zip(texts, try wayRound(texts)) {
      #expect(result.isEqual, "\(text) became \(result.text)")
      #expect(result.text == result.again, "\(text) became \(result.text), then \(result.again)")
    }
  }

  @Test func randomExpressions() throws {
    var source = RandomSource(seed: 7)
    var texts: [String] = []
    for _ in 0..<200 { texts.append("z[i]*v[j]*\(randomScalar(4, ["i", "j"], &source))") }
    for (text, result) in zip(texts, try wayRound(texts)) {
      #expect(result.isEqual, "\(text) became \(result.text)")
      #expect(result.text == result.again, "\(text) became \(result.text), then \(result.again)")
    }
  }

  @Test func randomVectorsAndMatrices() throws {
    var source = RandomSource(seed: 11)
    var texts: [String] = []
    for _ in 0..<200 { texts.append(randomVector(3, &source)) }
    for _ in 0..<100 { texts.append(randomMatrix(2, &source)) }
    var changed: [String] = []
    for (text, result) in zip(texts, try wayRound(texts)) {
      #expect(result.isEqual, "\(text) became \(result.text)")
      if result.text != result.again { changed.append("\(text) became \(result.text), then \(result.again)") }
    }
    // The same matrix can be built from indices in more than one way, which may change an order of factors.
    #expect(changed.count <= texts.count / 50, "\(changed)")
  }

  /// A scalar with the indices given over `1..K`.
  private func randomScalar(_ depth: Int, _ indices: [String], _ source: inout RandomSource) -> String {
    func part(_ source: inout RandomSource) -> String { randomScalar(depth - 1, indices, &source) }
    if depth == 0 || source.integer(in: 0...9) == 0 {
      let index = indices.randomElement(using: &source) ?? "1"
      let other = indices.randomElement(using: &source) ?? "2"
      let leaves = [
        "a", "b", "p", "2", "3", "1/2", "w", "z[\(index)]", "v[\(index)]", "A[\(index), \(other)]",
        "S[\(index), \(other)]", "phat[\(index)]", "z[1]", "delta(\(index), \(other))", "sum(n, x[n]*y[n])", "N",
      ]
      return leaves.randomElement(using: &source) ?? "a"
    }
    switch source.integer(in: 0...12) {
    case 0, 1: return "(\(part(&source)) + \(part(&source)))"
    case 2, 3: return "(\(part(&source)) - \(part(&source)))"
    case 4, 5, 6: return "(\(part(&source))*\(part(&source)))"
    case 7: return "\(part(&source))/(p + \(source.integer(in: 1...3)))"
    case 8: return "(\(part(&source)))^2"
    case 9: return "\(["exp", "sin", "f", "sigmoid"].randomElement(using: &source) ?? "f")(\(part(&source)))"
    case 10:
      let letter = ["k", "l", "m"][min(indices.count - 2, 2)]
      if indices.count > 4 { return "a" }
      let condition = source.integer(in: 0...3) == 0 ? " : \(letter) != \(indices[0])" : ""
      let body = randomScalar(depth - 1, indices + [letter], &source)
      return "sum(\(letter)\(condition), z[\(letter)]*\(body))"
    case 11: return "(if \(part(&source)) > 0 then \(part(&source)) else \(part(&source)))"
    default: return "sqrt(p + (\(part(&source)))^2)"
    }
  }

  /// A vector over `1..K`.
  private func randomVector(_ depth: Int, _ source: inout RandomSource) -> String {
    if depth == 0 { return ["z", "v", "phat", "A[1]", "A[:, 2]", "ones(K)"].randomElement(using: &source) ?? "z" }
    func part(_ source: inout RandomSource) -> String { randomVector(depth - 1, &source) }
    switch source.integer(in: 0...8) {
    case 0: return "(\(part(&source)) + \(part(&source)))"
    case 1: return "(\(part(&source)) - \(part(&source)))"
    case 2, 3: return "(\(part(&source)) .* \(part(&source)))"
    case 4: return "(\(randomMatrix(depth - 1, &source))*\(part(&source)))"
    case 5: return "(\(["a", "2", "1/2*w", "sum(n, x[n])"].randomElement(using: &source) ?? "a")*\(part(&source)))"
    case 6: return "exp(\(part(&source)))"
    case 7: return "(a + \(part(&source)))"
    default: return "(\(part(&source))/p)"
    }
  }

  /// A K by K matrix.
  private func randomMatrix(_ depth: Int, _ source: inout RandomSource) -> String {
    if depth <= 0 { return ["A", "B", "S", "A'", "eye(K)"].randomElement(using: &source) ?? "A" }
    switch source.integer(in: 0...6) {
    case 0: return "(\(randomMatrix(depth - 1, &source)) + \(randomMatrix(depth - 1, &source)))"
    case 1: return "(\(randomMatrix(depth - 1, &source)) - \(randomMatrix(depth - 1, &source)))"
    case 2: return "(\(randomMatrix(depth - 1, &source))*\(randomMatrix(depth - 1, &source)))"
    case 3: return "(\(randomMatrix(depth - 1, &source)) .* \(randomMatrix(depth - 1, &source)))"
    case 4: return "diag(\(randomVector(depth - 1, &source)))"
    case 5: return "(\(randomVector(depth - 1, &source))*\(randomVector(depth - 1, &source))')"
    default: return "(a*\(randomMatrix(depth - 1, &source)))"
    }
  }
}
