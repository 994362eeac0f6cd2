import DeriveNumbers

/// The operators and the shapes they make.
extension Resolver {
  func resolveNegation(_ id: SyntaxID) throws(Stop) -> Node {
    let operand = try resolve(tree.children(id)[0])
    return try make(.negate(operand), operand.shape, tree.site(id))
  }

  // MARK: Sums

  func resolveSum(_ id: SyntaxID) throws(Stop) -> Node {
    let operands = tree.operands(id)
    return try sum(operands, try resolveAll(operands.map(\.node)), tree.site(id))
  }

  private func sum(_ operands: [SyntaxOperand], _ nodes: [Node], _ site: Site) throws(Stop) -> Node {
    var shaped = nodes[0]
    for (operand, node) in zip(operands, nodes).dropFirst() {
      shaped = try added(shaped, node, operand)
    }
    let addends = zip(operands, nodes).map { Node.Addend(isNegative: $0.operation == .minus, node: $1) }
    return try make(.sum(addends), shaped.shape, site)
  }

  /// The operand that has the shape of the sum of two.
  private func added(_ left: Node, _ right: Node, _ operand: SyntaxOperand) throws(Stop) -> Node {
    if left.shape == right.shape { return left }
    let sign = operand.operation == .minus ? "-" : "+"
    let site = Site(offset: operand.offset, length: 1)
    let ranks = (left.shape.count, right.shape.count)
    switch ranks {
    case (0, 1): return right
    case (1, 0): return left
    case (0, _), (_, 0):
      let matrix = left.shape.isEmpty ? right : left
      let sizes = matrix.shape.map { $0.text(in: problem) }
      let isSquare = sizes.count == 2 && sizes[0] == sizes[1]
      let identity = isSquare ? "`c*eye(\(sizes[0]))` or " : ""
      throw mismatch(
        site, "`\(sign)` of a scalar and a matrix", left, right,
        hint: "write \(identity)`c*ones(\(sizes.joined(separator: ", ")))`")
    case (1, 2), (2, 1):
      let (vector, matrix) = left.shape.count == 1 ? (left, right) : (right, left)
      throw mismatch(
        site, "`\(sign)` of a vector and a matrix", left, right, hint: spreadHint(vector, matrix))
    default:
      throw mismatch(site, "`\(sign)` of different shapes", left, right)
    }
  }

  /// How a vector is added to a matrix: a row is transposed, else the vector is added to each column or row.
  private func spreadHint(_ vector: Node, _ matrix: Node) -> String? {
    if matrix.shape[0] == Extent(1) {
      return "a vector is a column, and `\(shownText(matrix.site))` is a row: write `\(transposeText(matrix))`"
    }
    let (rows, columns) = (matrix.shape[0].text(in: problem), matrix.shape[1].text(in: problem))
    var ways: [String] = []
    if vector.shape[0] == matrix.shape[0] {
      ways.append("to add it to each column write `\(bracketed(vector))*ones(\(columns))'`")
    }
    if vector.shape[0] == matrix.shape[1] {
      ways.append("to add it to each row write `ones(\(rows))*\(transposeText(vector))`")
    }
    return ways.isEmpty ? nil : ways.joined(separator: ", ")
  }

  // MARK: Products

  func resolveProduct(_ id: SyntaxID) throws(Stop) -> Node {
    let operands = tree.operands(id)
    return try product(operands, try resolveAll(operands.map(\.node)), tree.site(id))
  }

  private func product(_ operands: [SyntaxOperand], _ nodes: [Node], _ site: Site) throws(Stop) -> Node {
    // The factors so far of one elementwise product, and the operator that joins them.
    var run = [nodes[0]]
    var runOperator: SyntaxOperator?
    var shape = nodes[0].shape
    for (position, (operand, node)) in zip(operands, nodes).enumerated().dropFirst() {
      let sign = Site(
        offset: operand.offset, length: operand.operation == .times || operand.operation == .divide ? 1 : 2)
      let isElementwise =
        operand.operation == .dotTimes || operand.operation == .times && (shape.isEmpty || node.shape.isEmpty)
      if isElementwise {
        let next = try elementwiseShape(shape, node, run, sign, operand.operation)
        if let joined = runOperator, joined != operand.operation {
          run = [try folded(run, shape, upTo: run[run.count - 1], site)]
        }
        run.append(node)
        runOperator = operand.operation
        shape = next
        continue
      }
      let left = try folded(run, shape, upTo: run[run.count - 1], site)
      // The last factor ends where the product does, with its brackets.
      let place = position == operands.count - 1 ? site : span(site: site, upTo: node)
      let result: Node
      if operand.operation == .times {
        result = try matrixProduct(left, node, sign, place)
      } else {
        result = try quotient(left, node, sign, place, isElementwise: operand.operation == .dotDivide)
      }
      run = [result]
      runOperator = nil
      shape = result.shape
    }
    return run.count == 1 ? run[0] : try make(.multiply(run), shape, site)
  }

