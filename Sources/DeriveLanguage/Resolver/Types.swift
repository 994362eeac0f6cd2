import DeriveNumbers

/// Types of names.
extension Resolver {
  /// A size: a whole number, a declared size, or a sum, difference or product of these; not surely below 1.
  func resolveSize(_ id: SyntaxID) throws(Stop) -> Extent {
    let node = try resolve(id)
    guard node.shape.isEmpty else { throw unfit(node, "a size is a whole number, a declared size, or made of these") }
    guard let extent = extent(of: node) else {
      throw report(
        node.site, "a size is a whole number, a declared size, or a sum, difference or product of these",
        hint: tree.kind(id) == .name ? "declare it with `size \(tree.name(id))`" : nil)
    }
    if extent.isSurelyTooSmall { throw report(node.site, "a size is at least 1") }
    return extent
  }

  func resolveType(_ type: SyntaxType) throws(Stop) -> ValueType {
    guard let kind = typeNames[type.name] else {
      let word = text(type.name)
      let near = nearest(to: word, among: ValueKind.allCases.map(\.rawValue))
      throw report(type.nameSite, "there is no type `\(word)`", hint: near.map { "did you mean `\($0)`?" })
    }
    let sizes = try all(type.sizes) { size throws(Stop) in try resolveSize(size) }
    let shape = try self.shape(of: kind, sizes, type)
    guard let bounds = type.bounds else { return ValueType(kind: kind, shape: shape) }
    guard isScalarKind(kind) else {
      throw report(tree.site(bounds), "`\(kind.rawValue)` has no range", hint: "ranges are of `real` and `integer`")
    }
    return ValueType(kind: kind, shape: shape, bounds: try resolveBounds(bounds))
  }

  private func isScalarKind(_ kind: ValueKind) -> Bool {
    switch kind {
    case .real, .integer, .positive, .nonnegative, .negative, .nonzero: true
    case .binary, .onehot, .simplex, .symmetric, .psd, .pd, .diagonal, .orthogonal, .invertible, .fullrank: false
    }
  }

  private func shape(of kind: ValueKind, _ sizes: [Extent], _ type: SyntaxType) throws(Stop) -> Shape {
    let word = kind.rawValue
    switch kind {
    case .real, .integer, .positive, .nonnegative, .negative, .nonzero, .binary:
      guard sizes.count <= 3 else { throw report(type.site, "a name has at most three dimensions") }
      return sizes
    case .onehot, .simplex:
      guard (1...2).contains(sizes.count) else {
        throw report(type.site, "`\(word)` has one size or two", hint: "write `\(word)[K]` or `\(word)[N, K]`")
      }
      return sizes
    case .symmetric, .psd, .pd, .diagonal, .orthogonal, .invertible:
      guard sizes.count == 1 else {
        throw report(type.site, "`\(word)` is a square matrix and has one size", hint: "write `\(word)[N]`")
      }
      return [sizes[0], sizes[0]]
    case .fullrank:
      guard sizes.count == 2 else {
        throw report(type.site, "`fullrank` has two sizes", hint: "write `fullrank[N, D]`")
      }
      return sizes
    }
  }
}
