/// How a function is set in documents, where its `latex` string says nothing else.
enum FunctionNames {
  /// Functions that LaTeX has an upright command for.
  static let latexCommands: Set<String> = [
    "log", "sin", "cos", "tan", "sinh", "cosh", "tanh", "min", "max", "det", "exp",
  ]

  /// Upright names that are not spelt as in the language.
  static let upright: [String: String] = [
    "asin": "arcsin", "acos": "arccos", "atan": "arctan", "asinh": "arsinh", "acosh": "arcosh", "atanh": "artanh",
    "var": "Var", "cov": "Cov", "sign": "sgn", "relu": "ReLU", "gelu": "GELU", "silu": "SiLU", "elu": "ELU",
    "leakyrelu": "LeakyReLU", "argmin": "arg min",
  ]

  /// Functions whose one simple argument needs no brackets: `log x`.
  static let bracketless: Set<String> = ["log", "sin", "cos", "tan", "sinh", "cosh", "tanh"]

  /// Functions whose square is written on the name: `sin² x`.
  static let squaredOnName: Set<String> = ["log", "sin", "cos", "tan", "sinh", "cosh", "tanh"]

  /// The language's functions of which a name like it is not the file's own.
  static let builtIn: Set<String> = [
    "exp", "log", "sqrt", "abs", "sign", "min", "max", "floor", "sin", "cos", "tan", "asin", "acos", "atan", "sinh",
    "cosh", "tanh", "asinh", "acosh", "atanh", "sigmoid", "softplus", "relu", "leakyrelu", "elu", "gelu", "silu",
    "softmax", "logsumexp", "erf", "gamma", "lgamma", "digamma", "factorial", "binomial", "dot", "outer", "norm",
    "norm1", "tr", "det", "logdet", "inv", "diag", "eye", "ones", "zeros", "indicator", "expect", "var", "cov", "grad",
    "jacobian", "hessian", "limit", "series", "solve", "argmin", "minimum", "multiplier", "minimize", "descent",
    "newton", "convex", "concave", "strictly_convex", "shape", "O",
  ]
}
