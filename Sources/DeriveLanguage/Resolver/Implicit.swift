/// Statements from a call: names that are declared nowhere.
///
/// Such a name is a real scalar, or, where it stands before brackets, a real vector, matrix or tensor with sizes of its
/// own. Two sizes are one where the same index letter stands in both places of a statement.
struct ImplicitShapes {
  struct Place: Hashable {
    var name: Int32
    var dimension: Int
  }

  /// How many dimensions a name has.
  private(set) var ranks: [Int32: Int] = [:]
  private var parents: [Place: Place] = [:]
  /// The index letters of each place, as hints for the name of its size.
  private(set) var letters: [Place: Int32] = [:]

  init() {}

  init(_ tree: SyntaxTree) {
    for statement in tree.statements {
      var seen: [Int32: Place] = [:]
      for part in statement.kind.expressions { visit(part, tree, &seen) }
    }
  }

  /// The place that stands for all places of the same size.
  func representative(_ place: Place) -> Place {
    var place = place
    while let parent = parents[place] { place = parent }
    return place
  }

  private mutating func visit(_ id: SyntaxID, _ tree: SyntaxTree, _ seen: inout [Int32: Place]) {
    for part in tree.parts(id) { visit(part, tree, &seen) }
    guard tree.kind(id) == .index else { return }
    let children = tree.children(id)
    guard tree.kind(children[0]) == .name else { return }
    let name = tree.nameNumber(children[0])
    ranks[name] = max(ranks[name] ?? 0, min(3, children.count - 1))
    for (dimension, slot) in children.dropFirst().enumerated() where tree.kind(slot) == .name {
      let place = Place(name: name, dimension: dimension)
      let letter = tree.nameNumber(slot)
      if letters[representative(place)] == nil { letters[representative(place)] = letter }
      if let other = seen[letter] { unite(other, place) } else { seen[letter] = place }
    }
  }

  private mutating func unite(_ a: Place, _ b: Place) {
    let (first, second) = (representative(a), representative(b))
    guard first != second else { return }
    parents[second] = first
    if letters[first] == nil { letters[first] = letters[second] }
  }

  /// All places of the same size as this one.
  func places(like place: Place) -> [Place] {
    let root = representative(place)
    return ranks.flatMap { name, rank in
      (0..<rank).map { Place(name: name, dimension: $0) }.filter { representative($0) == root }
    }
  }
}

extension SyntaxStatement.Kind {
  /// The expressions in which names stand that may be declared nowhere.
  fileprivate var expressions: [SyntaxID] {
    switch self {
    case .problem, .note, .size, .given, .random, .function, .faulty: []
    case .assume(let facts, let under): facts + under
    case .define(_, let value): [value]
    case .derive(_, let value, let answer): [value] + (answer.map { [$0] } ?? [])
    case .claim(_, let claim):
      [claim.subject] + claim.assumptions + claim.substitutions.flatMap { [$0.target, $0.value] }
    }
  }
}

extension Resolver {
  /// Declares a name where it is first used.
  func implicitVariable(_ name: Int32, _ site: Site) -> Node {
    let rank = implicit.ranks[name] ?? 0
    let shape = (0..<rank).map { implicitExtent(ImplicitShapes.Place(name: name, dimension: $0), site) }
    let id = VariableID(problem.variables.count)
    entities[name] = Entity(kind: .variable(id), site: site)
    let declared = DeclaredName(text: text(name), site: site)
    problem.variables.append(Variable(name: declared, type: ValueType(kind: .real, shape: shape)))
    problem.statements.append(Statement(kind: .given([id]), line: line(site), site: site))
    return Node(.variable(id), shape: shape, site: site)
  }

  /// The size of a dimension: that of a declared name with which it shares an index, or a new one.
  private func implicitExtent(_ place: ImplicitShapes.Place, _ site: Site) -> Extent {
    for other in implicit.places(like: place) {
      switch entities[other.name]?.kind {
      case .variable(let id)?:
        let shape = problem.variables[id.number].type.shape
        if other.dimension < shape.count { return shape[other.dimension] }
      case .definition(let id)?:
        let shape = problem.definitions[id.number].shape
        if other.dimension < shape.count { return shape[other.dimension] }
      case .size?, .function?, .functionDefinition?, .recursion?, nil: break
      }
    }
    let root = implicit.representative(place)
    if let known = implicitSizes[root] { return Extent(known) }
    let size = SizeID(problem.sizes.count)
    implicitSizes[root] = size
    let declared = DeclaredName(text: sizeName(root), site: site)
    problem.sizes.append(Size(name: declared))
    problem.statements.append(Statement(kind: .size([size]), line: line(site), site: site))
    return Extent(size)
  }

  /// A name for a new size: the index letter as a capital, if that is free.
  private func sizeName(_ place: ImplicitShapes.Place) -> String {
    let letter = implicit.letters[place].map { text($0).uppercased() } ?? "N"
    let taken = Set(problem.sizes.map(\.name.text)).union((0..<Int32(tree.names.count)).map { text($0) })
    if !taken.contains(letter) { return letter }
    var number = 1
    while taken.contains("\(letter)\(number)") { number += 1 }
    return "\(letter)\(number)"
  }
}