  /// One node for the factors gathered so far.
  private func folded(_ run: [Node], _ shape: Shape, upTo last: Node, _ site: Site) throws(Stop) -> Node {
    run.count == 1 ? run[0] : try make(.multiply(run), shape, span(site: site, upTo: last))
  }

  private func span(site: Site, upTo node: Node) -> Site {
    let end = max(site.offset + 1, min(site.offset + site.length, node.site.offset + node.site.length))
    return Site(offset: site.offset, length: end - site.offset)
  }

  private func elementwiseShape(
    _ shape: Shape, _ node: Node, _ run: [Node], _ sign: Site, _ operation: SyntaxOperator
  ) throws(Stop) -> Shape {
    if shape.isEmpty { return node.shape }
    if node.shape.isEmpty || node.shape == shape { return shape }
    let left = run.first { $0.shape == shape } ?? run[0]
    throw mismatch(sign, "`.*` of different shapes", left, node, hint: scalingHint(left, node))
  }

  /// How a vector scales the rows or columns of a matrix.
  private func scalingHint(_ left: Node, _ right: Node) -> String? {
    guard left.shape.count + right.shape.count == 3 else { return nil }
    let (vector, matrix) = left.shape.count == 1 ? (left, right) : (right, left)
    let (scale, text) = (shownText(vector.site), bracketed(matrix))
    var ways: [String] = []
    if vector.shape[0] == matrix.shape[0] { ways.append("to scale each row write `diag(\(scale))*\(text)`") }
    if vector.shape[0] == matrix.shape[1] { ways.append("to scale each column write `\(text)*diag(\(scale))`") }
    return ways.isEmpty ? nil : ways.joined(separator: ", ")
  }

  func matrixProduct(_ left: Node, _ right: Node, _ sign: Site, _ site: Site) throws(Stop) -> Node {
    let one = Extent(1)
    switch (left.shape.count, right.shape.count) {
    case (1, 1):
      let (a, b) = (shownText(left.site), shownText(right.site))
      let elementwise = "`\(a) .* \(b)` elementwise"
      throw mismatch(
        sign, "`*` of two vectors", left, right,
        hint: left.shape == right.shape
          ? "write `\(transposeText(left))*\(b)` for the scalar, \(elementwise)"
          : "write `\(a)*\(transposeText(right))` for the outer product")
    case (2, 1), (2, 2):
      guard left.shape[1] == right.shape[0] else {
        throw mismatch(
          sign, "`*` of shapes that do not conform", left, right, hint: conformingProducts(left, right))
      }
      var shape = [left.shape[0]] + right.shape.dropFirst()
      if shape.allSatisfy({ $0 == one }) { shape = [] }
      return try make(.matrixProduct(left, right), shape, site)
    case (1, 2):
      guard right.shape[0] == one else {
        throw mismatch(
          sign, "`*` of a vector and a matrix", left, right,
          hint: "a vector is a column" + (conformingProducts(left, right).map { ": \($0)" } ?? ""))
      }
      var shape = [left.shape[0], right.shape[1]]
      if shape.allSatisfy({ $0 == one }) { shape = [] }
      return try make(.matrixProduct(left, right), shape, site)
    default:
      throw mismatch(
        sign, "`*` of shapes that do not conform", left, right,
        hint: "what has three dimensions is multiplied with indices: `sum(k, …)`")
    }
  }

