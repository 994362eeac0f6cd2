import DeriveCore
import DeriveEvidence
import DeriveLanguage
import DeriveNumbers

/// Carries out the statements of one problem, one after the other.
struct Solver: ~Copyable {
  let problem: Problem
  let options: SolveOptions
  var store = TermStore()
  var lowering: Lowering
  var items: [Solution.Item] = []
  /// Definitions of the store that results may be folded into, in the order of the file.
  var names: [Int] = []
  /// Names bound by derivations; a result may begin with one.
  var derivedNames: [Int] = []
  /// Derivatives of scalars by names that derivations have worked out: later ones begin there.
  var knownDerivatives: [DerivativeKey: KnownDerivative] = [:]
  private var softmaxes: [UnnamedSoftmax] = []
  /// Letters of the indices of the value that is being derived, the same in all its steps.
  var axisLetters: [Term: String] = [:]
  /// What `assume` statements say; they hold for all statements below.
  var standing: [Term] = []
  /// The indices that the claim at hand is about: where both sides lose one, its assumptions still speak of it.
  var claimIndices: Set<Term> = []
  /// How the problem's names are written, by the number of symbols that were declared: every formula shown asks for it.
  private var naming: (symbolCount: Int, context: NamingContext)?
  /// Scalars that the statement at hand gives are written with vectors and matrices.
  var writesScalarsWithMatrices = false
  /// Terms at concrete sizes, which the claims of the file share.
  let instantiations = KeptInstantiations()
  /// What the last form for reading left behind, and the stamp of the assumptions under which it was found.
  private var kept: (reading: Reading, stamp: Int)?
  /// No point was found at which the claim at hand says anything.
  var saysNothing = false
  /// Derivatives whose steps stand above, and those that the statement at hand tells.
  var toldDerivatives: [ToldDerivative.Key: ToldDerivative] = [:]
  var toldNow: [ToldDerivative.Key: ToldDerivative] = [:]
  /// The claim at hand is tried without what is assumed.
  var isUnassuming = false

  /// A softmax that the file does not name, as a definition of the store.
  struct UnnamedSoftmax {
    var number: Int
    var name: String
    var written: Formula
  }

  /// What was said of how entries are laid out.
  enum StatedLayout: Hashable {
    case jacobian, matrixGradient, symmetricGradient, diagonalGradient, matrixHessian, stacked, stackedHessian
  }
  var statedLayouts: Set<StatedLayout> = []

  struct DerivativeKey: Hashable {
    var root: Term
    /// The number of the definition that it was derived by.
    var name: Int
  }

  struct KnownDerivative {
    /// Stand for the indices of that definition.
    var indices: [Term]
    var value: Term
  }

  /// The two names that stand for the ends of a chord, for each symbol that convexity was asked in.
  var chordEnds: [Int: (first: Int, second: Int)] = [:]

  /// What is left of the work that finding facts of definitions may take in the whole file.
  var workForFacts = 500_000

  /// How many nodes and elementary steps a statement may take at `--effort 1`.
  static let workPerStatement = 4_000_000

  init(_ problem: Problem, _ options: SolveOptions) {
    self.problem = problem
    self.options = options
    lowering = Lowering(problem)
  }

  mutating func carryOut(_ statement: Statement) {
    let work = Double(Self.workPerStatement) * options.effort
    store.budget.restart(limit: work < 1e15 ? max(Int(work), 1) : Int.max)
    lowering.absence = nil
    do {
      try lowering.open(statement, &store)
    } catch {
      failure(statement, reason(error))
      return
    }
    switch statement.kind {
    case .note(let text):
      items.append(.note(text))
    case .size, .given, .random, .function:
      kept = nil
      declare(statement)
    case .assume(let conditions, let under):
      assume(conditions, under: under, statement)
    case .define(let id):
      define(id, statement)
    case .defineFunction(let id):
      let definition = problem.functionDefinitions[id.number]
      let parameters = definition.parameters.map { name(problem.variables[$0.number].name) }
      items.append(
        .definition(
          left: .call(definition.name.text, parameters, latex: definition.name.latex),
          right: formula(of: definition.value, in: problem)))
    case .defineRecursion(let id):
      declareRecursion(id)
    case .derive(let derivation):
      derive(derivation, statement)
    case .claim(let claim):
      decide(claim, statement)
    }
  }

