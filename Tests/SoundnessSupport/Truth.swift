import DeriveLanguage
import DeriveNumbers
import Foundation

/// What a point says of a claim.
package enum PointVerdict: Equatable {
  case holds
  /// It fails, by a clear margin.
  case fails
  /// Not defined, not satisfying the assumptions, or too near to tell.
  case silent
}

/// Tries claims at random points, with the evaluator alone.
package struct Truth {
  let problem: Problem
  var random: RandomSource

  package init(_ problem: Problem, seed: UInt64 = 1) {
    self.problem = problem
    random = RandomSource(seed: seed)
  }

  /// What `count` points say of the claim, which stands in the problem after the assumptions that hold for it.
  package mutating func examine(_ claim: Statement, points count: Int) -> (holds: Int, fails: Int, reason: String?) {
    var holds = 0
    var fails = 0
    var reason: String?
    for number in 0..<count {
      do {
        var evaluator = try point(number)
        switch try examine(claim, &evaluator) {
        case .holds: holds += 1
        case .fails: fails += 1
        case .silent: break
        }
      } catch let error as Unsupported {
        reason = error.what
      } catch {
        reason = "\(error)"
      }
    }
    return (holds, fails, reason)
  }

  // MARK: Points

  private mutating func point(_ number: Int) throws -> Evaluator {
    var evaluator = Evaluator(problem)
    let greatest = 1 + number % 3
    for size in problem.sizes.indices { evaluator.sizes[size] = random.integer(in: 1...greatest) }
    evaluator.seed = random.next()
    for (place, variable) in problem.variables.enumerated() {
      evaluator.variables[place] = try value(of: variable.type, number, &evaluator, isParameter: false)
    }
    return evaluator
  }

  private mutating func number(_ style: Int) -> Double {
    switch style % 4 {
    case 0: return Double(random.integer(in: -2...2))
    case 1: return Double(random.integer(in: -6...6)) / 2
    case 2: return random.uniform(-2, 2)
    default: return random.bool() ? Double(random.integer(in: -1...1)) : random.uniform(-3, 3)
    }
  }

  private mutating func value(
    of type: ValueType, _ style: Int, _ evaluator: inout Evaluator, isParameter: Bool
  ) throws -> Array2 {
    let shape = evaluator.shape(type.shape)
    if shape.contains(where: { $0 < 1 }) { throw Unsupported(what: "sizes that no type allows") }
    let places = Array2.places(shape)
    func entries(_ body: (inout Truth) -> Double) -> Array2 { Array2(shape, places.map { _ in Jet(body(&self)) }) }
    func matrix(_ body: ([Int]) -> Double) -> Array2 { Array2(shape, places.map { Jet(body($0)) }) }
    if let bounds = type.bounds {
      let (lower, upper) = (try evaluator.end(bounds.lower), try evaluator.end(bounds.upper))
      var data: [Jet] = []
      for _ in places {
        var value = 0.0
        for attempt in 0... {
          if attempt > 200 { throw Unsupported(what: "no value between the ends") }
          switch (lower, upper) {
          case (let l?, let u?):
            value = random.integer(in: 0...3) == 0 ? (random.bool() ? l : u) : random.uniform(l, u)
          case (let l?, nil): value = l + abs(number(style + attempt))
          case (nil, let u?): value = u - abs(number(style + attempt))
          case (nil, nil): value = number(style + attempt)
          }
          if type.kind == .integer || bounds.isIntegerRange { value = value.rounded() }
          if try evaluator.contains(bounds, value) { break }
        }
        data.append(Jet(value))
      }
      return Array2(shape, data)
    }
    switch type.kind {
    case .real: return entries { $0.number(style) }
    case .fullrank, .invertible:
      if shape.count == 2, shape[0] < shape[1] { throw Unsupported(what: "sizes that no type allows") }
      // A dominant diagonal: of full rank whatever the other entries are.
      let base = entries { $0.number(style) }
      let width = shape.last ?? 1
      let shift = 1 + 2 * base.data.reduce(0) { $0 + abs($1.value) }
      return matrix { base.data[$0[0] * width + $0[1]].value + ($0[0] == $0[1] ? shift : 0) }
    case .integer: return entries { Double($0.random.integer(in: -3...4)) }
    case .positive: return entries { max(abs($0.number(style)), 0.25) }
    case .nonnegative: return entries { abs($0.number(style)) }
    case .negative: return entries { -max(abs($0.number(style)), 0.25) }
    case .nonzero:
      return entries {
        let value = $0.number(style)
        return value == 0 ? 1 : value
      }
    case .binary: return entries { $0.random.bool() ? 1 : 0 }
    case .onehot, .simplex:
      let width = shape.last ?? 1
      var data: [Jet] = []
      for _ in stride(from: 0, to: places.count, by: width) {
        var row = [Double](repeating: 0, count: width)
        if type.kind == .onehot || random.integer(in: 0...3) == 0 {
          row[random.integer(in: 0...(width - 1))] = 1
        } else {
          row = row.map { _ in random.uniform(0.05, 1) }
          let total = row.reduce(0, +)
          row = row.map { $0 / total }
        }
        data += row.map { Jet($0) }
      }
      return Array2(shape, data)
    case .symmetric, .psd, .pd, .diagonal:
      let size = shape[0]
      let base = (0..<size).map { _ in (0..<size).map { _ in number(style) } }
      switch type.kind {
      case .symmetric: return matrix { base[min($0[0], $0[1])][max($0[0], $0[1])] }
      case .diagonal: return matrix { $0[0] == $0[1] ? base[$0[0]][$0[0]] : 0 }
      default:
        let shift = type.kind == .pd ? 0.5 : 0
        return matrix { place in
          (0..<size).reduce(place[0] == place[1] ? shift : 0) { $0 + base[$1][place[0]] * base[$1][place[1]] }
        }
      }
    case .orthogonal:
      var rows: [[Double]] = []
      while rows.count < shape[0] {
        var row = (0..<shape[0]).map { _ in random.uniform(-1, 1) }
        for other in rows {
          let along = zip(row, other).reduce(0) { $0 + $1.0 * $1.1 }
          row = zip(row, other).map { $0 - along * $1 }
        }
        let length = row.reduce(0) { $0 + $1 * $1 }.squareRoot()
        if length > 0.05 { rows.append(row.map { $0 / length }) }
      }
      return matrix { rows[$0[0]][$0[1]] }
    }
  }

  // MARK: Claims

  private func indices(_ node: Node, _ found: inout Set<Int>) {
    if case .index(let id) = node.kind { found.insert(id.number) }
    node.kind.forEachChild { indices($0, &found) }
  }

  private mutating func examine(_ statement: Statement, _ evaluator: inout Evaluator) throws -> PointVerdict {
    guard case .claim(let claim) = statement.kind else { return .silent }
    var own: Set<Int> = []
    switch claim.subject {
    case .chain(let first, let steps):
      indices(first, &own)
      for step in steps { indices(step.right, &own) }
    case .predicate(let node, _), .curvature(_, let node, _): indices(node, &own)
    case .shape, .nonconforming: return .silent
    }
    // Assumptions of the file above this line, for all of their indices.
    for other in problem.statements where other.line < statement.line {
      guard case .assume(let conditions, let under) = other.kind else { continue }
      for place in try environments(other.freeIndices.map(\.number), &evaluator) {
        evaluator.indices = place
        var applies = true
        for condition in under where applies { applies = try evaluator.holds(condition) }
        for condition in conditions where applies {
          if try !evaluator.holds(condition) { return .silent }
        }
      }
    }
    let free = statement.freeIndices.map(\.number)
    var verdict = PointVerdict.silent
    for place in try environments(free.filter { own.contains($0) }, &evaluator) {
      evaluator.indices = place
      var applies = true
      for rest in try environments(free.filter { !own.contains($0) }, &evaluator) where applies {
        evaluator.indices = place.merging(rest) { $1 }
        for condition in claim.assumptions where applies { applies = try evaluator.holds(condition) }
      }
      evaluator.indices = place
      if !applies { continue }
      evaluator.hitKink = false
      let own = try examine(claim.subject, &evaluator)
      if evaluator.hitKink { continue }
      if own == .fails { return .fails }
      if own == .holds { verdict = .holds }
    }
    return verdict
  }

  private func environments(_ free: [Int], _ evaluator: inout Evaluator) throws -> [[Int: Int]] {
    var result: [[Int: Int]] = [[:]]
    for index in free {
      var longer: [[Int: Int]] = []
      for environment in result {
        evaluator.indices = environment
        let lower = try evaluator.integer(problem.indices[index].lower)
        var upper = lower + 4
        if case .infinity = problem.indices[index].upper.kind {
        } else {
          upper = try evaluator.integer(problem.indices[index].upper)
        }
        if lower > upper { continue }
        for value in lower...upper { longer.append(environment.merging([index: value]) { $1 }) }
      }
      result = longer
    }
    return result
  }

  private func examine(_ subject: Statement.Subject, _ evaluator: inout Evaluator) throws -> PointVerdict {
    switch subject {
    case .chain(let first, let steps):
      var left = first
      var verdict = PointVerdict.silent
      for step in steps where step.mismatch == nil {
        let right = step.right
        let value = try relation(try evaluator.evaluate(left), step.relation, try evaluator.evaluate(right), evaluator)
        if value == .fails { return .fails }
        if value == .holds { verdict = .holds }
        left = right
      }
      return verdict
    case .predicate(let node, let predicate):
      let value = try evaluator.evaluate(node)
      if value.data.contains(where: \.isUndefined) { return .silent }
      return try evaluator.predicateHolds(value, predicate).map { $0 ? .holds : .fails } ?? .silent
    case .curvature(let curvature, let node, let targets):
      let hessian = Node(.hessian(node, targets), shape: [], site: node.site)
      let value = try evaluator.evaluate(hessian)
      if value.data.contains(where: \.isUndefined) { return .silent }
      let size = Int(Double(value.data.count).squareRoot().rounded())
      let matrix = Array2([size, size], value.data)
      switch curvature {
      case .convex, .strictlyConvex:
        return try evaluator.predicateHolds(matrix, .psd).map { $0 ? .holds : .fails } ?? .silent
      case .concave: return try evaluator.predicateHolds(matrix, .nsd).map { $0 ? .holds : .fails } ?? .silent
      }
    case .shape, .nonconforming: return .silent
    }
  }

  private func relation(
    _ a: Array2, _ relation: Relation, _ b: Array2, _ evaluator: Evaluator
  ) throws -> PointVerdict {
    var verdict = PointVerdict.silent
    let sides = try (evaluator.zip(a, b) { x, _ in x }, evaluator.zip(a, b) { _, y in y })
    for (left, right) in zip(sides.0.data, sides.1.data) {
      let (x, y) = (left.value, right.value)
      let (hasLeft, hasRight) = (x.isFinite, y.isFinite)
      if !hasLeft && !hasRight { continue }
      if hasLeft != hasRight {
        if relation == .equal, (hasLeft ? y : x).isNaN { return .fails }
        continue
      }
      let scale = max(abs(x), abs(y), 1e-3)
      let gap = (y - x) / scale
      let isClose = abs(gap) < 1e-9
      let isFar = abs(gap) > 1e-6
      let own: PointVerdict =
        switch relation {
        case .equal: isClose ? .holds : isFar ? .fails : .silent
        case .notEqual: isFar ? .holds : x == y ? .fails : .silent
        case .less: gap > 1e-6 ? .holds : gap < -1e-6 || x == y ? .fails : .silent
        case .lessOrEqual: gap > -1e-9 ? .holds : gap < -1e-6 ? .fails : .silent
        case .greater: gap < -1e-6 ? .holds : gap > 1e-6 || x == y ? .fails : .silent
        case .greaterOrEqual: gap < 1e-9 ? .holds : gap > 1e-6 ? .fails : .silent
        }
      if own == .fails { return .fails }
      if own == .holds { verdict = .holds }
    }
    return verdict
  }
}