  private func quotient(
    _ left: Node, _ right: Node, _ sign: Site, _ site: Site, isElementwise: Bool
  ) throws(Stop) -> Node {
    if right.shape.isEmpty { return try make(.divide(left, right), left.shape, site) }
    if isElementwise {
      guard left.shape.isEmpty || left.shape == right.shape else {
        throw mismatch(sign, "`./` of different shapes", left, right)
      }
      return try make(.divide(left, right), right.shape, site)
    }
    let a = shownText(left.site)
    let b = shownText(right.site)
    var ways: [String] = []
    if right.shape.count == 2, right.shape[0] == right.shape[1] {
      let inverse = "\(bracketed(right))^-1"
      if left.shape.isEmpty || left.shape.count == 2 && left.shape[1] == right.shape[0] {
        ways.append("`\(a)*\(inverse)`")
      } else if left.shape.first == right.shape[0] {
        ways.append("`\(inverse)*\(bracketed(left))`")
      }
    }
    if left.shape.isEmpty || left.shape == right.shape {
      ways.append("`\(a) ./ \(b)`" + (left.shape.isEmpty && right.shape.count == 1 ? "" : " elementwise"))
    }
    var hint = ways.isEmpty ? "" : "; write " + ways.joined(separator: ", or ")
    if right.shape.count == 2, right.shape[0] != right.shape[1] { hint += "; only a square matrix has an inverse" }
    throw report(
      sign, right.shape.count == 1 ? "`/` by a vector" : "`/` by a matrix",
      hint: "\(describe(left)); \(describe(right))\(hint)")
  }

  // MARK: Powers

  func resolvePower(_ id: SyntaxID) throws(Stop) -> Node {
    let children = tree.children(id)
    let site = tree.site(id)
    let base = try resolve(children[0])
    try requireNoTranspose(base, children[1])
    let exponent = try resolve(children[1])
    return try power(base, exponent, site, isElementwise: tree.payload(id) == 1)
  }

  /// `A^T` is written `A'`.
  private func requireNoTranspose(_ base: Node, _ id: SyntaxID) throws(Stop) {
    if base.shape.count == 2, tree.kind(id) == .name, ["T", "t"].contains(tree.name(id)),
      entities[tree.nameNumber(id)] == nil, index(named: tree.nameNumber(id)) == nil,
      !isFreeInBrackets(tree.nameNumber(id))
    {
      throw report(
        tree.site(id), "`\(tree.name(id))` is declared nowhere",
        hint: "the transpose is written `\(shownText(base.site))'`")
    }
  }

  private func power(_ base: Node, _ exponent: Node, _ site: Site, isElementwise: Bool) throws(Stop) -> Node {
    if isElementwise { return try elementwisePower(base, exponent, site) }
    let text = shownText(base.site)
    guard exponent.shape.isEmpty else {
      let conforms = base.shape.isEmpty || base.shape == exponent.shape
      throw unfit(
        exponent, "the exponent of `^` is a scalar",
        hint: conforms ? "write `\(bracketed(base)) .^ \(bracketed(exponent))` elementwise" : nil)
    }
    switch base.shape.count {
    case 0: return try make(.power(base, exponent), [], site)
    case 2:
      guard base.shape[0] == base.shape[1] else {
        throw mismatch(
          site, "`^` of a matrix that is not square", describe(base), "a square matrix has as many rows as columns",
          hint: "write `.^` elementwise")
      }
      guard isInteger(exponent) else {
        throw report(exponent.site, "the exponent of a matrix is an integer, and this may be none")
      }
      return try make(.matrixPower(base, exponent), base.shape, site)
    default:
      let isSquare = base.shape.count == 1 && shownText(exponent.site) == "2"
      let other = isSquare ? ", or `\(transposeText(base))*\(text)` for the scalar" : ""
      throw report(
        site, "`^` of \(base.shape.count == 1 ? "a vector" : "a tensor")",
        hint: "\(describe(base)); write `\(text).^\(shownText(exponent.site))`\(other)")
    }
  }

  private func elementwisePower(_ base: Node, _ exponent: Node, _ site: Site) throws(Stop) -> Node {
    guard base.shape.isEmpty || exponent.shape.isEmpty || base.shape == exponent.shape else {
      throw mismatch(site, "`.^` of different shapes", base, exponent)
    }
    return try make(.power(base, exponent), base.shape.isEmpty ? exponent.shape : base.shape, site)
  }

  // MARK: Primes

  /// The transpose of a value. Primes of functions stand before their arguments and are read there.
  func resolvePrime(_ id: SyntaxID) throws(Stop) -> Node {
    let child = tree.children(id)[0]
    let site = tree.site(id)
    if let function = functionName(child) {
      let name = text(function)
      throw report(site, "the function `\(name)` needs its argument", hint: "write `\(name)'(x)`")
    }
    return try primed(try resolve(child), tree.payload(id), site)
  }

  private func primed(_ operand: Node, _ count: Int, _ site: Site) throws(Stop) -> Node {
    switch operand.shape.count {
    case 0:
      throw report(
        Site(offset: site.offset + site.length - 1, length: 1), "a prime on a scalar",
        hint: "a prime transposes a matrix or derives a function; a derivative is written `d(e, x)`")
    case 1, 2: break
    default:
      throw report(
        site, "the transpose of a tensor of \(operand.shape.count) dimensions",
        hint: "\(describe(operand)); say with indices which change places: `\(shownText(operand.site))[k, j, i]`")
    }
    return count % 2 == 1 ? try transposed(operand, site) : operand
  }

