import DeriveCore
import DeriveLanguage
import DeriveNumbers

/// Vectors and matrices over direct sums of ranges: `[y; zeros(D)]`.
extension FormulaBuilder {
  /// A part of an axis: what stands for the axis there, and the part's own index, if it has more than one place.
  private struct Part {
    var value: Term
    var index: Term?
  }

  /// The tensor as a literal of blocks, if one of its axes falls into parts of symbolic size.
  func blocks(_ axes: [Term], _ body: Term, _ store: inout TermStore) throws(FormulaError) -> Formula? {
    var parts: [[Part]] = []
    for axis in axes { parts.append(self.parts(of: axis, in: body, &store)) }
    guard parts.contains(where: { $0.count > 1 }), parts.joined().contains(where: { $0.index != nil }) else {
      return nil
    }
    var rows: [[Formula]] = []
    for row in parts[0] {
      var line: [Formula] = []
      for column in axes.count == 2 ? parts[1] : [Part(value: .one)] {
        let values = axes.count == 2 ? [row.value, column.value] : [row.value]
        let entry = store.instantiate(axes, body, at: values)
        guard let block = try block(entry, row: row.index, column: column.index, &store) else { return nil }
        line.append(block)
      }
      rows.append(line)
    }
    return .matrix(rows)
  }

  /// One block; of a single row the transpose of a vector.
  private func block(
    _ entry: Term, row: Term?, column: Term?, _ store: inout TermStore
  ) throws(FormulaError) -> Formula? {
    let axes = [row, column].compactMap { $0 }
    if axes.isEmpty { return try write(entry, &store) }
    var builder = self
    builder.hide(axes)
    guard let whole = try builder.tensorOrNothing(axes: axes, body: entry, &store) else { return nil }
    return row == nil ? transposed(whole) : whole
  }

  /// The parts into which tests `axis <= P` cut the axis.
  private func parts(of axis: Term, in body: Term, _ store: inout TermStore) -> [Part] {
    var result: [Part] = []
    var rest = axis
    var offset = Term.zero
    var remaining = body
    while result.count < 16, let end = store.cut(of: rest, in: remaining) {
      let upper = store.range(ofIndex: rest).upper
      result.append(part(1, end, offset, &store))
      let next = store.freshIndex(.one, store.subtract(upper, end))
      remaining = store.instantiate([rest], remaining, at: [store.add(next, end)])
      offset = store.add(offset, end)
      rest = next
    }
    let (lower, upper) = store.range(ofIndex: rest)
    if result.isEmpty { return lower == upper ? [Part(value: lower)] : [Part(value: axis, index: axis)] }
    result.append(part(1, upper, offset, &store))
    return result
  }

  private func part(_ lower: Int, _ upper: Term, _ offset: Term, _ store: inout TermStore) -> Part {
    if upper == .one { return Part(value: store.add(.one, offset)) }
    let index = store.freshIndex(store.number(lower), upper)
    return Part(value: store.add(index, offset), index: index)
  }
}