extension Evaluator {
  /// `nil` where it is too near to tell.
  func predicateHolds(_ matrix: Array2, _ predicate: DeriveLanguage.Predicate) throws -> Bool? {
    guard matrix.shape.count == 2 else { throw Unsupported(what: "no matrix") }
    if matrix.data.contains(where: \.isUndefined) { return nil }
    let (rows, columns) = (matrix.shape[0], matrix.shape[1])
    let scale = max(matrix.data.map { abs($0.value) }.max() ?? 0, 1e-6)
    func agree(_ other: (Int, Int) -> Double) -> Bool? {
      var result: Bool? = true
      for i in 0..<rows {
        for j in 0..<columns {
          let gap = abs(matrix[i, j].value - other(i, j)) / max(scale, 1)
          if gap > 1e-6 { return false }
          if gap > 1e-9 { result = nil }
        }
      }
      return result
    }
    guard rows == columns || predicate == .fullrank else { return false }
    switch predicate {
    case .symmetric: return agree { matrix[$1, $0].value }
    case .diagonal: return agree { $0 == $1 ? matrix[$0, $1].value : 0 }
    case .idempotent:
      let square = try product(matrix, matrix, matrix.shape)
      return agree { square[$0, $1].value }
    case .orthogonal:
      for i in 0..<rows {
        for j in 0..<rows {
          let value = (0..<rows).reduce(0) { $0 + matrix[$1, i].value * matrix[$1, j].value }
          let gap = abs(value - (i == j ? 1 : 0))
          if gap > 1e-6 { return false }
          if gap > 1e-9 { return nil }
        }
      }
      return true
    case .psd, .pd, .nsd, .nd:
      guard let symmetric = agree({ matrix[$1, $0].value }) else { return nil }
      if !symmetric { return false }
      let sign = predicate == .psd || predicate == .pd ? 1.0 : -1
      let values = eigenvalues((0..<rows).map { i in (0..<rows).map { sign * matrix[i, $0].value } })
      let least = (values.min() ?? 0) / scale
      if least < -1e-6 { return false }
      if predicate == .psd || predicate == .nsd { return least > -1e-10 ? true : nil }
      return least > 1e-6 ? true : abs(least) < 1e-12 ? false : nil
    case .invertible, .fullrank: throw Unsupported(what: predicate.rawValue)
    }
  }

  /// By Jacobi's rotations.
  private func eigenvalues(_ matrix: [[Double]]) -> [Double] {
    var a = matrix
    let size = a.count
    for _ in 0..<60 {
      for p in 0..<size {
        for q in 0..<size where q > p && abs(a[p][q]) > 1e-300 {
          let angle = 0.5 * atan2(2 * a[p][q], a[q][q] - a[p][p])
          let (c, s) = (cos(angle), sin(angle))
          for k in 0..<size {
            let (x, y) = (a[k][p], a[k][q])
            a[k][p] = c * x - s * y
            a[k][q] = s * x + c * y
          }
          for k in 0..<size {
            let (x, y) = (a[p][k], a[q][k])
            a[p][k] = c * x - s * y
            a[q][k] = s * x + c * y
          }
        }
      }
    }
    return (0..<size).map { a[$0][$0] }
  }
}