  // MARK: Declarations

  private mutating func declare(_ statement: Statement) {
    do {
      try lowering.declare(statement, &store)
    } catch {
      failure(statement, reason(error))
    }
    switch statement.kind {
    case .size(let ids):
      items.append(
        .given(
          Solution.Given(
            role: .size, names: ids.map { name(problem.sizes[$0.number].name) }, type: .text("size"))))
    case .given(let ids):
      guard let first = ids.first else { return }
      items.append(
        .given(
          Solution.Given(
            role: .given, names: ids.map { name(problem.variables[$0.number].name) },
            type: formula(of: problem.variables[first.number].type, in: problem))))
    case .random(let id):
      let variable = problem.variables[id.number]
      guard let distribution = variable.distribution else { return }
      items.append(
        .given(
          Solution.Given(
            role: .random, names: [name(variable.name)],
            type: formula(of: distribution, shape: variable.type.shape, in: problem))))
    case .function(let ids):
      guard let first = ids.first else { return }
      items.append(
        .given(
          Solution.Given(
            role: .function, names: ids.map { name(problem.functions[$0.number].name) },
            type: formula(of: problem.functions[first.number], in: problem))))
    case .note, .assume, .define, .defineFunction, .defineRecursion, .derive, .claim:
      break
    }
  }

  func name(_ declared: DeclaredName) -> Formula { .name(declared.text, latex: declared.latex) }

  private mutating func declareRecursion(_ id: RecursionID) {
    let recursion = problem.recursions[id.number]
    let base = name(recursion.name)
    items.append(
      .definition(
        left: .component(base, [.number(Rational(recursion.first))]), right: formula(of: recursion.initial, in: problem)
      ))
    if let step = recursion.step {
      let letter = Formula.name(problem.indices[recursion.index.number].name, latex: nil)
      items.append(
        .definition(
          left: .component(base, [.sum([letter, .number(.one)])]), right: formula(of: step, in: problem)))
    }
  }

  private mutating func define(_ id: DefinitionID, _ statement: Statement) {
    let definition = problem.definitions[id.number]
    let letters = definition.indices.map { Formula.name(problem.indices[$0.number].name, latex: nil) }
    let base = name(definition.name)
    items.append(
      .definition(
        left: letters.isEmpty ? base : .component(base, letters), right: formula(of: definition.value, in: problem)))
    do {
      try lowering.declare(statement, &store)
      noteFacts(ofDefinition: try lowering.definitionNumber(id, &store))
    } catch {
      // What uses the name will say why it has no value.
    }
  }

  /// Finds out what is worth knowing of a definition, and lets results be folded into it.
  mutating func noteFacts(ofDefinition number: Int, isDerived: Bool = false) {
    // A result that were nothing but the name of an earlier result would say nothing.
    let earlier = names
    if isDerived { derivedNames.append(number) } else { names.append(number) }
    // Facts are a help, not an answer: a little work each, and not without end in a file of many names.
    let saved = store.budget
    store.budget.restart(limit: min(50_000, workForFacts))
    defer {
      workForFacts -= min(store.budget.spent, workForFacts)
      store.budget = saved
    }
    noteBounds(ofDefinition: number)
    if !isDerived {
      let body = store.definitions[number].body
      let folded = store.folded(body, into: earlier)
      if folded != body { store.setFacts(ofDefinition: number) { $0.foldedBody = folded } }
    }
    let definition = store.definitions[number]
    guard let last = definition.parameters.last, store.kind(last) == .index else { return }
    // Deviations from a mean sum to 0.
    let total = store.sum(over: [last], definition.body)
    if standing.isEmpty, store.isProperSum(total) || store.kind(total) == .product,
      let isZero = try? store.provesZero(total), isZero
    {
      store.setFacts(ofDefinition: number) { $0.isCentred = true }
      return
    }
    // A vector of non-negative components that sum to 1.
    guard store.bounds(definition.body).isNonNegative else { return }
    let excess = store.subtract(store.sum(over: [last], definition.body), .one)
    if let sumsToOne = try? store.provesZero(excess), sumsToOne {
      store.setFacts(ofDefinition: number) { $0.isSimplex = true }
    }
  }

