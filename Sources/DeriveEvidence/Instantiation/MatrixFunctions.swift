import DeriveCore
import DeriveNumbers

/// The adjugate and the determinant of a matrix of terms, without a division that might fail: what they are made of is
/// defined wherever the entries are.
struct Adjugate {
  /// By rows; the inverse is this divided by the determinant.
  var entries: [[Term]]
  var determinant: Term

  /// The greatest size: a matrix of that size takes some 1,000 products, each of sums.
  static let greatestSize = 6

  /// By the Faddeev-LeVerrier recursion, which divides by whole numbers only (Householder, "The Theory of Matrices in
  /// Numerical Analysis", 1964, ch. 6.7): `M_k = A*M_(k-1) + c_(n-k+1)*I`, `c_(n-k) = -tr(A*M_k)/k`.
  init(of matrix: [[Term]], in store: inout TermStore) {
    let size = matrix.count
    var power = [[Term]](repeating: [Term](repeating: .zero, count: size), count: size)
    for place in 0..<size { power[place][place] = .one }
    var coefficient = Term.one
    entries = power
    for step in 1...max(size, 1) where size > 0 {
      if step > 1 {
        power = Self.product(matrix, power, &store)
        for place in 0..<size { power[place][place] = store.add(power[place][place], coefficient) }
      }
      entries = power
      var trace: [Term] = []
      for row in 0..<size {
        for column in 0..<size { trace.append(store.multiply(matrix[row][column], power[column][row])) }
      }
      coefficient = store.scale(store.sum(trace), by: Rational(-1, step))
    }
    // det(A) = (-1)^n*c_0 and adj(A) = (-1)^(n-1)*M_n.
    let isOdd = size % 2 == 1
    determinant = isOdd ? store.negate(coefficient) : coefficient
    if !isOdd {
      for row in 0..<size {
        for column in 0..<size { entries[row][column] = store.negate(entries[row][column]) }
      }
    }
  }

  private static func product(_ a: [[Term]], _ b: [[Term]], _ store: inout TermStore) -> [[Term]] {
    let size = a.count
    var result: [[Term]] = []
    for row in 0..<size {
      var entries: [Term] = []
      for column in 0..<size {
        var addends: [Term] = []
        for inner in 0..<size { addends.append(store.multiply(a[row][inner], b[inner][column])) }
        entries.append(store.sum(addends))
      }
      result.append(entries)
    }
    return result
  }
}
