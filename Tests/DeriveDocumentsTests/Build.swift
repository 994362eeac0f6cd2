import DeriveLanguage
import DeriveNumbers

// Short ways to write formulas in tests.

func v(_ name: String, as latex: String? = nil) -> Formula { .name(name, latex: latex) }
func n(_ value: Int) -> Formula { .number(Rational(value)) }
func q(_ top: Int, _ bottom: Int) -> Formula { .number(Rational(top, bottom)) }
func at(_ name: String, _ indices: String...) -> Formula { .component(v(name), indices.map { v($0) }) }
func sum(_ addends: Formula...) -> Formula { .sum(addends) }
func times(_ factors: Formula...) -> Formula { .product(factors) }
func minus(_ formula: Formula) -> Formula { .negate(formula) }
func over(_ top: Formula, _ bottom: Formula) -> Formula { .quotient(top, bottom) }
func power(_ base: Formula, _ exponent: Formula) -> Formula { .power(base, exponent) }
func call(_ name: String, _ arguments: Formula...) -> Formula { .call(name, arguments, latex: nil) }
func total(_ index: String, _ body: Formula) -> Formula { .bigSum([FormulaBinder(index: index)], body) }
func d(_ subject: Formula, _ variables: Formula...) -> Formula {
  .derivative(subject, variables.map { FormulaDerivation(variable: $0, order: 1) })
}
func equal(_ left: Formula, _ right: Formula) -> Formula { .relation(left, .equal, right) }
