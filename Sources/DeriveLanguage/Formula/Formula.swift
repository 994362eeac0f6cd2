import DeriveNumbers

/// An expression to be read by people: what the engine hands to the writers.
///
/// It has the vocabulary of the problem language, so every formula can be printed as `.expr` text that reads back to
/// the same value. It carries no typesetting beyond each name's own `as` clause.
package indirect enum Formula: Hashable, Sendable {
  case number(Rational)
  case infinity
  /// A name of the file, or an index letter. `latex` is the name's `as` clause.
  case name(String, latex: String?)
  /// `base[i, j]`; `nil` is the slot `:`.
  case component(Formula, [Formula?])
  /// Addends in reading order; a `.negate` addend is printed with a minus.
  case sum([Formula])
  case negate(Formula)
  /// Factors in reading order, printed with `*`.
  case product([Formula])
  /// `.*` between vectors or matrices.
  case hadamard([Formula])
  case quotient(Formula, Formula)
  case power(Formula, Formula)
  case elementwisePower(Formula, Formula)
  case transpose(Formula)
  /// A built-in or the file's own function, `exp(x)`, `softmax(z)`, `expect(e)`, `diag(p)`. What the language writes
  /// with words of its own is here too, its parts as arguments: a tuple (no name), `limit(e, x -> a+)` (the direction as
  /// `.text`), `series(e, x -> a, n)`, `argmin(e, x, subject to c)`, `(e where x = a)`.
  case call(String, [Formula], latex: String?)
  /// A function with primes, `f'(x)`, or with counts an argument, `f'[1, 2](u, v)`.
  case prime(String, counts: [Int], [Formula], latex: String?)
  /// `sum(i : range, condition, e)`.
  case bigSum([FormulaBinder], Formula)
  case bigProduct([FormulaBinder], Formula)
  case delta(Formula, Formula)
  /// Rows of entries; a column vector has one entry a row.
  case matrix([[Formula]])
  /// `d(e, x, …)`, each variable with its order: printed as a fraction of partials in documents.
  case derivative(Formula, [FormulaDerivation])
  /// `if c then a else b`, chained; the last case has no condition.
  case cases([FormulaCase], otherwise: Formula)
  case relation(Formula, Relation, Formula)
  case predicate(Formula, String)
  case and([Formula])
  case or([Formula])
  case not(Formula)
  /// `e in a..b` or an interval.
  case membership(
    Formula, lower: Formula, upper: Formula, includesLower: Bool, includesUpper: Bool, isIntegerRange: Bool)
  /// Words, where no formula can stand (a type, a distribution, a reason). Never inside an expression to be read back.
  case text(String)

  /// `(w, b)`.
  package static func tuple(_ parts: [Formula]) -> Formula { .call("", parts, latex: nil) }
}

package struct FormulaBinder: Hashable, Sendable {
  package var index: String
  /// Ends of the range, if they must be written.
  package var range: FormulaRange?
  package var conditions: [Formula]
  package init(index: String, range: FormulaRange? = nil, conditions: [Formula] = []) {
    self.index = index
    self.range = range
    self.conditions = conditions
  }
}

package struct FormulaRange: Hashable, Sendable {
  package var lower: Formula
  package var upper: Formula
  package init(lower: Formula, upper: Formula) {
    self.lower = lower
    self.upper = upper
  }
}

package struct FormulaDerivation: Hashable, Sendable {
  package var variable: Formula
  package var order: Int
  package init(variable: Formula, order: Int) {
    self.variable = variable
    self.order = order
  }
}

package struct FormulaCase: Hashable, Sendable {
  package var condition: Formula
  package var value: Formula
  package init(condition: Formula, value: Formula) {
    self.condition = condition
    self.value = value
  }
}