  /// Whether the value is positive and below 1, where the normal form shows it and the body as written does not:
  /// `exp(z)/(1 + exp(z))` lies in (0, 1). Facts of the whole file only; an assumption may be gone later.
  private mutating func noteBounds(ofDefinition number: Int) {
    guard standing.isEmpty else { return }
    let body = store.definitions[number].body
    let known = store.bounds(body)
    var found = Bounds.any
    var form = NormalForm(.deciding)
    func isPositive(_ store: inout TermStore, _ term: Term) -> Bool {
      guard let normal = try? store.normalTerm(term, &form), store.size(of: normal, limit: 200) < 200 else {
        return false
      }
      return store.bounds(normal).isPositive
    }
    if !known.isPositive, isPositive(&store, body) { found = .positive }
    let isKnownBelow = known.isBelow(.one)
    if !isKnownBelow, isPositive(&store, store.subtract(.one, body)) {
      found.upper = .one
      found.upperIsOpen = true
    }
    if found != .any { store.setFacts(ofDefinition: number) { $0.bounds = found } }
  }

  // MARK: Assumptions

  private mutating func assume(_ list: [Condition], under: [Condition], _ statement: Statement) {
    items.append(.assumption(list.map { formula(of: $0, in: problem) }))
    do {
      var guards: [Term] = []
      for condition in under { guards += try conditions(condition, keeping: []).map { store.negation($0) } }
      for condition in list {
        if guards.isEmpty, case .predicate(let node, let predicate) = condition,
          try lowering.assumeType(predicate, of: node, &store)
        {
          continue
        }
        for term in try self.conditions(condition, keeping: []) {
          let guarded = guards.isEmpty ? term : store.disjunction(guards + [term])
          standing.append(guarded)
          store.assume(guarded)
        }
      }
    } catch {
      failure(statement, reason(error))
    }
  }

  /// A condition of the file as terms, for all indices but those kept.
  mutating func conditions(_ condition: Condition, keeping kept: [Term]) throws(LoweringError) -> [Term] {
    var result: [Term] = []
    for fact in try lowering.lower(condition, &store).facts {
      result.append(closed(fact.condition, keeping: kept))
    }
    return result
  }

  /// The condition for all values of its free indices but those kept.
  mutating func closed(_ condition: Term, keeping kept: [Term]) -> Term {
    let free = store.freeIndices(condition).filter { !kept.contains($0) }
    return free.isEmpty ? condition : store.splitReduction(.all, free, .yes, condition)
  }

  // MARK: Formulas

  /// A builder with the letters of the statement's free indices.
  mutating func builder(letters: [Term: String] = [:]) -> FormulaBuilder {
    var all = letters.merging(axisLetters) { given, _ in given }
    for (id, term) in lowering.indexTerms where all[term] == nil { all[term] = problem.indices[id.number].name }
    let context: NamingContext
    if let naming, naming.symbolCount == store.symbols.count {
      context = naming.context
    } else {
      context = NamingContext(problem: problem, store: &store).writing(softmaxes.map { ($0.name, $0.written) })
      naming = (store.symbols.count, context)
    }
    return FormulaBuilder(naming: context, letters: all)
  }

  /// What a form for reading may use, with what statements above found while assumptions and names were the same; to be
  /// given back with `keep`.
  mutating func takeReading() -> Reading {
    let names = softmaxNames() + names
    if let known = kept, known.stamp == store.assumptions.stamp, known.reading.names == names,
      known.reading.addendNames == derivedNames
    {
      kept = nil
      return known.reading
    }
    return Reading(names: names, addendNames: derivedNames)
  }

  /// The softmaxes of vectors that the file takes a softmax or logsumexp of, but for those that it has a name for.
  private mutating func softmaxNames() -> [Int] {
    for softmax in lowering.softmaxes.dropFirst(softmaxes.count) {
      let axes = softmax.argument.axes
      let power = store.apply(.exp, softmax.argument.body)
      let body = store.divide(power, store.sum(over: axes, power))
      let name = FormulaText.text(softmax.written)
      let number = store.addDefinition(DeriveCore.Definition(name: name, parameters: axes, body: body))
      store.setFacts(ofDefinition: number) { $0.isSimplex = true }
      softmaxes.append(UnnamedSoftmax(number: number, name: name, written: softmax.written))
      naming = nil
    }
    return softmaxes.map(\.number).filter { number in
      store.kind(store.folded(store.definitions[number].body, into: names)) != .definition
    }
  }

