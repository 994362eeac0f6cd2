import DeriveCore
import DeriveNumbers

/// Points of one situation at which a proved relation is tried, all at once in double precision.
///
/// What doubles do not show beyond doubt is left to the enclosures, so nothing is found here that is not confirmed, and
/// nothing passes that enclosures of doubles would tell apart by more than their rounding.
struct PointBatch {
  /// The points with the least relative margin by which the relation holds; `nil` where doubles do not settle it.
  private(set) var found: [(point: Point, margin: Double?)] = []

  /// `nil` for claims and tapes that doubles cannot vouch for.
  init?(
    _ situation: Situation, _ kind: PointClaim.Kind, count: Int, seed: UInt64, _ generator: inout PointGenerator,
    _ kept: KeptInstantiations
  ) {
    guard case .relation(_, let comparison, _) = kind, situation.tape.isPlain else { return nil }
    let points = kept.points(count, seed: seed, situation.coordinates, &generator)
    let size = min(points.count, 128)
    var blocks = TapeBlocks(situation.tape, points: size, watchful: true)
    for start in stride(from: 0, to: points.count, by: max(size, 1)) {
      let block = points[start..<min(start + size, points.count)]
      for (place, point) in block.enumerated() {
        for (variable, coordinate) in situation.inputs.enumerated() {
          blocks.set(variable, place, to: point.values[coordinate].asDouble)
        }
      }
      blocks.run(points: block.count)
      for (place, point) in block.enumerated() {
        found.append((point, Self.margin(comparison, situation, place, blocks)))
      }
    }
  }

  /// What two doubles that stand for equal numbers may differ by, against what they are sums of.
  private static let slack = 0x1p-44

  private static func margin(
    _ comparison: Comparison, _ situation: Situation, _ point: Int, _ blocks: borrowing TapeBlocks
  ) -> Double? {
    if blocks.isDoubtful(point) || blocks.value(ofRoot: 0, point) != 1 { return nil }
    var least = Double.infinity
    for item in situation.cases {
      let root = item.firstRoot
      let (leftHolds, rightHolds) = (blocks.value(ofRoot: root, point), blocks.value(ofRoot: root + 1, point))
      if leftHolds == 0, rightHolds == 0 { continue }
      guard leftHolds == 1, rightHolds == 1 else { return nil }
      let (left, right) = (blocks.value(ofRoot: root + 2, point), blocks.value(ofRoot: root + 3, point))
      var scale = max(left.magnitude, right.magnitude)
      for place in 0..<item.addendCount {
        scale = max(scale, blocks.value(ofRoot: root + 4 + place, point).magnitude)
      }
      let gap = right - left
      switch comparison {
      case .equal:
        guard gap.magnitude <= slack * scale else { return nil }
        least = 0
      case .notEqual:
        guard gap.magnitude > slack * scale else { return nil }
        least = min(least, gap.magnitude / scale)
      case .less, .lessOrEqual:
        guard gap > slack * scale else { return nil }
        least = min(least, gap / scale)
      }
    }
    return least.isFinite ? least : nil
  }
}
