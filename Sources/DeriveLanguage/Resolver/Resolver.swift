import DeriveNumbers

/// Makes a problem of a syntax tree: names get their meaning, expressions their shapes, indices their ranges.
///
/// An error stops the expression it is in, is reported, and the names that the statement would have declared count as
/// known from then on, so that one error is not followed by others that it causes.
final class Resolver {
  let tree: SyntaxTree
  let source: Source
  /// Undeclared names become variables, as in statements from a call.
  let declaresImplicitly: Bool
  var problem = Problem()
  var diagnostics: [Diagnostic] = []

  /// What the file has declared, by the number of the name.
  var entities: [Int32: Entity] = [:]
  /// Names whose declaration has an error.
  var faulty: Set<Int32> = []
  /// The parameters of the function that is being defined.
  var parameters: [Int32: VariableID] = [:]
  /// The indices in sight by name, the innermost last.
  var indexScopes: [Int32: [IndexID]] = [:]
  /// What is known about each index of the problem.
  var indexStates: [IndexState] = []
  /// Definitions whose values are whole numbers.
  var integerDefinitions: Set<DefinitionID> = []
  /// Recursions that have a first member and no step yet.
  var openRecursions: Set<RecursionID> = []
  /// How far definitions look into them.
  var reaches: [DefinitionID: [RecursionID: Reach]] = [:]
  /// Functions of the language, by the number of the name.
  let builtins: [Int32: Builtin]
  let typeNames: [Int32: ValueKind]

  // What belongs to the statement at hand.
  /// Names that are declared nowhere and stand in brackets; nil until asked for.
  var bracketNames: Set<Int32>?
  var statementParts: [SyntaxID] = []
  var freeIndices: [Int32: IndexID] = [:]
  var freeOrder: [Int32] = []
  /// Places that must lie inside their dimension, to be looked at when all ranges are known.
  var placeChecks: [PlaceCheck] = []
  /// Shapes that do not conform make the claim false, and are no error.
  var isInClaim = false
  /// Unknown names are indices here: in slots and in `delta`.
  var isInSlot = false
  /// `O(…)` may stand here.
  var isAnswer = false
  /// The recursion whose step is being read, and the index it steps by.
  var openRecursion: (id: RecursionID, index: IndexID)?
  var reportedNames: Set<Int32> = []
  /// In statements from a call: how many dimensions names have, and which sizes are the same.
  var implicit = ImplicitShapes()
  var implicitSizes: [ImplicitShapes.Place: SizeID] = [:]

  /// An expression that has no meaning.
  enum Stop: Error {
    /// The reason is reported.
    case reported
    /// Shapes in a claim do not conform.
    case mismatch(Statement.ShapeMismatch)
  }

  /// Nodes may nest so deep.
  static let depthLimit = 2_000
  /// A value has at most so many dimensions.
  static let rankLimit = 8

  init(tree: SyntaxTree, source: Source, declaresImplicitly: Bool) {
    var tree = tree
    var builtins: [Int32: Builtin] = [:]
    for builtin in Builtin.all { builtins[tree.names.intern(builtin.name)] = builtin }
    var typeNames: [Int32: ValueKind] = [:]
    for kind in ValueKind.allCases { typeNames[tree.names.intern(kind.rawValue)] = kind }
    self.builtins = builtins
    self.typeNames = typeNames
    self.tree = tree
    self.source = source
    self.declaresImplicitly = declaresImplicitly
  }

  // MARK: Errors

  func report(_ site: Site, _ message: String, hint: String? = nil) -> Stop {
    if diagnostics.count < Parser.errorLimit {
      diagnostics.append(Diagnostic(site: site, message: message, hint: hint))
    }
    return .reported
  }

  /// Runs all of `work`; of several failures a reported one counts more than a mismatch.
  func all<T, R>(_ list: [T], _ work: (T) throws(Stop) -> R) throws(Stop) -> [R] {
    var results: [R] = []
    results.reserveCapacity(list.count)
    var failure: Stop?
    for element in list {
      do {
        results.append(try work(element))
      } catch {
        failure = Self.worse(failure, error)
      }
    }
    if let failure { throw failure }
    return results
  }

  static func worse(_ a: Stop?, _ b: Stop) -> Stop {
    if case .reported = a { return .reported }
    if case .reported = b { return b }
    return a ?? b
  }

  // MARK: Building