  /// Keeps what a statement found for those below. Where its work was spent, forms were left as they were: not so again.
  mutating func keep(_ reading: Reading) {
    kept = store.budget.isSpent ? nil : (reading, store.assumptions.stamp)
  }

  /// Letters for indices that are summed over beside terms with free indices of their own.
  mutating func letters(for indices: [Term], beside terms: [Term]) -> [Term: String] {
    let builder = builder()
    var result: [Term: String] = [:]
    var used: Set<String> = []
    for index in terms.flatMap({ store.freeIndices($0) }) + indices where result[index] == nil {
      let (lower, upper) = store.range(ofIndex: index)
      var letter = builder.letters[index] ?? ""
      if letter.isEmpty || used.contains(letter) {
        letter = builder.naming.letter(for: IndexRange(lower, upper), avoiding: used)
      }
      result[index] = letter
      used.insert(letter)
    }
    return result
  }

  mutating func shown(_ term: Term, letters: [Term: String] = [:]) -> Formula {
    let builder = builder(letters: letters)
    do {
      return try builder.formula(term, in: &store)
    } catch {
      return .text("an expression too large to be shown")
    }
  }

  /// A result that stands alone: in the style of the definitions it comes from.
  mutating func shownWhole(_ term: Term) -> Formula {
    let isForAll = store.kind(term) == .reduction && store.operation(term) == .all
    guard writesScalarsWithMatrices, !isForAll, store.freeIndices(term).isEmpty else { return shown(term) }
    var builder = builder()
    builder.writesScalarsWithMatrices = true
    return (try? builder.formula(term, in: &store)) ?? shown(term)
  }

  /// Whether the expression, with the definitions behind it, is written with vectors and matrices and without indices.
  func hasMatrixStyle(_ node: Node) -> Bool {
    var hasMatrices = false
    var hasIndices = false
    var seen: Set<DefinitionID> = []
    var pending = [node]
    while let next = pending.popLast(), !hasIndices {
      switch next.kind {
      case .matrixProduct, .transpose, .matrixPower: hasMatrices = true
      case .call(let name, _, _):
        if ["norm", "norm1", "dot", "outer", "tr", "diag", "logsumexp", "softmax"].contains(name) {
          hasMatrices = true
        }
      case .index, .bigSum, .bigProduct, .delta: hasIndices = true
      case .definition(let id) where seen.insert(id).inserted:
        let definition = problem.definitions[id.number]
        if definition.indices.isEmpty { pending.append(definition.value) } else { hasIndices = true }
      default: break
      }
      next.kind.forEachChild { pending.append($0) }
    }
    return hasMatrices && !hasIndices
  }

  /// A statement that could not be read into terms.
  mutating func failure(_ statement: Statement, _ reason: String) {
    switch statement.kind {
    case .derive(let derivation):
      items.append(
        .derivation(
          Solution.Derivation(
            line: statement.line, name: derivation.definition.map { problem.definitions[$0.number].name.text },
            indices: [], subject: formula(of: derivation.subject, in: problem), result: nil, conditions: [], steps: [],
            reason: reason, mismatch: nil, seconds: 0)))
    case .claim(let claim):
      undecided(claim, statement, reason)
    case .note, .size, .given, .random, .function, .assume, .define, .defineFunction, .defineRecursion:
      items.append(.note("This statement has no effect: \(reason)."))
    }
  }

  func reason(_ error: LoweringError) -> String {
    switch error {
    case .unsupported(let text): text
    case .tooMuchWork: "it takes more work than a statement may (see --effort)"
    }
  }

  func reason(_ error: DeriveError) -> String {
    switch error {
    case .unsupported(let text): "\(text) is not worked out yet"
    case .tooMuchWork: "it takes more work than a statement may (see --effort)"
    }
  }
}
