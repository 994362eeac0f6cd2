import DeriveCore
import DeriveNumbers

/// Tries a claim at points: the smallest sizes and the edge cases first, then random ones, then a local search that
/// pushes it towards failing. A violation is confirmed exactly before it is reported, and made small and round.
package struct PointSearch {
  /// Whether a term without free components is certainly 0, as the normal form proves it; decides strict claims.
  package typealias ZeroProof = (inout TermStore, Term) -> Bool

  let claim: PointClaim
  let options: PointOptions
  let provesZero: ZeroProof
  private let kept: KeptInstantiations
  private var random: RandomSource
  private var accepted = 0
  private var skipped = 0
  private var rejected = 0
  private var unresolved = 0
  private var smallestEigenvalue: Double?
  private var triedSizes: ClosedRange<Int>?
  /// The most bits that a question is pursued to: fewer once many could not be answered.
  private var bits: Int { unresolved < 8 ? 1024 : 128 }
  /// How often the prover may still be asked; each question costs more than many points.
  private var proofsLeft = 12

  /// - Parameter kept: what the claims of one store share.
  package init(
    _ claim: PointClaim, _ options: PointOptions = PointOptions(), kept: KeptInstantiations = KeptInstantiations(),
    provesZero: @escaping ZeroProof
  ) {
    self.claim = claim
    self.options = options
    self.kept = kept
    self.provesZero = provesZero
    random = RandomSource(seed: options.seed)
  }

  /// - Throws: `.tooMuchWork` or `.unsupported` where the claim cannot be tried at any point.
  package mutating func run(_ store: inout TermStore) throws(DeriveError) -> PointOutcome {
    // What the store assumes would decide the assumptions that points are tested by.
    let assumed = store.assumptions
    store.restore(Assumptions())
    defer { store.restore(assumed) }
    return try tried(&store)
  }

  private mutating func tried(_ store: inout TermStore) throws(DeriveError) -> PointOutcome {
    let maker = SituationMaker(claim, options, kept, &store)
    let sizeNames = maker.dependencies.sizes.sorted()
    let degrees = degrees(maker.dependencies)
    let choices = sizeChoices(sizeNames.count)
    let pointsEach = max(6, options.points / (choices.count * degrees.count))
    var failure: DeriveError?
    for (stage, degree) in degrees.enumerated() {
      let functions = maker.dependencies.functions.keys.sorted().map {
        store.concreteFunction($0, degree: degree)
      }
      for (number, choice) in choices.enumerated() {
        let sizes = zip(sizeNames, choice).map { (symbol: $0, value: $1) }
        // Integer names that stand as indices are part of the choice.
        let rounds = maker.dependencies.indexNames.isEmpty ? (hasEquations(store) ? 2 : 1) : 4
        for round in 0..<rounds {
          if store.budget.isSpent {
            failure = .tooMuchWork
            break
          }
          let integers = integers(maker.dependencies.indexNames, choice, round, store)
          do {
            // Where the sides of a proved equation are the same, points show no more than that it says something.
            let written = try maker.situation(
              sizes: sizes, integers: integers, functions: functions, takesOther: (number + round) % 2 == 1,
              asksWhereSame: !options.isProved || !isEquation || accepted == 0, &store)
            let seed = options.seed &* 1_000_003 &+ UInt64(stage * 10_007 + number * 101 + round)
            switch written {
            case .impossible: continue
            case .same: break
            case .situation(let situation):
              if let found = try search(situation, max(6, pointsEach / rounds), seed, &store) {
                return .counterexample(found)
              }
            }
            for size in choice {
              triedSizes = triedSizes.map { min($0.lowerBound, size)...max($0.upperBound, size) } ?? size...size
            }
          } catch {
            failure = error
          }
        }
      }
    }
    if accepted > 0 {
      return .held(points: accepted, sizes: triedSizes, skipped: skipped, smallestEigenvalue: smallestEigenvalue)
    }
    if let failure, skipped == 0 { throw failure }
    if skipped > unresolved {
      return .nothingKnown(reason: "it is defined at none of the points tried", isVacuous: true)
    }
    if unresolved > 0 {
      return .nothingKnown(reason: "the sides could not be told apart at any of the points tried", isVacuous: false)
    }
    return .nothingKnown(reason: "no point was found that satisfies the assumptions", isVacuous: true)
  }

  // MARK: Choices

  /// Whether assumptions are solved, which can be done in more than one way: `x*y = 0` for x or for y.
  private func hasEquations(_ store: borrowing TermStore) -> Bool {
    claim.assumptions.contains { assumption in
      !store.leaves(assumption) { $0 == .relation }.filter { store.comparison($0) == .equal }.isEmpty
    }
  }

  private func degrees(_ dependencies: Dependencies) -> [Int] {
    guard let marks = dependencies.functions.values.max() else { return [1] }
    return Array(1...min(4, max(2, marks + 1)))
  }

  /// Sizes, smallest first: all equal to the least, each in turn one more, then random ones.
  private mutating func sizeChoices(_ count: Int) -> [[Int]] {
    let range = options.sizes
    if count == 0 { return [[]] }
    var list: [[Int]] = range.map { [Int](repeating: $0, count: count) }
    if count > 1 {
      for place in 0..<count {
        var choice = [Int](repeating: range.lowerBound, count: count)
        choice[place] = min(range.lowerBound + 1, range.upperBound)
        list.append(choice)
      }
      while list.count < options.sizeChoices + count {
        list.append((0..<count).map { _ in random.integer(in: range) })
      }
    }
    var seen: Set<[Int]> = []
    list = list.filter { seen.insert($0).inserted }
    return Array(list.sorted { $0.reduce(0, +) < $1.reduce(0, +) }.prefix(max(options.sizeChoices, range.count)))
  }

  private mutating func integers(
    _ names: Set<Term>, _ choice: [Int], _ round: Int, _ store: borrowing TermStore
  ) -> [Term: Int] {
    var result: [Term: Int] = [:]
    for name in names.sorted(by: { $0.number < $1.number }) {
      let bounds = store.symbols[store.payload(name)].facts.bounds
      let lower = bounds.lower?.ceiling().asInt ?? (bounds.upper == nil ? 1 : -3)
      let upper = min(
        bounds.upper?.floor().asInt ?? Int.max, lower.addingReportingOverflow(choice.max() ?? 4).partialValue)
      if upper < lower { continue }
      result[name] = round == 0 ? lower : random.integer(in: lower...max(lower, min(upper, lower + 8)))
    }
    return result
  }

  // MARK: One choice of the sizes

  /// What a point says of the claim.
  enum Finding {
    /// It holds; the smaller the margin, the nearer it is to failing.
    case holds(margin: Double)
    case undefined
    case unknown
    case excluded
    case violated(PointCounterexample)
  }

  /// How many points are tried where both sides are one term.
  private static let settledPoints = 6

  private mutating func search(
    _ situation: Situation, _ count: Int, _ seed: UInt64, _ store: inout TermStore
  ) throws(DeriveError) -> PointCounterexample? {
    var generator = PointGenerator(situation.coordinates, seed: seed)
    var workspace = TapeWorkspace<Interval>(situation.tape)
    var tried: Set<Point> = []
    var nearest: [(margin: Double, point: Point)] = []
    let isSingle = situation.coordinates.terms.isEmpty
    // A proved equation is looked at exactly once, and where enclosures leave it open.
    var exactChecks = options.isProved && isEquation ? (accepted == 0 ? 1 : 0) : 2
    let isSettled = options.isProved && isEquation && situation.cases.allSatisfy(\.sidesAreSame)
    let count = isSingle ? 1 : count
    let batch =
      options.isProved && !isSettled
      ? PointBatch(situation, claim.kind, count: count, seed: seed, &generator, kept) : nil
    for number in 0..<(batch?.found.count ?? count) {
      // Where both sides are one term, all there is to find is a point at which they have a value.
      if isSettled, number >= Self.settledPoints, accepted > 0 { break }
      var point: Point
      var scrutiny: Scrutiny = exactChecks > 0 ? .exact : .enclosures
      if let ready = batch?.found[number] {
        // That the claim says anything at all is left to the enclosures.
        if let margin = ready.margin {
          if accepted > 0 {
            accepted += 1
            nearest.append((margin, ready.point))
            continue
          }
          scrutiny = exactChecks > 0 ? .exact : .definedness
          exactChecks -= 1
        }
        point = ready.point
      } else {
        // The same point again says nothing new.
        guard let unseen = generator.unseen(&tried) else { continue }
        point = unseen
      }
      var finding = examine(situation, point, &workspace, scrutiny, &store)
      var attempts = 0
      while case .excluded = finding, attempts < 20, !isSingle {
        rejected += 1
        attempts += 1
        point = generator.next()
        scrutiny = exactChecks > 0 ? .exact : .enclosures
        finding = examine(situation, point, &workspace, scrutiny, &store)
      }
      if store.budget.isSpent { throw .tooMuchWork }
      switch finding {
      case .holds(let margin):
        accepted += 1
        exactChecks -= 1
        nearest.append((margin, point))
      case .undefined: skipped += 1
      case .unknown:
        skipped += 1
        unresolved += 1
      case .excluded: rejected += 1
      case .violated(let found):
        return simplified(found, situation, point, &workspace, &generator, &store)
      }
    }
    return push(nearest, situation, &workspace, &generator, &store)
  }

  /// Moves the points nearest to failing towards it, one component at a time.
  private mutating func push(
    _ nearest: [(margin: Double, point: Point)], _ situation: Situation, _ workspace: inout TapeWorkspace<Interval>,
    _ generator: inout PointGenerator, _ store: inout TermStore
  ) -> PointCounterexample? {
    if options.pushes == 0 || !canBePushed { return nil }
    let movable = movable(situation)
    if movable.isEmpty { return nil }
    for start in nearest.filter({ $0.margin.isFinite }).sorted(by: { $0.margin < $1.margin }).prefix(2) {
      var best = start
      for _ in 0..<(options.pushes / 2) {
        let (place, bounds) = movable[random.integer(in: 0...(movable.count - 1))]
        var point = best.point
        let old = point.values[place]
        let moved: Rational
        switch random.integer(in: 0...8) {
        case 0: moved = old * Rational(2)
        case 1: moved = old / Rational(2)
        case 2: moved = -old
        case 3: moved = old + Rational(random.integer(in: -4...4), 4)
        case 4: moved = old + Rational(random.integer(in: -8...8))
        case 5: moved = point.values[movable[random.integer(in: 0...(movable.count - 1))].place]
        case 6: moved = .zero
        default: moved = old * Rational(16 + random.integer(in: -4...4), 16)
        }
        if moved.bitWidth > 40 { continue }
        point.values[place] = PointGenerator.project(moved, bounds)
        switch examine(situation, point, &workspace, .enclosures, &store) {
        case .holds(let margin):
          if margin < best.margin { best = (margin, point) }
        case .violated(let found):
          return simplified(found, situation, point, &workspace, &generator, &store)
        case .undefined, .unknown, .excluded: continue
        }
      }
    }
    return nil
  }

  private var isEquation: Bool {
    if case .relation(_, .equal, _) = claim.kind { true } else { false }
  }

  private var canBePushed: Bool {
    switch claim.kind {
    case .relation(_, let comparison, _): comparison == .less || comparison == .lessOrEqual
    case .definite: true
    }
  }

  /// The coordinates that may change on their own.
  private func movable(_ situation: Situation) -> [(place: Int, bounds: Bounds)] {
    var result: [(place: Int, bounds: Bounds)] = []
    for group in situation.coordinates.groups {
      switch group.facts.structure {
      case .none, .symmetric, .diagonal:
        for place in Set(group.places.compactMap { $0 }).sorted() {
          let added = situation.coordinates.bounds[place] ?? .any
          result.append((place, group.facts.bounds.intersection(added)))
        }
      case .binary, .onehot, .simplex, .psd, .pd, .orthogonal, .invertible, .fullrank: continue
      }
    }
    return result
  }

  // MARK: One point

  /// How closely the sides are looked at.
  enum Scrutiny {
    /// By exact arithmetic and balls.
    case exact
    /// By enclosures of doubles, and closer where those leave it open.
    case enclosures
    /// Doubles agree beyond doubt: what is asked is whether there are sides at all.
    case definedness
  }

  private mutating func examine(
    _ situation: Situation, _ point: Point, _ workspace: inout TapeWorkspace<Interval>, _ scrutiny: Scrutiny,
    _ store: inout TermStore
  ) -> Finding {
    if situation.isExcluded(point) { return .excluded }
    workspace.run(situation.tape, situation.inputs.map { Interval(enclosing: point.values[$0]) })
    func value(_ root: Int) -> Interval { workspace.slots[Int(situation.tape.roots[root])] }
    var confirmation: Confirmation?
    switch value(0).truth {
    case true: break
    case false: return .excluded
    case nil:
      let exact = confirmation ?? Confirmation(situation, point, bits: bits)
      if exact.holds(situation.assumption, root: 0, &store) != true { return .excluded }
      confirmation = exact
    }
    var margin = Double.infinity
    var known = 0
    var unknown = 0
    for item in situation.cases {
      let finding: Finding
      switch claim.kind {
      case .relation(_, let comparison, _):
        finding = relation(comparison, item, situation, value, point, scrutiny, &confirmation, &store)
      case .definite(_, let strict, let negative):
        finding = definite(item, strict, negative, situation, value, point, &confirmation, &store)
      }
      switch finding {
      case .violated: return finding
      case .holds(let own):
        known += 1
        margin = min(margin, own)
      case .undefined, .excluded: continue
      case .unknown: unknown += 1
      }
    }
    if known > 0 { return .holds(margin: margin) }
    return unknown > 0 ? .unknown : .undefined
  }

  /// Whether a side has a value, as far as intervals tell.
  private func isDefined(_ condition: Interval, _ side: Interval) -> Bool? {
    if condition.truth == false || side.definedness == .never { return false }
    return condition.truth == true && side.definedness == .certainly ? true : nil
  }

  private mutating func relation(
    _ comparison: Comparison, _ item: Situation.Case, _ situation: Situation, _ value: (Int) -> Interval,
    _ point: Point, _ scrutiny: Scrutiny, _ confirmation: inout Confirmation?, _ store: inout TermStore
  ) -> Finding {
    let root = item.firstRoot
    let (left, right) = (value(root + 2), value(root + 3))
    var leftDefined = isDefined(value(root), left)
    var rightDefined = isDefined(value(root + 1), right)
    var exact = confirmation
    func ready() -> Confirmation { exact ?? Confirmation(situation, point, bits: bits) }
    defer { confirmation = exact }
    if leftDefined == nil || rightDefined == nil || leftDefined != rightDefined {
      let confirmed = ready()
      let leftHolds = confirmed.holds(item.leftCondition, root: root, &store)
      let rightHolds = confirmed.holds(item.rightCondition, root: root + 1, &store)
      leftDefined = confirmed.isDefined(item.terms[0], root: root + 2, condition: leftHolds, &store)
      rightDefined = confirmed.isDefined(item.terms[1], root: root + 3, condition: rightHolds, &store)
      exact = confirmed
    }
    guard let hasLeft = leftDefined, let hasRight = rightDefined else { return .unknown }
    if !hasLeft && !hasRight { return .undefined }
    if hasLeft != hasRight {
      if comparison != .equal { return .undefined }
      let confirmed = ready()
      let found = counterexample(
        item, situation, point, confirmed, leftDefined: hasLeft, rightDefined: hasRight, &store)
      exact = confirmed
      return .violated(found)
    }
    let scale = scale(left, right, item, value)
    let gap = right.middle - left.middle
    let margin = scale > 0 && scale.isFinite ? gap / scale : gap
    /// Decides by exact arithmetic and balls; with fewer bits where all looks equal.
    func decided(_ store: inout TermStore) -> Int? {
      let confirmed = ready()
      let limit = left.intersects(right) ? (isNarrow(left, right, item, value) ? 128 : 256) : 1024
      let result = confirmed.compare(
        item.terms[0], root: root + 2, item.terms[1], root: root + 3, bits: limit, &store)
      exact = confirmed
      return result
    }
    func violated(_ store: inout TermStore) -> Finding {
      let confirmed = ready()
      let found = counterexample(item, situation, point, confirmed, leftDefined: true, rightDefined: true, &store)
      exact = confirmed
      return .violated(found)
    }
    switch comparison {
    case .equal:
      let meets = left.intersects(right)
      if meets, scrutiny == .definedness { return .holds(margin: 0) }
      if meets, scrutiny != .exact, isNarrow(left, right, item, value) { return .holds(margin: 0) }
      if meets, scrutiny != .exact, options.isProved, situation.agreesModuloPrime(item, at: point) {
        return .holds(margin: 0)
      }
      switch decided(&store) {
      case 0: return .holds(margin: 0)
      case nil:
        guard meets else { return .unknown }
        if isNarrow(left, right, item, value) || isNarrowInBalls(item, &exact) { return .holds(margin: 0) }
        return .unknown
      default: return violated(&store)
      }
    case .notEqual:
      if !left.intersects(right) { return .holds(margin: margin.magnitude) }
      switch decided(&store) {
      case 0: return violated(&store)
      case nil:
        if isEqualByProof(item, ready(), &store) { return violated(&store) }
        return .unknown
      default: return .holds(margin: margin.magnitude)
      }
    case .less, .lessOrEqual:
      if left.upper < right.lower { return .holds(margin: margin) }
      if comparison == .lessOrEqual, left.upper <= right.lower { return .holds(margin: margin) }
      // Where the enclosures meet a weak claim is not contradicted; look closer only at a strict one, or a clear fault.
      if comparison == .lessOrEqual, left.intersects(right), scrutiny != .exact { return .holds(margin: margin) }
      switch decided(&store) {
      case 1: return violated(&store)
      case 0: return comparison == .less ? violated(&store) : .holds(margin: 0)
      case nil:
        if comparison == .less, isEqualByProof(item, ready(), &store) { return violated(&store) }
        return left.intersects(right) && comparison == .lessOrEqual ? .holds(margin: margin) : .unknown
      default: return .holds(margin: margin)
      }
    }
  }

  private mutating func isEqualByProof(
    _ item: Situation.Case, _ confirmation: Confirmation, _ store: inout TermStore
  ) -> Bool {
    if proofsLeft == 0 { return false }
    proofsLeft -= 1
    let difference = store.subtract(item.terms[0], item.terms[1])
    let value = confirmation.exact(difference, &store)
    return provesZero(&store, value)
  }

  /// Whether enclosures that meet are narrow, against the sides and what they are sums of: never by an absolute measure.
  private func isNarrow(
    _ left: Interval, _ right: Interval, _ item: Situation.Case, _ value: (Int) -> Interval
  ) -> Bool {
    let width = max(left.width, right.width)
    if width == 0 { return true }
    let scale = scale(left, right, item, value)
    return scale.isFinite && width <= 1e-8 * scale
  }

  /// The greatest magnitude of the sides and of what they are sums of.
  private func scale(
    _ left: Interval, _ right: Interval, _ item: Situation.Case, _ value: (Int) -> Interval
  ) -> Double {
    var scale = max(left.magnitude, right.magnitude)
    let first = item.firstRoot + 2 + item.terms.count
    for place in 0..<item.addendCount { scale = max(scale, value(first + place).magnitude) }
    return scale
  }

  private func isNarrowInBalls(_ item: Situation.Case, _ confirmation: inout Confirmation?) -> Bool {
    guard let confirmed = confirmation else { return false }
    let values = confirmed.balls(256)
    let root = item.firstRoot
    let (left, right) = (values[root + 2].interval, values[root + 3].interval)
    guard left.isDefined, right.isDefined, left.intersects(right) else { return false }
    var scale = max(left.magnitude, right.magnitude)
    for place in 0..<item.addendCount { scale = max(scale, values[root + 4 + place].interval.magnitude) }
    let width = max(left.width, right.width)
    return width == 0 || scale.isFinite && width <= 1e-30 * scale
  }

  private func counterexample(
    _ item: Situation.Case, _ situation: Situation, _ point: Point, _ confirmation: Confirmation,
    leftDefined: Bool, rightDefined: Bool, _ store: inout TermStore
  ) -> PointCounterexample {
    let root = item.firstRoot
    var found = emptyCounterexample(item, situation, point, confirmation, &store)
    if leftDefined { found.left = confirmation.shown(item.terms[0], root: root + 2, &store) }
    if rightDefined { found.right = confirmation.shown(item.terms[1], root: root + 3, &store) }
    return found
  }

  private func emptyCounterexample(
    _ item: Situation.Case, _ situation: Situation, _ point: Point, _ confirmation: Confirmation,
    _ store: inout TermStore
  ) -> PointCounterexample {
    var values: [(component: Term, value: PointValue)] = []
    for (term, value) in zip(situation.coordinates.terms, point.values) { values.append((term, .exact(value))) }
    for (component, term) in situation.solved {
      if let value = confirmation.rational(term, &store) {
        values.append((component, .exact(value)))
        continue
      }
      let exact = confirmation.exact(term, &store)
      var shown = PointValue.undefined
      if let tape = try? store.tape([exact], tight: true), let ball = tape.balls([], precision: 256).first,
        let digits = ball.decimal(digits: 12)
      {
        shown = .decimal(digits)
      }
      values.append((component, shown))
    }
    let integers = situation.integers.sorted { $0.key.number < $1.key.number }
    for (name, value) in integers { values.append((name, .exact(Rational(value)))) }
    return PointCounterexample(
      sizes: situation.sizes, indices: item.indices, values: values, functions: situation.functions, vector: nil,
      left: .undefined, right: .undefined, remark: nil)
  }

  // MARK: Definiteness

  private mutating func definite(
    _ item: Situation.Case, _ strict: Bool, _ negative: Bool, _ situation: Situation, _ value: (Int) -> Interval,
    _ point: Point, _ confirmation: inout Confirmation?, _ store: inout TermStore
  ) -> Finding {
    let size = item.size
    if size == 0 { return .undefined }
    let first = item.firstRoot + 2
    if value(item.firstRoot).truth == false { return .undefined }
    // Row by row.
    var matrix = [Double](repeating: 0, count: size * size)
    var width = 0.0
    for row in 0..<size {
      for column in 0..<size {
        let entry = value(first + row * size + column)
        if entry.definedness == .never { return .undefined }
        matrix[row * size + column] = negative ? -entry.middle : entry.middle
        if !entry.isDefined || !entry.width.isFinite { return .unknown }
        width = max(width, entry.width)
      }
    }
    if value(item.firstRoot).truth == nil {
      let exact = confirmation ?? Confirmation(situation, point, bits: bits)
      defer { confirmation = exact }
      if exact.holds(item.leftCondition, root: item.firstRoot, &store) != true { return .unknown }
    }
    // Symmetric, first of all.
    for row in 0..<size {
      for column in 0..<row where item.terms[row * size + column] != item.terms[column * size + row] {
        let (a, b) = (row * size + column, column * size + row)
        if value(first + a).intersects(value(first + b)) { continue }
        let exact = confirmation ?? Confirmation(situation, point, bits: bits)
        defer { confirmation = exact }
        if let order = exact.compare(item.terms[a], root: first + a, item.terms[b], root: first + b, &store), order != 0
        {
          var found = emptyCounterexample(item, situation, point, exact, &store)
          found.left = exact.shown(item.terms[a], root: first + a, &store)
          found.right = exact.shown(item.terms[b], root: first + b, &store)
          found.remark = .notSymmetric(row: row + 1, column: column + 1)
          return .violated(found)
        }
      }
    }
    guard let eigen = try? SymmetricEigen(matrix, size: size), let least = eigen.values.first,
      least.isFinite
    else { return .unknown }
    let scale = matrix.reduce(0) { max($0, $1.magnitude) }
    // How far the eigenvalue may be off, by the widths of the entries and by its own rounding.
    let uncertainty = Double(size) * (width + 1e-14 * scale)
    if !negative, uncertainty <= 1e-9 * scale || scale == 0 {
      let cleaned = least.magnitude <= uncertainty ? 0 : least
      smallestEigenvalue = min(smallestEigenvalue ?? cleaned, cleaned)
    }
    let margin = scale > 0 ? least / scale : 0
    if least > 2 * uncertainty, margin > 1e-9 { return .holds(margin: margin) }
    var candidates: [[Rational]] = []
    if least < -2 * uncertainty { candidates += rounded(eigen.vector(0)) }
    if strict { candidates += nullVectors((0..<size).map { Array(matrix[($0 * size)..<($0 * size + size)]) }, scale) }
    for vector in candidates where !vector.allSatisfy(\.isZero) {
      let exact = confirmation ?? Confirmation(situation, point, bits: bits)
      defer { confirmation = exact }
      if let found = quadratic(vector, item, strict, negative, situation, point, exact, &store) {
        return .violated(found)
      }
    }
    if strict || least < -2 * uncertainty { return .unknown }
    if uncertainty > 1e-9 * scale, scale > 0 { return .unknown }
    return .holds(margin: margin)
  }

  /// The vector with its greatest component 1, rounded to simple rationals, coarsely and finely.
  private func rounded(_ vector: [Double]) -> [[Rational]] {
    guard let greatest = vector.max(by: { $0.magnitude < $1.magnitude }), greatest != 0 else { return [] }
    var result: [[Rational]] = []
    for tolerance in [0.25, 0.02, 1e-4, 1e-9] {
      let rounded = vector.map { component -> Rational in
        let value = component / greatest
        guard let low = Rational(exactly: value - tolerance), let high = Rational(exactly: value + tolerance) else {
          return .zero
        }
        return Rational.simplest(between: low, and: high)
      }
      if !result.contains(rounded) { result.append(rounded) }
    }
    return result
  }

  /// Rational vectors that the matrix takes nearly to zero, from its echelon form: `(1, -x)`, ones and unit vectors
  /// among them.
  private func nullVectors(_ matrix: [[Double]], _ scale: Double) -> [[Rational]] {
    let size = matrix.count
    var rows = matrix
    var pivots: [Int] = []
    let tolerance = 1e-8 * max(scale, Double.leastNormalMagnitude)
    for column in 0..<size {
      let next = pivots.count
      if next == size { break }
      guard let best = (next..<size).max(by: { rows[$0][column].magnitude < rows[$1][column].magnitude }),
        rows[best][column].magnitude > tolerance
      else { continue }
      rows.swapAt(next, best)
      let pivot = rows[next][column]
      rows[next] = rows[next].map { $0 / pivot }
      for row in 0..<size where row != next {
        let factor = rows[row][column]
        for place in 0..<size { rows[row][place] -= factor * rows[next][place] }
      }
      pivots.append(column)
    }
    return (0..<size).filter { !pivots.contains($0) }.map { free in
      var vector = [Rational](repeating: .zero, count: size)
      vector[free] = .one
      for (row, pivot) in pivots.enumerated() {
        let value = -rows[row][free]
        let slack = 1e-9 * max(1, value.magnitude)
        if let low = Rational(exactly: value - slack), let high = Rational(exactly: value + slack) {
          vector[pivot] = Rational.simplest(between: low, and: high)
        }
      }
      return vector
    }
  }

  /// v'*M*v at the point.
  private func form(
    _ vector: [Rational], _ item: Situation.Case, _ confirmation: Confirmation, _ store: inout TermStore
  ) -> Term {
    let size = item.size
    let first = item.firstRoot + 2
    let known = confirmation.rationals(ofRoots: first..<(first + size * size))
    var total = Rational.zero
    var addends: [Term] = []
    for row in 0..<size {
      for column in 0..<size {
        let factor = vector[row] * vector[column]
        if factor.isZero { continue }
        let place = row * size + column
        if let known {
          total += factor * known[place]
        } else {
          addends.append(store.scale(confirmation.exact(item.terms[place], &store), by: factor))
        }
      }
    }
    return known == nil ? store.sum(addends) : store.number(total)
  }

  /// The counterexample with this vector, if v'*M*v is certainly on the wrong side.
  private mutating func quadratic(
    _ vector: [Rational], _ item: Situation.Case, _ strict: Bool, _ negative: Bool, _ situation: Situation,
    _ point: Point, _ confirmation: Confirmation, _ store: inout TermStore
  ) -> PointCounterexample? {
    let form = form(vector, item, confirmation, &store)
    var isViolated = false
    var shown = PointValue.undefined
    if let value = store.rational(form) {
      let sign = negative ? -value.signum : value.signum
      isViolated = sign < 0 || strict && sign == 0
      shown = .exact(value)
    } else if let tape = try? store.tape([form], tight: true) {
      for precision in Confirmation.precisions {
        guard let ball = tape.balls([], precision: precision).first, ball.isDefined else { continue }
        if ball.isPositive || ball.isNegative {
          isViolated = ball.isPositive == negative
          if let digits = ball.decimal(digits: 12) { shown = .decimal(digits) }
          break
        }
        // Straddles zero: perhaps it is zero, which only a proof can tell.
        if precision == 128, strict, proofsLeft > 0 {
          proofsLeft -= 1
          if provesZero(&store, form) {
            isViolated = true
            shown = .exact(.zero)
            break
          }
        }
      }
    }
    guard isViolated else { return nil }
    var found = emptyCounterexample(item, situation, point, confirmation, &store)
    found.vector = vector
    found.left = shown
    found.right = .exact(.zero)
    found.remark = .quadraticForm
    return found
  }

  // MARK: Small and round

  /// The counterexample with components made 0, 1, -1 or simpler rationals as long as it stays one.
  private mutating func simplified(
    _ found: PointCounterexample, _ situation: Situation, _ start: Point, _ workspace: inout TapeWorkspace<Interval>,
    _ generator: inout PointGenerator, _ store: inout TermStore
  ) -> PointCounterexample {
    var best = found
    var point = start
    var tries = 120
    func attempt(
      _ candidate: Point, _ search: inout PointSearch, _ workspace: inout TapeWorkspace<Interval>,
      _ store: inout TermStore
    ) -> Bool {
      if candidate == point || tries == 0 { return false }
      tries -= 1
      guard case .violated(let other) = search.examine(situation, candidate, &workspace, .exact, &store) else {
        return false
      }
      // One that says more: both sides defined, rather than one missing.
      if best.left != .undefined, best.right != .undefined, other.left == .undefined || other.right == .undefined {
        return false
      }
      best = other
      point = candidate
      return true
    }
    for (number, group) in situation.coordinates.groups.enumerated() {
      switch group.facts.structure {
      case .none, .symmetric, .diagonal: continue
      case .binary, .onehot, .simplex, .psd, .pd, .orthogonal, .invertible, .fullrank:
        for style in 0..<3 {
          var candidate = point
          generator.refill(number, style: style, &candidate)
          if attempt(candidate, &self, &workspace, &store) { break }
        }
      }
    }
    for (place, bounds) in movable(situation) {
      let old = point.values[place]
      var options: [Rational] = [.zero, .one, .minusOne, Rational(2)]
      options += [Rational(old.floor()), Rational(old.ceiling())]
      options.append(Rational.simplest(between: old * Rational(7, 8), and: old * Rational(9, 8)))
      for option in options where PointGenerator.allows(bounds, option) {
        if weight(option) >= weight(old) { continue }
        var candidate = point
        candidate.values[place] = option
        if attempt(candidate, &self, &workspace, &store) { break }
      }
    }
    return best
  }

  /// How much there is to read in a number; 0 has the least.
  private func weight(_ value: Rational) -> Int {
    value.isZero ? 0 : value.bitWidth * 2 + (value.isNegative ? 1 : 0)
  }
}