  func make(_ kind: Node.Kind, _ shape: Shape, _ site: Site) throws(Stop) -> Node {
    let node = Node(kind, shape: shape, site: site)
    guard node.depth <= Self.depthLimit else {
      throw report(site, "this expression is too deep", hint: "name parts of it with `let`")
    }
    guard shape.count <= Self.rankLimit else {
      throw report(site, "this value has \(shape.count) dimensions; at most \(Self.rankLimit) are possible")
    }
    return node
  }

  func number(_ value: Int, _ site: Site) -> Node { Node(.number(Rational(value)), shape: [], site: site) }

  func line(_ site: Site) -> Int { source.line(at: site.offset) }

  func span(_ a: Site, _ b: Site) -> Site {
    Site(offset: a.offset, length: max(a.length, b.offset + b.length - a.offset))
  }

  // MARK: Expressions

  /// The value of an expression. Each kind has a function of its own, so that the stack stays small.
  func resolve(_ id: SyntaxID) throws(Stop) -> Node {
    switch tree.kind(id) {
    case .name: return try resolveName(id)
    case .integer: return number(tree.payload(id), tree.site(id))
    case .decimal: return try resolveDecimal(id)
    case .negate: return try resolveNegation(id)
    case .sum: return try resolveSum(id)
    case .product: return try resolveProduct(id)
    case .power: return try resolvePower(id)
    case .prime: return try resolvePrime(id)
    case .call: return try resolveCall(id)
    case .index: return try resolveIndexed(id)
    case .matrix: return try resolveMatrix(id)
    case .conditional: return try resolveConditional(id)
    case .where: return try resolveWhere(id)
    case .infinity, .tuple, .relation, .membership, .predicate, .and, .or, .not, .colon, .range, .interval, .binder,
      .arrow, .subject, .row:
      throw misplaced(id)
    }
  }

  /// The error for what is no value.
  private func misplaced(_ id: SyntaxID) -> Stop {
    let (message, hint): (String, String?) =
      switch tree.kind(id) {
      case .infinity: ("`inf` stands only as a bound or as the point of a limit", nil)
      case .tuple: ("a tuple stands only where variables are listed", "a vector is written `[a; b]`")
      case .relation, .membership, .predicate, .and, .or, .not:
        ("a condition stands where a value is expected", "`indicator(…)` is 1 where it holds, else 0")
      case .colon: ("`:` stands only as an index", nil)
      case .range: ("a range stands only after `:` and `in`", nil)
      case .interval: ("an interval stands only after `in`", nil)
      case .binder: ("`:` with a range stands only in `sum`, in `prod` and left of `=`", nil)
      case .arrow: ("`->` stands only in `limit` and `series`", nil)
      case .subject: ("`subject to` stands only in `argmin`, `minimum`, `multiplier`, `minimize`", nil)
      case .name, .integer, .decimal, .negate, .sum, .product, .power, .prime, .call, .index, .matrix, .row,
        .conditional, .where:
        ("this is no value", nil)
      }
    return report(tree.site(id), message, hint: hint)
  }

  /// The values of several expressions; all of their errors are reported.
  func resolveAll(_ ids: [SyntaxID]) throws(Stop) -> [Node] {
    var nodes: [Node] = []
    nodes.reserveCapacity(ids.count)
    var failure: Stop?
    for id in ids {
      do {
        nodes.append(try resolve(id))
      } catch {
        failure = Self.worse(failure, error)
      }
    }
    if let failure { throw failure }
    return nodes
  }

  /// A value that must be a scalar.
  func resolveScalar(_ id: SyntaxID, _ what: String) throws(Stop) -> Node {
    let node = try resolve(id)
    guard node.shape.isEmpty else {
      throw unfit(node, "\(what) is a scalar")
    }
    return node
  }

  private func resolveDecimal(_ id: SyntaxID) throws(Stop) -> Node {
    guard let value = Rational(decimal: tree.decimal(id)) else {
      throw report(tree.site(id), "this number cannot be read")
    }
    return Node(.number(value), shape: [], site: tree.site(id))
  }

  /// A side of a relation or an answer: here `inf` and a tuple may stand too.
  func resolveSide(_ id: SyntaxID) throws(Stop) -> Node {
    switch tree.kind(id) {
    case .infinity: return Node(.infinity, shape: [], site: tree.site(id))
    case .negate:
      let operand = tree.children(id)[0]
      if tree.kind(operand) == .infinity {
        return Node(.negate(Node(.infinity, shape: [], site: tree.site(operand))), shape: [], site: tree.site(id))
      }
      return try resolve(id)
    case .tuple:
      let entries = try all(tree.children(id)) { entry throws(Stop) in [try resolve(entry)] }
      return try stack(entries, tree.site(id))
    default: return try resolve(id)
    }
  }
}
