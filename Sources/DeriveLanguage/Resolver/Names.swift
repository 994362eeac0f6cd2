/// What a declared name is.
struct Entity {
  enum Kind {
    case size(SizeID)
    case variable(VariableID)
    case function(FunctionID)
    case definition(DefinitionID)
    case functionDefinition(FunctionDefinitionID)
    case recursion(RecursionID)
  }

  var kind: Kind
  var site: Site
}

/// Names: what they mean where they stand, and that each is declared once.
extension Resolver {
  func text(_ name: Int32) -> String { tree.names.text(name) }

  /// Enters a name; an error if the file has it already.
  func declare(_ name: SyntaxName, _ kind: Entity.Kind) throws(Stop) {
    if let earlier = entities[name.name] {
      throw report(
        name.site, "`\(text(name.name))` is declared twice", hint: "the first time in line \(line(earlier.site))")
    }
    entities[name.name] = Entity(kind: kind, site: name.site)
  }

  /// An error if the file has this name already; asked before the meaning is worked out.
  func requireNew(_ name: SyntaxName, isFunction: Bool = false) throws(Stop) {
    if let earlier = entities[name.name] {
      throw report(
        name.site, "`\(text(name.name))` is declared twice", hint: "the first time in line \(line(earlier.site))")
    }
    if isFunction, let builtin = builtins[name.name], builtin.rule == .special {
      throw report(name.site, "`\(text(name.name))` is a form of the language and cannot be a function of the file")
    }
  }

  func declared(_ name: SyntaxName) -> DeclaredName {
    DeclaredName(text: text(name.name), latex: name.latex, site: name.site)
  }

  /// The innermost index of that name in sight.
  func index(named name: Int32) -> IndexID? { indexScopes[name]?.last }

  func resolveName(_ id: SyntaxID) throws(Stop) -> Node {
    let site = tree.site(id)
    let name = tree.nameNumber(id)
    if let index = index(named: name) { return Node(.index(index), shape: [], site: site) }
    if let parameter = parameters[name] {
      return Node(.variable(parameter), shape: problem.variables[parameter.number].type.shape, site: site)
    }
    if let entity = entities[name] { return try value(of: entity, name, site) }
    if isInSlot || freeIndices[name] != nil { return try freeIndex(name, site) }
    if faulty.contains(name) { throw Stop.reported }
    if isFreeInBrackets(name) { return try freeIndex(name, site) }
    if text(name) == "pi" { return Node(.pi, shape: [], site: site) }
    if declaresImplicitly, Predicate(rawValue: text(name)) == nil { return implicitVariable(name, site) }
    throw unknown(name, site)
  }

  private func value(of entity: Entity, _ name: Int32, _ site: Site) throws(Stop) -> Node {
    switch entity.kind {
    case .size(let id): return Node(.size(id), shape: [], site: site)
    case .variable(let id): return Node(.variable(id), shape: problem.variables[id.number].type.shape, site: site)
    case .definition(let id): return Node(.definition(id), shape: problem.definitions[id.number].shape, site: site)
    case .function, .functionDefinition:
      throw report(site, "`\(text(name))` is a function", hint: "write its argument: `\(text(name))(x)`")
    case .recursion:
      throw report(site, "`\(text(name))` is a recursion", hint: "write which member: `\(text(name))[t]`")
    }
  }

  /// The error for a name that is declared nowhere, with the nearest one that is.
  func unknown(_ name: Int32, _ site: Site) -> Stop {
    guard reportedNames.insert(name).inserted else { return .reported }
    let word = text(name)
    if builtins[name] != nil {
      return report(site, "`\(word)` is a function", hint: "write its argument: `\(word)(x)`")
    }
    if word == "e" {
      return report(site, "`e` is declared nowhere", hint: "the number e is written `exp(1)`")
    }
    let candidates = entities.keys.map { text($0) } + parameters.keys.map { text($0) }
    let scoped = indexScopes.filter { !$0.value.isEmpty }.map { text($0.key) }
    let near = product(word, Set(candidates + scoped)) ?? nearest(to: word, among: candidates + scoped)
    return report(site, "`\(word)` is declared nowhere", hint: near.map { "did you mean `\($0)`?" })
  }

  /// `w*x` for `wx`, if both are declared.
  private func product(_ word: String, _ known: Set<String>) -> String? {
    for position in word.indices.dropFirst() {
      let (left, right) = (String(word[..<position]), String(word[position...]))
      if known.contains(left), known.contains(right) { return "\(left)*\(right)" }
    }
    return nil
  }

  /// The error for a function that does not exist.
  func unknownFunction(_ name: Int32, _ site: Site) -> Stop {
    let word = text(name)
    let functions = entities.filter {
      switch $0.value.kind {
      case .function, .functionDefinition: true
      case .size, .variable, .definition, .recursion: false
      }
    }
    let candidates = functions.map { text($0.key) } + Builtin.all.map(\.name)
    let near = nearest(to: word, among: candidates)
    return report(
      site, "there is no function `\(word)`",
      hint: Self.synonyms[word].map { "write `\($0)`" } ?? near.map { "did you mean `\($0)`?" })
  }

  /// What other languages call functions of this one.
  private static let synonyms = [
    "ln": "log", "trace": "tr", "inverse": "inv", "transpose": "A'", "mean": "1/N*sum(n, x[n])", "E": "expect(e)",
    "Var": "var", "Cov": "cov", "diff": "d", "gradient": "grad", "identity": "eye", "I": "eye", "logistic": "sigmoid",
    "heaviside": "indicator(x > 0)", "step": "indicator(x > 0)", "arcsin": "asin", "arccos": "acos", "arctan": "atan",
    "product": "prod", "expectation": "expect", "variance": "var", "covariance": "cov", "exponent": "exp",
    "determinant": "det", "hess": "hessian", "lse": "logsumexp", "nabla": "grad", "Sum": "sum", "pow": "x^y",
  ]
}
