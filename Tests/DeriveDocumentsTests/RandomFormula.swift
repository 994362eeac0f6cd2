import DeriveLanguage
import DeriveNumbers

/// Formulas of every kind, nested at random.
struct RandomFormula {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  private mutating func number(below bound: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return Int((z ^ (z >> 31)) % UInt64(bound))
  }

  private static let names: [(String, String?)] = [
    ("x", nil), ("yhat", nil), ("W1", nil), ("sigma", nil), ("loss", nil), ("x_star", nil), ("wplus", "w^{+}"),
    ("v", "v_t"), ("mu_hat", nil), ("q", "q'"), ("a_b_c", nil), ("Alpha", nil), ("x2bar", nil), ("E", "\\mathcal{E}"),
  ]
  private static let indices = ["i", "j", "n", "k", "alpha"]
  private static let functions = [
    "exp", "log", "sqrt", "abs", "norm", "norm1", "inv", "diag", "softmax", "sigmoid", "sin", "expect", "f", "my_loss",
    "factorial", "floor", "tr", "eye", "ones", "lgamma", "gamma", "relu", "indicator", "var", "logdet",
  ]
  private static let binary = [
    "binomial", "cov", "dot", "outer", "grad", "hessian", "jacobian", "max", "leakyrelu", "argmin", "g",
  ]

  private mutating func name() -> Formula {
    let pick = Self.names[number(below: Self.names.count)]
    return .name(pick.0, latex: pick.1)
  }

  private mutating func index() -> Formula { v(Self.indices[number(below: Self.indices.count)]) }

  private mutating func list(_ depth: Int) -> [Formula] { (0..<(1 + number(below: 3))).map { _ in formula(depth) } }

  private mutating func binder(_ depth: Int) -> FormulaBinder {
    var binder = FormulaBinder(index: Self.indices[number(below: Self.indices.count)])
    if number(below: 3) == 0 { binder.range = FormulaRange(lower: n(1), upper: formula(min(depth, 1))) }
    if number(below: 3) == 0 { binder.conditions = [condition(0)] }
    return binder
  }

  private mutating func condition(_ depth: Int) -> Formula {
    let relations: [Relation] = [.equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual]
    switch number(below: 6) {
    case 0: return .predicate(formula(depth), ["psd", "pd", "invertible", "fullrank", "odd_one"][number(below: 5)])
    case 1 where depth > 0: return .and([condition(depth - 1), condition(depth - 1)])
    case 2 where depth > 0: return .not(.or([condition(depth - 1), condition(depth - 1)]))
    case 3:
      return .membership(
        formula(depth), lower: n(0), upper: .infinity, includesLower: true, includesUpper: false,
        isIntegerRange: number(below: 2) == 0)
    default: return .relation(formula(depth), relations[number(below: relations.count)], formula(depth))
    }
  }

  mutating func formula(_ depth: Int) -> Formula {
    if depth == 0 {
      switch number(below: 6) {
      case 0: return n(number(below: 20) - 10)
      case 1: return q(number(below: 9) - 4, 7)
      case 2: return .component(name(), [index()])
      case 3: return .component(name(), [index(), number(below: 4) == 0 ? nil : index()])
      default: return name()
      }
    }
    let next = depth - 1
    switch number(below: 24) {
    case 0, 1, 2: return .sum(list(next))
    case 3: return .negate(formula(next))
    case 4, 5, 6: return .product(list(next))
    case 7: return .hadamard(list(next))
    case 8, 9: return .quotient(formula(next), formula(next))
    case 10, 11: return .power(formula(next), formula(next))
    case 12: return number(below: 2) == 0 ? .elementwisePower(formula(next), n(2)) : .transpose(formula(next))
    case 13, 14: return .call(Self.functions[number(below: Self.functions.count)], [formula(next)], latex: nil)
    case 15: return .call(Self.binary[number(below: Self.binary.count)], [formula(next), formula(next)], latex: nil)
    case 16:
      let latex = number(below: 2) == 0 ? nil : "g^{+}"
      return number(below: 2) == 0
        ? .prime("g", counts: [number(below: 5)], [formula(next)], latex: latex)
        : .prime("g", counts: [1, 2], [formula(next), formula(next)], latex: latex)
    case 17, 18: return .bigSum([binder(next)] + (number(below: 3) == 0 ? [binder(next)] : []), formula(next))
    case 19: return .bigProduct([binder(next)], formula(next))
    case 20: return .delta(index(), .sum([index(), n(1)]))
    case 21:
      let columns = 1 + number(below: 3)
      return .matrix((0..<(1 + number(below: 3))).map { _ in (0..<columns).map { _ in formula(min(1, next)) } })
    case 22:
      return .derivative(
        formula(next),
        (0..<(1 + number(below: 2))).map { _ in
          FormulaDerivation(variable: .component(name(), [index()]), order: 1 + number(below: 3))
        })
    default:
      return number(below: 2) == 0
        ? .cases([FormulaCase(condition: condition(min(1, next)), value: formula(next))], otherwise: formula(next))
        : .component(formula(next), [index(), index()])
    }
  }
}
