/// A handle to a node of the syntax tree.
package struct SyntaxID: Hashable, Sendable {
  package var number: Int32
  init(_ number: Int32) { self.number = number }
}

/// What a syntax node is. Children are named in their order.
package enum SyntaxKind: UInt8, Sendable {
  /// `payload` is the name's number.
  case name
  /// A whole number below 10^9: `payload` is its value.
  case integer
  /// Any other number: `payload` is the number of its spelling.
  case decimal
  case infinity
  /// `-a`.
  case negate
  /// `a + b - c`: operands and operators.
  case sum
  /// `a*b/c .* d ./ e`: operands and operators.
  case product
  /// `a^b`; `payload` is 1 for `.^`.
  case power
  /// `a'''`: `payload` counts the primes.
  case prime
  /// The function (a name, a prime, or an index of a prime), then the arguments.
  case call
  /// What is indexed, then the slots.
  case index
  /// `:` in a slot.
  case colon
  /// `(a, b)`.
  case tuple
  /// Its rows.
  case matrix
  /// A row's entries.
  case row
  /// Condition, value, condition, value, …, the value otherwise.
  case conditional
  /// `a = b < c`: operands and relations.
  case relation
  /// `a in range`.
  case membership
  /// `a..b`.
  case range
  /// `(a, b]`: bit 0 of `payload` includes the lower end, bit 1 the upper one.
  case interval
  /// `a psd`: `payload` is the predicate's name.
  case predicate
  case and, or, not
  /// `i : range`, `i : condition`.
  case binder
  /// `x -> a`: `payload` is 1 for `a+`, 2 for `a-`.
  case arrow
  /// `subject to g = 0, …`: its relations.
  case subject
  /// `e where n = 1, …`: the expression, then targets and values in turn.
  case `where`
}

/// How an operand is joined to the ones before it.
package enum SyntaxOperator: UInt8, Sendable {
  // Of sums.
  case plus, minus
  // Of products.
  case times, divide, dotTimes, dotDivide
  // Of relations.
  case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual
}

/// A node: its children are `count` entries of the tree's buffer from `first`.
struct SyntaxNode {
  var kind: SyntaxKind
  var payload: Int32
  var first: Int32
  var count: Int32
  var offset: Int32
  var length: Int32
  /// How deep a recursion over it and what is made of it goes, at least.
  var height: Int32
}

/// An operand of a sum, product or relation, with what joins it to the ones before.
package struct SyntaxOperand {
  package var node: SyntaxID
  package var operation: SyntaxOperator
  /// Where the operator stands; of the first operand, where that begins.
  package var offset: Int
}

/// What the parser makes of a file: nodes in one flat buffer, their children in another.
///
/// Nothing in it is resolved: names are spellings, and no shape is known. Sums, products and chains are gathered whole,
/// each operand with the operator before it (two entries a child), so a long sum is wide and not deep.
package struct SyntaxTree: Sendable {
  var nodes: [SyntaxNode] = []
  var children: [Int32] = []
  package internal(set) var names = NameTable()
  var texts: [String] = []
  package internal(set) var statements: [SyntaxStatement] = []

  package var nodeCount: Int { nodes.count }

  package func kind(_ id: SyntaxID) -> SyntaxKind { nodes[Int(id.number)].kind }

  package func payload(_ id: SyntaxID) -> Int { Int(nodes[Int(id.number)].payload) }

  package func site(_ id: SyntaxID) -> Site {
    let node = nodes[Int(id.number)]
    return Site(offset: Int(node.offset), length: Int(node.length))
  }

  /// The children of a node that is not made of operands.
  package func children(_ id: SyntaxID) -> [SyntaxID] {
    let node = nodes[Int(id.number)]
    return children[Int(node.first)..<Int(node.first + node.count)].map(SyntaxID.init)
  }

  /// The operands of a sum, a product or a chain of relations.
  package func operands(_ id: SyntaxID) -> [SyntaxOperand] {
    let node = nodes[Int(id.number)]
    return stride(from: Int(node.first), to: Int(node.first + node.count), by: 2).map { entry in
      let packed = children[entry + 1]
      return SyntaxOperand(
        node: SyntaxID(children[entry]), operation: SyntaxOperator(rawValue: UInt8(packed & 15)) ?? .plus,
        offset: Int(packed >> 4))
    }
  }

  /// The handles below a node, whatever its kind.
  func parts(_ id: SyntaxID) -> [SyntaxID] {
    switch kind(id) {
    case .sum, .product, .relation: operands(id).map(\.node)
    case .name, .integer, .decimal, .infinity, .colon: []
    case .negate, .power, .prime, .call, .index, .tuple, .matrix, .row, .conditional, .membership, .range, .interval,
      .predicate, .and, .or, .not, .binder, .arrow, .subject, .where:
      children(id)
    }
  }

  /// The spelling of a name.
  package func name(_ id: SyntaxID) -> String { names.text(nodes[Int(id.number)].payload) }

  func nameNumber(_ id: SyntaxID) -> Int32 { nodes[Int(id.number)].payload }

  /// The decimal spelling of a number.
  package func decimal(_ id: SyntaxID) -> String { texts[payload(id)] }
}