  /// A vector becomes a row, and a row a vector.
  func transposed(_ operand: Node, _ site: Site) throws(Stop) -> Node {
    if case .transpose(let inner) = operand.kind { return inner }
    let shape: Shape
    if operand.shape.count == 1 {
      shape = [Extent(1), operand.shape[0]]
    } else if operand.shape[0] == Extent(1) {
      shape = [operand.shape[1]]
    } else {
      shape = [operand.shape[1], operand.shape[0]]
    }
    return try make(.transpose(operand), shape, site)
  }

  // MARK: Literals

  func resolveMatrix(_ id: SyntaxID) throws(Stop) -> Node {
    let rows = try all(tree.children(id)) { row throws(Stop) in try resolveAll(tree.children(row)) }
    if rows.count == 1, rows[0].count > 1, rows[0].allSatisfy({ $0.shape.isEmpty }) {
      return try make(.matrix(rows), [Extent(rows[0].count)], tree.site(id))
    }
    return try block(rows, tree.site(id))
  }

  /// Values above each other: a vector, or a matrix where one of them is.
  func stack(_ rows: [[Node]], _ site: Site) throws(Stop) -> Node { try block(rows, site) }

  private func block(_ rows: [[Node]], _ site: Site) throws(Stop) -> Node {
    let one = Extent(1)
    var width: Extent?
    var height = Extent(0)
    var isMatrix = false
    for row in rows {
      var rowWidth = Extent(0)
      for entry in row {
        guard entry.shape.count <= 2 else {
          throw report(entry.site, "an entry of \(entry.shape.count) dimensions in a matrix")
        }
        if entry.shape.count == 2 { isMatrix = true }
        if (entry.shape.first ?? one) != (row[0].shape.first ?? one) {
          throw mismatch(
            entry.site, "entries of different heights in a row of a matrix", row[0], entry, hint: zeroHint(row))
        }
        rowWidth = rowWidth.adding(entry.shape.count == 2 ? entry.shape[1] : one) ?? rowWidth
      }
      if let width, width != rowWidth {
        throw mismatch(
          span(row[0].site, row[row.count - 1].site), "rows of different widths in a matrix",
          "the rows above have \(width.text(in: problem)) columns",
          "this row has \(rowWidth.text(in: problem))", hint: widthHint(rows[0], row) ?? zeroHint(rows.flatMap { $0 }))
      }
      width = rowWidth
      height = height.adding(row[0].shape.first ?? one) ?? height
    }
    let columns = width ?? one
    let shape = columns == one && !isMatrix ? [height] : [height, columns]
    return try make(.matrix(rows), shape, site)
  }

  /// The blocks of two rows, where there are few.
  private func widthHint(_ first: [Node], _ row: [Node]) -> String? {
    let blocks = (first + row).filter { !$0.shape.isEmpty }
    if blocks.isEmpty || blocks.count > 4 { return nil }
    return blocks.map { describe($0) }.joined(separator: "; ")
  }

  private func zeroHint(_ entries: [Node]) -> String? {
    let hasZero = entries.contains {
      if case .number(let value) = $0.kind { value.isZero } else { false }
    }
    return hasZero ? "a block of zeros is written `zeros(N)` or `zeros(N, M)`" : nil
  }

  // MARK: Cases

  func resolveConditional(_ id: SyntaxID) throws(Stop) -> Node {
    let parts = tree.children(id)
    let values = try resolveAll(stride(from: 1, to: parts.count, by: 2).map { parts[$0] } + [parts[parts.count - 1]])
    let conditions = try all(stride(from: 0, to: parts.count - 1, by: 2).map { parts[$0] }) { part throws(Stop) in
      try resolveScalarCondition(part)
    }
    for value in values where value.shape != values[0].shape {
      throw mismatch(value.site, "the cases have different shapes", values[0], value)
    }
    let end = tree.site(id).offset + tree.site(id).length
    var result = values[values.count - 1]
    for position in conditions.indices.reversed() {
      let start = tree.site(parts[2 * position]).offset
      let site = position == 0 ? tree.site(id) : Site(offset: start, length: end - start)
      result = try make(
        .conditional(conditions[position], then: values[position], else: result), values[0].shape, site)
    }
    return result
  }
}
