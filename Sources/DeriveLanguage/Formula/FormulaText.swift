import DeriveNumbers

/// A formula as text of the problem language, with as few brackets as its grammar allows: read in the same file, it has
/// the same value.
package enum FormulaText {
  package static func text(_ formula: Formula) -> String {
    write(formula).text
  }

  /// How tightly the outermost operator of a text binds, from the table of operators.
  private enum Level: Int, Comparable {
    case conditional, disjunction, conjunction, negation, relation, sum, product, sign, power, postfix, primary

    static func < (a: Level, b: Level) -> Bool { a.rawValue < b.rawValue }
  }

  private struct Piece {
    var text: String
    var level: Level
  }

  /// The formula in brackets where it binds less tightly than needed.
  private static func at(_ level: Level, _ formula: Formula) -> String {
    let piece = write(formula)
    return piece.level < level ? "(\(piece.text))" : piece.text
  }

  private static func list(_ formulas: [Formula]) -> String { formulas.map(text).joined(separator: ", ") }

  /// Each kind has a function of its own, so that the stack stays small.
  private static func write(_ formula: Formula) -> Piece {
    switch formula {
    case .number(let value): return number(value)
    case .infinity: return Piece(text: "inf", level: .primary)
    case .name(let name, _): return Piece(text: name, level: .primary)
    case .component(let base, let slots): return component(base, slots)
    case .sum(let addends): return sum(addends)
    case .negate(let inner): return negated(inner)
    case .product(let factors): return chain(factors, "*")
    case .hadamard(let factors): return chain(factors, " .* ")
    case .quotient(let top, let bottom): return quotient(top, "/", bottom)
    case .power(let base, let exponent): return power(base, exponent, "^")
    case .elementwisePower(let base, let exponent): return power(base, exponent, ".^")
    case .transpose(let inner): return Piece(text: at(.postfix, inner) + "'", level: .postfix)
    case .call("divide", let arguments, _) where arguments.count == 2:
      return quotient(arguments[0], " ./ ", arguments[1])
    case .call("where", let arguments, _) where arguments.count > 1: return substitution(arguments)
    case .call(let name, let arguments, _): return call(name, arguments)
    case .prime(let name, let counts, let arguments, _): return prime(name, counts, arguments)
    case .bigSum(let binders, let body): return bound("sum", binders, body)
    case .bigProduct(let binders, let body): return bound("prod", binders, body)
    case .delta(let a, let b): return call("delta", [a, b])
    case .matrix(let rows): return matrix(rows)
    case .derivative(let inner, let variables): return derivative(inner, variables)
    case .cases(let list, let otherwise): return cases(list, otherwise)
    case .relation(let a, let relation, let b): return self.relation(a, relation, b)
    case .predicate(let inner, let predicate):
      return Piece(text: "\(at(.sum, inner)) \(predicate)", level: .relation)
    case .and(let parts): return joined(parts, " and ", each: .negation, .conjunction)
    case .or(let parts): return joined(parts, " or ", each: .conjunction, .disjunction)
    case .not(let inner): return Piece(text: "not (\(text(inner)))", level: .negation)
    case .membership(let inner, let lower, let upper, let includesLower, let includesUpper, let isIntegerRange):
      let ends = [includesLower ? "[" : "(", includesUpper ? "]" : ")"]
      return membership(inner, lower, upper, isIntegerRange ? [] : ends)
    case .text(let words): return Piece(text: words, level: .primary)
    }
  }

  private static func number(_ value: Rational) -> Piece {
    if !value.isInteger { return Piece(text: value.description, level: .product) }
    return Piece(text: value.description, level: value.isNegative ? .sign : .primary)
  }

  private static func component(_ base: Formula, _ slots: [Formula?]) -> Piece {
    let inside = slots.map { $0.map(text) ?? ":" }.joined(separator: ", ")
    return Piece(text: "\(at(.postfix, base))[\(inside)]", level: .postfix)
  }

  private static func quotient(_ top: Formula, _ sign: String, _ bottom: Formula) -> Piece {
    Piece(text: at(.product, top) + sign + at(.power, bottom), level: .product)
  }

  private static func call(_ name: String, _ arguments: [Formula]) -> Piece {
    Piece(text: "\(name)(\(inside(name, arguments)))", level: .postfix)
  }

  private static func substitution(_ arguments: [Formula]) -> Piece {
    Piece(text: "(\(text(arguments[0])) where \(list(Array(arguments.dropFirst()))))", level: .primary)
  }

  /// The arguments of a function, some with words of the language between them.
  private static func inside(_ name: String, _ arguments: [Formula]) -> String {
    switch (name, arguments.count) {
    case ("limit", 3), ("limit", 4): return arrow(arguments) + (arguments.count == 4 ? text(arguments[3]) : "")
    case ("series", 4): return arrow(arguments) + ", " + text(arguments[3])
    case ("argmin", 3...), ("minimum", 3...), ("multiplier", 3...), ("minimize", 3...):
      return "\(list(Array(arguments.prefix(2)))), subject to \(list(Array(arguments.dropFirst(2))))"
    default: return list(arguments)
    }
  }

  private static func arrow(_ arguments: [Formula]) -> String {
    "\(text(arguments[0])), \(text(arguments[1])) -> \(text(arguments[2]))"
  }

  private static func prime(_ name: String, _ counts: [Int], _ arguments: [Formula]) -> Piece {
    let primes =
      counts.count == 1
      ? String(repeating: "'", count: max(counts[0], 0)) : "'[\(counts.map(String.init).joined(separator: ", "))]"
    return Piece(text: "\(name)\(primes)(\(list(arguments)))", level: .postfix)
  }

  private static func bound(_ word: String, _ binders: [FormulaBinder], _ body: Formula) -> Piece {
    Piece(text: "\(word)(\((binders.map(binder) + [text(body)]).joined(separator: ", ")))", level: .postfix)
  }

  private static func matrix(_ rows: [[Formula]]) -> Piece {
    Piece(text: "[\(rows.map { list($0) }.joined(separator: "; "))]", level: .primary)
  }

  private static func derivative(_ inner: Formula, _ variables: [FormulaDerivation]) -> Piece {
    let targets = variables.map { $0.order == 1 ? text($0.variable) : "\(text($0.variable)), \($0.order)" }
    return Piece(text: "d(\(([text(inner)] + targets).joined(separator: ", ")))", level: .postfix)
  }

  private static func cases(_ list: [FormulaCase], _ otherwise: Formula) -> Piece {
    let parts = list.map { "if \(text($0.condition)) then \(at(.sum, $0.value)) else " }.joined()
    // What comes last reaches as far right as it can, so another distinction there needs no brackets.
    return Piece(text: parts + at(.conditional, otherwise), level: .conditional)
  }

  private static func relation(_ a: Formula, _ relation: Relation, _ b: Formula) -> Piece {
    Piece(text: "\(at(.sum, a)) \(relation.rawValue) \(at(.sum, b))", level: .relation)
  }

  private static func joined(_ parts: [Formula], _ word: String, each: Level, _ level: Level) -> Piece {
    Piece(text: parts.map { at(each, $0) }.joined(separator: word), level: level)
  }

  /// `ends` are the interval's brackets; a range of integers has none.
  private static func membership(_ inner: Formula, _ lower: Formula, _ upper: Formula, _ ends: [String]) -> Piece {
    let range =
      ends.isEmpty ? "\(at(.sum, lower))..\(at(.sum, upper))" : "\(ends[0])\(text(lower)), \(text(upper))\(ends[1])"
    return Piece(text: "\(at(.sum, inner)) in \(range)", level: .relation)
  }

  private static func binder(_ binder: FormulaBinder) -> String {
    var text = binder.index
    if let range = binder.range {
      text += " : \(at(.sum, range.lower))..\(at(.sum, range.upper))"
      for condition in binder.conditions { text += ", \(self.text(condition))" }
    } else if let first = binder.conditions.first {
      text += " : \(self.text(first))"
      for condition in binder.conditions.dropFirst() { text += ", \(self.text(condition))" }
    }
    return text
  }

  /// `-a`, and `-a*b`, since a sign on a product's first factor is one on the product.
  private static func negated(_ inner: Formula) -> Piece {
    let piece = write(inner)
    if piece.level < .product || piece.text.hasPrefix("-") { return Piece(text: "-(\(piece.text))", level: .sign) }
    return Piece(text: "-" + piece.text, level: min(piece.level, .sign))
  }

  private static func sum(_ addends: [Formula]) -> Piece {
    if addends.count == 1 { return write(addends[0]) }
    var text = ""
    for (position, addend) in addends.enumerated() {
      let next: String
      if case .negate(let positive) = addend {
        next = negated(positive).text
      } else {
        next = at(.product, addend)
      }
      if position == 0 {
        text = next
      } else {
        text += next.hasPrefix("-") ? " - " + next.dropFirst() : " + " + next
      }
    }
    return Piece(text: addends.isEmpty ? "0" : text, level: .sum)
  }

  private static func chain(_ factors: [Formula], _ sign: String) -> Piece {
    if factors.isEmpty { return Piece(text: "1", level: .primary) }
    if factors.count == 1 { return write(factors[0]) }
    var text = ""
    for (position, factor) in factors.enumerated() {
      // Products are read from the left: a quotient further right needs brackets.
      if position == 0 {
        text = at(.product, factor)
      } else {
        text += sign + at(.power, factor)
      }
    }
    return Piece(text: text, level: .product)
  }

  private static func power(_ base: Formula, _ exponent: Formula, _ sign: String) -> Piece {
    let piece = write(exponent)
    // The exponent may carry a sign; a prime after an exponent asks for brackets.
    let bare = piece.level >= .sign && !piece.text.hasSuffix("'")
    return Piece(text: "\(at(.postfix, base))\(sign)\(bare ? piece.text : "(\(piece.text))")", level: .power)
  }
}
